"""The chosen case beside the list: its clock, what may be done, and everything that belongs to it."""

from __future__ import annotations

from functools import partial
from html import escape

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedLayout,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from app.actions.desk import Desk
from app.domain.cases import Case
from app.domain.changes import Changes
from app.domain.codes import CaseState
from app.domain.deadlines import Near
from app.domain.errors import NotFound
from app.domain.looks import Look
from app.domain.procedure import MOVES
from ui import acts
from ui.cases.act_flow import ActFlow
from ui.cases.acts_bar import ActsBar
from ui.cases.acts_list import ActsList
from ui.cases.attachments import AttachmentsTab
from ui.cases.clock import ClockBar
from ui.cases.handling import HandlingTab
from ui.cases.look_card import LookCard
from ui.cases.next_steps import steps_of
from ui.cases.papers import PapersTab
from ui.cases.people import PeopleTab
from ui.cases.proceedings import ProceedingsTab
from ui.cases.sealed_gate import SealedGate
from ui.cases.sealed_line import SealedLine
from ui.cases.wish_card import WishCard
from ui.message_bar import MessageBar
from ui.refresh import Refresh
from ui.tasks import Task, TaskRunner
from ui.theme import scaled, state_words, text_scale


def looked_at(desk: Desk, number: str) -> tuple[object, Near, Look]:
    """A case as it stands, the days of the levels, and what is new of it, on a worker thread."""
    look: Look = acts.looks().changed_since_look(desk, number=number)
    return acts.cases().view_case(desk, number=number), acts.deadlines().levels_ahead(desk), look


class CaseDetail(QFrame):
    """``open_document(id)``, ``open_letter(number, act, fields)``, ``reissue(id)`` and ``open_packets`` ask the
    main window, ``other_wanted(number)`` the page for the case that this one points to. A sealed case is shown only
    after its reader said why."""

    open_document = Signal(int)
    open_letter = Signal(str, str, object)
    reissue = Signal(int)
    open_packets = Signal()
    other_wanted = Signal(str)
    shown = Signal(str)
    gated = Signal(str)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, bar: MessageBar, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("pane")
        self.desk, self.tasks, self.refresh = desk, tasks, refresh
        self.number = ""
        self.near = Near()
        self._opened = self._displayed = ""
        self._quiet = False
        self._loading: Task | None = None
        self.flow = ActFlow(desk, tasks, refresh, bar, self)
        self.acts = ActsBar()
        self.all_acts: ActsList | None = None
        self.gate = SealedGate(desk, tasks)
        self.sealed = SealedLine(desk, tasks, refresh, bar)
        self.clock = ClockBar(desk, tasks)
        self.look = LookCard(desk, tasks)
        self.wish = WishCard(desk, tasks, refresh, self.flow.undo)
        self.people = PeopleTab(desk, tasks, refresh)
        self.handling = HandlingTab(desk, tasks, refresh)
        self.attachments = AttachmentsTab(desk, tasks, refresh, bar)
        self.facts = QTextBrowser()
        self.facts.setFrameShape(QFrame.Shape.NoFrame)
        self.facts.setOpenLinks(False)
        self.facts.anchorClicked.connect(self._on_link)
        self.proceedings = ProceedingsTab(desk)
        self.documents = PapersTab(desk, tasks, refresh)
        self._lay_out()
        self._connect(bar)

    def _connect(self, bar: MessageBar) -> None:
        self.flow.open_document.connect(self.open_document)
        self.flow.open_letter.connect(self.open_letter)
        self.acts.wanted.connect(self.do)
        self.acts.refused.connect(bar.say_fault)
        self.acts.all_wanted.connect(self.show_all_acts)
        self.wish.continued.connect(self.flow.go_on_with)
        self.gate.opened.connect(self._on_opened)
        self.proceedings.why_wanted.connect(self.clock.ask_why)
        self.proceedings.wanted.connect(self.do)
        self.documents.open_document.connect(self.open_document)
        self.documents.serve_wanted.connect(self._serve)
        self.documents.proof_wanted.connect(self._prove)
        self.documents.reissue_wanted.connect(self.reissue)
        self.refresh.changed.connect(self._on_changed)

    def _lay_out(self) -> None:
        self.title, self.state, self.subject = QLabel(), QLabel(), QLabel()
        self.title.setObjectName("heading")
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.subject.setWordWrap(True)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tight = text_scale() > 115  # large text: six words side by side, their counts in the tips
        self.tabs.setProperty("tight", self.tight)
        for widget, words in (
            (self.facts, self.tr("诉求")),
            (self.people, self.tr("信访人")),
            (self.handling, self.tr("办理")),
            (self.proceedings, self.tr("程序")),
            (self.documents, self.tr("文书")),
            (self.attachments, self.tr("附件")),
        ):
            self.tabs.addTab(widget, words)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(scaled(12), scaled(10), scaled(12), scaled(8))
        column.setSpacing(scaled(6))
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.state)
        column.addLayout(head)
        column.addWidget(self.subject)
        column.addWidget(self.sealed)
        column.addWidget(self.look)
        column.addWidget(self.wish)
        column.addWidget(self.clock)
        column.addWidget(self.acts)
        column.addWidget(self.flow.file.work)
        column.addWidget(self.tabs, 1)
        self.nothing = QLabel(self.tr("在左边选一件事项，这里显示它的诉求、期限和可以做的事。"))
        self.nothing.setObjectName("quiet")
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedLayout(self)
        self.stack.addWidget(self.nothing)
        self.stack.addWidget(self._scrolled(whole))
        self.stack.addWidget(self.gate)

    def _scrolled(self, whole: QWidget) -> QScrollArea:
        """On a small screen with large text the pane scrolls; the tabs never get too low to read."""
        whole.setObjectName("scrolled")
        self.tabs.setMinimumHeight(scaled(250))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(whole)
        least = 425 if text_scale() <= 115 else 310  # three acts a line, or two
        area.setMinimumWidth(max(whole.minimumSizeHint().width() + scaled(16), scaled(least)))
        return area

    def show_case(self, number: str, *, quiet: bool = False) -> None:
        """Show a case; nothing for an empty number. ``quiet``: say nothing when there is none of that number."""
        if self._loading is not None:
            self._loading.cancel()
            self._loading = None
        if number != self.number:
            self._opened = ""
        self.number, self._quiet = number, quiet
        if not number:
            self._show_nothing()
            return
        self._loading = self.tasks.run(
            partial(looked_at, self.desk, number),
            on_success=self._on_view,
            on_failure=self._on_no_view,
        )

    def _show_nothing(self) -> None:
        self._displayed = self._opened = self.number = ""
        self.look.show_look(None)
        self.flow.case = None
        self.stack.setCurrentIndex(0)

    @Slot(object)
    def _on_no_view(self, error: Exception) -> None:
        """No such case, or one that this operator may see no more, after its hand-over for instance."""
        self._loading = None
        quiet = self._quiet or self._displayed == self.number
        self._show_nothing()
        if not (quiet and isinstance(error, NotFound)):
            self.tasks.unhandled.emit(error)

    @Slot(str)
    def _on_opened(self, number: str) -> None:
        if number == self.number:
            self._opened = number
            self.show_case(number)

    @Slot(object, object)
    def _on_changed(self, changes: Changes, initiator: object) -> None:
        if self.number and (changes.bulk or self.number in changes.cases or changes.documents):
            self.show_case(self.number)

    @Slot(object)
    def _on_view(self, found) -> None:  # type: ignore[no-untyped-def]  # CaseView, imported on the worker
        self._loading = None
        view, self.near, look = found
        case: Case = view.case
        if case.number != self.number:
            return
        self._displayed = case.number
        if case.sealed and self._opened != case.number:
            self.flow.case = None
            self.gate.show_number(case.number)
            self.stack.setCurrentIndex(2)
            self.gated.emit(case.number)
            return
        self.look.show_look(look)
        self._fill(view, case)
        self.flow.case = case
        self.stack.setCurrentIndex(1)
        self.shown.emit(case.number)

    def _fill(self, view, case: Case) -> None:  # type: ignore[no-untyped-def]
        """Everything that the pane shows of a case."""
        self.title.setText(case.number)
        self.state.setText(state_words(case.state))
        self.subject.setText(case.subject)
        self.sealed.show_case(case)
        self.clock.show_deadlines(case.number, view.deadlines, self.near)
        waiting = [MOVES[wish.act].label for wish in view.approvals if wish.state == "asked"]
        self.acts.show_acts(view.acts, steps_of(case, view.acts, view.records, waiting))
        self.wish.show_wish(view.approvals, view.records, view.decides, view.deciders)
        self.facts.setHtml(self._facts(case))
        self.people.show_case(case)
        self.handling.show_handling(case.number, view.timeline, view.notes)
        self.proceedings.show_course(view.deadlines, view.records, view.documents, view.acts, self.near)
        self.documents.show_papers(view.documents, view.attachments)
        self.attachments.show_attachments(case.number, view.attachments)
        counts = (
            len(case.requests),
            case.people_count,
            len(view.notes),
            len(view.records),
            len(view.documents),
            len(view.attachments),
        )
        words = (
            self.tr("诉求"),
            self.tr("信访人"),
            self.tr("办理"),
            self.tr("程序"),
            self.tr("文书"),
            self.tr("附件"),
        )
        for place, (word, count) in enumerate(zip(words, counts, strict=True)):
            counted = f"{word} {count}" if count else word
            self.tabs.setTabText(place, word if self.tight else counted)
            self.tabs.setTabToolTip(place, counted)

    def _facts(self, case: Case) -> str:
        """Requests, the words as said, and the facts, as rich text."""
        lines = ["<p><b>" + self.tr("诉求") + "</b></p><ol>"]
        lines += ["<li>" + escape(request.text) + "</li>" for request in case.requests]
        lines.append("</ol><p><b>" + self.tr("反映内容") + "</b></p>")
        lines.append("<p>" + escape(case.content).replace("\n", "<br>") + "</p><table cellspacing='4'>")
        category = case.category
        for word, value in (
            (self.tr("收到"), f"{case.received_on} {case.channel.label}（{case.origin.label}）"),
            (self.tr("单位"), case.unit),
            (self.tr("分类"), f"{case.case_class.value} {case.case_class.label}" if case.case_class else ""),
            (self.tr("内容分类"), category),
            (self.tr("查询码"), case.query_code),
            (self.tr("紧急"), self.tr("重大紧急") if case.urgent else ""),
            (self.tr("证据材料"), case.evidence),
            (self.tr("登记人"), case.registered_by),
            (self.tr("备注"), case.note),
        ):
            if value:
                lines.append(
                    f"<tr><td><span style='color:#5b6670'>{word}</span></td><td>{escape(value)}</td></tr>"
                )
        return "".join(lines) + "</table>" + self._signpost(case)

    def _signpost(self, case: Case) -> str:
        """Where a repeat points: its first case, a key away."""
        if not case.repeat_of:
            return ""
        merged = case.state is CaseState.MERGED
        words = self.tr("已合并，在首件上办理：{first}") if merged else self.tr("重复件，首件：{first}")
        first = escape(case.repeat_of)
        return "<p>" + words.format(first=f"<a href='{first}'>{first}</a>") + "</p>"

    @Slot(QUrl)
    def _on_link(self, link: QUrl) -> None:
        self.other_wanted.emit(link.toString())

    def hideEvent(self, event: QHideEvent) -> None:
        """The leader left the case for another page, or closes the window."""
        self.look.keeper.leave()
        super().hideEvent(event)

    @Slot()
    def show_all_acts(self) -> None:
        """The list of every act."""
        if self.flow.case is not None:
            self.all_acts = ActsList(self.number, tuple(self.acts.acts.values()), self.window())
            self.all_acts.wanted.connect(self.do)
            self.all_acts.open()

    @Slot(str)
    def _serve(self, paper: str) -> None:
        self.flow.do("serve", {"document": paper})

    @Slot(str)
    def _prove(self, paper: str) -> None:
        self.flow.do("proof_of_service", {"document": paper})

    @Slot(str)
    def do(self, name: str) -> None:
        """Do one of the acts on the shown case."""
        if name == "note":
            self.tabs.setCurrentWidget(self.handling)
            self.handling.form.fields["text"].setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif name == "attach":
            self.tabs.setCurrentWidget(self.attachments)
            self.attachments.ask_files()
        elif name == "open_sealed":
            self.sealed.ask()
        elif name == "export":
            self.open_packets.emit()
        else:
            self.flow.do(name)
