"""Lists of cases: the table's pages, search, and earlier cases of the same person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from app.domain.cases import CaseFilter, CaseRow
from app.domain.codes import CaseClass, CaseState, Channel
from app.domain.packet_texts import cover_numbers
from app.domain.petitioners import Petitioner, mask_address, mask_id_number, mask_line, mask_phone
from app.storage.database import Store
from app.storage.search import normalise, phrase

_ROW = (
    "c.id, c.number, c.received_on, c.people, c.unit, c.subject, c.class, c.category, c.state, c.due_on,"
    " c.repeat_of <> '' AND NOT EXISTS (SELECT 1 FROM cases f WHERE f.number = c.repeat_of AND f.sealed = 1) AS repeat,"
    " c.urgent, c.sealed"
)
SORTS = {
    "received_on": "c.received_on {0}, c.id {0}",
    "due_on": "c.due_on {0} NULLS LAST, c.id {0}",
    "number": "c.number {0}",
}


def case_page(
    store: Store,
    where: CaseFilter,
    *,
    offset: int = 0,
    limit: int = 50,
    sort: str = "received_on",
    descending: bool = True,
) -> list[CaseRow]:
    """So many rows of the cases table from an offset; sealed cases are not in it."""
    condition, values = _condition(where)
    order = "c.id DESC" if where.text else SORTS[sort].format("DESC" if descending else "ASC")
    page = f"SELECT c.id FROM cases c WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?"
    ids = [str(row["id"]) for row in store.rows(page, *values, limit, offset)]
    if not ids:
        return []
    rows = store.rows(f"SELECT {_ROW} FROM cases c WHERE c.id IN ({','.join(ids)})")
    by_id = {str(row["id"]): _row(row) for row in rows}
    return [by_id[case_id] for case_id in ids]


def count_cases(store: Store, where: CaseFilter) -> int:
    """How many rows the table has under a filter."""
    condition, values = _condition(where)
    return int(store.value(f"SELECT count(*) FROM cases c WHERE {condition}", *values))


def units(store: Store) -> list[str]:
    """The units that cases name, for the filter; a loose index scan, not a full read."""
    found: list[str] = []
    last = ""
    while (
        unit := store.value(
            "SELECT unit FROM cases WHERE sealed = 0 AND unit > ? ORDER BY sealed, unit LIMIT 1", last
        )
    ) is not None and len(found) < 200:
        found.append(last := unit)
    return found


def _condition(where: CaseFilter) -> tuple[str, list[object]]:
    """The WHERE of a filter, and its values."""
    parts: list[str] = ["c.sealed = 0"]
    values: list[object] = []

    def wants(condition: str, *more: object) -> None:
        parts.append(condition)
        values.extend(more)

    text = normalise(where.text)
    if len(text) == 1:
        wants("c.id IN (SELECT rowid FROM case_chars WHERE case_chars MATCH ?)", f'"{text}"')
    elif text:
        wants("c.id IN (SELECT rowid FROM case_grams WHERE case_grams MATCH ?)", phrase(text))
    if where.states:
        wants(f"c.state IN ({','.join('?' * len(where.states))})", *(state.value for state in where.states))
    if where.case_class:
        wants("c.class = ?", where.case_class.value)
    if where.unit:
        wants("c.unit = ?", where.unit)
    if where.received_from:
        wants("c.received_on >= ?", where.received_from.isoformat())
    if where.received_to:
        wants("c.received_on <= ?", where.received_to.isoformat())
    if where.due_by:
        wants("c.due_on IS NOT NULL AND c.due_on <= ?", where.due_by.isoformat())
    return " AND ".join(parts), values


def find_cases(store: Store, text: str, *, limit: int = 50) -> list[CaseRow]:
    """The newest cases whose texts have the words, pinyin initials, number or phone in them."""
    wanted = normalise(text)
    if not wanted:
        return []
    table, question = ("case_chars", f'"{wanted}"') if len(wanted) == 1 else ("case_grams", phrase(wanted))
    found = store.rows(
        f"SELECT rowid AS id FROM {table} WHERE {table} MATCH ?"
        " AND rowid NOT IN (SELECT id FROM cases WHERE sealed = 1) ORDER BY rowid DESC LIMIT ?",
        question,
        limit,
    )
    return _rows_of(store, [row["id"] for row in found])


def earlier_cases(store: Store, person: Petitioner, *, limit: int = 8) -> list[CaseRow]:
    """The newest open-ledger cases of people like this one: identity number, phone, name or initials.

    A name of one character finds nobody; a name or initials find by their beginning.
    """
    ids: list[int] = []
    for condition, value in _person_conditions(person):
        question = (
            f"SELECT DISTINCT case_id FROM petitioners WHERE {condition}"
            " AND case_id NOT IN (SELECT id FROM cases WHERE sealed = 1) ORDER BY case_id DESC LIMIT ?"
        )
        ids += [row["case_id"] for row in store.rows(question, value, limit)]
    return _rows_of(store, sorted(set(ids), reverse=True)[:limit])


def _person_conditions(person: Petitioner) -> list[tuple[str, str]]:
    """By what a person is looked up while the clerk types."""
    wanted = []
    if len(person.id_number) in (15, 18):
        wanted.append(("id_number = ?", person.id_number))
    if len(person.phone) >= 7:
        wanted.append(("phone = ?", person.phone))
    name = person.name.translate({ord(c): None for c in "*?[]"}).strip()
    if len(name) >= 2 and name.isascii() and name.isalpha():
        wanted.append(("initials GLOB ?", name.lower() + "*"))
    elif len(name) >= 2:
        wanted.append(("name GLOB ?", name + "*"))
    return wanted


def like_matters(store: Store, unit: str, *, limit: int = 1000) -> list[tuple[int, str]]:
    """The ids and texts of a unit's newest cases, for finding a like matter."""
    rows = store.rows(
        "SELECT id, substr(content, 1, 200) AS text FROM cases WHERE sealed = 0 AND unit = ?"
        " ORDER BY received_on DESC, id DESC LIMIT ?",
        unit,
        limit,
    )
    return [(row["id"], row["text"]) for row in rows]


def rows_by_id(store: Store, ids: list[int]) -> list[CaseRow]:
    """The table rows of these cases, in this order."""
    return _rows_of(store, ids)


def _rows_of(store: Store, ids: list[int]) -> list[CaseRow]:
    """The rows of so many ids in their order, sealed ones left out."""
    if not ids:
        return []
    marks = ",".join("?" * len(ids))
    rows = store.rows(f"SELECT {_ROW} FROM cases c WHERE +c.sealed = 0 AND c.id IN ({marks})", *ids)
    by_id = {row["id"]: _row(row) for row in rows}
    return [by_id[case_id] for case_id in ids if case_id in by_id]


def _row(row: dict[str, Any]) -> CaseRow:
    """A line of the table, names masked."""
    return CaseRow(
        id=row["id"],
        number=row["number"],
        received_on=dt.date.fromisoformat(row["received_on"]),
        people=mask_line(row["people"]),
        unit=row["unit"],
        subject=row["subject"],
        case_class=CaseClass(row["class"]) if row["class"] else None,
        category=row["category"],
        state=CaseState(row["state"]),
        due_on=dt.date.fromisoformat(row["due_on"]) if row["due_on"] else None,
        repeat=bool(row["repeat"]),
        urgent=bool(row["urgent"]),
    )


def ledger_rows(store: Store, where: CaseFilter) -> Iterator[dict[str, object]]:
    """The ledger's rows by column key, oldest first, masked, a handful in memory at a time."""
    condition, values = _condition(where)
    question = (
        "SELECT c.number, c.received_on, c.people, p.id_number, p.phone, c.unit, p.staff_number, p.address,"
        " c.channel, c.people_count, c.content, c.category, c.office, c.state, c.outcome, c.due_on, c.note,"
        " (SELECT group_concat(id_number || ' ' || phone, ' ') FROM petitioners WHERE case_id = c.id) AS numbers"
        " FROM cases c LEFT JOIN petitioners p ON p.case_id = c.id AND p.position = 0"
        f" WHERE {condition} ORDER BY c.received_on, c.id"
    )
    cursor = store.database.execute_sql(question, values)
    names = [column[0] for column in cursor.description]
    for serial, values_of_row in enumerate(cursor, start=1):
        row = dict(zip(names, values_of_row, strict=True))
        yield {"serial": serial, **row, **_ledger_words(row)}


def _ledger_words(row: dict[str, Any]) -> dict[str, object]:
    """The cells of a ledger row that are masked, dated or worded for people."""
    numbers = (row["numbers"] or "").split()
    people = [Petitioner(id_number=n) if len(n) in (15, 18) else Petitioner(phone=n) for n in numbers]
    return {
        **{key: cover_numbers(row[key], people) for key in ("content", "outcome", "note")},
        "name": mask_line(row["people"]),
        "id_number": mask_id_number(row["id_number"] or ""),
        "phone": mask_phone(row["phone"] or ""),
        "address": mask_address(row["address"] or ""),
        "received_on": dt.date.fromisoformat(row["received_on"]),
        "due_on": dt.date.fromisoformat(row["due_on"]) if row["due_on"] else None,
        "channel": Channel(row["channel"]).label,
        "state": CaseState(row["state"]).label,
    }
