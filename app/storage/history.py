"""The history: appended, never changed; every line carries the hash of the line before."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import Any

from app.domain.cases import TimelineEntry
from app.domain.codes import Role
from app.domain.history import FIRST, Fault, HistoryFault, HistoryHead, HistoryLine
from app.storage.database import Store

FORM = 2
"""The form of the lines written now; form 1 has neither roles nor changes, and its hash does not know its number."""
BATCH = 5_000
_PARTS = "id, at, operator, act, case_number, text, role, was, became, form, previous, hash"


def append(store: Store, line: HistoryLine) -> dt.datetime | None:
    """Add a line to the chain; must run inside the act's own transaction.

    The time of the line before when that is later: the clock ran backwards. None otherwise.
    """
    last = store.row("SELECT id, at, hash FROM history ORDER BY id DESC LIMIT 1")
    number, previous = (last["id"] + 1, last["hash"]) if last else (1, FIRST)
    at, role = line.at.isoformat(timespec="seconds"), ",".join(line.roles)
    parts = (at, line.operator, line.act, line.case_number, line.text, role, line.was, line.became)
    store.execute(
        "INSERT INTO history (id, at, operator, act, case_number, text, role, was, became, form, previous, hash)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        number,
        *parts,
        FORM,
        previous,
        _hash(f"form {FORM}", str(number), previous, *parts),
    )
    return dt.datetime.fromisoformat(last["at"]) if last and last["at"] > at else None


def _hash(*parts: str) -> str:
    """The hash of a line: its parts, each with its length before it, so that none can run into the next."""
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode("utf-8")
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()


def head(store: Store) -> HistoryHead:
    """How long the history is, and the hash of its last line."""
    last = store.row("SELECT id, hash FROM history ORDER BY id DESC LIMIT 1")
    return HistoryHead(last["id"], last["hash"]) if last else HistoryHead(0, FIRST)


def numbers_since(store: Store, lines: int) -> set[str]:
    """Of which cases the lines after so many tell; the empty text among them: a line of no case."""
    found = store.rows("SELECT DISTINCT case_number FROM history WHERE id > ?", lines)
    return {row["case_number"] for row in found}


def hash_of_line(store: Store, number: int) -> str | None:
    """The hash of a line; that before the first of no line; None of one that is not there."""
    if number == 0:
        return FIRST
    found = store.value("SELECT hash FROM history WHERE id = ?", number)
    return None if found is None else str(found)


def backup_heads(store: Store) -> list[tuple[HistoryHead, dt.datetime]]:
    """The heads that the desk noted when it was backed up, oldest first, and when."""
    rows = store.rows("SELECT at, history, head FROM backups WHERE head <> '' ORDER BY id")
    return [(HistoryHead(row["history"], row["head"]), dt.datetime.fromisoformat(row["at"])) for row in rows]


def last_time(store: Store) -> dt.datetime | None:
    """When the last line was written, by the PC's clock."""
    found = store.value("SELECT at FROM history ORDER BY id DESC LIMIT 1")
    return dt.datetime.fromisoformat(found) if found else None


def fault_in(store: Store) -> Iterator[int | HistoryFault]:
    """Walk the chain from its first line: how many lines were proved so far, now and then, and last the first fault if
    there is one. Only a few thousand lines are in memory at a time.

    Raises StoreDamaged when the lines cannot be read at all.
    """
    number, previous, form = 0, FIRST, 1
    lowest = store.value("SELECT min(id) FROM history")
    if lowest is not None and lowest < 1:
        yield HistoryFault(1, Fault.ORDER)
        return
    while rows := _rows_after(store, number):
        for row in rows:
            if fault := fault_of(row, number + 1, previous, form):
                yield HistoryFault(number + 1, fault)
                return
            number, form, previous = row[0], row[9], row[11]
        yield number


def _rows_after(store: Store, number: int) -> list[tuple[Any, ...]]:
    """The next lines, as plain tuples: a million of them are proved."""
    question = f"SELECT {_PARTS} FROM history WHERE id > ? ORDER BY id LIMIT {BATCH}"
    with store.damage_named():
        return list(store.database.execute_sql(question, (number,)).fetchall())


def fault_of(row: tuple[Any, ...], number: int, previous: str, form: int) -> Fault | None:
    """What is wrong with a line that should have a number, and follow a hash and a form."""
    line_id, *parts, own_form, own_previous, own = row
    if line_id != number:
        return Fault.MISSING
    if type(own_form) is int and own_form < form:
        return Fault.DOWNGRADED
    if own != _proof(own_form, number, own_previous, parts):
        return Fault.CHANGED
    return Fault.ORDER if own_previous != previous else None


def _proof(form: int, number: int, previous: str, parts: list[str]) -> str:
    """The hash that a line must have; empty for a form that there is not, and for an old line with new parts."""
    if not all(isinstance(part, str) for part in (previous, *parts)):
        return ""
    if form == 1:
        return "" if any(parts[5:]) else _hash(previous, *parts[:5])
    return _hash(f"form {form}", str(number), previous, *parts) if form == FORM else ""


def timeline(store: Store, case_number: str) -> tuple[TimelineEntry, ...]:
    """A case's part of the history, oldest first."""
    rows = store.rows(
        "SELECT at, operator, act, text, role, was, became FROM history WHERE case_number = ? ORDER BY id",
        case_number,
    )
    return tuple(
        TimelineEntry(
            dt.datetime.fromisoformat(row["at"]),
            row["operator"],
            row["act"],
            row["text"],
            roles_of(row["role"]),
            row["was"],
            row["became"],
        )
        for row in rows
    )


def roles_of(text: str) -> tuple[Role, ...]:
    """The roles that a line keeps; none for an old line."""
    known = {role.value: role for role in Role}
    return tuple(known[word] for word in text.split(",") if word in known)
