"""Backup, verification and restoring: one file, encrypted, that opens with the passphrase it was made under."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from app.actions.desk import Desk
from app.domain.errors import FileExists, StoreExists, UnreadableFile
from app.files.atomic import write_file
from app.storage import backup, keyring
from app.storage.database import DATABASE_NAME, KEYS_NAME

MEMBERS = (DATABASE_NAME, KEYS_NAME)


@dataclass(frozen=True, slots=True)
class VerifiedBackup:
    """A backup that was opened, checked and counted."""

    path: Path
    sha256: str
    cases: int
    documents: int
    history: int


def create_backup(desk: Desk, *, folder: Path) -> VerifiedBackup:
    """Write a backup into a folder, open the copy and count it before it is called good.

    Raises FileExists, CannotWrite, ReadBackDiffers, StoreDamaged.
    """
    path = folder / f"petition-desk-{desk.station.unit_code}-{desk.now():%Y%m%d-%H%M%S}.backup"
    with TemporaryDirectory(dir=desk.home) as scratch:
        copy = Path(scratch) / DATABASE_NAME
        backup.copy_into(desk.store, copy)
        counted = backup.count(copy, desk.store.key)
        if counted.problems:
            raise UnreadableFile(path.name, "副本校验不通过", "请运行自检。")

        def write(out: BinaryIO) -> None:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
                archive.write(copy, DATABASE_NAME)
                archive.write(desk.home / KEYS_NAME, KEYS_NAME)

        sha256 = write_file(path, write)
    with desk.store.transaction():
        desk.record("backup", f"备份：事项{counted.cases}件")
    return VerifiedBackup(path, sha256, counted.cases, counted.documents, counted.history)


def verify_backup(*, path: Path, passphrase: str) -> VerifiedBackup:
    """Open a backup with its passphrase, check it whole and count it; changes nothing.

    Raises UnreadableFile, WrongPassphrase, StoreDamaged.
    """
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        sha256 = _unpack(path, folder)
        key, _ = keyring.unlock(folder / KEYS_NAME, passphrase)
        counted = backup.count(folder / DATABASE_NAME, key)
    if counted.problems:
        raise UnreadableFile(path.name, "数据损坏", "请改用另一份备份。")
    return VerifiedBackup(path, sha256, counted.cases, counted.documents, counted.history)


def restore_backup(*, path: Path, home: Path, passphrase: str) -> VerifiedBackup:
    """Verify a backup and put it into an empty folder as a desk; a desk that is there is never replaced.

    Raises StoreExists, and whatever verify_backup raises.
    """
    # an old write-ahead log beside the restored file would be replayed into it
    if any((home / name).exists() for name in (*MEMBERS, f"{DATABASE_NAME}-wal", f"{DATABASE_NAME}-journal")):
        raise StoreExists(home)
    verified = verify_backup(path=path, passphrase=passphrase)
    home.mkdir(parents=True, exist_ok=True)
    _unpack(path, home)
    return verified


def _unpack(path: Path, folder: Path) -> str:
    """The two members of a backup into a folder; the file's SHA-256. Raises UnreadableFile."""
    try:
        raw = path.read_bytes()
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sorted(archive.namelist()) != sorted(MEMBERS):
                raise UnreadableFile(path.name, "不是工作台的备份", "请选择扩展名为.backup的文件。")
            for name in MEMBERS:
                archive.extract(name, folder)
    except (OSError, zipfile.BadZipFile) as error:
        if isinstance(error, FileExistsError):
            raise FileExists(folder) from error
        raise UnreadableFile(path.name, "文件残缺或打不开", "请改用另一份备份。") from error
    return hashlib.sha256(raw).hexdigest()
