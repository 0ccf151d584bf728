"""The registration page: one page, keyboard only, in the order a clerk asks."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.cases import CaseDraft
from app.domain.changes import Changes
from app.domain.codes import VISITS, CaseClass
from app.domain.errors import DeskError, InvalidCase, InvalidField
from app.domain.petitioners import MOST_REPRESENTATIVES, Petitioner
from ui import acts
from ui.cases.accused_warning import AccusedWarning
from ui.cases.draft_keeper import DraftKeeper
from ui.cases.earlier import EarlierPanel
from ui.cases.more_people import MorePeople
from ui.cases.registration_rows import (
    ALIASES,
    class_faults,
    first_rows,
    from_json,
    more_rows,
    proxy_faults,
    proxy_of,
    to_draft,
    to_json,
)
from ui.errors import sentence
from ui.forms import FormRows
from ui.message_bar import MessageBar
from ui.refresh import Refresh
from ui.start.page import label, primary
from ui.tasks import Task, TaskRunner
from ui.theme import scaled

DRAFT_KEY = "register"
CHECK_MS = 300


def register(desk: Desk, draft: CaseDraft, proxy: dict[str, str]) -> Changes:
    """Register a case, and name its proxy when there is one; on a worker thread."""
    changes: Changes = acts.cases().register_case(desk, draft=draft, draft_key=DRAFT_KEY)
    if proxy:
        changes |= acts.procedure().perform(desk, number=changes.cases[0], act="name_proxy", fields=proxy)
    return changes


class RegistrationPage(QWidget):
    """``slip_wanted(number)`` after a registration, ``left`` with Esc; ``registered(number)``."""

    slip_wanted = Signal(str)
    registered = Signal(str)
    left = Signal()

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.tasks, self.refresh = desk, tasks, refresh
        self.last_number = ""
        self._sealing = False
        self._checking: Task | None = None
        self.drafts = DraftKeeper(desk, tasks, DRAFT_KEY, self._content, self)
        self.drafts.found.connect(self._on_draft)
        self.first = FormRows(first_rows(), self)
        self.more = FormRows(more_rows(acts.codes().categories()), self)
        self.people = MorePeople()
        self.warning = AccusedWarning(desk)
        self.group = label("", "notice")
        self._group_from = acts.codes().group_visit_from(desk)
        self.earlier = EarlierPanel(desk, tasks)
        self.done = MessageBar()
        self.fault = label("", "problem")
        self.notice = label("", "notice")
        self._check_timer = QTimer(self)
        self._check_timer.setSingleShot(True)
        self._check_timer.setInterval(CHECK_MS)
        self._fault_timer = QTimer(self)  # the folded fields have their place only when they were laid out
        self._fault_timer.setSingleShot(True)
        self._make_buttons()
        self._lay_out()
        self._connect()
        self.reset()
        self.drafts.load()

    def _make_buttons(self) -> None:
        self.save_button = primary(self.tr("登记 (Ctrl+Enter)"))
        self.more_button = QPushButton(self.tr("更多：人数、分类、被反映人、代理人、紧急… (Alt+M)"))
        self.more_button.setCheckable(True)
        self.more_button.setShortcut("Alt+M")
        self.discard_button = QPushButton(self.tr("清空重来"))
        self.back_button = QPushButton(self.tr("返回列表 (Esc)"))
        self.back_button.setShortcut("Esc")
        self.slip_button = QPushButton(self.tr("打印回执 (Ctrl+P)"))
        self.slip_button.setShortcut("Ctrl+P")
        self.slip_button.hide()

    def _lay_out(self) -> None:
        card = QFrame()
        card.setObjectName("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(scaled(18), scaled(14), scaled(18), scaled(14))
        column.setSpacing(scaled(8))
        column.addWidget(self.notice)
        column.addWidget(self.first)
        column.addWidget(self.more_button)
        self.folded = QWidget()
        inner = QVBoxLayout(self.folded)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.people)
        inner.addWidget(self.group)
        inner.addWidget(self.warning)
        inner.addWidget(self.more)
        self.folded.hide()
        column.addWidget(self.folded)
        column.addStretch(1)
        scroll = self.area = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(card)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for form in (self.first, self.more):
            form.moved.connect(scroll.ensureWidgetVisible)
        left = QVBoxLayout()
        left.addLayout(self._head())
        left.addLayout(self._done_row())
        left.addWidget(scroll, 1)
        left.addWidget(self.fault)
        left.addLayout(self._foot())
        row = QHBoxLayout(self)
        row.setContentsMargins(scaled(14), scaled(10), scaled(14), scaled(10))
        row.setSpacing(scaled(12))
        row.addLayout(left, 5)
        row.addWidget(self.earlier, 3)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.addWidget(label(self.tr("登记新事项"), "title"), 1)
        head.addWidget(self.back_button)
        return head

    def _done_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self.done, 1)
        row.addWidget(self.slip_button)
        return row

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.addWidget(label(self.tr("Enter 下一栏　Shift+Tab 上一栏"), "quiet"), 1)
        foot.addWidget(self.discard_button)
        foot.addWidget(self.save_button)
        return foot

    def _connect(self) -> None:
        for form in (self.first, self.more):
            form.edited.connect(self._on_edited)
            form.submitted.connect(self.submit)
        self.first.left.connect(self._on_first_left)
        self.more.left.connect(self._to_save)
        self.people.edited.connect(self._on_edited)
        self.more_button.toggled.connect(self._on_more)
        self.save_button.clicked.connect(self.submit)
        self.save_button.setShortcut("Ctrl+Return")
        self.discard_button.clicked.connect(self.discard)
        self.back_button.clicked.connect(self.left)
        self.slip_button.clicked.connect(self._on_slip)
        self.earlier.linked.connect(self._on_edited)
        self.warning.sealing_wanted.connect(self.seal)
        self._check_timer.timeout.connect(self._check)
        self._fault_timer.timeout.connect(self._to_fault)

    @Slot()
    def _on_first_left(self) -> None:
        if self.folded.isVisible():
            self.more.order[0].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._to_save()

    @Slot()
    def _to_save(self) -> None:
        self.save_button.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot(bool)
    def _on_more(self, unfold: bool) -> None:
        self.folded.setVisible(unfold)
        if unfold:
            self.more.order[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def activate(self) -> None:
        """The page came to the front: the cursor where typing begins."""
        self.first.fields["name"].setFocus(Qt.FocusReason.OtherFocusReason)

    def values(self) -> dict[str, Any]:
        """Everything typed, by field."""
        return {**self.first.values(), **self.more.values()}

    def _content(self) -> dict[str, Any]:
        """What the draft keeper keeps."""
        return {**to_json(self.values()), "people": self.people.people(), "repeat_of": self.earlier.first}

    def _is_empty(self) -> bool:
        """Whether nothing but the defaults stands in the form."""
        values = self.values()
        typed = [
            value
            for key, value in values.items()
            if isinstance(value, str) and key not in ("channel", "origin")
        ]
        return not any(typed) and not self.people.people()

    @Slot()
    def _on_edited(self) -> None:
        name = self.first.fields["name"]
        name.setEnabled(not self.first.value("anonymous"))
        self.fault.hide()
        self.drafts.edited(empty=self._is_empty())
        self._check_timer.start()
        values = self.values()
        person = Petitioner(
            name="" if values["anonymous"] else values["name"],
            phone=values["phone"],
            id_number=values["id_number"],
            unit=values["unit"],
        )
        self.earlier.look(person, values["content"])

    @Slot()
    def _check(self) -> None:
        """A moment after the last keystroke: identity number, group visit, where the accused would be read of."""
        self._check_id()
        values = self.values()
        draft = to_draft(values, self.people.people(), repeat_of="")
        self.warning.look(draft)
        group = draft.channel in VISITS and draft.people_count >= self._group_from
        words = self.tr(
            "集体访（{count} 人，{least} 人起算）：请推选不超过 {most} 名代表，按 Alt+A 逐个登记（条例第二十条）。"
        )
        self.group.setText(
            words.format(count=draft.people_count, least=self._group_from, most=MOST_REPRESENTATIVES)
        )
        self.group.setVisible(group)

    @Slot()
    def seal(self) -> None:
        """Class B with one key."""
        reason = self.more.text("class_reason") or self.tr("反映某个人违纪违法")
        self.more.set_values({"case_class": CaseClass.B.value, "class_reason": reason})
        self._on_edited()
        self._check()

    def _check_id(self) -> None:
        """Say what is wrong with a whole identity number; a number still being typed is left in peace."""
        number = self.more.text("id_number").upper()
        wrong = acts.cases().check_id_number(number) if len(number) >= 18 else ""
        self.more.say("id_number", wrong)

    @Slot()
    def submit(self) -> None:
        """Register. A draft that is being kept is waited for, so that it cannot come back afterwards."""
        if not self.save_button.isEnabled():
            return
        self.save_button.setEnabled(False)
        self.drafts.pause(self._register)

    def _register(self) -> None:
        values = self.values()
        self._sealing = values["confidential"] or values["case_class"] == CaseClass.B
        if problems := class_faults(values) + proxy_faults(values):
            self._on_failure(InvalidCase(problems))
            return
        draft = to_draft(values, self.people.people(), repeat_of=self.earlier.first)
        self.tasks.run(
            partial(register, self.desk, draft, proxy_of(values)),
            on_success=self._on_registered,
            on_failure=self._on_failure,
        )

    @Slot(object)
    def _on_registered(self, changes: Changes) -> None:
        number = self.last_number = changes.cases[0]
        self.reset()
        words = self.tr("已登记：{number}。").format(number=number)
        if self._sealing:
            words += self.tr("本件已密封，不出现在列表和搜索中；请先打印回执。")
        self.done.say(words)
        self.slip_button.show()
        self.activate()
        self.refresh.tell(changes, self)
        self.registered.emit(number)

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self.drafts.resume()
        if isinstance(error, InvalidCase | InvalidField):
            problems = error.problems if isinstance(error, InvalidCase) else (error,)
            self._show_problems([InvalidField(ALIASES.get(p.field, p.field), p.message) for p in problems])
        elif isinstance(error, DeskError):
            self._say_fault(sentence(error))
        else:
            self.tasks.unhandled.emit(error)

    def _show_problems(self, problems: list[InvalidField]) -> None:
        if any(problem.field in self.more.fields for problem in problems):
            self.more_button.setChecked(True)
        rest = self.first.show_problems(self.more.show_problems(problems))
        self._say_fault("\n".join(problem.message for problem in rest))
        self._fault_timer.start()

    @Slot()
    def _to_fault(self) -> None:
        """Bring the first fault into view, with the field that it is about."""
        for form in (self.first, self.more):
            for name, words in form.problems.items():
                if not words.isHidden():
                    self.area.ensureWidgetVisible(words)
                    self.area.ensureWidgetVisible(form.fields[name])
                    return

    def _say_fault(self, words: str) -> None:
        self.fault.setText(words)
        self.fault.setVisible(bool(words))

    @Slot()
    def _on_slip(self) -> None:
        if self.last_number:
            self.slip_wanted.emit(self.last_number)

    @Slot()
    def discard(self) -> None:
        """Empty the form; the kept draft goes too."""
        self.reset()
        self.drafts.drop()
        self.activate()

    def reset(self) -> None:
        """An empty form of today."""
        empty = dict.fromkeys((*self.first.fields, *self.more.fields), "")
        values: dict[str, Any] = {
            **empty,
            "received_on": self.desk.today(),
            "channel": "visit",
            "origin": "direct",
            "people_count": 1,
        }
        for form in (self.first, self.more):
            form.set_values(values)
            form.show_problems(())
        self.first.fields["name"].setEnabled(True)
        self.people.set_people([])
        self._check()
        self.more_button.setChecked(False)
        self.earlier.clear()
        self.notice.hide()
        self.fault.hide()
        self.slip_button.hide()
        self.done.hide()
        self.save_button.setEnabled(True)

    @Slot(object, object)
    def _on_draft(self, content: dict[str, Any], kept_at: dt.datetime) -> None:
        """A half-typed form of an earlier start."""
        if not self._is_empty():
            return
        values = from_json(content)
        self.first.set_values(values)
        self.more.set_values(values)
        self.people.set_people(list(content.get("people", [])))
        self.first.fields["name"].setEnabled(not self.first.value("anonymous"))
        self.earlier.set_first(str(content.get("repeat_of", "")))
        self.notice.setText(
            self.tr("已恢复没登记完的内容（{when} 保存）。接着填，或按“清空重来”。").format(
                when=f"{kept_at:%Y-%m-%d %H:%M}"
            )
        )
        self.notice.show()
