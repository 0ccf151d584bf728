"""The running clocks over all cases."""

from __future__ import annotations

import datetime as dt
import re

from app.domain.deadlines import Deadline, DeadlineState, Level
from app.domain.petitioners import mask_name
from app.storage.database import Store

_OPEN = "case_id NOT IN (SELECT id FROM cases WHERE sealed = 1)"


def running(store: Store, *, limit: int) -> list[tuple[str, str, str, Deadline]]:
    """Case number, masked people, subject and clock of the running clocks, nearest first; no sealed case."""
    rows = store.rows(
        "SELECT c.number, c.people, c.subject, d.rule, d.name, d.starts_on, d.due_on, d.provisional, d.id"
        " FROM deadlines d INDEXED BY deadlines_running CROSS JOIN cases c ON c.id = d.case_id"
        " WHERE d.state = 'running' AND c.sealed = 0"
        " ORDER BY d.due_on, d.id LIMIT ?",
        limit,
    )
    return [(row["number"], mask_line(row["people"]), row["subject"], _clock(row)) for row in rows]


def _clock(row: dict[str, object]) -> Deadline:
    """A running clock from its row."""
    return Deadline(
        str(row["rule"]),
        str(row["name"]),
        dt.date.fromisoformat(str(row["starts_on"])),
        dt.date.fromisoformat(str(row["due_on"])),
        DeadlineState.RUNNING,
        provisional=bool(row["provisional"]),
        id=int(str(row["id"])),
    )


def count_by_level(store: Store, today: dt.date) -> dict[Level, int]:
    """How many clocks run at each level on a day; those of sealed cases are not counted."""

    def count(condition: str, *days: int) -> int:
        values = [(today + dt.timedelta(days=day)).isoformat() for day in days]
        question = (
            f"SELECT count(*) FROM deadlines WHERE state = 'running' AND due_on {condition} AND {_OPEN}"
        )
        return int(store.value(question, *values))

    return {
        Level.OVERDUE: count("< ?", 0),
        Level.TODAY: count("= ?", 0),
        Level.SOON: count("BETWEEN ? AND ?", 1, 3),
        Level.WEEK: count("BETWEEN ? AND ?", 4, 7),
        Level.NORMAL: count("> ?", 7),
    }


def mask_line(people: str) -> str:
    """王建国等3人 → 王*国等3人; 匿名 stays; a name may have 等 in it."""
    if people == "匿名":
        return people
    others = _AND_OTHERS.search(people)
    return mask_name(people[: others.start()]) + others.group() if others else mask_name(people)


_AND_OTHERS = re.compile(r"等[0-9]+人$")
