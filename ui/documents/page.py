"""The documents page: the register of what was issued with its preview, or a letter being written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.actions.desk import Desk
from ui import acts
from ui.documents.letter_editor import LetterEditor
from ui.documents.letter_work import ReissuedLetter
from ui.documents.paper_run import PaperRunDialog
from ui.documents.register_view import RegisterView
from ui.documents.reissue import Reissue
from ui.documents.slip_run import SlipRunDialog
from ui.refresh import Refresh
from ui.tasks import TaskRunner
from ui.today.paper import PaperDialog


class DocumentsPage(QWidget):
    """What the side bar opens. ``openCase(number)`` asks the main window for the case of a document."""

    said = Signal(str)
    failed = Signal(object)
    openCase = Signal(str)
    acted = Signal(str, str, bool)
    """An act was done with its letter, or asked of the leader: number, act, whether it waits."""

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._tasks, self._refresh = desk, tasks, refresh
        self.register = RegisterView(desk, tasks, refresh)
        self.register.said.connect(self.said)
        self.register.failed.connect(self.failed)
        self.register.openCase.connect(self.openCase)
        self.register.slipsWanted.connect(self.choose_slips)
        self.register.papersWanted.connect(self.choose_papers)
        self.register.printingsWanted.connect(self.show_printings)
        self.editor: LetterEditor | None = None
        self.reissuing = Reissue(desk, tasks, refresh, self)
        self.reissuing.letter_wanted.connect(self._on_reissue)
        self.reissuing.issued.connect(self._on_issued)
        self.reissuing.failed.connect(self._on_failure)
        self.register.reissueWanted.connect(self.reissue)
        self.slip_run: SlipRunDialog | None = None
        self.paper_run: PaperRunDialog | None = None
        self.printings: PaperDialog | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self.register)
        layout = QVBoxLayout(self)
        layout.addWidget(self._stack)

    @Slot()
    def activate(self) -> None:
        """The page came to the front: a letter under way stays, else the register is brought up to date."""
        if self.editor is None:
            self.register.activate()

    def keep(self) -> None:
        """The window closes: the letter under way is kept before the threads end."""
        if self.editor is not None:
            self.editor.keep()

    @Slot(int)
    def show_document(self, document_id: int) -> None:
        """Open the register at one document."""
        self._close_editor()
        self.register.show_document(document_id)

    @Slot(str, str)
    @Slot(str, str, object)
    def open_letter(self, number: str, act: str, fields: Mapping[str, str] | None = None) -> None:
        """Write the letter of an act: from what its dialog was given, else from its draft when there is one."""
        editor = self.editor
        if editor is not None and not fields and (editor.number, editor.work.act) == (number, act):
            return
        self._open(LetterEditor.of_act(self._desk, self._tasks, self._refresh, number, act, fields))

    def _open(self, editor: LetterEditor) -> None:
        self._close_editor()
        editor.issued.connect(self._on_issued)
        editor.acted.connect(self.acted)
        editor.asked.connect(self._on_asked)
        editor.left.connect(self._on_left)
        editor.said.connect(self.said)
        editor.failed.connect(self.failed)
        self.editor = editor
        self._stack.addWidget(editor)
        self._stack.setCurrentWidget(editor)

    @Slot(str)
    def _on_asked(self, number: str) -> None:
        self._close_editor()
        self.register.activate()
        self.openCase.emit(number)

    @Slot(int)
    def reissue(self, document_id: int) -> None:
        """Take a paper back and issue it anew, with a reason."""
        self.show_document(document_id)
        self.reissuing.start(document_id)

    @Slot(object)
    def _on_reissue(self, work: ReissuedLetter) -> None:
        self._open(LetterEditor(self._desk, self._tasks, self._refresh, work))

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if not self.register.notice.complain_about(error):
            self.failed.emit(error)

    @Slot(int)
    def _on_issued(self, document_id: int) -> None:
        self.show_document(document_id)
        self.register.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_left(self) -> None:
        self._close_editor()
        self.register.activate()

    def _close_editor(self) -> None:
        if self.editor is None:
            return
        editor, self.editor = self.editor, None
        editor.save()
        self._stack.setCurrentWidget(self.register)
        self._stack.removeWidget(editor)
        editor.deleteLater()

    @Slot()
    def choose_slips(self) -> None:
        """Choose cases whose slips print in one run."""
        self.print_slips(())

    def print_slips(self, numbers: Sequence[str]) -> None:
        """Print the slips of many cases in one run; without numbers the clerk chooses by date."""
        dialog = SlipRunDialog(self._desk, self._tasks, self._refresh, tuple(numbers), self)
        dialog.said.connect(self.said)
        dialog.failed.connect(self.failed)
        dialog.finished.connect(self._on_run_over)
        self.slip_run = dialog
        dialog.open()

    @Slot()
    def choose_papers(self) -> None:
        """Choose a paper, and the cases it is issued for in one run."""
        dialog = PaperRunDialog(self._desk, self._tasks, self._refresh, parent=self)
        dialog.said.connect(self.said)
        dialog.failed.connect(self.failed)
        dialog.finished.connect(self._on_run_over)
        self.paper_run = dialog
        dialog.open()

    @Slot()
    def show_printings(self) -> None:
        """The register of printings as it will print: when, where to, who, and why once more."""
        make = acts.later(acts.document_runs, "printings_pdf", self._desk)
        dialog = PaperDialog(self._desk, self._tasks, self.tr("打印登记簿"), make, self)
        dialog.said.connect(self.said)
        dialog.failed.connect(self.failed)
        self.printings = dialog
        dialog.open()

    @Slot()
    def _on_run_over(self) -> None:
        self.slip_run = self.paper_run = None
