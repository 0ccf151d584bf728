"""The workbook of rejected rows: marked, explained, and ready to be read in again."""

import io
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from app.domain.errors import FileExists
from app.domain.ledger import RowFate
from app.files.ledger_rejects import REASON_TITLE, write_rejects
from app.files.ledger_sheet import load_rules, open_book, propose_mappings, read_rows
from tests.files.ledger_reading import (
    HEADER,
    SAMPLE,
    TODAY,
    a_row,
    codes,
    mappings_of,
    read_file,
    write_sheet,
)


def rejects_of(source: Path, target: Path) -> int:
    with open_book(source) as book:
        mappings = propose_mappings(book, load_rules(), {})
        rows = [row for m in mappings for row in read_rows(book, m, load_rules(), today=TODAY)]
    return write_rejects(target, rows, mappings)


@pytest.fixture
def rejects(tmp_path: Path) -> Path:
    path = tmp_path / "rejects.xlsx"
    assert rejects_of(SAMPLE, path) == 3
    return path


def test_the_clerk_s_own_header_and_cells_stand_there(rejects: Path) -> None:
    sheet = load_workbook(rejects)["2026年"]
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 4
    assert rows[0] == (
        "序号", "来访日期", "姓名", "身份证号", "联系电话", "所在单位", "信访形式", "人数", "反映事项", "问题类别",
        "承办部门", "办理结果", "备注", REASON_TITLE,
    )  # fmt: skip
    assert rows[1][:5] == ("31", "2026.13.5", "姜芳", "410402199709164726", "13935290733")
    assert rows[2][8] is None
    assert rows[3][1] == "2027-05-04"


def test_the_faulty_cells_are_marked_and_say_why(rejects: Path) -> None:
    sheet = load_workbook(rejects)["2026年"]
    marked = {
        cell.coordinate: cell.comment.text
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment and cell.fill.fill_type == "solid"
    }
    assert marked == {
        "B2": "第33行“来访日期”的“2026.13.5”不是日期（没有13月）。请改正后重新导入。",
        "I3": "第62行“反映事项”是空的，不知道反映什么。请补填后重新导入。",
        "B4": "第121行“来访日期”的“2027-05-04”在今天（2026-11-24）之后。请改正后重新导入。",
    }
    assert [sheet.cell(row, 14).value for row in (2, 3, 4)] == list(marked.values())


def test_every_cell_is_text_and_stays_text_when_typed_over(rejects: Path) -> None:
    sheet = load_workbook(rejects)["2026年"]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.number_format for cell in cells} == {"@"}
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}


def test_the_header_is_frozen_and_prints_on_every_page(rejects: Path) -> None:
    sheet = load_workbook(rejects)["2026年"]
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)


def test_read_in_again_uncorrected_they_are_rejected_for_the_same_reasons(rejects: Path) -> None:
    assert [(row.row, codes(row)) for row in read_file(rejects)] == [
        (2, ["invalid_date"]),
        (3, ["empty_content"]),
        (4, ["future_date"]),
    ]
    (mapping,) = mappings_of(rejects)
    (original,) = mappings_of(SAMPLE)
    assert mapping.columns == original.columns


def test_corrected_they_come_in(rejects: Path) -> None:
    book = load_workbook(rejects)
    sheet = book["2026年"]
    sheet["B2"], sheet["I3"], sheet["B4"] = "2026.12.5", "反映井下津贴", "2026-05-04"
    sheet["B2"] = "2026.1.5"
    book.save(rejects)
    rows = read_file(rejects)
    assert [row.fate for row in rows] == [RowFate.IMPORTED] * 3
    drafts = [row.draft for row in rows if row.draft]
    assert [draft.petitioners[0].id_number for draft in drafts] == [
        "410402199709164726",
        "140202199006263967",
        "370829198109120206",
    ]
    assert drafts[1].content == "反映井下津贴"


def test_what_was_filled_in_from_above_stays_filled_in(tmp_path: Path) -> None:
    """同上 would mean something else in a workbook with other rows above."""
    source = write_sheet(
        tmp_path / "a.xlsx",
        [HEADER, a_row(单位="选煤厂"), a_row(单位="同上", 来访日期="2026.13.1"), a_row(来访日期="x")],
    )
    target = tmp_path / "rejects.xlsx"
    assert rejects_of(source, target) == 2
    assert load_workbook(target).active["F2"].value == "选煤厂"


def test_formulas_and_dangerous_texts_become_plain_text(tmp_path: Path) -> None:
    cells = "2026.13.1,=cmd|'/c calc'!A1,+1\x01+1"
    source = tmp_path / "a.csv"
    source.write_text(f"日期,姓名,反映事项\n{cells}\n", encoding="utf-8")
    target = tmp_path / "rejects.xlsx"
    assert rejects_of(source, target) == 1
    sheet = load_workbook(target).active
    assert [(c.value, c.data_type) for c in sheet[2][:3]] == [("2026.13.1", "s"), (None, "n"), ("+1+1", "s")]


def test_each_sheet_of_the_book_has_its_own(tmp_path: Path) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for month, header in (("1月", HEADER), ("2月/下", ("日期", "内容"))):
        sheet = book.create_sheet(month.replace("/", "-"))
        sheet.append(header)
        sheet.append(a_row(来访日期="2026.13.1") if len(header) > 2 else ["2026.13.1", "反映工资"])
    book.save(tmp_path / "a.xlsx")
    target = tmp_path / "rejects.xlsx"
    assert rejects_of(tmp_path / "a.xlsx", target) == 2
    written = load_workbook(target)
    assert written.sheetnames == ["1月", "2月-下"]
    assert [cell.value for cell in written["2月-下"][1]] == ["日期", "内容", REASON_TITLE]


def test_nothing_rejected_leaves_the_header_alone(tmp_path: Path) -> None:
    stream = io.BytesIO()
    assert write_rejects(stream, [], mappings_of(SAMPLE)[0]) == 0
    assert load_workbook(io.BytesIO(stream.getvalue())).active.max_row == 1


def test_an_existing_file_is_not_written_over(rejects: Path) -> None:
    before = rejects.read_bytes()
    with pytest.raises(FileExists):
        rejects_of(SAMPLE, rejects)
    assert rejects.read_bytes() == before
