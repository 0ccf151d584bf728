"""Opening the encrypted database: SQLCipher through peewee, WAL, synchronous=FULL, foreign keys on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from peewee import DatabaseError, OperationalError
from playhouse.sqlcipher_ext import SqlCipherDatabase
from sqlcipher3 import dbapi2

from app.domain.errors import CannotWrite, DeskError, StoreBusy, StoreDamaged, StoreMissing, StoreNewer

SCHEMA_VERSION = 4
"""The number of the newest migration."""
DATABASE_NAME = "desk.db"
KEYS_NAME = "keys.json"
MIGRATIONS = Path(__file__).parent / "migrations"
SMALLEST = 4096
"""One page: of a shorter file SQLite would make a new database."""
_DAMAGED = ("malformed", "not a database", "vtable constructor failed")
"""What SQLite says of pages that do not read back; the last of them about a search index."""
_TAKES_NOTHING = {
    "disk is full": "磁盘已满",
    "disk i/o error": "磁盘出错，或者已满、已被拔出",
    "readonly database": "磁盘或文件夹是只读的",
    "unable to open": "文件夹里建立不了文件（只读、已满，或没有权限）",
}
"""What SQLite says of a disk that takes nothing, and the plain word for why."""


class Store:
    """The open database of one desk. Every thread gets its own connection; ``release`` closes it."""

    def __init__(self, path: Path, key: bytes) -> None:
        # below this level peewee writes every statement with all its values to Python's log
        logging.getLogger("peewee").setLevel(logging.WARNING)
        self.path = path
        self.use_key(key)

    def use_key(self, key: bytes) -> None:
        """Open the file with this key from now on; connections that are open stay with theirs."""
        self._key = key
        self.database = SqlCipherDatabase(
            str(self.path),
            passphrase=f"x'{key.hex()}'",
            pragmas=(
                ("cipher_log_level", "NONE"),
                ("journal_mode", "wal"),
                ("synchronous", "full"),
                ("foreign_keys", 1),
                ("busy_timeout", 10_000),
                ("secure_delete", 1),
                ("cache_size", -16_000),
            ),
        )

    @property
    def key(self) -> bytes:
        """The database key, for wrapping it with a new passphrase."""
        return self._key

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One act: everything in the block is there afterwards, or nothing is. Raises StoreBusy, CannotWrite."""
        with self.damage_named(), self.database.atomic("IMMEDIATE"):
            yield

    @contextmanager
    def damage_named(self) -> Iterator[None]:
        """What SQLite says of a damaged file, a disk that takes nothing, or one that others hold, in our words.

        Raises StoreDamaged, CannotWrite, StoreBusy.
        """
        try:
            yield
        except (DatabaseError, dbapi2.DatabaseError) as error:
            if known := _known(error, self.path):
                raise known from error
            raise

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """All rows of a question, as dictionaries."""
        with self.damage_named():
            cursor = self.database.execute_sql(sql, values)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def row(self, sql: str, *values: object) -> dict[str, Any] | None:
        """The first row of a question, or None."""
        found = self.rows(sql, *values)
        return found[0] if found else None

    def value(self, sql: str, *values: object) -> Any:
        """The first column of the first row, or None."""
        with self.damage_named():
            found = self.database.execute_sql(sql, values).fetchone()
        return found[0] if found else None

    def execute(self, sql: str, *values: object) -> int:
        """Run one statement; the id of the inserted row."""
        with self.damage_named():
            return int(self.database.execute_sql(sql, values).lastrowid or 0)

    def execute_many(self, sql: str, rows: list[tuple[object, ...]]) -> None:
        """Run one statement for many rows."""
        with self.damage_named():
            self.database.connection().executemany(sql, rows)

    @contextmanager
    def roomy(self) -> Iterator[None]:
        """A page cache of 96 MB instead of 16 while the block runs: one large act spills less and ends sooner."""
        self.database.execute_sql("PRAGMA cache_size = -96000")
        try:
            yield
        finally:
            if not self.database.is_closed():
                self.database.execute_sql("PRAGMA cache_size = -16000")

    def release(self) -> None:
        """Close this thread's connection; the next question opens a new one."""
        self.database.close()

    def fold(self) -> None:
        """Put everything into the one file and close. Raises StoreBusy when another connection is open."""
        try:
            self.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            mode = self.value("PRAGMA journal_mode = DELETE")
        except OperationalError as error:
            raise StoreBusy from error
        finally:
            self.database.close()
        if mode != "delete":
            raise StoreBusy

    def empty_log(self) -> None:
        """Bring what stands in the write-ahead log into the file, and begin the log anew.

        Where the disk does not take it, or another connection is at work, the log stays with every act in it.
        """
        with suppress(DatabaseError):
            self.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close this thread's connection for good, the log emptied; a log that stays is read at the next start."""
        if not self.database.is_closed():
            self.empty_log()
            self.database.close()


def _known(error: BaseException, path: Path) -> DeskError | None:
    """Our error for SQLite's, also when its cause was covered by a failed rollback; None for what nobody expects."""
    current: BaseException | None = error
    while current is not None:
        said = str(current).lower()
        if any(words in said for words in _DAMAGED):
            return StoreDamaged(path)
        if "locked" in said or "busy" in said:
            return StoreBusy()
        for words, reason in _TAKES_NOTHING.items():
            if words in said:
                return CannotWrite(path, reason)
        current = current.__context__
    return None


def create_store(path: Path, key: bytes) -> Store:
    """A new database at the newest schema."""
    store = Store(path, key)
    with store.damage_named():
        store.database.connect()
        migrate(store)
    return store


def open_store(path: Path, key: bytes, *, before_migration: Callable[[Store], object] | None = None) -> Store:
    """Open an existing database and bring it to the newest schema.

    ``before_migration`` gets an older database before it is changed, and keeps it from being changed by raising.
    Raises StoreMissing (never creates one), StoreDamaged when the key is right and the file is not,
    StoreNewer when a newer program wrote it, StoreBusy, and CannotWrite for a disk that takes nothing.
    """
    if not path.is_file():
        raise StoreMissing(path)
    if path.stat().st_size < SMALLEST:
        raise StoreDamaged(path)
    store = Store(path, key)
    try:
        store.database.connect()
        applied = schema_version(store)
        if applied > SCHEMA_VERSION:
            store.database.close()
            raise StoreNewer(applied, SCHEMA_VERSION)
        if applied < SCHEMA_VERSION:
            if before_migration is not None:
                before_migration(store)
            migrate(store)
    except DeskError:
        store.database.close()
        raise
    except DatabaseError as error:
        store.database.close()
        raise _known(error, path) or StoreDamaged(path) from error
    return store


def migrate(store: Store) -> list[str]:
    """Apply the pending migrations, each with its record in one transaction; their names."""
    from playhouse.migrations import Runner  # start-up time: nothing pends on most days

    return list(Runner(store.database, str(MIGRATIONS)).up())


def schema_version(store: Store) -> int:
    """The number of the newest applied migration, 0 for an empty database."""
    names = [row["name"] for row in store.rows("SELECT name FROM schema_migration")]
    return max((int(name.split("_")[0]) for name in names), default=0)


def check_integrity(store: Store) -> list[str]:
    """What SQLite and SQLCipher find wrong with the file; empty when it is whole."""
    found: list[str] = []
    for question in ("cipher_integrity_check", "integrity_check", "foreign_key_check"):
        try:
            found += [" ".join(map(str, row.values())) for row in store.rows(f"PRAGMA {question}")]
        except StoreDamaged as error:
            found.append(str(error))
    return [line for line in found if line != "ok"]


def library_versions() -> dict[str, str]:
    """Of SQLite and SQLCipher, as they are built into this program."""
    connection = dbapi2.connect(":memory:")
    try:
        cipher = connection.execute("PRAGMA cipher_version").fetchone()
        return {"SQLite": dbapi2.sqlite_version, "SQLCipher": str(cipher[0]) if cipher else "?"}
    finally:
        connection.close()
