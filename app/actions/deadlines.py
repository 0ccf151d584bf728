"""What is due, why, and the calculator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.actions.desk import Desk
from app.domain.deadlines import Deadline, DueDate, Level, Pause, Rule, compute_due, level
from app.domain.errors import NotFound
from app.files.rules import deadline_rules, published_calendar
from app.storage import cases, clocks


@dataclass(frozen=True, slots=True)
class RunningClock:
    """A running clock with the case it belongs to, masked."""

    number: str
    people: str
    subject: str
    deadline: Deadline
    level: Level


def list_deadlines(desk: Desk, *, on: dt.date | None = None, limit: int = 200) -> list[RunningClock]:
    """The running clocks, nearest first, with their level on a day (default: today)."""
    day = on or desk.today()
    return [
        RunningClock(number, people, subject, clock, level(clock.due_on, day))
        for number, people, subject, clock in clocks.running(desk.store, limit=limit)
    ]


def count_by_level(desk: Desk) -> dict[Level, int]:
    """How many clocks run at each level today; counted in the store, not read."""
    return clocks.count_by_level(desk.store, desk.today())


def why(desk: Desk, *, number: str) -> tuple[DueDate, ...]:
    """Every clock of a case as a calculation: start, steps, rule, article."""
    clock_list = cases.deadlines_of(desk.store, cases.case_id(desk.store, number))
    return tuple(compute(rule=clock.rule, start=clock.starts_on) for clock in clock_list)


def compute(*, rule: str, start: dt.date, extend: int = 0, pauses: Sequence[Pause] = ()) -> DueDate:
    """The calculator: a due date by a rule T1 to T24. ``extend`` in natural days.

    Raises NotFound for an unknown rule and InvalidField for what the rule does not allow.
    """
    known = deadline_rules()
    if rule.upper() not in known:
        raise NotFound("期限规则", rule)
    return compute_due(known[rule.upper()], start, published_calendar(), extend_days=extend, pauses=pauses)


def rules() -> tuple[Rule, ...]:
    """All limits."""
    return tuple(deadline_rules().values())
