"""Lists to print: the day's list, the calculation of a date, any table with columns. Lengths are in points."""

from __future__ import annotations

from typing import BinaryIO

from app.domain.documents import ListContent, chinese_date
from app.files.fonts import Face, FontBook, bundled_fonts
from app.files.list_table import Column, Row, draw_table, header_row, height_of, wrapped_rows
from app.files.paper import A4, GREY, About, Sheet, baseline
from app.files.typeset import Line, Style, fitting, mm, texts_of, tidy, wrap

SIDE, HEAD, FLOOR = 18 * mm, 18 * mm, 20 * mm
TITLE = Style(Face.FORM_BOLD, 17, 25, spacing=1)
NOTE = Style(Face.FORM, 10, 15)
FOOT = Style(Face.FORM, 8.5, 11)
GAP = 3 * mm


def render_list(content: ListContent, out: BinaryIO, *, fonts: FontBook | None = None) -> int:
    """Lay a list out over as many pages as it takes; their number.

    Raises UnprintableText, before anything is written, when a character has no glyph.
    """
    fonts = fonts or bundled_fonts()
    content = tidy(content)
    fonts.require_printable(texts_of(content), Face.FORM)
    size = (A4[1], A4[0]) if content.landscape else A4
    columns = _columns(content, size[0] - 2 * SIDE)
    sheet = Sheet(out, size, About(content.title, content.unit, content.made_on), fonts, Face.FORM)
    pages = _paginate(sheet, content, columns)
    for number, rows in enumerate(pages, start=1):
        top = _draw_head(sheet, content) if number == 1 else size[1] - HEAD
        top = draw_table(sheet, columns, rows, SIDE, top)
        if number == len(pages):
            _draw_lines(sheet, _notes(sheet, content.closing), top - GAP)
        sheet.text(SIDE, 11 * mm, content.unit, FOOT, colour=GREY)
        sheet.right(size[0] - SIDE, 11 * mm, f"第{number}页，共{len(pages)}页", FOOT, colour=GREY)
        sheet.end_page()
    return sheet.save()


def _columns(content: ListContent, room: float) -> tuple[Column, ...]:
    """The columns in points, over the whole room."""
    part = room / sum(column.width for column in content.columns)
    return tuple(Column(c.title, c.width * part, c.centred) for c in content.columns)


def _notes(sheet: Sheet, notes: tuple[str, ...]) -> list[Line]:
    """Notes above or below the table, wrapped."""
    return [line for note in notes for line in wrap(sheet.fonts, note, NOTE, sheet.width - 2 * SIDE)]


def _title(sheet: Sheet, content: ListContent) -> tuple[Style, tuple[Line, ...]]:
    """The title on two lines at most."""
    return fitting(sheet.fonts, content.title, TITLE, sheet.width - 2 * SIDE, 2)


def _head_height(sheet: Sheet, content: ListContent) -> float:
    """What title, day and notes take on the first page."""
    style, lines = _title(sheet, content)
    return len(lines) * style.leading + (1 + len(_notes(sheet, content.notes))) * NOTE.leading + GAP


def _draw_head(sheet: Sheet, content: ListContent) -> float:
    """Title, unit and day, notes; the edge below them."""
    style, lines = _title(sheet, content)
    top = sheet.height - HEAD
    for line in lines:
        sheet.centred(sheet.width / 2, baseline(top, style), line.text, style)
        top -= style.leading
    sheet.right(sheet.width - SIDE, baseline(top, NOTE), f"制表：{chinese_date(content.made_on)}", NOTE)
    return _draw_lines(sheet, _notes(sheet, content.notes), top - NOTE.leading) - GAP


def _draw_lines(sheet: Sheet, lines: list[Line], top: float) -> float:
    """Lines of notes; the edge below them."""
    return sheet.lines(SIDE, top, lines, NOTE)


def _paginate(sheet: Sheet, content: ListContent, columns: tuple[Column, ...]) -> list[list[Row]]:
    """The rows of each page; an empty list says so in its widest column."""
    full = sheet.height - HEAD - FLOOR - height_of(header_row(sheet.fonts, columns))
    left = full - _head_height(sheet, content)
    pages: list[list[Row]] = [[]]
    for row in wrapped_rows(sheet.fonts, columns, content.rows or (_nothing(content),)):
        if height_of(row) > left:
            pages.append([])
            left = full
        pages[-1].append(row)
        left -= height_of(row)
    if left < GAP + len(_notes(sheet, content.closing)) * NOTE.leading:
        several = len(pages[-1]) > 1
        pages.append([pages[-1].pop()] if several else [])
    return pages


def _nothing(content: ListContent) -> tuple[str, ...]:
    """The one row of an empty list: the words stand in the widest column."""
    widest = max(range(len(content.columns)), key=lambda place: content.columns[place].width)
    return tuple(content.empty if place == widest else "" for place in range(len(content.columns)))
