"""The lines of the history, fetched block by block as they are scrolled to, and what an auditor looks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QDate, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QDateEdit, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from app.domain.history import HistoryEntry, HistoryFilter
from app.domain.history_export import HIDDEN, REWOUND
from app.domain.history_words import act_word
from ui.block_model import BlockModel, Index
from ui.forms import from_qdate
from ui.panels import push_button
from ui.theme import scaled, text_scale

NO_DAY = QDate(1990, 1, 1)
"""The date field's lowest day stands for "any"."""


def line_words(entry: HistoryEntry) -> str:
    """What was done, and from what to what, on one line."""
    notes = [word for word, said in ((REWOUND, entry.rewound), (HIDDEN, entry.hidden)) if said]
    marks = "".join(f"〔{word}〕" for word in notes)
    return marks + "；".join(part for part in (entry.text, entry.change) if part)


class HistoryModel(BlockModel[HistoryEntry]):
    """Lines, newest first; the next block begins before the oldest line that was fetched."""

    NUMBER, AT, OPERATOR, ACT, CASE, SAID = range(6)

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._titles = (
            self.tr("条"),
            self.tr("时间"),
            self.tr("操作人员"),
            self.tr("操作"),
            self.tr("事项编号"),
            self.tr("内容和变更"),
        )

    def place(self) -> int:
        return self._rows[-1].number if self._rows else 0

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        row = self._rows[index.row()]
        return {
            self.NUMBER: str(row.number),
            self.AT: f"{row.at:%Y-%m-%d %H:%M:%S}",
            self.OPERATOR: row.operator,
            self.ACT: act_word(row.act),
            self.CASE: row.case_number,
            self.SAID: line_words(row),
        }[index.column()]


class HistoryFilters(QWidget):
    """``changed()`` when a choice was made, or with Enter in a field."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first, self.last = self._day(self.tr("从哪一天")), self._day(self.tr("到哪一天"))
        self.operator = self._combo(self.tr("全部人员"))
        self.act = self._combo(self.tr("全部操作"))
        self.number = self._line(self.tr("事项编号"))
        self.text = self._line(self.tr("内容里的字 (Enter)"))
        self.reset_button = push_button(self.tr("清除"), self.reset)
        days = QHBoxLayout()
        days.addWidget(QLabel(self.tr("日期")))
        days.addWidget(self.first, 1)
        days.addWidget(QLabel(self.tr("至")))
        days.addWidget(self.last, 1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(scaled(6))
        across = 3 if text_scale() <= 115 else 2
        for column in range(across):
            grid.setColumnStretch(column, 1)
        places = [divmod(at, across) for at in range(6)]
        grid.addLayout(days, *places[0])
        for widget, place in zip(
            (self.operator, self.act, self.number, self.text, self.reset_button), places[1:], strict=True
        ):
            grid.addWidget(widget, *place)

    def _day(self, name: str) -> QDateEdit:
        field = QDateEdit()
        field.setCalendarPopup(True)
        field.setDisplayFormat("yyyy-MM-dd")
        field.setMinimumDate(NO_DAY)
        field.setSpecialValueText(self.tr("不限"))
        field.setDate(NO_DAY)
        field.setAccessibleName(name)
        field.dateChanged.connect(self.changed)
        return field

    def _combo(self, all_words: str) -> QComboBox:
        combo = QComboBox()
        combo.addItem(all_words, "")
        combo.setAccessibleName(all_words)
        combo.setMinimumContentsLength(8)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.currentIndexChanged.connect(self.changed)
        return combo

    def _line(self, words: str) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText(words)
        field.setAccessibleName(words)
        field.setClearButtonEnabled(True)
        field.returnPressed.connect(self.changed)
        return field

    def offer(self, operators: Sequence[str], acts: Sequence[tuple[str, str]]) -> None:
        """Who and what the history names; what is chosen stays chosen."""
        self._fill(self.operator, [(name, name) for name in operators])
        self._fill(self.act, acts)

    def _fill(self, combo: QComboBox, choices: Sequence[tuple[str, str]]) -> None:
        chosen = combo.currentData()
        before = combo.blockSignals(True)
        while combo.count() > 1:
            combo.removeItem(1)
        for value, words in choices:
            combo.addItem(words, value)
        combo.setCurrentIndex(max(combo.findData(chosen), 0))
        combo.blockSignals(before)

    def where(self) -> HistoryFilter:
        """What is looked for now."""
        days = [None if day.date() == NO_DAY else from_qdate(day.date()) for day in (self.first, self.last)]
        return HistoryFilter(
            days[0],
            days[1],
            str(self.operator.currentData() or ""),
            str(self.act.currentData() or ""),
            self.number.text().strip(),
            self.text.text().strip(),
        )

    @Slot()
    def reset(self) -> None:
        """Everything again."""
        before = self.blockSignals(True)
        for day in (self.first, self.last):
            day.setDate(NO_DAY)
        for combo in (self.operator, self.act):
            combo.setCurrentIndex(0)
        for field in (self.number, self.text):
            field.clear()
        self.blockSignals(before)
        self.changed.emit()
