"""A line that offers what was written there before; anything else may be typed as well."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from ui.theme import icon


class KnownLine(QLineEdit):
    """Alt+Down shows all that is known; while somebody types, what holds what was typed."""

    def __init__(self, known: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(self.tr("Alt+↓ 从已有的里选，也可以直接写"))
        self.known = QCompleter(list(known), self)
        self.known.setFilterMode(Qt.MatchFlag.MatchContains)
        self.known.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(self.known)
        self.known.activated.connect(self.setText)  # Qt does so only where the line had the keyboard
        unfold = QAction(icon("down"), self.tr("从已有的里选 (Alt+↓)"), self)
        unfold.triggered.connect(self.unfold)
        self.addAction(unfold, QLineEdit.ActionPosition.TrailingPosition)

    @Slot()
    def unfold(self) -> None:
        """Show all that is known."""
        self.known.setCompletionPrefix("")
        self.known.complete()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.unfold()
        else:
            super().keyPressEvent(event)
