"""The cases that wait for a packet, what each still lacks, and the export onto a stick."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.address_book import KnownStation
from app.domain.changes import Changes, Progress
from app.domain.codes import CaseClass
from app.domain.documents import DocumentKind
from app.domain.packet_codes import Seal
from app.domain.packets import WaitingCase
from app.domain.stations import StationKind
from ui import acts
from ui.check_table import CheckRow, CheckTable, CheckTableModel
from ui.packets.accusations import AccusationsDialog
from ui.packets.left_over import LeftOver
from ui.packets.sending import Sending, SendingChoice
from ui.packets.target import TargetChoice
from ui.panels import Notice, WorkBar, push_button, quiet_label, set_words
from ui.refresh import Refresh
from ui.tasks import TaskRunner

FOLDER = "packet.folder"
LETTER = "原因说明"
"""How app.domain.packets names the missing explanation letter."""

KINDS = (StationKind.RECEPTION, StationKind.UNIT)
"""To whom cases are transferred; accusations go another way."""


@dataclass(frozen=True)
class Found:
    """What was fetched in one turn. ``accusations`` is how many wait for their sealed packet."""

    turn: int
    cases: list[WaitingCase]
    secret: list[WaitingCase]
    folder: str
    stations: list[KnownStation]
    accusations: list[tuple[str, str]]
    left: list[Any]


class WaitingView(QWidget):
    """Tick, choose a place, export. ``exported(packet, password)`` when the stick's copy was read back and agrees."""

    exported = Signal(object, str)
    openLetter = Signal(str, str)
    failed = Signal(object)
    counted = Signal(int)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._tasks, self._refresh = desk, tasks, refresh
        self._cases: dict[str, WaitingCase] = {}
        self._secret: frozenset[str] = frozenset()
        self._stations: list[KnownStation] = []
        self._accusations: list[tuple[str, str]] = []
        self._turn = 0
        self.asking: AccusationsDialog | None = None
        self.left, self.notice = LeftOver(), Notice()
        self.work = WorkBar()
        self.work.cancelled.connect(self._on_cancelled)
        self.work.over.connect(self._on_over)
        self.target = TargetChoice(tasks)
        self.target.chosen.connect(self._keep_folder)
        self.sending = SendingChoice()
        self.sending.changed.connect(self._on_sending)
        layout = QVBoxLayout(self)
        layout.addWidget(self._list_box(), 1)
        for below in (self.left, self.notice, self.work):
            layout.addWidget(below)
        layout.addLayout(self._foot())
        self._on_current()

    # --- how it looks ---------------------------------------------------------------------------------------

    def _list_box(self) -> QWidget:
        titles = (
            self.tr("事项编号"),
            self.tr("还缺什么"),
            self.tr("信访人"),
            self.tr("收到日期"),
            self.tr("随附"),
            self.tr("事项"),
        )
        self.model = CheckTableModel(titles, self)
        self.model.checkedChanged.connect(self._count)
        self.table = CheckTable(self.model, (205, 160, 105, 98, 56))
        self.table.setAccessibleName(self.tr("待移送的事项"))
        self.table.activated.connect(self._on_activated)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        empty = quiet_label(
            self.tr(
                "没有等待移送的事项。\n\n本单位解决不了的事项：在“事项”页选中它，"
                "点“列入待移送”，它就会出现在这里，写好原因说明后可以装包移送。"
            )
        )
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(empty)
        return self._stack

    def _foot(self) -> QVBoxLayout:
        self.letter_button = push_button(self.tr("写原因说明  Enter"), self.write_letter)
        self.notice_button = push_button(self.tr("写告知书"), self.write_notice, keys="Ctrl+G")
        self.export_button = push_button(self.tr("导出移送包"), self.export, primary=True)
        self.all_button = push_button(self.tr("全选"), self.tick_all)
        self.none_button = push_button(self.tr("全不选"), self.tick_none)
        self.hint = quiet_label()
        first = QHBoxLayout()
        self.accusations_button = push_button(
            self.tr("检举控告移交纪委…"), self.ask_accusations, keys="Ctrl+J"
        )
        self.accusations_button.hide()
        for widget in (self.all_button, self.none_button):
            first.addWidget(widget)
        first.addWidget(self.hint, 1)
        first.addWidget(self.accusations_button)
        first.addWidget(self.notice_button)
        first.addWidget(self.letter_button)
        second = QHBoxLayout()
        second.addWidget(self.target, 1)
        second.addWidget(self.export_button)
        foot = QVBoxLayout()
        foot.addLayout(first)
        foot.addWidget(self.sending)
        foot.addLayout(second)
        return foot

    # --- the rows -------------------------------------------------------------------------------------------

    @Slot()
    def fetch(self) -> None:
        """Fetch what waits, and the folder of last time."""
        self._turn += 1
        self._tasks.run(
            partial(self._waiting, self._turn), on_success=self._on_rows, on_failure=self._on_failure
        )

    def _waiting(self, turn: int) -> Found:
        desk, packets = self._desk, acts.packets()
        folder = acts.station().get_preference(desk, FOLDER, "")
        own = (acts.cases().get_case(desk, number=number) for number in acts.sealed().own_sealed(desk))
        return Found(
            turn,
            packets.waiting_cases(desk),
            packets.waiting_secret_cases(desk),
            str(folder or ""),
            acts.stations().list_stations(desk),
            [(case.number, case.public_subject) for case in own if case.case_class is CaseClass.B],
            packets.left_unregistered(desk),
        )

    @Slot(object)
    def _on_rows(self, found: Found) -> None:
        if found.turn != self._turn:
            return  # asked again meanwhile: what comes is newer
        self._cases = {row.number: row for row in (*found.cases, *found.secret)}
        self._secret = frozenset(row.number for row in found.secret)
        self.left.show_files(found.left)
        self._stations, self._accusations = found.stations, found.accusations
        self.accusations_button.setVisible(bool(found.accusations))
        self.sending.show_receivers(found.stations, self._desk.station.superior_name, KINDS)
        self.sending.ask_seal_for(sum(row.ready for row in found.secret))
        self.target.remember(found.folder)
        self._show_rows()
        self.counted.emit(len(self._cases))

    def _show_rows(self) -> None:
        """Fill the table; the chosen line stays chosen."""
        current = self._current()
        rows = list(self._cases.values())
        self.model.set_rows([self._row(row) for row in rows])
        self._stack.setCurrentIndex(0 if rows else 1)
        place = self.model.row_of(current.number) if current else 0
        if rows:
            self.table.selectRow(max(place, 0))
        self._on_current()

    @Slot()
    def _on_sending(self) -> None:
        """Another seal: cases that are kept secret may go now, or no more."""
        self._show_rows()

    def _row(self, case: WaitingCase) -> CheckRow:
        held = self._held(case)
        state = self._lacks(case) or held or self._goes(case)
        enclosures = self.tr("{count} 份").format(count=case.enclosures) if case.enclosures else "—"
        cells = (case.number, state, case.people, case.received_on.isoformat(), enclosures, case.subject)
        return CheckRow(case.number, cells, case.ready and not held, self._lacks(case) or held)

    def _held(self, case: WaitingCase) -> str:
        """Why a case that is kept secret does not go into an open file."""
        if case.number in self._secret and self.sending.seal is Seal.NONE:
            return self.tr("▣ 要求保密，封口后才能装入")
        return ""

    def _goes(self, case: WaitingCase) -> str:
        """A case that may go, and what would be better in the packet."""
        if not case.advice:
            return self.tr("✓ 齐全，可移送")
        return self.tr("✓ 可移送；可补{things}").format(things="、".join(case.advice))

    def _lacks(self, case: WaitingCase) -> str:
        """What is missing; what can never go into an open packet (a sealed case) is no gap to be filled."""
        if not case.lacks:
            return ""
        words = self.tr("△ 缺{things}") if LETTER in case.lacks else self.tr("✖ {things}")
        return words.format(things="、".join(case.lacks))

    def _current(self) -> WaitingCase | None:
        row = self.model.row(self.table.currentIndex().row())
        return self._cases.get(row.key) if row else None

    @Slot()
    def _count(self) -> None:
        count = len(self.model.checked())
        set_words(self.export_button, self.tr("导出移送包（{count} 件）").format(count=count), "Ctrl+E")
        self.export_button.setEnabled(count > 0 and not self.work.busy)

    @Slot()
    def _on_current(self) -> None:
        case = self._current()
        self.letter_button.setEnabled(case is not None and LETTER in case.lacks)
        self.notice_button.setEnabled(case is not None and (case.ready or LETTER in case.lacks))
        for button in (self.all_button, self.none_button):
            button.setEnabled(bool(self._cases))
        self.hint.setText(self._next_step(case))
        self._count()

    def _next_step(self, case: WaitingCase | None) -> str:
        """What the chosen case wants next, in words."""
        if case is None:
            return ""
        if case.ready:
            return self._held(case) or self.tr("空格键打勾或取消")
        if LETTER in case.lacks:
            return self.tr("这一件先写原因说明，按 Enter 就写")
        return self._lacks(case)

    @Slot()
    def tick_all(self) -> None:
        self.model.set_all(True)

    @Slot()
    def tick_none(self) -> None:
        self.model.set_all(False)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self.write_letter()

    @Slot()
    def write_letter(self) -> None:
        """The next step of the chosen case: its explanation letter."""
        if self.letter_button.isEnabled() and (case := self._current()):
            self.openLetter.emit(case.number, DocumentKind.EXPLANATION_LETTER.value)

    @Slot()
    def write_notice(self) -> None:
        """The notice that tells the petitioner where the chosen case goes."""
        if case := self._current():
            self.openLetter.emit(case.number, DocumentKind.TRANSFER_NOTICE.value)

    # --- onto the stick -------------------------------------------------------------------------------------

    @Slot(str)
    def _keep_folder(self, folder: str) -> None:
        self._tasks.run(partial(self._put_folder, folder), on_failure=self._on_failure)

    def _put_folder(self, folder: str) -> Changes:
        changes: Changes = acts.station().put_preference(self._desk, FOLDER, folder)
        return changes

    @Slot()
    def export(self) -> None:
        """Write the packet of the ticked cases, read it back, and only then say so."""
        folder = self.target.folder
        if folder is None:
            self.notice.complain(self.tr("还没有选存放的地方：请插入U盘后按 F5，或按 Ctrl+O 选文件夹。"))
            return
        numbers = self.model.checked()
        if not numbers or self.work.busy:
            return
        self.notice.tell("")
        task = self._tasks.run(
            partial(self._export, folder, numbers, self.sending.chosen),
            on_success=self._on_exported,
            on_failure=self._on_failure,
        )
        self.work.follow(task, self.tr("正在写移送包…"))
        self.export_button.setEnabled(False)

    def _export(
        self, folder: Path, numbers: list[str], sending: Sending
    ) -> Generator[Progress, None, tuple[object, str]]:
        password = acts.packets().proposed_password() if sending.seal is Seal.PASSWORD else ""
        packet = yield from acts.packets().export_packet(
            self._desk,
            folder=folder,
            numbers=numbers,
            receiver_code=sending.receiver_code,
            seal=sending.seal,
            password=password,
            whole=sending.whole,
        )
        return packet, password

    @Slot(object)
    def _on_exported(self, done: tuple[object, str]) -> None:
        packet, password = done
        self._refresh.tell(getattr(packet, "changes", Changes(bulk=True)), self)
        self.exported.emit(packet, password)

    @Slot()
    def ask_accusations(self) -> None:
        """Which accusations go to the discipline office, in a packet of their own."""
        if self.target.folder is None:
            self.notice.complain(self.tr("还没有选存放的地方：请插入U盘后按 F5，或按 Ctrl+O 选文件夹。"))
        elif not self.work.busy:
            self.notice.tell("")
            self.asking = AccusationsDialog(self._accusations, self._stations, self)
            self.asking.answered.connect(self._hand_over)
            self.asking.open()

    @Slot(object, object, str)
    def _hand_over(self, numbers: list[str], sending: Sending, person: str) -> None:
        """Write the sealed packet of accusations."""
        folder = self.target.folder
        if folder is None or self.work.busy:
            return
        task = self._tasks.run(
            partial(self._export_accusations, folder, numbers, sending, person),
            on_success=self._on_exported,
            on_failure=self._on_failure,
        )
        self.work.follow(task, self.tr("正在封口写入…"))
        self.export_button.setEnabled(False)

    def _export_accusations(
        self, folder: Path, numbers: list[str], sending: Sending, person: str
    ) -> Generator[Progress, None, tuple[object, str]]:
        password = acts.packets().proposed_password() if sending.seal is Seal.PASSWORD else ""
        packet = yield from acts.sealed_packets().export_accusations(
            self._desk,
            folder=folder,
            numbers=numbers,
            receiver_code=sending.receiver_code,
            seal=sending.seal,
            password=password,
            receiver_person=person,
        )
        return packet, password

    @Slot()
    def _on_over(self) -> None:
        self._count()
        self.fetch()

    @Slot()
    def _on_cancelled(self) -> None:
        self.notice.tell(self.tr("已取消导出：没有移送任何事项，它们都还在这里等着。"))

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if not self.notice.complain_about(error):
            self.failed.emit(error)
