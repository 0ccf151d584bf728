"""The nearest clock of a case as a bar; why it ends on that day stands in a panel of its own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.deadlines import Deadline, DeadlineState, Near, Whose
from ui.cases.why_dialog import WhyDialog
from ui.tasks import TaskRunner
from ui.theme import level_words, scaled


class ClockBar(QWidget):
    """How much of the nearest running clock is used up; "why this date?" opens the calculation."""

    def __init__(self, desk: Desk, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.tasks, self.number = desk, tasks, ""
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(scaled(8))
        self.why_button = QPushButton(self.tr("为什么是这一天？(&Y)"))
        self.why_button.setObjectName("link")
        self.why_button.clicked.connect(self.ask_why)
        self.why: WhyDialog | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(scaled(3))
        row = QHBoxLayout()
        row.addWidget(self.bar, 1)
        row.addWidget(self.why_button)
        layout.addWidget(self.words)
        layout.addLayout(row)

    def show_deadlines(self, number: str, deadlines: Sequence[Deadline], near: Near) -> None:
        """The nearest running clock of a case, or how its last one ended."""
        self.number = number
        running = sorted((d for d in deadlines if d.state is DeadlineState.RUNNING), key=_due)
        self.bar.setVisible(bool(running))
        self.why_button.setVisible(bool(deadlines))
        if running:
            self._show_running(running[0], near)
        elif deadlines:
            last = deadlines[-1]
            self.words.setText(f"{last.name}：{last.state.label}（{last.due_on}）")
        else:
            self.words.setText(self.tr("没有计时"))

    def _show_running(self, clock: Deadline, near: Near) -> None:
        today = self.desk.today()
        whole = max((clock.due_on - clock.starts_on).days, 1)
        left = (clock.due_on - today).days
        self.bar.setRange(0, whole)
        self.bar.setValue(min(max(whole - left, 0), whole))
        rest = self.tr("还剩 {days} 天") if left >= 0 else self.tr("已超过 {days} 天")
        self.words.setText(
            self.tr("{level}　{name}：{due} 到期，{rest}").format(
                level=level_words(near.level(clock.due_on, today)),
                name=clock.name + (self.tr("（信访人的权利）") if clock.whose is Whose.RIGHT else ""),
                due=clock.due_on,
                rest=rest.format(days=abs(left)),
            )
        )
        self.bar.setAccessibleName(self.words.text())

    @Slot()
    def ask_why(self) -> None:
        """Open the calculation of every clock of the case."""
        if self.number:
            self.why = WhyDialog(self.desk, self.tasks, self.number, self.window())
            self.why.open()


def _due(clock: Deadline) -> tuple[bool, str]:
    """The unit's own duties before the petitioner's rights, each by its date."""
    return clock.whose is Whose.RIGHT, clock.due_on.isoformat()
