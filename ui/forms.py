"""Forms from declarations: rows of labelled fields, Enter goes to the next, faults stand under their field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QDate, QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from app.domain.errors import InvalidField
from ui.day_line import DayLine
from ui.known_line import KnownLine
from ui.theme import scaled

Value = str | int | bool | dt.date | None


@dataclass(frozen=True)
class Row:
    """One field. ``kind``: line, secret, text, lines (one entry a line), date, day (a date that may be empty),
    choice, check, number or digits (a whole number that may be empty).

    ``choices`` are (value, word) pairs. ``label`` may hold an & before its shortcut letter.
    """

    name: str
    label: str
    kind: str = "line"
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    height: int = 0
    most: int = 9999
    stop: bool = True
    """Whether Enter stops here on its way through the form; Tab always does."""
    beside: str = ""
    """The name of an earlier field on whose line this one stands."""
    note: str = ""
    """A quiet sentence that stays under the field, for what a placeholder would hide."""
    known: tuple[str, ...] = ()
    """Of a line: what is offered there; anything else may be typed too."""


def to_qdate(day: dt.date) -> QDate:
    return QDate(day.year, day.month, day.day)


def from_qdate(day: QDate) -> dt.date:
    return dt.date(day.year(), day.month(), day.day())


class FormRows(QWidget):
    """The fields of a form. ``edited(name)`` comes with every keystroke of the clerk, ``submitted`` with Ctrl+Enter
    or with Enter in the last field."""

    edited = Signal(str)
    submitted = Signal()
    left = Signal()
    moved = Signal(QWidget)
    """Enter went on to this field: whoever scrolls the form brings it into view."""

    def __init__(self, rows: Sequence[Row], parent: QWidget | None = None, *, beside: bool = True) -> None:
        super().__init__(parent)
        self.rows = {row.name: row for row in rows}
        self.fields: dict[str, QWidget] = {}
        self.problems: dict[str, QLabel] = {}
        self.order: list[QWidget] = []
        self.lines: dict[str, QHBoxLayout] = {}
        self.columns: dict[str, QVBoxLayout] = {}
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(scaled(6))
        layout.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        if not beside:
            layout.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        for row in rows:
            self._add(layout, row)

    def _add(self, layout: QFormLayout, row: Row) -> None:
        field = _MAKERS[row.kind](row)
        field.setObjectName(row.name)
        field.installEventFilter(self)
        field.setAccessibleName(row.label.replace("&", ""))
        if row.hint:
            field.setToolTip(row.hint)
        _edited_signal(field).connect(self._on_edited)
        problem = QLabel()
        problem.setObjectName("problem")
        problem.setWordWrap(True)
        problem.hide()
        if row.stop:
            self.order.append(field)
        self.fields[row.name], self.problems[row.name] = field, problem
        if row.beside:
            self.lines[row.beside].addWidget(field, 0 if row.kind == "check" else 1)
        else:
            self._add_line(layout, row, field)
        column = self.columns[row.beside or row.name]
        if row.note:
            column.addWidget(_note(row.note))
        column.addWidget(problem)

    def _add_line(self, layout: QFormLayout, row: Row, field: QWidget) -> None:
        """A line of its own, with a column below it for the notes and faults of all that stand on it."""
        box = QWidget()
        column = self.columns[row.name] = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scaled(2))
        line = self.lines[row.name] = QHBoxLayout()
        line.addWidget(field, 1)
        column.addLayout(line)
        if row.kind == "check":
            layout.addRow("", box)
        else:
            label = QLabel(row.label)
            label.setBuddy(field)
            label.setContentsMargins(0, scaled(2), 0, 0)
            layout.addRow(label, box)

    @Slot()
    def _on_edited(self) -> None:
        sender = self.sender()
        name = sender.objectName() if sender is not None else ""
        if name in self.problems:
            self.say(name, "")
        self.edited.emit(name)

    def value(self, name: str) -> Value:
        """What stands in a field: text, number, bool or date; of a choice its value."""
        return _read(self.fields[name])

    def text(self, name: str) -> str:
        """What stands in a field, as text without outer spaces."""
        return str(self.value(name) or "").strip()

    def values(self) -> dict[str, Value]:
        return {name: self.value(name) for name in self.fields}

    def set_values(self, values: Mapping[str, object]) -> None:
        """Fill fields without telling anybody; names that are no fields are left out."""
        for name, value in values.items():
            if name in self.fields:
                field = self.fields[name]
                blocked = field.blockSignals(True)
                _write(field, value)
                field.blockSignals(blocked)

    def show_row(self, name: str, *, shown: bool) -> None:
        """Show or hide a field along with its label; a hidden one keeps its value."""
        layout, box = self.layout(), self.fields[name].parentWidget()
        if isinstance(layout, QFormLayout) and box is not None:
            layout.setRowVisible(box, shown)

    def say(self, name: str, words: str) -> None:
        """A sentence under a field, or none."""
        label, field = self.problems[name], self.fields[name]
        label.setText(words)
        label.setVisible(bool(words))
        if bool(field.property("faulty")) != bool(words):
            field.setProperty("faulty", bool(words))
            field.style().polish(field)

    def show_problems(self, problems: Iterable[InvalidField]) -> list[InvalidField]:
        """Put each fault under its field, the first in focus; those that have no field here come back."""
        for name in self.problems:
            self.say(name, "")
        homeless, first = [], None
        for problem in problems:
            if problem.field not in self.fields:
                homeless.append(problem)
                continue
            self.say(problem.field, problem.message)
            first = first or self.fields[problem.field]
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        return homeless

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and isinstance(watched, QWidget)
        ):
            return self._on_key(watched, event)
        return False

    def _on_key(self, field: QWidget, event: QKeyEvent) -> bool:
        """Enter: the next field (a new line with Shift; in a list of lines, an empty line goes on)."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submitted.emit()
            return True
        if isinstance(field, QPlainTextEdit):
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                return False
            block = field.textCursor().block()
            if self.rows[field.objectName()].kind == "lines" and block.text().strip():
                return False
        self.go_on(field)
        return True

    def go_on(self, field: QWidget) -> None:
        """Focus the next field that can be typed into; after the last one ``left`` comes."""
        for following in self.order[self.order.index(field) + 1 :]:
            if following.isEnabled() and following.isVisible():
                following.setFocus(Qt.FocusReason.TabFocusReason)
                self.moved.emit(following)
                return
        self.left.emit()


def _note(words: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName("quiet")
    label.setWordWrap(True)
    return label


def _line(row: Row) -> QWidget:
    field = KnownLine(row.known) if row.known else QLineEdit()
    if row.hint or not row.known:
        field.setPlaceholderText(row.hint)
    return field


def _secret(row: Row) -> QWidget:
    field = QLineEdit()
    field.setPlaceholderText(row.hint)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


def _text(row: Row) -> QWidget:
    field = QPlainTextEdit()
    field.setPlaceholderText(row.hint)
    field.setTabChangesFocus(True)
    field.setFixedHeight(scaled(row.height or 72))
    return field


def _date(row: Row) -> QWidget:
    field = QDateEdit()
    field.setCalendarPopup(True)
    field.setDisplayFormat("yyyy-MM-dd")
    return field


def _choice(row: Row) -> QWidget:
    field = QComboBox()
    for value, word in row.choices:
        field.addItem(word, value)
    return field


def _check(row: Row) -> QWidget:
    return QCheckBox(row.label)


def _number(row: Row) -> QWidget:
    field = QSpinBox()
    field.setRange(1, row.most)
    field.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
    return field


def _day(row: Row) -> QWidget:
    field = DayLine()
    if row.hint:
        field.setPlaceholderText(row.hint)
    return field


def _digits(row: Row) -> QWidget:
    field = QLineEdit()
    field.setPlaceholderText(row.hint)
    field.setValidator(QIntValidator(0, row.most, field))
    return field


_MAKERS = {
    "line": _line, "secret": _secret, "text": _text, "lines": _text, "date": _date, "day": _day,
    "choice": _choice, "check": _check, "number": _number, "digits": _digits,
}  # fmt: skip


def _edited_signal(field: QWidget):  # type: ignore[no-untyped-def]
    """The signal that says the clerk changed the field."""
    for kind, name in (
        (QLineEdit, "textChanged"), (QPlainTextEdit, "textChanged"), (QDateEdit, "dateChanged"),
        (QComboBox, "currentIndexChanged"), (QCheckBox, "toggled"), (QSpinBox, "valueChanged"),
    ):  # fmt: skip
        if isinstance(field, kind):
            return getattr(field, name)
    raise TypeError(type(field).__name__)


def _read(field: QWidget) -> Value:
    if isinstance(field, DayLine):
        return field.day() or field.text().strip()
    if isinstance(field, QLineEdit):
        return field.text()
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText()
    if isinstance(field, QDateEdit):
        return from_qdate(field.date())
    if isinstance(field, QComboBox):
        return str(field.currentData() or "")
    if isinstance(field, QCheckBox):
        return field.isChecked()
    return field.value() if isinstance(field, QSpinBox) else None


def _write(field: QWidget, value: object) -> None:
    if isinstance(field, QLineEdit):  # a DayLine too: a date is written as text
        field.setText(str(value or ""))
    elif isinstance(field, QPlainTextEdit):
        field.setPlainText(str(value or ""))
    elif isinstance(field, QDateEdit) and isinstance(value, dt.date):
        field.setDate(to_qdate(value))
    elif isinstance(field, QComboBox):
        field.setCurrentIndex(max(field.findData(str(value or "")), 0))
    elif isinstance(field, QCheckBox):
        field.setChecked(bool(value))
    elif isinstance(field, QSpinBox) and isinstance(value, int):
        field.setValue(value)
