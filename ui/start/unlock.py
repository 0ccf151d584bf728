"""Unlocking with the passphrase, and the way back in with the recovery code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.errors import (
    DeskError,
    InvalidField,
    StoreDamaged,
    StoreMissing,
    TooManyTries,
    WrongPassphrase,
)
from ui import acts
from ui.errors import sentence
from ui.forms import FormRows, Row
from ui.start.code_field import CodeField
from ui.start.page import CardPage, label, link, primary
from ui.tasks import TaskRunner

SECOND_MS = 1000


def utc_now() -> dt.datetime:
    """The clock that the wait after wrong passphrases is counted by."""
    return dt.datetime.now(dt.UTC)


def unlock(home: Path, passphrase: str, operator: str, today: dt.date | None, now: dt.datetime) -> object:
    """Open the desk; its connection of this thread is given back."""
    desk = acts.bootstrap().open_desk(home, passphrase, operator=operator, today=today, now=now)
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

    ``damaged(error, passphrase)`` when files are not what they should be: the way out is the rescue page. The names
    stand in the key file; whoever opened the desk last comes first. Raises StoreDamaged or StoreMissing without them.
    """

    opened = Signal(object)
    forgotten = Signal()
    damaged = Signal(object, str)

    def __init__(
        self,
        home: Path,
        tasks: TaskRunner,
        today: dt.date | None,
        parent: QWidget | None = None,
        *,
        now: Callable[[], dt.datetime] = utc_now,
    ) -> None:
        super().__init__(QCoreApplication.translate("UnlockPage", "信访工作台"), 460, parent)
        self.home, self.tasks, self.today, self.now = home, tasks, today, now
        self.given = ""
        """The passphrase that opened the desk, for whoever must replace it at once."""
        self.words = label(self.tr("输入口令打开工作台。"), "quiet")
        self.form = FormRows(self._rows(), self, beside=False)
        self.button = primary(self.tr("打开 (Enter)"))
        self.link = link(self.tr("忘记口令，用恢复单打开…"))
        self.wait = label("", "notice")
        self.damage = label("", "notice")
        row = QHBoxLayout()
        row.addWidget(self.link)
        row.addStretch(1)
        row.addWidget(self.button)
        for widget in (self.words, self.form, self.wait, self.damage):
            self.column.addWidget(widget)
        self.column.addLayout(row)
        for quiet in (self.wait, self.damage):
            quiet.hide()
        self._connect()
        self.setFocusProxy(self.form.fields["passphrase"])
        self.look_at_wait()

    def _rows(self) -> tuple[Row, ...]:
        """The passphrase, below the names when there is more than one."""
        self.names = list(acts.bootstrap().operators(self.home))
        passphrase = Row("passphrase", self.tr("口令"), "secret")
        if len(self.names) < 2:
            return (passphrase,)
        choices = tuple((name, name) for name in self.names)
        return (Row("operator", self.tr("姓名"), "choice", choices=choices, stop=False), passphrase)

    def _connect(self) -> None:
        self.form.submitted.connect(self.submit)
        self.form.left.connect(self.submit)
        self.form.edited.connect(self._on_edited)
        self.button.clicked.connect(self.submit)
        self.link.clicked.connect(self.forgotten)
        self._timer = QTimer(self)
        self._timer.setInterval(SECOND_MS)
        self._timer.timeout.connect(self.look_at_wait)

    @property
    def operator(self) -> str:
        """Whose passphrase is asked for."""
        return self.form.text("operator") if "operator" in self.form.fields else "".join(self.names[:1])

    @Slot(str)
    def _on_edited(self, name: str) -> None:
        if name == "operator":
            self.form.set_values({"passphrase": ""})
            self.damage.hide()
            self.look_at_wait()

    @Slot()
    def look_at_wait(self) -> None:
        """Say how long this name must still wait after wrong passphrases, and count it down."""
        left = acts.bootstrap().seconds_to_wait(self.home, self.operator, self.now())
        self.wait.setText(self.tr("口令连续输错，还要等 {seconds} 秒。").format(seconds=left))
        self.wait.setVisible(left > 0)
        self.button.setEnabled(left <= 0)
        if left > 0:
            self._timer.start()
        else:
            self._timer.stop()

    @Slot()
    def submit(self) -> None:
        """Try the passphrase."""
        passphrase = str(self.form.value("passphrase"))
        if not self.button.isEnabled() or not passphrase:
            return
        self.button.setEnabled(False)
        self.damage.hide()
        self.tasks.run(
            partial(unlock, self.home, passphrase, self.operator, self.today, self.now()),
            on_success=self._on_opened,
            on_failure=self._on_failure,
        )

    @Slot(object)
    def _on_opened(self, desk: object) -> None:
        self.given = str(self.form.value("passphrase"))
        self.form.set_values({"passphrase": ""})
        self.opened.emit(desk)

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        """A wrong passphrase stands under the field; a damaged file is another matter and looks like one."""
        self.look_at_wait()
        field = self.form.fields["passphrase"]
        if isinstance(error, WrongPassphrase):
            several = self.tr("姓名选对了吗？") if len(self.names) > 1 else ""
            self.form.show_problems([InvalidField("passphrase", sentence(error) + several)])
            field.selectAll()  # type: ignore[attr-defined]
        elif isinstance(error, DeskError) and not isinstance(error, TooManyTries):
            self.damage.setText("⚠ " + sentence(error))
            self.damage.show()
            if isinstance(error, StoreDamaged | StoreMissing):
                self.damaged.emit(error, str(self.form.value("passphrase")))
        elif not isinstance(error, DeskError):
            self.tasks.unhandled.emit(error)


class LockedPage(UnlockPage):
    """The same over a desk that somebody left open: he goes on where he was, or another one takes his place.

    ``busy()`` says whether his work still goes on; then nobody else may come until it is done.
    """

    def __init__(
        self,
        home: Path,
        tasks: TaskRunner,
        today: dt.date | None,
        *,
        locked_by: str,
        busy: Callable[[], bool],
        now: Callable[[], dt.datetime] = utc_now,
    ) -> None:
        self.locked_by, self.busy = locked_by, busy
        super().__init__(home, tasks, today, now=now)
        self.form.set_values({"operator": locked_by})
        self.words.setText(self.tr("已锁定。{name}输入口令，接着刚才的做。").format(name=locked_by))
        self.switch_words = label("", "quiet")
        self.column.insertWidget(self.column.indexOf(self.form) + 1, self.switch_words)
        self._on_edited("operator")

    @Slot(str)
    def _on_edited(self, name: str) -> None:
        super()._on_edited(name)
        kept = self.tr(
            "换成{other}：{name}没写完的登记表、办理记录和文书已经存好，下次接着写；开着的对话框会关掉，里面没提交的字不留。"
        )
        words = kept.format(other=self.operator, name=self.locked_by)
        self.switch_words.setText(words)
        self.switch_words.setVisible(self.operator != self.locked_by)

    @Slot()
    def submit(self) -> None:
        """Try the passphrase, unless somebody else would cut off work under way."""
        if self.operator != self.locked_by and self.busy():
            words = self.tr("{name}的工作（导入、导出或打印）还在进行，完成后才能换人，请稍等。")
            self.damage.setText("⚠ " + words.format(name=self.locked_by))
            self.damage.show()
            return
        super().submit()


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
                    "照恢复单抄入8组恢复码（不分大小写，抄满一组自动跳到下一组），选自己的姓名，再设一个新口令。这一次会记入历史。"
                ),
                "quiet",
            )
        )
        self.code = CodeField()
        self.form = FormRows(self._rows(), self)
        self.button = primary(self.tr("设置新口令并打开 (Ctrl+Enter)"))
        self.link = link(self.tr("返回"))
        row = QHBoxLayout()
        row.addWidget(self.link)
        row.addStretch(1)
        row.addWidget(self.button)
        for widget in (self.code, self.form, self.fault):
            self.column.addWidget(widget)
        self.column.addLayout(row)
        self.code.completed.connect(self._on_code)
        self.form.submitted.connect(self.submit)
        self.form.left.connect(self.submit)
        self.button.clicked.connect(self.submit)
        self.link.clicked.connect(self.back)
        self.setFocusProxy(self.code)

    def _rows(self) -> tuple[Row, ...]:
        names = acts.bootstrap().operators(self.home)
        return (
            Row("operator", self.tr("姓名"), "choice", choices=tuple((name, name) for name in names)),
            Row("passphrase", self.tr("新口令"), "secret", self.tr("至少8个字符")),
            Row("again", self.tr("再输一遍"), "secret"),
        )

    @Slot()
    def _on_code(self) -> None:
        """The code is whole: on to the name."""
        self.form.fields["operator"].setFocus()

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
        code, operator = self.code.code(), self.form.text("operator")
        self.tasks.run(
            partial(recover, self.home, code, operator, passphrase, self.today),
            on_success=self.opened,
            on_failure=self._on_failure,
        )

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        self.button.setEnabled(True)
        if isinstance(error, WrongPassphrase):
            self.code.say(self.tr("恢复码不属于这个工作台，请核对恢复单上的工作台编号。"))
        elif isinstance(error, InvalidField) and error.field == "recovery_code":
            self.code.say(sentence(error))
        elif isinstance(error, DeskError):
            self.show_error(self.form, error)
        else:
            self.tasks.unhandled.emit(error)
