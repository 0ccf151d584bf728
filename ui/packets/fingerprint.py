"""A fingerprint in large groups, as it stands on the paper."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.theme import scaled


class FingerprintView(QFrame):
    """The groups, each under its number; the whole can be read out by a screen reader."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.groups: tuple[str, ...] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(scaled(8), scaled(8), scaled(8), scaled(8))

    def show_groups(self, groups: Sequence[str]) -> None:
        """Other groups."""
        self.groups = tuple(groups)
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for place, group in enumerate(self.groups, start=1):
            self._row.addWidget(self._group(place, group))
        self.setAccessibleName(self.tr("指纹 {groups}").format(groups=" ".join(self.groups)))
        self.setVisible(bool(self.groups))

    def _group(self, place: int, group: str) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        number = QLabel(self.tr("第{place}组").format(place=place))
        number.setObjectName("quiet")
        text = QLabel(group)
        text.setObjectName("title")
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (number, text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        return box
