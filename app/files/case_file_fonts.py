"""Looks whether a font of a PDF is embedded and agrees with itself (ISO 19005-2, 6.2.11)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

import pikepdf

from app.files.case_file_drawing import check_drawing
from app.files.case_file_reasons import Unfit

_PROGRAMS = {
    "/Type1": ("/FontFile", "/FontFile3"),
    "/MMType1": ("/FontFile", "/FontFile3"),
    "/TrueType": ("/FontFile2", "/FontFile3"),
    "/CIDFontType0": ("/FontFile3",),
    "/CIDFontType2": ("/FontFile2", "/FontFile3"),
}
DESCENDANTS = frozenset(("/CIDFontType0", "/CIDFontType2"))
"""Fonts that stand inside another one and are looked at with it."""

_SYMBOLIC = 4
_PLAIN_ENCODINGS = frozenset(("/WinAnsiEncoding", "/MacRomanEncoding"))
_TOLERANCE = 1.0
"""Thousandths of an em by which a width in the file may differ from the one in the font."""


class TrueType:
    """As much of a TrueType font as its widths and character maps need."""

    def __init__(self, data: bytes) -> None:
        """Read the tables. Raises struct.error or KeyError for what is no TrueType font."""
        count = struct.unpack(">H", data[4:6])[0]
        entries = (struct.unpack(">4sIII", data[12 + 16 * n : 28 + 16 * n]) for n in range(count))
        tables = {tag: data[start : start + length] for tag, _, start, length in entries}
        self.em: int = struct.unpack(">H", tables[b"head"][18:20])[0]
        self.glyphs: int = struct.unpack(">H", tables[b"maxp"][4:6])[0]
        measured = struct.unpack(">H", tables[b"hhea"][34:36])[0]
        metrics = tables[b"hmtx"]
        if not 0 < measured <= len(metrics) // 4:
            raise KeyError("hmtx")
        self._advances = [metrics[4 * n : 4 * n + 2] for n in range(measured)]
        self._cmap = tables.get(b"cmap", b"")

    def width(self, glyph: int) -> float:
        """A glyph's advance in thousandths of an em."""
        place = min(glyph, len(self._advances) - 1)
        return float(struct.unpack(">H", self._advances[place])[0]) * 1000 / self.em

    @property
    def maps(self) -> list[tuple[int, int]]:
        """Platform and encoding of each character map."""
        if len(self._cmap) < 4:
            return []
        count = struct.unpack(">H", self._cmap[2:4])[0]
        return [struct.unpack(">HH", self._cmap[4 + 8 * n : 8 + 8 * n]) for n in range(count)]

    def glyph(self, code: int) -> int | None:
        """The glyph of a single byte; None when the font's only map is of a kind that is not read here."""
        start = int.from_bytes(self._cmap[8:12], "big")
        kind = self._cmap[start : start + 2]
        if kind == b"\0\0":
            return int.from_bytes(self._cmap[start + 6 + code : start + 7 + code], "big")
        if kind == b"\0\6":
            first = int.from_bytes(self._cmap[start + 6 : start + 8], "big")
            count = int.from_bytes(self._cmap[start + 8 : start + 10], "big")
            place = start + 10 + 2 * (code - first)
            return int.from_bytes(self._cmap[place : place + 2], "big") if 0 <= code - first < count else 0
        return None


def check_shown(font: Any, codes: set[int]) -> None:
    """Raise Unfit when a plain symbolic TrueType font lacks a character that is shown, or its width is another."""
    descriptor = font.get("/FontDescriptor", pikepdf.Dictionary())
    symbolic = int(descriptor.get("/Flags", 0)) & _SYMBOLIC
    if font.get("/Subtype") != "/TrueType" or not symbolic or "/FontFile2" not in descriptor:
        return
    name = str(font.get("/BaseFont", "/"))[1:].rpartition("+")[2]
    program = _true_type(descriptor.FontFile2, name)
    first, widths = int(font.FirstChar), list(font.Widths)
    for code in codes:
        glyph = program.glyph(code)
        if glyph is not None and not 0 < glyph < program.glyphs:
            raise Unfit(f"字体“{name}”缺少所用的字形")
        if not 0 <= code - first < len(widths):
            raise Unfit(f"字体“{name}”缺少宽度数据")
        if glyph and abs(program.width(glyph) - float(widths[code - first])) > _TOLERANCE:
            raise Unfit(f"字体“{name}”的宽度与字体文件不一致")


def check_font(font: Any, colours: set[str]) -> None:
    """Raise Unfit when a font is not embedded, or its dictionary and its program do not agree.

    Adds the names of the colour spaces that drawn characters choose to ``colours``.
    """
    subtype = str(font.get("/Subtype", ""))
    name = str(font.get("/BaseFont", "/"))[1:].rpartition("+")[2]
    if subtype == "/Type3":
        _check_drawn(font, colours)
    elif subtype == "/Type0":
        _check_composite(font, name)
    elif subtype in _PROGRAMS:
        _check_simple(font, subtype, name)
    else:
        raise Unfit(f"字体“{name}”的类型不被归档格式接受")


def _check_drawn(font: Any, colours: set[str]) -> None:
    """A font whose characters are drawings: they are looked at like the page's."""
    for drawing in font.CharProcs.as_dict().values():
        check_drawing(drawing, colours)


def _check_composite(font: Any, name: str) -> None:
    """A font of many characters, as Chinese text has it."""
    encoding = font.get("/Encoding")
    embedded = isinstance(encoding, pikepdf.Stream) and "/UseCMap" not in encoding
    if not embedded and encoding not in ("/Identity-H", "/Identity-V"):
        raise Unfit(f"字体“{name}”的编码没有嵌入")
    descendant = font.DescendantFonts[0]
    subtype = str(descendant.Subtype)
    program = _program(descendant, subtype, name)
    if subtype == "/CIDFontType2" and "/FontFile2" in descendant.FontDescriptor:
        _check_composite_widths(descendant, _true_type(program, name), name)


def _check_simple(font: Any, subtype: str, name: str) -> None:
    """A font of at most 256 characters."""
    program = _program(font, subtype, name)
    if not {"/FirstChar", "/LastChar", "/Widths"} <= set(font.keys()):
        raise Unfit(f"字体“{name}”缺少宽度数据")
    if subtype == "/TrueType" and "/FontFile2" in font.FontDescriptor:
        _check_maps(font, _true_type(program, name).maps, name)


def _check_maps(font: Any, maps: list[tuple[int, int]], name: str) -> None:
    """Whether it is certain which glyph a code stands for (6.2.11.6)."""
    encoding = font.get("/Encoding")
    if int(font.FontDescriptor.get("/Flags", 0)) & _SYMBOLIC:
        certain = encoding is None and (len(maps) == 1 or (3, 0) in maps)
    else:
        base = encoding.get("/BaseEncoding") if isinstance(encoding, pikepdf.Dictionary) else encoding
        certain = base in _PLAIN_ENCODINGS and bool(maps)
        if isinstance(encoding, pikepdf.Dictionary) and "/Differences" in encoding:
            certain = certain and (3, 1) in maps
    if not certain:
        raise Unfit(f"字体“{name}”的字符编码不符合归档格式")


def _program(font: Any, subtype: str, name: str) -> pikepdf.Stream:
    """The font program. Raises Unfit when it is not in the file."""
    descriptor = font.get("/FontDescriptor", pikepdf.Dictionary())
    for key in _PROGRAMS.get(subtype, ()):
        if isinstance(descriptor.get(key), pikepdf.Stream):
            program: pikepdf.Stream = descriptor[key]
            return program
    raise Unfit(f"字体“{name}”没有嵌入")


def _true_type(program: pikepdf.Stream, name: str) -> TrueType:
    """The font's tables. Raises Unfit when it is damaged."""
    try:
        return TrueType(program.read_bytes())
    except (struct.error, KeyError, IndexError, ZeroDivisionError) as error:
        raise Unfit(f"字体“{name}”已损坏") from error


def _check_composite_widths(font: Any, program: TrueType, name: str) -> None:
    """Widths in the file against widths in the font."""
    mapping = font.get("/CIDToGIDMap")
    glyph_of = mapping.read_bytes() if isinstance(mapping, pikepdf.Stream) else None
    for cid, width in _composite_widths(font.get("/W", pikepdf.Array())):
        glyph = int.from_bytes(glyph_of[2 * cid : 2 * cid + 2], "big") if glyph_of is not None else cid
        if 0 < glyph < program.glyphs and abs(program.width(glyph) - width) > _TOLERANCE:
            raise Unfit(f"字体“{name}”的宽度与字体文件不一致")


def _composite_widths(entries: Any) -> Iterator[tuple[int, float]]:
    """The pairs of character and width in a W array; a range is looked at at both ends."""
    values = list(entries)
    place = 0
    while place + 1 < len(values):
        first = int(values[place])
        if isinstance(values[place + 1], pikepdf.Array):
            yield from ((first + n, float(width)) for n, width in enumerate(values[place + 1]))
            place += 2
        else:
            last, width = int(values[place + 1]), float(values[place + 2])
            yield from ((cid, width) for cid in {first, last})
            place += 3
