"""The embedded fonts: loaded once when first needed, a fallback per character, missing glyphs found.

reportlab draws a character that its font does not have as nothing or a box, silently. So every face here is
a chain of fonts, the character maps are asked before anything is drawn, and ``require_printable`` names what
no font has. HanaMinB (30 MB) is opened only for a character that no other font of the chain has.

The machine's own 仿宋, 楷体, 黑体 and 小标宋 are used where they are (domain facts 13.2), the bundled ones
everywhere else: ``bundled_fonts()`` gives the same paper on every machine, ``machine_fonts()`` the official look.
"""

from __future__ import annotations

import mmap
import os
import re
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError

from app.domain.errors import UnprintableText
from app.files.to_unicode import MendedFont
from app.resources import resource


class Face(StrEnum):
    """What a piece of text is set in; each is a chain of fonts."""

    BODY = "仿宋"
    TITLE = "小标宋"
    HEADING = "黑体"
    SUBHEADING = "楷体"
    SONG = "宋体"
    FORM = "表格"
    FORM_BOLD = "表格粗体"
    CODE = "等宽"


_SERIF, _SERIF_BOLD = "NotoSerifSC-Regular", "NotoSerifSC-Bold"
_SANS, _SANS_BOLD = "NotoSansSC-Regular", "NotoSansSC-Bold"
RARE = "HanaMinB"
"""The font for rare names, behind all others."""

_BUNDLED: dict[Face, tuple[str, ...]] = {
    Face.BODY: (_SERIF,),
    Face.TITLE: (_SERIF_BOLD, _SERIF),
    Face.HEADING: (_SANS_BOLD, _SERIF_BOLD, _SERIF),
    Face.SUBHEADING: (_SERIF_BOLD, _SERIF),
    Face.SONG: (_SERIF,),
    Face.FORM: (_SANS, _SERIF),
    Face.FORM_BOLD: (_SANS_BOLD, _SANS, _SERIF),
    Face.CODE: ("NotoSansMono-Regular", _SANS, _SERIF),
}
"""The bundled fonts of each face, in the order asked; the one for rare names and 黑体 stand behind all."""

_MACHINE: dict[Face, tuple[str, ...]] = {
    Face.BODY: ("simfang.ttf", "仿宋_gb2312.ttf", "fzfsk.ttf", "fzfs.ttf", "stfangso.ttf"),
    Face.TITLE: ("fzxbsjw.ttf", "fzxbsk.ttf", "fzxbs.ttf", "方正小标宋简体.ttf"),
    Face.HEADING: ("simhei.ttf", "fzhtk.ttf", "fzht.ttf"),
    Face.SUBHEADING: ("simkai.ttf", "楷体_gb2312.ttf", "fzktk.ttf", "fzkt.ttf", "stkaiti.ttf"),
}
"""File names, lower case, under which the official faces are installed on Windows, UOS and Kylin."""

_CLAUSE = re.compile(r"[^，。；：！？、\n]+[，。；：！？、\n]?|[，。；：！？、\n]")
LONGEST_NAMED = 24
"""A text up to this length is named whole when a character in it cannot be printed, else its clause is."""

_NO_GLYPH = frozenset("\n\r\t\x0b\x0c\u0085\u2028\u2029\u200b\u200e\u200f\u2060\ufeff")
"""Characters that set nothing: breaks, and the invisible marks that come along when text is pasted."""


class _Mapped:
    """A font file that leaves its bytes on the disk: only the glyphs that are used come into memory."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)

    def read(self) -> mmap.mmap:
        """The whole file, as reportlab wants it; it is never copied."""
        with Path(self.name).open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


class _Outlines:
    """The table of outlines in such a file: each glyph is copied out of it when asked for, never all 10 MB."""

    def __init__(self, data: mmap.mmap, start: int) -> None:
        self._data, self._start = data, start

    def __getitem__(self, piece: slice) -> bytes:
        """The bytes of one glyph."""
        return self._data[self._start + piece.start : self._start + piece.stop]


class Font(MendedFont):
    """One font file, known to reportlab by the file's name. The bytes of a page may come from any thread."""

    def __init__(self, path: Path) -> None:
        """Open a font. Raises TTFError when it has no TrueType outlines, OSError when it cannot be read."""
        super().__init__(path.stem, _Mapped(path), shapable=False)
        self.face.glyphToChar = None  # 10 MB that only text shaping needs
        table = self.face.get_table
        outlines = _Outlines(self.face._ttf_data, self.face.get_table_pos("glyf")[0])
        # reportlab asks for it with every document
        self.face.get_table = lambda tag: outlines if tag == "glyf" else table(tag)
        self.glyphs: dict[int, int] = self.face.charToGlyph
        for code in [code for code, glyph in self.glyphs.items() if not glyph]:
            del self.glyphs[code]
        self._writing = threading.Lock()
        pdfmetrics.registerFont(self)

    def addObjects(self, doc: Any) -> None:
        """Write the font into a document; one document at a time, for reportlab seeks in the file."""
        with self._writing:
            super().addObjects(doc)

    def advance(self, char: str) -> float:
        """How far a character moves on, in units of the font size."""
        return float(self.face.charWidths.get(ord(char), self.face.defaultWidth)) / 1000


_OPENING = threading.Lock()


@cache
def _open_once(path: Path) -> Font | None:
    """The font of a file; None for a file of the machine that reportlab cannot embed."""
    try:
        return Font(path)
    except (TTFError, OSError, ValueError):
        if path.is_relative_to(resource("fonts")):
            raise
        return None


def _open(path: Path) -> Font | None:
    """The font of a file, opened once even when two threads ask for it together."""
    with _OPENING:
        return _open_once(path)


class FontBook:
    """The fonts of every face. ``folders`` are where the machine's own fonts lie; none: the bundled ones only."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        official = _font_files(folders)
        self._paths = {face: _chain(face, official) for face in Face}
        self._advances: dict[Face, dict[str, float]] = {face: {} for face in Face}

    def fonts(self, face: Face) -> Iterator[Font]:
        """The chain of a face, each font opened only when it is asked for."""
        return (font for font in map(_open, self._paths[face]) if font)

    def first(self, face: Face) -> Font:
        """The font that sets most of a face's text."""
        return next(self.fonts(face))

    def font_for(self, char: str, face: Face) -> Font | None:
        """The first font of a face that has a character; None when none has."""
        return next((font for font in self.fonts(face) if ord(char) in font.glyphs), None)

    def runs(self, text: str, face: Face) -> list[tuple[str, str]]:
        """A text cut where its font must change: font name and piece."""
        first = self.first(face)
        if first.glyphs.keys() >= set(map(ord, text)):
            return [(first.fontName, text)]
        fonts = [self.font_for(char, face) or first for char in text]
        return [
            (font.fontName, "".join(char for _, char in pairs))
            for font, pairs in groupby(zip(fonts, text, strict=True), key=itemgetter(0))
        ]

    def width(self, text: str, face: Face, size: float = 1.0) -> float:
        """How wide a text is at a font size, in points; each character in the font that will print it."""
        known = self._advances[face]
        try:
            return sum(map(known.__getitem__, text)) * size
        except KeyError:
            for char in set(text) - known.keys():
                known[char] = (self.font_for(char, face) or self.first(face)).advance(char)
        return sum(map(known.__getitem__, text)) * size

    def missing_glyphs(self, text: str, face: Face = Face.BODY) -> list[tuple[int, str]]:
        """Positions (from 0) and characters that no font of a face can print; line breaks need no glyph."""
        first = self.first(face).glyphs
        return [
            (place, char)
            for place, char in enumerate(text)
            if ord(char) not in first and char not in _NO_GLYPH and self.font_for(char, face) is None
        ]

    def require_printable(self, texts: Iterable[str], face: Face = Face.BODY) -> None:
        """Raise UnprintableText with every clause, the position in it and the character that has no glyph."""
        places = [
            (clause, place, char)
            for text in texts
            if self.missing_glyphs(text, face)
            for clause in _clauses(text)
            for place, char in self.missing_glyphs(clause, face)
        ]
        if places:
            raise UnprintableText(places)


@cache
def bundled_fonts() -> FontBook:
    """The fonts that the program brings along: the same paper on every machine."""
    return FontBook()


@cache
def machine_fonts() -> FontBook:
    """The machine's official faces where they are installed, the bundled ones for the rest."""
    return FontBook(tuple(folder for folder in _system_folders() if folder.is_dir()))


def missing_glyphs(text: str) -> list[tuple[int, str]]:
    """Positions (from 0) and characters of a text that no bundled font can print."""
    return bundled_fonts().missing_glyphs(text)


def require_printable(texts: Iterable[str]) -> None:
    """Raise UnprintableText naming every character of these texts that no bundled font can print."""
    bundled_fonts().require_printable(texts)


def _clauses(text: str) -> list[str]:
    """A text as the clerk should see it named: whole when short, else its clauses."""
    return [text] if len(text) <= LONGEST_NAMED else _CLAUSE.findall(text)


def _chain(face: Face, official: dict[str, Path]) -> tuple[Path, ...]:
    """The files of a face in the order they are asked."""
    found = [official[name] for name in _MACHINE.get(face, ()) if name in official]
    return (*found, *(resource("fonts", f"{name}.ttf") for name in (*_BUNDLED[face], RARE, _SANS)))


def _font_files(folders: Sequence[Path]) -> dict[str, Path]:
    """The official faces found in the machine's font folders, by file name in lower case."""
    wanted = {name for names in _MACHINE.values() for name in names}
    return {
        name.lower(): Path(folder, name)
        for top in folders
        for folder, _, names in os.walk(top)
        for name in names
        if name.lower() in wanted
    }


def _system_folders() -> tuple[Path, ...]:
    """Where Windows and Linux keep their fonts, those of this user included."""
    if sys.platform == "win32":
        windows, local = os.environ.get("WINDIR", ""), os.environ.get("LOCALAPPDATA", "")
        return Path(windows, "Fonts"), Path(local, "Microsoft", "Windows", "Fonts")
    return Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts"
