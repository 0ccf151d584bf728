"""Where backups go, which are at hand, and how old the last good one and the last tried restore are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from app.actions.desk import Desk
from app.domain.backups import BackupState, GoodBackup, backup_said, newest, trial_said
from app.domain.changes import Changes
from app.domain.errors import CannotWrite
from app.files import backup_file
from app.files.atomic import reason_for, write_bytes
from app.files.backup_rules import ages
from app.storage import backup

LOCAL = "backups"
"""The folder inside the desk's own where backups go while there is no better place."""
TARGET_NAME = "backup-target.json"
"""Where backups go, in the open beside the desk: it belongs to this PC and must be found when the desk is damaged."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where backups go: ``folder`` (None: none was chosen), and whether it is ``here`` and on another disk."""

    folder: Path | None = None
    here: bool = False
    other_disk: bool = False


def backup_target(home: Path) -> Target:
    """Where this desk's backups go; asked without opening the desk."""
    try:
        folder = Path(str(json.loads((home / TARGET_NAME).read_bytes())["folder"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Target()
    here = folder.is_dir()
    return Target(folder, here, here and _other_disk(home, folder))


def _other_disk(home: Path, folder: Path) -> bool:
    """Whether a folder lies on another file system than the desk."""
    try:
        return home.stat().st_dev != folder.stat().st_dev
    except OSError:
        return False


def _is_away(home: Path, folder: Path) -> bool:
    """Whether a backup in a folder outlives the desk's own disk; one that is not here now lies on another."""
    return not folder.is_relative_to(home) and (not folder.is_dir() or _other_disk(home, folder))


def set_backup_target(desk: Desk, *, folder: Path | None) -> Changes:
    """Choose where backups go; None forgets the choice.

    Raises CannotWrite for a folder that takes no file, NotAllowed for an auditor.
    """
    desk.require_hand()
    if folder is not None:
        folder = folder.absolute()
        if not folder.is_dir():
            raise CannotWrite(folder, "文件夹不存在（U盘可能已拔出）")
        _try(folder)
    was, became = (str(one or "没有指定") for one in (backup_target(desk.home).folder, folder))
    with desk.store.transaction():
        desk.record("settings", "改了备份位置", was=was, became=became)
        _put_target(desk.home / TARGET_NAME, folder)
    return Changes(settings=("backup-target",))


def _put_target(path: Path, folder: Path | None) -> None:
    """Keep where backups go. Raises CannotWrite, ReadBackDiffers."""
    if folder is None:
        path.unlink(missing_ok=True)
    else:
        told = json.dumps({"folder": str(folder)}, ensure_ascii=False)
        write_bytes(path, told.encode("utf-8"), overwrite=True)


def _try(folder: Path) -> None:
    """Raise CannotWrite when a folder takes no file."""
    try:
        with TemporaryDirectory(prefix=backup_file.SCRATCH, dir=folder):
            pass
    except OSError as error:
        raise CannotWrite(folder, reason_for(error)) from error


def list_backups(home: Path, sticks: Sequence[Path] = ()) -> list[Path]:
    """The backup files at hand, newest first: in the desk's folder, where backups go, and on sticks (their top and
    the folders there). Opens nothing; what cannot be read is passed over."""
    folders = [home / LOCAL]
    if (target := backup_target(home)).folder is not None:
        folders.append(target.folder)
    for stick in sticks:
        folders += [stick, *_folders_in(stick)]
    return backup_file.newest_first({path for folder in folders for path in _backups_in(folder)})


def _folders_in(folder: Path) -> list[Path]:
    """The folders right below one."""
    try:
        return [path for path in folder.iterdir() if path.is_dir()]
    except OSError:
        return []


def _backups_in(folder: Path) -> list[Path]:
    """The backup files in a folder."""
    try:
        return [path for path in folder.iterdir() if path.suffix == backup_file.SUFFIX and path.is_file()]
    except OSError:
        return []


def local_folder(home: Path) -> Path:
    """The folder inside the desk's own. Raises CannotWrite."""
    folder = home / LOCAL
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise CannotWrite(folder, reason_for(error)) from error
    return folder


def good_backups(desk: Desk) -> list[GoodBackup]:
    """The good backups of this desk that were not removed, newest first; their files may be on a stick elsewhere."""
    return backup.good_backups(desk.store)


def backup_state(desk: Desk) -> BackupState:
    """How old the last good backup and the last tried restore are, in words."""
    known, today, steps = backup.good_backups(desk.store), desk.today(), ages()
    last = newest(known)
    away = newest([one for one in known if _is_away(desk.home, Path(one.folder))])
    tried, target = backup.last_trial(desk.store), backup_target(desk.home)
    since = backup.first_registration(desk.store)
    return BackupState(
        backup_said(last, away, since, today, steps.backup),
        trial_said(tried, backup.first_backup(desk.store), today, steps.trial),
        last,
        away,
        tried,
        str(target.folder or ""),
        target.here and target.other_disk,
    )
