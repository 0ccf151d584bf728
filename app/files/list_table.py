"""A table of a printed list: wrapped rows under a header that every page repeats. Lengths are in points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.files.fonts import Face, FontBook
from app.files.paper import HAIR, MEDIUM, Sheet
from app.files.typeset import Line, Style, mm, wrap

TEXT = Style(Face.FORM, 9.5, 13.5)
HEADER = Style(Face.FORM_BOLD, 9.5, 13.5)
PAD, MARGIN = 3.2, 1.6 * mm
MOST_LINES = 24
"""A row of more lines goes in several pieces."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list."""

    title: str
    width: float
    centred: bool = False


Row = tuple[tuple[Line, ...], ...]
"""The wrapped lines of each cell."""


def header_row(fonts: FontBook, columns: Sequence[Column]) -> Row:
    """The titles, wrapped."""
    return tuple(wrap(fonts, column.title, HEADER, column.width - 2 * MARGIN) for column in columns)


def wrapped_rows(fonts: FontBook, columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> Iterator[Row]:
    """Every row, wrapped; one longer than half a page goes in several pieces."""
    for row in rows:
        cells = [
            wrap(fonts, text, TEXT, column.width - 2 * MARGIN)
            for text, column in zip(row, columns, strict=True)
        ]
        for start in range(0, max(map(len, cells)), MOST_LINES):
            yield tuple(cell[start : start + MOST_LINES] for cell in cells)


def height_of(row: Row) -> float:
    """As high as its longest cell."""
    return max(map(len, row)) * TEXT.leading + 2 * PAD


def draw_table(
    sheet: Sheet, columns: Sequence[Column], rows: Sequence[Row], left: float, top: float
) -> float:
    """The table of one page, its header first; the edge below it. Nothing without rows."""
    if not rows:
        return top
    right = left + sum(column.width for column in columns)
    lower = _draw_row(sheet, columns, header_row(sheet.fonts, columns), HEADER, left, top)
    for row in rows:
        sheet.rule(left, lower, right, lower, HAIR)
        lower = _draw_row(sheet, columns, row, TEXT, left, lower)
    x = left
    for column in columns[:-1]:
        x += column.width
        sheet.rule(x, top, x, lower, HAIR)
    sheet.box(left, lower, right - left, top - lower, MEDIUM)
    return lower


def _draw_row(
    sheet: Sheet, columns: Sequence[Column], row: Row, style: Style, left: float, top: float
) -> float:
    """The texts of one row; the edge below it."""
    lower = top - height_of(row)
    for lines, column in zip(row, columns, strict=True):
        middle = (top + lower + len(lines) * style.leading) / 2
        if column.centred or style is HEADER:
            for place, line in enumerate(lines):
                y = middle - place * style.leading - (style.leading + 0.76 * style.size) / 2
                sheet.centred(left + column.width / 2, y, line.text, style)
        else:
            sheet.lines(left + MARGIN, middle, lines, style)
        left += column.width
    return lower
