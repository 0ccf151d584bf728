"""接收回执 as PDF pages: A4 in two parts, A5, or continuous paper for dot-matrix printers (domain facts 6.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import BinaryIO

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.domain.documents import SlipContent, SlipLayout, chinese_date
from app.files.fonts import Face, require_printable
from app.files.paper import (
    A4,
    GREY,
    draw,
    draw_centred,
    draw_lines,
    draw_right,
    new_canvas,
    qr_code,
    reprint_mark,
    seal_place,
    width,
    wrap,
)

HALF = (210 * mm, 148.5 * mm)
CONTINUOUS = (241 * mm, 140 * mm)
MARGIN = 15 * mm
LABEL = 25 * mm
QR_SIDE = 26 * mm
TITLE = "信访事项接收回执"
RIGHTS = (
    "您有权申请与本事项有直接利害关系的工作人员回避，有权要求为您保密，有权要求更正登记有误的内容。",
    "任何组织和个人不得打击报复信访人（信访工作条例第十八条）。",
    "您的个人信息只用于办理本事项，按规定的期限保存；可凭本回执查阅、更正（个人信息保护法）。",
)
SCALES = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64, 0.58, 0.52)


def render_slips(
    slips: Iterable[SlipContent],
    layout: SlipLayout,
    out: BinaryIO,
    *,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Draw slips, a page each, into one PDF; the number of pages. Raises UnprintableText before any page."""
    contents = list(slips)
    require_printable((text for slip in contents for text in _texts(slip)), Face.PLAIN)
    page = {SlipLayout.A4: A4, SlipLayout.A5: HALF, SlipLayout.CONTINUOUS: CONTINUOUS}[layout]
    unit = contents[0].unit if contents else ""
    canvas = new_canvas(out, page, title=TITLE, author=unit)
    for done, slip in enumerate(contents, start=1):
        _DRAW[layout](canvas, slip)
        canvas.showPage()
        if progress:
            progress(done)
    canvas.save()
    return len(contents)


def _texts(slip: SlipContent) -> list[str]:
    """Everything a slip prints that comes from outside."""
    return [
        slip.number, slip.unit, slip.received, slip.channel, slip.petitioner, slip.subject, slip.evidence,
        slip.next_step, slip.clock, slip.clerk, slip.phone, slip.query_way, *slip.warnings,
    ]  # fmt: skip


def _draw_a4(canvas: Canvas, slip: SlipContent) -> None:
    """The stub above, the petitioner's part below, the number across the tear line."""
    _draw_stub(canvas, slip, HALF[1])
    _draw_tear_line(canvas, slip)
    _draw_part(canvas, slip)


def _draw_a5(canvas: Canvas, slip: SlipContent) -> None:
    """The petitioner's part alone."""
    _draw_part(canvas, slip)


def _draw_tear_line(canvas: Canvas, slip: SlipContent) -> None:
    """A dashed line with the number across it, so that both halves can be laid together."""
    canvas.saveState()
    canvas.setLineWidth(0.6)
    canvas.setDash(4, 3)
    middle, half = A4[0] / 2, width(slip.number, 13, Face.HEADING) / 2 + 6
    canvas.line(8 * mm, HALF[1], middle - half, HALF[1])
    canvas.line(middle + half, HALF[1], A4[0] - 8 * mm, HALF[1])
    canvas.restoreState()
    draw_centred(canvas, middle, HALF[1] - 4.6, slip.number, 13, Face.HEADING)
    canvas.setFillGray(GREY)
    draw(canvas, 9 * mm, HALF[1] + 3, "沿此线撕开", 7, Face.PLAIN)
    canvas.setFillGray(0)


def _heading(canvas: Canvas, slip: SlipContent, top: float, part: str, page_width: float) -> float:
    """Title, part and unit; the y below them."""
    draw_centred(canvas, page_width / 2, top - 15 * mm, TITLE, 19, Face.HEADING)
    draw_right(canvas, page_width - MARGIN, top - 9 * mm, part, 9.5, Face.PLAIN)
    draw(canvas, MARGIN, top - 9 * mm, slip.unit, 9.5, Face.PLAIN)
    reprint_mark(canvas, page_width - MARGIN, top - 16 * mm, slip.reprint)
    return top - 20 * mm


def _draw_part(canvas: Canvas, slip: SlipContent) -> None:
    """What goes with the worker."""
    y = _heading(canvas, slip, HALF[1], "（第二联  交信访人）", HALF[0])
    rows = [
        ("编号", slip.number),
        ("查询码", slip.query_code),
        ("收到", f"{slip.received}，{slip.channel}"),
        ("信访人", _people(slip)),
        ("事项", slip.subject),
        ("收到材料", slip.evidence),
        ("下一步", slip.next_step),
        ("告知期限", slip.clock),
        ("查询方式", _query(slip)),
    ]
    notices = [*slip.warnings, *RIGHTS]
    floor, room = 6 * mm, HALF[0] - 2 * MARGIN
    scale = _scale_that_fits(rows, notices, room, y - floor)
    bottom = _table(canvas, rows, MARGIN, y, room, QR_SIDE + 6 * mm, scale)
    code_x = HALF[0] - MARGIN - QR_SIDE
    qr_code(canvas, code_x, y - QR_SIDE - 1 * mm, QR_SIDE, f"PD1|{slip.number}|{slip.query_code}")
    canvas.setFillGray(0)
    draw_centred(canvas, code_x + QR_SIDE / 2, y - QR_SIDE - 5 * mm, "扫码核对编号", 7, Face.PLAIN)
    seal_place(canvas, HALF[0] - MARGIN - 21 * mm, floor + 22 * mm)
    draw_right(canvas, HALF[0] - MARGIN, floor, chinese_date(slip.issued_on), 10, Face.PLAIN)
    _notices(canvas, notices, bottom - 5 * mm, scale)
    draw(canvas, MARGIN, floor, f"经办人：{slip.clerk}    电话：{slip.phone}", 10, Face.PLAIN)


def _draw_stub(canvas: Canvas, slip: SlipContent, bottom: float) -> None:
    """What stays with the unit, signed for."""
    y = _heading(canvas, slip, bottom + HALF[1], "（第一联  存根）", HALF[0])
    rows = [
        ("编号", slip.number),
        ("收到", f"{slip.received}，{slip.channel}"),
        ("信访人", _people(slip)),
        ("事项", slip.subject),
        ("收到材料", slip.evidence),
        ("下一步", slip.next_step),
        ("告知期限", slip.clock),
    ]
    room = HALF[0] - 2 * MARGIN
    scale = _scale_that_fits(rows, [], room, y - bottom - 42 * mm)
    below = _table(canvas, rows, MARGIN, y, room, 0, scale)
    told = "已向信访人说明登记内容、办理程序、查询方式和权利；口述内容已如实记录并经本人核对。"
    draw_lines(canvas, MARGIN, below - 8 * mm, wrap(told, 10, Face.PLAIN, room), 10, Face.PLAIN, 15)
    base = bottom + 16 * mm
    for x, label in ((MARGIN, "信访人签收"), (MARGIN + 65 * mm, "经办人"), (MARGIN + 125 * mm, "日期")):
        draw(canvas, x, base, f"{label}：", 10.5, Face.PLAIN)
        start = x + width(f"{label}：", 10.5, Face.PLAIN)
        canvas.setLineWidth(0.5)
        canvas.line(start, base - 2, start + 35 * mm, base - 2)


def _people(slip: SlipContent) -> str:
    """The petitioner's line: no other joint petitioner's name."""
    return slip.petitioner if slip.people_count <= 1 else f"{slip.petitioner}等{slip.people_count}人"


def _query(slip: SlipContent) -> str:
    """How to ask where the case stands."""
    return f"{slip.query_way}；电话{slip.phone}" if slip.phone else slip.query_way


def _table_lines(
    rows: list[tuple[str, str]], room: float, beside: float, scale: float
) -> list[tuple[str, list[str], float]]:
    """Each row's lines and width: the rows beside the QR code are narrower."""
    size, used, found = 10.5 * scale, 0.0, []
    for label, text in rows:
        narrow = beside if used < QR_SIDE + 7 * mm else 0
        lines = wrap(text, size, Face.PLAIN, room - LABEL - narrow - 3 * mm)
        used += len(lines) * 15 * scale + 5 * scale
        found.append((label, lines, room - narrow))
    return found


def _scale_that_fits(rows: list[tuple[str, str]], notices: list[str], room: float, height: float) -> float:
    """The largest scale at which table and notices stand above the floor."""
    for scale in SCALES:
        table = sum(
            len(lines) * 15 * scale + 5 * scale
            for _, lines, _ in _table_lines(rows, room, QR_SIDE + 6 * mm, scale)
        )
        below = sum(len(lines) for lines in _notice_lines(notices, scale)) * 12.5 * scale
        if table + below + 14 * mm <= height:
            return scale
    return SCALES[-1]


def _table(
    canvas: Canvas, rows: list[tuple[str, str]], x: float, y: float, room: float, beside: float, scale: float
) -> float:
    """Draw the rows with thin lines between them; the y below the last."""
    size, leading = 10.5 * scale, 15 * scale
    canvas.setLineWidth(0.4)
    canvas.setStrokeGray(0.3)
    canvas.line(x, y, x + room - beside, y)
    for label, lines, wide in _table_lines(rows, room, beside, scale):
        draw(canvas, x + 1 * mm, y - leading + 1, label, size, Face.HEADING)
        draw_lines(canvas, x + LABEL, y - leading + 1, lines, size, Face.PLAIN, leading)
        y -= len(lines) * leading + 5 * scale
        canvas.line(x, y, x + wide, y)
    canvas.setStrokeGray(0)
    return y


def _notice_lines(notices: list[str], scale: float) -> list[list[str]]:
    """The notices, wrapped left of the seal."""
    room = HALF[0] - 2 * MARGIN - 46 * mm
    return [wrap(f"{n}. {text}", 8.5 * scale, Face.PLAIN, room) for n, text in enumerate(notices, start=1)]


def _notices(canvas: Canvas, notices: list[str], y: float, scale: float) -> None:
    """Draw the notices."""
    for lines in _notice_lines(notices, scale):
        y = draw_lines(canvas, MARGIN, y, lines, 8.5 * scale, Face.PLAIN, 12.5 * scale)


def _draw_continuous(canvas: Canvas, slip: SlipContent) -> None:
    """Plain lines in one large size for 24 needles: no fills, no frames, no QR code that smears."""
    left, room = 20 * mm, CONTINUOUS[0] - 40 * mm
    draw_centred(canvas, CONTINUOUS[0] / 2, CONTINUOUS[1] - 14 * mm, TITLE, 18, Face.HEADING)
    reprint_mark(canvas, CONTINUOUS[0] - 20 * mm, CONTINUOUS[1] - 14 * mm, slip.reprint)
    lines = [
        f"编号：{slip.number}    查询码：{slip.query_code}",
        f"收到：{slip.received}，{slip.channel}    信访人：{_people(slip)}",
        f"事项：{slip.subject}",
        f"收到材料：{slip.evidence}    下一步：{slip.next_step}",
        f"告知期限：{slip.clock}",
        f"查询方式：{_query(slip)}",
        *slip.warnings,
        *RIGHTS,
        f"单位（盖章）：{slip.unit}    经办人：{slip.clerk}    {chinese_date(slip.issued_on)}",
    ]
    for scale in SCALES:
        wrapped = [line for text in lines for line in wrap(text, 12 * scale, Face.PLAIN, room)]
        if len(wrapped) * 17 * scale <= CONTINUOUS[1] - 28 * mm:
            break
    draw_lines(canvas, left, CONTINUOUS[1] - 23 * mm, wrapped, 12 * scale, Face.PLAIN, 17 * scale)


_DRAW: dict[SlipLayout, Callable[[Canvas, SlipContent], None]] = {
    SlipLayout.A4: _draw_a4,
    SlipLayout.A5: _draw_a5,
    SlipLayout.CONTINUOUS: _draw_continuous,
}
