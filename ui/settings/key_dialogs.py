"""The small dialogs of one's own passphrase, and of a recovery code that is tried from paper."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.errors import DeskError, InvalidField
from ui import acts
from ui.errors import sentence
from ui.forms import FormRows, Row
from ui.panels import push_button, quiet_label
from ui.start.code_field import CodeField
from ui.start.first_run import strength_words
from ui.start.recovery import try_code
from ui.tasks import TaskRunner
from ui.theme import scaled


class _WorkDialog(QDialog):
    """A dialog that does one thing on another thread, and stays until it is done."""

    failed = Signal(object)

    def __init__(self, tasks: TaskRunner, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(scaled(500))
        self.tasks = tasks
        self.column = QVBoxLayout(self)
        self.column.setSpacing(scaled(12))

    def buttons(self, do: str) -> None:
        """The button that does it, and the way out."""
        self.button = push_button(do, self.submit, keys="Ctrl+Return", primary=True)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(push_button(self.tr("取消"), self.reject, keys="Esc"))
        row.addWidget(self.button)
        self.column.addLayout(row)

    @Slot()
    def submit(self) -> None:
        """Do it."""


class OwnPassphraseDialog(_WorkDialog):
    """``changed`` when the operator has another passphrase."""

    changed = Signal()

    def __init__(self, desk: Desk, tasks: TaskRunner, parent: QWidget) -> None:
        super().__init__(tasks, parent)
        self.setWindowTitle(self.tr("换自己的口令"))
        self.desk = desk
        self.form = FormRows(
            (
                Row("old", self.tr("现在的口令"), "secret"),
                Row("passphrase", self.tr("新口令"), "secret", self.tr("至少8个字符，用一句话最好记")),
                Row("again", self.tr("再输一遍"), "secret"),
            ),
            self,
        )
        self.strength = QLabel()
        self.strength.setObjectName("quiet")
        self.column.addWidget(self.form)
        self.column.addWidget(self.strength)
        self.buttons(self.tr("换口令"))
        self.form.edited.connect(self._on_edited)
        self.form.submitted.connect(self.submit)
        self.form.left.connect(self.submit)
        self._on_edited("")

    @Slot(str)
    def _on_edited(self, name: str) -> None:
        self.strength.setText(strength_words(self, str(self.form.value("passphrase"))))

    @Slot()
    def submit(self) -> None:
        """Change it, unless the two new ones differ."""
        new = str(self.form.value("passphrase"))
        if not self.button.isEnabled():
            return
        if new != self.form.value("again"):
            self.form.say("again", self.tr("两遍口令不一样，请重新输入"))
            return
        self.button.setEnabled(False)
        change = acts.passphrases().change_own_passphrase
        old = str(self.form.value("old"))
        self.tasks.run(
            partial(change, self.desk, old=old, new=new),
            on_success=self._on_changed,
            on_failure=self._on_failure,
        )

    @Slot(object)
    def _on_changed(self, changes: object) -> None:
        self.changed.emit()
        self.accept()

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        self.button.setEnabled(True)
        if isinstance(error, InvalidField):
            self.form.show_problems([error])
        else:
            self.failed.emit(error)


class TryDialog(_WorkDialog):
    """``tried`` when a code from paper really opens this desk."""

    tried = Signal()

    def __init__(self, desk: Desk, tasks: TaskRunner, parent: QWidget) -> None:
        super().__init__(tasks, parent)
        self.setWindowTitle(self.tr("试一试恢复单"))
        self.desk = desk
        words = self.tr(
            "照纸上的恢复单抄，抄满一组自动跳到下一组。试过只记下日期，恢复单照旧有效，用完放回原处。"
        )
        self.column.addWidget(quiet_label(words))
        self.code = CodeField()
        self.column.addWidget(self.code)
        self.buttons(self.tr("试一试"))
        self.button.setEnabled(False)
        self.code.edited.connect(self._on_edited)
        self.code.completed.connect(self.submit)
        self.code.setFocus()

    @Slot()
    def _on_edited(self) -> None:
        self.button.setEnabled(self.code.is_right())

    @Slot()
    def submit(self) -> None:
        """Try it."""
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
        self.tried.emit()
        self.accept()

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        self.button.setEnabled(True)
        if isinstance(error, DeskError):
            self.code.say(sentence(error))
        else:
            self.failed.emit(error)
