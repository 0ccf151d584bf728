"""One column of the day as a table: arrow keys from line to line, Enter does the line's act."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from app.domain.today import DayLine, DaySection, Part
from ui.panels import whole_rows
from ui.theme import scaled, text_scale
from ui.today.model import ACT, SUBJECT, WHAT, WHEN, WHO, DayModel

ROOMY = 115
"""Above this text size one column less has room; what is left out stands in the line's tooltip."""
LEFT_WIDTHS = {WHEN: 150, WHAT: 104, WHO: 62, ACT: 116}
RIGHT_WIDTHS = {WHEN: 72, WHAT: 110, WHO: 58, ACT: 92}


class DayList(QTableView):
    """``wanted(line)`` with Enter, a double click or a click on the act; ``case_wanted`` with Ctrl+Enter.

    ``crossed(step)`` when the cursor leaves it to the left (-1) or right (1); ``more_wanted`` on "more".
    """

    wanted = Signal(object)
    case_wanted = Signal(object)
    more_wanted = Signal()
    crossed = Signal(int)

    def __init__(
        self,
        name: str,
        nothing: str,
        widths: dict[int, int],
        *,
        spared: int,
        parent: QWidget | None = None,
    ) -> None:
        """``spared`` is the column that large text leaves out; the left column shows dates, the right one days."""
        super().__init__(parent)
        self.rows = DayModel(nothing, self, dated=spared == WHAT)
        self.setModel(self.rows)
        whole_rows(self)
        self.setAlternatingRowColors(False)
        self.setAccessibleName(name)
        self.verticalHeader().setDefaultSectionSize(scaled(25))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lay_out(widths, spared if text_scale() > ROOMY else None)
        self.clicked.connect(self._on_clicked)
        self.doubleClicked.connect(self._on_double_clicked)

    def _lay_out(self, widths: dict[int, int], spared: int | None) -> None:
        columns = self.horizontalHeader()
        columns.hide()
        columns.setStretchLastSection(False)
        columns.setMinimumSectionSize(scaled(20))
        for column, width in widths.items():
            self.setColumnWidth(column, scaled(width))
        columns.setSectionResizeMode(WHAT if spared == SUBJECT else SUBJECT, QHeaderView.ResizeMode.Stretch)
        if spared is not None:
            self.hideColumn(spared)

    def show_sections(self, sections: Sequence[DaySection]) -> None:
        """Other lines; the cursor stays on its line as long as that is there."""
        part, line = self._current()
        self.clearSpans()
        self.rows.show(sections)
        for place in self.rows.whole_rows():
            self.setSpan(place, WHEN, 1, ACT + 1)
        for place in self.rows.wide_rows():
            self.setSpan(place, WHAT, 1, ACT - WHAT)
        place = self.rows.place_of(part, line)
        if place >= 0:
            self.setCurrentIndex(self.rows.index(place, WHEN))

    def _current(self) -> tuple[Part | None, DayLine | None]:
        row = self.rows.row(self.currentIndex().row()) if self.currentIndex().isValid() else None
        return (row.part, row.line) if row else (None, None)

    def current_line(self) -> DayLine | None:
        """The line under the cursor."""
        return self._current()[1]

    def enter(self, *, last: bool = False) -> bool:
        """Take the focus, with the cursor on the line it had, or on the first or last; False without a line."""
        places = self.rows.choosable()
        if not places:
            return False
        if self.currentIndex().row() not in places or last:
            self.setCurrentIndex(self.rows.index(places[-1 if last else 0], WHEN))
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does, Ctrl+Enter only shows; left and right, and the ends of the column, cross over."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            only = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._choose(self.currentIndex(), case_only=only)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.crossed.emit(-1 if key == Qt.Key.Key_Left else 1)
        elif key == Qt.Key.Key_Down and self._at_end(-1):
            self.crossed.emit(1)
        elif key == Qt.Key.Key_Up and self._at_end(0):
            self.crossed.emit(-1)
        else:
            super().keyPressEvent(event)

    def _at_end(self, place: int) -> bool:
        """Whether the cursor stands on the first (0) or last (-1) line."""
        places = self.rows.choosable()
        return not places or self.currentIndex().row() == places[place]

    def _choose(self, index: QModelIndex, *, case_only: bool = False) -> None:
        row = self.rows.row(index.row()) if index.isValid() else None
        if row is None:
            return
        if row.more:
            self.more_wanted.emit()
        elif row.line is not None:
            (self.case_wanted if case_only else self.wanted).emit(row.line)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        row = self.rows.row(index.row())
        if index.column() == ACT or (row is not None and row.more):
            self._choose(index)

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        if index.column() != ACT:
            self._choose(index)
