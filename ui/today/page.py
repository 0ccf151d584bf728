"""The day's work: clocks overdue, due today and this week; cases that wait for a packet; drafts left lying."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.actions.desk import Desk
from app.domain.cases import CaseFilter, CaseRow
from app.domain.changes import Changes
from app.domain.codes import CaseState
from app.domain.deadlines import Level
from ui import acts
from ui.refresh import Refresh
from ui.start.page import label, primary
from ui.tasks import TaskRunner
from ui.theme import LEVEL_SHAPES, level_words, scaled

MOST_LINES = 200
URGENT = (Level.OVERDUE, Level.TODAY, Level.SOON, Level.WEEK)


@dataclass
class Day:
    """What the page shows; fetched on a worker thread. ``clocks`` are (number, words, level)."""

    counts: dict[Level, int] = field(default_factory=dict)
    clocks: list[tuple[str, str, Level]] = field(default_factory=list)
    waiting: list[CaseRow] = field(default_factory=list)
    waiting_count: int = 0
    drafts: list[tuple[str, dt.datetime]] = field(default_factory=list)


def fetch_day(desk: Desk) -> Day:
    """Read the day."""
    deadlines, cases = acts.deadlines(), acts.cases()
    where = CaseFilter(states=(CaseState.AWAITING_TRANSFER,))
    clocks = [
        (
            clock.number,
            f"{clock.deadline.due_on:%m-%d}　{clock.deadline.name}　{clock.people}　{clock.subject}",
            clock.level,
        )
        for clock in deadlines.list_deadlines(desk, limit=MOST_LINES)
        if clock.level in URGENT
    ]
    return Day(
        deadlines.count_by_level(desk),
        clocks,
        cases.list_cases(desk, where=where, sort="received_on", descending=False),
        cases.count_cases(desk, where=where),
        acts.drafts().list_drafts(desk),
    )


class TodayPage(QWidget):
    """Every line opens its case."""

    open_case = Signal(str)
    open_letter = Signal(str, str)
    register_wanted = Signal()
    packets_wanted = Signal()

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.tasks = desk, tasks
        self.counts: dict[Level, QLabel] = {}
        self.clocks = self._list(self.tr("到期的事项"))
        self.waiting = self._list(self.tr("等待移送"))
        self.drafts = self._list(self.tr("没写完的"))
        self.waiting_words, self.clock_words, self.draft_words = (label("", "quiet") for _ in range(3))
        self.register_button = primary(self.tr("登记新事项 (Ctrl+N)"))
        self.register_button.clicked.connect(self.register_wanted)
        self._lay_out()
        refresh.changed.connect(self._on_changed)

    def _list(self, name: str) -> QListWidget:
        made = QListWidget()
        made.setAccessibleName(name)
        made.itemActivated.connect(self._on_item)
        made.itemClicked.connect(self._on_item)
        made.setTextElideMode(Qt.TextElideMode.ElideRight)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return made

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(scaled(14), scaled(10), scaled(14), scaled(10))
        outer.setSpacing(scaled(10))
        head = QHBoxLayout()
        self.date = label("", "title")
        head.addWidget(self.date, 1)
        head.addWidget(self.register_button)
        outer.addLayout(head)
        row = QHBoxLayout()
        for wanted in URGENT:
            row.addWidget(self._count_card(wanted), 1)
        outer.addLayout(row)
        grid = QGridLayout()
        grid.setSpacing(scaled(10))
        grid.addWidget(self._card(self.tr("到期"), self.clock_words, self.clocks), 0, 0, 2, 1)
        grid.addWidget(self._card(self.tr("等待移送"), self.waiting_words, self.waiting), 0, 1)
        grid.addWidget(self._card(self.tr("没写完的"), self.draft_words, self.drafts), 1, 1)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        outer.addLayout(grid, 1)

    def _count_card(self, wanted: Level) -> QFrame:
        card = QFrame()
        card.setObjectName("card")
        colour = LEVEL_SHAPES[wanted][1]
        count = self.counts[wanted] = label("–", "title")
        words = QLabel(level_words(wanted))
        words.setStyleSheet(f"color: {colour}")
        column = QHBoxLayout(card)
        column.setContentsMargins(scaled(14), scaled(8), scaled(14), scaled(8))
        column.addWidget(words, 1)
        column.addWidget(count)
        return card

    def _card(self, title: str, words: QLabel, content: QListWidget) -> QFrame:
        card = QFrame()
        card.setObjectName("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(scaled(12), scaled(10), scaled(12), scaled(10))
        column.addWidget(label(title, "heading"))
        column.addWidget(words)
        column.addWidget(content, 1)
        column.addStretch(0)
        content.setFrameShape(QFrame.Shape.NoFrame)
        return card

    @Slot()
    def activate(self) -> None:
        """The page came to the front: read the day anew."""
        today = self.desk.today()
        names = self.tr("一二三四五六日")
        fixed = self.tr("（日期已固定，用于演示或测试）") if self.desk.fixed_today else ""
        words = self.tr("{year}年{month}月{day}日 星期{name}")
        self.date.setText(
            words.format(year=today.year, month=today.month, day=today.day, name=names[today.weekday()])
            + fixed
        )
        self.tasks.run(partial(fetch_day, self.desk), on_success=self._on_day)

    @Slot(object, object)
    def _on_changed(self, changes: Changes, initiator: object) -> None:
        if self.isVisible():
            self.activate()

    @Slot(object)
    def _on_day(self, day: Day) -> None:
        for wanted, count in self.counts.items():
            count.setText(str(day.counts.get(wanted, 0)))
        self._fill(
            self.clocks,
            [(level_words(level) + "　" + words, number, level) for number, words, level in day.clocks],
        )
        self.clock_words.setText(
            self.tr("按到期先后，回车或点击打开。") if day.clocks else self.tr("七天之内没有到期的事项。")
        )
        rows = [
            (f"{row.received_on:%m-%d}　{row.people}　{row.subject}", row.number, None) for row in day.waiting
        ]
        self._fill(self.waiting, rows)
        self.waiting_words.setText(
            self.tr("{count} 件等着装入移送包（Alt+4）。").format(count=day.waiting_count)
            if day.waiting_count
            else self.tr("没有等待移送的事项。")
        )
        self._fill(
            self.drafts, [(self._draft_words(key, at), "draft:" + key, None) for key, at in day.drafts]
        )
        self.draft_words.setText(self.tr("接着写。") if day.drafts else self.tr("没有没写完的登记或文书。"))

    def _draft_words(self, key: str, at: dt.datetime) -> str:
        """A draft's line: which form, which case, kept when."""
        when = f"{at:%m-%d %H:%M}"
        if key == "register":
            return self.tr("登记新事项　{when} 保存").format(when=when)
        _, kind, number = (*key.split(":"), "", "")[:3]
        word = {"explanation_letter": self.tr("原因说明"), "transfer_notice": self.tr("转送告知书")}.get(
            kind, kind
        )
        return self.tr("{word}　{number}　{when} 保存").format(word=word, number=number, when=when)

    def _fill(self, content: QListWidget, lines: Sequence[tuple[str, str, Level | None]]) -> None:
        content.clear()
        content.setVisible(bool(lines))
        for words, key, level in lines:
            item = QListWidgetItem(words)
            item.setToolTip(words)
            item.setData(Qt.ItemDataRole.UserRole, key)
            if level is not None:
                item.setForeground(QColor(LEVEL_SHAPES[level][1]))
            content.addItem(item)

    @Slot(QListWidgetItem)
    def _on_item(self, item: QListWidgetItem) -> None:
        key = str(item.data(Qt.ItemDataRole.UserRole))
        if key == "draft:register":
            self.register_wanted.emit()
        elif key.startswith("draft:letter:"):
            _, _, kind, number = key.split(":", 3)
            self.open_letter.emit(number, kind)
        elif not key.startswith("draft:"):
            self.open_case.emit(key)
