"""The desk's day in the window: the daily backup while it is open, and what comes when it closes: a backup or a restore."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.domain.errors import DeskError
from ui import acts
from ui.start.window import StartWindow

if TYPE_CHECKING:
    from app.actions.restoring import BackupLook
    from ui.backups.closing import ClosingWindow
    from ui.backups.daily import DailyBackup
    from ui.main import Session


class Ending(QObject):
    """Belongs to the session; nothing runs before ``begin_day``."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.daily: DailyBackup | None = None
        self.closing: ClosingWindow | None = None
        self._look: BackupLook | None = None

    def begin_day(self) -> None:
        """The desk was opened: back up daily, and listen for a wish to restore."""
        from ui.backups.daily import DailyBackup  # start-up time: not needed while the passphrase is typed

        window, tasks, desk = self._session.window, self._session.tasks, self._session.desk
        assert window is not None and tasks is not None and desk is not None
        window.restore_wanted.connect(self.restore)
        self.daily = DailyBackup(desk, tasks, window.refresh, self)
        self.daily.complained.connect(window.bar.say_fault)
        self.daily.failed.connect(self._session.errors.present)
        self.daily.start()

    def break_off(self) -> None:
        """Another operator takes over: his own day begins."""
        if self.daily is not None:
            self.daily.stop()

    def back_up(self) -> None:
        """The window closes: back up what is new, in a little window of its own, and leave the desk."""
        from ui.backups.closing import ClosingWindow  # start-up time: only at the end of the day

        self.break_off()
        desk, tasks = self._session.desk, self._session.tasks
        if desk is None or tasks is None or self._look is not None or not self._is_due():
            self._leave()
            return
        self.closing = ClosingWindow(desk, tasks)
        self.closing.over.connect(self._leave)
        self.closing.show()
        self.closing.start()

    def _is_due(self) -> bool:
        """Whether there is anything new; a desk that cannot tell tries, and says what is wrong."""
        assert self._session.desk is not None
        try:
            return bool(acts.backup().is_due(self._session.desk))
        except DeskError:
            return True

    @Slot()
    def _leave(self) -> None:
        self._session.close_desk()
        look, self._look = self._look, None
        if look is not None:
            self._restart(look)

    @Slot(object)
    def restore(self, look: BackupLook) -> None:
        """Close the desk, put what was looked into in its place, and ask for the passphrase."""
        self._look = look
        if self._session.window is not None:
            self._session.window.close()

    def _restart(self, look: BackupLook) -> None:
        """The start window again, which puts the backup in place."""
        session = self._session
        session.start = StartWindow(session.home, session.start_tasks, exists=True, today=session.today)
        session.errors.said.connect(session.start.say_fault)
        session.start.opened.connect(session.on_opened)
        session.start.show()
        session.start.replace_with(look)
