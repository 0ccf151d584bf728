"""Backups by SQLite's own backup, still encrypted; a copy of a live file would lose committed rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.storage.database import Store, check_integrity, open_store


@dataclass(frozen=True, slots=True)
class Counted:
    """What a database holds, counted after opening it and checking its integrity."""

    cases: int
    documents: int
    history: int
    problems: tuple[str, ...]


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
        cases, documents, history = (
            int(store.value(f"SELECT count(*) FROM {name}")) for name in ("cases", "documents", "history")
        )
        return Counted(cases, documents, history, tuple(check_integrity(store)))
    finally:
        store.close()
