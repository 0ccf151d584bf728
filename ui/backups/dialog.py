"""The same in a dialog of the open desk, for a backup or for a desk that was replaced."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.actions.desk import Desk
from ui.backups.restore import RestoreView
from ui.panels import push_button, quiet_label
from ui.settings.subject import scrolled
from ui.tasks import TaskRunner
from ui.theme import scaled


class RestoreDialog(QDialog):
    """``confirmed(look)``: the window closes the desk and replaces it."""

    confirmed = Signal(object)

    def __init__(self, desk: Desk, tasks: TaskRunner, path: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("从备份恢复"))
        self.view = RestoreView(desk.home, tasks, desk)
        row, column = QHBoxLayout(), QVBoxLayout(self)
        row.addStretch(1)
        row.addWidget(push_button(self.tr("不恢复"), self.reject, keys="Esc"))
        words = self.tr(
            "先打开备份看看里面有什么、会丢失什么，看清楚再恢复。恢复时工作台会关一下，再用备份当时的口令打开。"
        )
        column.addWidget(quiet_label(words))
        column.addWidget(scrolled(self.view, self.view.form), 1)
        column.addLayout(row)
        if path:  # the passphrase is typed next, so its field is to have the focus of the finished dialog
            self.view.take(path)
        room = self.screen().availableGeometry().size() - QSize(40, 60)
        self.resize(min(scaled(820), room.width()), min(scaled(500), room.height()))
        self.view.confirmed.connect(self._on_confirmed)
        self.finished.connect(self._on_finished)

    @Slot(object)
    def _on_confirmed(self, look: object) -> None:
        self.accept()
        self.confirmed.emit(look)

    @Slot(int)
    def _on_finished(self, result: int) -> None:
        """Whatever was opened and not taken is forgotten."""
        self.view.work.stop()
        self.view.drop()
