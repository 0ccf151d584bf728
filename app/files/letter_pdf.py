"""Letters after GB/T 9704-2012, 信函格式 (section 10.1; domain facts 13.1).

A4, type area 156 × 225 mm below 37 mm of head margin and beside 28 mm of binding margin, 22 lines of 28
characters. The unit's name stands 30 mm from the upper edge in red, a red double line 4 mm below it and
another 20 mm from the lower edge; the first page has no page number. With a seal, the date ends four
characters from the right and the unit's name stands above it, in the middle of the date; the page with the
seal always carries text.
"""

from __future__ import annotations

import math
from typing import BinaryIO

from app.domain.documents import LetterContent
from app.files.fonts import Face, FontBook, machine_fonts
from app.files.letter_lines import (
    BODY,
    EM,
    LEFT,
    LINES,
    PITCH,
    ROOM,
    TOP,
    LetterLine,
    closing_lines,
    text_lines,
)
from app.files.letter_pages import paginate
from app.files.paper import A4, About, Sheet, baseline
from app.files.typeset import Style, balanced, fitting, mm, shrink, text_width, texts_of, tidy

RIGHT = LEFT + ROOM
RED = (0.85, 0.0, 0.05)
MARK = Style(Face.TITLE, 32, 40)
MARK_ROOM = 160 * mm
MARK_TOP = 30 * mm
LINE_GAP = 4 * mm
LINE_LENGTH = 170 * mm
LOWER_LINE = 20 * mm
TITLE = Style(Face.TITLE, 22, 32)
TITLE_SCALES = (1.0, 0.9, 0.8, 0.7, 0.6)
PAGE_NUMBER = Style(Face.SONG, 14, 14)


def render_letter(letter: LetterContent, out: BinaryIO, *, fonts: FontBook | None = None) -> int:
    """Lay a letter out and write it; the number of pages.

    ``fonts`` are the machine's official faces unless others are given. Raises UnprintableText, before
    anything is written, when a character has no glyph.
    """
    fonts = fonts or machine_fonts()
    letter = tidy(letter)
    fonts.require_printable(texts_of(letter), Face.BODY)
    about = About(f"信访公文 {letter.number}".strip(), letter.unit, letter.signed_on)
    sheet = Sheet(out, A4, about, fonts, Face.BODY)
    slot = _draw_head(sheet, letter)
    pages = paginate(text_lines(fonts, letter), closing_lines(fonts, letter), LINES - slot)
    for number, lines in enumerate(pages, start=1):
        _draw_page(sheet, letter, lines, number, slot if number == 1 else 0)
    return sheet.save()


def _draw_head(sheet: Sheet, letter: LetterContent) -> int:
    """Mark, double lines, number and title of the first page; the first slot of the grid below them."""
    y = _draw_mark(sheet, letter.unit) - LINE_GAP
    _double_line(sheet, y, thick=1)
    _double_line(sheet, LOWER_LINE, thick=-1)
    y -= BODY.size * 7 / 8
    style = shrink(sheet.fonts, letter.number, BODY, ROOM, smallest=0)
    sheet.right(RIGHT + style.spacing, y - 0.88 * style.size, letter.number, style)
    y = _draw_title(sheet, letter.title, y - BODY.size - 2 * PITCH) - PITCH
    return min(math.ceil((A4[1] - TOP - y) / PITCH - 0.2), LINES - 3)


def _draw_mark(sheet: Sheet, unit: str) -> float:
    """发文机关标志 in red, on two lines at most, its upper edge 30 mm from the top; the lower edge."""
    style = shrink(sheet.fonts, unit, MARK, MARK_ROOM, smallest=0.6)
    style, _ = fitting(sheet.fonts, unit, style, MARK_ROOM, 2)
    y = A4[1] - MARK_TOP
    for line in balanced(sheet.fonts, unit, style, MARK_ROOM):
        sheet.centred(A4[0] / 2, y - 0.88 * style.size, line.text, style, colour=RED)
        y -= style.size * 1.15
    return y + style.size * 0.15


def _double_line(sheet: Sheet, y: float, *, thick: int) -> None:
    """A red double line of 170 mm; ``thick`` 1 has the thick one above, -1 below."""
    left = (A4[0] - LINE_LENGTH) / 2
    sheet.canvas.setStrokeColorRGB(*RED)
    sheet.rule(left, y + 1.5 * thick, left + LINE_LENGTH, y + 1.5 * thick, 2.2)
    sheet.rule(left, y - 1.5 * thick, left + LINE_LENGTH, y - 1.5 * thick, 0.7)
    sheet.canvas.setStrokeColorRGB(0, 0, 0)


def _draw_title(sheet: Sheet, title: str, y: float) -> float:
    """The title in the middle, as a block of even lines; smaller when it has more than three. The lower edge."""
    for scale in TITLE_SCALES:
        style = TITLE.scaled(scale)
        lines = balanced(sheet.fonts, title, style, ROOM - 2 * EM)
        if len(lines) <= 3:
            break
    else:
        style, lines = fitting(sheet.fonts, title, style, ROOM - 2 * EM, 6)
    for line in lines:
        sheet.centred(LEFT + ROOM / 2, baseline(y, style), line.text, style)
        y -= style.leading
    return y


def _draw_page(sheet: Sheet, letter: LetterContent, lines: list[LetterLine], number: int, slot: int) -> None:
    """One page: its lines on the grid from a slot on, the marks in the margin, the page number."""
    for place, line in enumerate(lines, start=slot):
        _draw_line(sheet, line, baseline(A4[1] - TOP - place * PITCH, BODY))
    sheet.reprint_mark(RIGHT, A4[1] - 16 * mm, letter.reprint)
    if letter.draft:
        sheet.draft_mark(LEFT + 14 * mm, A4[1] - 16 * mm)
    if number > 1:
        _draw_page_number(sheet, number)
    sheet.end_page()


def _draw_line(sheet: Sheet, line: LetterLine, y: float) -> None:
    """One line, its lead in its own face."""
    x = LEFT + line.x
    for text, face in ((line.text[: line.led], line.face), (line.text[line.led :], Face.BODY)):
        style = Style(face, BODY.size, BODY.leading, BODY.spacing + line.spread)
        sheet.text(x, y, text, style)
        x += text_width(sheet.fonts, text, style)


def _draw_page_number(sheet: Sheet, number: int) -> None:
    """— 2 — in 4号, its line 7 mm below the type area: odd pages right, even pages left, one character in."""
    text, y = f"— {number} —", A4[1] - TOP - 225 * mm - 7 * mm - 0.4 * PAGE_NUMBER.size
    if number % 2:
        sheet.right(RIGHT - PAGE_NUMBER.size, y, text, PAGE_NUMBER)
    else:
        sheet.text(LEFT + PAGE_NUMBER.size, y, text, PAGE_NUMBER)
