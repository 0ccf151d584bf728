"""Backup onto a stick, and the desk's examination of itself."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from app.actions.desk import Desk
from ui import acts
from ui.panels import push_button, quiet_label
from ui.refresh import Refresh
from ui.settings.subject import Line, LinesTable, Subject
from ui.tasks import TaskRunner

if TYPE_CHECKING:
    from app.actions.backup import VerifiedBackup
    from app.actions.checks import CheckLine


class KeepingPage(Subject):
    """备份与自检."""

    def __init__(self, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> None:
        super().__init__(desk, tasks, refresh)
        words = self.tr(
            "备份是加密的，写好后打开副本清点过才算完成；恢复时要用备份当时的口令。请至少每周备份一次，放到别处保管。"
        )
        column = self.column(self.tr("备份与自检"), words)
        self.backup_button = push_button(self.tr("备份到…"), self.choose, keys="Ctrl+B", primary=True)
        self.check_button = push_button(self.tr("再查一遍"), self.check, keys="F5")
        self.words = quiet_label()
        titles = (self.tr("结果"), self.tr("项目"), self.tr("情况"))
        self.table = LinesTable(self.tr("自检结果"), titles, (90, 120, 600))
        row = QHBoxLayout()
        row.addWidget(self.backup_button)
        row.addWidget(self.check_button)
        row.addWidget(self.words, 1)
        column.addLayout(row)
        column.addWidget(self.table, 1)

    def activate(self) -> None:
        self.check()

    @Slot()
    def check(self) -> None:
        """Examine the desk."""
        self.words.setText(self.tr("正在检查…"))
        self.run(acts.later(acts.checks, "check_desk", self._desk), self._on_checked)

    @Slot(object)
    def _on_checked(self, lines: list[CheckLine]) -> None:
        well, look = self.tr("✓ 正常"), self.tr("⚠ 注意")
        self.table.show_lines(
            [Line(line.name, (well if line.ok else look, line.name, line.text)) for line in lines]
        )
        bad = sum(not line.ok for line in lines)
        self.words.setText(self.tr("有 {count} 项要注意").format(count=bad) if bad else self.tr("各项都正常"))

    @Slot()
    def choose(self) -> None:
        """Choose where the backup goes."""
        dialog = QFileDialog(self, self.tr("备份存到哪个文件夹"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.backup)
        dialog.open()

    @Slot(str)
    def backup(self, folder: str) -> None:
        """Write a backup there, and open and count it."""
        self.backup_button.setEnabled(False)
        self.notice.tell(self.tr("正在备份并清点副本…"))
        self.run(
            partial(acts.backup().create_backup, self._desk, folder=Path(folder)),
            self._on_backup,
            self._on_over,
        )

    @Slot(object)
    def _on_backup(self, made: VerifiedBackup) -> None:
        words = self.tr("已备份并清点：事项 {cases} 件，文书 {documents} 份，操作记录 {history} 条\n{path}")
        self.notice.tell(
            words.format(cases=made.cases, documents=made.documents, history=made.history, path=made.path)
        )
        self.check()

    @Slot()
    def _on_over(self) -> None:
        self.backup_button.setEnabled(True)
