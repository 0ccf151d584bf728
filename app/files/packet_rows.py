"""Rows of a packet's tables as SpreadsheetML: every text an inline string, so that none can be a formula."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from openpyxl.utils import get_column_letter

from app.files.packet_frame import CellStyles, Frame
from app.files.packet_layout import OPEN, REPLY_SHEET, CaseJson, TableSheet, Value
from app.files.packet_parts import Part

_ROWS_END = b"</sheetData>"
_EPOCH = dt.datetime(1899, 12, 30)


def serial(value: dt.date) -> int | float:
    """A date or moment as Excel counts it: days since 1899-12-30, exact to the minute."""
    if isinstance(value, dt.datetime):
        return round((value - _EPOCH) / dt.timedelta(days=1), 9)
    return value.toordinal() - _EPOCH.toordinal()


def text_cell(letter: str, row: int, text: str, style: int = 0) -> str:
    """A cell that holds a text, whatever the text looks like; ``text`` has passed ``packet_text``."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return (
        f'<c r="{letter}{row}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escaped}</t></is></c>'
    )


class TableRows:
    """A sheet of the frame whose rows are streamed in between its title row and what follows."""

    def __init__(self, table: TableSheet, frame: Frame) -> None:
        path = frame.sheets[table.name]
        begin, self._end = frame.parts[path].split(_ROWS_END)
        self._part = Part(path)
        self._part.write(begin)
        self._table = table
        self._row = 1
        self._makers = [_cell_maker(place, table, frame.styles) for place in range(len(table.columns))]

    def write(self, place: int, case: CaseJson) -> None:
        """Write the rows of one case; ``place`` counts the cases from 1."""
        for values in self._table.rows(place, case):
            self._row += 1
            number = self._row
            cells = [make(number, value) for make, value in zip(self._makers, values, strict=True)]
            self._part.write(f'<row r="{number}">{"".join(cells)}</row>'.encode())

    def close(self) -> Part:
        """Write what follows the rows; the finished part."""
        self._part.write(_ROWS_END + self._end)
        self._part.close()
        return self._part


def _cell_maker(place: int, table: TableSheet, styles: CellStyles) -> Callable[[int, Value], str]:
    """What makes the cells of one column, given row number and value."""
    letter = get_column_letter(place + 1)
    look = table.columns[place].look
    shown, open_ = styles.shown[look], f'" s="{styles.open[look]}"/>'
    empty = f'" s="{styles.shut if table.name == REPLY_SHEET else shown}"/>'

    def make(row: int, value: Value) -> str:
        if isinstance(value, str):
            return text_cell(letter, row, value, shown) if value else f'<c r="{letter}{row}{empty}'
        if value is OPEN:
            return f'<c r="{letter}{row}{open_}'
        if isinstance(value, int):
            return f'<c r="{letter}{row}" s="{styles.number}"><v>{value}</v></c>'
        style = styles.moment if isinstance(value, dt.datetime) else styles.day
        return f'<c r="{letter}{row}" s="{style}"><v>{serial(value)}</v></c>'

    return make
