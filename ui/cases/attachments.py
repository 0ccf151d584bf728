"""The attachments of a case: added by dialog or drop, kept encrypted, hash shown."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.actions.desk import Desk
from app.domain.cases import Attachment
from app.domain.changes import Changes
from ui import acts
from ui.message_bar import MessageBar
from ui.refresh import Refresh
from ui.tasks import TaskRunner


class AttachmentsTab(QWidget):
    """A line a file; files may be dropped anywhere on it."""

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, bar: MessageBar, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.tasks, self.refresh, self.bar = desk, tasks, refresh, bar
        self.number = ""
        self.setAcceptDrops(True)
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hint = QLabel(self.tr("把文件拖到这里，或按“添加”。文件加密存放；请勿删除原件。"))
        self.hint.setObjectName("quiet")
        self.hint.setWordWrap(True)
        self.add_button = QPushButton(self.tr("添加…"))
        self.save_button = QPushButton(self.tr("另存…"))
        self.remove_button = QPushButton(self.tr("移除"))
        row = QHBoxLayout()
        for button, slot in (
            (self.add_button, self.ask_files),
            (self.save_button, self.ask_where),
            (self.remove_button, self.remove),
        ):
            button.clicked.connect(slot)
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.hint)
        layout.addLayout(row)
        self.list.currentRowChanged.connect(self._on_chosen)

    def show_attachments(self, number: str, attachments: tuple[Attachment, ...]) -> None:
        """The files of a case."""
        self.number = number
        self.list.clear()
        for attachment in attachments:
            words = self.tr("{name}　{size} KB\nSHA-256 {hash}").format(
                name=attachment.name, size=max(attachment.size // 1024, 1), hash=attachment.sha256[:32] + "…"
            )
            item = QListWidgetItem(words)
            item.setToolTip(attachment.sha256)
            item.setData(Qt.ItemDataRole.UserRole, attachment)
            self.list.addItem(item)
        self._on_chosen()

    @Slot()
    def _on_chosen(self) -> None:
        chosen = self.list.currentItem() is not None
        self.save_button.setEnabled(chosen)
        self.remove_button.setEnabled(chosen)

    def _attachment(self) -> Attachment | None:
        item = self.list.currentItem()
        found = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return found if isinstance(found, Attachment) else None

    @Slot()
    def ask_files(self) -> None:
        """Choose files."""
        dialog = QFileDialog(self, self.tr("添加附件"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self.add)
        dialog.open()

    @Slot(list)
    def add(self, paths: list[str]) -> None:
        """Keep these files with the case."""
        for path in paths:
            self.tasks.run(
                acts.later(
                    acts.attachments, "add_attachment", self.desk, number=self.number, path=Path(path)
                ),
                on_success=self._on_changed,
            )

    @Slot()
    def remove(self) -> None:
        """Take the chosen file off the case."""
        if (attachment := self._attachment()) is not None:
            self.tasks.run(
                acts.later(
                    acts.attachments,
                    "remove_attachment",
                    self.desk,
                    number=self.number,
                    attachment_id=attachment.id,
                ),
                on_success=self._on_changed,
            )

    @Slot()
    def ask_where(self) -> None:
        """Choose where the chosen file is written to."""
        if (attachment := self._attachment()) is None:
            return
        dialog = QFileDialog(self, self.tr("另存附件"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(attachment.name)
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    @Slot(str)
    def save_to(self, path: str) -> None:
        """Write the chosen file."""
        if (attachment := self._attachment()) is not None:
            self.tasks.run(
                acts.later(
                    acts.attachments,
                    "save_attachment",
                    self.desk,
                    attachment_id=attachment.id,
                    path=Path(path),
                ),
                on_success=self._on_saved,
            )

    @Slot(object)
    def _on_saved(self, sha256: str) -> None:
        self.bar.say(self.tr("附件已写出并读回核对，SHA-256 {hash}…").format(hash=sha256[:16]))

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        self.refresh.tell(changes, self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.add([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()
