"""A card that was read: whose it is, its fingerprint beside the paper, and the clerk's word that both agree."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.domain.address_book import CardPreview
from app.domain.stations import StationKind
from ui.packets.fingerprint import FingerprintView
from ui.panels import Notice, push_button, quiet_label, title_label


class CardPane(QWidget):
    """``trusted(card, typed, confirmed)``: take it in, its fingerprint typed in full, or ticked, or neither."""

    trusted = Signal(object, str, bool)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preview: CardPreview | None = None
        self.title = title_label("")
        self.title.setWordWrap(True)
        self.facts = QLabel()
        self.facts.setWordWrap(True)
        self.warning = Notice()
        self.notice = Notice()
        self.fingerprint = FingerprintView()
        self.typed = QLineEdit()
        self.typed.setPlaceholderText(self.tr("照纸面输入指纹（全部各组），或者在下面打勾"))
        self.typed.setAccessibleName(self.tr("照纸面输入指纹"))
        self.typed.textChanged.connect(self._check)
        self.typed.returnPressed.connect(self.take)
        self.agrees = QCheckBox(self.tr("纸面上的指纹与上面的逐组一致(&Y)"))
        self.agrees.toggled.connect(self._check)
        self.take_button = push_button("", self.take, primary=True)
        self._lay_out()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.take_button)
        buttons.addWidget(push_button(self.tr("不收"), self.left, keys="Alt+Left"))
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        for label in (self.title, self.facts, self.warning):
            layout.addWidget(label)
        layout.addWidget(self.fingerprint)
        layout.addWidget(
            quiet_label(self.tr("请对方拿着盖章的纸面名片，一组一组念给您听；有一个字符不同就不要信任。"))
        )
        layout.addWidget(self.typed)
        layout.addWidget(self.agrees)
        layout.addWidget(self.notice)
        layout.addLayout(buttons)
        layout.addStretch(1)

    def show_card(self, preview: CardPreview) -> None:
        """Another card."""
        self._preview = preview
        card = preview.card
        self.title.setText(card.name)
        words = self.tr("代码 {code}　{kind}\n名片制作于 {day}")
        self.facts.setText(words.format(code=card.code, kind=card.kind.label, day=card.made_on))
        self.fingerprint.show_groups(preview.fingerprint)
        self.typed.clear()
        self.agrees.setChecked(False)
        self.notice.tell("")
        self._warn(preview)
        self._check()
        self.typed.setFocus()

    def _warn(self, preview: CardPreview) -> None:
        """What has to be said about this card before it is taken in."""
        if preview.own:
            self.warning.complain(self.tr("这是本单位自己的名片，不用导入。"))
        elif preview.key_changed:
            self.warning.complain(
                self.tr(
                    "通讯录里这个单位的密钥不是这一个：它换了电脑，或者有人冒充。"
                    "请当面核对指纹，一致才更换；更换后，原来的密钥不再认。"
                )
            )
        elif preview.known is not None and preview.known.trusted:
            self.warning.tell(self.tr("通讯录里已有这张名片，指纹核对过。导入只更新名称和类别。"))
        elif preview.card.kind is StationKind.DISCIPLINE:
            self.warning.tell(self.tr("▣ 纪委名片：检举控告只封给它。请特别仔细核对指纹。"))
        else:
            self.warning.tell("")

    @Slot()
    def _check(self) -> None:
        """What the button would do."""
        preview = self._preview
        compared = bool(self.typed.text().strip()) or self.agrees.isChecked()
        needs = preview is not None and preview.key_changed
        self.take_button.setEnabled(preview is not None and not preview.own and (compared or not needs))
        known = preview is not None and preview.known is not None and preview.known.trusted
        self.take_button.setText(
            self.tr("指纹一致，收入通讯录  Enter")
            if compared
            else self.tr("更新名片")
            if known
            else self.tr("先收下，指纹以后再核对")
        )

    @Slot()
    def take(self) -> None:
        """Into the book."""
        if self._preview is not None and self.take_button.isEnabled():
            self.trusted.emit(self._preview.card, self.typed.text().strip(), self.agrees.isChecked())
