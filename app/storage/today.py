"""The day's questions: first lines and counts, each over an index, none of a sealed case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.codes import CaseClass, CaseState
from app.domain.deadlines import Deadline, Whose
from app.domain.petitioners import mask_line
from app.storage.clocks import clock_columns, read_clock
from app.storage.database import Store

_CASE = "c.number, c.people, c.subject, c.state, c.class"
_SEALED = "SELECT id FROM cases WHERE sealed = 1"
_AWAY = "SELECT id FROM cases WHERE sealed = 0 AND state IN ('in_transfer', 'transferred')"
_WITHOUT_PROOF = "d.serve = 1 AND d.served_on IS NULL AND d.withdrawn_at IS NULL"


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case as a line of the day: ``people`` masked, ``since`` the day from which it waits, ``what`` a paper."""

    number: str
    people: str
    subject: str
    state: CaseState
    case_class: CaseClass | None
    since: dt.date | None = None
    what: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Span:
    """Which running clocks are meant: whose, due from one day to another.

    ``only`` names the rules wanted (none: all); those of ``longer`` are wanted up to ``longer_to``.
    """

    whose: Whose
    first: dt.date
    last: dt.date
    only: tuple[str, ...] = ()
    longer: tuple[str, ...] = ()
    longer_to: dt.date | None = None

    def condition(self) -> tuple[str, list[object]]:
        """The WHERE of the question over ``deadlines d``, and its values."""
        end = max(self.last, self.longer_to or self.last)
        parts = ["d.state = 'running' AND d.whose = ? AND d.due_on BETWEEN ? AND ?"]
        values: list[object] = [self.whose.value, self.first.isoformat(), end.isoformat()]
        if self.only:
            parts.append(f"d.rule IN ({_marks(self.only)})")
            values += self.only
        if end > self.last:
            parts.append(f"(d.due_on <= ? OR d.rule IN ({_marks(self.longer)}))")
            values += [self.last.isoformat(), *self.longer]
        return " AND ".join(parts), values


def due_lines(store: Store, span: Span, *, limit: int) -> list[tuple[CaseLine, Deadline]]:
    """The first clocks of a span with their cases, nearest first."""
    condition, values = span.condition()
    rows = store.rows(
        f"SELECT c.number, c.people, c.subject, c.state AS of_case, c.class, d.id, {clock_columns('d')}"
        " FROM deadlines d INDEXED BY deadlines_running"
        f" CROSS JOIN cases c ON c.id = d.case_id WHERE {condition} AND c.sealed = 0"
        " ORDER BY d.due_on, d.case_id LIMIT ?",
        *values,
        limit,
    )
    return [(_case({**row, "state": row["of_case"]}), read_clock(row)) for row in rows]


def count_due(store: Store, span: Span) -> int:
    """How many clocks a span has."""
    condition, values = span.condition()
    question = f"SELECT count(*) FROM deadlines d INDEXED BY deadlines_running WHERE {condition}"
    return int(store.value(f"{question} AND d.case_id NOT IN ({_SEALED})", *values))


def count_state(store: Store, state: CaseState) -> int:
    """How many cases are in a state."""
    return int(store.value("SELECT count(*) FROM cases WHERE sealed = 0 AND state = ?", state.value))


def lines_in_state(
    store: Store, state: CaseState, *, limit: int, since: Sequence[str] = ()
) -> list[CaseLine]:
    """The cases in a state, the longest there first by receipt; ``since``: the acts from whose day they wait."""
    day = "c.received_on"
    if since:
        act = f'SELECT max(a."on") FROM case_acts a WHERE a.case_id = c.id AND a.act IN ({_marks(since)})'
        day = f"coalesce(({act} AND a.undone_at IS NULL), c.received_on)"
    rows = store.rows(
        f"SELECT {_CASE}, {day} AS since FROM cases c WHERE c.sealed = 0 AND c.state = ?"
        " ORDER BY c.received_on, c.id LIMIT ?",
        *since,
        state.value,
        limit,
    )
    return [_case(row) for row in rows]


def count_away(store: Store) -> int:
    """How many cases went up in a packet and have no answer yet; what an old ledger calls passed on did not."""
    return int(store.value(f"SELECT count(*) FROM ({_AWAY} AND id IN (SELECT case_id FROM packet_cases))"))


def lines_away(store: Store, *, limit: int) -> list[CaseLine]:
    """The cases that went up in a packet and have no answer yet, the earliest packet first."""
    rows = store.rows(
        f"SELECT {_CASE}, substr(p.made_at, 1, 10) AS since FROM (SELECT case_id, max(packet_id) AS packet"
        f" FROM packet_cases WHERE case_id IN ({_AWAY}) GROUP BY case_id ORDER BY packet, case_id LIMIT ?) sent"
        " JOIN cases c ON c.id = sent.case_id JOIN packets p ON p.id = sent.packet ORDER BY p.id, c.id",
        limit,
    )
    return [_case(row) for row in rows]


def count_to_serve(store: Store) -> int:
    """How many papers have no proof of service."""
    question = f"SELECT count(*) FROM documents d INDEXED BY documents_to_serve WHERE {_WITHOUT_PROOF}"
    return int(store.value(f"{question} AND d.case_id NOT IN ({_SEALED})"))


def lines_to_serve(store: Store, *, limit: int) -> list[CaseLine]:
    """The papers without a proof of service with their cases, oldest first."""
    rows = store.rows(
        f"SELECT {_CASE}, substr(d.issued_at, 1, 10) AS since, d.kind, d.number AS paper"
        " FROM documents d INDEXED BY documents_to_serve CROSS JOIN cases c ON c.id = d.case_id"
        f" WHERE {_WITHOUT_PROOF} AND c.sealed = 0 ORDER BY d.issued_at, d.id LIMIT ?",
        limit,
    )
    return [_case(row) for row in rows]


def lines_of(store: Store, numbers: Sequence[str]) -> dict[str, CaseLine]:
    """These cases by their numbers; sealed ones and unknown ones are not in it."""
    rows = store.rows(
        f"SELECT {_CASE} FROM cases c WHERE c.number IN ({_marks(numbers)}) AND +c.sealed = 0", *numbers
    )
    return {row["number"]: _case(row) for row in rows}


def _marks(values: Sequence[object]) -> str:
    """So many question marks."""
    return ", ".join("?" * len(values))


def _case(row: dict[str, Any]) -> CaseLine:
    """A line from its row, names masked."""
    since = row.get("since")
    return CaseLine(
        row["number"],
        mask_line(row["people"]),
        row["subject"],
        CaseState(row["state"]),
        CaseClass(row["class"]) if row["class"] else None,
        dt.date.fromisoformat(since) if since else None,
        (row.get("kind", ""), row.get("paper", "")),
    )
