"""Registration, import and search over many cases."""

from __future__ import annotations

import datetime as dt
import random
import tempfile
import time
from pathlib import Path

from python_calamine import CalamineWorkbook
from sqlcipher3 import dbapi2

from app.actions import cases
from app.actions.desk import Desk
from app.actions.ledger import import_ledger
from app.bootstrap import create_desk
from app.domain.cases import CaseDraft, CaseFilter
from app.domain.petitioners import Petitioner
from app.domain.station import Station
from app.storage.keyring import KeyDerivation
from app.storage.search import index_texts
from tests.bench.measure import Bound, Result, p95, paired
from tests.fixtures.make_ledger import make_ledger

TODAY = dt.date(2026, 11, 24)
SCHEMA = (
    "SELECT sql FROM sqlite_master WHERE type IN ('table', 'index', 'trigger') AND sql IS NOT NULL"
    " AND name NOT GLOB 'case_*_*' AND name NOT LIKE 'sqlite_%'"
)
CONTENT = "反映10月夜班津贴少发600元，多次到工资科询问没有答复，要求核实补发"


def new_desk(home: Path) -> Desk:
    """A desk on which nothing has happened."""
    station = Station("ZC01", "综采一区", "集团公司信访接待室")
    kdf = KeyDerivation(16, 1, 1)
    return create_desk(
        home, station=station, operator="李敏", passphrase="benchmark words", kdf=kdf, today=TODAY
    )[0]


def exhaust(generator: object) -> object:
    """The return value of a generator of progress."""
    try:
        while True:
            next(generator)  # type: ignore[call-overload]
    except StopIteration as stop:
        return stop.value


def registration(folder: Path, count: int) -> Result:
    """One case registered durably against raw SQLCipher writing the same rows in one transaction."""
    desk = new_desk(folder / "registration")
    person = Petitioner("王建国", id_number="", phone="13812344321", unit="综采一区")
    draft = CaseDraft(TODAY, petitioners=(person,), content=CONTENT)

    def ours() -> None:
        for _ in range(count):
            cases.register_case(desk, draft=draft)

    raw = RawStore(desk, folder / "raw.db")

    def baseline() -> None:
        for _ in range(count):
            raw.copy_last()

    ours()
    return paired(f"register a case durably ({count} a run)", ours, baseline, runs=5, target=2.0)


class RawStore:
    """The same schema without our code: the rows of the newest case written again by raw statements."""

    TABLES = ("cases", "petitioners", "requests", "deadlines", "history")

    def __init__(self, desk: Desk, path: Path) -> None:
        self.db = dbapi2.connect(str(path), isolation_level=None)
        self.db.execute(f"PRAGMA key=\"x'{desk.store.key.hex()}'\"")
        for pragma in ("journal_mode=wal", "synchronous=full", "foreign_keys=on", "secure_delete=on"):
            self.db.execute(f"PRAGMA {pragma}")
        source = desk.store.database.connection()
        for (sql,) in source.execute(SCHEMA):
            self.db.execute(sql)
        cases.register_case(
            desk, draft=CaseDraft(TODAY, petitioners=(Petitioner("王建国"),), content=CONTENT)
        )
        self.rows = {t: self._newest(source, t) for t in self.TABLES}
        self.grams = " ".join(CONTENT[i : i + 2] for i in range(len(CONTENT) - 1))
        self.chars = " ".join(sorted(set(CONTENT)))
        self.id = 0

    @staticmethod
    def _newest(source: dbapi2.Connection, table: str) -> list[object]:
        return list(source.execute(f"SELECT * FROM {table} ORDER BY id DESC LIMIT 1").fetchone())

    def copy_last(self) -> None:
        """One transaction with the same rows under a new number."""
        self.id += 1
        self.db.execute("BEGIN IMMEDIATE")
        self.db.execute("INSERT INTO serials VALUES ('case', ?, 1)", (str(self.id),))
        for table, row in self.rows.items():
            row = list(row)
            row[0] = self.id
            if table == "cases":
                row[1], row[2], row[30] = f"N{self.id}", f"Q{self.id}", None
            elif table != "history":
                row[1] = self.id
            self.db.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(row))})", row)
        self.db.execute("INSERT INTO case_grams (rowid, grams) VALUES (?, ?)", (self.id, self.grams))
        self.db.execute("INSERT INTO case_chars (rowid, chars) VALUES (?, ?)", (self.id, self.chars))
        self.db.execute("COMMIT")


def ledger_import(folder: Path, count: int) -> tuple[list[Result], Desk]:
    """A ledger imported against calamine reading it and raw executemany: of its cells as they stand, and of
    the very rows that the import writes (cases, people, requests, clocks, index), all encrypted."""
    path = folder / "ledger.xlsx"
    make_ledger(path, count, seed=7)
    desk = new_desk(folder / "import")
    start = time.perf_counter()
    exhaust(import_ledger(desk, path=path))
    ours = time.perf_counter() - start
    start = time.perf_counter()
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    read = time.perf_counter() - start
    cells = raw_cells(folder / "raw-cells.db", rows)
    same = raw_same(folder / "raw-same.db", desk)
    what = f"import {count} ledger rows, against"
    return [
        Result(f"{what} their cells", ours, read + cells, 4.0),
        Result(f"{what} the same rows", ours, read + same, 4.0),
    ], desk


def raw_connection(path: Path) -> dbapi2.Connection:
    """An encrypted database without our code."""
    raw = dbapi2.connect(str(path), isolation_level=None)
    raw.execute(f"PRAGMA key=\"x'{'ab' * 32}'\"")
    for pragma in ("journal_mode=wal", "synchronous=full", "cache_size=-96000"):
        raw.execute(f"PRAGMA {pragma}")
    return raw


def raw_cells(path: Path, rows: list[list[object]]) -> float:
    """The seconds of writing the cells of a sheet into one table."""
    raw = raw_connection(path)
    start = time.perf_counter()
    width = max(len(row) for row in rows)
    raw.execute(f"CREATE TABLE cells ({', '.join(f'c{n}' for n in range(width))})")
    raw.execute("BEGIN")
    texts = ([str(cell) for cell in row] for row in rows)
    raw.executemany(f"INSERT INTO cells VALUES ({','.join('?' * width)})", texts)
    raw.execute("COMMIT")
    return time.perf_counter() - start


def raw_same(path: Path, desk: Desk) -> float:
    """The seconds of writing the desk's own rows into the same schema, everything computed beforehand."""
    raw, source = raw_connection(path), desk.store.database.connection()
    for (sql,) in source.execute(SCHEMA):
        raw.execute(sql)
    tables = {
        name: source.execute(f"SELECT * FROM {name}").fetchall()
        for name in ("cases", "petitioners", "requests", "deadlines")
    }
    texts = [(row[0], *index_texts([row[1], row[15], row[12]])) for row in tables["cases"]]
    start = time.perf_counter()
    raw.execute("BEGIN")
    for name, rows in tables.items():
        raw.executemany(f"INSERT INTO {name} VALUES ({','.join('?' * len(rows[0]))})", rows)
    raw.executemany("INSERT INTO case_grams (rowid, grams) VALUES (?, ?)", ((i, g) for i, g, _ in texts))
    raw.executemany("INSERT INTO case_chars (rowid, chars) VALUES (?, ?)", ((i, c) for i, _, c in texts))
    raw.execute("COMMIT")
    return time.perf_counter() - start


def search(desk: Desk, questions: int) -> list[Bound]:
    """The 95th percentile of searches of 1, 2, 3 and 6 characters, inside the action, first 50 hits."""
    chance = random.Random(11)
    texts = [row.subject for row in cases.list_cases(desk, where=CaseFilter(), limit=500)]
    bounds = []
    for length, target in ((1, 30.0), (2, 5.0), (3, 5.0), (6, 5.0)):
        times = []
        for _ in range(questions):
            text = chance.choice(texts)
            at = chance.randrange(max(len(text) - length, 1))
            start = time.perf_counter()
            cases.find_cases(desk, text=text[at : at + length])
            times.append((time.perf_counter() - start) * 1000)
        bounds.append(Bound(f"search of {length} characters, p95", p95(times), target, "ms"))
    return bounds


def folder() -> tempfile.TemporaryDirectory[str]:
    """A folder that goes away."""
    return tempfile.TemporaryDirectory(prefix="petition-desk-bench-")
