"""What may be done with the chosen case: a button each, and the reason where one may not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from app.domain.moves import Act
from ui.theme import scaled, text_scale

SHORTCUTS = {
    "slip": "Ctrl+P",
    "note": "Ctrl+K",
    "classify": "Ctrl+J",
    "explanation_letter": "Ctrl+E",
    "transfer_notice": "Ctrl+G",
    "cannot_settle": "Ctrl+T",
    "take_back": "Ctrl+U",
    "link_repeat": "Ctrl+R",
}
SHOWN = tuple(SHORTCUTS)


class ActsBar(QWidget):
    """``wanted(name)`` for an act that is allowed, ``refused(why)`` for one that is not."""

    wanted = Signal(str)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QPushButton] = {}
        self.acts: dict[str, Act] = {}
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing(scaled(5))
        for name in SHOWN:
            button = QPushButton()
            button.setObjectName("act")
            button.setProperty("act", name)
            button.clicked.connect(self._on_clicked)
            self.buttons[name] = button

    def show_acts(self, acts: Sequence[Act]) -> None:
        """Show a case's acts; of cannot_settle and take_back only the one that fits its state."""
        self.acts = {act.name: act for act in acts}
        hidden = "cannot_settle" if self._allowed("take_back") else "take_back"
        names = [name for name in SHOWN if name in self.acts and name != hidden]
        per_line = 3 if text_scale() <= 115 else 2
        for place, name in enumerate(names):
            self.grid.addWidget(self.buttons[name], place // per_line, place % per_line)
        for name, button in self.buttons.items():
            button.setVisible(name in names)
            if name in names:
                self._dress(button, self.acts[name])

    def _allowed(self, name: str) -> bool:
        return name in self.acts and self.acts[name].allowed

    def _dress(self, button: QPushButton, act: Act) -> None:
        """Words and shortcut; an act that may not be done now stays to be asked why."""
        words = {
            "cannot_settle": self.tr("列入待移送"),
            "link_repeat": self.tr("关联重复件"),
            "explanation_letter": self.tr("原因说明"),
            "transfer_notice": self.tr("转送告知书"),
        }
        shortcut = SHORTCUTS[act.name]
        button.setText(f"{words.get(act.name, act.label)} {shortcut}")
        button.setShortcut(QKeySequence(shortcut))
        button.setToolTip(act.why or act.label)
        button.setAccessibleDescription(act.why)
        if button.property("barred") != (not act.allowed):
            button.setProperty("barred", not act.allowed)
            button.style().polish(button)

    @Slot()
    def _on_clicked(self) -> None:
        sender = self.sender()
        act = self.acts[str(sender.property("act"))]
        if act.allowed:
            self.wanted.emit(act.name)
        else:
            self.refused.emit(act.why)
