"""After an act: what was done, in the message bar, and the way back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.procedure import MOVES
from ui import acts
from ui.ask import AskDialog
from ui.forms import Row
from ui.message_bar import MessageBar
from ui.refresh import Refresh
from ui.tasks import TaskRunner

OWN_WAY = {"remove_extension": "extend", "remove_pause": "pause", "undo": ""}
"""Acts of the table that take another one back: which."""


FINAL = frozenset({"seal_handover"})
"""After these the operator sees the case no more, and cannot take them back himself."""


def take_newest_wish_back(desk: Desk, number: str, act: str) -> Changes:
    """Take back what was just asked of the leader."""
    approvals = acts.approvals()
    open_ = [w for w in approvals.approvals_of(desk, number=number) if w.act == act and w.state == "asked"]
    changes: Changes = approvals.take_wish_back(desk, approval_id=open_[-1].id)
    return changes


class UndoOffer(QObject):
    """``offer`` says what was done; its button takes it back, with a reason."""

    done = Signal()

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, bar: MessageBar, window: QWidget
    ) -> None:
        super().__init__(window)
        self.desk, self.tasks, self.refresh, self.bar, self.window = desk, tasks, refresh, bar, window
        self.asking: AskDialog | None = None
        self._number = self._act = ""

    @Slot(str, str, bool)
    def offer(self, number: str, act: str, waits: bool = False) -> None:
        """Say that an act was done, or asked of the leader; no name is said."""
        self._number, self._act = number, act
        move = MOVES[act]
        values = {"number": number, "act": move.label}
        if waits:
            words = self.tr("{number}：“{act}”已送负责人审批，批准后生效。")
            self.bar.say(words.format(**values), self.tr("撤回送审"), self._take_wish_back)
            return
        words = (
            self.tr("{number}：已{act}，文书已出具。") if move.document else self.tr("{number}：已{act}。")
        )
        if move.recorded and move.undoable and act not in FINAL:
            self.bar.say(words.format(**values), self.tr("撤销…"), self._ask_last)
        else:
            self.bar.say(words.format(**values))

    def _ask_last(self) -> None:
        self.ask(self._number, "undo", self._act)

    def ask(self, number: str, way: str, of: str = "") -> None:
        """Ask why the last act (or, by its own way, extension or pause) is taken back."""
        self._number, self._act = number, OWN_WAY[way]
        label = MOVES[of].label if of else MOVES[way].label
        words = self.tr("{number}：状态、期限和文书都恢复到这一步之前；这一步留在记录里，注明撤销的理由。")
        rows = (Row("reason", self.tr("理由"), hint=self.tr("为什么撤销")),)
        title = self.tr("撤销“{act}”").format(act=label) if of else label
        dialog = AskDialog(
            title, words.format(number=number), rows, self.tr("撤销 (Enter)"), self.window, needed=("reason",)
        )
        dialog.answered.connect(self._on_reason)
        self.asking = dialog
        dialog.open()

    @Slot(object)
    def _on_reason(self, answer: dict[str, str]) -> None:
        self.asking = None
        self.tasks.run(
            acts.later(
                acts.procedure, "undo", self.desk, number=self._number, reason=answer["reason"], act=self._act
            ),
            on_success=self._on_undone,
        )

    def _take_wish_back(self) -> None:
        self.tasks.run(
            partial(take_newest_wish_back, self.desk, self._number, self._act), on_success=self._on_undone
        )

    @Slot(object)
    def _on_undone(self, changes: Changes) -> None:
        self.refresh.tell(changes, self)
        self.bar.say(self.tr("{number}：已撤销。").format(number=self._number))
        self.done.emit()
