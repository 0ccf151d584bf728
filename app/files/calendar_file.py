"""A calendar as a table, a row a day: 日期, 放假 or 上班, 说明. Read from any workbook or .csv, and written.

A file is taken whole or not at all: the first row that cannot be understood is named with what to do.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from app.domain.errors import UnreadableFile
from app.domain.workdays import FIRST_YEAR, LAST_YEAR, LONGEST_NOTE, DayKind, OwnDay
from app.files import sheet_spool as sheet_spool  # no sheet lies in plain text on the disk
from app.files.ledger_books import Book, Cell, open_book
from app.files.ledger_cells import cell_text
from app.files.ledger_layout import streamed_book, text_cell

TITLES = ("日期", "安排", "说明")
WRITTEN = (".csv", ".xlsx")
"""The endings that a calendar is written as."""
MOST_ROWS = 20_000
_HEADER_WITHIN = 10
"""The header stands among so many first rows, below a title or two."""

_KINDS: Mapping[str, DayKind] = MappingProxyType(
    {
        **dict.fromkeys(
            ("放假", "休", "休息", "假", "节假日", "法定节假日", "放假日", "holiday"), DayKind.HOLIDAY
        ),
        **dict.fromkeys(
            ("上班", "班", "工作日", "调休上班", "补班", "调休", "workday", "makeup"), DayKind.WORKDAY
        ),
    }
)
_COLUMNS: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(("日期", "date", "day"), 0),
        **dict.fromkeys(("安排", "放假上班", "类型", "状态", "kind", "type"), 1),
        **dict.fromkeys(("说明", "备注", "节日", "名称", "note", "name"), 2),
    }
)
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?: 00:00(?::00)?)?")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_GONE = "；整个文件一天也没有导入"


def read_calendar(path: Path) -> tuple[OwnDay, ...]:
    """The days of a file in order. Raises UnreadableFile, which names the row and what to do."""
    with open_book(path) as book:
        sheet = next((name for name in book.sheets if not book.hidden(name)), None)
        if sheet is None:
            raise UnreadableFile(path.name, "里面没有可见的工作表", "请取消隐藏后再导入。")
        return _read(path.name, _rows(book, sheet))


def _rows(book: Book, sheet: str) -> list[list[Cell]]:
    """All rows of a sheet. Raises UnreadableFile for a file that cannot be a calendar."""
    if book.row_count(sheet) > MOST_ROWS:
        raise UnreadableFile(
            book.path.name, f"有{book.row_count(sheet)}行，不像日历", "日历一行一天，请核对文件。"
        )
    return list(book.rows(sheet))


def _read(name: str, rows: list[list[Cell]]) -> tuple[OwnDay, ...]:
    """The days of the rows below the header."""
    first, columns = _header(rows)
    days: dict[dt.date, tuple[int, OwnDay]] = {}
    for number, row in enumerate(rows[first:], first + 1):
        cells = [_cell(row, column) for column in columns]
        if all(cell == "" for cell in cells):
            continue
        entry = _entry(name, number, cells)
        earlier, known = days.setdefault(entry.day, (number, entry))
        if known.kind is not entry.kind:
            raise _fault(name, number, f"{entry.day}与第{earlier}行不一致", "请只留对的一行")
    if not days:
        raise UnreadableFile(name, "里面没有一天", "请按模板填写：日期、放假或上班、说明，一行一天。")
    return tuple(entry for _, (_, entry) in sorted(days.items()))


def _header(rows: list[list[Cell]]) -> tuple[int, tuple[int, int, int]]:
    """How many rows stand above the days, and the columns of date, kind and note (-1: none)."""
    for number, row in enumerate(rows[:_HEADER_WITHIN]):
        found = {_COLUMNS.get(_word(cell), -1): column for column, cell in reversed(list(enumerate(row)))}
        if 0 in found and 1 in found:
            return number + 1, (found[0], found[1], found.get(2, -1))
    return 0, (0, 1, 2)


def _cell(row: list[Cell], column: int) -> Cell:
    """A cell, empty where the row is short; text without blanks round it."""
    cell = row[column] if 0 <= column < len(row) else ""
    return _plain(cell) if isinstance(cell, str) else cell


def _entry(name: str, number: int, cells: list[Cell]) -> OwnDay:
    """The day of one row. Raises UnreadableFile."""
    day = read_day(cells[0])
    if day is None:
        shown = _shown(cells[0])
        raise _fault(name, number, f"日期{shown}不对", "请写成2027-02-06的样子")
    kind = _KINDS.get(_word(cells[1]))
    if kind is None:
        raise _fault(name, number, f"{day}是放假还是上班？{_shown(cells[1])}认不出来", "请写“放假”或“上班”")
    note = _plain(cell_text(cells[2]))
    if len(note) > LONGEST_NOTE:
        raise _fault(name, number, f"说明有{len(note)}个字", f"请缩短到{LONGEST_NOTE}个字以内")
    return OwnDay(day, kind, note)


def read_day(cell: Cell) -> dt.date | None:
    """The date of a cell: a date, 2027-02-06, 2027/2/6, 2027年2月6日, 20270206; None for anything else."""
    if isinstance(cell, dt.datetime):
        return _within(cell.date())
    if isinstance(cell, dt.date):
        return _within(cell)
    text = _plain(cell_text(cell))
    found = _DATE.fullmatch(text) or _COMPACT.fullmatch(text)
    if not found:
        return None
    try:
        return _within(dt.date(*map(int, found.groups())))
    except ValueError:
        return None


def _within(day: dt.date) -> dt.date | None:
    """The day itself when its year can be meant."""
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _word(cell: Cell) -> str:
    """A cell's word without blanks, brackets and dashes, in small letters."""
    return re.sub(r"[\s()（）/、|_-]+", "", _plain(cell_text(cell))).lower()


def _plain(text: str) -> str:
    """A text in one spelling, on one line."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _shown(cell: Cell) -> str:
    """A cell as the refusal names it."""
    text = _plain(cell_text(cell))[:40]
    return f"“{text}”" if text else "没有填写，"


def _fault(name: str, row: int, problem: str, remedy: str) -> UnreadableFile:
    """The sentence that names the row."""
    return UnreadableFile(name, f"第{row}行：{problem}", f"{remedy}后再导入{_GONE}。")


def write_calendar(out: BinaryIO, days: Iterable[OwnDay], *, ending: str) -> None:
    """Write days as a table that ``read_calendar`` reads: ``ending`` .csv (UTF-8 with mark, for Excel) or .xlsx."""
    rows = [(entry.day.isoformat(), entry.kind.label, entry.note) for entry in days]
    if ending == ".csv":
        _write_csv(out, rows)
    else:
        _write_workbook(out, rows)


def _write_csv(out: BinaryIO, rows: list[tuple[str, str, str]]) -> None:
    """The table as text; a note that a spreadsheet would take for a formula gets a blank before it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(TITLES)
    writer.writerows(
        (day, kind, f" {note}" if note.startswith(("=", "+", "-", "@")) else note) for day, kind, note in rows
    )
    out.write(text.getvalue().encode("utf-8-sig"))


def _write_workbook(out: BinaryIO, rows: list[tuple[str, str, str]]) -> None:
    """The table as a workbook."""
    with streamed_book("信访工作台") as book:
        sheet = book.create_sheet("日历")
        for column, width in zip("ABC", (14, 10, 30), strict=True):
            sheet.column_dimensions[column].width = width
        sheet.freeze_panes = "A2"
        for row in (TITLES, *rows):
            sheet.append([text_cell(sheet, text) for text in row])
        book.save(out)
