"""The records of an old .xls, walked before calamine reads them.

calamine keeps room for as many cells and texts as the file claims to have; a single changed byte claims a
thousand gigabytes, and the process dies without a word. Claims that no workbook can make are found here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

WORKBOOK_STREAMS = ("Workbook", "WORKBOOK", "Book", "BOOK")

_RECORD = struct.Struct("<HH")
_EXTENT_8 = struct.Struct("<IIHH")
_EXTENT_5 = struct.Struct("<HHHH")
_TEXTS = struct.Struct("<4xI")
_PLACE = struct.Struct("<HH")
_BEGIN, _DIMENSIONS, _SHARED_TEXTS = 0x0809, 0x0200, 0x00FC
_CELLS = frozenset({0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00D6})
_SEVERAL = frozenset({0x00BD, 0x00BE})
"""Records of one cell, and of several side by side, whose last column is the record's last number."""

_MOST_ROWS, _MOST_COLUMNS = 1 << 16, 1 << 8
_SHORTEST_TEXT = 3


def records(content: bytes) -> Iterator[tuple[int, int, int]]:
    """The records of a workbook's stream: kind, and where their content begins and ends."""
    place, end = 0, len(content)
    while place + 4 <= end:
        kind, size = _RECORD.unpack_from(content, place)
        yield kind, place + 4, min(place + 4 + size, end)
        place += 4 + size


def overclaims(content: bytes) -> bool:
    """Whether the stream claims more rows, columns or texts than the format has or the stream can hold."""
    for kind, start, end in records(content):
        if kind == _DIMENSIONS and not _possible_extent(content[start:end]):
            return True
        if kind == _SHARED_TEXTS and end - start >= 8:
            (count,) = _TEXTS.unpack_from(content, start)
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
    total = 0
    top, left, bottom, right = _MOST_ROWS, _MOST_ROWS, -1, -1
    for kind, start, end in records(content):
        if kind == _BEGIN:
            total += max(bottom - top + 1, 0) * max(right - left + 1, 0)
            top, left, bottom, right = _MOST_ROWS, _MOST_ROWS, -1, -1
        elif end - start >= 4 and (kind in _CELLS or kind in _SEVERAL):
            row, column = _PLACE.unpack_from(content, start)
            last = int.from_bytes(content[end - 2 : end], "little") if kind in _SEVERAL else column
            if last >= _MOST_COLUMNS:
                return _MOST_ROWS * _MOST_COLUMNS
            top, bottom, left, right = min(top, row), max(bottom, row), min(left, column), max(right, last)
    return total + max(bottom - top + 1, 0) * max(right - left + 1, 0)
