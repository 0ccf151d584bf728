"""The page "today" with many cases on disk: the action against one bare reading of all running clocks with their
cases, the page until it is painted with its data, and how long it takes to find all dates that would move."""

from __future__ import annotations

import datetime as dt
import random
import statistics
import time
from pathlib import Path

from app.actions.desk import Desk
from app.actions.moved_dates import moved_dates
from app.actions.today import todays_work
from app.domain.cases import CaseDraft
from app.domain.codes import CaseClass, CaseState, Origin
from app.domain.deadlines import Deadline, DeadlineState, Whose
from app.domain.petitioners import Petitioner
from app.storage.cases import NewCase, insert_cases
from tests.bench.measure import Bound, Result, paired
from tests.bench.store import TODAY, exhaust, new_desk
from tests.bench.window import run_python

BLOCK = 5_000
ENDED = (CaseState.CONCLUDED, CaseState.ARCHIVED, CaseState.REPLIED, CaseState.TRANSFERRED)
RUNNING = (
    (CaseState.REGISTERED, "T2", Whose.DUTY, 15),
    (CaseState.HANDLING, "T7", Whose.DUTY, 60),
    (CaseState.AWAITING_TRANSFER, "T2", Whose.DUTY, 15),
    (CaseState.REGISTERED, "T4", Whose.DUTY, 7),
    (CaseState.REPLIED, "T8", Whose.RIGHT, 30),
    (CaseState.REPLIED, "T16", Whose.RIGHT, 30),
    (CaseState.GUIDED, "T20", Whose.RIGHT, 365),
)
RAW = (
    "SELECT c.number, c.people, c.subject, d.* FROM deadlines d JOIN cases c ON c.id = d.case_id"
    " WHERE d.state = 'running' ORDER BY d.due_on"
)
"""What a page would ask that reads everything and counts afterwards."""
PAINTED = """
import datetime, pathlib, sys, time
from PySide6.QtWidgets import QApplication
from ui.theme import apply_theme
application = QApplication([])
apply_theme(application, 100)
from app.bootstrap import open_desk
from ui.main_window import MainWindow
from ui.tasks import TaskRunner
home = pathlib.Path(sys.argv[1])
desk = open_desk(home, "benchmark words", today=datetime.date(2026, 11, 24))
start = time.perf_counter()
window = MainWindow(desk, TaskRunner(desk))
window.resize(1366, 728)
window.show()
end = time.monotonic() + 60
while time.monotonic() < end and not (window.place == "today" and window.pages["today"].day is not None):
    application.processEvents()
    time.sleep(0.001)
window.grab()
print(time.perf_counter() - start)
sys.stdout.flush()
import os
os._exit(0)
"""


def many_cases(folder: Path, count: int, running: int) -> Desk:
    """A desk with so many cases, of which so many have a running clock; one in fifty waits above."""
    desk = new_desk(folder / "today")
    chance = random.Random(5)
    with desk.store.roomy():
        for first in range(0, count, BLOCK):
            with desk.store.transaction():
                cases = [_case(n, chance, n < running) for n in range(first, min(first + BLOCK, count))]
                insert_cases(desk.store, cases)
        _send_up(desk, count // 50)
    return desk


def _case(number: int, chance: random.Random, running: bool) -> NewCase:
    """An invented case, in time or over it."""
    state, rule, whose, length = RUNNING[number % len(RUNNING)]
    back = chance.randrange(int(length * 1.1)) if running else chance.randrange(100, 3000)
    received = TODAY - dt.timedelta(days=back)
    due = received + dt.timedelta(days=length)
    clock = DeadlineState.RUNNING if running else DeadlineState.MET
    draft = CaseDraft(
        received,
        petitioners=(Petitioner("王建国", phone="13812344321", unit="综采一区"),),
        content="反映夜班津贴少发，要求核实补发",
        subject="反映夜班津贴少发",
        state=state if running else ENDED[number % len(ENDED)],
        case_class=CaseClass.C6,
        origin=Origin.DIRECT,
        unit="综采一区",
    )
    at = dt.datetime.combine(received, dt.time(9))
    clocks = (Deadline(rule, "书面告知", received, due, clock, whose=whose),)
    return NewCase(draft, f"ZC01-{received:%Y%m%d}-{number:06d}", "1234567890", at, "李敏", clocks)


def _send_up(desk: Desk, most: int) -> None:
    """Old packets with the cases that were passed on, and their proofs and wishes."""
    with desk.store.transaction():
        for serial in range(1, 51):
            desk.store.execute(
                "INSERT INTO packets (id, number, sequence, receiver, made_at, made_by, file_name, file_sha256,"
                " content_sha256, case_count, series, place) VALUES (?, ?, ?, '', ?, '李敏', '', '', '', 0, '', ?)",
                serial,
                f"YS-{serial}",
                serial,
                (dt.datetime(2025, 1, 6, 9) + dt.timedelta(days=7 * serial)).isoformat(),
                serial,
            )
        desk.store.execute(
            "INSERT INTO packet_cases SELECT 1 + id % 50, id, id FROM cases WHERE state = 'transferred' LIMIT ?",
            most,
        )
        desk.store.execute(
            "INSERT INTO documents (case_id, kind, number, title, fields, issued_at, issued_by, pdf, sha256, pages,"
            " serve) SELECT id, 'reply', number, '', '{}', registered_at, '李敏', zeroblob(2000), '', 1, 1 FROM cases"
            " WHERE state = 'replied' ORDER BY id LIMIT 2000"
        )


def todays(folder: Path, count: int, running: int, *, runs: int = 5) -> tuple[Result, Bound, Bound, Bound]:
    """The action against one bare count, in milliseconds too; the page; moved dates."""
    desk = many_cases(folder, count, running)
    exhaust(moved_dates(desk))
    todays_work(desk)
    times = []

    def ours() -> None:
        start = time.perf_counter()
        todays_work(desk)
        times.append((time.perf_counter() - start) * 1000)

    against = paired(
        f"today's work of {count} cases, against a bare reading",
        ours,
        lambda: desk.store.database.connection().execute(RAW).fetchall(),
        runs=runs,
        target=2.0,
    )
    start = time.perf_counter()
    exhaust(moved_dates(desk))
    moved = time.perf_counter() - start
    home = desk.home
    desk.close()
    painted = statistics.median(run_python(PAINTED, str(home))[0] for _ in range(min(runs, 3)))
    return (
        against,
        Bound("today's work, the action", statistics.median(times), 150, "ms"),
        Bound('the page "today" painted with its data', painted, 1.0, "s"),
        Bound(f"moved dates of {running} running clocks", moved, 5.0, "s"),
    )
