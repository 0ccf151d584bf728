"""Cycles are collected in the window's thread, and only there."""

import gc
import subprocess
import sys
import threading
import weakref
from pathlib import Path

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


ENDING = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
from ui.garbage import Collector

application = QApplication([])

def window() -> None:
    collector = Collector()
    for _ in range(3000):
        knot = QLabel()
        knot.itself = knot
        QTimer(knot).timeout.connect(knot.update)
    collector.stop()

window()
"""


def test_a_program_that_left_widgets_in_cycles_ends() -> None:
    """Python collected inside the destructor of the collector itself, and two destructors waited for one lock."""
    root = Path(__file__).parents[2]
    ended = subprocess.run([sys.executable, "-c", ENDING], cwd=root, timeout=60, check=False)
    assert ended.returncode == 0
