"""Backups: one file, encrypted, that opens with the passphrase it was made under; made by itself and by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from app.actions.backup_places import backup_target, local_folder
from app.actions.desk import Desk
from app.domain.backups import GoodBackup, Keeping, Occasion, given_way, newest
from app.domain.changes import Progress
from app.domain.errors import CannotWrite, ReadBackDiffers, StoreDamaged, UnreadableFile
from app.files import backup_file
from app.files.atomic import write_bytes
from app.files.backup_rules import keeping
from app.storage import backup, keyring, replacing, station
from app.storage.database import DATABASE_NAME, KEYS_NAME, Store

MEMBERS = (DATABASE_NAME, KEYS_NAME)
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class VerifiedBackup:
    """A backup that was opened, checked and counted. ``instead``: why it did not go where it should."""

    path: Path
    sha256: str
    cases: int
    documents: int
    history: int
    instead: str = ""


# --- making ---------------------------------------------------------------------------------------------------


def create_backup(desk: Desk, *, folder: Path) -> VerifiedBackup:
    """A backup by hand into a folder; what ``make_backup`` says holds."""
    return _at_once(make_backup(desk, folder=folder))


def make_backup(
    desk: Desk, *, folder: Path | None = None, occasion: Occasion = Occasion.MANUAL
) -> Generator[Progress, None, VerifiedBackup]:
    """Write a backup, read it back, open it, check and count it; only then it is recorded. Old ones then give way.

    ``folder``: where (default: where backups go, else inside the desk's folder, and ``instead`` says why). Closing
    the generator leaves nothing. Raises FileExists, CannotWrite, ReadBackDiffers, StoreDamaged, UnreadableFile.
    """
    if folder is not None:
        made = yield from _made(desk, folder, occasion)
        return made
    target = backup_target(desk.home)
    why = (
        "" if target.here else f"备份位置“{target.folder}”现在找不到" if target.folder else "没有指定备份位置"
    )
    if target.folder is not None and target.here:
        try:
            made = yield from _made(desk, target.folder, occasion)
        except (CannotWrite, ReadBackDiffers) as error:
            why = str(error)
        else:
            return made
    made = yield from _made(desk, local_folder(desk.home), occasion)
    return replace(made, instead=f"{why}，备份先存在本机：硬盘坏了它也会坏。")


def automatic_backup(desk: Desk, *, occasion: Occasion) -> Generator[Progress, None, VerifiedBackup | None]:
    """A backup of its own accord; None when the newest one still holds everything. Raises what ``make_backup`` raises."""
    if is_due(desk):
        made = yield from make_backup(desk, occasion=occasion)
        return made
    return None


def before_import(desk: Desk) -> Generator[Progress, None, None]:
    """What every import begins with: without a backup of what is here nothing is brought in."""
    yield from automatic_backup(desk, occasion=Occasion.IMPORT)


def is_due(desk: Desk) -> bool:
    """Whether a backup of its own accord would hold anything new, or would be the first where backups go now."""
    last = newest(backup.good_backups(desk.store))
    if last is None:
        return backup.has_cases(desk.store)
    if not (Path(last.folder) / last.file_name).is_file() or not backup.nothing_new_since(desk.store, last):
        return True
    target = backup_target(desk.home)
    return target.here and last.folder != str(target.folder)


def daily_is_due(desk: Desk) -> bool:
    """Whether today has no backup yet and there is something that it would hold."""
    made_today = any(one.at.date() == desk.today() for one in backup.good_backups(desk.store))
    return not made_today and is_due(desk)


def _made(desk: Desk, folder: Path, occasion: Occasion) -> Generator[Progress, None, VerifiedBackup]:
    """A backup in one folder, recorded, and the old ones there given way."""
    clear_left_behind(desk.home)
    _take_in(desk)
    written = yield from _written(desk.home, desk.store, folder, desk.now(), occasion)
    enter(desk, written, occasion)
    yield Progress(STEPS, STEPS, "清理旧备份")
    _rotate(desk, folder)
    return written.verified


def clear_left_behind(home: Path) -> None:
    """Take away what backups, restores and key changes left in the desk's folder when the program died at them."""
    unfinished = () if replacing.pending(home) else (replacing.INCOMING,)
    beside = (f"{KEYS_NAME}.new", f"{replacing.MARKER}.new")
    backup_file.clear_left_behind(home, (backup_file.SCRATCH, *unfinished, *beside))


@dataclass(frozen=True, slots=True)
class Written:
    """A backup that is good and not yet recorded."""

    verified: VerifiedBackup
    size: int
    head: str


STEPS = 4


def _written(
    home: Path, store: Store, folder: Path, at: dt.datetime, occasion: Occasion
) -> Generator[Progress, None, Written]:
    """Copy, check, write, read back; noted before it gets its name."""
    own = station.get_station(store)
    stem = backup_file.stem_of(own.unit_code, own.desk_id, f"{at:%Y%m%d-%H%M%S}")
    with backup_file.scratch(home) as work:
        copy, keys = work / DATABASE_NAME, work / KEYS_NAME
        yield Progress(0, STEPS, "复制数据")
        write_bytes(keys, (home / KEYS_NAME).read_bytes())
        backup.copy_into(store, copy)
        yield Progress(1, STEPS, "打开副本清点")
        counted = backup.count(copy, store.key)
        keyring.read_keys(keys)
        if counted.problems:
            raise StoreDamaged(store.path)
        path = backup_file.free_path(folder, stem)
        naming = partial(_note, store, counted, at, occasion)
        members = ((DATABASE_NAME, copy), (KEYS_NAME, keys))
        writing = backup_file.write_backup(path, members, naming=naming)
        sha256, size = yield from _telling(writing, 2, "写备份并读回核对")
    verified = VerifiedBackup(path, sha256, counted.cases, counted.documents, counted.history)
    return Written(verified, size, counted.head)


def _telling(
    work: Generator[int, None, tuple[str, int]], step: int, doing: str
) -> Generator[Progress, None, tuple[str, int]]:
    """The progress of writing a file, as a step of the whole."""
    while True:
        yield Progress(step, STEPS, doing)
        try:
            next(work)
        except StopIteration as end:
            written: tuple[str, int] = end.value
            return written
        except GeneratorExit:
            work.close()
            raise


def before_migration(home: Path, store: Store) -> Written:
    """A backup of a database that is about to be migrated, at its old schema; ``enter`` it once it is migrated.

    Raises what ``make_backup`` raises: without a backup there is no migration.
    """
    now = dt.datetime.now().replace(microsecond=0)  # noqa: DTZ005 — there is no desk yet whose clock could be asked
    target = backup_target(home)
    if target.folder is not None and target.here:
        with suppress(CannotWrite, ReadBackDiffers):  # a stick that fails must not keep anybody from working
            return _at_once(_written(home, store, target.folder, now, Occasion.MIGRATION))
    return _at_once(_written(home, store, local_folder(home), now, Occasion.MIGRATION))


def _at_once(work: Generator[Progress, None, Result]) -> Result:
    """Long work that is done to its end; what it returns."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: Result = end.value
            return result


def enter(desk: Desk, written: Written, occasion: Occasion) -> None:
    """Record a good backup, in the list and in the history."""
    made = written.verified
    good = GoodBackup(
        0,
        desk.now(),
        desk.operator.name,
        occasion,
        str(made.path.parent),
        made.path.name,
        made.sha256,
        written.size,
        made.cases,
        made.documents,
        made.history,
        written.head,
    )
    with desk.store.transaction():
        _enter(desk, good)


def _enter(desk: Desk, good: GoodBackup) -> None:
    """Record a good backup once, and forget its note; inside a transaction."""
    path = Path(good.folder) / good.file_name
    station.drop_draft(desk.store, f"{NOTED}{path}")
    known = {(one.folder, one.file_name, one.sha256) for one in backup.good_backups(desk.store)}
    if (good.folder, good.file_name, good.sha256) not in known:
        backup.add_backup(desk.store, good)
        desk.record("backup", f"备份（{good.occasion.label}）：事项{good.cases}件，{good.file_name}")


# --- between a name and its line ------------------------------------------------------------------------------


NOTED = "backup:"
"""How the key of a note among the drafts begins: a backup that is about to get its name, and has no line yet."""


def _note(
    store: Store, counted: backup.Counted, at: dt.datetime, occasion: Occasion, path: Path, sha256: str
) -> None:
    """Note a backup that was read back and is about to get its name."""
    held = {"cases": counted.cases, "documents": counted.documents, "history": counted.history}
    kept = {**held, "head": counted.head, "sha256": sha256, "occasion": occasion.value}
    with store.transaction():
        station.put_draft(store, f"{NOTED}{path}", kept, at)


def _take_in(desk: Desk) -> None:
    """Record the backups that got their names just before a program died; forget those that never got them.

    What lies on a stick that is not here waits.
    """
    for key, _ in station.list_drafts(desk.store):
        path, found = Path(key.removeprefix(NOTED)), station.get_draft(desk.store, key)
        if not key.startswith(NOTED) or found is None or not path.parent.is_dir():
            continue
        kept, at = found
        whole = backup_file.sha256_of(path) == kept["sha256"]
        with desk.store.transaction():
            if whole:
                _enter(desk, _noted(path, kept, at, desk.operator.name))
            station.drop_draft(desk.store, key)


def _noted(path: Path, kept: dict[str, Any], at: dt.datetime, operator: str) -> GoodBackup:
    """The backup that a note is about."""
    counts = (kept["cases"], kept["documents"], kept["history"], kept["head"])
    occasion, size = Occasion(kept["occasion"]), path.stat().st_size
    return GoodBackup(0, at, operator, occasion, str(path.parent), path.name, kept["sha256"], size, *counts)


# --- giving way -----------------------------------------------------------------------------------------------


def _rotate(desk: Desk, folder: Path) -> None:
    """Delete the backups of this desk at hand that need not be kept any longer, and desks replaced long ago; ``folder``
    is where the newest one lies."""
    numbers = keeping()
    at_hand = [one for one in backup.good_backups(desk.store) if (Path(one.folder) / one.file_name).is_file()]
    old_ones = given_way(at_hand, desk.today(), numbers, used=str(folder))
    gone = [one for one in at_hand if one in old_ones and _is_ours(desk, one) and _removed(one)]
    old = _remove_replaced(desk, numbers)
    if not gone and not old:
        return
    with desk.store.transaction():
        for one in gone:
            backup.mark_removed(desk.store, one.id, desk.now())
        desk.record("backup_removed", f"清理到期的备份{len(gone)}份、换下的旧数据{len(old)}份")


def _is_ours(desk: Desk, one: GoodBackup) -> bool:
    """Whether a file still is the backup that was recorded: of this desk by its name, and byte for byte."""
    ours = backup_file.is_ours(one.file_name, desk.station.unit_code, desk.station.desk_id)
    return ours and backup_file.sha256_of(Path(one.folder) / one.file_name) == one.sha256


def _removed(one: GoodBackup) -> bool:
    """Delete a backup's file; whether it went. One that is held stays, and is asked for again next time."""
    try:
        (Path(one.folder) / one.file_name).unlink()
    except OSError:
        return False
    return True


def _remove_replaced(desk: Desk, numbers: Keeping) -> list[str]:
    """Delete what restores replaced long ago; their names."""
    oldest = f"{replacing.REPLACED}{desk.today() - dt.timedelta(days=numbers.replaced_days):%Y%m%d}"
    gone = []
    for folder in replacing.replaced_folders(desk.home):
        if folder.name < oldest:
            try:
                replacing.remove_replaced(folder)
            except OSError:
                continue  # held by another program: next time
            gone.append(folder.name)
    return gone


# --- checking -------------------------------------------------------------------------------------------------


def verify_backup(*, path: Path, passphrase: str) -> VerifiedBackup:
    """Open a backup with its passphrase, check it whole and count it; changes nothing.

    Raises UnreadableFile, WrongPassphrase, StoreDamaged.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        sha256 = unpacked(path, folder)
        key, _ = keyring.unlock(folder / KEYS_NAME, passphrase)
        counted = backup.count(folder / DATABASE_NAME, key, thorough=True)
    if counted.problems:
        raise UnreadableFile(path.name, "数据损坏", "请改用另一份备份。")
    return VerifiedBackup(path, sha256, counted.cases, counted.documents, counted.history)


def unpacked(path: Path, folder: Path) -> str:
    """The members of a backup in a folder; the file's SHA-256. Raises UnreadableFile, CannotWrite."""
    work = backup_file.unpack(path, folder, MEMBERS)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return str(end.value)
