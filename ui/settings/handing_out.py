"""What is shown only once and must be handed out: passphrases for one opening, and new recovery sheets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QFormLayout, QLabel, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.documents import RecoverySheetContent
from ui.panels import push_button, quiet_label
from ui.start.page import label
from ui.start.recovery import RecoverySheetPage
from ui.tasks import TaskRunner
from ui.theme import MONOSPACE, scaled

if TYPE_CHECKING:
    from app.actions.passphrases import OneTime


class OneTimeDialog(QDialog):
    """Passphrases for one opening, in large letters, to be copied by hand or read out to whom they belong."""

    def __init__(self, made: Sequence[OneTime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("一次性口令"))
        self.setMinimumWidth(scaled(680))
        words = self.tr(
            "只显示这一次。请当面交给本人，或抄在纸条上封好给他；不要发短信、不要拍照。\n"
            "他打开时选自己的姓名，输入它，程序会让他换成自己的口令。"
        )
        rows = QFormLayout()
        rows.setHorizontalSpacing(scaled(18))
        self.codes = [self._code(one.passphrase) for one in made]
        for one, code in zip(made, self.codes, strict=True):
            rows.addRow(label(one.operator, "heading"), code)
        self.close_button = push_button(
            self.tr("已经交给本人"), self.accept, keys="Ctrl+Return", primary=True
        )
        column = QVBoxLayout(self)
        column.setSpacing(scaled(14))
        column.addWidget(quiet_label(words))
        column.addLayout(rows)
        column.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignRight)

    def _code(self, passphrase: str) -> QLabel:
        made = QLabel(passphrase)
        made.setStyleSheet(MONOSPACE.format(size=scaled(24)))
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        made.setAccessibleName(self.tr("一次性口令"))
        return made


class SheetDialog(QDialog):
    """A new recovery sheet for its only time; ``tried`` when its code was typed back from paper.

    It may be left untried: the desk says so at every start.
    """

    tried = Signal()

    def __init__(
        self, sheet: RecoverySheetContent, desk: Desk, tasks: TaskRunner, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("恢复单"))
        self.resize(scaled(1000), scaled(660))
        self._warned = False
        self.page = RecoverySheetPage(sheet, tasks, desk)
        self.page.done.connect(self._on_done)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self.page.setFocus()

    @Slot()
    def _on_done(self) -> None:
        self.tried.emit()
        self.accept()

    def reject(self) -> None:
        """Esc: a warning first; a second time the sheet goes untried."""
        if self._warned:
            super().reject()
            return
        self._warned = True
        self.page.ask_first()


class RemoveDialog(QDialog):
    """A word before somebody goes: what to think of, and whether the database's key is changed as well."""

    confirmed = Signal(bool)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("移出 {name}").format(name=name))
        self.setMinimumWidth(scaled(520))
        words = self.tr(
            "{name}的口令从此打不开工作台；名字留在操作记录里，以后可以请回来。\n"
            "密封事项只有登记人看得到：如果{name}经手过，请他先在事项上按 Alt+K 开放给接手的人，或先移交纪委。\n"
            "他可能拷走过数据和密钥文件的，移出时一并更换数据库密钥。"
        )
        self.only_button = push_button(self.tr("移出"), self._only, keys="Return", primary=True)
        self.rekey_button = push_button(self.tr("移出，并更换数据库密钥…"), self._with_key, keys="Ctrl+K")
        column = QVBoxLayout(self)
        column.setSpacing(scaled(12))
        column.addWidget(label(words.format(name=name)))
        for button in (
            self.only_button,
            self.rekey_button,
            push_button(self.tr("取消"), self.reject, keys="Esc"),
        ):
            column.addWidget(button)

    @Slot()
    def _only(self) -> None:
        self.accept()
        self.confirmed.emit(False)

    @Slot()
    def _with_key(self) -> None:
        self.accept()
        self.confirmed.emit(True)
