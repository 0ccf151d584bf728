"""A fresh database key: after somebody left who may have copied the key file, or a recovery sheet was seen.

A passphrase wraps the key, so nobody's can be kept without knowing it: the administrator keeps his own, which he types;
all others get one for a single opening, and every recovery sheet is made anew. Backups made until then keep the old
key and open with the old passphrases; they must be put away or destroyed.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass, replace

from app.actions.backup import automatic_backup
from app.actions.desk import Desk
from app.actions.operators import require_administrator
from app.actions.passphrases import OneTime, check_own_passphrase, mark_one_time
from app.actions.recovery import remember_sheet, sheet_content
from app.domain.backups import Occasion
from app.domain.changes import Changes, Progress
from app.domain.documents import RecoverySheetContent
from app.domain.errors import CannotWrite, StoreDamaged
from app.files.atomic import reason_for
from app.storage import backup, keyring, rekeying, station
from app.storage.database import KEYS_NAME, Store
from app.storage.desk_lock import exclusive_desk
from app.storage.keyring import KeyDerivation, WrappedKey

STEPS = 4


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """What must be handed out now: it is shown this once."""

    changes: Changes
    one_time: tuple[OneTime, ...]
    sheets: tuple[RecoverySheetContent, ...]


@dataclass(frozen=True, slots=True)
class _NewKeys:
    """The new key, wrapped for everybody, and what they need to open it."""

    key: bytes
    wrapped: tuple[WrappedKey, ...]
    one_time: tuple[OneTime, ...]
    codes: dict[str, tuple[str, ...]]


def rekey_desk(
    desk: Desk, *, passphrase: str, kdf: KeyDerivation | None = None
) -> Generator[Progress, None, Rekeyed]:
    """Encrypt the whole database under a new key; ``passphrase`` is the administrator's own, which stays.

    A backup under the old key is made before. Closing the generator before its last step leaves everything as it was;
    so does a failure. A power cut leaves the desk openable with either the old keys or the new, never with neither.
    Every other connection to this desk must be closed (``desk.release()`` in every thread that asked it). Raises
    NotAllowed, InvalidField for a wrong passphrase, DeskInUse, StoreBusy, StoreDamaged, CannotWrite, and
    what ``make_backup`` raises.
    """
    require_administrator(desk, "数据库密钥")
    check_own_passphrase(desk, passphrase, "passphrase")
    yield from automatic_backup(desk, occasion=Occasion.REKEY)
    with exclusive_desk(desk.home, desk.hold):
        desk.store.fold()
        try:
            yield Progress(0, STEPS, "生成新的密钥")
            new = _new_keys(desk, passphrase, kdf or keyring.derivation(desk.home / KEYS_NAME))
            yield from _copy(desk, new)
            desk.store.fold()
            rekeying.switch(desk.home, new.wrapped)
            desk.store.use_key(new.key)
        except OSError as error:
            raise CannotWrite(desk.home, reason_for(error)) from error
        finally:  # what the disk does not let go of now is cleared when the desk is opened next
            with suppress(OSError):
                rekeying.clear(desk.home)
    sheets = tuple(sheet_content(desk, name, code) for name, code in new.codes.items())
    return Rekeyed(Changes(settings=("operators", "recovery")), new.one_time, sheets)


def _new_keys(desk: Desk, passphrase: str, kdf: KeyDerivation) -> _NewKeys:
    """A key, wrapped for the administrator, for everybody else who works here, and for each recovery sheet."""
    key, me = keyring.new_key(), desk.operator.name
    others = [one.name for one in station.list_operators(desk.store) if one.name != me]
    one_time = tuple(OneTime(name, keyring.new_one_time_passphrase()) for name in others)
    codes = {name: keyring.new_recovery_code() for name in keyring.sheet_names(desk.home / KEYS_NAME)}
    opening = [(me, passphrase), *((one.operator, one.passphrase) for one in one_time)]
    wrapped = [
        *(WrappedKey.wrap(key, words, kind=keyring.OPERATOR, name=n, kdf=kdf) for n, words in opening),
        *(
            WrappedKey.wrap(key, "-".join(code), kind=keyring.RECOVERY, name=n, kdf=kdf)
            for n, code in codes.items()
        ),
    ]
    return _NewKeys(key, tuple(wrapped), one_time, codes)


def _copy(desk: Desk, new: _NewKeys) -> Generator[Progress, None, None]:
    """The database under its new key beside the old one, with what the re-key says of itself, proved to be whole."""
    with rekeying.unwritten(desk.store):
        yield Progress(1, STEPS, "用新密钥写一份新的数据文件")
        copy = rekeying.copy_rekeyed(desk.store, new.key)
        try:
            yield Progress(2, STEPS, "核对新的数据文件")
            _require_same(desk.store, copy)
            _record(desk, copy, new)
            copy.fold()
        finally:
            copy.database.close()
        yield Progress(3, STEPS, "换上新的数据文件")


def _require_same(old: Store, copy: Store) -> None:
    """Raise StoreDamaged unless the copy is whole and holds what the original holds."""
    counted = backup.count(copy.path, copy.key)
    if counted.problems or _contents(copy) != _contents(old):
        raise StoreDamaged(copy.path)


def _contents(store: Store) -> tuple[object, ...]:
    """How many rows each table has, and the last line of the history."""
    names = [row["name"] for row in store.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    counts = tuple((name, store.value(f'SELECT count(*) FROM "{name}"')) for name in sorted(names))
    return (*counts, store.value("SELECT hash FROM history ORDER BY id DESC LIMIT 1"))


def _record(desk: Desk, copy: Store, new: _NewKeys) -> None:
    """In the copy alone: who must set a passphrase of his own, which sheets are untried, and the line in the history."""
    there = replace(desk, store=copy)
    with copy.transaction():
        for one in new.one_time:
            mark_one_time(there, one.operator, one_time=True)
        for name in new.codes:
            remember_sheet(there, name)
        there.record(
            "rekey", f"更换数据库密钥：{len(new.one_time)}人设了一次性口令，恢复单{len(new.codes)}张重做"
        )
