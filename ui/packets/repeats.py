"""疑似重复: two matters from two units side by side; somebody links them, or says that they are two."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from app.actions.desk import Desk
from app.domain.changes import Changes, Steps
from app.domain.repeats import NotRepeat, RepeatPair, RepeatSide
from ui import acts
from ui.ask import AskDialog
from ui.check_table import CheckRow, CheckTableModel
from ui.forms import Row
from ui.panels import Notice, WorkBar, push_button, quiet_label, title_label, whole_rows
from ui.refresh import Refresh
from ui.tasks import Handler, TaskRunner
from ui.theme import scaled, text_scale

Found = tuple[tuple[RepeatPair, ...], list[NotRepeat], dict[str, str]]


class RepeatsView(QWidget):
    """``openCase(number)``; what was decided last can be taken back with Ctrl+Z."""

    openCase = Signal(str)
    failed = Signal(object)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._tasks, self._refresh = desk, tasks, refresh
        self._pairs: dict[str, RepeatPair] = {}
        self._decided: dict[str, NotRepeat] = {}
        self._names: dict[str, str] = {}
        self._take_back: Callable[[], None] | None = None
        self.asking: AskDialog | None = None
        self.notice, self.work = Notice(), WorkBar()
        self.sides = (QLabel(), QLabel())
        self.open_buttons = (
            push_button(self.tr("打开"), partial(self._open, 0), keys="Ctrl+B"),
            push_button(self.tr("打开"), partial(self._open, 1), keys="Ctrl+E"),
        )
        layout = QVBoxLayout(self)
        layout.addWidget(
            quiet_label(
                self.tr(
                    "不同单位送来、可能是同一人同一事的两件，一对一行。是同一件事就关联或合并；是两回事就点“不是重复”，以后不再提示。"
                )
            )
        )
        layout.addWidget(self.notice)
        layout.addWidget(self.work)
        layout.addWidget(self._middle(), 1)
        layout.addLayout(self._foot())
        self._on_current()

    # --- how it looks ---------------------------------------------------------------------------------------

    def _middle(self) -> QWidget:
        titles = (self.tr("先来的"), self.tr("后来的"), self.tr("为什么"))
        self.model = CheckTableModel(titles, self)
        self.table = _table(self.model, (205, 205), self.tr("可能重复的两件"))
        for column in (0, 2) if text_scale() > 130 else (2,):  # they stand beside the table, with the cards
            self.table.setColumnHidden(column, True)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        titles = (self.tr("先来的"), self.tr("后来的"), self.tr("谁在何时判定、理由"))
        self.old_model = CheckTableModel(titles, self)
        self.old_table = _table(self.old_model, (205, 205), self.tr("判定过不是重复的两件"))
        self.old_table.selectionModel().currentRowChanged.connect(self._on_current)
        left = QStackedWidget()
        self._stack = left
        empty = quiet_label(
            self.tr(
                "没有需要比对的事项。\n\n不同单位移送来的事项，姓名和电话或证件号码（遮盖后）相同，或者姓名相同、"
                "反映的内容相近，会在这里成对列出，由您判断是不是同一件事。"
            )
        )
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for widget in (self.table, empty, self.old_table):
            left.addWidget(widget)
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.addWidget(left)
        sides.addWidget(self._cards())
        sides.setChildrenCollapsible(False)
        sides.setSizes([scaled(420), scaled(620)])
        return sides

    def _cards(self) -> QWidget:
        box = QWidget()
        whole = QVBoxLayout(box)
        whole.setContentsMargins(0, 0, 0, 0)
        self.why = QLabel()
        self.why.setWordWrap(True)
        whole.addWidget(self.why)
        row = QHBoxLayout()
        whole.addLayout(row, 1)
        titles = (self.tr("先来的（首件）"), self.tr("后来的"))
        for words, label, button in zip(titles, self.sides, self.open_buttons, strict=True):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setAlignment(Qt.AlignmentFlag.AlignTop)
            card = QFrame()
            card.setObjectName("card")
            column = QVBoxLayout(card)
            head = QHBoxLayout()
            head.addWidget(title_label(words))
            head.addStretch(1)
            head.addWidget(button)
            column.addLayout(head)
            scroll = QScrollArea()
            scroll.setWidgetResizable(True)
            scroll.setFrameShape(QFrame.Shape.NoFrame)
            scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            label.setObjectName("scrolled")
            scroll.setWidget(label)
            column.addWidget(scroll, 1)
            row.addWidget(card, 1)
        return box

    def _foot(self) -> QHBoxLayout:
        self.link_button = push_button(self.tr("是同一件：关联"), self.link, keys="Ctrl+Return", primary=True)
        self.merge_button = push_button(self.tr("合并到首件…"), self.ask_merge, keys="Ctrl+M")
        self.two_button = push_button(self.tr("不是重复…"), self.ask_two, keys="Ctrl+D")
        self.back_button = push_button(self.tr("撤销"), self.take_back, keys="Ctrl+Z")
        self.old_button = push_button("", self.toggle_decided)
        row = QHBoxLayout()
        row.addWidget(self.old_button)
        row.addStretch(1)
        for button in (self.back_button, self.two_button, self.merge_button, self.link_button):
            row.addWidget(button)
        return row

    # --- the pairs ------------------------------------------------------------------------------------------

    @Slot()
    def fetch(self) -> None:
        """Compare anew; a look that is under way goes on."""
        if not self.work.busy:
            task = self._tasks.run(self._fetch, on_success=self._on_found, on_failure=self._on_failure)
            self.work.follow(task, self.tr("正在比对…"))

    def _fetch(self) -> Steps[Found]:
        module = acts.repeats()
        pairs = yield from module.likely_repeats(self._desk)
        decided = module.decided_repeats(self._desk)
        names = {line.code: line.name for line in acts.inbox().inbox(self._desk)}
        return pairs, decided, names

    @Slot(object)
    def _on_found(self, found: Found) -> None:
        pairs, decided, self._names = found
        before = self.table.currentIndex().row()
        self._pairs = {pair.key: pair for pair in pairs}
        self._decided = {str(one.id): one for one in decided}
        self.model.set_rows(
            [
                CheckRow(pair.key, (pair.first.number, pair.second.number, pair.why), ready=False)
                for pair in pairs
            ]
        )
        self.old_model.set_rows([self._old_row(one) for one in decided])
        if pairs:
            self.table.selectRow(min(max(before, 0), len(pairs) - 1))
        if decided:
            self.old_table.selectRow(0)
        self._show_list(old=self.showing_decided and bool(decided))

    def _old_row(self, one: NotRepeat) -> CheckRow:
        said = self.tr("{by} {day}").format(by=one.by, day=f"{one.at:%Y-%m-%d}")
        why = said + ("：" + one.reason if one.reason else "")
        return CheckRow(str(one.id), (one.first, one.second, why), ready=False, hint=why)

    @property
    def showing_decided(self) -> bool:
        """Whether the list of what was decided is in front."""
        return self._stack.currentWidget() is self.old_table

    def _show_list(self, *, old: bool) -> None:
        place = 2 if old else 0 if self._pairs else 1
        self._stack.setCurrentIndex(place)
        words = (
            self.tr("← 待比对的（{count}）").format(count=len(self._pairs))
            if old
            else self.tr("判定过的（{count}）").format(count=len(self._decided))
        )
        self.old_button.setText(words)
        self.old_button.setEnabled(old or bool(self._decided))
        self._on_current()

    @Slot()
    def toggle_decided(self) -> None:
        """The pairs that were found to be two matters, to take a decision back; or back to the others."""
        self._show_list(old=not self.showing_decided)

    def pair(self) -> RepeatPair | None:
        """The chosen pair."""
        row = self.model.row(self.table.currentIndex().row())
        return self._pairs.get(row.key) if row and not self.showing_decided else None

    def decided(self) -> NotRepeat | None:
        """The chosen decision."""
        row = self.old_model.row(self.old_table.currentIndex().row())
        return self._decided.get(row.key) if row and self.showing_decided else None

    @Slot(QModelIndex)
    def _on_current(self, current: QModelIndex | None = None) -> None:
        pair = self.pair()
        self.why.setText(self.tr("列出来是因为：{why}").format(why=pair.why) if pair else "")
        for label, side in zip(self.sides, (pair.first, pair.second) if pair else (None, None), strict=True):
            label.setText(self._card(side) if side else "")
        for button in (self.link_button, self.merge_button, self.two_button, *self.open_buttons):
            button.setEnabled(pair is not None)
        self.back_button.setEnabled(self._take_back is not None or self.decided() is not None)

    def _card(self, side: RepeatSide) -> str:
        subject = "" if side.content.startswith(side.subject.rstrip("…")) else side.subject + "\n\n"
        unit = self._names.get(side.unit, side.unit) or self._desk.station.unit_name
        ours = (
            self.tr("　本单位编号 {number}").format(number=side.office_number) if side.office_number else ""
        )
        words = self.tr("{number}{ours}\n{unit}　{day}收到　{state}\n信访人：{people}\n\n{subject}{content}")
        return words.format(
            number=side.number,
            ours=ours,
            unit=unit,
            day=side.received_on,
            state=side.state.label,
            people=side.people,
            subject=subject,
            content=side.content,
        )

    def _open(self, place: int) -> None:
        if pair := self.pair():
            self.openCase.emit((pair.first, pair.second)[place].number)

    # --- deciding -------------------------------------------------------------------------------------------

    @Slot()
    def link(self) -> None:
        """The later case is a repeat of the first one."""
        if pair := self.pair():
            number, first = pair.second.number, pair.first.number
            self._run(
                acts.later(acts.cases, "link_repeat", self._desk, number=number, first=first),
                partial(self._on_linked, number, self.tr("已把{number}关联为{first}的重复件。"), first),
            )

    @Slot()
    def ask_merge(self) -> None:
        """Why the later case is answered with the first one."""
        if pair := self.pair():
            words = self.tr("{number}并入首件{first}，由首件一并答复，本件不再单独办理。")
            said = words.format(number=pair.second.number, first=pair.first.number)
            self._ask(self.tr("合并到首件"), said, self.tr("合并"), self._merge, needed=True)

    @Slot(object)
    def _merge(self, values: dict[str, object]) -> None:
        if pair := self.pair():
            number, first = pair.second.number, pair.first.number
            fields = {"first": first, "reason": str(values["reason"]).strip()}
            self._run(
                acts.later(acts.procedure, "perform", self._desk, number=number, act="merge", fields=fields),
                partial(self._on_linked, number, self.tr("已把{number}并入{first}。"), first),
            )

    def _on_linked(self, number: str, words: str, first: str, changes: Changes) -> None:
        self._take_back = partial(self._ask_unlink, number)
        self._settled(changes, words.format(number=number, first=first))

    @Slot()
    def ask_two(self) -> None:
        """They are two matters: why, if there is anything to say."""
        if self.pair():
            words = self.tr("这两件是两回事，以后不再成对提示。可以写一句理由，也可以不写。")
            self._ask(self.tr("不是重复"), words, self.tr("不是重复"), self._two, needed=False)

    @Slot(object)
    def _two(self, values: dict[str, object]) -> None:
        if pair := self.pair():
            named = {"first": pair.first.number, "second": pair.second.number}
            self._run(
                acts.later(
                    acts.repeats, "not_a_repeat", self._desk, **named, reason=str(values["reason"]).strip()
                ),
                self._on_two,
            )

    @Slot(object)
    def _on_two(self, found: tuple[Changes, int]) -> None:
        changes, decision = found
        self._take_back = partial(self._undecide, decision)
        self._settled(changes, self.tr("已记下：这两件不是重复。"))

    def _settled(self, changes: Changes, words: str) -> None:
        self._refresh.tell(changes, self)
        self.notice.tell(words + self.tr("　要撤销，按 Ctrl+Z。") if self._take_back else words)
        self.fetch()

    # --- taking back ----------------------------------------------------------------------------------------

    @Slot()
    def take_back(self) -> None:
        """The chosen decision, or what was decided last."""
        if one := self.decided():
            self._undecide(one.id)
        elif self._take_back is not None:
            self._take_back()

    def _undecide(self, decision: int) -> None:
        self._run(
            acts.later(acts.repeats, "take_back_not_repeat", self._desk, decision_id=decision), self._on_back
        )

    def _ask_unlink(self, number: str) -> None:
        words = self.tr("撤销{number}的关联：两件又各自独立，回到待比对。").format(number=number)
        self._ask(self.tr("撤销关联"), words, self.tr("撤销"), partial(self._unlink, number), needed=True)

    def _unlink(self, number: str, values: dict[str, object]) -> None:
        reason = str(values["reason"]).strip()
        self._run(acts.later(acts.procedure, "undo", self._desk, number=number, reason=reason), self._on_back)

    @Slot(object)
    def _on_back(self, changes: Changes) -> None:
        self._take_back = None
        self._settled(changes, self.tr("已撤销，这两件又列在待比对里。"))

    # --- shared ---------------------------------------------------------------------------------------------

    def _ask(self, title: str, words: str, do: str, then: Any, *, needed: bool) -> None:
        rows = (Row("reason", self.tr("理由")),)
        self.asking = AskDialog(title, words, rows, do, self, needed=("reason",) if needed else ())
        self.asking.answered.connect(then)
        self.asking.open()

    def _run(self, make: Callable[[], object], then: Handler) -> None:
        if not self.work.busy:
            self.notice.tell("")
            self._tasks.run(make, on_success=then, on_failure=self._on_failure)

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if not self.notice.complain_about(error):
            self.failed.emit(error)


def _table(model: CheckTableModel, widths: tuple[int, ...], name: str) -> QTableView:
    """A table of pairs."""
    table = QTableView()
    table.setModel(model)
    table.setAccessibleName(name)
    whole_rows(table)
    for column, width in enumerate(widths):
        table.setColumnWidth(column, scaled(width))
    return table
