"""The desk's own ledger as a workbook: the columns of ``app.domain.ledger``, ready to be read and printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any, BinaryIO

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from app.domain.codes import Labelled
from app.domain.ledger import COLUMNS, Column
from app.domain.petitioners import mask_id_number, mask_phone
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

_MASKS: dict[str, Callable[[str], str]] = {"id_number": mask_id_number, "phone": mask_phone}
"""What leaves the desk only covered (domain facts 7.1)."""
_STEP = 500
_NARROW = 12
_DAY_FORMAT = "yyyy-mm-dd"
_LAST = get_column_letter(len(COLUMNS))


def write_ledger(
    out: BinaryIO,
    rows: Iterable[Mapping[str, object]],
    *,
    unit: str,
    made_on: dt.date,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write the ledger to an open binary stream; returns how many rows it has.

    A row is a mapping by ledger key; dates stay dates, numbers numbers, codes show their labels, everything
    else is text and never a formula. Identity numbers and phones are masked here. ``progress`` is called with
    the number of rows written, every few hundred rows; what it raises stops the writing.
    """
    with streamed_book(unit) as book:
        sheet = book.create_sheet("信访台账")
        _set_up(sheet, unit, made_on)
        _write_titles(sheet, unit, made_on)
        count = _write_rows(sheet, rows, progress)
        sheet.auto_filter.ref = f"A2:{_LAST}{count + 2}"
        book.save(out)
    if progress:
        progress(count)
    return count


def _write_rows(
    sheet: WriteOnlyWorksheet, rows: Iterable[Mapping[str, object]], progress: Callable[[int], None] | None
) -> int:
    """The lines below the header; returns their number."""
    makers = [_CellMaker(sheet, column) for column in COLUMNS]
    count = 0
    for count, row in enumerate(rows, start=1):
        cells = [maker.cell(row.get(maker.key)) for maker in makers]
        append_row(sheet, count + 2, cells, ((maker.text, maker.width) for maker in makers))
        if progress and count % _STEP == 0:
            progress(count)
    return count


def _set_up(sheet: WriteOnlyWorksheet, unit: str, made_on: dt.date) -> None:
    """Widths, the frozen header, the paper; a streamed sheet wants them before its first row."""
    for at, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = column.width
    sheet.freeze_panes = "A3"
    sheet.print_title_rows, sheet.print_title_cols = "1:2", "A:A"
    landscape(sheet, pages_wide=2)  # on one it could not be read
    sheet.oddFooter.left.text = f"{unit.replace('&', '&&')}  {made_on:%Y-%m-%d}导出"
    sheet.oddFooter.right.text = "第&P页，共&N页"


def _write_titles(sheet: WriteOnlyWorksheet, unit: str, made_on: dt.date) -> None:
    """The line over everything, and the header."""
    title = text_cell(sheet, f"{unit}信访台账（{made_on.year}年{made_on.month}月{made_on.day}日导出）")
    title.font, title.alignment = Font(bold=True, size=16), Alignment(vertical="center")
    sheet.row_dimensions[1].height = 30
    sheet.append([title])
    sheet.merged_cells.add(f"A1:{_LAST}1")
    header = [text_cell(sheet, column.title) for column in COLUMNS]
    for cell in header:
        cell.font, cell.fill, cell.border, cell.alignment = Font(bold=True), TITLE_FILL, BORDER, CENTRED
    sheet.append(header)


class _CellMaker:
    """Makes the cells of one column; one cell object is filled again and again, as streaming allows.

    ``text`` is what stands in the last one, for the height of its row.
    """

    def __init__(self, sheet: WriteOnlyWorksheet, column: Column) -> None:
        self.key, self.width, self.text = column.key, column.width, ""
        self._mask = _MASKS.get(column.key)
        self._cells = {kind: self._blank(sheet, kind) for kind in ("General", TEXT_FORMAT, _DAY_FORMAT)}

    def _blank(self, sheet: WriteOnlyWorksheet, number_format: str) -> WriteOnlyCell:
        cell = WriteOnlyCell(sheet)
        cell.number_format, cell.border = number_format, BORDER
        cell.alignment = WRAPPED if self.width > _NARROW else CENTRED
        return cell

    def cell(self, value: object) -> WriteOnlyCell:
        """The column's cell with this value in it."""
        self.text = ""
        if value is None or value == "":
            return self._filled(TEXT_FORMAT, None, "n")
        if isinstance(value, dt.date):
            return self._filled(_DAY_FORMAT, value, "d")
        if isinstance(value, int | float) and not isinstance(value, bool):
            return self._filled("General", value, "n")
        text = value.label if isinstance(value, Labelled) else str(value)
        self.text = cell_content(self._mask(text) if self._mask else text)
        return self._filled(TEXT_FORMAT, self.text, "s")

    def _filled(self, number_format: str, value: Any, data_type: str) -> WriteOnlyCell:
        cell = self._cells[number_format]
        cell._value, cell.data_type = value, data_type
        return cell
