"""Which accusations go to the discipline office: a packet of their own, sealed, whose name says nothing (Art. 30)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.domain.address_book import KnownStation
from app.domain.packet_codes import Seal
from app.domain.stations import StationKind
from ui.check_table import CheckRow, CheckTable, CheckTableModel
from ui.packets.sending import SendingChoice
from ui.panels import Notice, quiet_label
from ui.theme import scaled


class AccusationsDialog(QDialog):
    """``answered(numbers, sending, person)`` when the clerk says go."""

    answered = Signal(object, object, str)

    def __init__(
        self,
        cases: Sequence[tuple[str, str]],
        stations: Sequence[KnownStation],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("检举控告密封移交"))
        self.resize(scaled(640), scaled(400))
        self.model = CheckTableModel((self.tr("事项编号"), self.tr("事项")), self)
        self.model.set_rows([CheckRow(number, (number, subject)) for number, subject in cases])
        self.table = CheckTable(self.model, (230,))
        self.table.setAccessibleName(self.tr("等待密封移交的检举控告"))
        if cases:
            self.table.selectRow(0)
        self.sending = SendingChoice()
        self.sending.whole.hide()
        self.sending.seal_box.removeItem(self.sending.seal_box.findData(Seal.NONE))
        self.sending.show_receivers(stations, "", (StationKind.DISCIPLINE,))
        self.sending.choose_seal(Seal.KEY)
        self.person = QLineEdit()
        self.person.setPlaceholderText(self.tr("接收人姓名（可以不填）"))
        self.person.setAccessibleName(self.tr("接收人姓名"))
        self.notice = Notice()
        self._lay_out()
        self._check()

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox()
        self.button = buttons.addButton(
            self.tr("封口并移交  Ctrl+Enter"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.button.setObjectName("primary")
        self.button.setShortcut("Ctrl+Return")
        buttons.addButton(self.tr("取消 (Esc)"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.submit)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(scaled(10))
        layout.addWidget(
            quiet_label(
                self.tr(
                    "检举控告单独装一个封口的包，直接交纪委；文件名和封面不写单位、事项和被反映人。"
                    "移交后本单位不再能打开它们（条例第三十条）。"
                )
            )
        )
        layout.addWidget(self.table, 1)
        layout.addWidget(self.sending)
        label = QLabel(self.tr("接收人(&P)"))
        label.setBuddy(self.person)
        layout.addWidget(label)
        layout.addWidget(self.person)
        layout.addWidget(self.notice)
        layout.addWidget(buttons)

    def _check(self) -> None:
        """Without the discipline office's card there is nobody to seal to."""
        known = self.sending.receiver_box.count() > 0
        self.button.setEnabled(known)
        if not known:
            self.notice.complain(
                self.tr("通讯录里没有已核对指纹的纪委名片。请先在“通讯录”里导入纪委的名片，与纸面核对指纹。")
            )

    @Slot()
    def submit(self) -> None:
        """Answer, and close."""
        numbers = self.model.checked()
        if not numbers:
            self.notice.complain(self.tr("请至少勾选一件。"))
            return
        chosen, person = self.sending.chosen, self.person.text().strip()
        self.accept()
        self.answered.emit(numbers, chosen, person)
