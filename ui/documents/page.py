"""The documents page: the register of what was issued with its preview, or a letter being written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.documents import DocumentKind
from ui.documents.letter_editor import LetterEditor
from ui.documents.register_view import RegisterView
from ui.documents.slip_run import SlipRunDialog
from ui.refresh import Refresh
from ui.tasks import TaskRunner


class DocumentsPage(QWidget):
    """What the side bar opens. ``openCase(number)`` asks the main window for the case of a document."""

    said = Signal(str)
    failed = Signal(object)
    openCase = Signal(str)

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
        self.editor: LetterEditor | None = None
        self.slip_run: SlipRunDialog | None = None
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
    def open_letter(self, number: str, kind: str) -> None:
        """Write a letter of a case, from its draft when there is one."""
        kind = DocumentKind(kind)
        if self.editor is not None and (self.editor.number, self.editor.kind) == (number, kind):
            return
        self._close_editor()
        editor = LetterEditor(self._desk, self._tasks, self._refresh, number, kind)
        editor.issued.connect(self._on_issued)
        editor.left.connect(self._on_left)
        editor.said.connect(self.said)
        editor.failed.connect(self.failed)
        self.editor = editor
        self._stack.addWidget(editor)
        self._stack.setCurrentWidget(editor)

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
    def _on_run_over(self) -> None:
        self.slip_run = None
