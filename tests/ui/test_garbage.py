"""Cycles are collected in the window's thread, and only there."""

import gc
import threading
import weakref

from pytestqt.qtbot import QtBot

from ui.garbage import collect_if_due


class Knot:
    """Holds itself, so that only the collector can take it away; notes in which thread that was."""

    def __init__(self, died_in: list[int]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: died_in.append(threading.get_ident()))


def test_a_worker_thread_never_collects(qtbot: QtBot) -> None:
    died_in: list[int] = []

    def busy() -> None:
        for _ in range(5000):
            Knot(died_in)

    worker = threading.Thread(target=busy)
    worker.start()
    worker.join()
    assert died_in == []
    assert collect_if_due() >= 0
    gc.collect()
    assert set(died_in) == {threading.get_ident()}
