"""Who works at this desk: their roles, and letting somebody in with a passphrase of their own."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.codes import Role
from app.domain.station import Operator
from ui import acts
from ui.forms import FormRows, Row
from ui.panels import push_button, quiet_label
from ui.refresh import Refresh
from ui.settings.subject import Line, LinesTable, Subject, card, scrolled
from ui.start.first_run import strength_words
from ui.start.page import label
from ui.tasks import TaskRunner
from ui.theme import scaled

WIDTHS = (160, 230, 130, 180, 130)


class OperatorsPage(Subject):
    """操作人员."""

    form: FormRows

    def __init__(self, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> None:
        super().__init__(desk, tasks, refresh)
        words = self.tr(
            "每个人用自己的口令打开，做了什么记在自己名下。一个人可以有几种角色。★ 是正在使用的人。"
        )
        column = self.column(self.tr("操作人员"), words)
        row = QHBoxLayout()
        row.addWidget(self._list(), 1)
        row.addWidget(self._form_card())
        column.addLayout(row, 1)
        self.homes = {"roles": Role.AUDITOR.value}

    def _list(self) -> QWidget:
        titles = (self.tr("姓名"), self.tr("角色"), self.tr("职务"), self.tr("单位"), self.tr("电话"))
        self.table = LinesTable(self.tr("操作人员"), titles, WIDTHS)
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addWidget(label(self.tr("角色能做什么"), "heading"))
        column.addWidget(quiet_label("\n".join(self.role_words())))
        return made

    def role_words(self) -> tuple[str, ...]:
        """A line for each role."""
        return (
            self.tr("登记员：登记、办理、打印文书、装移送包；要负责人批准的事，提交后等批准。"),
            self.tr("负责人：批准答复、延期、不予受理和原因说明，改文书模板，看逾期。"),
            self.tr("监督员：看记录和数字，什么都不改。"),
            self.tr("管理员：操作人员、单位表、日历、模板、备份；看不到密封的检举控告件。"),
        )

    def _form_card(self) -> QWidget:
        self.form = FormRows(
            (
                Row("name", self.tr("姓名")),
                *self._role_rows(),
                Row("post", self.tr("职务"), hint=self.tr("例如 区长")),
                Row("unit", self.tr("单位")),
                Row("phone", self.tr("电话")),
                Row("passphrase", self.tr("口令"), "secret", self.tr("本人输入，至少8个字符")),
                Row("again", self.tr("再输一遍"), "secret"),
            ),
            self,
        )
        self.strength = QLabel()
        self.strength.setObjectName("quiet")
        self.strength.setWordWrap(True)
        self.save_button = push_button(self.tr("增加操作人员"), self.save, keys="Ctrl+S", primary=True)
        self.form.edited.connect(self._on_edited)
        self.form.submitted.connect(self.save)
        self.form.left.connect(self.save)
        heading = label(self.tr("增加操作人员"), "heading")
        made = scrolled(card(heading, self.form, self.strength, self.save_button), self.form)
        made.setFixedWidth(scaled(330))
        self._on_edited("")
        return made

    def _role_rows(self) -> tuple[Row, ...]:
        """A box for each role, two on a line."""
        roles = tuple(Role)
        return tuple(
            Row(role.value, role.label, "check", beside=roles[place - 1].value if place % 2 else "")
            for place, role in enumerate(roles)
        )

    def activate(self) -> None:
        may = self.is_administrator
        self.form.setEnabled(may)
        self.save_button.setEnabled(may)
        if not may:
            self.notice.tell(self.tr("只有管理员可以增加操作人员，这里只能看。"))
        self.run(acts.later(acts.operators, "list_operators", self._desk), self._on_operators)

    @Slot(object)
    def _on_operators(self, operators: list[Operator]) -> None:
        self.table.show_lines([Line(one.name, self._cells(one)) for one in operators])
        if not self.form.text("unit"):
            self.form.set_values({"unit": self._desk.station.unit_name, Role.CLERK.value: True})

    def _cells(self, one: Operator) -> tuple[str, ...]:
        me = self.tr("★ ") if one.name == self._desk.operator.name else ""
        return (me + one.name, "、".join(role.label for role in one.roles), one.post, one.unit, one.phone)

    @Slot(str)
    def _on_edited(self, name: str) -> None:
        self.strength.setText(strength_words(self, str(self.form.value("passphrase"))))

    @Slot()
    def save(self) -> None:
        """Let somebody in, unless the two passphrases differ."""
        if not self.save_button.isEnabled():
            return
        self.form.show_problems(())
        self.notice.tell("")
        if self.form.value("passphrase") != self.form.value("again"):
            self.form.say("again", self.tr("两遍口令不一样，请重新输入"))
            self.form.fields["again"].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        operator = Operator(
            name=self.form.text("name"),
            roles=tuple(role for role in Role if self.form.value(role.value)),
            phone=self.form.text("phone"),
            post=self.form.text("post"),
            unit=self.form.text("unit"),
        )
        self.save_button.setEnabled(False)
        self.run(
            acts.later(
                acts.operators,
                "add_operator",
                self._desk,
                operator=operator,
                passphrase=str(self.form.value("passphrase")),
            ),
            self._on_saved,
            self._on_over,
        )

    @Slot(object)
    def _on_saved(self, changes: Changes) -> None:
        name = self.form.text("name")
        empty: dict[str, object] = dict.fromkeys(self.form.fields, "")
        self.form.set_values({**empty, **dict.fromkeys((role.value for role in Role), False)})
        self._on_edited("")
        self._refresh.tell(changes, self)
        words = self.tr("已增加操作人员 {name}。下次打开时，{name} 用自己的口令进入。")
        self.said.emit(words.format(name=name))
        self.activate()

    @Slot()
    def _on_over(self) -> None:
        self.save_button.setEnabled(self.is_administrator)
