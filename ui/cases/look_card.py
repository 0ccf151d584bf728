"""On top of a case, for a leader: what changed since he last looked; and keeping that he has looked now."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, Qt, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from app.actions.desk import Desk
from app.domain.codes import Role
from app.domain.looks import Look
from ui import acts
from ui.cases.look_words import look_heading, look_html, look_lines
from ui.panels import push_button
from ui.tasks import TaskRunner
from ui.theme import scaled

SEEN_AFTER_MS = 3000
"""A case that was shown for less than that was passed by, not looked at."""
MOST = 3
"""Lines in the card; all of them stand in its tip, before the paper of a wish, and in the tabs below."""


class LookKeeper(QObject):
    """Notes a look when the case is left after some seconds, or when the leader says that he has seen it. Nothing is
    noted while he looks: what a crash cuts off is shown once more."""

    def __init__(self, desk: Desk, tasks: TaskRunner, parent: QObject) -> None:
        super().__init__(parent)
        self.desk, self.tasks = desk, tasks
        self.look: Look | None = None
        self._shown = QElapsedTimer()

    def begin(self, look: Look | None) -> None:
        """A case is shown with this news; the one before is left. The same case again goes on."""
        if self.look is not None and look is not None and self.look.number == look.number:
            self.look = look
            return
        self.leave()
        self.look = look
        self._shown.start()

    def leave(self) -> None:
        """The case is left."""
        if self.look is not None and self._shown.elapsed() >= SEEN_AFTER_MS:
            self.note()
        self.look = None

    def note(self) -> None:
        """The leader has seen it."""
        if self.look is not None:
            named = {"number": self.look.number, "head": self.look.head}
            self.tasks.run(acts.later(acts.looks, "note_look", self.desk, **named))


class LookCard(QFrame):
    """Hidden when nothing is new, and for whoever is no leader. Alt+G: seen."""

    def __init__(self, desk: Desk, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("wish")
        self.desk = desk
        self.keeper = LookKeeper(desk, tasks, self)
        self.heading, self.words = QLabel(), QLabel()
        self.heading.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setMinimumWidth(1)  # a long line is cut here, and whole in the tip
        self.button = push_button(self.tr("看过了"), self.seen, keys="Alt+G")
        self.button.setProperty("tight", True)
        grid = QGridLayout(self)
        grid.setContentsMargins(scaled(8), scaled(4), scaled(4), scaled(4))
        grid.setVerticalSpacing(0)
        grid.addWidget(self.heading, 0, 0)
        grid.addWidget(self.button, 0, 1)
        grid.addWidget(self.words, 1, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        self.hide()

    def show_look(self, look: Look | None) -> None:
        """The news of the case that is shown; None for none."""
        leads = Role.LEADER in self.desk.operator.roles
        self.keeper.begin(look if leads else None)
        new = look is not None and leads and look.since is not None and bool(look.lines)
        self.setVisible(new)
        if new and look is not None:
            self.heading.setText("◆ " + look_heading(look))
            self.words.setText(look_lines(look, MOST))
            self.setToolTip(look_html(look))

    @Slot()
    def seen(self) -> None:
        """The leader says so."""
        self.keeper.note()
        self.hide()
