"""An old .xls, through calamine, after its cells were counted.

calamine lays every sheet out from its first cell to its last: two cells in far corners of many sheets would be
all the memory there is. So the records are walked first. Of formulas calamine gives the value and no word.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import UnreadableFile
from app.files.compound_file import DamagedContainer, stream_contents, stream_names
from app.files.ledger_books import Cell, SpreadsheetBook, open_book
from app.files.packet_cells import RawCell, SheetRow
from app.files.packet_opening import not_a_packet, refusing_damage
from app.files.packet_rows import serial
from app.files.xls_records import WORKBOOK_STREAMS, laid_out

_LARGEST = 150_000_000
_MOST_CELLS = 3_000_000


@dataclass(frozen=True)
class XlsBook:
    """An opened .xls; dates come as Excel's numbers."""

    name: str
    book: SpreadsheetBook
    sheets: Mapping[str, int]
    hidden: frozenset[str]
    from_1904: bool = False

    def rows(self, sheet: str) -> Iterator[SheetRow]:
        """The rows of a sheet that hold cells. Raises UnreadableFile."""
        for number, row in enumerate(self.book.rows(sheet), 1):
            cells = {column: _raw(cell) for column, cell in enumerate(row) if cell != ""}
            if cells:
                yield number, cells

    def merges(self, sheet: str) -> Iterator[tuple[int, int, int, int]]:
        """The merged cells: first row (from 1), first column (from 0), last row, last column."""
        for (top, left), (bottom, right) in self.book.merges(sheet):
            yield top + 1, left, bottom + 1, right

    def is_date(self, cell: RawCell) -> bool:
        """Whether a number is shown as a date."""
        return cell.style == "date"


def open_xls(path: Path) -> XlsBook:
    """Open an old workbook. Raises UnreadableFile for one that is too large, damaged, locked or none."""
    with refusing_damage(path.name):
        if path.stat().st_size > _LARGEST:
            raise not_a_packet(path.name, "工作簿过大，不像回复表")
        _weigh(path)
    book = open_book(path)
    if not isinstance(book, SpreadsheetBook):
        raise not_a_packet(path.name, "不是表格")
    sheets = {name: place for place, name in enumerate(book.sheets)}
    return XlsBook(path.name, book, sheets, frozenset(name for name in sheets if book.hidden(name)))


def _weigh(path: Path) -> None:
    """Refuse macros, and what would be laid out over too many cells."""
    data = path.read_bytes()
    try:
        if "_VBA_PROJECT" in stream_names(data):
            raise not_a_packet(path.name, "含有宏、控件或外部链接")
        contents = stream_contents(data, WORKBOOK_STREAMS)
    except DamagedContainer as error:
        raise UnreadableFile(path.name, "文件不完整或已损坏", "请重新从原电脑或U盘复制一份。") from error
    if sum(map(laid_out, contents)) > _MOST_CELLS:
        raise not_a_packet(path.name, "单元格过多，不像回复表")


def _raw(cell: Cell) -> RawCell:
    """A cell as the other formats tell it; a formula comes as its value."""
    if isinstance(cell, str):
        return RawCell("text", cell, None)
    if isinstance(cell, bool):
        return RawCell("b", str(int(cell)), None)
    if isinstance(cell, dt.date):
        return RawCell("number", repr(float(serial(cell))), None, "date")
    if isinstance(cell, int | float):
        return RawCell("number", str(int(cell)) if cell == int(cell) else repr(cell), None)
    return RawCell("time", str(cell), None)
