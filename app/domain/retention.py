"""到期鉴定销毁: which cases are past their period of keeping, who says so, and what is left of an erased one.

A period counts from 1 January after the case ended. Nothing is erased of its own accord: what is past its period is
listed, a clerk asks, another one who is a leader decides, and only then is it erased (档案法 18, 个人信息保护法 19 and 47).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.case_files import SHORTEST_YEARS, RetentionPeriod, RetentionRules, retention
from app.domain.codes import CaseState, Labelled
from app.domain.documents import DocumentKind, ListColumn, ListContent

OPEN_STATES = frozenset(
    {
        CaseState.REGISTERED,
        CaseState.HANDLING,
        CaseState.AWAITING_TRANSFER,
        CaseState.IN_TRANSFER,
        CaseState.OBJECTED,
        CaseState.RETURNED,
        CaseState.UNDER_REVIEW,
        CaseState.UNDER_FINAL_REVIEW,
    }
)
"""Cases that are still being handled: nothing of them is ever past its period."""
OPINIONS = (
    "reply", "suggestion_reply", "decision_letter", "record_decision", "review_decision", "record_review",
    "final_review_decision", "record_final_review",
)  # fmt: skip
"""Acts that leave an opinion: the file is kept longer (domain facts 11.3)."""


@dataclass(frozen=True, slots=True)
class KeptCase:
    """What decides how long a case is kept. ``ended_on`` is the last day on which anything was done on it;
    ``mentioned_by`` running cases that name it as their first one; ``waiting`` how many wishes wait for a leader;
    ``papers`` its papers and attachments."""

    id: int
    number: str
    case_class: str
    state: CaseState
    received_on: dt.date
    ended_on: dt.date
    instructed: bool
    major: bool
    has_opinion: bool
    mentioned_by: tuple[str, ...] = ()
    waiting: int = 0
    papers: int = 0
    people: str = ""
    """Masked."""


@dataclass(frozen=True, slots=True)
class DueCase:
    """A case past its period: what kept it, until when, and why it must stay all the same (empty: it may go)."""

    case: KeptCase
    rule: str
    kept_until: dt.date
    hindrance: str = ""


class ErasureState(Labelled):
    """Where a wish to erase stands."""

    ASKED = "asked", "待负责人决定"
    APPROVED = "approved", "已批准，待销毁"
    RETURNED = "returned", "已退回"
    TAKEN_BACK = "taken_back", "已撤回"
    DONE = "done", "已销毁"


@dataclass(frozen=True, slots=True)
class ErasureLine:
    """One case of a wish."""

    number: str
    rule: str
    ended_on: dt.date
    kept_until: dt.date


@dataclass(frozen=True, slots=True)
class Erasure:
    """A wish to erase cases, and what became of it. ``document_id`` is its destruction list, 0 before it is done."""

    id: int
    asked_at: dt.datetime
    asked_by: str
    reason: str
    state: ErasureState
    lines: tuple[ErasureLine, ...]
    decided_at: dt.datetime | None = None
    decided_by: str = ""
    word: str = ""
    done_at: dt.datetime | None = None
    document_id: int = 0


def due(case: KeptCase, rules: RetentionRules, today: dt.date) -> DueCase | None:
    """A case as one that is past its period; None while it is within, is kept for good, or is still being handled."""
    if case.state in OPEN_STATES:
        return None
    period = retention(
        rules, leader_instructed=case.instructed, major=case.major, has_opinion=case.has_opinion
    )
    last = period.last_day(case.ended_on)
    if last is None or last >= today:
        return None
    return DueCase(case, _words(case, period), last, _hindrance(case))


def earliest_end(today: dt.date) -> dt.date:
    """Whatever ended after this day is within every period that a rule file may name."""
    return dt.date(today.year - SHORTEST_YEARS - 1, 12, 31)


def _words(case: KeptCase, period: RetentionPeriod) -> str:
    """The rule that kept it, as it stands on the list."""
    return f"{period.words}（{'有' if case.has_opinion else '没有'}处理意见）"


def _hindrance(case: KeptCase) -> str:
    """Why a case stays although its period is over."""
    if case.waiting:
        return "有送审的事项还没有决定"
    if case.mentioned_by:
        return f"在办的{case.mentioned_by[0]}是它的重信重访"
    return ""


# --- the list that is printed --------------------------------------------------------------------------------

COLUMNS = (
    ListColumn("序号", 1, centred=True),
    ListColumn("信访事项编号", 4),
    ListColumn("类别", 1.2, centred=True),
    ListColumn("收到日期", 2),
    ListColumn("办结日期", 2),
    ListColumn("保管期限", 3.4),
    ListColumn("期满日期", 2),
    ListColumn("文书和附件", 1.6, centred=True),
)


def destruction_list(
    erasure: Erasure, cases: Sequence[DueCase], *, unit: str, number: str, made_on: dt.date
) -> ListContent:
    """The list of what was erased: numbers, days and rules, nobody's name."""
    rows = tuple(
        (
            str(place),
            one.case.number,
            one.case.case_class or "未分类",
            one.case.received_on.isoformat(),
            one.case.ended_on.isoformat(),
            one.rule,
            one.kept_until.isoformat(),
            f"{one.case.papers}件",
        )
        for place, one in enumerate(cases, start=1)
    )
    return ListContent(
        unit=unit,
        title=DocumentKind.DESTRUCTION_LIST.label,
        columns=COLUMNS,
        rows=rows,
        made_on=made_on,
        notes=(
            f"编号：{number}。共{len(rows)}件。鉴定意见：{erasure.reason}",
            f"提出人：{erasure.asked_by}（{erasure.asked_at:%Y-%m-%d}）。批准人：{erasure.decided_by}"
            f"（{erasure.decided_at:%Y-%m-%d}）。",
        ),
        closing=(
            "以上事项的姓名、证件号码、电话、住址、反映内容、文书、附件已从工作台中清除；编号、日期、类别、"
            "单位和处理结果保留，供统计使用。",
            "纸质卷宗由监销人在场销毁。本清单永久保存。",
            "监销人（签名）：　　　　　　　　　监销人（签名）：　　　　　　　　　日期：",
        ),
        landscape=True,
    )
