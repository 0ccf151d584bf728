"""同上, merged cells and formulas: filled in, said, and never guessed."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from app.domain.ledger import RowFate
from tests.files.ledger_reading import HEADER, a_row, codes, only_problem, read_below_header, read_file


@pytest.mark.parametrize("word", ["同上", "〃", "同前", "同 上", " 同上 ", '"'])
def test_as_above_in_every_spelling(tmp_path: Path, word: str) -> None:
    _, row = read_below_header(tmp_path, a_row(), a_row(单位=word, 反映事项="反映奖金"))
    assert row.draft is not None
    assert row.draft.unit == "综采一区"
    assert codes(row) == ["same_as_above"]


def test_as_above_passes_over_blanks_and_follows_a_chain(tmp_path: Path) -> None:
    *_, third, fourth = read_below_header(
        tmp_path, a_row(单位="选煤厂"), a_row(单位=""), a_row(单位="同上"), a_row(单位="同上")
    )
    assert [row.draft.unit for row in (third, fourth) if row.draft] == ["选煤厂", "选煤厂"]


def test_as_above_with_nothing_above_leaves_the_cell_out(tmp_path: Path) -> None:
    (row,) = read_below_header(tmp_path, a_row(单位="同上"))
    assert row.draft is not None
    assert row.draft.unit == ""
    assert codes(row) == ["nothing_above_left_out"]


@pytest.mark.parametrize("column", ["来访日期", "反映事项"])
def test_as_above_with_nothing_above_sends_back_what_needs_the_cell(tmp_path: Path, column: str) -> None:
    (row,) = read_below_header(tmp_path, a_row(**{column: "同上"}))
    assert row.fate is RowFate.REJECTED
    assert codes(row) == ["nothing_above"]
    assert only_problem(row).column == column


def test_as_above_for_the_day_and_the_matter(tmp_path: Path) -> None:
    _, row = read_below_header(
        tmp_path, a_row(), a_row(姓名="李强", 来访日期="同上", 反映事项="〃", 身份证号="")
    )
    assert row.draft is not None
    assert (row.draft.received_on.day, row.draft.content) == (6, "反映2月工资未按时发放")
    assert codes(row) == ["same_as_above", "same_as_above"]


def test_an_identity_number_is_taken_over_for_the_same_person_only(tmp_path: Path) -> None:
    _, same, ditto, other = read_below_header(
        tmp_path,
        a_row(),
        a_row(身份证号="同上", 反映事项="反映奖金"),
        a_row(姓名="同上", 身份证号="同上", 反映事项="反映住房"),
        a_row(姓名="李强", 身份证号="同上"),
    )
    assert [row.draft.petitioners[0].id_number for row in (same, ditto, other) if row.draft] == [
        "14020219800101123X",
        "14020219800101123X",
        "",
    ]
    assert codes(other) == ["id_number_above_left_out"]
    assert "14020219800101123X" not in same.problems[0].message
    assert "1402**********123X" in same.problems[0].message


def test_cells_merged_over_rows_count_in_each_and_are_said_once(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    sheet.append(a_row())
    sheet.append(a_row(姓名="李强", 身份证号=""))
    sheet.append(a_row(姓名="赵敏", 身份证号="", 来访日期="2026/1/7"))
    sheet.merge_cells("B2:B3")
    sheet.merge_cells("I2:I4")
    book.save(tmp_path / "a.xlsx")
    first, second, third = read_file(tmp_path / "a.xlsx")
    drafts = [row.draft for row in (first, second, third) if row.draft]
    assert [draft.received_on.day for draft in drafts] == [6, 6, 7]
    assert {draft.content for draft in drafts} == {"反映2月工资未按时发放"}
    assert codes(first) == []
    assert only_problem(second).message.startswith("第3行“来访日期、反映事项”是与第2行合并的单元格")
    assert only_problem(third).column == "反映事项"


def test_a_merged_empty_cell_takes_nothing_from_further_above(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADER, a_row(单位="选煤厂"), a_row(单位=None), a_row(单位=None)):
        sheet.append(row)
    sheet.merge_cells("F3:F4")
    book.save(tmp_path / "a.xlsx")
    assert [row.draft.unit for row in read_file(tmp_path / "a.xlsx") if row.draft] == ["选煤厂", "", ""]


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ('=HYPERLINK("x","反映食堂涨价")', "反映食堂涨价"),
        ('=HYPERLINK("x"; "说""不好""")', '说"不好"'),
        ('= hyperlink( "反映食堂涨价" )', "反映食堂涨价"),
    ],
)
def test_the_label_of_a_link_is_what_excel_shows(tmp_path: Path, formula: str, text: str) -> None:
    (row,) = read_below_header(tmp_path, a_row(反映事项=formula))
    assert row.draft is not None
    assert row.draft.content == text
    assert codes(row) == ["formula"]


def test_a_plain_text_in_a_formula_is_nothing_to_speak_of(tmp_path: Path) -> None:
    (row,) = read_below_header(tmp_path, a_row(联系电话='="0352-7654321"'))
    assert row.draft is not None
    assert (row.draft.petitioners[0].phone, codes(row)) == ("0352-7654321", [])


def test_a_formula_that_must_be_reckoned_is_not(tmp_path: Path) -> None:
    optional, needed = read_below_header(
        tmp_path, a_row(单位="=A1&B1"), a_row(反映事项="=CONCATENATE(A1,B1)")
    )
    assert optional.draft is not None
    assert (optional.draft.unit, codes(optional)) == ("", ["formula_left_out"])
    assert needed.fate is RowFate.REJECTED
    assert codes(needed) == ["formula_without_value"]


def test_a_sentence_that_begins_with_an_equals_sign_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("日期,姓名,反映事项\n2026/1/6,王建国,=反映工资=\n", encoding="utf-8")
    (row,) = read_file(tmp_path / "a.csv")
    assert row.draft is not None
    assert row.draft.content == "=反映工资="


def test_formulas_far_down_a_long_sheet_are_found(tmp_path: Path) -> None:
    rows = [
        a_row(序号=f"=ROW()-{number % 7}", 反映事项=f"反映工资第{number}次" + "细节" * 40)
        for number in range(6000)
    ]
    rows[4321][8] = '=HYPERLINK("x","反映食堂涨价")'
    found = read_below_header(tmp_path, *rows)
    assert [row.row for row in found if codes(row)] == [4323]
    assert found[4321].draft is not None
    assert found[4321].draft.content == "反映食堂涨价"
