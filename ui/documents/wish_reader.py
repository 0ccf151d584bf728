"""What waits for the leader, one after the other: the paper as it would be issued, what changed, and the answer.

One key approves, one returns; the next follows by itself. Nothing can be approved before its paper is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.procedure import MOVES
from ui import acts
from ui.ask import AskDialog
from ui.cases.look_card import LookKeeper
from ui.cases.look_words import wish_html
from ui.documents.preview import PdfPreview
from ui.forms import Row
from ui.panels import Notice, push_button, set_words
from ui.tasks import TaskRunner
from ui.theme import scaled


class WishReader(QDialog):
    """``decided(changes, wish, state)`` for each answer; ``case_wanted(number)``; ``over(approved, returned)`` at the end."""

    decided = Signal(object, object, str)
    case_wanted = Signal(str)
    over = Signal(int, int)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, wishes: Sequence[int], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("审批"))
        self.desk, self.tasks, self.wishes, self.place = desk, tasks, tuple(wishes), 0
        self.view: Any = None  # a WishView, whose module is imported on the worker
        self.asking: AskDialog | None = None
        self.keeper = LookKeeper(desk, tasks, self)
        self._read = self._busy = False
        self._counts = {"approved": 0, "returned": 0}
        self.head = QLabel()
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.head.setWordWrap(True)
        self.notice = Notice()
        self.about = QTextBrowser()
        self.preview = PdfPreview(self.tr("正在排版…"))
        self._lay_out()
        self.finished.connect(self._on_finished)
        self.show_wish()

    def _lay_out(self) -> None:
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.addWidget(self.about)
        sides.addWidget(self.preview)
        sides.setChildrenCollapsible(False)
        sides.setSizes([scaled(330), scaled(560)])
        layout = QVBoxLayout(self)
        for widget in (self.head, self.notice):
            layout.addWidget(widget)
        layout.addWidget(sides, 1)
        layout.addLayout(self._buttons())
        room = self.screen().availableGeometry().size() - QSize(40, 60)
        self.resize(min(scaled(920), room.width()), min(scaled(680), room.height()))

    def _buttons(self) -> QHBoxLayout:
        self.case_button = push_button(self.tr("看事项"), self.want_case, keys="Ctrl+Return")
        self.next_button = push_button(self.tr("先放着，下一项"), self.go_on, keys="Alt+N")
        self.return_button = push_button(self.tr("退回…"), self.ask_word, keys="Alt+B")
        self.approve_button = QPushButton(self.tr("批准  Alt+P"))
        self.approve_button.setObjectName("primary")
        self.approve_button.clicked.connect(self.approve)
        keys = QShortcut(QKeySequence("Alt+P"), self)
        keys.setAutoRepeat(False)  # a key held down must not approve the next letter unread
        keys.activated.connect(self.approve)
        row = QHBoxLayout()
        row.addWidget(self.case_button)
        row.addStretch(1)
        close_button = push_button(self.tr("关闭 (Esc)"), self.reject)
        for button in (self.next_button, self.return_button, self.approve_button, close_button):
            row.addWidget(button)
        for button in (
            self.case_button,
            self.next_button,
            self.return_button,
            self.approve_button,
            close_button,
        ):
            button.setAutoDefault(False)  # the Enter that opened it must not answer it
        return row

    # --- one wish -------------------------------------------------------------------------------------------

    def show_wish(self) -> None:
        """Read the wish at this place."""
        self._read, self.view = False, None
        self._enable()
        self.notice.tell("")
        self.about.clear()
        self.preview.clear(self.tr("正在排版…"))
        self.tasks.run(
            acts.later(acts.wishes, "view_wish", self.desk, approval_id=self.wishes[self.place]),
            on_success=self._on_view,
            on_failure=self._on_failure,
        )

    @Slot(object)
    def _on_view(self, view: Any) -> None:
        self.view = view
        self.keeper.begin(view.look)
        wish = view.wish
        words = self.tr("{act}　{number}　{people}　{subject}\n{by} {at} 送审，日期 {on}　{place}")
        place = self.tr("第 {at} 项，共 {count} 项").format(at=self.place + 1, count=len(self.wishes))
        self.head.setText(
            words.format(
                act=MOVES[wish.act].label,
                number=wish.case_number,
                people=wish.people,
                subject=wish.subject,
                by=wish.asked_by,
                at=f"{wish.asked_at:%m-%d %H:%M}",
                on=wish.on,
                place=place if len(self.wishes) > 1 else "",
            )
        )
        self.about.setHtml(wish_html(view))
        self.preview.setVisible(view.has_paper)
        self._enable()
        if not view.has_paper:
            self._be_read()
            return
        self.tasks.run(
            acts.later(acts.wishes, "preview_wish", self.desk, approval_id=wish.id),
            on_success=self._on_paper,
            on_failure=self._on_failure,
        )

    @Slot(object)
    def _on_paper(self, pdf: bytes) -> None:
        self.preview.show_pdf(pdf)
        self._be_read()

    def _be_read(self) -> None:
        """All of it is shown: now it may be answered."""
        self._read = True
        self._enable()
        self.about.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        """What the case has overtaken cannot be drawn or done, but it can be returned with a word."""
        self._busy = False
        if not self.notice.complain_about(error):
            self.tasks.unhandled.emit(error)
        self.preview.clear(str(error))
        self._enable()

    def _enable(self) -> None:
        decides = self.view is not None and self.view.decides and not self._busy
        self.approve_button.setEnabled(decides and self._read)
        self.return_button.setEnabled(decides)
        self.next_button.setVisible(len(self.wishes) > 1)
        last = self.place + 1 >= len(self.wishes)
        set_words(self.next_button, self.tr("先放着") if last else self.tr("先放着，下一项"), "Alt+N")

    # --- the answer -----------------------------------------------------------------------------------------

    @Slot()
    def approve(self) -> None:
        """The act is carried out now, as it was asked."""
        if self.approve_button.isEnabled():
            self._decide("approve", self._on_approved)

    @Slot()
    def ask_word(self) -> None:
        """Send it back with a word."""
        rows = (Row("word", self.tr("退回理由"), hint=self.tr("要改什么")),)
        words = self.tr("退回后，送审人在“今日”里看得到这句话，可以接着改。")
        dialog = AskDialog(self.tr("退回"), words, rows, self.tr("退回 (Enter)"), self, needed=("word",))
        dialog.answered.connect(self.send_back)
        self.asking = dialog
        dialog.open()

    @Slot(object)
    def send_back(self, answer: dict[str, str]) -> None:
        """Return the wish with the answer's word."""
        self._decide("return_wish", self._on_returned, word=answer["word"])

    def _decide(self, name: str, done: object, **named: object) -> None:
        self._busy = True
        self._enable()
        call = acts.later(acts.approvals, name, self.desk, approval_id=self.view.wish.id, **named)
        self.tasks.run(call, on_success=done, on_failure=self._on_failure)  # type: ignore[arg-type]

    @Slot(object)
    def _on_approved(self, changes: Changes) -> None:
        self._on_decided(changes, "approved")

    @Slot(object)
    def _on_returned(self, changes: Changes) -> None:
        self._on_decided(changes, "returned")

    def _on_decided(self, changes: Changes, state: str) -> None:
        self._busy = False
        self._counts[state] += 1
        self.keeper.look = None  # deciding was looking
        self.decided.emit(changes, self.view.wish, state)
        self.go_on()

    @Slot()
    def go_on(self) -> None:
        """The next wish, or the end."""
        self.place += 1
        if self.place < len(self.wishes):
            self.show_wish()
        else:
            self.accept()

    @Slot()
    def want_case(self) -> None:
        """Close, and show the case itself."""
        if self.view is not None:
            number = self.view.wish.case_number
            self.reject()
            self.case_wanted.emit(number)

    @Slot(int)
    def _on_finished(self, result: int) -> None:
        self.keeper.leave()
        self.over.emit(self._counts["approved"], self._counts["returned"])
