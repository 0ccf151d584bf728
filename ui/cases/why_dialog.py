"""Why this date? Every clock of a case as a calculation that can be read aloud to a petitioner, and printed."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QSizeF, Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.deadlines import Near, Whose
from ui import acts
from ui.panels import Notice, push_button
from ui.tasks import TaskRunner
from ui.theme import clock_words, scaled

if TYPE_CHECKING:
    from app.actions.deadlines import WhyDue
    from ui.documents.print_job import PrintJob

A4 = QSizeF(595, 842)


def calculated(desk: Desk, number: str) -> tuple[tuple[WhyDue, ...], Near]:
    """The calculations of a case's clocks and the days of the levels, on a worker thread."""
    deadlines = acts.deadlines()
    return deadlines.why_due(desk, number=number), deadlines.levels_ahead(desk)


class WhyDialog(QDialog):
    """Opened for one case; fetches its calculations itself."""

    def __init__(self, desk: Desk, tasks: TaskRunner, number: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("为什么是这一天？"))
        self.desk, self.tasks, self.number = desk, tasks, number
        self.job: PrintJob | None = None
        self.text = QTextBrowser()
        self.text.setAccessibleName(self.tr("期限计算"))
        self.notice = Notice()
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(push_button(self.tr("打印…"), self.print_it, keys="Ctrl+P"))
        row.addWidget(push_button(self.tr("关闭 (Esc)"), self.reject))
        layout = QVBoxLayout(self)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.notice)
        layout.addLayout(row)
        room = self.screen().availableGeometry().size() - QSize(40, 60)
        self.resize(min(scaled(640), room.width()), min(scaled(520), room.height()))
        tasks.run(partial(calculated, desk, number), on_success=self._on_why)

    @Slot(object)
    def _on_why(self, found: tuple[tuple[WhyDue, ...], Near]) -> None:
        clocks, near = found
        self.text.setHtml("".join(self._calculation(one, near) for one in clocks))

    def _calculation(self, one: WhyDue, near: Near) -> str:
        clock = one.deadline
        words, colour = clock_words(clock, self.desk.today(), near)
        right = self.tr("（信访人的权利）") if clock.whose is Whose.RIGHT else ""
        steps = "".join(f"<li>{escape(step)}</li>" for step in one.steps)
        return (
            f"<p><b>{clock.rule} {escape(clock.name)}{right}：{clock.due_on}</b>　"
            f"<span style='color:{colour}'>{escape(words)}</span></p><ol>{steps}</ol>"
        )

    @Slot()
    def print_it(self) -> None:
        """Draw it as a paper, then choose a printer."""
        self.tasks.run(
            acts.later(acts.deadlines, "why_pdf", self.desk, number=self.number),
            on_success=self._on_pdf,
            on_failure=self._on_failure,
        )

    @Slot(object)
    def _on_pdf(self, pdf: bytes) -> None:
        from ui.documents.print_job import PrintJob  # start-up time: Qt's printing

        self.job = PrintJob(self.desk, self.tasks, self)
        self.job.printed.connect(self._on_printed)
        self.job.failed.connect(self._on_failure)
        self.job.start_run(pdf, A4, "why")

    @Slot(str, object)
    def _on_printed(self, target: str, changes: object) -> None:
        self.notice.tell(self.tr("已送到“{target}”").format(target=target))

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if not self.notice.complain_about(error):
            self.tasks.unhandled.emit(error)
