"""Which clock runs, when it ends and why (domain facts, section 2; rules T1 to T24 are data).

Counting: the start day is not counted (民法典 201). A unit's own duty never rolls forward over a
holiday; a petitioner's right does (民法典 203), when its rule says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.codes import Labelled
from app.domain.errors import InvalidField
from app.domain.workdays import ONE_DAY, Calendar


class Unit(Labelled):
    """What a limit is counted in."""

    NATURAL = "natural_days", "自然日"
    WORKING = "working_days", "工作日"
    YEARS = "years", "年"


class DeadlineState(Labelled):
    """Where a clock stands."""

    RUNNING = "running", "在计时"
    MET = "met", "已按期完成"
    MET_LATE = "met_late", "逾期完成"
    STOPPED = "stopped", "已停止"


class Level(Labelled):
    """How near a due date is; the word and the shape say it, colour only helps."""

    NORMAL = "normal", "正常"
    WEEK = "week", "七日内到期"
    SOON = "soon", "三日内到期"
    TODAY = "today", "今日到期"
    OVERDUE = "overdue", "已逾期"


class Whose(StrEnum):
    """Whose limit it is: a duty of the unit or a right of the petitioner."""

    DUTY = "duty"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Rule:
    """One limit of the law, read from ``resources/rules/deadlines.toml``.

    ``length`` is in ``unit``; 0 means "no number of days in the law" and cannot be computed.
    ``longest_extension`` is in natural days; 0 means it cannot be extended.
    """

    id: str
    name: str
    trigger: str
    length: int
    unit: Unit
    article: str
    whose: Whose = Whose.DUTY
    longest_extension: int = 0
    extended_by: str = ""
    rolls_forward: bool = False
    pausable: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """A time that does not count; both days count as paused."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class DueDate:
    """A computed date with its reasons, one sentence in Chinese a step."""

    rule: Rule
    starts_on: dt.date
    due_on: dt.date
    provisional: bool
    steps: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Deadline:
    """A clock of one case, as it is kept.

    ``started_by``, ``ended_by`` and ``extended_by`` are ids of acts (0: registration, or none). ``named_due`` says
    that the due date was named by the sender (T6) and is not computed.
    """

    rule: str
    name: str
    starts_on: dt.date
    due_on: dt.date
    state: DeadlineState
    ended_on: dt.date | None = None
    provisional: bool = False
    id: int = 0
    whose: Whose = Whose.DUTY
    started_by: int = 0
    ended_by: int = 0
    extended_by: int = 0
    extend_days: int = 0
    pauses: tuple[Pause, ...] = ()
    named_due: bool = False


def compute_due(
    rule: Rule,
    starts_on: dt.date,
    calendar: Calendar,
    *,
    extend_days: int = 0,
    pauses: Sequence[Pause] = (),
) -> DueDate:
    """The due date of a rule that starts on a day, with every step of the calculation.

    ``extend_days`` are natural days. Raises InvalidField when the rule has no number of days, when the
    extension is longer than the law allows, or when a pause ends before it begins.
    """
    _check(rule, extend_days, pauses)
    steps = [f"起算：{starts_on}，当日不计入（民法典第二百零一条）"]
    day = _count(rule, starts_on, calendar, pauses, steps)
    if extend_days:
        day = _add_natural(day, extend_days, pauses, steps)
        steps.append(f"延期{extend_days}日，至{day}（{rule.article}）")
    rolled = calendar.next_workday(day) if rule.rolls_forward else day
    if rolled != day:
        steps.append(f"{day}是{calendar.why(day)}，信访人的权利顺延到{rolled}（民法典第二百零三条）")
    provisional = (rule.unit is Unit.WORKING or rule.rolls_forward) and not calendar.is_published(rolled)
    if provisional:
        steps.append(f"{rolled.year}年的放假安排尚未公布，此日期为暂定")
    steps.append(
        f"到期：{rolled}（{rule.id} {rule.name}，{rule.article}；日历：{calendar.version or '仅周末'}）"
    )
    return DueDate(rule, starts_on, rolled, provisional, tuple(steps))


def _check(rule: Rule, extend_days: int, pauses: Sequence[Pause]) -> None:
    """Refuse what the rule does not allow."""
    if rule.length <= 0:
        raise InvalidField("rule", f"{rule.id}（{rule.name}）没有法定天数，不能计算")
    if extend_days < 0 or extend_days > rule.longest_extension:
        allowed = f"最多延长{rule.longest_extension}日" if rule.longest_extension else "不得延长"
        raise InvalidField("extend", f"{rule.id}（{rule.name}）{allowed}（{rule.article}）")
    if any(pause.last < pause.first for pause in pauses):
        raise InvalidField("pause", "中止的结束日期早于开始日期")
    if pauses and not rule.pausable:
        raise InvalidField("pause", f"{rule.id}（{rule.name}）的期限不得中止（{rule.article}）")


def _count(
    rule: Rule, starts_on: dt.date, calendar: Calendar, pauses: Sequence[Pause], steps: list[str]
) -> dt.date:
    """Count the rule's own length from the day after the start."""
    if rule.unit is Unit.YEARS:
        day = _add_years(starts_on, rule.length)
        steps.append(f"{rule.length}年，至{day}")
        return day
    if rule.unit is Unit.NATURAL:
        return _add_natural(starts_on, rule.length, pauses, steps)
    return _add_working(starts_on, rule.length, calendar, pauses, steps)


def _add_years(day: dt.date, years: int) -> dt.date:
    """The same day so many years later; 29 February becomes the last day of February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _add_natural(day: dt.date, length: int, pauses: Sequence[Pause], steps: list[str]) -> dt.date:
    """So many natural days on, paused days left out."""
    left, skipped = length, 0
    if not pauses:
        day, left = day + length * ONE_DAY, 0
    while left:
        day += ONE_DAY
        if any(pause.first <= day <= pause.last for pause in pauses):
            skipped += 1
        else:
            left -= 1
    steps.append(f"{length}个自然日，至{day}" + (f"（其中{skipped}日中止不计）" if skipped else ""))
    return day


def _add_working(
    day: dt.date, length: int, calendar: Calendar, pauses: Sequence[Pause], steps: list[str]
) -> dt.date:
    """So many working days on, each day named with whether it counts and why."""
    left = length
    while left:
        day += ONE_DAY
        if any(pause.first <= day <= pause.last for pause in pauses):
            steps.append(f"{day} 中止期间，不计")
        elif calendar.is_workday(day):
            left -= 1
            steps.append(f"{day} {calendar.why(day)}，第{length - left}个工作日")
        else:
            steps.append(f"{day} {calendar.why(day)}，不计")
    return day


def level(due_on: dt.date, today: dt.date) -> Level:
    """How near a running clock is to its end."""
    days = (due_on - today).days
    if days < 0:
        return Level.OVERDUE
    if days == 0:
        return Level.TODAY
    if days <= 3:
        return Level.SOON
    return Level.WEEK if days <= 7 else Level.NORMAL


def state_on(deadline: Deadline, today: dt.date) -> str:
    """The word that the console prints for a clock: running, overdue, lapsed (a right), met, met_late, stopped."""
    if deadline.state is DeadlineState.RUNNING and deadline.due_on < today:
        return Level.OVERDUE.value if deadline.whose is Whose.DUTY else "lapsed"
    return deadline.state.value
