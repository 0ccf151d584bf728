"""What lies with the leader about the chosen case: who asks, what; to approve, to return, to take back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.acts import ActRecord, Approval
from app.domain.changes import Changes
from app.domain.codes import Role
from app.domain.procedure import MOVES
from ui import acts
from ui.ask import AskDialog
from ui.cases.undo import UndoOffer
from ui.forms import Row
from ui.panels import push_button
from ui.refresh import Refresh
from ui.tasks import TaskRunner
from ui.theme import scaled, text_scale


def wish_to_show(approvals: Sequence[Approval], records: Sequence[ActRecord]) -> Approval | None:
    """The newest wish that waits, else the newest that came back and was not asked or done again since."""
    if not approvals:
        return None
    waiting = [wish for wish in approvals if wish.state == "asked"]
    if waiting:
        return waiting[0]
    newest = approvals[-1]
    done = any(r.stands and r.act == newest.act and r.at >= newest.asked_at for r in records)
    return newest if newest.state == "returned" and not done else None


class WishCard(QFrame):
    """Hidden when nothing waits. ``continued(wish)`` for one that came back and goes on."""

    continued = Signal(object)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, undo: UndoOffer, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("wish")
        self.desk, self.tasks, self.refresh, self.undo = desk, tasks, refresh, undo
        self.wish: Approval | None = None
        self.asking: AskDialog | None = None
        self.reading: QWidget | None = None
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.read_button = push_button(self.tr("看文书"), self.read, keys="Alt+V")
        self.approve_button = push_button(self.tr("批准"), self.approve, keys="Alt+P", primary=True)
        self.return_button = push_button(self.tr("退回…"), self.ask_word, keys="Alt+B")
        self.back_button = push_button(self.tr("撤回送审"), self.take_back)
        self.continue_button = push_button(self.tr("接着改"), self.go_on, primary=True)
        self.row = QGridLayout()
        self.row.setSpacing(scaled(5))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(scaled(8), scaled(6), scaled(8), scaled(6))
        layout.addWidget(self.words)
        layout.addLayout(self.row)
        self.hide()

    def show_wish(self, approvals: Sequence[Approval], records: Sequence[ActRecord]) -> None:
        """What waits, or came back, about a case."""
        self.wish = wish = wish_to_show(approvals, records)
        self.setVisible(wish is not None)
        if wish is None:
            return
        leads = Role.LEADER in self.desk.operator.roles
        asked = wish.state == "asked"
        self.words.setText(self._asked_words(wish) if asked else self._returned_words(wish))
        self.read_button.setVisible(asked and MOVES[wish.act].document is not None)
        self.approve_button.setVisible(asked and leads)
        self.return_button.setVisible(asked and leads)
        self.back_button.setVisible(asked and wish.asked_by == self.desk.operator.name)
        self.continue_button.setVisible(not asked)
        self._place_buttons()

    def _place_buttons(self) -> None:
        """Those that are shown side by side, two on a line with large text."""
        buttons = (
            self.read_button, self.approve_button, self.return_button, self.back_button, self.continue_button,
        )  # fmt: skip
        per_line = 3 if text_scale() <= 115 else 2
        for place, button in enumerate(one for one in buttons if not one.isHidden()):
            button.setProperty("tight", True)
            button.style().polish(button)
            self.row.addWidget(button, place // per_line, place % per_line)

    def _asked_words(self, wish: Approval) -> str:
        words = self.tr("◆ 待审批：{act}（日期 {on}）\n{by} {at} 送审")
        return words.format(
            act=MOVES[wish.act].label, on=wish.on, by=wish.asked_by, at=f"{wish.asked_at:%m-%d %H:%M}"
        )

    def _returned_words(self, wish: Approval) -> str:
        words = self.tr("◀ {act} 被退回：{word}\n{by} {at}")
        at = f"{wish.decided_at:%m-%d %H:%M}" if wish.decided_at else ""
        return words.format(act=MOVES[wish.act].label, word=wish.word, by=wish.decided_by, at=at)

    @Slot()
    def read(self) -> None:
        """Look at the paper as it would be issued."""
        from ui.documents.wish_reader import WishReader  # start-up time: QtPdf

        if self.wish is not None:
            reader = WishReader(
                self.desk, self.tasks, self.wish, decides=not self.approve_button.isHidden(), parent=self
            )
            reader.approved.connect(self.approve)
            reader.returned.connect(self.ask_word)
            self.reading = reader
            reader.open()

    @Slot()
    def approve(self) -> None:
        """The act is carried out now, as it was asked."""
        if self.wish is not None:
            self._run("approve", self._on_approved, approval_id=self.wish.id)

    @Slot()
    def ask_word(self) -> None:
        """Send it back with a word."""
        if self.wish is None:
            return
        rows = (Row("word", self.tr("退回理由"), hint=self.tr("要改什么")),)
        words = self.tr("退回后，送审人看得到这句话，可以接着改。")
        dialog = AskDialog(
            self.tr("退回"), words, rows, self.tr("退回 (Enter)"), self.window(), needed=("word",)
        )
        dialog.answered.connect(self.send_back)
        self.asking = dialog
        dialog.open()

    @Slot(object)
    def send_back(self, answer: dict[str, str]) -> None:
        """Return the wish with the answer's word."""
        if self.wish is not None:
            self._run("return_wish", self._on_changed, approval_id=self.wish.id, word=answer["word"])

    @Slot()
    def take_back(self) -> None:
        """Whoever asked takes it back."""
        if self.wish is not None:
            self._run("take_wish_back", self._on_changed, approval_id=self.wish.id)

    @Slot()
    def go_on(self) -> None:
        """Open what came back again."""
        if self.wish is not None:
            self.continued.emit(self.wish)

    def _run(self, name: str, done: object, **named: object) -> None:
        self.tasks.run(acts.later(acts.approvals, name, self.desk, **named), on_success=done)  # type: ignore[arg-type]

    @Slot(object)
    def _on_approved(self, changes: Changes) -> None:
        wish = self.wish
        self.refresh.tell(changes, self)
        if wish is not None:
            self.undo.offer(wish.case_number, wish.act)

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        self.refresh.tell(changes, self)
