"""A bundle for whoever maintains the program: versions, the PC, what the examination found, kinds and places of crashes.

No name, no number, no text of a case, no path of this PC, no count of anything in the desk: what is not in it cannot
be read out of it, and sealed cases count nowhere (Art. 30). Whoever makes it reads it first: it is plain text.
"""

from __future__ import annotations

import hashlib
import io
import os
import platform
import shutil
import sys
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from app.actions.checks import CheckLine, check_desk
from app.actions.desk import Desk
from app.domain.crashes import scrubbed
from app.files.atomic import write_bytes
from app.files.desk_place import look_at_place
from app.resources import resource
from app.storage.database import DATABASE_NAME, KEYS_NAME, SCHEMA_VERSION, library_versions
from app.storage.desk_lock import LOCK_NAME

CRASH_LOG = "crash.log"
LARGEST_LOG = 64 * 1024
_LIBRARIES = (
    "PySide6-Essentials", "PySide6-Pdf", "peewee", "sqlcipher3", "cryptography", "pyrage", "pyzipper",
    "openpyxl", "python-calamine", "reportlab", "pikepdf", "pillow", "segno", "python-stdnum", "chinesecalendar",
    "pypinyin", "rapidfuzz", "click", "platformdirs", "defusedxml",
)  # fmt: skip
_FILES = (DATABASE_NAME, f"{DATABASE_NAME}-wal", KEYS_NAME, LOCK_NAME)
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class BundlePart:
    """One file of the bundle: its name and its whole text."""

    name: str
    text: str


def diagnostics(
    home: Path,
    *,
    program: str,
    desk: Desk | None = None,
    screen: Sequence[str] = (),
    checks: Sequence[CheckLine] = (),
) -> list[BundlePart]:
    """What the bundle will hold, to be read before it is written.

    ``program`` is its version; ``desk`` the open desk, if it opens; ``screen`` what the window knows of the screen;
    ``checks`` what an examination found just now (without them an open desk is examined).
    """
    found = list(checks) or (check_desk(desk) if desk is not None else [])
    return [
        BundlePart("版本.txt", _lines({"petition-desk": program, **_versions()})),
        BundlePart(
            "电脑.txt", _lines({**_machine(home), **dict(zip(_screens(screen), screen, strict=True))})
        ),
        BundlePart("自检.txt", _checked(found)),
        BundlePart("规则.txt", _lines(_rules(home))),
        BundlePart("出错.txt", _crashes(home) or "没有出错记录"),
    ]


def write_diagnostics(parts: Sequence[BundlePart], *, path: Path) -> str:
    """Write what was shown, and nothing else, as a zip; its SHA-256. Raises FileExists, CannotWrite, ReadBackDiffers."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for part in parts:
            # a fixed time: the bundle tells nothing about when this PC did what
            bundle.writestr(zipfile.ZipInfo(part.name), part.text)
    return write_bytes(path, out.getvalue())


def _lines(told: Mapping[str, object]) -> str:
    """名称：值, line by line."""
    return "\n".join(f"{name}：{value}" for name, value in told.items())


def _versions() -> dict[str, object]:
    """The program, its libraries, and the schema it writes."""
    return {
        "Python": platform.python_version(),
        **{name: _version(name) for name in _LIBRARIES},
        **library_versions(),
        "数据版本": SCHEMA_VERSION,
    }


def _version(name: str) -> str:
    """The version of a library; the bundled program has no records of some."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "不详"


def _machine(home: Path) -> dict[str, object]:
    """The PC, without its name or its user's."""
    place, disk = look_at_place(home), _disk(home)
    sizes = {f"{name} 大小": _size(home / name) for name in _FILES}
    return {
        "系统": f"{platform.system()} {platform.release()} {platform.machine()}",
        "处理器": os.cpu_count() or "不详",
        "编码": f"{sys.getfilesystemencoding()} {sys.stdout.encoding if sys.stdout else ''}".strip(),
        "打包": "是" if getattr(sys, "frozen", False) else "否",
        **disk,
        "同步文件夹": place.sync or "否",
        "介质": place.medium or "本机硬盘",
        "其他用户可进": "是" if place.open_to_others or place.foreign else "否",
        **sizes,
    }


def _disk(home: Path) -> dict[str, object]:
    """The room on the desk's disk."""
    try:
        disk = shutil.disk_usage(home)
    except OSError:
        return {"磁盘": "不详"}
    return {"磁盘": f"共{disk.total // _MIB} MB，剩余{disk.free // _MIB} MB"}


def _size(path: Path) -> str:
    """The size of a file; of the database only how large it is about, since every act makes it grow."""
    try:
        size = path.stat().st_size
    except OSError:
        return "没有"
    return f"约{-(-size // _MIB)} MB" if size else "0"


def _screens(screen: Sequence[str]) -> list[str]:
    """The names of the lines about the screen."""
    return [f"屏幕{number}" for number, _ in enumerate(screen, start=1)]


def _checked(lines: Sequence[CheckLine]) -> str:
    """Which looks were well. Their sentences stay here: they name paths, templates and users of this PC."""
    if not lines:
        return "工作台没有打开，没有检查"
    return "\n".join(f"{'正常' if line.ok else '注意'}  {line.name}" for line in lines)


def _rules(home: Path) -> dict[str, object]:
    """Every rule file by a few characters of its hash: those of the program, and whether the unit has its own."""
    shipped = {path.name: _mark(path) for path in sorted(resource("rules").glob("*.toml"))}
    own = {
        f"本单位 {name}": _mark(home / "rules" / name)
        for name in shipped
        if (home / "rules" / name).is_file()
    }
    return {**shipped, **own}


def _mark(path: Path) -> str:
    """Eight characters that change with the file."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    except OSError:
        return "读不出"


def _crashes(home: Path) -> str:
    """Kinds and places of what went wrong lately."""
    try:
        raw = (home / CRASH_LOG).read_bytes()[-LARGEST_LOG:]
    except OSError:
        return ""
    return scrubbed(raw.decode("utf-8", "replace"))
