"""The six places, each with its icon, its word and its key."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ui.theme import icon, icon_size, scaled, text_scale

PLACES = ("today", "cases", "documents", "packets", "ledger", "settings")


class SideBar(QFrame):
    """``chosen(place)`` by click or Alt+1 to Alt+6; ``lock_wanted`` by the lock's button."""

    chosen = Signal(str)
    lock_wanted = Signal()

    def __init__(self, unit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sideBar")
        self.wide = text_scale() <= 115
        self.setFixedWidth(scaled(142 if self.wide else 98))
        words = {
            "today": self.tr("今日"),
            "cases": self.tr("事项"),
            "documents": self.tr("文书"),
            "packets": self.tr("移送"),
            "ledger": self.tr("台账"),
            "settings": self.tr("设置"),
        }
        self.buttons: dict[str, QToolButton] = {}
        self.group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, scaled(12), 0, scaled(10))
        column.setSpacing(scaled(2))
        self.unit = QLabel(unit)
        self.unit.setObjectName("heading")
        self.unit.setWordWrap(True)
        self.unit.setContentsMargins(scaled(14 if self.wide else 6), 0, scaled(6), scaled(10))
        column.addWidget(self.unit)
        for number, name in enumerate(PLACES, start=1):
            column.addWidget(self._button(name, words[name], number))
        if not self.wide:  # large text: the keys are said once, not on every button
            keys = QLabel(self.tr("按键 Alt+数字"))
            keys.setObjectName("quiet")
            keys.setWordWrap(True)
            keys.setContentsMargins(scaled(6), 0, scaled(4), 0)
            column.addWidget(keys)
        column.addStretch(1)
        self.lock_button = QToolButton()
        self.lock_button.setText(self.tr("锁屏、换人\nCtrl+L"))
        self.lock_button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.lock_button.clicked.connect(self.lock_wanted)
        column.addWidget(self.lock_button)
        self.date = QLabel()
        self.date.setObjectName("quiet")
        self.date.setWordWrap(True)
        self.date.setContentsMargins(scaled(14 if self.wide else 4), 0, scaled(4), 0)
        column.addWidget(self.date)

    def _button(self, name: str, word: str, number: int) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(name))
        button.setIconSize(QSize(icon_size(text_scale())))
        button.setText(f" {word}　Alt+{number}" if self.wide else f" {word} {number}")
        button.setShortcut(f"Alt+{number}")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setCheckable(True)
        button.setAccessibleName(word)
        button.setProperty("place", name)
        button.clicked.connect(self._on_clicked)
        self.group.addButton(button)
        self.buttons[name] = button
        return button

    @Slot()
    def _on_clicked(self) -> None:
        self.chosen.emit(str(self.sender().property("place")))

    def show_place(self, name: str) -> None:
        """Mark where the window is."""
        self.buttons[name].setChecked(True)
