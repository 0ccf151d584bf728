"""The register of issued documents on the left, the chosen one as it prints on the right."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QItemSelection, QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.documents import DocumentKind, IssuedDocument
from ui import acts
from ui.ask import AskDialog
from ui.block_model import BLOCK
from ui.documents.preview import PdfPreview
from ui.documents.print_job import PrintJob
from ui.documents.register import RegisterModel
from ui.forms import Row
from ui.panels import Notice, WorkBar, push_button, quiet_label, title_label, whole_rows
from ui.refresh import Refresh
from ui.tasks import Task, TaskRunner
from ui.theme import scaled, text_scale

Block = tuple[int, list[IssuedDocument]]


def hidden_columns(scale: int) -> tuple[int, ...]:
    """With large text what stands below the paper makes room for kind and service."""
    if scale <= 115:
        return ()
    hidden = (RegisterModel.CASE, RegisterModel.PRINTED)
    return hidden if scale <= 130 else (*hidden, RegisterModel.NUMBER)


class RegisterView(QWidget):
    """Look at, print, save what was issued."""

    said = Signal(str)
    failed = Signal(object)
    openCase = Signal(str)
    slipsWanted = Signal()
    papersWanted = Signal()
    printingsWanted = Signal()
    reissueWanted = Signal(int)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._tasks, self._refresh = desk, tasks, refresh
        self._started = False
        self._wanted_id = 0
        self._shown: IssuedDocument | None = None
        self.asking: AskDialog | None = None
        self._reason = ""
        self.notice = Notice()
        self.work = WorkBar()
        self.job = PrintJob(desk, tasks, self)
        self.job.started.connect(self._on_print_started)
        self.job.printed.connect(self._on_printed)
        self.job.failed.connect(self._on_failure)
        self._lay_out()
        self._show_selected()
        refresh.changed.connect(self._on_changed)

    # --- how it looks ---------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.addWidget(self._left())
        sides.addWidget(self._right())
        sides.setChildrenCollapsible(False)
        sides.setSizes([scaled(700), scaled(500)])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._head())
        layout.addWidget(self.notice)
        layout.addWidget(self.work)
        layout.addWidget(sides, 1)

    def _head(self) -> QHBoxLayout:
        self.kinds = QComboBox()
        self.kinds.setAccessibleName(self.tr("文种"))
        self.kinds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kinds.setMinimumContentsLength(7)  # at 150 % the buttons beside it need the room
        self.kinds.addItem(self.tr("全部文种"), "")
        for kind in DocumentKind:
            self.kinds.addItem(kind.label, kind.value)
        self.kinds.currentIndexChanged.connect(self.reload)
        row = QHBoxLayout()
        row.addWidget(title_label(self.tr("文书")))
        row.addStretch(1)
        row.addWidget(QLabel(self.tr("文种")))
        row.addWidget(self.kinds)
        self.printings_button = push_button(self.tr("打印登记簿…"), self.printingsWanted, keys="Ctrl+Shift+P")
        row.addWidget(self.printings_button)
        row.addWidget(push_button(self.tr("批量打印回执…"), self.slipsWanted, keys="Ctrl+B"))
        row.addWidget(push_button(self.tr("批量出具…"), self.papersWanted, keys="Ctrl+Shift+B"))
        return row

    def _left(self) -> QWidget:
        self.model = RegisterModel(self)
        self.model.wanted.connect(self._fetch)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("已出具文书登记簿"))
        whole_rows(self.table)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # the end of a 文号 tells it from the next
        for column, width in enumerate((84, 100, 138, 156, 108)):
            self.table.setColumnWidth(column, scaled(width))
        for column in hidden_columns(text_scale()):
            self.table.hideColumn(column)
        self.table.selectionModel().selectionChanged.connect(self._on_selected)
        self.table.activated.connect(self._on_activated)
        empty = quiet_label(
            self.tr(
                "还没有出具过文书。\n\n登记信访事项后打印接收回执，"
                "或在“移送”页选一件待移送的事项写原因说明，文书就会出现在这里。"
            )
        )
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._left_stack = QStackedWidget()
        self._left_stack.addWidget(self.table)
        self._left_stack.addWidget(empty)
        return self._left_stack

    def _right(self) -> QWidget:
        self.preview = PdfPreview(self.tr("在左边选一份文书，这里显示它打印出来的样子。"))
        self.facts = quiet_label()
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.print_button = push_button(self.tr("打印…"), self.print_shown, keys="Ctrl+P", primary=True)
        self.save_button = push_button(self.tr("存为PDF…"), self.choose_file, keys="Ctrl+S")
        self.case_button = push_button(self.tr("看事项"), self._open_case, keys="Ctrl+I")
        buttons = QHBoxLayout()
        buttons.addWidget(self.print_button)
        self.reissue_button = push_button(self.tr("收回重出…"), self._reissue)
        buttons.addWidget(self.save_button)
        buttons.addWidget(self.reissue_button)
        buttons.addStretch(1)
        buttons.addWidget(self.case_button)
        side = QWidget()
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.preview, 1)
        layout.addWidget(self.facts)
        layout.addLayout(buttons)
        return side

    # --- the rows -------------------------------------------------------------------------------------------

    def activate(self) -> None:
        """Fetch the register the first time, and after that only when something changed."""
        if not self._started:
            self._started = True
            self.reload()

    @Slot()
    def reload(self) -> None:
        """Fetch the register anew and come back to the document that was chosen."""
        if self._shown is not None and not self._wanted_id:
            self._wanted_id = self._shown.id
        self.model.start_again()

    def show_document(self, document_id: int) -> None:
        """Choose one document, whatever the filter hid."""
        self._started = True
        self._wanted_id = document_id
        before = self.kinds.blockSignals(True)
        self.kinds.setCurrentIndex(0)
        self.kinds.blockSignals(before)
        self.model.start_again()

    @Slot(int, int)
    def _fetch(self, turn: int, offset: int) -> None:
        kind = str(self.kinds.currentData() or "")
        self._tasks.run(
            partial(self._list, turn, offset, kind), on_success=self._on_block, on_failure=self._on_no_block
        )

    def _list(self, turn: int, offset: int, kind: str) -> Block:
        wanted = DocumentKind(kind) if kind else None
        return turn, acts.documents().list_documents(self._desk, kind=wanted, offset=offset, limit=BLOCK)

    @Slot(object)
    def _on_block(self, block: Block) -> None:
        turn, rows = block
        if self.model.add_block(turn, rows):
            filtered = bool(self.kinds.currentData())
            self._left_stack.setCurrentIndex(0 if self.model.rowCount() or filtered else 1)
            self._choose_wanted()

    @Slot(object)
    def _on_no_block(self, error: Exception) -> None:
        self.model.stop_waiting()
        self._on_failure(error)

    def _choose_wanted(self) -> None:
        """Select the document that was asked for, or the newest when none is selected."""
        row = self.model.row_of(self._wanted_id) if self._wanted_id else -1
        if row < 0 and self._wanted_id and self.model.canFetchMore(self.table.rootIndex()):
            self.model.fetchMore(self.table.rootIndex())
            return
        wanted, self._wanted_id = self._wanted_id, 0
        if row < 0 and wanted:  # of a sealed case: not in the register, shown alone to whoever may see it
            self._tasks.run(
                partial(self._alone, wanted), on_success=self._on_alone, on_failure=self._on_failure
            )
        elif row >= 0 or not self.table.selectionModel().hasSelection():
            self.table.selectRow(max(row, 0))

    def _alone(self, document_id: int) -> IssuedDocument:
        found: IssuedDocument = acts.documents().get_document(self._desk, document_id=document_id)
        return found

    @Slot(object)
    def _on_alone(self, document: IssuedDocument) -> None:
        self.table.clearSelection()
        self._show(document)

    @Slot(object, object)
    def _on_changed(self, changes: Changes, initiator: object) -> None:
        if self._started and (changes.documents or changes.packets or changes.bulk) and initiator is not self:
            self.reload()

    # --- the chosen one -------------------------------------------------------------------------------------

    @Slot(QItemSelection, QItemSelection)
    def _on_selected(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        self._show_selected()

    def _show_selected(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        self._show(self.model.row(rows[0].row()) if rows else None)

    def _show(self, chosen: IssuedDocument | None) -> None:
        before, self._shown = self._shown, chosen
        for button in (self.print_button, self.save_button):
            button.setEnabled(chosen is not None)
        self.case_button.setEnabled(chosen is not None and bool(chosen.case_number))
        again = chosen is not None and bool(chosen.case_number) and chosen.stands and not chosen.served_on
        self.reissue_button.setEnabled(again)
        self.facts.setText(self._facts(chosen) if chosen else "")
        if chosen is None:
            self.preview.clear()
        elif before is None or before.id != chosen.id or not self.preview.data:
            self._tasks.run(
                partial(self._pdf, chosen.id), on_success=self._on_pdf, on_failure=self._on_failure
            )

    @Slot()
    def _reissue(self) -> None:
        if self._shown is not None:
            self.reissueWanted.emit(self._shown.id)

    def _pdf(self, document_id: int) -> tuple[int, bytes]:
        return document_id, acts.documents().document_pdf(self._desk, document_id=document_id)

    @Slot(object)
    def _on_pdf(self, found: tuple[int, bytes]) -> None:
        document_id, pdf = found
        if self._shown is not None and self._shown.id == document_id:
            self.preview.show_pdf(pdf)

    def _facts(self, chosen: IssuedDocument) -> str:
        text = self.tr("《{title}》{number}\n{by} {at} 出具 · {printed} · {wanted}\nSHA-256 {sha256}")
        state = self.model.state(chosen)
        if not chosen.stands:
            state = self.tr("× 已收回：{reason}").format(reason=chosen.withdrawn_reason)
        return (f"{state}\n" if state else "") + text.format(
            title=chosen.title,
            number=chosen.number,
            by=chosen.issued_by,
            at=f"{chosen.issued_at:%Y-%m-%d %H:%M}",
            printed=self.model.printed(chosen),
            wanted=acts.document_runs().copies_wanted(kind=chosen.kind)[1].rstrip("。"),
            sha256=chosen.sha256[:32] + "…",
        )

    @Slot()
    def _on_activated(self) -> None:
        self.print_shown()

    @Slot()
    def _open_case(self) -> None:
        if self._shown is not None and self._shown.case_number:
            self.openCase.emit(self._shown.case_number)

    # --- paper and files ------------------------------------------------------------------------------------

    @Slot()
    def print_shown(self) -> None:
        """Choose a printer and print the chosen document; from the second time on its reason is asked (补打)."""
        if self._shown is None or self.work.busy:
            return
        self.notice.tell("")
        if self._shown.copies:
            self._ask_reason(self.tr("选打印机 (Enter)")).answered.connect(self.print_again)
        else:
            self.job.start(self._shown, self.preview.page_size)

    def _ask_reason(self, go_on: str) -> AskDialog:
        rows = (Row("reason", self.tr("补打理由"), hint=self.tr("例如：原件遗失，信访人再要一份")),)
        words = self.tr("这份文书打印过；再打印的印有“补打”字样，并登记次数和理由。")
        dialog = AskDialog(self.tr("补打"), words, rows, go_on, self, needed=("reason",))
        self.asking = dialog
        dialog.open()
        return dialog

    @Slot(object)
    def print_again(self, answer: dict[str, str]) -> None:
        """Print once more, with the answer's reason."""
        if self._shown is not None:
            self.job.start(self._shown, self.preview.page_size, answer["reason"].strip())

    @Slot(object)
    def _on_print_started(self, task: Task) -> None:
        self.work.follow(task, self.tr("正在打印…"))

    @Slot(str, object)
    def _on_printed(self, target: str, changes: Changes) -> None:
        self.said.emit(self.tr("已送到“{target}”").format(target=target))
        self._refresh.tell(changes, self)
        self.reload()

    @Slot()
    def choose_file(self) -> None:
        """Choose where the PDF goes; of a paper that was printed already, after the reason for one more (补打)."""
        if self._shown is None:
            return
        self._reason = ""
        if self._shown.copies:
            self._ask_reason(self.tr("选文件 (Enter)")).answered.connect(self.save_again)
        else:
            self._ask_file()

    @Slot(object)
    def save_again(self, answer: dict[str, str]) -> None:
        """Save once more, with the answer's reason."""
        self._reason = answer["reason"].strip()
        self._ask_file()

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, self.tr("存为PDF"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.setNameFilter(self.tr("PDF文件 (*.pdf)"))
        dialog.setDirectory(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        )
        dialog.selectFile(acts.sealed().file_stem(self._desk, self._shown) + ".pdf")
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    @Slot(str)
    def save_to(self, path: str) -> None:
        """Save the chosen document; an existing file is not overwritten but named."""
        if self._shown is not None:
            self.notice.tell("")
            self._tasks.run(
                partial(self._save, self._shown.id, Path(path), self._reason),
                on_success=self._on_saved,
                on_failure=self._on_failure,
            )

    def _save(self, document_id: int, path: Path, reason: str) -> Path:
        acts.documents().save_document(self._desk, document_id=document_id, path=path, reason=reason)
        return path

    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        self.said.emit(self.tr("已存为“{path}”").format(path=path))
        self.reload()

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if not self.notice.complain_about(error):
            self.failed.emit(error)
