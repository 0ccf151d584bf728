"""The calendar of the desk: a year by days, each changed with a note, and files brought in and written out."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.workdays import FIRST_YEAR, LAST_YEAR, DayKind, OwnDay, YearView
from ui import acts
from ui.ask import AskDialog
from ui.forms import FormRows, Row
from ui.panels import push_button, quiet_label, set_words
from ui.refresh import Refresh
from ui.settings.calendar_import import ImportView
from ui.settings.moved_bar import MovedBar
from ui.settings.subject import Subject
from ui.settings.year_grid import Legend, YearArea, YearGrid
from ui.tasks import TaskRunner

if TYPE_CHECKING:
    from app.actions.calendar import CalendarImport

PUBLISHED = "published"
"""The choice that lets a day stand as it was published."""

Year = tuple[YearView, frozenset[int], bool]


def read_year(desk: Desk, year: int) -> Year:
    """A year's view, all years whose holidays are known, and whether this desk declared the year as published."""
    calendar = acts.calendar()
    whole = calendar.desk_calendar(desk)
    return calendar.calendar_year(desk, year=year), whole.years, year in whole.own_years


def stand_as(desk: Desk, day: dt.date, own: OwnDay | None) -> Changes:
    """Let a day stand by the unit's own entry, or as it was published."""
    calendar = acts.calendar()
    if own is None:
        reset: Changes = calendar.reset_day(desk, day=day)
        return reset
    changes: Changes = calendar.set_day(desk, day=day, kind=own.kind, note=own.note)
    return changes


class CalendarPage(Subject):
    """日历. ``moved_dates_wanted``: the clerk wants to see which dates would move."""

    form: FormRows
    moved_dates_wanted = Signal()

    def __init__(self, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> None:
        super().__init__(desk, tasks, refresh)
        self.year = desk.today().year
        self.own_year = False
        self._before: tuple[dt.date, OwnDay | None] = (desk.today(), None)
        self._exported = ""
        words = self.tr(
            "工作日按它数，信访人的权利遇放假顺延。放假安排程序自带，新一年的可以导入，也可以逐日改。"
        )
        column = self.column(self.tr("日历"), words)
        self.moved = MovedBar(desk, tasks)
        self.moved.wanted.connect(self.moved_dates_wanted)
        column.addWidget(self.moved)
        self.stack = QStackedWidget()
        self.imports = ImportView(desk, tasks)
        self.imports.left.connect(self.show_grid)
        self.imports.imported.connect(self._on_imported)
        self.imports.failed.connect(self.failed)
        self.stack.addWidget(self._year_view())
        self.stack.addWidget(self.imports)
        column.addWidget(self.stack, 1)

    # --- how it looks ---------------------------------------------------------------------------------------

    def _year_view(self) -> QWidget:
        self.grid = YearGrid()
        self.grid.picked.connect(self._on_picked)
        self.grid.activated.connect(self._on_activated)
        self.grid.year_wanted.connect(self.show_year)
        self.area = YearArea(self.grid)
        self.known = quiet_label()
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._head())
        column.addWidget(self.known)
        column.addWidget(Legend())
        column.addWidget(self.area, 1)
        column.addLayout(self._foot())
        return made

    def _head(self) -> QHBoxLayout:
        self.title = QLabel()
        self.title.setObjectName("heading")
        self.earlier = push_button(self.tr("‹ 上一年"), self._earlier)
        self.later = push_button(self.tr("下一年 ›"), self._later)
        self.publish_button = push_button(self.tr("定为已公布…"), self.ask_source)
        self.import_button = push_button(self.tr("导入…"), self.choose, keys="Ctrl+O")
        self.export_button = push_button(self.tr("导出…"), self.choose_export, keys="Ctrl+E")
        row = QHBoxLayout()
        for widget in (self.earlier, self.title, self.later):
            row.addWidget(widget)
        row.addStretch(1)
        for button in (self.publish_button, self.import_button, self.export_button):
            row.addWidget(button)
        return row

    def _foot(self) -> QVBoxLayout:
        choices = (
            (DayKind.HOLIDAY.value, self.tr("放假")),
            (DayKind.WORKDAY.value, self.tr("上班")),
            (PUBLISHED, self.tr("恢复公布的安排")),
        )
        self.homes = {"note": "kind", "year": "kind"}
        self.day_words = QLabel()
        self.form = FormRows(
            (
                Row("kind", self.tr("改为"), "choice", choices=choices),
                Row("note", self.tr("说明"), hint=self.tr("例如 春节"), beside="kind"),
            ),
            self,
        )
        self.save_button = push_button(self.tr("改这一天"), self.save, keys="Ctrl+S", primary=True)
        self.form.left.connect(self.save)
        self.form.submitted.connect(self.save)
        escape = QShortcut(QKeySequence("Esc"), self.form)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.back_to_grid)
        row = QHBoxLayout()
        row.addWidget(self.form, 1)
        row.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignTop)
        foot = QVBoxLayout()
        foot.addWidget(self.day_words)
        foot.addLayout(row)
        return foot

    # --- what stands ----------------------------------------------------------------------------------------

    def activate(self) -> None:
        self.show_year(self.year)
        self.moved.look()

    @Slot(int)
    def show_year(self, year: int) -> None:
        """Show another year."""
        self.year = min(max(year, FIRST_YEAR), LAST_YEAR)
        self.run(partial(read_year, self._desk, self.year), self._on_year)

    @Slot()
    def _earlier(self) -> None:
        self.show_year(self.year - 1)

    @Slot()
    def _later(self) -> None:
        self.show_year(self.year + 1)

    @Slot(object)
    def _on_year(self, found: Year) -> None:
        view, years, self.own_year = found
        if view.year != self.year:
            return  # another year was asked for meanwhile
        day = self.grid.day if self.grid.view else self._desk.today()
        if day.year != view.year:
            day = self._desk.today() if self._desk.today().year == view.year else dt.date(view.year, 1, 1)
        self.grid.show_year(view, day, self._desk.today())
        self._say_year(view, years)
        may = self.is_administrator
        for widget in (self.form, self.save_button, self.import_button, self.publish_button):
            widget.setEnabled(may)
        if not may:
            self.notice.tell(self.tr("只有管理员可以改日历，这里只能看。"))

    def _say_year(self, view: YearView, years: frozenset[int]) -> None:
        """Whether the year is known, by whom, and which years are not."""
        state = (
            self.tr("✓ 已公布（{source}）").format(source=view.source)
            if view.published
            else self.tr("? 尚未公布，只知道周末，日期是暂定的")
        )
        self.title.setText(self.tr("{year} 年").format(year=view.year))
        first, last = min(years), max(years)
        gaps = "、".join(str(year) for year in range(first, last) if year not in years)
        known = self.tr("已知 {first}—{last} 年").format(first=first, last=last)
        known += self.tr("（缺 {gaps}）").format(gaps=gaps) if gaps else ""
        words = self.tr("{year} 年：{state}，工作日 {count} 天。{known}，{next} 年起暂定，公布后请导入。")
        self.known.setText(
            words.format(year=view.year, state=state, count=view.workdays, known=known, next=last + 1)
        )
        self.publish_button.setVisible(not view.published or self.own_year)
        set_words(self.publish_button, self.tr("收回“已公布”") if self.own_year else self.tr("定为已公布…"))

    @Slot(object)
    def _on_picked(self, day: dt.date) -> None:
        info = self.grid.info(day)
        self.day_words.setText(self.grid.words(day))
        if info is not None:
            kind = PUBLISHED if info.own else DayKind.HOLIDAY.value if info.workday else DayKind.WORKDAY.value
            self.form.set_values({"kind": kind, "note": info.own.note if info.own else ""})
            self.form.show_problems(())

    @Slot()
    def _on_activated(self) -> None:
        """Enter on a day: what to change it to."""
        if self.form.isEnabled():
            self.form.fields["kind"].setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def back_to_grid(self) -> None:
        """Esc: back to the days."""
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- a day ----------------------------------------------------------------------------------------------

    @Slot()
    def save(self) -> None:
        """Change the current day as the form says."""
        day, info = self.grid.day, self.grid.info(self.grid.day)
        if info is None:
            return
        kind = self.form.text("kind")
        own = None if kind == PUBLISHED else OwnDay(day, DayKind(kind), self.form.text("note"))
        if own is None and info.own is None:
            self.form.say("kind", self.tr("这一天本来就是公布的安排，没有改过"))
            return
        self.form.show_problems(())
        self._before = (day, info.own)
        self.run(partial(stand_as, self._desk, day, own), self._on_saved)

    @Slot(object)
    def _on_saved(self, changes: Changes) -> None:
        day, own = self._before
        self._told(changes)
        self.undoable.emit(self.tr("{day} 已改。").format(day=day), partial(self._take_back, day, own))
        self.back_to_grid()

    def _take_back(self, day: dt.date, own: OwnDay | None) -> None:
        """Let the day stand as before."""
        self.grid.day = day
        self.year = day.year
        self.run(partial(stand_as, self._desk, day, own), self._on_taken_back)

    @Slot(object)
    def _on_taken_back(self, changes: Changes) -> None:
        self._told(changes)
        self.said.emit(self.tr("已撤销。"))

    def _told(self, changes: Changes) -> None:
        """The calendar changed: tell everybody, and show it."""
        self.notice.tell("")
        self._refresh.tell(changes, self)
        self.show_year(self.year)
        self.moved.look()

    # --- a year ---------------------------------------------------------------------------------------------

    @Slot()
    def ask_source(self) -> None:
        """By what notice the year is known; or take that back."""
        if self.own_year:
            self.run(
                acts.later(acts.calendar, "withdraw_year", self._desk, year=self.year), self._on_year_kept
            )
            return
        words = self.tr("定为已公布后，{year} 年的日期不再标“暂定”。放假和调休的日子请先逐日改好，或者导入。")
        dialog = AskDialog(
            self.tr("定为已公布"),
            words.format(year=self.year),
            (Row("source", self.tr("依据"), hint=self.tr("例如 放假通知的文号")),),
            self.tr("定为已公布 (Ctrl+Enter)"),
            self,
            needed=("source",),
        )
        dialog.answered.connect(self.publish)
        dialog.open()

    @Slot(object)
    def publish(self, values: dict[str, object]) -> None:
        """Declare the year as published."""
        source = str(values["source"])
        self.run(
            acts.later(acts.calendar, "publish_year", self._desk, year=self.year, source=source),
            self._on_year_kept,
        )

    @Slot(object)
    def _on_year_kept(self, changes: Changes) -> None:
        self._told(changes)
        self.said.emit(self.tr("{year} 年的状态已改。").format(year=self.year))

    # --- files ----------------------------------------------------------------------------------------------

    @Slot()
    def choose(self) -> None:
        """Choose a file to bring in."""
        dialog = QFileDialog(self, self.tr("选日历文件"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("日历文件 (*.csv *.xlsx *.xls *.ods)"))
        dialog.fileSelected.connect(self.look_into)
        dialog.open()

    @Slot(str)
    def look_into(self, path: str) -> None:
        """Show what a file would change, before anything is written."""
        self.stack.setCurrentWidget(self.imports)
        self.imports.look_into(Path(path))

    @Slot()
    def show_grid(self) -> None:
        """Back from the file to the year."""
        self.stack.setCurrentIndex(0)
        self.back_to_grid()

    @Slot(object)
    def _on_imported(self, done: CalendarImport) -> None:
        self.show_grid()
        if done.published or done.open_years:
            self.year = (*done.published, *done.open_years)[0]
        self._told(done.changes)
        words = self.tr("已导入：新增 {added} 天，改动 {changed} 天，原来就是这样的 {same} 天。")
        self.said.emit(words.format(added=done.added, changed=done.changed, same=done.unchanged))

    @Slot()
    def choose_export(self) -> None:
        """Choose where the year is written."""
        dialog = QFileDialog(self, self.tr("导出 {year} 年的日历").format(year=self.year))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("Excel 表格 (*.xlsx)"), self.tr("CSV 文本 (*.csv)")])
        dialog.setDefaultSuffix("xlsx")
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog.setDirectory(folder)
        dialog.selectFile(self.tr("日历{year}.xlsx").format(year=self.year))
        dialog.fileSelected.connect(self.export)
        dialog.open()

    @Slot(str)
    def export(self, path: str) -> None:
        """Write the year's holidays and make-up days."""
        self._exported = path
        self.run(
            acts.later(acts.calendar, "export_calendar", self._desk, path=Path(path), year=self.year),
            self._on_exported,
        )

    @Slot(object)
    def _on_exported(self, sha256: str) -> None:
        self.notice.tell(self.tr("已导出：{path}").format(path=self._exported))
