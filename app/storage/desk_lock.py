"""Who has a desk open: byte ranges of ``desk.lock`` that the operating system locks, and frees when a program dies.

One byte is the window's, one each for every opened desk (a window's, a console command's). Whoever must be alone
(a restore, a re-key, a migration) takes all of the latter but his own. A lock left behind by a crash does not exist:
the file stays, the lock goes with its process. Where the lock is held the file says by whom, for the sentence that
the second one reads.
"""

from __future__ import annotations

import contextlib
import errno
import getpass
import os
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import CannotWrite, DeskInUse
from app.domain.os_words import reason_for

LOCK_NAME = "desk.lock"
WINDOW = 0
"""The byte that the window holds, from its start window on."""
PLACES = range(1, 64)
"""The bytes of opened desks."""
_FIRST = 1 << 30
"""Where the bytes stand: far behind the text, since Windows lets nobody read what is locked."""
_HELD = {errno.EAGAIN, errno.EACCES, errno.EDEADLK}
_LONGEST = 200


@dataclass(slots=True)
class DeskHold:
    """One held byte; ``release`` lets go of it, also by the end of a ``with`` block."""

    file: int
    place: int
    before: str = ""
    """Of a window, and of the desk opened in it: who had the window before, by the name at this machine."""

    def release(self) -> None:
        """Let go; a second time does nothing."""
        file, self.file = self.file, -1
        if file >= 0:
            os.close(file)  # closing unlocks, on every system

    def __enter__(self) -> DeskHold:
        """The hold itself."""
        return self

    def __exit__(self, *what: object) -> None:
        """Let go."""
        self.release()


def hold_window(home: Path) -> DeskHold:
    """Hold the desk's folder for the one window. Raises DeskInUse, CannotWrite."""
    before = holder(home)
    hold = _hold(home, (WINDOW,))
    hold.before = before
    with contextlib.suppress(OSError):  # whose it is helps a sentence only
        os.ftruncate(hold.file, 0)
        os.write(hold.file, this_user().encode("utf-8")[:_LONGEST])
    return hold


def hold_desk(home: Path) -> DeskHold:
    """Hold a place at the desk, beside others. Raises DeskInUse while somebody must be alone, CannotWrite."""
    return _hold(home, PLACES)


@contextlib.contextmanager
def exclusive_desk(home: Path, own: DeskHold | None = None) -> Iterator[None]:
    """Be alone at the desk while the block runs; ``own`` is the caller's own place, if he has the desk open.

    A window that waits for its passphrase does not count: opening the desk is what is refused. Raises DeskInUse,
    CannotWrite.
    """
    file = _open(home)
    mine = own.place if own is not None and own.file >= 0 else PLACES.start - 1
    try:
        for start, end in ((PLACES.start, mine), (mine + 1, PLACES.stop)):
            if start < end and not _lock(file, start, end - start):
                raise DeskInUse(holder(home))
        yield
    finally:
        os.close(file)


def holder(home: Path) -> str:
    """Whose window holds the desk or held it last: the name at this machine, empty when nobody ever did."""
    try:
        with (home / LOCK_NAME).open("rb") as file:
            return file.read(_LONGEST).decode("utf-8", "replace").strip()
    except OSError:
        return ""


def this_user() -> str:
    """The login name of whoever runs this program; on a machine without names his number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return str(getattr(os, "getuid", str)())  # Windows has names only


def _hold(home: Path, places: range | tuple[int, ...]) -> DeskHold:
    """The first free of some bytes."""
    file = _open(home)
    for place in places:
        if _lock(file, place, 1):
            return DeskHold(file, place)
    os.close(file)
    raise DeskInUse(holder(home))


def _open(home: Path) -> int:
    """The lock file, made when it is not there."""
    try:
        return os.open(home / LOCK_NAME, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
    except OSError as error:
        raise CannotWrite(home / LOCK_NAME, reason_for(error)) from error


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int, place: int, count: int) -> bool:
        """Lock bytes, or say that somebody else has one of them."""
        os.lseek(file, _FIRST + place, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, count)
        except OSError as error:
            if error.errno not in _HELD:
                raise
            return False
        finally:
            os.lseek(file, 0, os.SEEK_SET)
        return True
else:
    import fcntl

    def _lock(file: int, place: int, count: int) -> bool:
        """Lock bytes, or say that somebody else has one of them.

        Locks of the open file, not of the process as POSIX has them: those go when any other opening of the same
        file is closed.
        """
        wanted = struct.pack("hhqqi", fcntl.F_WRLCK, os.SEEK_SET, _FIRST + place, count, 0)
        try:
            fcntl.fcntl(file, fcntl.F_OFD_SETLK, wanted)
        except OSError as error:
            if error.errno not in _HELD:
                raise
            return False
        return True
