"""Many acknowledgment slips in one run: choose the cases, see it go on, cancel it, print it."""

from __future__ import annotations

import datetime as dt
from functools import partial

from PySide6.QtCore import QSizeF, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QDateEdit, QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.cases import CaseFilter, CaseRow
from app.domain.changes import Changes
from app.domain.documents import SlipLayout
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
PAPER_POINTS = {
    SlipLayout.A4: QSizeF(595, 842),
    SlipLayout.A5: QSizeF(420, 595),
    SlipLayout.CONTINUOUS: QSizeF(683, 396),
}


class SlipRunDialog(QDialog):
    """Cases by the day they came in, or those it was opened for."""

    said = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        desk: Desk,
        tasks: TaskRunner,
        refresh: Refresh,
        numbers: tuple[str, ...],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("批量打印接收回执"))
        self.resize(min(scaled(820), 1200), min(scaled(560), 660))
        self._desk, self._tasks, self._refresh, self._numbers = desk, tasks, refresh, numbers
        self.notice = Notice()
        self.work = WorkBar()
        self.work.over.connect(self._count)
        self.work.cancelled.connect(self._on_cancelled)
        self.job = PrintJob(desk, tasks, self)
        self.job.started.connect(self._on_print_started)
        self.job.printed.connect(self._on_printed)
        self.job.failed.connect(self._on_failure)
        self._lay_out()
        self.fetch()

    def _lay_out(self) -> None:
        titles = (self.tr("事项编号"), self.tr("收到日期"), self.tr("信访人"), self.tr("事项"))
        self.model = CheckTableModel(titles, self)
        self.model.checkedChanged.connect(self._count)
        self.table = CheckTable(self.model, (230, 100, 130))
        layout = QVBoxLayout(self)
        layout.addWidget(
            quiet_label(self.tr("打勾的事项各印一张回执；还没有回执的先出具，已有的照原号再印。"))
        )
        layout.addLayout(self._choices())
        layout.addWidget(self.table, 1)
        layout.addWidget(self.notice)
        layout.addWidget(self.work)
        layout.addLayout(self._buttons())

    def _choices(self) -> QHBoxLayout:
        today = self._desk.today()
        self.first_day = self._day(today - dt.timedelta(days=6))
        self.last_day = self._day(today)
        self.layouts = QComboBox()
        for paper in SlipLayout:
            self.layouts.addItem(paper.label, paper.value)
        row = QHBoxLayout()
        for day, text in ((self.first_day, self.tr("收到日期 从")), (self.last_day, self.tr("到"))):
            label = QLabel(text)
            row.addWidget(label)
            row.addWidget(day)
            for widget in (label, day):
                widget.setVisible(not self._numbers)
        row.addStretch(1)
        row.addWidget(QLabel(self.tr("纸张")))
        row.addWidget(self.layouts)
        return row

    def _day(self, day: dt.date) -> QDateEdit:
        field = QDateEdit(to_qdate(day))
        field.setCalendarPopup(True)
        field.setDisplayFormat("yyyy-MM-dd")
        field.dateChanged.connect(self.fetch)
        return field

    def _buttons(self) -> QHBoxLayout:
        self.print_button = push_button(self.tr("打印…"), self.start, keys="Ctrl+P", primary=True)
        self.print_button.setDefault(True)
        self.count = quiet_label()
        row = QHBoxLayout()
        row.addWidget(push_button(self.tr("全选"), self.tick_all))
        row.addWidget(push_button(self.tr("全不选"), self.tick_none))
        row.addWidget(self.count, 1)
        row.addWidget(push_button(self.tr("关闭"), self.reject))
        row.addWidget(self.print_button)
        return row

    @Slot()
    def fetch(self) -> None:
        """Fetch the cases that came in between the two days."""
        where = CaseFilter(
            received_from=from_qdate(self.first_day.date()), received_to=from_qdate(self.last_day.date())
        )
        self._tasks.run(partial(self._list, where), on_success=self._on_rows, on_failure=self._on_failure)

    def _list(self, where: CaseFilter) -> list[CaseRow]:
        if self._numbers:
            found = [
                acts.cases().find_cases(self._desk, text=number, limit=1)[:1] for number in self._numbers
            ]
            return [row for rows in found for row in rows]
        rows: list[CaseRow] = acts.cases().list_cases(self._desk, where=where, limit=MOST)
        return rows

    @Slot(object)
    def _on_rows(self, rows: list[CaseRow]) -> None:
        cells = [
            CheckRow(row.number, (row.number, row.received_on.isoformat(), row.people, row.subject))
            for row in rows
        ]
        self.model.set_rows(cells)
        self.notice.tell("" if rows else self.tr("这几天没有登记的事项，请改日期。"))

    @Slot()
    def _count(self) -> None:
        count = len(self.model.checked())
        self.count.setText(self.tr("选中 {count} 件").format(count=count))
        self.print_button.setEnabled(count > 0 and not self.work.busy)

    @Slot()
    def tick_all(self) -> None:
        self.model.set_all(True)

    @Slot()
    def tick_none(self) -> None:
        self.model.set_all(False)

    @Slot()
    def start(self) -> None:
        """Issue what is missing and draw the run; the print dialog comes when it is ready."""
        self.notice.tell("")
        self.print_button.setEnabled(False)
        layout = SlipLayout(str(self.layouts.currentData()))
        task = self._tasks.run(
            partial(self._issue, self.model.checked(), layout),
            on_success=self._on_issued,
            on_failure=self._on_failure,
        )
        self.work.follow(task, self.tr("正在出具回执…"))

    def _issue(self, numbers: list[str], layout: SlipLayout) -> object:
        return acts.documents().issue_slips(self._desk, numbers=numbers, layout=layout)

    @Slot(object)
    def _on_issued(self, done: tuple[Changes, bytes]) -> None:
        changes, pdf = done
        self._refresh.tell(changes, self)
        self.job.start_run(pdf, PAPER_POINTS[SlipLayout(str(self.layouts.currentData()))])

    @Slot()
    def _on_cancelled(self) -> None:
        # a run that was cancelled has issued its first slips all the same
        self._refresh.tell(Changes(bulk=True), self)

    @Slot(object)
    def _on_print_started(self, task: Task) -> None:
        self.work.follow(task, self.tr("正在打印…"))

    @Slot(str, object)
    def _on_printed(self, target: str, changes: Changes) -> None:
        self._refresh.tell(changes, self)
        self.said.emit(self.tr("回执已送到“{target}”").format(target=target))
        self.accept()

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if not self.notice.complain_about(error):
            self.failed.emit(error)
