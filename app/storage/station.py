"""The station, its operators, settings, running numbers, drafts and remembered mappings."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from app.domain.codes import Role, StationRole
from app.domain.errors import StoreDamaged
from app.domain.station import Operator, Station
from app.storage.database import Store


def put_setting(store: Store, name: str, value: object) -> None:
    """Keep a value (anything JSON holds) under a name."""
    text = json.dumps(value, ensure_ascii=False)
    store.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", name, text)


def get_setting(store: Store, name: str, default: Any = None) -> Any:
    """The value kept under a name."""
    text = store.value("SELECT value FROM settings WHERE name = ?", name)
    return default if text is None else json.loads(text)


def put_station(store: Store, station: Station) -> None:
    """Keep the station."""
    put_setting(store, "station", asdict(station))


def get_station(store: Store) -> Station:
    """The station of this desk. Raises StoreDamaged when there is none: its making was cut off."""
    kept = get_setting(store, "station")
    if kept is None:
        raise StoreDamaged(store.path)
    return Station(**{**kept, "role": StationRole(kept["role"])})


_OPERATOR = "SELECT name, roles, phone, post, unit FROM operators WHERE active = ?"


def add_operator(store: Store, operator: Operator) -> None:
    """Add somebody who works here."""
    store.execute(
        "INSERT INTO operators (name, roles, phone, post, unit) VALUES (?, ?, ?, ?, ?)",
        operator.name,
        _roles_text(operator),
        operator.phone,
        operator.post,
        operator.unit,
    )


def change_operator(store: Store, operator: Operator) -> None:
    """Keep other roles, phone, post or unit of somebody; the name tells who it is."""
    store.execute(
        "UPDATE operators SET roles = ?, phone = ?, post = ?, unit = ? WHERE name = ?",
        _roles_text(operator),
        operator.phone,
        operator.post,
        operator.unit,
        operator.name,
    )


def let_go(store: Store, name: str, *, back: bool = False) -> None:
    """Somebody works here no more, or again; his name stays and is given to nobody else."""
    store.execute("UPDATE operators SET active = ? WHERE name = ?", int(back), name)


def find_operator(store: Store, name: str) -> Operator | None:
    """Somebody who works here, or None."""
    row = store.row(f"{_OPERATOR} AND name = ?", 1, name)
    return _operator(row) if row else None


def list_operators(store: Store, *, former: bool = False) -> list[Operator]:
    """Everybody who works here, or once did, in the order in which they came."""
    return [_operator(row) for row in store.rows(f"{_OPERATOR} ORDER BY id", int(not former))]


def _roles_text(operator: Operator) -> str:
    """The roles as they are kept."""
    return json.dumps([role.value for role in operator.roles])


def _operator(row: dict[str, Any]) -> Operator:
    """An operator from the row."""
    roles = tuple(Role(role) for role in json.loads(row["roles"]))
    return Operator(row["name"], roles, row["phone"], row["post"], row["unit"])


def next_serial(store: Store, kind: str, scope: str, *, count: int = 1) -> int:
    """Take so many running numbers and return the first.

    Runs inside the act's transaction: an act that fails gives its numbers back, so there are no gaps.
    """
    last = store.value(
        "INSERT INTO serials (kind, scope, last) VALUES (?, ?, ?)"
        " ON CONFLICT (kind, scope) DO UPDATE SET last = last + excluded.last RETURNING last",
        kind,
        scope,
        count,
    )
    return int(last) - count + 1


def coming_serial(store: Store, kind: str, scope: str) -> int:
    """The number that ``next_serial`` would return now; nothing is taken."""
    last = store.value("SELECT last FROM serials WHERE kind = ? AND scope = ?", kind, scope)
    return 1 + int(last or 0)


def put_draft(store: Store, key: str, content: Mapping[str, Any], at: dt.datetime) -> None:
    """Keep a half-typed form."""
    store.execute(
        "INSERT OR REPLACE INTO drafts (key, saved_at, content) VALUES (?, ?, ?)",
        key,
        at.isoformat(timespec="seconds"),
        json.dumps(content, ensure_ascii=False),
    )


def get_draft(store: Store, key: str) -> tuple[dict[str, Any], dt.datetime] | None:
    """A half-typed form and when it was kept, or None."""
    row = store.row("SELECT content, saved_at FROM drafts WHERE key = ?", key)
    return (json.loads(row["content"]), dt.datetime.fromisoformat(row["saved_at"])) if row else None


def list_drafts(store: Store) -> list[tuple[str, dt.datetime]]:
    """The keys of all drafts left lying, newest first."""
    rows = store.rows("SELECT key, saved_at FROM drafts ORDER BY saved_at DESC")
    return [(row["key"], dt.datetime.fromisoformat(row["saved_at"])) for row in rows]


def drop_draft(store: Store, key: str) -> None:
    """Forget a draft."""
    store.execute("DELETE FROM drafts WHERE key = ?", key)


def remember_mapping(store: Store, shape: str, columns: Mapping[str, str], at: dt.datetime) -> None:
    """Keep what the clerk chose for sheets of this shape: column title → ledger key."""
    text = json.dumps(columns, ensure_ascii=False)
    store.execute(
        "INSERT OR REPLACE INTO ledger_mappings (shape, saved_at, columns) VALUES (?, ?, ?)",
        shape,
        at.isoformat(timespec="seconds"),
        text,
    )


def remembered_mappings(store: Store) -> dict[str, dict[str, str]]:
    """All remembered mappings by shape."""
    return {row["shape"]: json.loads(row["columns"]) for row in store.rows("SELECT * FROM ledger_mappings")}
