"""Mends what reportlab 5.1 writes for characters above U+FFFF: they print right and copy wrong.

A PDF font carries a ToUnicode map so that text can be selected, searched and read aloud. Its values are
UTF-16; reportlab writes the bare code point, five digits, where a surrogate pair belongs, and puts more
lines into one block than the format allows (Adobe Technical Note 5411: at most 100).
``tests/files/test_fonts.py`` fails on the day reportlab writes it right, and this module can then go.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from reportlab.pdfbase.ttfonts import TTFont

LONGEST_BLOCK = 100


def utf16_hex(code_point: int) -> str:
    """A character's UTF-16 in hexadecimal digits: one unit, or a surrogate pair."""
    return chr(code_point).encode("utf-16-be").hex().upper()


def to_unicode_cmap(font_name: str, subset: Sequence[int]) -> str:
    """The ToUnicode map of a font subset: code in the page's text → UTF-16.

    ``subset`` has the code point at each place; 0 stands for a place that no text uses.
    """
    rows = [f"<{code:02X}> <{utf16_hex(point)}>" for code, point in enumerate(subset) if point]
    return "\n".join([*_head(font_name, len(subset)), *_blocks(rows), *_TAIL])


def _head(font_name: str, size: int) -> list[str]:
    """The lines before the map."""
    return [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo",
        f"<< /Registry ({font_name})",
        f"/Ordering ({font_name})",
        "/Supplement 0",
        ">> def",
        f"/CMapName /{font_name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        f"<00> <{size - 1:02X}>",
        "endcodespacerange",
    ]


_TAIL = ("endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end")


def _blocks(rows: Sequence[str]) -> Iterator[str]:
    """The rows in blocks of at most a hundred."""
    for start in range(0, len(rows), LONGEST_BLOCK):
        block = rows[start : start + LONGEST_BLOCK]
        yield f"{len(block)} beginbfchar"
        yield from block
        yield "endbfchar"


class MendedFont(TTFont):
    """A TrueType font whose ToUnicode maps are right."""

    def addObjects(self, doc: Any) -> None:
        """Write the font into a document, then replace the content of each subset's map."""
        subsets = self.state[doc].subsets
        names = [self.getSubsetInternalName(number, doc)[1:] for number in range(len(subsets))]
        super().addObjects(doc)
        written = doc.idToObject["BasicFonts"].dict
        for name, subset in zip(names, subsets, strict=True):
            stream = doc.idToObject[written[name].ToUnicode.name]
            stream.content = to_unicode_cmap(written[name].BaseFont, subset)
