"""The day's work: how much is due, then line by line what is due, what waits and for whom, what was left lying."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.deadlines import Level
from app.domain.today import APPROVE, CONTINUE, DUTIES, ERASE, ERASURE, Day, DayLine, Part
from ui import acts
from ui.backups.line import BackupLine
from ui.panels import push_button
from ui.refresh import Refresh
from ui.settings.moved_bar import MovedBar
from ui.start.page import label, primary
from ui.tasks import Task, TaskRunner
from ui.theme import LEVEL_SHAPES, level_words, scaled
from ui.today.day_list import LEFT_WIDTHS, RIGHT_WIDTHS, DayList
from ui.today.model import SUBJECT, WHAT

FIRST_LINES, MORE_LINES = 12, 200
"""Lines of a part at first, and after the clerk asked for more."""
CARDS = (Level.OVERDUE, Level.TODAY, Level.SOON, Level.WEEK)
DATED = (*DUTIES, Part.RIGHTS)
"""The parts of the left column; all others stand in the right one."""


class TodayPage(QWidget):
    """``open_act(number, act, given)`` with Enter on a line, ``open_case(number)`` where it leads to no act.

    ``given`` stands in the act's form beforehand.
    """

    open_act = Signal(str, str, object)
    open_case = Signal(str)
    open_letter = Signal(str, str, object)
    register_wanted = Signal()
    erasures_wanted = Signal()
    said = Signal(str)
    failed = Signal(object)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.tasks, self.refresh = desk, tasks, refresh
        self.day: Day | None = None
        self.limit = FIRST_LINES
        self.dialog: QWidget | None = None
        self._loading: Task | None = None
        self.counts: dict[Level, QLabel] = {}
        self.levels: dict[Level, QLabel] = {}
        self.due = DayList(
            self.tr("到期的事项"), self.tr("七日之内没有到期的事项。"), LEFT_WIDTHS, spared=WHAT
        )
        self.waiting = DayList(
            self.tr("等着办的事项"), self.tr("没有等着办的事项。"), RIGHT_WIDTHS, spared=SUBJECT
        )
        self.moved = MovedBar(desk, tasks)
        self.backups = BackupLine(desk, tasks, refresh)
        self.body = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(scaled(14), scaled(8), scaled(14), scaled(8))
        outer.setSpacing(scaled(8))
        head = QHBoxLayout()
        self.date = label("", "title")
        self.print_button = push_button(self.tr("打印今日清单"), self.print_list, keys="Ctrl+Shift+P")
        self.register_button = primary(self.tr("登记新事项 (Ctrl+N)"))
        self.register_button.clicked.connect(self.register_wanted)
        head.addWidget(self.date, 1)
        head.addWidget(self.print_button)
        head.addWidget(self.register_button)
        outer.addLayout(head)
        outer.addWidget(self.moved)
        row = QHBoxLayout()
        row.setSpacing(scaled(8))
        for wanted in CARDS:
            row.addWidget(self._count_card(wanted), 1)
        outer.addLayout(row)
        outer.addWidget(self.body, 1)
        self.body.addWidget(self._columns())
        self.body.addWidget(self._make_empty())
        self.keys = label(self.tr("↑↓←→ 选　Enter 办这一步　Ctrl+Enter 只看事项"), "quiet")
        outer.addWidget(self.keys)
        outer.addWidget(self.backups)

    def _columns(self) -> QWidget:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scaled(8))
        row.addWidget(self.due, 3)
        row.addWidget(self.waiting, 2)
        return both

    def _make_empty(self) -> QWidget:
        card = QFrame()
        card.setObjectName("card")
        column = QVBoxLayout(card)
        words = label(
            self.tr("今天没有到期的事项，也没有等着办的事项。\n来了人、来了信，按 Ctrl+N 登记。"), "quiet"
        )
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(words)
        return card

    def _count_card(self, wanted: Level) -> QFrame:
        card = QFrame()
        card.setObjectName("card")
        count = self.counts[wanted] = label("–", "title")
        words = self.levels[wanted] = QLabel(level_words(wanted))
        words.setStyleSheet(f"color: {LEVEL_SHAPES[wanted][1]}")
        column = QHBoxLayout(card)
        column.setContentsMargins(scaled(12), scaled(4), scaled(12), scaled(4))
        column.addWidget(words, 1)
        column.addWidget(count)
        return card

    def _connect(self) -> None:
        for column in (self.due, self.waiting):
            column.wanted.connect(self._on_wanted)
            column.case_wanted.connect(self._on_case_wanted)
            column.more_wanted.connect(self._on_more)
        self.due.crossed.connect(self._on_crossed_due)
        self.waiting.crossed.connect(self._on_crossed_waiting)
        self.moved.wanted.connect(self.show_moved)
        self.backups.failed.connect(self.failed)
        self.refresh.changed.connect(self._on_changed)
        moved = QShortcut(QKeySequence("Ctrl+D"), self)
        moved.activated.connect(self.show_moved)
        self.moved.button.setText(self.moved.button.text() + " (Ctrl+D)")

    @Slot()
    def activate(self) -> None:
        """The page came to the front: read the day anew, the cursor on a line."""
        today = self.desk.today()
        names = self.tr("一二三四五六日")
        fixed = self.tr("（日期已固定）") if self.desk.fixed_today else ""
        words = self.tr("{year}年{month}月{day}日 星期{name}")
        self.date.setText(
            words.format(year=today.year, month=today.month, day=today.day, name=names[today.weekday()])
            + fixed
        )
        self.look()
        self.backups.look()
        if self.day is not None:
            self._take_focus()

    def follow_date(self) -> None:
        """Midnight has passed while the page stood there: read the new day."""
        if self.isVisible() and self.day is not None and self.day.on != self.desk.today():
            self.activate()

    @Slot()
    def look(self) -> None:
        """Read the day anew."""
        if self._loading is not None:
            self._loading.cancel()
        self._loading = self.tasks.run(
            acts.later(acts.today, "todays_work", self.desk, limit=self.limit), on_success=self._on_day
        )

    @Slot(object, object)
    def _on_changed(self, changes: Changes, initiator: object) -> None:
        if self.isVisible():
            self.look()

    @Slot(object)
    def _on_day(self, day: Day) -> None:
        self._loading = None
        self.day = day
        self._show_counts(day)
        self.due.show_sections([section for section in day.sections if section.part in DATED])
        self.waiting.show_sections([section for section in day.sections if section.part not in DATED])
        self.body.setCurrentIndex(0 if day.sections else 1)
        self.keys.setVisible(bool(day.sections))
        if self.isVisible() and not self._has_cursor():
            self._take_focus()
        if day.stale:
            self.moved.look()
        else:
            self.moved.hide()

    def _show_counts(self, day: Day) -> None:
        shown = dict(day.levels)
        shown[Level.WEEK] = shown.get(Level.SOON, 0) + shown.get(Level.WEEK, 0)  # "within seven" holds both
        for wanted, count in self.counts.items():
            count.setText(f"{shown.get(wanted, 0):,}")
        for wanted, usual, days in ((Level.SOON, 3, day.soon), (Level.WEEK, 7, day.week)):
            if days != usual:
                words = self.tr("{days}日内到期").format(days=days)
                self.levels[wanted].setText(LEVEL_SHAPES[wanted][0] + " " + words)

    def _has_cursor(self) -> bool:
        """Whether the cursor stands on a line of either column."""
        return self.due.currentIndex().isValid() or self.waiting.currentIndex().isValid()

    def _take_focus(self) -> None:
        """The cursor on the line it had, or on the first, so that Enter works at once."""
        columns = [self.due, self.waiting]
        if self.waiting.currentIndex().isValid() and not self.due.currentIndex().isValid():
            columns.reverse()
        any(column.enter() for column in columns)

    @Slot(int)
    def _on_crossed_due(self, step: int) -> None:
        if step > 0:
            self.waiting.enter()

    @Slot(int)
    def _on_crossed_waiting(self, step: int) -> None:
        if step < 0:
            self.due.enter()

    @Slot()
    def _on_more(self) -> None:
        self.limit = MORE_LINES
        self.look()

    @Slot(object)
    def _on_wanted(self, line: DayLine) -> None:
        """Go where the line leads: a draft's form, an act of its case, or the case."""
        if line.key == "register":
            self.register_wanted.emit()
        elif line.key.startswith("letter:"):
            _, act, number = line.key.split(":", 2)
            self.open_letter.emit(number, act, None)
        elif line.act == APPROVE:
            self.decide(line)
        elif line.act == CONTINUE:
            call = acts.later(acts.wishes, "resume_wish", self.desk, approval_id=line.wish)
            self.tasks.run(call, on_success=self._on_resumed)
        elif line.act in (ERASE, ERASURE):
            self.erasures_wanted.emit()
        elif line.act:
            given = {"document": line.paper} if line.paper else {}
            self.open_act.emit(line.number, line.act, given)
        elif line.number:
            self.open_case.emit(line.number)

    def decide(self, line: DayLine) -> None:
        """The leader reads what waits, from this line on, and answers one after the other."""
        from ui.documents.wish_reader import WishReader  # start-up time: QtPdf

        waiting = [one.wish for one in self.waiting.rows.lines() if one.act == APPROVE]
        at = waiting.index(line.wish)
        reader = WishReader(self.desk, self.tasks, waiting[at:] + waiting[:at], self.window())
        reader.decided.connect(self._on_decided)
        reader.case_wanted.connect(self.open_case)
        reader.over.connect(self._on_decisions_over)
        self.dialog = reader
        reader.open()

    @Slot(object, object, str)
    def _on_decided(self, changes: Changes, wish: object, state: str) -> None:
        self.refresh.tell(changes, None)

    @Slot(int, int)
    def _on_decisions_over(self, approved: int, returned: int) -> None:
        if approved or returned:
            words = self.tr("批准 {approved} 项，退回 {returned} 项；要撤销已批准的，到该事项里按 Ctrl+Z。")
            self.said.emit(words.format(approved=approved, returned=returned))

    @Slot(object)
    def _on_resumed(self, wish) -> None:  # type: ignore[no-untyped-def]  # Resumed, imported on the worker
        if wish.letter:
            self.open_letter.emit(wish.number, wish.act, wish.fields)
        else:
            self.open_act.emit(wish.number, wish.act, wish.fields)

    @Slot(object)
    def _on_case_wanted(self, line: DayLine) -> None:
        if line.number:
            self.open_case.emit(line.number)

    @Slot()
    def print_list(self) -> None:
        """The day's list as it will print."""
        self._show_paper(self.tr("今日工作清单"), acts.later(acts.today, "day_list_pdf", self.desk))

    def _show_paper(self, title: str, make: object) -> None:
        from ui.today.paper import PaperDialog  # start-up time: QtPdf and Qt's printing

        dialog = PaperDialog(self.desk, self.tasks, title, make, self.window())  # type: ignore[arg-type]
        dialog.said.connect(self.said)
        dialog.failed.connect(self.failed)
        self.dialog = dialog
        dialog.open()

    @Slot()
    def show_moved(self) -> None:
        """The dates that a changed calendar or rule would move, to confirm or to keep."""
        from ui.today.moved import MovedDialog  # start-up time: not on the first screen

        dialog = MovedDialog(self.desk, self.tasks, self.window())
        dialog.done_with.connect(self._on_moved)
        dialog.print_wanted.connect(self._on_print_moved)
        dialog.failed.connect(self.failed)
        self.dialog = dialog
        dialog.open()

    @Slot(object, str)
    def _on_moved(self, changes: Changes, words: str) -> None:
        self.refresh.tell(changes, None)
        self.said.emit(words)

    @Slot(object)
    def _on_print_moved(self, moved: object) -> None:
        make = partial(print_moved, self.desk, moved)
        self._show_paper(self.tr("期限变动确认表"), make)


def print_moved(desk: Desk, moved: object) -> object:
    """The list of moved dates, on a worker thread."""
    return acts.moved_dates().moved_pdf(desk, moved)
