"""Replies that came: what each would change, decided field by field, taken over, and taken back."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QStackedWidget, QTableView, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.errors import UnreadableFile
from app.domain.packet_codes import Purpose
from app.domain.packets import PacketRecord
from app.domain.reply_plan import UNKNOWN_PACKET, ReplyCheck
from app.domain.reply_records import ReplyRecord
from ui import acts
from ui.ask import AskDialog
from ui.check_table import CheckRow, CheckTableModel
from ui.drop_box import DropBox
from ui.forms import Row
from ui.packets.differences import DifferencesView
from ui.packets.files import ARRIVING, choose_file
from ui.panels import Notice, WorkBar, push_button, quiet_label, whole_rows
from ui.refresh import Refresh
from ui.tasks import TaskRunner
from ui.theme import scaled


class RepliesView(QWidget):
    """``openCase(number)`` for a case that a reply changed; ``chosen(path)`` when a file was picked or dropped here."""

    chosen = Signal(str)
    failed = Signal(object)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._tasks, self._refresh = desk, tasks, refresh
        self._path, self._password, self._packet = "", "", ""
        self._replies: dict[str, ReplyRecord] = {}
        self.asking: AskDialog | None = None
        self.notice, self.work = Notice(), WorkBar()
        self.work.cancelled.connect(self._on_cancelled)
        self.differences = DifferencesView()
        self.differences.wanted.connect(self._import)
        self.differences.left.connect(self.show_list)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._list_box())
        self._stack.addWidget(self.differences)
        layout = QVBoxLayout(self)
        layout.addWidget(self.notice)
        layout.addWidget(self.work)
        layout.addWidget(self._stack, 1)

    def _list_box(self) -> QWidget:
        titles = (
            self.tr("回复的包"),
            self.tr("状态"),
            self.tr("导入时间"),
            self.tr("经手人"),
            self.tr("怎样填的"),
            self.tr("文件"),
        )
        self.model = CheckTableModel(titles, self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("导入过的回复"))
        whole_rows(self.table)
        for column, width in enumerate((150, 104, 140, 84, 110)):
            self.table.setColumnWidth(column, scaled(width))
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        empty = quiet_label(
            self.tr(
                "还没有导入过回复。\n\n接收单位在 Excel、WPS 里填好“回复”一页，或用本程序做了回复包：把文件拖到上面。\n"
                "导入前，每件会改什么、和本单位不同的地方，都先列出来由您决定。"
            )
        )
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._inner = QStackedWidget()
        self._inner.addWidget(self.table)
        self._inner.addWidget(empty)
        button = push_button(self.tr("选回复文件…"), self.choose, keys="Ctrl+O", primary=True)
        self.drop = DropBox(self.tr("把回复（填好的回复表，或者回复包）拖到这里"), ARRIVING[:-1], button)
        self.drop.tighten()
        self.drop.dropped.connect(self.chosen)
        self.undo_button = push_button(self.tr("撤销导入…"), self.ask_undo, keys="Ctrl+Z")
        row = QHBoxLayout()
        row.addWidget(self.undo_button)
        row.addStretch(1)
        self.decided = QListWidget()
        self.decided.setWordWrap(True)
        self.decided.setMaximumHeight(scaled(120))
        self.decided.setAccessibleName(self.tr("导入时对不同之处的决定"))
        self.decided_words = quiet_label(self.tr("选中的回复与本单位不同之处，当时这样决定："))
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.drop)
        layout.addWidget(self._inner, 1)
        layout.addWidget(self.decided_words)
        layout.addWidget(self.decided)
        layout.addLayout(row)
        self._show_decided([])
        self.undo_button.setEnabled(False)
        return box

    # --- the register ---------------------------------------------------------------------------------------

    @Slot()
    def fetch(self) -> None:
        self._tasks.run(
            acts.later(acts.replies, "list_replies", self._desk),
            on_success=self._on_rows,
            on_failure=self._on_failure,
        )

    @Slot(object)
    def _on_rows(self, rows: list[ReplyRecord]) -> None:
        self._replies = {str(row.id): row for row in rows}
        self.model.set_rows([self._row(row) for row in rows])
        self._inner.setCurrentIndex(0 if rows else 1)
        if rows:
            self.table.selectRow(0)
        self._on_current()

    def _row(self, reply: ReplyRecord) -> CheckRow:
        state = self.tr("✓ 已导入") if reply.stands else self.tr("↺ 已撤销")
        source = self.tr("回复表") if reply.source == "sheet" else self.tr("回复包")
        cells = (reply.packet_number, state, f"{reply.at:%Y-%m-%d %H:%M}", reply.by, source, reply.file_name)
        return CheckRow(str(reply.id), cells, ready=False)

    def _current(self) -> ReplyRecord | None:
        row = self.model.row(self.table.currentIndex().row())
        return self._replies.get(row.key) if row else None

    @Slot(QModelIndex)
    def _on_current(self, current: QModelIndex | None = None) -> None:
        reply = self._current()
        self.undo_button.setEnabled(reply is not None and reply.stands)
        self._show_decided([])
        if reply is not None:
            self._tasks.run(
                acts.later(acts.replies, "decision_lines", self._desk, reply_id=reply.id),
                on_success=partial(self._on_decided, reply.id),
                on_failure=self._on_failure,
            )

    def _on_decided(self, reply_id: int, lines: list[str]) -> None:
        reply = self._current()
        if reply is not None and reply.id == reply_id:
            self._show_decided(lines)

    def _show_decided(self, lines: list[str]) -> None:
        """How was decided where the chosen reply and the desk differed; nothing where nothing did."""
        self.decided.clear()
        self.decided.addItems(lines)
        for widget in (self.decided, self.decided_words):
            widget.setVisible(bool(lines))

    @Slot()
    def choose(self) -> None:
        """Choose the file of a reply."""
        kinds = self.tr("回复 (*.xlsx *.xlsm *.xls *.ods *.zip *.age)")
        self.choosing = choose_file(self, self.tr("选回复文件"), kinds, self.chosen)

    @Slot()
    def show_list(self) -> None:
        """Back to the register; a password that was typed is forgotten."""
        self._path = self._password = self._packet = ""
        self._stack.setCurrentIndex(0)

    # --- a reply --------------------------------------------------------------------------------------------

    def look_at(self, path: str, password: str) -> None:
        """What a reply would do, case by case; nothing is written."""
        if self.work.busy:
            return
        self.notice.tell("")
        self._path, self._password, self._packet = path, password, ""
        self._read()

    def _read(self) -> None:
        """Read the file, as an answer to the packet that was named, if any was."""
        path = self._path
        task = self._tasks.run(
            partial(self._check, self._packet, path, self._password),
            on_success=self._on_checked,
            on_failure=self._on_unread,
        )
        self.work.follow(task, self.tr("正在读 {name} …").format(name=Path(path).name))

    def _check(self, packet: str, path: str, password: str) -> Any:
        return acts.differences().checking_reply(
            self._desk, Path(path), password=password or None, packet=packet
        )

    @Slot(object)
    def _on_checked(self, check: ReplyCheck) -> None:
        self.differences.show_check(check)
        self._stack.setCurrentWidget(self.differences)

    @Slot(object)
    def _on_unread(self, error: Exception) -> None:
        self._stack.setCurrentIndex(0)
        if isinstance(error, UnreadableFile) and error.data.get("reason") == UNKNOWN_PACKET:
            self._tasks.run(
                acts.later(acts.packets, "list_packets", self._desk),
                on_success=self.ask_packet,
                on_failure=self._on_failure,
            )
            return
        self._on_failure(error)

    @Slot(object)
    def ask_packet(self, packets: list[PacketRecord]) -> None:
        """Which packet a sheet answers that lost its cover and its hidden part."""
        choices = tuple(
            (one.number, self.tr("{number}　{day}　{count} 件").format(
                number=one.number, day=f"{one.made_at:%Y-%m-%d}", count=one.case_count
            ))
            for one in packets
            if one.purpose is Purpose.TRANSFER
        )  # fmt: skip
        words = self.tr("“{name}”没有了封面和底稿，看不出答的是哪个移送包。请看纸面或问对方，选出那一包。")
        self.asking = AskDialog(
            self.tr("这份回复答的是哪一包？"),
            words.format(name=Path(self._path).name),
            (Row("packet", self.tr("移送包"), "choice", choices=choices),),
            self.tr("按这一包读"),
            self,
            needed=("packet",),
        )
        self.asking.answered.connect(self._on_packet)
        self.asking.open()

    @Slot(object)
    def _on_packet(self, values: dict[str, object]) -> None:
        self._packet = str(values["packet"])
        self._read()

    @Slot(object, object)
    def _import(self, decisions: object, confirmed: object) -> None:
        if self.work.busy:
            return
        self.notice.tell("")
        task = self._tasks.run(
            acts.later(
                acts.replies,
                "import_reply",
                self._desk,
                Path(self._path),
                decisions=decisions,
                password=self._password or None,
                confirmed=confirmed,
                packet=self._packet,
                seen=self.differences.check,
            ),
            on_success=self._on_imported,
            on_failure=self._on_failure,
        )
        self.work.follow(task, self.tr("正在导入回复…"))
        self.differences.import_button.setEnabled(False)

    @Slot(object)
    def _on_imported(self, done: Any) -> None:
        changes: Changes = done.changes
        self._refresh.tell(changes, self)
        self.show_list()
        self.fetch()
        words = self.tr("回复已导入：{cases} 件事项，登记了 {acts} 步。要撤销，在下面选中它按 Ctrl+Z。")
        text = words.format(cases=len(done.cases), acts=done.acts)
        if done.blocked:
            named = "；".join(f"{plan.number}：{plan.blocked}" for plan in done.blocked[:5])
            text += self.tr("\n没有采用 {count} 件：{named}。").format(count=len(done.blocked), named=named)
        self.notice.tell(text)

    @Slot()
    def ask_undo(self) -> None:
        """Why the chosen reply is taken back."""
        reply = self._current()
        if reply is None or not reply.stands:
            return
        words = self.tr(
            "撤销对{number}的这份回复：它登记的每一步从后往前撤回，事项回到导入前的样子，记录里留痕。"
            "之后又办理过的，程序会说明是哪一件，不会撤销。"
        )
        self.asking = AskDialog(
            self.tr("撤销回复"),
            words.format(number=reply.packet_number),
            (Row("reason", self.tr("撤销的理由")),),
            self.tr("撤销回复"),
            self,
            needed=("reason",),
        )
        self.asking.answered.connect(partial(self._undo, reply.id))
        self.asking.open()

    def _undo(self, reply_id: int, values: dict[str, object]) -> None:
        self.notice.tell("")
        self._tasks.run(
            acts.later(
                acts.replies,
                "undo_reply",
                self._desk,
                reply_id=reply_id,
                reason=str(values["reason"]).strip(),
            ),
            on_success=self._on_undone,
            on_failure=self._on_failure,
        )

    @Slot(object)
    def _on_undone(self, changes: Changes) -> None:
        self._refresh.tell(changes, self)
        self.fetch()
        self.notice.tell(self.tr("回复已撤销，{count} 件事项回到导入前。").format(count=len(changes.cases)))

    @Slot()
    def _on_cancelled(self) -> None:
        self.notice.tell(self.tr("已取消：什么都没有改变。"))
        self.differences.count()

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        self.differences.count()
        if not self.notice.complain_about(error):
            self.failed.emit(error)
