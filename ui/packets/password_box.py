"""The password of a packet: shown once, copied or printed, then gone."""

from __future__ import annotations

import html

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent, QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.panels import push_button, quiet_label

A4_POINTS = QSizeF(595, 842)
PRINTED_AS = "seal_password"


class PasswordBox(QFrame):
    """``print_wanted(pdf)`` is a slip with the packet's number and its password, to be given apart from the stick."""

    print_wanted = Signal(bytes)
    copied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("wish")
        self._number = ""
        self.password = QLabel()
        self.password.setObjectName("title")
        self.password.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.copy_button = push_button(self.tr("复制口令"), self.copy, keys="Ctrl+K")
        self.print_button = push_button(self.tr("打印口令条…"), self.print_slip, keys="Ctrl+T")
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy_button)
        buttons.addWidget(self.print_button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(self.tr("打开这个包的口令（只显示这一次）")))
        layout.addWidget(self.password)
        layout.addLayout(buttons)
        layout.addWidget(
            quiet_label(
                self.tr(
                    "离开本页就不再显示，本机也不保存。请电话或当面告诉对方，不要和U盘、移交清单放在一起。"
                )
            )
        )
        self.hide()

    def show_password(self, number: str, password: str) -> None:
        """Show the password of a packet; empty hides the box and forgets the last one."""
        self._number = number
        self.password.setText(password)
        self.setVisible(bool(password))

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever leaves the page has seen it; a window that is only minimised has not been left."""
        if not event.spontaneous():
            self.password.clear()
            self.setVisible(False)
        super().hideEvent(event)

    @Slot()
    def copy(self) -> None:
        """The password to the clipboard."""
        QGuiApplication.clipboard().setText(self.password.text())
        self.copied.emit()

    @Slot()
    def print_slip(self) -> None:
        """A slip of paper with the password."""
        if self.password.text():
            self.print_wanted.emit(self._slip())

    def _slip(self) -> bytes:
        """The slip as a PDF."""
        words = self.tr(
            "<h2>移送包口令条</h2><p>移送包编号：{number}</p><p style='font-size:26pt'><b>{password}</b></p>"
            "<p>用 7-Zip、WinRAR 或信访工作台打开。请与U盘分开交给收件人，用后销毁。</p>"
        ).format(number=html.escape(self._number), password=html.escape(self.password.text()))
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        writer.setPageMargins(QMarginsF(20, 20, 20, 20), QPageLayout.Unit.Millimeter)
        writer.setResolution(300)
        document = QTextDocument()
        font = QGuiApplication.font()
        font.setPointSizeF(12)
        document.setDefaultFont(font)
        document.setHtml(words)
        document.print_(writer)
        del writer
        buffer.close()
        return bytes(data.data())
