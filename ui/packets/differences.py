"""A reply beside what the desk has, field by field: decided with the arrow keys, taken over when nothing is open."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from app.domain.reply_plan import (
    OURS,
    THEIRS,
    CasePlan,
    Decisions,
    ReplyCheck,
    field_label,
    opinion_stands,
    value_label,
)
from ui.ask import AskDialog
from ui.check_table import CheckRow, CheckTableModel
from ui.forms import Row
from ui.packets.difference_lines import Line, LinesModel
from ui.packets.findings import FindingsBox
from ui.panels import Notice, push_button, quiet_label, title_label, whole_rows
from ui.theme import scaled

CELLS = ""
"""The key of the changed cells, which belong to no case."""
MOST_PROBLEMS = 200
MOST_SHOWN = 500
"""Differences that are named before all of them are decided at once."""


class DifferencesView(QWidget):
    """``wanted(decisions, confirmed)`` when every difference was decided."""

    wanted = Signal(object, object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.check: ReplyCheck | None = None
        self.decisions: dict[tuple[str, str], str] = {}
        self.asking: AskDialog | None = None
        self._lines: list[Line] = []
        self.title = title_label("")
        self.title.setWordWrap(True)
        self.facts = quiet_label()
        self.findings = FindingsBox()
        self.findings.changed.connect(self.count)
        self.bar = Notice()
        self.problems = QListWidget()
        self.problems.setWordWrap(True)
        self.problems.setMaximumHeight(scaled(84))
        self.problems.setAccessibleName(self.tr("读回复时发现的问题"))
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.addWidget(self._cases_box())
        sides.addWidget(self._lines_box())
        sides.setChildrenCollapsible(False)
        sides.setSizes([scaled(330), scaled(480)])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.title, self.facts, self.findings, self.problems):
            layout.addWidget(widget)
        layout.addWidget(sides, 1)
        layout.addWidget(self.bar)
        layout.addLayout(self._foot())

    def _cases_box(self) -> QWidget:
        self.cases = CheckTableModel((self.tr("事项编号"), self.tr("导入后")), self)
        self.case_table = QTableView()
        self.case_table.setModel(self.cases)
        self.case_table.setAccessibleName(self.tr("回复里的事项"))
        whole_rows(self.case_table)
        self.case_table.setColumnWidth(0, scaled(205))
        self.case_table.selectionModel().currentRowChanged.connect(self._on_case)
        return self.case_table

    def _lines_box(self) -> QWidget:
        self.takes = QLabel()
        self.takes.setWordWrap(True)
        self.takes.setTextFormat(Qt.TextFormat.PlainText)
        titles = (self.tr("不同之处"), self.tr("← 本单位"), self.tr("回复 →"), self.tr("采用"))
        self.model = LinesModel(titles, self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("双方不同之处"))
        whole_rows(self.table)
        for column, width in enumerate((100, 140, 140)):
            self.table.setColumnWidth(column, scaled(width))
        for key, slot in ((Qt.Key.Key_Left, self.take_ours), (Qt.Key.Key_Right, self.take_theirs)):
            shortcut = QShortcut(QKeySequence(key), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(slot)
        self.ours_button = push_button(self.tr("本件全部取本方"), self.all_ours, keys="Ctrl+Left")
        self.theirs_button = push_button(self.tr("本件全部取对方"), self.all_theirs, keys="Ctrl+Right")
        row = QHBoxLayout()
        row.addWidget(self.ours_button)
        row.addWidget(self.theirs_button)
        row.addStretch(1)
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.takes)
        layout.addWidget(self.table, 1)
        layout.addLayout(row)
        return box

    def _foot(self) -> QHBoxLayout:
        self.hint = quiet_label()
        self.import_button = push_button(self.tr("导入回复"), self.take, keys="Ctrl+Return", primary=True)
        row = QHBoxLayout()
        self.whole_ours = push_button(self.tr("整份以本方为准…"), self.ask_ours, keys="Ctrl+Shift+Left")
        self.whole_theirs = push_button(self.tr("整份以对方为准…"), self.ask_theirs, keys="Ctrl+Shift+Right")
        row.addWidget(push_button(self.tr("返回"), self.left, keys="Alt+Left"))
        row.addWidget(self.whole_ours)
        row.addWidget(self.whole_theirs)
        row.addWidget(self.hint, 1)
        row.addWidget(self.import_button)
        return row

    # --- what is shown --------------------------------------------------------------------------------------

    def show_check(self, check: ReplyCheck) -> None:
        """Another reply; nothing was decided yet."""
        self.check, self.decisions = check, {}
        numbers = "、".join(sheet.packet_number for sheet in check.sheets)
        self.title.setText(
            self.tr("✖ 这份回复已经导入过，什么都没有改变")
            if check.known
            else self.tr("回复 {numbers}").format(numbers=numbers)
        )
        self.facts.setText(self._facts(check))
        self.findings.show_notices(check.notices, check.fingerprint)
        problems = [problem for sheet in check.sheets for problem in sheet.problems]
        self.problems.clear()
        for problem in problems[:MOST_PROBLEMS]:
            self.problems.addItem(("✖ " if problem.error else "○ ") + problem.message)
        self.problems.setVisible(bool(problems))
        self._show_cases()
        self.case_table.selectRow(self._first_open())
        self.table.setFocus()

    def _facts(self, check: ReplyCheck) -> str:
        open_ = sum(len(sheet.unanswered) for sheet in check.sheets)
        words = self.tr("{file}　{count} 件有回复")
        if open_:
            words += self.tr("，{open} 件还没有回复（以后再来也可以）")
        if any(not sheet.compared for sheet in check.sheets):
            words += self.tr("。文件里没有原样的底稿，没有逐格核对")
        return words.format(file=check.file, count=sum(plan.news for plan in check.plans), open=open_)

    def _show_cases(self) -> None:
        """Every case, and the changed cells when there are any."""
        check = self.check
        if check is None:
            return
        rows = [
            CheckRow(plan.number, (plan.number, self._fate(plan)), ready=False, hint=plan.blocked)
            for plan in check.plans
        ]
        if cells := self._cells(check):
            open_ = sum(line.key not in self.decisions for line in cells)
            words = self.tr("✖ {open} 处待看") if open_ else self.tr("✓ {count} 处不用")
            state = words.format(count=len(cells), open=open_)
            rows.insert(0, CheckRow(CELLS, (self.tr("被改动的格子"), state), ready=False))
        at = self.case_table.currentIndex().row()
        self.cases.set_rows(rows)
        if 0 <= at < len(rows):
            self.case_table.selectRow(at)
        self.count()

    def _fate(self, plan: CasePlan) -> str:
        """What becomes of a case, in a shape and words."""
        if plan.blocked:
            return self.tr("⊘ 不采用")
        open_ = sum((plan.number, one.field) not in self.decisions for one in plan.differences)
        if open_:
            return self.tr("△ {count} 处待定").format(count=open_)
        if plan.differences:
            return self.tr("✓ 已定，新 {count} 项").format(count=len(plan.takes))
        if not plan.news:
            return self.tr("○ 没有新内容")
        return self.tr("✓ 新 {count} 项").format(count=len(plan.takes))

    def _cells(self, check: ReplyCheck) -> list[Line]:
        return [
            Line((CELLS, one.place), one.place, one.sent, one.found, cell=True)
            for sheet in check.sheets
            for one in sheet.differences
        ]

    def _first_open(self) -> int:
        """The first row that waits for a decision."""
        for place in range(self.cases.rowCount()):
            row = self.cases.row(place)
            if row is not None and row.cells[1][0] in "△✖":
                return place
        return 0

    @Slot(QModelIndex)
    def _on_case(self, current: QModelIndex) -> None:
        row = self.cases.row(current.row())
        check = self.check
        if row is None or check is None:
            return
        plan = next((plan for plan in check.plans if plan.number == row.key), None)
        if row.key == CELLS:
            self._lines = self._cells(check)
            self.takes.setText(
                self.tr("这些格子不是回复栏，却和发出时不同。改动一概不采用；逐处看过，按 ← 确认。")
            )
        elif plan is not None:
            self._lines = [] if plan.blocked else self._fields(plan)
            self.takes.setText(self._will(plan))
        self._show_lines()

    def _fields(self, plan: CasePlan) -> list[Line]:
        return [
            Line(
                (plan.number, one.field),
                field_label(one.field),
                value_label(one.field, one.ours),
                value_label(one.field, one.theirs),
            )
            for one in plan.differences
        ]

    def _will(self, plan: CasePlan) -> str:
        """What a case gets besides its differences."""
        if plan.blocked:
            return self.tr("⊘ 没有采用：{why}").format(why=plan.blocked)
        if not plan.takes:
            return (
                self.tr("除了下面的不同之处，没有新内容。") if plan.differences else self.tr("没有新内容。")
            )
        return self.tr("将会登记：\n{lines}").format(lines="\n".join("＋ " + line for line in plan.effects))

    def _show_lines(self) -> None:
        """The lines of the chosen case, with what was decided."""
        at = max(self.table.currentIndex().row(), 0)
        self.model.chosen = {
            place: self.decisions[line.key]
            for place, line in enumerate(self._lines)
            if line.key in self.decisions
        }
        self.model.set_rows(
            [
                CheckRow(line.key[1], (*self._sides(line), self._word(line)), ready=False)
                for line in self._lines
            ]
        )
        if self._lines:
            self.table.selectRow(min(at, len(self._lines) - 1))
        for button in (self.ours_button, self.theirs_button):
            button.setEnabled(bool(self._lines))
        if any(line.cell for line in self._lines):
            self.theirs_button.setEnabled(False)

    def _sides(self, line: Line) -> tuple[str, str, str]:
        empty = self.tr("（空）")
        return line.label, line.ours or empty, line.theirs or empty

    def _word(self, line: Line) -> str:
        words = {OURS: self.tr("◀ 本单位"), THEIRS: self.tr("▶ 回复"), "": self.tr("？ 待定")}
        return words[self.decisions.get(line.key, "")]

    # --- decisions ------------------------------------------------------------------------------------------

    @Slot()
    def take_ours(self) -> None:
        """The left arrow: what this unit has stays."""
        self._decide(OURS)

    @Slot()
    def take_theirs(self) -> None:
        """The right arrow: what the reply says is taken over; not a changed cell."""
        self._decide(THEIRS)

    def _decide(self, word: str) -> None:
        """Decide about the current line and go to the next."""
        at = self.table.currentIndex().row()
        if not 0 <= at < len(self._lines) or (self._lines[at].cell and word == THEIRS):
            return
        self.decisions[self._lines[at].key] = word
        self._after()
        self.table.selectRow(min(at + 1, len(self._lines) - 1))

    @Slot()
    def all_ours(self) -> None:
        """Everything of this case as this unit has it."""
        self._decide_all(OURS)

    @Slot()
    def all_theirs(self) -> None:
        """Everything of this case as the reply says it."""
        self._decide_all(THEIRS)

    def _decide_all(self, word: str) -> None:
        if word == THEIRS and any(line.cell for line in self._lines):
            return
        self.decisions |= {line.key: word for line in self._lines}
        self._after()

    @Slot()
    def ask_ours(self) -> None:
        """Everything of the whole reply as this unit has it: shown first."""
        self._ask_whole(OURS)

    @Slot()
    def ask_theirs(self) -> None:
        """Everything of the whole reply as it says: shown first."""
        self._ask_whole(THEIRS)

    def _ask_whole(self, word: str) -> None:
        """What deciding all differences alike would do, before it is done."""
        if self.check is None:
            return
        kept = [(plan, one) for plan in self.check.plans if not plan.blocked for one in plan.differences]
        lines = [f"{plan.number}　{one}" for plan, one in kept[:MOST_SHOWN]]
        if len(kept) > MOST_SHOWN:
            lines.append(self.tr("……共 {count} 处").format(count=len(kept)))
        if cells := len(self._cells(self.check)):
            lines.append(self.tr("被改动的格子 {count} 处，一概不采用").format(count=cells))
        title = self.tr("整份以本方为准") if word == OURS else self.tr("整份以对方为准")
        words = (
            self.tr("下面 {count} 处不同，全部保留本单位的；回复里新的内容照样登记：")
            if word == OURS
            else self.tr("下面 {count} 处不同，全部换成回复里的；原来的留在记录里，可以撤销：")
        )
        rows = (Row("lines", self.tr("都是哪些"), "text", height=200),)
        self.asking = AskDialog(title, words.format(count=len(kept)), rows, self.tr("就这样定"), self)
        self.asking.form.set_values({"lines": "\n".join(lines)})
        shown = self.asking.form.fields["lines"]
        if isinstance(shown, QPlainTextEdit):
            shown.setReadOnly(True)
        self.asking.button.setFocus()
        self.asking.answered.connect(partial(self._decide_whole, word))
        self.asking.open()

    def _decide_whole(self, word: str, values: object) -> None:
        if self.check is not None:
            self.decisions = self.check.decide_all(word)
            self._after()
            self.import_button.setFocus()

    def _after(self) -> None:
        """Show what was decided; the chosen case stays chosen."""
        self._show_cases()
        self._show_lines()
        self.count()

    @Slot()
    def count(self) -> None:
        """The import waits for every decision and every yes."""
        check = self.check
        if check is None:
            return
        open_ = len(check.undecided(self.decisions))
        brings = any(plan.news for plan in check.plans)
        bars = [why for plan in check.plans if (why := opinion_stands(plan, self.decisions))]
        ready = not check.known and brings and not open_ and not bars
        self.import_button.setEnabled(ready and self.findings.settled)
        several = any(plan.differences and not plan.blocked for plan in check.plans)
        for button in (self.whole_ours, self.whole_theirs):
            button.setVisible(several and not check.known)
        self.bar.complain(bars[0] if bars else "")
        self.hint.setText(
            self.tr("还有 {count} 处待定：← 取本单位，→ 取回复。定完才能导入。").format(count=open_)
            if open_
            else self.tr("没有可以导入的新内容。")
            if not brings and not check.known
            else ""
        )

    @Slot()
    def take(self) -> None:
        """Take the reply over as decided."""
        if self.import_button.isEnabled():
            decided: Decisions = dict(self.decisions)
            self.wanted.emit(decided, self.findings.confirmed)
