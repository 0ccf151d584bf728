"""恢复单: the sheet that opens the desk when the passphrase is forgotten. It goes into a safe, once printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from app.domain.documents import RecoverySheetContent, chinese_date
from app.files.fonts import Face, bundled_fonts
from app.files.form_table import Cell, Form
from app.files.paper import A4, GREY, HAIR, MEDIUM, About, Sheet, baseline
from app.files.rules import read_rules
from app.files.typeset import Style, mm, shrink, text_width, texts_of, tidy, wrap

LEFT, RIGHT = 22 * mm, 188 * mm
ROOM = RIGHT - LEFT
TITLE = Style(Face.FORM_BOLD, 22, 30, spacing=4)
CODE = Style(Face.CODE, 27, 34, spacing=3)
INDEX = Style(Face.FORM, 10, 14)
TEXT = Style(Face.FORM, 10.5, 16.5)
HEADING = Style(Face.FORM_BOLD, 10.5, 16.5)
WARNING = Style(Face.FORM_BOLD, 11, 18)
SCALES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3)
FACTS_HEIGHT = 28 * mm
IN_A_ROW = 2
ROW_HEIGHT = 17 * mm
USES = ("启用日期", "启用原因", "启用人", "保管人")


def render_recovery_sheet(content: RecoverySheetContent, out: BinaryIO) -> int:
    """Draw the sheet; always one page. Raises UnprintableText when a character has no glyph."""
    fonts = bundled_fonts()
    content = tidy(content)
    fonts.require_printable(texts_of(content), Face.FORM)
    sheet = Sheet(
        out, A4, About(f"恢复单 {content.desk_id}", content.unit, content.made_on), fonts, Face.FORM
    )
    said = read_rules("phrases")["recovery"]
    sheet.centred(A4[0] / 2, A4[1] - 27 * mm, "基层信访工作台恢复单", TITLE)
    lines = wrap(fonts, said["warning"], WARNING, ROOM)
    top = sheet.lines(LEFT, A4[1] - 34 * mm, lines, WARNING) - 2 * mm
    facts = _facts(content)
    scale = next((s for s in SCALES if facts.height(fonts, s) <= FACTS_HEIGHT), SCALES[-1])
    top = facts.draw(sheet, LEFT, top, scale) - 5 * mm
    top = _draw_code(sheet, content.code_groups, top) - 4 * mm
    top = _draw_list(sheet, "怎样使用", said["steps"], top)
    top = _draw_list(sheet, "怎样保管", said["keeping"], top)
    _draw_uses(sheet, min(top - 2 * mm, 62 * mm))
    sheet.end_page()
    return sheet.save()


def _facts(content: RecoverySheetContent) -> Form:
    """Whose sheet it is."""
    return Form(
        (
            (Cell("单位", content.unit),),
            (
                Cell("工作台编号", content.desk_id, 0.5, Face.CODE),
                Cell("制作日期", chinese_date(content.made_on), 0.5),
            ),
            (
                Cell("制作人", content.operator, 0.5),
                Cell("存放地点", "上级保险柜" if content.second else "", 0.5),
            ),
        ),
        ROOM,
        label_width=24 * mm,
    )


def _draw_code(sheet: Sheet, groups: Sequence[str], top: float) -> float:
    """The groups in a frame, numbered, two in a row, every character equally wide; the edge below."""
    rows = -(-len(groups) // IN_A_ROW)
    lower = top - rows * ROW_HEIGHT - 4 * mm
    sheet.box(LEFT, lower, ROOM, top - lower, MEDIUM * 1.5)
    wide = ROOM / IN_A_ROW
    for place, group in enumerate(groups):
        x = LEFT + place % IN_A_ROW * wide
        y = top - 2 * mm - place // IN_A_ROW * ROW_HEIGHT
        style = shrink(sheet.fonts, group, CODE, wide - 30 * mm)
        sheet.text(x + 6 * mm, y - ROW_HEIGHT / 2 - 3.5, f"第{place + 1}组", INDEX, colour=GREY)
        sheet.text(x + 23 * mm, y - ROW_HEIGHT / 2 - 0.36 * style.size, group, style)
        room = text_width(sheet.fonts, group, style)
        line_y = y - ROW_HEIGHT / 2 - 0.62 * style.size
        sheet.rule(x + 23 * mm, line_y, x + 23 * mm + room, line_y, HAIR)
    return lower


def _draw_list(sheet: Sheet, title: str, texts: Sequence[str], top: float) -> float:
    """A heading and numbered sentences; the edge below them."""
    sheet.text(LEFT, baseline(top, HEADING), title, HEADING)
    top -= HEADING.leading
    for number, text in enumerate(texts, start=1):
        label = f"{number}. "
        x = LEFT + text_width(sheet.fonts, label, TEXT)
        sheet.text(LEFT, baseline(top, TEXT), label, TEXT)
        top = sheet.lines(x, top, wrap(sheet.fonts, text, TEXT, RIGHT - x), TEXT)
    return top - 2 * mm


def _draw_uses(sheet: Sheet, top: float) -> None:
    """Lines for who keeps the sheet, and a small table for each time it is used."""
    sheet.field(LEFT, top - 6 * mm, "保管人（签名）：", 78 * mm, TEXT)
    sheet.field(LEFT + 84 * mm, top - 6 * mm, "交接日期：", ROOM - 84 * mm, TEXT)
    top, step, wide = top - 12 * mm, 8 * mm, ROOM / len(USES)
    for row in range(5):
        sheet.rule(LEFT, top - row * step, RIGHT, top - row * step, HAIR)
    for column in range(len(USES) + 1):
        x = LEFT + column * wide
        sheet.rule(x, top, x, top - 4 * step, HAIR)
    for column, title in enumerate(USES):
        sheet.centred(LEFT + (column + 0.5) * wide, top - step / 2 - 3.6, title, INDEX)
