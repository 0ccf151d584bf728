"""A notice of what is due, at start and at four in the afternoon, where the desktop has a tray: counts, no names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QSystemTrayIcon

from app.actions.desk import Desk
from app.domain.deadlines import Level
from ui import acts
from ui.tasks import TaskRunner
from ui.theme import icon

AFTERNOON = dt.time(16)
LOOK_MS = 60_000
PREFERENCE = "tray.notice"
"""Whether the notices are wanted; they are unless somebody says no."""


def notices_wanted(desk: Desk) -> bool:
    """Whether the clerk wants the notices."""
    return bool(acts.station().get_preference(desk, PREFERENCE, True))


def count_wanted(desk: Desk) -> dict[Level, int]:
    """The counts for a notice; nothing when notices are switched off."""
    return acts.today().count_due(desk) if notices_wanted(desk) else {}


def notice_due(last: dt.datetime, now: dt.datetime) -> bool:
    """Whether an afternoon has come since the last notice: also after the PC slept over it."""
    newest = dt.datetime.combine(now.date(), AFTERNOON)
    if now < newest:
        newest -= dt.timedelta(days=1)
    return last < newest <= now and newest.date() == now.date()


class TrayNotice(QObject):
    """``said(words)`` with every notice, whether or not there is a tray; ``chosen`` when the clerk clicks on one."""

    said = Signal(str)
    chosen = Signal()

    def __init__(
        self,
        desk: Desk,
        tasks: TaskRunner,
        parent: QObject | None = None,
        *,
        now: Callable[[], dt.datetime] | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk, self.tasks = desk, tasks
        self._now = now or desk.now
        self._last = self._now()
        self.tray: QSystemTrayIcon | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """The first notice, and from then on a look at the clock each minute; nothing where there is no tray."""
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        self.tray = QSystemTrayIcon(icon("petition-desk"), self)
        self.tray.setToolTip(self.tr("信访工作台"))
        self.tray.messageClicked.connect(self.chosen)
        self.tray.activated.connect(self.chosen)
        self.tray.show()
        self._timer.start()
        self.notify()

    def stop(self) -> None:
        """The window closes."""
        self._timer.stop()
        if self.tray is not None:
            self.tray.hide()

    @Slot()
    def look(self) -> None:
        """Whether it is time again."""
        now = self._now()
        if notice_due(self._last, now):
            self._last = now
            self.notify()

    def notify(self) -> None:
        """Count on a worker thread, then say it."""
        self.tasks.run(partial(count_wanted, self.desk), on_success=self._on_counts)

    @Slot(object)
    def _on_counts(self, counts: Mapping[Level, int]) -> None:
        words = self.words(counts)
        if not words:
            return
        if self.tray is not None:
            self.tray.showMessage(self.tr("信访工作台"), words, icon("petition-desk"))
        self.said.emit(words)

    def words(self, counts: Mapping[Level, int]) -> str:
        """今天到期2件，逾期1件; empty when nothing is due."""
        parts = (
            (Level.TODAY, self.tr("今天到期{count}件")),
            (Level.OVERDUE, self.tr("逾期{count}件")),
            (Level.SOON, self.tr("三日内到期{count}件")),
        )
        said = [words.format(count=counts[level]) for level, words in parts if counts.get(level)]
        return "，".join(said)
