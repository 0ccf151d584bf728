"""One window a desk: whoever comes second calls the first to the front, by a file in the desk's folder.

A file, not a socket: the program opens no port of any kind, and a call reaches the window of another user of this PC
as well. What the file says is nothing.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from app.storage import desk_lock
from app.storage.desk_lock import DeskHold
from app.storage.desk_lock import this_user as this_user  # the first page names him

CALL_NAME = "desk.call"


def hold_window(home: Path) -> DeskHold:
    """Hold the desk's folder for this window; ``before`` of the hold is who had it last.

    Raises DeskInUse while another window has it, whoever's, and CannotWrite. One that a crash left is no obstacle.
    """
    hold = desk_lock.hold_window(home)
    take_call(home)  # a call that nobody answered is not for us
    return hold


def call_first(home: Path) -> None:
    """Call the window that has the desk to the front."""
    with contextlib.suppress(OSError):  # another user's folder: then there is only the word
        (home / CALL_NAME).touch()


def take_call(home: Path) -> bool:
    """Whether somebody called; the call is answered by that."""
    try:
        (home / CALL_NAME).unlink()
    except OSError:
        return False
    return True
