"""One line that says how many dates a changed calendar or rule would move, and leads to them."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from app.actions.desk import Desk
from app.domain.changes import Progress
from ui import acts
from ui.panels import push_button
from ui.tasks import Task, TaskRunner

if TYPE_CHECKING:
    from app.actions.moved_dates import MovedDates


def count_moved(desk: Desk) -> Generator[Progress, None, int]:
    """How many dates would move; nothing is worked out while calendar and rules are those of all dates."""
    moved = acts.moved_dates()
    if not moved.dates_are_stale(desk):
        return 0
    found: MovedDates = yield from moved.moved_dates(desk)
    return found.count


class MovedBar(QFrame):
    """Hidden while no date would move. ``wanted`` with the button."""

    wanted = Signal()

    def __init__(self, desk: Desk, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._tasks = desk, tasks
        self._task: Task | None = None
        self.setObjectName("messageBar")
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.button = push_button(self.tr("去核对"), self.wanted)
        row = QHBoxLayout(self)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        self.hide()

    @Slot()
    def look(self) -> None:
        """Count anew; what is being counted by an older calendar is dropped."""
        if self._task is not None:
            self._task.cancel()
        self._task = self._tasks.run(
            partial(count_moved, self._desk), on_success=self._on_counted, on_finish=self._on_finished
        )

    @Slot()
    def _on_finished(self) -> None:
        if self.sender() is self._task:
            self._task = None

    @Slot(object)
    def _on_counted(self, count: int) -> None:
        words = self.tr("按现在的日历和规则，有 {count} 个期限的日期会变动。核对确认以前，原来的日期不变。")
        self.words.setText(words.format(count=count))
        self.setVisible(bool(count))
