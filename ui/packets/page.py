"""The packets page: what waits, what was sent, what came in, replies with their differences, the address book."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.arrivals import ArrivalKind
from app.domain.changes import Changes
from app.domain.codes import StationRole
from ui.packets.answers import AnswersView
from ui.packets.inbox import InboxView
from ui.packets.register import RegisterView
from ui.packets.repeats import RepeatsView
from ui.packets.replies import RepliesView
from ui.packets.result import ResultView
from ui.packets.sent import SentView
from ui.packets.stations import StationsView
from ui.packets.waiting import WaitingView
from ui.panels import quiet_label, title_label
from ui.refresh import Refresh
from ui.tasks import TaskRunner


class PacketsPage(QWidget):
    """What the side bar opens. ``openLetter(number, kind)`` asks for the letter a case still lacks."""

    said = Signal(str)
    failed = Signal(object)
    openLetter = Signal(str, str)
    openDocument = Signal(int)
    openCase = Signal(str)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._started = False
        self.office = desk.station.role is StationRole.HEADQUARTERS
        self.waiting = WaitingView(desk, tasks, refresh)
        self.result = ResultView(desk, tasks, refresh)
        self.sent = SentView(desk, tasks, refresh)
        self.inbox = InboxView(desk, tasks, refresh)
        self.verify = self.inbox.verify
        self.replies = RepliesView(desk, tasks, refresh)
        self.answers = AnswersView(desk, tasks, refresh)
        self.stations = StationsView(desk, tasks, refresh)
        self.register = RegisterView(desk, tasks, refresh)
        self.repeats = RepeatsView(desk, tasks, refresh)
        self._up = QStackedWidget()
        self._up.addWidget(self.waiting)
        self._up.addWidget(self.result)
        self._connect()
        layout = QVBoxLayout(self)
        tabs = self._tabs()
        keys = quiet_label(self.tr("换页 Ctrl+1 到 Ctrl+{count}").format(count=tabs.count()))
        keys.setWordWrap(False)
        head = QHBoxLayout()
        head.addWidget(title_label(self.tr("移送")))
        head.addStretch(1)
        head.addWidget(keys)
        layout.addLayout(head)
        layout.addWidget(tabs, 1)
        refresh.changed.connect(self._on_changed)

    def _tabs(self) -> QTabWidget:
        self.tabs = QTabWidget()
        for view, words in self._views():
            place = self.tabs.addTab(view, words)
            keys = f"Ctrl+{place + 1}"
            self.tabs.setTabToolTip(place, keys)
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(partial(self.tabs.setCurrentIndex, place))
        for unused in (self.replies,) if self.office else (self.answers, self.register, self.repeats):
            unused.setParent(self)
            unused.hide()
        self.tabs.currentChanged.connect(self._on_tab)
        return self.tabs

    def _views(self) -> tuple[tuple[QWidget, str], ...]:
        """The tabs in the order of the day's work: a unit sends up, headquarters takes in."""
        if not self.office:
            return (
                (self._up, self.tr("待移送")),
                (self.sent, self.tr("已发出")),
                (self.inbox, self.tr("收件")),
                (self.replies, self.tr("回复与差异")),
                (self.stations, self.tr("通讯录")),
            )
        return (
            (self.inbox, self.tr("收件")),
            (self.register, self.tr("登记总表")),
            (self.repeats, self.tr("疑似重复")),
            (self.answers, self.tr("回复")),
            (self._up, self.tr("待移送")),
            (self.sent, self.tr("已发出")),
            (self.stations, self.tr("通讯录")),
        )

    def _connect(self) -> None:
        self.waiting.exported.connect(self._on_exported)
        self.waiting.openLetter.connect(self.openLetter)
        self.waiting.counted.connect(self._on_counted)
        self.result.left.connect(self._on_left)
        self.result.said.connect(self.said)
        self.sent.openDocument.connect(self.openDocument)
        self.sent.openCase.connect(self.openCase)
        self.inbox.arrived.connect(self._on_arrived)
        self.inbox.said.connect(self.said)
        self.replies.chosen.connect(self.inbox.look_at)
        self.register.openCase.connect(self.openCase)
        self.repeats.openCase.connect(self.openCase)
        self.stations.said.connect(self.said)
        for view in (
            self.waiting,
            self.result,
            self.sent,
            self.inbox,
            self.replies,
            self.answers,
            self.stations,
            self.register,
            self.repeats,
        ):
            view.failed.connect(self.failed)

    @Slot()
    def activate(self) -> None:
        """The page came to the front: look for sticks and fetch what waits."""
        self._started = True
        self.waiting.fetch()
        self.sent.fetch()
        self._on_tab(self.tabs.currentIndex())
        if self._up.currentWidget() is self.waiting and self.tabs.currentWidget() is self._up:
            self.waiting.table.setFocus()
        else:
            self.tabs.tabBar().setFocus()

    @Slot(int)
    def _on_tab(self, place: int) -> None:
        """Fetch what the tab in front shows; what waits and what was sent are fetched anyhow."""
        view = self.tabs.widget(place)
        fetched = InboxView | RepliesView | AnswersView | StationsView | RegisterView | RepeatsView
        if self._started and isinstance(view, fetched):
            view.fetch()

    @Slot(object, object)
    def _on_changed(self, changes: Changes, initiator: object) -> None:
        if not self._started:
            return
        if changes.cases or changes.documents or changes.bulk or "stations" in changes.settings:
            self.waiting.fetch()
        if changes.packets:
            self.sent.fetch()

    @Slot(int)
    def _on_counted(self, count: int) -> None:
        text = self.tr("待移送（{count}）").format(count=count) if count else self.tr("待移送")
        self.tabs.setTabText(self.tabs.indexOf(self._up), text)

    @Slot(object, str)
    def _on_exported(self, packet: object, password: str) -> None:
        self.result.show_packet(packet, password)
        self._up.setCurrentWidget(self.result)

    @Slot()
    def _on_left(self) -> None:
        self._up.setCurrentWidget(self.waiting)
        self.waiting.table.setFocus()

    @Slot(object, str, str)
    def _on_arrived(self, kind: ArrivalKind, path: str, password: str) -> None:
        """A file that came belongs to another tab: bring that to the front and let it speak."""
        if kind is ArrivalKind.CARD:
            self.tabs.setCurrentWidget(self.stations)
            self.stations.look_at(path)
        elif kind is ArrivalKind.RECEIPT:
            self.tabs.setCurrentWidget(self.sent)
            self.sent.look_at_receipt(path)
        elif self.office:
            self.inbox.notice.complain(
                self.tr("这是回复，由基层单位导入；本单位是信访接待部门。请核对是不是选错了文件。")
            )
        else:
            self.tabs.setCurrentWidget(self.replies)
            self.replies.look_at(path, password)
