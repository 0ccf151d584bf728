"""The petitioners of a case, numbers masked; opening one in full asks for a reason and is recorded."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.actions.desk import Desk
from app.domain.cases import Case
from app.domain.changes import Changes
from ui import acts
from ui.ask import AskDialog
from ui.forms import Row
from ui.refresh import Refresh
from ui.tasks import TaskRunner


class PeopleTab(QWidget):
    """One line a person."""

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.tasks, self.refresh = desk, tasks, refresh
        self.case: Case | None = None
        self.asking: AskDialog | None = None
        headers = [self.tr("姓名"), self.tr("电话"), self.tr("证件号码"), self.tr("单位"), self.tr("住址")]
        self.table = QTableWidget(0, len(headers))
        self.table.setHorizontalHeaderLabels(headers)
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.reveal_button = QPushButton(self.tr("查看完整号码… (Alt+W)"))
        self.reveal_button.setShortcut("Alt+W")
        self.reveal_button.clicked.connect(self.ask)
        self.revealed = QLabel()
        self.revealed.setObjectName("notice")
        self.revealed.setWordWrap(True)
        self.revealed.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.revealed.hide()
        layout = QVBoxLayout(self)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.revealed)
        layout.addWidget(self.reveal_button)

    def show_case(self, case: Case) -> None:
        """Fill the table, masked; what was revealed of another case goes."""
        if self.case is None or self.case.number != case.number:
            self.revealed.hide()
        self.case = case
        self.table.setRowCount(len(case.petitioners))
        for line, person in enumerate(case.petitioners):
            masked = person.masked()
            name = person.name + (self.tr("（代表）") if person.representative else "")
            cells = (name, masked.phone, masked.id_number, person.unit, masked.address)
            for column, words in enumerate(cells):
                self.table.setItem(line, column, QTableWidgetItem(words))
        if case.petitioners:
            self.table.selectRow(0)
        self.reveal_button.setEnabled(bool(case.petitioners))

    @Slot()
    def ask(self) -> None:
        """Ask which number and why."""
        if self.case is None or not self.case.petitioners:
            return
        choices = (
            ("phone", self.tr("电话")),
            ("id_number", self.tr("证件号码")),
            ("address", self.tr("住址")),
        )
        rows = (
            Row("field", self.tr("查看"), "choice", choices=choices),
            Row("reason", self.tr("理由"), hint=self.tr("例如：电话告知办理结果")),
        )
        words = self.tr("谁、何时、为什么查看，都会记入历史。")
        dialog = AskDialog(self.tr("查看完整号码"), words, rows, self.tr("查看 (Enter)"), self)
        dialog.answered.connect(self.reveal)
        self.asking = dialog
        dialog.open()

    @Slot(object)
    def reveal(self, answer: dict[str, object]) -> None:
        """Open one number in full."""
        if self.case is None:
            return
        self.tasks.run(
            acts.later(
                acts.cases,
                "reveal",
                self.desk,
                number=self.case.number,
                position=max(self.table.currentRow(), 0),
                field=answer["field"],
                reason=answer["reason"],
            ),
            on_success=self._on_revealed,
        )

    @Slot(object)
    def _on_revealed(self, result: tuple[str, Changes]) -> None:
        value, changes = result
        self.revealed.setText(value or self.tr("（没有登记）"))
        self.revealed.show()
        self.refresh.tell(changes, self)
