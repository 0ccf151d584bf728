"""The window painted with many cases on disk, against an empty PySide6 window; each in a process of its own."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path

from tests.bench.measure import Bound, Result

EMPTY = """
import time
start = time.perf_counter()
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
window = QMainWindow()
window.resize(1366, 728)
window.show()
window.grab()
print(time.perf_counter() - start)
"""
OURS = """
import sys, time, datetime, pathlib
from app.storage import keyring
home = pathlib.Path(sys.argv[1])
start = time.perf_counter()
from PySide6.QtWidgets import QApplication
from ui.theme import apply_theme
application = QApplication([])
apply_theme(application, 100)
from app.bootstrap import open_desk
from ui.main_window import MainWindow
from ui.tasks import TaskRunner
desk = open_desk(home, "benchmark words", today=datetime.date(2026, 11, 24))
window = MainWindow(desk, TaskRunner(desk))
window.resize(1366, 728)
window.show()
window.grab()
print(time.perf_counter() - start)
deadline = time.monotonic() + 2
while time.monotonic() < deadline:
    application.processEvents()
    time.sleep(0.01)
status = pathlib.Path("/proc/self/status").read_text()  # ru_maxrss would count the parent before exec
print(int(status.split("VmHWM:")[1].split()[0]) / 1024)
import os
sys.stdout.flush()
os._exit(0)
"""


def run_python(code: str, *words: str) -> list[float]:
    """What a fresh interpreter prints."""
    settings = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", code, *words], env=settings, check=True, capture_output=True, text=True
    )
    return [float(line) for line in done.stdout.split()]


def painted(home: Path, *, runs: int = 5) -> tuple[Result, Bound]:
    """Time to the first paint, unlocked, against the empty window; and the memory of the idle window."""
    pairs = [(run_python(OURS, str(home)), run_python(EMPTY)) for _ in range(runs)]
    ours = statistics.median(ours[0] for ours, _ in pairs)
    empty = statistics.median(empty[0] for _, empty in pairs)
    memory = statistics.median(ours[1] for ours, _ in pairs)
    return (
        Result("window painted, against an empty window", ours, empty, 4.0),
        Bound("memory of the idle window", memory, 150, "MB"),
    )
