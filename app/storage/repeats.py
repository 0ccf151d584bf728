"""Cases of one name from different units, and the pairs about which somebody said that they are no repeat."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.domain.codes import CaseState
from app.domain.packet_texts import cover_numbers
from app.domain.petitioners import Petitioner, mask_line
from app.domain.repeats import NotRepeat, RepeatSide
from app.storage.database import Store

_OPEN = "c.sealed = 0 AND c.state <> 'merged'"
_LONGEST = 400


def of_one_name(store: Store) -> list[dict[str, Any]]:
    """Open cases whose people have a name that came from more than one unit, by name, oldest first.

    Each with its id, root (the first case it belongs to), unit, name, numbers and the beginning of its matter.
    """
    names = (
        f"SELECT p.name FROM petitioners p JOIN cases c ON c.id = p.case_id WHERE {_OPEN} AND p.name <> ''"
        " GROUP BY p.name HAVING count(DISTINCT c.source_unit) > 1"
    )
    return store.rows(
        "SELECT c.id, CASE c.repeat_of WHEN '' THEN c.number ELSE c.repeat_of END AS root, c.source_unit, p.name,"
        " p.phone, p.id_number, substr(c.content, 1, 200) AS content FROM petitioners p JOIN cases c ON c.id = p.case_id"
        f" WHERE {_OPEN} AND p.name IN ({names}) ORDER BY p.name, c.id"
    )


def decided_pairs(store: Store) -> set[tuple[int, int]]:
    """The pairs that are no repeats: (older id, newer id)."""
    rows = store.rows("SELECT first_id, second_id FROM not_repeats WHERE undone_at IS NULL")
    return {(row["first_id"], row["second_id"]) for row in rows}


def put_not_repeat(store: Store, first: int, second: int, *, at: dt.datetime, by: str, reason: str) -> int:
    """Remember that two cases are two matters; the id of the decision. Inside a transaction."""
    return store.execute(
        "INSERT INTO not_repeats (first_id, second_id, at, operator, reason) VALUES (?, ?, ?, ?, ?)",
        first,
        second,
        at.isoformat(timespec="seconds"),
        by,
        reason,
    )


def list_not_repeats(store: Store, *, limit: int = 200) -> list[NotRepeat]:
    """The standing decisions about cases that are both open to all, newest first."""
    rows = store.rows(
        "SELECT n.id, f.number AS first, s.number AS second, n.at, n.operator AS by, n.reason FROM not_repeats n"
        " JOIN cases f ON f.id = n.first_id JOIN cases s ON s.id = n.second_id"
        " WHERE n.undone_at IS NULL AND f.sealed = 0 AND s.sealed = 0 ORDER BY n.id DESC LIMIT ?",
        limit,
    )
    return [NotRepeat(**{**row, "at": dt.datetime.fromisoformat(row["at"])}) for row in rows]


def undo_not_repeat(store: Store, decision_id: int, *, at: dt.datetime, by: str) -> None:
    """A decision counts no more; it stays to be read. Inside a transaction."""
    moment = at.isoformat(timespec="seconds")
    store.execute("UPDATE not_repeats SET undone_at = ?, undone_by = ? WHERE id = ?", moment, by, decision_id)


def sides(store: Store, ids: list[int]) -> dict[int, RepeatSide]:
    """Cases as they are shown beside each other."""
    found = {}
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        question = (
            "SELECT id, number, office_number, source_unit, received_on, people, subject, content, state,"
            " (SELECT group_concat(id_number || ' ' || phone, ' ') FROM petitioners WHERE case_id = c.id) AS numbers"
            f" FROM cases c WHERE c.sealed = 0 AND id IN ({','.join('?' * len(some))})"
        )
        found.update({row["id"]: _side(row) for row in store.rows(question, *some)})
    return found


def _side(row: dict[str, Any]) -> RepeatSide:
    """A case, names masked and numbers covered."""
    numbers = (row["numbers"] or "").split()
    people = [Petitioner(id_number=n) if len(n) in (15, 18) else Petitioner(phone=n) for n in numbers]
    return RepeatSide(
        id=row["id"],
        number=row["number"],
        office_number=row["office_number"],
        unit=row["source_unit"],
        received_on=dt.date.fromisoformat(row["received_on"]),
        people=mask_line(row["people"]),
        subject=row["subject"],
        content=cover_numbers(row["content"], people)[:_LONGEST],
        state=CaseState(row["state"]),
    )
