"""The window of the open desk: the side bar, the message bar, the six places."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.procedure import MOVES
from ui.cases.undo import UndoOffer
from ui.errors import ErrorPresenter
from ui.looking_on import LookingOn, only_looks_on
from ui.message_bar import MessageBar
from ui.refresh import Refresh
from ui.side_bar import PLACES, SideBar
from ui.tasks import TaskRunner
from ui.theme import icon, scaled
from ui.today.page import TodayPage
from ui.tray import TrayNotice

if TYPE_CHECKING:
    from ui.cases.place import CasesPlace

DATE_MS = 60_000
NO_ACT: tuple[str, str, Mapping[str, str]] = ("", "", {})
"""No act is wanted on the case that is shown next."""
SMALL_SCREEN = QSize(1440, 800)


class MainWindow(QMainWindow):
    """Pages are made when they are first shown; the window paints before any data arrives."""

    closed = Signal()
    restore_wanted = Signal(object)

    def __init__(self, desk: Desk, tasks: TaskRunner, errors: ErrorPresenter | None = None) -> None:
        super().__init__()
        self.desk, self.tasks = desk, tasks
        self.errors = errors or ErrorPresenter(self)
        self.refresh = Refresh(self)
        self.setWindowTitle(self.tr("信访工作台"))
        self.setWindowIcon(icon("petition-desk"))
        self.bar = MessageBar()
        self.undo = UndoOffer(desk, tasks, self.refresh, self.bar, self)
        self.side_bar = SideBar(desk.station.unit_name)
        self.stack = QStackedWidget()
        self.pages: dict[str, QWidget] = {}
        self.place = ""
        self._wanted_act = NO_ACT
        self._makers: dict[str, Callable[[], QWidget]] = {
            "today": self._make_today,
            "cases": self._make_cases,
            "documents": self._make_documents,
            "packets": self._make_packets,
            "ledger": self._make_ledger,
            "settings": self._make_settings,
        }
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        whole, right = QWidget(), QWidget()
        row, column = QHBoxLayout(whole), QVBoxLayout(right)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        column.setContentsMargins(0, 0, 0, 0)
        bar_row = QHBoxLayout()
        bar_row.setContentsMargins(scaled(14), scaled(8), scaled(14), 0)
        bar_row.addWidget(self.bar)
        column.addLayout(bar_row)
        column.addWidget(self.stack, 1)
        row.addWidget(self.side_bar)
        row.addWidget(right, 1)
        self.setCentralWidget(whole)
        self.resize(1366, 728)
        self._show_date()

    def _connect(self) -> None:
        self.errors.said.connect(self.bar.say_fault)
        self.tasks.unhandled.connect(self.errors.present)
        self.refresh.changed.connect(self._look_at_clock)
        self.looking_on = LookingOn(self) if only_looks_on(self.desk) else None
        self.side_bar.chosen.connect(self.go)
        for keys, slot in (("Ctrl+N", self.register), ("Ctrl+F", self.search)):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)
        self._clock = QTimer(self)
        self._clock.setInterval(DATE_MS)
        self._clock.timeout.connect(self._show_date)
        self._clock.start()
        self.tray = TrayNotice(self.desk, self.tasks, self)
        self.tray.chosen.connect(self._on_notice)

    def show_fitting(self) -> None:
        """Maximised on a small screen, else in its own size."""
        room = self.screen().availableGeometry()
        if room.width() <= SMALL_SCREEN.width() or room.height() <= SMALL_SCREEN.height():
            self.showMaximized()
        else:
            self.show()

    @Slot()
    def _show_date(self) -> None:
        fixed = self.tr("\n（日期已固定）") if self.desk.fixed_today else ""
        self.side_bar.date.setText(f"{self.desk.today()}{fixed}")
        page = self.pages.get("today")
        if isinstance(page, TodayPage):
            page.follow_date()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.place:
            QTimer.singleShot(0, self._first_place)

    @Slot()
    def _first_place(self) -> None:
        if not self.place:
            if self.looking_on is None:
                self.go("today")
            else:
                self.go("settings").subject("history")  # type: ignore[attr-defined]
                self.bar.say(self.tr("监督员只查阅，不办理：操作记录、事项和数字都可以看，改不了任何内容。"))
            self.tray.start()

    @Slot()
    def _look_at_clock(self) -> None:
        """The PC's clock ran backwards while something was done: said once, after what the act itself says."""
        step, self.desk.clock_step = self.desk.clock_step, None
        if step is not None:
            QTimer.singleShot(0, self.bar, partial(self.bar.say_fault, step.sentence))

    @Slot()
    def _on_notice(self) -> None:
        """The clerk clicked on the notice: the day, in front."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()
        self.go("today")

    @Slot(str)
    def go(self, place: str) -> QWidget:
        """Show one of the six places."""
        if place not in self.pages:
            page = self._makers[place]()
            self.pages[place] = page
            self.stack.addWidget(page)
        page = self.pages[place]
        if place != self.place:
            self.bar.hide()
            self._wanted_act = NO_ACT
        self.place = place
        self.side_bar.show_place(place)
        self.stack.setCurrentWidget(page)
        page.activate()  # type: ignore[attr-defined]
        return page

    def _make_today(self) -> QWidget:
        page = TodayPage(self.desk, self.tasks, self.refresh)
        self._connect_words(page)
        page.open_act.connect(self.open_act)
        page.open_case.connect(self.show_case)
        page.open_letter.connect(self.open_letter)
        page.register_wanted.connect(self.register)
        page.erasures_wanted.connect(self.show_erasures)
        return page

    def _make_cases(self) -> QWidget:
        from ui.cases.place import CasesPlace  # start-up time: not on the first screen

        page = CasesPlace(self.desk, self.tasks, self.refresh, self.bar)
        page.open_document.connect(self.show_document)
        page.open_letter.connect(self.open_letter)
        page.open_packets.connect(self.open_packets)
        page.reissue.connect(self.reissue)
        page.page.detail.shown.connect(self._on_case_shown)
        return page

    def _make_documents(self) -> QWidget:
        from ui.documents.page import DocumentsPage  # start-up time: QtPdf and Qt's printing

        page = DocumentsPage(self.desk, self.tasks, self.refresh)
        self._connect_words(page)
        page.openCase.connect(self.show_case)
        page.acted.connect(self.undo.offer)
        return page

    def _make_packets(self) -> QWidget:
        from ui.packets.page import PacketsPage  # start-up time: not on the first screen

        page = PacketsPage(self.desk, self.tasks, self.refresh)
        self._connect_words(page)
        page.openCase.connect(self.show_case)
        page.openLetter.connect(self.open_letter)
        page.openDocument.connect(self.show_document)
        return page

    def _make_ledger(self) -> QWidget:
        from ui.ledger.page import LedgerPage  # start-up time: not on the first screen

        page = LedgerPage(self.desk, self.tasks, self.refresh)
        self._connect_words(page)
        page.openCases.connect(self.open_cases)
        return page

    def _make_settings(self) -> QWidget:
        from ui.settings.page import SettingsPage  # start-up time: Qt's printing

        page = SettingsPage(self.desk, self.tasks, self.refresh)
        self._connect_words(page)
        page.undoable.connect(self.bar.say)
        page.moved_dates_wanted.connect(self.show_moved)
        page.restore_wanted.connect(self.restore_wanted)
        page.open_case.connect(self.show_case)
        page.open_document.connect(self.show_document)
        return page

    def _connect_words(self, page: QWidget) -> None:
        """What a page says and what it could not do, in the message bar."""
        page.said.connect(self.bar.say)  # type: ignore[attr-defined]
        page.failed.connect(self.errors.present)  # type: ignore[attr-defined]

    def cases_place(self) -> CasesPlace:
        """The place 事项, shown."""
        return self.go("cases")  # type: ignore[return-value]

    @Slot()
    def register(self) -> None:
        """Ctrl+N: the registration page; not for whoever only looks on."""
        if self.looking_on is not None:
            self.bar.say_fault(self.tr("监督员只查阅，不办理；请由登记员、负责人或管理员来做"))
            return
        self.cases_place().register()

    @Slot()
    def search(self) -> None:
        """Ctrl+F: the search box of the cases."""
        self.cases_place().search()

    @Slot()
    def open_cases(self) -> None:
        """The list of cases."""
        self.cases_place().show_list()

    @Slot(str)
    def show_case(self, number: str) -> None:
        """One case beside the list."""
        self._wanted_act = NO_ACT
        self.cases_place().show_case(number)

    @Slot(str, str, object)
    def open_act(self, number: str, act: str, given: Mapping[str, str] | None = None) -> None:
        """One case, and the form of an act on it as soon as the case is shown; ``given`` stands in it beforehand."""
        if act == "export":
            self.open_packets()
            return
        self.show_case(number)
        self._wanted_act = (number, act, given or {})

    @Slot(str)
    def _on_case_shown(self, number: str) -> None:
        """The case that an act was wanted on is there; a decision of the leader's stands beside it already."""
        wanted, act, given = self._wanted_act
        if wanted == number:
            self._wanted_act = NO_ACT
            if act in MOVES:
                detail = self.pages["cases"].page.detail  # type: ignore[attr-defined]
                detail.flow.do(act, given) if given else detail.do(act)

    @Slot(int)
    def show_document(self, document_id: int) -> None:
        """One issued document with its preview."""
        self.go("documents").show_document(document_id)  # type: ignore[attr-defined]

    @Slot(str, str)
    @Slot(str, str, object)
    def open_letter(self, number: str, act: str, fields: object = None) -> None:
        """The editor of an act's letter; ``fields`` are what its dialog was given."""
        self.go("documents").open_letter(number, act, fields)  # type: ignore[attr-defined]

    @Slot(int)
    def reissue(self, document_id: int) -> None:
        """Take a paper back and issue it anew."""
        self.go("documents").reissue(document_id)  # type: ignore[attr-defined]

    @Slot()
    def show_moved(self) -> None:
        """The dates that a changed calendar or rule would move."""
        page = self.go("today")
        page.show_moved()  # type: ignore[attr-defined]

    @Slot()
    def show_erasures(self) -> None:
        """The wishes to erase what is past its period."""
        self.go("settings").subject("retention").decide()  # type: ignore[attr-defined]

    @Slot()
    def open_packets(self) -> None:
        """The packets."""
        self.go("packets")

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what is half typed, end the threads, close the desk."""
        for name in PLACES:
            keep = getattr(self.pages.get(name), "keep", None)
            if keep is not None:
                keep()
        self.tray.stop()
        self.tasks.stop()
        self.closed.emit()
        super().closeEvent(event)
