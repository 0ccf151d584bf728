"""单位名片: the printed address card, with the fingerprint to compare and the card's file as a QR code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from app.domain.documents import chinese_date
from app.domain.stations import StationCard, StationCardPaper, StationKind, card_file_name
from app.files.fonts import Face, bundled_fonts
from app.files.form_table import Cell, Form
from app.files.paper import A4, GREY, HAIR, MEDIUM, About, Sheet, baseline
from app.files.rules import read_rules
from app.files.typeset import Style, mm, text_width, texts_of, wrap

LEFT, RIGHT = 22 * mm, 188 * mm
ROOM = RIGHT - LEFT
TITLE = Style(Face.FORM_BOLD, 22, 30, spacing=4)
CODE = Style(Face.CODE, 24, 32, spacing=2.5)
INDEX = Style(Face.FORM, 9.5, 13)
TEXT = Style(Face.FORM, 10.5, 16.5)
BOLD = Style(Face.FORM_BOLD, 10.5, 16.5)
QR_SIDE = 74 * mm
FRAME = 21 * mm


def render_station_card(content: StationCardPaper, out: BinaryIO) -> int:
    """Draw the card; always one page. Raises UnprintableText when a character has no glyph."""
    fonts = bundled_fonts()
    fonts.require_printable(texts_of(content), Face.FORM)
    card = content.card
    sheet = Sheet(out, A4, About(f"单位名片 {card.code}", card.name, card.made_on), fonts, Face.FORM)
    sheet.centred(A4[0] / 2, A4[1] - 27 * mm, "单位名片", TITLE)
    top = _facts(card).draw(sheet, LEFT, A4[1] - 36 * mm, 1.0) - 6 * mm
    top = _draw_fingerprint(sheet, content.fingerprint, top) - 6 * mm
    _draw_code(sheet, card, content.qr, top)
    _draw_words(sheet, card, top)
    _draw_signatures(sheet)
    sheet.end_page()
    return sheet.save()


def _facts(card: StationCard) -> Form:
    """Whose card it is."""
    return Form(
        (
            (Cell("单位全称", card.name),),
            (Cell("单位代码", card.code, 0.5, Face.CODE), Cell("种类", card.kind.label, 0.5)),
            (
                Cell("制作日期", chinese_date(card.made_on), 0.5),
                Cell("本程序用途", card.role.label, 0.5),
            ),
            (Cell("文件名", card_file_name(card), face=Face.CODE),),
        ),
        ROOM,
        label_width=26 * mm,
    )


def _draw_fingerprint(sheet: Sheet, groups: Sequence[str], top: float) -> float:
    """The groups in a frame, every character equally wide, the number of each above it; the edge below."""
    sheet.text(LEFT, baseline(top, BOLD), "密钥指纹（导入时逐组核对）", BOLD)
    top -= BOLD.leading + 1 * mm
    sheet.box(LEFT, top - FRAME, ROOM, FRAME, MEDIUM * 1.5)
    wide = ROOM / len(groups)
    for place, group in enumerate(groups):
        middle = LEFT + (place + 0.5) * wide
        sheet.centred(middle, top - 5.6 * mm, f"第{place + 1}组", INDEX, colour=GREY)
        half = (text_width(sheet.fonts, group, CODE) - CODE.spacing) / 2
        sheet.text(middle - half, top - 15.6 * mm, group, CODE)
        sheet.rule(middle - half, top - 18 * mm, middle + half, top - 18 * mm, HAIR)
    return top - FRAME


def _draw_code(sheet: Sheet, card: StationCard, qr: str, top: float) -> None:
    """The QR code at the right, what it is below it."""
    x, y = RIGHT - QR_SIDE, top - QR_SIDE
    sheet.qr_code(x, y, QR_SIDE, qr)
    words = f"名片文件的全部内容（{card.code}）"
    sheet.centred(x + QR_SIDE / 2, y - 6.5 * mm, words, INDEX, colour=GREY)


def _draw_words(sheet: Sheet, card: StationCard, top: float) -> None:
    """What the card is for and how it is used, at the left."""
    said = read_rules("phrases")["station_card"]
    room = ROOM - QR_SIDE - 8 * mm
    top = sheet.lines(LEFT, top, wrap(sheet.fonts, said["purpose"], TEXT, room), TEXT) - 2 * mm
    for number, step in enumerate(said["steps"], start=1):
        label = f"{number}. "
        indent = text_width(sheet.fonts, label, TEXT)
        sheet.text(LEFT, baseline(top, TEXT), label, TEXT)
        lines = wrap(sheet.fonts, step, TEXT, room - indent)
        top = sheet.lines(LEFT + indent, top, lines, TEXT) - 1 * mm
    if card.kind is StationKind.DISCIPLINE:
        sheet.lines(LEFT, top - 1 * mm, wrap(sheet.fonts, said["discipline"], BOLD, room), BOLD)


def _draw_signatures(sheet: Sheet) -> None:
    """Lines for both sides to sign that they compared."""
    wide = (ROOM - 8 * mm) / 2
    for x, who in ((LEFT, "制作单位"), (LEFT + wide + 8 * mm, "核对单位")):
        sheet.text(x, 50 * mm, f"{who}（盖章）：", TEXT)
        sheet.field(x, 38 * mm, "经办人（签名）：", wide, TEXT)
        sheet.text(x, 26 * mm, "日期：　　　　年　　月　　日", TEXT)
