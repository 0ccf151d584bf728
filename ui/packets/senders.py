"""Who sent what and when, and which packets of each unit never came."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QTableView, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.inbox import SenderLine
from app.domain.received import ReceivedPacket, ReceivedState
from ui import acts
from ui.ask import AskDialog
from ui.check_table import CheckRow, CheckTableModel
from ui.documents.print_job import PrintJob
from ui.forms import Row
from ui.packets.files import choose_folder
from ui.packets.password_box import A4_POINTS
from ui.panels import Notice, WorkBar, push_button, quiet_label, whole_rows
from ui.refresh import Refresh
from ui.tasks import Task, TaskRunner
from ui.theme import scaled

SHAPES = {ReceivedState.IMPORTED: "✓", ReceivedState.REFUSED: "◁", ReceivedState.UNDONE: "↺"}
MOST_MISSING = 20


class SendersView(QWidget):
    """The register of what came in: a line a packet, a red line a packet that is missing."""

    failed = Signal(object)
    said = Signal(str)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, notice: Notice, work: WorkBar
    ) -> None:
        super().__init__()
        self._desk, self._tasks, self._refresh = desk, tasks, refresh
        self._packets: dict[str, ReceivedPacket] = {}
        self.notice, self.work = notice, work
        self.asking: AskDialog | None = None
        self.job = PrintJob(desk, tasks, self)
        self.job.started.connect(self._on_print_started)
        self.job.printed.connect(self._on_printed)
        self.job.failed.connect(self._on_failure)
        self.missing = QLabel()
        self.missing.setObjectName("problem")
        self.missing.setWordWrap(True)
        titles = (
            self.tr("移送单位"),
            self.tr("包号"),
            self.tr("状态"),
            self.tr("件数"),
            self.tr("收到"),
            self.tr("经手人、理由"),
        )
        self.model = CheckTableModel(titles, self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("收到的移送包"))
        whole_rows(self.table)
        for column, width in enumerate((220, 150, 124, 54, 134)):
            self.table.setColumnWidth(column, scaled(width))
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self._lay_out()

    def _lay_out(self) -> None:
        empty = quiet_label(
            self.tr("还没有收到过移送包。\n\n把U盘上的移送包拖到上面，先看清是什么，再决定导入还是退回。")
        )
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(empty)
        self.print_button = push_button(self.tr("打印回执…"), self.print_receipt, keys="Ctrl+P")
        self.again_button = push_button(self.tr("回执再存一份…"), self.choose_folder, keys="Ctrl+S")
        self.undo_button = push_button(self.tr("撤销导入…"), self.ask_undo, keys="Ctrl+Z")
        row = QHBoxLayout()
        for button in (self.print_button, self.again_button, self.undo_button):
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.missing)
        layout.addWidget(self._stack, 1)
        layout.addLayout(row)
        self._on_current()

    @Slot()
    def fetch(self) -> None:
        self._tasks.run(
            acts.later(acts.inbox, "inbox", self._desk),
            on_success=self._on_lines,
            on_failure=self._on_failure,
        )

    @Slot(object)
    def _on_lines(self, lines: list[SenderLine]) -> None:
        before = self.number
        self._packets = {packet.number: packet for line in lines for packet in line.packets}
        self.model.set_rows([self._row(line, packet) for line in lines for packet in line.packets])
        self._stack.setCurrentIndex(0 if lines else 1)
        words = [
            self.tr("■ {name}缺第{numbers}包，请催要").format(
                name=line.name, numbers="、".join(str(n) for n in line.missing[-MOST_MISSING:])
            )
            for line in lines
            if line.missing
        ]
        self.missing.setText("；".join(words))
        self.missing.setVisible(bool(words))
        if lines:
            self.table.selectRow(max(self.model.row_of(before), 0))
        self._on_current()

    def _row(self, line: SenderLine, packet: ReceivedPacket) -> CheckRow:
        state = SHAPES[packet.state] + " " + packet.state.label
        who = packet.received_by + ("：" + packet.reason if packet.reason else "")
        when = f"{packet.received_at:%Y-%m-%d %H:%M}"
        sender = self.tr("{name}（{code}）").format(name=line.name, code=line.code)
        cells = (sender, packet.number, state, str(packet.case_count), when, who)
        return CheckRow(packet.number, cells, ready=False, hint=packet.reason or packet.file_name)

    @property
    def number(self) -> str:
        """The number of the chosen packet."""
        row = self.model.row(self.table.currentIndex().row())
        return row.key if row else ""

    @Slot(QModelIndex)
    def _on_current(self, current: QModelIndex | None = None) -> None:
        packet = self._packets.get(self.number)
        imported = packet is not None and packet.state is ReceivedState.IMPORTED
        self.undo_button.setEnabled(imported)
        self.print_button.setEnabled(packet is not None)
        self.again_button.setEnabled(packet is not None)

    # --- receipts -------------------------------------------------------------------------------------------

    @Slot()
    def print_receipt(self) -> None:
        """The receipt of the chosen packet on paper, for two signatures."""
        self.print_of(self.number)

    def print_of(self, number: str) -> None:
        """The receipt of a packet on paper."""
        if number and not self.work.busy:
            self._tasks.run(
                acts.later(acts.receipts, "receipt_pdf", self._desk, number=number),
                on_success=self._on_pdf,
                on_failure=self._on_failure,
            )

    @Slot(object)
    def _on_pdf(self, pdf: bytes) -> None:
        self.job.start_run(pdf, A4_POINTS, "receipt")

    @Slot(object)
    def _on_print_started(self, task: Task) -> None:
        self.work.follow(task, self.tr("正在打印回执…"))

    @Slot(str, object)
    def _on_printed(self, target: str, changes: Changes) -> None:
        self._refresh.tell(changes, self)
        self.said.emit(self.tr("回执已送到“{target}”").format(target=target))

    @Slot()
    def choose_folder(self) -> None:
        """Where the receipt is written once more."""
        self.choosing = choose_folder(self, self.tr("回执存到哪个文件夹"), self.write_again)

    @Slot(str)
    def write_again(self, folder: str) -> None:
        """Write the receipt of the chosen packet once more."""
        self._tasks.run(
            partial(self._write_again, self.number, folder),
            on_success=self._on_written,
            on_failure=self._on_failure,
        )

    def _write_again(self, number: str, folder: str) -> Any:
        return acts.receipts().write_receipt_again(self._desk, number=number, folder=Path(folder))

    @Slot(object)
    def _on_written(self, path: Any) -> None:
        self.notice.tell(self.tr("回执已写好：{path}").format(path=path))

    # --- taking back ----------------------------------------------------------------------------------------

    @Slot()
    def ask_undo(self) -> None:
        """Why the import of the chosen packet is taken back."""
        packet = self._packets.get(self.number)
        if packet is None or not self.undo_button.isEnabled():
            return
        words = self.tr(
            "撤销导入{number}（{count} 件）：这些事项从登记簿里撤下，登记簿和操作记录里留痕，以后可以重新导入。"
            "已经办理过的，程序会说明是哪一件、办了什么，不会撤销。"
        )
        self.asking = AskDialog(
            self.tr("撤销导入"),
            words.format(number=packet.number, count=packet.case_count),
            (Row("reason", self.tr("撤销的理由")),),
            self.tr("撤销导入"),
            self,
            needed=("reason",),
        )
        self.asking.answered.connect(partial(self._undo, packet.number))
        self.asking.open()

    def _undo(self, number: str, values: dict[str, object]) -> None:
        self.notice.tell("")
        self._tasks.run(
            acts.later(
                acts.inbox, "undo_import", self._desk, number=number, reason=str(values["reason"]).strip()
            ),
            on_success=partial(self._on_undone, number),
            on_failure=self._on_failure,
        )

    def _on_undone(self, number: str, changes: Changes) -> None:
        self._refresh.tell(changes, self)
        self.fetch()
        words = self.tr(
            "{number}的导入已撤销，可以重新导入。原来的回执作废：请按 Ctrl+S 把“撤销接收”的回执存到U盘"
            "（Ctrl+P 打印），交给移送单位导入，否则它那边仍然显示“已签收”。"
        )
        self.notice.tell(words.format(number=number))
        self.again_button.setFocus()

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if not self.notice.complain_about(error):
            self.failed.emit(error)
