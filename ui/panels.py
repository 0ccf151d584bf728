"""The parts that the pages for documents, packets and ledger share: a line that stays, a bar for long work."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QTableView,
    QWidget,
)

from app.domain.changes import Progress
from ui.errors import sentence
from ui.tasks import Task
from ui.theme import scaled


class Notice(QLabel):
    """One sentence that stays until the next act: what went wrong and what to do, or what was done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.hide()

    def tell(self, text: str) -> None:
        """Say it calmly; nothing to say hides the line."""
        self._show("notice", text)

    def complain(self, text: str) -> None:
        """Say it as a fault."""
        self._show("problem", "✖ " + text if text else "")

    def complain_about(self, error: object) -> bool:
        """Say what the desk can explain; False for what is our own fault."""
        text = sentence(error) if isinstance(error, BaseException) else ""
        self.complain(text)
        return bool(text)

    def _show(self, name: str, text: str) -> None:
        self.setObjectName(name)
        self.style().unpolish(self)
        self.style().polish(self)
        QApplication.sendEvent(self, QEvent(QEvent.Type.StyleChange))  # else a frame keeps its old padding
        self.setText(text)
        self.setVisible(bool(text))


class WorkBar(QWidget):
    """Progress of long work, and the button that ends it; hidden while nothing runs. ``over`` comes last."""

    cancelled = Signal()
    over = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self.bar = QProgressBar()
        self.bar.setMinimumWidth(scaled(160))
        self.words = QLabel()
        self.stop_button = push_button(self.tr("取消"), self.stop, keys="Esc")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words, 1)
        row.addWidget(self.bar, 2)
        row.addWidget(self.stop_button)
        self.hide()

    @property
    def busy(self) -> bool:
        return self._task is not None

    def follow(self, task: Task, words: str) -> None:
        """Show the progress of a task that was just started."""
        self._task = task
        self.words.setText(words)
        self.bar.setRange(0, 0)
        self.stop_button.setEnabled(True)
        task.progressed.connect(self._on_progress)
        task.finished.connect(self._on_finished)
        self.show()

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        self.bar.setRange(0, progress.total)
        self.bar.setValue(progress.done)
        if progress.doing:
            self.words.setText(progress.doing)
        if progress.done and not progress.total:
            words = self.tr("{doing}：已到第 {count} 行")
            self.words.setText(words.format(doing=progress.doing, count=f"{progress.done:,}"))

    @Slot()
    def _on_finished(self) -> None:
        task, self._task = self._task, None
        self.hide()
        if task is not None and task.cancelled and not task.done:
            self.cancelled.emit()
        self.over.emit()

    @Slot()
    def stop(self) -> None:
        """Cancel what runs; ``cancelled`` comes when the thread has let go, unless the work was done already."""
        if self._task is not None and not self._task.cancelled:
            self._task.cancel()
            self.stop_button.setEnabled(False)
            self.words.setText(self.tr("正在停下…"))


KEY_WORDS = {"Return": "Enter", "Left": "←", "Right": "→"}
"""Keys whose name is not what stands on the keyboard."""


def push_button(text: str, slot: object, *, keys: str = "", primary: bool = False) -> QPushButton:
    """A button that shows its shortcut beside its words."""
    button = QPushButton()
    set_words(button, text, keys)
    if primary:
        button.setObjectName("primary")
    button.clicked.connect(slot)
    return button


def set_words(button: QAbstractButton, text: str, keys: str = "") -> None:
    """Other words for a button; Qt forgets a button's shortcut with every new text, so it is set again.

    The key is named as the manual and the keyboard name it: Qt's own Chinese words for keys (回车) are not used.
    """
    shortcut = QKeySequence(keys)
    named = shortcut.toString(QKeySequence.SequenceFormat.PortableText)
    for word, shown in KEY_WORDS.items():
        named = named.replace(word, shown)
    button.setText(text + "  " + named if keys else text)
    button.setShortcut(shortcut)


def whole_rows(table: QTableView) -> None:
    """A table of lines to choose from: no editing, no grid of single cells, Tab leaves it."""
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(scaled(28))
    table.horizontalHeader().setStretchLastSection(True)
    table.horizontalHeader().setHighlightSections(False)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def title_label(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("title")
    return label


def quiet_label(text: str = "") -> QLabel:
    label = QLabel(text)
    label.setObjectName("quiet")
    label.setWordWrap(True)
    return label
