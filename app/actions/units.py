"""The unit table: which units may sign decisions, and which is the level above (domain facts 0.6; Arts. 35, 36)."""

from __future__ import annotations

from app.actions.desk import Desk
from app.actions.operators import require_administrator
from app.domain.changes import Changes
from app.domain.errors import InvalidFields, NotAllowed
from app.domain.history import differing
from app.domain.station import UnitEntry, check_unit
from app.storage import units

CHANGED = Changes(settings=("units",))


def list_units(desk: Desk) -> list[UnitEntry]:
    """All lines of the table, by code."""
    return units.list_units(desk.store)


def put_unit(desk: Desk, *, unit: UnitEntry) -> Changes:
    """Enter a unit, or change the one with its code. Only an administrator may.

    Raises NotAllowed, InvalidFields with every faulty answer: a superior that is unknown, or below the unit itself.
    """
    require_administrator(desk, "单位表")
    with desk.store.transaction():
        known = units.list_units(desk.store)
        if problems := check_unit(unit, known):
            raise InvalidFields(problems)
        before = next((one for one in known if one.code == unit.code), None)
        units.put_unit(desk.store, unit)
        competent = "，有权处理" if unit.competent else ""
        was, became = differing(_told(before), _told(unit)) if before else ("", "")
        desk.record("put_unit", f"单位表：{unit.code} {unit.name}{competent}", was=was, became=became)
    return CHANGED


def drop_unit(desk: Desk, *, code: str) -> Changes:
    """Take a unit off the table. Raises NotFound, and NotAllowed as long as another names it as its superior."""
    require_administrator(desk, "单位表")
    with desk.store.transaction():
        below = [unit.name for unit in units.list_units(desk.store) if unit.superior == code]
        if below:
            raise NotAllowed(f"{code}是{'、'.join(below)}的上一级，请先改那里的上一级")
        before = units.find_unit(desk.store, code=code)
        units.drop_unit(desk.store, code)
        desk.record("drop_unit", f"单位表：删去{code}", was=before.name if before else "")
    return CHANGED


def _told(unit: UnitEntry) -> list[tuple[str, str]]:
    """What the history tells of a unit."""
    return [
        ("名称", unit.name),
        ("上一级", unit.superior),
        ("有权处理", "是" if unit.competent else "否"),
        ("类别", unit.kind.label),
        ("地址", unit.address),
        ("电话", unit.phone),
    ]
