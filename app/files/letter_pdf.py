"""Letters after GB/T 9704-2012: A4, 22 lines of 28 characters, 信函格式 head, seal place, page numbers.

Domain facts 13: 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm; body 3号 (16 pt), title 2号 (22 pt); with a seal the
date stands four characters from the right and the unit centred above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.domain.documents import LetterContent, chinese_date
from app.files.fonts import Face, require_printable
from app.files.paper import (
    A4,
    draft_mark,
    draw,
    draw_centred,
    draw_right,
    new_canvas,
    reprint_mark,
    width,
    wrap,
)

LEFT, TOP, ROOM = 28 * mm, 37 * mm, 156 * mm
SIZE, TITLE_SIZE = 16, 22
LINES = 22
LEADING = 225 * mm / LINES
GRID = ROOM / 28
SPACING = GRID - SIZE
FIRST_LINES = 20
"""Lines on the first page: the head of the letter takes the others."""
RED = (0.80, 0.06, 0.08)
_LEVEL_ONE = re.compile(r"[一二三四五六七八九十]+、")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the letter: its text, face, size and where it stands."""

    text: str
    face: Face = Face.BODY
    size: float = SIZE
    x: float = 0.0
    centred: bool = False
    kept: bool = False
    """Part of the block of signature and date, which never stands alone on a page."""


def render_letter(letter: LetterContent, out: BinaryIO) -> int:
    """Lay a letter out; the number of its pages. Raises UnprintableText before anything is drawn."""
    require_printable([letter.unit, letter.title, letter.addressee, *letter.paragraphs, letter.signature])
    require_printable([*letter.attachments, letter.contact, letter.number])
    title = f"信访事项文书 {letter.number}".strip()
    canvas = new_canvas(out, A4, title=title, author=letter.unit)
    pages = _pages([*_opening(letter), *_body(letter)], _closing(letter))
    for number, lines in enumerate(pages, start=1):
        _draw_page(canvas, letter, lines, number)
        canvas.showPage()
    canvas.save()
    return len(pages)


def _opening(letter: LetterContent) -> Iterator[Line]:
    """Title and addressee, with the blank lines the standard wants."""
    yield Line("")
    for text in _title_lines(letter.title):
        yield Line(text, Face.TITLE, TITLE_SIZE, centred=True)
    yield Line("")
    yield Line(letter.addressee)


def _title_lines(title: str) -> list[str]:
    """A long title in lines of nearly the same length, widest in the middle last."""
    fits = int(ROOM / TITLE_SIZE) - 1
    count = -(-len(title) // fits) or 1
    each = -(-len(title) // count)
    return wrap(title, TITLE_SIZE, Face.TITLE, each * TITLE_SIZE + 1)


def _body(letter: LetterContent) -> Iterator[Line]:
    """The paragraphs, first lines two characters in; 一、 in 黑体."""
    for paragraph in letter.paragraphs:
        face = Face.HEADING if _LEVEL_ONE.match(paragraph) else Face.BODY
        yield from _indented(paragraph, face, 2 * GRID)


def _indented(text: str, face: Face, indent: float) -> Iterator[Line]:
    """A paragraph whose first line stands in."""
    lines = wrap(text, SIZE, face, ROOM, first_indent=indent, spacing=SPACING)
    for place, line in enumerate(lines):
        yield Line(line, face, x=0 if place else indent)


def _closing(letter: LetterContent) -> list[Line]:
    """Attachments, the block of signature and date, and the contact."""
    lines = []
    if letter.attachments:
        lines.append(Line(""))
        for n, name in enumerate(letter.attachments, start=1):
            label = "附件：" if n == 1 else ""
            number = f"{n}. " if len(letter.attachments) > 1 else ""
            lines.append(Line(f"{label}{number}{name}", x=(2 if n == 1 else 5) * GRID))
    date = chinese_date(letter.signed_on)
    date_width = width(date, SIZE, Face.BODY, SPACING)
    date_x = ROOM - 4 * GRID - date_width
    name_width = width(letter.signature, SIZE, Face.BODY, SPACING)
    name_x = min(max(date_x + (date_width - name_width) / 2, 0), ROOM - name_width)
    lines += [Line("", kept=True), Line("", kept=True), Line(letter.signature, x=name_x, kept=True)]
    lines.append(Line(date, x=date_x, kept=True))
    if letter.contact:
        lines += [
            Line(line.text, x=line.x, kept=True)
            for line in _indented(f"（{letter.contact}）", Face.BODY, 2 * GRID)
        ]
    return lines


def _pages(text: list[Line], closing: list[Line]) -> list[list[Line]]:
    """Lines by pages; signature and date stay together with at least two lines of the text before them."""
    kept = [line for line in closing if line.kept]
    loose = text + [line for line in closing if not line.kept]
    pages: list[list[Line]] = [[]]
    for line in loose:
        if len(pages[-1]) >= _room(len(pages)):
            pages.append([])
        pages[-1].append(line)
    if len(pages[-1]) + len(kept) > _room(len(pages)):
        carried = pages[-1][-2:]
        pages[-1] = pages[-1][:-2]
        pages.append(carried)
    pages[-1] += kept
    return pages


def _room(page: int) -> int:
    """How many lines a page takes."""
    return FIRST_LINES if page == 1 else LINES


def _draw_page(canvas: Canvas, letter: LetterContent, lines: list[Line], number: int) -> None:
    """One page: marks, head or page number, lines on their grid."""
    if letter.draft:
        draft_mark(canvas, A4)
    reprint_mark(canvas, A4[0] - 26 * mm, A4[1] - 14 * mm, letter.reprint)
    y = A4[1] - TOP - SIZE
    if number == 1:
        _draw_head(canvas, letter)
        y -= (LINES - FIRST_LINES) * LEADING
    else:
        _draw_page_number(canvas, number)
    for line in lines:
        if line.centred:
            draw_centred(canvas, LEFT + ROOM / 2, y, line.text, line.size, line.face)
        elif line.text:
            draw(canvas, LEFT + line.x, y, line.text, line.size, line.face, SPACING)
        y -= LEADING


def _draw_head(canvas: Canvas, letter: LetterContent) -> None:
    """信函格式: the unit's name, a thick-thin red line below it, a thin-thick one near the foot, the number."""
    canvas.saveState()
    canvas.setFillColorRGB(*RED)
    canvas.setStrokeColorRGB(*RED)
    size = min(30.0, 150 * mm / max(width(letter.unit, 1, Face.TITLE), 1))
    top = A4[1] - 30 * mm
    draw_centred(canvas, A4[0] / 2, top - size * 0.88, letter.unit, size, Face.TITLE)
    line_y = top - size - 4 * mm
    _double_line(canvas, line_y, thick_first=True)
    _double_line(canvas, 20 * mm, thick_first=False)
    canvas.restoreState()
    draw_right(canvas, LEFT + ROOM, line_y - 8.5 * mm, letter.number, SIZE, Face.BODY)


def _double_line(canvas: Canvas, y: float, *, thick_first: bool) -> None:
    """A red double line of 170 mm."""
    left, right = (A4[0] - 170 * mm) / 2, (A4[0] + 170 * mm) / 2
    widths = (2.0, 0.6) if thick_first else (0.6, 2.0)
    for thick, at in zip(widths, (y, y - 2.6), strict=True):
        canvas.setLineWidth(thick)
        canvas.line(left, at, right, at)


def _draw_page_number(canvas: Canvas, number: int) -> None:
    """— 2 — in 4号, one character in, odd pages right, even pages left; none on the first page of a letter."""
    text, y = f"— {number} —", 35 * mm - 7 * mm - 10
    if number % 2:
        draw_right(canvas, LEFT + ROOM - 14, y, text, 14, Face.BODY)
    else:
        draw(canvas, LEFT + 14, y, text, 14, Face.BODY)
