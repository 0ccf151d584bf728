"""Looking whether a database is whole: a few rows here and there at every start, everything now and then."""

from __future__ import annotations

import random

from app.domain.changes import Progress, Steps
from app.storage.database import Store

ROWS = 6
"""Rows of every table that are read at a start: enough to meet a file that was cut off or written over."""


def sample(store: Store, chance: random.Random) -> None:
    """Read a few rows of every table, the newest among them; every page on the way proves itself by its HMAC.

    Bounded, however large the file is. Raises StoreDamaged.
    """
    for table in _numbered(store):
        highest = int(store.value(f'SELECT max(rowid) FROM "{table}"') or 0)
        for rowid in {highest, *(chance.randint(1, highest) for _ in range(ROWS if highest else 0))}:
            store.row(f'SELECT * FROM "{table}" WHERE rowid >= ? ORDER BY rowid LIMIT 1', rowid)


def examine(store: Store) -> Steps[list[str]]:
    """Walk through every table and all its indexes; what is wrong. A step is a table: that long cancelling takes."""
    found, tables = [], _tables(store)
    for done, table in enumerate(tables):
        yield Progress(done, len(tables), "正在全面检查数据文件")
        for row in store.rows(f"PRAGMA integrity_check('{table}')") + store.rows(
            f"PRAGMA foreign_key_check('{table}')"
        ):
            line = " ".join(map(str, row.values()))
            if line != "ok":
                found.append(line)
    return found


def _tables(store: Store) -> list[str]:
    """The tables, the search index among them."""
    rows = store.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name")
    return [str(row["name"]) for row in rows]


def _numbered(store: Store) -> list[str]:
    """The tables whose rows have numbers."""
    return [
        row["name"]
        for row in store.rows("PRAGMA table_list")
        if row["type"] == "table" and not row["wr"] and row["schema"] == "main"
    ]
