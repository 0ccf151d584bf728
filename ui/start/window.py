"""The window before the desk is open: first run or unlocking."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.domain.documents import RecoverySheetContent
from app.domain.errors import DeskError, StoreDamaged, StoreMissing
from ui.errors import sentence
from ui.message_bar import MessageBar
from ui.start.first_run import FirstRunPage
from ui.start.unlock import RecoverPage, UnlockPage
from ui.tasks import TaskRunner
from ui.theme import icon, scaled

if TYPE_CHECKING:
    from ui.start.recovery import RecoverySheetPage


class StartWindow(QMainWindow):
    """``opened(desk)`` comes once, when the desk is open and, the first time, its recovery sheet is safe."""

    opened = Signal(object)

    def __init__(
        self, home: Path, tasks: TaskRunner, *, exists: bool, today: dt.date | None = None, kdf: object = None
    ) -> None:
        super().__init__()
        self.home, self.tasks, self.today = home, tasks, today
        self.desk: object = None
        self.sheet: RecoverySheetPage | None = None
        self.setWindowTitle(self.tr("信访工作台"))
        self.setWindowIcon(icon("petition-desk"))
        self.resize(scaled(980), scaled(680))
        self.stack = QStackedWidget()
        self.bar = MessageBar()
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
        self.setCentralWidget(whole)
        rescue = QShortcut(QKeySequence("F9"), self)
        rescue.activated.connect(self._on_rescue_wanted)
        if exists:
            self._show_unlock()
        else:
            page = FirstRunPage(home, tasks, today, kdf)
            page.created.connect(self._on_created)
            self._show(page)

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
            page = UnlockPage(self.home, self.tasks, self.today)
        except (StoreDamaged, StoreMissing) as error:  # the key file itself
            self._show_rescue(error, "")
            return
        page.opened.connect(self.opened)
        page.forgotten.connect(self._show_recover)
        page.damaged.connect(self._show_rescue)
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
        page.opened.connect(self.opened)
        page.back.connect(self._show_unlock)
        self._show(page)

    @Slot(object, object)
    def _on_created(self, desk: object, sheet: RecoverySheetContent) -> None:
        from ui.start.recovery import RecoverySheetPage  # start-up time: QtPdf and Qt's printing

        self.desk = desk
        page = self.sheet = RecoverySheetPage(sheet, self.tasks)
        page.done.connect(self._on_sheet_safe)
        self._show(page)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Not while the recovery sheet is shown for its only time."""
        if self.sheet is not None:
            self.sheet.ask_first()
            event.ignore()
            return
        super().closeEvent(event)

    @Slot()
    def _on_sheet_safe(self) -> None:
        self.sheet = None
        self.opened.emit(self.desk)
