"""What may be done with the chosen case: the few acts that fit now, the next step in words, and the way to all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.moves import Act
from ui.cases.next_steps import MOST, SHORTCUTS, Steps
from ui.theme import scaled, text_scale

ALL_KEYS = "Ctrl+."


class ActsBar(QWidget):
    """``wanted(name)`` for an act that is allowed, ``refused(why)`` for one that is not, ``all_wanted`` for the list.

    The keys of an act work whether or not its button is shown, as long as this bar is.
    """

    wanted = Signal(str)
    refused = Signal(str)
    all_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.acts: dict[str, Act] = {}
        self.steps = Steps((), "", "")
        self.next_words = QLabel()
        self.next_words.setObjectName("notice")
        self.next_words.setWordWrap(True)
        self.grid = QGridLayout()
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing(scaled(5))
        self.buttons = [self._button() for _ in range(MOST)]
        self.all_button = QPushButton(self.tr("全部步骤… {keys}").format(keys=ALL_KEYS))
        self.all_button.setObjectName("act")
        self.all_button.clicked.connect(self.all_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scaled(6))
        column.addWidget(self.next_words)
        column.addLayout(self.grid)
        for keys in dict.fromkeys(SHORTCUTS.values()):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setObjectName(keys)
            shortcut.activated.connect(self._on_keys)
        QShortcut(QKeySequence(ALL_KEYS), self).activated.connect(self.all_wanted)

    def _button(self) -> QPushButton:
        button = QPushButton()
        button.setObjectName("act")
        button.clicked.connect(self._on_clicked)
        button.hide()
        return button

    def show_acts(self, acts: Sequence[Act], steps: Steps) -> None:
        """Show what fits a case now."""
        self.acts = {act.name: act for act in acts}
        self.steps = steps
        self.next_words.setText("▶ " + steps.words)
        per_line = 3 if text_scale() <= 115 else 2
        for place, button in enumerate(self.buttons):
            button.setVisible(place < len(steps.names))
            if place < len(steps.names):
                self.grid.addWidget(button, place // per_line, place % per_line)
                self._dress(button, self.acts[steps.names[place]])
        place = len(steps.names)
        self.grid.addWidget(self.all_button, place // per_line, place % per_line)

    def _dress(self, button: QPushButton, act: Act) -> None:
        """Words and keys; the next step stands out."""
        words = self._short().get(act.name, act.label)
        keys = SHORTCUTS.get(act.name, "")
        button.setText(f"{words} {keys}".strip())
        button.setToolTip(
            self.tr("{label}，送负责人审批").format(label=act.label) if act.waits else act.label
        )
        button.setProperty("act", act.name)
        button.setAccessibleName(act.label)
        first = act.name == self.steps.next
        if bool(button.property("next")) != first:
            button.setProperty("next", first)
            button.style().polish(button)

    def _short(self) -> dict[str, str]:
        """Words for a button; the list of all acts has the whole names."""
        return {
            "cannot_settle": self.tr("列入待移送"),
            "link_repeat": self.tr("关联重复件"),
            "explanation_letter": self.tr("原因说明"),
            "transfer_notice": self.tr("转送告知书"),
            "guide": self.tr("引导途径"),
            "undo": self.tr("撤销上一步"),
            "record_decision": self.tr("登记上级意见"),
            "note_received": self.tr("登记收到日期"),
            "hearing": self.tr("听证笔录"),
            "proof_of_service": self.tr("送达回证"),
            "review_apply": self.tr("收到复查申请"),
            "route_taken": self.tr("已进入程序"),
        }

    def shown(self) -> list[str]:
        """The names of the acts that have a button now."""
        return list(self.steps.names)

    def button_of(self, name: str) -> QPushButton:
        """The button of a shown act."""
        return self.buttons[self.steps.names.index(name)]

    @Slot()
    def _on_clicked(self) -> None:
        self.ask(str(self.sender().property("act")))

    @Slot()
    def _on_keys(self) -> None:
        """The act of these keys that is allowed now; else the reason against the one that fits best."""
        keys = self.sender().objectName()
        names = [name for name, own in SHORTCUTS.items() if own == keys and name in self.acts]
        allowed = [name for name in names if self.acts[name].allowed]
        if allowed or names:
            self.ask((allowed or names)[0])

    def ask(self, name: str) -> None:
        """Do an act, or say why not."""
        act = self.acts[name]
        if act.allowed:
            self.wanted.emit(name)
        else:
            self.refused.emit(act.why)
