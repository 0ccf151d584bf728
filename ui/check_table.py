"""A table whose rows can be ticked: cases for a packet, cases for a run of slips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QTableView, QWidget

from ui.panels import whole_rows
from ui.theme import scaled

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class CheckRow:
    """One line: what it is known by, its cells, whether it may be ticked, and why not."""

    key: str
    cells: tuple[str, ...]
    ready: bool = True
    hint: str = ""


class CheckTableModel(QAbstractTableModel):
    """Rows that are ticked unless the clerk takes the tick away, or (``ticked`` False) only where she puts one; those
    that are not ready cannot be."""

    checkedChanged = Signal()

    def __init__(self, titles: Sequence[str], parent: Any = None, *, ticked: bool = True) -> None:
        super().__init__(parent)
        self._titles = tuple(titles)
        self._rows: tuple[CheckRow, ...] = ()
        self._usual = ticked
        self._turned: set[str] = set()

    def set_rows(self, rows: Sequence[CheckRow]) -> None:
        """Other rows; what was ticked or unticked by hand stays so."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()
        self.checkedChanged.emit()

    def row(self, position: int) -> CheckRow | None:
        return self._rows[position] if 0 <= position < len(self._rows) else None

    def row_of(self, key: str) -> int:
        return next((n for n, row in enumerate(self._rows) if row.key == key), -1)

    def is_checked(self, row: CheckRow) -> bool:
        return row.ready and (row.key in self._turned) is not self._usual

    def checked(self) -> list[str]:
        """The keys of the ticked rows, in the order of the table."""
        return [row.key for row in self._rows if self.is_checked(row)]

    def toggle(self, position: int) -> None:
        """Tick or untick one row."""
        row = self.row(position)
        if row is not None and row.ready:
            self._turned.symmetric_difference_update({row.key})
            self._tell(position, position)

    def set_all(self, ticked: bool) -> None:
        """Tick every row that is ready, or none."""
        self._turned = set() if ticked is self._usual else {row.key for row in self._rows}
        self._tell(0, len(self._rows) - 1)

    def _tell(self, first: int, last: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, 0))
        self.checkedChanged.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        row = self.row(index.row())
        if index.column() == 0 and row is not None and row.ready:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.cells[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.hint or row.cells[index.column()]
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0 and row.ready:
            return Qt.CheckState.Checked if self.is_checked(row) else Qt.CheckState.Unchecked
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        self.toggle(index.row())
        return True


class CheckTable(QTableView):
    """The view of such rows: the space bar ticks the current one, wherever in the row the cursor stands."""

    def __init__(self, model: CheckTableModel, widths: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self.setModel(model)
        whole_rows(self)
        for column, width in enumerate(widths):
            self.setColumnWidth(column, scaled(width))
        space = QShortcut(QKeySequence(Qt.Key.Key_Space), self)
        space.setContext(Qt.ShortcutContext.WidgetShortcut)
        space.activated.connect(self.toggle_current)

    @Slot()
    def toggle_current(self) -> None:
        self._rows.toggle(self.currentIndex().row())
