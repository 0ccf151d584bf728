"""What was found about a file that came: a line each, a box to tick where somebody has to say yes, the sender's
fingerprint to compare with the paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.domain.inbox import Finding, Notice, Weight
from ui.packets.fingerprint import FingerprintView

MARKS = {Weight.STOP: "✖", Weight.CONFIRM: "△", Weight.NOTE: "○"}


class FindingsBox(QWidget):
    """``changed`` with every yes that is given or taken back."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notices: tuple[Notice, ...] = ()
        self.ticks: dict[Finding, QCheckBox] = {}
        self.fingerprint = FingerprintView()
        self.typed = QLineEdit()
        self.typed.setPlaceholderText(self.tr("照纸面移交清单输入指纹的最后一组，或者在上面打勾"))
        self.typed.setAccessibleName(self.tr("指纹的最后一组"))
        self.typed.textChanged.connect(self.changed)
        self._lines = QVBoxLayout()
        self._lines.addWidget(self.fingerprint)
        self._lines.addWidget(self.typed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._lines)

    def show_notices(
        self,
        notices: Sequence[Notice],
        fingerprint: Sequence[str],
        instead: Mapping[Finding, str] | None = None,
    ) -> None:
        """Other findings; ``instead`` has shorter sentences for some. No yes is asked for where one of them stops."""
        self.notices = tuple(notices)
        self._clear()
        stopped = any(notice.weight is Weight.STOP for notice in notices)
        for notice in notices:
            self._lines.addWidget(_line(notice, (instead or {}).get(notice.finding, notice.sentence)))
            if notice.weight is Weight.CONFIRM and not stopped:
                self._lines.addWidget(self._tick(notice.finding))
            if notice.finding is Finding.UNKNOWN_STATION:
                self._lines.addWidget(self.fingerprint)
                self._lines.addWidget(self.typed)
        unknown = Finding.UNKNOWN_STATION in self.ticks
        self.fingerprint.show_groups(fingerprint if unknown else ())
        self.typed.clear()
        self.typed.setVisible(unknown)

    def _clear(self) -> None:
        self.ticks = {}
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget not in (self.fingerprint, self.typed):
                widget.hide()
                widget.deleteLater()

    def _tick(self, finding: Finding) -> QCheckBox:
        words = {
            Finding.UNKNOWN_STATION: self.tr("指纹与移交清单一致，信任这个单位"),
            Finding.UNSIGNED: self.tr("校验值与移交清单一致，导入"),
            Finding.ALTERED: self.tr("看过了，按导出时的内容导入"),
            Finding.MISSING: self.tr("知道缺包，先导入这一包"),
            Finding.TWICE: self.tr("已与移送单位核对，就是这一个"),
            Finding.BROKEN: self.tr("已与两份纸面清单核对，导入"),
            Finding.REFUSED_BEFORE: self.tr("以前退回过，现在接收"),
            Finding.NAMED_OTHERWISE: self.tr("是给本单位的"),
            Finding.NOT_ENCLOSED: self.tr("附件另外送来，先导入事项"),
        }
        tick = QCheckBox(words.get(finding, self.tr("知道了，导入")))
        tick.toggled.connect(self.changed)
        self.ticks[finding] = tick
        return tick

    @property
    def confirmed(self) -> frozenset[Finding]:
        """What was said yes to; the last group of the fingerprint, typed, is a yes to the station."""
        said = {finding for finding, tick in self.ticks.items() if tick.isChecked()}
        groups = self.fingerprint.groups
        if groups and self.typed.text().strip().upper() == groups[-1].upper():
            said.add(Finding.UNKNOWN_STATION)
        return frozenset(said)

    @property
    def settled(self) -> bool:
        """Whether nothing stops the import and every yes was given."""
        if any(notice.weight is Weight.STOP for notice in self.notices):
            return False
        wanted = {notice.finding for notice in self.notices if notice.weight is Weight.CONFIRM}
        return wanted <= self.confirmed

    @Slot()
    def take_focus(self) -> bool:
        """Focus the first thing that has to be said; False when nothing has."""
        first = self.typed if self.fingerprint.groups else next(iter(self.ticks.values()), None)
        if first is not None:
            first.setFocus()
        return first is not None


def _line(notice: Notice, sentence: str) -> QLabel:
    """One finding with its mark."""
    label = QLabel(MARKS[notice.weight] + " " + sentence)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if notice.weight is Weight.STOP:
        label.setObjectName("problem")
    return label
