"""The two A5 parts of a slip: the petitioner's receipt below, the unit's stub above, the tear line between."""

from __future__ import annotations

from functools import partial

from app.domain.documents import SlipContent, chinese_date
from app.files.fonts import Face, FontBook
from app.files.form_table import Form
from app.files.paper import HAIR, LIGHT, SEAL, Sheet
from app.files.slip_words import (
    TITLE,
    draw_notices,
    fit,
    notices,
    notices_height,
    phrases,
    qr_text,
    receipt_rows,
    stub_rows,
)
from app.files.typeset import Style, mm, shrink, text_width, wrap

HALF = (210 * mm, 148.5 * mm)
SIDE, TOP, FLOOR = 12 * mm, 8 * mm, 7 * mm
ROOM = HALF[0] - 2 * SIDE
RIGHT = SIDE + ROOM
HEAD = 15 * mm
GAP = 2.6 * mm
QR_SIDE = 23 * mm
NOTICE_ROOM = ROOM - SEAL - QR_SIDE - 9 * mm
SEAL_ZONE = SEAL + 6 * mm
STUB_PAD = 4.4
SIGNATURES = 46 * mm
_TITLE = Style(Face.FORM_BOLD, 18, 24, spacing=2)
_PART = Style(Face.FORM, 8.5, 12)
_DATE = Style(Face.FORM, 10, 14)
_SIGN = Style(Face.FORM, 10.5, 15)
_NUMBER = Style(Face.FORM_BOLD, 14, 18, spacing=0.6)
_TINY = Style(Face.FORM, 7, 9)


def fitted(fonts: FontBook, slip: SlipContent) -> tuple[SlipContent, float]:
    """The slip and the scale at which both of its parts fit; a shortened slip when none does."""
    return fit(slip, partial(_fits, fonts))


def _fits(fonts: FontBook, slip: SlipContent, scale: float) -> bool:
    """Whether both parts fit at a scale."""
    inside = HALF[1] - TOP - FLOOR - HEAD
    below = max(notices_height(notices(fonts, slip, NOTICE_ROOM, scale)) + 5 * mm, SEAL_ZONE)
    receipt = Form(receipt_rows(slip), ROOM).height(fonts, scale) + GAP + below
    stub = Form(stub_rows(slip), ROOM, pad=STUB_PAD).height(fonts, scale) + SIGNATURES
    return max(receipt, stub) <= inside


def _head(sheet: Sheet, slip: SlipContent, top: float, title: str, part: str) -> float:
    """Title, which part this is, and the mark of a reprint; the edge below them."""
    sheet.centred(sheet.width / 2, top - 8.6 * mm, title, _TITLE)
    sheet.text(SIDE, top - 8.6 * mm, part, _PART)
    sheet.reprint_mark(RIGHT, top - 8.6 * mm, slip.reprint)
    return top - HEAD + 2 * mm


def draw_receipt(sheet: Sheet, slip: SlipContent, scale: float) -> None:
    """What goes with the worker, on the lower half of an A4 page or on an A5 page of its own."""
    top = _head(sheet, slip, HALF[1] - TOP, TITLE, "第二联　交信访人")
    bottom = Form(receipt_rows(slip), ROOM).draw(sheet, SIDE, top, scale)
    draw_notices(sheet, SIDE, bottom - GAP, notices(sheet.fonts, slip, NOTICE_ROOM, scale))
    sheet.text(SIDE, FLOOR, str(phrases()["keep"]), Style(Face.FORM_BOLD, 9, 12))
    _draw_seal_and_code(sheet, slip)


def _draw_seal_and_code(sheet: Sheet, slip: SlipContent) -> None:
    """The place of the seal with the date below it, the QR code left of it."""
    middle = FLOOR + 5.5 * mm + SEAL / 2
    sheet.seal_place(RIGHT - SEAL / 2, middle, str(phrases()["seal"]))
    sheet.centred(RIGHT - SEAL / 2, FLOOR, chinese_date(slip.issued_on), _DATE)
    left = RIGHT - SEAL - 4 * mm - QR_SIDE
    sheet.qr_code(left, middle - QR_SIDE / 2, QR_SIDE, qr_text(slip))
    sheet.centred(left + QR_SIDE / 2, middle - QR_SIDE / 2 - 4 * mm, "编号、查询码", _TINY)


def draw_stub(sheet: Sheet, slip: SlipContent, scale: float) -> None:
    """What stays with the unit, on the upper half of an A4 page, for two signatures."""
    top = _head(sheet, slip, sheet.height - TOP, TITLE + "（存根）", "第一联　受理单位留存")
    bottom = Form(stub_rows(slip), ROOM, pad=STUB_PAD).draw(sheet, SIDE, top, scale)
    lines = wrap(sheet.fonts, str(phrases()["stub_statement"]), _SIGN, ROOM)
    sheet.lines(SIDE, bottom - 3 * mm, lines, _SIGN)
    floor = HALF[1] + FLOOR + 2 * mm
    for place, who in enumerate(("送达方式：", "经办人签名：", "信访人签收：")):
        y = floor + place * 11.5 * mm
        if place:
            sheet.field(SIDE, y, who, 96 * mm, _SIGN)
            sheet.text(SIDE + 102 * mm, y, "　　　　　年　　　月　　　日", _SIGN)
        else:
            sheet.text(SIDE, y, who + "□当面　□邮寄　□其他", _SIGN)
            sheet.field(SIDE + 75 * mm, y, "备注：", ROOM - 75 * mm, _SIGN)


def draw_tear_line(sheet: Sheet, number: str) -> None:
    """A dashed line with the number across it: both halves carry half of it and can be laid together."""
    y = HALF[1]
    style = shrink(sheet.fonts, number, _NUMBER, ROOM - 60 * mm)
    half = text_width(sheet.fonts, number, style) / 2 + 3 * mm
    middle = sheet.width / 2
    sheet.canvas.setStrokeGray(LIGHT / 2)
    for left, right in ((5 * mm, middle - half), (middle + half, sheet.width - 5 * mm)):
        sheet.rule(left, y, right, y, HAIR * 1.6, dash=(4, 3))
    sheet.canvas.setStrokeGray(0)
    sheet.centred(middle, y - style.size * 0.36, number, style)
    sheet.text(SIDE + 5 * mm, y + 1.1 * mm, "沿此线撕开", _TINY, colour=LIGHT)
    sheet.scissors(SIDE, y)
