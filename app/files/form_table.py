"""A framed form: rows of label and text, as high as their text wants, all at one scale.

Used by slips, hand-over lists, the recovery sheet and the forms of the catalogue. Lengths are in points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.files.fonts import Face, FontBook
from app.files.paper import HAIR, MEDIUM, Sheet, baseline
from app.files.typeset import Line, Style, balanced, mm, text_width, wrap

LABEL_WIDTH = 21 * mm
PAD = 2.6
MARGIN = 1.8 * mm
LABEL = Style(Face.FORM_BOLD, 9.5, 14)
VALUE = Style(Face.FORM, 10, 14)


CONTINUED = "（续）"


@dataclass(frozen=True, slots=True)
class Cell:
    """A label with its text, ``share`` of the form's width.

    At least ``lines`` lines are kept for the text; ``foot`` stands at the lower edge, to the right.
    """

    label: str
    text: str
    share: float = 1.0
    face: Face = Face.FORM
    lines: int = 1
    foot: str = ""


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """Rows of cells; the shares of a row add up to one."""

    rows: tuple[Row, ...]
    width: float
    label_width: float = LABEL_WIDTH
    pad: float = PAD
    label: Style = LABEL
    value: Style = VALUE

    def height(self, fonts: FontBook, scale: float) -> float:
        """How high the form is at a scale."""
        return sum(row_height(fonts, self, row, scale) for row in self.rows)

    def draw(self, sheet: Sheet, x: float, top: float, scale: float) -> float:
        """Draw the form downwards from its upper edge; its lower edge."""
        upper = top
        for row in self.rows:
            lower = upper - row_height(sheet.fonts, self, row, scale)
            _draw_row(sheet, self, row, x, upper, lower, scale)
            upper = lower
            if row is not self.rows[-1]:
                sheet.rule(x, upper, x + self.width, upper, HAIR)
        sheet.box(x, upper, self.width, top - upper, MEDIUM)
        return upper


def row_height(fonts: FontBook, form: Form, row: Sequence[Cell], scale: float) -> float:
    """As high as the longest text or label in the row."""
    most = max(_most_lines(fonts, form, cell, scale) for cell in row)
    return most * form.value.leading * scale + 2 * form.pad * scale


def cut_row(fonts: FontBook, form: Form, row: Row, room: float, scale: float) -> tuple[Row, Row]:
    """A row too high for a page, cut after as many lines as ``room`` takes: what stays, what goes on.

    The cells of the second part are marked 续; the foot goes with it.
    """
    most = max(int((room - 2 * form.pad * scale) / (form.value.leading * scale)), 1)
    above, below = [], []
    for cell in row:
        lines = [line.text for line in _lines(fonts, form, cell, scale)]
        above.append(replace(cell, text="\n".join(lines[:most]), lines=min(cell.lines, most), foot=""))
        label = cell.label.removesuffix(CONTINUED) + CONTINUED
        left = max(cell.lines - most, 1)
        below.append(replace(cell, label=label, text="\n".join(lines[most:]), lines=left))
    return tuple(above), tuple(below)


def _value(form: Form, cell: Cell, scale: float) -> Style:
    """The style of a cell's text; the wide monospaced face a little smaller, so that a hash stays on one line."""
    size = form.value.size * 0.92 if cell.face is Face.CODE else form.value.size
    return Style(cell.face, size, form.value.leading).scaled(scale)


def _lines(fonts: FontBook, form: Form, cell: Cell, scale: float) -> tuple[Line, ...]:
    """A cell's text, wrapped."""
    return wrap(fonts, cell.text, _value(form, cell, scale), _room(form, cell))


def _foot(fonts: FontBook, form: Form, cell: Cell, scale: float) -> tuple[Line, ...]:
    """What stands at a cell's lower edge, wrapped."""
    return wrap(fonts, cell.foot, _value(form, cell, scale), _room(form, cell)) if cell.foot else ()


def _room(form: Form, cell: Cell) -> float:
    """How wide a cell's text may be."""
    return form.width * cell.share - form.label_width - 2 * MARGIN


def _label_lines(fonts: FontBook, form: Form, cell: Cell, scale: float) -> tuple[Line, ...]:
    """A cell's label: on one line when it fits, else in even ones."""
    return balanced(fonts, cell.label, form.label.scaled(scale), form.label_width - 2 * mm)


def _most_lines(fonts: FontBook, form: Form, cell: Cell, scale: float) -> int:
    """How many lines a cell is high."""
    text = max(len(_lines(fonts, form, cell, scale)), cell.lines) + len(_foot(fonts, form, cell, scale))
    return max(text, len(_label_lines(fonts, form, cell, scale)))


def _draw_row(
    sheet: Sheet, form: Form, row: Sequence[Cell], x: float, upper: float, lower: float, scale: float
) -> None:
    """One row: labels in the middle of their boxes, texts beside them."""
    left = x
    for cell in row:
        if left > x:
            sheet.rule(left, upper, left, lower, HAIR)
        sheet.rule(left + form.label_width, upper, left + form.label_width, lower, HAIR)
        _draw_label(sheet, form, cell, left, (upper + lower) / 2, scale)
        _draw_value(sheet, form, cell, left + form.label_width + MARGIN, upper, lower, scale)
        left += form.width * cell.share


def _draw_value(
    sheet: Sheet, form: Form, cell: Cell, x: float, upper: float, lower: float, scale: float
) -> None:
    """A cell's text in the middle of its box, or at its upper edge where the rest is left to write in."""
    lines, style = _lines(sheet.fonts, form, cell, scale), _value(form, cell, scale)
    above = (upper - lower - len(lines) * style.leading) / 2
    if cell.foot or cell.lines > len(lines):
        above = form.pad * scale
    sheet.lines(x, upper - above, lines, style)
    foot = _foot(sheet.fonts, form, cell, scale)
    top = lower + form.pad * scale + len(foot) * style.leading
    for place, line in enumerate(foot):
        right = x + _room(form, cell)
        sheet.right(right, baseline(top - place * style.leading, style), line.text, style)


def _draw_label(sheet: Sheet, form: Form, cell: Cell, left: float, middle: float, scale: float) -> None:
    """A label in the middle of its box, its characters apart so that short and long ones look alike."""
    style, room = form.label.scaled(scale), form.label_width
    lines = _label_lines(sheet.fonts, form, cell, scale)
    if len(lines) > 1:
        for place, line in enumerate(lines):
            y = middle + (len(lines) / 2 - place - 0.5) * style.leading - style.size * 0.36
            sheet.centred(left + room / 2, y, line.text, style)
        return
    label = cell.label
    spread = (room - 5 * mm - text_width(sheet.fonts, label, style)) / max(len(label) - 1, 1)
    style = Style(style.face, style.size, style.leading, min(max(spread, 0.0), style.size))
    wide = text_width(sheet.fonts, label, style) - style.spacing
    sheet.text(left + (room - wide) / 2, middle - style.size * 0.36, label, style)
