"""The desk's examination of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout

from app.actions.desk import Desk
from ui import acts
from ui.panels import push_button, quiet_label
from ui.refresh import Refresh
from ui.settings.subject import Line, LinesTable, Subject
from ui.tasks import TaskRunner

if TYPE_CHECKING:
    from app.actions.checks import CheckLine


class KeepingPage(Subject):
    """自检."""

    def __init__(self, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> None:
        super().__init__(desk, tasks, refresh)
        words = self.tr(
            "数据、历史、磁盘、字体、打印机、日历、模板、时钟、存放位置、备份，一项一行；带 ⚠ 的照着说明处理。"
        )
        column = self.column(self.tr("自检"), words)
        self.check_button = push_button(self.tr("再查一遍"), self.check, keys="F5")
        self.diagnostics_button = push_button(self.tr("诊断包…"), self.show_diagnostics, keys="Ctrl+D")
        self.words = quiet_label()
        titles = (self.tr("结果"), self.tr("项目"), self.tr("情况"))
        self.table = LinesTable(self.tr("自检结果"), titles, (90, 120, 600))
        row = QHBoxLayout()
        row.addWidget(self.check_button)
        row.addWidget(self.words, 1)
        row.addWidget(self.diagnostics_button)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        self.whole = quiet_label()
        column.addWidget(self.whole)
        self.table.picked.connect(self._on_picked)

    def activate(self) -> None:
        self.check()

    @Slot()
    def check(self) -> None:
        """Examine the desk."""
        self.words.setText(self.tr("正在检查…"))
        self.run(acts.later(acts.checks, "check_desk", self._desk, sheets=True), self._on_checked)

    @Slot(str)
    def _on_picked(self, name: str) -> None:
        """The whole sentence of a line, which may be longer than its row."""
        texts = [line.cells[-1] for line in self.table.lines.lines if line.key == name]
        self.whole.setText(texts[0] if texts else "")

    @Slot()
    def show_diagnostics(self) -> None:
        """What a maintainer may be given, shown before it is saved."""
        from ui.diagnostics import DiagnosticsDialog  # start-up time: hardly ever asked for

        DiagnosticsDialog(self._desk.home, self._tasks, self._desk, self).open()

    @Slot(object)
    def _on_checked(self, lines: list[CheckLine]) -> None:
        well, look = self.tr("✓ 正常"), self.tr("⚠ 注意")
        first = sorted(lines, key=lambda line: line.ok)  # what needs attention comes first
        shown = [Line(line.name, (well if line.ok else look, line.name, line.text)) for line in first]
        self.table.show_lines(shown, first[0].name)
        bad = sum(not line.ok for line in lines)
        self.words.setText(self.tr("有 {count} 项要注意").format(count=bad) if bad else self.tr("各项都正常"))
