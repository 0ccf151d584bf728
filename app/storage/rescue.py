"""Reading a damaged database table by table: what is reached from the roots, and what lies on pages cut off from them.

A row comes out as it was written, or not at all: every page is proved by its HMAC, a page cut off from its root is
given to a table only when no other table could have such rows there. Nothing is written.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playhouse.migrations import Runner

from app.domain.changes import Progress
from app.storage.btree import (
    HIGHEST,
    LOWEST,
    TABLE_LEAF,
    Value,
    Walk,
    first_rowid,
    free_pages,
    index_rows,
    kind_of,
    leaf_rows,
    table_leaves,
    table_rows,
)
from app.storage.database import MIGRATIONS, SCHEMA_VERSION, Store
from app.storage.keyring import WrappedKey
from app.storage.pages import Pages

VERSIONS = "schema_migration"
_SCHEMA_ROOT = 1
_AFFINITY = {"INTEGER": int, "TEXT": str, "BLOB": bytes}
PACE = 500
"""Pages or rows between two words of progress."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table as its schema declares it."""

    name: str
    kind: str
    required: bool
    key: int
    """Its place in the primary key from 1 on, 0 outside it."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A table: its columns in the order in which its rows hold them, and whether its rows have numbers."""

    name: str
    columns: tuple[Column, ...]
    numbered: bool
    least: int = 0
    """Values that a row has at least: columns without a default cannot have come later."""

    @property
    def alias(self) -> int | None:
        """The column that is the row's number itself, stored as nothing."""
        keys = [place for place, column in enumerate(self.columns) if column.key]
        only = keys[0] if self.numbered and len(keys) == 1 else None
        return only if only is not None and self.columns[only].kind == "INTEGER" else None

    def may_hold(self, values: list[Value]) -> bool:
        """Whether a row of this table could look so."""
        if not self.least <= len(values) <= len(self.columns):
            return False
        return all(
            value is None if place == self.alias else _fits(value, column)
            for place, (value, column) in enumerate(zip(values, self.columns, strict=False))
        )

    def named(self, rowid: int | None, values: list[Value]) -> dict[str, Value]:
        """A row by its columns; those that its table was given later are left out."""
        row = {column.name: value for column, value in zip(self.columns, values, strict=False)}
        if self.alias is not None:
            row[self.columns[self.alias].name] = rowid
        return row


def _fits(value: Value, column: Column) -> bool:
    """Whether a value may stand in a column."""
    if value is None:
        return not column.required
    return isinstance(value, _AFFINITY.get(column.kind, object))


@dataclass(slots=True)
class Ruin:
    """A damaged database while it is read: its tables' roots, the pages that are damaged, what was reached."""

    pages: Pages
    shapes: dict[str, Shape] = field(default_factory=dict)
    roots: dict[str, int] = field(default_factory=dict)
    bad: list[int] = field(default_factory=list)
    stray: dict[int, int] = field(default_factory=dict)
    """Leaves of tables that no root leads to, each with the first number of a row on it."""
    leaves: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    """The leaves of every table: the first number of a row on it, and the page."""
    walks: dict[str, Walk] = field(default_factory=dict)
    """What reading every table met; complete when its rows were read."""

    def survey(self) -> Iterator[Progress]:
        """Prove every page once, find the tables and what is cut off from them. Everything else comes after it."""
        for number in range(1, self.pages.count + 1):
            page = self.pages.page(number)
            if page is None:
                self.bad.append(number)
            elif kind_of(page, number) == TABLE_LEAF:
                self.stray[number] = first_rowid(page, number)
            if number % PACE == 0:
                yield Progress(number, self.pages.count, "正在查看每一页")
        self._take(free_pages(self.pages.page))
        self._find_roots()
        self.shapes = shapes_at(self.version())
        yield from self._reach()
        self._give_strays()

    def version(self) -> int:
        """The number of the newest migration that is on record; this program's own when none can be read."""
        shape = Shape(VERSIONS, tuple(Column(n, "", False, 0) for n in ("id", "name", "applied")), True)
        root = self.roots.get(VERSIONS)
        rows = table_rows(self.pages.page, root, Walk()) if root else iter(())
        names = [str(shape.named(*row).get("name")) for row in rows]
        found = max((int(name[:4]) for name in names if name[:4].isdigit()), default=SCHEMA_VERSION)
        return min(max(found, 1), SCHEMA_VERSION)

    def rows(self, name: str) -> Iterator[dict[str, Value]]:
        """Every row of a table that can be read, by its columns; numbered rows in the order of their numbers."""
        shape = self.shapes[name]
        self.walks[name].rows_lost = 0
        for rowid, values in self._numbered(name) if shape.numbered else self._unnumbered(name):
            if len(values) <= len(shape.columns):
                yield shape.named(rowid, values)
            else:
                self.walks[name].rows_lost += 1

    def _numbered(self, name: str) -> Iterator[tuple[int, list[Value]]]:
        """The rows on the leaves of a table; a hole of which every number was found is none."""
        walk = self.walks[name]
        found = dict.fromkeys(walk.holes, 0)
        for _, number in self.leaves[name]:
            page = self.pages.page(number)
            for rowid, values in leaf_rows(self.pages.page, page, walk, number) if page else ():
                for hole in found:
                    found[hole] += hole[0] < rowid <= hole[1]
                yield rowid, values
        walk.holes = [(above, up_to) for (above, up_to), count in found.items() if count < up_to - above]

    def _unnumbered(self, name: str) -> Iterator[tuple[None, list[Value]]]:
        """The rows of a table that keeps them by their key."""
        root, walk = self.roots.get(name), Walk()
        self.walks[name] = walk
        if root is None:
            walk.holes.append((LOWEST, HIGHEST))
            return
        for values in index_rows(self.pages.page, root, walk):
            yield None, values

    def _take(self, numbers: Iterable[int]) -> None:
        """These leaves are cut off no more."""
        for number in numbers:
            self.stray.pop(number, None)

    def _find_roots(self) -> None:
        """Where the tables begin, by the schema's own table or by what is left of it."""
        walk = Walk()
        rows = [values for _, values in table_rows(self.pages.page, _SCHEMA_ROOT, walk)]
        self._take(walk.pages)
        for number in sorted(self.stray) if walk.holes else ():
            found = [values for _, values in self._on(number)]
            if found and all(map(_is_schema_row, found)):
                rows += found
                self._take((number,))
        for values in filter(_is_schema_row, rows):
            if values[0] == "table" and isinstance(values[3], int) and values[3]:
                self.roots[str(values[1])] = values[3]

    def _on(self, number: int) -> list[tuple[int, list[Value]]]:
        """The whole rows on a leaf."""
        page = self.pages.page(number)
        return list(leaf_rows(self.pages.page, page, Walk(), number)) if page is not None else []

    def _reach(self) -> Iterator[Progress]:
        """The leaves to which the roots lead, those of the search index too: what is left is cut off."""
        for name in self.shapes:
            self.walks[name], self.leaves[name] = Walk(), []
            if name not in self.roots:
                self.walks[name].holes.append((LOWEST, HIGHEST))
        for done, (name, root) in enumerate(sorted(self.roots.items()), start=1):
            walk = self.walks[name] = Walk()
            self.leaves[name] = list(table_leaves(self.pages.page, root, walk, self.stray))
            self._take(walk.pages)
            yield Progress(done, len(self.roots), "正在查找各张表")

    def _give_strays(self) -> None:
        """Give every cut-off leaf to the one table whose rows it can hold; to none when there are several."""
        for number in sorted(self.stray):
            rows = self._on(number)
            fitting = [name for name, shape in self.shapes.items() if rows and self._may_own(shape, rows)]
            if len(fitting) == 1:
                self.leaves[fitting[0]].append((rows[0][0], number))
        for leaves in self.leaves.values():
            leaves.sort()

    def _may_own(self, shape: Shape, rows: list[tuple[int, list[Value]]]) -> bool:
        """Whether a table misses rows of these numbers and could hold such ones."""
        holes = self.walks[shape.name].holes if shape.numbered else []
        return bool(holes) and all(shape.may_hold(values) and _within(rowid, holes) for rowid, values in rows)


def _within(rowid: int, holes: list[tuple[int, int]]) -> bool:
    """Whether a row's number lies in a stretch that could not be reached."""
    return any(above < rowid <= up_to for above, up_to in holes)


def _is_schema_row(values: list[Value]) -> bool:
    """Whether a row is one of the schema's own."""
    return len(values) == 5 and values[0] in ("table", "index", "trigger", "view")


def readable_keys(path: Path) -> tuple[WrappedKey, ...]:
    """The wrapped keys that can still be read of a damaged key file: each is proved only by opening. Raises OSError."""
    found = []
    for entry in _ENTRY.findall(path.read_text(encoding="utf-8", errors="replace")):
        with contextlib.suppress(ValueError, KeyError, TypeError):
            key = WrappedKey.from_json(json.loads(entry))
            if key.kdf.memory_kib <= _MOST_MEMORY and key.kdf.iterations <= _MOST_ITERATIONS:
                found.append(key)
    return tuple(found)


_ENTRY = re.compile(r'\{[^{}]*"kdf":\s*\{[^{}]*\}[^{}]*\}')
"""One wrapped key as the file has it."""
_MOST_MEMORY, _MOST_ITERATIONS = 1 << 20, 64
"""KiB and rounds beyond which a number in the file is damage, and would take an hour."""


def blank_store(path: Path, key: bytes, version: int) -> Store:
    """A new database as it was at a version of the schema."""
    store = Store(path, key)
    store.database.connect()
    target = next(step.stem for step in sorted(MIGRATIONS.glob("0*.py")) if int(step.name[:4]) == version)
    Runner(store.database, str(MIGRATIONS)).up(target)
    return store


def shapes_at(version: int) -> dict[str, Shape]:
    """The tables at a version of the schema, without those that SQLite makes and those of the search index."""
    store = blank_store(Path(":memory:"), bytes(32), version)
    try:
        listed = store.rows("PRAGMA table_list")
        made = [row for row in listed if row["schema"] == "main" and row["type"] == "table"]
        return {
            row["name"]: _shape(store, row["name"], not row["wr"])
            for row in made
            if not row["name"].startswith("sqlite_")
        }
    finally:
        store.release()


def _shape(store: Store, name: str, numbered: bool) -> Shape:
    """One table as it is declared; a table without row numbers keeps its key first."""
    declared = store.rows(f'PRAGMA table_info("{name}")')
    columns = [_column(row, numbered) for row in declared]
    given = [place for place, row in enumerate(declared, 1) if row["notnull"] and row["dflt_value"] is None]
    if not numbered:
        columns.sort(key=lambda column: (not column.key, column.key))
    return Shape(name, tuple(columns), numbered, max(given, default=0))


def _column(row: dict[str, Any], numbered: bool) -> Column:
    """One column as it is declared."""
    required = bool(row["notnull"]) or (not numbered and bool(row["pk"]))
    return Column(row["name"], row["type"], required, row["pk"])
