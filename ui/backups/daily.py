"""The backup of every day: soon after the desk is opened, and again when midnight has passed while it stands open."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.actions.desk import Desk
from app.domain.backups import Occasion
from app.domain.changes import Changes, Progress
from ui import acts
from ui.errors import sentence
from ui.refresh import Refresh
from ui.tasks import Task, TaskRunner

if TYPE_CHECKING:
    from app.actions.backup import VerifiedBackup

FIRST_MS, AGAIN_MS = 5_000, 600_000
"""When it is looked first, so that the window is painted before; and how often then."""


def back_up_if_due(desk: Desk) -> Generator[Progress, None, VerifiedBackup | None]:
    """Back up unless today has a backup already."""
    if not acts.backup().daily_is_due(desk):
        return None
    made: VerifiedBackup | None = yield from acts.backup().automatic_backup(desk, occasion=Occasion.DAILY)
    return made


class DailyBackup(QObject):
    """``complained(sentence)`` when it could not be made; where it went is told by the line on the first page."""

    complained = Signal(str)
    failed = Signal(object)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._tasks, self._refresh = desk, tasks, refresh
        self._task: Task | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look after a moment, and from then on every ten minutes."""
        self._timer.start(FIRST_MS)

    @Slot()
    def look(self) -> None:
        """Back up if today has no backup yet."""
        if self._task is None:
            self._task = self._tasks.run(
                partial(back_up_if_due, self._desk),
                on_success=self._on_made,
                on_failure=self._on_failure,
                on_finish=self._on_over,
            )

    @Slot(object)
    def _on_made(self, made: VerifiedBackup | None) -> None:
        if made is not None:
            self._refresh.tell(Changes(settings=("backups",)), self)

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if words := sentence(error):
            self.complained.emit(self.tr("今天的自动备份没有做成：{words}").format(words=words))
        else:
            self.failed.emit(error)

    @Slot()
    def _on_over(self) -> None:
        self._task = None
        self._timer.start(AGAIN_MS)

    def stop(self) -> None:
        """The window closes."""
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()
