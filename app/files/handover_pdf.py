"""移交清单: what went onto the stick, a row a case, for two signatures (domain facts 6, D28)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import BinaryIO

from app.domain.documents import DocumentKind, HandoverContent
from app.files.fonts import Face, FontBook, bundled_fonts
from app.files.form_table import Cell, Form
from app.files.list_table import TEXT, Column, Row, draw_table, header_row, height_of, wrapped_rows
from app.files.paper import A4, GREY, MEDIUM, About, Sheet
from app.files.rules import read_rules
from app.files.typeset import Line, Style, fitting, mm, texts_of, tidy, wrap

LEFT, RIGHT = 20 * mm, 190 * mm
TOP, FLOOR = 277 * mm, 20 * mm
ROOM = RIGHT - LEFT
TITLE = Style(Face.FORM_BOLD, 18, 26, spacing=2)
STATEMENT = Style(Face.FORM, 10, 16)
SIGN = Style(Face.FORM, 10.5, 15)
FOOT = Style(Face.FORM, 8.5, 11)
BLOCK_HEIGHT = 46 * mm
NO_DATE = dt.date(2000, 1, 1)
_DATE = re.compile(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})")


COLUMNS = (
    Column("序号", 12 * mm, centred=True),
    Column("信访事项编号", 47 * mm),
    Column("信访人", 25 * mm),
    Column("事项", 66 * mm),
    Column("附件", 20 * mm, centred=True),
)


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
        top = draw_table(sheet, COLUMNS, rows, LEFT, top)
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
            *_key_rows(content),
        ),
        ROOM,
        label_width=25 * mm,
    )


def _key_rows(content: HandoverContent) -> Iterator[tuple[Cell, ...]]:
    """The fingerprint of the keys that signed, how far the sender's history went, and how the file is sealed."""
    if content.fingerprint:
        yield (Cell("密钥指纹", content.fingerprint, face=Face.CODE),)
    if content.history:
        yield (Cell("操作记录", content.history, face=Face.CODE),)
    if content.seal:
        yield (Cell("封口", content.seal),)


def _draw_opening(sheet: Sheet, content: HandoverContent) -> float:
    """Title and facts of the first page; the edge below them."""
    sheet.centred(A4[0] / 2, TOP - 20, "信访事项移交清单", TITLE)
    return _opening(content).draw(sheet, LEFT, TOP - 32, 1.0) - 5 * mm


def _rows(fonts: FontBook, content: HandoverContent) -> Iterator[Row]:
    """Every case's row, wrapped."""
    return wrapped_rows(
        fonts, COLUMNS, ((str(number), *row) for number, row in enumerate(content.rows, start=1))
    )


def _paginate(fonts: FontBook, content: HandoverContent) -> list[list[Row]]:
    """The rows of each page; the signatures stand below at least one row when there is one."""
    header = height_of(header_row(fonts, COLUMNS))
    left = TOP - 32 - _opening(content).height(fonts, 1.0) - 5 * mm - FLOOR - header
    pages: list[list[Row]] = [[]]
    for row in _rows(fonts, content):
        if height_of(row) > left:
            pages.append([])
            left = TOP - FLOOR - header
        pages[-1].append(row)
        left -= height_of(row)
    if left < _closing_height(fonts):
        several = len(pages[-1]) > 1
        pages.append([pages[-1].pop()] if several else [])
    return pages


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
