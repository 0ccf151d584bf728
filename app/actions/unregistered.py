"""A packet's file between its name on the stick and its line in the register.

A stick may be slow, so the file is written outside the transaction that registers it. It is noted before it gets its
name: what a program that died left there is a whole file that nobody registered, whose cases wait still. It is taken
away as soon as its stick is there again, and until then the clerk is told not to hand it over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app.actions.desk import Desk
from app.domain.codes import Role
from app.domain.errors import DeskError, DeskInUse
from app.domain.packet_codes import Purpose
from app.domain.packets import PacketHead
from app.files.atomic import drop_unfinished
from app.files.backup_file import sha256_of
from app.storage import station
from app.storage.desk_lock import exclusive_desk

_KEY = "unregistered:"
"""How the key of a note among the drafts begins; a form's ends with the name of whoever types it."""


@dataclass(frozen=True, slots=True)
class Unregistered:
    """A whole file that a program which died left behind: of which packet, where, and since when."""

    number: str
    path: Path
    at: dt.datetime


class Unsettled:
    """One packet's file on its way into the register; ``note`` goes before its name, ``settle`` into the
    transaction."""

    def __init__(self, desk: Desk, head: PacketHead) -> None:
        self._desk, self._number = desk, head.number
        self._key = f"{_KEY}{desk.opening}:{head.number}"
        self._secret = head.purpose == Purpose.SEALED
        self.named: Path | None = None

    def note(self, path: Path, sha256: str) -> None:
        """Note what is about to get its name. Raises StoreBusy."""
        desk = self._desk
        kept = {
            "number": self._number,
            "path": str(path.absolute()),
            "sha256": sha256,
            "by": desk.operator.name if self._secret else "",
            "opening": desk.opening,
        }
        with desk.store.transaction():
            station.put_draft(desk.store, self._key, kept, desk.now())

    def settle(self) -> None:
        """The file is registered; inside the transaction that does so."""
        station.drop_draft(self._desk.store, self._key)

    def take_away(self) -> None:
        """It will not be registered: away with it, and with the note where nothing lies there any more."""
        if self.named is not None:
            drop_unfinished(self.named)
            if self.named.exists() or not self.named.parent.is_dir():
                return  # a stick that was pulled, or takes nothing: the note stays
        with suppress(DeskError), self._desk.store.transaction():
            self.settle()


@contextmanager
def until_registered(desk: Desk, head: PacketHead) -> Iterator[Unsettled]:
    """A packet's file that stands on the stick and in the register when the block ends, or in neither of them."""
    file = Unsettled(desk, head)
    try:
        yield file
    except BaseException:
        file.take_away()
        raise


def left_unregistered(desk: Desk) -> list[Unregistered]:
    """The files left behind that may still lie on a stick, newest first; of one with accusations whoever made it
    learns alone (Art. 30)."""
    return [Unregistered(kept["number"], Path(kept["path"]), at) for _, kept, at in _notes(desk)]


def clear_unregistered(desk: Desk) -> list[Unregistered]:
    """Take away what programs that died left on the sticks that are there; what was taken away.

    A file that is another than was noted stays. Nothing is done for an auditor, nor while the desk is open elsewhere:
    there somebody may be writing.
    """
    if set(desk.operator.roles) <= {Role.AUDITOR} or not any(_notes(desk)):
        return []  # nor is anybody kept out for a moment when there is nothing to do
    try:
        with exclusive_desk(desk.home, desk.hold):
            dead = list(_notes(desk))
    except DeskInUse:
        return []
    taken = []
    for key, kept, at in dead:
        left = Unregistered(kept["number"], Path(kept["path"]), at)
        if left.path.parent.is_dir() and _take_away(desk, key, left.path, kept):
            taken.append(left)
    return taken


def _notes(desk: Desk) -> Iterator[tuple[str, dict[str, str], dt.datetime]]:
    """What other openings of the desk noted and did not settle; what this one notes is being written."""
    for key, _ in station.list_drafts(desk.store):
        if key.startswith(_KEY) and (found := station.get_draft(desk.store, key)):
            kept, at = found
            if kept["opening"] != desk.opening and kept["by"] in ("", desk.operator.name):
                yield key, kept, at


def _take_away(desk: Desk, key: str, path: Path, kept: dict[str, str]) -> bool:
    """Remove one file, and forget its note once it is gone; whether there was one."""
    found = sha256_of(path) if path.is_file() else "gone"
    ours = found == kept["sha256"]
    if ours:
        drop_unfinished(path)
    if not found or (ours and path.exists()):
        return False  # the stick gives or takes nothing now: next time
    with desk.store.transaction():
        station.drop_draft(desk.store, key)
        if ours:
            named = "" if kept["by"] else path.name  # of one with accusations nobody else reads
            desk.record("drop_unregistered", f"删去写出后未及登记的移送包文件{named}")
    return ours
