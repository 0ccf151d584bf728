"""移交清单: what went onto the stick, a row a case, for two signatures (domain facts 6, D28)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from app.domain.documents import DocumentKind, HandoverContent
from app.files.fonts import Face, FontBook, bundled_fonts
from app.files.form_table import Cell, Form
from app.files.paper import A4, GREY, HAIR, MEDIUM, About, Sheet
from app.files.rules import read_rules
from app.files.typeset import Line, Style, fitting, mm, texts_of, tidy, wrap

LEFT, RIGHT = 20 * mm, 190 * mm
TOP, FLOOR = 277 * mm, 20 * mm
ROOM = RIGHT - LEFT
TITLE = Style(Face.FORM_BOLD, 18, 26, spacing=2)
TEXT = Style(Face.FORM, 9.5, 13.5)
HEADER = Style(Face.FORM_BOLD, 9.5, 13.5)
STATEMENT = Style(Face.FORM, 10, 16)
SIGN = Style(Face.FORM, 10.5, 15)
FOOT = Style(Face.FORM, 8.5, 11)
PAD, MARGIN = 3.2, 1.6 * mm
HEADER_HEIGHT = TEXT.leading + 2 * PAD
BLOCK_HEIGHT = 46 * mm
MOST_LINES = 24
NO_DATE = dt.date(2000, 1, 1)
_DATE = re.compile(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list."""

    title: str
    width: float
    centred: bool = False


COLUMNS = (
    Column("序号", 12 * mm, centred=True),
    Column("信访事项编号", 47 * mm),
    Column("信访人", 25 * mm),
    Column("事项", 66 * mm),
    Column("附件", 20 * mm, centred=True),
)
Row = tuple[tuple[Line, ...], ...]


def render_handover(content: HandoverContent, out: BinaryIO) -> int:
    """Lay the list out over as many pages as it takes; their number.

    Raises UnprintableText, before anything is written, when a character has no glyph.
    """
    fonts = bundled_fonts()
    content = tidy(content)
    fonts.require_printable(texts_of(content), Face.FORM)
    about = About(
        f"{DocumentKind.HANDOVER_LIST.label} {content.packet_number}", content.sender, _day(content.made_at)
    )
    pages = _paginate(fonts, content)
    sheet = Sheet(out, A4, about, fonts, Face.FORM)
    for number, rows in enumerate(pages, start=1):
        top = _draw_opening(sheet, content) if number == 1 else TOP
        top = _draw_rows(sheet, rows, top)
        if number == len(pages):
            _draw_closing(sheet, content, top)
        foot = f"移送包 {content.packet_number}　第{number}页，共{len(pages)}页"
        sheet.centred(A4[0] / 2, 12 * mm, foot, FOOT, colour=GREY)
        sheet.end_page()
    return sheet.save()


def _day(made_at: str) -> dt.date:
    """The day of the packet as it is printed; the first of 2000 when it is not a date."""
    found = _DATE.search(made_at)
    return dt.date(*map(int, found.groups())) if found else NO_DATE


def _grouped(digest: str) -> str:
    """A hash in groups of eight, so that two people can compare it aloud."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def _opening(content: HandoverContent) -> Form:
    """Who hands over what to whom, with the file's name and the two hashes."""
    return Form(
        (
            (
                Cell("移送包编号", content.packet_number, 0.5),
                Cell("序号与件数", f"第{content.sequence}包，共{len(content.rows)}件", 0.5),
            ),
            (Cell("移交单位", content.sender),),
            (Cell("接收单位", content.receiver),),
            (Cell("制作时间", content.made_at, 0.5), Cell("制作人", content.made_by, 0.5)),
            (Cell("文件名", content.file_name, face=Face.CODE),),
            (Cell("文件校验值", _grouped(content.file_sha256), face=Face.CODE),),
            (Cell("内容校验值", _grouped(content.content_sha256), face=Face.CODE),),
        ),
        ROOM,
        label_width=25 * mm,
    )


def _draw_opening(sheet: Sheet, content: HandoverContent) -> float:
    """Title and facts of the first page; the edge below them."""
    sheet.centred(A4[0] / 2, TOP - 20, "信访事项移交清单", TITLE)
    return _opening(content).draw(sheet, LEFT, TOP - 32, 1.0) - 5 * mm


def _rows(fonts: FontBook, content: HandoverContent) -> Iterator[Row]:
    """Every case's row, wrapped; a row longer than half a page goes in several pieces."""
    for number, row in enumerate(content.rows, start=1):
        cells = [
            wrap(fonts, text, TEXT, column.width - 2 * MARGIN)
            for text, column in zip((str(number), *row), COLUMNS, strict=True)
        ]
        for start in range(0, max(map(len, cells)), MOST_LINES):
            yield tuple(cell[start : start + MOST_LINES] for cell in cells)


def _row_height(row: Row) -> float:
    """As high as its longest cell."""
    return max(map(len, row)) * TEXT.leading + 2 * PAD


def _paginate(fonts: FontBook, content: HandoverContent) -> list[list[Row]]:
    """The rows of each page; the signatures stand below at least one row when there is one."""
    left = TOP - 32 - _opening(content).height(fonts, 1.0) - 5 * mm - FLOOR - HEADER_HEIGHT
    pages: list[list[Row]] = [[]]
    for row in _rows(fonts, content):
        if _row_height(row) > left:
            pages.append([])
            left = TOP - FLOOR - HEADER_HEIGHT
        pages[-1].append(row)
        left -= _row_height(row)
    if left < _closing_height(fonts):
        several = len(pages[-1]) > 1
        pages.append([pages[-1].pop()] if several else [])
    return pages


def _draw_rows(sheet: Sheet, rows: Sequence[Row], top: float) -> float:
    """The table of one page, its header first; the edge below it."""
    if not rows:
        return top
    lower = _draw_row(sheet, [(Line(column.title, 0),) for column in COLUMNS], HEADER, top)
    for row in rows:
        sheet.rule(LEFT, lower, RIGHT, lower, HAIR)
        lower = _draw_row(sheet, row, TEXT, lower)
    x = LEFT
    for column in COLUMNS[:-1]:
        x += column.width
        sheet.rule(x, top, x, lower, HAIR)
    sheet.box(LEFT, lower, ROOM, top - lower, MEDIUM)
    return lower


def _draw_row(sheet: Sheet, row: Sequence[Sequence[Line]], style: Style, top: float) -> float:
    """The texts of one row; the edge below it."""
    lower = top - max(map(len, row)) * style.leading - 2 * PAD
    x = LEFT
    for lines, column in zip(row, COLUMNS, strict=True):
        middle = (top + lower + len(lines) * style.leading) / 2
        if column.centred or style is HEADER:
            for place, line in enumerate(lines):
                y = middle - place * style.leading - (style.leading + 0.76 * style.size) / 2
                sheet.centred(x + column.width / 2, y, line.text, style)
        else:
            sheet.lines(x + MARGIN, middle, lines, style)
        x += column.width
    return lower


def _statement(fonts: FontBook) -> tuple[Line, ...]:
    """What both sign, wrapped."""
    said = read_rules("phrases")["handover"]
    return wrap(fonts, f"{said['statement']}{said['copies']}", STATEMENT, ROOM, 2 * STATEMENT.size)


def _closing_height(fonts: FontBook) -> float:
    """What statement and signatures take."""
    return len(_statement(fonts)) * STATEMENT.leading + BLOCK_HEIGHT + 10 * mm


def _draw_closing(sheet: Sheet, content: HandoverContent, top: float) -> None:
    """The statement, and a block for each side's signature, seal and time."""
    top -= 4 * mm
    for place, line in enumerate(_statement(sheet.fonts)):
        indent = 0 if place else 2 * STATEMENT.size
        top = sheet.lines(LEFT + indent, top, [line], STATEMENT)
    top -= 4 * mm
    wide = (ROOM - 6 * mm) / 2
    for x, who, unit in ((LEFT, "移交人", content.sender), (RIGHT - wide, "接收人", content.receiver)):
        sheet.box(x, top - BLOCK_HEIGHT, wide, BLOCK_HEIGHT, MEDIUM)
        style, lines = fitting(sheet.fonts, f"{who[:2]}单位：{unit}", TEXT, wide - 6 * mm, 3)
        sheet.lines(x + 3 * mm, top - 2 * mm, lines, style)
        sheet.field(x + 3 * mm, top - 27 * mm, f"{who}（签名）：", wide - 6 * mm, SIGN)
        sheet.text(x + 3 * mm, top - 39 * mm, "时间：　　　年　　月　　日　　时　　分", SIGN)
