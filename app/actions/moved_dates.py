"""Dates that a changed calendar or rule would move: listed old → new, confirmed or kept, and recorded.

An act never moves a standing date because of calendar or rules (``clocks_of(hold=True)``). Here all running clocks
are worked out anew. A running clock's date follows from its start, extension and pauses alone, so that the clock
itself is enough and no act is read.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Generator, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from app.actions.calendar import desk_calendar
from app.actions.desk import Desk
from app.actions.sealed import may_see
from app.domain.case_clocks import due_again
from app.domain.changes import Changes, Progress
from app.domain.codes import Role
from app.domain.deadlines import Deadline, Rule, Unit
from app.domain.documents import ListColumn, ListContent
from app.domain.errors import NotAllowed
from app.files.rules import deadline_rules, rules_version
from app.storage import calendar as calendars
from app.storage import cases, clocks
from app.storage.clocks import KeptClock
from app.storage.station import get_setting, put_setting

BASIS = "dates_basis"
"""The setting that says with which calendar and rules all dates were worked out."""
STEP = 250
"""Clocks between two words of progress."""


@dataclass(frozen=True, slots=True)
class MovedDate:
    """A date that would move, or become firm or provisional. Of a sealed case ``people`` is empty.

    ``id`` is the clock's, for ``confirm_moved``.
    """

    number: str
    people: str
    rule: str
    name: str
    old: str
    new: str
    provisional_before: bool
    provisional_after: bool
    id: int

    @property
    def change(self) -> str:
        """T4 2027-01-08 → 2027-01-11, each with 暂定 where it is."""
        old, new = _dated(self.old, self.provisional_before), _dated(self.new, self.provisional_after)
        return f"{self.rule} {old} → {new}"


@dataclass(frozen=True, slots=True)
class MovedDates:
    """What would move, as far as this operator may see it: dates of other sealed cases are not even counted."""

    dates: tuple[MovedDate, ...] = ()

    @property
    def count(self) -> int:
        """All of them."""
        return len(self.dates)


@dataclass(frozen=True, slots=True)
class _Move:
    """A kept clock and the clock as it would be."""

    kept: KeptClock
    moved: Deadline

    @property
    def shown(self) -> MovedDate:
        """As the list shows it."""
        old, new = self.kept.clock, self.moved
        return MovedDate(
            self.kept.number,
            self.kept.people,
            old.rule,
            old.name,
            old.due_on.isoformat(),
            new.due_on.isoformat(),
            old.provisional,
            new.provisional,
            old.id,
        )


def remember_basis(desk: Desk) -> None:
    """The present calendar and rules are those that all dates follow, as on a new desk. Inside a transaction."""
    put_setting(desk.store, BASIS, _basis(desk))


def dates_are_stale(desk: Desk) -> bool:
    """Whether calendar or rules are others than all dates were worked out with; versions are compared, nothing is
    computed."""
    return bool(get_setting(desk.store, BASIS) != _basis(desk))


def moved_dates(desk: Desk) -> Generator[Progress, None, MovedDates]:
    """Work all running clocks out anew and list every date that would move; nothing moves yet.

    When none would that this operator may see, sealed cases follow, and the present calendar and rules are remembered
    as those that all dates follow.
    """
    moves = yield from _moves(desk)
    seen = _seen(desk, moves)
    shown = tuple(move.shown for move in moves if move.kept.number in seen)
    if not shown:
        with desk.store.transaction():
            _move(desk, moves, {move.moved.id for move in moves})
    return MovedDates(shown)


def confirm_moved(desk: Desk, *, ids: Collection[int] | None = None) -> Changes:
    """Move the dates, in one transaction: all of them, or those of ``ids``; the others are kept as they stand.

    Sealed cases that this operator may not see follow the calendar: nobody here can judge them. One line of history
    a case says old and new. Raises NotAllowed for anybody but a clerk or a leader.
    """
    if not {Role.CLERK, Role.LEADER} & set(desk.operator.roles):
        raise NotAllowed("期限变动由登记员或负责人确认")
    with desk.store.transaction():
        moves = _exhausted(_moves(desk))
        seen = _seen(desk, moves)
        taken = {m.moved.id for m in moves if ids is None or m.moved.id in ids or m.kept.number not in seen}
        _move(desk, moves, taken)
    numbers = tuple(dict.fromkeys(move.kept.number for move in moves if move.kept.number in seen))
    return Changes(numbers, settings=("dates",), bulk=len(numbers) > 1)


def _move(desk: Desk, moves: list[_Move], taken: Collection[int]) -> None:
    """Keep the new dates that were taken, write the history, and remember what all dates follow now."""
    for move in moves:
        if move.moved.id in taken:
            clocks.move_date(desk.store, move.moved)
    _record(desk, moves, taken)
    remember_basis(desk)


def moved_pdf(desk: Desk, moved: MovedDates) -> bytes:
    """The list of moved dates to print; names masked."""
    from app.files.list_pdf import render_list  # here: reportlab costs start-up time

    out = io.BytesIO()
    render_list(moved_list(desk, moved), out)
    return out.getvalue()


def moved_list(desk: Desk, moved: MovedDates) -> ListContent:
    """The list of moved dates as it prints; without those of sealed cases, which have no place on a sheet."""
    return ListContent(
        unit=desk.station.unit_name,
        title="期限变动确认表",
        columns=(
            ListColumn("编号", 5),
            ListColumn("信访人", 2.4),
            ListColumn("期限", 3.4),
            ListColumn("原到期日", 3, centred=True),
            ListColumn("新到期日", 3, centred=True),
            ListColumn("确认", 1.6, centred=True),
        ),
        rows=tuple(_row(date) for date in moved.dates if date.people),
        made_on=desk.today(),
        notes=(
            f"现在的日历：{desk_calendar(desk).version}",
            "日历或期限规则修改后，下列期限须经确认才变动。",
        ),
        closing=("确认人：＿＿＿＿＿＿＿＿　　日期：＿＿＿＿＿＿＿＿",),
    )


def _row(date: MovedDate) -> tuple[str, ...]:
    """A line of the printed list."""
    old, new = _dated(date.old, date.provisional_before), _dated(date.new, date.provisional_after)
    return (date.number, date.people, f"{date.rule} {date.name}", old, new, "")


def _dated(day: str, provisional: bool) -> str:
    """A date with its word."""
    return day + ("（暂定）" if provisional else "")


def _basis(desk: Desk) -> dict[str, object]:
    """What dates are worked out with now."""
    return {
        "calendar": desk_calendar(desk).version,
        "edits": calendars.edits(desk.store),
        "rules": rules_version(desk.rules_folder),
    }


def _moves(desk: Desk) -> Generator[Progress, None, list[_Move]]:
    """Every running clock whose date would be another, with the words of progress."""
    yield Progress(0, 0, "核对期限")
    rules, calendar = deadline_rules(desk.rules_folder), desk_calendar(desk)
    kept = list(clocks.running_clocks(desk.store, _rules_to_ask(desk, rules)))
    moves = []
    for place, one in enumerate(kept):
        if place % STEP == 0:
            yield Progress(place, len(kept), "核对期限")
        moved = due_again(one.clock, rules, calendar)
        if (moved.due_on, moved.provisional) != (one.clock.due_on, one.clock.provisional):
            moves.append(_Move(one, moved))
    return moves


def _rules_to_ask(desk: Desk, rules: Mapping[str, Rule]) -> Iterable[str]:
    """All rules that are computed; when only the calendar is another, those that ask it."""
    known = (get_setting(desk.store, BASIS) or {}).get("rules")
    only_calendar = known == rules_version(desk.rules_folder)
    return [
        rule.id
        for rule in rules.values()
        if rule.length and (not only_calendar or rule.unit is Unit.WORKING or rule.rolls_forward)
    ]


def _seen(desk: Desk, moves: Iterable[_Move]) -> set[str]:
    """The numbers that this operator may see."""
    numbers = {move.kept.number: move.kept.sealed for move in moves}
    return {
        number
        for number, sealed in numbers.items()
        if not sealed or may_see(desk, cases.get_case(desk.store, number))
    }


def _record(desk: Desk, moves: list[_Move], taken: Collection[int]) -> None:
    """One line of history a case, and its nearest due date; of a sealed case only that it was done."""
    version = desk_calendar(desk).version
    for case_id, of_case in groupby(moves, lambda move: move.kept.case_id):
        found = list(of_case)
        clocks.refresh_due(desk.store, case_id)
        words = (
            ""
            if found[0].kept.sealed
            else "：" + "；".join(_words(m, taken) for m in found) + f"（日历：{version}）"
        )
        desk.record("move_dates", f"期限重算{words}", found[0].kept.number)


def _words(move: _Move, taken: Collection[int]) -> str:
    """What happened to one date."""
    date = move.shown
    if move.moved.id in taken:
        return date.change
    return f"{date.rule} 保持{_dated(date.old, date.provisional_before)}，重算为{_dated(date.new, date.provisional_after)}"


def _exhausted(work: Generator[Progress, None, list[_Move]]) -> list[_Move]:
    """The result of long work, without a word on the way: it runs inside a transaction."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: list[_Move] = end.value
            return found
