"""Many cases in one run: chosen by the day they came in, ticked, worked through with progress, printed as one.

What slips and papers have in common; what each issues and how its page looks is in ``slip_run`` and ``paper_run``.
"""

from __future__ import annotations

import datetime as dt
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QDateEdit, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.cases import CaseFilter, CaseRow
from app.domain.changes import Changes
from ui import acts
from ui.check_table import CheckRow, CheckTable, CheckTableModel
from ui.documents.print_job import PrintJob
from ui.forms import from_qdate, to_qdate
from ui.panels import Notice, WorkBar, push_button, quiet_label
from ui.refresh import Refresh
from ui.tasks import Task, TaskRunner
from ui.theme import scaled

MOST = 2000
"""Cases offered at once: more paper than a clerk's printer holds."""


class CaseRunDialog(QDialog):
    """Cases by the day they came in, or those it was opened for. A run says what it is in ``printed_words``."""

    said = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        desk: Desk,
        tasks: TaskRunner,
        refresh: Refresh,
        numbers: tuple[str, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        room = self.screen().availableGeometry().size() - QSize(40, 60)
        self.resize(min(scaled(820), room.width()), min(scaled(560), room.height()))
        self._desk, self._tasks, self._refresh, self._numbers = desk, tasks, refresh, numbers
        self.notice = Notice()
        self.work = WorkBar()
        self.work.over.connect(self._count)
        self.work.cancelled.connect(self._on_cancelled)
        self.job = PrintJob(desk, tasks, self)
        self.job.started.connect(self._on_print_started)
        self.job.printed.connect(self._on_printed)
        self.job.failed.connect(self._on_failure)
        titles = (self.tr("事项编号"), self.tr("收到日期"), self.tr("信访人"), self.tr("事项"))
        self.model = CheckTableModel(titles, self)
        self.model.checkedChanged.connect(self._count)
        self.table = CheckTable(self.model, (230, 100, 130))
        today = desk.today()
        self.first_day = self._day(today - dt.timedelta(days=6))
        self.last_day = self._day(today)
        self.count = quiet_label()
        self.all_button = push_button(self.tr("全选"), self.tick_all)
        self.none_button = push_button(self.tr("全不选"), self.tick_none)
        self._lay_out()
        self.fetch()

    # --- how it looks ---------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        """Choice, notice, progress, buttons."""
        layout = QVBoxLayout(self)
        layout.addWidget(self.body(), 1)
        layout.addWidget(self.notice)
        layout.addWidget(self.work)
        row = QHBoxLayout()
        row.addWidget(self.all_button)
        row.addWidget(self.none_button)
        row.addWidget(self.count, 1)
        row.addWidget(push_button(self.tr("关闭 (Esc)"), self.reject))
        for button in self.acting():
            row.addWidget(button)
        layout.addLayout(row)

    def body(self) -> QWidget:
        """What the run is about."""
        raise NotImplementedError

    def acting(self) -> tuple[QPushButton, ...]:
        """The buttons that do something with the ticked cases."""
        raise NotImplementedError

    def choice(self, words: str, fields: QHBoxLayout) -> QWidget:
        """The page on which cases are ticked."""
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(quiet_label(words))
        column.addLayout(fields)
        column.addWidget(self.table, 1)
        return page

    def add_days(self, row: QHBoxLayout) -> None:
        """The two days between which the cases came in; not where the cases were given."""
        for text, day in ((self.tr("收到日期 从"), self.first_day), (self.tr("到"), self.last_day)):
            label = QLabel(text)
            row.addWidget(label)
            row.addWidget(day)
            for widget in (label, day):
                widget.setVisible(not self._numbers)

    def _day(self, day: dt.date) -> QDateEdit:
        field = QDateEdit(to_qdate(day))
        field.setCalendarPopup(True)
        field.setDisplayFormat("yyyy-MM-dd")
        field.dateChanged.connect(self.fetch)
        return field

    # --- the choice -----------------------------------------------------------------------------------------

    @Slot()
    def fetch(self) -> None:
        """Fetch the cases that came in between the two days."""
        where = CaseFilter(
            received_from=from_qdate(self.first_day.date()), received_to=from_qdate(self.last_day.date())
        )
        self._tasks.run(partial(self._list, where), on_success=self._on_rows, on_failure=self._on_failure)

    def _list(self, where: CaseFilter) -> list[CaseRow]:
        cases = acts.cases()
        if self._numbers:
            found = [cases.find_cases(self._desk, text=number, limit=1)[:1] for number in self._numbers]
            return [row for rows in found for row in rows]
        rows: list[CaseRow] = cases.list_cases(self._desk, where=where, limit=MOST)
        return rows

    @Slot(object)
    def _on_rows(self, rows: list[CaseRow]) -> None:
        self.model.set_rows(
            [
                CheckRow(row.number, (row.number, row.received_on.isoformat(), row.people, row.subject))
                for row in rows
            ]
        )
        self.notice.tell("" if rows else self.tr("这几天没有登记的事项，请改日期。"))

    @Slot()
    def _count(self) -> None:
        """How many are ticked; what can be done with them."""
        self.show_count(len(self.model.checked()))

    def show_count(self, count: int) -> None:
        """So many are ticked."""
        self.count.setText(self.tr("选中 {count} 件").format(count=count))

    @Slot()
    def tick_all(self) -> None:
        self.model.set_all(True)

    @Slot()
    def tick_none(self) -> None:
        self.model.set_all(False)

    # --- the run --------------------------------------------------------------------------------------------

    def printed_words(self) -> str:
        """What is said when everything went to a printer: with {target}."""
        raise NotImplementedError

    @Slot()
    def _on_cancelled(self) -> None:
        # a run that was cancelled has issued its first papers all the same
        self._refresh.tell(Changes(bulk=True), self)

    @Slot(object)
    def _on_print_started(self, task: Task) -> None:
        self.work.follow(task, self.tr("正在打印…"))

    @Slot(str, object)
    def _on_printed(self, target: str, changes: Changes) -> None:
        self._refresh.tell(changes, self)
        self.said.emit(self.printed_words().format(target=target))
        self.accept()

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if not self.notice.complain_about(error):
            self.failed.emit(error)
