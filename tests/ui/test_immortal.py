"""PySide6 6.12 under Python 3.11 loses references to None; the window must outlive that."""

from __future__ import annotations

import subprocess
import sys

import pytest

LOSING = """
import os, sys
from PySide6.QtCore import QObject
thing = QObject()
before = sys.getrefcount(None)
for _ in range(100):
    thing.setObjectName("x")
print(before - sys.getrefcount(None), flush=True)
os._exit(0)  # the interpreter may not survive its own end without the mending
"""
OUTLIVING = """
import ui
from PySide6.QtCore import QObject
thing = QObject()
for _ in range(200_000):
    thing.setObjectName("x")
    thing.blockSignals(True)
print("alive")
"""


def run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="from Python 3.12 on the constants are immortal")
def test_the_wheels_still_lose_references_so_the_mending_is_still_needed():
    assert int(run(LOSING)) > 90


def test_two_hundred_thousand_calls_are_outlived():
    assert run(OUTLIVING) == "alive"
