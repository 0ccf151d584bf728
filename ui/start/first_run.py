"""The first start: which unit, who works here, which passphrase."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.domain.codes import StationRole
from app.domain.documents import RecoverySheetContent
from app.domain.errors import DeskError
from app.domain.station import Station
from ui import acts
from ui.forms import FormRows, Row
from ui.start.page import CardPage, label, link, primary
from ui.tasks import TaskRunner


def make_desk(
    home: Path, station: Station, operator: str, passphrase: str, kdf: object, today: dt.date | None
) -> tuple[object, RecoverySheetContent]:
    """Create the desk; its connection of this thread is given back."""
    desk, sheet = acts.bootstrap().create_desk(
        home, station=station, operator=operator, passphrase=passphrase, kdf=kdf, today=today
    )
    desk.release()
    return desk, sheet


class FirstRunPage(CardPage):
    """``created(desk, sheet)`` when the desk is made."""

    created = Signal(object, object)
    restore_wanted = Signal()

    def __init__(
        self,
        home: Path,
        tasks: TaskRunner,
        today: dt.date | None,
        kdf: object = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(QCoreApplication.translate("FirstRunPage", "信访工作台 · 首次使用"), parent=parent)
        self.home, self.tasks, self.today, self.kdf = home, tasks, today, kdf
        words = self.tr(
            "先填写本单位和登记员，再设一个口令。数据加密存在本机，不连网，只归电脑用户“{user}”："
            "在别的电脑用户下建过的，请换那个用户登录，不要再建。"
        )
        self.column.addWidget(label(words.format(user=acts.window_hold().this_user()), "quiet"))
        self.form = FormRows(self._rows(), self)
        self.strength = QLabel()
        self.strength.setObjectName("quiet")
        self.button = primary(self.tr("建立工作台 (Ctrl+Enter)"))
        self.link = link(self.tr("换了电脑？从备份恢复… (Ctrl+R)"))
        self.link.setShortcut("Ctrl+R")
        row, way_out = QHBoxLayout(), QHBoxLayout()
        way_out.addWidget(self.link)
        way_out.addStretch(1)
        row.addWidget(self.strength, 1)
        row.addWidget(self.button)
        self.column.addWidget(self.form)
        self.column.addWidget(self.fault)
        self.column.addLayout(row)
        self.column.addLayout(way_out)
        self.form.edited.connect(self._on_edited)
        self.form.submitted.connect(self.submit)
        self.form.left.connect(self.submit)
        self.button.clicked.connect(self.submit)
        self.link.clicked.connect(self.restore_wanted)
        self.setFocusProxy(self.form.fields["unit_code"])
        self._on_edited("")

    def _rows(self) -> tuple[Row, ...]:
        return (
            Row("unit_code", self.tr("单位代码"), hint=self.tr("写在每个编号前面，例如 ZC01")),
            Row("unit_name", self.tr("单位全称"), hint=self.tr("例如 示例煤业综采一区")),
            Row(
                "superior_name", self.tr("上级接待部门"), hint=self.tr("移送到哪里，例如 集团公司信访接待部")
            ),
            Row(
                "role",
                self.tr("本单位是"),
                "choice",
                choices=tuple(
                    (role.value, f"{role.label}（{self._role_words(role)}）") for role in StationRole
                ),
            ),
            Row("operator", self.tr("登记员姓名")),
            Row("passphrase", self.tr("口令"), "secret", self.tr("至少8个字符")),
            Row("again", self.tr("再输一遍口令"), "secret"),
        )

    def _role_words(self, role: StationRole) -> str:
        """What a role decides: which acts the desk offers."""
        if role is StationRole.WORKSHOP:
            return self.tr("区队、车间：登记、答复、上报移送")
        return self.tr("受理、交办、出具处理意见书")

    @Slot(str)
    def _on_edited(self, name: str) -> None:
        self.strength.setText(strength_words(self, str(self.form.value("passphrase"))))

    @Slot()
    def submit(self) -> None:
        """Make the desk, unless the two passphrases differ."""
        if not self.button.isEnabled():
            return
        values = {
            name: self.form.text(name) for name in ("unit_code", "unit_name", "superior_name", "operator")
        }
        passphrase = str(self.form.value("passphrase"))
        self.say_fault("")
        if passphrase != self.form.value("again"):
            self.form.say("again", self.tr("两遍口令不一样，请重新输入"))
            self.form.fields["again"].setFocus()
            return
        self.button.setEnabled(False)
        station = Station(
            values["unit_code"].upper(),
            values["unit_name"],
            values["superior_name"],
            role=StationRole(str(self.form.value("role"))),
        )
        self.tasks.run(
            partial(make_desk, self.home, station, values["operator"], passphrase, self.kdf, self.today),
            on_success=self._on_made,
            on_failure=self._on_failure,
        )

    @Slot(object)
    def _on_made(self, made: tuple[object, RecoverySheetContent]) -> None:
        self.form.set_values({"passphrase": "", "again": ""})
        self.created.emit(*made)

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        self.button.setEnabled(True)
        if isinstance(error, DeskError):
            self.show_error(self.form, error)
        else:
            self.tasks.unhandled.emit(error)


def strength_words(page: QWidget, passphrase: str) -> str:
    """A hint, no rule: length counts for more than odd characters."""
    if len(passphrase) < 8:
        return page.tr("口令强度：○○○ 太短，至少8个字符")
    kinds = sum(any(test(c) for c in passphrase) for test in (str.isdigit, str.isalpha, _is_other))
    if len(passphrase) >= 14 or (len(passphrase) >= 10 and kinds == 3):
        return page.tr("口令强度：●●● 好")
    if len(set(passphrase)) < 5 or (kinds == 1 and passphrase.isdigit()):
        return page.tr("口令强度：●○○ 弱，容易被猜到；请加长或用一句话")
    return page.tr("口令强度：●●○ 中等，再长一些更好")


def _is_other(char: str) -> bool:
    return not char.isalnum()
