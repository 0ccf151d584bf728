"""One pair of files in place of another, so that a crash at any moment leaves the old or the new, never neither.

What comes lies complete in a folder beside; then a marker is written, and from that moment on the new is the desk:
``finish`` sets the old files aside and moves the new ones in, and can be begun again wherever it was cut off.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from app.domain.errors import UnreadableFile
from app.durable import replace_durably, sync_folder
from app.storage import rekeying
from app.storage.database import DATABASE_NAME, KEYS_NAME

MEMBERS = (DATABASE_NAME, KEYS_NAME)
MARKER = "replacing.json"
INCOMING = ".restoring-"
REPLACED = "desk-replaced-"
_BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database file and would replay into another of that name."""
_OLD = (
    *(DATABASE_NAME + ending for ending in _BESIDE),
    rekeying.KEYS,
    rekeying.COPY,
    rekeying.REPLACED,
    DATABASE_NAME,
    KEYS_NAME,
)
"""All files of a desk, those first that must not stand beside another desk's."""


def begin(home: Path, incoming: Path, replaced: str) -> None:
    """From now on what lies in ``incoming`` is the desk; ``replaced`` names the folder for the old files.

    Raises OSError.
    """
    for name in MEMBERS:
        _sync(incoming / name)
    sync_folder(incoming)
    beside = home / (MARKER + ".new")
    beside.write_text(json.dumps({"incoming": incoming.name, "replaced": replaced}), encoding="ascii")
    _sync(beside)
    replace_durably(beside, home / MARKER)


def _sync(path: Path) -> None:
    """Make a file's content durable."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def pending(home: Path) -> bool:
    """Whether a replacement was begun and not finished."""
    return (home / MARKER).is_file()


def finish(home: Path) -> bool:
    """Finish a replacement that was begun; whether there was one. Nobody may have the desk open.

    Raises OSError when a file is held by another program, UnreadableFile for a marker that no desk wrote.
    """
    if not pending(home):
        return False
    incoming, replaced = _told(home)
    if all((incoming / name).is_file() for name in MEMBERS):
        _set_aside(home, replaced)
    for name in MEMBERS:
        if (incoming / name).is_file():
            replace_durably(incoming / name, home / name)
    (home / MARKER).unlink()
    sync_folder(home)
    shutil.rmtree(incoming, ignore_errors=True)
    return True


def _set_aside(home: Path, replaced: Path) -> None:
    """Move the old files away."""
    replaced.mkdir(exist_ok=True)
    for name in _OLD:
        if (home / name).is_file():
            (home / name).replace(replaced / name)
    sync_folder(replaced)
    sync_folder(home)


def _told(home: Path) -> tuple[Path, Path]:
    """The two folders that the marker names."""
    try:
        told = json.loads((home / MARKER).read_bytes())
        incoming, replaced = str(told["incoming"]), str(told["replaced"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableFile(MARKER, "内容不对", "请联系管理员，不要删除任何文件。") from error
    ours = incoming.startswith(INCOMING) and replaced.startswith(REPLACED)
    if not ours or {Path(incoming).name, Path(replaced).name} != {incoming, replaced}:
        raise UnreadableFile(MARKER, "内容不对", "请联系管理员，不要删除任何文件。")
    return home / incoming, home / replaced


def replaced_folders(home: Path) -> list[Path]:
    """The desks that were replaced and are kept, newest first."""
    found = [path for path in home.glob(REPLACED + "*") if all((path / name).is_file() for name in MEMBERS)]
    return sorted(found, key=lambda path: path.name, reverse=True)


def remove_replaced(folder: Path) -> None:
    """Delete a desk that was replaced: its own files, and the folder when nothing else lies in it. Raises OSError."""
    for name in _OLD:
        (folder / name).unlink(missing_ok=True)
    folder.rmdir()
