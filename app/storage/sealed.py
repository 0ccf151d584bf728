"""To whom a sealed case was opened, the numbers of seals, and what is forgotten when a case is sealed."""

from __future__ import annotations

import datetime as dt

from app.storage.database import Store


def open_to(store: Store, case_id: int, *, operator: str, reason: str, at: dt.datetime, by: str) -> None:
    """Let an operator see a sealed case from now on."""
    store.execute(
        "INSERT OR REPLACE INTO sealed_access (case_id, operator, reason, opened_at, opened_by) VALUES (?, ?, ?, ?, ?)",
        case_id,
        operator,
        reason,
        at.isoformat(timespec="seconds"),
        by,
    )


def is_opened_to(store: Store, case_id: int, operator: str) -> bool:
    """Whether a sealed case was opened to an operator."""
    question = "SELECT 1 FROM sealed_access WHERE case_id = ? AND operator = ?"
    return store.value(question, case_id, operator) is not None


def is_sealed(store: Store, number: str) -> bool:
    """Whether there is a sealed case of that number."""
    return store.value("SELECT 1 FROM cases WHERE number = ? AND sealed = 1", number) is not None


def was_sealed(store: Store, number: str) -> bool:
    """Whether the case of that number is sealed, or was once: it keeps its seal number."""
    question = "SELECT 1 FROM cases WHERE number = ? AND (sealed = 1 OR seal_number <> '')"
    return store.value(question, number) is not None


def put_seal_number(store: Store, case_id: int, number: str) -> None:
    """Give a sealed case its seal number."""
    store.execute("UPDATE cases SET seal_number = ? WHERE id = ?", number, case_id)


def sealed_waiting(store: Store, operator: str) -> list[str]:
    """The numbers of the sealed cases that an operator registered or was shown and that were not handed over yet."""
    rows = store.rows(
        "SELECT number FROM cases WHERE sealed = 1 AND state IN ('registered', 'handling', 'awaiting_transfer')"
        " AND (registered_by = ? OR id IN (SELECT case_id FROM sealed_access WHERE operator = ?)) ORDER BY id",
        operator,
        operator,
    )
    return [row["number"] for row in rows]


def forget_words(store: Store, number: str) -> None:
    """Half-written letters and notes of a case that was sealed, and what the search index still holds of its words.

    A deleted row of a contentless index leaves its words in the index's pages until they are merged; merging all
    of them takes two to three seconds at 100,000 cases. Inside the act's transaction.
    """
    for key in (f"letter:*:{number}", f"form:*:{number}@*"):
        store.execute("DELETE FROM drafts WHERE key GLOB ?", key)
    for table in ("case_grams", "case_chars"):
        store.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
