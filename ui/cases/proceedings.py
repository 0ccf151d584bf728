"""The course of a case: its clocks, and what was done, act by act."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.acts import ActRecord
from app.domain.deadlines import Deadline, Near
from app.domain.documents import IssuedDocument
from app.domain.moves import Act
from ui.cases.record_words import clock_html, record_html
from ui.theme import scaled


class ProceedingsTab(QWidget):
    """``why_wanted`` asks for the calculation, ``wanted(name)`` for one of the ways to take something back."""

    why_wanted = Signal()
    wanted = Signal(str)
    UNDOS = ("remove_extension", "remove_pause", "undo")

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.text = QTextBrowser()
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setAccessibleName(self.tr("期限和程序记录"))
        self.buttons: dict[str, QPushButton] = {}
        grid = self.grid = QGridLayout()
        grid.setSpacing(scaled(5))
        why = QPushButton(self.tr("为什么是这一天？ Alt+Y"))
        why.clicked.connect(self.why_wanted)
        why.setProperty("tight", True)
        grid.addWidget(why, 0, 0)
        words = (self.tr("撤销延期…"), self.tr("撤销扣除…"), self.tr("撤销上一步…"))
        for place, (name, word) in enumerate(zip(self.UNDOS, words, strict=True), start=1):
            button = self.buttons[name] = QPushButton(word)
            button.setObjectName(name)
            button.clicked.connect(self._on_clicked)
            button.setProperty("tight", True)
            grid.addWidget(button, place // 2, place % 2)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text, 1)
        layout.addLayout(grid)

    def show_course(
        self,
        deadlines: Sequence[Deadline],
        records: Sequence[ActRecord],
        papers: Sequence[IssuedDocument],
        acts: Sequence[Act],
        near: Near,
    ) -> None:
        """The clocks, then the acts, newest first."""
        today = self.desk.today()
        kept = {paper.id: paper for paper in papers}
        parts = ["<p><b>" + self.tr("期限") + "</b></p><table cellspacing='4' width='100%'>"]
        parts += [clock_html(clock, today, near) for clock in deadlines]
        parts.append("</table><p><b>" + self.tr("程序记录") + "</b></p>")
        parts += [record_html(record, kept) for record in reversed(records)]
        if not records:
            parts.append("<p>" + self.tr("登记以后还没有办过程序上的步骤。") + "</p>")
        self.text.setHtml("".join(parts))
        allowed = {act.name for act in acts if act.allowed}
        shown = [name for name in self.UNDOS if name in allowed]
        for name, button in self.buttons.items():
            button.setVisible(name in shown)
            if name in shown:
                place = shown.index(name) + 1
                self.grid.addWidget(button, place // 2, place % 2)

    @Slot()
    def _on_clicked(self) -> None:
        self.wanted.emit(self.sender().objectName())
