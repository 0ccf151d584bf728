"""Chinese lines: where they may break, how wide they are, which size fits a box.

Kinsoku (GB/T 15834, 5.1): no 。 or ， begins a line, no （ or “ ends one, —— and …… stay whole; numbers and
Latin words stay whole unless they are wider than the line. All lengths are in points.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar

from app.domain.documents import (
    FormContent,
    HandoverContent,
    LetterContent,
    ListContent,
    RecoverySheetContent,
    SlipContent,
)
from app.files.fonts import Face, FontBook

mm = 72 / 25.4
"""A millimetre in points."""

CLOSING = "，。、；：？！）》〉」』】〕〗”’·％‰℃,.;:?!)]}%"
"""Marks that never begin a line."""

OPENING = "（《〈「『【〔〖“‘([{"
"""Marks that never end a line."""

_UNITS = re.compile(
    rf"[{re.escape(OPENING)}]*"
    rf"(?:[0-9A-Za-z_@#&+=/.:\\-]+(?:(?<=\d)[年月日号元]|%)?|——|……|[ \u3000]+|.)"
    rf"[{re.escape(CLOSING)}]*",
    re.DOTALL,
)
_TIGHT = 1e-3
SMALLEST = 3.0
"""Points below which nothing is set smaller; endless texts go on to more lines instead."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: face, size, distance of lines, and what is added after each character."""

    face: Face
    size: float
    leading: float
    spacing: float = 0.0

    def scaled(self, scale: float) -> Style:
        """The same style, smaller or larger."""
        return Style(self.face, self.size * scale, self.leading * scale, self.spacing * scale)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a paragraph. ``ends`` says that the paragraph ends here: such a line is not spread."""

    text: str
    width: float
    ends: bool = False


_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff]")
_BREAK = re.compile("\r\n|[\r\x0b\x0c\u0085\u2028\u2029]")
Content = TypeVar(
    "Content", SlipContent, LetterContent, HandoverContent, RecoverySheetContent, FormContent, ListContent
)


def clean(text: str) -> str:
    """A text without the invisible marks that come along when it is pasted, with plain breaks and spaces."""
    return _BREAK.sub("\n", _INVISIBLE.sub("", text)).replace("\t", " ")


def tidy(content: Content) -> Content:
    """A document's content with every text in it clean; texts inside tuples and cells included."""
    tidied: Content = _tidy(content)
    return tidied


def _tidy(value: Any) -> Any:
    """A value, its texts clean."""
    if isinstance(value, tuple):
        return tuple(map(_tidy, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _tidy(getattr(value, field.name)) for field in fields(value)})
    return clean(value) if isinstance(value, str) else value


def texts_of(value: Any) -> Iterator[str]:
    """Every text in a document's content, those inside tuples included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from texts_of(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts_of(getattr(value, field.name))


def text_width(fonts: FontBook, text: str, style: Style) -> float:
    """How wide a text is, the space after its last character included."""
    return fonts.width(text, style.face, style.size) + style.spacing * len(text)


@lru_cache(maxsize=4096)
def wrap(fonts: FontBook, text: str, style: Style, room: float, indent: float = 0.0) -> tuple[Line, ...]:
    """A text in lines no wider than ``room``; the first line of each paragraph stands ``indent`` in."""
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        lines += _fill(fonts, paragraph, style, room, indent)
    return tuple(lines)


def _fill(fonts: FontBook, text: str, style: Style, room: float, indent: float) -> Iterator[Line]:
    """One paragraph's lines, each as full as it can be."""
    line, used, limit = "", 0.0, room - indent
    for unit in _units(fonts, text, style, room - indent):
        wide = text_width(fonts, unit, style)
        if line and used + wide > limit + _TIGHT:
            yield Line(line.rstrip(" "), text_width(fonts, line.rstrip(" "), style))
            line, used, limit, unit = "", 0.0, room, unit.lstrip(" ")
            wide = text_width(fonts, unit, style)
        line, used = line + unit, used + wide
    yield Line(line, used, ends=True)


def _units(fonts: FontBook, text: str, style: Style, room: float) -> Iterator[str]:
    """What stays together on a line: a character with its marks, a number, a word; by characters if too wide."""
    for unit in _UNITS.findall(text):
        if len(unit) > 1 and text_width(fonts, unit, style) > room:
            yield from unit
        else:
            yield unit


def shrink(fonts: FontBook, text: str, style: Style, room: float, *, smallest: float = 0.5) -> Style:
    """The style in which a text fits on one line, never smaller than ``smallest`` times the style."""
    wide = text_width(fonts, text, style)
    return style.scaled(max(min(1.0, room / wide), smallest)) if wide else style


def fitting(
    fonts: FontBook, text: str, style: Style, room: float, most: int
) -> tuple[Style, tuple[Line, ...]]:
    """A text on at most so many lines, smaller where it must be; a style and the lines in it."""
    lines = wrap(fonts, text, style, room)
    while len(lines) > most and style.size > SMALLEST:
        style = style.scaled(0.94)
        lines = wrap(fonts, text, style, room)
    return style, lines


def balanced(fonts: FontBook, text: str, style: Style, room: float) -> tuple[Line, ...]:
    """A title in lines of nearly one width, so that a long one stands as a block (GB/T 9704, 7.3.1)."""
    lines = wrap(fonts, text, style, room)
    if len(lines) < 2:
        return lines
    narrow = min(max(_widest_unit(fonts, text, style), text_width(fonts, text, style) / len(lines)), room)
    while narrow < room:
        tried = wrap(fonts, text, style, narrow)
        if len(tried) <= len(lines):
            return tried
        narrow += style.size / 2
    return lines


def _widest_unit(fonts: FontBook, text: str, style: Style) -> float:
    """The widest thing that stays together."""
    return max(text_width(fonts, unit, style) for unit in _UNITS.findall(text))


def stretch(line: Line, room: float, most: float) -> float:
    """What to add after each character so that a line ends at the edge; nothing where that would gape.

    ``most`` is the widest gap allowed.
    """
    gaps = len(line.text) - 1
    if line.ends or gaps < 1:
        return 0.0
    gap = (room - line.width) / gaps
    return gap if 0 <= gap <= most else 0.0
