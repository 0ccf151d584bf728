"""Reading the history for an auditor: filtered, newest first, page by page from an index, never as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.history import HistoryEntry, HistoryFilter
from app.storage.database import Store
from app.storage.history import roles_of

MOST_COUNTED = 10_000
"""Lines that are counted: more are said to be more."""


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line, and whether its case is sealed now, was once, or was erased when its time of keeping was over."""

    entry: HistoryEntry
    sealed: bool
    once_sealed: bool
    erased: bool = False


def history_page(
    store: Store, where: HistoryFilter, *, unsaid: Iterable[str], before: int = 0, limit: int = 50
) -> list[FoundLine]:
    """The newest lines that a filter finds, below line ``before`` (0: from the end).

    ``unsaid`` are acts of which nothing is said, and nothing is found by words, once their case was sealed.
    """
    clause, values = _clause(store, where, tuple(unsaid))
    if before:
        clause, values = f"{clause} AND h.id < ?", [*values, before]
    rows = store.rows(
        f"SELECT h.id, h.at, h.operator, h.act, h.text, h.case_number, h.role, h.was, h.became,"
        f" h.at < (SELECT p.at FROM history p WHERE p.id = h.id - 1) AS rewound,"
        f" coalesce(c.sealed, 0) AS sealed, coalesce(c.seal_number, '') AS seal_number, c.erased_at"
        f" FROM history h {_index(where)} LEFT JOIN cases c ON c.number = h.case_number"
        f" WHERE {clause} ORDER BY h.id DESC LIMIT ?",
        *values,
        limit,
    )
    return [
        FoundLine(
            HistoryEntry(
                row["id"],
                dt.datetime.fromisoformat(row["at"]),
                row["operator"],
                row["act"],
                row["text"],
                row["case_number"],
                roles_of(row["role"]),
                row["was"],
                row["became"],
                bool(row["rewound"]),
            ),
            bool(row["sealed"]),
            bool(row["sealed"] or row["seal_number"]),
            bool(row["erased_at"]),
        )
        for row in rows
    ]


def count_history(store: Store, where: HistoryFilter, *, unsaid: Iterable[str]) -> int:
    """How many lines a filter finds, ``MOST_COUNTED`` + 1 for more than that."""
    if not where:
        return int(store.value("SELECT max(id) FROM history") or 0)
    clause, values = _clause(store, where, tuple(unsaid))
    return int(
        store.value(
            f"SELECT count(*) FROM (SELECT 1 FROM history h {_index(where)}"
            f" LEFT JOIN cases c ON c.number = h.case_number WHERE {clause} LIMIT {MOST_COUNTED + 1})",
            *values,
        )
    )


def _index(where: HistoryFilter) -> str:
    """The index that finds least: SQLite does not know that one operator may have written nearly every line."""
    if where.case_number:
        return "INDEXED BY history_by_case"
    if where.act:
        return "INDEXED BY history_by_act"
    return "INDEXED BY history_by_operator" if where.operator else ""


def _clause(store: Store, where: HistoryFilter, unsaid: tuple[str, ...]) -> tuple[str, list[object]]:
    """What a filter asks for, and its values."""
    wanted: list[tuple[str, list[object]]] = [("h.id > 0", [])]
    if where.first or where.last:
        wanted.append(_days(store, where))
    if where.operator:
        wanted.append(("h.operator = ?", [where.operator]))
    if where.act:
        wanted.append(("h.act = ?", [where.act]))
    if where.case_number:
        wanted.append(("h.case_number = ? AND h.case_number <> ''", [where.case_number]))
    if where.text:
        wanted.append(_words(where.text, unsaid))
    return " AND ".join(clause for clause, _ in wanted), [value for _, values in wanted for value in values]


def _days(store: Store, where: HistoryFilter) -> tuple[str, list[object]]:
    """The lines of some days. Their numbers are looked up in the index of times first: a clock that was set back left
    lines of one day in several places, and nothing outside them needs to be read."""
    first = (where.first or dt.date.min).isoformat()
    after = (
        (where.last + dt.timedelta(days=1)).isoformat()
        if where.last and where.last < dt.date.max
        else "9999-12-32"
    )
    question = "SELECT min(id) AS low, max(id) AS high FROM history INDEXED BY history_by_at WHERE at >= ? AND at < ?"
    row = store.row(question, first, after) or {}
    return (
        "h.id BETWEEN ? AND ? AND h.at >= ? AND h.at < ?",
        [row.get("low") or 0, row.get("high") or 0, first, after],
    )


def _words(text: str, unsaid: tuple[str, ...]) -> tuple[str, list[object]]:
    """The lines with some words in them; what may not be read is not found by them either."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    marks = ", ".join("?" * len(unsaid))
    return (
        "(h.text LIKE ? ESCAPE '\\' OR h.was LIKE ? ESCAPE '\\' OR h.became LIKE ? ESCAPE '\\')"
        " AND coalesce(c.sealed, 0) = 0 AND c.erased_at IS NULL"
        f" AND NOT (coalesce(c.seal_number, '') <> '' AND h.act IN ({marks}))",
        [*[f"%{escaped}%"] * 3, *unsaid],
    )


def history_words(store: Store, column: str) -> list[str]:
    """Every operator, or every act, that the history names: hopped through its index, one step a word."""
    if column not in ("operator", "act"):
        raise ValueError(column)
    found: list[str] = []
    word = store.value(f"SELECT min({column}) FROM history")
    while word is not None:
        found.append(str(word))
        word = store.value(f"SELECT min({column}) FROM history WHERE {column} > ?", word)
    return found


def names_of(store: Store, numbers: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The names of the people of some cases, by case number: what a list has to cover."""
    wanted = sorted(set(numbers) - {""})
    marks = ", ".join("?" * len(wanted))
    rows = store.rows(
        "SELECT c.number, p.name FROM petitioners p JOIN cases c ON c.id = p.case_id"
        f" WHERE c.number IN ({marks}) AND p.name <> ''",
        *wanted,
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        found[row["number"]] = (*found.get(row["number"], ()), row["name"])
    return found
