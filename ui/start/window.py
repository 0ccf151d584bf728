"""The window before the desk is open: first run or unlocking."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.domain.documents import RecoverySheetContent
from app.domain.errors import DeskError, StoreDamaged, StoreMissing
from ui import acts
from ui.errors import sentence
from ui.message_bar import MessageBar
from ui.start.first_run import FirstRunPage
from ui.start.unlock import LockedPage, RecoverPage, UnlockPage
from ui.tasks import TaskRunner
from ui.theme import icon, scaled

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.actions.desk import Desk
    from ui.start.recovery import RecoverySheetPage
    from ui.start.restore import RestorePage


class StartWindow(QMainWindow):
    """``opened(desk)`` comes once, when the desk is open and, the first time, its recovery sheet is safe.

    With ``locked_by`` it stands over that operator's open desk; ``left`` when it is closed nevertheless.
    """

    opened = Signal(object)
    left = Signal()

    def __init__(
        self,
        home: Path,
        tasks: TaskRunner,
        *,
        exists: bool,
        today: dt.date | None = None,
        kdf: object = None,
        locked_by: str = "",
        busy: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__()
        self.home, self.tasks, self.today = home, tasks, today
        self.locked_by, self.busy = locked_by, busy
        self.desk: Desk | None = None
        self.sheet: RecoverySheetPage | None = None
        self.setWindowTitle(self.tr("信访工作台"))
        self.setWindowIcon(icon("petition-desk"))
        self.resize(QSize(scaled(980), scaled(680)).boundedTo(self.screen().availableSize()))
        self.stack = QStackedWidget()
        self.bar = MessageBar()
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
        self.setCentralWidget(whole)
        self.kdf = kdf
        rescue = QShortcut(QKeySequence("F9"), self)
        rescue.activated.connect(self._on_rescue_wanted)
        if exists:
            self._show_unlock()
        else:
            self._show_first_run()

    @Slot()
    def _show_first_run(self) -> None:
        page = FirstRunPage(self.home, self.tasks, self.today, self.kdf)
        page.created.connect(self._on_created)
        page.restore_wanted.connect(self.show_restore)
        self._show(page)

    @Slot()
    def show_restore(self) -> RestorePage:
        """A new PC, or one whose desk is gone: restore from a backup."""
        from ui.start.restore import RestorePage  # start-up time: hardly anybody ever sees it

        page = RestorePage(self.home, self.tasks, self.today)
        page.back.connect(self._on_restore_left)
        page.restored.connect(self._on_restored)
        self._show(page)
        return page

    def replace_with(self, look: object) -> None:
        """Put in place what was looked into while the desk was open."""
        self.show_restore().replace_with(look)  # type: ignore[arg-type]

    @Slot()
    def _on_restore_left(self) -> None:
        """Back to where one came from: to the passphrase when there is a desk."""
        if acts.bootstrap().desk_exists(self.home):
            self._show_unlock()
        else:
            self._show_first_run()

    @Slot(object, str)
    def _on_restored(self, kept: Path | None, code: str) -> None:
        """The desk is there: its passphrase, or with the recovery code a new one."""
        words = self.tr("已恢复。请用做备份时的口令打开。")
        if code:
            words = self.tr("已恢复。恢复码对了，请再设一个新口令。")
            self._show_recover()
            page = self.page()
            if isinstance(page, RecoverPage):
                page.code.set_code(code)
        else:
            self._show_unlock()
        if kept is not None:
            words += self.tr("原来的数据留在 {name}，没有删除。").format(name=kept.name)
        self.bar.say(words)

    def page(self) -> QWidget | None:
        """The page that is shown."""
        return self.stack.currentWidget()

    @Slot(str)
    def say_fault(self, text: str) -> None:
        """A sentence that belongs to no field."""
        self.bar.say_fault(text)

    def _show(self, page: QWidget) -> None:
        before = self.stack.currentWidget()
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        if before is not None:
            self.stack.removeWidget(before)
            before.deleteLater()
        page.setFocus()

    @Slot()
    def _show_unlock(self) -> None:
        try:
            page = self._unlock_page()
        except (StoreDamaged, StoreMissing) as error:  # the key file itself
            self._show_rescue(error, "")
            return
        page.opened.connect(self._on_desk)
        page.forgotten.connect(self._show_recover)
        page.damaged.connect(self._show_rescue)
        self._show(page)

    def _unlock_page(self) -> UnlockPage:
        if not self.locked_by:
            return UnlockPage(self.home, self.tasks, self.today)
        return LockedPage(self.home, self.tasks, self.today, locked_by=self.locked_by, busy=self.busy)

    @Slot(object)
    def _on_desk(self, desk: Desk) -> None:
        """The desk is open: a passphrase for one opening is replaced first, then an untried sheet is asked for."""
        self.desk = desk
        page = self.page()
        if isinstance(page, UnlockPage) and acts.passphrases().must_renew(desk):
            from ui.start.renew import RenewPage  # start-up time: hardly ever shown

            renewing = RenewPage(desk, page.given, self.tasks)
            renewing.renewed.connect(self._ask_for_sheet)
            self._show(renewing)
            return
        self._ask_for_sheet()

    @Slot()
    def _ask_for_sheet(self) -> None:
        from ui.start.untried import UntriedPage, is_asked  # start-up time: QtPdf and Qt's printing

        if self.locked_by or not is_asked(self.desk):
            self._hand_over()
            return
        page = UntriedPage(self.desk, self.tasks)
        page.done.connect(self._hand_over)
        page.made.connect(self._show_sheet)
        self._show(page)

    @Slot()
    def _on_rescue_wanted(self) -> None:
        """F9 at the passphrase: the file opens, and its examination found damage."""
        if isinstance(self.page(), UnlockPage):
            words = self.tr("救援页：数据文件打得开、自检却说有损坏时用。没有损坏的，请按“返回”。")
            self._show_rescue(DeskError(words), "")

    @Slot(object, str)
    def _show_rescue(self, error: DeskError, passphrase: str) -> None:
        """Something of the desk is damaged or gone: what is left of it, and the ways out."""
        from ui.start.rescue import RescuePage  # start-up time: hardly anybody ever sees it

        page = RescuePage(self.home, self.tasks, sentence(error), passphrase)
        page.back.connect(self._show_unlock)
        page.done.connect(self._on_rescued)
        self._show(page)

    @Slot(str)
    def _on_rescued(self, words: str) -> None:
        self._show_unlock()
        self.bar.say(words)

    @Slot()
    def _show_recover(self) -> None:
        try:
            page = RecoverPage(self.home, self.tasks, self.today)
        except DeskError as error:  # the key file itself is damaged or gone
            self.tasks.unhandled.emit(error)
            return
        page.opened.connect(self._on_desk)
        page.back.connect(self._show_unlock)
        self._show(page)

    @Slot(object, object)
    def _on_created(self, desk: Desk, sheet: RecoverySheetContent) -> None:
        self.desk = desk
        self._show_sheet(sheet)

    @Slot(object)
    def _show_sheet(self, sheet: RecoverySheetContent) -> None:
        """A sheet for its only time; it is tried before anything else."""
        from ui.start.recovery import RecoverySheetPage  # start-up time: QtPdf and Qt's printing

        page = self.sheet = RecoverySheetPage(sheet, self.tasks, self.desk)
        page.done.connect(self._hand_over)
        self._show(page)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Not while the recovery sheet is shown for its only time."""
        if self.sheet is not None:
            self.sheet.ask_first()
            event.ignore()
            return
        if self.desk is not None:  # opened, and left before anybody worked at it
            self.desk.close()
            self.desk = None
        super().closeEvent(event)
        self.left.emit()

    @Slot()
    def _hand_over(self) -> None:
        desk, self.desk, self.sheet = self.desk, None, None
        self.opened.emit(desk)
