"""The records of an old .xls, walked before calamine reads them.

calamine keeps room for as many cells and texts as the file claims to have; a single changed byte claims a
thousand gigabytes, and the process dies without a word. Claims that no workbook can make are found here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

WORKBOOK_STREAMS = frozenset({"workbook", "book"})

_RECORD = struct.Struct("<HH")
_EXTENT_8 = struct.Struct("<IIHH")
_EXTENT_5 = struct.Struct("<HHHH")
_PLACE = struct.Struct("<HH")
_DIMENSIONS, _SHARED_TEXTS, _SHEET, _LOCKED, _END = 0x0200, 0x00FC, 0x0085, 0x002F, 0x000A
_CELLS = frozenset({0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00D6})
_SEVERAL = frozenset({0x00BD, 0x00BE})
"""Records of one cell, and of several side by side, whose last column is the record's last number."""

_MOST_ROWS, _MOST_COLUMNS = 1 << 16, 1 << 8
_SHORTEST_TEXT = 3
_MOST_SHEETS = 1_000


def _records(content: bytes, place: int) -> Iterator[tuple[int, int, int]]:
    """The records of a sheet, or of the beginning: kind, and where their content begins and ends."""
    end, kind = len(content), -1
    while place + 4 <= end and kind != _END:
        kind, size = _RECORD.unpack_from(content, place)
        yield kind, place + 4, min(place + 4 + size, end)
        place += 4 + size


def _sheets(content: bytes) -> list[int]:
    """Where the sheets begin, as the records of the beginning say; none where those say that the rest is locked."""
    found = []
    for kind, start, end in _records(content, 0):
        if kind == _LOCKED:
            return []
        if kind == _SHEET and end - start >= 4:
            found.append(int.from_bytes(content[start : start + 4], "little"))
    return found


def overclaims(content: bytes) -> bool:
    """Whether the stream claims more sheets, rows, columns or texts than the format has or it can hold."""
    sheets = _sheets(content)
    if len(sheets) > _MOST_SHEETS or len(set(sheets)) < len(sheets):
        return True
    return _claims_texts(content) or any(
        kind == _DIMENSIONS and not _possible_extent(content[start:end])
        for sheet in sheets
        for kind, start, end in _records(content, sheet)
    )


def _claims_texts(content: bytes) -> bool:
    """Whether there are said to be more shared texts than there is room for."""
    for kind, start, end in _records(content, 0):
        if kind == _LOCKED:
            return False
        if kind == _SHARED_TEXTS and end - start >= 8:
            count = int.from_bytes(content[start + 4 : start + 8], "little")
            if count * _SHORTEST_TEXT > len(content):
                return True
    return False


def _possible_extent(body: bytes) -> bool:
    """Whether a sheet can have its cells where it says."""
    layout = _EXTENT_8 if len(body) >= _EXTENT_8.size else _EXTENT_5
    if len(body) < layout.size:
        return True
    extent: tuple[int, int, int, int] = layout.unpack_from(body)
    first_row, rows, first_column, columns = extent
    return first_row <= rows <= _MOST_ROWS and first_column <= columns <= _MOST_COLUMNS


def laid_out(content: bytes) -> int:
    """How many cells the sheets have when each is laid out from its first cell to its last.

    A cell beyond the last column of the format counts as all cells that a sheet can have.
    """
    return sum(_laid_out(content, sheet) for sheet in _sheets(content))


def _laid_out(content: bytes, sheet: int) -> int:
    """The rectangle that holds all cells of a sheet."""
    top, left, bottom, right = _MOST_ROWS, _MOST_ROWS, -1, -1
    for kind, start, end in _records(content, sheet):
        if end - start >= 4 and (kind in _CELLS or kind in _SEVERAL):
            row, column = _PLACE.unpack_from(content, start)
            last = int.from_bytes(content[end - 2 : end], "little") if kind in _SEVERAL else column
            if last >= _MOST_COLUMNS:
                return _MOST_ROWS * _MOST_COLUMNS
            top, bottom, left, right = min(top, row), max(bottom, row), min(left, column), max(right, last)
    return max(bottom - top + 1, 0) * max(right - left + 1, 0)
