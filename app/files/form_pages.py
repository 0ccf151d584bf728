"""How a form falls on its pages: rows of its table, cut where they must, then lines and the place to sign."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.files.fonts import FontBook
from app.files.form_table import Form, Row, cut_row, row_height
from app.files.paper import Sheet, baseline
from app.files.typeset import Style

COMPANY = 2
"""How many lines of the statement at least share the page with the signatures."""

LEAST = 4
"""A row is cut only where so many lines of it stand on both pages."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something below the table: how high it is, and how it is drawn from an upper edge.

    ``kept`` marks the place to sign, which never stands alone on a page; ``empty`` a gap, which no page begins with.
    """

    height: float
    draw: Callable[[Sheet, float], None]
    kept: bool = False
    empty: bool = False

    @staticmethod
    def of_line(x: float, text: str, style: Style) -> Item:
        """A line of text."""

        def draw(sheet: Sheet, top: float) -> None:
            sheet.text(x, baseline(top, style), text, style)

        return Item(style.leading, draw)

    @staticmethod
    def gap(height: float) -> Item:
        """Free space."""
        return Item(height, lambda _sheet, _top: None, empty=True)


@dataclass(slots=True)
class Page:
    """One page: its rows, then what stands below them."""

    left: float
    rows: list[Row] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)


def paginate(
    fonts: FontBook, form: Form, items: Sequence[Item], scale: float, first: float, other: float
) -> list[Page]:
    """The pages of a form; the first has ``first`` points for it, every other ``other``."""
    pages = [Page(first)]
    for row in form.rows:
        _add_row(fonts, form, row, scale, pages, other)
    for item in items:
        _add_item(fonts, form, item, scale, pages, other)
    return pages


def _add_row(fonts: FontBook, form: Form, row: Row, scale: float, pages: list[Page], other: float) -> None:
    """Put a row on the last page; over as many pages as it takes."""
    few = LEAST * form.value.leading * scale + 2 * form.pad * scale
    while (height := row_height(fonts, form, row, scale)) > pages[-1].left:
        room = min(pages[-1].left, height - few)
        if room >= few:
            part, row = cut_row(fonts, form, row, room, scale)
            pages[-1].rows.append(part)
        pages.append(Page(other))
    pages[-1].rows.append(row)
    pages[-1].left -= height


def _add_item(fonts: FontBook, form: Form, item: Item, scale: float, pages: list[Page], other: float) -> None:
    """Put an item on the last page or on a new one, the place to sign never without company."""
    if item.height > pages[-1].left:
        pages.append(Page(other))
        if item.kept:
            _accompany(fonts, form, item, scale, pages)
    page = pages[-1]
    if item.empty and not page.rows and not page.items:
        return
    page.items.append(item)
    page.left -= item.height


def _accompany(fonts: FontBook, form: Form, item: Item, scale: float, pages: list[Page]) -> None:
    """Fetch lines, or else the last row, from the page before to share the page with the signatures."""
    before, page = pages[-2], pages[-1]
    while before.items and len(page.items) < COMPANY:
        moved = before.items.pop()
        if not moved.empty:
            page.items.insert(0, moved)
            page.left -= moved.height
    if not page.items and len(before.rows) > 1:
        row = before.rows[-1]
        height = row_height(fonts, form, row, scale)
        if height + item.height <= page.left:
            page.rows.append(before.rows.pop())
            page.left -= height
