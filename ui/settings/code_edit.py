"""A plain text editor with line numbers; lines with a fault are marked by colour and a sign in the margin."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent, QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from ui.theme import FAULT, FAULT_SOFT, GROUND, QUIET, scaled


class CodeEdit(QPlainTextEdit):
    """``faults`` maps lines from 1 to what is wrong there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.faults: dict[int, str] = {}
        self.margin = Margin(self)
        self.setTabChangesFocus(True)
        self.blockCountChanged.connect(self._fit)
        self.updateRequest.connect(self._scroll)
        self._fit()

    def show_faults(self, faults: Mapping[int, str]) -> None:
        """Mark these lines and no others."""
        self.faults = dict(faults)
        marks = []
        for line in self.faults:
            mark = QTextEdit.ExtraSelection()
            mark.format.setBackground(QColor(FAULT_SOFT))  # type: ignore[attr-defined]
            mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)  # type: ignore[attr-defined]
            mark.cursor = QTextCursor(self.document().findBlockByNumber(line - 1))  # type: ignore[attr-defined]
            marks.append(mark)
        self.setExtraSelections(marks)
        self.margin.update()

    def go_to(self, line: int, column: int = 1) -> None:
        """The cursor to a line and column from 1."""
        block = self.document().findBlockByNumber(max(line, 1) - 1)
        cursor = QTextCursor(block)
        cursor.movePosition(
            QTextCursor.MoveOperation.NextCharacter,
            QTextCursor.MoveMode.MoveAnchor,
            min(max(column - 1, 0), max(block.length() - 1, 0)),
        )
        self.setTextCursor(cursor)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def margin_width(self) -> int:
        """Room for the sign and the largest line number."""
        digits = max(len(str(self.blockCount())), 2)
        return self.fontMetrics().horizontalAdvance("9" * digits) + scaled(28)

    @Slot()
    def _fit(self) -> None:
        self.setViewportMargins(self.margin_width(), 0, 0, 0)

    @Slot(QRect, int)
    def _scroll(self, place: QRect, by: int) -> None:
        if by:
            self.margin.scroll(0, by)
        else:
            self.margin.update(0, place.y(), self.margin.width(), place.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        place = self.contentsRect()
        self.margin.setGeometry(QRect(place.left(), place.top(), self.margin_width(), place.height()))

    def paint_margin(self, event: QPaintEvent) -> None:
        """The numbers of the lines in view, and ✖ beside faulty ones."""
        painter = QPainter(self.margin)
        painter.fillRect(event.rect(), QColor(GROUND))
        block = self.firstVisibleBlock()
        shift = self.viewport().y() - self.margin.y()
        while block.isValid():
            place = self.blockBoundingGeometry(block).translated(self.contentOffset()).toRect()
            if place.top() + shift > event.rect().bottom():
                break
            line = block.blockNumber() + 1
            words = f"✖ {line}" if line in self.faults else str(line)
            painter.setPen(QColor(FAULT if line in self.faults else QUIET))
            height = self.fontMetrics().height()
            painter.drawText(
                0,
                place.top() + shift,
                self.margin.width() - scaled(6),
                height,
                Qt.AlignmentFlag.AlignRight,
                words,
            )
            block = block.next()
        painter.end()


class Margin(QWidget):
    """The strip to the left of the text."""

    def __init__(self, editor: CodeEdit) -> None:
        super().__init__(editor)
        self._editor = editor

    def sizeHint(self) -> QSize:
        return QSize(self._editor.margin_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._editor.paint_margin(event)
