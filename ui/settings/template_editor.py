"""Edits one template: the text with its faults on the left, the paper with the invented case on the right."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QTextCursor
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.document_specs import CASE_VALUES, SPECS, template_names
from app.domain.documents import DocumentKind
from app.domain.errors import DeskError
from ui import acts
from ui.documents.preview import PdfPreview
from ui.panels import Notice, push_button, quiet_label
from ui.settings.code_edit import CodeEdit
from ui.start.page import label
from ui.tasks import TaskRunner
from ui.theme import scaled

if TYPE_CHECKING:
    from app.actions.templates import TemplateFault, TemplateText

LOOK_AFTER_MS = 400
"""Long enough that a word is typed through, short enough that the faults seem to follow."""
UNSAVED = "template.unsaved."
"""The preference that keeps a text which was not saved, by its kind."""

Looked = tuple[str, "tuple[TemplateFault, ...]", bytes, str]
"""A text, its faults, its paper, and the sentence why there is none."""


def look_at(desk: Desk, kind: DocumentKind, text: str) -> Looked:
    """Check a text and draw it."""
    templates = acts.templates()
    faults = templates.check_template_text(kind, text)
    if faults:
        return text, faults, b"", ""
    try:
        return text, (), templates.preview_template(desk, kind, text), ""
    except DeskError as error:
        return text, (), b"", str(error)


class TemplateEditor(QWidget):
    """``saved(changes, the unit's text before, empty when there was none)``; ``left`` to go back."""

    saved = Signal(object, str)
    left = Signal()
    failed = Signal(object)

    def __init__(self, desk: Desk, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._tasks = desk, tasks
        self.kind = DocumentKind.REPLY
        self._standing = self._own = self._shipped = ""
        self._good: str | None = None
        self._looking = self._stale = self._opening = self._may = self._dirty = False
        self.faults: tuple[TemplateFault, ...] = ()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LOOK_AFTER_MS)
        self._timer.timeout.connect(self.look)
        self.notice = Notice()
        self.preview = PdfPreview(self.tr("改好错误后，这里显示印出来的样子"))
        self.preview.setMinimumWidth(scaled(240))
        self._lay_out()

    def _lay_out(self) -> None:
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.setChildrenCollapsible(False)
        sides.addWidget(self._left())
        sides.addWidget(self.preview)
        sides.setSizes([scaled(560), scaled(440)])
        self.save_button = push_button(self.tr("保存为本单位的模板"), self.save, keys="Ctrl+S", primary=True)
        self.shipped_button = push_button(self.tr("换成程序自带的"), self.take_shipped)
        self.leave_button = push_button(self.tr("返回"), self.leave, keys="Alt+Left")
        self.state = quiet_label()
        foot = QHBoxLayout()
        foot.addWidget(self.state, 1)
        foot.addWidget(self.shipped_button)
        foot.addWidget(self.leave_button)
        foot.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.notice)
        column.addWidget(sides, 1)
        column.addLayout(foot)

    def _left(self) -> QWidget:
        self.heading = label("", "heading")
        self.text = CodeEdit()
        self.text.setAccessibleName(self.tr("模板的文字"))
        self.text.textChanged.connect(self._on_edited)
        self.names = QComboBox()
        self.names.setAccessibleName(self.tr("可以用的字段"))
        self.names.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.names.setMinimumContentsLength(16)
        self.insert_button = push_button(self.tr("插入字段"), self.insert, keys="Ctrl+I")
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("模板里的错误"))
        self.list.setWordWrap(True)
        self.list.setMaximumHeight(scaled(70))
        self.list.itemActivated.connect(self._on_fault)
        self.list.itemClicked.connect(self._on_fault)
        row = QHBoxLayout()
        row.addWidget(self.names, 1)
        row.addWidget(self.insert_button)
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.heading)
        column.addWidget(self.text, 1)
        column.addWidget(self.list)
        column.addLayout(row)
        return made

    # --- coming in ------------------------------------------------------------------------------------------

    def open(self, text: TemplateText, *, may: bool) -> None:
        """Edit a template; what was typed last time and not saved stands there again."""
        self.keep()
        self.kind, self._may = text.kind, may
        self._standing, self._own = text.text, text.text if text.own else ""
        self._shipped = text.shipped
        unsaved = str(acts.station().get_preference(self._desk, UNSAVED + self.kind.value, "") or "")
        whose = self.tr("本单位的模板") if text.own else self.tr("程序自带，保存后归本单位")
        self.heading.setText(self.tr("《{title}》　{whose}").format(title=self.kind.label, whose=whose))
        self._fill_names()
        self._opening = True
        self.text.setPlainText(unsaved or text.text)
        self._opening = False
        self.text.setReadOnly(not may)
        for button in (self.insert_button, self.shipped_button):
            button.setEnabled(may)
        self.preview.clear()
        self.notice.tell(self.tr("接着上次没有保存的修改。") if unsaved else "")
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        self.look()

    def _fill_names(self) -> None:
        """The fields that this kind's template may use, each with its word."""
        own = {field.name: field.label for field in SPECS[self.kind].fields}
        words = {**CASE_VALUES, **own}
        self.names.clear()
        for name in sorted(template_names(self.kind), key=words.__getitem__):
            self.names.addItem(f"{words[name]}　${{{name}}}", f"${{{name}}}")

    @property
    def changed(self) -> bool:
        """Whether what is typed is other than what stands."""
        return self.text.toPlainText().rstrip("\n") != self._standing.rstrip("\n")

    @Slot()
    def insert(self) -> None:
        """The chosen field at the cursor."""
        self.text.insertPlainText(str(self.names.currentData() or ""))
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def take_shipped(self) -> None:
        """The program's own words in place of what is typed; Ctrl+Z brings that back."""
        cursor = self.text.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(self._shipped)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- faults and paper -----------------------------------------------------------------------------------

    @Slot()
    def _on_edited(self) -> None:
        if not self._opening:
            self._good, self._dirty = None, True
            self._timer.start()
            self._say_state()

    @Slot()
    def look(self) -> None:
        """Check and draw, one at a time: what is typed meanwhile is looked at after it."""
        self._timer.stop()
        if self._looking:
            self._stale = True
            return
        self._looking, self._stale = True, False
        self._tasks.run(
            partial(look_at, self._desk, self.kind, self.text.toPlainText()),
            on_success=self._on_looked,
            on_failure=self.failed,
            on_finish=self._on_over,
        )

    @Slot(object)
    def _on_looked(self, looked: Looked) -> None:
        text, self.faults, pdf, unprintable = looked
        if text != self.text.toPlainText():
            return  # typed on meanwhile: it is looked at again
        self._good = text if pdf else None
        self.list.clear()
        for fault in self.faults:
            words = self.tr("第 {line} 行：{message}").format(line=fault.line, message=fault.message)
            item = QListWidgetItem(words, self.list)
            item.setData(Qt.ItemDataRole.UserRole, (fault.line, fault.column))
        if unprintable:
            QListWidgetItem(unprintable, self.list)
        self.list.setVisible(self.list.count() > 0)
        self.text.show_faults({fault.line: fault.message for fault in self.faults})
        if pdf:
            self.preview.show_pdf(pdf)
        self._say_state()

    @Slot()
    def _on_over(self) -> None:
        self._looking = False
        if self._stale:
            self.look()

    def _say_state(self) -> None:
        """What stands in the way of saving, if anything."""
        good = self._good == self.text.toPlainText()
        self.save_button.setEnabled(self._may and good and self.changed)
        if not self._may:
            words = self.tr("只能看，不能改")
        elif self._good is None and self.list.count() and not self._timer.isActive():
            words = self.tr("✖ {count} 处错误，改好才能保存").format(count=self.list.count())
        elif not good:
            words = self.tr("正在检查…")
        else:
            words = self.tr("✓ 没有错误，还没有保存") if self.changed else self.tr("✓ 没有错误")
        self.state.setText(words)

    @Slot(QListWidgetItem)
    def _on_fault(self, item: QListWidgetItem) -> None:
        if place := item.data(Qt.ItemDataRole.UserRole):
            self.text.go_to(*place)

    # --- kept -----------------------------------------------------------------------------------------------

    @Slot()
    def save(self) -> None:
        """Keep it as the unit's own."""
        if not self.save_button.isEnabled():
            return
        self.save_button.setEnabled(False)
        text = self.text.toPlainText()
        self._tasks.run(partial(self._save, text), on_success=self._on_saved, on_failure=self._on_not_saved)

    def _save(self, text: str) -> tuple[Changes, str]:
        changes: Changes = acts.templates().save_template(self._desk, self.kind, text)
        acts.station().put_preference(self._desk, UNSAVED + self.kind.value, "")
        return changes, text

    @Slot(object)
    def _on_saved(self, done: tuple[Changes, str]) -> None:
        changes, text = done
        before, self._standing, self._own = self._own, text, text
        self._dirty = self.changed
        self.notice.tell("")
        self.heading.setText(
            self.tr("《{title}》　{whose}").format(title=self.kind.label, whose=self.tr("本单位的模板"))
        )
        self._say_state()
        self.saved.emit(changes, before)

    @Slot(object)
    def _on_not_saved(self, error: Exception) -> None:
        if not self.notice.complain_about(error):
            self.failed.emit(error)
        self._say_state()

    def keep(self) -> None:
        """Keep a text that was not saved, encrypted with the rest."""
        if self._dirty:
            self._dirty = False
            text = self.text.toPlainText() if self.changed else ""
            acts.station().put_preference(self._desk, UNSAVED + self.kind.value, text)

    @Slot()
    def leave(self) -> None:
        """Back to the list; what was not saved is there again next time."""
        self.keep()
        self.left.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        self.keep()
        super().hideEvent(event)
