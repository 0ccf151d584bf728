"""One kind of paper for many cases in one run: chosen, issued, the failures named, printed together."""

from __future__ import annotations

import datetime as dt
from functools import partial

from PySide6.QtCore import QSize, QSizeF, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.actions.desk import Desk
from app.domain.cases import CaseFilter, CaseRow
from app.domain.changes import Changes
from app.domain.document_specs import SPECS
from app.domain.fields import Field
from app.domain.procedure import MOVES
from ui import acts
from ui.act_dialog import ActDialog, Asked
from ui.check_table import CheckRow, CheckTable, CheckTableModel
from ui.documents.print_job import PrintJob
from ui.forms import from_qdate, to_qdate
from ui.panels import Notice, WorkBar, push_button, quiet_label
from ui.refresh import Refresh
from ui.tasks import Task, TaskRunner
from ui.theme import scaled

MOST = 2000
BATCHABLE = ("registration_form", "receipt_notice", "transfer_notice", "proof_of_service", "privacy_notice")
"""Acts whose paper is commonly wanted for many cases at once; slips have a run of their own."""
A4 = QSizeF(595, 842)


def common_fields(act: str) -> tuple[Field, ...]:
    """What an act's paper must say and neither the case nor a default does."""
    move = MOVES[act]
    paper = SPECS[move.document].fields if move.document else ()
    return tuple(
        field
        for field in (*move.fields, *paper)
        if field.required and not field.default and field.name not in move.computed
    )


class PaperRunDialog(QDialog):
    """Two pages: the choice, and what came of it."""

    said = Signal(str)
    failed = Signal(object)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("批量出具文书"))
        room = self.screen().availableGeometry().size() - QSize(40, 60)
        self.resize(min(scaled(820), room.width()), min(scaled(560), room.height()))
        self._desk, self._tasks, self._refresh = desk, tasks, refresh
        self.issued: tuple[int, ...] = ()
        self.asking: ActDialog | None = None
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

    # --- how it looks ---------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.pages = QStackedWidget()
        self.pages.addWidget(self._choice())
        self.pages.addWidget(self._result())
        layout = QVBoxLayout(self)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.notice)
        layout.addWidget(self.work)
        layout.addLayout(self._buttons())

    def _choice(self) -> QWidget:
        titles = (self.tr("事项编号"), self.tr("收到日期"), self.tr("信访人"), self.tr("事项"))
        self.model = CheckTableModel(titles, self)
        self.model.checkedChanged.connect(self._count)
        self.table = CheckTable(self.model, (230, 100, 130))
        words = self.tr("打勾的事项各出一份；缺要件或现在不能出的跳过，做完逐件列出原因。")
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(quiet_label(words))
        column.addLayout(self._fields())
        column.addWidget(self.table, 1)
        return page

    def _fields(self) -> QHBoxLayout:
        self.kinds = QComboBox()
        for act in BATCHABLE:
            kind = MOVES[act].document
            self.kinds.addItem(kind.label if kind else act, act)
        today = self._desk.today()
        self.first_day = self._day(today - dt.timedelta(days=6))
        self.last_day = self._day(today)
        row = QHBoxLayout()
        row.addWidget(QLabel(self.tr("文书")))
        row.addWidget(self.kinds)
        for text, day in ((self.tr("收到日期 从"), self.first_day), (self.tr("到"), self.last_day)):
            row.addWidget(QLabel(text))
            row.addWidget(day)
        row.addStretch(1)
        return row

    def _day(self, day: dt.date) -> QDateEdit:
        field = QDateEdit(to_qdate(day))
        field.setCalendarPopup(True)
        field.setDisplayFormat("yyyy-MM-dd")
        field.dateChanged.connect(self.fetch)
        return field

    def _result(self) -> QWidget:
        self.summary = QLabel()
        self.summary.setObjectName("heading")
        self.summary.setWordWrap(True)
        self.failures = QPlainTextEdit()
        self.failures.setReadOnly(True)
        self.failures.setAccessibleName(self.tr("没有出具的事项和原因"))
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.summary)
        column.addWidget(self.failures, 1)
        column.addStretch(0)
        return page

    def _buttons(self) -> QHBoxLayout:
        self.all_button = push_button(self.tr("全选"), self.tick_all)
        self.none_button = push_button(self.tr("全不选"), self.tick_none)
        self.start_button = push_button(self.tr("出具"), self.start, primary=True)
        self.print_button = push_button(self.tr("打印…"), self.print_all, keys="Ctrl+P", primary=True)
        self.print_button.hide()
        self.count = quiet_label()
        row = QHBoxLayout()
        row.addWidget(self.all_button)
        row.addWidget(self.none_button)
        row.addWidget(self.count, 1)
        row.addWidget(push_button(self.tr("关闭 (Esc)"), self.reject))
        row.addWidget(self.start_button)
        row.addWidget(self.print_button)
        return row

    # --- the choice -----------------------------------------------------------------------------------------

    @Slot()
    def fetch(self) -> None:
        """Fetch the cases that came in between the two days."""
        where = CaseFilter(
            received_from=from_qdate(self.first_day.date()), received_to=from_qdate(self.last_day.date())
        )
        self._tasks.run(
            acts.later(acts.cases, "list_cases", self._desk, where=where, limit=MOST),
            on_success=self._on_rows,
            on_failure=self._on_failure,
        )

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
        count = len(self.model.checked())
        chosen = self.tr("选中 {count} 件").format(count=count)
        self.count.setText(chosen if not self.pages.currentIndex() else "")
        self.start_button.setEnabled(count > 0 and not self.work.busy)
        self.print_button.setEnabled(bool(self.issued) and not self.work.busy)

    @Slot()
    def tick_all(self) -> None:
        self.model.set_all(True)

    @Slot()
    def tick_none(self) -> None:
        self.model.set_all(False)

    # --- the run --------------------------------------------------------------------------------------------

    @Slot()
    def start(self) -> None:
        """Issue the paper for every ticked case; what it asks and nobody knows yet is filled in once for all."""
        act = str(self.kinds.currentData())
        if fields := common_fields(act):
            words = self.tr("填一次，用于所有打勾的 {count} 件。").format(count=len(self.model.checked()))
            self.asking = ActDialog(Asked("", act, fields, {}, words=words), self._desk.today(), self)
            self.asking.answered.connect(self._on_fields)
            self.asking.open()
        else:
            self._issue({})

    @Slot(object, object)
    def _on_fields(self, day: dt.date, texts: dict[str, str]) -> None:
        if self.asking is not None:
            self.asking.accept()
            self.asking = None
        self._issue({**texts, "on": day.isoformat()})

    def _issue(self, fields: dict[str, str]) -> None:
        self.notice.tell("")
        self.start_button.setEnabled(False)
        named = {"numbers": self.model.checked(), "act": str(self.kinds.currentData()), "fields": fields}
        task = self._tasks.run(
            acts.later(acts.documents, "issue_documents", self._desk, **named),
            on_success=self._on_issued,
            on_failure=self._on_failure,
        )
        self.work.follow(task, self.tr("正在出具…"))

    @Slot(object)
    def _on_issued(self, done: tuple[Changes, tuple[tuple[str, str], ...]]) -> None:
        changes, failures = done
        self.issued = changes.documents
        self._refresh.tell(changes, self)
        words = self.tr("已出具 {count} 份，{failed} 件没有出具。").format(
            count=len(self.issued), failed=len(failures)
        )
        self.summary.setText(words)
        self.failures.setPlainText("\n".join(f"{number}\n　　{why}" for number, why in failures))
        self.failures.setVisible(bool(failures))
        self.pages.setCurrentIndex(1)
        for button in (self.all_button, self.none_button, self.start_button):
            button.hide()
        self.print_button.show()
        self._count()

    @Slot()
    def _on_cancelled(self) -> None:
        # a run that was cancelled has issued its first papers all the same
        self._refresh.tell(Changes(bulk=True), self)

    @Slot()
    def print_all(self) -> None:
        """One PDF of everything that was issued, for the printer."""
        task = self._tasks.run(
            partial(self._joined, self.issued), on_success=self._on_joined, on_failure=self._on_failure
        )
        self.work.follow(task, self.tr("正在排版…"))

    def _joined(self, document_ids: tuple[int, ...]) -> object:
        return acts.document_runs().print_documents(self._desk, document_ids=document_ids)

    @Slot(object)
    def _on_joined(self, done: tuple[Changes, bytes]) -> None:
        changes, pdf = done
        self._refresh.tell(changes, self)
        kind = MOVES[str(self.kinds.currentData())].document
        self.job.start_run(pdf, A4, kind.value if kind else "")

    @Slot(object)
    def _on_print_started(self, task: Task) -> None:
        self.work.follow(task, self.tr("正在打印…"))

    @Slot(str, object)
    def _on_printed(self, target: str, changes: Changes) -> None:
        self._refresh.tell(changes, self)
        self.said.emit(self.tr("文书已送到“{target}”").format(target=target))
        self.accept()

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if not self.notice.complain_about(error):
            self.failed.emit(error)
