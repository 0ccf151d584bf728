"""The sample ledger: exactly its faults are reported, each with its reason and remedy, in every format."""

import csv
import datetime as dt
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from app.domain.cases import check_draft
from app.domain.codes import CaseState, Channel, Origin
from app.domain.ledger import RowFate, SheetRow
from app.files.ledger_sheet import load_rules, open_book, propose_mappings, read_rows
from tests.files.ledger_reading import FIXTURES, SAMPLE, TODAY, codes, mappings_of, only_problem, read_file


@cache
def sample() -> dict[int, SheetRow]:
    return {row.row: row for row in read_file(SAMPLE)}


def draft_of(number: int):
    found = sample()[number].draft
    assert found is not None
    return found


# --- the whole of it ------------------------------------------------------------------------------------------


def test_every_row_below_the_header_comes_out_once() -> None:
    assert list(sample()) == list(range(3, 131))


def test_the_fates_of_the_sample() -> None:
    fates = Counter(row.fate for row in sample().values())
    assert fates == {RowFate.IMPORTED: 115, RowFate.WARNED: 8, RowFate.REJECTED: 3, RowFate.SKIPPED: 2}


def test_exactly_the_faults_of_the_sample_are_reported() -> None:
    said = {
        row.row: [problem.code for problem in row.problems if not problem.notice] for row in sample().values()
    }
    assert {row: found for row, found in said.items() if found} == {
        12: ["id_number_ruined"],
        19: ["id_number_invalid"],
        25: ["phone_as_number"],
        33: ["invalid_date"],
        40: ["anonymous"],
        54: ["same_as_above"],
        62: ["empty_content"],
        74: ["people_count_in_words"],
        86: ["serial_date"],
        93: ["formula"],
        121: ["future_date"],
    }


def test_the_sample_has_two_kinds_of_notice() -> None:
    notices = Counter(problem.code for row in sample().values() for problem in row.problems if problem.notice)
    assert notices == {"possible_accusation": 14, "total_line": 1}


def test_what_comes_in_could_be_registered_as_it_is() -> None:
    drafts = [row.draft for row in sample().values() if row.draft]
    assert len(drafts) == 123
    assert [check_draft(draft, today=TODAY) for draft in drafts] == [[]] * 123
    assert [draft.cleaned() for draft in drafts] == drafts


def test_no_message_tells_an_identity_number_or_a_phone_in_full() -> None:
    told = " ".join(f"{p.message} {p.value}" for row in sample().values() for p in row.problems)
    numbers = [person.id_number for row in sample().values() if row.draft for person in row.draft.petitioners]
    assert not [number for number in numbers if number and number in told]
    assert "13887514397" not in told


# --- fault by fault -------------------------------------------------------------------------------------------


def test_the_title_above_the_header_is_no_row(tmp_path: Path) -> None:
    (mapping,) = mappings_of(SAMPLE)
    assert mapping.header_rows == (2,)
    assert mapping.missing == ()
    assert [mapping.titles[at] for at, key in mapping.columns.items() if key == "received_on"] == ["来访日期"]


@pytest.mark.parametrize(
    ("row", "day"),
    [
        (3, dt.date(2026, 1, 6)),  # 2026/1/6
        (4, dt.date(2026, 6, 21)),  # 2026.06.21
        (6, dt.date(2026, 9, 10)),  # a date cell
        (17, dt.date(2026, 1, 22)),  # 2026年1月22日
    ],
)
def test_the_spellings_of_a_date_come_in_without_a_word(row: int, day: dt.date) -> None:
    assert draft_of(row).received_on == day
    assert not [code for code in codes(sample()[row]) if "date" in code]


def test_a_serial_date_is_mended_and_said() -> None:
    problem = only_problem(sample()[86])
    assert draft_of(86).received_on == dt.date(2026, 3, 19)
    assert problem.message == "第86行“来访日期”的“46100”是Excel的日期序号，按2026-03-19导入。请核对。"
    assert not problem.error
    assert not problem.notice


def test_a_ruined_identity_number_is_kept_out_and_the_case_comes_in() -> None:
    problem = only_problem(sample()[12])
    (person,) = draft_of(12).petitioners
    assert (person.name, person.id_number, person.phone) == ("钟娟", "", "17700780570")
    assert problem.column == "身份证号"
    assert "后几位已经丢失" in problem.message
    assert "3708291976" not in problem.message + problem.value


def test_an_identity_number_with_a_wrong_check_digit_is_kept_and_said() -> None:
    problem = only_problem(sample()[19])
    assert draft_of(19).petitioners[0].id_number == "140303198202221161"
    assert problem.value == "1403**********1161"


def test_a_phone_kept_as_a_number_is_mended_and_said() -> None:
    assert draft_of(25).petitioners[0].phone == "13887514397"
    assert (
        only_problem(sample()[25]).message
        == "第25行“联系电话”的“138****4397”存成了数字，按文字导入。请核对。"
    )


def test_a_landline_is_nothing_to_speak_of() -> None:
    assert draft_of(113).petitioners[0].phone == "0352-7654321"
    assert sample()[113].problems == ()


def test_month_thirteen_sends_the_row_back() -> None:
    row = sample()[33]
    assert (row.fate, row.draft) == (RowFate.REJECTED, None)
    problem = only_problem(row)
    assert problem.message == "第33行“来访日期”的“2026.13.5”不是日期（没有13月）。请改正后重新导入。"
    assert problem.error


def test_an_empty_matter_sends_the_row_back() -> None:
    assert sample()[62].fate is RowFate.REJECTED
    assert only_problem(sample()[62]).message == "第62行“反映事项”是空的，不知道反映什么。请补填后重新导入。"


def test_a_day_after_today_sends_the_row_back() -> None:
    assert sample()[121].fate is RowFate.REJECTED
    assert only_problem(sample()[121]).message == (
        "第121行“来访日期”的“2027-05-04”在今天（2026-11-24）之后。请改正后重新导入。"
    )


def test_what_is_in_the_future_depends_on_the_day() -> None:
    later = {row.row: row for row in read_file(SAMPLE, today=dt.date(2027, 5, 4))}
    assert later[121].fate is RowFate.IMPORTED


def test_an_anonymous_letter_keeps_its_numbers_and_asks_for_the_name() -> None:
    draft = draft_of(40)
    assert draft.anonymous
    assert draft.channel is Channel.LETTER
    assert [(p.name, p.id_number, p.phone) for p in draft.petitioners] == [
        ("", "370829196811203096", "15067827969")
    ]
    assert only_problem(sample()[40]).message == (
        "第40行“姓名”是空的，按匿名导入（证件号和电话照样保留）。请核对是否漏填了姓名。"
    )


def test_as_above_takes_the_unit_of_the_row_above_and_says_so() -> None:
    assert draft_of(54).unit == draft_of(53).unit == "地面机修车间"
    assert (
        only_problem(sample()[54]).message == "第54行“所在单位”的“同上”按上面一行填为“地面机修车间”。请核对。"
    )


def test_seven_people_in_words_are_counted_and_said() -> None:
    assert draft_of(74).people_count == 7
    assert "people_count_in_words" in codes(sample()[74])
    assert any("按7人导入" in problem.message for problem in sample()[74].problems)


def test_a_count_with_its_word_is_nothing_to_speak_of() -> None:
    assert (draft_of(3).people_count, draft_of(15).people_count) == (1, 12)
    assert sample()[15].problems == ()


def test_a_blank_row_is_skipped_without_a_word() -> None:
    assert (sample()[66].fate, sample()[66].problems) == (RowFate.SKIPPED, ())


def test_a_total_is_skipped_with_a_notice() -> None:
    problem = only_problem(sample()[130])
    assert sample()[130].fate is RowFate.SKIPPED
    assert problem.notice
    assert problem.message == "第130行“序号”的“合计”是合计行，已跳过。"


def test_a_doubled_row_has_the_fingerprint_of_the_first() -> None:
    assert sample()[47].fingerprint == sample()[46].fingerprint
    alone = [row.fingerprint for row in sample().values() if row.draft and row.row != 47]
    assert len(set(alone)) == len(alone) == 122


def test_a_repeat_visit_is_no_double() -> None:
    first, again = draft_of(106), draft_of(107)
    assert first.petitioners[0].id_number == again.petitioners[0].id_number
    assert sample()[106].fingerprint != sample()[107].fingerprint


def test_a_formula_where_text_should_be_gives_its_label() -> None:
    assert draft_of(93).content == "反映食堂涨价"
    problem = only_problem(sample()[93])
    assert problem.column == "反映事项"
    assert "按Excel显示的文字“反映食堂涨价”导入" in problem.message


def test_a_name_outside_the_basic_plane_comes_in_whole() -> None:
    assert draft_of(88).petitioners[0].name == "林𬱖"
    assert ord("𬱖") > 0xFFFF
    assert draft_of(36).petitioners[0].name == "孟㛃"


def test_words_that_hint_at_an_accusation_are_pointed_out_to_a_person() -> None:
    problem = only_problem(sample()[16])
    assert sample()[16].fate is RowFate.IMPORTED
    assert draft_of(16).case_class is None
    assert problem.notice
    assert problem.value == "考勤造假"


def test_the_words_of_the_ledger_become_codes() -> None:
    assert draft_of(7).channel is Channel.PHONE  # 电话
    assert draft_of(4).channel is Channel.OUTREACH  # 下访
    assert draft_of(38).channel is Channel.ONLINE  # 网上
    categories = {row.draft.category for row in sample().values() if row.draft}
    assert categories == {"E01", "E02", "E03", "E04", "E05", "E06", "E08", "E10"}
    assert {row.draft.origin for row in sample().values() if row.draft} == {Origin.LEDGER}


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (3, CaseState.REPLIED),  # 政策解释到位
        (5, CaseState.REGISTERED),  # nothing
        (6, CaseState.HANDLING),  # 正在核实
        (10, CaseState.TRANSFERRED),  # 转信访接待室
        (12, CaseState.REPLIED),  # 已答复,职工满意
        (25, CaseState.CONCLUDED),  # 补发到位
    ],
)
def test_the_outcome_tells_the_state(row: int, state: CaseState) -> None:
    assert draft_of(row).state is state


# --- every format ---------------------------------------------------------------------------------------------


def as_csv(path: Path, encoding: str, delimiter: str = ",") -> Path:
    """The sample as Excel would save it: numbers and dates as they are shown."""
    with open_book(SAMPLE) as book, path.open("w", encoding=encoding, newline="") as stream:
        rows = list(book.rows("2026年"))
        rows[92][8] = "反映食堂涨价"
        for row in rows:
            csv.writer(stream, delimiter=delimiter).writerow(
                [f"{cell:.5E}" if isinstance(cell, float) and cell > 1e15 else shown(cell) for cell in row]
            )
    return path


def shown(cell: object) -> object:
    return int(cell) if isinstance(cell, float) else cell


def differences(rows: list[SheetRow]) -> dict[int, tuple]:
    """Where another format's rows differ from the sample's, apart from what the format cannot tell."""
    return {
        row.row: (row.draft, row.fate)
        for row in rows
        if (row.draft, row.fingerprint) != (sample()[row.row].draft, sample()[row.row].fingerprint)
    }


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_the_old_and_the_free_format_bring_the_same_cases(ending: str) -> None:
    rows = read_file(FIXTURES / f"ledger-sample.{ending}")
    assert len(rows) == 128
    assert differences(rows) == {}


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [
        ("utf-8", ","),
        ("utf-8-sig", ","),
        ("gb18030", ","),
        ("utf-8-sig", ";"),
        ("gb18030", "\t"),
        ("utf-16", "\t"),
    ],
)
def test_text_files_bring_the_same_cases(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = read_file(as_csv(tmp_path / "2026年台账.csv", encoding, delimiter))
    assert len(rows) == 128
    assert differences(rows) == {}
    (ruined,) = [row for row in rows if "id_number_ruined" in codes(row)]
    assert ruined.row == 12


def test_the_file_is_read_again_for_every_reading() -> None:
    rules = load_rules()
    with open_book(SAMPLE) as book:
        (mapping,) = propose_mappings(book, rules, {})
        first = list(read_rows(book, mapping, rules, today=TODAY))
        assert list(read_rows(book, mapping, rules, today=TODAY)) == first
