"""The unit's own data, as it stands on the papers, and the desk's date."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout

from app.actions.desk import Desk
from app.domain.changes import Changes
from ui import acts
from ui.forms import FormRows, Row
from ui.panels import push_button, quiet_label
from ui.refresh import Refresh
from ui.settings.subject import Subject, card, scrolled
from ui.tasks import TaskRunner
from ui.theme import scaled

STATION_FIELDS = ("unit_code", "unit_name", "superior_name", "document_mark", "leader", "phone", "query_way")


class StationPage(Subject):
    """单位资料."""

    form: FormRows

    def __init__(self, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> None:
        super().__init__(desk, tasks, refresh)
        column = self.column(
            self.tr("单位资料"), self.tr("印在回执和文书上。保存后，以后的文书都用新的资料。")
        )
        self.form = FormRows(self._rows(), self)
        self.form.setMaximumWidth(scaled(620))
        self.date = quiet_label()
        self.save_button = push_button(self.tr("保存"), self.save, keys="Ctrl+S", primary=True)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save_button)
        buttons.addStretch(1)
        column.addWidget(scrolled(card(self.form, self.date), self.form), 1)
        column.addLayout(buttons)
        self.form.edited.connect(self.on_typed)
        self.form.submitted.connect(self.save)
        self.form.left.connect(self.save)

    def _rows(self) -> tuple[Row, ...]:
        words = {
            "unit_code": self.tr("单位代码"),
            "unit_name": self.tr("单位全称"),
            "superior_name": self.tr("上级接待部门"),
            "document_mark": self.tr("发文字号代字"),
            "leader": self.tr("负责人"),
            "phone": self.tr("联系电话"),
            "query_way": self.tr("查询方式"),
        }
        return tuple(Row(name, words[name]) for name in STATION_FIELDS)

    def activate(self) -> None:
        station = self._desk.station
        if not self.touched:
            self.form.set_values({name: getattr(station, name) for name in STATION_FIELDS})
        fixed = self.tr("（已固定，用于演示或测试）") if self._desk.fixed_today else ""
        words = self.tr("工作台日期 {day}{fixed}　操作人员 {operator}　工作台编号 {desk}")
        self.date.setText(
            words.format(
                day=self._desk.today(), fixed=fixed, operator=self._desk.operator.name, desk=station.desk_id
            )
        )

    @Slot()
    def save(self) -> None:
        """Change the station's data."""
        values: dict[str, Any] = {name: self.form.text(name) for name in STATION_FIELDS}
        self.run(
            acts.later(
                acts.station, "change_station", self._desk, station=replace(self._desk.station, **values)
            ),
            self._on_saved,
        )

    @Slot(object)
    def _on_saved(self, changes: Changes) -> None:
        self.touched = False
        self.form.show_problems(())
        self.notice.tell("")
        self._refresh.tell(changes, self)
        self.said.emit(self.tr("单位资料已保存，以后的文书都用新的资料。"))
