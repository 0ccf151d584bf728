"""When somebody last looked at a case, and what the history and the case got since."""

from __future__ import annotations

import datetime as dt

from app.domain.cases import TimelineEntry
from app.domain.codes import Role
from app.storage.database import Store


def last_look(store: Store, case_id: int, operator: str) -> tuple[int, dt.datetime] | None:
    """Up to which line of the history somebody saw a case, and when; None for never."""
    row = store.row(
        "SELECT history_id, at FROM case_looks WHERE case_id = ? AND operator = ?", case_id, operator
    )
    return (row["history_id"], dt.datetime.fromisoformat(row["at"])) if row else None


def put_look(store: Store, case_id: int, operator: str, *, head: int, at: dt.datetime) -> None:
    """Note that somebody saw a case up to a line of the history; never less than he saw before."""
    store.execute(
        "INSERT INTO case_looks (case_id, operator, history_id, at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (case_id, operator) DO UPDATE SET history_id = max(history_id, excluded.history_id),"
        " at = excluded.at",
        case_id,
        operator,
        head,
        at.isoformat(timespec="seconds"),
    )


def newest_line(store: Store, number: str) -> int:
    """The newest line of the history about a case; 0 for none."""
    return int(store.value("SELECT max(id) FROM history WHERE case_number = ?", number) or 0)


def lines_after(store: Store, number: str, head: int) -> tuple[TimelineEntry, ...]:
    """The lines about a case after one, oldest first."""
    rows = store.rows(
        "SELECT at, operator, act, text, role, was, became FROM history WHERE case_number = ? AND id > ? ORDER BY id",
        number,
        head,
    )
    return tuple(
        TimelineEntry(
            dt.datetime.fromisoformat(row["at"]),
            row["operator"],
            row["act"],
            row["text"],
            tuple(Role(one) for one in row["role"].split(",") if one),
            row["was"],
            row["became"],
        )
        for row in rows
    )


def newest_notes(store: Store, case_id: int, count: int) -> list[str]:
    """The notes that were written last, the newest first."""
    rows = store.rows(
        "SELECT text FROM handling_notes WHERE case_id = ? ORDER BY id DESC LIMIT ?", case_id, count
    )
    return [row["text"] for row in rows]


def attached_since(store: Store, case_id: int, at: dt.datetime) -> list[str]:
    """The names of the files that were added since, the newest first."""
    rows = store.rows(
        "SELECT name FROM attachments WHERE case_id = ? AND added_at >= ? ORDER BY id DESC",
        case_id,
        at.isoformat(timespec="seconds"),
    )
    return [row["name"] for row in rows]
