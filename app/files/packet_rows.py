"""Rows of a packet's tables as SpreadsheetML: every text an inline string, so that none can be a formula."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from openpyxl.utils import get_column_letter

from app.files.packet_frame import CellStyles, Frame
from app.files.packet_layout import OPEN, REPLY_SHEET, CaseJson, TableSheet, Value
from app.files.packet_parts import Part
from app.files.packet_text import printed_lines, room_in

_ROWS_END = b"</sheetData>"
TALLEST_ROW = 409
"""Points; what Excel allows."""

_LINE = 12.5
_BATCH = 1 << 16
"""Characters that are deflated at once."""

_EPOCH = dt.datetime(1899, 12, 30)


def serial(value: dt.date) -> int | float:
    """A date or moment as Excel counts it: days since 1899-12-30.

    A moment keeps every digit: LibreOffice shows 09:11 for a 09:12 that is a hair too small.
    """
    if isinstance(value, dt.datetime):
        return (value - _EPOCH) / dt.timedelta(days=1)
    return value.toordinal() - _EPOCH.toordinal()


def text_cell(letter: str, row: int, text: str) -> str:
    """A cell that holds a text, whatever the text looks like; ``text`` has passed ``packet_text``."""
    return f'<c r="{letter}{row}" t="inlineStr"><is>{_t(text)}</is></c>'


def _t(text: str) -> str:
    """A text as an element; readers trim only what is not told to be preserved."""
    space = ' xml:space="preserve"' if text[:1] <= " " or text[-1:] <= " " else ""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<t{space}>{escaped}</t>"


def row_height(values: Iterable[Value], rooms: Sequence[int]) -> float:
    """The height in points that shows the longest cell of a row whole, as far as Excel allows.

    LibreOffice does not find the height of a wrapped row by itself when it opens a file.
    """
    lines = 1
    for value, room in zip(values, rooms, strict=True):
        if value.__class__ is str and (len(value) > room * lines or "\n" in value):
            lines = max(lines, printed_lines(value, room))
    return min(lines * _LINE + 3, TALLEST_ROW)


class TableRows:
    """A sheet whose rows are streamed in between what a draft of the frame begins it with and its end.

    Of an optional table nobody knows the number of rows before the end: its beginning is put before them then.
    """

    def __init__(self, table: TableSheet, draft: Frame) -> None:
        self.name = table.name
        self.count = 0
        self._table = table
        self._part = Part()
        self._waiting: list[str] = []
        self._size = 0
        self._rooms = [room_in(column.width) for column in table.columns]
        self._makers = [_cell_maker(place, table, draft.styles) for place in range(len(table.columns))]
        if not table.optional:
            self._part.write(_around_rows(draft, table.name)[0])

    def write(self, place: int, case: CaseJson) -> None:
        """Write the rows of one case; ``place`` counts the cases from 1."""
        for values in self._table.rows(place, case):
            self.count += 1
            row = str(self.count + 1)
            cells = "".join([make(row, value) for make, value in zip(self._makers, values, strict=True)])
            self._waiting.append(f'<row r="{row}" ht="{row_height(values, self._rooms)}">{cells}</row>')
            self._size += len(cells)
            if self._size > _BATCH:
                self._hand_over()

    def close(self, frame: Frame) -> Part:
        """Write what follows the rows as the last frame has it; the finished part."""
        begin, end = _around_rows(frame, self.name)
        self._hand_over()
        part = self._part.moved_behind(begin) if self._table.optional else self._part
        part.write(end)
        return part

    def _hand_over(self) -> None:
        """Pass the rows that wait on to be deflated."""
        self._part.write("".join(self._waiting).encode("utf-8"))
        self._waiting.clear()
        self._size = 0


def _around_rows(frame: Frame, sheet: str) -> tuple[bytes, bytes]:
    """What stands before and after the rows of cases."""
    begin, end = frame.parts[frame.sheets[sheet]].split(_ROWS_END)
    return begin, _ROWS_END + end


def _cell_maker(place: int, table: TableSheet, styles: CellStyles) -> Callable[[str, Value], str]:
    """What makes the cells of one column, given row number and value."""
    begin = f'<c r="{get_column_letter(place + 1)}'
    look = table.columns[place].look
    text = f'" s="{styles.shown[look]}" t="inlineStr"><is>'
    open_ = f'" s="{styles.open[look]}"/>'
    empty = f'" s="{styles.shut if table.name == REPLY_SHEET else styles.shown[look]}"/>'

    def make(row: str, value: Value) -> str:
        if isinstance(value, str):
            if not value:
                return f"{begin}{row}{empty}"
            return f"{begin}{row}{text}{_t(value)}</is></c>"
        if value is OPEN:
            return f"{begin}{row}{open_}"
        if isinstance(value, int):
            return f'{begin}{row}" s="{styles.number}"><v>{value}</v></c>'
        style = styles.moment if isinstance(value, dt.datetime) else styles.day
        return f'{begin}{row}" s="{style}"><v>{serial(value)}</v></c>'

    return make
