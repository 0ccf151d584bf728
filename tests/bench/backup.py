"""A backup of a full desk, from the copy to the file that was read back, against a bare SQLite backup and against
copying the file; and how long it takes to know that nothing is due and how old the last one is."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from app.actions.backup import is_due, make_backup
from app.actions.backup_places import backup_state
from app.actions.desk import Desk
from app.storage.backup import copy_into
from tests.bench.measure import Bound, Result, paired, seconds
from tests.bench.store import exhaust


def backups(desk: Desk, folder: Path, *, runs: int = 3) -> tuple[Result, Result, Bound, Bound]:
    """Both ratios, and what closing and the first page ask."""
    out = folder / "backups"
    out.mkdir()

    def ours() -> None:
        exhaust(make_backup(desk, folder=out))

    def bare() -> None:
        (folder / "bare.db").unlink(missing_ok=True)
        copy_into(desk.store, folder / "bare.db")

    def copied() -> None:
        with (folder / "copied.db").open("wb") as target, desk.store.path.open("rb") as source:
            shutil.copyfileobj(source, target, 1 << 20)
            target.flush()
            os.fsync(target.fileno())

    return (
        paired("a backup, checked and read back, against SQLite's own", ours, bare, runs=runs, target=5.0),
        paired("the same against copying the file", ours, copied, runs=runs, target=30.0),
        Bound("to know at closing that nothing is new", seconds(lambda: is_due(desk)) * 1_000, 50.0, "ms"),
        Bound("how old the last backup is", seconds(lambda: backup_state(desk)) * 1_000, 50.0, "ms"),
    )
