"""Before an accused person's name is typed: where it would be read, and one key that seals the case (Art. 30)."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.cases import CaseDraft
from app.domain.codes import CaseClass
from ui import acts
from ui.theme import scaled


class AccusedWarning(QFrame):
    """``sealing_wanted`` asks for class B. Plain as long as nobody is named, exact when somebody is."""

    sealing_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("wish")
        self.desk = desk
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.button = QPushButton(self.tr("改为检举控告类并密封 (Alt+B)"))
        self.button.setShortcut("Alt+B")
        self.button.clicked.connect(self.sealing_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(scaled(8), scaled(6), scaled(8), scaled(6))
        layout.addWidget(self.words)
        layout.addWidget(self.button)

    @Slot(object)
    def look(self, draft: CaseDraft) -> None:
        """Say where the accused of this draft would be read of."""
        warnings = acts.sealed().warn_readable(self.desk, draft=draft)
        is_sealed = draft.case_class is CaseClass.B or draft.confidential
        self.button.setVisible(not is_sealed)
        if warnings:
            self.words.setText("\n".join(f"⚠ {words}" for words in warnings))
        elif is_sealed:
            self.words.setText(self.tr("登记后密封：不出现在列表、搜索、台账和统计中，回执不载姓名和内容。"))
        else:
            self.words.setText(
                self.tr(
                    "反映的是某个人违纪违法的，先选检举控告类（B）再写姓名：登记后密封。"
                    "不密封的，写在“被反映人”里，本工作台的每个人都能看到。"
                )
            )
