"""The recovery sheet: shown, printed or saved, and its code typed back from paper before the set-up is finished."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSizeF, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.documents import RecoverySheetContent
from app.domain.errors import DeskError
from ui import acts
from ui.documents.preview import PdfPreview
from ui.errors import sentence
from ui.start.code_field import CodeField
from ui.start.page import label, primary
from ui.tasks import TaskRunner
from ui.theme import scaled


class RecoverySheetPage(QWidget):
    """``done`` when the code was typed back from paper and really opens this desk.

    The sheet is covered while it is typed: what is tried is the paper.
    """

    done = Signal()

    def __init__(
        self, content: RecoverySheetContent, tasks: TaskRunner, desk: object, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.content, self.tasks, self.desk, self.pdf = content, tasks, desk, b""
        self.preview = PdfPreview(self.tr("正在生成恢复单…"))
        self.shown = QStackedWidget()
        self.shown.addWidget(self.preview)
        self.shown.addWidget(self._cover())
        row = QHBoxLayout(self)
        row.setContentsMargins(scaled(24), scaled(20), scaled(24), scaled(20))
        row.setSpacing(scaled(20))
        row.addWidget(self.shown, 3)
        row.addWidget(self._side(), 2)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self, self.print_sheet)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self, self.save_sheet)
        tasks.run(self._draw, on_success=self._on_drawn)

    def _cover(self) -> QWidget:
        """What is shown in the sheet's place while its code is typed."""
        made = QWidget()
        column = QVBoxLayout(made)
        self.again_button = QPushButton(self.tr("再看一眼（已抄的会清空） (F2)"))
        self.again_button.clicked.connect(self.look_again)
        QShortcut(QKeySequence("F2"), self, self.look_again)
        column.addStretch(1)
        column.addWidget(label(self.tr("请看着纸上的恢复单抄。\n屏幕上的先盖住：试的是那张纸。"), "heading"))
        column.addWidget(self.again_button)
        column.addStretch(1)
        return made

    def _draw(self) -> bytes:
        return bytes(acts.station().recovery_sheet_pdf(self.content))

    @Slot(object)
    def _on_drawn(self, pdf: bytes) -> None:
        self.pdf = pdf
        self.preview.show_pdf(pdf)
        self.print_button.setEnabled(True)
        self.save_button.setEnabled(True)

    def _side(self) -> QWidget:
        card = QFrame()
        card.setObjectName("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(scaled(22), scaled(16), scaled(22), scaled(16))
        column.setSpacing(scaled(10))
        column.addWidget(label(self._title(), "title"))
        column.addWidget(
            label(
                self.tr(
                    "忘记口令时，只有恢复单能打开工作台；这一张只显示这一次。\n"
                    "一、打印出来；没有打印机时另存为PDF，到别处打印后删去；\n"
                    "二、看着纸把恢复码抄回来，证明它看得清、打得开；\n"
                    "三、装入信封锁存，不要和电脑放在一起。"
                )
            )
        )
        self.print_button = QPushButton(self.tr("打印恢复单… (Ctrl+P)"))
        self.save_button = QPushButton(self.tr("另存为PDF… (Ctrl+S)"))
        for button, slot in ((self.print_button, self.print_sheet), (self.save_button, self.save_sheet)):
            button.setEnabled(False)
            button.clicked.connect(slot)
            column.addWidget(button)
        self.said = label("", "quiet")
        self.said.hide()
        column.addWidget(self.said)
        self.code = CodeField()
        self.code.edited.connect(self._on_typed)
        self.code.completed.connect(self.finish)
        self.button = primary(self.tr("试一试，完成 (Enter)"))
        self.button.setEnabled(False)
        self.button.clicked.connect(self.finish)
        column.addWidget(self.code)
        column.addWidget(self.button)
        column.addStretch(1)
        self.setFocusProxy(self.code)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(card)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setMinimumWidth(scaled(330))
        return area

    def _title(self) -> str:
        """Whose safe it is for."""
        return self.tr("第二张恢复单，交上级保险柜") if self.content.second else self.tr("请收好恢复单")

    @Slot()
    def _on_typed(self) -> None:
        self.shown.setCurrentIndex(int(not self.code.is_empty()))
        self.button.setEnabled(self.code.is_right())

    @Slot()
    def look_again(self) -> None:
        """Show the sheet once more; what was typed goes, so that it is typed from paper."""
        self.code.clear()
        self._on_typed()
        self.code.setFocus()

    def _say(self, words: str) -> None:
        self.said.setText(words)
        self.said.setVisible(bool(words))

    def ask_first(self) -> None:
        """The clerk wanted to close the window: the sheet is shown this once only."""
        self._say(self.tr("恢复单只显示这一次：请先打印或保存，把恢复码抄回来，再离开。"))
        self.code.setFocus()

    @Slot()
    def finish(self) -> None:
        """Try the code on the desk itself."""
        if not self.button.isEnabled():
            return
        self.button.setEnabled(False)
        self.tasks.run(
            partial(try_code, self.desk, self.code.code()),
            on_success=self._on_tried,
            on_failure=self._on_failure,
        )

    @Slot(object)
    def _on_tried(self, changes: object) -> None:
        self.done.emit()

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        self.button.setEnabled(True)
        if isinstance(error, DeskError):
            self.code.say(sentence(error))
        else:
            self.tasks.unhandled.emit(error)

    @Slot()
    def print_sheet(self) -> None:
        """The print dialog, then the sheet itself on another thread."""
        from ui.documents.printing import new_printer  # start-up time: Qt's printing

        if not self.pdf:
            return
        self.printer = new_printer("", QSizeF(595, 842))
        self.dialog = QPrintDialog(self.printer, self)
        self.dialog.accepted.connect(self._print)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        QDialog.open(self.dialog)

    @Slot()
    def _print(self) -> None:
        self.tasks.run(partial(send_sheet, self.pdf, self.printer), on_success=self._on_printed)

    @Slot(object)
    def _on_printed(self, result: object) -> None:
        self._say(self.tr("已送到打印机。请核对纸上每一组都清楚。"))

    @Slot()
    def save_sheet(self) -> None:
        """Ask where, then write the sheet and read it back."""
        if not self.pdf:
            return
        self.file_dialog = QFileDialog(self, self.tr("另存恢复单"), "", self.tr("PDF 文件 (*.pdf)"))
        self.file_dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.file_dialog.setDefaultSuffix("pdf")
        name = acts.recovery().sheet_file_name(self.content.desk_id, second=self.content.second)
        self.file_dialog.selectFile(name)
        self.file_dialog.fileSelected.connect(self.save_to)
        self.file_dialog.open()

    @Slot(str)
    def save_to(self, path: str) -> None:
        """Write the sheet into a file."""
        self.tasks.run(partial(write_sheet, self.content, Path(path)), on_success=self._on_saved)

    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        self._say(self.tr("已保存：{name}").format(name=path.name))


def try_code(desk: Any, code: str) -> object:
    """Try a code on a desk; its connection of this thread is given back."""
    changes = acts.recovery().try_sheet(desk, code=code)
    desk.release()
    return changes


def write_sheet(content: RecoverySheetContent, path: Path) -> Path:
    """Write the sheet; where it is."""
    acts.station().write_recovery_sheet(content, path=path)
    return path


def send_sheet(pdf: bytes, printer: QPrinter):  # type: ignore[no-untyped-def]
    """The sheet's pages to a printer, step by step."""
    from ui.documents.printing import send  # start-up time: Qt's printing

    return send(pdf, printer)
