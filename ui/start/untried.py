"""A recovery sheet that nobody has tried is no way back: said at every start until it was tried or made anew."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.domain.codes import Role
from app.domain.errors import DeskError
from ui import acts
from ui.errors import sentence
from ui.start.code_field import CodeField
from ui.start.page import CardPage, label, primary
from ui.start.recovery import try_code
from ui.tasks import TaskRunner


def untried_words(desk: Any) -> str:
    """Which sheets were never tried: 恢复单、上级保险柜的恢复单; empty when all were."""
    return "、".join(sheet.words for sheet in acts.recovery().untried_sheets(desk))


def is_asked(desk: Any) -> bool:
    """Whether this operator is asked to try a sheet before the desk opens: an administrator, who can make it anew."""
    return Role.ADMINISTRATOR in desk.operator.roles and bool(untried_words(desk))


def new_sheet(desk: Any, *, second: bool) -> object:
    """Make a sheet anew; the connection of this thread is given back."""
    sheet = acts.recovery().new_sheet(desk, second=second)
    desk.release()
    return sheet


class UntriedPage(CardPage):
    """``done`` when it was tried or put off; ``made(sheet)`` when the old one was lost and a new one is to be shown."""

    done = Signal()
    made = Signal(object)

    def __init__(self, desk: Any, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("UntriedPage", "恢复单还没有试过"), 600, parent)
        self.desk, self.tasks = desk, tasks
        words = self.tr(
            "还没有试过的：{sheets}。忘了口令，全靠它打开。请取出纸上的恢复单，把恢复码抄一遍，证明它有效；"
            "找不到了就重做一张，旧的随即作废。"
        )
        self.column.addWidget(label(words.format(sheets=untried_words(desk))))
        self.code = CodeField()
        self.button = primary(self.tr("试一试 (Enter)"))
        self.button.setEnabled(False)
        self.new_button = QPushButton(self.tr("找不到了，重做一张 (F2)"))
        self.later_button = QPushButton(self.tr("这次先不试 (Esc)"))
        row = QHBoxLayout()
        row.addWidget(self.later_button)
        row.addWidget(self.new_button)
        row.addStretch(1)
        row.addWidget(self.button)
        self.column.addWidget(self.code)
        self.column.addWidget(self.fault)
        self.column.addLayout(row)
        self.code.edited.connect(self._on_edited)
        self.code.completed.connect(self.submit)
        self.button.clicked.connect(self.submit)
        self.new_button.clicked.connect(self.renew)
        self.later_button.clicked.connect(self.done)
        QShortcut(QKeySequence("F2"), self).activated.connect(self.renew)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self.done)
        self.setFocusProxy(self.code)

    @Slot()
    def _on_edited(self) -> None:
        self.button.setEnabled(self.code.is_right())

    @Slot()
    def submit(self) -> None:
        """Try the code."""
        if self.button.isEnabled():
            self._run(partial(try_code, self.desk, self.code.code()), self._on_tried)

    @Slot()
    def renew(self) -> None:
        """Make the first of the untried sheets anew."""
        if self.new_button.isEnabled():
            second = bool(acts.recovery().untried_sheets(self.desk)[0].second)
            self._run(partial(new_sheet, self.desk, second=second), self.made)

    def _run(self, make: Any, done: Any) -> None:
        for button in (self.button, self.new_button, self.later_button):
            button.setEnabled(False)
        self.say_fault("")
        self.tasks.run(make, on_success=done, on_failure=self._on_failure)

    @Slot(object)
    def _on_tried(self, changes: object) -> None:
        """One more may be left."""
        if not untried_words(self.desk):
            self.done.emit()
            return
        self.code.clear()
        self.new_button.setEnabled(True)
        self.later_button.setEnabled(True)
        words = self.tr("有效，已记下。还没有试过的：{sheets}。")
        self.say_fault(words.format(sheets=untried_words(self.desk)))
        self.code.setFocus()

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        for button in (self.button, self.new_button, self.later_button):
            button.setEnabled(True)
        if isinstance(error, DeskError):
            self.code.say(sentence(error))
        else:
            self.tasks.unhandled.emit(error)
