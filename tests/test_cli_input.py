"""What is given to ``case register``: every wrong key and value is refused by name, and nothing breaks it."""

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cli.reading import CASE_KEYS, PERSON_KEYS, parse_json, read_draft
from app.domain.cases import CaseDraft, check_draft
from app.domain.errors import DeskError, InvalidField
from tests.console_desk import WAGES, ConsoleDesk, make_home

TODAY = dt.date(2026, 11, 23)
SUBJECTS = {"E01": "工资薪酬", "E99": "其他"}


def read(content: Any) -> CaseDraft:
    return read_draft(content, today=TODAY, categories=SUBJECTS)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"colour": "red"}, "colour"),
        ({"received_on": "2026-02-30"}, "received_on"),
        ({"received_on": "20.11.2026"}, "received_on"),
        ({"received_on": 20261120}, "received_on"),
        ({"channel": "pigeon"}, "channel"),
        ({"class": "C7"}, "class"),
        ({"category": "E77"}, "category"),
        ({"petitioners": "王建国"}, "petitioners"),
        ({"petitioners": ["王建国"]}, "petitioners"),
        ({"petitioners": [{"name": "王建国", "nickname": "老王"}]}, "nickname"),
        ({"petitioners": [{"name": 7}]}, "name"),
        ({"people_count": 0}, "people_count"),
        ({"people_count": True}, "people_count"),
        ({"people_count": "2"}, "people_count"),
        ({"people_count": 10**30}, "people_count"),
        ({"requests": "补发"}, "requests"),
        ({"requests": [None, 7]}, "requests"),
        ({"respondent": {"name": "甲", "salary": "1"}}, "salary"),
        ({"confidential": "yes"}, "confidential"),
        ({"content": "half a pair \ud800"}, "content"),
        ({"content": "a bell \x07"}, "content"),
        ({"subject": "长" * 201}, "subject"),
    ],
)
def test_a_wrong_value_is_refused_by_its_name(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidField, match=named):
        read({**WAGES, **changes})


@pytest.mark.parametrize("content", [None, [], "text", 7, True, [WAGES]])
def test_a_case_is_an_object(content: Any) -> None:
    with pytest.raises(InvalidField, match="JSON"):
        read(content)


def test_a_code_may_be_given_by_its_chinese_word() -> None:
    draft = read({**WAGES, "channel": "来信", "category": "工资薪酬"})
    assert (draft.channel.value, draft.category) == ("letter", "E01")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates().map(str),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
people = st.lists(st.dictionaries(st.sampled_from(PERSON_KEYS), json_values) | json_values, max_size=3)
hostile_cases = st.dictionaries(st.sampled_from(CASE_KEYS), json_values | people)


@given(hostile_cases)
def test_whatever_is_given_is_read_or_refused(content: dict[str, Any]) -> None:
    try:
        draft = read(content)
    except DeskError as error:
        assert "\n" not in error.message
    else:
        check_draft(draft.cleaned(), today=TODAY)
        draft.content.encode("utf-8")


@given(st.text() | json_values.map(json.dumps) | st.text().map(lambda text: text * 1000))
def test_whatever_text_is_given_is_json_or_refused(text: str) -> None:
    try:
        parse_json(text, "case.json")
    except DeskError as error:
        assert "case.json" in error.message


# --- through the whole console: whatever is given, it is done or refused, and the desk stays whole ---------------


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> ConsoleDesk:
    desk = ConsoleDesk(make_home(tmp_path_factory.mktemp("made") / "desk"))
    desk.register()
    return desk


@given(content=hostile_cases.map(lambda changes: {**WAGES, **changes}) | json_values)
def test_whatever_is_registered_is_kept_or_refused_in_one_line(desk: ConsoleDesk, content: Any) -> None:
    result = desk.run("case", "register", "-", given=json.dumps(content))
    assert result.exit_code in (0, 1)
    assert result.stderr.count("\n") == result.exit_code


@given(
    text=st.text(max_size=40)
    | st.sampled_from(['"', "*", '""', "' OR 1=1 --", "%", "\\", "^", "\ud800", "王 OR"])
)
def test_whatever_is_looked_for_is_found_or_not(desk: ConsoleDesk, text: str) -> None:
    result = desk.run("--json", "case", "find", "--", text)
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["total"] >= len(found["cases"])


@given(words=st.lists(st.text(max_size=12), max_size=4))
def test_whatever_is_typed_ends_by_itself(desk: ConsoleDesk, words: list[str]) -> None:
    for group in ("case", "document", "packet", "deadline", "ledger"):
        assert desk.run(group, *words).exit_code in (0, 1, 2)


def test_the_desk_is_whole_after_all_that(desk: ConsoleDesk) -> None:
    assert desk.json("history", "verify")["ok"] is True
    assert desk.json("check")["ok"] is True
