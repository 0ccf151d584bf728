"""One signal that every page listens to: what an act touched, and who did it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.changes import Changes


class Refresh(QObject):
    """``changed(changes, initiator)``: the initiator has shown its own change already and may skip it."""

    changed = Signal(object, object)

    def tell(self, changes: Changes, initiator: object = None) -> None:
        """Tell all pages what changed."""
        self.changed.emit(changes, initiator)
