"""Forms to fill in and sign: a framed table, a statement, places to sign, the seal's place (domain facts 13.2).

A4, 宋体 and 仿宋 in 12 pt. A text longer than the page goes on over the next ones under a repeated heading;
nothing is clipped. Lengths are in points.
"""

from __future__ import annotations

from typing import BinaryIO

from app.domain.documents import FormCell, FormContent, chinese_date
from app.files.fonts import Face, FontBook, machine_fonts
from app.files.form_pages import Item, Page, paginate
from app.files.form_table import Cell, Form
from app.files.paper import A4, GREY, SEAL, About, Sheet, baseline
from app.files.typeset import Line, Style, fitting, mm, shrink, text_width, texts_of, tidy, wrap

LEFT, RIGHT = 25 * mm, 190 * mm
TOP, FLOOR = 277 * mm, 20 * mm
ROOM = RIGHT - LEFT
LABEL_WIDTH = 30 * mm
UNIT = Style(Face.SONG, 14, 20)
TITLE = Style(Face.TITLE, 20, 28, spacing=1)
META = Style(Face.SONG, 11, 18)
NEXT_HEAD = META.leading + 1.5 * mm
LABEL = Style(Face.HEADING, 11.5, 16)
VALUE = Style(Face.BODY, 12, 18)
STATEMENT = Style(Face.BODY, 12, 19)
SIGN = Style(Face.SONG, 12, 16)
REMARK = Style(Face.SONG, 9.5, 14)
FOOT = Style(Face.SONG, 9, 12)
PAD = 4.2
GAP = 4 * mm
SIGN_HEIGHT = 12 * mm
DAY = "　　　　年　　月　　日"
LONGEST_FOOT = 120
SCALES = (1.0, 0.95, 0.9)
"""A form that runs just over its page is set a little smaller; a longer one goes on over more pages."""


def render_form(content: FormContent, out: BinaryIO, *, fonts: FontBook | None = None) -> int:
    """Lay a form out and write it; the number of pages.

    ``fonts`` are the machine's official faces unless others are given. Raises UnprintableText, before
    anything is written, when a character has no glyph.
    """
    fonts = fonts or machine_fonts()
    content = tidy(content)
    fonts.require_printable(texts_of(content), Face.BODY)
    pages, scale = _laid_out(fonts, content)
    mark = content.number or content.case_number
    sheet = Sheet(
        out, A4, About(f"信访文书 {mark}".strip(), content.unit, content.signed_on), fonts, Face.BODY
    )
    for number, page in enumerate(pages, start=1):
        _draw_page(sheet, content, page, scale, number, len(pages))
    return sheet.save()


def _laid_out(fonts: FontBook, content: FormContent) -> tuple[list[Page], float]:
    """The pages, and the scale at which the form is set."""
    form = _form(content.rows)
    first = TOP - _head_height(fonts, content) - FLOOR
    other = TOP - NEXT_HEAD - FLOOR
    items = [*_statement(fonts, content), *_closing(content), *_remarks(fonts, content)]
    for scale in SCALES:
        pages = paginate(fonts, form, items, scale, first, other)
        if len(pages) == 1:
            return pages, scale
    return paginate(fonts, form, items, 1.0, first, other), 1.0


def _form(rows: tuple[tuple[FormCell, ...], ...]) -> Form:
    """The table in the faces of forms."""
    cells = tuple(tuple(_cell(cell) for cell in row) for row in rows)
    return Form(cells, ROOM, LABEL_WIDTH, PAD, LABEL, VALUE)


def _cell(cell: FormCell) -> Cell:
    """A cell as the table draws it; a foot too long to stay in one piece becomes part of the text."""
    text, foot = cell.text, cell.foot
    if len(foot) > LONGEST_FOOT:
        text, foot = f"{text}\n{foot}".strip(), ""
    return Cell(cell.label, text, cell.share, Face.BODY, cell.lines, foot)


def _title(fonts: FontBook, content: FormContent) -> tuple[Style, tuple[Line, ...]]:
    """The title on two lines at most."""
    return fitting(fonts, content.title, TITLE, ROOM - 10 * mm, 2)


def _head_height(fonts: FontBook, content: FormContent) -> float:
    """What unit, title and numbers take on the first page."""
    style, lines = _title(fonts, content)
    unit = UNIT.leading if content.unit else 0.0
    return unit + len(lines) * style.leading + 2 * mm + META.leading


def _draw_page(sheet: Sheet, content: FormContent, page: Page, scale: float, number: int, of: int) -> None:
    """One page: its heading, its part of the table, what stands below, the page number."""
    top = _draw_head(sheet, content) if number == 1 else _draw_next_head(sheet, content)
    if page.rows:
        table = Form(tuple(page.rows), ROOM, LABEL_WIDTH, PAD, LABEL, VALUE)
        top = table.draw(sheet, LEFT, top, scale)
    for item in page.items:
        item.draw(sheet, top)
        top -= item.height
    sheet.reprint_mark(RIGHT, A4[1] - 14 * mm, content.reprint)
    if content.draft:
        sheet.draft_mark(LEFT + 14 * mm, A4[1] - 14 * mm)
    sheet.centred(A4[0] / 2, 11 * mm, f"第{number}页，共{of}页", FOOT, colour=GREY)
    sheet.end_page()


def _draw_head(sheet: Sheet, content: FormContent) -> float:
    """Unit, title, the case's number left and the document's right; the edge below them."""
    top = TOP
    if content.unit:
        unit = shrink(sheet.fonts, content.unit, UNIT, ROOM - 20 * mm, smallest=0)
        sheet.centred(A4[0] / 2, baseline(TOP, UNIT), content.unit, unit)
        top -= UNIT.leading
    style, lines = _title(sheet.fonts, content)
    for line in lines:
        sheet.centred(A4[0] / 2 + style.spacing / 2, baseline(top, style), line.text, style)
        top -= style.leading
    _draw_numbers(sheet, content, top - 2 * mm)
    return top - 2 * mm - META.leading


def _draw_numbers(sheet: Sheet, content: FormContent, top: float) -> None:
    """The case's number left, the document's right, on one line."""
    case = f"信访事项编号：{content.case_number}" if content.case_number else ""
    for x, text in ((LEFT, case), (RIGHT, content.number)):
        style = shrink(sheet.fonts, text, META, ROOM / 2 - 2 * mm, smallest=0)
        if x == LEFT:
            sheet.text(x, baseline(top, META), text, style)
        else:
            sheet.right(x, baseline(top, META), text, style)


def _draw_next_head(sheet: Sheet, content: FormContent) -> float:
    """The heading of every page but the first; the edge below it."""
    title = f"{content.title}（续）"
    style = shrink(sheet.fonts, title, META, ROOM / 2 - 2 * mm, smallest=0)
    sheet.text(LEFT, baseline(TOP, META), title, style)
    mark = content.number or content.case_number
    style = shrink(sheet.fonts, mark, META, ROOM / 2 - 2 * mm, smallest=0)
    sheet.right(RIGHT, baseline(TOP, META), mark, style)
    return TOP - NEXT_HEAD


def _lines_below(fonts: FontBook, text: str, style: Style, hang: float, indent: float) -> list[Item]:
    """A paragraph below the table, a line an item."""
    items = []
    for place, line in enumerate(wrap(fonts, text, style, ROOM - hang, 0 if hang else indent)):
        x = LEFT + hang + (indent if place == 0 and not hang else 0)
        items.append(Item.of_line(x, line.text, style))
    return items


def _statement(fonts: FontBook, content: FormContent) -> list[Item]:
    """What is signed, two characters in."""
    items = [Item.gap(GAP / 2)] if content.statement else []
    for paragraph in content.statement:
        items += _lines_below(fonts, paragraph, STATEMENT, 0, 2 * STATEMENT.size)
    return items


def _remarks(fonts: FontBook, content: FormContent) -> list[Item]:
    """Remarks and copies in small print."""
    texts = [text for text in (*content.remarks, content.copies) if text]
    items = [Item.gap(GAP / 2)] if texts else []
    for text in texts:
        items += _lines_below(fonts, text, REMARK, 0, 0)
    return items


def _closing(content: FormContent) -> list[Item]:
    """The places to sign and the seal's place: one piece that stays whole."""
    signatures = len(content.signatures) * SIGN_HEIGHT
    height = max(signatures, SEAL + 8 * mm) if content.seal else signatures
    if not height:
        return []

    def draw(sheet: Sheet, top: float) -> None:
        _draw_closing(sheet, content, top - GAP)

    return [Item(height + GAP, draw, kept=True)]


def _draw_closing(sheet: Sheet, content: FormContent, top: float) -> None:
    """Signatures one under the other, the seal's place to their right with the date below it."""
    room = ROOM - SEAL - 8 * mm if content.seal else ROOM * 0.72
    left = LEFT if content.seal else RIGHT - room
    day = text_width(sheet.fonts, DAY, SIGN)
    for place, label in enumerate(content.signatures):
        y = top - place * SIGN_HEIGHT - 8 * mm
        style = shrink(sheet.fonts, label, SIGN, room - day - 24 * mm, smallest=0)
        sheet.field(left, y, label, room - day, style)
        sheet.text(left + room - day, y, DAY, SIGN)
    if content.seal:
        middle = RIGHT - SEAL / 2
        sheet.seal_place(middle, top - SEAL / 2, content.seal)
        if content.dated:
            sheet.centred(middle, top - SEAL - 5.5 * mm, chinese_date(content.signed_on), SIGN)
