"""Who works at this desk: letting somebody in, other roles, a forgotten passphrase, going and coming back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.codes import Role
from app.domain.station import Operator
from ui import acts
from ui.forms import FormRows, Row
from ui.panels import WorkBar, push_button, quiet_label, set_words
from ui.refresh import Refresh
from ui.settings.handing_out import OneTimeDialog, RemoveDialog
from ui.settings.rekeying import Rekeying
from ui.settings.subject import Line, LinesTable, Subject, card, scrolled
from ui.start.first_run import strength_words
from ui.start.page import label
from ui.tasks import TaskRunner
from ui.theme import scaled, text_scale

if TYPE_CHECKING:
    from app.actions.passphrases import OneTime

WIDTHS = (160, 230, 130, 180)
SECRETS = ("passphrase", "again")
"""Asked of somebody new only."""


def list_all(desk: Desk) -> tuple[list[Operator], list[Operator]]:
    """Who works here, and who did once."""
    return acts.operators().list_operators(desk), acts.operators().former_operators(desk)


class OperatorsPage(Subject):
    """操作人员."""

    form: FormRows

    def __init__(self, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> None:
        super().__init__(desk, tasks, refresh)
        words = self.tr(
            "每个人用自己的口令打开，做了什么记在自己名下。一个人可以有几种角色。★ 是正在使用的人。"
        )
        column = self.column(self.tr("操作人员"), words)
        self.about.setVisible(text_scale() <= 115)  # large text leaves the room to the people
        self.people: dict[str, Operator] = {}
        self.former: dict[str, Operator] = {}
        self.chosen = ""
        self.asking: QDialog | None = None
        self.work = WorkBar()
        self.rekeying = Rekeying(desk, tasks, refresh, self, self.work)
        self.rekeying.said.connect(self.said)
        self.rekeying.failed.connect(self.on_failure)
        row = QHBoxLayout()
        row.addWidget(self._list(), 1)
        row.addWidget(self._form_card())
        column.addWidget(self.work)
        column.addLayout(row, 1)
        self.homes = {"roles": Role.AUDITOR.value}
        self.table.picked.connect(self._on_picked)

    def _list(self) -> QWidget:
        titles = (self.tr("姓名"), self.tr("角色"), self.tr("职务"), self.tr("单位"))
        room = len(titles) if text_scale() <= 115 else len(titles) - 1  # the unit stands in the form, too
        self.table = LinesTable(self.tr("操作人员"), titles[:room], WIDTHS[:room])
        self.new_button = push_button(self.tr("增加一人"), self.begin_new, keys="F2")
        self.reset_button = push_button(self.tr("忘了口令，重设"), self.reset, keys="F4")
        self.remove_button = push_button(self.tr("移出…"), self.ask_removal, keys="F8")
        self.return_button = push_button(self.tr("请回来"), self.bring_back, keys="F9")
        buttons = QGridLayout()
        acts_on = (self.new_button, self.reset_button, self.remove_button, self.return_button)
        for place, button in enumerate(acts_on):
            buttons.addWidget(button, place // 2, place % 2)
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addLayout(buttons)
        column.addWidget(quiet_label("\n".join(self.role_words())))
        return made

    def role_words(self) -> tuple[str, ...]:
        """A line for each role."""
        return (
            self.tr("登记员：登记、办理，该批准的送审"),
            self.tr("负责人：审批，也能办理、改模板"),
            self.tr("监督员：看记录和数字，什么都不改"),
            self.tr("管理员：人员、日历、备份，不看密封件"),
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
        self.save_button = push_button("", self.save, keys="Ctrl+S", primary=True)
        self.heading = label("", "heading")
        self.form.edited.connect(self._on_edited)
        self.form.submitted.connect(self.save)
        self.form.left.connect(self.save)
        made = scrolled(card(self.heading, self.form, self.strength, self.save_button), self.form)
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

    # --- the list -----------------------------------------------------------------------------------------------

    def activate(self) -> None:
        if not self.is_administrator:
            self.notice.tell(self.tr("只有管理员可以增加、修改和移出操作人员，这里只能看。"))
        self.run(partial(list_all, self._desk), self._on_people)

    @Slot(object)
    def _on_people(self, people: tuple[list[Operator], list[Operator]]) -> None:
        self.people, self.former = ({one.name: one for one in some} for some in people)
        here, gone = people
        blocked = self.table.blockSignals(True)  # nobody else is picked by being shown again
        self.table.show_lines(
            [Line(one.name, self._cells(one, self._roles(one))) for one in here]
            + [Line(one.name, self._cells(one, self._former_roles(one))) for one in gone],
            self.chosen,
        )
        self.table.blockSignals(blocked)
        if self.table.key != self.chosen or not self.touched:
            self._on_picked(self.table.key)
        self._enable()

    def _cells(self, one: Operator, roles: str) -> tuple[str, ...]:
        me = self.tr("★ ") if one.name == self._desk.operator.name else ""
        return (me + one.name, roles, one.post, one.unit)

    def _roles(self, one: Operator) -> str:
        return "、".join(role.label for role in one.roles)

    def _former_roles(self, one: Operator) -> str:
        return self.tr("已离开（原{roles}）").format(roles=self._roles(one))

    @Slot(str)
    def _on_picked(self, name: str) -> None:
        """Somebody is chosen: his data may be changed; nobody: somebody new may come."""
        self.chosen = name
        self._show_form(self.people.get(name) or self.former.get(name))
        self._enable()

    def _enable(self) -> None:
        """What may be done with whoever is chosen."""
        name, may = self.chosen, self.is_administrator
        here, me = name in self.people, name == self._desk.operator.name
        self.form.setEnabled(may and (here or not name))
        self.save_button.setEnabled(self.form.isEnabled())
        self.new_button.setEnabled(may)
        self.reset_button.setEnabled(may and here and not me)
        self.remove_button.setEnabled(may and here and not me)
        self.return_button.setEnabled(may and name in self.former)

    def _show_form(self, one: Operator | None) -> None:
        """The data of somebody, or an empty form."""
        new = one is None
        self.heading.setText(self.tr("增加操作人员") if new else self.tr("修改操作人员"))
        set_words(self.save_button, self.tr("增加操作人员") if new else self.tr("保存修改"), "Ctrl+S")
        for name in SECRETS:
            self.form.show_row(name, shown=new)
        self.strength.setVisible(new)
        self.form.fields["name"].setEnabled(new)
        shown = one or Operator("", (Role.CLERK,), unit=self._desk.station.unit_name)
        self.form.show_problems(())
        self.form.set_values(
            {
                "name": shown.name,
                "post": shown.post,
                "unit": shown.unit,
                "phone": shown.phone,
                **dict.fromkeys(SECRETS, ""),
                **{role.value: role in shown.roles for role in Role},
            }
        )
        self._on_edited("")

    @Slot(str)
    def _on_edited(self, name: str) -> None:
        self.touched = bool(name)
        self.strength.setText(strength_words(self, str(self.form.value("passphrase"))))

    @Slot()
    def begin_new(self) -> None:
        """An empty form for somebody new."""
        self.table.pick("")
        self._on_picked("")
        self.form.fields["name"].setFocus(Qt.FocusReason.OtherFocusReason)

    # --- coming and changing ------------------------------------------------------------------------------------

    @Slot()
    def save(self) -> None:
        """Let somebody in, unless the two passphrases differ; or keep what was changed."""
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
        if self.chosen:
            before = self.people[self.chosen]
            self._change(operator, partial(self._on_changed, before))
            return
        passphrase = str(self.form.value("passphrase"))
        act = acts.later(acts.operators, "add_operator", self._desk, operator=operator, passphrase=passphrase)
        self.run(act, self._on_added, self._on_over)

    def _change(self, operator: Operator, done: object) -> None:
        act = acts.later(acts.operators, "change_operator", self._desk, operator=operator)
        self.run(act, done, self._on_over)  # type: ignore[arg-type]

    @Slot(object)
    def _on_added(self, changes: Changes) -> None:
        name = self.form.text("name")
        self._refresh.tell(changes, self)
        words = self.tr("已增加操作人员 {name}。下次打开时，{name} 用自己的口令进入。")
        self.said.emit(words.format(name=name))
        self.touched, self.chosen = False, name
        self.activate()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)  # the arrows go on from whoever came

    def _on_changed(self, before: Operator, changes: Changes) -> None:
        self._refresh.tell(changes, self)
        words = self.tr("{name} 的资料已修改。").format(name=before.name)
        self.undoable.emit(words, partial(self._change_back, before))
        self.touched = False
        self.activate()

    def _change_back(self, before: Operator) -> None:
        self._change(before, self._on_changed_back)

    @Slot(object)
    def _on_changed_back(self, changes: Changes) -> None:
        self._refresh.tell(changes, self)
        self.said.emit(self.tr("已改回原来的。"))
        self.touched = False
        self.activate()

    @Slot()
    def _on_over(self) -> None:
        self.save_button.setEnabled(self.form.isEnabled())

    # --- a forgotten passphrase, going, coming back -------------------------------------------------------------

    @Slot()
    def reset(self) -> None:
        """Somebody forgot his passphrase: one for a single opening."""
        if self.reset_button.isEnabled():
            self.run(
                partial(acts.passphrases().reset_passphrase, self._desk, name=self.chosen),
                self._on_one_time,
            )

    @Slot()
    def bring_back(self) -> None:
        """Somebody who left works here again."""
        self._bring_back(self.chosen)

    def _bring_back(self, name: str) -> None:
        self.run(partial(acts.passphrases().return_operator, self._desk, name=name), self._on_one_time)

    @Slot(object)
    def _on_one_time(self, made: OneTime) -> None:
        """What only he may know, shown this once."""
        self._refresh.tell(Changes(settings=("operators",)), self)
        self.touched = False
        dialog = self.asking = OneTimeDialog((made,), self)
        dialog.finished.connect(self.activate)
        dialog.open()

    @Slot()
    def ask_removal(self) -> None:
        """What to think of before somebody goes."""
        dialog = self.asking = RemoveDialog(self.chosen, self)
        dialog.confirmed.connect(self._remove)
        dialog.open()

    @Slot(bool)
    def _remove(self, rekey: bool) -> None:
        self.asking = None
        act = partial(acts.operators().remove_operator, self._desk, name=self.chosen)
        self.run(act, partial(self._on_removed, self.chosen, rekey))

    def _on_removed(self, name: str, rekey: bool, changes: Changes) -> None:
        self._refresh.tell(changes, self)
        words = self.tr("{name} 已移出，口令不再有效。").format(name=name)
        self.undoable.emit(words, partial(self._bring_back, name))
        self.touched = False
        self.activate()
        if rekey:
            self.rekeying.ask()
