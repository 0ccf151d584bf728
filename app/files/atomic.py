"""Files that are there whole or not at all: written beside, synced, read back, then given their name.

A stick can be full, pulled, read-only, or lie about what it keeps. Nothing here says "done" before the
bytes were read again from the medium, as far as the operating system lets us past its own memory of them.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import os
import re
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from app.domain.changes import Progress, Steps, run_through
from app.domain.errors import CannotWrite, FileExists, ReadBackDiffers
from app.domain.os_words import REASONS
from app.domain.os_words import reason_for as reason_for  # whoever writes a file asks here
from app.durable import sync_folder

_BLOCK = 1 << 20
"""Bytes: so many lie on the medium before the next are written. A stick that takes 100 KB in a second still moves."""

_UNFINISHED = re.compile(r"\.[0-9a-f]{16}\.tmp")
STALE_SECONDS = 3600
"""An unfinished file that is older was left behind by a program that died."""
_NO_HARD_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EACCES}
"""What file systems without hard links (FAT, some network drives) answer to a link."""


class FileInWork:
    """A file that is being written: fill ``out``; ``sha256`` is there when it was read back.

    Long work may read back in steps as the last thing it does; else it is done when the block ends.
    """

    def __init__(self, out: BinaryIO, path: Path, temporary: Path) -> None:
        self.out = out
        self.sha256 = ""
        self._path, self._temporary = path, temporary

    def reading_back(self) -> Steps[None]:
        """Sync what was filled in and compare what the medium gives back, in steps. Raises ReadBackDiffers."""
        written, size = _synced(self.out)
        digest, done = hashlib.sha256(), 0
        for block in _blocks_from_medium(self._temporary):
            digest.update(block)
            done += len(block)
            yield Progress(done >> 10, size >> 10, "读回核对（KB）")
        if digest.hexdigest() != written:
            raise ReadBackDiffers(self._path)
        self.sha256 = written


Naming = Callable[[Path, str], None]
"""Told a file's path and SHA-256 when it is whole, read back, and about to get its name."""


@contextlib.contextmanager
def writing(path: Path, *, overwrite: bool = False, naming: Naming | None = None) -> Iterator[FileInWork]:
    """A file to fill in the block, which then stands whole under ``path``; long work may yield inside it.

    Whatever the block raises passes through, except an OSError of the medium; in every case of failure nothing
    stays behind and an earlier file of that name is as it was. Raises FileExists (unless ``overwrite``),
    CannotWrite, ReadBackDiffers.
    """
    _refuse_existing(path, overwrite)
    clear_unfinished(path.parent)
    temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        with _removed_on_failure(temporary):
            with _created(temporary) as out:
                work = FileInWork(out, path, temporary)
                yield work
                if not work.sha256:
                    run_through(work.reading_back())
            if naming is not None:
                naming(path, work.sha256)
            _publish(temporary, path, overwrite)
    except OSError as error:
        raise CannotWrite(path, _reason_at(path, error)) from error


def bringing(source: BinaryIO, path: Path, *, naming: Naming | None = None) -> Steps[str]:
    """Bring an open file that can be sought in to ``path`` in steps; the same promises and errors as ``writing``.

    What was counted is on the medium, so that a slow stick shows how far it is and can be left. Returns the SHA-256.
    """
    size, done = source.seek(0, os.SEEK_END), 0
    source.seek(0)
    with writing(path, naming=naming) as work:
        while block := source.read(_BLOCK):
            work.out.write(block)
            done += len(block)
            yield Progress(done >> 10, size >> 10, "写入（KB）")
        yield from work.reading_back()
    return work.sha256


def write_file(path: Path, write: Callable[[BinaryIO], None], *, overwrite: bool = False) -> str:
    """Let ``write`` fill a file that then stands whole under ``path``; returns its SHA-256 in hex.

    ``write`` gets an open binary file, which it may seek in and read. The same promises and errors as ``writing``.
    """
    with writing(path, overwrite=overwrite) as work:
        write(work.out)
    return work.sha256


def write_bytes(path: Path, data: bytes, *, overwrite: bool = False) -> str:
    """Write ``data`` as the whole file ``path``; the same promises and errors as ``write_file``."""

    def fill(out: BinaryIO) -> None:
        out.write(data)

    return write_file(path, fill, overwrite=overwrite)


def clear_unfinished(folder: Path) -> None:
    """Take away what programs that died left of their files in a folder: it may be half a packet, in plain text."""
    oldest = time.time() - STALE_SECONDS
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if _UNFINISHED.fullmatch(path.name) and path.stat().st_mtime < oldest:
                path.unlink()


def drop_unfinished(path: Path) -> None:
    """Remove a file whose making failed. Where the medium refuses, the failure itself is what the clerk reads."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def _reason_at(path: Path, error: OSError) -> str:
    """Why the operating system refused; FAT says of a name that it does not take that there is no such file."""
    if error.errno == errno.ENOENT and path.parent.is_dir():
        return REASONS[errno.EINVAL]
    return reason_for(error)


def _refuse_existing(path: Path, overwrite: bool) -> None:
    """Say early that the name is taken or impossible, before any work is done."""
    if "\0" in str(path):
        raise CannotWrite(path, REASONS[errno.EINVAL])
    if os.path.lexists(path) and not overwrite:
        raise FileExists(path)


@contextlib.contextmanager
def _removed_on_failure(temporary: Path) -> Iterator[None]:
    """Take the unfinished file away when anything goes wrong, a cancel included."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


@contextlib.contextmanager
def _created(temporary: Path) -> Iterator[BinaryIO]:
    """A new file that only this user may read."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with io.BufferedRandom(_Through(os.open(temporary, flags, 0o600), "w+b")) as out:
        yield cast(BinaryIO, out)


class _Through(io.FileIO):
    """A file that goes through to its medium as it is written: a system that only remembers it would say nothing for
    minutes at the end, and could not be stopped."""

    _waiting = 0

    def write(self, data: Any) -> int:
        """Write, and sync what has come together."""
        written = super().write(data)
        self._waiting += written
        if self._waiting >= _BLOCK:
            os.fsync(self.fileno())
            self._waiting = 0
        return written


def _synced(out: BinaryIO) -> tuple[str, int]:
    """Sync what was filled in; hash and size of what the system believes it has written."""
    out.flush()
    out.seek(0)
    digest = hashlib.sha256()
    while block := out.read(_BLOCK):
        digest.update(block)
    os.fsync(out.fileno())
    return digest.hexdigest(), out.tell()


def _blocks_from_medium(path: Path) -> Iterator[bytes]:
    """The file as the medium gives it back, past the page cache where the system allows."""
    with path.open("rb", buffering=0) as stored:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(stored.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while block := stored.read(_BLOCK):
            yield block


def _publish(temporary: Path, path: Path, overwrite: bool) -> None:
    """Give the finished file its name, never over a file that appeared meanwhile."""
    if overwrite:
        temporary.replace(path)
        sync_folder(path.parent)
        return
    try:
        _name_exclusively(temporary, path)
    except FileExistsError as error:
        raise FileExists(path) from error
    try:
        sync_folder(path.parent)
    except OSError:
        with contextlib.suppress(OSError):
            path.unlink()
        raise


def _name_exclusively(temporary: Path, path: Path) -> None:
    """Rename so that an existing target is an error and not a loss."""
    if os.name == "nt":
        temporary.rename(path)  # Windows itself refuses an existing target
        return
    try:
        os.link(temporary, path)
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        _name_by_reservation(temporary, path)
    else:
        temporary.unlink()


def _name_by_reservation(temporary: Path, path: Path) -> None:
    """Without hard links: take the name with an empty file that must be new, then rename over it."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        temporary.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            path.unlink()
        raise
