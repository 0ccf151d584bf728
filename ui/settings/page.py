"""The settings: a list of subjects on the left, each with a page of its own that is made when it is first shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from app.actions.desk import Desk
from ui.refresh import Refresh
from ui.settings.backups import BackupsPage
from ui.settings.calendar_page import CalendarPage
from ui.settings.history import HistoryPage
from ui.settings.keeping import KeepingPage
from ui.settings.keys import KeysPage
from ui.settings.operators import OperatorsPage
from ui.settings.preferences import PreferencesPage
from ui.settings.retention import RetentionPage
from ui.settings.rules import RulesPage
from ui.settings.station import StationPage
from ui.settings.subject import Subject
from ui.settings.templates import TemplatesPage
from ui.settings.units import UnitsPage
from ui.tasks import TaskRunner
from ui.theme import scaled

Maker = Callable[[Desk, TaskRunner, Refresh], Subject]

SUBJECTS: dict[str, Maker] = {
    "station": StationPage,
    "units": UnitsPage,
    "calendar": CalendarPage,
    "operators": OperatorsPage,
    "keys": KeysPage,
    "templates": TemplatesPage,
    "rules": RulesPage,
    "preferences": PreferencesPage,
    "history": HistoryPage,
    "backups": BackupsPage,
    "retention": RetentionPage,
    "keeping": KeepingPage,
}
"""The subjects in the order of the list."""


class SettingsPage(QWidget):
    """``undoable(sentence, word of the button, what takes it back)`` is for the message bar."""

    said = Signal(str)
    undoable = Signal(str, str, object)
    failed = Signal(object)
    moved_dates_wanted = Signal()
    restore_wanted = Signal(object)
    open_case = Signal(str)
    open_document = Signal(int)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._tasks, self._refresh = desk, tasks, refresh
        self.subjects: dict[str, Subject] = {}
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("设置的各项"))
        self.list.setFixedWidth(scaled(124))
        for word in self._words():
            QListWidgetItem(word, self.list)
        self.stack = QStackedWidget()
        row = QHBoxLayout(self)
        row.setContentsMargins(scaled(10), scaled(10), 0, scaled(10))
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(self.stack, 1)
        self.setFocusProxy(self.list)
        self.list.currentRowChanged.connect(self._on_row)

    def _words(self) -> tuple[str, ...]:
        """The subjects' words, in the order of SUBJECTS."""
        return (
            self.tr("单位资料"),
            self.tr("单位表"),
            self.tr("日历"),
            self.tr("操作人员"),
            self.tr("口令与恢复单"),
            self.tr("文书模板"),
            self.tr("期限规则"),
            self.tr("打印与显示"),
            self.tr("操作记录"),
            self.tr("备份与恢复"),
            self.tr("到期鉴定销毁"),
            self.tr("自检"),
        )

    @Slot()
    def activate(self) -> None:
        """The page came to the front: the subject that was last open, else the first."""
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        else:
            self.list.setCurrentRow(self.list.currentRow())  # the focus alone makes a row current, not chosen
            self._on_row(self.list.currentRow())
        self.list.setFocus()

    def subject(self, name: str) -> Subject:
        """One of the subjects, shown."""
        row = list(SUBJECTS).index(name)
        if row == self.list.currentRow():
            return self.subjects[name]
        self.list.setCurrentRow(row)
        return self.subjects[name]

    @Slot(int)
    def _on_row(self, row: int) -> None:
        name = list(SUBJECTS)[row]
        if name not in self.subjects:
            self.subjects[name] = self._make(name)
            self.stack.addWidget(self.subjects[name])
        self.stack.setCurrentWidget(self.subjects[name])
        self.subjects[name].activate()

    def _make(self, name: str) -> Subject:
        made = SUBJECTS[name](self._desk, self._tasks, self._refresh)
        made.said.connect(self.said)
        made.failed.connect(self.failed)
        made.undoable.connect(self._on_undoable)
        if isinstance(made, CalendarPage | RulesPage):
            made.moved_dates_wanted.connect(self.moved_dates_wanted)
        if isinstance(made, BackupsPage):
            made.restore_wanted.connect(self.restore_wanted)
        if isinstance(made, RetentionPage):
            made.open_case.connect(self.open_case)
            made.open_document.connect(self.open_document)
        return made

    @Slot(str, object)
    def _on_undoable(self, sentence: str, undo: object) -> None:
        self.undoable.emit(sentence, self.tr("撤销"), undo)

    def keep(self) -> None:
        """Keep what is half typed: the window closes."""
        templates = self.subjects.get("templates")
        if isinstance(templates, TemplatesPage):
            templates.keep()
