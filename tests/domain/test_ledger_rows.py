"""Names, words and likeness of rows."""

import datetime as dt
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.codes import CaseState, Channel
from app.domain.ledger import COLUMN_BY_KEY
from app.domain.ledger_rows import LedgerRules, ledger_rules, plain, row_fingerprint, shown_value, split_names
from app.resources import resource

DAY = dt.date(2026, 6, 21)


@pytest.fixture(scope="module")
def rules() -> LedgerRules:
    text = resource("rules", "ledger_columns.toml").read_text(encoding="utf-8")
    return ledger_rules(tomllib.loads(text))


@pytest.mark.parametrize(
    ("text", "names", "people"),
    [
        ("张三", ("张三",), None),
        ("张三、李四", ("张三", "李四"), None),
        ("张三，李四;王五/赵六", ("张三", "李四", "王五", "赵六"), None),
        ("张三\n李四", ("张三", "李四"), None),
        ("王芳 李强", ("王芳", "李强"), None),
        ("张 三", ("张三",), None),
        ("张　三、李　四", ("张三", "李四"), None),
        ("张三等5人", ("张三",), 5),
        ("张三、李四等十二人", ("张三", "李四"), 12),
        ("张三（等3人）", ("张三",), 3),
        ("张三等", ("张三",), None),
        ("张三等职工", ("张三",), None),
        ("艾力·买买提", ("艾力·买买提",), None),
        ("John Smith", ("John Smith",), None),
        ("林𬱖", ("林𬱖",), None),
        ("李和平", ("李和平",), None),
        ("、", (), None),
    ],
)
def test_the_people_of_a_cell(text: str, names: tuple[str, ...], people: int | None) -> None:
    found = split_names(text)
    assert (found.names, found.people) == (names, people)


def test_representatives_are_told_up_to_the_five_that_there_may_be() -> None:
    assert split_names("张三（代表）、李四").representatives == {"张三"}
    six = "、".join(f"{name}（代表）" for name in ("赵一", "钱二", "孙三", "李四", "周五", "吴六"))
    assert split_names(six).representatives == frozenset()
    assert len(split_names(six).names) == 6


@given(st.text(max_size=60))
def test_splitting_names_never_fails(text: str) -> None:
    assert all(name and name == name.strip() for name in split_names(text).names)


def test_a_word_is_the_same_in_every_width_and_with_every_break() -> None:
    assert plain("来 访\n日期：") == plain("来访日期") == "来访日期"
    assert plain("ＮＯ．") == "no"


def test_a_title_is_known_with_brackets_and_without(rules: LedgerRules) -> None:
    for title in (
        "联系电话",
        "联系电话（手机）",
        "联 系 电 话",
        "联系\n电话",
        "*联系电话*",
        "联系电话(必填)",
    ):
        meaning = rules.meaning(title)
        assert meaning is not None
        assert meaning.key == "phone"
    assert rules.meaning("被反映人") is None
    assert rules.meaning("接访人") is None


def test_every_title_leads_to_a_column_that_can_be_filled(rules: LedgerRules) -> None:
    assert all(COLUMN_BY_KEY[meaning.key].importable for meaning in rules.titles.values())


def test_the_ledger_s_own_titles_are_known(rules: LedgerRules) -> None:
    known = {key: rules.meaning(column.title) for key, column in COLUMN_BY_KEY.items() if column.importable}
    assert {key: meaning.key if meaning else None for key, meaning in known.items()} == {
        key: key for key in known
    }


def test_every_category_is_in_the_subject_table(rules: LedgerRules) -> None:
    subjects = tomllib.loads(resource("rules", "codes.toml").read_text(encoding="utf-8"))["subjects"]
    assert set(rules.categories.values()) == set(subjects)
    assert list(subjects) == [*(f"E{number:02d}" for number in range(1, 14)), "E99"]
    assert {rules.categories[plain(entry["label"])] for entry in subjects.values()} == set(subjects)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        ("正在核实", CaseState.HANDLING),
        ("转信访接待室", CaseState.TRANSFERRED),
        ("已移送纪委", CaseState.TRANSFERRED),
        ("转社保科", CaseState.TRANSFERRED),
        ("转岗安置到位", None),
        ("补发到位", CaseState.CONCLUDED),
        ("已办结", CaseState.CONCLUDED),
        ("未办结", CaseState.HANDLING),
        ("尚未答复", CaseState.HANDLING),
        ("无法解决", CaseState.HANDLING),
        ("已答复,职工满意", CaseState.REPLIED),
        ("政策解释到位", CaseState.REPLIED),
        ("好", None),
    ],
)
def test_the_words_of_the_outcome(rules: LedgerRules, outcome: str, state: CaseState | None) -> None:
    assert rules.state_of(outcome) is state


def test_the_words_of_the_channel(rules: LedgerRules) -> None:
    words = {"来访": Channel.VISIT, "来电": Channel.PHONE, "来信": Channel.LETTER, "网信": Channel.ONLINE}
    assert {word: rules.channels[word] for word in words} == words
    assert set(rules.channels.values()) == set(Channel)


def test_no_identity_number_is_shown_in_full() -> None:
    assert shown_value("王建国14020219800101123X") == "王建国1402**********123X"
    assert shown_value("140202800101123") == "1402*******1123"
    assert shown_value("3.708291976010774E+17") == "3.7082*******0774E+17"
    assert len(shown_value("反映" * 100)) == 40


def fingerprint(**changes: object) -> str:
    row: dict = {
        "received_on": DAY,
        "names": ["王建国"],
        "id_number": "14020219800101123X",
        "phone": "13812344321",
        "content": "反映工资",
        "unit": "综采一区",
    }
    return row_fingerprint(**(row | changes))


def test_two_rows_are_one_when_they_say_the_same() -> None:
    assert fingerprint(content="反映 工资", unit=" 综采一区") == fingerprint()
    assert fingerprint(content="反映，工资") == fingerprint(content="反映,工资")
    assert fingerprint(phone="") == fingerprint()  # the identity number tells who


@pytest.mark.parametrize(
    "changes",
    [
        {"received_on": dt.date(2026, 6, 22)},
        {"names": ["王建军"]},
        {"id_number": "140202198001011237"},
        {"content": "反映奖金"},
        {"unit": "综采二区"},
    ],
)
def test_two_rows_are_two_when_they_differ_in_what_matters(changes: dict) -> None:
    assert fingerprint(**changes) != fingerprint()


def test_without_an_identity_number_the_phone_tells_who() -> None:
    assert fingerprint(id_number="", phone="1") != fingerprint(id_number="", phone="2")


def test_words_do_not_flow_from_one_part_into_the_next() -> None:
    assert fingerprint(content="反映", unit="工资") != fingerprint(content="反映工", unit="资")


def test_the_fingerprint_stays_what_it_was_in_stored_ledgers() -> None:
    assert fingerprint() == "c9963014634af32d83dfedeb80c8b977452936cfbdfa77f2d285a975a3fcace6"
