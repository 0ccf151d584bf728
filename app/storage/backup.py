"""Backups by SQLite's own backup, still encrypted; a copy of a live file would lose committed rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peewee import DatabaseError
from sqlcipher3 import dbapi2

from app.domain.backups import GoodBackup, Occasion, Trial
from app.domain.errors import CannotWrite, StoreDamaged, StoreNewer
from app.storage.database import SCHEMA_VERSION, SMALLEST, Store, check_integrity, schema_version
from app.storage.history import head as history_head

QUIET = ("backup", "backup_removed", "restore_trial")
"""Acts of the keeping itself: after them nothing is new that a backup should hold."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What a database holds, counted after opening it and checking its integrity.

    Sealed cases and their papers are checked with the rest and not counted: a figure that is one too high tells of
    one (Art. 30). ``head`` is the hash of the last line of the history.
    """

    cases: int
    documents: int
    history: int
    problems: tuple[str, ...]
    head: str = ""


_OPEN_PAPERS = "documents WHERE case_id IS NULL OR case_id NOT IN (SELECT id FROM cases WHERE sealed = 1)"
_COUNTED = ("cases WHERE sealed = 0", _OPEN_PAPERS, "history")


def copy_into(store: Store, target: Path, key: bytes | None = None) -> None:
    """Copy the live database page by page into a new encrypted file with the same key, or with another one.

    Raises CannotWrite when the disk is full or refuses, StoreDamaged when the source cannot be read.
    """
    other = Store(target, key or store.key)
    try:
        other.database.connect()
        store.database.connection().backup(other.database.connection())
        other.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        other.database.execute_sql("PRAGMA journal_mode = DELETE")
    except (DatabaseError, dbapi2.DatabaseError) as error:
        for words, reason in _MEDIUM:
            if words in str(error):
                raise CannotWrite(target.parent, reason) from error
        raise StoreDamaged(store.path) from error
    finally:
        other.database.close()


_MEDIUM = (
    ("full", "磁盘或U盘已满"),
    ("readonly", "磁盘或U盘是只读的"),
    ("unable to open", "没有权限写这个文件夹"),
    ("I/O error", "设备出错，或U盘已被拔出"),
)
"""What SQLite says of a medium, and the clerk's word for it."""


@contextmanager
def opened_as_it_is(path: Path, key: bytes) -> Iterator[Store]:
    """A copy opened at the schema it has, never migrated. Raises StoreDamaged, StoreNewer."""
    if not path.is_file() or path.stat().st_size < SMALLEST:
        raise StoreDamaged(path)
    store = Store(path, key)
    try:
        store.database.connect()
        stored = schema_version(store)
    except DatabaseError as error:
        store.database.close()
        raise StoreDamaged(path) from error
    try:
        if stored > SCHEMA_VERSION:
            raise StoreNewer(stored, SCHEMA_VERSION)
        yield store
    finally:
        store.close()


def count(path: Path, key: bytes, *, thorough: bool = False) -> Counted:
    """Open a copy, check it whole, and count it. Raises StoreDamaged, StoreNewer."""
    with opened_as_it_is(path, key) as store:
        return counted(store, thorough=thorough)


def counted(store: Store, *, thorough: bool = False) -> Counted:
    """Check an open copy and count it.

    Every page is proved by its seal and every tree is walked; ``thorough`` compares every index with its table too,
    which takes three times as long.
    """
    problems = check_integrity(store) if thorough else _quick_check(store)
    cases, documents, history = (int(store.value(f"SELECT count(*) FROM {what}")) for what in _COUNTED)
    return Counted(cases, documents, history, tuple(problems), history_head(store).hash)


def _quick_check(store: Store) -> list[str]:
    """What is wrong with the pages and the trees."""
    try:
        rows = store.rows("PRAGMA cipher_integrity_check") + store.rows("PRAGMA quick_check")
    except StoreDamaged as error:
        return [str(error)]
    return [line for row in rows if (line := " ".join(map(str, row.values()))) != "ok"]


# --- what was kept ---------------------------------------------------------------------------------------------

_BACKUP = "id, at, operator, occasion, folder, file_name, sha256, size, cases, documents, history, head"


def add_backup(store: Store, made: GoodBackup) -> int:
    """Enter a good backup; its id. Inside the act's transaction."""
    return store.execute(
        f"INSERT INTO backups ({_BACKUP}) VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        made.at.isoformat(timespec="seconds"),
        made.operator,
        made.occasion.value,
        made.folder,
        made.file_name,
        made.sha256,
        made.size,
        made.cases,
        made.documents,
        made.history,
        made.head,
    )


def good_backups(store: Store) -> list[GoodBackup]:
    """All that were made and not removed, newest first."""
    rows = store.rows(f"SELECT {_BACKUP} FROM backups WHERE removed_at IS NULL ORDER BY id DESC")
    return [_backup(row) for row in rows]


def _backup(row: dict[str, Any]) -> GoodBackup:
    """A backup from its row."""
    at, occasion = dt.datetime.fromisoformat(row["at"]), Occasion(row["occasion"])
    return GoodBackup(**{**row, "at": at, "occasion": occasion})


def mark_removed(store: Store, backup_id: int, at: dt.datetime) -> None:
    """Note that a backup was deleted. Inside the act's transaction."""
    store.execute(
        "UPDATE backups SET removed_at = ? WHERE id = ?", at.isoformat(timespec="seconds"), backup_id
    )


def nothing_new_since(store: Store, made: GoodBackup) -> bool:
    """Whether nothing was done since a backup but backups, and the history still runs through its last line."""
    if store.value("SELECT hash FROM history WHERE id = ?", made.history) != made.head:
        return False
    marks = ", ".join("?" * len(QUIET))
    later = f"SELECT 1 FROM history WHERE id > ? AND act NOT IN ({marks}) LIMIT 1"
    return store.value(later, made.history, *QUIET) is None


def add_trial(store: Store, tried: Trial) -> None:
    """Enter a restore that was tried. Inside the act's transaction."""
    store.execute(
        "INSERT INTO restore_trials (at, operator, file_name, sha256, cases, history, passed, words)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        tried.at.isoformat(timespec="seconds"),
        tried.operator,
        tried.file_name,
        tried.sha256,
        tried.cases,
        tried.history,
        tried.passed,
        tried.words,
    )


def last_trial(store: Store) -> Trial | None:
    """The restore that was tried last."""
    row = store.row(
        "SELECT at, operator, file_name, sha256, cases, history, passed, words"
        " FROM restore_trials ORDER BY id DESC LIMIT 1"
    )
    if row is None:
        return None
    return Trial(**{**row, "at": dt.datetime.fromisoformat(row["at"]), "passed": bool(row["passed"])})


def has_cases(store: Store) -> bool:
    """Whether there is anything that must not be lost."""
    return store.value("SELECT 1 FROM cases LIMIT 1") is not None


def first_registration(store: Store) -> dt.date | None:
    """The day of the first case that is not sealed; None while there is none."""
    text = store.value("SELECT registered_at FROM cases WHERE sealed = 0 ORDER BY id LIMIT 1")
    return dt.datetime.fromisoformat(str(text)).date() if text else None


def first_backup(store: Store) -> dt.date | None:
    """The day of the first backup, also of one that was removed."""
    text = store.value("SELECT at FROM backups ORDER BY id LIMIT 1")
    return dt.datetime.fromisoformat(str(text)).date() if text else None
