"""Taking a paper back and issuing it anew: why, then its words again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.document_specs import SPECS, Layout
from app.domain.documents import IssuedDocument
from app.domain.fields import Field
from app.domain.procedure import MOVES
from ui import acts
from ui.act_dialog import ActDialog, Asked
from ui.ask import AskDialog
from ui.documents.letter_work import ReissuedLetter
from ui.forms import Row
from ui.refresh import Refresh
from ui.tasks import TaskRunner


@dataclass(frozen=True)
class Kept:
    """A paper and what it was issued with."""

    document: IssuedDocument
    texts: dict[str, str]


def kept(desk: Desk, document_id: int) -> Kept:
    """Read both, on a worker thread."""
    document = acts.documents().get_document(desk, document_id=document_id)
    return Kept(document, acts.reissuing().kept_texts(desk, document_id=document_id))


def act_of(document: IssuedDocument) -> str:
    """The act that issues papers of this kind."""
    return next(name for name, move in MOVES.items() if move.document is document.kind)


class Reissue(QObject):
    """``letter_wanted(work)`` opens the editor; ``issued(new id)`` when a form or slip stands anew."""

    letter_wanted = Signal(object)
    issued = Signal(int)
    failed = Signal(object)

    def __init__(self, desk: Desk, tasks: TaskRunner, refresh: Refresh, window: QWidget) -> None:
        super().__init__(window)
        self.desk, self.tasks, self.refresh, self.window = desk, tasks, refresh, window
        self.asking: AskDialog | ActDialog | None = None
        self._id, self._reason = 0, ""

    def start(self, document_id: int) -> None:
        """Ask why."""
        self._id = document_id
        rows = (Row("reason", self.tr("理由"), hint=self.tr("例如：文号写错、金额有误")),)
        words = self.tr("原来的文书收回并保留，注明理由；改好的用新文号出具。已经送达的不能收回。")
        dialog = AskDialog(
            self.tr("收回重出"), words, rows, self.tr("接着改 (Enter)"), self.window, needed=("reason",)
        )
        dialog.answered.connect(self.go_on)
        self.asking = dialog
        dialog.open()

    @Slot(object)
    def go_on(self, answer: dict[str, str]) -> None:
        """With the reason: the paper's words again."""
        self.asking = None
        self._reason = answer["reason"].strip()
        self.tasks.run(partial(kept, self.desk, self._id), on_success=self._on_kept, on_failure=self.failed)

    @Slot(object)
    def _on_kept(self, found: Kept) -> None:
        document = found.document
        layout = SPECS[document.kind].layout
        if layout is Layout.LETTER:
            work = ReissuedLetter(self.desk, document.case_number, document.kind, document.id, self._reason)
            self.letter_wanted.emit(work)
        elif fields := SPECS[document.kind].fields:
            self._ask(document, fields, found.texts)
        else:
            self._reissue({})

    def _ask(self, document: IssuedDocument, fields: tuple[Field, ...], texts: dict[str, str]) -> None:
        words = self.tr("改好后重新出具。")
        asked = Asked(document.case_number, act_of(document), fields, texts, words=words)
        dialog = ActDialog(asked, self.desk.today(), self.window)
        dialog.form.fields["on"].setEnabled(False)
        dialog.answered.connect(self._on_fields)
        self.asking = dialog
        dialog.open()

    @Slot(object, object)
    def _on_fields(self, day: object, texts: dict[str, str]) -> None:
        self._reissue(texts)

    def _reissue(self, texts: dict[str, str]) -> None:
        named = {"document_id": self._id, "reason": self._reason, "fields": texts}
        self.tasks.run(
            acts.later(acts.documents, "reissue", self.desk, **named),
            on_success=self._on_issued,
            on_failure=self._on_failure,
        )

    @Slot(object)
    def _on_issued(self, changes: Changes) -> None:
        if self.asking is not None:
            self.asking.accept()
            self.asking = None
        self.refresh.tell(changes, self)
        self.issued.emit(changes.documents[-1])

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        dialog = self.asking
        if not (isinstance(dialog, ActDialog) and dialog.fail(error)):
            self.failed.emit(error)
