"""How much memory a workbook would take, found out before calamine lays its sheets out.

calamine keeps room for every cell from a sheet's first to its last: one cell in the far corner is all the memory there is,
and the process dies without a word.
"""

from __future__ import annotations

import re
import zipfile
from typing import IO

MOST_CELLS = 16_000_000
"""In one sheet, empty ones included: half a gigabyte. A ledger of 100,000 rows and 40 columns has four million."""

_BLOCK = 1 << 20
_OVERLAP = 256
_FAR = re.compile(rb"""\sr=["'](?:([A-Z]{2,3})(\d{1,7})|[A-Z](\d{6,7}))["'](?![^<>]*(?:/>|></))""")
"""Places beyond column Z or row 99,999 of cells that are not empty: those before need no looking at, and cells that are
only formatted take no room."""

_NEAR_COLUMNS, _NEAR_ROWS = 26, 99_999


def lays_out_too_much(package: zipfile.ZipFile) -> bool:
    """Whether a sheet of an .xlsx has its last cell so far from its first that nobody meant it."""
    sheets = [
        name for name in package.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")
    ]
    for name in sheets:
        with package.open(name) as stream:
            rows, columns = _extent(stream)
        if rows * columns > MOST_CELLS:
            return True
    return False


def _extent(stream: IO[bytes]) -> tuple[int, int]:
    """The last row and column that the places in a sheet name, as far as they are far."""
    rows, columns, before = _NEAR_ROWS, _NEAR_COLUMNS, b""
    while block := stream.read(_BLOCK):
        for letters, row, far_row in _FAR.findall(before + block):
            rows = max(rows, int(row or far_row))
            columns = max(columns, _column(letters))
        before = block[-_OVERLAP:]
    return rows, columns


def _column(letters: bytes) -> int:
    """The number of a column: Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
