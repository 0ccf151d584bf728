"""A framed table that runs over as many pages as it takes: columns of fixed width, texts wrapped in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.files.fonts import Face, FontBook
from app.files.paper import HAIR, MEDIUM, Sheet, baseline
from app.files.typeset import Line, Style, mm, wrap

TEXT = Style(Face.FORM, 9.5, 13.5)
HEADER = Style(Face.FORM_BOLD, 9.5, 13.5)
_PAD, _MARGIN = 3.2, 1.3 * mm
_MOST_LINES = 24
"""A longer row goes on as a second one, so that no row is higher than a page."""

HEADER_HEIGHT = HEADER.leading + 2 * _PAD
Row = tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its width in points, whether its texts stand in the middle, their face."""

    title: str
    width: float
    centred: bool = False
    face: Face = Face.FORM

    @property
    def style(self) -> Style:
        """How its texts are set; the wide monospaced face a little smaller."""
        return Style(self.face, TEXT.size * (0.8 if self.face is Face.CODE else 1), TEXT.leading)


def rows_of(fonts: FontBook, columns: Sequence[Column], texts: Sequence[Sequence[str]]) -> Iterator[Row]:
    """Every row, wrapped."""
    for row in texts:
        cells = [
            wrap(fonts, text, column.style, column.width - 2 * _MARGIN)
            for text, column in zip(row, columns, strict=True)
        ]
        for start in range(0, max(map(len, cells)), _MOST_LINES):
            yield tuple(cell[start : start + _MOST_LINES] for cell in cells)


def row_height(row: Row) -> float:
    """As high as its longest cell, in points."""
    return max(map(len, row)) * TEXT.leading + 2 * _PAD


def draw_rows(sheet: Sheet, columns: Sequence[Column], rows: Sequence[Row], x: float, top: float) -> float:
    """The rows of one page under the column titles; the edge below them."""
    lower = _draw_row(sheet, columns, [(Line(column.title, 0),) for column in columns], x, top, HEADER)
    for row in rows:
        sheet.rule(x, lower, x + sum(column.width for column in columns), lower, HAIR)
        lower = _draw_row(sheet, columns, row, x, lower)
    left = x
    for column in columns[:-1]:
        left += column.width
        sheet.rule(left, top, left, lower, HAIR)
    sheet.box(x, lower, left + columns[-1].width - x, top - lower, MEDIUM)
    return lower


def _draw_row(
    sheet: Sheet,
    columns: Sequence[Column],
    row: Sequence[Sequence[Line]],
    x: float,
    top: float,
    style: Style | None = None,
) -> float:
    """The texts of one row; the edge below it."""
    lower = top - max(map(len, row)) * TEXT.leading - 2 * _PAD
    for lines, column in zip(row, columns, strict=True):
        set_in = style or column.style
        upper = (top + lower + len(lines) * set_in.leading) / 2
        for line in lines:
            y = baseline(upper, set_in)
            if column.centred or style:
                sheet.centred(x + column.width / 2, y, line.text, set_in)
            else:
                sheet.text(x + _MARGIN, y, line.text, set_in)
            upper -= set_in.leading
        x += column.width
    return lower
