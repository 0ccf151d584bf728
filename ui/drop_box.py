"""A field onto which one file is dropped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.theme import scaled


class DropBox(QFrame):
    """Says what to drop here; ``dropped(path)`` for the first file with a fitting ending."""

    dropped = Signal(str)

    def __init__(
        self, words: str, endings: tuple[str, ...], button: QPushButton, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAcceptDrops(True)
        self._endings = endings
        label = QLabel(words)
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(scaled(24), scaled(24), scaled(24), scaled(24))
        layout.setSpacing(scaled(14))
        layout.addWidget(label)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)

    def tighten(self) -> None:
        """Less room around, for a field that stands beside a list."""
        if (layout := self.layout()) is not None:
            layout.setContentsMargins(scaled(10), scaled(8), scaled(10), scaled(8))
            layout.setSpacing(scaled(6))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._fitting(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if path := self._fitting(event):
            event.acceptProposedAction()
            self.dropped.emit(path)

    def _fitting(self, event: QDropEvent) -> str:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        return next((path for path in paths if Path(path).suffix.lower() in self._endings), "")
