"""Doing an act on the chosen case: what it still asks, the act itself, and its undo."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.actions.desk import Desk
from app.domain.cases import Case
from app.domain.changes import Changes
from app.domain.codes import CaseClass
from app.domain.documents import SlipLayout
from ui import acts
from ui.ask import AskDialog
from ui.forms import Row
from ui.message_bar import MessageBar
from ui.refresh import Refresh
from ui.tasks import TaskRunner

LETTERS = ("explanation_letter", "transfer_notice")


def issue_slip(desk: Desk, number: str) -> Changes:
    """Issue the slip on the paper that the settings name; twice gives the document that stands."""
    chosen = acts.station().get_preference(desk, "slip.layout", SlipLayout.A4.value)
    changes = acts.documents().issue_slip(desk, number=number, layout=SlipLayout(chosen))
    assert isinstance(changes, Changes)
    return changes


class ActFlow(QObject):
    """Works on ``case``, which the detail pane sets."""

    open_document = Signal(int)
    open_letter = Signal(str, str)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, bar: MessageBar, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.desk, self.tasks, self.refresh, self.bar, self.window = desk, tasks, refresh, bar, parent
        self.case: Case | None = None
        self.asking: AskDialog | None = None
        self._undo_number = ""

    @Slot(str)
    def do(self, name: str) -> None:
        """Start an act."""
        if self.case is None:
            return
        number = self.case.number
        if name in LETTERS:
            self.open_letter.emit(number, name)
        elif name == "slip":
            self.slip(number)
        elif name == "cannot_settle":
            self._undo_number = number
            self._run("cannot_settle", self._on_waiting, number=number)
        elif name == "take_back":
            self._run("take_back", self._on_done, number=number)
        elif name == "classify":
            self._ask_class()
        elif name == "link_repeat":
            self._ask_first()

    def slip(self, number: str) -> None:
        """Issue the slip and show it as it will print."""
        self.tasks.run(partial(issue_slip, self.desk, number), on_success=self._on_slip)

    def _run(self, name: str, on_success: object, **named: object) -> None:
        self.tasks.run(
            acts.later(acts.cases, name, self.desk, **named),
            on_success=on_success,  # type: ignore[arg-type]
        )

    @Slot(object)
    def _on_slip(self, changes: Changes) -> None:
        self.refresh.tell(changes, self)
        if changes.documents:
            self.open_document.emit(changes.documents[0])

    @Slot(object)
    def _on_waiting(self, changes: Changes) -> None:
        self.refresh.tell(changes, self)
        words = self.tr("{number} 已列入待移送。接着请写原因说明。").format(number=self._undo_number)
        self.bar.say(words, self.tr("撤回"), self._undo_waiting)

    def _undo_waiting(self) -> None:
        self._run("take_back", self._on_done, number=self._undo_number)

    @Slot(object)
    def _on_done(self, changes: Changes) -> None:
        self.refresh.tell(changes, self)

    def _ask_class(self) -> None:
        choices = tuple((c.value, f"{c.value} {c.label}") for c in CaseClass)
        rows = (
            Row("case_class", self.tr("分类"), "choice", choices=choices),
            Row("reason", self.tr("理由"), hint=self.tr("为什么归入这一类")),
        )
        words = self.tr("归入“检举控告类”的事项会密封，从列表、搜索和统计中消失，不能由本单位办理。")
        self._ask(self.tr("分类"), words, rows, self.tr("分类 (Enter)"), self.classify)

    def _ask_first(self) -> None:
        rows = (Row("first", self.tr("首件编号"), hint=self.tr("照抄先前事项的编号")),)
        words = self.tr("同一人、同一件事再次反映的，关联到首件；由您判断，程序不代为认定。")
        self._ask(self.tr("关联重复件"), words, rows, self.tr("关联 (Enter)"), self.link)

    def _ask(self, title: str, words: str, rows: tuple[Row, ...], do: str, answered: object) -> None:
        dialog = AskDialog(title, words, rows, do, self.window)
        dialog.answered.connect(answered)
        self.asking = dialog
        dialog.open()

    @Slot(object)
    def classify(self, answer: dict[str, str]) -> None:
        """Classify with the answers of the dialog."""
        if self.case is not None:
            chosen = CaseClass(answer["case_class"])
            self._run(
                "classify", self._on_done, number=self.case.number, case_class=chosen, reason=answer["reason"]
            )

    @Slot(object)
    def link(self, answer: dict[str, str]) -> None:
        """Link with the answer of the dialog."""
        if self.case is not None:
            first = answer["first"].strip().upper()
            self._run("link_repeat", self._on_done, number=self.case.number, first=first)
