"""What the pages before the desk have in common: a card in the middle, a heading, fields, one main button."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.domain.errors import DeskError, InvalidCase, InvalidField
from ui.errors import sentence
from ui.forms import FormRows
from ui.theme import scaled


class CardPage(QScrollArea):
    """A card of a readable width; it scrolls when the text is large and the screen is small."""

    def __init__(self, title: str, width: int = 560, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        inner = QWidget()
        inner.setObjectName("scrolled")
        outer = QHBoxLayout(inner)
        outer.setContentsMargins(scaled(24), scaled(24), scaled(24), scaled(24))
        card = QFrame()
        card.setObjectName("card")
        card.setFixedWidth(scaled(width))
        self.column = QVBoxLayout(card)
        self.column.setContentsMargins(scaled(32), scaled(26), scaled(32), scaled(26))
        self.column.setSpacing(scaled(12))
        outer.addStretch(1)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignVCenter)
        outer.addStretch(1)
        self.setWidget(inner)
        self.column.addWidget(label(title, "title"))
        self.fault = label("", "problem")
        self.fault.hide()

    def say_fault(self, text: str) -> None:
        """A sentence above the buttons, or none."""
        self.fault.setText(text)
        self.fault.setVisible(bool(text))

    def show_error(self, form: FormRows, error: DeskError) -> None:
        """Faulty fields under their fields, everything else above the buttons."""
        problems: list[InvalidField] = []
        if isinstance(error, InvalidCase):
            problems = list(error.problems)
        elif isinstance(error, InvalidField):
            problems = [error]
        rest = form.show_problems(problems)
        words = "\n".join(problem.message for problem in rest) if problems else sentence(error)
        self.say_fault(words)


def label(text: str, name: str = "") -> QLabel:
    """A label that wraps, styled by its name: title, heading, quiet, problem, notice."""
    made = QLabel(text)
    made.setObjectName(name)
    made.setWordWrap(True)
    return made


def primary(text: str) -> QPushButton:
    """The one button of a page that goes on."""
    made = QPushButton(text)
    made.setObjectName("primary")
    made.setDefault(True)
    made.setMinimumHeight(scaled(36))
    return made


def link(text: str) -> QPushButton:
    """A button that looks like a link: the way out, not the way on."""
    made = QPushButton(text)
    made.setObjectName("link")
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made
