"""Before a sealed case is shown: why it is looked into, kept in the history (Arts. 30, 46)."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.actions.desk import Desk
from ui import acts
from ui.ask import AskDialog
from ui.forms import Row
from ui.tasks import TaskRunner
from ui.theme import scaled


class SealedGate(QWidget):
    """Shows a number and nothing else; ``opened(number)`` when a reason was given and kept."""

    opened = Signal(str)

    def __init__(self, desk: Desk, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.tasks, self.number = desk, tasks, ""
        self.asking: AskDialog | None = None
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = QPushButton(self.tr("写明理由后查看… (Alt+O)"))
        self.button.setShortcut("Alt+O")
        self.button.clicked.connect(self.ask)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(scaled(16), scaled(16), scaled(16), scaled(16))
        layout.addStretch(1)
        layout.addWidget(self.words)
        layout.addSpacing(scaled(10))
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)

    def show_number(self, number: str) -> None:
        """Which case is behind the gate."""
        self.number = number
        words = self.tr(
            "{number}\n\n密封事项。不出现在列表、搜索和统计中；谁、何时、为什么查看，都记入历史。"
        )
        self.words.setText(words.format(number=number))

    @Slot()
    def ask(self) -> None:
        """Ask for the reason."""
        rows = (Row("reason", self.tr("理由"), hint=self.tr("例如：办理密封移交")),)
        words = self.tr("查看密封事项 {number}").format(number=self.number)
        dialog = AskDialog(
            self.tr("查看密封事项"),
            words,
            rows,
            self.tr("查看 (Enter)"),
            self.window(),
            needed=("reason",),
        )
        dialog.answered.connect(self.read)
        self.asking = dialog
        dialog.open()

    @Slot(object)
    def read(self, answer: dict[str, str]) -> None:
        """Keep the reason, then open."""
        named = {"number": self.number, "reason": answer["reason"]}
        self.tasks.run(acts.later(acts.sealed, "read_sealed", self.desk, **named), on_success=self._on_read)

    @Slot(object)
    def _on_read(self, changes: object) -> None:
        self.opened.emit(self.number)
