"""Further petitioners of one case: a small table, typed with the keyboard."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.petitioners import MOST_REPRESENTATIVES
from ui.cases.registration_rows import PERSON_COLUMNS
from ui.theme import scaled


class MorePeople(QWidget):
    """A line a person; at most five represent a group, the one at the counter being the first."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        headers = [self.tr("姓名"), self.tr("电话"), self.tr("身份证号"), self.tr("单位")]
        self.table = QTableWidget(0, len(headers))
        self.table.setHorizontalHeaderLabels(headers)
        self.table.setAccessibleName(self.tr("更多信访人"))
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().hide()
        self.table.setFixedHeight(scaled(120))
        self.table.cellChanged.connect(self.edited)
        self.add_button = QPushButton(self.tr("加一人 (Alt+A)"))
        self.add_button.setShortcut("Alt+A")
        self.add_button.clicked.connect(self.add)
        self.remove_button = QPushButton(self.tr("去掉这一行"))
        self.remove_button.clicked.connect(self.remove)
        words = QLabel(self.tr("多人反映的，推选不超过 {most} 名代表").format(most=MOST_REPRESENTATIVES))
        words.setObjectName("quiet")
        row = QHBoxLayout()
        row.addWidget(words, 1)
        row.addWidget(self.add_button)
        row.addWidget(self.remove_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.table)
        self._fit()

    @Slot()
    def add(self) -> None:
        """One line more, the cursor in it; the one at the counter counts as the first representative."""
        if self.table.rowCount() + 1 >= MOST_REPRESENTATIVES:
            return
        line = self.table.rowCount()
        self.table.insertRow(line)
        self._fit()
        self.table.setCurrentCell(line, 0)
        self.table.setFocus()
        self.table.edit(self.table.currentIndex())

    @Slot()
    def remove(self) -> None:
        """Take the current line away."""
        if self.table.currentRow() >= 0:
            self.table.removeRow(self.table.currentRow())
            self._fit()
            self.edited.emit()

    def people(self) -> list[list[str]]:
        """The lines that have a name, as text."""
        rows = [
            [self._cell(line, column) for column in range(len(PERSON_COLUMNS))]
            for line in range(self.table.rowCount())
        ]
        return [row for row in rows if any(row)]

    def set_people(self, people: list[list[str]]) -> None:
        """Fill the table without telling anybody."""
        blocked = self.table.blockSignals(True)
        self.table.setRowCount(len(people))
        for line, row in enumerate(people):
            for column, text in enumerate(row[: len(PERSON_COLUMNS)]):
                self.table.setItem(line, column, QTableWidgetItem(str(text)))
        self.table.blockSignals(blocked)
        self._fit()

    def _cell(self, line: int, column: int) -> str:
        item = self.table.item(line, column)
        return item.text().strip() if item is not None else ""

    def _fit(self) -> None:
        rows = self.table.rowCount()
        self.table.setVisible(bool(rows))
        self.remove_button.setVisible(bool(rows))
        self.add_button.setEnabled(rows + 1 < MOST_REPRESENTATIVES)
