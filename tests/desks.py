"""Desks and cases for tests: real stores with a cheap key derivation, invented people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator
from pathlib import Path
from typing import Any, TypeVar

from app.actions.approvals import approvals_of, approve
from app.actions.cases import register_case
from app.actions.desk import Desk
from app.bootstrap import create_desk, open_desk
from app.domain.cases import CaseDraft
from app.domain.changes import Changes
from app.domain.documents import RecoverySheetContent
from app.domain.petitioners import Petitioner
from app.domain.station import Operator, Station
from app.storage.database import DATABASE_NAME, KEYS_NAME
from app.storage.keyring import KeyDerivation

Result = TypeVar("Result")

CHEAP = KeyDerivation(memory_kib=16, iterations=1, lanes=1)
"""Argon2id that costs nothing: tests make many desks."""
PASSPHRASE = "综采一区的口令2026"
DESK_DAY = dt.date(2026, 11, 24)
STATION = Station(
    "ZC01",
    "综采一区",
    "集团公司信访接待室",
    phone="0352-7010001",
    leader="赵志强",
    document_mark="综采一区信访",
)


_ANSWERS: dict[str, Any] = {
    "station": STATION,
    "operator": "李敏",
    "passphrase": PASSPHRASE,
    "kdf": CHEAP,
    "today": DESK_DAY,
}
_MADE: dict[tuple[object, ...], tuple[dict[str, bytes], RecoverySheetContent]] = {}
"""The files of the desks that were made for copying, and their sheets."""


def make_desk(home: Path, **changes: Any) -> tuple[Desk, RecoverySheetContent]:
    """A new desk of the workshop ZC01 on 24 November 2026, and its recovery sheet."""
    return create_desk(home, **{**_ANSWERS, **changes})


def copied_desk(home: Path, **changes: Any) -> tuple[Desk, RecoverySheetContent]:
    """The same, opened: a copy of one that was made before, in a tenth of the time."""
    given = {**_ANSWERS, **changes}
    sheet = put_desk(home, **given)
    return open_desk(home, given["passphrase"], operator=given["operator"], today=given["today"]), sheet


def put_desk(home: Path, **changes: Any) -> RecoverySheetContent:
    """Copy a closed desk into a folder; the first one of these answers and this folder's name is made.

    Desks in folders of one name have one key and one mark of their own: two that must differ have two names. What is
    about the making of a desk makes one.
    """
    given = {**_ANSWERS, **changes}
    wanted = (home.name, *sorted(given.items()))
    if wanted not in _MADE:
        desk, sheet = create_desk(home, **given)
        desk.close()
        _MADE[wanted] = {name: (home / name).read_bytes() for name in (DATABASE_NAME, KEYS_NAME)}, sheet
        return sheet
    files, sheet = _MADE[wanted]
    home.mkdir(0o700, parents=True, exist_ok=True)
    for name, content in files.items():
        with (home / name).open("xb") as file:
            file.write(content)
    return sheet


def a_draft(name: str = "王建国", **changes: Any) -> CaseDraft:
    """A draft that may be registered as it is; ``name`` empty leaves the petitioner out."""
    given: dict[str, Any] = {
        "received_on": dt.date(2026, 11, 20),
        "petitioners": (Petitioner(name, phone="13812344321", unit="综采一区"),) if name else (),
        "content": "今年7月至9月下井津贴少发，多次询问没有答复。",
    }
    return CaseDraft(**{**given, **changes})


def register(desk: Desk, name: str = "王建国", **changes: Any) -> str:
    """Register such a case; its number."""
    return register_case(desk, draft=a_draft(name, **changes)).cases[0]


def approved(desk: Desk, by: Operator, number: str) -> Changes:
    """Another leader lets the newest wish about a case be done; what it changed."""
    asked_by, desk.operator = desk.operator, by
    try:
        return approve(desk, approval_id=approvals_of(desk, number=number)[-1].id)
    finally:
        desk.operator = asked_by


def exhaust(work: Generator[Any, None, Result]) -> Result:
    """Run long work to its end; what it returns."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: Result = end.value
            return result
