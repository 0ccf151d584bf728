"""How much memory a workbook would take, found out before calamine lays its sheets out.

calamine keeps room for every cell from a sheet's first to its last, for every text however long, and for as many blanks
as a file asks for: a few kilobytes can ask for all the memory there is, and the process dies without a word. So the
sheets are run through here with a strict reader first; what it does not understand is damaged.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from typing import IO, Protocol

from app.files.packet_cells import strict_parser
from app.files.packet_opening import MOST_PARTS, MOST_RATIO, RATIO_MATTERS_FROM

MOST_CELLS = 8_000_000
"""In one sheet, empty ones included: a quarter of a gigabyte. A ledger of 100,000 rows and 40 columns has four million."""

MOST_BYTES = 400_000_000
"""Of a workbook, unpacked: four times a ledger of 100,000 rows."""

_MOST_TEXTS_SIZE = 150_000_000
_MOST_OF_A_BOOK = 5_000_000
_MOST_MERGES = 100_000
_MOST_BLANKS = 1_000_000
"""Blanks that one .ods asks for by their number."""

_BLOCK = 1 << 20
_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


class TooMuch(Exception):
    """A workbook that would take more memory than a ledger can need."""


def refuse_bombs(package: zipfile.ZipFile) -> None:
    """Raise TooMuch for what unpacks to more than anybody wrote, by the directory of the zip alone."""
    members = package.infolist()
    if len(members) > MOST_PARTS or sum(member.file_size for member in members) > MOST_BYTES:
        raise TooMuch
    for member in members:
        if member.file_size > RATIO_MATTERS_FROM and member.file_size > MOST_RATIO * member.compress_size:
            raise TooMuch


def lays_out_too_much(package: zipfile.ZipFile, ending: str) -> bool:
    """Whether a sheet has its last cell so far from its first that nobody meant it.

    Raises TooMuch for texts, merged cells and blanks that nobody typed, and ExpatError and ValueError for what is no sheet.
    """
    weigh = {".xlsx": _xlsx_sheets, ".ods": _ods_sheets, ".xlsb": _xlsb_sheets}[ending]
    return any(rows * columns > MOST_CELLS for rows, columns in weigh(package))


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    """A part of XML; a megabyte of it without any tag is a text that nobody typed."""
    while block := stream.read(_BLOCK):
        if len(block) == _BLOCK and b"<" not in block:
            raise TooMuch
        yield block


class _Starts(Protocol):
    """Sees where elements begin."""

    def start(self, name: str, attributes: list[str]) -> None:
        """An element begins."""


def _parse(stream: IO[bytes], reader: _Starts) -> None:
    """Let ``reader`` see every element that begins, attributes in a row. Raises ExpatError, ValueError, TooMuch."""
    parser = strict_parser()
    parser.ordered_attributes = True
    parser.StartElementHandler = reader.start
    for block in _blocks(stream):
        parser.Parse(block, False)
    parser.Parse(b"", True)


# --- Excel's own format ------------------------------------------------------------------------------------------


def _xlsx_sheets(package: zipfile.ZipFile) -> Iterator[tuple[int, int]]:
    """How many rows and columns each sheet would take; texts that all sheets share are looked at too."""
    if any(package.getinfo(name).file_size > _MOST_OF_A_BOOK for name in _described_in(package)):
        raise TooMuch
    sheets = _sheet_names(package)
    for member in package.infolist():
        with package.open(member) as stream:
            if member.filename.casefold().rpartition("/")[2] in sheets:
                extent = _Extent()
                _parse(stream, extent)
                yield extent.rows, extent.columns
            elif member.file_size >= _BLOCK:
                _weigh_texts(stream, member)


def _described_in(package: zipfile.ZipFile) -> list[str]:
    """The parts that say which sheets there are."""
    return [name for name in package.namelist() if name.casefold() in (_BOOK, _RELATIONS)]


def _sheet_names(package: zipfile.ZipFile) -> set[str]:
    """The last names, in small letters, of the parts that are sheets: what calamine takes for one is among them."""
    said = _Book()
    for name in _described_in(package):
        with package.open(name) as stream:
            _parse(stream, said)
    return {said.targets.get(sheet, "").casefold().rpartition("/")[2] for sheet in said.sheets}


class _Book:
    """Which relations of a workbook are sheets, and to which parts they lead."""

    def __init__(self) -> None:
        self.sheets: list[str] = []
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: list[str]) -> None:
        """A sheet or a relation begins."""
        said = dict(zip(attributes[::2], attributes[1::2], strict=True))
        local = name.rpartition(":")[2]
        if local == "sheet":
            self.sheets += [value for key, value in said.items() if key.rpartition(":")[2] == "id"]
        elif local == "Relationship":
            self.targets[said.get("Id", "")] = said.get("Target", "")


def _weigh_texts(stream: IO[bytes], member: zipfile.ZipInfo) -> None:
    """Shared texts, or any other large part."""
    if member.file_size > _MOST_TEXTS_SIZE:
        raise TooMuch
    for _ in _blocks(stream):
        pass


class _Extent:
    """How far the cells of a sheet reach that are not empty; those that are only formatted take no room."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._row = self._column = 0
        self._merges = 0

    def start(self, name: str, attributes: list[str]) -> None:
        """A row, a cell, what is in a cell, or a merge begins."""
        local = name.rpartition(":")[2]
        if local == "c":
            self._cell(attributes)
        elif local in ("v", "is"):
            self.rows, self.columns = max(self.rows, self._row), max(self.columns, self._column)
        elif local == "row":
            self._row, self._column = int(_value(attributes, "r") or self._row + 1), 0
        elif local == "mergeCell":
            self._merges += 1
            if self._merges > _MOST_MERGES:
                raise TooMuch

    def _cell(self, attributes: list[str]) -> None:
        """Where a cell stands: where it says, else beside the one before."""
        reference = attributes[1] if attributes[:1] == ["r"] else _value(attributes, "r")
        if not reference:
            self._column += 1
            return
        letters = reference.rstrip("0123456789")
        self._row, self._column = int(reference[len(letters) :]), _column(letters.upper())


def _value(attributes: list[str], name: str) -> str:
    """The value of an attribute."""
    return attributes[attributes.index(name) + 1] if name in attributes[::2] else ""


def _column(letters: str) -> int:
    """The number of a column: Z is 26, AA is 27. Raises ValueError for what is none."""
    number = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            raise ValueError("no column")
        number = number * 26 + ord(letter) - 64
    return number


# --- LibreOffice's own format ------------------------------------------------------------------------------------


def _ods_sheets(package: zipfile.ZipFile) -> Iterator[tuple[int, int]]:
    """How many rows and columns each sheet would take."""
    extent = _OdsExtent()
    with package.open("content.xml") as stream:
        _parse(stream, extent)
    yield from extent.sheets


class _OdsExtent:
    """How far the filled cells of each sheet reach, repeats followed."""

    def __init__(self) -> None:
        self.sheets: list[tuple[int, int]] = []
        self._row = self._column = self._blanks = 0
        self._times = 1

    def start(self, name: str, attributes: list[str]) -> None:
        """A sheet, a row, a cell, what is in a cell, or some blanks begin."""
        local = name.rpartition(":")[2]
        if local in ("table-cell", "covered-table-cell"):
            self._column += _number(attributes, "number-columns-repeated")
            if any(key.rpartition(":")[2] == "value-type" for key in attributes[::2]):
                self._fill()
        elif local == "p":
            self._fill()
        elif local == "table-row":
            self._row, self._column = self._row + self._times, 0
            self._times = _number(attributes, "number-rows-repeated")
        elif local == "table":
            self.sheets.append((0, 0))
            self._row, self._times = 0, 0
        elif local == "s":
            self._blanks += _number(attributes, "c")
            if self._blanks > _MOST_BLANKS:
                raise TooMuch

    def _fill(self) -> None:
        """The cell at hand holds something, in each row that this one stands for."""
        if self.sheets:
            rows, columns = self.sheets[-1]
            self.sheets[-1] = max(rows, self._row + self._times), max(columns, self._column)


def _number(attributes: list[str], name: str) -> int:
    """How many times; 1 unless it is said. Raises ValueError."""
    for key, value in zip(attributes[::2], attributes[1::2], strict=True):
        if key.rpartition(":")[2] == name:
            return max(int(value), 1)
    return 1


# --- Excel's binary format ---------------------------------------------------------------------------------------

_ROW_RECORD, _CELL_RECORDS = 0, range(1, 12)


def _xlsb_sheets(package: zipfile.ZipFile) -> Iterator[tuple[int, int]]:
    """How many rows and columns each part would take, were it a sheet ([MS-XLSB] 2.1.4: kind, length, content)."""
    for member in package.infolist():
        if member.filename.casefold().endswith(".bin"):
            yield _binary_extent(package.read(member))


def _binary_extent(data: bytes) -> tuple[int, int]:
    """How far the cells among some records reach."""
    place = row = rows = columns = 0
    while place < len(data):
        kind, place = _sevenths(data, place, 2)
        size, place = _sevenths(data, place, 4)
        if kind == _ROW_RECORD and size >= 4:
            (row,) = struct.unpack_from("<I", data, place)
        elif kind in _CELL_RECORDS and size >= 4:
            rows, columns = max(rows, row + 1), max(columns, struct.unpack_from("<I", data, place)[0] + 1)
        place += size
    return rows, columns


def _sevenths(data: bytes, place: int, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first, and the place behind it."""
    number = 0
    for shift in range(0, 7 * most, 7):
        byte = data[place]
        place += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
    return number, place
