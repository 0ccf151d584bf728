"""A recovery code to be typed from paper: a box a group, each checked as it is typed, the wrong one named."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui import acts
from ui.start.page import label
from ui.theme import MONOSPACE, scaled

GROUPS, LENGTH, IN_A_ROW = 8, 5, 2
"""As they stand on the sheet."""


class CodeField(QWidget):
    """``edited`` with every keystroke, ``completed`` with Enter in the last box once all groups are right."""

    edited = Signal()
    completed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: list[QLineEdit] = []
        self.marks: list[QLabel] = []
        self.fault = label("", "problem")
        self.fault.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        grid = QGridLayout()
        grid.setHorizontalSpacing(scaled(14))
        grid.setVerticalSpacing(scaled(6))
        for place in range(GROUPS):
            grid.addLayout(self._group(place), place // IN_A_ROW, place % IN_A_ROW)
        column.addLayout(grid)
        column.addWidget(self.fault)
        self.setFocusProxy(self.boxes[0])

    def _group(self, place: int) -> QHBoxLayout:
        """第1组, its box and its mark."""
        name = self.tr("第{number}组").format(number=place + 1)
        box, mark = QLineEdit(), QLabel()
        box.setStyleSheet(MONOSPACE.format(size=scaled(15)))
        box.setAccessibleName(name)
        box.setMinimumWidth(scaled(74))
        box.textEdited.connect(self._on_edited)
        box.installEventFilter(self)
        mark.setFixedWidth(scaled(18))
        self.boxes.append(box)
        self.marks.append(mark)
        row = QHBoxLayout()
        row.setSpacing(scaled(6))
        for widget in (label(name, "quiet"), box, mark):
            row.addWidget(widget, int(widget is box))
        return row

    def code(self) -> str:
        """What stands in the boxes."""
        return "-".join(box.text() for box in self.boxes)

    def set_code(self, code: str) -> None:
        """Put a whole code into the boxes."""
        self.clear()
        self._fill(0, "".join(code.upper().split()).replace("-", ""))

    def is_right(self) -> bool:
        """Whether every group is one that may stand on a sheet."""
        return all(self._is_right(place) for place in range(GROUPS))

    def is_empty(self) -> bool:
        """Whether nothing is typed."""
        return not any(box.text() for box in self.boxes)

    def clear(self) -> None:
        """Begin anew."""
        for box, mark in zip(self.boxes, self.marks, strict=True):
            box.clear()
            mark.clear()
        self.say("")

    def say(self, words: str) -> None:
        """A sentence under the boxes, or none."""
        self.fault.setText(words)
        self.fault.setVisible(bool(words))

    def _is_right(self, place: int) -> bool:
        return acts.recovery().read_group(self.boxes[place].text()) is not None

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        place = self.boxes.index(self.sender())  # type: ignore[arg-type]
        self._fill(place, "".join(text.upper().split()).replace("-", ""))
        self.edited.emit()

    def _fill(self, place: int, text: str) -> None:
        """Put a text into a box; what is too long for it goes on in the next ones."""
        box = self.boxes[place]
        cursor = box.cursorPosition()
        box.setText(text[:LENGTH])
        box.setCursorPosition(min(cursor, LENGTH))
        self._judge()
        if len(text) > LENGTH and place + 1 < GROUPS:
            self._fill(place + 1, text[LENGTH:])
        elif len(text) >= LENGTH and self._is_right(place) and place + 1 < GROUPS:
            self.boxes[place + 1].setFocus(Qt.FocusReason.OtherFocusReason)
        elif box is not self.focusWidget():
            box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _judge(self) -> None:
        """Mark each group, and name the wrong ones."""
        wrong = []
        for place, (box, mark) in enumerate(zip(self.boxes, self.marks, strict=True)):
            typed = len(box.text()) >= LENGTH
            right = typed and self._is_right(place)
            mark.setText("✓" if right else "✗" if typed else "")
            if typed and not right:
                wrong.append(str(place + 1))
        words = self.tr("第{groups}组抄错了，请对照恢复单改正。").format(groups="、".join(wrong))
        self.say(words if wrong else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched in self.boxes:
            return self._on_key(self.boxes.index(watched), event)  # type: ignore[arg-type]
        return False

    def _on_key(self, place: int, event: QKeyEvent) -> bool:
        """Enter goes on, Backspace in an empty box goes back."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                return False
            if place + 1 < GROUPS:
                self.boxes[place + 1].setFocus(Qt.FocusReason.TabFocusReason)
            elif self.is_right():
                self.completed.emit()
            return True
        if event.key() == Qt.Key.Key_Backspace and not self.boxes[place].text() and place:
            self.boxes[place - 1].setFocus(Qt.FocusReason.BacktabFocusReason)
            return True
        return False
