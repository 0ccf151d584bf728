"""One kind of paper for many cases in one run: chosen, issued, the failures named, printed together."""

from __future__ import annotations

import datetime as dt
from functools import partial

from PySide6.QtCore import QSizeF, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from app.domain.changes import Changes
from app.domain.document_specs import SPECS
from app.domain.fields import Field
from app.domain.procedure import MOVES
from ui import acts
from ui.act_dialog import ActDialog, Asked
from ui.documents.case_run import CaseRunDialog
from ui.panels import push_button

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


class PaperRunDialog(CaseRunDialog):
    """Two pages: the choice, and what came of it."""

    def body(self) -> QWidget:
        """The choice, and what came of it."""
        self.setWindowTitle(self.tr("批量出具文书"))
        self.issued: tuple[int, ...] = ()
        self.asking: ActDialog | None = None
        self.kinds = QComboBox()
        for act in BATCHABLE:
            kind = MOVES[act].document
            self.kinds.addItem(kind.label if kind else act, act)
        row = QHBoxLayout()
        row.addWidget(QLabel(self.tr("文书")))
        row.addWidget(self.kinds)
        self.add_days(row)
        row.addStretch(1)
        words = self.tr("打勾的事项各出一份；缺要件或现在不能出的跳过，做完逐件列出原因。")
        self.pages = QStackedWidget()
        self.pages.addWidget(self.choice(words, row))
        self.pages.addWidget(self._result())
        return self.pages

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

    def acting(self) -> tuple[QPushButton, ...]:
        """Issue, and then print."""
        self.start_button = push_button(self.tr("出具"), self.start, primary=True)
        self.print_button = push_button(self.tr("打印…"), self.print_all, keys="Ctrl+P", primary=True)
        self.print_button.hide()
        return (self.start_button, self.print_button)

    def show_count(self, count: int) -> None:
        """So many are ticked; on the second page nobody asks."""
        super().show_count(count)
        if self.pages.currentIndex():
            self.count.setText("")
        self.start_button.setEnabled(count > 0 and not self.work.busy)
        self.print_button.setEnabled(bool(self.issued) and not self.work.busy)

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

    def printed_words(self) -> str:
        """Of papers."""
        return self.tr("文书已送到“{target}”")
