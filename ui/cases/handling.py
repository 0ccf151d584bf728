"""What was done with a case: its time line and notes, and one note more."""

from __future__ import annotations

import datetime as dt
from itertools import groupby

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.cases import HandlingNote, TimelineEntry
from app.domain.changes import Changes
from app.domain.errors import DeskError, InvalidField
from app.domain.history_words import timeline_sentence
from ui import acts
from ui.cases.draft_keeper import DraftKeeper
from ui.forms import FormRows, Row
from ui.looking_on import only_looks_on
from ui.refresh import Refresh
from ui.tasks import TaskRunner
from ui.theme import text_scale


class HandlingTab(QWidget):
    """Newest first; the note form below takes Ctrl+Enter. A half-written note waits for its writer, case by case."""

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.tasks, self.refresh = desk, tasks, refresh
        self.number = ""
        self.keeper = DraftKeeper(desk, tasks, "", self._written, self)
        self.keeper.found.connect(self._on_found)
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("办理过程"))
        kinds = [
            self.tr("电话联系"),
            self.tr("当面沟通"),
            self.tr("查阅资料"),
            self.tr("协调"),
            self.tr("其他"),
        ]
        self.form = FormRows(
            (
                Row("on", self.tr("日期"), "date"),
                Row(
                    "kind",
                    self.tr("方式"),
                    "choice",
                    choices=tuple((kind, kind) for kind in kinds),
                    beside="on" if text_scale() <= 115 else "",
                ),
                Row("text", self.tr("办理情况"), "text", self.tr("做了什么、问了谁、结果怎样"), height=60),
            ),
            self,
        )
        self.button = QPushButton(self.tr("记录 (Ctrl+Enter)"))
        self.button.clicked.connect(self.save)
        self.form.submitted.connect(self.save)
        self.form.edited.connect(self._on_edited)
        self.form.left.connect(self.button.setFocus)
        self.fault = QLabel()
        self.fault.setObjectName("problem")
        self.fault.setWordWrap(True)
        self.fault.hide()
        layout = QVBoxLayout(self)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.form)
        layout.addWidget(self.fault)
        layout.addWidget(self.button)

    def show_handling(
        self, number: str, timeline: tuple[TimelineEntry, ...], notes: tuple[HandlingNote, ...]
    ) -> None:
        """The time line and the notes of a case."""
        if number != self.number:
            self._begin(number)
        lines = [(dt.datetime.combine(note.on, dt.time.max), self._note_words(note)) for note in notes]
        lines += [(entry.at, self._entry_words(entry)) for entry in timeline if entry.act != "note"]
        lines.sort(reverse=True)
        self.list.clear()
        for day, group in groupby(lines, key=lambda line: line[0].date()):
            self.list.addItem(self._heading(day))
            for _, words in group:
                self.list.addItem(QListWidgetItem(words))

    def _begin(self, number: str) -> None:
        """An empty note for another case, or the one that was half written there."""
        self.keeper.turn_to(f"form:note:{number}")
        self.number = number
        self.form.set_values({"on": self.desk.today(), "kind": "其他", "text": ""})
        self.fault.hide()

    def _written(self) -> dict[str, str]:
        """What a half-written note is kept as."""
        return {"number": self.number, **{name: self.form.text(name) for name in ("kind", "text")}}

    @Slot(str)
    def _on_edited(self, name: str) -> None:
        if not only_looks_on(self.desk):
            self.keeper.edited(empty=not self.form.text("text"))

    @Slot(object, object)
    def _on_found(self, content: dict[str, str], at: dt.datetime) -> None:
        """A note that was half written goes on, unless another case or note was begun meanwhile."""
        if content["number"] == self.number and not self.form.text("text"):
            self.form.set_values(content)

    def _heading(self, day: dt.date) -> QListWidgetItem:
        """The day above what was done on it."""
        item = QListWidgetItem(f"{day:%Y-%m-%d}")
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = item.font()
        font.setBold(True)
        item.setFont(font)
        return item

    def _note_words(self, note: HandlingNote) -> str:
        return f"【{note.kind}】{note.text}　{note.operator}"

    def _entry_words(self, entry: TimelineEntry) -> str:
        return f"{entry.at:%H:%M}　{timeline_sentence(entry)}"

    @Slot()
    def save(self) -> None:
        """Note what was done."""
        if not self.number or not self.form.text("text"):
            self.form.show_problems([InvalidField("text", self.tr("请写明办理情况"))])
            return
        values = self.form.values()
        self.button.setEnabled(False)
        self.tasks.run(
            acts.later(
                acts.cases,
                "note_handling",
                self.desk,
                number=self.number,
                on=values["on"],
                text=values["text"],
                kind=values["kind"],
            ),
            on_success=self._on_saved,
            on_failure=self._on_failure,
            on_finish=self._on_finished,
        )

    @Slot()
    def _on_finished(self) -> None:
        self.button.setEnabled(True)

    @Slot(object)
    def _on_saved(self, changes: Changes) -> None:
        self.form.set_values({"text": ""})
        self.keeper.drop()
        self.fault.hide()
        self.refresh.tell(changes, self)

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if isinstance(error, InvalidField) and error.field in self.form.fields:
            self.form.show_problems([error])
        elif isinstance(error, DeskError):
            self.fault.setText(str(error))
            self.fault.show()
        else:
            self.tasks.unhandled.emit(error)
