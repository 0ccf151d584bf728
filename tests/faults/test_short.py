"""The short form of `make faults`, seed by seed the same: a few accidents of every kind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the harness forks")

PARTS = {
    "kills": ("kills", "--kills", "9"),
    "writes": ("writes", "--each", "2", "--only", "register", "issue", "create"),
    "in-place": ("writes", "sizes", "--each", "2", "--only", "export"),
    "re-key": ("writes", "--each", "3", "--only", "re-key"),
    "disks": ("sizes", "full", "readonly", "--each", "2", "--only", "register", "back up"),
    "bytes-clock-pairs": ("flips", "clock", "pairs", "--each", "1", "--only", "register"),
    "power": ("power", "--each", "1", "--only", "register", "issue"),
}


def harness(*words: str) -> subprocess.CompletedProcess[str]:
    """Run it in a process of its own: it forks, which a process with threads must not."""
    root = Path(__file__).parents[2]
    return subprocess.run(
        [sys.executable, "-m", "tests.faults", *words], cwd=root, capture_output=True, text=True, timeout=110
    )


@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_lost_half_done_or_left_behind(part: str) -> None:
    done = harness(*PARTS[part])
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "0 findings" in done.stdout
