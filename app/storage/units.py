"""The unit table that the administrator keeps: which units are competent, and which is the level above."""

from __future__ import annotations

from typing import Any

from app.domain.errors import NotFound
from app.domain.station import UnitEntry, UnitKind
from app.storage.database import Store

_COLUMNS = "code, name, superior, competent, kind, address, phone"


def put_unit(store: Store, unit: UnitEntry) -> None:
    """Keep a unit; one with the same code is replaced."""
    store.execute(
        f"INSERT OR REPLACE INTO units ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        unit.code,
        unit.name,
        unit.superior,
        unit.competent,
        unit.kind.value,
        unit.address,
        unit.phone,
    )


def drop_unit(store: Store, code: str) -> None:
    """Take a unit off the table. Raises NotFound."""
    if store.value("SELECT 1 FROM units WHERE code = ?", code) is None:
        raise NotFound("单位", code)
    store.execute("DELETE FROM units WHERE code = ?", code)


def list_units(store: Store) -> list[UnitEntry]:
    """All units, by code."""
    return [_unit(row) for row in store.rows(f"SELECT {_COLUMNS} FROM units ORDER BY code")]


def find_unit(store: Store, *, code: str = "", name: str = "") -> UnitEntry | None:
    """The unit with a code or a name."""
    row = store.row(f"SELECT {_COLUMNS} FROM units WHERE code = ? OR (name = ? AND name <> '')", code, name)
    return _unit(row) if row else None


def _unit(row: dict[str, Any]) -> UnitEntry:
    """A unit from its row."""
    return UnitEntry(**{**row, "competent": bool(row["competent"]), "kind": UnitKind(row["kind"])})
