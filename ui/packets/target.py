"""Where a packet goes: the sticks that are plugged in, the folder of last time, or another folder."""

from __future__ import annotations

import os
import re
from pathlib import Path

from PySide6.QtCore import QStorageInfo, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui.panels import push_button
from ui.tasks import TaskRunner

REMOVABLE_PLACES = ("/media/", "/run/media/", "/mnt/")


MOUNTS = Path("/proc/self/mountinfo")


def plugged_in() -> list[tuple[str, Path]]:
    """The sticks (on Windows: every drive but the system's) as words and root folder.

    Asked on a worker thread: a stick that hangs answers late, or never.
    """
    return [
        (volume.displayName(), Path(volume.rootPath()))
        for volume in _volumes()
        if volume.isValid() and volume.isReady() and not volume.isReadOnly()
    ]


def _volumes() -> list[QStorageInfo]:
    """What may be a stick; nothing else that is mounted is touched, since one drive that hangs would stop the look."""
    if os.name == "nt":
        return [volume for volume in QStorageInfo.mountedVolumes() if not volume.isRoot()]
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return [v for v in QStorageInfo.mountedVolumes() if v.rootPath().startswith(REMOVABLE_PLACES)]
    roots = [_OCTAL.sub(_character, line.split(" ")[4]) for line in lines if line.count(" ") > 4]
    return [QStorageInfo(root) for root in roots if root.startswith(REMOVABLE_PLACES)]


_OCTAL = re.compile(r"(?:\\[0-7]{3})+")


def _character(found: re.Match[str]) -> str:
    """A space in a folder's name, as the table of mounts writes it."""
    return bytes(int(part, 8) for part in found.group().split("\\")[1:]).decode("utf-8", "surrogateescape")


class TargetChoice(QWidget):
    """A folder to choose. ``chosen(path)`` when the clerk picked another one."""

    chosen = Signal(str)

    def __init__(self, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._looking = False
        self._remembered = ""
        self._sticks: list[tuple[str, Path]] = []
        self.folders = QComboBox()
        self.folders.setAccessibleName(self.tr("移送包存到哪里"))
        self.folders.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.folders.setMinimumContentsLength(16)
        self.folders.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.folders.activated.connect(self._on_picked)
        label = QLabel(self.tr("存到(&U)"))
        label.setBuddy(self.folders)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label)
        row.addWidget(self.folders, 1)
        row.addWidget(push_button(self.tr("选文件夹…"), self.choose, keys="Ctrl+O"))
        row.addWidget(push_button(self.tr("重找U盘"), self.look_for_sticks, keys="F5"))

    @property
    def folder(self) -> Path | None:
        """The folder that is chosen, or None while there is none."""
        path = self.folders.currentData()
        return Path(path) if path else None

    def remember(self, folder: str) -> None:
        """The folder of last time; a stick that is plugged in stays the first choice."""
        # what was chosen at this window is newer than what the store had when it was asked
        self._remembered = self._remembered or folder
        self.look_for_sticks()

    @Slot()
    def look_for_sticks(self) -> None:
        """Offer what is plugged in now, as soon as the system says; a look under way is not doubled."""
        self._fill(self.folder)
        if not self._looking:
            self._looking = True
            self._tasks.run(plugged_in, on_success=self._on_sticks, on_finish=self._on_looked)

    @Slot(object)
    def _on_sticks(self, sticks: list[tuple[str, Path]]) -> None:
        """What was chosen stays chosen while it is there."""
        before = self.folder
        self._sticks = sticks
        self._fill(before)

    @Slot()
    def _on_looked(self) -> None:
        self._looking = False

    def _fill(self, wanted: Path | None) -> None:
        self.folders.clear()
        for name, root in self._sticks:
            self.folders.addItem(self.tr("U盘 {name}（{root}）").format(name=name, root=root), str(root))
        if self._remembered and self.folders.findData(self._remembered) < 0:
            self.folders.addItem(self._remembered, self._remembered)
        if not self.folders.count():
            self.folders.addItem(self.tr("请插入U盘后按 F5，或选文件夹"), "")
        place = self.folders.findData(str(wanted)) if wanted else self.folders.findData(self._remembered)
        self.folders.setCurrentIndex(max(place, 0))
        self.folders.setToolTip(self.folders.currentText())

    @Slot()
    def choose(self) -> None:
        """Choose another folder."""
        dialog = QFileDialog(self, self.tr("移送包存到哪个文件夹"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        if self.folder is not None:
            dialog.setDirectory(str(self.folder))
        dialog.fileSelected.connect(self.set_folder)
        dialog.open()

    @Slot(str)
    def set_folder(self, folder: str) -> None:
        """Take a folder and keep it for next time."""
        self._remembered = str(Path(folder))
        self._fill(Path(folder))
        self.chosen.emit(self._remembered)

    @Slot()
    def _on_picked(self) -> None:
        if self.folder is not None:
            self._remembered = str(self.folder)
            self.chosen.emit(str(self.folder))
