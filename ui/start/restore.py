"""Restoring before a desk is open: on a new PC, or over a desk that does not open any more."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.errors import DeskError
from ui import acts
from ui.backups.restore import RestoreView
from ui.errors import sentence
from ui.start.page import CardPage, label, link
from ui.tasks import TaskRunner

if TYPE_CHECKING:
    from app.actions.restoring import BackupLook


def replace(home: Path, look: BackupLook, today: dt.date | None) -> object:
    """Put a backup that was looked into in its place."""
    return acts.restoring().replace_with(home, look, today=today)


class RestorePage(CardPage):
    """``restored(kept, code)`` when the desk is there: the folder of what it replaced or None, and the recovery code
    if it was opened with one. ``back`` without."""

    restored = Signal(object, str)
    back = Signal()

    def __init__(
        self, home: Path, tasks: TaskRunner, today: dt.date | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(QCoreApplication.translate("RestorePage", "从备份恢复"), 760, parent)
        self.home, self.tasks, self.today = home, tasks, today
        self._look: BackupLook | None = None
        words = self.tr(
            "电脑丢了、坏了或换了新的：插上存备份的U盘，选最新的一份，输入做备份时用的口令（或恢复单上的恢复码）。"
        )
        self.view = RestoreView(home, tasks)
        self.link = link(self.tr("返回"))
        row = QHBoxLayout()
        row.addWidget(self.link)
        row.addStretch(1)
        for widget in (label(words, "quiet"), self.view, self.fault):
            self.column.addWidget(widget)
        self.column.addLayout(row)
        self.link.clicked.connect(self._on_back)
        self.view.confirmed.connect(self.replace_with)
        self.view.failed.connect(self.tasks.unhandled)
        self.setFocusProxy(self.view)

    @Slot()
    def _on_back(self) -> None:
        self.view.work.stop()
        self.view.drop()
        self.back.emit()

    @Slot(object)
    def replace_with(self, look: BackupLook) -> None:
        """Put it in place."""
        self.say_fault("")
        self._look = look
        self.tasks.run(
            partial(replace, self.home, look, self.today),
            on_success=self._on_replaced,
            on_failure=self._on_failure,
        )

    @Slot(object)
    def _on_replaced(self, kept: Path | None) -> None:
        self.restored.emit(kept, self.view.code)

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if self._look is not None:
            acts.restoring().drop_look(self._look)
        self.view.restore_button.setEnabled(True)
        self.view.show_look(None)
        if isinstance(error, DeskError):
            self.say_fault(sentence(error))
        else:
            self.tasks.unhandled.emit(error)
