"""The one dialog of every act: its day, what it asks, each fault under its field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.domain.documents import IssuedDocument
from app.domain.errors import InvalidCase, InvalidField
from app.domain.fields import Field
from app.domain.procedure import MOVES
from ui.act_rows import ON, faults, rows_for, shown_values, texts_of
from ui.errors import sentence
from ui.forms import FormRows
from ui.panels import Notice, push_button, quiet_label
from ui.theme import scaled, text_scale


@dataclass(frozen=True)
class Asked:
    """What the dialog is made of: the act, its fields, what stands in them, whether a letter follows, whether the
    leader decides."""

    number: str
    act: str
    fields: tuple[Field, ...]
    values: Mapping[str, str]
    letter: bool = False
    waits: bool = False
    papers: Sequence[IssuedDocument] = ()
    words: str = ""
    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What is offered in a line, by the field's name."""


class ActDialog(QDialog):
    """``answered(day, texts)`` with Ctrl+Enter or the button; it stays open until the act is done or given up."""

    answered = Signal(object, object)

    def __init__(self, asked: Asked, today: dt.date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.asked, self.today = asked, today
        self.setWindowTitle(MOVES[asked.act].label)
        rows = tuple(
            replace(row, known=asked.known.get(row.name, ())) for row in rows_for(asked.fields, asked.papers)
        )
        self.form = FormRows(rows, beside=text_scale() <= 130)
        day = asked.values.get(ON, "")
        self.form.set_values({ON: dt.date.fromisoformat(day) if day else today})
        self.form.set_values(shown_values(asked.fields, asked.values, rows))
        self.notice = Notice()
        self._lay_out()
        self.form.submitted.connect(self.submit)
        self.form.moved.connect(self.area.ensureWidgetVisible)
        self.form.left.connect(self.button.setFocus)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setSpacing(scaled(8))
        head = QLabel(MOVES[self.asked.act].label)
        head.setObjectName("heading")
        layout.addWidget(head)
        words = quiet_label(self._words())
        layout.addWidget(words)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setObjectName("scrolled")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, scaled(8), 0)
        column.addWidget(self.form)
        column.addStretch(1)
        self.inner = inner
        self.area.setWidget(inner)
        layout.addWidget(self.area, 1)
        layout.addWidget(self.notice)
        layout.addLayout(self._buttons())

    def _words(self) -> str:
        """Which case, on what ground, and what comes next."""
        move = MOVES[self.asked.act]
        case = self.tr("事项 {number} · ").format(number=self.asked.number) if self.asked.number else ""
        words = [case + move.article]
        if self.asked.words:
            words.append(self.asked.words)
        if self.asked.letter:
            words.append(self.tr("填好后起草文书；带 * 的空着，会在文书里标成〔请填写〕。"))
        elif self.asked.waits:
            words.append(self.tr("送负责人审批，批准后生效。"))
        words.append(self.tr("Enter 下一栏，Ctrl+Enter 完成。"))
        return "\n".join(words)

    def _buttons(self) -> QHBoxLayout:
        word = self.tr("起草文书") if self.asked.letter else self.tr("完成")
        if self.asked.waits and not self.asked.letter:
            word = self.tr("送审")
        self.button = push_button(word, self.submit, primary=True)
        self.button.setText(word + "  Ctrl+Enter")
        self.button.setDefault(True)
        row = QHBoxLayout()
        row.addStretch(1)
        cancel = push_button(self.tr("取消 (Esc)"), self.reject)
        cancel.setAutoDefault(False)
        row.addWidget(cancel)
        row.addWidget(self.button)
        return row

    def showEvent(self, event: QShowEvent) -> None:
        self._fit()
        super().showEvent(event)
        first = next((w for w in self.form.order[1:] if w.isEnabled()), self.button)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        """As high as the form, as far as the screen has room for it."""
        room = self.screen().availableGeometry().size() - QSize(40, 60)
        width = min(scaled(660), room.width())
        margins = self.contentsMargins()
        inner = width - margins.left() - margins.right() - scaled(44)
        wanted = self.inner.heightForWidth(inner)
        height = wanted if wanted > 0 else self.inner.sizeHint().height()
        chrome = self.sizeHint().height() - self.area.sizeHint().height()
        self.resize(width, min(height + chrome + scaled(24), room.height()))

    def texts(self) -> dict[str, str]:
        """What stands in the form."""
        return texts_of(self.form.values())

    @Slot()
    def submit(self) -> None:
        """Answer, when nothing is wrong that can be seen from here."""
        if not self.button.isEnabled():
            return
        texts = self.texts()
        move = MOVES[self.asked.act]
        if problems := faults(move, self.asked.fields, texts, letter=self.asked.letter):
            self.show_problems(problems)
            return
        self.notice.complain("")
        self.button.setEnabled(False)
        self.answered.emit(self.form.value(ON), texts)

    def fail(self, error: Exception) -> bool:
        """The act was refused: each fault under its field; False for what is our own fault."""
        self.button.setEnabled(True)
        if isinstance(error, InvalidCase):
            self.show_problems(list(error.problems))
            return True
        if isinstance(error, InvalidField):
            self.show_problems([error])
            return True
        words = sentence(error)
        self.notice.complain(words)
        return bool(words)

    def show_problems(self, problems: list[InvalidField]) -> None:
        """Each fault under its field; the rest above the buttons."""
        rest = self.form.show_problems(problems)
        self.notice.complain("\n".join(problem.message for problem in rest))
        for name, label in self.form.problems.items():
            if not label.isHidden():
                self.area.ensureWidgetVisible(self.form.fields[name])
                return
