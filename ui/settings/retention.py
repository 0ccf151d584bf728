"""到期鉴定销毁: what is past its period is ticked and sent up, decided by another leader, and erased with its list."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QTableView, QWidget

from app.actions import retention
from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.codes import Role
from app.domain.retention import DueCase, Erasure, ErasureState
from ui.ask import AskDialog
from ui.check_table import CheckRow, CheckTable, CheckTableModel
from ui.forms import FormRows, Row
from ui.panels import WorkBar, push_button, quiet_label
from ui.refresh import Refresh
from ui.settings.subject import Line, LinesTable, Subject
from ui.tasks import TaskRunner
from ui.theme import scaled, text_scale

DUE_WIDTHS = (205, 75, 105, 170, 105)
ENDED = 2
WISH_WIDTHS = (100, 80, 60, 130, 200)
CASE_WIDTHS = (210, 105, 170, 105)
OPEN = (ErasureState.ASKED, ErasureState.APPROVED)
ANSWERED = (ErasureState.APPROVED, ErasureState.RETURNED)


class Found(NamedTuple):
    """What the page shows."""

    due: list[DueCase]
    wishes: list[Erasure]
    statement: str


def read(desk: Desk) -> Found:
    """What is past its period, the wishes, and until when backups hold what is erased today."""
    return Found(retention.list_due(desk), retention.list_erasures(desk), retention.backup_statement(desk))


class RetentionPage(Subject):
    """到期鉴定销毁. ``open_case(number)`` with Enter on a case; ``open_document(id)`` is a destruction list."""

    open_case = Signal(str)
    open_document = Signal(int)
    form: FormRows

    def __init__(self, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> None:
        super().__init__(desk, tasks, refresh)
        words = self.tr(
            "保管期限满了的事项（密封过的不在其中）：逐件对照卷宗鉴定，勾选后送审；另一位负责人批准后才能销毁。销毁了不能恢复，统计数不变。"
        )
        column = self.column(self.tr("到期鉴定销毁"), words)
        self.about.setVisible(text_scale() <= 115)
        self.due: list[DueCase] = []
        self.wishes: dict[str, Erasure] = {}
        self.statement = ""
        self._to_decide = False
        self.asking: AskDialog | None = None
        self.due_words, self.wish_words = quiet_label(), quiet_label()
        self.form = FormRows([Row("reason", self.tr("鉴定意见"), hint=self.tr("为什么可以销毁"))])
        self.form.submitted.connect(self.propose)
        self.form.left.connect(self.propose)
        self.work = WorkBar()
        self.work.cancelled.connect(self._on_cancelled)
        self.work.over.connect(self._show_buttons)
        column.addWidget(self.due_words)
        column.addWidget(self._due_table(), 3)
        column.addLayout(self._due_row())
        column.addWidget(self.wish_words)
        column.addWidget(self._wish_tables(), 2)
        column.addLayout(self._wish_row())
        column.addWidget(self.work)
        column.addStretch()

    def _due_table(self) -> QTableView:
        titles = (
            self.tr("编号"), self.tr("信访人"), self.tr("办结"), self.tr("保管期限"), self.tr("期满"), self.tr("能否销毁"),
        )  # fmt: skip
        self.model = CheckTableModel(titles, self, ticked=False)
        self.model.checkedChanged.connect(self._show_buttons)
        self.table = CheckTable(self.model, DUE_WIDTHS)
        self.table.setAccessibleName(self.tr("保管期限已满的事项"))
        self.table.setColumnHidden(ENDED, text_scale() > 115)
        self.table.activated.connect(self._on_due_opened)
        self.table.selectionModel().currentRowChanged.connect(self._show_due_words)
        return self.table

    def _due_row(self) -> QHBoxLayout:
        self.all_button = push_button(self.tr("全选或全不选"), self.toggle_all, keys="Alt+A")
        self.propose_button = push_button(self.tr("送审"), self.propose, keys="Ctrl+Return", primary=True)
        return _row(self.all_button, self.form, self.propose_button)

    def _wish_tables(self) -> QWidget:
        titles = (self.tr("提出"), self.tr("提出人"), self.tr("件数"), self.tr("状态"), self.tr("意见"))
        self.wish_table = LinesTable(self.tr("销毁申请"), titles, WISH_WIDTHS)
        self.wish_table.picked.connect(self._on_wish)
        of_case = (self.tr("其中的事项"), self.tr("办结"), self.tr("保管期限"), self.tr("期满"))
        self.case_table = LinesTable(self.tr("这项申请里的事项"), of_case, CASE_WIDTHS)
        self.case_table.activated.connect(self._on_case_opened)
        self.tables = QSplitter(Qt.Orientation.Horizontal)
        self.tables.setChildrenCollapsible(False)
        self.tables.addWidget(self.wish_table)
        self.tables.addWidget(self.case_table)
        return self.tables

    def _wish_row(self) -> QHBoxLayout:
        self.approve_button = push_button(self.tr("批准"), self.approve, keys="Ctrl+E")
        self.return_button = push_button(self.tr("退回…"), self.ask_word, keys="Ctrl+R")
        self.take_back_button = push_button(self.tr("撤回"), self.take_back, keys="Ctrl+U")
        self.erase_button = push_button(self.tr("销毁…"), self.ask_erasing, keys="Ctrl+D")
        self.list_button = push_button(self.tr("销毁清单"), self.show_list, keys="Ctrl+O")
        self.wish_buttons = (
            self.approve_button, self.return_button, self.take_back_button, self.erase_button, self.list_button,
        )  # fmt: skip
        row = _row(*self.wish_buttons)
        row.addStretch(1)
        return row

    # --- what stands ----------------------------------------------------------------------------------------

    def activate(self) -> None:
        self.run(partial(read, self._desk), self._on_read)

    def decide(self) -> None:
        """Somebody comes from the day's page: the cursor goes to a wish that waits for him."""
        self._to_decide = True
        self.activate()

    @Slot(object)
    def _on_read(self, found: Found) -> None:
        self.due, self.statement = found.due, found.statement
        self.wishes = {str(wish.id): wish for wish in found.wishes}
        self.model.set_rows([self._due_line(one) for one in found.due])
        if found.due and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        first = next((key for key, wish in self.wishes.items() if self._is_next(wish)), "")
        lines = [self._wish_line(key, wish) for key, wish in self.wishes.items()]
        kept = "" if self._to_decide else self.wish_table.key
        self.wish_table.show_lines(lines, kept or first or next(iter(self.wishes), ""))
        self._show_words()
        self._show_buttons()
        if self._to_decide:
            self._to_decide = False
            self.wish_table.setFocus()

    def _is_next(self, wish: Erasure) -> bool:
        """Whether a wish is the one to begin with: for whoever comes from the day's page, one that waits for him."""
        if not self._to_decide:
            return wish.state in OPEN
        mine = wish.asked_by == self._desk.operator.name
        decides = wish.state is ErasureState.ASKED and retention.may_decide(self._desk, wish)
        return decides or (mine and wish.state in ANSWERED)

    def _show_words(self) -> None:
        """How much there is, or that there is nothing; what is empty takes no room."""
        self._show_due_words()
        for widget in (self.table, self.form, self.all_button, self.propose_button):
            widget.setVisible(bool(self.due))
        self.wish_words.setText(self._wish_said())
        for shown in (self.tables, *self.wish_buttons):
            shown.setVisible(bool(self.wishes))

    @Slot()
    def _show_due_words(self) -> None:
        """How many are due; of the current one that must stay, why, for its cell may be too narrow."""
        row = self.model.row(self.table.currentIndex().row())
        stay = sum(bool(one.hindrance) for one in self.due)
        words = self.tr("现在没有保管期限已满的事项，什么也不用做。期限满了的自己会列在这里。")
        if self.due:
            words = self.tr("保管期限已满 {count} 件").format(count=len(self.due))
            words += self.tr("，其中 {count} 件暂时不能销毁").format(count=stay) if stay else ""
            words += self.tr("　（空格 勾选，Enter 看事项）")
        if row is not None and row.hint:
            words = self.tr("{number}暂时不能销毁：{why}").format(number=row.key, why=row.hint)
        self.due_words.setText(words)

    def _wish_said(self) -> str:
        """The chosen wish in full: a leader reads the whole opinion."""
        wish = self.wish
        if wish is None:
            return self.tr("销毁申请") if self.wishes else self.tr("还没有人提出过销毁申请。")
        words = self.tr("{name}申请销毁 {count} 件，鉴定意见：{reason}").format(
            name=wish.asked_by, count=len(wish.lines), reason=wish.reason
        )
        if wish.decided_by and wish.state is not ErasureState.TAKEN_BACK:
            decided = self.tr("　{name}{did}").format(
                name=wish.decided_by, did=self.tr("退回：") + wish.word if wish.word else self.tr("批准")
            )
            words += decided
        if wish.state is ErasureState.RETURNED and wish.asked_by == self._desk.operator.name:
            words += self.tr("　改好鉴定意见再送审；不再提的，按“撤回”，“今日”就不再列出。")
        return words

    def _due_line(self, one: DueCase) -> CheckRow:
        case, stays = one.case, self.tr("暂不能：{why}").format(why=one.hindrance)
        days = f"{case.ended_on}", one.rule, f"{one.kept_until}"
        state = stays if one.hindrance else self.tr("可以")
        return CheckRow(
            case.number, (case.number, case.people, *days, state), not one.hindrance, one.hindrance
        )

    def _wish_line(self, key: str, wish: Erasure) -> Line:
        said = self.tr("退回：{word}").format(word=wish.word) if wish.word else wish.reason
        return Line(
            key, (f"{wish.asked_at:%Y-%m-%d}", wish.asked_by, str(len(wish.lines)), wish.state.label, said)
        )

    @property
    def wish(self) -> Erasure | None:
        """The chosen wish."""
        return self.wishes.get(self.wish_table.key)

    @Slot()
    def _on_wish(self) -> None:
        lines = self.wish.lines if self.wish else ()
        shown = [
            Line(one.number, (one.number, f"{one.ended_on}", one.rule, f"{one.kept_until}")) for one in lines
        ]
        self.case_table.show_lines(shown)
        self.wish_words.setText(self._wish_said())
        self._show_buttons()

    @Slot()
    def _show_buttons(self) -> None:
        """Only what this operator may do now can be pressed."""
        wish, me, free = self.wish, self._desk.operator, not self.work.busy
        handles = free and bool({Role.CLERK, Role.LEADER} & set(me.roles))
        state = wish.state if wish else None
        decides = free and wish is not None and retention.may_decide(self._desk, wish)
        self.all_button.setEnabled(handles and not all(one.hindrance for one in self.due))
        self.propose_button.setEnabled(handles and bool(self.model.checked()))
        self.form.setEnabled(handles)
        for button in (self.approve_button, self.return_button):
            button.setEnabled(decides and state is ErasureState.ASKED)
        mine = wish is not None and wish.asked_by == me.name
        self.take_back_button.setEnabled(free and mine and state in (*OPEN, ErasureState.RETURNED))
        self.erase_button.setEnabled(handles and state is ErasureState.APPROVED)
        self.list_button.setEnabled(bool(wish and wish.document_id))
        own = mine and state is ErasureState.ASKED and Role.LEADER in me.roles
        self.approve_button.setToolTip(self.tr("自己提出的由另一位负责人决定") if own else "")

    @Slot(QModelIndex)
    def _on_due_opened(self, index: QModelIndex) -> None:
        row = self.model.row(index.row())
        if row is not None:
            self.open_case.emit(row.key)

    @Slot()
    def _on_case_opened(self) -> None:
        self.open_case.emit(self.case_table.key)

    @Slot()
    def toggle_all(self) -> None:
        """Tick whatever may go, or nothing."""
        ready = sum(not one.hindrance for one in self.due)
        self.model.set_all(len(self.model.checked()) < ready)

    # --- asking and deciding --------------------------------------------------------------------------------

    @Slot()
    def propose(self) -> None:
        """Send what is ticked to a leader."""
        numbers, reason = self.model.checked(), self.form.text("reason")
        words = self.tr("已送审 {count} 件，由另一位负责人决定。").format(count=len(numbers))
        act = partial(retention.propose, self._desk, numbers=numbers, reason=reason)
        self._act(act, words, self._on_proposed)

    @Slot()
    def _on_proposed(self) -> None:
        self.form.set_values({"reason": ""})
        self.model.set_all(False)
        self.wish_table.pick("")  # the new one becomes the current one

    @Slot()
    def approve(self) -> None:
        """The leader lets the chosen wish be carried out."""
        if wish := self.wish:
            words = self.tr("已批准销毁 {count} 件；销毁以前提出人还可以撤回。").format(count=len(wish.lines))
            self._act(partial(retention.decide, self._desk, erasure_id=wish.id, approve=True), words)

    @Slot()
    def ask_word(self) -> None:
        """The leader sends the chosen wish back, with a word."""
        if wish := self.wish:
            words = self.tr("{name}申请销毁 {count} 件。退回后这些事项仍在期满清单里。")
            self._ask(
                self.tr("退回销毁申请"),
                words.format(name=wish.asked_by, count=len(wish.lines)),
                [Row("word", self.tr("退回理由"))],
                self.tr("退回 (Enter)"),
                partial(self._send_back, wish.id),
            )

    def _send_back(self, erasure_id: int, answer: dict[str, str]) -> None:
        act = partial(retention.decide, self._desk, erasure_id=erasure_id, approve=False, word=answer["word"])
        self._act(act, self.tr("已退回。"))

    @Slot()
    def take_back(self) -> None:
        """Whoever asked takes the chosen wish back."""
        if wish := self.wish:
            act = partial(retention.take_back, self._desk, erasure_id=wish.id)
            self._act(act, self.tr("已撤回，事项回到期满清单。"))

    def _act(self, make: Callable[[], Changes], words: str, then: Callable[[], object] | None = None) -> None:
        """Do it, say it, show what stands now."""
        self.notice.tell("")
        self.form.show_problems(())
        self.run(make, partial(self._on_done, words, then))

    def _on_done(self, words: str, then: Callable[[], object] | None, changes: Changes) -> None:
        if then:
            then()
        self._refresh.tell(changes, self)
        self.said.emit(words)
        self.activate()

    def _ask(self, title: str, words: str, rows: list[Row], do: str, answered: Callable[..., object]) -> None:
        dialog = AskDialog(title, words, rows, do, self, needed=[row.name for row in rows])
        dialog.answered.connect(answered)
        self.asking = dialog
        dialog.open()
        if not rows:  # Enter alone must not do what cannot be undone: it stands on the way out
            if out := dialog.button.nextInFocusChain():
                out.setFocus()
            dialog.button.setAutoDefault(False)
            dialog.button.setDefault(False)

    # --- erasing --------------------------------------------------------------------------------------------

    @Slot()
    def ask_erasing(self) -> None:
        """A question first: nothing brings back what is erased."""
        if wish := self.wish:
            words = self.tr(
                "将清除 {count} 件事项的姓名、内容、文书和附件。销毁了不能恢复，也不能撤销。\n\n{statement}"
            )
            self._ask(
                self.tr("销毁到期档案"),
                words.format(count=len(wish.lines), statement=self.statement),
                [],
                self.tr("销毁 {count} 件").format(count=len(wish.lines)),
                partial(self._erase, wish.id),
            )

    def _erase(self, erasure_id: int, _answer: object) -> None:
        self.notice.tell("")
        task = self.run(partial(retention.erase, self._desk, erasure_id=erasure_id), self._on_erased)
        self.work.follow(task, self.tr("正在销毁…"))
        self._show_buttons()

    @Slot(object)
    def _on_erased(self, done: retention.Erased) -> None:
        self._refresh.tell(done.changes, self)
        self.activate()
        self.open_document.emit(done.document_id)
        words = self.tr("已销毁 {count} 件。请打印清单，由两位监销人签名。{statement}")
        self.said.emit(words.format(count=done.count, statement=done.statement))

    @Slot()
    def _on_cancelled(self) -> None:
        self.notice.tell(self.tr("已取消，什么都没有改。"))
        self.activate()

    @Slot()
    def show_list(self) -> None:
        """The destruction list of the chosen wish."""
        if self.wish and self.wish.document_id:
            self.open_document.emit(self.wish.document_id)


def _row(*widgets: QWidget) -> QHBoxLayout:
    """Side by side; a form takes the room that is left."""
    made = QHBoxLayout()
    made.setSpacing(scaled(8))
    for widget in widgets:
        made.addWidget(widget, int(isinstance(widget, FormRows)))
    return made
