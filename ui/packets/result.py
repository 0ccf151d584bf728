"""What stands on the stick now: the file, its hash, and the hand-over list for two signatures."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QScrollArea, QSplitter, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.documents import IssuedDocument
from ui import acts
from ui.documents.preview import PdfPreview
from ui.documents.print_job import PrintJob
from ui.packets.password_box import A4_POINTS, PRINTED_AS, PasswordBox
from ui.panels import Notice, WorkBar, push_button, quiet_label, title_label
from ui.refresh import Refresh
from ui.tasks import Task, TaskRunner
from ui.theme import scaled


class ResultView(QWidget):
    """One exported packet. ``left`` to go back to the waiting cases."""

    left = Signal()
    said = Signal(str)
    failed = Signal(object)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._tasks, self._refresh = desk, tasks, refresh
        self._document: IssuedDocument | None = None
        self._folder = ""
        self.notice = Notice()
        self.password = PasswordBox()
        self.password.print_wanted.connect(self._on_print_password)
        self.password.copied.connect(self._on_copied)
        self.work = WorkBar()
        self.job = PrintJob(desk, tasks, self)
        self.job.started.connect(self._on_print_started)
        self.job.printed.connect(self._on_printed)
        self.job.failed.connect(self._on_failure)
        self.preview = PdfPreview(self.tr("正在取移交清单…"))
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.addWidget(self._facts_box())
        sides.addWidget(self.preview)
        sides.setChildrenCollapsible(False)
        sides.setSizes([scaled(480), scaled(560)])
        layout = QVBoxLayout(self)
        layout.addWidget(sides)

    def _facts_box(self) -> QWidget:
        self.facts: dict[str, QLabel] = {}
        form = QFormLayout()
        for name, words in (
            ("number", self.tr("移送包编号")),
            ("cases", self.tr("事项")),
            ("file", self.tr("文件")),
            ("folder", self.tr("存在")),
            ("sha256", self.tr("校验值")),
            ("seal", self.tr("封口")),
        ):
            label = QLabel()
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.facts[name] = label
            form.addRow(words, label)
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.addWidget(title_label(self.tr("✓ 移送包已写好，读回核对一致")))
        layout.addLayout(form)
        layout.addWidget(self.password)
        self.next = quiet_label()
        layout.addWidget(self.next)
        layout.addWidget(self.notice)
        layout.addWidget(self.work)
        layout.addStretch(1)
        box.setObjectName("scrolled")
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(box)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll, 1)
        column.addLayout(self._foot())
        return side

    def _foot(self) -> QHBoxLayout:
        """What is done next stays in view whatever has to be scrolled."""
        self.print_button = push_button(
            self.tr("打印移交清单…"), self.print_list, keys="Ctrl+P", primary=True
        )
        self.folder_button = push_button(self.tr("打开文件夹"), self.open_folder)
        row = QHBoxLayout()
        row.addWidget(push_button(self.tr("返回"), self.leave, keys="Alt+Left"))
        row.addStretch(1)
        row.addWidget(self.folder_button)
        row.addWidget(self.print_button)
        return row

    def _next_words(self, packet: Any) -> str:
        if not packet.handover_id:
            return self.tr(
                "接下来：\n1. 到“文书”打印每件的密封移交单，封面不写被反映人；\n2. 安全弹出U盘，直接交纪委；\n"
                "3. 请纪委签收，一份带回存档。"
            )
        return self.tr(
            "接下来：\n1. 打印移交清单，一式两份；\n2. 安全弹出U盘，连同清单送交；\n"
            "3. 双方在清单上签字，一份带回存档；\n4. 拿回对方的回执文件，在“已发出”里导入。"
        )

    def show_packet(self, packet: Any, password: str = "") -> None:
        """Show a packet that was just exported; its password, once."""
        self._folder = str(packet.path.parent)
        self._document = None
        said = self.tr("{count} 件，状态已改为“移送中”") if packet.handover_id else self.tr("已密封移交")
        texts = {
            "number": packet.number,
            "cases": said.format(count=len(packet.changes.cases)),
            "file": packet.path.name,
            "folder": self._folder,
            "sha256": " ".join(packet.sha256[n : n + 16] for n in range(0, 64, 16)),
            "seal": packet.seal.label,
        }
        self.password.show_password(packet.number, password)
        self.next.setText(self._next_words(packet))
        for name, text in texts.items():
            self.facts[name].setText(text)
        self.notice.tell("")
        self.preview.clear()
        self.print_button.setEnabled(False)
        self.preview.setVisible(bool(packet.handover_id))
        if packet.handover_id:
            self._tasks.run(
                partial(self._fetch, packet.handover_id),
                on_success=self._on_list,
                on_failure=self._on_failure,
            )

    @Slot()
    def leave(self) -> None:
        """Back to the waiting cases; the password is gone."""
        self.password.show_password("", "")
        self.left.emit()

    @Slot(bytes)
    def _on_print_password(self, pdf: bytes) -> None:
        if not self.work.busy:
            self.job.start_run(pdf, A4_POINTS, PRINTED_AS)

    @Slot()
    def _on_copied(self) -> None:
        self.notice.tell(self.tr("口令已复制。告诉对方后请复制别的内容，把它盖掉。"))

    def _fetch(self, document_id: int) -> tuple[IssuedDocument, bytes]:
        documents = acts.documents()
        found = documents.get_document(self._desk, document_id=document_id)
        return found, documents.document_pdf(self._desk, document_id=document_id)

    @Slot(object)
    def _on_list(self, found: tuple[IssuedDocument, bytes]) -> None:
        self._document, pdf = found
        self.preview.show_pdf(pdf)
        self.print_button.setEnabled(True)
        self.print_button.setFocus()

    @Slot()
    def print_list(self) -> None:
        """Choose a printer and print the hand-over list."""
        if self._document is not None and not self.work.busy:
            self.job.start(self._document, self.preview.page_size)

    @Slot(object)
    def _on_print_started(self, task: Task) -> None:
        self.work.follow(task, self.tr("正在打印…"))

    @Slot(str, object)
    def _on_printed(self, target: str, changes: Changes) -> None:
        self._refresh.tell(changes, self)
        self.said.emit(self.tr("已送到打印机“{target}”").format(target=target))

    @Slot()
    def open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self._folder))

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if not self.notice.complain_about(error):
            self.failed.emit(error)
