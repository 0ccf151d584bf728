"""The history in files: the workbook, the printed list, the monthly seal."""

import datetime as dt
import io
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.domain.codes import Role
from app.domain.history import FIRST, HistoryEntry, HistoryFilter, HistoryHead
from app.domain.history_export import COLUMNS, cells_of, filter_words, printed_list, seal_form
from app.files.document_pdf import render_form, render_list
from app.files.fonts import bundled_fonts
from app.files.history_book import writing_history_book
from app.files.history_head import head_code
from tests.desks import DESK_DAY, STATION
from tests.files.pdf_reading import GOLDEN, Paper, expect_embedded, expect_golden, expect_inside, read_pdf

AT = dt.datetime(2026, 11, 24, 9, 31, 5)
CASE = "ZC01-20261124-0001-K"
ENTRIES = (
    HistoryEntry(4, AT, "赵志强", "undo", "撤销分类：选错了", CASE, (Role.LEADER,), "三类及路径：申诉求决类·本单位办理",
                 "三类及路径：（空）"),
    HistoryEntry(3, AT - dt.timedelta(days=2), "李敏", "register", "", "", (Role.CLERK,), rewound=True, hidden=True),
    HistoryEntry(2, AT, "李敏", "register", "登记（来访），收到日期2026-11-20；=1+1", CASE, (Role.CLERK, Role.ADMINISTRATOR)),
    HistoryEntry(1, AT, "李敏", "create", "建立工作台：综采一区"),
)  # fmt: skip
NOTES = "范围：全部。导出人：钱守义。操作记录校验码：4-00000-…"


def book(*pages: Sequence[HistoryEntry]) -> io.BytesIO:
    out = io.BytesIO()
    rows = [tuple(map(cells_of, page)) for page in pages]
    steps = writing_history_book(out, rows, unit="综采一区", columns=COLUMNS, notes=NOTES, made_on=DESK_DAY)
    assert list(steps) == [sum(map(len, pages[: at + 1])) for at in range(len(pages))]
    return io.BytesIO(out.getvalue())


def dump(stream: io.BytesIO) -> str:
    """Every cell that holds something, with its type and format."""
    sheet = load_workbook(stream).active
    cells = [
        f"{cell.coordinate} {cell.data_type} {cell.number_format} {cell.value!r}"
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    return "\n".join([*cells, f"freeze {sheet.freeze_panes}", f"filter {sheet.auto_filter.ref}"]) + "\n"


def expect_text(name: str, text: str) -> None:
    if os.environ.get("REWRITE_GOLDENS"):
        (GOLDEN / name).write_text(text, encoding="utf-8")
    assert text == (GOLDEN / name).read_text(encoding="utf-8")


def test_the_workbook_is_the_golden_one() -> None:
    expect_text("history.xlsx.txt", dump(book(ENTRIES[:2], ENTRIES[2:])))


def test_a_text_is_never_a_formula() -> None:
    entry = HistoryEntry(1, AT, "=cmd", "note", "=1+1", was="+1", became="@x")
    sheet = load_workbook(book([entry])).active
    assert {cell.data_type for cell in sheet[4]} == {"n", "s"}
    assert [sheet.cell(4, column).value for column in (3, 7, 8, 9)] == ["=cmd", "=1+1", "+1", "@x"]


def test_an_empty_history_is_a_workbook_with_its_head() -> None:
    assert dump(book()).endswith("freeze A4\nfilter A3:J3\n")


def test_a_workbook_that_is_cancelled_never_had_a_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    pages = [[cells_of(entry) for entry in ENTRIES]] * 3
    steps = writing_history_book(
        io.BytesIO(), pages, unit="综采一区", columns=COLUMNS, notes=NOTES, made_on=DESK_DAY
    )
    assert next(steps) == 4
    assert list(tmp_path.iterdir()) == []
    steps.close()
    assert list(tmp_path.iterdir()) == []


def printed(entries: Sequence[HistoryEntry]) -> Paper:
    out = io.BytesIO()
    content = printed_list(entries, unit="综采一区", notes=NOTES, made_on=DESK_DAY)
    render_list(content, out, fonts=bundled_fonts())
    return read_pdf(out.getvalue())


def test_the_printed_list_is_the_golden_one() -> None:
    paper = printed(ENTRIES)
    expect_golden("history_list.txt", paper)
    expect_embedded(paper)
    expect_inside(paper)


def test_an_empty_list_says_so() -> None:
    assert "没有符合条件的记录" in printed(()).text


def test_the_seal_is_one_page_and_the_golden_one() -> None:
    out = io.BytesIO()
    code = head_code(HistoryHead(1234, FIRST))
    form = seal_form(STATION, lines=1234, code=code, operator="钱守义", today=DESK_DAY)
    assert render_form(form, out, fonts=bundled_fonts()) == 1
    paper = read_pdf(out.getvalue())
    expect_golden("history_seal.txt", paper)
    expect_embedded(paper)
    expect_inside(paper)
    assert code in paper.text


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (HistoryFilter(), ""),
        (HistoryFilter(first=DESK_DAY), "日期2026-11-24至今天"),
        (HistoryFilter(last=DESK_DAY, operator="李敏"), "日期最早至2026-11-24，操作人员李敏"),
        (HistoryFilter(act="backup", case_number=CASE, text="津贴"), f"操作“备份”，事项{CASE}，内容含“津贴”"),
    ],
)
def test_a_filter_is_said_in_words(where: HistoryFilter, words: str) -> None:
    assert filter_words(where) == words
