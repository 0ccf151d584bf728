"""The workbook of rejected rows: the clerk's own header and cells, to be corrected and read in again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from app.domain.ledger import COLUMN_BY_KEY, RowFate, SheetMapping, SheetRow
from app.files.atomic import write_file
from app.files.ledger_header import column_title
from app.files.ledger_layout import (
    BORDER,
    CENTRED,
    TITLE_FILL,
    WRAPPED,
    append_row,
    landscape,
    streamed_book,
    text_cell,
)

REASON_TITLE = "退回原因"
"""The title of the last column; it is no column of the ledger, so reading in again passes over it."""
_AUTHOR = "信访工作台"
_FAULTY = PatternFill("solid", fgColor="FFE699")
_USUAL_WIDTH, _REASON_WIDTH = 14, 60
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))


def write_rejects(
    target: Path | BinaryIO, rows: Iterable[SheetRow], mapping: SheetMapping | Sequence[SheetMapping]
) -> int:
    """Write the rejected ones among ``rows``; returns how many there were.

    ``mapping`` is the sheet's, or one for each sheet of the book; rows come sheet by sheet. A path is written
    as a whole or not at all: raises FileExists, CannotWrite, ReadBackDiffers.
    """
    mappings = {m.sheet: m for m in ([mapping] if isinstance(mapping, SheetMapping) else mapping)}
    rejected = (row for row in rows if row.fate is RowFate.REJECTED)
    with streamed_book(_AUTHOR) as book:
        count = 0
        for sheet, group in groupby(rejected, lambda row: row.sheet):
            count += _write_sheet(book, mappings[sheet], group)
        if not book.worksheets:
            _write_sheet(book, next(iter(mappings.values())), ())
        if isinstance(target, Path):
            write_file(target, book.save)
        else:
            book.save(target)
    return count


def _write_sheet(book: Workbook, mapping: SheetMapping, rows: Iterable[SheetRow]) -> int:
    """One sheet with a header of one line; returns the number of rows below it."""
    sheet = book.create_sheet(mapping.sheet.translate(_FORBIDDEN_IN_NAMES).strip("'")[:31] or None)
    titles = [column_title(mapping, at) for at in range(len(mapping.titles))]
    widths = [_width(mapping, at) for at in range(len(titles))] + [_REASON_WIDTH]
    _set_up(sheet, widths)
    sheet.append([_title_cell(sheet, title) for title in (*titles, REASON_TITLE)])
    count = 0
    for count, row in enumerate(rows, start=1):
        reasons = [(problem.column, problem.message) for problem in row.problems if problem.error]
        texts = [*row.cells[: len(titles)], *[""] * (len(titles) - len(row.cells))]
        texts.append("\n".join(message for _, message in reasons))
        cells = [_cell(sheet, text, at, titles, reasons) for at, text in enumerate(texts)]
        append_row(sheet, count + 1, cells, zip(texts, widths, strict=True))
    return count


def _width(mapping: SheetMapping, at: int) -> int:
    """The width of a column in characters: the ledger's, where it is one of the ledger's."""
    column = COLUMN_BY_KEY.get(mapping.columns.get(at, ""))
    return column.width if column else _USUAL_WIDTH


def _set_up(sheet: WriteOnlyWorksheet, widths: Sequence[int]) -> None:
    """Widths, the frozen header and the paper; a streamed sheet wants them before its first row."""
    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    landscape(sheet, pages_wide=1)


def _title_cell(sheet: WriteOnlyWorksheet, title: str) -> WriteOnlyCell:
    """A cell of the header."""
    cell = text_cell(sheet, title)
    cell.font, cell.fill, cell.border, cell.alignment = Font(bold=True), TITLE_FILL, BORDER, CENTRED
    return cell


def _cell(
    sheet: WriteOnlyWorksheet, text: str, at: int, titles: Sequence[str], reasons: Sequence[tuple[str, str]]
) -> WriteOnlyCell:
    """One cell of a row; a faulty one is marked and says why."""
    cell = text_cell(sheet, text)
    cell.border, cell.alignment = BORDER, WRAPPED
    own = [message for column, message in reasons if at < len(titles) and column == titles[at]]
    if own:
        cell.fill = _FAULTY
        cell.comment = Comment("\n".join(own), _AUTHOR, width=320, height=90)
    return cell
