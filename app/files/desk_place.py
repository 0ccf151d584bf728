"""Where the desk's folder lies: below a cloud client's folder, on a network share, on a stick, in memory; and whose it is.

A synchronised folder copies a database in the middle of a write, a share lies about what is locked, a stick is pulled
out. What counts as such a place stands in ``rules/places.toml``. Linux tells it by ``/proc/mounts`` and ``/sys``,
Windows by the kind of the drive.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from app.files.rules import read_rules

MOUNTS = Path("/proc/mounts")
BLOCK = Path("/sys/class/block")
OTHERS = 0o077
"""What the owner's group and everybody else may do with a folder."""
_DRIVE_KINDS = {2: "stick", 4: "network", 6: "memory"}
"""What Windows answers of a drive: DRIVE_REMOVABLE, DRIVE_REMOTE, DRIVE_RAMDISK."""


@dataclass(frozen=True, slots=True)
class Place:
    """What is to be said of a place; everything empty or false is as it should be."""

    sync: str = ""
    """The cloud client that copies the folder."""
    medium: str = ""
    """stick, network or memory."""
    foreign: bool = False
    """The folder belongs to another user of this PC."""
    open_to_others: bool = False
    """Other users of this PC may look into the folder."""


def look_at_place(home: Path, *, mounts: str | None = None, block: Path = BLOCK) -> Place:
    """What is to be said of where a desk lies. ``mounts`` and ``block`` stand for what Linux tells of its disks."""
    real = home.resolve()
    told = (_told_mounts() if mounts is None else mounts) if sys.platform != "win32" else ""
    medium = _medium(real, told, block) if told else windows_medium(real)
    return Place(synchronised_by(real), medium, *_whose(real))


def synchronised_by(home: Path) -> str:
    """The cloud client below whose folder a desk lies; empty when there is none."""
    for sync in read_rules("places")["sync"]:
        for folder in (home, *home.parents):
            named = any(fnmatch(folder.name.lower(), name.lower()) for name in sync["folders"])
            if named or any((folder / marker).exists() for marker in sync["markers"]):
                return str(sync["name"])
    return ""


def _told_mounts() -> str:
    """What is mounted where; empty where the system does not tell."""
    try:
        return MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _medium(home: Path, mounts: str, block: Path) -> str:
    """What kind of medium a folder lies on, by the mount that is nearest to it."""
    device, kind = _mount_of(home, mounts)
    kinds = read_rules("places")["filesystems"]
    if kind in kinds["network"]:
        return "network"
    if kind in kinds["memory"]:
        return "memory"
    return "stick" if device.startswith("/dev/") and _is_removable(device, block) else ""


def _mount_of(home: Path, mounts: str) -> tuple[str, str]:
    """The device and the file system of the mount that a folder lies on; of several on one point the last counts."""
    nearest, found = -1, ("", "")
    for line in mounts.splitlines():
        words = line.split(" ")
        if len(words) < 3:
            continue
        point = Path(_unescaped(words[1]))
        if len(point.parts) >= nearest and home.is_relative_to(point):
            nearest, found = len(point.parts), (_unescaped(words[0]), words[2])
    return found


def _unescaped(word: str) -> str:
    """A word of the mount table with its blanks put back."""
    for code in ("040", "011", "012", "134"):
        word = word.replace(f"\\{code}", chr(int(code, 8)))
    return word


def _is_removable(device: str, block: Path) -> bool:
    """Whether a disk can be pulled out: the system says so of it, or it hangs on USB."""
    entry = block / Path(device).name
    try:
        real = entry.resolve(strict=True)
    except OSError:
        return False
    if any(part.startswith("usb") for part in real.parts):
        return True
    return any(_says_one(folder / "removable") for folder in (real, real.parent))


def _says_one(path: Path) -> bool:
    """Whether the system's answer is yes."""
    try:
        return path.read_text(encoding="ascii").strip() == "1"
    except OSError:
        return False


def windows_medium(home: Path, ask: Callable[[str], int] | None = None) -> str:
    """What kind of drive a folder lies on, as Windows names it; a path that begins with \\\\ is a share."""
    if str(home).startswith("\\\\"):
        return "network"
    asked = ask or _drive_type
    return _DRIVE_KINDS.get(asked(home.anchor), "")


def _drive_type(root: str) -> int:
    """What kind of drive Windows takes one for; 0 (unknown) elsewhere."""
    windows = getattr(ctypes, "windll", None)
    return int(windows.kernel32.GetDriveTypeW(root)) if windows is not None else 0


def _whose(home: Path) -> tuple[bool, bool]:
    """Whether a folder is another user's, and whether others may look into it. Windows answers no: there the profile
    folder keeps others out, and a folder elsewhere takes its rights from above."""
    user = getattr(os, "getuid", None)
    try:
        told = home.stat()
    except OSError:
        return False, False
    return (told.st_uid != user(), bool(told.st_mode & OTHERS)) if user is not None else (False, False)
