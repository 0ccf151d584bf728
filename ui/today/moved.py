"""The dates that a changed calendar or rule would move, old → new: those ticked move, the others are kept."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.changes import Changes
from ui import acts
from ui.check_table import CheckRow, CheckTable, CheckTableModel
from ui.panels import Notice, WorkBar, push_button, quiet_label, set_words
from ui.tasks import TaskRunner
from ui.theme import scaled

if TYPE_CHECKING:
    from app.actions.moved_dates import MovedDate, MovedDates

WIDTHS = (206, 72, 160, 168, 168)


def look(desk: Desk) -> object:
    """The generator that works all running clocks out anew; made on the worker thread."""
    return acts.moved_dates().moved_dates(desk)


def confirm(desk: Desk, ids: list[int]) -> object:
    """Move these dates and keep the others."""
    return acts.moved_dates().confirm_moved(desk, ids=ids)


class MovedDialog(QDialog):
    """``done_with(changes, words)`` when it was confirmed; ``print_wanted(moved)`` for the paper."""

    done_with = Signal(object, str)
    print_wanted = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: Desk, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("核对期限变动"))
        self.desk, self.tasks = desk, tasks
        self.moved: MovedDates | None = None
        titles = (
            self.tr("编号"), self.tr("信访人"), self.tr("期限"), self.tr("原到期日"), self.tr("新到期日"),
        )  # fmt: skip
        self.rows = CheckTableModel(titles, self)
        self.table = CheckTable(self.rows, WIDTHS)
        self.table.setAccessibleName(self.tr("会变动的期限"))
        self.words = quiet_label(
            self.tr("日历或期限规则改过。打勾的改为新日期，没有打勾的保持原日期；两种都记入事项的历史。")
        )
        self.notice, self.work = Notice(), WorkBar()
        self.confirm_button = push_button(self.tr("确认"), self.submit, keys="Ctrl+Return", primary=True)
        self.all_button = push_button(self.tr("全选或全不选"), self.toggle_all, keys="Alt+A")
        self.print_button = push_button(self.tr("打印"), self.print_it, keys="Ctrl+P")
        self._lay_out()
        self.rows.checkedChanged.connect(self._on_checked)
        self._start()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        for button in (self.all_button, self.print_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.confirm_button)
        row.addWidget(push_button(self.tr("以后再说 (Esc)"), self.reject))
        layout = QVBoxLayout(self)
        layout.setSpacing(scaled(8))
        for widget in (self.words, self.notice, self.work):
            layout.addWidget(widget)
        layout.addWidget(self.table, 1)
        layout.addLayout(row)
        room = self.screen().availableGeometry().size() - QSize(40, 60)
        self.resize(min(scaled(860), room.width()), min(scaled(520), room.height()))
        enter = QShortcut(QKeySequence(Qt.Key.Key_Return), self.table)
        enter.setContext(Qt.ShortcutContext.WidgetShortcut)
        enter.activated.connect(self.table.toggle_current)

    def _start(self) -> None:
        self._enable(False)
        task = self.tasks.run(
            partial(look, self.desk), on_success=self._on_moved, on_failure=self._on_failure
        )
        self.work.follow(task, self.tr("正在核对期限…"))

    def _enable(self, ready: bool) -> None:
        for button in (self.confirm_button, self.all_button, self.print_button):
            button.setEnabled(ready)

    @Slot(object)
    def _on_moved(self, moved: MovedDates) -> None:
        self.moved = moved
        self.rows.set_rows([self._row(date) for date in moved.dates])
        self._enable(bool(moved.count))
        if not moved.count:
            self.notice.tell(self.tr("没有日期会变动，不用确认。"))
        if moved.dates:
            self.table.selectRow(0)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _row(self, date: MovedDate) -> CheckRow:
        provisional = self.tr("（暂定）")
        old = date.old + (provisional if date.provisional_before else "")
        new = date.new + (provisional if date.provisional_after else "")
        people = date.people or self.tr("密封")
        return CheckRow(str(date.id), (date.number, people, f"{date.rule} {date.name}", old, new))

    @Slot()
    def _on_checked(self) -> None:
        ticked, whole = len(self.rows.checked()), self.rows.rowCount()
        words = self.tr("改 {ticked} 个，保持 {kept} 个")
        set_words(self.confirm_button, words.format(ticked=ticked, kept=whole - ticked), "Ctrl+Return")

    @Slot()
    def toggle_all(self) -> None:
        """Tick all; when all are ticked, none."""
        self.rows.set_all(len(self.rows.checked()) < self.rows.rowCount())

    @Slot()
    def print_it(self) -> None:
        if self.moved is not None:
            self.print_wanted.emit(self.moved)

    @Slot()
    def submit(self) -> None:
        """Move what is ticked, keep the rest."""
        self._enable(False)
        ids = [int(key) for key in self.rows.checked()]
        self.tasks.run(
            partial(confirm, self.desk, ids), on_success=self._on_confirmed, on_failure=self._on_failure
        )

    @Slot(object)
    def _on_confirmed(self, changes: Changes) -> None:
        ticked, whole = len(self.rows.checked()), self.rows.rowCount()
        words = self.tr("{ticked} 个期限已改，{kept} 个保持原日期；都记入了历史。")
        self.done_with.emit(changes, words.format(ticked=ticked, kept=whole - ticked))
        self.accept()

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        self._enable(bool(self.moved and self.moved.count))
        if not self.notice.complain_about(error):
            self.failed.emit(error)
