"""A small dialog of a few fields, for an act that needs a word more."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from app.domain.errors import InvalidField
from ui.forms import FormRows, Row
from ui.theme import scaled


class AskDialog(QDialog):
    """``answered(values)`` with Enter in the last field, Ctrl+Enter or the button.

    Fields named in ``needed`` must say something before there is an answer.
    """

    answered = Signal(object)

    def __init__(
        self,
        title: str,
        words: str,
        rows: Sequence[Row],
        do: str,
        parent: QWidget | None = None,
        *,
        needed: Sequence[str] = (),
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(scaled(460))
        self.needed = tuple(needed)
        self.form = FormRows(rows, self)
        label = QLabel(words)
        label.setObjectName("quiet")
        label.setWordWrap(True)
        buttons = QDialogButtonBox()
        self.button = buttons.addButton(do, QDialogButtonBox.ButtonRole.AcceptRole)
        self.button.setObjectName("primary")
        buttons.addButton(self.tr("取消 (Esc)"), QDialogButtonBox.ButtonRole.RejectRole)
        layout = QVBoxLayout(self)
        layout.setSpacing(scaled(12))
        for widget in (label, self.form, buttons):
            layout.addWidget(widget)
        room = self.minimumWidth() - 2 * layout.contentsMargins().left()
        label.ensurePolished()
        label.setMinimumHeight(
            max(0, label.heightForWidth(room))
        )  # Qt asks for the height at a width it never gets
        buttons.accepted.connect(self.submit)
        buttons.rejected.connect(self.reject)
        self.form.submitted.connect(self.submit)
        self.form.left.connect(self.submit)

    @Slot()
    def submit(self) -> None:
        """Answer, and close."""
        empty = [name for name in self.needed if not self.form.text(name)]
        if empty:
            words = self.tr("请填写{field}")
            labels = {name: self.form.rows[name].label.replace("&", "") for name in empty}
            self.form.show_problems(
                InvalidField(name, words.format(field=label)) for name, label in labels.items()
            )
            return
        values = self.form.values()
        self.accept()
        self.answered.emit(values)
