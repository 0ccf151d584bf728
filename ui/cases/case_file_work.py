"""整理卷宗: where the whole file of a case goes, how far it is, where it stands and what stayed beside it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.actions.desk import Desk
from app.domain.procedure import MOVES
from ui import acts
from ui.message_bar import MessageBar
from ui.panels import WorkBar
from ui.refresh import Refresh
from ui.tasks import TaskRunner

NAMED = 4
"""So many files kept aside are named in the message; the index of the file names them all."""


class CaseFileWork(QObject):
    """Asks where to, writes, and says what came of it; ``work`` is the bar that whoever uses this lays out."""

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, bar: MessageBar, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.desk, self.tasks, self.refresh, self.bar, self.window = desk, tasks, refresh, bar, parent
        self.work = WorkBar(parent)
        self.work.cancelled.connect(self._on_cancelled)
        self._number = ""
        self._folder = Path()

    def ask_where(self, number: str) -> None:
        """Choose where the whole file of a case is written to; one at a time."""
        if self.work.busy:
            self.bar.say(self.tr("还有一份卷宗正在整理，请等它写完或按 Esc 取消。"))
            return
        self._number = number
        dialog = QFileDialog(self.window, MOVES["case_file"].label)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.selectFile(self.tr("卷宗_{number}.pdf").format(number=number))
        dialog.fileSelected.connect(self.write_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def write_file(self, path: str) -> None:
        """Write the whole file of the case that was asked about."""
        self.bar.hide()
        task = self.tasks.run(
            acts.later(acts.case_files, "write_case_file", self.desk, number=self._number, path=Path(path)),
            on_success=self._on_written,
        )
        self.work.follow(task, self.tr("正在整理卷宗…"))

    @Slot()
    def _on_cancelled(self) -> None:
        self.bar.say(self.tr("已取消，没有写出卷宗。"))

    @Slot(object)
    def _on_written(self, written) -> None:  # type: ignore[no-untyped-def]  # imported on the worker
        self.refresh.tell(written.changes, self)
        self._folder = written.path.parent
        words = self.tr("卷宗已写入“{path}”，{pages} 页，已读回核对。")
        text = words.format(path=written.path, pages=written.built.pages)
        self.bar.say(text + self._aside_words(written.built.aside), self.tr("打开文件夹"), self.open_folder)

    def _aside_words(self, aside) -> str:  # type: ignore[no-untyped-def]  # tuple of KeptAside
        """What goes to the archive beside the file, each with its reason."""
        if not aside:
            return ""
        lines = [
            self.tr("　{name}：{reason}").format(name=one.name, reason=one.reason) for one in aside[:NAMED]
        ]
        if len(aside) > NAMED:
            lines.append(self.tr("　……其余见卷内目录"))
        head = self.tr("\n{count} 份材料没有并入，请另行随卷归档：").format(count=len(aside))
        return "\n".join([head, *lines])

    @Slot()
    def open_folder(self) -> None:
        """Show the folder of the file in the desktop's own window."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
