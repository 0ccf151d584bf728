"""The register of the packets that went up, and the cases of the chosen one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QListWidget, QSplitter, QStackedWidget, QTableView, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.documents import DocumentKind
from app.domain.packets import PacketRecord
from ui import acts
from ui.check_table import CheckRow, CheckTableModel
from ui.panels import Notice, push_button, quiet_label, whole_rows
from ui.tasks import TaskRunner
from ui.theme import scaled

MOST_LISTS = 5000


class SentView(QWidget):
    """Packets on the left, what was inside on the right."""

    openDocument = Signal(int)
    openCase = Signal(str)
    failed = Signal(object)

    def __init__(self, desk: Desk, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._tasks = desk, tasks
        self.notice = Notice()
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.addWidget(self._table_box())
        sides.addWidget(self._inside_box())
        sides.setChildrenCollapsible(False)
        sides.setSizes([scaled(760), scaled(300)])
        layout = QVBoxLayout(self)
        layout.addWidget(self.notice)
        layout.addWidget(sides, 1)

    def _table_box(self) -> QWidget:
        titles = (
            self.tr("移送包编号"),
            self.tr("导出时间"),
            self.tr("件数"),
            self.tr("接收单位"),
            self.tr("经手人"),
            self.tr("文件"),
        )
        self.model = CheckTableModel(titles, self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("已移送的包"))
        whole_rows(self.table)
        for column, width in enumerate((140, 140, 60, 190, 90)):
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
        self.hash = quiet_label()
        self.hash.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.list_button = push_button(self.tr("看移交清单"), self.open_list, keys="Ctrl+L")
        self.list_button.setEnabled(False)
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(QLabel(self.tr("包里的事项（Enter 看事项）")))
        layout.addWidget(self.inside, 1)
        layout.addWidget(self.hash)
        layout.addWidget(self.list_button)
        return box

    @Slot()
    def fetch(self) -> None:
        self._tasks.run(self._packets, on_success=self._on_rows, on_failure=self._on_failure)

    def _packets(self) -> list[PacketRecord]:
        rows: list[PacketRecord] = acts.packets().list_packets(self._desk)
        return rows

    @Slot(object)
    def _on_rows(self, rows: list[PacketRecord]) -> None:
        self.model.set_rows([self._row(row) for row in rows])
        self._stack.setCurrentIndex(0 if rows else 1)
        if rows:
            self.table.selectRow(0)

    def _row(self, packet: PacketRecord) -> CheckRow:
        cells = (
            packet.number,
            f"{packet.made_at:%Y-%m-%d %H:%M}",
            str(packet.case_count),
            packet.receiver,
            packet.made_by,
            packet.file_name,
        )
        return CheckRow(packet.number, cells, ready=False, hint=packet.file_sha256)

    def _number(self) -> str:
        row = self.model.row(self.table.currentIndex().row())
        return row.key if row else ""

    @Slot(QModelIndex)
    def _on_current(self, current: QModelIndex) -> None:
        row = self.model.row(current.row())
        self.inside.clear()
        self.list_button.setEnabled(row is not None)
        if row is not None:
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

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if not self.notice.complain_about(error):
            self.failed.emit(error)
