"""The cases table over any number of cases: it counts first and fetches blocks of rows only as they are shown."""

from __future__ import annotations

from collections import OrderedDict
from enum import IntEnum
from functools import partial

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor

from app.actions.desk import Desk
from app.domain.cases import CaseFilter, CaseRow
from app.domain.deadlines import Near
from ui import acts
from ui.tasks import Task, TaskRunner
from ui.theme import LEVEL_SHAPES, level_words_short, state_words

BLOCK = 50
"""Rows per question."""
KEPT_BLOCKS = 60
WAITING_BLOCKS = 3
"""Of the blocks asked for while one is fetched, only so many of the newest are fetched too."""
Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """The columns, in the order they stand."""

    NUMBER = 0
    RECEIVED = 1
    PEOPLE = 2
    UNIT = 3
    SUBJECT = 4
    CLASS = 5
    STATE = 6
    DUE = 7


SORTS = {Column.NUMBER: "number", Column.RECEIVED: "received_on", Column.DUE: "due_on"}


def first_look(desk: Desk, where: CaseFilter, sort: str, descending: bool) -> tuple[int, list[CaseRow], Near]:
    """How many cases there are, the first block of them, and the days of the levels."""
    cases = acts.cases()
    count = cases.count_cases(desk, where=where)
    rows = cases.list_cases(desk, where=where, limit=BLOCK, sort=sort, descending=descending) if count else []
    return count, rows, acts.deadlines().levels_ahead(desk)


class CaseTableModel(QAbstractTableModel):
    """Rows appear as "…" until their block is there. ``counted(n)`` when a new filter has its count."""

    counted = Signal(int)

    def __init__(self, desk: Desk, tasks: TaskRunner) -> None:
        super().__init__()
        self.desk, self.tasks = desk, tasks
        self.where, self.sort_by, self.descending = CaseFilter(), "received_on", True
        self.fetched = 0
        self.near = Near()
        self._count = 0
        self._blocks: OrderedDict[int, list[CaseRow]] = OrderedDict()
        self._wanted: list[int] = []
        self._looking: Task | None = None
        self._fetching: Task | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._fetch)

    def look(self, where: CaseFilter) -> None:
        """Show other cases; what is on its way for the old filter is dropped."""
        self.where = where
        self.reload()

    @Slot()
    def reload(self) -> None:
        """Count and read again."""
        for task in (self._looking, self._fetching):
            if task is not None:
                task.cancel()
        self._fetching = None
        self._wanted.clear()
        self._looking = self.tasks.run(
            partial(first_look, self.desk, self.where, self.sort_by, self.descending),
            on_success=self._on_look,
        )

    @Slot(object)
    def _on_look(self, found: tuple[int, list[CaseRow], Near]) -> None:
        self._looking = None
        self.beginResetModel()
        self._count, first, self.near = found
        self._blocks = OrderedDict({0: first} if self._count else {})
        self.fetched += 1
        self.endResetModel()
        self.counted.emit(self._count)

    def row_at(self, row: int) -> CaseRow | None:
        """The case of a row, when its block is there; otherwise it is fetched."""
        block = self._blocks.get(row // BLOCK)
        if block is None:
            self._want(row // BLOCK)
            return None
        place = row % BLOCK
        return block[place] if place < len(block) else None

    def row_of(self, number: str) -> int | None:
        """The row of a case, if its block is there."""
        for block, rows in self._blocks.items():
            for place, row in enumerate(rows):
                if row.number == number:
                    return block * BLOCK + place
        return None

    def _want(self, block: int) -> None:
        if block in self._wanted:
            self._wanted.remove(block)
        self._wanted.append(block)
        del self._wanted[:-WAITING_BLOCKS]
        if self._fetching is None and self._looking is None:
            self._timer.start()

    @Slot()
    def _fetch(self) -> None:
        """Ask for the newest wanted block; one question at a time."""
        self._wanted = [block for block in self._wanted if block not in self._blocks]
        if not self._wanted or self._fetching is not None:
            return
        block = self._wanted.pop()
        self._fetching = self.tasks.run(
            partial(self._read, block, self.where, self.sort_by, self.descending),
            on_success=self._on_block,
            on_failure=self._on_failure,
        )

    def _read(self, block: int, where: CaseFilter, sort: str, descending: bool) -> tuple[int, list[CaseRow]]:
        """On the worker's thread."""
        rows = acts.cases().list_cases(
            self.desk, where=where, offset=block * BLOCK, limit=BLOCK, sort=sort, descending=descending
        )
        return block, rows

    @Slot(object)
    def _on_block(self, found: tuple[int, list[CaseRow]]) -> None:
        self._fetching = None
        block, rows = found
        self._blocks[block] = rows
        self.fetched += 1
        while len(self._blocks) > KEPT_BLOCKS:
            self._blocks.popitem(last=False)
        last = min((block + 1) * BLOCK, self._count) - 1
        self.dataChanged.emit(self.index(block * BLOCK, 0), self.index(last, len(Column) - 1))
        self._fetch()

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        self._fetching = None
        self.tasks.unhandled.emit(error)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 — Qt's own signature
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 — Qt's own signature
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ForegroundRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return None
        row = self.row_at(index.row())
        column = Column(index.column())
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(row) if row is not None and column is Column.DUE else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.subject if row is not None and column is Column.SUBJECT else None
        return "…" if row is None else self._words(row, column)

    def _colour(self, row: CaseRow) -> QColor | None:
        if row.due_on is None:
            return None
        return QColor(LEVEL_SHAPES[self.near.level(row.due_on, self.desk.today())][1])

    def _words(self, row: CaseRow, column: Column) -> str:
        """What a cell says."""
        if column is Column.DUE:
            if row.due_on is None:
                return ""
            return f"{level_words_short(self.near.level(row.due_on, self.desk.today()))} {row.due_on:%m-%d}"
        if column is Column.SUBJECT:
            marks = (self.tr("【急】") if row.urgent else "") + (self.tr("【重】") if row.repeat else "")
            return marks + row.subject
        if column is Column.CLASS:
            return str(row.case_class.value) if row.case_class else self.tr("未分类")
        return {
            Column.NUMBER: row.number,
            Column.RECEIVED: row.received_on.isoformat(),
            Column.PEOPLE: row.people,
            Column.UNIT: row.unit,
            Column.STATE: state_words(row.state),
        }[column]

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        return {
            Column.NUMBER: self.tr("编号"),
            Column.RECEIVED: self.tr("收到日期"),
            Column.PEOPLE: self.tr("信访人"),
            Column.UNIT: self.tr("单位"),
            Column.SUBJECT: self.tr("事项"),
            Column.CLASS: self.tr("分类"),
            Column.STATE: self.tr("状态"),
            Column.DUE: self.tr("期限"),
        }[Column(section)]

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if column in SORTS:
            self.sort_by = SORTS[Column(column)]
            self.descending = order is Qt.SortOrder.DescendingOrder
            self.reload()
