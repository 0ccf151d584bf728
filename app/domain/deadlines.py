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
    OTHER = "other"
    """Another unit's duty: a review is owed by the level above."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One limit of the law, read from ``resources/rules/deadlines.toml``.

    ``length`` is in ``unit``; 0 means "no number of days in the law" and cannot be computed.
    ``longest_extension`` is in natural days; 0 means it cannot be extended. ``note`` is what a clerk should know
    besides. What the law fixes of a rule stands in ``app.domain.limits``.
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
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """A time that does not count; both days count as paused."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class DueDate:
    """A computed date with its reasons, one sentence in Chinese a step.

    ``provisional``: a day that mattered lies in a year whose holidays nobody has published. ``rolled_from`` is
    the day off from which a right rolled forward; who wants to be safe acts before that day.
    """

    rule: Rule
    starts_on: dt.date
    due_on: dt.date
    provisional: bool
    steps: tuple[str, ...] = field(default=())
    rolled_from: dt.date | None = None


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

    ``extend_days`` are natural days. The order of pauses, and whether they or the extension came first, makes
    no difference. Raises InvalidField when the rule has no number of days, when the extension is longer than
    the law allows, when a pause ends before it begins, or when the end lies beyond the year 9999.
    """
    _check(rule, extend_days, pauses)
    try:
        return _Count(rule, starts_on, calendar, merged(pauses)).due(extend_days)
    except OverflowError as error:
        raise InvalidField("start", "日期太晚，算不出来。请核对起算日和中止期间") from error


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


def merged(pauses: Sequence[Pause]) -> tuple[Pause, ...]:
    """The pauses in order, overlapping and adjoining ones made one, so that no day is left out twice."""
    joined: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: pause.first):
        if joined and (pause.first - joined[-1].last).days <= 1:
            joined[-1] = Pause(joined[-1].first, max(joined[-1].last, pause.last))
        else:
            joined.append(pause)
    return tuple(joined)


class _Count:
    """One calculation: the day it has come to, the steps so far, and the years it had to guess.

    ``pauses`` are in order and apart from each other.
    """

    def __init__(self, rule: Rule, starts_on: dt.date, calendar: Calendar, pauses: Sequence[Pause]) -> None:
        self.rule = rule
        self.starts_on = self.day = starts_on
        self.calendar = calendar
        self.pauses = pauses
        self.guessed: set[int] = set()
        self.steps = [f"起算：{starts_on}，当日不计入（民法典第二百零一条）"]

    def due(self, extend_days: int) -> DueDate:
        """Count the rule's own length, then the extension, then roll; the date with its reasons."""
        count = {Unit.YEARS: self._years, Unit.NATURAL: self._own_days, Unit.WORKING: self._working_days}
        count[self.rule.unit]()
        if extend_days:
            self._natural_days(extend_days)
            self.steps.append(f"延期{extend_days}日，至{self.day}（{self.rule.article}）")
        unrolled = self.day
        self._end_on_a_day_off()
        if self.guessed:
            self.steps.append(f"{min(self.guessed)}年的放假安排尚未公布，此日期为暂定")
        calendar = self.calendar.version or "仅周末"
        source = f"{self.rule.id} {self.rule.name}，{self.rule.article}；日历：{calendar}"
        self.steps.append(f"到期：{self.day}（{source}）")
        return DueDate(
            self.rule,
            self.starts_on,
            self.day,
            bool(self.guessed),
            tuple(self.steps),
            unrolled if unrolled != self.day else None,
        )

    def _own_days(self) -> None:
        """The rule's natural days, in one step, and one more for every pause."""
        length = self.rule.length
        skipped = self._natural_days(length)
        without = f"其中{skipped}日中止不计" if skipped else "周末和节假日计入"
        self.steps.append(f"{length}个自然日，至{self.day}（{without}）")

    def _years(self) -> None:
        """To the same day so many years later; a month without that day ends on its last (民法典 202)."""
        end = _years_later(self.starts_on, self.rule.length)
        last = "（当月没有29日，以月末日为准，民法典第二百零二条）" if end.day != self.starts_on.day else ""
        self.steps.append(f"{self.rule.length}年，至{end}{last}")
        if skipped := self._natural_days((end - self.starts_on).days):
            self.steps.append(f"中止的{skipped}日不计，顺推到{self.day}")

    def _natural_days(self, length: int) -> int:
        """So many natural days on, paused days left out; how many were left out."""
        counted = skipped = 0
        for pause in self.pauses:
            first = max(pause.first, self.day + ONE_DAY)
            free = (first - self.day).days - 1
            if pause.last < first or length - counted <= free:
                continue
            counted += free
            self._say_counted(free, counted)
            skipped += self._leave_out(Pause(first, pause.last))
        if skipped:
            self._say_counted(length - counted, length)
        self.day += (length - counted) * ONE_DAY
        return skipped

    def _say_counted(self, days: int, so_far: int) -> None:
        """Name a run of days that count, before or after a pause."""
        if days:
            self.steps.append(f"{_span(self.day + ONE_DAY, days)} 计入，{days}日，累计{so_far}日")

    def _leave_out(self, pause: Pause) -> int:
        """Go to the end of a pause; how many days it took."""
        days = (pause.last - pause.first).days + 1
        self.steps.append(f"{_span(pause.first, days)} 中止期间，{days}日不计")
        self.day = pause.last
        return days

    def _working_days(self) -> None:
        """So many working days on, each day named with whether it counts and why."""
        left = self.rule.length
        while left:
            day = self.day = self.day + ONE_DAY
            paused = next((pause for pause in self.pauses if pause.first <= day <= pause.last), None)
            if paused:
                self._leave_out(Pause(day, paused.last))
                continue
            self._rely_on(day)
            worked = self.calendar.is_workday(day)
            left -= worked
            word = f"第{self.rule.length - left}个工作日" if worked else "不计"
            named = f"（{self.calendar.name(day)}）" if self.calendar.name(day) else ""
            self.steps.append(f"{day} {self.calendar.why(day)}，{word}{named}")

    def _end_on_a_day_off(self) -> None:
        """A right that ends on a day off rolls on (民法典 203); a duty stays, and is better done before."""
        if not self.rule.rolls_forward:
            self._say_when_to_finish()
            return
        end = self.day
        self._rely_on(self.day)
        while not self.calendar.is_workday(self.day):
            self.day += ONE_DAY
            self._rely_on(self.day)
        if self.day != end:
            off, before = self._day_off(end), self.calendar.previous_workday(end)
            self.steps.append(f"{end}是{off}，信访人的权利顺延到{self.day}（民法典第二百零三条）")
            self.steps.append(f"为稳妥，最好在前一个工作日{before}或更早提出")

    def _say_when_to_finish(self) -> None:
        """Point at the last working day before a duty that ends on a day off."""
        if self.rule.whose is Whose.DUTY and not self.calendar.is_workday(self.day):
            before = self.calendar.previous_workday(self.day)
            if before > self.starts_on:
                off = self._day_off(self.day)
                self.steps.append(f"{self.day}是{off}，单位的义务不顺延，最好在前一个工作日{before}办完")

    def _day_off(self, day: dt.date) -> str:
        """周末, or 节假日 with its name."""
        name = self.calendar.name(day)
        return f"{self.calendar.why(day)}（{name}）" if name else self.calendar.why(day)

    def _rely_on(self, day: dt.date) -> None:
        """Remember the year of a day whose being worked matters and was never published."""
        if not self.calendar.is_published(day):
            self.guessed.add(day.year)


def _span(first: dt.date, days: int) -> str:
    """One day, or the first and the last of several."""
    return str(first) if days == 1 else f"{first}至{first + (days - 1) * ONE_DAY}"


def _years_later(day: dt.date, years: int) -> dt.date:
    """The same day so many years later; 29 February becomes the last day of February. Raises OverflowError."""
    if day.year + years > dt.MAXYEAR:
        raise OverflowError
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def level(due_on: dt.date, today: dt.date, *, soon: int = 3, week: int = 7) -> Level:
    """How near a running clock is to its end; ``soon`` and ``week`` are the days of those levels."""
    days = (due_on - today).days
    if days < 0:
        return Level.OVERDUE
    if days == 0:
        return Level.TODAY
    if days <= soon:
        return Level.SOON
    return Level.WEEK if days <= week else Level.NORMAL


@dataclass(frozen=True, slots=True)
class Near:
    """From how many days before its end a clock is called soon, and due within the week."""

    soon: int = 3
    week: int = 7

    def level(self, due_on: dt.date, today: dt.date) -> Level:
        """How near a running clock is to its end."""
        return level(due_on, today, soon=self.soon, week=self.week)


def state_on(deadline: Deadline, today: dt.date) -> str:
    """The word that the console prints for a clock: running, overdue, lapsed (a right), met, met_late, stopped."""
    if deadline.state is DeadlineState.RUNNING and deadline.due_on < today:
        return Level.OVERDUE.value if deadline.whose is Whose.DUTY else "lapsed"
    return deadline.state.value
