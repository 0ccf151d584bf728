"""What went wrong, in front of the clerk: a sentence for what the desk expects, the crash window for the rest."""

from __future__ import annotations

import platform
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

import app
from app.domain.errors import DeskError


def sentence(error: BaseException) -> str:
    """The one sentence for the clerk; empty for what is our own fault."""
    return str(error) if isinstance(error, DeskError) else ""


def details_of(error: BaseException) -> str:
    """What a maintainer needs: kinds and places. No messages, no values, no paths: they may name people."""
    lines = [
        f"petition-desk {getattr(app, '__version__', '')}",
        f"Python {platform.python_version()} · Qt {qVersion()} · {platform.system()} {platform.machine()}",
    ]
    current: BaseException | None = error
    while current is not None:
        lines.append(type(current).__module__ + "." + type(current).__qualname__)
        lines += [
            f"  {_short(f.filename)}:{f.lineno} {f.name}" for f in traceback.extract_tb(current.__traceback__)
        ]
        current = current.__cause__ or current.__context__
    return "\n".join(lines)


def _short(filename: str) -> str:
    """The last three parts of a path: never the folder of a person."""
    return "/".join(Path(filename).parts[-3:])


class CrashWindow(QDialog):
    """Our own fault: what to do now, and details that can be copied and passed on."""

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("程序出错"))
        self.resize(640, 420)
        words = QLabel(
            self.tr(
                "程序遇到了意外的错误，刚才这一步没有完成。已经保存的事项不受影响，"
                "没写完的登记会在下次打开时恢复。\n请复制下面的内容交给维护人员；其中没有个人信息。"
            )
        )
        words.setWordWrap(True)
        self.details = QPlainTextEdit(details_of(error))
        self.details.setReadOnly(True)
        buttons = QDialogButtonBox()
        copy = buttons.addButton(self.tr("复制内容(&C)"), QDialogButtonBox.ButtonRole.ActionRole)
        close = buttons.addButton(self.tr("关闭"), QDialogButtonBox.ButtonRole.RejectRole)
        copy.clicked.connect(self.copy)
        close.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (words, self.details, buttons):
            layout.addWidget(widget)

    @Slot()
    def copy(self) -> None:
        """The details to the clipboard."""
        QGuiApplication.clipboard().setText(self.details.toPlainText())


class ErrorPresenter(QObject):
    """Where failures that no page handles end: ``said`` goes to the message bar."""

    said = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.window: CrashWindow | None = None

    @Slot(object)
    def present(self, error: BaseException) -> None:
        """Say it: the message bar for a DeskError, one crash window at a time for anything else."""
        if text := sentence(error):
            self.said.emit(text)
            return
        parent = self.parent()
        if self.window is None:
            self.window = CrashWindow(error, parent if isinstance(parent, QWidget) else None)
            self.window.finished.connect(self._closed)
            self.window.open()

    @Slot()
    def _closed(self) -> None:
        self.window = None

    def install(self) -> Callable[..., object]:
        """Take over sys.excepthook; the hook that stood there before."""
        before = sys.excepthook
        sys.excepthook = self._hook
        return before

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        sys.stderr.write(details_of(error) + "\n")
        self.present(error)
