"""A framed form: rows of label and text, as high as their text wants, all at one scale.

Used by slips, hand-over lists and the recovery sheet. Lengths are in points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.files.fonts import Face, FontBook
from app.files.paper import HAIR, MEDIUM, Sheet
from app.files.typeset import Line, Style, mm, text_width, wrap

LABEL_WIDTH = 21 * mm
PAD = 2.6
MARGIN = 1.8 * mm
LABEL = Style(Face.FORM_BOLD, 9.5, 14)
VALUE = Style(Face.FORM, 10, 14)


@dataclass(frozen=True, slots=True)
class Cell:
    """A label with its text, ``share`` of the form's width."""

    label: str
    text: str
    share: float = 1.0
    face: Face = Face.FORM


@dataclass(frozen=True, slots=True)
class Form:
    """Rows of cells; the shares of a row add up to one."""

    rows: tuple[tuple[Cell, ...], ...]
    width: float
    label_width: float = LABEL_WIDTH
    pad: float = PAD

    def height(self, fonts: FontBook, scale: float) -> float:
        """How high the form is at a scale."""
        return sum(_row_height(fonts, self, row, scale) for row in self.rows)

    def draw(self, sheet: Sheet, x: float, top: float, scale: float) -> float:
        """Draw the form downwards from its upper edge; its lower edge."""
        upper = top
        for row in self.rows:
            lower = upper - _row_height(sheet.fonts, self, row, scale)
            _draw_row(sheet, self, row, x, upper, lower, scale)
            upper = lower
            if row is not self.rows[-1]:
                sheet.rule(x, upper, x + self.width, upper, HAIR)
        sheet.box(x, upper, self.width, top - upper, MEDIUM)
        return upper


def _value(cell: Cell, scale: float) -> Style:
    """The style of a cell's text; the wide monospaced face a little smaller, so that a hash stays on one line."""
    size = VALUE.size * 0.92 if cell.face is Face.CODE else VALUE.size
    return Style(cell.face, size, VALUE.leading).scaled(scale)


def _lines(fonts: FontBook, form: Form, cell: Cell, scale: float) -> tuple[Line, ...]:
    """A cell's text, wrapped."""
    room = form.width * cell.share - form.label_width - 2 * MARGIN
    return wrap(fonts, cell.text, _value(cell, scale), room)


def _row_height(fonts: FontBook, form: Form, row: Sequence[Cell], scale: float) -> float:
    """As high as the longest text in the row."""
    most = max(len(_lines(fonts, form, cell, scale)) for cell in row)
    return most * VALUE.leading * scale + 2 * form.pad * scale


def _draw_row(
    sheet: Sheet, form: Form, row: Sequence[Cell], x: float, upper: float, lower: float, scale: float
) -> None:
    """One row: labels in the middle of their boxes, texts beside them."""
    left = x
    for cell in row:
        if left > x:
            sheet.rule(left, upper, left, lower, HAIR)
        sheet.rule(left + form.label_width, upper, left + form.label_width, lower, HAIR)
        _draw_label(sheet, cell.label, left, (upper + lower) / 2, form.label_width, scale)
        lines, style = _lines(sheet.fonts, form, cell, scale), _value(cell, scale)
        above = (upper - lower - len(lines) * style.leading) / 2
        sheet.lines(left + form.label_width + MARGIN, upper - above, lines, style)
        left += form.width * cell.share


def _draw_label(sheet: Sheet, label: str, left: float, middle: float, room: float, scale: float) -> None:
    """A label in the middle of its box, its characters apart so that short and long ones look alike."""
    style = LABEL.scaled(scale)
    spread = (room - 5 * mm - text_width(sheet.fonts, label, style)) / max(len(label) - 1, 1)
    style = Style(style.face, style.size, style.leading, min(max(spread, 0.0), style.size))
    wide = text_width(sheet.fonts, label, style) - style.spacing
    sheet.text(left + (room - wide) / 2, middle - style.size * 0.36, label, style)
