"""The templates of letters and forms: a list with each as it prints, and the editor of one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.codes import Role
from app.domain.documents import DocumentKind
from ui import acts
from ui.documents.preview import PdfPreview
from ui.panels import push_button, quiet_label, set_words
from ui.refresh import Refresh
from ui.settings.subject import Line, LinesTable, Subject
from ui.settings.template_editor import TemplateEditor
from ui.tasks import TaskRunner
from ui.theme import scaled

if TYPE_CHECKING:
    from app.actions.templates import TemplateState, TemplateText

WIDTHS = (70, 260, 120, 300)


def standing_paper(desk: Desk, kind: DocumentKind) -> tuple[DocumentKind, bytes]:
    """A kind's template as it stands, filled in with the invented case."""
    templates = acts.templates()
    text: TemplateText = templates.read_template(desk, kind)
    return kind, templates.preview_template(desk, kind, text.text)


class TemplatesPage(Subject):
    """文书模板."""

    def __init__(self, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> None:
        super().__init__(desk, tasks, refresh)
        self.states: dict[str, TemplateState] = {}
        self._kind = DocumentKind.REPLY
        self._text = ""
        words = self.tr(
            "文书印什么由模板决定。本单位改过的放在数据文件夹的“templates”文件夹里，盖过程序自带的；"
            "已经出具的文书不变。"
        )
        column = self.column(self.tr("文书模板"), words)
        self.editor = TemplateEditor(desk, tasks)
        self.editor.left.connect(self.show_list)
        self.editor.saved.connect(self._on_saved)
        self.editor.failed.connect(self.failed)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._list())
        self.stack.addWidget(self.editor)
        column.addWidget(self.stack, 1)

    def _list(self) -> QWidget:
        titles = (self.tr("编号"), self.tr("文种"), self.tr("模板"), self.tr("情况"))
        self.table = LinesTable(self.tr("文书模板"), titles, WIDTHS)
        self.table.picked.connect(self._on_picked)
        self.table.activated.connect(self.edit)
        self.preview = PdfPreview(self.tr("选中一个文种，这里显示印出来的样子"))
        self.preview.setMinimumWidth(scaled(240))
        self.edit_button = push_button(self.tr("编辑  Enter"), self.edit, primary=True)
        self.reset_button = push_button(self.tr("恢复程序自带"), self.reset, keys="Ctrl+R")
        self.place = quiet_label()
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        buttons = QHBoxLayout()
        buttons.addWidget(self.edit_button)
        buttons.addWidget(self.reset_button)
        buttons.addStretch(1)
        column.addWidget(self.table, 1)
        column.addWidget(self.place)
        column.addLayout(buttons)
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.setChildrenCollapsible(False)
        sides.addWidget(left)
        sides.addWidget(self.preview)
        sides.setSizes([scaled(560), scaled(440)])
        return sides

    @property
    def may(self) -> bool:
        """Whether this operator may change templates."""
        return bool({Role.ADMINISTRATOR, Role.LEADER} & set(self._desk.operator.roles))

    def activate(self) -> None:
        if not self.may:
            self.notice.tell(self.tr("只有管理员或负责人可以改模板，这里只能看。"))
        self.run(acts.later(acts.templates, "list_templates", self._desk), self._on_states)

    @Slot(object)
    def _on_states(self, states: tuple[TemplateState, ...]) -> None:
        self.states = {state.kind.value: state for state in states}
        key = self.table.key or states[0].kind.value
        self.table.show_lines([Line(s.kind.value, self._cells(s), self._hint(s)) for s in states], key)

    def _cells(self, state: TemplateState) -> tuple[str, ...]:
        whose = self.tr("★ 本单位") if state.own else self.tr("程序自带")
        return (state.catalogue, state.kind.label, whose, self._hint(state))

    def _hint(self, state: TemplateState) -> str:
        if state.faults:
            return self.tr("✖ 有 {count} 处错误，改好前不能出具").format(count=len(state.faults))
        if state.kept and not state.own:
            return self.tr("以前改过的留作 .bak 文件")
        return self.tr("✓ 没有错误") if state.own else ""

    @Slot(str)
    def _on_picked(self, key: str) -> None:
        state = self.states.get(key)
        self.edit_button.setEnabled(state is not None)
        self.reset_button.setEnabled(state is not None and state.own and self.may)
        if state is None:
            return
        word = self.tr("编辑") if state.own else self.tr("改成本单位的")
        set_words(self.edit_button, (word if self.may else self.tr("看模板")) + "  Enter")
        self.place.setText(self.tr("本单位的模板：{path}").format(path=state.path))
        self._kind = state.kind
        if state.faults:
            self.preview.clear("\n".join(str(fault) for fault in state.faults[:8]))
            return
        self._tasks.run(
            partial(standing_paper, self._desk, state.kind),
            on_success=self._on_paper,
            on_failure=self._on_no_paper,
        )

    @Slot(object)
    def _on_paper(self, paper: tuple[DocumentKind, bytes]) -> None:
        kind, pdf = paper
        if kind is self._kind:
            self.preview.show_pdf(pdf)

    @Slot(object)
    def _on_no_paper(self, error: Exception) -> None:
        self.preview.clear(str(error))

    # --- what is done ---------------------------------------------------------------------------------------

    @Slot()
    def edit(self) -> None:
        """Open the chosen template in the editor."""
        if self.table.key:
            kind = DocumentKind(self.table.key)
            self.run(partial(acts.templates().read_template, self._desk, kind), self._on_text)

    @Slot(object)
    def _on_text(self, text: TemplateText) -> None:
        self.notice.tell("")
        self.about.hide()
        self.editor.open(text, may=self.may)
        self.stack.setCurrentWidget(self.editor)

    @Slot()
    def show_list(self) -> None:
        """Back from the editor."""
        self.about.show()
        self.stack.setCurrentIndex(0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.activate()

    @Slot(object, str)
    def _on_saved(self, changes: Changes, before: str) -> None:
        """Saved: the earlier text, or the program's own, can be had back."""
        kind = self.editor.kind
        self._refresh.tell(changes, self)
        words = self.tr("《{title}》的模板已保存，以后出具的都用它。").format(title=kind.label)
        self.undoable.emit(words, partial(self._take_back, kind, before))

    def _take_back(self, kind: DocumentKind, before: str) -> None:
        """The template as it stood: an own one with its text, without text the program's."""
        templates = acts.templates()
        make = (
            partial(templates.save_template, self._desk, kind, before)
            if before
            else partial(templates.reset_template, self._desk, kind)
        )
        self.run(make, self._on_taken_back)

    @Slot(object)
    def _on_taken_back(self, changes: Changes) -> None:
        self._refresh.tell(changes, self)
        self.said.emit(self.tr("已撤销。"))
        self.show_list()

    @Slot()
    def reset(self) -> None:
        """Back to the program's own; the unit's text stays beside, and can be had back at once."""
        if self.table.key:
            kind = DocumentKind(self.table.key)
            self.run(partial(self._reset, kind), self._on_reset)

    def _reset(self, kind: DocumentKind) -> tuple[DocumentKind, str, Changes]:
        templates = acts.templates()
        before = "" if self.states[kind.value].faults else templates.read_template(self._desk, kind).text
        return kind, before, templates.reset_template(self._desk, kind)

    @Slot(object)
    def _on_reset(self, done: tuple[DocumentKind, str, Changes]) -> None:
        kind, before, changes = done
        self._refresh.tell(changes, self)
        words = self.tr("《{title}》已恢复程序自带的模板，本单位的留作 .bak 文件。").format(title=kind.label)
        if before:
            self.undoable.emit(words, partial(self._take_back, kind, before))
        else:
            self.said.emit(words)
        self.activate()

    def keep(self) -> None:
        """Keep what is typed and not saved: the window closes."""
        self.editor.keep()
