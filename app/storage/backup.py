"""Backups by SQLite's own backup, still encrypted; a copy of a live file would lose committed rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.storage.database import Store, check_integrity, open_store


@dataclass(frozen=True, slots=True)
class Counted:
    """What a database holds, counted after opening it and checking its integrity.

    Sealed cases and their papers are checked with the rest and not counted: a figure that is one too high tells of
    one (Art. 30).
    """

    cases: int
    documents: int
    history: int
    problems: tuple[str, ...]


_OPEN_PAPERS = "documents WHERE case_id IS NULL OR case_id NOT IN (SELECT id FROM cases WHERE sealed = 1)"
_COUNTED = ("cases WHERE sealed = 0", _OPEN_PAPERS, "history")


def copy_into(store: Store, target: Path) -> None:
    """Copy the live database page by page into a new encrypted file with the same key."""
    other = Store(target, store.key)
    other.database.connect()
    try:
        store.database.connection().backup(other.database.connection())
        other.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        other.database.execute_sql("PRAGMA journal_mode = DELETE")
    finally:
        other.database.close()


def count(path: Path, key: bytes) -> Counted:
    """Open a copy, check it whole, and count it. Raises StoreDamaged."""
    store = open_store(path, key)
    try:
        cases, documents, history = (int(store.value(f"SELECT count(*) FROM {what}")) for what in _COUNTED)
        return Counted(cases, documents, history, tuple(check_integrity(store)))
    finally:
        store.close()
