"""The words of a slip as labels and texts, the same on every paper; and the 续页 for endless ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any

from app.domain.documents import DocumentKind, SlipContent, chinese_date
from app.files.fonts import Face, FontBook
from app.files.form_table import Cell
from app.files.paper import Sheet
from app.files.rules import read_rules
from app.files.typeset import Line, Style, mm, wrap

TITLE = DocumentKind.SLIP.label
SCALES = (1.1, 1.05, 1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7)
"""A slip is drawn at the first of these at which it fits; at the last, 10 pt become 7."""

LONGEST_SHOWN = (240, 120, 60, 30)
"""Characters of a text that stay on the slip, tried in turn, when even the smallest scale does not hold it."""

NOTICE = Style(Face.FORM, 8.5, 12.2)
NOTICE_TITLE = Style(Face.FORM_BOLD, 8.5, 12.2)
_CONTINUED = Style(Face.FORM, 10.5, 16)
_CONTINUED_LABEL = Style(Face.FORM_BOLD, 10.5, 16)
_NAMED = (
    "unit", "petitioner", "received", "channel", "subject", "evidence", "next_step", "clock", "query_way", "clerk",
    "phone",
)  # fmt: skip


@cache
def phrases() -> MappingProxyType[str, Any]:
    """The fixed phrases of slips, from ``resources/rules/phrases.toml``."""
    return MappingProxyType(read_rules("phrases")["slip"])


def qr_text(slip: SlipContent) -> str:
    """What the QR code holds: a mark of the format, the case number, the query code."""
    return f"PD1|{slip.number}|{slip.query_code}"


def people(slip: SlipContent) -> str:
    """The petitioner, and how many came; never another petitioner's name."""
    return slip.petitioner if slip.people_count <= 1 else f"{slip.petitioner}等{slip.people_count}人"


def evidence(slip: SlipContent) -> str:
    """The material that was handed in, and boxes for whether the originals went back."""
    handed_in = slip.evidence.strip()
    return handed_in or "无" if handed_in in ("", "无") else f"{handed_in}（{phrases()['originals']}）"


def receipt_rows(slip: SlipContent) -> tuple[tuple[Cell, ...], ...]:
    """What the petitioner's part says, in rows."""
    return (
        (Cell("受理单位", slip.unit, 0.55), Cell("编号", slip.number, 0.45)),
        (Cell("信访人", people(slip), 0.55), Cell("查询码", slip.query_code, 0.45)),
        (Cell("接收时间", slip.received, 0.55), Cell("信访方式", slip.channel, 0.45)),
        (Cell("反映事项", slip.subject),),
        (Cell("收到材料", evidence(slip)),),
        (Cell("办理途径", slip.next_step),),
        (Cell("告知期限", slip.clock),),
        (Cell("查询办法", slip.query_way),),
        (Cell("经办人", slip.clerk, 0.55), Cell("联系电话", slip.phone, 0.45)),
    )


def stub_rows(slip: SlipContent) -> tuple[tuple[Cell, ...], ...]:
    """What stays with the unit, in rows; the query code is the petitioner's alone."""
    return (
        (Cell("受理单位", slip.unit, 0.55), Cell("编号", slip.number, 0.45)),
        (Cell("信访人", people(slip), 0.55), Cell("信访方式", slip.channel, 0.45)),
        (Cell("接收时间", slip.received, 0.55), Cell("出具日期", chinese_date(slip.issued_on), 0.45)),
        (Cell("反映事项", slip.subject),),
        (Cell("收到材料", evidence(slip)),),
        (Cell("办理途径", slip.next_step),),
        (Cell("告知期限", slip.clock),),
        (Cell("经办人", slip.clerk, 0.55), Cell("联系电话", slip.phone, 0.45)),
    )


def notices(
    fonts: FontBook, slip: SlipContent, room: float, scale: float
) -> list[tuple[Style, tuple[Line, ...]]]:
    """The limitation warnings, then every petitioner's rights: wrapped, each with its style."""
    said = phrases()
    found: list[tuple[Style, tuple[Line, ...]]] = []
    for title, texts in ((said["warning_title"], slip.warnings), (said["rights_title"], said["rights"])):
        if not texts:
            continue
        head, body = (style.scaled(min(scale, 1.0)) for style in (NOTICE_TITLE, NOTICE))
        found.append((head, wrap(fonts, title, head, room)))
        numbered = [f"{n}. {text}" if len(texts) > 1 else text for n, text in enumerate(texts, start=1)]
        found += [(body, wrap(fonts, text, body, room)) for text in numbered]
    return found


def notices_height(found: list[tuple[Style, tuple[Line, ...]]]) -> float:
    """How high the notices are."""
    return sum(style.leading * len(lines) for style, lines in found)


def draw_notices(sheet: Sheet, x: float, top: float, found: list[tuple[Style, tuple[Line, ...]]]) -> float:
    """Draw the notices downwards; the edge below them."""
    for style, lines in found:
        top = sheet.lines(x, top, lines, style)
    return top


def fit(slip: SlipContent, fits: Callable[[SlipContent, float], bool]) -> tuple[SlipContent, float]:
    """The slip itself and the largest scale at which it fits; where none does, a shortened slip and its scale."""
    for limit in (None, *LONGEST_SHOWN):
        shown = slip if limit is None else shortened(slip, limit)
        for scale in SCALES:
            if fits(shown, scale):
                return shown, scale
    return shown, scale


def shortened(slip: SlipContent, limit: int) -> SlipContent:
    """A slip whose texts of more than ``limit`` characters end with a pointer to the 续页."""
    cut: dict[str, Any] = {name: _cut(getattr(slip, name), limit) for name in _NAMED}
    return replace(slip, **cut, warnings=tuple(_cut(text, limit) for text in slip.warnings))


def _cut(text: str, limit: int) -> str:
    """The beginning of a long text."""
    return text if len(text) <= limit else text[:limit] + str(phrases()["continued"])


def draw_continuation(sheet: Sheet, slip: SlipContent, shown: SlipContent) -> None:
    """Every text that was shortened, in full on pages of their own, as many as it takes."""
    room = sheet.width - 40 * mm
    top = _head(sheet, slip)
    for label, text in _cut_texts(slip, shown):
        block = [(_CONTINUED_LABEL, line) for line in wrap(sheet.fonts, label, _CONTINUED_LABEL, room)]
        block += [(_CONTINUED, line) for line in wrap(sheet.fonts, text, _CONTINUED, room)]
        for style, line in block:
            if top - style.leading < 12 * mm:
                sheet.end_page()
                top = _head(sheet, slip)
            top = sheet.lines(20 * mm, top, [line], style)
    sheet.end_page()


def _head(sheet: Sheet, slip: SlipContent) -> float:
    """The head of a 续页; the edge below it."""
    top = sheet.height - 14 * mm
    sheet.lines(20 * mm, top, [Line(f"{TITLE}（续页）　{slip.number}", 0)], _CONTINUED_LABEL)
    sheet.rule(20 * mm, top - 18, sheet.width - 20 * mm, top - 18)
    return top - 24


def _cut_texts(slip: SlipContent, shown: SlipContent) -> list[tuple[str, str]]:
    """Labels and texts of what the slip shows only in part."""
    pairs = zip(_labelled(slip), _labelled(shown), strict=True)
    return [full for full, part in pairs if full != part]


def _labelled(slip: SlipContent) -> list[tuple[str, str]]:
    """All texts of a slip with their labels."""
    cells = [(cell.label, cell.text) for row in receipt_rows(slip) for cell in row]
    return cells + [(str(phrases()["warning_title"]), text) for text in slip.warnings]
