"""Headquarters answers: the units about whose cases there is news, and the reply packet for each."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTableView, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.changes import Changes
from ui import acts
from ui.check_table import CheckRow, CheckTableModel
from ui.packets.left_over import LeftOver
from ui.packets.target import TargetChoice
from ui.panels import Notice, WorkBar, push_button, quiet_label, whole_rows
from ui.refresh import Refresh
from ui.tasks import TaskRunner
from ui.theme import scaled

FOLDER = "packet.folder"
Found = tuple[list[tuple[str, str, int]], str, list[Any]]


class AnswersView(QWidget):
    """One reply packet to a unit; it then stands among the packets that were sent."""

    failed = Signal(object)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._tasks, self._refresh = desk, tasks, refresh
        self.left, self.notice, self.work = LeftOver(), Notice(), WorkBar()
        self.work.cancelled.connect(self._on_cancelled)
        self.work.over.connect(self.fetch)
        self.target = TargetChoice(tasks)
        self.target.chosen.connect(self._keep_folder)
        self.model = CheckTableModel((self.tr("单位"), self.tr("代码"), self.tr("有新办理情况")), self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("等待回复的单位"))
        whole_rows(self.table)
        for column, width in enumerate((320, 110)):
            self.table.setColumnWidth(column, scaled(width))
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        empty = quiet_label(
            self.tr(
                "没有要回复的单位。\n\n各单位移送来的事项有了新的办理情况（受理、交办、意见书、退回），单位就出现在这里，"
                "选中它导出回复包。"
            )
        )
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(empty)
        self.export_button = push_button(self.tr("导出回复包"), self.export, keys="Ctrl+E", primary=True)
        self.export_button.setEnabled(False)
        row = QHBoxLayout()
        row.addWidget(self.target, 1)
        row.addWidget(self.export_button)
        layout = QVBoxLayout(self)
        layout.addWidget(self._stack, 1)
        for below in (self.left, self.notice, self.work):
            layout.addWidget(below)
        layout.addLayout(row)

    @Slot()
    def fetch(self) -> None:
        """Fetch who waits for an answer, and the folder of last time."""
        self._tasks.run(self._fetch, on_success=self._on_rows, on_failure=self._on_failure)

    def _fetch(self) -> Found:
        names = {line.code: line.name for line in acts.inbox().inbox(self._desk)}
        units = acts.reply_export().units_to_answer(self._desk)
        folder = str(acts.station().get_preference(self._desk, FOLDER, "") or "")
        left = acts.packets().left_unregistered(self._desk)
        return [(code, names.get(code, code), count) for code, count in units], folder, left

    @Slot(object)
    def _on_rows(self, found: Found) -> None:
        rows, folder, left = found
        self.left.show_files(left)
        before = self._code()
        self.target.remember(folder)
        self.model.set_rows(
            [
                CheckRow(code, (name, code, self.tr("{count} 件").format(count=count)), ready=False)
                for code, name, count in rows
            ]
        )
        self._stack.setCurrentIndex(0 if rows else 1)
        if rows:
            self.table.selectRow(max(self.model.row_of(before), 0))
        self._on_current()

    def _code(self) -> str:
        row = self.model.row(self.table.currentIndex().row())
        return row.key if row else ""

    @Slot(QModelIndex)
    def _on_current(self, current: QModelIndex | None = None) -> None:
        self.export_button.setEnabled(bool(self._code()) and not self.work.busy)

    @Slot(str)
    def _keep_folder(self, folder: str) -> None:
        self._tasks.run(
            acts.later(acts.station, "put_preference", self._desk, FOLDER, folder),
            on_failure=self._on_failure,
        )

    @Slot()
    def export(self) -> None:
        """Write the reply packet of the chosen unit, read it back, and only then say so."""
        folder, code = self.target.folder, self._code()
        if folder is None:
            self.notice.complain(self.tr("还没有选存放的地方：请插入U盘后按 F5，或按 Ctrl+O 选文件夹。"))
            return
        if not code or self.work.busy:
            return
        self.notice.tell("")
        task = self._tasks.run(
            partial(self._export, folder, code), on_success=self._on_exported, on_failure=self._on_failure
        )
        self.work.follow(task, self.tr("正在写回复包…"))
        self.export_button.setEnabled(False)

    def _export(self, folder: Path, code: str) -> object:
        return acts.reply_export().export_replies(self._desk, folder=folder, unit_code=code)

    @Slot(object)
    def _on_exported(self, done: Any) -> None:
        changes: Changes = done.changes
        self._refresh.tell(changes, self)
        words = self.tr("✓ {number} 已写好，读回核对一致：{count} 件，文书 {letters} 份。\n{path}")
        self.notice.tell(
            words.format(number=done.number, count=len(done.cases), letters=done.letters, path=done.path)
        )

    @Slot()
    def _on_cancelled(self) -> None:
        self.notice.tell(self.tr("已取消：没有写回复包。"))

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if not self.notice.complain_about(error):
            self.failed.emit(error)
