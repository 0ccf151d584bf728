"""Doing the acts of the table on real desks: a refusal changes nothing, and what is taken back was never so."""

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.actions.approvals import approve, return_wish, take_wish_back, waiting_approvals
from app.actions.attachments import add_attachment
from app.actions.case_files import write_case_file
from app.actions.cases import note_handling, view_case
from app.actions.desk import Desk
from app.actions.documents import issue_slip
from app.actions.opening import open_sealed
from app.actions.operators import add_operator
from app.actions.packets import export_packet
from app.actions.procedure import compose, perform, possible_acts, prepare, undo
from app.bootstrap import open_desk
from app.domain.cases import Request
from app.domain.codes import CaseClass, CaseState, Role, StationRole
from app.domain.errors import ClerkError, Incomplete, InvalidFields, NotAllowed
from app.domain.procedure import MOVES
from app.domain.station import Operator
from tests.desks import DESK_DAY, STATION, copied_desk, exhaust, register

REPLY = {
    "result_1": "supported",
    "answer_1": "已补发。",
    "facts": "查了考勤。",
    "basis": "津贴办法第六条",
}


@pytest.fixture(params=list(StationRole), ids=lambda role: role.value)
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    desk, _ = copied_desk(tmp_path / "home", station=replace(STATION, role=request.param))
    with desk:
        yield desk


@pytest.fixture
def workshop(tmp_path: Path) -> Any:
    desk, _ = copied_desk(tmp_path / "home")
    with desk:
        yield desk


@pytest.fixture
def headquarters(tmp_path: Path) -> Any:
    desk, _ = copied_desk(tmp_path / "home", station=replace(STATION, role=StationRole.HEADQUARTERS))
    with desk:
        yield desk


def a_case(desk: Desk, **changes: Any) -> str:
    return register(desk, **{"case_class": CaseClass.C6, "requests": (Request("补发津贴"),), **changes})


def dump(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    tables = [row["name"] for row in desk.store.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    shown = [name for name in tables if not name.startswith(("case_grams", "case_chars"))]
    return {name: desk.store.rows(f'SELECT * FROM "{name}"') for name in shown}


def state(desk: Desk, number: str) -> CaseState:
    return view_case(desk, number=number).case.state


SAMPLES: dict[str, dict[str, Any]] = {
    "registered": {},
    "unclassified": {"case_class": None},
    "accusation": {"case_class": CaseClass.B},
    "secret": {"confidential": True},
}


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_refused_act_changes_nothing_at_all(either: Desk, sample: str) -> None:
    number = a_case(either, **SAMPLES[sample])
    before = dump(either)
    refused = 0
    for act in possible_acts(either, number=number):
        if act.allowed:
            continue
        with pytest.raises(NotAllowed) as refusal:
            perform(either, number=number, act=act.name, fields={"reason": "试试"})
        assert act.why in str(refusal.value)
        refused += 1
    assert refused > 10
    assert dump(either) == before


ROUTES = itertools.cycle([None, CaseClass.A, CaseClass.C2, CaseClass.C6])
OWN_WAYS: dict[str, Callable[[Desk, str], object]] = {
    "slip": lambda desk, number: issue_slip(desk, number=number),
    "note": lambda desk, number: note_handling(desk, number=number, on=DESK_DAY, text="试试"),
    "attach": lambda desk, number: add_attachment(desk, number=number, path=Path(__file__)),
    "case_file": lambda desk, number: exhaust(
        write_case_file(desk, number=number, path=desk.home / "卷宗.pdf")
    ),
    "open_sealed": lambda desk, number: open_sealed(desk, number=number, operator="何人", reason="试试"),
    "export": lambda desk, number: exhaust(export_packet(desk, folder=desk.home, numbers=[number])),
    "undo": lambda desk, number: undo(desk, number=number, reason="试试"),
    "remove_extension": lambda desk, number: undo(desk, number=number, reason="试试", act="extend"),
    "remove_pause": lambda desk, number: undo(desk, number=number, reason="试试", act="pause"),
}
"""Acts that are done by functions of their own, not by ``perform``."""


def test_no_act_is_done_outside_the_table_in_any_state_whichever_function_does_it(either: Desk) -> None:
    tried = 0
    for state, case_class in zip(CaseState, ROUTES, strict=False):
        number = a_case(either, state=state, case_class=case_class)
        lines = "SELECT text FROM history WHERE case_number = ?"
        before = either.store.rows(lines, number)
        for act in possible_acts(either, number=number):
            if act.allowed:
                continue
            with pytest.raises(NotAllowed) as refusal:
                perform(either, number=number, act=act.name, fields={"reason": "试试"})
            assert act.why in str(refusal.value)
            if act.name in OWN_WAYS:
                with pytest.raises(NotAllowed) as refusal:
                    OWN_WAYS[act.name](either, number)
                assert act.why in str(refusal.value)
            tried += 1
        assert view_case(either, number=number).case.state is state
        assert either.store.rows(lines, number) == before
    assert tried > 21 * 30


def test_nothing_but_extension_and_hearing_is_taken_back_out_of_its_order(headquarters: Desk) -> None:
    number = a_case(headquarters, case_class=None)
    perform(headquarters, number=number, act="classify", fields={"case_class": "C6", "reason": "内部事项"})
    perform(headquarters, number=number, act="accept")
    with pytest.raises(NotAllowed, match="从最后一步撤销起"):
        undo(headquarters, number=number, reason="选错了", act="classify")
    assert view_case(headquarters, number=number).case.case_class is CaseClass.C6


@pytest.mark.parametrize("sample", ["registered", "secret", "accusation"])
def test_an_act_with_a_faulty_field_changes_nothing_either(either: Desk, sample: str) -> None:
    number = a_case(either, **SAMPLES[sample])
    before = dump(either)
    for act in possible_acts(either, number=number):
        if act.allowed:
            with pytest.raises(ClerkError):
                perform(either, number=number, act=act.name, fields={"no_such_field": "试试"})
    assert dump(either) == before


@pytest.mark.parametrize("name", ["note", "attach", "undo", "case_file"])
def test_what_has_a_way_of_its_own_is_not_performed(workshop: Desk, name: str) -> None:
    number = a_case(workshop)
    perform(
        workshop,
        number=number,
        act="ask_recusal",
        fields={"staff": "赵军", "relation": "表亲", "asked_by": "self"},
    )
    before = dump(workshop)
    with pytest.raises(NotAllowed):
        perform(workshop, number=number, act=name, fields={"reason": "试试"} if name == "undo" else {})
    assert dump(workshop) == before


def test_an_act_that_does_not_exist_is_refused(workshop: Desk) -> None:
    number = a_case(workshop)
    for name in ("", "punish", "ACCEPT"):
        with pytest.raises(NotAllowed, match="没有"):
            perform(workshop, number=number, act=name)


def test_a_form_shows_what_is_asked_and_what_is_known(headquarters: Desk) -> None:
    number = a_case(headquarters)
    form = prepare(headquarters, number=number, act="accept")
    assert [field.name for field in form.fields] == ["matters", "officer"]
    assert form.values["matters"] == "1. 补发津贴"
    assert form.letter
    with pytest.raises(NotAllowed, match="还没有受理"):
        prepare(headquarters, number=number, act="decision_letter")


@pytest.mark.parametrize(
    ("act", "names"),
    [
        ("record_decision", ("unit", "number", "dated_on", "result")),
        ("name_proxy", ("proxy", "scope")),
        ("classify", ("case_class", "reason")),
        ("help_hardship", ("unit", "kind")),
        ("assign", ("due_on",)),
        ("ask_recusal", ("staff", "relation")),
    ],
)
def test_a_form_does_not_answer_what_only_the_clerk_knows(
    headquarters: Desk, act: str, names: tuple[str, ...]
) -> None:
    number = a_case(headquarters)
    asked = {"staff": "赵军", "relation": "表亲", "asked_by": "self"}
    perform(headquarters, number=number, act="ask_recusal", fields=asked)
    proxy = {"proxy": "李强", "scope": "代为陈述", "written": "yes"}
    perform(headquarters, number=number, act="name_proxy", fields=proxy)
    values = prepare(headquarters, number=number, act=act).values
    assert {name: values[name] for name in names} == dict.fromkeys(names, "")
    with pytest.raises(InvalidFields) as refusal:
        perform(headquarters, number=number, act=act)
    assert set(names) <= {problem.field for problem in refusal.value.problems}


def test_every_form_that_may_be_opened_opens(either: Desk) -> None:
    for sample in (
        {},
        {"case_class": CaseClass.A},
        {"case_class": CaseClass.C2},
        {"case_class": CaseClass.B},
    ):
        number = a_case(either, **sample)
        opened = [act.name for act in possible_acts(either, number=number) if act.allowed]
        for name in opened:
            form = prepare(either, number=number, act=name)
            assert {field.name for field in form.fields} == set(form.values)


def test_a_letter_is_composed_with_marks_where_something_is_missing(headquarters: Desk) -> None:
    number = a_case(headquarters)
    perform(headquarters, number=number, act="accept")
    texts = compose(headquarters, number=number, act="decision_letter", fields={})
    assert "〔请填写：" in texts["body"]
    whole = compose(
        headquarters, number=number, act="decision_letter", fields={**REPLY, "remedy_unit": "集团公司"}
    )
    assert "补发津贴" in whole["body"]
    assert state(headquarters, number) is CaseState.HANDLING


def test_a_mark_left_in_a_letter_is_not_sent(headquarters: Desk) -> None:
    number = a_case(headquarters)
    perform(headquarters, number=number, act="accept")
    before = dump(headquarters)
    with pytest.raises((Incomplete, InvalidFields)):
        perform(
            headquarters,
            number=number,
            act="decision_letter",
            fields=REPLY,
            letter={"body": "经查〔请填写：依据〕"},
        )
    assert dump(headquarters) == before


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("accept", {}),
        ("classify", {"case_class": "C2", "reason": "是劳动争议"}),
        ("classify", {"case_class": "B", "reason": "反映干部谋私"}),
        ("simplify", {"condition": "simple"}),
        ("withdraw", {"way": "书面", "statement": "已解决", "voluntary": "yes"}),
        ("report_urgent", {"reported_to": "值班室", "way": "电话", "measures": "疏导"}),
        ("refer", {"receiver_office": "劳资科", "requirement": "核实"}),
        ("settle", {"parties": "双方", "terms": "补发", "both_signed": "yes"}),
        ("decline", {"reason": "已受理", "basis": "条例第十九条", "where_to_go": "集团公司"}),
    ],
    ids=lambda value: value if isinstance(value, str) else value.get("case_class", ""),
)
def test_taking_back_puts_the_case_and_its_clocks_as_they_were(
    headquarters: Desk, act: str, fields: dict[str, str]
) -> None:
    number = a_case(headquarters)
    before = view_case(headquarters, number=number)
    perform(headquarters, number=number, act=act, fields=fields)
    assert view_case(headquarters, number=number).records[-1].act == act
    undo(headquarters, number=number, reason="记错了")
    after = view_case(headquarters, number=number)
    # a seal number that was given once is never given again, and stays
    assert replace(after.case, seal_number="") == before.case
    assert [replace(clock, id=0) for clock in after.deadlines] == [
        replace(clock, id=0) for clock in before.deadlines
    ]
    assert [(r.act, r.stands, r.undone_by) for r in after.records] == [(act, False, "李敏")]
    assert all(not paper.stands for paper in after.documents)


def test_a_settlement_answers_every_request_with_its_terms_until_it_is_taken_back(headquarters: Desk) -> None:
    number = a_case(headquarters, requests=(Request("补发津贴"), Request("说明算法")))
    agreed = {"parties": "双方", "terms": "十月补发630元", "both_signed": "yes"}
    perform(headquarters, number=number, act="settle", fields=agreed)
    requests = view_case(headquarters, number=number).case.requests
    assert {(r.result, r.answer) for r in requests} == {("mediated", "十月补发630元")}
    undo(headquarters, number=number, reason="没有签")
    assert {(r.result, r.answer) for r in view_case(headquarters, number=number).case.requests} == {("", "")}


def test_a_number_that_was_given_is_not_given_again(headquarters: Desk) -> None:
    number = a_case(headquarters)
    perform(headquarters, number=number, act="accept")
    undo(headquarters, number=number, reason="记错了")
    perform(headquarters, number=number, act="accept")
    papers = view_case(headquarters, number=number).documents
    assert [(p.number, p.stands) for p in papers] == [
        ("综采一区信访受〔2026〕1号", False),
        ("综采一区信访受〔2026〕2号", True),
    ]


def colleague(desk: Desk, *roles: Role, name: str = "田小雨", passphrase: str = "另一个人的口令2026") -> Desk:
    """Another operator's view of the same desk."""
    add_operator(desk, operator=Operator(name, roles), passphrase=passphrase)
    return open_desk(desk.home, passphrase, today=DESK_DAY)


def test_a_wish_is_carried_out_as_it_was_asked_when_the_leader_agrees(workshop: Desk) -> None:
    number = a_case(workshop)
    with colleague(workshop, Role.CLERK) as clerk:
        asked = perform(clerk, number=number, act="reply", fields=REPLY)
        assert (asked.approvals, asked.documents) == (1, ())
        assert state(clerk, number) is CaseState.REGISTERED
        with pytest.raises(NotAllowed, match="等待决定"):
            perform(clerk, number=number, act="reply", fields=REPLY)
    wish = waiting_approvals(workshop)[0]
    assert (wish.people, wish.asked_by) == ("王*国", "田小雨")
    done = approve(workshop, approval_id=wish.id)
    record = view_case(workshop, number=number).records[-1]
    assert (record.act, record.approved_by) == ("reply", "李敏")
    assert len(done.documents) == 1
    assert waiting_approvals(workshop) == []


def test_a_wish_that_the_case_has_overtaken_is_not_carried_out(workshop: Desk) -> None:
    number = a_case(workshop)
    with colleague(workshop, Role.CLERK) as clerk:
        perform(clerk, number=number, act="reply", fields=REPLY)
    words = {"way": "书面", "statement": "已解决", "voluntary": "yes"}
    perform(workshop, number=number, act="withdraw", fields=words)
    wish = waiting_approvals(workshop)[0]
    before = dump(workshop)
    with pytest.raises(NotAllowed, match="已撤回"):
        approve(workshop, approval_id=wish.id)
    assert dump(workshop) == before
    return_wish(workshop, approval_id=wish.id, word="信访人已撤回")
    assert waiting_approvals(workshop) == []


def test_nothing_incomplete_is_put_before_the_leader(workshop: Desk) -> None:
    number = a_case(workshop)
    with colleague(workshop, Role.CLERK) as clerk:
        before = dump(clerk)
        with pytest.raises(ClerkError):
            perform(clerk, number=number, act="reply", fields={"facts": "查了"})
        assert dump(clerk) == before


def test_only_who_asked_takes_a_wish_back_and_only_once(workshop: Desk) -> None:
    number = a_case(workshop)
    with colleague(workshop, Role.CLERK) as clerk:
        perform(clerk, number=number, act="reply", fields=REPLY)
        wish = waiting_approvals(clerk)[0]
        with pytest.raises(NotAllowed):
            take_wish_back(workshop, approval_id=wish.id)
        take_wish_back(clerk, approval_id=wish.id)
        with pytest.raises(NotAllowed):
            take_wish_back(clerk, approval_id=wish.id)
        with pytest.raises(NotAllowed, match="负责人"):
            approve(clerk, approval_id=wish.id)


def test_an_act_is_not_dated_before_the_one_that_it_follows(headquarters: Desk) -> None:
    number = a_case(headquarters)
    perform(headquarters, number=number, act="accept", on=dt.date(2026, 11, 22))
    for day in (dt.date(2026, 11, 21), dt.date(2026, 11, 19), dt.date(2026, 11, 25)):
        with pytest.raises(InvalidFields) as refusal:
            perform(headquarters, number=number, act="hearing", on=day)
        assert any(problem.field == "on" for problem in refusal.value.problems)


def test_every_act_has_a_label_that_no_other_has() -> None:
    labels = [move.label for move in MOVES.values()]
    assert len(set(labels)) == len(labels)
