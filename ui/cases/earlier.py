"""Beside the registration form: earlier cases of the same person, and like matters, while the clerk types."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.cases import CaseRow
from app.domain.petitioners import Petitioner
from ui import acts
from ui.tasks import Task, TaskRunner
from ui.theme import scaled, state_words

DEBOUNCE_MS = 250
Found = tuple[list[CaseRow], list[CaseRow]]


def look_up(desk: Desk, person: Petitioner, content: str) -> Found:
    """Earlier cases of the person, and like matters that are not among them."""
    cases = acts.cases()
    same = cases.earlier_cases(desk, person=person)
    known = {row.number for row in same}
    like = cases.like_cases(desk, content=content, unit=person.unit) if content else []
    return same, [row for row in like if row.number not in known]


class EarlierPanel(QFrame):
    """Alt+R links the chosen case as the first one; ``linked(number)`` or ``linked("")`` says so."""

    linked = Signal(str)

    def __init__(self, desk: Desk, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pane")
        self.desk, self.tasks = desk, tasks
        self.first = ""
        self._person, self._content = Petitioner(), ""
        self._looking: Task | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self._timer.timeout.connect(self._look)
        heading = QLabel(self.tr("先前的事项"))
        heading.setObjectName("heading")
        self.hint = QLabel()
        self.hint.setObjectName("quiet")
        self.hint.setWordWrap(True)
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(heading.text())
        self.link_button = QPushButton(self.tr("关联为重复件 (Alt+R)"))
        self.link_button.setShortcut("Alt+R")
        self.link_button.clicked.connect(self.toggle_link)
        self.said = QLabel()
        self.said.setObjectName("notice")
        self.said.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(scaled(12), scaled(10), scaled(12), scaled(10))
        for widget in (heading, self.hint, self.list, self.said, self.link_button):
            layout.addWidget(widget)
        layout.setStretchFactor(self.list, 1)
        layout.addStretch(0)
        self.clear()

    def look(self, person: Petitioner, content: str) -> None:
        """Look, a moment after the last keystroke."""
        if (person, content) != (self._person, self._content):
            self._person, self._content = person, content
            self._timer.start()

    @Slot()
    def _look(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
        person, content = self._person, self._content
        self._looking = self.tasks.run(
            partial(look_up, self.desk, person, content), on_success=self._on_found
        )

    @Slot(object)
    def _on_found(self, found: Found) -> None:
        self._looking = None
        chosen = self._number()
        self.list.clear()
        same, like = found
        for mark, rows in ((self.tr("同名或同号"), same), (self.tr("内容相近"), like)):
            for row in rows:
                self._add(mark, row)
        self.list.setCurrentRow(max(self._place(chosen), 0) if self.list.count() else -1)
        self._say()

    def _add(self, mark: str, row: CaseRow) -> None:
        words = self.tr("{mark}　{people}　{unit}　{day}\n{subject}\n{number}　{state}").format(
            mark=mark,
            people=row.people,
            unit=row.unit,
            day=row.received_on,
            subject=row.subject,
            number=row.number,
            state=state_words(row.state),
        )
        item = QListWidgetItem(words)
        item.setData(Qt.ItemDataRole.UserRole, row.number)
        self.list.addItem(item)

    def _number(self) -> str:
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def _place(self, number: str) -> int:
        numbers = [self.list.item(place).data(Qt.ItemDataRole.UserRole) for place in range(self.list.count())]
        return numbers.index(number) if number in numbers else -1

    @Slot()
    def toggle_link(self) -> None:
        """Link the chosen case, or take the link back."""
        self.set_first("" if self.first else self._number())
        self.linked.emit(self.first)

    def set_first(self, number: str) -> None:
        """Which case this one repeats."""
        self.first = number
        self._say()

    def clear(self) -> None:
        """Nothing looked for, nothing linked."""
        self._timer.stop()
        self._person, self._content = Petitioner(), ""
        self.list.clear()
        self.set_first("")

    def _say(self) -> None:
        found = self.list.count()
        self.list.setVisible(bool(found))
        if found:
            self.hint.setText(self.tr("是同一人同一件事吗？由您判断；是，就按 Alt+R。"))
        elif self._person.name or self._person.phone or self._content:
            self.hint.setText(self.tr("没有找到同一人或相近的事项。"))
        else:
            self.hint.setText(self.tr("输入姓名、电话或内容时，先前的事项会出现在这里。"))
        self.said.setVisible(bool(self.first))
        self.said.setText(self.tr("将作为 {number} 的重复件登记").format(number=self.first))
        self.link_button.setText(
            self.tr("取消关联 (Alt+R)") if self.first else self.tr("关联为重复件 (Alt+R)")
        )
        self.link_button.setEnabled(bool(self.first or found))
        self.link_button.setShortcut("Alt+R")
