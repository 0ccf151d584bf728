"""A fresh database key, in steps that a power cut may end anywhere: afterwards all is old, or all is new.

The database is copied under its new key into ``desk.db.rekeyed``; the key file that opens the copy is written beside
as ``keys.json.rekeyed``. The moment that file has its name the re-key counts, and what is left is renaming, which
needs no key: whoever opens the desk next finishes it (``settle``). Before that moment the copy is rubbish, since
nobody knows its key. The old database stands as ``desk.db.replaced`` until the new one has its place; then zeros are
written over it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.durable import replace_durably, shred, sync_folder
from app.storage.backup import copy_into
from app.storage.database import DATABASE_NAME, KEYS_NAME, Store, open_store
from app.storage.desk_lock import exclusive_desk
from app.storage.keyring import WrappedKey, write_keys

COPY, KEYS, REPLACED = f"{DATABASE_NAME}.rekeyed", f"{KEYS_NAME}.rekeyed", f"{DATABASE_NAME}.replaced"
_BESIDE = ("-wal", "-shm", "-journal")


@contextmanager
def unwritten(store: Store) -> Iterator[None]:
    """Nobody writes into the database while the block runs; over a connection of its own, since SQLite copies nothing
    over one that holds the lock itself. Raises StoreBusy."""
    holder = Store(store.path, store.key)
    try:
        with holder.transaction():
            yield
    finally:
        holder.database.close()


def copy_rekeyed(store: Store, key: bytes) -> Store:
    """The whole database under another key in a file beside, opened; ``fold`` it before ``switch``.

    The caller is alone at the desk (``exclusive_desk``).
    """
    path = store.path.with_name(COPY)
    copy_into(store, path, key)
    return open_store(path, key)


def switch(home: Path, keys: Sequence[WrappedKey]) -> None:
    """Let the copy and its key file take the places of the old ones; every connection is closed.

    Raises OSError when a file could not be renamed (on Windows: one that is open); then all is as it was.
    """
    write_keys(home / KEYS, keys)
    try:
        _finish(home)
    except OSError:
        _take_back(home)
        raise


def settle(home: Path) -> None:
    """Finish or clear away what a re-key left that was cut off. Raises DeskInUse when one is under way, OSError."""
    if not any((home / name).exists() for name in (KEYS, COPY, REPLACED)):
        return
    with exclusive_desk(home):
        if (home / KEYS).exists():
            _finish(home)
        clear(home)


def clear(home: Path) -> None:
    """Remove an unfinished copy, and the database that was replaced. Raises OSError."""
    for name in (COPY, *(COPY + end for end in _BESIDE), KEYS + ".new"):
        (home / name).unlink(missing_ok=True)
    shred(home / REPLACED)


def _finish(home: Path) -> None:
    """The renames that are still to be done, each once."""
    if (home / COPY).exists():
        if (home / DATABASE_NAME).exists():
            for end in _BESIDE:  # the old database's log would be replayed into the new one
                (home / (DATABASE_NAME + end)).unlink(missing_ok=True)
            replace_durably(home / DATABASE_NAME, home / REPLACED)
        replace_durably(home / COPY, home / DATABASE_NAME)
    replace_durably(home / KEYS, home / KEYS_NAME)


def _take_back(home: Path) -> None:
    """Put the old database back, and forget the new key."""
    if (home / REPLACED).exists():
        if (home / DATABASE_NAME).exists():
            replace_durably(home / DATABASE_NAME, home / COPY)
        replace_durably(home / REPLACED, home / DATABASE_NAME)
    (home / KEYS).unlink(missing_ok=True)
    sync_folder(home)
