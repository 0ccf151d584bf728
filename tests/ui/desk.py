"""A real desk for the window's tests: encrypted, in a temporary folder, with a cheap key derivation."""

import datetime as dt
from pathlib import Path

from app.actions.cases import register_case
from app.actions.desk import Desk
from app.actions.recovery import SHEETS
from app.domain.cases import CaseDraft, Request
from app.domain.documents import RecoverySheetContent
from app.domain.petitioners import Petitioner
from app.domain.station import Station
from app.storage.keyring import KeyDerivation
from app.storage.station import put_setting
from tests.desks import copied_desk

TODAY = dt.date(2026, 11, 23)
CHEAP = KeyDerivation(memory_kib=64, iterations=1, lanes=1)
PASSPHRASE = "夜班津贴 九月 480"
STATION = Station("ZC01", "示例煤业综采一区", "示例集团信访接待部")


def make_desk(home: Path) -> Desk:
    """A new desk whose recovery sheet was tried, so that nobody is asked for it."""
    desk, _ = make_untried(home)
    with desk.store.transaction():
        put_setting(desk.store, SHEETS, {"": {"made_on": str(TODAY), "tried_on": str(TODAY)}})
    return desk


def make_untried(home: Path) -> tuple[Desk, RecoverySheetContent]:
    """A new desk, and the recovery sheet that nobody has tried yet."""
    return copied_desk(home, station=STATION, operator="李敏", passphrase=PASSPHRASE, kdf=CHEAP, today=TODAY)


def a_case(desk: Desk, name: str = "王建国", content: str = "拖欠9月份夜班津贴", **more: object) -> str:
    """Register a case; its number."""
    person = Petitioner(name=name, phone=str(more.pop("phone", "13800004321")), unit="综采1队")
    draft = CaseDraft(
        received_on=TODAY, petitioners=(person,), content=content, requests=(Request(content),), **more
    )
    return register_case(desk, draft=draft).cases[0]
