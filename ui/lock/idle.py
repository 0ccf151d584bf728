"""Whether somebody still sits at the window: keys and mouse of all our windows, seen before any widget has them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

LOOK_MS = 5_000
SIGNS = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}
"""Events that somebody makes who sits here."""


def utc_now() -> dt.datetime:
    """The clock on the wall: it goes on while the PC sleeps."""
    return dt.datetime.now(dt.UTC)


class IdleWatch(QObject):
    """``idle`` when nobody touched a key or the mouse for so many minutes; ``asked`` by Ctrl+L, in a dialog too.

    It watches native windows, not the application: a filter there would see every event of every widget.
    """

    idle = Signal()
    asked = Signal()

    def __init__(self, parent: QObject | None = None, *, now: Callable[[], dt.datetime] = utc_now) -> None:
        super().__init__(parent)
        self.minutes, self.now = 0, now
        self.last = now()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self.watch)

    def start(self, minutes: int) -> None:
        """Watch from now on; 0 minutes never are too many."""
        self.minutes, self.last = minutes, self.now()
        self._timer.start()
        self.watch(QGuiApplication.focusWindow())

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()

    @Slot(QWindow)
    def watch(self, window: QWindow | None) -> None:
        """One more window of ours; a second time does nothing."""
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    @Slot()
    def look(self) -> None:
        """Whether it has been too long. A clock that was set back begins anew."""
        now = self.now()
        self.last = min(self.last, now)
        if self.minutes and now - self.last >= dt.timedelta(minutes=self.minutes):
            self.last = now
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in SIGNS:
            self.last = self.now()
            if isinstance(event, QKeyEvent) and _is_lock_key(event) and self._timer.isActive():
                self.asked.emit()
                return True
        return False


def _is_lock_key(event: QKeyEvent) -> bool:
    """Ctrl+L."""
    wanted = Qt.KeyboardModifier.ControlModifier
    return event.key() == Qt.Key.Key_L and event.modifiers() == wanted
