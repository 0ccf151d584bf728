"""The line at the top of the window that says what happened, with one thing to do about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from ui.theme import scaled


class MessageBar(QFrame):
    """A sentence, an optional button (undo, print), and a button that puts it away. Never a dialog."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self._do: Callable[[], object] | None = None
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.button = QPushButton()
        self.close_button = QPushButton(self.tr("知道了"))
        self.close_button.setObjectName("link")
        self.button.clicked.connect(self._act)
        self.close_button.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(scaled(12), scaled(6), scaled(8), scaled(6))
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        row.addWidget(self.close_button)
        self.hide()

    @Slot(str)
    def say_fault(self, text: str) -> None:
        """Something did not work; the sentence says what to do."""
        self._show("⚠ " + text, True, "", None)

    def say(self, text: str, button: str = "", do: Callable[[], object] | None = None) -> None:
        """Something was done; ``do`` is called once when the button is pressed."""
        self._show(text, False, button, do)

    def _show(self, text: str, fault: bool, button: str, do: Callable[[], object] | None) -> None:
        self.label.setText(text)
        self.label.setAccessibleDescription(text)
        self._do = do
        self.button.setText(button)
        self.button.setVisible(do is not None)
        if bool(self.property("fault")) != fault:
            self.setProperty("fault", fault)
            self.style().polish(self)
        self.show()

    @Slot()
    def _act(self) -> None:
        do, self._do = self._do, None
        self.hide()
        if do is not None:
            do()
