"""What a database holds, and what one has that another has not: for whoever is about to restore a backup."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.storage.backup import QUIET
from app.storage.database import Store

MOST_NAMED = 20
"""So many case numbers are named; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What a desk holds. Sealed cases are in it and are not counted (Art. 30).

    ``until`` and ``by`` are of the last act; ``first`` and ``last`` the days on which its cases were received.
    """

    cases: int
    documents: int
    packets: int
    history: int
    until: dt.datetime | None
    by: str
    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class Losses:
    """What the live desk has and the backup has not; of sealed cases nothing is told.

    ``numbers`` names the first of the cases. ``acts`` counts the lines of the history about open cases, ``since``
    when the first of all lost lines was written; ``parted``: the backup has acts that the live desk has not.
    """

    cases: int
    numbers: tuple[str, ...]
    documents: int
    packets: int
    received: int
    acts: int
    since: dt.datetime | None
    parted: bool
    revived: int = 0
    """Cases that were erased since and would be there again."""

    @property
    def nothing(self) -> bool:
        """Whether nothing at all would be lost."""
        return not (self.named or self.since)

    @property
    def named(self) -> bool:
        """Whether something would be lost that people miss: not only what the desk wrote of itself."""
        return bool(
            self.cases or self.documents or self.packets or self.received or self.acts or self.revived
        )


_OPEN = "case_id IS NULL OR case_id NOT IN (SELECT id FROM cases WHERE sealed = 1)"
_CASES = "SELECT number FROM cases WHERE sealed = 0 ORDER BY id"
_ERASED = "SELECT number FROM cases WHERE sealed = 0 AND erased_at IS NOT NULL"
_PAPERS = f"SELECT sha256 FROM documents WHERE {_OPEN}"
_PACKETS = (
    "SELECT number FROM packets WHERE NOT EXISTS (SELECT 1 FROM packet_cases p JOIN cases c ON c.id = p.case_id"
    " WHERE p.packet_id = packets.id AND c.sealed = 1)"
)
_RECEIVED = (
    "SELECT number FROM received_packets WHERE NOT EXISTS (SELECT 1 FROM received_cases r JOIN cases c"
    " ON c.id = r.case_id WHERE r.packet_id = received_packets.id AND c.sealed = 1)"
)


def holding(store: Store) -> Holding:
    """What a desk holds."""
    last = store.row("SELECT at, operator FROM history ORDER BY id DESC LIMIT 1")
    days = store.row("SELECT min(received_on) AS first, max(received_on) AS last FROM cases WHERE sealed = 0")
    assert days is not None
    return Holding(
        cases=int(store.value("SELECT count(*) FROM cases WHERE sealed = 0")),
        documents=int(store.value(f"SELECT count(*) FROM documents WHERE {_OPEN}")),
        packets=int(store.value(f"SELECT count(*) FROM ({_PACKETS})")),
        history=int(store.value("SELECT count(*) FROM history")),
        until=dt.datetime.fromisoformat(last["at"]) if last else None,
        by=str(last["operator"]) if last else "",
        first=dt.date.fromisoformat(days["first"]) if days["first"] else None,
        last=dt.date.fromisoformat(days["last"]) if days["last"] else None,
    )


def losses(live: Store, backup: Store) -> Losses:
    """What the live desk has and the backup has not."""
    common = _common(live, backup)
    numbers = _missing(_CASES, live, backup)
    marks = ", ".join("?" * len(QUIET))
    later = f"FROM history WHERE id > ? AND act NOT IN ({marks})"
    since = live.value(f"SELECT min(at) {later}", common, *QUIET)
    acts = live.value(
        f"SELECT count(*) {later} AND case_number IN (SELECT number FROM cases WHERE sealed = 0)",
        common,
        *QUIET,
    )
    ahead = int(backup.value("SELECT count(*) FROM history") or 0)
    return Losses(
        cases=len(numbers),
        numbers=tuple(numbers[:MOST_NAMED]),
        documents=len(_missing(_PAPERS, live, backup)),
        packets=len(_missing(_PACKETS, live, backup)),
        received=len(_missing(_RECEIVED, live, backup)),
        acts=int(acts or 0),
        since=dt.datetime.fromisoformat(since) if since else None,
        parted=ahead > common,
        revived=_revived(live, backup),
    )


def _missing(question: str, live: Store, backup: Store) -> list[str]:
    """What the one answers and the other does not."""
    there = {next(iter(row.values())) for row in backup.rows(question)}
    return [value for row in live.rows(question) if (value := str(next(iter(row.values())))) not in there]


def _revived(live: Store, backup: Store) -> int:
    """How many cases are erased here and not there."""
    there = {row["number"] for row in backup.rows(_CASES)}
    return sum(number in there for number in _missing(_ERASED, live, backup))


def _common(live: Store, backup: Store) -> int:
    """How many lines both histories have in common: the chain agrees up to there and nowhere beyond."""
    low = 0
    high = min(int(store.value("SELECT count(*) FROM history") or 0) for store in (live, backup))
    while low < high:
        middle = (low + high + 1) // 2
        one, other = (
            store.value("SELECT hash FROM history WHERE id = ?", middle) for store in (live, backup)
        )
        low, high = (middle, high) if one == other else (low, middle - 1)
    return low
