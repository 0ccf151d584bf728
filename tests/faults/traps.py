"""The k-th call that writes fails: Python's own calls and, through SQLite's own hook for such tests, SQLite's.

Nothing of the desk is replaced: the operating system's answer is. What SQLite's hook does not reach is ``fsync``.
"""

from __future__ import annotations

import builtins
import ctypes
import errno
import io
import os
from collections.abc import Callable
from typing import Any

import sqlcipher3._sqlite3

NUMBERS = (errno.ENOSPC, errno.EIO)
"""Full, and broken."""
_CALLS = ("fsync", "replace", "rename", "link", "unlink", "mkdir", "ftruncate", "truncate", "rmdir")
_OLD: dict[str, Callable[..., Any]] = {name: getattr(os, name) for name in _CALLS}
_OPEN = builtins.open


class Trap:
    """Counts the calls that write, and lets the k-th fail; with ``lasting`` every later one too. 0 only counts."""

    def __init__(self, fail_at: int = 0, *, lasting: bool = False) -> None:
        self.count, self.fail_at, self.lasting, self.armed = 0, fail_at, lasting, True
        self.number = NUMBERS[fail_at % len(NUMBERS)]
        self.struck: list[str] = []

    def strikes(self, name: str) -> bool:
        """Whether this call fails."""
        if not self.armed:
            return False
        self.count += 1
        hit = self.fail_at > 0 and (
            self.count >= self.fail_at if self.lasting else self.count == self.fail_at
        )
        if hit:
            self.struck.append(name)
        return hit

    def spring(self, name: str) -> None:
        """Raise what the operating system would answer."""
        if self.strikes(name):
            raise OSError(self.number, os.strerror(self.number))


def set_trap(trap: Trap) -> None:
    """In a worker, which ends with it: watch every call that writes from here on."""
    for name, call in _OLD.items():
        setattr(os, name, _watched(trap, name, call))
    builtins.open = io.open = _opening(trap)  # type: ignore[assignment]
    _watch_sqlite(trap)


def _watched(trap: Trap, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    """A call of the operating system that may fail."""

    def watched(*args: Any, **kwargs: Any) -> Any:
        trap.spring(name)
        return call(*args, **kwargs)

    return watched


class _Raw(io.FileIO):
    """A file whose writes may fail."""

    trap: Trap

    def write(self, data: Any, /) -> int:
        self.trap.spring("write")
        return super().write(data) or 0


def _opening(trap: Trap) -> Callable[..., Any]:
    """``open``, whose files that can be written are watched."""

    def opened(file: Any, mode: str = "r", buffering: int = -1, *rest: Any, **more: Any) -> Any:
        if not set(mode) & set("wax+"):
            return _OPEN(file, mode, buffering, *rest, **more)
        trap.spring("open")
        raw = _Raw(
            file,
            mode.replace("b", "").replace("t", ""),
            **{k: more[k] for k in ("opener", "closefd") if k in more},
        )
        raw.trap = trap
        if buffering == 0:
            return raw
        buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        if "b" in mode:
            return buffered
        names = ("encoding", "errors", "newline")
        return io.TextIOWrapper(
            buffered, **{**dict(zip(names, rest, strict=False)), **{n: more[n] for n in names if n in more}}
        )

    return opened


# --- SQLite ----------------------------------------------------------------------------------------------

_POINTER = ctypes.c_void_p
_FIELDS = (
    "pNext",
    "zName",
    "pAppData",
    "xOpen",
    "xDelete",
    "xAccess",
    "xFullPathname",
    "xDlOpen",
    "xDlError",
)
_MORE = ("xDlSym", "xDlClose", "xRandomness", "xSleep", "xCurrentTime", "xGetLastError", "xCurrentTimeInt64")
_SET = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, ctypes.c_char_p, _POINTER)
_GET = ctypes.CFUNCTYPE(_POINTER, _POINTER, ctypes.c_char_p)
_INT, _LONG = ctypes.c_int, ctypes.c_int64
_SHAPES: dict[str, tuple[Any, ...]] = {
    "pwrite": (_LONG, _INT, _POINTER, ctypes.c_size_t, _LONG),
    "pwrite64": (_LONG, _INT, _POINTER, ctypes.c_size_t, _LONG),
    "write": (_LONG, _INT, _POINTER, ctypes.c_size_t),
    "ftruncate": (_INT, _INT, _LONG),
    "fallocate": (_INT, _INT, _LONG, _LONG),
    "unlink": (_INT, ctypes.c_char_p),
}
_kept: list[Any] = []
"""SQLite keeps only the addresses of what it was given."""


class _Vfs(ctypes.Structure):
    """SQLite's table of calls, as far as its third version."""

    _fields_ = [
        ("iVersion", _INT),
        ("szOsFile", _INT),
        ("mxPathname", _INT),
        *((name, _POINTER) for name in (*_FIELDS, *_MORE)),
        ("xSetSystemCall", _SET),
        ("xGetSystemCall", _GET),
        ("xNextSystemCall", _POINTER),
    ]


def _watch_sqlite(trap: Trap) -> None:
    """SQLite's own calls of the operating system, in this process."""
    library = ctypes.CDLL(sqlcipher3._sqlite3.__file__)
    library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
    found = library.sqlite3_vfs_find(None)
    vfs, address = found.contents, ctypes.cast(found, _POINTER)
    for name, shape in _SHAPES.items():
        before = vfs.xGetSystemCall(address, name.encode())
        if before:
            watched = _failing(trap, name, shape, before)
            _kept.append(watched)
            vfs.xSetSystemCall(address, name.encode(), ctypes.cast(watched, _POINTER))


def _failing(trap: Trap, name: str, shape: tuple[Any, ...], before: int) -> Any:
    """One of them, which may fail as the operating system would let it."""
    kind = ctypes.CFUNCTYPE(*shape, use_errno=True)
    call = kind(before)

    def watched(*args: Any) -> int:
        if trap.strikes(f"sqlite {name}"):
            ctypes.set_errno(trap.number)
            return -1
        return int(call(*args))

    return kind(watched)
