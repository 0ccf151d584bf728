"""When the desk does not open: see what is left of it, and make a new desk of that. The damaged files are only read.

The way back to a backup is ``app.actions.restoring``; it also lets a salvaged desk take the damaged one's place
(``look_into(salvaged.folder)``, then ``replace_with``), and keeps what it replaces.
"""

from __future__ import annotations

import datetime as dt
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from app.actions.backup_places import list_backups
from app.actions.desk import Desk
from app.actions.restoring import RECOVERED
from app.domain.changes import Steps
from app.domain.codes import Role
from app.domain.errors import (
    CannotWrite,
    DeskError,
    InvalidField,
    StoreDamaged,
    StoreMissing,
    WrongPassphrase,
)
from app.domain.rescue import Findings, KeyFile, Part, Salvaged
from app.domain.station import Operator, Station
from app.files import backup_file
from app.files.atomic import reason_for
from app.storage import history, keyring, salvage
from app.storage import station as stations
from app.storage.database import DATABASE_NAME, KEYS_NAME, Store, open_store
from app.storage.desk_lock import exclusive_desk
from app.storage.entrance import read_entrance, require_no_wait, write_entrance
from app.storage.keyring import OPERATOR, RECOVERY, WrappedKey
from app.storage.pages import Pages
from app.storage.rescue import Ruin, readable_keys

PREFIX = "desk-salvaged-"
"""The name of a salvaged desk's folder, inside the damaged desk's own, without its time."""
WORKING = ".salvaging-"
ASKED_BACKUPS = 5
"""So many of the newest backups are asked for a key file, or for what is missing."""
UNKNOWN_UNIT = "（单位资料没有读出来，请在设置里重填）"
MADE_UP_CODE = "ZC00"


@dataclass(frozen=True, slots=True)
class Rescuer:
    """Somebody who opens what is left: the key, his name (empty with a recovery code), and where the key was found."""

    home: Path
    key: bytes = field(repr=False)
    name: str
    key_file: KeyFile
    keys: tuple[WrappedKey, ...] = field(repr=False)


def unlock_ruin(home: Path, secret: str, *, now: dt.datetime | None = None) -> Rescuer:
    """The key of a damaged desk: from its key file, from what is left of that, or from a backup's.

    ``secret`` is a passphrase, or a recovery code: of a damaged key file perhaps only its key can still be read.
    Wrong tries make the next one wait as at the door; ``now`` has a zone. Raises WrongPassphrase, TooManyTries,
    StoreDamaged when no key file can be read, StoreMissing when there is no database.
    """
    if not (home / DATABASE_NAME).is_file():
        raise StoreMissing(home / DATABASE_NAME)
    now, entrance = now or dt.datetime.now(dt.UTC), read_entrance(home)
    found = [(how, keys) for how, keys in _key_files(home) if keys]
    if not found:
        raise StoreDamaged(home / KEYS_NAME)
    names = sorted({key.name for _, keys in found for key in keys if key.kind == OPERATOR})
    require_no_wait(entrance.longest_left(names, now))
    words = {OPERATOR: secret, RECOVERY: _as_code(secret)}
    for how, keys in found:
        for wrapped in keys:
            if (key := _unwrapped(wrapped, words.get(wrapped.kind, ""))) is not None:
                name = wrapped.name if wrapped.kind == OPERATOR else ""
                return Rescuer(home, key, name, how, keys)
    entrance.add(names, "", now)
    write_entrance(home, entrance)
    raise WrongPassphrase


def _as_code(secret: str) -> str:
    """A recovery code as it was wrapped; empty for what is none."""
    with suppress(InvalidField):
        return keyring.read_recovery_code(secret)
    return ""


def _unwrapped(wrapped: WrappedKey, words: str) -> bytes | None:
    """The database key, or None; the numbers of a damaged entry may be none that a derivation takes."""
    try:
        return wrapped.unwrap(words) if words else None
    except ValueError:
        return None


def _key_files(home: Path) -> Iterator[tuple[KeyFile, tuple[WrappedKey, ...]]]:
    """The key file as it stands, what is left of it, those of the backups: each with the keys that can be read."""
    with suppress(DeskError, OSError):
        yield KeyFile.WHOLE, keyring.read_keys(home / KEYS_NAME)
        return
    with suppress(OSError):
        yield KeyFile.MENDED, readable_keys(home / KEYS_NAME)
    for path in list_backups(home)[:ASKED_BACKUPS]:
        with suppress(DeskError, OSError), _unpacked(home, path) as folder:
            yield KeyFile.BACKUP, keyring.read_keys(folder / KEYS_NAME)


@contextmanager
def _unpacked(home: Path, path: Path) -> Iterator[Path]:
    """The files of a backup for a while, encrypted as they are."""
    with backup_file.scratch(home) as folder:
        for _ in backup_file.unpack(path, folder, (DATABASE_NAME, KEYS_NAME)):
            pass
        yield folder


def examine(rescuer: Rescuer) -> Steps[Findings]:
    """Read all that can be read, and count it; nothing is written.

    Raises DeskInUse while somebody has the desk open, CannotWrite when its folder cannot be locked.
    """
    with exclusive_desk(rescuer.home), Pages(rescuer.home / DATABASE_NAME, rescuer.key) as pages:
        ruin = Ruin(pages)
        yield from ruin.survey()
        tally, proved, fault = yield from salvage.count(ruin)
        return Findings(
            rescuer.key_file,
            pages.count,
            len(ruin.bad),
            pages.log_cut,
            tally.parts(ruin),
            proved,
            fault,
            tally.last_at,
        )


def salvage_desk(rescuer: Rescuer, *, today: dt.date | None = None) -> Steps[Salvaged]:
    """A new encrypted desk of what can be read, in a folder of its own; the same passphrases open it.

    What is missing comes from the newest backup with the same key, as it was then. Closing the generator leaves
    nothing. Raises DeskInUse, CannotWrite.
    """
    home = rescuer.home
    with exclusive_desk(home), _new_folder(home) as folder, ExitStack() as open_things:
        backup, source = open_things.enter_context(_newest_backup(rescuer))
        with Pages(home / DATABASE_NAME, rescuer.key) as pages:
            ruin = Ruin(pages)
            yield from ruin.survey()
            tally = yield from salvage.write(ruin, folder / DATABASE_NAME, rescuer.key, source)
        parts = tally.parts(ruin)
        with _opened(folder, rescuer) as store:
            made_up = _made_up(store, rescuer)
            keyring.write_keys(folder / KEYS_NAME, _all_keys(store, rescuer))
            operator = stations.find_operator(store, rescuer.name) or Operator(rescuer.name or RECOVERED)
            desk = Desk(folder, store, stations.get_station(store), operator, today)
            proved, fault = _proved(store)
            with store.transaction():
                desk.record("rescue", _account(parts, backup))
        final = home / f"{PREFIX}{desk.now():%Y%m%d-%H%M%S}"
        folder.rename(final)
    return Salvaged(final, parts, tally.apart, backup, proved, fault, made_up)


@contextmanager
def _new_folder(home: Path) -> Iterator[Path]:
    """A folder that is gone when the work in it does not end well. Raises CannotWrite."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=WORKING, dir=home))
    except OSError as error:
        raise CannotWrite(home, reason_for(error)) from error
    try:
        yield folder
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise CannotWrite(home, reason_for(error)) from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


@contextmanager
def _newest_backup(rescuer: Rescuer) -> Iterator[tuple[str, Store | None]]:
    """The newest backup that opens with the same key, at this program's schema, and its name; None without one."""
    found: tuple[str, Store | None] = "", None
    with ExitStack() as kept:
        for path in list_backups(rescuer.home)[:ASKED_BACKUPS]:
            if (store := _opened_backup(rescuer, path, kept)) is not None:
                found = path.name, store
                break
        yield found


def _opened_backup(rescuer: Rescuer, path: Path, kept: ExitStack) -> Store | None:
    """The database of a backup, open until ``kept`` ends; None when it is damaged or another desk's."""
    try:
        folder = kept.enter_context(_unpacked(rescuer.home, path))
        store = open_store(folder / DATABASE_NAME, rescuer.key)
    except (DeskError, OSError):
        return None
    kept.callback(store.close)
    return store


@contextmanager
def _opened(folder: Path, rescuer: Rescuer) -> Iterator[Store]:
    """The new database, closed afterwards with its log folded in."""
    store = open_store(folder / DATABASE_NAME, rescuer.key)
    try:
        yield store
    finally:
        store.close()


def _made_up(store: Store, rescuer: Rescuer) -> tuple[str, ...]:
    """Put in what a desk cannot open without; what that was.

    Whose roles were lost comes back as a clerk. Somebody must be able to give roles again: whoever rescues becomes
    administrator as well, but only when nobody else is one.
    """
    made = []
    with store.transaction():
        if stations.get_setting(store, "station") is None:
            number = str(store.value("SELECT number FROM cases ORDER BY id DESC LIMIT 1") or MADE_UP_CODE)
            stations.put_station(store, Station(number.partition("-")[0], UNKNOWN_UNIT, UNKNOWN_UNIT))
            made.append("单位资料")
        known = stations.list_operators(store) + stations.list_operators(store, former=True)
        if missing := sorted(set(_names(rescuer)) - {one.name for one in known}):
            alone = not any(Role.ADMINISTRATOR in one.roles for one in stations.list_operators(store))
            for name in missing:
                more = (Role.ADMINISTRATOR,) if alone and name == (rescuer.name or missing[0]) else ()
                stations.add_operator(store, Operator(name, (Role.CLERK, *more)))
            made.append("操作人员的角色")
    return tuple(made)


def _all_keys(store: Store, rescuer: Rescuer) -> list[WrappedKey]:
    """The keys that can be read, and one that nobody can open for everybody whose own cannot: so he is on the list of
    names, and the recovery sheet or the administrator gives him a new passphrase."""
    kdf = rescuer.keys[0].kdf
    gone = [one.name for one in stations.list_operators(store) if one.name not in _names(rescuer)]
    closed = [
        WrappedKey.wrap(rescuer.key, secrets.token_hex(32), kind=OPERATOR, name=name, kdf=kdf)
        for name in gone
    ]
    return [*rescuer.keys, *closed]


def _names(rescuer: Rescuer) -> list[str]:
    """Whose passphrases open the desk."""
    return [key.name for key in rescuer.keys if key.kind == OPERATOR]


def _account(parts: tuple[Part, ...], backup: str) -> str:
    """What was read, for the history; numbers only."""
    read = "，".join(f"{part.name}{part.read}" for part in parts if part.read)
    filled = sum(part.filled for part in parts)
    return f"从损坏的数据文件救出，另建工作台：{read}" + (f"；从{backup}补上{filled}条" if filled else "")


def _proved(store: Store) -> tuple[int, int | None]:
    """How many lines of the history are proved, and the first that is not."""
    proved = 0
    for step in history.fault_in(store):
        if not isinstance(step, int):
            return step.line - 1, step.line
        proved = step
    return proved, None
