"""A passphrase for one opening is replaced by one's own before the desk opens."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.domain.errors import DeskError
from ui import acts
from ui.forms import FormRows, Row
from ui.start.first_run import strength_words
from ui.start.page import CardPage, label, primary
from ui.tasks import TaskRunner


def renew(desk: Any, old: str, new: str) -> None:
    """Set one's own passphrase; the connection of this thread is given back."""
    acts.passphrases().change_own_passphrase(desk, old=old, new=new)
    desk.release()


class RenewPage(CardPage):
    """``renewed`` when the operator has a passphrase that nobody else knows."""

    renewed = Signal()

    def __init__(self, desk: Any, given: str, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("RenewPage", "换成自己的口令"), 520, parent)
        self.desk, self.given, self.tasks = desk, given, tasks
        words = self.tr("{name}，您用的是一次性口令。请设一个只有自己知道的口令，以后用它打开。")
        self.column.addWidget(label(words.format(name=desk.operator.name), "quiet"))
        self.form = FormRows(
            (
                Row("passphrase", self.tr("新口令"), "secret", self.tr("至少8个字符，用一句话最好记")),
                Row("again", self.tr("再输一遍"), "secret"),
            ),
            self,
        )
        self.strength = QLabel()
        self.strength.setObjectName("quiet")
        self.button = primary(self.tr("换好，打开 (Enter)"))
        row = QHBoxLayout()
        row.addWidget(self.strength, 1)
        row.addWidget(self.button)
        for widget in (self.form, self.fault):
            self.column.addWidget(widget)
        self.column.addLayout(row)
        self.form.edited.connect(self._on_edited)
        self.form.submitted.connect(self.submit)
        self.form.left.connect(self.submit)
        self.button.clicked.connect(self.submit)
        self.setFocusProxy(self.form.fields["passphrase"])
        self._on_edited("")

    @Slot(str)
    def _on_edited(self, name: str) -> None:
        self.strength.setText(strength_words(self, str(self.form.value("passphrase"))))

    @Slot()
    def submit(self) -> None:
        """Set it, unless the two differ."""
        if not self.button.isEnabled():
            return
        new = str(self.form.value("passphrase"))
        if new != self.form.value("again"):
            self.form.say("again", self.tr("两遍口令不一样，请重新输入"))
            return
        self.button.setEnabled(False)
        self.tasks.run(
            partial(renew, self.desk, self.given, new),
            on_success=self._on_renewed,
            on_failure=self._on_failure,
        )

    @Slot(object)
    def _on_renewed(self, result: object) -> None:
        self.given = ""
        self.renewed.emit()

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        self.button.setEnabled(True)
        if isinstance(error, DeskError):
            self.show_error(self.form, error)
        else:
            self.tasks.unhandled.emit(error)
