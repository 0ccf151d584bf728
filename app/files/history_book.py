"""The history as a workbook: a row a line, streamed, so that a million lines need no more room than twenty."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from app.files.ledger_layout import (
    BORDER,
    CENTRED,
    TEXT_FORMAT,
    TITLE_FILL,
    WRAPPED,
    append_row,
    cell_content,
    landscape,
    streamed_book,
    text_cell,
)

_HEAD_ROWS = 3


def writing_history_book(
    out: BinaryIO,
    pages: Iterable[Sequence[tuple[str, ...]]],
    *,
    unit: str,
    columns: Sequence[tuple[str, float]],
    notes: str,
    made_on: dt.date,
) -> Iterator[int]:
    """Write the workbook to an open stream; how many rows were written, after every page.

    Closing the iterator takes the unfinished rows away. Every cell is text and never a formula, but the line's number.
    """
    with streamed_book(unit) as book:
        sheet = book.create_sheet("操作记录")
        _set_up(sheet, unit, columns, made_on)
        _write_head(sheet, unit, columns, notes)
        cells = [_blank(sheet, width) for _, width in columns]
        count = 0
        for page in pages:
            for row in page:
                count += 1
                filled = [
                    _filled(cell, text, at == 0)
                    for at, (cell, text) in enumerate(zip(cells, row, strict=True))
                ]
                widths = ((text, width) for text, (_, width) in zip(row, columns, strict=True))
                append_row(sheet, count + _HEAD_ROWS, filled, widths)
            yield count
        sheet.auto_filter.ref = f"A{_HEAD_ROWS}:{get_column_letter(len(columns))}{count + _HEAD_ROWS}"
        book.save(out)


def _set_up(
    sheet: WriteOnlyWorksheet, unit: str, columns: Sequence[tuple[str, float]], made_on: dt.date
) -> None:
    """Widths, the frozen header, the paper; a streamed sheet wants them before its first row."""
    for at, (_, width) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = f"A{_HEAD_ROWS + 1}"
    sheet.print_title_rows = f"{_HEAD_ROWS}:{_HEAD_ROWS}"
    landscape(sheet, pages_wide=1)
    sheet.oddFooter.left.text = f"{unit.replace('&', '&&')}  {made_on:%Y-%m-%d}导出"
    sheet.oddFooter.right.text = "第&P页，共&N页"


def _write_head(
    sheet: WriteOnlyWorksheet, unit: str, columns: Sequence[tuple[str, float]], notes: str
) -> None:
    """The title, what was filtered by and how far the history went, the header."""
    title, note = text_cell(sheet, f"{unit}操作记录"), text_cell(sheet, notes)
    title.font, title.alignment = Font(bold=True, size=16), Alignment(vertical="center")
    sheet.row_dimensions[1].height = 30
    sheet.append([title])
    sheet.append([note])
    header = [text_cell(sheet, word) for word, _ in columns]
    for cell in header:
        cell.font, cell.fill, cell.border, cell.alignment = Font(bold=True), TITLE_FILL, BORDER, CENTRED
    sheet.append(header)


def _blank(sheet: WriteOnlyWorksheet, width: float) -> WriteOnlyCell:
    """A cell of a column, filled again and again, as streaming allows."""
    cell = WriteOnlyCell(sheet)
    cell.border, cell.alignment = BORDER, WRAPPED if width > 20 else CENTRED
    return cell


def _filled(cell: WriteOnlyCell, text: str, is_number: bool) -> WriteOnlyCell:
    """The cell with this text, or with the number that it says."""
    if is_number:
        cell._value, cell.data_type, cell.number_format = int(text), "n", "0"
    else:
        cell._value, cell.data_type, cell.number_format = cell_content(text) or None, "s", TEXT_FORMAT
        cell.data_type = "s" if cell._value else "n"
    return cell
