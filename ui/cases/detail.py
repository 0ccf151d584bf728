"""The chosen case beside the list: its clock, what may be done, and everything that belongs to it."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
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
from app.domain.documents import IssuedDocument
from ui import acts
from ui.cases.act_flow import ActFlow
from ui.cases.acts_bar import ActsBar
from ui.cases.attachments import AttachmentsTab
from ui.cases.clock import ClockBar
from ui.cases.handling import HandlingTab
from ui.cases.people import PeopleTab
from ui.message_bar import MessageBar
from ui.refresh import Refresh
from ui.tasks import Task, TaskRunner
from ui.theme import scaled, state_words, text_scale


class CaseDetail(QFrame):
    """``open_document(id)``, ``open_letter(number, kind)`` and ``open_packets`` ask the main window."""

    open_document = Signal(int)
    open_letter = Signal(str, str)
    open_packets = Signal()
    shown = Signal(str)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, refresh: Refresh, bar: MessageBar, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("pane")
        self.desk, self.tasks, self.refresh = desk, tasks, refresh
        self.number = ""
        self._loading: Task | None = None
        self.flow = ActFlow(desk, tasks, refresh, bar, self)
        self.flow.open_document.connect(self.open_document)
        self.flow.open_letter.connect(self.open_letter)
        self.acts = ActsBar()
        self.acts.wanted.connect(self.do)
        self.acts.refused.connect(bar.say_fault)
        self.clock = ClockBar(desk, tasks)
        self.people = PeopleTab(desk, tasks, refresh)
        self.handling = HandlingTab(desk, tasks, refresh)
        self.attachments = AttachmentsTab(desk, tasks, refresh, bar)
        self.facts = QTextBrowser()
        self.facts.setFrameShape(QFrame.Shape.NoFrame)
        self.documents = QListWidget()
        self.documents.setWordWrap(True)
        self.documents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.documents.itemActivated.connect(self._on_document)
        self._lay_out()
        refresh.changed.connect(self._on_changed)

    def _lay_out(self) -> None:
        self.title, self.state, self.subject = QLabel(), QLabel(), QLabel()
        self.title.setObjectName("heading")
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.subject.setWordWrap(True)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for widget, words in (
            (self.facts, self.tr("诉求")),
            (self.people, self.tr("信访人")),
            (self.handling, self.tr("办理")),
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
        column.addWidget(self.clock)
        column.addWidget(self.acts)
        column.addWidget(self.tabs, 1)
        self.nothing = QLabel(self.tr("在左边选一件事项，这里显示它的诉求、期限和可以做的事。"))
        self.nothing.setObjectName("quiet")
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedLayout(self)
        self.stack.addWidget(self.nothing)
        self.stack.addWidget(self._scrolled(whole))

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

    def show_case(self, number: str) -> None:
        """Show a case; nothing for an empty number."""
        if self._loading is not None:
            self._loading.cancel()
            self._loading = None
        self.number = number
        if not number:
            self.stack.setCurrentIndex(0)
            return
        self._loading = self.tasks.run(
            acts.later(acts.cases, "view_case", self.desk, number=number), on_success=self._on_view
        )

    @Slot(object, object)
    def _on_changed(self, changes: Changes, initiator: object) -> None:
        if self.number and (changes.bulk or self.number in changes.cases or changes.documents):
            self.show_case(self.number)

    @Slot(object)
    def _on_view(self, view) -> None:  # type: ignore[no-untyped-def]  # CaseView, imported on the worker
        self._loading = None
        case: Case = view.case
        if case.number != self.number:
            return
        self.title.setText(case.number)
        self.state.setText(state_words(case.state))
        self.subject.setText(case.subject)
        self.clock.show_deadlines(case.number, view.deadlines)
        self.acts.show_acts(view.acts)
        self.facts.setHtml(self._facts(case))
        self.people.show_case(case)
        self.handling.show_handling(case.number, view.timeline, view.notes)
        self.attachments.show_attachments(case.number, view.attachments)
        self._show_documents(view.documents)
        counts = (
            len(case.requests),
            case.people_count,
            len(view.notes),
            len(view.documents),
            len(view.attachments),
        )
        words = (self.tr("诉求"), self.tr("信访人"), self.tr("办理"), self.tr("文书"), self.tr("附件"))
        for place, (word, count) in enumerate(zip(words, counts, strict=True)):
            self.tabs.setTabText(place, f"{word} {count}" if count else word)
        self.flow.case = case
        self.stack.setCurrentIndex(1)
        self.shown.emit(case.number)

    def _facts(self, case: Case) -> str:
        """Requests, the words as said, and the facts, as rich text."""
        lines = ["<p><b>" + self.tr("诉求") + "</b></p><ol>"]
        lines += ["<li>" + escape(request.text) + "</li>" for request in case.requests]
        lines.append("</ol><p><b>" + self.tr("反映内容") + "</b></p>")
        lines.append("<p>" + escape(case.content).replace("\n", "<br>") + "</p><table cellspacing='4'>")
        category = case.category
        for word, value in (
            (self.tr("收到"), f"{case.received_on} {case.channel.label}"),
            (self.tr("单位"), case.unit),
            (self.tr("分类"), f"{case.case_class.value} {case.case_class.label}" if case.case_class else ""),
            (self.tr("内容分类"), category),
            (self.tr("查询码"), case.query_code),
            (self.tr("重复件，首件"), case.repeat_of),
            (self.tr("证据材料"), case.evidence),
            (self.tr("登记人"), case.registered_by),
            (self.tr("备注"), case.note),
        ):
            if value:
                lines.append(
                    f"<tr><td><span style='color:#5b6670'>{word}</span></td><td>{escape(value)}</td></tr>"
                )
        return "".join(lines) + "</table>"

    def _show_documents(self, documents: tuple[IssuedDocument, ...]) -> None:
        self.documents.clear()
        for document in documents:
            words = self.tr("{kind}　{number}\n{at}　{pages} 页，已打印 {copies} 份")
            item = QListWidgetItem(
                words.format(
                    kind=document.kind.label,
                    number=document.number,
                    at=f"{document.issued_at:%Y-%m-%d %H:%M}",
                    pages=document.pages,
                    copies=document.copies,
                )
            )
            item.setData(Qt.ItemDataRole.UserRole, document.id)
            self.documents.addItem(item)

    @Slot(QListWidgetItem)
    def _on_document(self, item: QListWidgetItem) -> None:
        self.open_document.emit(int(item.data(Qt.ItemDataRole.UserRole)))

    @Slot(str)
    def do(self, name: str) -> None:
        """Do one of the acts on the shown case."""
        if name == "note":
            self.tabs.setCurrentWidget(self.handling)
            self.handling.form.fields["text"].setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif name == "export":
            self.open_packets.emit()
        else:
            self.flow.do(name)
