"""What went wrong, in front of the clerk: a sentence for what the desk expects, the crash window for the rest."""

from __future__ import annotations

import contextlib
import datetime as dt
import faulthandler
import platform
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
    qVersion,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

import app
from app.domain.crashes import told
from app.domain.errors import DeskError


def sentence(error: BaseException) -> str:
    """The one sentence for the clerk; empty for what is our own fault."""
    return str(error) if isinstance(error, DeskError) else ""


def details_of(error: BaseException) -> str:
    """What a maintainer needs: kinds and places. No messages, no values, no folders: they may name people."""
    lines = [
        f"petition-desk {getattr(app, '__version__', '')}",
        f"Python {platform.python_version()} · Qt {qVersion()} · {platform.system()} {platform.machine()}",
    ]
    return "\n".join([*lines, *told(error)])


class CrashLog:
    """``crash.log`` in the desk's folder: kinds and places of what went wrong, so that a diagnostic bundle has them.

    Python writes there too when it dies of what no program can catch. It never grows beyond ``LARGEST``; a folder
    that cannot be written keeps none.
    """

    NAME = "crash.log"
    LARGEST = 64 * 1024

    def __init__(self, home: Path) -> None:
        self.path = home / self.NAME
        self.file: TextIO | None = None
        with contextlib.suppress(OSError):
            if home.is_dir():
                self._cut()
                self.file = self.path.open("a", encoding="utf-8")
                faulthandler.enable(self.file)

    def _cut(self) -> None:
        """Keep the newer half of a log that has grown too large."""
        if self.path.is_file() and self.path.stat().st_size > self.LARGEST:
            kept = self.path.read_bytes()[-self.LARGEST // 2 :]
            self.path.write_bytes(kept[kept.find(b"\n") + 1 :])

    def write(self, error: BaseException) -> None:
        """Append one fault, with its time."""
        if self.file is not None:
            with contextlib.suppress(OSError):
                at = f"{dt.datetime.now().astimezone():%Y-%m-%d %H:%M:%S}"
                self.file.write("\n".join([at, *told(error), ""]))
                self.file.flush()
                self._cut()

    def close(self) -> None:
        """Stop; an empty log is taken away."""
        if self.file is not None:
            faulthandler.disable()
            self.file.close()
            self.file = None
            with contextlib.suppress(OSError):
                if not self.path.stat().st_size:
                    self.path.unlink()


def say_qt(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Qt's own complaints on standard error: of which part, not what; the text may hold a file's name."""
    if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg, QtMsgType.QtWarningMsg):
        sys.stderr.write(f"Qt {kind.name}: {context.category or ''}\n")


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
    stray = Signal(object)
    """From whatever thread it comes, it is shown in the window's."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.window: CrashWindow | None = None
        self.log: CrashLog | None = None

    @Slot(object)
    def present(self, error: BaseException) -> None:
        """Say it: the message bar for a DeskError, one crash window at a time for anything else."""
        if text := sentence(error):
            self.said.emit(text)
            return
        if self.log is not None:
            self.log.write(error)
        parent = self.parent()
        if self.window is None:
            self.window = CrashWindow(error, parent if isinstance(parent, QWidget) else None)
            self.window.finished.connect(self._closed)
            self.window.open()

    @Slot()
    def _closed(self) -> None:
        self.window = None

    def install(self, home: Path | None = None) -> Callable[[], None]:
        """Take over whatever nobody catches: in the window, in a thread, in a destructor, in Qt, in Python's own end.

        What is returned gives everything back.
        """
        before = sys.excepthook, threading.excepthook, sys.unraisablehook
        self.log = CrashLog(home) if home is not None else None
        self.stray.connect(self.present, Qt.ConnectionType.QueuedConnection)
        sys.excepthook = self._hook
        threading.excepthook = self._hook_of_thread
        sys.unraisablehook = self._hook_of_object
        qt = qInstallMessageHandler(say_qt)

        def give_back() -> None:
            sys.excepthook, threading.excepthook, sys.unraisablehook = before
            qInstallMessageHandler(qt)
            if self.log is not None:
                self.log.close()

        return give_back

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        sys.stderr.write(details_of(error) + "\n")
        self.stray.emit(error)

    def _hook_of_thread(self, what: threading.ExceptHookArgs) -> None:
        if what.exc_value is not None:
            self._hook(what.exc_type, what.exc_value, what.exc_traceback)

    def _hook_of_object(self, what: object) -> None:
        """What a destructor raised: nothing for the clerk to do, so it goes into the log only."""
        error = getattr(what, "exc_value", None)
        if isinstance(error, BaseException):
            sys.stderr.write(details_of(error) + "\n")
            if self.log is not None:
                self.log.write(error)
