"""The cells of a workbook as a stream of rows: value, kind and formula of each, in bounded memory.

openpyxl's read-only mode takes six times as long and keeps no word of whether a cell is a formula when it is
asked for values; calamine says nothing of formulas at all. A packet has to be compared cell by cell, with
what Excel, WPS and LibreOffice save, so the few elements that matter are read here with expat. A document
type, and with it every entity, is refused.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, NamedTuple, Protocol
from xml.parsers import expat

from app.files.packet_opening import not_a_packet, part_target, refuse_active, refusing_damage

_BLOCK = 1 << 16
_LONGEST_TOKEN = 1 << 20
_LONGEST_TEXT = 1 << 20
_MOST_COLUMNS = 16_384
_MOST_STRINGS_SIZE = 150_000_000
_SMALL_PART = 5_000_000

_NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_ROW, _CELL, _TEXT, _FORMULA, _PHONETIC, _ITEM = range(6)
_ELEMENTS = {"row": _ROW, "c": _CELL, "t": _TEXT, "v": _TEXT, "f": _FORMULA, "rPh": _PHONETIC, "si": _ITEM}
_KINDS = {f"{space} {name}": kind for space in _NAMESPACES for name, kind in _ELEMENTS.items()}


class RawCell(NamedTuple):
    """A cell as it stands in the file; ``kind`` is "text", "number", or Excel's letter for another.

    ``style`` is the number of its looks, by which a date is told from another number.
    """

    kind: str
    text: str
    formula: str | None
    style: str = ""


SheetRow = tuple[int, dict[int, RawCell]]
"""A row's number from 1, and its cells by column from 0."""


class Sheets(Protocol):
    """Sheets of cells, whatever kind of file they stand in; ``name`` is the file's, for messages."""

    @property
    def name(self) -> str:
        """The name of the file."""

    @property
    def sheets(self) -> Mapping[str, object]:
        """The sheets by name, in their order."""

    @property
    def from_1904(self) -> bool:
        """Whether its dates count from 1904."""

    def rows(self, sheet: str) -> Iterator[SheetRow]:
        """The rows of a sheet that hold cells, from top to bottom. Raises UnreadableFile."""


@dataclass(frozen=True)
class Workbook:
    """An opened workbook: its sheets by name in their order, and how it counts dates.

    ``hidden`` are the sheets that one does not see.
    """

    name: str
    archive: zipfile.ZipFile
    sheets: dict[str, str]
    strings: list[str]
    from_1904: bool
    hidden: frozenset[str] = frozenset()

    def rows(self, sheet: str) -> Iterator[SheetRow]:
        """The rows of a sheet that hold cells, from top to bottom. Raises UnreadableFile."""
        reader = _RowReader(self.strings)
        with refusing_damage(self.name), self.archive.open(self.sheets[sheet]) as stream:
            for _ in parse_part(stream, reader):
                yield from reader.ready
                reader.ready.clear()


def open_workbook(archive: zipfile.ZipFile, name: str) -> Workbook:
    """Read what a workbook says of itself. Raises UnreadableFile for one that is damaged or active."""
    refuse_active(archive, name)
    with refusing_damage(name):
        _refuse_links(archive, name)
        base = "xl/workbook.xml"
        targets = {
            attributes.get("Id", ""): part_target(base, attributes.get("Target", ""))
            for element, attributes in elements(archive, "xl/_rels/workbook.xml.rels", name)
            if element == "Relationship"
        }
        sheets: dict[str, str] = {}
        hidden: set[str] = set()
        from_1904 = False
        for element, attributes in elements(archive, base, name):
            if element == "sheet":
                _add_sheet(sheets, attributes, targets, name)
                if attributes.get("state", "visible") != "visible":
                    hidden.add(attributes.get("name", ""))
            elif element == "workbookPr":
                from_1904 = attributes.get("date1904", "0") in ("1", "true")
        strings = _shared_strings(archive, name)
        return Workbook(name, archive, sheets, strings, from_1904, frozenset(hidden))


def _add_sheet(
    sheets: dict[str, str], attributes: dict[str, str], targets: dict[str, str], name: str
) -> None:
    """Note one sheet; two of one name cannot both be meant."""
    title = attributes.get("name", "")
    if title.casefold() in {known.casefold() for known in sheets}:
        raise not_a_packet(name, f"有两张名为“{title}”的工作表")
    sheets[title] = targets.get(attributes.get("id", ""), "")


def _refuse_links(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse what would be fetched from elsewhere; an address that somebody typed into a reply is none."""
    for member in archive.namelist():
        if member.endswith(".rels"):
            for element, attributes in elements(archive, member, name):
                outside = element == "Relationship" and attributes.get("TargetMode") == "External"
                if outside and not attributes.get("Type", "").endswith("/hyperlink"):
                    raise not_a_packet(name, "含有宏、控件或外部链接")
    for element, attributes in elements(archive, "[Content_Types].xml", name):
        if element in ("Override", "Default") and "macroEnabled" in attributes.get("ContentType", ""):
            raise not_a_packet(name, "含有宏、控件或外部链接")


def elements(archive: zipfile.ZipFile, path: str, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every element of a small part with its attributes, names without their namespaces."""
    try:
        size = archive.getinfo(path).file_size
    except KeyError:
        raise not_a_packet(name, "不是 .xlsx 工作簿") from None
    if size > _SMALL_PART:
        raise not_a_packet(name, "工作簿展开后过大，不像移送包")
    collector = _Collector()
    with archive.open(path) as stream:
        for _ in parse_part(stream, collector):
            yield from collector.ready
            collector.ready.clear()


def _shared_strings(archive: zipfile.ZipFile, name: str) -> list[str]:
    """The texts that cells refer to by number; openpyxl and this program write none."""
    path = "xl/sharedStrings.xml"
    if path not in archive.namelist():
        return []
    if archive.getinfo(path).file_size > _MOST_STRINGS_SIZE:
        raise not_a_packet(name, "工作簿展开后过大，不像移送包")
    reader = _StringReader()
    with archive.open(path) as stream:
        for _ in parse_part(stream, reader):
            pass
    return reader.ready


class PartReader:
    """What expat calls; ``ready`` fills while a part is read."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def data(self, text: str) -> None:
        """Some text of the element."""


def parse_part(stream: IO[bytes], reader: PartReader) -> Iterator[None]:
    """Read a part block by block, pausing after each; no document type, no endless token."""
    parser = strict_parser(" ")
    parser.buffer_text = True
    parser.buffer_size = _BLOCK
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    fed = 0
    while block := stream.read(_BLOCK):
        parser.Parse(block, False)
        fed += len(block)
        if fed - parser.CurrentByteIndex > _LONGEST_TOKEN:
            raise ValueError("endless token")  # expat would read it again from its start with every block
        yield
    parser.Parse(b"", True)
    yield


def strict_parser(namespace_separator: str | None = None) -> expat.XMLParserType:
    """A parser of XML that takes no document type, and so no entity."""
    parser = expat.ParserCreate(namespace_separator=namespace_separator)
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: object) -> None:
    """A workbook has none; an attack by entities has."""
    raise ValueError("document type")


class _Collector(PartReader):
    """Collects elements with their attributes."""

    def __init__(self) -> None:
        self.ready: list[tuple[str, dict[str, str]]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Keep it, without namespaces."""
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        self.ready.append((name.rpartition(" ")[2], plain))


class _TextReader(PartReader):
    """Gathers the text of the elements that hold some, reading aids for Japanese left out."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._size = 0
        self._gathering = False
        self._phonetic = False

    def data(self, text: str) -> None:
        """Keep text that belongs to a value."""
        if self._gathering:
            self._texts.append(text)
            self._size += len(text)
            if self._size > _LONGEST_TEXT:
                raise ValueError("text too long")

    def _take(self) -> str:
        """The text gathered since the last taking."""
        text = "".join(self._texts)
        self._texts.clear()
        self._size = 0
        return text


class _StringReader(_TextReader):
    """Reads the table of shared strings."""

    def __init__(self) -> None:
        super().__init__()
        self.ready: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Texts begin."""
        kind = _KINDS.get(name)
        if kind == _TEXT:
            self._gathering = not self._phonetic
        elif kind == _PHONETIC:
            self._phonetic = True

    def end(self, name: str) -> None:
        """A text or a whole item ends."""
        kind = _KINDS.get(name)
        if kind == _TEXT:
            self._gathering = False
        elif kind == _PHONETIC:
            self._phonetic = False
        elif kind == _ITEM:
            self.ready.append(self._take())


class _RowReader(_TextReader):
    """Reads rows; refuses rows and cells that stand twice, backwards or in the wrong row."""

    def __init__(self, strings: list[str]) -> None:
        super().__init__()
        self.ready: list[SheetRow] = []
        self._strings = strings
        self._columns: dict[str, int] = {}
        self._row = 0
        self._row_text = "0"
        self._cells: dict[int, RawCell] = {}
        self._column = -1
        self._type: str | None = None
        self._style = ""
        self._formula: str | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A row, a cell or a text begins."""
        kind = _KINDS.get(name)
        if kind == _CELL:
            self._begin_cell(attributes)
        elif kind in (_TEXT, _FORMULA):
            self._gathering = not self._phonetic
        elif kind == _ROW:
            self._begin_row(attributes)
        elif kind == _PHONETIC:
            self._phonetic = True

    def end(self, name: str) -> None:
        """A text, a cell or a row ends."""
        kind = _KINDS.get(name)
        if kind == _TEXT:
            self._gathering = False
        elif kind == _CELL:
            self._end_cell()
        elif kind == _FORMULA:
            self._gathering = False
            self._formula = self._take()
        elif kind == _ROW:
            self.ready.append((self._row, self._cells))
        elif kind == _PHONETIC:
            self._phonetic = False

    def _begin_row(self, attributes: dict[str, str]) -> None:
        """The next row: by its number, else the one after the last."""
        row = int(attributes.get("r", self._row + 1))
        if row <= self._row:
            raise ValueError("row twice or backwards")
        self._row, self._row_text = row, str(row)
        self._cells = {}
        self._column = -1

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        """The next cell: by its name, else the one after the last."""
        reference = attributes.get("r")
        if reference is None:
            column = self._column + 1
        else:
            letters = reference.rstrip("0123456789")
            known = self._columns.get(letters)
            column = self._learn(letters) if known is None else known
            if reference[len(letters) :] != self._row_text:
                raise ValueError("cell in the wrong row")
        if column <= self._column or column >= _MOST_COLUMNS:
            raise ValueError("cell twice, backwards or beyond the last column")
        self._column = column
        self._type = attributes.get("t")
        self._style = attributes.get("s", "")
        self._formula = None

    def _learn(self, letters: str) -> int:
        """The place of a column from its letters: A is 0."""
        place = 0
        for letter in letters:
            if not "A" <= letter <= "Z":
                raise ValueError("no column")
            place = place * 26 + ord(letter) - 64
            if place > _MOST_COLUMNS:
                raise ValueError("no column")
        self._columns[letters] = place - 1
        return place - 1

    def _end_cell(self) -> None:
        """Keep the cell unless it is empty."""
        text, kind, formula = self._take(), self._type, self._formula
        if not text and formula is None:
            return
        if kind is None or kind == "n":
            kind = "number"
        elif kind == "s":
            kind, text = "text", self._strings[_index(text)]
        elif kind in ("inlineStr", "str"):
            kind = "text"
        self._cells[self._column] = RawCell(kind, text, formula, self._style)


def _index(text: str) -> int:
    """The number of a shared string."""
    if not text.isdecimal() or len(text) > 9:
        raise ValueError("no shared string")
    return int(text)
