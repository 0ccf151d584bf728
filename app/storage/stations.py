"""The address book, and this station's own keys."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from app.domain.address_book import KnownStation
from app.domain.codes import StationRole
from app.domain.stations import StationCard, StationKeys, StationKind
from app.storage.database import Store
from app.storage.station import get_setting, put_setting

_COLUMNS = (
    "code, name, role, kind, sign_public, age_public, fingerprint, made_on, added_at, added_by, trusted, note"
)
_OWN_KEYS = "station_keys"


def own_keys(store: Store) -> StationKeys | None:
    """This station's keys; they lie in the encrypted store and nowhere else."""
    kept = get_setting(store, _OWN_KEYS)
    return StationKeys(**kept) if kept else None


def put_own_keys(store: Store, keys: StationKeys) -> None:
    """Keep this station's keys. Inside a transaction."""
    put_setting(store, _OWN_KEYS, asdict(keys))


def put_known(store: Store, known: KnownStation) -> None:
    """Take a station into the book, or in its place. Inside a transaction."""
    card = known.card
    store.execute(
        f"INSERT OR REPLACE INTO stations ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        card.code,
        card.name,
        card.role.value,
        card.kind.value,
        card.sign_public,
        card.age_public,
        known.fingerprint,
        card.made_on.isoformat(),
        known.added_at.isoformat(timespec="seconds"),
        known.added_by,
        known.trusted,
        known.note,
    )


def find_known(store: Store, code: str) -> KnownStation | None:
    """The station of a code, trusted or not."""
    row = store.row(f"SELECT {_COLUMNS} FROM stations WHERE code = ?", code)
    return _known(row) if row else None


def list_known(store: Store) -> list[KnownStation]:
    """The whole book, by code."""
    return [_known(row) for row in store.rows(f"SELECT {_COLUMNS} FROM stations ORDER BY code")]


def drop_known(store: Store, code: str) -> None:
    """Take a station out of the book. Inside a transaction."""
    store.execute("DELETE FROM stations WHERE code = ?", code)


def _known(row: dict[str, Any]) -> KnownStation:
    """A station from its row."""
    card = StationCard(
        code=row["code"],
        name=row["name"],
        role=StationRole(row["role"]),
        kind=StationKind(row["kind"]),
        sign_public=row["sign_public"],
        age_public=row["age_public"],
        made_on=dt.date.fromisoformat(row["made_on"]),
    )
    return KnownStation(
        card,
        row["fingerprint"],
        dt.datetime.fromisoformat(row["added_at"]),
        row["added_by"],
        bool(row["trusted"]),
        row["note"],
    )
