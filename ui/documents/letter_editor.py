"""Writes a letter: the fields on the left, the paper as it will print on the right."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.documents import sections_left_out
from app.domain.errors import DeskError, Incomplete
from app.domain.fields import Field
from ui.act_dialog import ActDialog, Asked
from ui.documents.letter_form import LetterForm
from ui.documents.letter_work import ActLetter, LetterWork, Opened, own_fields
from ui.documents.preview import PdfPreview
from ui.panels import Notice, push_button, quiet_label, title_label
from ui.refresh import Refresh
from ui.tasks import TaskRunner
from ui.theme import scaled

PREVIEW_AFTER_MS = 500
"""Long enough that a word is typed through, short enough that the paper seems to follow."""
SAVE_AFTER_MS = 1200


class LetterEditor(QWidget):
    """One letter of one case, with the act that it issues or for a paper that is issued anew.

    ``issued(document id)`` when it is frozen, ``acted(number, act, waits)`` when an act came with it, ``asked``
    when it went to the leader instead, ``left`` to go back.
    """

    issued = Signal(int)
    acted = Signal(str, str, bool)
    asked = Signal(str)
    left = Signal()
    said = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        desk: Desk,
        tasks: TaskRunner,
        refresh: Refresh,
        work: LetterWork,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.work, self.number, self.kind = work, work.number, work.kind
        self._desk, self._tasks, self._refresh = desk, tasks, refresh
        self.own: dict[str, str] = {}
        self.asking: ActDialog | None = None
        self._asked: tuple[Field, ...] = ()
        self.waits, self._alone, self._pattern = False, "", ""
        self._loaded = self._dirty = self._stale = self._drawing = self._issuing = False
        self._preview_timer = self._timer(PREVIEW_AFTER_MS, self.draw)
        self._save_timer = self._timer(SAVE_AFTER_MS, self.save)
        self.form = LetterForm(self.kind)
        self.form.setEnabled(False)
        self.form.edited.connect(self._on_edited)
        self.preview = PdfPreview(self.tr("正在起草…"))
        self.notice, self.returned = Notice(), Notice()
        self.lacks = QLabel()
        self.lacks.setWordWrap(True)
        self.saved = quiet_label()
        self._lay_out()
        self._tasks.run(self.work.open, on_success=self._on_composed, on_failure=self._on_failure)

    @classmethod
    def of_act(
        cls,
        desk: Desk,
        tasks: TaskRunner,
        refresh: Refresh,
        number: str,
        act: str,
        fields: Mapping[str, str] | None = None,
    ) -> LetterEditor:
        """The editor of an act's letter; ``fields`` are what its dialog was given, else the draft is taken up."""
        return cls(desk, tasks, refresh, ActLetter(desk, number, act, dict(fields or {})))

    def _timer(self, wait: int, slot: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait)
        timer.timeout.connect(slot)
        return timer

    def _lay_out(self) -> None:
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.addWidget(self.form)
        sides.addWidget(self.preview)
        self.preview.setMinimumWidth(scaled(260))
        sides.setChildrenCollapsible(False)
        sides.setSizes([scaled(560), scaled(520)])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._head())
        layout.addWidget(self.returned)
        layout.addWidget(self.notice)
        layout.addWidget(sides, 1)
        layout.addLayout(self._foot())

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        title = self.kind.label
        row.addWidget(title_label(title))
        row.addWidget(quiet_label(self.tr("事项 {number}").format(number=self.number)), 1)
        self.fields_button = push_button(self.tr("改要件…"), self.change_fields, keys="Alt+Q")
        self.fields_button.setToolTip(self.tr("改日期和填过的要件，正文照新的要件重新起草"))
        self.fields_button.hide()
        row.addWidget(self.fields_button)
        row.addWidget(push_button(self.tr("返回"), self.leave, keys="Alt+Left"))
        return row

    def _foot(self) -> QHBoxLayout:
        self.issue_button = push_button(self.tr("定稿出具  Ctrl+Enter"), self.issue, primary=True)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(
                QKeySequence(key), self, self.issue, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            )
        self.issue_button.setEnabled(False)
        row = QHBoxLayout()
        row.addWidget(self.lacks, 2)
        row.addWidget(self.saved, 1)
        row.addWidget(self.issue_button)
        return row

    # --- coming in ------------------------------------------------------------------------------------------

    @Slot(object)
    def _on_composed(self, opened: Opened) -> None:
        self._asked, self.waits, self._alone = opened.asked, opened.waits, opened.own
        self._pattern = opened.pattern
        self._fill(opened.fields)
        self.returned.tell("◀ " + opened.word if opened.word else "")
        if self.waits:
            self.issue_button.setText(self.tr("送审  Ctrl+Enter"))
        self.fields_button.setVisible(bool(self._asked))
        self.form.setEnabled(True)
        self._loaded = True
        self.form.next_to_fill()
        self._say_missing()
        self.draw()

    def _fill(self, fields: dict[str, str]) -> None:
        """Texts into the form; the fields of the act are kept beside."""
        self.own = own_fields(fields)
        self.form.set_fields(fields)

    def fields(self) -> dict[str, str]:
        """The whole letter: what its act was given, and the texts as they stand."""
        return {**self.own, **self.form.fields()}

    @Slot()
    def change_fields(self) -> None:
        """The act's dialog again; the text is composed anew from its answers."""
        if not self._loaded or self._issuing:
            return
        words = self.tr("改好后正文会按新的要件重新起草，已经改过的正文不再保留。")
        asked = Asked(self.number, self.work.act, self._asked, self.own, True, self.waits, words=words)
        self.asking = ActDialog(asked, self._desk.today(), self)
        self.asking.answered.connect(self._on_fields)
        self.asking.open()

    @Slot(object, object)
    def _on_fields(self, day: object, texts: dict[str, str]) -> None:
        if self.asking is not None:
            self.asking.accept()
            self.asking = None
        own = {name: text for name, text in texts.items() if text} | {"on": str(day)}
        self._tasks.run(partial(self.work.again, own), on_success=self._on_again, on_failure=self._on_failure)

    @Slot(object)
    def _on_again(self, fields: dict[str, str]) -> None:
        self._fill(fields)
        self._on_edited()

    @Slot()
    def _on_edited(self) -> None:
        self._dirty = True
        self.saved.setText(self.tr("正在编辑…"))
        self._say_missing()
        self._preview_timer.start()
        self._save_timer.start()

    def _say_missing(self) -> None:
        missing = [*self.form.mark_missing(), *sections_left_out(self._pattern, self.form.fields()["body"])]
        if self.form.to_fill:
            missing.append(self.tr("{count} 处待填（按 F4）").format(count=self.form.to_fill))
        text = (
            self.tr("还缺：{fields}").format(fields="、".join(missing))
            if missing
            else self.tr("✓ 要件齐全，可以定稿")
        )
        if self._alone and not missing:
            text += self.tr("；将记为{own}").format(own=self._alone)
        self.lacks.setObjectName("problem" if missing else "quiet")
        self.lacks.style().polish(self.lacks)
        self.lacks.setText(text)
        self.issue_button.setEnabled(self._loaded and not self._issuing)

    # --- the paper ------------------------------------------------------------------------------------------

    @Slot()
    def draw(self) -> None:
        """Draw the paper anew, one drawing at a time: what is typed meanwhile is drawn after it."""
        if self._drawing:
            self._stale = True
            return
        self._drawing, self._stale = True, False
        self._tasks.run(
            partial(self.work.preview, self.fields()),
            on_success=self._on_drawn,
            on_failure=self._on_not_drawn,
            on_finish=self._on_drawing_over,
        )

    @Slot(object)
    def _on_drawn(self, pdf: bytes) -> None:
        self.notice.tell("")
        self.preview.show_pdf(pdf)

    @Slot(object)
    def _on_not_drawn(self, error: Exception) -> None:
        if not self.notice.complain_about(error):
            self.failed.emit(error)

    @Slot()
    def _on_drawing_over(self) -> None:
        self._drawing = False
        if self._stale:
            self.draw()

    # --- the draft ------------------------------------------------------------------------------------------

    @Slot()
    def save(self) -> None:
        """Keep what was typed; comes by itself after each pause and when the page is left."""
        self._save_timer.stop()
        if not self._dirty or self._issuing:
            return
        self._dirty = False
        self._tasks.run(
            partial(self.work.save, self.fields()), on_success=self._on_saved, on_failure=self._on_not_saved
        )

    def keep(self) -> None:
        """Keep what was typed here and now: no thread is left to do it when the window closes."""
        self._save_timer.stop()
        if self._dirty and not self._issuing:
            self._dirty = False
            self.work.save(self.fields())

    @Slot(object)
    def _on_saved(self, changes: Changes) -> None:
        if not self._dirty and changes.drafts:
            self.saved.setText(self.tr("草稿已自动保存 {time}").format(time=f"{self._desk.now():%H:%M:%S}"))
        self._refresh.tell(changes, self)

    @Slot(object)
    def _on_not_saved(self, error: Exception) -> None:
        self._dirty = True
        self._on_failure(error)

    # --- frozen ---------------------------------------------------------------------------------------------

    @Slot()
    def issue(self) -> None:
        """Freeze the letter as it stands; from here on it can be printed and not changed."""
        if not self._loaded or self._issuing:
            return
        if missing := self.form.mark_missing():
            self.notice.complain_about(Incomplete(self.kind.label, missing))
            self.form.focus_missing()
            return
        self._issuing = True
        self.issue_button.setEnabled(False)
        self._preview_timer.stop()
        self._save_timer.stop()
        self._tasks.run(
            partial(self.work.issue, self.fields()),
            on_success=self._on_issued,
            on_failure=self._on_not_issued,
        )

    @Slot(object)
    def _on_issued(self, changes: Changes) -> None:
        self._dirty = False
        self._refresh.tell(changes, self)
        number, act = self.number, self.work.act
        waits = not changes.documents
        if waits:
            self.asked.emit(number)
        else:
            self.issued.emit(changes.documents[-1])
        if act:
            self.acted.emit(number, act, waits)
        else:
            self.said.emit(self.tr("《{title}》已重新出具，按 Ctrl+P 打印").format(title=self.kind.label))

    @Slot(object)
    def _on_not_issued(self, error: Exception) -> None:
        self._issuing = False
        self._dirty = True
        self.issue_button.setEnabled(True)
        self._save_timer.start()
        self._on_failure(error)

    @Slot(object)
    def _on_failure(self, error: Exception) -> None:
        if not self.notice.complain_about(error):
            self.failed.emit(error)
        elif not self._loaded and isinstance(error, DeskError):
            self.preview.clear(str(error))

    @Slot()
    def leave(self) -> None:
        """Back to the register; the draft is kept."""
        self.save()
        self.left.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        self.save()
        super().hideEvent(event)
