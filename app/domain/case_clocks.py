"""The clocks of one case, worked out anew from its acts: what starts, extends, pauses, meets and ends each.

Nothing is kept by hand: an act that is taken back simply counts no more, and every date stands as it stood.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain.acts import ActRecord
from app.domain.codes import CaseClass
from app.domain.deadlines import Deadline, DeadlineState, DueDate, Pause, Rule, Whose, compute_due
from app.domain.documents import DocumentKind
from app.domain.moves import ALL_CLOCKS, DUTIES, OWED_UPWARD, Move, Start
from app.domain.procedure import MOVES
from app.domain.workdays import Calendar

RUNNING = DeadlineState.RUNNING
RECEIPT = frozenset({"T2", "T3"})
"""The clocks that begin when a case comes in (Art. 23)."""


@dataclass
class _Walk:
    """The clocks so far, while the acts are walked through."""

    rules: Mapping[str, Rule]
    calendar: Calendar
    clocks: list[Deadline]
    held: Mapping[tuple[int, str], Deadline]
    done: list[ActRecord] = field(default_factory=list)

    def take(self, record: ActRecord) -> None:
        """One act more: it pauses, extends, ends and starts."""
        move = MOVES.get(record.act)
        if move is None:
            return
        self.clocks = [self._touched(clock, move, record) for clock in self.clocks]
        self.clocks += [made for start in move.starts if (made := self._started(start, record))]
        self.done.append(record)

    def _touched(self, clock: Deadline, move: Move, record: ActRecord) -> Deadline:
        """A running clock after an act."""
        if clock.state is not RUNNING:
            return clock
        if clock.rule in move.pauses:
            clock = self._again(replace(clock, pauses=(*clock.pauses, pause_of(record))))
        if clock.rule == move.extends:
            days = int(record.fields.get("days") or 0)
            clock = self._again(replace(clock, extend_days=days, extended_by=record.id))
        if clock.rule in move.stops:
            late = record.on > clock.due_on
            state = DeadlineState.MET_LATE if late else DeadlineState.MET
            return replace(clock, state=state, ended_on=record.on, ended_by=record.id)
        if clock.rule in move.halts or _falls_under(clock, move.halts):
            return replace(clock, state=DeadlineState.STOPPED, ended_on=record.on, ended_by=record.id)
        return clock

    def _again(self, clock: Deadline) -> Deadline:
        """A clock with its date worked out anew, unless it stands and only calendar or rules have changed."""
        return held_date(due_again(clock, self.rules, self.calendar), self.held)

    def _started(self, start: Start, record: ActRecord) -> Deadline | None:
        """The clock that an act starts, when its conditions hold."""
        if start.rule not in self.rules or not self._holds(start, record):
            return None
        starts_on = self._start_day(start, record)
        if starts_on is None:
            return None
        rule = self.rules[start.rule]
        whose = Whose.OTHER if start.by and _owed_elsewhere(start, record) else rule.whose
        clock = Deadline(rule.id, rule.name, starts_on, starts_on, RUNNING, whose=whose, started_by=record.id)
        if start.due_field:
            return replace(clock, due_on=record.date(start.due_field), named_due=True)
        return self._again(clock)

    def _holds(self, start: Start, record: ActRecord) -> bool:
        """Whether a start is meant for this act."""
        names = {earlier.act for earlier in self.done}
        if (start.after and start.after not in names) or (start.unless and start.unless in names):
            return False
        if start.documents and DocumentKind(record.extra.get("kind", "slip")) not in start.documents:
            return False
        chosen = record.extra.get("class", "")
        return not start.classes or (bool(chosen) and CaseClass(chosen) in start.classes)

    def _start_day(self, start: Start, record: ActRecord) -> dt.date | None:
        """The day from which it runs; None when that is not known."""
        if start.from_receipt:
            return next((c.starts_on for c in reversed(self.clocks) if c.rule in RECEIPT), record.on)
        if start.from_act:
            earlier = [done for done in self.done if done.act == start.from_act]
            return earlier[-1].on if earlier else None
        if start.field:
            return record.date(start.field) if record.fields.get(start.field) else None
        return record.on


def _owed_elsewhere(start: Start, record: ActRecord) -> bool:
    """Whether the named unit is another than the one that entered the act."""
    return record.fields.get(start.by, "") not in ("", record.extra.get("unit", ""))


def _falls_under(clock: Deadline, halts: frozenset[str]) -> bool:
    """Whether a clock is among all, or all duties, that an act ends."""
    every = ALL_CLOCKS in halts or (DUTIES in halts and clock.whose is Whose.DUTY)
    return every and clock.rule not in OWED_UPWARD


def pause_of(record: ActRecord) -> Pause:
    """The time that a hearing takes out (Art. 36 ¶2)."""
    return Pause(record.date("first"), record.date("last"))


def due_again(clock: Deadline, rules: Mapping[str, Rule], calendar: Calendar) -> Deadline:
    """A clock with its due date worked out from its rule, extension and pauses; a named date stays."""
    if clock.named_due or clock.rule not in rules or not rules[clock.rule].length:
        return clock
    due = due_of(clock, rules, calendar)
    return replace(clock, due_on=due.due_on, provisional=due.provisional)


def due_of(clock: Deadline, rules: Mapping[str, Rule], calendar: Calendar) -> DueDate:
    """The calculation of a clock's date with every step. Raises InvalidField as compute_due does.

    An extension or pause that stands was lawful when it was given; a unit that changes its rule later does not
    undo it.
    """
    rule = rules[clock.rule]
    rule = replace(
        rule,
        longest_extension=max(rule.longest_extension, clock.extend_days),
        pausable=rule.pausable or bool(clock.pauses),
    )
    return compute_due(rule, clock.starts_on, calendar, extend_days=clock.extend_days, pauses=clock.pauses)


def held_date(clock: Deadline, held: Mapping[tuple[int, str], Deadline]) -> Deadline:
    """A clock with the date that stands for it, as long as start, extension and pauses are the same.

    A changed calendar or rule moves no date by itself: the moved dates are shown, confirmed and recorded first.
    """
    stands = held.get((clock.started_by, clock.rule))
    if stands is None or _basis(stands) != _basis(clock):
        return clock
    return replace(clock, due_on=stands.due_on, provisional=stands.provisional)


def _basis(clock: Deadline) -> tuple[object, ...]:
    """What a date is worked out from, calendar and rule aside."""
    return clock.starts_on, clock.extend_days, clock.pauses


def clocks_of(
    kept: Sequence[Deadline],
    records: Sequence[ActRecord],
    rules: Mapping[str, Rule],
    calendar: Calendar,
    *,
    hold: bool = True,
) -> tuple[Deadline, ...]:
    """All clocks of a case, from those kept and its standing acts, oldest first.

    Of ``kept`` only the clocks that registering started count; one that an earlier program ended stays ended.
    ``hold`` leaves a date as it is kept when nothing but calendar or rules would move it.
    """
    held = {(clock.started_by, clock.rule): clock for clock in kept} if hold else {}
    first = [_fresh(clock, rules, calendar, held) for clock in kept if not clock.started_by]
    walk = _Walk(rules, calendar, first, held)
    for record in records:
        if record.stands:
            walk.take(record)
    return tuple(walk.clocks)


def _fresh(
    clock: Deadline,
    rules: Mapping[str, Rule],
    calendar: Calendar,
    held: Mapping[tuple[int, str], Deadline],
) -> Deadline:
    """A first clock as it was before any act."""
    if clock.state is not RUNNING and not clock.ended_by:
        return clock
    fresh = replace(clock, state=RUNNING, ended_on=None, ended_by=0, extend_days=0, extended_by=0, pauses=())
    return held_date(due_again(fresh, rules, calendar), held)
