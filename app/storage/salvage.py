"""Writing what was read of a damaged database into a new encrypted one, and counting it.

The new one is a desk like any other: rows whose case was not read are kept apart in it (table ``salvage_rest``), the
search index is made anew, running numbers go on above every number that was seen.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from peewee import DatabaseError
from sqlcipher3 import dbapi2

from app.domain.changes import Progress, Steps
from app.domain.errors import CannotWrite
from app.domain.history import FIRST
from app.domain.rescue import Part
from app.storage import history
from app.storage.btree import Value
from app.storage.cases import index_again
from app.storage.database import Store, migrate
from app.storage.rescue import PACE, VERSIONS, Ruin, blank_store

SETTINGS = "单位、人员和设置"
PARTS: dict[str, tuple[str, ...]] = {
    "信访事项": ("cases",),
    "来访人和诉求": ("petitioners", "requests"),
    "办理记录和期限": ("case_acts", "deadlines", "handling_notes", "approvals"),
    "文书": ("documents",),
    "附件": ("attachments",),
    "移送和回复": (
        "packets",
        "packet_cases",
        "received_packets",
        "received_cases",
        "replies",
        "reply_acts",
        "reply_decisions",
    ),
    "操作记录": ("history",),
    SETTINGS: (
        "settings",
        "operators",
        "serials",
        "units",
        "stations",
        "calendar_days",
        "calendar_years",
    ),
}
"""The parts by which people are told, and their tables; all other tables are one part more."""
REST = "其他"
SALVAGE_REST = "salvage_rest"


@dataclass(slots=True)
class Tally:
    """Counts while tables are read. What belongs to a case that is sealed, or that was not read, counts nowhere."""

    open_cases: set[Value] = field(default_factory=set)
    read: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    """Rows that a backup had."""
    apart: int = 0
    """Rows whose case, packet or reply was not read."""
    last_at: str = ""

    def note(self, table: str, row: dict[str, Value]) -> None:
        """Count a row that was read."""
        if table == "cases":
            if row.get("sealed"):
                return
            self.open_cases.add(row["id"])
        elif row.get("case_id") is not None and row["case_id"] not in self.open_cases:
            return
        if table == "history":
            self.last_at = max(self.last_at, str(row["at"]))
        self.read[table] += 1

    def parts(self, ruin: Ruin) -> tuple[Part, ...]:
        """All parts, each with what is missing in it."""
        known = {table: name for name, tables in PARTS.items() for table in tables}
        walks = ruin.walks
        grouped: dict[str, list[str]] = {name: [] for name in (*PARTS, REST)}
        for table in ordered(ruin):
            grouped[known.get(table, REST)].append(table)
        return tuple(
            Part(
                name,
                sum(self.read[table] for table in tables),
                sum(len(walks[table].holes) for table in tables),
                sum(walks[table].rows_lost + self.refused[table] for table in tables),
                sum(self.filled[table] for table in tables),
            )
            for name, tables in grouped.items()
        )


def ordered(ruin: Ruin) -> list[str]:
    """The tables, that of the cases first: the others are counted by it. The new desk knows its own version."""
    return sorted(ruin.shapes.keys() - {VERSIONS}, key=lambda name: (name != "cases", name))


def count(ruin: Ruin) -> Steps[tuple[Tally, int, int | None]]:
    """Read everything and write nothing: the counts, the lines of the history that are proved, the first that is not."""
    tally, chain, done = Tally(), Chain(), 0
    for table in ordered(ruin):
        for row in ruin.rows(table):
            tally.note(table, row)
            if table == "history":
                chain.follow(row)  # its lines come in the order of their numbers
            done += 1
            if done % PACE == 0:
                yield Progress(done, 0, "正在清点")
    return tally, chain.proved, chain.fault


def write(ruin: Ruin, path: Path, key: bytes, backup: Store | None = None) -> Steps[Tally]:
    """Write every row that can be read into a new database; what was written.

    What is missing is taken from a ``backup`` of the same desk, as it was then. Raises CannotWrite.
    """
    store = blank_store(path, key, ruin.version())
    tally = Tally()
    try:
        store.execute("PRAGMA foreign_keys = OFF")
        for table in ordered(ruin):
            yield from _copy(ruin, table, store, tally)
        migrate(store)
        if backup is not None:
            tally.filled = fill(store, ruin, backup)
        tally.apart = _set_apart(store)
        _raise_serials(store)
        yield from _index(store)
        store.execute("PRAGMA foreign_keys = ON")
        return tally
    except (DatabaseError, dbapi2.DatabaseError) as error:
        raise CannotWrite(path, str(error)) from error
    finally:
        store.close()


def _copy(ruin: Ruin, table: str, store: Store, tally: Tally) -> Iterator[Progress]:
    """One table, in one transaction; a row that the new database refuses is counted as broken."""
    with store.transaction():
        for done, row in enumerate(ruin.rows(table), start=1):
            if _put(store, table, row):
                tally.note(table, row)
            else:
                tally.refused[table] += 1
            if done % PACE == 0:
                yield Progress(done, 0, "正在写入新的工作台")


def _put(store: Store, table: str, row: dict[str, Value]) -> bool:
    """Write one row; whether it was taken."""
    names = ", ".join(f'"{name}"' for name in row)
    try:
        store.execute(f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(row))})', *row.values())
    except DatabaseError as error:
        if "full" in str(error) or "I/O" in str(error):
            raise
        return False
    return True


_NOT_FILLED = frozenset({"drafts"})
"""A half-typed form that is missing was most likely registered."""
_ALWAYS_FILLED = frozenset({*PARTS[SETTINGS], "history"})


def fill(store: Store, ruin: Ruin, backup: Store) -> Counter[str]:
    """Take from a backup the rows that lie where nothing could be read; how many, by table.

    Nothing of a case comes back when cases were erased after the backup, or when that cannot be known any more.
    """
    filled: Counter[str] = Counter()
    wanted = _ALWAYS_FILLED if _erased_since(store, ruin, backup) else ruin.shapes.keys()
    with store.transaction():
        for table in ordered(ruin):
            walk = ruin.walks[table]
            if table in wanted - _NOT_FILLED and (walk.holes or walk.rows_lost):
                filled[table] = _fill_table(store, ruin, table, backup)
    return filled


def _erased_since(store: Store, ruin: Ruin, backup: Store) -> bool:
    """Whether cases were, or may have been, erased after the backup was made: by the lists, or by the history."""
    made = str(backup.value("SELECT max(at) FROM history") or "")
    lists = [ruin.walks[name] for name in ("erasures", "erasure_cases") if name in ruin.walks]
    if any(walk.holes for walk in lists) and ruin.walks["history"].holes:
        return True
    listed = store.value("SELECT max(coalesce(done_at, asked_at)) FROM erasures")
    told = store.value("SELECT max(at) FROM history WHERE act LIKE '%eras%'")
    return max(str(listed or ""), str(told or "")) > made


def _fill_table(store: Store, ruin: Ruin, table: str, backup: Store) -> int:
    """One table's missing rows; what is there already stays. How many came that are not of a sealed case."""
    walk, before = ruin.walks[table], _open_rows(store, table)
    spans = [*walk.holes, *((rowid - 1, rowid) for rowid in walk.lost)] if ruin.shapes[table].numbered else []
    where = " OR ".join("(rowid > ? AND rowid <= ?)" for _ in spans) or "1"
    for row in backup.rows(
        f'SELECT * FROM "{table}" WHERE {where}', *(end for span in spans for end in span)
    ):
        names = ", ".join(f'"{name}"' for name in row)
        places = ", ".join("?" * len(row))
        store.execute(f'INSERT OR IGNORE INTO "{table}" ({names}) VALUES ({places})', *row.values())
    return _open_rows(store, table) - before


def _open_rows(store: Store, table: str) -> int:
    """How many rows a table has that are not of a sealed case."""
    columns = {row["name"] for row in store.rows(f'PRAGMA table_info("{table}")')}
    if table == "cases":
        where = "sealed = 0"
    elif "case_id" in columns:
        where = "case_id IS NULL OR case_id NOT IN (SELECT id FROM cases WHERE sealed = 1)"
    else:
        where = "1"
    return int(store.value(f'SELECT count(*) FROM "{table}" WHERE {where}'))


def _set_apart(store: Store) -> int:
    """Take out of their tables the rows whose case, packet or reply was not read; how many are kept beside."""
    store.execute(
        f"CREATE TABLE {SALVAGE_REST} (id INTEGER PRIMARY KEY, source TEXT NOT NULL, content TEXT NOT NULL)"
    )
    with store.transaction():
        while sum([_set_apart_from(store, table) for table in _tables(store)]):
            pass  # what hung on a row that was just taken out hangs in the air itself now
    return int(store.value(f"SELECT count(*) FROM {SALVAGE_REST}"))


def _tables(store: Store) -> list[str]:
    """The tables that refer to others."""
    rows = store.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%REFERENCES%'")
    return [str(row["name"]) for row in rows]


def _set_apart_from(store: Store, table: str) -> int:
    """One table; how many rows were taken out."""
    moved = 0
    for link in store.rows(f'PRAGMA foreign_key_list("{table}")'):
        hanging = (
            f'"{link["from"]}" IS NOT NULL AND "{link["from"]}" NOT IN (SELECT id FROM "{link["table"]}")'
        )
        for row in store.rows(f'SELECT * FROM "{table}" WHERE {hanging}'):
            store.execute(f"INSERT INTO {SALVAGE_REST} (source, content) VALUES (?, ?)", table, _json(row))
            moved += 1
        store.execute(f'DELETE FROM "{table}" WHERE {hanging}')
    return moved


def _json(row: dict[str, Any]) -> str:
    """A row as text; bytes in hexadecimal."""
    return json.dumps(row, ensure_ascii=False, default=lambda value: value.hex())


def _index(store: Store) -> Iterator[Progress]:
    """The search index of every case."""
    numbers = store.rows("SELECT id, number FROM cases ORDER BY id")
    for start in range(0, len(numbers), PACE):
        with store.transaction():
            for row in numbers[start : start + PACE]:
                index_again(store, row["id"], row["number"])
        yield Progress(start, len(numbers), "正在重建检索")


def _raise_serials(store: Store) -> None:
    """Running numbers go on above the highest that any row shows, also where their own table was not read."""
    with store.transaction():
        for (kind, scope), last in _numbers_seen(store).items():
            store.execute(
                "INSERT INTO serials (kind, scope, last) VALUES (?, ?, ?)"
                " ON CONFLICT (kind, scope) DO UPDATE SET last = max(last, excluded.last)",
                kind,
                scope,
                last,
            )


def _numbers_seen(store: Store) -> dict[tuple[str, str], int]:
    """The highest number of every run, by its kind and scope, as the numbers themselves show it."""
    seen: dict[tuple[str, str], int] = {}
    for kind, (shape, question) in _RUNS.items():
        for row in store.rows(question):
            if found := shape.fullmatch(str(row["number"])):
                run = (kind, found["scope"] if "year" not in found.groupdict() else f"{found[1]}-{found[2]}")
                seen[run] = max(seen.get(run, 0), int(found["last"]))
    for row in store.rows("SELECT number, series, max(place) AS last FROM packets GROUP BY series"):
        unit = str(row["number"]).split("-")[1] if "-" in str(row["number"]) else ""
        scope = unit if row["series"] == "transfer" else f"{unit}:{row['series']}"
        seen[("packet", scope)] = int(row["last"] or 0)
    return seen


_RUNS = {
    "case": (
        re.compile(r"(?P<scope>[^-]+-\d{8})-(?P<last>\d+)-."),
        "SELECT number FROM cases UNION SELECT case_number FROM history",
    ),
    "letter": (
        re.compile(r"(?P<mark>.+)〔(?P<year>\d{4})〕(?P<last>\d+)号"),
        "SELECT number FROM documents",
    ),
    "office": (
        re.compile(r"(?P<scope>[^-]+-\d{4})-(?P<last>\d+)"),
        "SELECT office_number AS number FROM cases",
    ),
}
"""Kinds of running numbers → how a number shows its run, and where such numbers stand. The seal's run is not among
them: its scope has the unit's code, which a seal number does not tell."""


@dataclass(slots=True)
class Chain:
    """The history followed line by line, as far as it is proved."""

    proved: int = 0
    fault: int | None = None
    _previous: str = FIRST
    _form: int = 1

    def follow(self, row: dict[str, Value]) -> None:
        """The next line."""
        if self.fault is None:
            line = tuple(row.get(part, form1) for part, form1 in _LINE)
            if history.fault_of(line, self.proved + 1, self._previous, self._form):
                self.fault = self.proved + 1
                return
            self.proved += 1
            self._form, self._previous = int(str(line[9])), str(line[11])


_LINE: tuple[tuple[str, Value], ...] = (
    *((part, "") for part in ("id", "at", "operator", "act", "case_number", "text", "role", "was", "became")),
    ("form", 1),
    ("previous", ""),
    ("hash", ""),
)
"""The parts of a line in the order of its proof, and what they are in a line older than the part."""
