"""Plain text as pages: the encodings that a clerk's machine writes, set in lines that fit A4."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.files.case_file_reasons import Unfit
from app.files.fonts import Face, FontBook
from app.files.paper import A4, Sheet
from app.files.typeset import Line, Style, clean, mm, wrap

_STYLE = Style(Face.SONG, 10.5, 16)
_LEFT, _TOP, _FLOOR = 20 * mm, 277 * mm, 22 * mm
LONGEST = 400_000
"""Characters; some 300 pages."""

MISSING = "〓"
"""What printers set for a character they have no type for."""

_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_text(data: bytes) -> str:
    """The characters of a text file: UTF-8 or UTF-16 as marked, else UTF-8 or GB 18030. Raises Unfit."""
    marked = [name for mark, name in _MARKS if data.startswith(mark)]
    for encoding in marked or ["utf-8", "gb18030"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise Unfit("不是文字文件")
        if len(text) > LONGEST:
            raise Unfit(f"文字超过{LONGEST}字")
        return text
    raise Unfit("文字编码无法识别")


def printable(fonts: FontBook, text: str, face: Face = Face.FORM) -> str:
    """A text in which every character that no font has is replaced, and control characters are spaces."""
    text = _CONTROLS.sub(" ", clean(text))
    missing = {place for place, _ in fonts.missing_glyphs(text, face)}
    return "".join(MISSING if place in missing else char for place, char in enumerate(text))


def draw_text(sheet: Sheet, text: str) -> None:
    """A text over as many pages as it takes."""
    top = _TOP
    for line in _lines(sheet.fonts, text):
        if top - _STYLE.leading < _FLOOR:
            sheet.end_page()
            top = _TOP
        top = sheet.lines(_LEFT, top, [line], _STYLE)
    sheet.end_page()


def _lines(fonts: FontBook, text: str) -> Iterator[Line]:
    """Wrapped lines, a paragraph at a time."""
    for paragraph in printable(fonts, text, Face.SONG).rstrip("\n").split("\n"):
        yield from wrap(fonts, paragraph, _STYLE, A4[0] - 2 * _LEFT)
