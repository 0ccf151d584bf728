"""What comes in on a stick: dropped or chosen, recognised, judged, and only then taken in or given back."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.arrivals import Arrival, ArrivalKind
from app.domain.changes import Changes
from app.domain.codes import StationRole
from app.domain.inbox import Finding, ImportCheck
from app.domain.packet_codes import Seal
from ui import acts
from ui.ask import AskDialog
from ui.drop_box import DropBox
from ui.forms import Row
from ui.packets.check_view import CheckView
from ui.packets.files import ARRIVING, choose_file
from ui.packets.senders import SendersView
from ui.packets.verify import VerifyView
from ui.panels import Notice, WorkBar, push_button
from ui.refresh import Refresh
from ui.tasks import TaskRunner


class InboxView(QWidget):
    """``arrived(kind, path, password)`` for files that other tabs take care of: replies, receipts, cards."""

    arrived = Signal(object, str, str)
    failed = Signal(object)
    said = Signal(str)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._tasks, self._refresh = desk, tasks, refresh
        self.office = desk.station.role is StationRole.HEADQUARTERS
        self._path, self._password = "", ""
        self._seen: ImportCheck | None = None
        self._receipt = ""
        self.asking: AskDialog | None = None
        self.notice, self.work = Notice(), WorkBar()
        self.work.cancelled.connect(self._on_cancelled)
        self.check = CheckView()
        self.check.wanted.connect(self._import)
        self.check.refused.connect(self.ask_refusal)
        self.check.left.connect(self.show_list)
        self.verify = VerifyView(tasks)
        self.verify.failed.connect(self.failed)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._list_box())
        self._stack.addWidget(self.check)
        layout = QVBoxLayout(self)
        layout.addWidget(self.notice)
        layout.addWidget(self.work)
        layout.addWidget(self._stack, 1)

    def _list_box(self) -> QWidget:
        button = push_button(self.tr("选文件…"), self.choose, keys="Ctrl+O", primary=True)
        words = (
            self.tr("把U盘上收到的文件拖到这里：移送包、回执、单位名片。先说清是什么，再由您决定。")
            if self.office
            else self.tr("把U盘上收到的文件拖到这里：回复（回复表或回复包）、回执、单位名片。")
        )
        self.drop = DropBox(words, ARRIVING, button)
        self.drop.tighten()
        self.drop.dropped.connect(self.look_at)
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.drop)
        self.print_button = push_button(self.tr("打印这份回执…"), self.print_receipt, keys="Ctrl+Shift+P")
        self.print_button.hide()
        layout.addWidget(self.print_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.senders = SendersView(self._desk, self._tasks, self._refresh, self.notice, self.work)
        self.senders.failed.connect(self.failed)
        self.senders.said.connect(self.said)
        if self.office:
            layout.addWidget(self.senders, 1)
            self.verify.hide()
        else:
            layout.addWidget(QLabel(self.tr("还可以核对一个移送包的文件是否和导出时一致：")))
            layout.addWidget(self.verify, 1)
            self.senders.hide()
        return box

    @Slot()
    def fetch(self) -> None:
        """Fetch the register of what came in."""
        if self.office:
            self.senders.fetch()

    @Slot()
    def choose(self) -> None:
        """Choose a file that came."""
        kinds = self.tr("收到的文件 (*.xlsx *.xlsm *.xls *.ods *.zip *.age *.json)")
        self.choosing = choose_file(self, self.tr("选收到的文件"), kinds, self.look_at)

    @Slot()
    def show_list(self) -> None:
        """Back to the list; a password that was typed is forgotten."""
        self._path = self._password = ""
        self._stack.setCurrentIndex(0)

    # --- what is it? ----------------------------------------------------------------------------------------

    @Slot(str)
    def look_at(self, path: str) -> None:
        """Recognise a file that came; nothing is written."""
        if self.work.busy:
            return
        self.notice.tell("")
        self.print_button.hide()
        self._tasks.run(
            partial(self._recognise, path), on_success=self._on_known, on_failure=self._on_failure
        )

    def _recognise(self, path: str) -> tuple[str, Arrival]:
        return path, acts.arrivals().recognise(self._desk, path=Path(path))

    @Slot(object)
    def _on_known(self, found: tuple[str, Arrival]) -> None:
        path, arrival = found
        if arrival.seal is Seal.PASSWORD:
            self.ask_password(path, arrival.kind)
        else:
            self._go_on(path, arrival.kind, "")

    def ask_password(self, path: str, kind: ArrivalKind, wrong: str = "") -> None:
        """The password of a sealed file."""
        words = self.tr("“{name}”用口令封口。请输入移送单位另行告知的口令（大小写、横线不必区分）。")
        self.asking = AskDialog(
            self.tr("打开封口的文件"),
            (wrong + "\n" if wrong else "") + words.format(name=Path(path).name),
            (Row("password", self.tr("口令")),),
            self.tr("打开"),
            self,
            needed=("password",),
        )
        self.asking.answered.connect(partial(self._on_password, path, kind))
        self.asking.open()

    def _on_password(self, path: str, kind: ArrivalKind, values: dict[str, object]) -> None:
        self._go_on(path, kind, str(values["password"]).strip())

    def _go_on(self, path: str, kind: ArrivalKind, password: str) -> None:
        if kind is not ArrivalKind.PACKET:
            self.arrived.emit(kind, path, password)
            return
        self._path, self._password = path, password
        task = self._tasks.run(
            acts.later(
                acts.inbox_check, "checking_import", self._desk, Path(path), password=password or None
            ),
            on_success=self._on_checked,
            on_failure=self._on_failure,
        )
        self.work.follow(task, self.tr("正在核对 {name} …").format(name=Path(path).name))

    @Slot(object)
    def _on_checked(self, check: ImportCheck) -> None:
        if check.head is None and self._password and check.says(Finding.SEALED):
            self.ask_password(self._path, ArrivalKind.PACKET, check.notices[0].sentence)
            return
        self._seen = check
        self.check.show_check(check)
        self._stack.setCurrentWidget(self.check)

    # --- taking it in, or giving it back --------------------------------------------------------------------

    @Slot(object)
    def _import(self, confirmed: frozenset[Finding]) -> None:
        if self.work.busy:
            return
        self.notice.tell("")
        task = self._tasks.run(
            acts.later(
                acts.inbox,
                "import_packet",
                self._desk,
                Path(self._path),
                password=self._password or None,
                confirmed=confirmed,
                seen=self._seen,
            ),
            on_success=self._on_imported,
            on_failure=self._on_failure,
        )
        self.work.follow(task, self.tr("正在导入…"))
        self.check.import_button.setEnabled(False)

    @Slot(object)
    def _on_imported(self, done: Any) -> None:
        self._refresh.tell(done.changes, self)
        self.show_list()
        self.fetch()
        self._tell_receipt(done.packet.number, self._story(done))

    def _story(self, done: Any) -> str:
        """What an import did, in sentences."""
        words = [
            self.tr("已导入{number}：新收 {count} 件").format(
                number=done.packet.number, count=len(done.imported)
            )
        ]
        for count, text in (
            (len(done.again), self.tr("退回后再次收到 {count} 件")),
            (len(done.skipped), self.tr("本单位已有、没有重复登记 {count} 件")),
            (len(done.rejected), self.tr("不能登记 {count} 件")),
            (len(done.missing_files), self.tr("没有随包来的附件 {count} 个")),
        ):
            if count:
                words.append(text.format(count=count))
        sentence = "，".join(words) + "。"
        if done.repeats:
            pairs = "；".join(f"{one.number} ↔ {one.other}（{one.why}）" for one in done.repeats[:5])
            sentence += self.tr("\n可能是同一人同一事（请在“事项”里比对后关联）：{pairs}。").format(
                pairs=pairs
            )
        return sentence + "\n" + self._receipt_words(done.receipt)

    def _receipt_words(self, receipt: Any) -> str:
        """Where the receipt lies, or how it is written after all."""
        if receipt.path is None:
            words = self.tr(
                "△ 包已登记，但回执没有写成：{why}请换一个U盘，在下面选中这个包，按 Ctrl+S 再存一次回执。"
            )
            return words.format(why=receipt.trouble)
        return self.tr("回执已写在移送包旁边：{file}，请和打印的回执一起交还移送单位。").format(
            file=receipt.path.name
        )

    def _tell_receipt(self, number: str, words: str) -> None:
        self._receipt = number
        self.notice.tell(words)
        self.print_button.show()
        self.print_button.setFocus()

    @Slot()
    def print_receipt(self) -> None:
        """The receipt of what was just taken in or given back."""
        self.senders.print_of(self._receipt)

    @Slot()
    def ask_refusal(self) -> None:
        """Why the packet is given back."""
        self.asking = AskDialog(
            self.tr("退回移送包"),
            self.tr(
                "退回后写一份签名的退回回执，移送单位导入后，事项回到它的“待移送”。包里的事项一件也不登记。"
            ),
            (Row("reason", self.tr("退回的理由"), "text", height=80),),
            self.tr("退回"),
            self,
            needed=("reason",),
        )
        self.asking.answered.connect(self._refuse)
        self.asking.open()

    @Slot(object)
    def _refuse(self, values: dict[str, object]) -> None:
        task = self._tasks.run(
            acts.later(
                acts.inbox,
                "refuse_packet",
                self._desk,
                Path(self._path),
                reason=str(values["reason"]).strip(),
                password=self._password or None,
            ),
            on_success=self._on_refused,
            on_failure=self._on_failure,
        )
        self.work.follow(task, self.tr("正在写退回回执…"))

    @Slot(object)
    def _on_refused(self, done: Any) -> None:
        changes: Changes = done.changes
        self._refresh.tell(changes, self)
        self.show_list()
        self.fetch()
        words = self.tr("已退回{number}。").format(number=done.packet.number)
        self._tell_receipt(done.packet.number, words + self._receipt_words(done.receipt))

    @Slot()
    def _on_cancelled(self) -> None:
        self.notice.tell(self.tr("已取消：什么都没有登记。"))
        self.check.count()

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        self.check.count()
        if not self.notice.complain_about(error):
            self.failed.emit(error)
