"""Making, opening and recovering a desk: the one place where storage meets actions."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import replace
from pathlib import Path

from platformdirs import user_data_path

from app.actions.desk import Desk
from app.domain.codes import Role
from app.domain.documents import RecoverySheetContent
from app.domain.errors import InvalidCase, NoDesk, NotFound, StoreExists, StoreMissing
from app.domain.station import Operator, Station, check_station
from app.storage import keyring
from app.storage import station as stations
from app.storage.database import DATABASE_NAME, KEYS_NAME, create_store, open_store
from app.storage.desk_lock import hold_desk
from app.storage.keyring import KeyDerivation, WrappedKey


def default_home() -> Path:
    """The platform's own data folder for the desk."""
    return user_data_path("petition-desk", appauthor=False)


def desk_exists(home: Path) -> bool:
    """Whether there is a desk, whole or damaged, in a folder."""
    return (home / DATABASE_NAME).exists() or (home / KEYS_NAME).exists()


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
    folder holds a desk already.
    """
    from app.actions.moved_dates import remember_basis  # here: a desk is made once and opened daily

    problems = check_station(station, operator)
    if problems:
        raise InvalidCase(problems)
    keyring.check_passphrase(passphrase)
    if desk_exists(home):
        raise StoreExists(home)
    home.mkdir(parents=True, exist_ok=True)
    hold = hold_desk(home)
    key, code, kdf = keyring.new_key(), keyring.new_recovery_code(), kdf or KeyDerivation()
    name = operator.strip()
    store = create_store(home / DATABASE_NAME, key)
    keyring.write_keys(
        home / KEYS_NAME,
        [
            WrappedKey.wrap(key, passphrase, kind="operator", name=name, kdf=kdf),
            WrappedKey.wrap(key, "-".join(code), kind="recovery", name="", kdf=kdf),
        ],
    )
    station = replace(
        station,
        document_mark=station.document_mark or f"{station.unit_name}信访",
        desk_id=secrets.token_hex(3).upper(),
    )
    worker = Operator(name, (Role.CLERK, Role.LEADER, Role.ADMINISTRATOR), station.phone)
    desk = Desk(home, store, station, worker, today, hold)
    with store.transaction():
        stations.put_station(store, station)
        stations.add_operator(store, worker)
        remember_basis(desk)
        desk.record("create", f"建立工作台：{station.unit_name}")
    sheet = RecoverySheetContent(station.unit_name, station.desk_id, code, desk.today(), name)
    return desk, sheet


def open_desk(home: Path, passphrase: str, *, today: dt.date | None = None) -> Desk:
    """Open a desk with an operator's passphrase.

    Raises NoDesk, StoreMissing, WrongPassphrase, StoreDamaged, StoreNewer, StoreBusy, DeskInUse or CannotWrite.
    """
    _require_desk(home)
    key, name = keyring.unlock(home / KEYS_NAME, passphrase)
    return _open(home, key, name, today)


def recover_desk(
    home: Path, *, code: str, operator: str, passphrase: str, today: dt.date | None = None
) -> Desk:
    """Open a desk with the recovery code and give an operator a new passphrase; the history records it.

    Raises NotFound for an operator whom this desk does not have, InvalidField for a mistyped group,
    WrongPassphrase for another desk's code.
    """
    _require_desk(home)
    if operator not in operators(home):
        raise NotFound("登记员", operator)
    keyring.check_passphrase(passphrase)
    key = keyring.unlock_with_recovery(home / KEYS_NAME, code)
    desk = _open(home, key, operator, today)
    kept = keyring.read_keys(home / KEYS_NAME)[0].kdf
    keyring.replace_passphrase(home / KEYS_NAME, key, name=operator, passphrase=passphrase, kdf=kept)
    with desk.store.transaction():
        desk.record("recover", "用恢复单打开工作台并设置了新口令")
    return desk


def operators(home: Path) -> list[str]:
    """The names whose passphrases open this desk, for the unlock page."""
    return [key.name for key in keyring.read_keys(home / KEYS_NAME) if key.kind == "operator"]


def _require_desk(home: Path) -> None:
    """Raise NoDesk for an empty folder, StoreMissing when one half of a desk is gone."""
    if not desk_exists(home):
        raise NoDesk(home)
    for name in (DATABASE_NAME, KEYS_NAME):
        if not (home / name).exists():
            raise StoreMissing(home / name)


def _open(home: Path, key: bytes, name: str, today: dt.date | None) -> Desk:
    """The desk behind an unlocked key; its place at the desk is given back when it does not open."""
    hold = hold_desk(home)
    try:
        store = open_store(home / DATABASE_NAME, key)
        station, operator = stations.get_station(store), stations.get_operator(store, name)
    except BaseException:
        hold.release()
        raise
    return Desk(home, store, station, operator, today, hold)
