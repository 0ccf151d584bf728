"""The day's work as the first page shows it: its parts, its lines, and the act that each line leads to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain import guards
from app.domain.codes import CaseClass, CaseState, Labelled, StationRole
from app.domain.deadlines import Level
from app.domain.procedure import MOVES

S = CaseState
PASSED_ON = frozenset({S.AWAITING_TRANSFER, S.IN_TRANSFER, S.REFERRED})
APPROVE = "approve"
"""Where a line of the leader's leads: not an act of the table, but the decision on one."""
ERASE = "erase"
"""Where a wish to erase cases leads: to its page in the settings."""
ERASURE = "erasure"
"""Where whoever asked to erase cases is led when it was approved or came back: to the same page."""
CONTINUE = "continue"
"""Where what came back from the leader leads: to its form, filled as it was."""
STEPS = {APPROVE: "审批", ERASE: "审批", CONTINUE: "接着改", ERASURE: "看申请"}
"""What these are called."""


class Part(Labelled):
    """The parts of the page, in their order."""

    OVERDUE = "overdue", "已逾期"
    TODAY = "today", "今日到期"
    WEEK = "week", "七日内到期"
    RIGHTS = "rights", "信访人的权利即将届满"
    RETURNED = "returned", "负责人退回，要改的"
    LEADER = "leader", "等负责人审批"
    ERASING = "erasing", "已批准，等销毁"
    HEADQUARTERS = "headquarters", "等上级答复"
    REFERRED = "referred", "等承办单位结果"
    PACKET = "packet", "等装入移送包"
    SERVICE = "service", "等送达回证"
    RATING = "rating", "等满意度评价"
    SEALED = "sealed", "密封事项待移交"
    DRAFTS = "drafts", "没写完的"


DUTIES = (Part.OVERDUE, Part.TODAY, Part.WEEK)
"""The parts whose lines are clocks of the unit's own duties."""


@dataclass(frozen=True, slots=True)
class DayLine:
    """One line; ``people`` is masked, ``act`` the step it leads to (empty: it only shows the case).

    ``on`` is the due date of a clock, else since when it waits; ``days`` how many are left (negative: overdue), or
    how many it has waited. ``key`` is the key of a draft, ``paper`` the 文号 of a paper that waits for its proof, ``wish``
    what was asked of the leader; of one that came back ``subject`` is the leader's word.
    """

    number: str
    what: str
    people: str = ""
    subject: str = ""
    on: dt.date | None = None
    days: int | None = None
    level: Level | None = None
    act: str = ""
    provisional: bool = False
    key: str = ""
    paper: str = ""
    wish: int = 0

    @property
    def act_label(self) -> str:
        """The name of the step that the line leads to."""
        if self.act in STEPS:
            return STEPS[self.act]
        return MOVES[self.act].label if self.act in MOVES else ""

    @property
    def words(self) -> str:
        """The line in one sentence, for the console and for whoever cannot see the table."""
        day = f"{self.on}" + ("（暂定）" if self.provisional else "") if self.on else ""
        level = self.level.label if self.level else ""
        parts = (level, day, self.what, self.number, self.people, self.subject)
        return "　".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class DaySection:
    """One part: how many there are, and the first of them."""

    part: Part
    count: int = 0
    lines: tuple[DayLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """The whole page. ``levels`` counts the running duties; ``soon`` and ``week`` are the days of those levels.

    ``stale``: the calendar or a rule is another than the dates were worked out with, they must be looked through.
    """

    on: dt.date
    levels: Mapping[Level, int] = field(default_factory=dict)
    sections: tuple[DaySection, ...] = ()
    soon: int = 3
    week: int = 7
    stale: bool = False

    def section(self, part: Part) -> DaySection:
        """One part; an empty one when nothing is in it."""
        return next((section for section in self.sections if section.part is part), DaySection(part))


@dataclass(frozen=True, slots=True)
class Where:
    """What of a case and of this unit decides where a line leads."""

    state: CaseState
    case_class: CaseClass | None
    station: StationRole
    competent: bool = False


_WAYS: Mapping[str, tuple[str, ...]] = {
    "T2": ("receipt_notice",), "T3": ("receipt_notice",), "T4": ("objection",), "T5": ("refer",),
    "T6": ("result_received", "conclusion_report"), "T7": ("decision_letter", "reply"),
    "T9": ("review_decision", "record_review"), "T11": ("final_review_decision", "record_final_review"),
    "T13": ("accept", "suggestion_reply", "reply"), "T14": ("cannot_settle", "refer"), "T15": ("decision_letter", "reply"),
    "T21": ("settle",), "T22": ("claim_injury",), "T8": ("review_application",), "T10": ("final_review_application",),
    "T16": ("rate",), "T20": ("follow_up",), "T23": ("follow_up",), "T24": ("follow_up",),
}  # fmt: skip
"""What meets a limit, the first choice first; for a petitioner's right, what helps him to use it."""
_LATE: Mapping[str, tuple[str, ...]] = {"T4": ("receipt_notice",), "T21": ("mediation_failed",)}
"""What is left when the limit is over: objecting is no longer possible then (Art. 23 ¶3)."""


def act_for(rule: str, where: Where, *, overdue: bool = False) -> str:
    """The act that a clock of a rule calls for, as far as the columns of the table allow it; empty for none."""
    ways = _LATE.get(rule) if overdue else None
    if rule in ("T2", "T3") and where.state in PASSED_ON:
        ways = ("transfer_notice",)
    return next((name for name in ways or _WAYS.get(rule, ()) if _open(name, where)), "")


def _open(name: str, where: Where) -> bool:
    """Whether state, class, station and competence let an act be; its other guards are asked when it is opened."""
    move = MOVES[name]
    if where.state not in move.states or where.station not in move.at:
        return False
    if guards.competent in move.guards and not where.competent:
        return False
    return move.classes is None or where.case_class in move.classes
