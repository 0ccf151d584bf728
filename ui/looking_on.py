"""Whoever is auditor and nothing else sees no button in the window that changes anything.

The desk itself refuses him every act (``Desk.record``); here nothing is offered that it would refuse.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.actions.desk import Desk
from app.domain.codes import Role

ALL = "*"
READING: Mapping[str, frozenset[str]] = {
    "MessageBar": frozenset({"close_button"}),
    "WorkBar": frozenset({ALL}),
    "SideBar": frozenset({ALL}),
    "TodayPage": frozenset({"print_button"}),
    "CaseFilters": frozenset({"reset_button"}),
    "CasesPage": frozenset({"empty_button"}),
    "ClockBar": frozenset({ALL}),
    "LedgerPage": frozenset({"export_button"}),
    "RegisterView": frozenset({"printings_button"}),
    "HistoryFilters": frozenset({ALL}),
    "HistoryPage": frozenset({ALL}),
    "RetentionPage": frozenset({"list_button"}),
    "KeepingPage": frozenset({ALL}),
    "RulesPage": frozenset({"check_button"}),
    "PreferencesPage": frozenset({ALL}),
}
"""Class of a page → its buttons that only read, by the names of its attributes."""


def only_looks_on(desk: Desk) -> bool:
    """Whether who works here is auditor and nothing else."""
    return set(desk.operator.roles) <= {Role.AUDITOR}


def reads(button: QPushButton) -> bool:
    """Whether a button only reads."""
    return any(_allows(above, button) for above in _above(button))


def _above(widget: QWidget) -> Iterator[QWidget]:
    """Everything that a widget stands in, from the inside."""
    above = widget.parentWidget()
    while above is not None:
        yield above
        above = above.parentWidget()


def _allows(above: QWidget, button: QPushButton) -> bool:
    """Whether what a button stands in names it as one that only reads."""
    names = READING.get(type(above).__name__, frozenset())
    return ALL in names or any(getattr(above, name, None) is button for name in names)


class LookingOn(QObject):
    """Puts away every button of one window that does more than read, whenever it is shown."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hide a button that was about to be seen; all else goes its way."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QPushButton):
            self._put_away(watched)
        return False

    def _put_away(self, button: QPushButton) -> None:
        """A button of our window that does more than read."""
        if button.window() is self._window and not reads(button):
            button.hide()
