"""What every subject of the settings has: a heading, one line for what went wrong, and acts on another thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QTableView, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.codes import Role
from app.domain.errors import InvalidCase, InvalidField
from ui.forms import FormRows
from ui.panels import Notice, quiet_label, title_label, whole_rows
from ui.refresh import Refresh
from ui.tasks import Task, TaskRunner
from ui.theme import scaled

Index = QModelIndex | QPersistentModelIndex


class Subject(QWidget):
    """``said(sentence)`` of what was done; ``undoable(sentence, what takes it back)``; ``failed`` is our own fault."""

    said = Signal(str)
    undoable = Signal(str, object)
    failed = Signal(object)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._tasks, self._refresh = desk, tasks, refresh
        self.notice = Notice()
        self.form: FormRows | None = None
        """Where faults of fields are shown, if the subject has a form."""
        self.homes: dict[str, str] = {}
        """Under which field of the form a fault of another name is shown."""
        self.touched = False
        """Whether somebody typed into the form: what stands must not be written over it."""

    def activate(self) -> None:
        """The subject came to the front: show what stands."""

    @Slot()
    def on_typed(self) -> None:
        """Somebody typed into the form."""
        self.touched = True

    @property
    def is_administrator(self) -> bool:
        """Whether this operator may change what only administrators may."""
        return Role.ADMINISTRATOR in self._desk.operator.roles

    def column(self, title: str, words: str) -> QVBoxLayout:
        """The subject's column, begun with its heading, a sentence of what it decides, and the notice."""
        made = QVBoxLayout(self)
        made.setContentsMargins(scaled(14), scaled(10), scaled(14), scaled(10))
        made.setSpacing(scaled(8))
        made.addWidget(title_label(title))
        self.about = quiet_label(words)
        self.about.setVisible(bool(words))
        made.addWidget(self.about)
        made.addWidget(self.notice)
        return made

    def run(
        self,
        make: Callable[[], object],
        done: Callable[..., object],
        over: Callable[[], object] | None = None,
    ) -> Task:
        """Do it on another thread; what the desk can explain stands under its field or in the notice."""
        return self._tasks.run(make, on_success=done, on_failure=self.on_failure, on_finish=over)

    @Slot(object)
    def on_failure(self, error: Exception) -> None:
        """Faulty fields under their fields, any other sentence in the notice."""
        problems: Sequence[InvalidField] = ()
        if isinstance(error, InvalidCase):
            problems = error.problems
        elif isinstance(error, InvalidField):
            problems = (error,)
        if not problems:
            if not self.notice.complain_about(error):
                self.failed.emit(error)
            return
        rest = list(problems)
        if self.form:
            named = [InvalidField(self.homes.get(fault.field, fault.field), fault.message) for fault in rest]
            rest = self.form.show_problems(named)
        self.notice.complain("\n".join(problem.message for problem in rest))


@dataclass(frozen=True)
class Line:
    """One line of a table: what it is known by, its cells, and what the pointer says of it."""

    key: str
    cells: tuple[str, ...]
    hint: str = ""


class LinesModel(QAbstractTableModel):
    """Lines to read and to choose from."""

    def __init__(self, titles: Sequence[str], parent: Any = None) -> None:
        super().__init__(parent)
        self._titles = tuple(titles)
        self.lines: tuple[Line, ...] = ()

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Other lines."""
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.cells[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return line.hint or line.cells[index.column()]
        return None


class LinesTable(QTableView):
    """The view of such lines. ``picked(key)`` when another line is the current one; empty when none is.

    A column is as wide as what stands in it, but no wider than ``most``.
    """

    picked = Signal(str)

    def __init__(
        self, name: str, titles: Sequence[str], most: Sequence[int], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.lines = LinesModel(titles, self)
        self.setModel(self.lines)
        self.setAccessibleName(name)
        whole_rows(self)
        self._most = tuple(most[:-1])  # the last column takes what room is left
        for column, width in enumerate(self._most):
            self.setColumnWidth(column, scaled(width))
        self.selectionModel().currentRowChanged.connect(self._on_current)

    @property
    def key(self) -> str:
        """What the current line is known by; empty when there is none."""
        row = self.currentIndex().row()
        return self.lines.lines[row].key if 0 <= row < len(self.lines.lines) else ""

    def show_lines(self, lines: Sequence[Line], key: str = "") -> None:
        """Other lines; the current one stays current, or becomes the one named."""
        wanted = key or self.key
        self.lines.set_lines(lines)
        if lines:
            self.resizeColumnsToContents()
            for column, most in enumerate(self._most):
                self.setColumnWidth(column, min(self.columnWidth(column) + scaled(10), scaled(most)))
        self.pick(wanted)

    def pick(self, key: str) -> None:
        """Make a line the current one; without it, none is."""
        row = next((n for n, line in enumerate(self.lines.lines) if line.key == key), -1)
        if row >= 0:
            self.selectRow(row)
            self.setCurrentIndex(self.lines.index(row, 0))
        else:
            self.setCurrentIndex(QModelIndex())

    @Slot()
    def _on_current(self) -> None:
        self.picked.emit(self.key)


def card(*widgets: QWidget) -> QFrame:
    """A card with widgets below each other."""
    made = QFrame()
    made.setObjectName("card")
    column = QVBoxLayout(made)
    column.setContentsMargins(scaled(14), scaled(10), scaled(14), scaled(10))
    column.setSpacing(scaled(8))
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return made


def scrolled(widget: QWidget, form: FormRows | None = None) -> QScrollArea:
    """A widget that scrolls when the text is large and the screen is small, along with Enter in its form."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    inner = QWidget()
    inner.setObjectName("scrolled")
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(widget)
    area.setWidget(inner)
    if form is not None:
        form.moved.connect(area.ensureWidgetVisible)
    return area
