"""From a chosen document to paper: the print dialog, then the pages in the background."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QSizeF, Qt, Signal, Slot
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.documents import IssuedDocument
from ui.documents import printing
from ui.tasks import TaskRunner

RUN_KIND = "slip"


class PrintJob(QObject):
    """One printing at a time. ``printed(target, changes)`` when the printer has taken the pages."""

    started = Signal(object)
    printed = Signal(str, object)
    failed = Signal(object)

    def __init__(self, desk: Desk, tasks: TaskRunner, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._tasks, self._window = desk, tasks, window
        self._document: IssuedDocument | None = None
        self._run = b""
        self._kind = self._reason = ""
        self._size = QSizeF()
        self.printer: QPrinter | None = None
        self.dialog: QPrintDialog | None = None

    def start(self, document: IssuedDocument, page_size: QSizeF, reason: str = "") -> None:
        """Ask for the printer of a stored document; the one of its kind is proposed. ``reason``: why once more."""
        self._document, self._kind, self._size = document, document.kind.value, page_size
        self._reason = reason
        self._ask()

    def start_run(self, pdf: bytes, page_size: QSizeF, kind: str = RUN_KIND) -> None:
        """Ask for the printer of a run of slips, or of another paper that is recorded already or not at all."""
        self._document, self._run, self._kind, self._size = None, pdf, kind, page_size
        self._ask()

    def _ask(self) -> None:
        self._tasks.run(
            partial(printing.proposed, self._desk, self._kind, self._document),
            on_success=self._on_remembered,
            on_failure=self._on_failure,
        )

    @Slot(object)
    def _on_remembered(self, found: tuple[str, int]) -> None:
        name, copies = found
        self.printer = printing.new_printer(name, self._size)
        self.printer.setCopyCount(copies)
        self.dialog = QPrintDialog(self.printer, self._window)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.accepted.connect(self._on_accepted)
        self.dialog.finished.connect(self._on_closed)
        QDialog.open(self.dialog)

    @Slot()
    def _on_closed(self) -> None:
        self.dialog = None

    @Slot()
    def _on_accepted(self) -> None:
        if self.printer is not None:
            self.print_on(self.printer)

    def print_on(self, printer: QPrinter) -> None:
        """Print what was chosen on a printer that is set up already."""
        self.printer = printer
        task = self._tasks.run(
            partial(self._print, printer), on_success=self._on_printed, on_failure=self._on_failure
        )
        self.started.emit(task)

    def _print(self, printer: QPrinter) -> object:
        if self._document is None:
            return printing.print_run(self._desk, self._run, self._kind, printer)
        return printing.print_document(self._desk, self._document.id, self._kind, printer, self._reason)

    @Slot(object)
    def _on_printed(self, done: tuple[str, Changes]) -> None:
        self._run = b""
        self.printed.emit(done[0], done[1])

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        self.failed.emit(error)
