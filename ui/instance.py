"""One window a desk: the second one calls the first to the front, says a word and leaves."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QFileSystemWatcher, QObject, QThread, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from app.domain.errors import DeskError
from ui import acts

IN_USE = 3
"""The exit status of a window that was not the first."""
WAITS_MS, STEP_MS = 3_000, 50


class Doorbell(QObject):
    """``rung`` when a second window was started for this desk."""

    rung = Signal()

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.home = home
        self.watcher = QFileSystemWatcher([str(home)], self)
        self.watcher.directoryChanged.connect(self._on_change)

    @Slot()
    def _on_change(self) -> None:
        """Something in the folder changed; a call is answered by taking it away."""
        if acts.window_hold().take_call(self.home):
            self.rung.emit()


def bring_forward(window: QWidget) -> None:
    """A window in front of all others, out of the task bar if it was put there."""
    window.setWindowState(
        window.windowState() & ~window.windowState().WindowMinimized | window.windowState().WindowActive
    )
    window.show()
    window.raise_()
    window.activateWindow()


def call_first(home: Path) -> bool:
    """Ring at the first window; whether it came to the front within three seconds."""
    hold = acts.window_hold()
    hold.call_first(home)
    for _ in range(WAITS_MS // STEP_MS):
        if not (home / hold.CALL_NAME).exists():
            return True
        QThread.msleep(STEP_MS)  # nothing of ours is on the screen
    return not hold.take_call(home)


def leave(home: Path, error: DeskError, *, ask: bool = True) -> int:
    """Say why there is no second window, once the first was called; the exit status."""
    if call_first(home):
        came = QCoreApplication.translate("instance", "工作台已经开着，已把它的窗口调到前面。")
        sys.stderr.write(came + "\n")
        return IN_USE
    sys.stderr.write(str(error) + "\n")
    if ask:
        title = QCoreApplication.translate("instance", "信访工作台")
        QMessageBox.warning(None, title, str(error))
    return IN_USE
