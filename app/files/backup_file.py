"""The file of a backup: a zip with the encrypted database and its key file, nothing packed, nothing else in it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import tempfile
import time
import zipfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from app.domain.errors import CannotWrite, UnreadableFile
from app.files.atomic import STALE_SECONDS, Naming, reason_for, writing

SUFFIX = ".backup"
SCRATCH = ".working-"
LARGEST_KEYS = 1 << 20
_BLOCK = 1 << 20
_STAMP = re.compile(r"-(\d{8}-\d{6})(?:-(\d+))?\.backup$")


def stem_of(unit_code: str, desk_id: str, at: str) -> str:
    """The name of a desk's backup without its ending."""
    return f"petition-desk-{unit_code}-{desk_id}-{at}"


def is_ours(name: str, unit_code: str, desk_id: str) -> bool:
    """Whether a file is named as a backup of this desk."""
    stem = re.escape(stem_of(unit_code, desk_id, ""))
    return re.fullmatch(stem + r"\d{8}-\d{6}(-\d+)?" + re.escape(SUFFIX), name) is not None


def newest_first(paths: Iterable[Path]) -> list[Path]:
    """Backup files by the time in their names, which a copy keeps; others by the time of the file."""
    return sorted(paths, key=_written, reverse=True)


def _written(path: Path) -> tuple[str, int, str]:
    """When a backup was written, and which of that second it is."""
    if named := _STAMP.search(path.name):
        return named.group(1), int(named.group(2) or 1), path.name
    try:
        return time.strftime("%Y%m%d-%H%M%S", time.localtime(path.stat().st_mtime)), 0, path.name
    except OSError:
        return "", 0, path.name


def free_path(folder: Path, stem: str) -> Path:
    """A name in a folder that nobody has: a second one of the same second gets a number."""
    path, number = folder / f"{stem}{SUFFIX}", 2
    while os.path.lexists(path):
        path, number = folder / f"{stem}-{number}{SUFFIX}", number + 1
    return path


def write_backup(
    path: Path, members: Sequence[tuple[str, Path]], *, naming: Naming | None = None
) -> Generator[int, None, tuple[str, int]]:
    """Write a backup that is there whole or not at all, read back from the medium; yields bytes, returns its SHA-256
    and its size. ``naming`` is told before it gets its name.

    Raises FileExists, CannotWrite, ReadBackDiffers.
    """
    with writing(path, naming=naming) as work:
        done = 0
        with zipfile.ZipFile(work.out, "w", zipfile.ZIP_STORED) as archive:
            for name, source in members:
                with source.open("rb") as plain, archive.open(name, "w", force_zip64=True) as member:
                    while block := plain.read(_BLOCK):
                        member.write(block)
                        done += len(block)
                        yield done
        size = work.out.tell()
    return work.sha256, size


def unpack(path: Path, folder: Path, names: Sequence[str]) -> Generator[int, None, str]:
    """Put the members of a backup into a folder and sync them; yields bytes, returns the file's SHA-256.

    Raises UnreadableFile for what is no backup or is damaged, CannotWrite when the disk does not take it.
    """
    try:
        with path.open("rb") as packed:
            digest = _digest(packed)
            with zipfile.ZipFile(packed) as archive:
                _require_backup(path, archive, names)
                done = 0
                for name in names:
                    for written in _extracted(archive, name, folder / name):
                        done += written
                        yield done
    except zipfile.BadZipFile as error:
        raise UnreadableFile(path.name, "文件残缺或打不开", "请改用另一份备份。") from error
    except OSError as error:
        raise UnreadableFile(path.name, reason_for(error), "请改用另一份备份。") from error
    return digest


def _require_backup(path: Path, archive: zipfile.ZipFile, names: Sequence[str]) -> None:
    """Raise UnreadableFile for a zip that no desk made."""
    found = {info.filename: info for info in archive.infolist()}
    plain = all(info.compress_type == zipfile.ZIP_STORED for info in found.values())
    if sorted(info.filename for info in archive.infolist()) != sorted(names) or not plain:
        raise UnreadableFile(path.name, "不是工作台的备份", "请选择扩展名为.backup的文件。")
    if sum(info.file_size for info in found.values()) > path.stat().st_size:
        raise UnreadableFile(path.name, "文件残缺或打不开", "请改用另一份备份。")


def _extracted(archive: zipfile.ZipFile, name: str, target: Path) -> Iterator[int]:
    """Write one member, block by block; the size of each."""
    with archive.open(name) as member, _created(target) as out:
        while block := member.read(_BLOCK):
            with _refused(target):
                out.write(block)
            yield len(block)
        with _refused(target):
            out.flush()
            os.fsync(out.fileno())


@contextlib.contextmanager
def _created(target: Path) -> Iterator[BinaryIO]:
    """A new file that only this user may read."""
    with _refused(target):
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with open(handle, "wb") as out:  # noqa: PTH123 - exclusive and private
        yield out


@contextlib.contextmanager
def _refused(target: Path) -> Iterator[None]:
    """What the disk refuses is no fault of the file that is read."""
    try:
        yield
    except OSError as error:
        raise CannotWrite(target.parent, reason_for(error)) from error


def sha256_of(path: Path) -> str:
    """The hash of a file; empty when it cannot be read."""
    try:
        with path.open("rb") as file:
            return _digest(file)
    except OSError:
        return ""


def _digest(file: BinaryIO) -> str:
    """The hash of a whole file."""
    digest = hashlib.sha256()
    while block := file.read(_BLOCK):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()


@contextlib.contextmanager
def scratch(home: Path) -> Iterator[Path]:
    """A folder inside the desk's own for encrypted work, gone afterwards. Raises CannotWrite."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=home))
    except OSError as error:
        raise CannotWrite(home, reason_for(error)) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_left_behind(home: Path, prefixes: tuple[str, ...] = (SCRATCH,)) -> None:
    """Take away what a program that died left in the desk's folder."""
    oldest = time.time() - STALE_SECONDS
    with contextlib.suppress(OSError):
        for path in home.iterdir():
            if not path.name.startswith(prefixes) or path.stat().st_mtime >= oldest:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()
