"""The little world in which accidents happen: a desk's folder, a stick, what waits to be read, a temporary folder."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.actions.desk import Desk
from app.bootstrap import open_desk
from app.domain.petitioners import Petitioner
from tests.desks import DESK_DAY, PASSPHRASE

MARK = "漪澜沚"
"""In the name of every petitioner here and in nothing else."""
PHONE = "139717"
"""How every planted telephone number begins."""
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
IN_PLAIN = tuple(
    {text.encode(code) for text in (MARK, PHONE) for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")}
)


def person(n: int) -> Petitioner:
    """The n-th petitioner, by whose name plain text is told from encrypted."""
    return Petitioner(f"{SURNAMES[n % len(SURNAMES)]}{MARK}", phone=f"{PHONE}{n:05d}", unit="综采一区")


@dataclass(frozen=True)
class Scene:
    """Folders of one run."""

    root: Path

    @property
    def home(self) -> Path:
        """The desk's folder."""
        return self.root / "home"

    @property
    def other(self) -> Path:
        """The folder of a second desk: headquarters, or one that is restored."""
        return self.root / "other"

    @property
    def stick(self) -> Path:
        """Where packets, receipts and backups go."""
        return self.root / "stick"

    @property
    def tray(self) -> Path:
        """What waits to be read: ledgers, packets, backups."""
        return self.root / "tray"

    @property
    def scratch(self) -> Path:
        """The system's temporary folder."""
        return self.root / "tmp"

    def made(self) -> Scene:
        """This scene with its empty folders."""
        for folder in (self.stick, self.tray, self.scratch):
            folder.mkdir(parents=True, exist_ok=True)
        return self

    def copied(self, root: Path) -> Scene:
        """The same world once more."""
        shutil.copytree(self.root, root)
        return Scene(root)

    def enter(self) -> None:
        """From here on this process's temporary files lie in the scene."""
        os.environ["TMPDIR"] = tempfile.tempdir = str(self.scratch)

    def open(self) -> Desk:
        """The desk."""
        return open_desk(self.home, PASSPHRASE, today=DESK_DAY)

    def files(self) -> Iterator[Path]:
        """All files of the scene."""
        return (path for path in sorted(self.root.rglob("*")) if path.is_file())
