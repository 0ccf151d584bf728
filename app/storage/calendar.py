"""The administrator's own days and years above the published calendar."""

from __future__ import annotations

import datetime as dt
import json
from typing import NamedTuple

from app.domain.workdays import DayKind, OwnDay, OwnYear
from app.storage.database import Store
from app.storage.station import next_serial

_CONTENTS = (
    "SELECT (SELECT json_group_array(json_array(day, kind, note)) FROM"
    " (SELECT day, kind, note FROM calendar_days ORDER BY day)) AS days,"
    " (SELECT json_group_array(json_array(year, source, at)) FROM"
    " (SELECT year, source, at FROM calendar_years ORDER BY year)) AS years"
)


class Contents(NamedTuple):
    """Both tables as text: equal contents are the same calendar, whoever wrote them and from which process."""

    days: str
    years: str


def contents(store: Store) -> Contents:
    """All own days and years in one question, to be compared or to be read by ``days_in`` and ``years_in``."""
    row = store.row(_CONTENTS) or {}
    return Contents(str(row.get("days", "[]")), str(row.get("years", "[]")))


def days_in(content: Contents) -> list[OwnDay]:
    """The own days, in order."""
    return [
        OwnDay(dt.date.fromisoformat(day), DayKind(kind), note)
        for day, kind, note in json.loads(content.days)
    ]


def years_in(content: Contents) -> list[OwnYear]:
    """The years declared as published, in order."""
    return [OwnYear(year, source, at) for year, source, at in json.loads(content.years)]


def edits(store: Store) -> int:
    """How often the own calendar was edited: another number, and dates may have been worked out by another calendar,
    even if it reads now as it did before."""
    return int(store.value("SELECT last FROM serials WHERE kind = 'calendar' AND scope = 'edits'") or 0)


def _count_edit(store: Store) -> None:
    """Note an edit; inside its transaction."""
    next_serial(store, "calendar", "edits")


def put_days(store: Store, days: list[OwnDay]) -> None:
    """Keep own days; an earlier entry of the same day is replaced."""
    _count_edit(store)
    store.execute_many(
        "INSERT OR REPLACE INTO calendar_days (day, kind, note) VALUES (?, ?, ?)",
        [(entry.day.isoformat(), entry.kind.value, entry.note) for entry in days],
    )


def drop_day(store: Store, day: dt.date) -> bool:
    """Forget the entry of a day; whether there was one."""
    _count_edit(store)
    return bool(store.rows("DELETE FROM calendar_days WHERE day = ? RETURNING day", day.isoformat()))


def put_year(store: Store, year: int, source: str, at: dt.datetime) -> None:
    """Declare a year as published; ``source`` says by what."""
    _count_edit(store)
    store.execute(
        "INSERT OR REPLACE INTO calendar_years (year, source, at) VALUES (?, ?, ?)",
        year,
        source,
        at.isoformat(timespec="seconds"),
    )


def drop_year(store: Store, year: int) -> bool:
    """Take a declaration back; whether there was one."""
    _count_edit(store)
    return bool(store.rows("DELETE FROM calendar_years WHERE year = ? RETURNING year", year))
