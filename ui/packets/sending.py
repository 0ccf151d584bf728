"""How a packet goes: to whom out of the address book, sealed in which way, and why it has to be sealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.domain.address_book import KnownStation
from app.domain.packet_codes import Seal
from app.domain.stations import StationKind
from ui.panels import quiet_label


@dataclass(frozen=True)
class Sending:
    """What was chosen. ``whole`` leaves numbers and addresses in full."""

    receiver_code: str
    seal: Seal
    whole: bool = False


class SendingChoice(QWidget):
    """``changed`` with every choice; a sealed case or full numbers ask for a seal, and it is said why."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._secret = 0
        self.receiver_box, self.seal_box = QComboBox(), QComboBox()
        self.whole = QCheckBox(self.tr("号码写全(&W)"))
        self.whole.setToolTip(
            self.tr("证件号码、电话、住址不遮盖，写明被反映人；只能装入封口的包（条例第四十六条）")
        )
        self.why = quiet_label()
        self.why.hide()
        for seal, words in (
            (Seal.NONE, self.tr("○ 不封口")),
            (Seal.PASSWORD, self.tr("◐ 口令封口")),
            (Seal.KEY, self.tr("● 封给对方（名片）")),
        ):
            self.seal_box.addItem(words, seal)
        self._lay_out()
        self.receiver_box.activated.connect(self._on_picked)
        self.seal_box.currentIndexChanged.connect(self._on_seal)
        self.whole.toggled.connect(self._on_whole)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        for words, box, name in (
            (self.tr("发给(&T)"), self.receiver_box, self.tr("发给哪个单位")),
            (self.tr("封口(&K)"), self.seal_box, self.tr("怎样封口")),
        ):
            label = QLabel(words)
            label.setBuddy(box)
            box.setAccessibleName(name)
            box.setMinimumContentsLength(8)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            row.addWidget(label)
            row.addWidget(box, 3 if box is self.receiver_box else 2)
        row.addWidget(self.whole)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.why)

    @property
    def chosen(self) -> Sending:
        """What stands chosen now."""
        return Sending(str(self.receiver_box.currentData() or ""), self.seal, self.whole.isChecked())

    @property
    def seal(self) -> Seal:
        return Seal(self.seal_box.currentData() or "")

    def show_receivers(
        self, known: Sequence[KnownStation], superior: str, kinds: Sequence[StationKind]
    ) -> None:
        """Offer the trusted stations of some kinds; ``superior`` (when not empty) where there is no card yet."""
        before = self.receiver_box.currentData()
        fitting = sorted(
            (one for one in known if one.trusted and one.card.kind in kinds),
            key=lambda one: (kinds.index(one.card.kind), one.code),
        )
        self.receiver_box.clear()
        for one in fitting:
            self.receiver_box.addItem(
                self.tr("{name}（{code}）").format(name=one.name, code=one.code), one.code
            )
        if not fitting and superior:
            self.receiver_box.addItem(self.tr("{name}（还没有名片）").format(name=superior), "")
        self.receiver_box.setCurrentIndex(max(self.receiver_box.findData(before), 0))
        self._explain()

    def ask_seal_for(self, secret: int) -> None:
        """So many cases may go in a sealed file only."""
        self._secret = secret
        self._explain()

    def choose_seal(self, seal: Seal) -> None:
        """Choose a way of sealing, as if the clerk had."""
        self.seal_box.setCurrentIndex(self.seal_box.findData(seal))

    @Slot()
    def _on_picked(self) -> None:
        self._explain()
        self.changed.emit()

    @Slot()
    def _on_seal(self) -> None:
        if self.seal is Seal.NONE:
            self.whole.setChecked(False)
        self._on_picked()

    @Slot(bool)
    def _on_whole(self, ticked: bool) -> None:
        if ticked and self.seal is Seal.NONE:
            self.choose_seal(Seal.KEY if self.receiver_box.currentData() else Seal.PASSWORD)
        self._on_picked()

    def _explain(self) -> None:
        """Why it must be sealed, or why this seal cannot be."""
        words = ""
        if self.seal is Seal.KEY and not self.receiver_box.currentData():
            words = self.tr("△ 还没有对方的名片，封不了：请先在“通讯录”里导入名片并核对指纹，或者改用口令。")
        elif self._secret and self.seal is Seal.NONE:
            words = self.tr(
                "△ 有 {count} 件要求保密的事项，必须封口：选“口令”或“封给对方”后才能一起移送（条例第四十六条）。"
            ).format(count=self._secret)
        elif self.whole.isChecked():
            words = self.tr("号码、住址写全，必须封口（条例第四十六条）。")
        self.why.setText(words)
        self.why.setVisible(bool(words))
