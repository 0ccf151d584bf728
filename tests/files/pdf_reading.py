"""Reads a PDF's own operators: which character stands where, in which font. Needs pikepdf only.

Written against the format, not against our drawing: the text comes out through each font's ToUnicode map, the
places through Tm, Tc and the fonts' widths, so that a wrong map or a glyph off the page shows.
"""

from __future__ import annotations

import io
import itertools
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name

GOLDEN = Path(__file__).parent.parent / "golden"
MM = 72 / 25.4


@dataclass(frozen=True)
class Glyph:
    """One character with its left end, its baseline, its right end (spacing left out), its font and size."""

    char: str
    x: float
    y: float
    right: float
    font: str
    size: float
    colour: tuple[float, ...]


@dataclass
class Font:
    """A font of the file: its name, what its codes mean, how wide they are."""

    name: str
    meaning: dict[int, str]
    widths: list[float]
    embedded: bool


@dataclass
class Page:
    """One page: its size in points and its glyphs in the order they were drawn."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """The text by baselines, from the top of the page, glyphs from left to right."""
        rows: dict[float, list[Glyph]] = {}
        for glyph in self.glyphs:
            rows.setdefault(round(glyph.y, 1), []).append(glyph)
        return [_spaced(sorted(rows[y], key=lambda glyph: glyph.x)) for y in sorted(rows, reverse=True)]

    @property
    def text(self) -> str:
        """Everything in the order it was drawn, without spaces: what a search for a phrase looks through."""
        return re.sub(r"\s", "", "".join(glyph.char for glyph in self.glyphs))

    def find(self, phrase: str) -> list[Glyph]:
        """The glyphs of a phrase, where it first stands."""
        drawn = "".join(glyph.char for glyph in self.glyphs)
        start = drawn.index(phrase)
        place = len(drawn[:start])
        return self.glyphs[place : place + len(phrase)]


@dataclass
class Paper:
    """A whole file."""

    pages: list[Page]
    fonts: list[Font]
    info: dict[str, str]
    raw: bytes

    @property
    def text(self) -> str:
        return "".join(page.text for page in self.pages)

    @property
    def dump(self) -> str:
        """The file as a golden text: pages, lines, fonts, metadata."""
        parts = [f"{key}: {value}" for key, value in sorted(self.info.items())]
        parts += [f"font: {name}" for name in sorted({font.name.split("+")[1] for font in self.fonts})]
        for number, page in enumerate(self.pages, start=1):
            parts.append(f"--- page {number}, {page.width / MM:.1f} × {page.height / MM:.1f} mm")
            parts += page.lines
        return "\n".join(parts) + "\n"


def _spaced(glyphs: list[Glyph]) -> str:
    """A line's characters, with a space where there is a gap of more than a character."""
    text = glyphs[0].char
    for before, glyph in itertools.pairwise(glyphs):
        text += (" " if glyph.x - before.right > glyph.size else "") + glyph.char
    return text


def read_pdf(data: bytes) -> Paper:
    """Read a file that reportlab wrote."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        fonts: dict[tuple[int, int], Font] = {}
        pages = [_read_page(page, fonts) for page in pdf.pages]
        info = {str(key)[1:]: str(value) for key, value in (pdf.docinfo or {}).items()}
    return Paper(pages, list(fonts.values()), info, data)


def _read_page(page: pikepdf.Page, fonts: dict[tuple[int, int], Font]) -> Page:
    box = [float(value) for value in page.mediabox]
    named = {}
    for name, entry in page.obj.Resources.Font.items():
        named[name] = fonts.setdefault(entry.objgen, _read_font(entry))
    read = Page(box[2] - box[0], box[3] - box[1])
    _run(page, named, read.glyphs)
    return read


def _read_font(entry: Dictionary) -> Font:
    descriptor = entry.get("/FontDescriptor", Dictionary())
    stream = entry.ToUnicode.read_bytes().decode("ascii")
    meaning = {
        int(code, 16): bytes.fromhex(text).decode("utf-16-be")
        for code, text in re.findall(r"<([0-9A-F]{2})> <((?:[0-9A-F]{4})+)>\n", stream)
        if text != "0000"
    }
    widths = [float(width) for width in entry.Widths]
    return Font(str(entry.BaseFont)[1:], meaning, widths, Name.FontFile2 in descriptor)


def _run(page: pikepdf.Page, fonts: dict[str, Font], glyphs: list[Glyph]) -> None:
    """Follow the operators that place text; reportlab turns nothing and scales nothing but whole drawings."""
    font, size, spacing, x, y = None, 0.0, 0.0, 0.0, 0.0
    colour: tuple[float, ...] = (0.0,)
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "Tf":
                font, size = fonts[str(operands[0])], float(operands[1])
            case "Tc":
                spacing = float(operands[0])
            case "Tm":
                assert [float(value) for value in operands[:4]] == [1, 0, 0, 1]
                x, y = float(operands[4]), float(operands[5])
            case "rg" | "g":
                colour = tuple(float(value) for value in operands)
            case "Tj":
                assert font
                for code in bytes(operands[0]):
                    wide = font.widths[code] * size / 1000
                    char = font.meaning.get(code, "\ufffd")
                    glyphs.append(Glyph(char, x, y, x + wide, font.name, size, colour))
                    x += wide + spacing
            case "TJ" | "'" | '"' | "Td" | "TD" | "Tz" | "Ts":
                raise AssertionError(f"an operator this reader does not follow: {operator}")


def expect_golden(name: str, paper: Paper) -> None:
    """The file's dump is the golden one; with REWRITE_GOLDENS in the environment it becomes the golden one."""
    if os.environ.get("REWRITE_GOLDENS"):
        (GOLDEN / name).write_text(paper.dump, encoding="utf-8")
    assert paper.dump == (GOLDEN / name).read_text(encoding="utf-8")


def expect_embedded(paper: Paper) -> None:
    """Every font of the file is embedded as a subset, and none is one of the PDF reader's own."""
    assert paper.fonts
    assert b"Helvetica" not in paper.raw
    for font in paper.fonts:
        assert font.embedded, font.name
        assert re.fullmatch(r"[A-Z]{6}\+.+", font.name), font.name


def expect_inside(paper: Paper, margin: float = 4.0) -> None:
    """Every glyph stands on its page, at least ``margin`` mm from the edges, and none is without a meaning."""
    for number, page in enumerate(paper.pages, start=1):
        for glyph in page.glyphs:
            where = f"{glyph} on page {number}"
            assert glyph.char != "\ufffd", where
            assert margin * MM <= glyph.x and glyph.right <= page.width - margin * MM, where
            assert margin * MM <= glyph.y - 0.12 * glyph.size, where
            assert glyph.y + 0.88 * glyph.size <= page.height - margin * MM, where


def operands_of(data: bytes, page: int, wanted: str) -> list[list[float]]:
    """The operands of every such operator on a page, such as ``re`` or ``c``."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [
            [float(value) for value in operands]
            for operands, operator in pikepdf.parse_content_stream(pdf.pages[page])
            if str(operator) == wanted and not any(isinstance(value, Array) for value in operands)
        ]
