"""LibreOffice's own format (.ods) as a stream of rows, in bounded memory.

calamine lays a sheet out whole, and one cell that is repeated a billion times is all the memory there is; so
the few elements that matter are read here, and repeats are weighed before they are followed.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.files.packet_cells import PartReader, RawCell, SheetRow, parse_part
from app.files.packet_opening import not_a_packet, refuse_active, refusing_damage
from app.files.packet_rows import serial

_CONTENT = "content.xml"
_MIME = b"application/vnd.oasis.opendocument.spreadsheet"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT = (f"{_OASIS}{name}:1.0 " for name in ("table", "office", "text"))
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "

_MOST_COLUMNS = 16_384
_MOST_REPEATED = 200_000
"""Cells that come from repeating filled ones, in a sheet."""

_LONGEST_TEXT = 1 << 20
_MOST_MERGES = 20_000
_SHEET, _ROW = f"{_TABLE}table", f"{_TABLE}table-row"
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_ROW_TIMES, _CELL_TIMES = f"{_TABLE}number-rows-repeated", f"{_TABLE}number-columns-repeated"
_DOWN, _RIGHT = f"{_TABLE}number-rows-spanned", f"{_TABLE}number-columns-spanned"
_LEFT_OUT = (f"{_OFFICE}annotation", f"{_TABLE}tracked-changes", f"{_TABLE}shapes")
_NUMBERS = frozenset({"float", "percentage", "currency"})


def is_ods(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether a zip is an OpenDocument spreadsheet."""
    if "mimetype" not in archive.namelist() or archive.getinfo("mimetype").file_size > 200:
        return False
    with refusing_damage(name):
        return archive.read("mimetype").strip().startswith(_MIME)


def open_ods(archive: zipfile.ZipFile, name: str) -> OdsBook:
    """Run through the content once: names of sheets, which are hidden, what is merged. Raises UnreadableFile."""
    refuse_active(archive, name)
    if any(member.startswith(("Basic/", "Scripts/", "Object ")) for member in archive.namelist()):
        raise not_a_packet(name, "含有宏、控件或外部链接")
    reader = _ContentReader(None, name)
    with refusing_damage(name), archive.open(_CONTENT) as stream:
        for _ in parse_part(stream, reader):
            reader.ready.clear()
    return OdsBook(name, archive, reader.sheets, frozenset(reader.hidden), reader.merges)


@dataclass(frozen=True)
class OdsBook:
    """An opened .ods; dates come as Excel's numbers."""

    name: str
    archive: zipfile.ZipFile
    sheets: dict[str, int]
    hidden: frozenset[str]
    merged: dict[str, list[tuple[int, int, int, int]]]
    from_1904: bool = field(default=False)

    def rows(self, sheet: str) -> Iterator[SheetRow]:
        """The rows of a sheet that hold cells. Raises UnreadableFile."""
        reader = _ContentReader(sheet, self.name)
        with refusing_damage(self.name), self.archive.open(_CONTENT) as stream:
            for _ in parse_part(stream, reader):
                yield from reader.ready
                reader.ready.clear()
                if reader.passed:
                    return

    def merges(self, sheet: str) -> Iterator[tuple[int, int, int, int]]:
        """The merged cells: first row (from 1), first column (from 0), last row, last column."""
        return iter(self.merged.get(sheet, ()))

    def is_date(self, cell: RawCell) -> bool:
        """Whether a number is shown as a date."""
        return cell.style == "date"


class _ContentReader(PartReader):
    """Reads all sheets' names and merges (``wanted`` None), or the rows of one sheet."""

    def __init__(self, wanted: str | None, name: str) -> None:
        self.ready: list[SheetRow] = []
        self.sheets: dict[str, int] = {}
        self.hidden: set[str] = set()
        self.merges: dict[str, list[tuple[int, int, int, int]]] = {}
        self.passed = False
        self._wanted, self._name = wanted, name
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._depth = 0
        self._skip_from = 0
        self._sheet: str | None = None
        self._row = _Row()
        self._next_row = 1
        self._repeated = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        if self._skip_from or name in _LEFT_OUT:
            self._skip_from = self._skip_from or self._depth
        elif name == _SHEET:
            self._begin_sheet(attributes)
        elif self._sheet is None:
            self._note_style(name, attributes)
        elif name == _ROW:
            self._row = _Row(_times(attributes, _ROW_TIMES))
        elif name in _CELLS:
            self._begin_cell(attributes)
        else:
            self._row.inside(name, attributes, self._depth)

    def end(self, name: str) -> None:
        """An element ends."""
        self._depth -= 1
        if self._skip_from:
            self._skip_from = 0 if self._depth < self._skip_from else self._skip_from
        elif name == _SHEET:
            self.passed = self.passed or (self._sheet is not None and self._sheet == self._wanted)
            self._sheet = None
        elif name == _ROW:
            self._end_row()
        elif name in _CELLS:
            self._row.end_cell()
        elif name == f"{_TEXT}p":
            self._row.gathering = False

    def data(self, text: str) -> None:
        """Some text of a cell."""
        if not self._skip_from and self._row.gathering:
            self._row.add(text)

    def _note_style(self, name: str, attributes: dict[str, str]) -> None:
        """Remember the looks of sheets that are hidden."""
        if name.endswith(":style:1.0 style"):
            self._style = next((v for k, v in attributes.items() if k.endswith(":style:1.0 name")), "")
        elif attributes.get(f"{_TABLE}display") == "false":
            self._hidden_styles.add(self._style)

    def _begin_sheet(self, attributes: dict[str, str]) -> None:
        """The next sheet; two of one name cannot both be meant, and a sheet within a sheet is none of ours."""
        title = attributes.get(f"{_TABLE}name", "")
        if self._sheet is not None or title.casefold() in {known.casefold() for known in self.sheets}:
            raise not_a_packet(self._name, f"有两张名为“{title}”的工作表")
        self.sheets[title] = len(self.sheets)
        if attributes.get(f"{_TABLE}style-name") in self._hidden_styles:
            self.hidden.add(title)
        if self._wanted not in (None, title):  # weighed when the book was opened
            self._skip_from = self._depth
            return
        self._sheet = title
        self._next_row, self._repeated = 1, 0

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        """The next cell, and what is merged with it."""
        down, right = _times(attributes, _DOWN), _times(attributes, _RIGHT)
        if down > 1 or right > 1:
            merges = self.merges.setdefault(self._sheet or "", [])
            if len(merges) >= _MOST_MERGES:
                raise not_a_packet(self._name, f"工作表“{self._sheet}”合并的单元格过多")
            top, left = self._next_row, self._row.column
            merges.append((top, left, top + down - 1, left + right - 1))
        self._row.begin_cell(attributes, self._depth)

    def _end_row(self) -> None:
        """Hand the row over, as often as it is repeated; an empty one only counts."""
        row, first = self._row, self._next_row
        self._next_row += row.times
        self._row = _Row()
        if not row.cells or self._sheet is None:
            return
        self._repeated += len(row.cells) * row.times - row.written
        if self._repeated > _MOST_REPEATED:
            raise not_a_packet(self._name, f"工作表“{self._sheet}”单元格过多")
        if self._sheet == self._wanted:
            self.ready.extend((first + more, row.cells) for more in range(row.times))


def _times(attributes: dict[str, str], what: str) -> int:
    """How often a row or cell is repeated, or how many are merged. Raises ValueError for what is no count."""
    if what not in attributes:
        return 1
    number = int(attributes[what])
    if not 1 <= number <= 10_000_000:
        raise ValueError("no count")
    return number


class _Row:
    """A row that is being read."""

    def __init__(self, times: int = 1) -> None:
        self.times = times
        self.cells: dict[int, RawCell] = {}
        self.column = 0
        self.written = 0
        self.gathering = False
        self._attributes: dict[str, str] = {}
        self._cell_depth = 0
        self._texts: list[str] = []
        self._size = 0

    def begin_cell(self, attributes: dict[str, str], depth: int) -> None:
        """A cell begins."""
        self._attributes, self._cell_depth = attributes, depth
        self._texts, self._size = [], 0

    def inside(self, name: str, attributes: dict[str, str], depth: int) -> None:
        """An element within a cell: its paragraphs, and the spaces and line ends in them."""
        if name == f"{_TEXT}p" and depth == self._cell_depth + 1:
            if self._texts:
                self.add("\n")
            else:
                self._texts.append("")
            self.gathering = True
        elif self.gathering and name == f"{_TEXT}s":
            self.add(" " * min(int(attributes.get(f"{_TEXT}c", "1")), _LONGEST_TEXT))
        elif self.gathering and name in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            self.add("\t" if name.endswith("tab") else "\n")

    def add(self, text: str) -> None:
        """Text of the cell. Raises ValueError for an endless one."""
        self._texts.append(text)
        self._size += len(text)
        if self._size > _LONGEST_TEXT:
            raise ValueError("text too long")

    def end_cell(self) -> None:
        """Keep the cell unless it is empty, as often as it is repeated."""
        times = _times(self._attributes, _CELL_TIMES)
        cell = _cell(self._attributes, "".join(self._texts))
        if cell:
            if self.column + times > _MOST_COLUMNS:
                raise ValueError("beyond the last column")
            self.cells.update(dict.fromkeys(range(self.column, self.column + times), cell))
            self.written += 1
        self.column += times
        self.gathering = False


def _cell(attributes: dict[str, str], text: str) -> RawCell | None:
    """A cell as the other formats tell it."""
    kind = attributes.get(f"{_OFFICE}value-type", "")
    formula = attributes.get(f"{_TABLE}formula")
    if attributes.get(f"{_CALC}value-type") == "error":
        return RawCell("e", text, formula)
    if kind in _NUMBERS:
        return RawCell("number", attributes.get(f"{_OFFICE}value", ""), formula)
    if kind == "date":
        moment = dt.datetime.fromisoformat(attributes.get(f"{_OFFICE}date-value", "")).replace(tzinfo=None)
        return RawCell("number", _number(serial(moment)), formula, "date")
    if kind == "boolean":
        return RawCell("b", "1" if attributes.get(f"{_OFFICE}boolean-value") == "true" else "0", formula)
    text = text or attributes.get(f"{_OFFICE}string-value", "")
    return RawCell("text", text, formula) if text or formula is not None else None


def _number(value: float) -> str:
    """A number as the other formats write it."""
    return str(int(value)) if value == int(value) else repr(value)
