"""What else is done with a packet that was sent: a signature on paper noted, a lost file written once more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.changes import Changes, Steps
from app.domain.packet_codes import PacketState, Purpose, Seal
from app.domain.packets import PacketRecord
from ui import acts
from ui.ask import AskDialog
from ui.documents.print_job import PrintJob
from ui.forms import Row
from ui.packets.files import choose_folder
from ui.packets.password_box import A4_POINTS, PRINTED_AS, PasswordBox
from ui.panels import Notice, WorkBar, push_button
from ui.refresh import Refresh
from ui.tasks import Handler, Task, TaskRunner

WAITING = frozenset({PacketState.SENT, PacketState.WITHDRAWN})
NOTED = frozenset({PacketState.RECEIVED, PacketState.REFUSED})
"""States in which a receipt can be taken back."""


class SentActs(QWidget):
    """What is done with the chosen packet, and the password of one that was written again. ``done`` when it changed."""

    done = Signal(str)
    failed = Signal(object)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, notice: Notice, work: WorkBar
    ) -> None:
        super().__init__()
        self._desk, self._tasks, self._refresh = desk, tasks, refresh
        self._notice, self._work = notice, work
        self._packet: PacketRecord | None = None
        self.asking: AskDialog | None = None
        self.password = PasswordBox()
        self.password.print_wanted.connect(self._print)
        self.job = PrintJob(desk, tasks, self)
        self.job.started.connect(self._on_print_started)
        self.job.failed.connect(self._on_failure)
        self.paper_button = push_button(self.tr("登记纸面签收…"), self.ask_paper, keys="Ctrl+G")
        self.again_button = push_button(self.tr("再写一次…"), self.choose_folder, keys="Ctrl+W")
        self.undo_button = push_button(self.tr("撤销回执…"), self.ask_undo, keys="Ctrl+Z")
        row = QHBoxLayout()
        row.addWidget(self.paper_button)
        row.addWidget(self.again_button)
        row.addWidget(self.undo_button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.password)
        layout.addLayout(row)
        self.show_packet(None)

    def show_packet(self, packet: PacketRecord | None) -> None:
        """Another packet was chosen, or none."""
        self._packet = packet
        waits = packet is not None and packet.state in WAITING and packet.purpose is not Purpose.REPLY
        self.paper_button.setEnabled(waits)
        self.again_button.setEnabled(waits)
        noted = packet is not None and packet.receipt_at is not None and packet.state in NOTED
        self.undo_button.setEnabled(noted)

    # --- a signature on paper -------------------------------------------------------------------------------

    @Slot()
    def ask_paper(self) -> None:
        """Who signed the hand-over list, and when; or why it was not taken."""
        packet = self._packet
        if packet is None or not self.paper_button.isEnabled():
            return
        words = self.tr(
            "对方没有本程序、不能给回执文件时，照移交清单上的签字登记{number}。对方没有收下的，写明退回的理由。"
        )
        self.asking = AskDialog(
            self.tr("登记纸面签收"),
            words.format(number=packet.number),
            (
                Row("by", self.tr("签收人")),
                Row("on", self.tr("签收日期"), "date"),
                Row("refused", self.tr("退回的理由"), hint=self.tr("收下了就不填")),
            ),
            self.tr("登记"),
            self,
            needed=("by",),
        )
        self.asking.form.set_values({"on": self._desk.today()})
        self.asking.answered.connect(partial(self._note, packet.number))
        self.asking.open()

    def _note(self, number: str, values: dict[str, object]) -> None:
        on = values["on"]
        self._run(
            acts.later(
                acts.outbox,
                "note_paper_receipt",
                self._desk,
                number=number,
                by=str(values["by"]).strip(),
                on=on if isinstance(on, dt.date) else None,
                refused=str(values["refused"]).strip(),
            ),
            self._on_noted,
            self.tr("正在登记…"),
        )

    @Slot(object)
    def _on_noted(self, outcome: Any) -> None:
        changes: Changes = outcome.changes
        self._refresh.tell(changes, self)
        words = self.tr("{number}：{state}，{count} 件事项跟着改了状态。")
        self.done.emit(
            words.format(
                number=outcome.packet.number, state=outcome.receipt.kind.label, count=len(outcome.moved)
            )
        )

    # --- noted wrongly --------------------------------------------------------------------------------------

    @Slot()
    def ask_undo(self) -> None:
        """Why the receipt of the chosen packet is taken back."""
        packet = self._packet
        if packet is None or not self.undo_button.isEnabled():
            return
        words = self.tr(
            "撤销{number}的回执：包和事项回到“移送中”，回执文件以后可以重新导入。"
            "之后又办理过的，程序会说明是哪一件，不会撤销。"
        )
        self.asking = AskDialog(
            self.tr("撤销回执"),
            words.format(number=packet.number),
            (Row("reason", self.tr("撤销的理由")),),
            self.tr("撤销回执"),
            self,
            needed=("reason",),
        )
        self.asking.answered.connect(partial(self._undo, packet.number))
        self.asking.open()

    def _undo(self, number: str, values: dict[str, object]) -> None:
        reason = str(values["reason"]).strip()
        self._run(
            acts.later(acts.receipt_back, "undo_receipt", self._desk, number=number, reason=reason),
            partial(self._on_undone, number),
            self.tr("正在撤销…"),
        )

    def _on_undone(self, number: str, changes: Changes) -> None:
        self._refresh.tell(changes, self)
        self.done.emit(self.tr("{number}的回执已撤销，包和事项回到“移送中”。").format(number=number))

    # --- once more ------------------------------------------------------------------------------------------

    @Slot()
    def choose_folder(self) -> None:
        """Where the packet is written once more."""
        if self._packet is not None and self.again_button.isEnabled():
            self.choosing = choose_folder(self, self.tr("移送包再写到哪个文件夹"), self.write_again)

    @Slot(str)
    def write_again(self, folder: str) -> None:
        """Write the chosen packet once more: the same content, number and signature; nothing moves."""
        if self._packet is not None:
            self._run(partial(self._write, self._packet, folder), self._on_written, self.tr("正在写移送包…"))

    def _write(self, packet: PacketRecord, folder: str) -> Steps[tuple[str, Any, str]]:
        password = acts.packets().proposed_password() if packet.seal is Seal.PASSWORD else ""
        written, _ = yield from acts.packet_again().write_packet_again(
            self._desk, number=packet.number, folder=Path(folder), password=password
        )
        return packet.number, written, password

    @Slot(object)
    def _on_written(self, found: tuple[str, Any, str]) -> None:
        number, written, password = found
        self.password.show_password(number, password)
        self.done.emit(
            self.tr("{number}已再写一次，内容、编号和签名都没有变：{path}").format(
                number=number, path=written.path
            )
        )

    def _run(self, make: Callable[[], object], then: Handler, words: str) -> None:
        if not self._work.busy:
            self._notice.tell("")
            self._work.follow(self._tasks.run(make, on_success=then, on_failure=self._on_failure), words)

    @Slot(bytes)
    def _print(self, pdf: bytes) -> None:
        self.job.start_run(pdf, A4_POINTS, PRINTED_AS)

    @Slot(object)
    def _on_print_started(self, task: Task) -> None:
        self._work.follow(task, self.tr("正在打印…"))

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if not self._notice.complain_about(error):
            self.failed.emit(error)
