"""The recovery sheet: shown, printed or saved, and one group typed back before the desk opens."""

from __future__ import annotations

import secrets
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSizeF, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.documents import RecoverySheetContent
from ui import acts
from ui.documents.preview import PdfPreview
from ui.start.page import label, primary
from ui.tasks import TaskRunner
from ui.theme import scaled


def same_group(typed: str, group: str) -> bool:
    """Whether a typed group is this one, whatever its case, and O for 0, I or L for 1."""
    return "".join(typed.upper().split()).translate(str.maketrans("OIL", "011")) == group


class RecoverySheetPage(QWidget):
    """``done`` when the clerk has typed back the group that was asked for."""

    done = Signal()

    def __init__(
        self, content: RecoverySheetContent, tasks: TaskRunner, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.content, self.tasks, self.pdf = content, tasks, b""
        self.asked = secrets.randbelow(len(content.code_groups))
        self.preview = PdfPreview(self.tr("正在生成恢复单…"))
        row = QHBoxLayout(self)
        row.setContentsMargins(scaled(24), scaled(20), scaled(24), scaled(20))
        row.setSpacing(scaled(20))
        row.addWidget(self.preview, 3)
        row.addWidget(self._side(), 2)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self, self.print_sheet)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self, self.save_sheet)
        tasks.run(self._draw, on_success=self._on_drawn)

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
        column.setSpacing(scaled(12))
        column.addWidget(label(self.tr("请收好恢复单"), "title"))
        column.addWidget(
            label(
                self.tr(
                    "忘记口令时，只有这张恢复单能打开工作台，以后不再显示。\n"
                    "一、打印出来；没有打印机时另存为PDF，到别处打印后删去；\n"
                    "二、装入信封，由负责人锁存，不要和电脑放在一起；\n"
                    "三、从纸上抄回一组，证明它看得清。"
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
        column.addWidget(QLabel(self.tr("请抄回第 {number} 组（5个字符）：").format(number=self.asked + 1)))
        self.typed = QLineEdit()
        self.typed.setMaxLength(12)
        self.typed.textChanged.connect(self._on_typed)
        self.typed.returnPressed.connect(self.finish)
        self.button = primary(self.tr("完成，进入工作台 (Enter)"))
        self.button.setEnabled(False)
        self.button.clicked.connect(self.finish)
        column.addWidget(self.typed)
        column.addWidget(self.button)
        column.addStretch(1)
        self.setFocusProxy(self.typed)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(card)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setMinimumWidth(scaled(330))
        return area

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        group = self.content.code_groups[self.asked]
        right = same_group(text, group)
        self.button.setEnabled(right)
        if len(text.strip()) >= len(group) and not right:
            self._say(self.tr("与第 {number} 组不一致，请再看一遍。").format(number=self.asked + 1))
        else:
            self._say("")

    def _say(self, words: str) -> None:
        self.said.setText(words)
        self.said.setVisible(bool(words))

    def ask_first(self) -> None:
        """The clerk wanted to close the window: the sheet is shown this once only."""
        self._say(self.tr("恢复单只显示这一次：请先打印或保存，并抄回一组，再离开。"))
        self.typed.setFocus()

    @Slot()
    def finish(self) -> None:
        """Go on, when the group is right."""
        if self.button.isEnabled():
            self.done.emit()

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
        self.file_dialog.selectFile(self.tr("恢复单-{desk}.pdf").format(desk=self.content.desk_id))
        self.file_dialog.fileSelected.connect(self.save_to)
        self.file_dialog.open()

    @Slot(str)
    def save_to(self, path: str) -> None:
        """Write the sheet into a file."""
        self.tasks.run(partial(write_sheet, self.content, Path(path)), on_success=self._on_saved)

    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        self._say(self.tr("已保存：{name}").format(name=path.name))


def write_sheet(content: RecoverySheetContent, path: Path) -> Path:
    """Write the sheet; where it is."""
    acts.station().write_recovery_sheet(content, path=path)
    return path


def send_sheet(pdf: bytes, printer: QPrinter):  # type: ignore[no-untyped-def]
    """The sheet's pages to a printer, step by step."""
    from ui.documents.printing import send  # start-up time: Qt's printing

    return send(pdf, printer)
