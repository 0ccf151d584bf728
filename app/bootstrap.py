"""Making, opening and recovering a desk: the one place where storage meets actions."""

from __future__ import annotations

import ctypes
import datetime as dt
import secrets
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from platformdirs import user_data_path

from app.actions import backup
from app.actions.desk import Desk
from app.actions.entrance import enter, tell_wrong_tries
from app.actions.passphrases import set_passphrase
from app.actions.recovery import remember_sheet, sheet_words
from app.actions.restoring import finish_replacement
from app.actions.unregistered import clear_unregistered
from app.domain.backups import Occasion
from app.domain.codes import Role
from app.domain.documents import RecoverySheetContent
from app.domain.errors import (
    CannotWrite,
    DeskError,
    DeskInUse,
    InvalidCase,
    NoDesk,
    NotAllowed,
    NotFound,
    StoreExists,
    StoreMissing,
)
from app.domain.station import Operator, Station, check_station
from app.durable import sync_folder
from app.files.atomic import reason_for
from app.storage import keyring, rekeying, replacing
from app.storage import station as stations
from app.storage.database import DATABASE_NAME, KEYS_NAME, Store, create_store, open_store
from app.storage.desk_lock import exclusive_desk, hold_desk
from app.storage.entrance import read_entrance
from app.storage.keyring import KeyDerivation, WrappedKey
from app.storage.pages import require_whole_log
from app.storage.tuning import tune

UNFINISHED = "setting-up"
"""Stands in the folder of a desk until its first start came to its end."""


_PR_SET_DUMPABLE = 4


def forbid_core_dumps() -> None:
    """Let the system keep no picture of this program's memory when it dies: keys and names stand in it.

    On Linux neither in a file nor with a collector of the system, which asks for no limit. Windows keeps such pictures
    only where its administrator asked for them, and lets no program forbid it.
    """
    if sys.platform == "win32":
        return
    import resource  # here: Windows has none

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def default_home() -> Path:
    """The platform's own data folder for the desk."""
    return user_data_path("petition-desk", appauthor=False)


def desk_exists(home: Path) -> bool:
    """Whether there is a desk, whole or damaged, in a folder, or one that a restore was about to put there.

    What a first start left that did not come to its end is none.
    """
    if (home / UNFINISHED).exists():
        return False
    there = (home / DATABASE_NAME).exists() or (home / KEYS_NAME).exists()
    return there or replacing.pending(home)


def create_desk(
    home: Path,
    *,
    station: Station,
    operator: str,
    passphrase: str,
    kdf: KeyDerivation | None = None,
    today: dt.date | None = None,
) -> tuple[Desk, RecoverySheetContent]:
    """A new desk and the recovery sheet that is shown this once.

    Raises InvalidCase with every wrong answer, InvalidField for a weak passphrase, StoreExists when the
    folder holds a desk already, CannotWrite. Without ``kdf`` it is tuned for this PC. A start that was cut off is
    begun again as if it had never been: nobody saw its recovery sheet.
    """
    problems = check_station(station, operator)
    if problems:
        raise InvalidCase(problems)
    keyring.check_passphrase(passphrase)
    with _disk_named(home), _setting_up(home), ExitStack() as let_go:
        hold = let_go.enter_context(hold_desk(home))
        key = keyring.new_key()
        store = create_store(home / DATABASE_NAME, key)
        let_go.callback(store.database.close)
        code = _first_keys(home, key, operator.strip(), passphrase, kdf or tune())
        desk = _first_rows(Desk(home, store, station, _founder(operator, station), today, hold))
        let_go.pop_all()
    sheet = RecoverySheetContent(
        desk.station.unit_name, desk.station.desk_id, code, desk.today(), desk.operator.name
    )
    return desk, sheet


@contextmanager
def _setting_up(home: Path) -> Iterator[None]:
    """A first start that counts as never begun unless the block comes to its end. Raises StoreExists, DeskInUse."""
    if desk_exists(home):
        raise StoreExists(home)
    home.mkdir(0o700, parents=True, exist_ok=True)  # for nobody else at this PC
    with exclusive_desk(home):
        if desk_exists(home):  # somebody else's, since the question above
            raise StoreExists(home)
        (home / UNFINISHED).touch()
        sync_folder(home)
        for name in (KEYS_NAME, *(DATABASE_NAME + ending for ending in ("", "-wal", "-shm", "-journal"))):
            (home / name).unlink(missing_ok=True)
    yield
    (home / UNFINISHED).unlink()
    sync_folder(home)


def _founder(name: str, station: Station) -> Operator:
    """Whoever sets the desk up: clerk, leader and administrator until others are added."""
    return Operator(name.strip(), (Role.CLERK, Role.LEADER, Role.ADMINISTRATOR), station.phone)


def _first_keys(home: Path, key: bytes, name: str, passphrase: str, kdf: KeyDerivation) -> tuple[str, ...]:
    """The key file of a new desk; the code for its recovery sheet."""
    code = keyring.new_recovery_code()
    sheet = "-".join(code)
    wrapped = [
        WrappedKey.wrap(key, passphrase, kind=keyring.OPERATOR, name=name, kdf=kdf),
        WrappedKey.wrap(key, sheet, kind=keyring.RECOVERY, name=keyring.FIRST_SHEET, kdf=kdf),
    ]
    keyring.write_keys(home / KEYS_NAME, wrapped)
    return code


def _first_rows(desk: Desk) -> Desk:
    """A new desk with its station and its founder written down."""
    from app.actions.moved_dates import remember_basis  # here: a desk is made once and opened daily

    mark = desk.station.document_mark or f"{desk.station.unit_name}信访"
    station = replace(desk.station, document_mark=mark, desk_id=secrets.token_hex(3).upper())
    desk = replace(desk, station=station)
    with desk.store.transaction():
        stations.put_station(desk.store, station)
        stations.add_operator(desk.store, desk.operator)
        remember_basis(desk)
        remember_sheet(desk, keyring.FIRST_SHEET)
        desk.record("create", f"建立工作台：{station.unit_name}")
    return desk


def open_desk(
    home: Path,
    passphrase: str,
    *,
    operator: str = "",
    today: dt.date | None = None,
    now: dt.datetime | None = None,
) -> Desk:
    """Open a desk with an operator's passphrase; with his name one try is enough, without it all names are tried.

    ``now`` (with a zone) is what the wait after wrong tries is counted from. Raises NoDesk, StoreMissing,
    WrongPassphrase, TooManyTries, StoreDamaged, StoreNewer, StoreBusy, DeskInUse, CannotWrite, and NotAllowed for
    somebody who was removed and brought an old key file.
    """
    _require_desk(home)
    key, name = enter(home, passphrase, operator, now or dt.datetime.now(dt.UTC))
    desk = _open(home, key, name, today)
    tell_wrong_tries(desk)
    with suppress(DeskError):  # what is not taken away now is named where packets are made
        clear_unregistered(desk)
    return desk


def recover_desk(
    home: Path, *, code: str, operator: str, passphrase: str, today: dt.date | None = None
) -> Desk:
    """Open a desk with the recovery code and give an operator a new passphrase; the history records it.

    Raises NotFound for an operator whom this desk does not have, InvalidField for a mistyped group or a weak
    passphrase, WrongPassphrase for another desk's code.
    """
    _require_desk(home)
    if operator not in operators(home):
        raise NotFound("操作人员", operator)
    keyring.check_passphrase(passphrase)
    key, sheet = keyring.unlock_with_recovery(home / KEYS_NAME, code)
    desk = _open(home, key, operator, today)
    try:
        said = f"用{sheet_words(sheet)}打开工作台并设置了新口令"
        set_passphrase(desk, passphrase, "recover", said, sheet=sheet)
    except BaseException:
        desk.close()
        raise
    tell_wrong_tries(desk)
    return desk


def operators(home: Path) -> list[str]:
    """The names whose passphrases open this desk, for the unlock page: who opened it last comes first."""
    finish_replacement(home)
    names = [key.name for key in keyring.operator_keys(home / KEYS_NAME)]
    last = read_entrance(home).opened_by
    return sorted(names, key=lambda name: name != last)


def seconds_to_wait(home: Path, operator: str, now: dt.datetime) -> int:
    """How long a name must still wait after wrong passphrases; 0 when it need not."""
    return read_entrance(home).seconds_left(operator, now)


def _require_desk(home: Path) -> None:
    """Raise NoDesk for an empty folder, StoreMissing when one half is gone; finish a restore or re-key cut off."""
    if not desk_exists(home):
        raise NoDesk(home)
    with _disk_named(home):
        finish_replacement(home)
        rekeying.settle(home)
        backup.clear_left_behind(home)
    for name in (DATABASE_NAME, KEYS_NAME):
        if not (home / name).exists():
            raise StoreMissing(home / name)


@contextmanager
def _disk_named(home: Path) -> Iterator[None]:
    """What the operating system refuses, in a clerk's words. Raises CannotWrite."""
    try:
        yield
    except OSError as error:
        raise CannotWrite(home, reason_for(error)) from error


def _open(home: Path, key: bytes, name: str, today: dt.date | None) -> Desk:
    """The desk behind an unlocked key; its place at the desk is given back when it does not open. An older one is
    backed up and migrated while nobody else has it open. The log of a program that died is proved before, and emptied,
    so that what a power cut tore off never stands behind what comes next."""
    hold, kept = hold_desk(home), list[backup.Written]()
    try:
        if (home / f"{DATABASE_NAME}-wal").exists():
            with suppress(DeskInUse), exclusive_desk(home, hold):  # what others write is theirs
                require_whole_log(home / DATABASE_NAME)
        with ExitStack() as alone:

            def prepare(old: Store) -> None:
                alone.enter_context(exclusive_desk(home, hold))
                kept.append(backup.before_migration(home, old))

            store = open_store(home / DATABASE_NAME, key, before_migration=prepare)
        store.empty_log()
        station = stations.get_station(store)
        operator = stations.find_operator(store, name)
        if operator is None:
            store.close()
            raise NotAllowed(f"{name}已不在操作人员名单里，不能打开工作台。请找管理员。")
    except BaseException:
        hold.release()
        raise
    desk = Desk(home, store, station, operator, today, hold)
    for written in kept:
        backup.enter(desk, written, Occasion.MIGRATION)
    return desk
