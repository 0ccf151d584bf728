"""A calendar file before it is brought in: what it would change, day by day, and which years it would publish."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.actions.desk import Desk
from ui import acts
from ui.panels import Notice, push_button, quiet_label
from ui.settings.subject import Line, LinesTable
from ui.tasks import TaskRunner

if TYPE_CHECKING:
    from app.actions.calendar import CalendarImport, CalendarPreview, DayChange


class ImportView(QWidget):
    """``imported(what was done)`` when it is in; ``left`` to go back with nothing changed."""

    imported = Signal(object)
    left = Signal()
    failed = Signal(object)

    def __init__(self, desk: Desk, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._tasks, self._path = desk, tasks, Path()
        self.notice = Notice()
        self.words = quiet_label()
        titles = (self.tr("日期"), self.tr("现在"), self.tr("改为"), self.tr("说明"))
        self.table = LinesTable(self.tr("会改动的日子"), titles, (130, 180, 120, 260))
        self.whole = QCheckBox(self.tr("这就是全年的安排，导入后该年算已公布"))
        self.whole.toggled.connect(self._look)
        self.import_button = push_button(self.tr("导入"), self.bring_in, keys="Ctrl+Return", primary=True)
        self.leave_button = push_button(self.tr("不导入，返回"), self.left, keys="Alt+Left")
        row = QHBoxLayout()
        row.addWidget(self.whole)
        row.addStretch(1)
        row.addWidget(self.leave_button)
        row.addWidget(self.import_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.words)
        column.addWidget(self.notice)
        column.addWidget(self.table, 1)
        column.addLayout(row)

    def look_into(self, path: Path) -> None:
        """Show what a file would do."""
        self._path = path
        blocked = self.whole.blockSignals(True)
        self.whole.setChecked(False)
        self.whole.blockSignals(blocked)
        self._look()

    @Slot()
    def _look(self) -> None:
        self.import_button.setEnabled(False)
        self.table.show_lines(())
        self.notice.tell("")
        self.words.setText(self.tr("正在读 {name}…").format(name=self._path.name))
        self._tasks.run(
            acts.later(
                acts.calendar,
                "preview_import",
                self._desk,
                path=self._path,
                year_complete=self.whole.isChecked(),
            ),
            on_success=self._on_preview,
            on_failure=self._on_failure,
        )

    @Slot(object)
    def _on_preview(self, preview: CalendarPreview) -> None:
        self.table.show_lines([self._line(change) for change in preview.changes])
        words = [
            self.tr("{name}：共 {read} 天，其中 {count} 天会改动。").format(
                name=self._path.name, read=preview.read, count=len(preview.changes)
            )
        ]
        if preview.publishes:
            years = "、".join(map(str, preview.publishes))
            words.append(self.tr("{years} 年导入后算已公布。").format(years=years))
        if preview.open_years:
            years = "、".join(map(str, preview.open_years))
            words.append(self.tr("{years} 年的日子太少，导入后仍是暂定。").format(years=years))
        if not preview.changes and not preview.publishes:
            words.append(self.tr("和现在的日历一样，不用导入。"))
        self.words.setText("".join(words))
        self.import_button.setEnabled(bool(preview.changes or preview.publishes))
        self.import_button.setFocus()

    def _line(self, change: DayChange) -> Line:
        before, after = change.before, change.after
        name = self.tr("（{name}）").format(name=before.name) if before.name else ""
        return Line(str(after.day), (str(after.day), before.word + name, after.kind.label, after.note))

    @Slot()
    def bring_in(self) -> None:
        """Bring the file in, whole or not at all."""
        self.import_button.setEnabled(False)
        self._tasks.run(
            partial(
                acts.calendar().import_calendar,
                self._desk,
                path=self._path,
                year_complete=self.whole.isChecked(),
            ),
            on_success=self._on_imported,
            on_failure=self._on_failure,
        )

    @Slot(object)
    def _on_imported(self, done: CalendarImport) -> None:
        self.imported.emit(done)

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        self.words.setText(self.tr("没有导入，日历没有改动。"))
        if not self.notice.complain_about(error):
            self.failed.emit(error)
