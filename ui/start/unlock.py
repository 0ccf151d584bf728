"""Unlocking with the passphrase, and the way back in with the recovery code."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.errors import DeskError, InvalidField, StoreDamaged, StoreMissing, WrongPassphrase
from ui import acts
from ui.errors import sentence
from ui.forms import FormRows, Row
from ui.start.page import CardPage, label, link, primary
from ui.tasks import TaskRunner


def unlock(home: Path, passphrase: str, today: dt.date | None) -> object:
    """Open the desk; its connection of this thread is given back."""
    desk = acts.bootstrap().open_desk(home, passphrase, today=today)
    desk.release()
    return desk


def recover(home: Path, code: str, operator: str, passphrase: str, today: dt.date | None) -> object:
    """Open the desk with the recovery code and set a new passphrase."""
    desk = acts.bootstrap().recover_desk(
        home, code=code, operator=operator, passphrase=passphrase, today=today
    )
    desk.release()
    return desk


class UnlockPage(CardPage):
    """``opened(desk)`` with the right passphrase; ``forgotten`` when the clerk needs the recovery sheet.

    ``damaged(error, passphrase)`` when files are not what they should be: the way out is the rescue page.
    """

    opened = Signal(object)
    forgotten = Signal()
    damaged = Signal(object, str)

    def __init__(
        self, home: Path, tasks: TaskRunner, today: dt.date | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(QCoreApplication.translate("UnlockPage", "信访工作台"), 460, parent)
        self.home, self.tasks, self.today = home, tasks, today
        self.column.addWidget(label(self.tr("输入口令打开工作台。"), "quiet"))
        self.form = FormRows((Row("passphrase", self.tr("口令"), "secret"),), self, beside=False)
        self.button = primary(self.tr("打开 (Enter)"))
        self.link = link(self.tr("忘记口令，用恢复单打开…"))
        self.damage = label("", "notice")
        self.damage.hide()
        row = QHBoxLayout()
        row.addWidget(self.link)
        row.addStretch(1)
        row.addWidget(self.button)
        for widget in (self.form, self.damage):
            self.column.addWidget(widget)
        self.column.addLayout(row)
        self.form.submitted.connect(self.submit)
        self.form.left.connect(self.submit)
        self.button.clicked.connect(self.submit)
        self.link.clicked.connect(self.forgotten)
        self.setFocusProxy(self.form.fields["passphrase"])

    @Slot()
    def submit(self) -> None:
        """Try the passphrase."""
        passphrase = str(self.form.value("passphrase"))
        if not self.button.isEnabled() or not passphrase:
            return
        self.button.setEnabled(False)
        self.damage.hide()
        self.tasks.run(
            partial(unlock, self.home, passphrase, self.today),
            on_success=self._on_opened,
            on_failure=self._on_failure,
        )

    @Slot(object)
    def _on_opened(self, desk: object) -> None:
        self.form.set_values({"passphrase": ""})
        self.opened.emit(desk)

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        """A wrong passphrase stands under the field; a damaged file is another matter and looks like one."""
        self.button.setEnabled(True)
        field = self.form.fields["passphrase"]
        if isinstance(error, WrongPassphrase):
            self.form.show_problems([InvalidField("passphrase", sentence(error))])
            field.selectAll()  # type: ignore[attr-defined]
        elif isinstance(error, DeskError):
            self.damage.setText("⚠ " + sentence(error))
            self.damage.show()
            if isinstance(error, StoreDamaged | StoreMissing):
                self.damaged.emit(error, str(self.form.value("passphrase")))
        else:
            self.tasks.unhandled.emit(error)


class RecoverPage(CardPage):
    """A new passphrase with the recovery code; ``opened(desk)`` or ``back``."""

    opened = Signal(object)
    back = Signal()

    def __init__(
        self, home: Path, tasks: TaskRunner, today: dt.date | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(QCoreApplication.translate("RecoverPage", "用恢复单打开"), 600, parent)
        self.home, self.tasks, self.today = home, tasks, today
        self.column.addWidget(
            label(
                self.tr(
                    "照恢复单抄入8组恢复码（大小写、空格和横线不限），再设一个新口令。这一次会记入历史。"
                ),
                "quiet",
            )
        )
        self.form = FormRows(self._rows(), self)
        self.button = primary(self.tr("设置新口令并打开 (Ctrl+Enter)"))
        self.link = link(self.tr("返回"))
        row = QHBoxLayout()
        row.addWidget(self.link)
        row.addStretch(1)
        row.addWidget(self.button)
        self.column.addWidget(self.form)
        self.column.addWidget(self.fault)
        self.column.addLayout(row)
        self.form.submitted.connect(self.submit)
        self.form.left.connect(self.submit)
        self.button.clicked.connect(self.submit)
        self.link.clicked.connect(self.back)
        self.setFocusProxy(self.form.fields["recovery_code"])

    def _rows(self) -> tuple[Row, ...]:
        names = acts.bootstrap().operators(self.home)
        return (
            Row("recovery_code", self.tr("恢复码"), "text", height=64),
            Row("operator", self.tr("登记员"), "choice", choices=tuple((name, name) for name in names)),
            Row("passphrase", self.tr("新口令"), "secret", self.tr("至少8个字符")),
            Row("again", self.tr("再输一遍"), "secret"),
        )

    @Slot()
    def submit(self) -> None:
        """Try the code and set the new passphrase."""
        if not self.button.isEnabled():
            return
        passphrase = str(self.form.value("passphrase"))
        if passphrase != self.form.value("again"):
            self.form.say("again", self.tr("两遍口令不一样，请重新输入"))
            return
        self.button.setEnabled(False)
        code, operator = self.form.text("recovery_code"), self.form.text("operator")
        self.tasks.run(
            partial(recover, self.home, code, operator, passphrase, self.today),
            on_success=self.opened,
            on_failure=self._on_failure,
        )

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        self.button.setEnabled(True)
        if isinstance(error, WrongPassphrase):
            words = self.tr("恢复码不属于这个工作台，请核对恢复单上的工作台编号。")
            self.form.show_problems([InvalidField("recovery_code", words)])
        elif isinstance(error, DeskError):
            self.show_error(self.form, error)
        else:
            self.tasks.unhandled.emit(error)
