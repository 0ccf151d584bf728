"""The lines of a reply beside what the desk has: both sides of a field, the chosen one in bold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont

from app.domain.reply_plan import OURS, THEIRS
from ui.check_table import CheckTableModel, Index


@dataclass(frozen=True)
class Line:
    """One field that both sides wrote, or one cell that was changed (which is never taken over)."""

    key: tuple[str, str]
    label: str
    ours: str
    theirs: str
    cell: bool = False


class LinesModel(CheckTableModel):
    """Fields with both sides; the side that was chosen is bold and marked."""

    def __init__(self, titles: tuple[str, ...], parent: Any = None) -> None:
        super().__init__(titles, parent)
        self.chosen: dict[int, str] = {}

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        word = {1: OURS, 2: THEIRS}.get(index.column())
        if role == Qt.ItemDataRole.FontRole and word and self.chosen.get(index.row()) == word:
            font = QFont()
            font.setBold(True)
            return font
        return super().data(index, role)
