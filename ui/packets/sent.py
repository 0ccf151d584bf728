"""The packets that were sent: what became of each, its receipt taken in, its hand-over list printed again."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.documents import DocumentKind
from app.domain.packet_codes import PacketState, Purpose
from app.domain.packets import OutboxLine
from app.domain.receipts import Receipt, ReceiptKind
from ui import acts
from ui.ask import AskDialog
from ui.check_table import CheckRow, CheckTableModel, Index
from ui.packets.files import choose_file
from ui.packets.sent_acts import SentActs
from ui.panels import Notice, WorkBar, push_button, quiet_label, whole_rows
from ui.refresh import Refresh
from ui.tasks import TaskRunner
from ui.theme import FAULT, scaled

MOST_LISTS = 5000
SHAPES = {
    PacketState.SENT: "▷",
    PacketState.RECEIVED: "▶",
    PacketState.REFUSED: "◁",
    PacketState.ANSWERED: "✓",
    PacketState.WITHDRAWN: "↺",
}
"""A shape for each state; the word stands beside it."""
OVERDUE = "■"


class OutboxModel(CheckTableModel):
    """Packets that were sent; those whose receipt is late are red besides."""

    late: frozenset[str] = frozenset()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index.row())
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 1 and row and row.key in self.late:
            return QColor(FAULT)
        return super().data(index, role)


class SentView(QWidget):
    """Packets on the left, what was inside on the right."""

    openDocument = Signal(int)
    openCase = Signal(str)
    failed = Signal(object)
    said = Signal(str)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._tasks, self._refresh = desk, tasks, refresh
        self._lines: dict[str, OutboxLine] = {}
        self.asking: AskDialog | None = None
        self.setAcceptDrops(True)
        self.notice = Notice()
        self.work = WorkBar()
        self.acts = SentActs(desk, tasks, refresh, self.notice, self.work)
        self.acts.done.connect(self._on_done)
        self.acts.failed.connect(self.failed)
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.addWidget(self._table_box())
        self._inside = self._inside_box()
        sides.addWidget(self._inside)
        sides.setChildrenCollapsible(False)
        sides.setSizes([scaled(760), scaled(300)])
        layout = QVBoxLayout(self)
        layout.addWidget(self.notice)
        layout.addWidget(self.work)
        layout.addWidget(sides, 1)
        layout.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(push_button(self.tr("导入回执…"), self.choose_receipt, keys="Ctrl+I", primary=True))
        row.addWidget(quiet_label(self.tr("或者把回执文件（HZ-….json）拖到这里")), 1)
        row.addWidget(self.acts, 0, Qt.AlignmentFlag.AlignBottom)
        return row

    @Slot(str)
    def _on_done(self, words: str) -> None:
        """A receipt on paper was noted, or a packet written again."""
        self.fetch()
        self.notice.tell(words)

    def _table_box(self) -> QWidget:
        titles = (
            self.tr("移送包编号"),
            self.tr("状态"),
            self.tr("导出"),
            self.tr("件数"),
            self.tr("接收单位"),
        )
        self.model = OutboxModel(titles, self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("已移送的包"))
        whole_rows(self.table)
        for column, width in enumerate((140, 134, 96, 46)):
            self.table.setColumnWidth(column, scaled(width))
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        empty = quiet_label(self.tr("还没有导出过移送包。\n\n在“待移送”里打勾、选好U盘，按 Ctrl+E 导出。"))
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(empty)
        return self._stack

    def _inside_box(self) -> QWidget:
        self.inside = QListWidget()
        self.inside.itemActivated.connect(self._on_case)
        self.state = QLabel()
        self.state.setWordWrap(True)
        self.hash = quiet_label()
        self.hash.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.list_button = push_button(self.tr("看、补打移交清单"), self.open_list, keys="Ctrl+O")
        self.list_button.setEnabled(False)
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.state)
        layout.addWidget(QLabel(self.tr("包里的事项（Enter 看事项）")))
        layout.addWidget(self.inside, 1)
        layout.addWidget(self.hash)
        layout.addWidget(self.list_button)
        return box

    @Slot()
    def fetch(self) -> None:
        self._tasks.run(self._packets, on_success=self._on_rows, on_failure=self._on_failure)

    def _packets(self) -> list[OutboxLine]:
        rows: list[OutboxLine] = acts.outbox().outbox(self._desk)
        return rows

    @Slot(object)
    def _on_rows(self, rows: list[OutboxLine]) -> None:
        before = self._number()
        self._lines = {row.packet.number: row for row in rows}
        self.model.late = frozenset(row.packet.number for row in rows if row.overdue)
        self.model.set_rows([self._row(row) for row in rows])
        self._stack.setCurrentIndex(0 if rows else 1)
        self._inside.setVisible(bool(rows))
        self.list_button.setEnabled(bool(rows))
        if rows:
            self.table.selectRow(max(self.model.row_of(before), 0))
        else:
            for label in (self.state, self.hash):
                label.clear()

    def _row(self, line: OutboxLine) -> CheckRow:
        packet = line.packet
        cells = (
            packet.number,
            self.state_words(line),
            f"{packet.made_at:%Y-%m-%d}",
            str(packet.case_count),
            packet.receiver,
        )
        return CheckRow(packet.number, cells, ready=False, hint=packet.file_sha256)

    def state_words(self, line: OutboxLine) -> str:
        """A shape and a word: what became of a packet."""
        if line.overdue:
            return self.tr("{shape} 超期未签收").format(shape=OVERDUE)
        words = {
            PacketState.SENT: self.tr("已发出"),
            PacketState.RECEIVED: self.tr("对方已签收"),
            PacketState.REFUSED: self.tr("被退回"),
            PacketState.ANSWERED: self.tr("已答复"),
            PacketState.WITHDRAWN: self.tr("对方撤销接收"),
        }
        return SHAPES[line.packet.state] + " " + words[line.packet.state]

    def _story(self, line: OutboxLine) -> str:
        """The state of the chosen packet in a sentence."""
        packet = line.packet
        when = f"{packet.receipt_at:%Y-%m-%d}" if packet.receipt_at else ""
        if packet.purpose is Purpose.REPLY:
            words = self.tr("▷ 回复包，由对方导入到事项里，没有回执。")
        elif line.overdue:
            words = self.tr("■ 超期未签收：应在{due}前拿到回执。请向对方催要回执，或问清是否收到。")
        elif packet.state is PacketState.WITHDRAWN:
            words = self.tr(
                "↺ 对方撤销了接收（{when}，{by}）：{reason}。事项回到“移送中”，等对方重新开回执，或按它说的重新送。"
            )
        elif packet.state is PacketState.SENT:
            words = self.tr("▷ 等对方的回执，{due}前应当收到。")
        elif packet.state is PacketState.REFUSED:
            words = self.tr("◁ 被退回（{when}，{by}）：{reason}。事项已回到“待移送”。")
        elif packet.state is PacketState.ANSWERED:
            words = self.tr("✓ 对方已答复，答复在各件事项里。")
        elif packet.receipt_at is None:
            words = self.tr("▶ 对方已签收，回复里说的；没有单独的回执。")
        else:
            words = self.tr("▶ 对方已签收（{when}，{by}）。")
        said = {
            "due": line.receipt_due,
            "when": when,
            "by": packet.receipt_by,
            "reason": packet.receipt_reason,
        }
        made = self.tr("{made}由{who}导出，{seal}。\n").format(
            made=f"{packet.made_at:%Y-%m-%d %H:%M}", who=packet.made_by, seal=packet.seal.label
        )
        return made + words.format(**said)

    def _number(self) -> str:
        row = self.model.row(self.table.currentIndex().row())
        return row.key if row else ""

    @Slot(QModelIndex)
    def _on_current(self, current: QModelIndex) -> None:
        row = self.model.row(current.row())
        line = self._lines.get(row.key) if row else None
        self.acts.show_packet(line.packet if line else None)
        self.inside.clear()
        self.list_button.setEnabled(row is not None)
        if row is not None and row.key in self._lines:
            self.state.setText(self._story(self._lines[row.key]))
            self.hash.setText(self.tr("文件校验值 {sha256}").format(sha256=row.hint[:16] + "…"))
            self.hash.setToolTip(row.hint)
            self._tasks.run(
                partial(self._cases, row.key), on_success=self._on_inside, on_failure=self._on_failure
            )

    def _cases(self, number: str) -> tuple[str, list[str]]:
        return number, acts.packets().cases_in_packet(self._desk, number=number)

    @Slot(object)
    def _on_inside(self, found: tuple[str, list[str]]) -> None:
        number, cases = found
        if number == self._number():
            self.inside.clear()
            self.inside.addItems(cases)

    @Slot()
    def _on_case(self) -> None:
        if item := self.inside.currentItem():
            self.openCase.emit(item.text())

    @Slot()
    def open_list(self) -> None:
        """Look up the hand-over list of the chosen packet and show it among the documents."""
        self._tasks.run(
            partial(self._list_id, self._number()), on_success=self._on_list, on_failure=self._on_failure
        )

    def _list_id(self, number: str) -> int:
        found = acts.documents().list_documents(self._desk, kind=DocumentKind.HANDOVER_LIST, limit=MOST_LISTS)
        return next((row.id for row in found if number in (row.packet_number, row.number)), 0)

    @Slot(object)
    def _on_list(self, document_id: int) -> None:
        if document_id:
            self.openDocument.emit(document_id)
        else:
            self.notice.tell(self.tr("这个包没有移交清单：检举控告用每件的密封移交单，在“文书”里。"))

    # --- receipts -------------------------------------------------------------------------------------------

    @Slot()
    def choose_receipt(self) -> None:
        """Choose the file of a receipt."""
        self.choosing = choose_file(
            self, self.tr("选回执文件"), self.tr("回执 (*.json)"), self.look_at_receipt
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if path := _dropped(event):
            event.acceptProposedAction()
            self.look_at_receipt(path)

    @Slot(str)
    def look_at_receipt(self, path: str) -> None:
        """What a receipt says, before anything is written."""
        self.notice.tell("")
        self._tasks.run(partial(self._peek, path), on_success=self._on_peeked, on_failure=self._on_failure)

    def _peek(self, path: str) -> tuple[str, Receipt]:
        return path, acts.arrivals().peek_receipt(self._desk, path=Path(path))

    @Slot(object)
    def _on_peeked(self, found: tuple[str, Receipt]) -> None:
        path, receipt = found
        titles = {
            ReceiptKind.RECEIVED: self.tr("签收回执"),
            ReceiptKind.REFUSED: self.tr("退回回执"),
            ReceiptKind.WITHDRAWN: self.tr("撤销接收的回执"),
        }
        title, words = titles[receipt.kind], self._receipt_words(receipt)
        self.asking = AskDialog(title, words, (), self.tr("导入回执"), self)
        self.asking.answered.connect(partial(self._import, path))
        self.asking.open()

    def _receipt_words(self, receipt: Receipt) -> str:
        """What a receipt says, and what taking it in would do."""
        words = {
            ReceiptKind.RECEIVED: self.tr(
                "{who}{by}于{at}签收了{number}（{count}件）。\n导入后，包里的事项改为“已移送”，记下对方的编号。"
            ),
            ReceiptKind.REFUSED: self.tr(
                "{who}{by}于{at}退回了{number}：{reason}。\n导入后，包里的事项回到“待移送”。"
            ),
            ReceiptKind.WITHDRAWN: self.tr(
                "{who}{by}于{at}撤销了对{number}的接收：{reason}。\n导入后，包里的事项回到“移送中”，等新的回执。"
            ),
        }
        return words[receipt.kind].format(
            who=receipt.receiver.name,
            by=receipt.by,
            at=f"{receipt.at:%Y-%m-%d %H:%M}",
            number=receipt.packet_number,
            count=len(receipt.cases),
            reason=receipt.reason,
        )

    def _import(self, path: str, values: object) -> None:
        task = self._tasks.run(
            acts.later(acts.outbox, "import_receipt", self._desk, path=Path(path)),
            on_success=self._on_receipt,
            on_failure=self._on_failure,
        )
        self.work.follow(task, self.tr("正在导入回执…"))

    @Slot(object)
    def _on_receipt(self, outcome: Any) -> None:
        number = outcome.packet.number
        words = self.tr("{number}：{state}，{count} 件事项跟着改了状态").format(
            number=number, state=outcome.receipt.kind.label, count=len(outcome.moved)
        )
        if outcome.left:
            words += self.tr("；{numbers}此前已由人改过，没有再动").format(numbers="、".join(outcome.left))
        changes: Changes = outcome.changes
        self._refresh.tell(changes, self)
        self.fetch()
        self.notice.tell(words + self.tr("。"))

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if not self.notice.complain_about(error):
            self.failed.emit(error)


def _dropped(event: QDragEnterEvent | QDropEvent) -> str:
    """The first dropped file that may be a receipt."""
    paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
    return next((path for path in paths if Path(path).suffix.lower() == ".json"), "")
