"""What a program that died left on a stick that is away: a file that must not be handed over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QLabel

MOST_NAMED = 3


class LeftOver(QLabel):
    """A sentence for each such file; hidden when there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("problem")
        self.setWordWrap(True)
        self.hide()

    def show_files(self, files: Sequence[Any]) -> None:
        """Name the files (``app.actions.unregistered.Unregistered``), the newest first."""
        words = self.tr(
            "△ {day}写{number}时程序中断，没有登记：{path} 不作数，请不要交给对方。插上那个U盘再导出一次，它会自动删去。"
        )
        self.setText(
            "\n".join(
                words.format(day=one.at.date(), number=one.number, path=one.path)
                for one in files[:MOST_NAMED]
            )
        )
        self.setVisible(bool(files))
