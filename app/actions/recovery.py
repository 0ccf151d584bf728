"""The recovery sheets: one of the unit's own, perhaps a second one for headquarters' safe; made, tried, made anew."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from app.actions.desk import Desk
from app.actions.operators import require_administrator
from app.domain.changes import Changes
from app.domain.documents import RecoverySheetContent
from app.domain.errors import InvalidField, NotFound, WrongPassphrase
from app.storage import keyring, station
from app.storage.database import KEYS_NAME
from app.storage.keyring import FIRST_SHEET, SECOND_SHEET

SHEETS = "recovery_sheets"
"""The setting that keeps when each sheet was made and tried; never its code."""
CHANGED = Changes(settings=("recovery",))


@dataclass(frozen=True, slots=True)
class SheetState:
    """A recovery sheet of this desk; dates are None where they are not known, or for a sheet that was never tried."""

    name: str
    made_on: dt.date | None
    tried_on: dt.date | None

    @property
    def second(self) -> bool:
        """Whether it is the one for headquarters' safe."""
        return self.name == SECOND_SHEET

    @property
    def words(self) -> str:
        """恢复单 or 上级保险柜的恢复单."""
        return sheet_words(self.name)


def sheet_words(name: str) -> str:
    """What people call a sheet."""
    return "上级保险柜的恢复单" if name == SECOND_SHEET else "恢复单"


def sheet_file_name(desk_id: str, *, second: bool) -> str:
    """What the file of a sheet is called."""
    return f"恢复单-{desk_id}{'-上级' if second else ''}.pdf"


def read_group(typed: str) -> str | None:
    """One typed group of a code in its printed spelling; None when it was mistyped."""
    return keyring.read_group(typed)


def list_sheets(desk: Desk) -> list[SheetState]:
    """The sheets whose codes open this desk, the unit's own first."""
    kept: dict[str, Any] = station.get_setting(desk.store, SHEETS, {})
    return [_state(name, kept.get(name, {})) for name in keyring.sheet_names(desk.home / KEYS_NAME)]


def untried_sheets(desk: Desk) -> list[SheetState]:
    """The sheets of which nobody has proved that what is on paper opens the desk."""
    return [sheet for sheet in list_sheets(desk) if sheet.tried_on is None]


def try_sheet(desk: Desk, *, code: str) -> Changes:
    """Prove a printed code: nothing is opened or changed but the day on which it was tried.

    Raises InvalidField naming the group that was mistyped, or when the code is not of this desk.
    """
    try:
        _, name = keyring.unlock_with_recovery(desk.home / KEYS_NAME, code)
    except WrongPassphrase:
        raise InvalidField(
            "recovery_code", "这个恢复码打不开本工作台：请核对纸上的工作台编号，看是不是已经作废的旧单"
        ) from None
    with desk.store.transaction():
        note_tried(desk, name)
        desk.record("try_sheet", f"试过{sheet_words(name)}，恢复码有效")
    return CHANGED


def new_sheet(desk: Desk, *, second: bool = False) -> RecoverySheetContent:
    """A sheet with a new code, shown this once; the code that the sheet had before opens nothing any more.

    Raises NotAllowed for whoever is no administrator.
    """
    require_administrator(desk, "恢复单")
    name, code = SECOND_SHEET if second else FIRST_SHEET, keyring.new_recovery_code()
    path = desk.home / KEYS_NAME
    again = name in keyring.sheet_names(path)
    with desk.store.transaction():
        remember_sheet(desk, name)
        desk.record(
            "new_sheet", f"重做了{sheet_words(name)}，旧的作废" if again else f"做了{sheet_words(name)}"
        )
        keyring.wrap_code(path, desk.store.key, sheet=name, code=code)
    return sheet_content(desk, name, code)


def drop_second_sheet(desk: Desk) -> Changes:
    """Make the second sheet worthless. Raises NotAllowed, NotFound when there is none."""
    require_administrator(desk, "恢复单")
    path = desk.home / KEYS_NAME
    if SECOND_SHEET not in keyring.sheet_names(path):
        raise NotFound("恢复单", sheet_words(SECOND_SHEET))
    with desk.store.transaction():
        desk.record("drop_sheet", f"{sheet_words(SECOND_SHEET)}作废")
        keyring.remove_key(path, keyring.RECOVERY, SECOND_SHEET)
    return CHANGED


def remember_sheet(desk: Desk, name: str) -> None:
    """Note that a sheet was made today and not tried yet; inside a transaction."""
    kept = station.get_setting(desk.store, SHEETS, {})
    station.put_setting(desk.store, SHEETS, {**kept, name: {"made_on": desk.today().isoformat()}})


def note_tried(desk: Desk, name: str) -> None:
    """Note that the code of a sheet opened the desk today; inside a transaction."""
    kept = station.get_setting(desk.store, SHEETS, {})
    kept[name] = {**kept.get(name, {}), "tried_on": desk.today().isoformat()}
    station.put_setting(desk.store, SHEETS, kept)


def sheet_content(desk: Desk, name: str, code: tuple[str, ...]) -> RecoverySheetContent:
    """What is printed on a sheet."""
    unit, second = desk.station.unit_name, name == SECOND_SHEET
    return RecoverySheetContent(
        unit, desk.station.desk_id, code, desk.today(), desk.operator.name, second=second
    )


def _state(name: str, kept: dict[str, str]) -> SheetState:
    """A sheet as it is kept."""
    dates = (kept.get("made_on"), kept.get("tried_on"))
    made, tried = (dt.date.fromisoformat(day) if day else None for day in dates)
    return SheetState(name, made, tried)
