"""A date that may be left empty: typed with the keyboard, or taken from the month that unfolds."""

from __future__ import annotations

import datetime as dt
import re

from PySide6.QtCore import QDate, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QVBoxLayout, QWidget

from ui.theme import icon

_SHAPES = (
    re.compile(r"^(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?$"),
    re.compile(r"^(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})$"),
)


def day_of(text: str) -> dt.date | None:
    """The day that a text means: 2026-11-23, 2026/11/23, 20261123, 2026年11月23日; None for anything else."""
    for shape in _SHAPES:
        if found := shape.match(text.strip()):
            try:
                return dt.date(*(int(found[part]) for part in ("year", "month", "day")))
            except ValueError:
                return None
    return None


class DayLine(QLineEdit):
    """Empty means that there is no date. Alt+Down unfolds the month; what cannot be read stays as it was typed."""

    dayChanged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(self.tr("例如 2026-01-31，没有就空着"))
        self.month: QWidget | None = None
        unfold = QAction(icon("down"), self.tr("从月历里选 (Alt+↓)"), self)
        unfold.triggered.connect(self.unfold)
        self.addAction(unfold, QLineEdit.ActionPosition.TrailingPosition)
        self.editingFinished.connect(self._tidy)

    def day(self) -> dt.date | None:
        """The date that stands here, if it is one."""
        return day_of(self.text())

    def set_day(self, day: dt.date | None) -> None:
        self.setText(day.isoformat() if day else "")

    @Slot()
    def _tidy(self) -> None:
        """Write a date that was typed in another shape as all dates are written."""
        if (day := self.day()) is not None and self.text() != day.isoformat():
            self.set_day(day)

    @Slot()
    def unfold(self) -> None:
        """Show the month below the field."""
        box = QWidget(self, Qt.WindowType.Popup)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        month = QCalendarWidget(box)
        month.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        if (day := self.day()) is not None:
            month.setSelectedDate(QDate(day.year, day.month, day.day))
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(month)
        month.clicked.connect(self.choose)
        month.activated.connect(self.choose)
        box.move(self.mapToGlobal(QPoint(0, self.height())))
        box.show()
        month.setFocus(Qt.FocusReason.PopupFocusReason)
        self.month = box

    @Slot(QDate)
    def choose(self, day: QDate) -> None:
        """Take a day of the month."""
        self.set_day(dt.date(day.year(), day.month(), day.day()))
        box, self.month = self.month, None
        if box is not None:
            box.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.unfold()
            return
        super().keyPressEvent(event)
