"""The questions of headquarters' register: what units sent up, to whom it was assigned, by when an answer is due."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.domain.codes import CaseState
from app.domain.office_register import SOON, OfficeFilter, OfficeRow, Stage
from app.domain.petitioners import mask_line
from app.domain.procedure_intake import OPEN
from app.storage.database import Store

_GIVEN = (
    "SELECT json_extract(a.fields, '$.receiver_office') FROM case_acts a WHERE a.case_id = c.id"
    " AND a.undone_at IS NULL AND a.act IN ('assign', 'refer') ORDER BY a.id DESC LIMIT 1"
)
_DUE = (
    "SELECT min(d.due_on) FROM deadlines d WHERE d.case_id = c.id AND d.rule = 'T6' AND d.state = 'running'"
)
_URGED = "SELECT max(u.\"on\") FROM case_acts u WHERE u.case_id = c.id AND u.undone_at IS NULL AND u.act = 'supervise'"
_PACKET = (
    "SELECT p.number FROM received_cases r JOIN received_packets p ON p.id = r.packet_id WHERE r.case_id = c.id"
    " ORDER BY p.id DESC LIMIT 1"
)
_FROM = "FROM cases c WHERE c.source_unit <> '' AND c.sealed = 0"
_ROWS = (
    "SELECT c.number, c.office_number, c.source_unit, c.received_on, c.people, c.subject, c.state,"
    f" ({_PACKET}) AS packet, ({_GIVEN}) AS office, ({_DUE}) AS due_on, ({_URGED}) AS urged_on {_FROM}"
)


def office_rows(store: Store, where: OfficeFilter, *, today: dt.date, limit: int) -> list[OfficeRow]:
    """The newest rows under a filter; sealed cases are not among them."""
    condition, values = _condition(where, today)
    rows = store.rows(f"{_ROWS}{condition} ORDER BY c.id DESC LIMIT ?", *values, limit)
    return [_row(row) for row in rows]


def count_office_rows(store: Store, where: OfficeFilter, *, today: dt.date) -> int:
    """How many rows a filter finds."""
    condition, values = _condition(where, today)
    return int(store.value(f"SELECT count(*) {_FROM}{condition}", *values))


def offices(store: Store) -> list[str]:
    """To whom anything was referred or assigned."""
    question = f"SELECT DISTINCT ({_GIVEN}) AS office {_FROM} ORDER BY 1"
    return [row["office"] for row in store.rows(question) if row["office"]]


def senders(store: Store) -> list[tuple[str, str]]:
    """The units that sent a packet, with the name they had last."""
    question = "SELECT sender_code, sender_name, max(id) FROM received_packets GROUP BY sender_code ORDER BY sender_code"
    return [(row["sender_code"], row["sender_name"]) for row in store.rows(question)]


def _condition(where: OfficeFilter, today: dt.date) -> tuple[str, list[object]]:
    """What a filter adds to the question, and its values."""
    parts, values = list[str](), list[object]()
    if where.sender:
        parts.append("c.source_unit = ?")
        values.append(where.sender)
    if where.office:
        parts.append(f"({_GIVEN}) = ?")
        values.append(where.office)
    if where.text:
        parts.append("(instr(c.number, ?) OR instr(c.office_number, ?))")
        values += [where.text.strip().upper()] * 2
    stage, more = _stage(where.stage, today)
    return "".join(f" AND {part}" for part in [*parts, *stage]), [*values, *more]


def _stage(stage: Stage, today: dt.date) -> tuple[list[str], list[object]]:
    """The condition of a stage."""
    if stage is Stage.UNASSIGNED:
        states = sorted(state.value for state in OPEN)
        return [f"c.state IN ({','.join('?' * len(states))})", f"({_GIVEN}) IS NULL"], [*states]
    if stage is Stage.ASSIGNED:
        return ["c.state = ?"], [CaseState.REFERRED.value]
    if stage is Stage.SOON:
        return [f"({_DUE}) BETWEEN ? AND ?"], [today.isoformat(), (today + SOON).isoformat()]
    return ([f"({_DUE}) < ?"], [today.isoformat()]) if stage is Stage.OVERDUE else ([], [])


def _row(row: dict[str, Any]) -> OfficeRow:
    """A line of the register, names masked."""
    return OfficeRow(
        number=row["number"],
        office_number=row["office_number"],
        sender_code=row["source_unit"],
        packet=row["packet"] or "",
        received_on=dt.date.fromisoformat(row["received_on"]),
        people=mask_line(row["people"]),
        subject=row["subject"],
        state=CaseState(row["state"]),
        office=row["office"] or "",
        due_on=_day(row["due_on"]),
        urged_on=_day(row["urged_on"]),
    )


def _day(text: str | None) -> dt.date | None:
    """A day that may be missing."""
    return dt.date.fromisoformat(text) if text else None
