"""Keeps a half-typed form, a second after the last keystroke, so that a power cut loses nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.actions.desk import Desk
from ui import acts
from ui.tasks import Task, TaskRunner

DELAY_MS = 1000


class DraftKeeper(QObject):
    """``found(content, kept_at)`` after load(), ``kept`` after each save. One save at a time, in order."""

    found = Signal(object, object)
    kept = Signal()

    def __init__(
        self, desk: Desk, tasks: TaskRunner, key: str, content: Callable[[], dict[str, Any]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self.desk, self.tasks, self.key, self._content = desk, tasks, key, content
        self._saving: Task | None = None
        self._then: Callable[[], object] | None = None
        self._again = self._empty = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self._save)

    def load(self) -> None:
        """Look for a draft left lying."""
        self.tasks.run(
            acts.later(acts.drafts, "load_draft", self.desk, key=self.key), on_success=self._on_loaded
        )

    def turn_to(self, key: str) -> None:
        """The form is about something else now: keep what stood in it, and look for what was left lying there."""
        self.keep_now()
        self.key = key
        self.load()

    @Slot(object)
    def _on_loaded(self, draft: tuple[dict[str, Any], dt.datetime] | None) -> None:
        if draft is not None:
            self.found.emit(*draft)

    def edited(self, *, empty: bool) -> None:
        """The clerk typed; an empty form is no draft."""
        self._empty = empty
        self._timer.start()

    @Slot()
    def _save(self) -> None:
        if self._saving is not None:
            self._again = True
            return
        self._again = False
        name, named = ("drop_draft", {}) if self._empty else ("save_draft", {"content": self._content()})
        self._saving = self.tasks.run(
            acts.later(acts.drafts, name, self.desk, key=self.key, **named), on_finish=self._on_finished
        )

    @Slot()
    def _on_finished(self) -> None:
        self._saving = None
        self.kept.emit()
        if self._then is not None:
            then, self._then = self._then, None
            then()
        elif self._again:
            self._save()

    def pause(self, then: Callable[[], object]) -> None:
        """Keep nothing more; ``then`` is called when no save is under way."""
        self._timer.stop()
        self._again = False
        if self._saving is None:
            then()
        else:
            self._then = then

    def resume(self) -> None:
        """Registering failed: keep what stands in the form."""
        self._timer.start()

    def drop(self) -> None:
        """Throw the draft away."""
        self._empty = True
        self._timer.stop()
        self._save()

    def keep_now(self) -> None:
        """The window closes: keep what was typed in the last second, here and now."""
        if self._timer.isActive():
            self._timer.stop()
            if self._empty:
                acts.drafts().drop_draft(self.desk, key=self.key)
            else:
                acts.drafts().save_draft(self.desk, key=self.key, content=self._content())
