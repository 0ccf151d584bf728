"""Cyclic garbage is collected in the thread of the window only.

Python collects wherever it happens to allocate. In a worker thread that may destroy a widget that is left in a
cycle, and Qt ends the program for a widget that is destroyed outside of its own thread. In the window's thread it
may be in the middle of Qt's own work: a destructor that asks for a Python override holds one of Qt's few shared
locks, and a second destructor under it waits for the same one for ever.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

EVERY_MS = 1000


def collect_if_due() -> int:
    """The oldest generation that is over its threshold is collected; its number, -1 when none was."""
    for generation in (2, 1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation] > 0:
            gc.collect(generation)
            return generation
    return -1


class Collector(QObject):
    """Takes collecting over from Python, for good: where Qt is at work, Python must not collect by itself again."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    @Slot()
    def _collect(self) -> None:
        collect_if_due()

    def stop(self) -> None:
        """Collect for the last time, here where no destructor is under way."""
        self._timer.stop()
        gc.collect()
