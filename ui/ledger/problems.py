"""What the dry run found, a line per cell, faults first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from app.domain.ledger import ImportReport, RowProblem
from ui.theme import FAULT

Index = QModelIndex | QPersistentModelIndex


class Weight(Enum):
    """How much a problem weighs; the shape stands beside the word, colour is never alone."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"

    @property
    def words(self) -> str:
        return {
            Weight.ERROR: QCoreApplication.translate("Weight", "✖ 退回"),
            Weight.WARNING: QCoreApplication.translate("Weight", "▲ 提示"),
            Weight.NOTICE: QCoreApplication.translate("Weight", "○ 留意"),
        }[self]


@dataclass(frozen=True)
class Line:
    """A problem with its weight."""

    weight: Weight
    problem: RowProblem


def lines_of(report: ImportReport) -> tuple[Line, ...]:
    """Everything the report says, faults first, each kind in the order of the rows."""
    kinds = (
        (Weight.ERROR, report.errors),
        (Weight.WARNING, report.warnings),
        (Weight.NOTICE, report.notices),
    )
    return tuple(Line(weight, problem) for weight, found in kinds for problem in found)


def reason(problem: RowProblem) -> str:
    """The sentence without the row, column and value that stand in the cells beside it."""
    text = problem.message
    for known in (f"第{problem.row}行", f"“{problem.column}”", "的", f"“{problem.value}”"):
        text = text.removeprefix(known)
    return text


class ProblemsModel(QAbstractTableModel):
    """The lines of one weight, or all."""

    WEIGHT, SHEET, ROW, COLUMN, VALUE, MESSAGE = range(6)

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._all: tuple[Line, ...] = ()
        self._shown: tuple[Line, ...] = ()
        self._titles = (
            self.tr("程度"),
            self.tr("工作表"),
            self.tr("行"),
            self.tr("列"),
            self.tr("原来的内容"),
            self.tr("原因和办法"),
        )

    def set_lines(self, lines: Sequence[Line], weight: Weight | None = None) -> None:
        """Other lines; shown are those of one weight, or all."""
        self.beginResetModel()
        self._all = tuple(lines)
        self._shown = tuple(line for line in self._all if weight in (None, line.weight))
        self.endResetModel()

    def show_weight(self, weight: Weight | None) -> None:
        self.set_lines(self._all, weight)

    def count(self, weight: Weight) -> int:
        return sum(line.weight is weight for line in self._all)

    def line(self, row: int) -> Line | None:
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self._shown[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(line, index.column())
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == self.WEIGHT:
            return QColor(FAULT) if line.weight is Weight.ERROR else None
        return None

    def _text(self, line: Line, column: int) -> str:
        problem = line.problem
        return (
            line.weight.words,
            problem.sheet,
            str(problem.row),
            problem.column,
            problem.value,
            reason(problem),
        )[column]
