"""The filters above the cases table: search, state, class, unit, days received, due."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QDate, QSignalBlocker, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from app.actions.desk import Desk
from app.domain.cases import CaseFilter
from app.domain.codes import CaseClass, CaseState
from ui.forms import from_qdate
from ui.theme import scaled, state_words, text_scale

DEBOUNCE_MS = 200
NO_DAY = QDate(1990, 1, 1)
"""The date field's lowest day stands for "any"."""


class CaseFilters(QWidget):
    """``changed(CaseFilter)`` a moment after the last keystroke, at once with Enter."""

    changed = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("搜索：姓名、拼音首字母、事由、编号、电话 (Ctrl+F)"))
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(self.tr("搜索"))
        self.state = self._combo(
            self.tr("全部状态"), [(state.value, state_words(state)) for state in CaseState]
        )
        classes = [(c.value, f"{c.value} {c.label}") for c in CaseClass if c is not CaseClass.B]
        self.case_class = self._combo(self.tr("全部分类"), classes)
        self.unit = self._combo(self.tr("全部单位"), [])
        self.due = self._combo(
            self.tr("期限不限"),
            [("-1", self.tr("■ 已逾期")), ("0", self.tr("▲ 今日及以前到期")), ("7", self.tr("● 七日内到期"))],
        )
        self.first, self.last = self._day(), self._day()
        self.reset_button = QPushButton(self.tr("清除"))
        self.reset_button.setToolTip(self.tr("清除搜索和全部筛选条件"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(scaled(6))
        top, below = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addWidget(self.reset_button)
        for widget in (self.state, self.case_class, self.unit, self.due):
            below.addWidget(widget, 1)
        days = below if text_scale() <= 115 else QHBoxLayout()
        days.addWidget(QLabel(self.tr("收到")))
        days.addWidget(self.first)
        days.addWidget(QLabel(self.tr("至")))
        days.addWidget(self.last)
        if days is not below:
            days.addStretch(1)
            grid.addLayout(days, 2, 0)
        grid.addLayout(top, 0, 0)
        grid.addLayout(below, 1, 0)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._timer.start)
        self.search.returnPressed.connect(self.tell)
        for combo in (self.state, self.case_class, self.unit, self.due):
            combo.currentIndexChanged.connect(self.tell)
        for day in (self.first, self.last):
            day.dateChanged.connect(self._timer.start)
        self._timer.timeout.connect(self.tell)
        self.reset_button.clicked.connect(self.reset)

    def _combo(self, all_words: str, choices: list[tuple[str, str]]) -> QComboBox:
        combo = QComboBox()
        combo.addItem(all_words, "")
        for value, words in choices:
            combo.addItem(words, value)
        combo.setMinimumContentsLength(3 if text_scale() <= 115 else 5)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setAccessibleName(all_words)
        return combo

    def _day(self) -> QDateEdit:
        field = QDateEdit()
        field.setCalendarPopup(True)
        field.setDisplayFormat("yyyy-MM-dd")
        field.setMinimumDate(NO_DAY)
        field.setSpecialValueText(self.tr("不限"))
        field.setDate(NO_DAY)
        return field

    def set_units(self, names: list[str]) -> None:
        """The units of the filter; the chosen one stays chosen."""
        chosen = self.unit.currentData()
        with QSignalBlocker(self.unit):
            while self.unit.count() > 1:
                self.unit.removeItem(1)
            for name in names:
                if name:
                    self.unit.addItem(name, name)
            self.unit.setCurrentIndex(max(self.unit.findData(chosen), 0))

    def where(self) -> CaseFilter:
        """What is wanted now."""
        state, wanted_class = str(self.state.currentData()), str(self.case_class.currentData())
        due = str(self.due.currentData())
        return CaseFilter(
            text=self.search.text().strip(),
            states=(CaseState(state),) if state else (),
            case_class=CaseClass(wanted_class) if wanted_class else None,
            unit=str(self.unit.currentData()),
            received_from=self._chosen(self.first),
            received_to=self._chosen(self.last),
            due_by=self.desk.today() + dt.timedelta(days=int(due)) if due else None,
        )

    def _chosen(self, field: QDateEdit) -> dt.date | None:
        return None if field.date() == NO_DAY else from_qdate(field.date())

    @Slot()
    def tell(self) -> None:
        """Say now what is wanted."""
        self._timer.stop()
        self.changed.emit(self.where())

    @Slot()
    def reset(self) -> None:
        """Everything again."""
        blockers = [
            QSignalBlocker(field)
            for field in (self.state, self.case_class, self.unit, self.due, self.first, self.last)
        ]
        self.search.clear()
        for combo in (self.state, self.case_class, self.unit, self.due):
            combo.setCurrentIndex(0)
        for day in (self.first, self.last):
            day.setDate(NO_DAY)
        del blockers
        self.tell()
