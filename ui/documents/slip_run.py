"""Many acknowledgment slips in one run: choose the cases, see it go on, cancel it, print it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSizeF, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from app.domain.changes import Changes
from app.domain.documents import SlipLayout
from ui import acts
from ui.documents.case_run import CaseRunDialog
from ui.panels import push_button

PAPER_POINTS = {
    SlipLayout.A4: QSizeF(595, 842),
    SlipLayout.A5: QSizeF(420, 595),
    SlipLayout.CONTINUOUS: QSizeF(683, 396),
}


class SlipRunDialog(CaseRunDialog):
    """One slip a case: what is missing is issued, and all of them print at once."""

    def body(self) -> QWidget:
        """Which cases, on which paper."""
        self.setWindowTitle(self.tr("批量打印接收回执"))
        self.layouts = QComboBox()
        for paper in SlipLayout:
            self.layouts.addItem(paper.label, paper.value)
        row = QHBoxLayout()
        self.add_days(row)
        row.addStretch(1)
        row.addWidget(QLabel(self.tr("纸张")))
        row.addWidget(self.layouts)
        words = self.tr("打勾的事项各印一张回执；还没有回执的先出具，已有的照原号再印。")
        return self.choice(words, row)

    def acting(self) -> tuple[QPushButton, ...]:
        """Print."""
        self.print_button = push_button(self.tr("打印…"), self.start, keys="Ctrl+P", primary=True)
        self.print_button.setDefault(True)
        return (self.print_button,)

    def show_count(self, count: int) -> None:
        """So many are ticked."""
        super().show_count(count)
        self.print_button.setEnabled(count > 0 and not self.work.busy)

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

    def printed_words(self) -> str:
        """Of slips."""
        return self.tr("回执已送到“{target}”")
