"""The looks of every start over many cases, against opening the same desk and doing nothing."""

from __future__ import annotations

from pathlib import Path

from app.actions.checks import check_start
from app.bootstrap import open_desk
from app.storage.database import DATABASE_NAME, KEYS_NAME, open_store
from app.storage.keyring import unlock
from tests.bench.measure import Bound, Result, paired, seconds
from tests.bench.store import TODAY

WORDS = "benchmark words"


def starts(home: Path) -> tuple[Result, Bound]:
    """The looks against a bare opening with the raw key, and how long they take."""
    key, _ = unlock(home / KEYS_NAME, WORDS)
    desk = open_desk(home, WORDS, today=TODAY)

    def look() -> None:
        check_start(desk)
        desk.release()

    def bare() -> None:
        store = open_store(home / DATABASE_NAME, key)
        store.value("SELECT max(id) FROM history")
        store.release()

    try:
        ratio = paired(
            "the looks of a start, against opening and one question", look, bare, runs=7, target=12
        )
        return ratio, Bound("the looks of a start", seconds(look, runs=5), 0.3, "s")
    finally:
        desk.close()
