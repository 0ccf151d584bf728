"""What lies with the leader about the chosen case: who asks, what; to be read and decided, to take back, to go on."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.acts import ActRecord, Approval
from app.domain.changes import Changes
from app.domain.procedure import MOVES
from ui import acts
from ui.cases.undo import UndoOffer
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
        self.reading: QWidget | None = None
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.read_button = push_button(self.tr("看送审的内容"), self.read, keys="Alt+V")
        self.decide_button = push_button(self.tr("审批…"), self.read, keys="Alt+P", primary=True)
        self.back_button = push_button(self.tr("撤回送审"), self.take_back)
        self.continue_button = push_button(self.tr("接着改"), self.go_on, primary=True)
        self.row = QGridLayout()
        self.row.setSpacing(scaled(5))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(scaled(8), scaled(6), scaled(8), scaled(6))
        layout.addWidget(self.words)
        layout.addLayout(self.row)
        self.hide()

    def show_wish(
        self,
        approvals: Sequence[Approval],
        records: Sequence[ActRecord],
        decides: Collection[int] = (),
        deciders: Sequence[str] = (),
    ) -> None:
        """What waits, or came back, about a case; which of it this operator decides, and who else may."""
        self.wish = wish = wish_to_show(approvals, records)
        self.setVisible(wish is not None)
        if wish is None:
            return
        asked, mine = wish.state == "asked", wish.asked_by == self.desk.operator.name
        self.words.setText(self._asked_words(wish, deciders) if asked else self._returned_words(wish))
        self.decide_button.setVisible(wish.id in decides)
        self.read_button.setVisible(asked and wish.id not in decides)
        self.back_button.setVisible(asked and mine)
        self.continue_button.setVisible(not asked)
        self._place_buttons()

    def _place_buttons(self) -> None:
        """Those that are shown side by side, two on a line with large text."""
        buttons = (
            self.decide_button, self.read_button, self.back_button, self.continue_button,
        )  # fmt: skip
        per_line = 3 if text_scale() <= 115 else 2
        for place, button in enumerate(one for one in buttons if not one.isHidden()):
            button.setProperty("tight", True)
            button.style().polish(button)
            self.row.addWidget(button, place // per_line, place % per_line)

    def _asked_words(self, wish: Approval, deciders: Sequence[str]) -> str:
        words = self.tr("◆ 待审批：{act}（日期 {on}）\n{by} {at} 送审").format(
            act=MOVES[wish.act].label, on=wish.on, by=wish.asked_by, at=f"{wish.asked_at:%m-%d %H:%M}"
        )
        if wish.asked_by != self.desk.operator.name:
            return words
        if not deciders:
            return words + self.tr("。现在没有其他负责人可以批准，请撤回送审，再看下一步怎么办。")
        return words + self.tr("，由{names}批准").format(names="、".join(deciders))

    def _returned_words(self, wish: Approval) -> str:
        words = self.tr("◀ {act} 被退回：{word}\n{by} {at}")
        at = f"{wish.decided_at:%m-%d %H:%M}" if wish.decided_at else ""
        return words.format(act=MOVES[wish.act].label, word=wish.word, by=wish.decided_by, at=at)

    @Slot()
    def read(self) -> None:
        """Look at the paper as it would be issued, and at what changed; whoever may decide does it there."""
        from ui.documents.wish_reader import WishReader  # start-up time: QtPdf

        if self.wish is not None:
            reader = WishReader(self.desk, self.tasks, (self.wish.id,), self.window())
            reader.decided.connect(self._on_decided)
            self.reading = reader
            reader.open()

    @Slot(object, object, str)
    def _on_decided(self, changes: Changes, wish: Approval, state: str) -> None:
        self.refresh.tell(changes, self)
        if state == "approved":
            self.undo.offer(wish.case_number, wish.act)

    @Slot()
    def take_back(self) -> None:
        """Whoever asked takes it back."""
        if self.wish is not None:
            call = acts.later(acts.approvals, "take_wish_back", self.desk, approval_id=self.wish.id)
            self.tasks.run(call, on_success=self._on_changed)

    @Slot()
    def go_on(self) -> None:
        """Open what came back again."""
        if self.wish is not None:
            self.continued.emit(self.wish)

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        self.refresh.tell(changes, self)
