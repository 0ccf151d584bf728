"""The limits as they count at this desk, and whether the unit's own file is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel

from app.actions.desk import Desk
from app.domain.deadlines import Rule, Whose
from ui import acts
from ui.panels import push_button, quiet_label
from ui.refresh import Refresh
from ui.settings.moved_bar import MovedBar
from ui.settings.subject import Line, LinesTable, Subject
from ui.tasks import TaskRunner

if TYPE_CHECKING:
    from app.actions.rules import RuleLine, RulesView

WIDTHS = (80, 170, 110, 120, 80, 70, 70, 100, 400)


class RulesPage(Subject):
    """期限规则. ``moved_dates_wanted``: the clerk wants to see which dates would move."""

    moved_dates_wanted = Signal()

    def __init__(self, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> None:
        super().__init__(desk, tasks, refresh)
        self._lines: dict[str, RuleLine] = {}
        words = self.tr(
            "每个日期都按下表计算。这里只看不改：法律定了数的义务只能改短，信访人的权利不能改。"
            "本单位要改短的，写在数据文件夹的“rules”文件夹里，文件名“deadlines.toml”，只写要改的规则和项，"
            "例如一行“[T7]”、下一行“length = 45”。集体访从几人起算、回执等几天这些数，同样写在“procedure.toml”里。"
        )
        column = self.column(self.tr("期限规则"), words)
        self.table = LinesTable(self.tr("期限规则"), self._titles(), WIDTHS)
        self.table.picked.connect(self._on_picked)
        self.detail = QLabel()
        self.detail.setWordWrap(True)
        self.place = quiet_label()
        self.check_button = push_button(self.tr("检查本单位的文件"), self.check, keys="F5")
        row = QHBoxLayout()
        row.addWidget(self.place, 1)
        row.addWidget(self.check_button)
        self.moved = MovedBar(desk, tasks)
        self.moved.wanted.connect(self.moved_dates_wanted)
        column.addWidget(self.moved)
        column.addWidget(self.table, 1)
        column.addWidget(self.detail)
        column.addLayout(row)

    def _titles(self) -> tuple[str, ...]:
        return (
            self.tr("编号"),
            self.tr("名称"),
            self.tr("期限"),
            self.tr("谁的"),
            self.tr("延长"),
            self.tr("中止"),
            self.tr("顺延"),
            self.tr("来自"),
            self.tr("依据"),
        )

    def activate(self) -> None:
        self.run(acts.later(acts.rules, "list_rules", self._desk), self._on_rules)

    @Slot()
    def check(self) -> None:
        """Read the unit's own file anew, and say what is wrong in it or that nothing is."""
        self.run(acts.later(acts.rules, "list_rules", self._desk), self._on_checked)

    @Slot(object)
    def _on_checked(self, view: RulesView) -> None:
        self._on_rules(view)
        if view.fault:
            return
        self.moved.look()
        if view.exists:
            words = self.tr("本单位的规则文件没有错误，改动了 {count} 条规则。").format(count=view.own)
        else:
            words = self.tr("本单位没有自己的规则文件，全部按程序自带的法定期限。")
        self.notice.tell(words)

    @Slot(object)
    def _on_rules(self, view: RulesView) -> None:
        self._lines = {line.rule.id: line for line in view.lines}
        self.table.show_lines([Line(line.rule.id, self._cells(line)) for line in view.lines])
        state = self.tr("已有") if view.exists else self.tr("还没有")
        self.place.setText(self.tr("本单位的规则文件（{state}）：{path}").format(state=state, path=view.path))
        self.notice.complain(view.fault)
        if not self.table.key:
            self.table.pick(view.lines[0].rule.id)

    def _cells(self, line: RuleLine) -> tuple[str, ...]:
        rule = line.rule
        whose = self.tr("单位的义务") if rule.whose is Whose.DUTY else self.tr("信访人的权利")
        longer = self.tr("≤{days}日").format(days=rule.longest_extension) if rule.longest_extension else "—"
        return (
            rule.id,
            rule.name,
            self.length(rule),
            whose,
            longer,
            self.tr("可以") if rule.pausable else "—",
            self.tr("顺延") if rule.rolls_forward else "—",
            self.tr("★本单位") if line.own_keys else self.tr("内部") if line.internal else self.tr("法律"),
            rule.article,
        )

    def length(self, rule: Rule) -> str:
        """A rule's length in words."""
        return f"{rule.length}{rule.unit.label}" if rule.length else self.tr("没有天数")

    @Slot(str)
    def _on_picked(self, key: str) -> None:
        line = self._lines.get(key)
        if line is None:
            self.detail.setText("")
            return
        rule = line.rule
        words = [
            self.tr("{id} {name}：从“{trigger}”起算，{length}（{article}）。").format(
                id=rule.id,
                name=rule.name,
                trigger=rule.trigger,
                length=self.length(rule),
                article=rule.article,
            )
        ]
        if rule.extended_by:
            words.append(self.tr("延长由{who}批准。").format(who=rule.extended_by))
        if "length" in line.own_keys:
            words.append(
                self.tr("本单位改短了：程序自带的是{length}。").format(length=self.length(line.shipped))
            )
        words.append(rule.note)
        self.detail.setText("".join(words))
