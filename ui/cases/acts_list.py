"""Every act of the procedure in one list: what may be done now, and why the rest may not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.domain.moves import Act
from app.domain.procedure import GROUPS
from ui.cases.next_steps import SHORTCUTS
from ui.theme import ACCENT, QUIET, scaled

NAME = Qt.ItemDataRole.UserRole


class ActsList(QDialog):
    """Typing filters, the arrows choose, Enter does it: ``wanted(name)``."""

    wanted = Signal(str)

    def __init__(self, number: str, acts: Sequence[Act], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("全部步骤"))
        self._acts = tuple(acts)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("输入几个字，例如：送达、延期、复查"))
        self.filter.setAccessibleName(self.tr("筛选步骤"))
        self.filter.textChanged.connect(self.show_matching)
        self.filter.installEventFilter(self)
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("全部步骤"))
        self.list.itemActivated.connect(self._on_item)
        self.list.itemClicked.connect(self._on_item)
        words = QLabel(
            self.tr("{number}　↑↓ 选择，Enter 办理；灰色的现在不能办，下面写着原因。").format(number=number)
        )
        words.setObjectName("quiet")
        words.setWordWrap(True)
        layout = QVBoxLayout(self)
        for widget in (words, self.filter, self.list):
            layout.addWidget(widget)
        room = self.screen().availableGeometry().size() - QSize(40, 60)
        self.resize(min(scaled(560), room.width()), min(scaled(600), room.height()))
        self.show_matching("")

    @Slot(str)
    def show_matching(self, text: str) -> None:
        """The acts whose name, group or reason holds the text, by groups, those allowed first in each."""
        self.list.clear()
        for group in GROUPS:
            found = [act for act in self._acts if act.group == group and _matches(act, text.strip())]
            if not found:
                continue
            self._add_heading(group)
            for act in sorted(found, key=_barred):
                self._add(act)
        self._choose_first()

    def _add_heading(self, group: str) -> None:
        item = QListWidgetItem(group)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        font = QFont(self.font())
        font.setBold(True)
        item.setFont(font)
        item.setForeground(QColor(ACCENT))
        self.list.addItem(item)

    def _add(self, act: Act) -> None:
        keys = SHORTCUTS.get(act.name, "")
        words = act.label + (self.tr("（送负责人审批）") if act.waits and act.allowed else "")
        if act.allowed:
            item = QListWidgetItem(f"　{words}　{keys}".rstrip("　"))
        else:
            item = QListWidgetItem(f"　× {words}\n　　{act.why}")
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            item.setForeground(QColor(QUIET))
        item.setData(NAME, act.name if act.allowed else "")
        self.list.addItem(item)

    def _choose_first(self) -> None:
        for row in range(self.list.count()):
            if self.list.item(row).data(NAME):
                self.list.setCurrentRow(row)
                return

    def names(self) -> list[str]:
        """The acts in the list that may be done."""
        found = [self.list.item(row).data(NAME) for row in range(self.list.count())]
        return [name for name in found if name]

    @Slot(QListWidgetItem)
    def _on_item(self, item: QListWidgetItem) -> None:
        if name := item.data(NAME):
            self.accept()
            self.wanted.emit(str(name))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows and Enter of the filter belong to the list."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if (item := self.list.currentItem()) is not None:
                self._on_item(item)
            return True
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._go(1 if event.key() == Qt.Key.Key_Down else -1)
            return True
        return False

    def _go(self, step: int) -> None:
        """To the next act that may be done."""
        row = self.list.currentRow() + step
        while 0 <= row < self.list.count():
            if self.list.item(row).data(NAME):
                self.list.setCurrentRow(row)
                return
            row += step


def _matches(act: Act, text: str) -> bool:
    return not text or any(text.lower() in part.lower() for part in (act.label, act.group, act.why, act.name))


def _barred(act: Act) -> bool:
    return not act.allowed
