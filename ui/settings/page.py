"""The station's data, printers and paper, text size, and the desk's date."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.documents import DocumentKind, SlipLayout
from app.domain.errors import DeskError, InvalidCase
from ui import acts
from ui.errors import sentence
from ui.forms import FormRows, Row
from ui.refresh import Refresh
from ui.start.page import label, primary
from ui.tasks import TaskRunner
from ui.theme import SCALES, apply_theme, scaled, text_scale

STATION_FIELDS = ("unit_code", "unit_name", "superior_name", "document_mark", "leader", "phone", "query_way")


def save_choices(desk: Desk, choices: dict[str, object]) -> Changes:
    """Remember several choices."""
    changes = Changes()
    for name, value in choices.items():
        changes |= acts.station().put_preference(desk, name, value)
    return changes


class SettingsPage(QScrollArea):
    """Two cards: what stands on the papers, and how this PC prints and shows."""

    said = Signal(str)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.tasks, self.refresh = desk, tasks, refresh
        self.setWidgetResizable(True)
        self.station = FormRows(self._station_rows(), self)
        self.choices = FormRows(self._choice_rows(), self)
        self.save_station_button = primary(self.tr("保存单位资料"))
        self.save_choices_button = primary(self.tr("保存打印与显示"))
        self.fault = label("", "problem")
        self.fault.hide()
        self.date = label("", "quiet")
        self.save_station_button.clicked.connect(self.save_station)
        self.station.submitted.connect(self.save_station)
        self.save_choices_button.clicked.connect(self.save_choices)
        self.choices.submitted.connect(self.save_choices)
        self._lay_out()

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setObjectName("scrolled")
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(scaled(14), scaled(10), scaled(14), scaled(10))
        outer.addWidget(label(self.tr("设置"), "title"))
        outer.addWidget(self.date)
        row = QHBoxLayout()
        row.addWidget(
            self._card(self.tr("单位资料（印在文书上）"), self.station, self.fault, self.save_station_button),
            1,
        )
        row.addWidget(self._card(self.tr("打印与显示"), self.choices, self.save_choices_button), 1)
        outer.addLayout(row)
        outer.addStretch(1)
        self.setWidget(inner)

    def _card(self, title: str, *widgets: QWidget) -> QFrame:
        card = QFrame()
        card.setObjectName("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(scaled(18), scaled(14), scaled(18), scaled(14))
        column.setSpacing(scaled(10))
        column.addWidget(label(title, "heading"))
        for widget in widgets:
            column.addWidget(widget)
        column.addStretch(1)
        return card

    def _station_rows(self) -> tuple[Row, ...]:
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

    def _choice_rows(self) -> tuple[Row, ...]:
        printers = (("", self.tr("每次选择")), *((n, n) for n in QPrinterInfo.availablePrinterNames()))
        layouts = tuple((layout.value, layout.label) for layout in SlipLayout)
        scales = tuple((str(scale), self.tr("{scale}%").format(scale=scale)) for scale in SCALES)
        kinds = tuple(
            Row(f"printer.{kind.value}", self.tr("打印机：") + _short(kind), "choice", choices=printers)
            for kind in DocumentKind
        )
        return (
            Row("slip.layout", self.tr("回执版式"), "choice", choices=layouts),
            *kinds,
            Row("ui.scale", self.tr("文字大小"), "choice", choices=scales),
        )

    @Slot()
    def activate(self) -> None:
        """The page came to the front: show what stands."""
        station = self.desk.station
        self.station.set_values({name: getattr(station, name) for name in STATION_FIELDS})
        get = acts.station().get_preference
        chosen = {name: get(self.desk, name, "") for name in self.choices.fields}
        chosen["slip.layout"] = chosen["slip.layout"] or SlipLayout.A4.value
        chosen["ui.scale"] = str(text_scale())
        self.choices.set_values(chosen)
        fixed = self.tr("（已固定，用于演示或测试）") if self.desk.fixed_today else ""
        words = self.tr("工作台日期 {day}{fixed}　登记员 {operator}　工作台编号 {desk}")
        self.date.setText(
            words.format(
                day=self.desk.today(), fixed=fixed, operator=self.desk.operator.name, desk=station.desk_id
            )
        )

    @Slot()
    def save_station(self) -> None:
        """Change the station's data."""
        values: dict[str, Any] = {name: self.station.text(name) for name in STATION_FIELDS}
        self.tasks.run(
            acts.later(
                acts.station, "change_station", self.desk, station=replace(self.desk.station, **values)
            ),
            on_success=self._on_station,
            on_failure=self._on_failure,
        )

    @Slot(object)
    def _on_station(self, changes: Changes) -> None:
        self.station.show_problems(())
        self.fault.hide()
        self.refresh.tell(changes, self)
        self.said.emit(self.tr("单位资料已保存，以后的文书都用新的资料。"))

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if isinstance(error, InvalidCase):
            rest = self.station.show_problems(error.problems)
            self.fault.setText("\n".join(problem.message for problem in rest))
            self.fault.setVisible(bool(rest))
        elif isinstance(error, DeskError):
            self.fault.setText(sentence(error))
            self.fault.show()
        else:
            self.tasks.unhandled.emit(error)

    @Slot()
    def save_choices(self) -> None:
        """Remember printers, paper and text size; the text changes at once."""
        values: dict[str, object] = dict(self.choices.values())
        scale = int(str(values["ui.scale"]))
        values["ui.scale"] = scale
        application = QApplication.instance()
        if scale != text_scale() and isinstance(application, QApplication):
            apply_theme(application, scale)
            self.said.emit(self.tr("文字大小已改变；个别间距在下次打开时调整。"))
        self.tasks.run(partial(save_choices, self.desk, values), on_success=self._on_choices)

    @Slot(object)
    def _on_choices(self, changes: Changes) -> None:
        self.refresh.tell(changes, self)


def _short(kind: DocumentKind) -> str:
    """A kind of document in a few characters, for a label."""
    return kind.label.removeprefix("信访事项").removeprefix("关于信访事项的")
