"""Doing an act on the chosen case: what it still asks, the act itself, its letter, its undo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.actions.desk import Desk
from app.domain.acts import Approval
from app.domain.cases import Case
from app.domain.changes import Changes
from app.domain.documents import IssuedDocument, SlipLayout
from ui import acts
from ui.act_dialog import ActDialog, Asked
from ui.act_rows import ON
from ui.cases.case_file_work import CaseFileWork
from ui.cases.draft_keeper import DraftKeeper
from ui.cases.undo import OWN_WAY, UndoOffer
from ui.message_bar import MessageBar
from ui.refresh import Refresh
from ui.tasks import TaskRunner

WITH_PAPERS = {"serve", "proof_of_service"}
"""Acts about one of the case's papers."""
RECEIVER = "receiver_office"
"""The line that says to whom a case goes."""


@dataclass(frozen=True)
class Prepared:
    """An act ready to be asked for; ``drafted``: its letter was begun before; ``word``: why it came back, or that nobody
    else can approve it."""

    asked: Asked
    drafted: bool
    word: str = ""

    @property
    def asks(self) -> bool:
        """Whether anything must be filled in first."""
        return any(field.required for field in self.asked.fields)


def prepared(desk: Desk, number: str, act: str, given: Mapping[str, str]) -> Prepared:
    """What an act asks, on a worker thread; ``given`` stands in its fields beforehand."""
    form = acts.procedure().prepare(desk, number=number, act=act)
    papers: tuple[IssuedDocument, ...] = ()
    if act in WITH_PAPERS:
        issued = acts.cases().view_case(desk, number=number).documents
        waiting = act == "serve"
        papers = tuple(p for p in issued if p.stands and p.serve and not (waiting and p.served_on))
    kept = acts.drafts().load_draft(desk, key=draft_key(number, act, letter=form.letter))
    texts: Mapping[str, str] = kept[0] if kept else {}
    drafted = "body" in texts
    values = {**form.values, **({} if drafted else texts), **given}
    known: Mapping[str, tuple[str, ...]] = {}
    if any(field.name == RECEIVER for field in form.fields):
        known = {RECEIVER: acts.office_register().known_offices(desk)}
    asked = Asked(number, act, form.fields, values, form.letter, form.act.waits, papers, known=known)
    word = acts.wishes().returned_word(desk, number=number, act=act)
    return Prepared(asked, drafted, "\n".join(filter(None, (word, form.act.own))))


def draft_key(number: str, act: str, *, letter: bool) -> str:
    """Under what a half-filled dialog is kept: as its letter, which belongs to the case, or else for its writer."""
    return f"{'letter' if letter else 'form'}:{act}:{number}"


def issue_slip(desk: Desk, number: str) -> Changes:
    """Issue the slip on the paper that the settings name; twice gives the document that stands."""
    chosen = acts.station().get_preference(desk, "slip.layout", SlipLayout.A4.value)
    changes = acts.documents().issue_slip(desk, number=number, layout=SlipLayout(chosen))
    assert isinstance(changes, Changes)
    return changes


class ActFlow(QObject):
    """Works on ``case``, which the detail pane sets. ``open_letter(number, act, fields)``."""

    open_document = Signal(int)
    open_letter = Signal(str, str, object)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, bar: MessageBar, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.desk, self.tasks, self.refresh, self.bar, self.window = desk, tasks, refresh, bar, parent
        self.case: Case | None = None
        self.asking: ActDialog | None = None
        self.keeper: DraftKeeper | None = None
        self.file = CaseFileWork(desk, tasks, refresh, bar, parent)
        self.undo = UndoOffer(desk, tasks, refresh, bar, parent)
        self._number = self._act = ""
        self._given: dict[str, str] = {}

    @Slot(str)
    def do(self, name: str, given: Mapping[str, str] | None = None) -> None:
        """Start an act; ``given`` stands in its dialog beforehand."""
        if self.case is None:
            return
        number = self.case.number
        if name == "slip":
            self.slip(number)
        elif name == "case_file":
            self.file.ask_where(number)
        elif name in OWN_WAY:
            self.undo.ask(number, name)
        else:
            self.tasks.run(
                partial(prepared, self.desk, number, name, dict(given or {})), on_success=self._on_prepared
            )

    @Slot(object)
    def _on_prepared(self, ready: Prepared) -> None:
        """A letter begun before goes on; an act that asks nothing is done; else its dialog opens."""
        asked = ready.asked
        if ready.drafted or (asked.letter and not ready.asks):
            self.open_letter.emit(asked.number, asked.act, {})
        elif not ready.asks:
            self._number, self._act = asked.number, asked.act
            self._perform(None, {}, self.tasks.unhandled.emit)
        else:
            self._ask(asked, ready.word)

    def _ask(self, asked: Asked, word: str) -> None:
        self._number, self._act = asked.number, asked.act
        asked = replace(asked, words="\n".join(filter(None, (word, self._words().get(asked.act, "")))))
        dialog = ActDialog(asked, self.desk.today(), self.window)
        dialog.answered.connect(self._on_answered)
        dialog.rejected.connect(self._on_given_up)
        dialog.finished.connect(self._on_closed)
        key = draft_key(asked.number, asked.act, letter=asked.letter)
        self.keeper = DraftKeeper(self.desk, self.tasks, key, self._typed, self)
        dialog.form.edited.connect(self._on_typed)
        self.asking = dialog
        dialog.open()

    def _words(self) -> dict[str, str]:
        """What a clerk should know before an act, where its label does not say it."""
        again = self.tr("同一人、同一件事再次反映的，关联到首件；由您判断，程序不代为认定。")
        own = self.tr("只登记信访人自己的意愿；不得要求、劝说其撤回。")
        sealing = self.tr("归入“检举控告类”的事项会密封，从列表、搜索和统计中消失，不能由本单位办理。")
        return {"classify": sealing, "link_repeat": again, "merge": again, "withdraw": own}

    def _typed(self) -> dict[str, str]:
        """What a half-filled dialog is kept as."""
        dialog = self.asking
        return {**dialog.texts(), ON: str(dialog.form.value(ON))} if dialog is not None else {}

    @Slot()
    def _on_typed(self) -> None:
        if self.keeper is not None:
            self.keeper.edited(empty=False)

    @Slot()
    def _on_given_up(self) -> None:
        """Esc throws away what was typed; only what ended without it comes back."""
        if self.keeper is not None:
            self.keeper.drop()

    @Slot()
    def _on_closed(self) -> None:
        self.asking = self.keeper = None

    def keep(self) -> None:
        """The window closes: what was typed in the last second is kept."""
        if self.keeper is not None:
            self.keeper.keep_now()

    @Slot(object, object)
    def _on_answered(self, day: dt.date, texts: dict[str, str]) -> None:
        """What the desk finds wrong with a letter's act is said in the dialog, before its editor opens."""
        if self.asking is None or not self.asking.asked.letter:
            self._perform(day, texts, self._on_refused)
            return
        filled = {name: text for name, text in texts.items() if text}
        self._given = filled | {ON: day.isoformat()}
        named = {"number": self._number, "act": self._act, "on": day, "fields": filled}
        self.tasks.run(
            acts.later(acts.procedure, "check_act", self.desk, **named),
            on_success=self._on_checked,
            on_failure=self._on_refused,
        )

    @Slot(object)
    def _on_checked(self, nothing: None) -> None:
        if self.asking is not None:
            self.asking.accept()
        self.open_letter.emit(self._number, self._act, self._given)

    def _perform(self, day: dt.date | None, texts: Mapping[str, str], refused: object) -> None:
        self.tasks.run(
            acts.later(
                acts.procedure,
                "perform",
                self.desk,
                number=self._number,
                act=self._act,
                on=day,
                fields=texts,
            ),
            on_success=self._on_done,
            on_failure=refused,  # type: ignore[arg-type]
        )

    @Slot(object)
    def _on_refused(self, error: Exception) -> None:
        if self.asking is None or not self.asking.fail(error):
            self.tasks.unhandled.emit(error)

    @Slot(object)
    def _on_done(self, changes: Changes) -> None:
        number, act = self._number, self._act
        if self.keeper is not None:
            self.keeper.drop()
        if self.asking is not None:
            self.asking.accept()
        self.refresh.tell(changes, self)
        if changes.documents:
            self.open_document.emit(changes.documents[-1])
        self.undo.offer(number, act, bool(changes.approvals))

    # --- the slip, a returned wish ---------------------------------------------------------------------------

    def slip(self, number: str) -> None:
        """Issue the slip and show it as it will print."""
        self.tasks.run(partial(issue_slip, self.desk, number), on_success=self._on_slip)

    @Slot(object)
    def _on_slip(self, changes: Changes) -> None:
        self.refresh.tell(changes, self)
        if changes.documents:
            self.open_document.emit(changes.documents[0])

    def go_on_with(self, wish: Approval) -> None:
        """A wish that came back: its letter opens again with its own words, or its dialog with its own fields."""
        call = acts.later(acts.wishes, "resume_wish", self.desk, approval_id=wish.id)
        self.tasks.run(call, on_success=self._on_resumed)

    @Slot(object)
    def _on_resumed(self, wish) -> None:  # type: ignore[no-untyped-def]  # Resumed, imported on the worker
        if wish.letter:
            self.open_letter.emit(wish.number, wish.act, wish.fields)
        else:
            self.do(wish.act, wish.fields)
