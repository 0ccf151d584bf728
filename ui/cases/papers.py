"""The papers of a case: what was issued, whether it was served, what was taken back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.actions.desk import Desk
from app.domain.cases import Attachment
from app.domain.changes import Changes
from app.domain.documents import IssuedDocument
from ui import acts
from ui.cases.record_words import service_words
from ui.panels import push_button
from ui.refresh import Refresh
from ui.tasks import TaskRunner
from ui.theme import QUIET, scaled, text_scale

DOCUMENT = Qt.ItemDataRole.UserRole


class PapersTab(QWidget):
    """``open_document(id)``, ``serve_wanted(文号)``, ``reissue_wanted(id)`` for the chosen paper."""

    open_document = Signal(int)
    serve_wanted = Signal(str)
    proof_wanted = Signal(str)
    reissue_wanted = Signal(int)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.tasks, self.refresh = desk, tasks, refresh
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("文书"))
        self.list.itemActivated.connect(self.open_chosen)
        self.list.currentRowChanged.connect(self._on_chosen)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._on_menu)
        self.open_button = push_button(self.tr("查看打印"), self.open_chosen)
        self.serve_button = push_button(self.tr("登记送达"), self.serve, keys="Alt+D")
        self.proof_button = push_button(self.tr("送达回证"), self.proof)
        self.scan_button = push_button(self.tr("附扫描件…"), self.ask_scan)
        self.reissue_button = push_button(self.tr("收回重出…"), self.reissue)
        self.scan_button.setToolTip(self.tr("把签收过的送达回证扫描件附在这份文书上"))
        grid = QGridLayout()
        grid.setSpacing(scaled(5))
        per_line = 3 if text_scale() <= 115 else 2
        for place, button in enumerate(self._buttons()):
            button.setProperty("tight", True)
            grid.addWidget(button, place // per_line, place % per_line)
        layout = QVBoxLayout(self)
        layout.addWidget(self.list, 1)
        layout.addLayout(grid)

    def _buttons(self) -> tuple[QPushButton, ...]:
        return (
            self.open_button,
            self.serve_button,
            self.proof_button,
            self.scan_button,
            self.reissue_button,
        )

    def show_papers(self, papers: Sequence[IssuedDocument], scans: Sequence[Attachment]) -> None:
        """The papers of a case, oldest first; the chosen one stays chosen."""
        before = self.chosen()
        proven = {scan.document_id for scan in scans if scan.document_id}
        self.list.clear()
        for paper in papers:
            item = QListWidgetItem(self._words(paper, paper.id in proven))
            item.setData(DOCUMENT, paper)
            if not paper.stands:
                font = QFont(self.list.font())
                font.setStrikeOut(True)
                item.setFont(font)
                item.setForeground(QColor(QUIET))
            self.list.addItem(item)
            if before is not None and before.id == paper.id:
                self.list.setCurrentItem(item)
        if self.list.currentRow() < 0 and self.list.count():
            self.list.setCurrentRow(self.list.count() - 1)
        self._on_chosen()

    def _words(self, paper: IssuedDocument, scanned: bool) -> str:
        words = self.tr("{kind}　{number}\n{at}　{pages} 页，已打印 {copies} 份").format(
            kind=paper.kind.label,
            number=paper.number,
            at=f"{paper.issued_at:%Y-%m-%d %H:%M}",
            pages=paper.pages,
            copies=paper.copies,
        )
        state = service_words(paper)
        if scanned:
            state += self.tr("，回证已扫描")
        return f"{words}\n{state}" if state else words

    def chosen(self) -> IssuedDocument | None:
        """The chosen paper."""
        item = self.list.currentItem()
        found = item.data(DOCUMENT) if item is not None else None
        return found if isinstance(found, IssuedDocument) else None

    @Slot()
    def _on_chosen(self) -> None:
        paper = self.chosen()
        stands = paper is not None and paper.stands
        served = stands and paper is not None and paper.serve
        self.open_button.setEnabled(paper is not None)
        self.serve_button.setEnabled(bool(served and paper is not None and not paper.served_on))
        self.proof_button.setEnabled(bool(served))
        self.scan_button.setEnabled(bool(served))
        self.reissue_button.setEnabled(bool(stands and paper is not None and not paper.served_on))

    @Slot(QPoint)
    def _on_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for button in self._buttons():
            action = menu.addAction(button.text())
            action.setEnabled(button.isEnabled())
            action.triggered.connect(button.click)
        menu.popup(self.list.mapToGlobal(place))

    @Slot()
    def open_chosen(self) -> None:
        """Look at the chosen paper as it prints."""
        if (paper := self.chosen()) is not None:
            self.open_document.emit(paper.id)

    @Slot()
    def serve(self) -> None:
        """Note that the chosen paper reached the petitioner."""
        if (paper := self.chosen()) is not None:
            self.serve_wanted.emit(paper.number)

    @Slot()
    def proof(self) -> None:
        """Print the proof of service of the chosen paper."""
        if (paper := self.chosen()) is not None:
            self.proof_wanted.emit(paper.number)

    @Slot()
    def reissue(self) -> None:
        """Take the chosen paper back and issue it anew."""
        if (paper := self.chosen()) is not None:
            self.reissue_wanted.emit(paper.id)

    @Slot()
    def ask_scan(self) -> None:
        """Choose the scan of the signed proof."""
        dialog = QFileDialog(self, self.tr("选择送达回证的扫描件"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.attach_scan)
        dialog.open()

    @Slot(str)
    def attach_scan(self, path: str) -> None:
        """Keep a scan with the chosen paper."""
        if (paper := self.chosen()) is not None:
            named = {"number": paper.case_number, "path": Path(path), "document_id": paper.id}
            self.tasks.run(
                acts.later(acts.attachments, "add_attachment", self.desk, **named),
                on_success=self._on_changed,
            )

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        self.refresh.tell(changes, self)
