"""The place 事项 of the side bar: the list of cases, and the registration page over it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.actions.desk import Desk
from ui.cases.page import CasesPage
from ui.cases.registration import RegistrationPage
from ui.message_bar import MessageBar
from ui.refresh import Refresh
from ui.tasks import TaskRunner


class CasesPlace(QStackedWidget):
    """The registration page is made when it is first wanted and kept from then on."""

    open_document = Signal(int)
    open_letter = Signal(str, str, object)
    reissue = Signal(int)
    open_packets = Signal()

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, bar: MessageBar, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.tasks, self.refresh = desk, tasks, refresh
        self.page = CasesPage(desk, tasks, refresh, bar)
        self.registration: RegistrationPage | None = None
        self.addWidget(self.page)
        self.page.register_wanted.connect(self.register)
        for name in ("open_document", "open_letter", "open_packets", "reissue"):
            getattr(self.page.detail, name).connect(getattr(self, name))

    @Slot()
    def activate(self) -> None:
        """The place came to the front."""
        if self.registration is not None and self.currentWidget() is self.registration:
            self.registration.activate()
        else:
            self.page.activate()

    @Slot()
    def register(self) -> None:
        """Show the registration page."""
        if self.registration is None:
            self.registration = RegistrationPage(self.desk, self.tasks, self.refresh)
            self.registration.left.connect(self.show_list)
            self.registration.slip_wanted.connect(self.page.detail.flow.slip)
            self.addWidget(self.registration)
        self.setCurrentWidget(self.registration)
        self.registration.activate()

    @Slot()
    def show_list(self) -> None:
        """Show the list, at the case that was registered last."""
        self.setCurrentWidget(self.page)
        self.page.activate()
        if self.registration is not None and self.registration.last_number:
            self.page.show_case(self.registration.last_number)
            self.registration.last_number = ""

    def show_case(self, number: str) -> None:
        """Show one case."""
        self.setCurrentWidget(self.page)
        self.page.activate()
        self.page.show_case(number)

    def search(self) -> None:
        """The cursor into the search box of the list."""
        self.setCurrentWidget(self.page)
        self.page.activate()
        self.page.search()

    def keep(self) -> None:
        """The window closes."""
        self.page.detail.flow.keep()
        self.page.detail.handling.keeper.keep_now()
        if self.registration is not None:
            self.registration.drafts.keep_now()
