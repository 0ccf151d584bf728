"""The line of a sealed case that is being read: that it is sealed, and the way to let somebody else see it."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from app.actions.desk import Desk
from app.domain.cases import Case
from app.domain.changes import Changes
from app.domain.station import Operator
from ui import acts
from ui.ask import AskDialog
from ui.forms import Row
from ui.message_bar import MessageBar
from ui.panels import push_button
from ui.refresh import Refresh
from ui.tasks import TaskRunner
from ui.theme import scaled


class SealedLine(QFrame):
    """Hidden for open cases. Alt+K asks to whom the case is opened, and why (Arts. 30, 46)."""

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, bar: MessageBar, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("wish")
        self.desk, self.tasks, self.refresh, self.bar = desk, tasks, refresh, bar
        self.number = ""
        self.asking: AskDialog | None = None
        self.button = push_button(self.tr("开放给他人…"), self.ask, keys="Alt+K")
        self.button.setProperty("tight", True)
        row = QHBoxLayout(self)
        row.setContentsMargins(scaled(8), scaled(4), scaled(4), scaled(4))
        row.addWidget(QLabel(self.tr("▣ 密封事项")), 1)
        row.addWidget(self.button)
        self.hide()

    def show_case(self, case: Case) -> None:
        """Stand there for a sealed case."""
        self.number = case.number
        self.setVisible(case.sealed)

    @Slot()
    def ask(self) -> None:
        """Look who may be let in, then ask."""
        if self.number:
            self.tasks.run(
                acts.later(acts.sealed, "possible_readers", self.desk, number=self.number),
                on_success=self._on_readers,
            )

    @Slot(object)
    def _on_readers(self, readers: list[Operator]) -> None:
        if not readers:
            words = self.tr("没有可以开放的人：只能开放给本机的其他登记员或负责人，被反映人除外。")
            self.bar.say(words)
            return
        people = tuple((one.name, "　".join(filter(None, (one.name, one.post)))) for one in readers)
        rows = (
            Row("operator", self.tr("开放给"), "choice", choices=(("", self.tr("请选择…")), *people)),
            Row("reason", self.tr("理由"), hint=self.tr("例如：请负责人研究是否立即处置")),
        )
        words = self.tr("{number}\n对方从此能看到这件密封事项；开放给谁、何时、为什么，都记入历史。")
        dialog = AskDialog(
            self.tr("开放密封事项"),
            words.format(number=self.number),
            rows,
            self.tr("开放 (Enter)"),
            self.window(),
            needed=("operator", "reason"),
        )
        dialog.answered.connect(self.open_to)
        self.asking = dialog
        dialog.open()

    @Slot(object)
    def open_to(self, answer: dict[str, str]) -> None:
        """Let the chosen operator see the case."""
        named = {"number": self.number, "operator": answer["operator"], "reason": answer["reason"]}
        self.tasks.run(
            acts.later(acts.opening, "open_sealed", self.desk, **named), on_success=self._on_opened
        )

    @Slot(object)
    def _on_opened(self, changes: Changes) -> None:
        self.refresh.tell(changes, self)
        words = self.tr("{number}：已开放，记入历史。")
        if changes.approvals:
            words = self.tr("{number}：已送能看到本事项的负责人批准，批准后对方才看得到。")
        self.bar.say(words.format(number=changes.cases[0]))
