"""The history: appended, never changed; every line carries the hash of the line before."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from app.domain.cases import TimelineEntry
from app.storage.database import Store

FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One act: who did what to which case, when. ``text`` is for people to read, in Chinese."""

    at: dt.datetime
    operator: str
    act: str
    text: str
    case_number: str = ""


def append(store: Store, line: HistoryLine) -> None:
    """Add a line to the chain; must run inside the act's own transaction."""
    previous = store.value("SELECT hash FROM history ORDER BY id DESC LIMIT 1") or FIRST
    at = line.at.isoformat(timespec="seconds")
    store.execute(
        "INSERT INTO history (at, operator, act, case_number, text, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
        at,
        line.operator,
        line.act,
        line.case_number,
        line.text,
        previous,
        _hash(previous, at, line.operator, line.act, line.case_number, line.text),
    )


def _hash(*parts: str) -> str:
    """The hash of a line: its parts, each with its length before it, so that none can run into the next."""
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode("utf-8")
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()


def verify(store: Store) -> tuple[int, int | None]:
    """The number of lines, and the id of the first line that does not fit the chain (None: whole).

    Raises StoreDamaged when the lines cannot be read at all.
    """
    with store.damage_named():
        return _verify(store)


def _verify(store: Store) -> tuple[int, int | None]:
    """Walk the chain from its first line."""
    previous, count = FIRST, 0
    question = "SELECT id, at, operator, act, case_number, text, previous, hash FROM history ORDER BY id"
    for row in store.database.execute_sql(question):
        line_id, at, operator, act, case_number, text, stored_previous, stored = row
        count += 1
        if line_id != count or stored_previous != previous:
            return count, count
        if stored != _hash(previous, at, operator, act, case_number, text):
            return count, line_id
        previous = stored
    return count, None


def timeline(store: Store, case_number: str) -> tuple[TimelineEntry, ...]:
    """A case's part of the history, oldest first."""
    rows = store.rows(
        "SELECT at, operator, act, text FROM history WHERE case_number = ? ORDER BY id", case_number
    )
    return tuple(
        TimelineEntry(dt.datetime.fromisoformat(row["at"]), row["operator"], row["act"], row["text"])
        for row in rows
    )
