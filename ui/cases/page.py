"""The cases page: filters, the table over any number of cases, the chosen case beside it."""

from __future__ import annotations

import re

from PySide6.QtCore import QItemSelection, QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.actions.desk import Desk
from app.domain.cases import CaseFilter
from app.domain.changes import Changes
from ui import acts
from ui.cases.detail import CaseDetail
from ui.cases.filters import CaseFilters
from ui.cases.model import CaseTableModel, Column
from ui.message_bar import MessageBar
from ui.refresh import Refresh
from ui.start.page import label, primary
from ui.tasks import TaskRunner
from ui.theme import scaled, text_scale

WIDTHS = {
    Column.NUMBER: 162, Column.RECEIVED: 86, Column.PEOPLE: 64, Column.UNIT: 76, Column.SUBJECT: 150,
    Column.CLASS: 56, Column.STATE: 80, Column.DUE: 106,
}  # fmt: skip


CASE_NUMBER = re.compile(r"[A-Z0-9]{2,12}-\d{8}-\d{4}-[0-9A-Z]")


class CasesPage(QWidget):
    """``register_wanted`` asks for the registration page."""

    register_wanted = Signal()

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, bar: MessageBar, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.tasks, self.refresh = desk, tasks, refresh
        self._active = False
        self._stale = True
        self._wanted_number = ""
        self.filters = CaseFilters(desk)
        self.model = CaseTableModel(desk, tasks)
        self.table = self._make_table()
        self.detail = CaseDetail(desk, tasks, refresh, bar)
        self.count = label("", "quiet")
        self.register_button = primary(self.tr("登记新事项 (Ctrl+N)"))
        self.register_button.clicked.connect(self.register_wanted)
        self.body = QStackedWidget()
        self._lay_out()
        self.filters.changed.connect(self._on_filter)
        self.model.counted.connect(self._on_counted)
        self.model.dataChanged.connect(self._on_data)
        self.table.selectionModel().selectionChanged.connect(self._on_selection)
        self.detail.gated.connect(self.table.clearSelection)
        self.detail.other_wanted.connect(self.show_case)
        refresh.changed.connect(self._on_changed)

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        table.setAccessibleName(self.tr("事项列表"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        rows = table.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(scaled(28))
        columns = table.horizontalHeader()
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setHighlightSections(False)
        columns.setSectionResizeMode(Column.SUBJECT, QHeaderView.ResizeMode.Stretch)
        columns.setMinimumSectionSize(scaled(40))
        for column, width in WIDTHS.items():
            table.setColumnWidth(column, scaled(width))
        if text_scale() > 115:  # large text: what the pane beside says too makes room for the matter
            for column in (Column.NUMBER, Column.UNIT, Column.CLASS):
                table.hideColumn(column)
        columns.setSortIndicator(Column.RECEIVED, Qt.SortOrder.DescendingOrder)
        columns.setSortIndicatorShown(True)
        columns.sortIndicatorChanged.connect(self.model.sort)
        columns.setSectionsClickable(True)
        return table

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, scaled(4), 0)
        column.setSpacing(scaled(8))
        head = QHBoxLayout()
        head.addWidget(label(self.tr("事项"), "title"))
        head.addWidget(self.count, 1, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(self.register_button)
        column.addLayout(head)
        column.addWidget(self.filters)
        column.addWidget(self.body, 1)
        self.body.addWidget(self.table)
        self.empty = self._make_empty()
        self.body.addWidget(self.empty)
        splitter = QSplitter()
        splitter.addWidget(left)
        splitter.addWidget(self.detail)
        splitter.setStretchFactor(0, 2)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([800, 394])
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(scaled(14), scaled(10), scaled(14), scaled(10))
        layout.addWidget(splitter)

    def _make_empty(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        self.empty_words = QLabel()
        self.empty_words.setWordWrap(True)
        self.empty_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty_button = QPushButton(self.tr("清除筛选条件"))
        self.empty_button.clicked.connect(self.filters.reset)
        column.addStretch(1)
        column.addWidget(self.empty_words)
        column.addWidget(self.empty_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        return page

    @Slot()
    def activate(self) -> None:
        """The page came to the front."""
        self._active = True
        if self._stale:
            self._stale = False
            self.model.look(self.filters.where())
            self.tasks.run(acts.later(acts.cases, "unit_names", self.desk), on_success=self.filters.set_units)
        if not self.filters.search.hasFocus():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def search(self) -> None:
        """The cursor into the search box."""
        self.filters.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.search.selectAll()

    def show_case(self, number: str) -> None:
        """Show one case beside the list, chosen in it when its row is at hand."""
        self._wanted_number = number
        self.detail.show_case(number)
        self._choose()

    @Slot(object)
    def _on_filter(self, where: CaseFilter) -> None:
        self.model.look(where)

    @Slot(int)
    def _on_counted(self, count: int) -> None:
        filtered = self.filters.where() != CaseFilter()
        self.count.setText(
            self.tr("{count} 件").format(count=f"{count:,}") + (self.tr("（已筛选）") if filtered else "")
        )
        self.body.setCurrentWidget(self.table if count else self.empty)
        self.empty_button.setVisible(filtered)
        if not count:
            words = (
                self.tr("没有符合条件的事项。\n换个词试试，或清除筛选条件。")
                if filtered
                else self.tr("还没有事项。\n按 Ctrl+N 登记第一件，或在“台账”里导入旧台账。")
            )
            self.empty_words.setText(words)
            self._look_behind_the_seal()
        self._choose()

    def _look_behind_the_seal(self) -> None:
        """A whole number that the list does not have: a sealed case, for those who may see it; else nothing."""
        number = self.filters.search.text().strip().upper()
        if CASE_NUMBER.fullmatch(number) and number != self.detail.number:
            self.detail.show_case(number, quiet=True)

    @Slot()
    def _on_data(self) -> None:
        """Rows arrived: perhaps the wanted one, or the one the clerk has moved to already."""
        if self._wanted_number:
            self._choose()
            return
        current = self.table.currentIndex()
        row = self.model.row_at(current.row()) if current.isValid() else None
        if row is not None and row.number != self.detail.number:
            self._wanted_number = row.number
            self.detail.show_case(row.number)

    def _choose(self) -> None:
        """Select the wanted case again when its row has been fetched."""
        if not self._wanted_number or not self.model.rowCount():
            return
        row = self.model.row_of(self._wanted_number)
        if row is not None and row != self.table.currentIndex().row():
            self.table.selectRow(row)

    @Slot(QItemSelection, QItemSelection)
    def _on_selection(self, chosen: QItemSelection, before: QItemSelection) -> None:
        indexes: list[QModelIndex] = chosen.indexes()
        row = self.model.row_at(indexes[0].row()) if indexes else None
        if indexes:
            self._wanted_number = row.number if row is not None else ""
        if row is not None and row.number != self.detail.number:
            self.detail.show_case(row.number)

    @Slot(object, object)
    def _on_changed(self, changes: Changes, initiator: object) -> None:
        if not (changes.cases or changes.bulk):
            return
        if self.isVisible():
            self.model.reload()
        else:
            self._stale = True
