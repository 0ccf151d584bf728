"""The packets page: what waits, what was sent, and the check of a packet's file."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.changes import Changes
from ui.packets.result import ResultView
from ui.packets.sent import SentView
from ui.packets.verify import VerifyView
from ui.packets.waiting import WaitingView
from ui.panels import title_label
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
        self.waiting = WaitingView(desk, tasks, refresh)
        self.result = ResultView(desk, tasks, refresh)
        self.sent = SentView(desk, tasks)
        self.verify = VerifyView(tasks)
        self._connect()
        self._up = QStackedWidget()
        self._up.addWidget(self.waiting)
        self._up.addWidget(self.result)
        self.tabs = QTabWidget()
        self.tabs.addTab(self._up, self.tr("待移送"))
        self.tabs.addTab(self.sent, self.tr("已移送"))
        self.tabs.addTab(self.verify, self.tr("核对移送包"))
        layout = QVBoxLayout(self)
        layout.addWidget(title_label(self.tr("移送")))
        layout.addWidget(self.tabs, 1)
        refresh.changed.connect(self._on_changed)

    def _connect(self) -> None:
        self.waiting.exported.connect(self._on_exported)
        self.waiting.openLetter.connect(self.openLetter)
        self.waiting.counted.connect(self._on_counted)
        self.result.left.connect(self._on_left)
        self.result.said.connect(self.said)
        self.sent.openDocument.connect(self.openDocument)
        self.sent.openCase.connect(self.openCase)
        for view in (self.waiting, self.result, self.sent, self.verify):
            view.failed.connect(self.failed)

    @Slot()
    def activate(self) -> None:
        """The page came to the front: look for sticks and fetch what waits."""
        self._started = True
        self.waiting.fetch()
        self.sent.fetch()
        if self._up.currentWidget() is self.waiting:
            self.waiting.table.setFocus()

    @Slot(object, object)
    def _on_changed(self, changes: Changes, initiator: object) -> None:
        if self._started and (changes.cases or changes.documents or changes.bulk):
            self.waiting.fetch()
        if self._started and changes.packets:
            self.sent.fetch()

    @Slot(int)
    def _on_counted(self, count: int) -> None:
        text = self.tr("待移送（{count}）").format(count=count) if count else self.tr("待移送")
        self.tabs.setTabText(0, text)

    @Slot(object)
    def _on_exported(self, packet: Any) -> None:
        self.result.show_packet(packet)
        self._up.setCurrentWidget(self.result)

    @Slot()
    def _on_left(self) -> None:
        self._up.setCurrentWidget(self.waiting)
        self.waiting.table.setFocus()
