"""A list as it will print, with the button that prints it. It is no document: nothing is numbered or kept."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.actions.desk import Desk
from ui.documents.preview import PdfPreview
from ui.documents.print_job import PrintJob
from ui.panels import push_button, quiet_label
from ui.tasks import TaskRunner
from ui.theme import scaled

PRINTER = "handover_list"
"""Under which kind's printer a list goes: the one that the settings name for lists."""


class PaperDialog(QDialog):
    """``said(words)`` when the printer has taken it; ``failed(error)`` when there is no paper to show."""

    said = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        desk: Desk,
        tasks: TaskRunner,
        title: str,
        make: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.preview = PdfPreview(self.tr("正在排版…"))
        self.job = PrintJob(desk, tasks, self)
        self.print_button = push_button(self.tr("打印"), self.print_it, keys="Ctrl+P", primary=True)
        self.print_button.setEnabled(False)
        row = QHBoxLayout()
        row.addWidget(quiet_label(self.tr("姓名已遮盖，密封事项不在其中。")), 1)
        row.addWidget(self.print_button)
        row.addWidget(push_button(self.tr("关闭 (Esc)"), self.reject))
        layout = QVBoxLayout(self)
        layout.addWidget(self.preview, 1)
        layout.addLayout(row)
        room = self.screen().availableGeometry().size() - QSize(40, 60)
        self.resize(min(scaled(900), room.width()), min(scaled(640), room.height()))
        self.job.printed.connect(self._on_printed)
        self.job.failed.connect(self._on_failure)
        tasks.run(make, on_success=self._on_pdf, on_failure=self._on_failure)

    @Slot(object)
    def _on_pdf(self, pdf: bytes) -> None:
        self.preview.show_pdf(pdf)
        self.print_button.setEnabled(True)
        self.print_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def print_it(self) -> None:
        """Choose a printer."""
        self.job.start_run(self.preview.data, self.preview.page_size, PRINTER)

    @Slot(str, object)
    def _on_printed(self, target: str, changes: object) -> None:
        self.said.emit(self.tr("已送到“{target}”").format(target=target))
        self.accept()

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        self.preview.clear(str(error))
        self.failed.emit(error)
