"""The history with a million lines: a page of what an auditor looks for, and the proof of the whole chain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from app.actions.desk import Desk
from app.actions.history import count_history, list_history, verify_history
from app.domain.history import HistoryFilter
from app.storage import history
from tests.bench.measure import Bound, Result, p95, paired, seconds
from tests.bench.store import new_desk

BEGAN = dt.datetime(2006, 1, 1, 8, 0)
BLOCK = 20_000
RARE_DAY = dt.date(2010, 6, 1)
COLUMNS = "id, at, operator, act, case_number, text, role, was, became, form, previous, hash"


def lines(count: int, first: int, previous: str) -> Iterator[tuple[object, ...]]:
    """Lines as twenty years write them: nearly all by one clerk, a backup now and then, the auditor hardly ever."""
    step = dt.timedelta(days=20 * 365) / count
    for number in range(first, first + count):
        at = (BEGAN + step * number).isoformat(timespec="seconds")
        act = "backup" if number % 1_000 == 0 else "export_history" if number % 50_000 == 7 else "note"
        who = "钱守义" if act == "export_history" else "李敏"
        case = "" if act != "note" else f"ZC01-20261124-{number % 9_000:04d}-K"
        parts = (at, who, act, case, f"记录办理（{at[:10]}）", "clerk", "已登记", "办理中")
        own = history._hash(f"form {history.FORM}", str(number), previous, *parts)
        yield (number, *parts, history.FORM, previous, own)
        previous = own


def filled(folder: Path, count: int) -> Desk:
    """A desk whose history has so many lines more."""
    desk = new_desk(folder / "history")
    head = history.head(desk.store)
    rows = lines(count, head.lines + 1, head.hash)
    marks = ", ".join("?" * 12)
    with desk.store.transaction():
        while block := [row for _, row in zip(range(BLOCK), rows, strict=False)]:
            desk.store.execute_many(f"INSERT INTO history ({COLUMNS}) VALUES ({marks})", block)
    return desk


FILTERS = {
    "newest": HistoryFilter(),
    "one operator": HistoryFilter(operator="钱守义"),
    "one act": HistoryFilter(act="backup"),
    "one case": HistoryFilter(case_number="ZC01-20261124-0017-K"),
    "one old day": HistoryFilter(first=RARE_DAY, last=RARE_DAY),
    "an act of one operator": HistoryFilter(operator="李敏", act="backup"),
}


def histories(folder: Path, count: int) -> Iterator[Result | Bound]:
    """Pages against a bare reading of as many rows by their number; the proof against reading every line."""
    desk = filled(folder, count)
    bare = "SELECT * FROM history WHERE id > ? ORDER BY id LIMIT 20"
    for name, where in FILTERS.items():
        page = partial(list_history, desk, where=where, limit=20)
        times = [seconds(page, runs=1) for _ in range(20)]
        yield Bound(f"history, {count:,} lines: 20 of {name}, p95", p95(times) * 1000, 20, "ms")
    yield paired(
        f"history, {count:,} lines: the newest 20 / 20 bare rows",
        lambda: list_history(desk, where=HistoryFilter(), limit=20),
        lambda: desk.store.rows(bare, count // 2),
        runs=9,
        target=10,
    )
    counted = seconds(lambda: count_history(desk, where=HistoryFilter(operator="李敏")), runs=3)
    yield Bound(f"history, {count:,} lines: counting what one operator did", counted * 1000, 100, "ms")
    yield paired(
        f"history, {count:,} lines proved / read",
        lambda: verify_history(desk),
        lambda: read_all(desk),
        runs=1,
        target=4,
    )
    desk.close()


def read_all(desk: Desk) -> int:
    """Every line, read and let go."""
    return sum(1 for _ in desk.store.database.execute_sql(f"SELECT {COLUMNS} FROM history ORDER BY id"))
