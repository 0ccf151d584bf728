"""The unit table: who may sign decisions, and which is the level above; two steps the first time."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.station import UnitEntry, UnitKind
from ui import acts
from ui.forms import FormRows, Row
from ui.panels import push_button, quiet_label
from ui.refresh import Refresh
from ui.settings.subject import Line, LinesTable, Subject, card, scrolled
from ui.start.page import label
from ui.tasks import TaskRunner
from ui.theme import scaled, text_scale

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTHS = (100, 230, 160, 90, 110, 150, 130)
NARROW = (70, 150, 160, 84, 110, 150, 130)
SUPERIOR, KIND = 2, 4
LEFT_TO_THE_FORM = (5, 6)
"""Address and phone: the form beside the table says them; so it does more where large text needs the room."""


def put_all(desk: Desk, units: Sequence[UnitEntry]) -> Changes:
    """Enter or change several units, each in its own act, in this order."""
    changes = Changes()
    for unit in units:
        changes |= acts.units().put_unit(desk, unit=unit)
    return changes


def take_back(desk: Desk, gone: Sequence[str], back: Sequence[UnitEntry]) -> Changes:
    """Let units stand as they stood, then drop those that were new."""
    changes = put_all(desk, back)
    for code in gone:
        changes |= acts.units().drop_unit(desk, code=code)
    return changes


class UnitsPage(Subject):
    """单位表: the table on the left, the form of the chosen or the new unit on the right."""

    form: FormRows

    def __init__(self, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> None:
        super().__init__(desk, tasks, refresh)
        self.units: dict[str, UnitEntry] = {}
        self._doing: tuple[tuple[str, ...], tuple[UnitEntry, ...]] = ((), ())
        words = self.tr(
            "有权处理的单位才能受理和出具《信访事项处理意见书》；复查由上一级办理，复核由再上一级办理。"
            "区队、车间、科室是内设机构，一般无权处理（条例第三十二条、第三十五条、第三十六条）。"
        )
        column = self.column(self.tr("单位表"), words)
        row = QHBoxLayout()
        row.addWidget(self._list(), 1)
        row.addWidget(self._form_card())
        column.addLayout(row, 1)

    # --- how it looks ---------------------------------------------------------------------------------------

    def _list(self) -> QWidget:
        titles = (
            self.tr("代码"),
            self.tr("名称"),
            self.tr("上一级"),
            self.tr("有权处理"),
            self.tr("性质"),
            self.tr("地址"),
            self.tr("电话"),
        )
        large = text_scale() > 115
        self.table = LinesTable(self.tr("单位表"), titles, NARROW if large else WIDTHS)
        for hidden in (SUPERIOR, KIND, *LEFT_TO_THE_FORM) if large else LEFT_TO_THE_FORM:
            self.table.hideColumn(hidden)
        self.table.picked.connect(self._on_picked)
        self.table.activated.connect(self._edit)
        self.empty = quiet_label(
            self.tr(
                "单位表还是空的。\n\n分两步填好就能用：\n① 本单位，有没有权处理；\n② 上一级单位，复查由它办理。\n\n"
                "转送、交办要用的单位和科室也加在这里。"
            )
        )
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        self.add_button = push_button(self.tr("加一个单位"), self.add, keys="Ctrl+Shift+N")
        self.drop_button = push_button(self.tr("删去"), self.drop, keys="Ctrl+Delete")
        buttons = QHBoxLayout()
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.drop_button)
        buttons.addStretch(1)
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack, 1)
        column.addLayout(buttons)
        return made

    def _form_card(self) -> QWidget:
        kinds = tuple((kind.value, kind.label) for kind in UnitKind)
        self.form = FormRows(
            (
                Row("code", self.tr("代码"), hint=self.tr("例如 ZC01")),
                Row("name", self.tr("名称"), hint=self.tr("全称，印在文书上")),
                Row("kind", self.tr("性质"), "choice", choices=kinds),
                Row("competent", self.tr("有权处理（能出具处理意见书）"), "check"),
                Row("superior", self.tr("上一级"), "choice"),
                Row("address", self.tr("地址")),
                Row("phone", self.tr("电话")),
            ),
            self,
        )
        self.heading = label("", "heading")
        self.save_button = push_button(self.tr("保存"), self.save, keys="Ctrl+S", primary=True)
        self.form.edited.connect(self.on_typed)
        self.form.submitted.connect(self.save)
        self.form.left.connect(self.save)
        made = scrolled(card(self.heading, self.form, self.save_button), self.form)
        made.setFixedWidth(scaled(330))
        return made

    # --- what stands ----------------------------------------------------------------------------------------

    def activate(self) -> None:
        self.run(acts.later(acts.units, "list_units", self._desk), self._on_units)

    @Slot(object)
    def _on_units(self, units: list[UnitEntry]) -> None:
        self.units = {unit.code: unit for unit in units}
        self.table.show_lines([Line(unit.code, self._cells(unit)) for unit in units])
        self.stack.setCurrentIndex(0 if units else 1)
        may = self.is_administrator
        for widget in (self.form, self.save_button, self.add_button):
            widget.setEnabled(may)
        if not may:
            self.notice.tell(self.tr("只有管理员可以改单位表，这里只能看。"))
        if not self.touched:
            self._show_standing(units)
        self.drop_button.setEnabled(may and bool(self.table.key))

    def _show_standing(self, units: list[UnitEntry]) -> None:
        """The next of the first two steps, or the chosen unit."""
        if self.step:
            self._show_step()
        elif not self.table.key:
            self.table.pick(units[0].code)
        else:
            self._show(self.units[self.table.key])

    def _cells(self, unit: UnitEntry) -> tuple[str, ...]:
        above = self.units.get(unit.superior)
        return (
            unit.code,
            (self.tr("★ 本单位　") if unit.code == self._desk.station.unit_code else "") + unit.name,
            above.name if above else unit.superior or "—",
            self.tr("✓ 有权") if unit.competent else self.tr("— 无权"),
            unit.kind.label,
            unit.address,
            unit.phone,
        )

    @property
    def own(self) -> UnitEntry | None:
        """This unit's own line."""
        return self.units.get(self._desk.station.unit_code)

    @property
    def step(self) -> int:
        """Which of the two first steps is next: 1 this unit, 2 the level above; 0 when both are done."""
        if not self.units:
            return 1
        return 2 if len(self.units) == 1 and self.own is not None and not self.own.superior else 0

    def _show_step(self) -> None:
        """The form of the first or the second step, with what the desk knows already."""
        station = self._desk.station
        self.table.pick("")
        if self.step == 1:
            self._show(UnitEntry(station.unit_code, station.unit_name, phone=station.phone), new=True)
            self.heading.setText(self.tr("第一步（共两步）：本单位"))
        else:
            self._show(UnitEntry("", station.superior_name, competent=True), new=True)
            self.heading.setText(self.tr("第二步（共两步）：上一级单位"))

    def _show(self, unit: UnitEntry, *, new: bool = False) -> None:
        """A unit in the form; the code of one that stands cannot be changed."""
        self.touched = False
        field = self.form.fields["superior"]
        assert isinstance(field, QComboBox)
        field.clear()
        field.addItem(self.tr("没有"), "")
        for other in self.units.values():
            if other.code != unit.code:
                field.addItem(f"{other.code} {other.name}", other.code)
        self.form.set_values(
            {
                "code": unit.code,
                "name": unit.name,
                "kind": unit.kind.value,
                "competent": unit.competent,
                "superior": unit.superior,
                "address": unit.address,
                "phone": unit.phone,
            }
        )
        self.form.show_problems(())
        self.form.fields["code"].setEnabled(new)
        self.heading.setText(self.tr("新的单位") if new else self.tr("修改 {name}").format(name=unit.name))

    @Slot(str)
    def _on_picked(self, key: str) -> None:
        if key in self.units:
            self._show(self.units[key])
        self.drop_button.setEnabled(self.is_administrator and bool(key))

    # --- what is done ---------------------------------------------------------------------------------------

    @Slot()
    def _edit(self) -> None:
        """Enter in the table: into the form."""
        self.form.fields["name"].setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def add(self) -> None:
        """An empty form for a new unit."""
        self.table.pick("")
        self._show(UnitEntry("", "", superior=self._desk.station.unit_code if self.own else ""), new=True)
        self.form.fields["code"].setFocus(Qt.FocusReason.TabFocusReason)

    def _typed(self) -> UnitEntry:
        """What stands in the form."""
        return UnitEntry(
            code=self.form.text("code").upper(),
            name=self.form.text("name"),
            superior=self.form.text("superior"),
            competent=bool(self.form.value("competent")),
            kind=UnitKind(self.form.text("kind")),
            address=self.form.text("address"),
            phone=self.form.text("phone"),
        )

    @Slot()
    def save(self) -> None:
        """Enter the unit; in the second step this unit gets it as its level above."""
        unit, wanted = self._typed(), [self._typed()]
        new = self.form.fields["code"].isEnabled()
        if new and unit.code in self.units:
            self.form.say("code", self.tr("单位表里已经有这个代码，请在左边选中它来改"))
            return
        before = [self.units[unit.code]] if not new else []
        if self.step == 2 and self.own is not None and new:
            wanted.append(replace(self.own, superior=unit.code))
            before = [self.own]
        self.form.show_problems(())
        self._doing = ((unit.code,) if new else (), tuple(before))
        self.run(partial(put_all, self._desk, wanted), self._on_saved)

    @Slot(object)
    def _on_saved(self, changes: Changes) -> None:
        gone, back = self._doing
        undo = partial(self._take_back, gone, back)
        self._told(changes, self.tr("单位表已保存。"), undo)

    @Slot()
    def drop(self) -> None:
        """Take the chosen unit off the table."""
        unit = self.units.get(self.table.key)
        if unit is None:
            return
        self._doing = ((), (unit,))
        self.run(partial(take_back, self._desk, (unit.code,), ()), self._on_dropped)

    @Slot(object)
    def _on_dropped(self, changes: Changes) -> None:
        _, (unit,) = self._doing
        self.table.pick("")
        words = self.tr("已删去 {name}。").format(name=unit.name)
        self._told(changes, words, partial(self._take_back, (), (unit,)))

    def _take_back(self, gone: Sequence[str], back: Sequence[UnitEntry]) -> None:
        """Undo the last act."""
        self.run(partial(take_back, self._desk, gone, back), self._on_taken_back)

    @Slot(object)
    def _on_taken_back(self, changes: Changes) -> None:
        self._refresh.tell(changes, self)
        self.said.emit(self.tr("已撤销。"))
        self.activate()

    def _told(self, changes: Changes, words: str, undo: object) -> None:
        self.touched = False
        self.notice.tell("")
        self._refresh.tell(changes, self)
        self.undoable.emit(words, undo)
        self.activate()
