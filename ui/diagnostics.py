"""The diagnostic bundle: shown whole before it is saved, so that nobody passes on what he has not read."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

import app
from app.actions.desk import Desk
from ui import acts
from ui.panels import Notice, push_button, quiet_label
from ui.tasks import TaskRunner
from ui.theme import scaled

if TYPE_CHECKING:
    from app.actions.diagnostics import BundlePart

FILE_NAME = "诊断包.zip"


def screen_lines() -> list[str]:
    """The screens by size and scale."""
    return [
        f"{screen.size().width()}×{screen.size().height()}，{screen.devicePixelRatio():g}倍，"
        f"{screen.logicalDotsPerInch():.0f} dpi，{QGuiApplication.platformName()}"
        for screen in QGuiApplication.screens()
    ]


class DiagnosticsDialog(QDialog):
    """What the bundle holds, word for word, and one button that saves exactly that."""

    def __init__(
        self, home: Path, tasks: TaskRunner, desk: Desk | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("诊断包"))
        self.resize(scaled(720), scaled(560))
        self.tasks = tasks
        self.parts: list[BundlePart] = []
        self.saved_as = ""
        words = self.tr(
            "交给维护人员的全部内容都在下面：没有姓名、编号和事项内容，也没有这台电脑的用户名。看过再存。"
        )
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("诊断包的内容"))
        self.text.setPlainText(self.tr("正在收集…"))
        self.notice = Notice()
        self.save_button = push_button(self.tr("另存为…"), self.choose, keys="Ctrl+S", primary=True)
        self.save_button.setEnabled(False)
        self.close_button = push_button(self.tr("关闭"), self.reject, keys="Esc")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.save_button)
        column = QVBoxLayout(self)
        for widget in (quiet_label(words), self.text, self.notice):
            column.addWidget(widget)
        column.addLayout(row)
        known = {"program": app.__version__, "desk": desk, "screen": screen_lines()}
        collect = acts.later(acts.diagnostics, "diagnostics", home, **known)
        tasks.run(collect, on_success=self._on_collected, on_failure=self._on_failure)

    @Slot(object)
    def _on_collected(self, parts: list[BundlePart]) -> None:
        self.parts = parts
        self.text.setPlainText("\n\n".join(f"【{part.name}】\n{part.text}" for part in parts))
        self.save_button.setEnabled(True)
        self.save_button.setFocus()

    @Slot()
    def choose(self) -> None:
        """Choose where it goes."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, self.tr("诊断包存到哪里"), documents, self.tr("压缩包 (*.zip)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # nothing is written over, and that is said
        dialog.setDefaultSuffix("zip")
        dialog.selectFile(FILE_NAME)
        dialog.fileSelected.connect(self.save)
        dialog.open()

    @Slot(str)
    def save(self, path: str) -> None:
        """Save what is shown."""
        self.saved_as = path
        work = partial(acts.diagnostics().write_diagnostics, self.parts, path=Path(path))
        self.tasks.run(work, on_success=self._on_saved, on_failure=self._on_failure)

    @Slot(object)
    def _on_saved(self, sha256: object) -> None:
        self.notice.tell(self.tr("已存：{path}").format(path=self.saved_as))

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if not self.notice.complain_about(error):
            self.tasks.unhandled.emit(error)
