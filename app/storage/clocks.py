"""The clocks of a case, and the running clocks over all cases."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from app.domain.deadlines import Deadline, DeadlineState, Level, Pause, Whose
from app.domain.petitioners import mask_line
from app.storage.database import Store

_COLUMNS = (
    "rule, name, starts_on, due_on, state, ended_on, provisional, whose, started_by, ended_by, extended_by,"
    " extend_days, pauses, named_due"
)
INSERT_DEADLINE = f"INSERT INTO deadlines (case_id, {_COLUMNS}) VALUES ({', '.join('?' * 15)})"
_UPDATE = f"UPDATE deadlines SET {_COLUMNS.replace(',', ' = ?,')} = ? WHERE id = ?"
_OPEN = "case_id NOT IN (SELECT id FROM cases WHERE sealed = 1)"


def deadline_values(case_id: int, clock: Deadline) -> tuple[object, ...]:
    """The row of a clock."""
    return (case_id, *_values(clock))


def _values(clock: Deadline) -> tuple[object, ...]:
    """The columns of a clock."""
    pauses = [[pause.first.isoformat(), pause.last.isoformat()] for pause in clock.pauses]
    return (
        clock.rule,
        clock.name,
        clock.starts_on.isoformat(),
        clock.due_on.isoformat(),
        clock.state.value,
        clock.ended_on.isoformat() if clock.ended_on else None,
        clock.provisional,
        clock.whose.value,
        clock.started_by,
        clock.ended_by,
        clock.extended_by,
        clock.extend_days,
        json.dumps(pauses) if pauses else "",
        clock.named_due,
    )


def deadlines_of(store: Store, of_case: int) -> tuple[Deadline, ...]:
    """The clocks of a case, in the order in which they started."""
    rows = store.rows(f"SELECT id, {_COLUMNS} FROM deadlines WHERE case_id = ? ORDER BY id", of_case)
    return tuple(map(read_clock, rows))


def keep_clocks(store: Store, of_case: int, clocks: Iterable[Deadline]) -> None:
    """Write a case's clocks as they stand now, and its nearest due date; unchanged rows are left alone.

    Runs inside the act's transaction. A clock is known by what started it and its rule.
    """
    kept = {(clock.started_by, clock.rule): clock for clock in deadlines_of(store, of_case)}
    for clock in clocks:
        old = kept.pop((clock.started_by, clock.rule), None)
        if old is None:
            store.execute(INSERT_DEADLINE, *deadline_values(of_case, clock))
        elif replace(clock, id=old.id) != old:
            store.execute(_UPDATE, *_values(clock), old.id)
    for gone in kept.values():
        store.execute("DELETE FROM deadlines WHERE id = ?", gone.id)
    refresh_due(store, of_case)


def refresh_due(store: Store, of_case: int) -> None:
    """The nearest due date of the unit's running duties, kept beside the case for lists and filters."""
    store.execute(
        "UPDATE cases SET due_on = (SELECT min(due_on) FROM deadlines WHERE case_id = cases.id"
        " AND state = 'running' AND whose = 'duty') WHERE id = ?",
        of_case,
    )


def running(
    store: Store,
    *,
    limit: int,
    whose: Whose = Whose.DUTY,
    until: dt.date | None = None,
) -> list[tuple[str, str, str, Deadline]]:
    """Case number, masked people, subject and clock of the running clocks, nearest first; no sealed case.

    ``until``: only those that end on or before that day.
    """
    condition, values = (" AND d.due_on <= ?", [until.isoformat()]) if until else ("", [])
    rows = store.rows(
        f"SELECT c.number, c.people, c.subject, d.id, {clock_columns('d')}"
        " FROM deadlines d INDEXED BY deadlines_running CROSS JOIN cases c ON c.id = d.case_id"
        f" WHERE d.state = 'running' AND d.whose = ? AND c.sealed = 0{condition}"
        " ORDER BY d.due_on, d.case_id LIMIT ?",
        whose.value,
        *values,
        limit,
    )
    return [(row["number"], mask_line(row["people"]), row["subject"], read_clock(row)) for row in rows]


def cases_with_running_clocks(store: Store) -> Iterator[int]:
    """The ids of all cases with a running clock, sealed ones too, for working their dates out anew."""
    for row in store.rows("SELECT DISTINCT case_id FROM deadlines WHERE state = 'running' ORDER BY case_id"):
        yield int(row["case_id"])


@dataclass(frozen=True, slots=True)
class KeptClock:
    """A running clock with what a list of moved dates says of its case; of a sealed case ``people`` is empty."""

    case_id: int
    number: str
    people: str
    sealed: bool
    clock: Deadline


def running_clocks(store: Store, rules: Iterable[str]) -> Iterator[KeptClock]:
    """All running clocks of these rules, sealed cases' too, case by case, for working their dates out anew."""
    wanted = tuple(rules)
    rows = store.rows(
        f"SELECT c.id AS of_case, c.number, c.people, c.sealed, d.id, {clock_columns('d')} FROM deadlines d"
        f" JOIN cases c ON c.id = d.case_id WHERE d.state = 'running' AND d.rule IN ({','.join('?' * len(wanted))})"
        " ORDER BY d.case_id, d.id",
        *wanted,
    )
    for row in rows:
        people = "" if row["sealed"] else mask_line(row["people"])
        yield KeptClock(row["of_case"], row["number"], people, bool(row["sealed"]), read_clock(row))


def move_date(store: Store, moved: Deadline) -> None:
    """Keep another date of a clock, and whether it is provisional; inside a transaction."""
    store.execute(
        "UPDATE deadlines SET due_on = ?, provisional = ? WHERE id = ?",
        moved.due_on.isoformat(),
        moved.provisional,
        moved.id,
    )


def clock_columns(table: str) -> str:
    """The columns with their table's name before them."""
    return ", ".join(f"{table}.{column.strip()}" for column in _COLUMNS.split(","))


def read_clock(row: dict[str, Any]) -> Deadline:
    """A clock from its row."""
    pauses = [Pause(*map(dt.date.fromisoformat, pair)) for pair in json.loads(row["pauses"] or "[]")]
    return Deadline(
        row["rule"],
        row["name"],
        dt.date.fromisoformat(row["starts_on"]),
        dt.date.fromisoformat(row["due_on"]),
        DeadlineState(row["state"]),
        dt.date.fromisoformat(row["ended_on"]) if row["ended_on"] else None,
        bool(row["provisional"]),
        row["id"],
        Whose(row["whose"]),
        row["started_by"],
        row["ended_by"],
        row["extended_by"],
        row["extend_days"],
        tuple(pauses),
        bool(row["named_due"]),
    )


def count_by_level(store: Store, today: dt.date, *, soon: int = 3, week: int = 7) -> dict[Level, int]:
    """How many clocks of the unit's duties run at each level on a day; those of sealed cases are not counted.

    ``soon`` and ``week`` are the days of those two levels.
    """

    def count(condition: str, *days: int) -> int:
        values = [(today + dt.timedelta(days=day)).isoformat() for day in days]
        question = (
            "SELECT count(*) FROM deadlines WHERE state = 'running' AND whose = 'duty'"
            f" AND due_on {condition} AND {_OPEN}"
        )
        return int(store.value(question, *values))

    return {
        Level.OVERDUE: count("< ?", 0),
        Level.TODAY: count("= ?", 0),
        Level.SOON: count("BETWEEN ? AND ?", 1, soon),
        Level.WEEK: count("BETWEEN ? AND ?", soon + 1, week),
        Level.NORMAL: count("> ?", week),
    }
