"""The history in files and on paper: its columns, its printed list, the monthly seal, a filter in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from app.domain.documents import FormCell, FormContent, ListColumn, ListContent, chinese_date
from app.domain.history import HistoryEntry, HistoryFilter
from app.domain.history_words import TimelineDay, act_word
from app.domain.station import Station

COLUMNS = (
    ("条", 8),
    ("时间", 20),
    ("操作人员", 12),
    ("角色", 14),
    ("操作", 16),
    ("事项编号", 24),
    ("内容", 44),
    ("变更前", 26),
    ("变更后", 26),
    ("说明", 14),
)
"""Title, and width in characters."""
REWOUND = "时钟回拨"
HIDDEN = "密封事项"


def cells_of(entry: HistoryEntry) -> tuple[str, ...]:
    """A line as it stands in the columns, all text but the number's own digits."""
    return (
        str(entry.number),
        f"{entry.at:%Y-%m-%d %H:%M:%S}",
        entry.operator,
        entry.role_words,
        act_word(entry.act),
        entry.case_number,
        entry.text,
        entry.was,
        entry.became,
        "、".join(word for word, said in ((REWOUND, entry.rewound), (HIDDEN, entry.hidden)) if said),
    )


def filter_words(where: HistoryFilter) -> str:
    """What was filtered by, in one line; empty when nothing was left out."""
    said = []
    if where.first or where.last:
        said.append(f"日期{where.first or '最早'}至{where.last or '今天'}")
    if where.operator:
        said.append(f"操作人员{where.operator}")
    if where.act:
        said.append(f"操作“{act_word(where.act)}”")
    if where.case_number:
        said.append(f"事项{where.case_number}")
    if where.text:
        said.append(f"内容含“{where.text}”")
    return "，".join(said)


PRINTED = (("条", 9), ("时间", 22), ("操作人员", 19), ("操作", 20), ("事项编号", 28), ("内容", 72))
"""Titles and widths of the printed list."""


def printed_list(entries: Iterable[HistoryEntry], *, unit: str, notes: str, made_on: dt.date) -> ListContent:
    """Lines to print, in the order given."""
    return ListContent(
        unit=unit,
        title="操作记录",
        columns=tuple(ListColumn(title, width, centred=title in ("条", "时间")) for title, width in PRINTED),
        rows=tuple(map(_printed, entries)),
        made_on=made_on,
        notes=(notes,),
        empty="没有符合条件的记录",
        landscape=True,
    )


def _printed(entry: HistoryEntry) -> tuple[str, ...]:
    """A line on paper: what changed stands below what was done."""
    number, at, operator, roles, act, case, text, _, _, note = cells_of(entry)
    said = "\n".join(part for part in (text, entry.change, f"〔{note}〕" if note else "") if part)
    return number, at, f"{operator}\n{roles}".strip(), act, case, said


def timeline_list(
    days: Iterable[TimelineDay], *, unit: str, case_number: str, made_on: dt.date
) -> ListContent:
    """办理经过 of a case to print: by day, one sentence a line, from what to what where something changed."""
    return ListContent(
        unit=unit,
        title="办理经过",
        columns=(
            ListColumn("日期", 24, centred=True),
            ListColumn("时间", 16, centred=True),
            ListColumn("经过", 130),
        ),
        rows=tuple(
            (str(day.day) if place == 0 else "", f"{line.at:%H:%M}", line.sentence)
            for day in days
            for place, line in enumerate(day.lines)
        ),
        made_on=made_on,
        notes=(f"信访事项{case_number}。由操作记录逐条摘出，姓名已遮盖。",),
    )


def seal_form(station: Station, *, lines: int, code: str, operator: str, today: dt.date) -> FormContent:
    """操作记录封条: how far the history went when it was proved, to be signed and kept away from the PC."""
    return FormContent(
        unit=station.unit_name,
        title="操作记录封条",
        rows=(
            (
                FormCell("单位", f"{station.unit_name}（{station.unit_code}）", 0.55),
                FormCell("工作台编号", station.desk_id, 0.45),
            ),
            (
                FormCell("所属月份", f"{today.year}年{today.month}月", 0.55),
                FormCell("出具日期", chinese_date(today), 0.45),
            ),
            (FormCell("记录条数", f"{lines}条，逐条核对，链条完整"),),
            (FormCell("校验码", code),),
            (FormCell("出具人", operator),),
        ),
        signed_on=today,
        statement=(
            "以上校验码由本工作台第一条至最后一条操作记录逐条算出。以后任何一条被改动、删去，或者末尾被截去，都会与本封条不符。",
            "核对办法：在“设置”的“操作记录”里点“核对”，抄入校验码；或者运行 petition-desk-cli history verify --head 校验码。",
        ),
        signatures=("出具人（签名）：", "监督员（签名）："),
        remarks=("本页不含信访人的任何信息。请每月出具一份，由监督员保管，不要和电脑放在一起。",),
        copies="本页一份，监督员存。",
    )
