"""The fields of a letter, in the order in which they stand on the paper."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QShortcut, QSyntaxHighlighter, QTextCharFormat, QTextCursor
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

LINES = ("title", "addressee")
LINES_BELOW = ("signature", "leader", "contact")


class HeadingHighlighter(QSyntaxHighlighter):
    """Shows headings bold while they are typed, as the paper will."""

    def highlightBlock(self, text: str) -> None:
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
            (self.tr("一、标题  Ctrl+1"), "Ctrl+1", self.insert_first),
            (self.tr("（一）标题  Ctrl+2"), "Ctrl+2", self.insert_second),
            (self.tr("改回正文  Ctrl+0"), "Ctrl+0", self.make_plain),
        ):
            button = QPushButton(text)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(slot)
            shortcut = QShortcut(QKeySequence(keys), self.body)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(slot)
            row.addWidget(button)
        return row

    def _fix_heights(self) -> None:
        line = self.fontMetrics().lineSpacing()
        self.attachments.setFixedHeight(line * 3 + 12)
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
