"""The lock: the open desk's windows go from the screen as they are, and the start window asks for a passphrase.

Long work goes on meanwhile. The same operator finds everything as it was, half-typed dialogs too; another one gets a
desk of his own, once what the first one had half typed is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QClipboard, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.changes import Changes
from ui import acts
from ui.errors import CrashWindow
from ui.lock.idle import IdleWatch
from ui.start.window import StartWindow

if TYPE_CHECKING:
    from app.actions.desk import Desk
    from ui.main import Session


class Lock(QObject):
    """Belongs to the session; ``begin`` when a desk was opened. ``page`` is there while it is locked."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.page: StartWindow | None = None
        self._hidden: list[QWidget] = []
        self.clipboard = QGuiApplication.clipboard()
        self.idle = IdleWatch(self)
        self.idle.idle.connect(self.lock)
        self.idle.asked.connect(self.lock)

    def begin(self) -> None:
        """The desk was opened: lock by Ctrl+L, and when nobody is there."""
        window = self._session.window
        assert window is not None
        QShortcut(QKeySequence("Ctrl+L"), window).activated.connect(self.lock)
        window.side_bar.lock_wanted.connect(self.lock)
        window.refresh.changed.connect(self._on_changes)
        window.tray.chosen.connect(self._on_tray)
        window.closed.connect(self.idle.stop)
        self.idle.start(self._minutes())
        self.idle.watch(window.windowHandle())

    def _minutes(self) -> int:
        return int(acts.locking().idle_minutes(self._session.desk))

    @Slot(object, object)
    def _on_changes(self, changes: Changes, initiator: object) -> None:
        if acts.locking().NAME in changes.settings:
            self.idle.minutes = self._minutes()

    @Slot()
    def _on_tray(self) -> None:
        """The notice was clicked on: nothing but the lock comes forward."""
        if self.page is not None:
            self.page.raise_()
            self.page.activateWindow()

    @Slot()
    def lock(self) -> None:
        """Hide everything, and ask for a passphrase in its place."""
        window, desk, tasks = self._session.window, self._session.desk, self._session.tasks
        if self.page is not None or window is None or desk is None or tasks is None or not window.isVisible():
            return
        self.idle.stop()
        forget_clipboard(self.clipboard)
        page = self.page = StartWindow(
            self._session.home,
            self._session.start_tasks,
            exists=True,
            today=self._session.today,
            locked_by=desk.operator.name,
            busy=lambda: tasks.running > 0,
        )
        page.opened.connect(self._on_opened)
        page.left.connect(self._on_left)
        self._session.errors.said.connect(page.say_fault)
        _put_in_place_of(page, window)
        self._hide_all()
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)
        page.activateWindow()

    def _hide_all(self) -> None:
        """All our windows but the lock's; menus and the like are closed."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        shown = [w for w in QApplication.topLevelWidgets() if w.isVisible() and not self._is_ours(w)]
        shown.sort(
            key=lambda w: w is not self._session.window
        )  # the main window first: the others stand on it
        self._hidden += shown
        for widget in reversed(shown):
            widget.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While it is locked, whatever work under way wants to show waits until somebody is there again."""
        if (
            event.type() == QEvent.Type.Show
            and isinstance(watched, QWidget)
            and watched.isWindow()
            and not self._is_ours(watched)
        ):
            watched.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            QTimer.singleShot(0, self._hide_late)
        return False

    @Slot()
    def _hide_late(self) -> None:
        """Hide what was shown while locked, without its ever having been on the screen."""
        if self.page is None:
            return
        late = [w for w in QApplication.topLevelWidgets() if w.isVisible() and not self._is_ours(w)]
        for widget in late:
            widget.hide()
            widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, on=False)
        self._hidden += late

    def _is_ours(self, widget: QWidget) -> bool:
        """Whether a window is the lock's own or belongs to it; that of a crash says nothing of anybody."""
        above: QWidget | None = widget
        while above is not None:
            if above is self.page or isinstance(above, CrashWindow):
                return True
            above = above.parentWidget()
        return False

    @Slot(object)
    def _on_opened(self, desk: Desk) -> None:
        """The passphrase was right: everything as it was for the same operator, else his own desk."""
        mine = self._session.desk
        if mine is not None and desk.operator.name == mine.operator.name:
            desk.release()
            if desk.hold is not None:
                desk.hold.release()
            self._come_back()
        else:
            self._forget_hidden()
            self._session.switch_to(desk)
            self._end()

    def _come_back(self) -> None:
        """Show what was hidden, in the order in which it stands."""
        self._unguard()
        hidden, self._hidden = self._hidden, []
        for widget in hidden:
            widget.show()
        self._end()
        if hidden:
            hidden[-1].activateWindow()
        self.idle.start(self._minutes())

    @Slot()
    def _on_left(self) -> None:
        """The lock's window was closed: so is the desk, as by its own cross."""
        self._forget_hidden()
        self.page = None
        if self._session.window is not None:
            self._session.window.close()

    def _forget_hidden(self) -> None:
        """What was open is not shown any more."""
        self._unguard()
        self._hidden = []

    def _unguard(self) -> None:
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def _end(self) -> None:
        """The lock's own window goes."""
        page, self.page = self.page, None
        if page is not None:
            page.left.disconnect(self._on_left)
            page.close()
            page.deleteLater()


def forget_clipboard(clipboard: QClipboard) -> None:
    """Empty the clipboard of what was copied in this program; what came from elsewhere stays."""
    if clipboard.ownsClipboard():
        clipboard.clear(QClipboard.Mode.Clipboard)
    if clipboard.ownsSelection():
        clipboard.clear(QClipboard.Mode.Selection)


def _put_in_place_of(page: QWidget, window: QWidget) -> None:
    """Show a window where another one stands."""
    page.setGeometry(window.geometry())
    if window.isMaximized():
        page.showMaximized()
    else:
        page.show()
