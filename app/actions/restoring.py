"""Restoring: a backup is unpacked beside the live desk, shown with what would be lost, and then takes its place."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from app.actions.backup import MEMBERS, VerifiedBackup, verify_backup
from app.actions.desk import Desk
from app.domain.changes import Progress
from app.domain.codes import Role
from app.domain.errors import (
    CannotWrite,
    DeskError,
    InvalidField,
    NotAllowed,
    OtherDesksBackup,
    StoreExists,
    UnreadableFile,
)
from app.domain.station import Operator, Station
from app.files import backup_file
from app.files.atomic import reason_for
from app.storage import backup, comparing, keyring, rekeying, replacing
from app.storage import station as stations
from app.storage.comparing import Holding, Losses
from app.storage.database import (
    DATABASE_NAME,
    KEYS_NAME,
    SCHEMA_VERSION,
    Store,
    open_store,
    schema_version,
)
from app.storage.desk_lock import exclusive_desk
from app.storage.pages import require_whole_log

STEPS = 3
RECOVERED = "恢复单"
"""Who opened a backup with the recovery code, as the history names him."""


@dataclass(frozen=True, slots=True)
class BackupLook:
    """A backup that lies unpacked and encrypted beside the desk: what it holds, and what restoring would lose.

    ``lost`` is None when the live desk could not be compared: ``unknown`` says why (empty: there is no live desk).
    ``opened_by`` is the operator whose passphrase it was, empty with the recovery code.
    """

    path: Path
    folder: Path
    station: Station
    holding: Holding
    opened_by: str
    lost: Losses | None = None
    unknown: str = ""
    key: bytes = field(default=b"", repr=False)


def look_into(
    path: Path, *, home: Path, passphrase: str = "", code: str = "", live: Desk | None = None
) -> Generator[Progress, None, BackupLook]:
    """Unpack a backup (or a replaced desk's folder) inside the desk's own folder, open it, check it, compare it.

    ``live`` is the open desk; without it the desk in ``home`` is opened with the backup's key for the comparison, if
    it can be. ``drop_look`` forgets it; closing the generator leaves nothing. Raises UnreadableFile, WrongPassphrase,
    InvalidField for a mistyped code, StoreDamaged, StoreNewer, OtherDesksBackup, CannotWrite.
    """
    with _incoming(home) as folder:
        yield Progress(0, STEPS, "解开备份")
        yield from _brought(path, folder)
        key, name = _unlocked(folder / KEYS_NAME, passphrase, code)
        yield Progress(1, STEPS, "检查备份")
        store = _checked(path, folder, key)
        try:
            station = stations.get_station(store)
            yield Progress(2, STEPS, "与现在的数据比较")
            lost, unknown = _compared(home, store, station, live)
            holding = comparing.holding(store)
        finally:
            store.fold()
        return BackupLook(path, folder, station, holding, name, lost, unknown, key)


@contextmanager
def _incoming(home: Path) -> Iterator[Path]:
    """A folder beside the desk that is complete afterwards, or gone."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=replacing.INCOMING, dir=home))
    except OSError as error:
        raise CannotWrite(home, reason_for(error)) from error
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _brought(path: Path, folder: Path) -> Generator[Progress, None, None]:
    """The files of a backup, or of a desk that was replaced, in a folder."""
    if not path.is_dir():
        for _ in backup_file.unpack(path, folder, MEMBERS):
            yield Progress(0, STEPS, "解开备份")
        return
    if any(not (path / name).is_file() for name in MEMBERS):
        raise UnreadableFile(path.name, "里面没有工作台", "请选择备份文件，或desk-replaced-开头的文件夹。")
    for name in (*MEMBERS, f"{DATABASE_NAME}-wal"):  # a desk that was cut off has its last acts there
        if (path / name).is_file():
            try:
                shutil.copyfile(path / name, folder / name)
            except OSError as error:
                raise CannotWrite(folder, reason_for(error)) from error
        yield Progress(0, STEPS, "解开备份")
    require_whole_log(folder / DATABASE_NAME)


def _unlocked(keys: Path, passphrase: str, code: str) -> tuple[bytes, str]:
    """The database key, and whose passphrase it was. Raises WrongPassphrase, InvalidField, StoreDamaged."""
    if code:
        return keyring.unlock_with_recovery(keys, code)[0], ""
    if not passphrase:
        raise InvalidField("passphrase", "请输入备份当时的口令")
    return keyring.unlock(keys, passphrase)


def _checked(path: Path, folder: Path, key: bytes) -> Store:
    """The backup's database, whole and at the newest schema."""
    counted = backup.count(folder / DATABASE_NAME, key)
    if counted.problems:
        raise UnreadableFile(path.name, "数据损坏", "请改用另一份备份。")
    return open_store(folder / DATABASE_NAME, key)


def _compared(home: Path, store: Store, station: Station, live: Desk | None) -> tuple[Losses | None, str]:
    """What restoring would lose, or why that cannot be said. Raises OtherDesksBackup."""
    if live is not None:
        _require_same(station, live.station)
        return comparing.losses(live.store, store), ""
    if not any((home / name).exists() for name in MEMBERS):
        return None, ""
    try:
        with backup.opened_as_it_is(home / DATABASE_NAME, store.key) as current:
            _require_same(station, stations.get_station(current))
            if schema_version(current) < SCHEMA_VERSION:
                return None, "现在的数据是旧版程序写的，不能比较会丢失什么。它会原样保留。"
            return comparing.losses(current, store), ""
    except OtherDesksBackup:
        raise
    except DeskError:
        return None, "现在的数据打不开（已损坏，或者换过密钥），不能比较会丢失什么。它会原样保留。"


def _require_same(backed_up: Station, current: Station) -> None:
    """Raise OtherDesksBackup for a backup of another desk."""
    if backed_up.desk_id != current.desk_id:
        raise OtherDesksBackup(backed_up.unit_name, backed_up.desk_id, current.desk_id)


def loss_words(lost: Losses) -> str:
    """What restoring would lose, in a sentence that counts only what there is; sealed cases are never among it."""
    since = f"{lost.since:%Y-%m-%d %H:%M}以来" if lost.since else ""
    counted = (
        (lost.cases, "新登记的事项{}件"),
        (lost.documents, "文书{}份"),
        (lost.packets, "发出的移送包{}个"),
        (lost.received, "收到的包{}个"),
        (lost.acts, "办理操作{}次"),
    )
    named = "，".join(words.format(count) for count, words in counted if count)
    if named:
        said = f"恢复以后，{since}的这些就没有了：{named}（不公开的事项不列）。"
    else:
        said = f"{since}没有新的事项、文书和包，只少几条操作记录（不公开的事项不列：登记过的，先核对）。"
    return said + (f"已经销毁的{lost.revived}件会重新出现，恢复以后要再销毁一次。" if lost.revived else "")


def require_restorer(home: Path, look: BackupLook) -> None:
    """Raise NotAllowed when whoever opened the backup is no administrator of the desk that it would replace.

    The recovery code asks nobody; nor does a desk that cannot be opened any more: that is what restoring is for.
    """
    if look.lost is None or not look.opened_by:
        return
    with backup.opened_as_it_is(home / DATABASE_NAME, look.key) as current:
        operator = stations.find_operator(current, look.opened_by)
    if operator is None or Role.ADMINISTRATOR not in operator.roles:
        raise NotAllowed(f"只有管理员可以恢复数据，{look.opened_by}不是这个工作台的管理员")


def drop_look(look: BackupLook) -> None:
    """Forget a backup that was looked into."""
    shutil.rmtree(look.folder, ignore_errors=True)


def replace_with(home: Path, look: BackupLook, *, today: dt.date | None = None) -> Path | None:
    """Let a backup that was looked into be the desk; the folder that keeps what it replaced (None: nothing was there).

    Every connection of this program to the desk is closed, and nobody else may have it open. A crash at any moment
    leaves the old desk or the restored one. Raises DeskInUse, CannotWrite, StoreDamaged.
    """
    with suppress(
        OSError, DeskError
    ):  # what a re-key left and cannot be finished is set aside with the old files
        rekeying.settle(home)
    with exclusive_desk(home):
        there = any((home / name).exists() for name in MEMBERS)
        replaced = _recorded(look, today, there)
        try:
            replacing.begin(home, look.folder, replaced)
            replacing.finish(home)
        except OSError as error:
            raise CannotWrite(home, reason_for(error)) from error
    return home / replaced if there else None


def _recorded(look: BackupLook, today: dt.date | None, there: bool) -> str:
    """Write the restore into the history of what is restored; the name for what it replaces."""
    store = Store(look.folder / DATABASE_NAME, look.key)
    try:
        with store.damage_named():
            store.database.connect()
        operator = stations.find_operator(store, look.opened_by) or Operator(look.opened_by or RECOVERED)
        desk = Desk(look.folder, store, stations.get_station(store), operator, today)
        replaced = f"{replacing.REPLACED}{desk.now():%Y%m%d-%H%M%S}"
        kept = f"，原来的数据留在{replaced}" if there else ""
        with store.transaction():
            desk.record("restore", f"从备份恢复：{look.path.name}{kept}")
        store.fold()
    finally:
        store.database.close()
    return replaced


def finish_replacement(home: Path) -> bool:
    """Finish a restore that was cut off, before the desk is opened; whether there was one.

    Raises DeskInUse, CannotWrite, UnreadableFile.
    """
    if not replacing.pending(home):
        return False
    with exclusive_desk(home):
        try:
            return replacing.finish(home)
        except OSError as error:
            raise CannotWrite(home, reason_for(error)) from error


@dataclass(frozen=True, slots=True)
class Replaced:
    """A desk that a restore replaced."""

    folder: Path
    at: str


def list_replaced(home: Path) -> list[Replaced]:
    """The desks that restores replaced, newest first; ``look_into(folder)`` and ``replace_with`` put one back."""
    found = replacing.replaced_folders(home)
    return [Replaced(folder, folder.name.removeprefix(replacing.REPLACED)) for folder in found]


def restore_backup(*, path: Path, home: Path, passphrase: str) -> VerifiedBackup:
    """Verify a backup and put it into an empty folder as a desk; a desk that is there is never replaced.

    Raises StoreExists, and whatever verify_backup raises.
    """
    # an old write-ahead log beside the restored file would be replayed into it
    if any((home / name).exists() for name in (*MEMBERS, f"{DATABASE_NAME}-wal", f"{DATABASE_NAME}-journal")):
        raise StoreExists(home)
    verified = verify_backup(path=path, passphrase=passphrase)
    work = look_into(path, home=home, passphrase=passphrase)
    while True:
        try:
            next(work)
        except StopIteration as end:
            replace_with(home, end.value)
            return verified
