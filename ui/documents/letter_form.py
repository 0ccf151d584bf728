"""The fields of a letter, in the order in which they stand on the paper."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QKeySequence,
    QShortcut,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.documents import LETTER_FIELDS, REQUIRED_FIELDS, DocumentKind, missing_fields
from ui.documents.headings import heading_level, next_heading, without_heading
from ui.panels import push_button
from ui.theme import scaled

WARN_MARK = "#ffe9a8"
LINES = ("title", "addressee")
LINES_BELOW = ("signature", "leader", "contact")


TO_FILL = re.compile(r"〔请填写：[^〕]*〕")
"""The marks that a fresh letter carries where only the clerk knows what to write."""


class HeadingHighlighter(QSyntaxHighlighter):
    """Shows headings bold while they are typed, as the paper will, and what is still to be written."""

    def highlightBlock(self, text: str) -> None:
        waiting = QTextCharFormat()
        waiting.setBackground(QColor(WARN_MARK))
        for found in TO_FILL.finditer(text):
            self.setFormat(found.start(), found.end() - found.start(), waiting)
        if heading_level(text.strip()):
            bold = QTextCharFormat()
            bold.setFontWeight(QFont.Weight.Bold)
            self.setFormat(0, len(text), bold)


class LetterForm(QWidget):
    """One line per field; ``edited`` when the clerk changes anything."""

    edited = Signal()

    def __init__(self, kind: DocumentKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.lines: dict[str, QLineEdit] = {}
        self.body = self._text_box(self.tr("正文，一行一段。标题行以“一、”或“（一）”开头。"))
        self.body.setTabChangesFocus(True)
        self._highlighter = HeadingHighlighter(self.body.document())
        self.attachments = self._text_box(self.tr("一行一个附件名称；没有附件就空着"))
        self.attachments.setTabChangesFocus(True)
        self._labels: dict[str, QLabel] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._line_rows(LINES))
        layout.addLayout(self._body_head())
        layout.addWidget(self.body, 1)
        below = self._line_rows(LINES_BELOW)
        below.addRow(self._label("attachments"), self.attachments)
        layout.addLayout(below)
        self._fix_heights()

    def _text_box(self, hint: str) -> QPlainTextEdit:
        box = QPlainTextEdit()
        box.setPlaceholderText(hint)
        box.textChanged.connect(self.edited)
        return box

    def _line_rows(self, names: tuple[str, ...]) -> QFormLayout:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        for name in names:
            line = QLineEdit()
            line.setAccessibleName(LETTER_FIELDS[name])
            line.textEdited.connect(self.edited)
            line.returnPressed.connect(self._next_field)
            self.lines[name] = line
            form.addRow(self._label(name), line)
        return form

    def _label(self, name: str) -> QLabel:
        label = QLabel(self._label_text(name, missing=False))
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        label.setMinimumWidth(self.fontMetrics().horizontalAdvance("主送单位或称谓 *") + scaled(4))
        self._labels[name] = label
        return label

    def _label_text(self, name: str, *, missing: bool) -> str:
        required = name in REQUIRED_FIELDS[self.kind]
        text = LETTER_FIELDS[name] + (" *" if required else "")
        return self.tr("{field}（缺）").format(field=LETTER_FIELDS[name]) if missing else text

    def _body_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self._label("body"))
        row.addStretch(1)
        for text, keys, slot in (
            (self.tr("一、 Ctrl+1"), "Ctrl+1", self.insert_first),
            (self.tr("（一） Ctrl+2"), "Ctrl+2", self.insert_second),
            (self.tr("正文 Ctrl+0"), "Ctrl+0", self.make_plain),
        ):
            button = QPushButton(text)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(slot)
            shortcut = QShortcut(QKeySequence(keys), self.body)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(slot)
            row.addWidget(button)
        self.fill_button = push_button(self.tr("待填处"), self.next_to_fill, keys="F4")
        self.fill_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row.addWidget(self.fill_button)
        return row

    def _fix_heights(self) -> None:
        line = self.fontMetrics().lineSpacing()
        self.attachments.setFixedHeight(line * 2 + scaled(14))
        self.body.setMinimumHeight(line * 6)

    def fields(self) -> dict[str, str]:
        """What stands in the form now, by the names of LETTER_FIELDS."""
        found = {name: line.text() for name, line in self.lines.items()}
        found["body"] = self.body.toPlainText()
        found["attachments"] = self.attachments.toPlainText()
        return found

    def set_fields(self, fields: dict[str, str]) -> None:
        """Fill the form without counting it as an edit."""
        before = self.blockSignals(True)
        for name, line in self.lines.items():
            line.setText(fields.get(name, ""))
        self.body.setPlainText(fields.get("body", ""))
        self.attachments.setPlainText(fields.get("attachments", ""))
        self.blockSignals(before)

    def mark_missing(self) -> tuple[str, ...]:
        """Mark the required fields that are empty; their Chinese names."""
        missing = missing_fields(self.kind, self.fields())
        for name, label in self._labels.items():
            label.setText(self._label_text(name, missing=LETTER_FIELDS[name] in missing))
        return missing

    def focus_missing(self) -> None:
        """Put the cursor into the first required field that is empty."""
        fields = self.fields()
        for name in REQUIRED_FIELDS[self.kind]:
            if not fields[name].strip():
                (self.lines.get(name) or self.body).setFocus()
                return

    @property
    def to_fill(self) -> int:
        """How many marks still wait for the clerk's words, in all fields."""
        return sum(len(TO_FILL.findall(text)) for text in self.fields().values())

    def next_to_fill(self) -> None:
        """Select the next mark: on through the body, then the lines, then the body from its top again."""
        in_body = self.focusWidget() not in self.lines.values()
        if in_body and self._select_in_body(self.body.textCursor().position()):
            return
        if not self._select_in_lines() and not self._select_in_body(0):
            self.body.setFocus()

    def _select_in_body(self, place: int) -> bool:
        """Select the first mark of the body after a place, counted as Qt does."""
        text = self.body.toPlainText()
        found = TO_FILL.search(text, _python_place(text, place))
        if found is None:
            return False
        cursor = self.body.textCursor()
        cursor.setPosition(_qt_place(text, found.start()))
        cursor.setPosition(_qt_place(text, found.end()), QTextCursor.MoveMode.KeepAnchor)
        self.body.setTextCursor(cursor)
        self.body.setFocus()
        return True

    def _select_in_lines(self) -> bool:
        """Select the first mark of the lines after the one in focus."""
        lines = list(self.lines.values())
        focused = self.focusWidget()
        after = lines.index(focused) + 1 if isinstance(focused, QLineEdit) and focused in lines else 0
        for line in lines[after:]:
            if found := TO_FILL.search(line.text()):
                line.setFocus()
                line.setSelection(_qt_place(line.text(), found.start()), len(found.group()))
                return True
        return False

    def insert_first(self) -> None:
        self._set_heading(1)

    def insert_second(self) -> None:
        self._set_heading(2)

    def make_plain(self) -> None:
        self._set_heading(0)

    def _set_heading(self, level: int) -> None:
        """Make the line of the cursor a heading with the next number, or body text again."""
        cursor = self.body.textCursor()
        before = self.body.toPlainText().split("\n")[: cursor.blockNumber()]
        text = without_heading(cursor.block().text().strip())
        mark = next_heading(before, level) if level else ""
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(mark + text)
        self.body.setTextCursor(cursor)

    def _next_field(self) -> None:
        self.focusNextChild()


def _qt_place(text: str, place: int) -> int:
    """A place in Python's characters as Qt counts it: a character beyond the BMP is two."""
    return place + sum(char > "\uffff" for char in text[:place])


def _python_place(text: str, place: int) -> int:
    """The other way round."""
    for count, char in enumerate(text):
        if place <= 0:
            return count
        place -= 2 if char > "\uffff" else 1
    return len(text)
