"""The slip for 241 mm continuous paper: plain large lines for 24 needles, no frames and no fills but the code.

The paper is 140 mm high between perforations; the outer 12.7 mm on each side are the tractor holes.
"""

from __future__ import annotations

from functools import partial

from app.domain.documents import SlipContent, chinese_date
from app.files.fonts import Face, FontBook
from app.files.paper import SEAL, Sheet
from app.files.slip_words import TITLE, evidence, fit, people, phrases, qr_text
from app.files.typeset import Line, Style, mm, wrap

CONTINUOUS = (241 * mm, 140 * mm)
LEFT = 19 * mm
ROOM = CONTINUOUS[0] - 2 * LEFT
RIGHT = LEFT + ROOM
TOP, FLOOR = 8 * mm, 8 * mm
HEAD = 10 * mm
QR_SIDE = 27 * mm
GAP = 1.5 * mm
BESIDE = ROOM - SEAL - 5 * mm
SEAL_ZONE = SEAL + 2 * mm
_TITLE = Style(Face.FORM, 18, 24, spacing=3)
_TEXT = Style(Face.FORM, 11.5, 16.8)
_SMALL = Style(Face.FORM, 10, 14)


def fitted_lines(fonts: FontBook, slip: SlipContent) -> tuple[SlipContent, float]:
    """The slip and the scale at which its lines fit; a shortened slip when none does."""
    return fit(slip, partial(_fits, fonts))


def _fits(fonts: FontBook, slip: SlipContent, scale: float) -> bool:
    """Whether facts and notices stand above the signatures at a scale."""
    inside = CONTINUOUS[1] - TOP - FLOOR - HEAD
    notices = len(_notices(fonts, slip, scale)) * _SMALL.leading * scale + 8 * mm
    facts = max(len(_facts(fonts, slip, scale)) * _TEXT.leading * scale, QR_SIDE + 4 * mm) + GAP
    return facts + max(notices, SEAL_ZONE) <= inside


def _facts(fonts: FontBook, slip: SlipContent, scale: float) -> list[Line]:
    """What was received and what comes next, beside the code."""
    texts = (
        f"编号：{slip.number}　查询码：{slip.query_code}",
        f"信访人：{people(slip)}",
        f"接收时间：{slip.received}　信访方式：{slip.channel}",
        f"反映事项：{slip.subject}",
        f"收到材料：{evidence(slip)}",
        f"办理途径：{slip.next_step}",
        f"告知期限：{slip.clock}",
        f"查询办法：{slip.query_way}",
        f"受理单位：{slip.unit}",
        f"经办人：{slip.clerk}　联系电话：{slip.phone}",
    )
    style = _TEXT.scaled(scale)
    return [line for text in texts for line in wrap(fonts, text, style, ROOM - QR_SIDE - 5 * mm)]


def _notices(fonts: FontBook, slip: SlipContent, scale: float) -> list[Line]:
    """Warnings and rights, beside the seal."""
    said = phrases()
    texts = [f"{said['warning_title']}：{text}" for text in slip.warnings]
    texts += [f"{number}. {text}" for number, text in enumerate(said["rights"], start=1)]
    style = _SMALL.scaled(scale)
    return [line for text in texts for line in wrap(fonts, text, style, BESIDE)]


def draw_lines(sheet: Sheet, slip: SlipContent, scale: float) -> None:
    """One slip on one form of continuous paper."""
    top = sheet.height - TOP
    sheet.centred(sheet.width / 2, top - 7 * mm, TITLE, _TITLE)
    sheet.reprint_mark(RIGHT, top - 7 * mm, slip.reprint)
    top -= HEAD
    sheet.qr_code(RIGHT - QR_SIDE, top - 2 * mm - QR_SIDE, QR_SIDE, qr_text(slip))
    below = sheet.lines(LEFT, top, _facts(sheet.fonts, slip, scale), _TEXT.scaled(scale))
    below = min(below, top - QR_SIDE - 4 * mm) - GAP
    sheet.lines(LEFT, below, _notices(sheet.fonts, slip, scale), _SMALL.scaled(scale))
    sheet.seal_place(RIGHT - SEAL / 2, FLOOR + SEAL / 2, str(phrases()["seal"]))
    sheet.field(LEFT, FLOOR, "经办人签名：", 55 * mm, _SMALL)
    sheet.field(LEFT + 59 * mm, FLOOR, "信访人签收：", 55 * mm, _SMALL)
    sheet.text(LEFT + 118 * mm, FLOOR, chinese_date(slip.issued_on), _SMALL)
