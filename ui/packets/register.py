"""登记总表: every case that units sent up, under its own number and ours; assigned and urged, many at once."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.office_register import OfficeFilter, OfficePage, OfficeRow, Stage
from app.domain.procedure import MOVES
from ui import acts
from ui.act_dialog import ActDialog, Asked
from ui.ask import AskDialog
from ui.check_table import CheckRow, CheckTable, CheckTableModel
from ui.documents.paper_run import common_fields
from ui.forms import Row
from ui.panels import Notice, WorkBar, push_button, quiet_label, set_words
from ui.refresh import Refresh
from ui.tasks import TaskRunner
from ui.theme import scaled, text_scale

TYPING_MS = 250
MOST_NAMED = 8
URGED_DAYS = dt.timedelta(days=7)
"""What an order of supervision usually leaves (督办单: 一般为7日)."""
LEFT_OUT = (6, 7, 8)
"""Columns that large letters leave no room for; what they say stands in the tip of the line and in the case."""
LIGHTS = {True: "■", False: "□"}


class RegisterView(QWidget):
    """``openCase(number)`` with Enter; what is ticked, or else the line with the cursor, is assigned or urged."""

    openCase = Signal(str)
    failed = Signal(object)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._tasks, self._refresh = desk, tasks, refresh
        self._rows: dict[str, OfficeRow] = {}
        self._names: dict[str, str] = {}
        self._turn, self._total, self._known = 0, 0, tuple[str, ...]()
        self.last: tuple[str, tuple[str, ...]] = ("", ())
        """The act of the last run and its cases: what can be taken back."""
        self.asking: ActDialog | AskDialog | None = None
        self.notice, self.work = Notice(), WorkBar()
        self.work.cancelled.connect(self._on_cancelled)
        self.work.over.connect(self._count)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self.fetch)
        self._lay_out()

    # --- how it looks ---------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.missing = QLabel()
        self.missing.setObjectName("problem")
        self.missing.setWordWrap(True)
        self.missing.hide()
        layout = QVBoxLayout(self)
        layout.addLayout(self._filters())
        layout.addWidget(self.missing)
        layout.addWidget(self.notice)
        layout.addWidget(self.work)
        layout.addWidget(self._table(), 1)
        layout.addLayout(self._foot())
        self._count()

    def _filters(self) -> QHBoxLayout:
        self.stages = QComboBox()
        for stage in Stage:
            self.stages.addItem(stage.label, stage.value)
        self.senders, self.offices = QComboBox(), QComboBox()
        self.senders.addItem(self.tr("全部单位"), "")
        self.offices.addItem(self.tr("全部科室"), "")
        self.text = QLineEdit()
        self.text.setPlaceholderText(self.tr("编号的一部分（对方的或本单位的）"))
        self.text.setClearButtonEnabled(True)
        self.text.textChanged.connect(self._typing.start)
        row = QHBoxLayout()
        named = (
            (self.tr("看(&K)"), self.stages),
            (self.tr("移送单位(&D)"), self.senders),
            (self.tr("交办给(&B)"), self.offices),
            (self.tr("编号(&H)"), self.text),
        )
        for words, field in named:
            label = QLabel(words)
            label.setBuddy(field)
            row.addWidget(label)
            row.addWidget(field, 1 if field is self.text else 0)
            if isinstance(field, QComboBox):
                field.setMaximumWidth(scaled(190))
                field.currentIndexChanged.connect(self.fetch)
        return row

    def _table(self) -> QWidget:
        titles = (
            self.tr("事项编号"),
            self.tr("本单位编号"),
            self.tr("移送单位"),
            self.tr("状态"),
            self.tr("交办给"),
            self.tr("反馈期限"),
            self.tr("收到日期"),
            self.tr("信访人"),
            self.tr("事项"),
        )
        self.model = CheckTableModel(titles, self, ticked=False)
        self.model.checkedChanged.connect(self._count)
        self.table = CheckTable(self.model, (196, 120, 92, 116, 92, 112, 92, 68))
        self.table.setAccessibleName(self.tr("基层单位移送上来的事项"))
        for column in LEFT_OUT if text_scale() > 130 else ():
            self.table.setColumnHidden(column, True)
        self.table.activated.connect(self._on_activated)
        self.table.selectionModel().currentRowChanged.connect(self._count)
        self.empty = quiet_label()
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        return self._stack

    def _foot(self) -> QHBoxLayout:
        self.assign_button = push_button("", self.assign, keys="Ctrl+J", primary=True)
        self.urge_button = push_button("", self.urge, keys="Ctrl+U")
        self.undo_button = push_button("", self.ask_undo, keys="Ctrl+Z")
        self.undo_button.hide()
        self.counted = quiet_label()
        row = QHBoxLayout()
        row.addWidget(push_button(self.tr("全选"), self.tick_all))
        row.addWidget(push_button(self.tr("全不选"), self.tick_none))
        row.addWidget(self.counted, 1)
        for button in (self.undo_button, self.urge_button, self.assign_button):
            row.addWidget(button)
        return row

    # --- the rows -------------------------------------------------------------------------------------------

    @property
    def where(self) -> OfficeFilter:
        """What the filters say."""
        return OfficeFilter(
            Stage(str(self.stages.currentData())),
            str(self.senders.currentData() or ""),
            str(self.offices.currentData() or ""),
            self.text.text().strip(),
        )

    @Slot()
    def fetch(self) -> None:
        """Fetch the newest cases under the filters."""
        self._turn += 1
        self._tasks.run(
            partial(self._fetch, self._turn, self.where),
            on_success=self._on_page,
            on_failure=self._on_failure,
        )

    def _fetch(self, turn: int, where: OfficeFilter) -> tuple[int, OfficePage]:
        return turn, acts.office_register().office_register(self._desk, where=where)

    @Slot(object)
    def _on_page(self, found: tuple[int, OfficePage]) -> None:
        turn, page = found
        if turn != self._turn:
            return  # asked again meanwhile: what comes is newer
        self._rows = {row.number: row for row in page.rows}
        self._names, self._known = dict(page.senders), page.known
        _offer(self.senders, [(code, self._sender(code)) for code, _ in page.senders])
        _offer(self.offices, [(office, office) for office in page.offices])
        self.missing.setText("■ " + self.tr("{packets}，请催要").format(packets="；".join(page.missing)))
        self.missing.setVisible(bool(page.missing))
        before = self._current()
        self.model.set_rows([self._row(row) for row in page.rows])
        self.empty.setText(self._nothing(page))
        self._stack.setCurrentIndex(0 if page.rows else 1)
        if page.rows:
            self.table.selectRow(max(self.model.row_of(before), 0))
        self._total = page.count
        self._count()

    def _nothing(self, page: OfficePage) -> str:
        if page.senders:
            return self.tr(
                "这样筛选没有事项。\n\n把“看”改回“全部”，单位和科室也改回“全部”，就能看到所有事项。"
            )
        return self.tr(
            "还没有基层单位移送来的事项。\n\n到“收件”里把U盘上的移送包拖进去，导入以后，每件事项在这里一行："
            "对方的编号、本单位的编号、谁移送的、交办给谁、什么时候反馈。"
        )

    def _sender(self, code: str) -> str:
        return self.tr("{name}（{code}）").format(name=self._names.get(code, code), code=code)

    def _row(self, row: OfficeRow) -> CheckRow:
        late = row.overdue(self._desk.today())
        due = f"{LIGHTS[late]} {row.due_on.isoformat()}" if row.due_on else "—"
        urged = self.tr("已于{day}督办").format(day=row.urged_on) if row.urged_on else ""
        name = self._names.get(row.sender_code, row.sender_code)
        state = row.state.label + (self.tr("·督") if row.urged_on else "")
        cells = (
            row.number,
            row.office_number,
            name,
            state,
            row.office or "—",
            due,
            row.received_on.isoformat(),
            row.people,
            row.subject,
        )
        late_words = self.tr("超过反馈期限") if late else ""
        came = self.tr("{day} 收到，信访人 {people}").format(day=row.received_on, people=row.people)
        words = (self._sender(row.sender_code), row.packet, came, late_words, urged, row.subject)
        return CheckRow(row.number, cells, hint="\n".join(word for word in words if word))

    def _current(self) -> str:
        row = self.model.row(self.table.currentIndex().row())
        return row.key if row else ""

    def chosen(self) -> tuple[str, ...]:
        """What is ticked; where nothing is, the line with the cursor."""
        current = self._current()
        return tuple(self.model.checked()) or ((current,) if current else ())

    @Slot()
    def _count(self) -> None:
        count, ticked = len(self.chosen()), len(self.model.checked())
        set_words(self.assign_button, self.tr("交办 {count} 件…").format(count=count), "Ctrl+J")
        set_words(self.urge_button, self.tr("督办 {count} 件…").format(count=count), "Ctrl+U")
        for button in (self.assign_button, self.urge_button):
            button.setEnabled(count > 0 and not self.work.busy)
        act, numbers = self.last
        self.undo_button.setVisible(bool(numbers))
        if numbers:
            words = self.tr("撤销这次{act}（{count} 件）…").format(act=MOVES[act].label, count=len(numbers))
            set_words(self.undo_button, words, "Ctrl+Z")
        shown = len(self._rows)
        words = self.tr("共 {count} 件，空格打勾，已勾 {ticked} 件")
        if shown < self._total:
            words += self.tr("；只列最新 {shown} 件，请用筛选缩小范围")
        self.counted.setText(words.format(count=self._total, ticked=ticked, shown=shown))

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        if row := self.model.row(index.row()):
            self.openCase.emit(row.key)

    @Slot()
    def tick_all(self) -> None:
        self.model.set_all(True)

    @Slot()
    def tick_none(self) -> None:
        self.model.set_all(False)

    # --- many at once ---------------------------------------------------------------------------------------

    @Slot()
    def assign(self) -> None:
        """Ask once to whom and until when, and assign every chosen case."""
        self._ask("assign", {})

    @Slot()
    def urge(self) -> None:
        """Ask once for the order, and urge every chosen case."""
        offices = {self._rows[number].office for number in self.chosen() if number in self._rows}
        office = offices.pop() if len(offices) == 1 else ""
        due = (self._desk.today() + URGED_DAYS).isoformat()
        self._ask("supervise", {"receiver_office": office, "report_by": due})

    def _ask(self, act: str, values: dict[str, str]) -> None:
        numbers = self.chosen()
        if not numbers or self.work.busy:
            return
        words = self.tr("填一次，用于选中的 {count} 件；每件各出一份文书，办不成的逐件说明原因。")
        words, known = words.format(count=len(numbers)), {"receiver_office": self._known}
        asked = Asked("", act, common_fields(act), values, words=words, known=known)
        dialog = ActDialog(asked, self._desk.today(), self)
        dialog.answered.connect(partial(self._do, act, numbers))
        self.asking = dialog
        dialog.open()

    def _do(self, act: str, numbers: tuple[str, ...], day: dt.date, texts: dict[str, str]) -> None:
        if isinstance(self.asking, ActDialog):
            self.asking.accept()
        self.notice.tell("")
        task = self._tasks.run(
            acts.later(
                acts.office_register,
                "do_for_many",
                self._desk,
                numbers=numbers,
                act=act,
                fields={**texts, "on": day.isoformat()},
            ),
            on_success=self._on_done,
            on_failure=self._on_failure,
        )
        self.work.follow(task, self.tr("正在{act}…").format(act=MOVES[act].label))

    @Slot(object)
    def _on_done(self, done: Any) -> None:
        self.last = (done.act, done.done)
        self.model.set_all(False)
        self._tell(done, self.tr("已{act} {count} 件，文书已出具。"))

    def _tell(self, done: Any, words: str) -> None:
        """What came of a run, each failure with its reason."""
        changes: Changes = done.changes
        self._refresh.tell(changes, self)
        text = words.format(act=MOVES[done.act].label, count=len(done.done))
        if done.failures:
            text += self.tr("{count} 件没有办成：").format(count=len(done.failures))
            text += "".join(
                f"\n　{why if number in why else f'{number}：{why}'}"
                for number, why in done.failures[:MOST_NAMED]
            )
            if len(done.failures) > MOST_NAMED:
                text += self.tr("\n　……")
        (self.notice.tell if done.done else self.notice.complain)(text)
        self._count()
        self.fetch()

    @Slot()
    def ask_undo(self) -> None:
        """Why the last run is taken back."""
        act, numbers = self.last
        if not numbers or self.work.busy:
            return
        words = self.tr(
            "撤销刚才{act}的 {count} 件：文书作废留存，状态和期限恢复。之后又办理过的不撤，会逐件说明。"
        )
        dialog = AskDialog(
            self.tr("撤销{act}").format(act=MOVES[act].label),
            words.format(act=MOVES[act].label, count=len(numbers)),
            (Row("reason", self.tr("撤销的理由")),),
            self.tr("撤销"),
            self,
            needed=("reason",),
        )
        dialog.answered.connect(self._undo)
        self.asking = dialog
        dialog.open()

    @Slot(object)
    def _undo(self, values: dict[str, object]) -> None:
        act, numbers = self.last
        task = self._tasks.run(
            acts.later(
                acts.office_register,
                "undo_for_many",
                self._desk,
                numbers=numbers,
                act=act,
                reason=str(values["reason"]).strip(),
            ),
            on_success=self._on_undone,
            on_failure=self._on_failure,
        )
        self.work.follow(task, self.tr("正在撤销…"))

    @Slot(object)
    def _on_undone(self, done: Any) -> None:
        self.last = ("", ())
        self._tell(done, self.tr("已撤销{act} {count} 件。"))

    @Slot()
    def _on_cancelled(self) -> None:
        # what was done before stays done, an act a case
        self._refresh.tell(Changes(bulk=True), self)
        self.notice.tell(self.tr("已停下：停下之前的已经办好，其余没有动。"))
        self.fetch()

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if not self.notice.complain_about(error):
            self.failed.emit(error)


def _offer(box: QComboBox, choices: list[tuple[str, str]]) -> None:
    """Other choices below the first; what was chosen stays chosen as long as it is there."""
    chosen = box.currentData()
    box.blockSignals(True)
    while box.count() > 1:
        box.removeItem(1)
    for value, words in choices:
        box.addItem(words, value)
    box.setCurrentIndex(max(box.findData(chosen), 0))
    box.blockSignals(False)
