"""The paper that waits for the leader, as it would be issued, with the two answers beside it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.acts import Approval
from app.domain.procedure import MOVES
from ui import acts
from ui.documents.preview import PdfPreview
from ui.panels import push_button, quiet_label
from ui.tasks import TaskRunner
from ui.theme import scaled


class WishReader(QDialog):
    """``approved`` or ``returned`` when the leader answers here."""

    approved = Signal()
    returned = Signal()

    def __init__(
        self, desk: Desk, tasks: TaskRunner, wish: Approval, *, decides: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(MOVES[wish.act].label)
        self.preview = PdfPreview(self.tr("正在排版…"))
        words = self.tr("事项 {number}，{by} 送审。批准后才编号、出具。")
        layout = QVBoxLayout(self)
        layout.addWidget(quiet_label(words.format(number=wish.case_number, by=wish.asked_by)))
        layout.addWidget(self.preview, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        if decides:
            row.addWidget(push_button(self.tr("退回…"), self.send_back, keys="Alt+B"))
            row.addWidget(push_button(self.tr("批准"), self.approve, keys="Alt+P", primary=True))
        row.addWidget(push_button(self.tr("关闭 (Esc)"), self.reject))
        layout.addLayout(row)
        room = self.screen().availableGeometry().size() - QSize(40, 60)
        self.resize(min(scaled(720), room.width()), min(scaled(680), room.height()))
        tasks.run(
            acts.later(acts.wishes, "preview_wish", desk, approval_id=wish.id),
            on_success=self.preview.show_pdf,
            on_failure=self._on_failure,
        )

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        self.preview.clear(str(error))

    @Slot()
    def approve(self) -> None:
        self.accept()
        self.approved.emit()

    @Slot()
    def send_back(self) -> None:
        self.accept()
        self.returned.emit()
