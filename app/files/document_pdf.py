"""The one renderer: everything the desk prints comes from here as a PDF."""

from __future__ import annotations

from typing import BinaryIO

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.domain.documents import HandoverContent, RecoverySheetContent, chinese_date
from app.files.fonts import Face, require_printable
from app.files.letter_pdf import render_letter
from app.files.paper import A4, draw, draw_centred, draw_lines, draw_right, new_canvas, width, wrap
from app.files.slip_pdf import render_slips

__all__ = ["render_handover", "render_letter", "render_recovery_sheet", "render_slips"]

LEFT, RIGHT = 20 * mm, 190 * mm
COLUMNS = (10 * mm, 56 * mm, 22 * mm, 66 * mm, 16 * mm)
TITLES = ("序", "信访事项编号", "信访人", "事项", "附件")


def render_handover(content: HandoverContent, out: BinaryIO) -> int:
    """移交清单: what went onto the stick, a row a case, for two signatures; the number of pages."""
    texts = [content.sender, content.receiver, content.made_by, content.file_name]
    require_printable([*texts, *(cell for row in content.rows for cell in row)], Face.PLAIN)
    canvas = new_canvas(out, A4, title=f"移交清单 {content.packet_number}", author=content.sender)
    page, y = 1, _handover_head(canvas, content)
    for number, row in enumerate(content.rows, start=1):
        lines = [
            wrap(text, 9.5, Face.PLAIN, room - 2 * mm)
            for text, room in zip((str(number), *row), COLUMNS, strict=True)
        ]
        height = max(map(len, lines)) * 13 + 6
        if y - height < 30 * mm:
            page, y = page + 1, _next_page(canvas, content, page)
        y = _handover_row(canvas, y, lines, height)
    if y < 85 * mm:
        page, y = page + 1, _next_page(canvas, content, page)
    _signatures(canvas, y - 10 * mm)
    _page_foot(canvas, content, page)
    canvas.showPage()
    canvas.save()
    return page


def _next_page(canvas: Canvas, content: HandoverContent, page: int) -> float:
    """Close a page and begin the next with the table's head."""
    _page_foot(canvas, content, page)
    canvas.showPage()
    return _column_titles(canvas, A4[1] - 20 * mm)


def _page_foot(canvas: Canvas, content: HandoverContent, page: int) -> None:
    """The packet's number and the page."""
    draw_centred(canvas, A4[0] / 2, 12 * mm, f"{content.packet_number}  第{page}页", 9, Face.PLAIN)


def _handover_head(canvas: Canvas, content: HandoverContent) -> float:
    """Title, who to whom, file and hashes; the y below the column titles."""
    draw_centred(canvas, A4[0] / 2, A4[1] - 25 * mm, "信访事项移送包移交清单", 20, Face.HEADING)
    facts = [
        ("移送包编号", f"{content.packet_number}（第{content.sequence}包，共{len(content.rows)}件）"),
        ("移交单位", content.sender),
        ("接收单位", content.receiver),
        ("制作", f"{content.made_at}  {content.made_by}"),
        ("文件名", content.file_name),
        ("文件校验值", _grouped(content.file_sha256)),
        ("内容校验值", _grouped(content.content_sha256)),
    ]
    y = A4[1] - 38 * mm
    for label, text in facts:
        draw(canvas, LEFT, y, label, 10, Face.HEADING)
        y = (
            draw_lines(canvas, LEFT + 26 * mm, y, wrap(text, 10, Face.PLAIN, 144 * mm), 10, Face.PLAIN, 14)
            - 3
        )
    return _column_titles(canvas, y - 2 * mm)


def _grouped(digest: str) -> str:
    """A hash in groups of eight, so that two people can read it to each other."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def _column_titles(canvas: Canvas, y: float) -> float:
    """The head of the table."""
    return _handover_row(canvas, y, [[title] for title in TITLES], 19, Face.HEADING)


def _handover_row(
    canvas: Canvas, y: float, cells: list[list[str]], height: float, face: Face = Face.PLAIN
) -> float:
    """One framed row; the y below it."""
    x = LEFT
    canvas.setLineWidth(0.4)
    for lines, room in zip(cells, COLUMNS, strict=True):
        canvas.rect(x, y - height, room, height)
        draw_lines(canvas, x + 1 * mm, y - 12.5, lines, 9.5, face, 13)
        x += room
    return y - height


def _signatures(canvas: Canvas, y: float) -> None:
    """Two blocks: who hands over, who receives."""
    told = "交接双方已当面核对件数和校验值，已阅知保密要求：移送包内容不得泄露给被反映的人员和单位。"
    y = draw_lines(canvas, LEFT, y, wrap(told, 10.5, Face.PLAIN, RIGHT - LEFT), 10.5, Face.PLAIN, 16) - 4 * mm
    for x, who in ((LEFT, "移交人"), (LEFT + 88 * mm, "接收人")):
        canvas.rect(x, y - 36 * mm, 82 * mm, 36 * mm)
        for place, label in enumerate(
            (f"{who}（签名）：", "单位（盖章）：", "时间：      年   月   日   时   分")
        ):
            draw(canvas, x + 3 * mm, y - 9 * mm - place * 11 * mm, label, 10.5, Face.PLAIN)


def render_recovery_sheet(content: RecoverySheetContent, out: BinaryIO) -> int:
    """恢复单: the code in large groups, how to keep and how to use it; always one page."""
    require_printable([content.unit, content.operator], Face.PLAIN)
    canvas = new_canvas(out, A4, title="恢复单", author=content.unit)
    draw_centred(canvas, A4[0] / 2, A4[1] - 30 * mm, "基层信访工作台  恢复单", 22, Face.HEADING)
    draw(canvas, LEFT, A4[1] - 45 * mm, f"单位：{content.unit}", 12, Face.PLAIN)
    draw(canvas, LEFT, A4[1] - 53 * mm, f"工作台标识：{content.desk_id}", 12, Face.PLAIN)
    draw_right(canvas, RIGHT, A4[1] - 53 * mm, f"制作：{chinese_date(content.made_on)}", 12, Face.PLAIN)
    _code(canvas, content.code_groups, A4[1] - 75 * mm)
    _advice(canvas, A4[1] - 135 * mm)
    draw(canvas, LEFT, 40 * mm, "保管人（签名）：", 12, Face.PLAIN)
    draw(canvas, LEFT + 88 * mm, 40 * mm, "存放地点：", 12, Face.PLAIN)
    canvas.showPage()
    canvas.save()
    return 1


def _code(canvas: Canvas, groups: tuple[str, ...], y: float) -> None:
    """The groups, numbered, four in a row."""
    canvas.setLineWidth(1)
    canvas.rect(LEFT, y - 42 * mm, RIGHT - LEFT, 50 * mm)
    for place, group in enumerate(groups):
        x = LEFT + 6 * mm + (place % 4) * 41 * mm
        row = y - (place // 4) * 24 * mm
        draw(canvas, x, row, f"第{place + 1}组", 9, Face.PLAIN)
        _spaced(canvas, x, row - 10 * mm, group)


def _spaced(canvas: Canvas, x: float, y: float, group: str) -> None:
    """Characters in equal steps, as in a typewriter's face."""
    for place, char in enumerate(group):
        draw(
            canvas,
            x + place * 6.4 * mm - width(char, 20, Face.HEADING) / 2 + 3 * mm,
            y,
            char,
            20,
            Face.HEADING,
        )


def _advice(canvas: Canvas, y: float) -> None:
    """What the sheet is for, how to keep it, how to use it."""
    advice = (
        "1. 忘记口令时，凭本单可以打开工作台并设置新口令。没有口令也没有本单，任何人都无法恢复数据。",
        "2. 请打印后立即装入信封封口，由负责人锁入保险柜；不要拍照，不要存在电脑或U盘里。",
        "3. 使用方法：在工作台的开锁窗口点“忘记口令”，按组输入上面的恢复码（不分大小写，每组最后一位是校验位，"
        "抄错时程序会指出是第几组）。",
        "4. 恢复码中没有字母I、L、O、U；看到像“0”“1”的字符请按数字输入。",
        "5. 每次使用都会记入历史记录。",
    )
    for text in advice:
        y = draw_lines(canvas, LEFT, y, wrap(text, 12, Face.PLAIN, RIGHT - LEFT), 12, Face.PLAIN, 19) - 4
