"""移送包回执: what the receiver says of a packet, on paper, with both fingerprints and two signatures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import BinaryIO

from app.domain.receipts import Receipt, ReceiptKind, ReceiptPaper, receipt_file_name
from app.files.fonts import Face, FontBook, bundled_fonts
from app.files.form_table import Cell, Form
from app.files.list_table import TEXT, Column, Row, draw_table, header_row, height_of, wrapped_rows
from app.files.paper import A4, GREY, MEDIUM, About, Sheet
from app.files.rules import read_rules
from app.files.typeset import Line, Style, fitting, mm, texts_of, wrap

LEFT, RIGHT = 20 * mm, 190 * mm
TOP, FLOOR = 277 * mm, 20 * mm
ROOM = RIGHT - LEFT
TITLE = Style(Face.FORM_BOLD, 18, 26, spacing=2)
STATEMENT = Style(Face.FORM, 10, 16)
SIGN = Style(Face.FORM, 10.5, 15)
FOOT = Style(Face.FORM, 8.5, 11)
HEAD = 32
BLOCK_HEIGHT = 46 * mm
COLUMNS = (
    Column("序号", 14 * mm, centred=True),
    Column("信访事项编号", 78 * mm),
    Column("接收单位编号", 78 * mm),
)


def render_receipt(content: ReceiptPaper, out: BinaryIO) -> int:
    """Lay the receipt out over as many pages as its cases take; their number.

    Raises UnprintableText, before anything is written, when a character has no glyph.
    """
    fonts = bundled_fonts()
    fonts.require_printable(texts_of(content), Face.FORM)
    receipt = content.receipt
    about = About(f"移送包回执 {receipt.packet_number}", receipt.receiver.name, receipt.at.date())
    pages = _paginate(fonts, content)
    sheet = Sheet(out, A4, about, fonts, Face.FORM)
    for number, rows in enumerate(pages, start=1):
        top = _draw_opening(sheet, content) if number == 1 else TOP
        top = draw_table(sheet, COLUMNS, rows, LEFT, top)
        if number == len(pages):
            _draw_closing(sheet, content, top)
        foot = f"移送包回执 {receipt.packet_number}　第{number}页，共{len(pages)}页"
        sheet.centred(A4[0] / 2, 12 * mm, foot, FOOT, colour=GREY)
        sheet.end_page()
    return sheet.save()


def _grouped(digest: str) -> str:
    """A hash in groups of eight, so that two people can compare it aloud."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def _moment(at: dt.datetime) -> str:
    """A time as it is printed."""
    return f"{at.year}年{at.month}月{at.day}日 {at.hour}时{at.minute:02d}分"


def _opening(content: ReceiptPaper) -> Form:
    """Which packet it answers, who says what of it, and the hashes and fingerprints."""
    receipt = content.receipt
    rows = [
        (
            Cell("移送包编号", receipt.packet_number, 0.5),
            Cell("序号与件数", f"第{receipt.sequence}包{_count(receipt)}", 0.5),
        ),
        (Cell("移送单位", f"{content.sender_name}（{receipt.sender_code}）"),),
        (Cell("接收单位", f"{receipt.receiver.name}（{receipt.receiver.code}）"),),
        (Cell("结果", receipt.kind.label, 0.5), Cell("经办人", receipt.by, 0.5)),
        (Cell("时间", _moment(receipt.at)),),
        (Cell("文件校验值", _grouped(receipt.file_sha256), face=Face.CODE),),
        (Cell("内容校验值", _grouped(receipt.content_sha256), face=Face.CODE),),
        (Cell("移送单位密钥指纹", "-".join(content.sender_fingerprint), face=Face.CODE),),
        (Cell("接收单位密钥指纹", "-".join(content.receiver_fingerprint), face=Face.CODE),),
    ]
    heads = (("移送单位操作记录", content.sender_history), ("接收单位操作记录", content.receiver_history))
    rows += [(Cell(label, code, face=Face.CODE),) for label, code in heads if code]
    if receipt.reason:
        rows.insert(5, (Cell(_REASONS[receipt.kind], receipt.reason),))
    return Form(tuple(rows), ROOM, label_width=25 * mm)


def _count(receipt: Receipt) -> str:
    """How many cases the receipt lists, when it lists any."""
    return f"，共{len(receipt.cases)}件" if receipt.cases else ""


_TITLES = {
    ReceiptKind.RECEIVED: "移送包回执",
    ReceiptKind.REFUSED: "移送包不予接收回执",
    ReceiptKind.WITHDRAWN: "移送包撤销接收回执",
}
_REASONS = {
    ReceiptKind.RECEIVED: "说明",
    ReceiptKind.REFUSED: "不予接收的原因",
    ReceiptKind.WITHDRAWN: "撤销接收的原因",
}


def _draw_opening(sheet: Sheet, content: ReceiptPaper) -> float:
    """Title and facts of the first page; the edge below them."""
    sheet.centred(A4[0] / 2, TOP - 20, _TITLES[content.receipt.kind], TITLE)
    return _opening(content).draw(sheet, LEFT, TOP - HEAD, 1.0) - 5 * mm


def _rows(fonts: FontBook, receipt: Receipt) -> Iterator[Row]:
    """Every case's row, wrapped."""
    rows = ((str(place), *numbers) for place, numbers in enumerate(receipt.cases, start=1))
    return wrapped_rows(fonts, COLUMNS, rows)


def _paginate(fonts: FontBook, content: ReceiptPaper) -> list[list[Row]]:
    """The rows of each page; the signatures stand below at least one row when there is one."""
    header = height_of(header_row(fonts, COLUMNS))
    left = TOP - HEAD - _opening(content).height(fonts, 1.0) - 5 * mm - FLOOR - header
    pages: list[list[Row]] = [[]]
    for row in _rows(fonts, content.receipt):
        if height_of(row) > left:
            pages.append([])
            left = TOP - FLOOR - header
        pages[-1].append(row)
        left -= height_of(row)
    if left < _closing_height(fonts, content.receipt):
        several = len(pages[-1]) > 1
        pages.append([pages[-1].pop()] if several else [])
    return pages


def _statement(fonts: FontBook, receipt: Receipt) -> tuple[Line, ...]:
    """What both sign, wrapped."""
    said = read_rules("phrases")["receipt"]
    text = f"{said[receipt.kind.value]}{said['copies']}".replace("{file}", receipt_file_name(receipt))
    return wrap(fonts, text, STATEMENT, ROOM, 2 * STATEMENT.size)


def _closing_height(fonts: FontBook, receipt: Receipt) -> float:
    """What statement and signatures take."""
    return len(_statement(fonts, receipt)) * STATEMENT.leading + BLOCK_HEIGHT + 10 * mm


def _draw_closing(sheet: Sheet, content: ReceiptPaper, top: float) -> None:
    """The statement, and a block for each side's signature, seal and time."""
    top -= 4 * mm
    for place, line in enumerate(_statement(sheet.fonts, content.receipt)):
        indent = 0 if place else 2 * STATEMENT.size
        top = sheet.lines(LEFT + indent, top, [line], STATEMENT)
    top -= 4 * mm
    wide = (ROOM - 6 * mm) / 2
    sides = (
        (LEFT, "接收单位", content.receipt.receiver.name, "接收人"),
        (RIGHT - wide, "移送单位", content.sender_name, "移送人"),
    )
    for x, side, unit, who in sides:
        sheet.box(x, top - BLOCK_HEIGHT, wide, BLOCK_HEIGHT, MEDIUM)
        style, lines = fitting(sheet.fonts, f"{side}：{unit}", TEXT, wide - 6 * mm, 3)
        sheet.lines(x + 3 * mm, top - 2 * mm, lines, style)
        sheet.field(x + 3 * mm, top - 27 * mm, f"{who}（签名）：", wide - 6 * mm, SIGN)
        sheet.text(x + 3 * mm, top - 39 * mm, "时间：　　　年　　月　　日　　时　　分", SIGN)
