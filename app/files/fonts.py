"""The embedded fonts: registered once when first needed, a fallback per character, missing glyphs found.

The common mistake this guards against: reportlab draws a character that the font does not have as nothing
or a box, silently. Ask here first.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import cache, lru_cache

from reportlab.pdfbase import pdfmetrics, ttfonts

from app.domain.errors import UnprintableText
from app.resources import resource


class Face(StrEnum):
    """The typefaces of the papers; the value is the font's file."""

    BODY = "NotoSerifSC-Regular"
    TITLE = "NotoSerifSC-Bold"
    PLAIN = "NotoSansSC-Regular"
    HEADING = "NotoSansSC-Bold"
    RARE = "HanaMinB"


@cache
def _font(face: Face) -> ttfonts.TTFont:
    """The registered font of a face; loading costs a tenth of a second, once."""
    _mend_to_unicode()
    font = ttfonts.TTFont(face.value, str(resource("fonts", f"{face.value}.ttf")))
    pdfmetrics.registerFont(font)
    return font


def font_name(face: Face) -> str:
    """The name by which reportlab knows a face; registers it when needed."""
    return str(_font(face).fontName)


@lru_cache(maxsize=32_768)
def face_for(char: str, face: Face) -> Face | None:
    """The face that can print a character: the wanted one, else the one for rare names, else None."""
    if ord(char) in _font(face).face.charToGlyph:
        return face
    if char.isspace() or unicodedata.category(char) in {"Cc", "Cf"}:
        return face
    for other in (Face.BODY, Face.RARE):
        if ord(char) in _font(other).face.charToGlyph:
            return other
    return None


@lru_cache(maxsize=65_536)
def char_width(char: str, face: Face) -> float:
    """The width of a character in thousandths of the font size."""
    font = _font(face_for(char, face) or face).face
    return float(font.charWidths.get(ord(char), font.defaultWidth))


def runs(text: str, face: Face) -> list[tuple[Face, str]]:
    """A text cut where its face must change."""
    found: list[tuple[Face, str]] = []
    for char in text:
        used = face_for(char, face) or face
        if found and found[-1][0] is used:
            found[-1] = (used, found[-1][1] + char)
        else:
            found.append((used, char))
    return found


def missing_glyphs(text: str, face: Face = Face.BODY) -> list[tuple[int, str]]:
    """The positions (from 0) and characters that no font at hand can print."""
    return [(place, char) for place, char in enumerate(text) if face_for(char, face) is None]


def require_printable(texts: Iterable[str], face: Face = Face.BODY) -> None:
    """Raise UnprintableText naming every character of these texts that cannot be printed."""
    places = [(text, place, char) for text in texts for place, char in missing_glyphs(text, face)]
    if places:
        raise UnprintableText(places)


@cache
def _mend_to_unicode() -> None:
    """Put right what reportlab 5.1 writes for characters above U+FFFF: they print right and copy wrong.

    It writes the code point where the format wants UTF-16. ``tests/files/test_fonts.py`` fails on the day
    reportlab mends it, and this can go.
    """
    ttfonts.makeToUnicodeCMap = _to_unicode_cmap


def _to_unicode_cmap(fontname: str, subset: list[int]) -> str:
    """The map from a subset's codes back to text, in UTF-16, at most a hundred lines a block."""
    lines = [
        f"<{code:02X}> <{chr(value).encode('utf-16-be').hex().upper()}>" for code, value in enumerate(subset)
    ]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    head = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        f"/CIDSystemInfo << /Registry ({fontname}) /Ordering ({fontname}) /Supplement 0 >> def\n"
        f"/CMapName /{fontname} def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<00> <{len(subset) - 1:02X}>\nendcodespacerange\n"
    )
    body = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    return head + body + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
