"""操作记录: everything that was done, to be filtered, read, proved and carried away; nothing here changes a line."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, Slot
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QTableView, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.changes import Steps
from app.domain.codes import Role
from app.domain.history import CarriedHead, HistoryCheck, HistoryEntry, HistoryFilter
from app.domain.history_words import act_word
from ui import acts
from ui.ask import AskDialog
from ui.block_model import BLOCK
from ui.forms import Row
from ui.panels import WorkBar, push_button, quiet_label, whole_rows
from ui.refresh import Refresh
from ui.settings.history_list import HistoryFilters, HistoryModel, line_words
from ui.settings.subject import Line, LinesTable, Subject
from ui.tasks import TaskRunner
from ui.theme import scaled, text_scale

if TYPE_CHECKING:
    from app.actions.history_papers import ExportedHistory

WIDTHS = (56, 150, 90, 130, 190)
Block = tuple[int, list[HistoryEntry]]
Sealed = tuple[Path, HistoryCheck]
Overview = tuple[int, bool, str, list[str], list[tuple[str, str]]]


class HistoryPage(Subject):
    """操作记录."""

    def __init__(self, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> None:
        super().__init__(desk, tasks, refresh)
        words = self.tr(
            "每一步操作都记在这里：谁、什么角色、何时、做了什么、由什么改成什么。只能看，不能改。姓名已遮盖；密封事项只写操作名称。"
        )
        column = self.column(self.tr("操作记录"), words)
        self.asking: QDialog | None = None
        self.filters = HistoryFilters()
        self.filters.changed.connect(self.reload)
        self.work = WorkBar()
        self.body = QWidget()
        inner = QVBoxLayout(self.body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(scaled(8))
        inner.addWidget(self.filters)
        inner.addWidget(self._table(), 1)
        inner.addWidget(self._detail())
        inner.addWidget(self.work)
        inner.addLayout(self._foot())
        column.addWidget(self.body, 1)
        self.rest = QWidget()
        column.addWidget(self.rest, 1)
        self.about.setVisible(text_scale() <= 115)
        self.setFocusProxy(self.filters.text)

    def _table(self) -> QTableView:
        self.model = HistoryModel(self)
        self.model.wanted.connect(self._fetch)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("操作记录"))
        whole_rows(self.table)
        for place, width in enumerate(WIDTHS):
            self.table.setColumnWidth(place, scaled(width))
        self.table.setColumnHidden(HistoryModel.CASE, text_scale() > 115)  # it stands below the table
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        return self.table

    def _detail(self) -> QWidget:
        self.detail = quiet_label()
        self.detail.setTextFormat(Qt.TextFormat.PlainText)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.detail.setMinimumHeight(scaled(40))
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        return self.detail

    def _foot(self) -> QVBoxLayout:
        self.count = quiet_label()
        self.count.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.prove_button = push_button(self.tr("核对…"), self.ask_head, keys="F5", primary=True)
        self.export_button = push_button(self.tr("导出…"), self.choose_export, keys="Ctrl+S")
        self.seal_button = push_button(self.tr("本月封条…"), self.choose_seal, keys="Ctrl+P")
        self.heads_button = push_button(self.tr("各单位校验码"), self.show_heads, keys="Ctrl+K")
        row = QHBoxLayout()
        for button in (self.prove_button, self.export_button, self.seal_button, self.heads_button):
            row.addWidget(button)
        row.addStretch(1)
        foot = QVBoxLayout()
        foot.addWidget(self.count)
        foot.addLayout(row)
        return foot

    # --- the lines ------------------------------------------------------------------------------------------

    def activate(self) -> None:
        """Show the newest lines; whoever may not read them is told who may."""
        may = bool({Role.AUDITOR, Role.LEADER, Role.ADMINISTRATOR} & set(self._desk.operator.roles))
        self.body.setVisible(may)
        self.rest.setVisible(not may)
        if not may:
            self.notice.tell(
                self.tr("操作记录由监督员、负责人或管理员查阅。一件事项的经过，请看该事项的“办理”一页。")
            )
            return
        self.reload()

    @Slot()
    def reload(self) -> None:
        """Look anew, from the newest line."""
        self.notice.tell("")
        self.detail.setText("")
        self.model.start_again()
        self.run(partial(self._overview, self.filters.where()), self._on_overview)

    def _overview(self, where: HistoryFilter) -> Overview:
        """How many lines there are, the head, and who and what may be chosen."""
        history = acts.history()
        total = history.count_history(self._desk, where=where)
        code = history.head_code(history.history_head(self._desk))
        people, done = history.history_operators(self._desk), history.history_acts(self._desk)
        return total, total > history.MOST_COUNTED, code, people, done

    @Slot(object)
    def _on_overview(self, found: Overview) -> None:
        total, more, code, operators, done = found
        words = self.tr("{count} 条以上") if more else self.tr("共 {count} 条")
        shown = words.format(count=f"{total - more:,}")
        if not total:
            shown = self.tr("没有符合条件的记录：请放宽条件，或者点“清除”看全部")
        self.count.setText(self.tr("{shown}　·　现在的校验码 {code}").format(shown=shown, code=code))
        self.filters.offer(operators, done)

    @Slot(int, int)
    def _fetch(self, turn: int, before: int) -> None:
        where = self.filters.where()
        self._tasks.run(
            partial(self._list, turn, before, where), on_success=self._on_block, on_failure=self._on_no_block
        )

    def _list(self, turn: int, before: int, where: HistoryFilter) -> Block:
        return turn, acts.history().list_history(self._desk, where=where, before=before, limit=BLOCK)

    @Slot(object)
    def _on_block(self, block: Block) -> None:
        turn, rows = block
        if self.model.add_block(turn, rows) and rows and not self.table.currentIndex().isValid():
            self.table.selectRow(0)

    @Slot(object)
    def _on_no_block(self, error: Exception) -> None:
        self.model.stop_waiting()
        self.on_failure(error)

    @Slot()
    def _on_current(self) -> None:
        entry = self.model.row(self.table.currentIndex().row())
        self.detail.setText(self._words(entry) if entry else "")

    def _words(self, entry: HistoryEntry) -> str:
        who = f"{entry.operator}（{entry.role_words}）" if entry.roles else entry.operator
        head = self.tr("第 {number} 条　{at}　{who}　{act}　{case}").format(
            number=entry.number,
            at=f"{entry.at:%Y-%m-%d %H:%M:%S}",
            who=who,
            act=act_word(entry.act),
            case=entry.case_number,
        )
        return f"{head}\n{line_words(entry)}"

    # --- the proof ------------------------------------------------------------------------------------------

    @Slot()
    def ask_head(self) -> None:
        """Ask for a printed head, if there is one at hand, and prove the chain."""
        if self.work.busy:
            return
        rows = (Row("head", self.tr("校验码"), hint=self.tr("可以不填；例如 1234-7K3QX-…")),)
        words = self.tr(
            "从第一条起逐条核对有没有被改动、删去、插入或调换。末尾有没有被截去，要用以前印出的校验码才查得出："
            "它印在操作记录封条、移交清单和回执上，抄在下面。"
        )
        dialog = AskDialog(self.tr("核对操作记录"), words, rows, self.tr("核对 (Enter)"), self)
        dialog.answered.connect(self.prove)
        self.asking = dialog
        dialog.open()

    @Slot(object)
    def prove(self, answer: dict[str, str]) -> None:
        """Prove the chain, held against the head that was typed."""
        self.notice.tell("")
        work = acts.later(acts.history, "prove_history", self._desk, head=answer["head"])
        self.work.follow(self.run(work, self._on_proved), self.tr("正在核对…"))

    @Slot(object)
    def _on_proved(self, checked: HistoryCheck) -> None:
        if checked.fault:
            self.notice.complain(checked.fault.sentence)
            return
        words = self.tr("✓ 共 {count} 条，从第一条起逐条核对，链条完整。").format(count=f"{checked.lines:,}")
        if checked.heads:
            words += self.tr("与 {count} 个以前的校验码相符，末尾没有被截去。").format(count=checked.heads)
        else:
            words += self.tr("没有用以前的校验码核对末尾。")
        self.notice.tell(words)

    @Slot()
    def show_heads(self) -> None:
        """What each station's newest packet carried of its history."""
        self.run(acts.later(acts.history, "carried_heads", self._desk), self._on_heads)

    @Slot(object)
    def _on_heads(self, heads: list[CarriedHead]) -> None:
        if not heads:
            self.notice.tell(self.tr("还没有收到带校验码的移送包或回复包。"))
            return
        self.asking = HeadsDialog(heads, self)
        self.asking.open()

    # --- files ----------------------------------------------------------------------------------------------

    @Slot()
    def choose_export(self) -> None:
        """Choose where what is filtered goes."""
        names = self.tr("工作簿 (*.xlsx);;PDF文件 (*.pdf)")
        self._choose(
            self.tr("导出操作记录"), names, f"操作记录_{self._desk.today():%Y%m%d}.xlsx", self.export_to
        )

    @Slot()
    def choose_seal(self) -> None:
        """Choose where this month's seal goes."""
        name = f"操作记录封条_{self._desk.today():%Y%m}.pdf"
        self._choose(self.tr("出具本月操作记录封条"), self.tr("PDF文件 (*.pdf)"), name, self.seal_to)

    def _choose(self, title: str, names: str, name: str, then: object) -> None:
        if self.work.busy:
            return
        dialog = QFileDialog(self, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(names)
        dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        dialog.setDirectory(QStandardPaths.writableLocation(documents))
        dialog.selectFile(name)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.fileSelected.connect(then)
        self.asking = dialog
        dialog.open()

    @Slot(str)
    def export_to(self, path: str) -> None:
        """Export what is filtered; it can be cancelled, and is recorded itself."""
        self.notice.tell("")
        where = self.filters.where()
        work = acts.later(acts.history_papers, "export_history", self._desk, path=Path(path), where=where)
        self.work.follow(self.run(work, self._on_exported), self.tr("正在导出…"))

    @Slot(object)
    def _on_exported(self, made: ExportedHistory) -> None:
        self.reload()
        words = self.tr("已导出 {count} 条到“{path}”；这次导出也记在操作记录里。")
        self.notice.tell(words.format(count=f"{made.lines:,}", path=made.path))

    @Slot(str)
    def seal_to(self, path: str) -> None:
        """Prove the chain, and write this month's seal."""
        self.notice.tell("")
        task = self.run(partial(self._seal, Path(path)), self._on_sealed)
        self.work.follow(task, self.tr("正在核对…"))

    def _seal(self, path: Path) -> Steps[Sealed]:
        checked = yield from acts.history_papers().seal_history(self._desk, path=path)
        return path, checked

    @Slot(object)
    def _on_sealed(self, sealed: Sealed) -> None:
        path, checked = sealed
        self.reload()
        words = self.tr("封条已写到“{path}”（{count} 条）。请打印、签名，交监督员保管，不要和电脑放在一起。")
        self.notice.tell(words.format(path=path, count=f"{checked.lines:,}"))


class HeadsDialog(QDialog):
    """What each station's newest packet carried of its history, for comparing with that station by telephone."""

    def __init__(self, heads: list[CarriedHead], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("各单位操作记录的校验码"))
        self.resize(scaled(860), scaled(420))
        titles = (
            self.tr("单位"),
            self.tr("移送包或回复包"),
            self.tr("制作时间"),
            self.tr("校验码"),
            self.tr("情况"),
        )
        self.table = LinesTable(self.windowTitle(), titles, (160, 150, 140, 330, 200))
        self.table.show_lines([Line(one.sender_code, self._cells(one)) for one in heads])
        words = quiet_label(
            self.tr(
                "请该单位的监督员在“核对”里抄入这一行校验码：相符，就说明它的操作记录在做这个包以前没有被改动或截去。"
            )
        )
        column = QVBoxLayout(self)
        column.addWidget(words)
        column.addWidget(self.table, 1)
        close = push_button(self.tr("关闭"), self.accept, keys="Esc")
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    def _cells(self, one: CarriedHead) -> tuple[str, ...]:
        state = self.tr("⚠ 比以前的包少") if one.fewer else self.tr("✓ 没有变少")
        who = f"{one.sender_name}（{one.sender_code}）"
        return who, one.packet, f"{one.made_at:%Y-%m-%d %H:%M}", acts.history().head_code(one.head), state
