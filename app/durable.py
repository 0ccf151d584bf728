"""Names that survive a power cut, and files whose content is gone when their name is."""

from __future__ import annotations

import errno
import os
from pathlib import Path

_BLOCK = 1 << 20


def replace_durably(source: Path, target: Path) -> None:
    """Give a synced file another name in the same folder, in one step that outlasts a power cut. Raises OSError."""
    source.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make new names themselves durable; Windows does so by itself, and some file systems cannot and say EINVAL."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def shred(path: Path) -> None:
    """Write zeros over a file and remove it; nothing happens when it is not there.

    A flash disk may keep old blocks all the same: what stood in the file must be encrypted anyway. Raises OSError.
    """
    if not path.exists():
        return
    with path.open("r+b") as file:
        left = path.stat().st_size
        while left > 0:
            left -= file.write(b"\0" * min(left, _BLOCK))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    sync_folder(path.parent)
