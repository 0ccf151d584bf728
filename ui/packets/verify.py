"""Is a packet's file as it was written? Drop it here, and every difference is named."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QLabel, QListWidget, QVBoxLayout, QWidget

from app.domain.changes import Steps
from app.domain.errors import AlteredPacket
from ui import acts
from ui.drop_box import DropBox
from ui.panels import Notice, WorkBar, push_button
from ui.tasks import TaskRunner


class VerifyView(QWidget):
    """Check the file of a packet, one's own or another's."""

    failed = Signal(object)

    def __init__(self, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.notice = Notice()
        self.work = WorkBar()
        self.work.cancelled.connect(self._on_cancelled)
        self.verdict = QLabel()
        self.verdict.setObjectName("title")
        self.verdict.setWordWrap(True)
        self.facts = QLabel()
        self.facts.setWordWrap(True)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.differences = QListWidget()
        self.differences.setWordWrap(True)
        self.differences.setAccessibleName(self.tr("不一致的地方"))
        self.differences.hide()
        button = push_button(self.tr("选移送包文件…"), self.choose, keys="Ctrl+K")
        self.drop = DropBox(
            self.tr("把移送包（.xlsx 或 .zip）拖到这里，看它和导出时是否一致"), (".xlsx", ".zip"), button
        )
        self.drop.dropped.connect(self.check)
        layout = QVBoxLayout(self)
        for widget in (self.drop, self.work, self.notice, self.verdict, self.facts):
            layout.addWidget(widget)
        layout.addWidget(self.differences, 1)
        layout.addStretch(0)

    @Slot()
    def choose(self) -> None:
        """Choose a packet's file."""
        dialog = QFileDialog(self, self.tr("选移送包文件"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("移送包 (*.xlsx *.zip)"))
        dialog.fileSelected.connect(self.check)
        dialog.open()

    @Slot(str)
    def check(self, path: str) -> None:
        """Read a packet and compare every cell with what was sent."""
        if self.work.busy:
            return
        self._clear()
        task = self._tasks.run(
            partial(self._verify, Path(path)), on_success=self._on_same, on_failure=self._on_failure
        )
        self.work.follow(task, self.tr("正在核对 {name} …").format(name=Path(path).name))

    def _clear(self) -> None:
        self.notice.tell("")
        self.verdict.setText("")
        self.facts.setText("")
        self.differences.clear()
        self.differences.hide()

    def _verify(self, path: Path) -> Steps[tuple[Path, object]]:
        packet = yield from acts.packets().verifying(path)
        return path, packet

    @Slot()
    def _on_cancelled(self) -> None:
        self.notice.tell(self.tr("已取消核对。"))

    @Slot(object)
    def _on_same(self, found: tuple[Path, Any]) -> None:
        path, packet = found
        self.verdict.setText(self.tr("✓ 与导出时完全一致"))
        self.facts.setText(self._facts(path, packet))

    def _facts(self, path: Path, packet: Any) -> str:
        words = self.tr("{file}\n{number}，{sender}送{receiver}，{made}由{by}导出，{count}件事项。")
        if packet.enclosures is None:
            words += "\n" + self.tr("只核对了工作簿；随附的文件不在这个文件里，没有核对。")
        head = packet.head
        return words.format(
            file=path.name,
            number=head.number,
            sender=head.sender_name,
            receiver=head.receiver_name,
            made=f"{head.made_at:%Y-%m-%d %H:%M}",
            by=head.made_by,
            count=len(packet.cases),
        )

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if isinstance(error, AlteredPacket):
            self._show_differences(error)
        elif not self.notice.complain_about(error):
            self.failed.emit(error)

    def _show_differences(self, error: AlteredPacket) -> None:
        self.verdict.setText(self.tr("✖ 有 {count} 处与导出时不一致").format(count=len(error.differences)))
        self.facts.setText(self.tr("请不要使用这份文件，向导出单位重新索取。"))
        self.differences.addItems(list(error.differences))
        self.differences.show()
