"""The last thing before the program ends: a backup of the day, which may be skipped."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.backups import Occasion
from ui import acts
from ui.panels import Notice, WorkBar, push_button, quiet_label, set_words, title_label
from ui.tasks import TaskRunner
from ui.theme import icon, scaled

if TYPE_CHECKING:
    from app.actions.backup import VerifiedBackup


def back_up(desk: Desk) -> object:
    """The generator of the backup at closing; made on the worker thread."""
    return acts.backup().automatic_backup(desk, occasion=Occasion.CLOSE)


class ClosingWindow(QWidget):
    """``over`` when the program may end: the backup is good, there was nothing to back up, or it was skipped."""

    over = Signal()

    def __init__(self, desk: Desk, tasks: TaskRunner) -> None:
        super().__init__()
        self._desk, self._tasks = desk, tasks
        self._ended = False
        self.setWindowTitle(self.tr("信访工作台"))
        self.setWindowIcon(icon("petition-desk"))
        self.setMinimumWidth(scaled(480))
        self.words = quiet_label(
            self.tr("退出前把今天的改动备份一次，备份打开清点过才算完成，然后自动退出。")
        )
        self.notice, self.work = Notice(), WorkBar()
        set_words(self.work.stop_button, self.tr("不等了，跳过这次备份"), "Esc")
        self.again_button = push_button(self.tr("再试一次"), self.start, keys="Ctrl+B")
        self.end_button = push_button(self.tr("知道了，退出"), self._end, keys="Return", primary=True)
        row, column = QHBoxLayout(), QVBoxLayout(self)
        row.addStretch(1)
        row.addWidget(self.again_button)
        row.addWidget(self.end_button)
        for widget in (title_label(self.tr("正在备份")), self.words, self.work, self.notice):
            column.addWidget(widget)
        column.addLayout(row)
        self.work.cancelled.connect(self._end)

    @Slot()
    def start(self) -> None:
        """Back up, if there is anything new."""
        self.notice.tell("")
        self._offer(False)
        task = self._tasks.run(
            partial(back_up, self._desk), on_success=self._on_made, on_failure=self._on_failure
        )
        self.work.follow(task, self.tr("正在备份…"))

    def _offer(self, ready: bool) -> None:
        self.again_button.setVisible(ready)
        self.end_button.setVisible(ready)
        if ready:
            self.end_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _on_made(self, made: VerifiedBackup | None) -> None:
        """What did not go where it should is read before the program ends; where no place was chosen, "today" says so."""
        chosen = acts.backup_places().backup_target(self._desk.home).folder is not None
        if made is not None and made.instead and chosen:
            self.notice.complain(made.instead)
            self._offer(True)
        else:
            self._end()

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if not self.notice.complain_about(error):
            self.notice.complain(self.tr("备份没有做成（{kind}）。").format(kind=type(error).__name__))
        self._offer(True)

    @Slot()
    def _end(self) -> None:
        if not self._ended:
            self._ended = True
            self.over.emit()
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the little window skips the backup that runs."""
        if self.work.busy and not self._ended:
            self.work.stop()
            event.ignore()
            return
        self._end()
        super().closeEvent(event)
