"""A sheet to draw on: text in runs per font, rules, boxes, the marks that every document shares.

Coordinates are points from the lower left corner, as in the PDF. The bytes of a file depend on its content
alone: its date is the content's date, its metadata are neutral, and no font is named that is not embedded.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO, TypeAlias

import segno
from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from app.files.fonts import Face, FontBook
from app.files.typeset import Line, Style, mm, text_width

A4 = (210 * mm, 297 * mm)
SEAL = 42 * mm
"""The diameter of an enterprise's round seal."""

PROGRAM = "Petition Desk"
BLACK, GREY, LIGHT = 0.0, 0.45, 0.62
HAIR, THIN, MEDIUM = 0.35, 0.5, 0.9
Colour: TypeAlias = float | tuple[float, float, float]
"""A grey from 0 (black) to 1, or red, green and blue."""

_MARK = Style(Face.FORM_BOLD, 10, 14)
_SMALL = Style(Face.FORM, 8, 11)
_DARK = re.compile(b"[^\\0]+")


@dataclass(frozen=True, slots=True)
class About:
    """What a file says about itself: kind and number, never a name of a petitioner."""

    title: str
    author: str
    made_on: dt.date


class _Moment:
    """The time that reportlab writes into a file, taken from the document instead of the clock."""

    def __init__(self, day: dt.date) -> None:
        self.YMDhms = (day.year, day.month, day.day, 0, 0, 0)
        self.dhh, self.dmm = 8, 0


class Sheet:
    """Pages of one size, filled one after the other."""

    def __init__(
        self, out: BinaryIO, size: tuple[float, float], about: About, fonts: FontBook, face: Face
    ) -> None:
        rl_config.useA85 = 0  # the ASCII armour is a quarter of the bytes and a fifth of the time
        self.width, self.height = size
        self.fonts = fonts
        self.pages = 0
        self.canvas = Canvas(
            out,
            size,
            pageCompression=1,
            invariant=1,
            initialFontName=fonts.first(face).fontName,
            lang="zh-CN",
        )
        self.canvas._doc._timeStamp = _Moment(about.made_on)
        self.canvas.setTitle(about.title)
        self.canvas.setAuthor(about.author)
        self.canvas.setSubject("")
        self.canvas.setCreator(PROGRAM)
        self.canvas.setProducer(PROGRAM)
        self._begin()

    def _begin(self) -> None:
        """A fresh page: nothing set yet."""
        self._text = self.canvas.beginText()
        self._font: tuple[str, float] = ("", 0.0)
        self._spacing = 0.0
        self._fill: Colour = BLACK

    def retitle(self, title: str) -> None:
        """Another title, before the file is saved."""
        self.canvas.setTitle(title)

    def end_page(self) -> None:
        """Finish the page."""
        self.canvas.drawText(self._text)
        self.canvas.showPage()
        self.pages += 1
        self._begin()

    def save(self) -> int:
        """Write the file; the number of its pages."""
        self.canvas.save()
        return self.pages

    def text(
        self,
        x: float,
        y: float,
        text: str,
        style: Style,
        *,
        colour: Colour = BLACK,
    ) -> None:
        """One line from its left end; ``y`` is its baseline. ``colour`` is a grey or red, green and blue."""
        if not text:
            return
        self._set(style.spacing, colour)
        self._text.setTextOrigin(x, y)
        for font, piece in self.fonts.runs(text, style.face):
            if self._font != (font, style.size):
                self._font = (font, style.size)
                self._text.setFont(font, style.size)
            self._text.textOut(piece)

    def _set(self, spacing: float, colour: Colour) -> None:
        """Change what the last line left, only where it differs."""
        if spacing != self._spacing:
            self._spacing = spacing
            self._text.setCharSpace(spacing)
        if colour != self._fill:
            self._fill = colour
            self._text.setFillColorRGB(*(colour if isinstance(colour, tuple) else (colour,) * 3))

    def centred(self, x: float, y: float, text: str, style: Style, *, colour: Colour = BLACK) -> None:
        """One line around its middle."""
        self.text(x - text_width(self.fonts, text, style) / 2, y, text, style, colour=colour)

    def right(self, x: float, y: float, text: str, style: Style, *, colour: Colour = BLACK) -> None:
        """One line up to its right end."""
        self.text(x - text_width(self.fonts, text, style), y, text, style, colour=colour)

    def lines(
        self, x: float, top: float, lines: Iterable[Line], style: Style, *, colour: Colour = BLACK
    ) -> float:
        """Lines one under the other from an upper edge; the edge below the last."""
        for line in lines:
            self.text(x, baseline(top, style), line.text, style, colour=colour)
            top -= style.leading
        return top

    def rule(
        self, x1: float, y1: float, x2: float, y2: float, width: float = THIN, *, dash: Sequence[float] = ()
    ) -> None:
        """A straight line."""
        self.canvas.setLineWidth(width)
        if dash:
            self.canvas.setDash(list(dash))
        self.canvas.line(x1, y1, x2, y2)
        if dash:
            self.canvas.setDash([])

    def box(self, x: float, y: float, width: float, height: float, line: float = THIN) -> None:
        """A frame; ``x`` and ``y`` are its lower left corner."""
        self.canvas.setLineWidth(line)
        self.canvas.rect(x, y, width, height)

    def field(self, x: float, y: float, label: str, room: float, style: Style) -> None:
        """A label and a line to write on, together ``room`` wide."""
        self.text(x, y, label, style)
        self.rule(
            x + text_width(self.fonts, label, style) + 1 * mm, y - 1.2 * mm, x + room, y - 1.2 * mm, HAIR
        )

    def seal_place(self, x: float, y: float, words: str) -> None:
        """A light dashed circle of 42 mm around a point, kept free of all other print."""
        self.canvas.setStrokeGray(LIGHT)
        self.canvas.setLineWidth(HAIR)
        self.canvas.setDash([2.2, 2.2])
        self.canvas.circle(x, y, SEAL / 2)
        self.canvas.setDash([])
        self.canvas.setStrokeGray(BLACK)
        self.centred(x, y - _SMALL.size * 0.36, words, _SMALL, colour=LIGHT)

    def scissors(self, x: float, y: float) -> None:
        """Small scissors on a line, cutting to the right; drawn, because few fonts have the sign."""
        self.canvas.setStrokeGray(LIGHT)
        self.canvas.setLineWidth(HAIR * 1.6)
        for side in (1, -1):
            self.canvas.circle(x + 1.6, y + side * 2.1, 1.5)
            self.canvas.line(x + 2.8, y + side * 1.2, x + 10, y - side * 2.2)
        self.canvas.setStrokeGray(BLACK)

    def reprint_mark(self, right: float, y: float, reprint: int) -> None:
        """补打 and which time, in a frame that ends at ``right``; nothing on the first copy."""
        if reprint:
            self._framed(right, y, f"补打（第{reprint}次）", BLACK)

    def draft_mark(self, right: float, y: float) -> None:
        """草稿 in a light frame that ends at ``right``."""
        self._framed(right, y, "草稿", GREY)

    def _framed(self, right: float, y: float, words: str, grey: float) -> None:
        """Words in a frame."""
        wide = text_width(self.fonts, words, _MARK) + 8
        self.canvas.setStrokeGray(grey)
        self.box(right - wide, y - 4.4, wide, 17, MEDIUM)
        self.canvas.setStrokeGray(BLACK)
        self.text(right - wide + 4, y, words, _MARK, colour=grey)

    def qr_code(self, x: float, y: float, side: float, content: str) -> None:
        """A QR code in a square, as path runs: one rectangle for each run of dark modules in a row.

        ``x`` and ``y`` are the lower left corner; the square holds no quiet zone, leave 4 modules free around it.
        """
        rows = segno.make(content, error="m", micro=False).matrix
        module = side / len(rows)
        runs = [
            f"{run.start()} {-number} {run.end() - run.start()} 1 re"
            for number, row in enumerate(rows, start=1)
            for run in _DARK.finditer(row)
        ]
        # one literal instead of 250 calls of rect(): the code is half of a slip's cost otherwise
        place = f"{module:.4f} 0 0 {module:.4f} {x:.3f} {y + side:.3f} cm"
        self.canvas.addLiteral(f"q {place} {' '.join(runs)} f Q")


@lru_cache(maxsize=64)
def _half_gap(style: Style) -> float:
    """The space above the characters of a line: the leading, less the em square, shared out."""
    return (style.leading - style.size) / 2


def baseline(top: float, style: Style) -> float:
    """The baseline of a line whose slot begins at an upper edge; ideographs stand in the middle of the slot."""
    return top - _half_gap(style) - 0.88 * style.size
