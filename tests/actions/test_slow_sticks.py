"""A slow stick: progress that is true, steps that are small. What the window does with one is in tests/ui/packets."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from app.actions.attachments import add_attachment
from app.actions.desk import Desk
from app.actions.packets import export_packet
from app.domain.changes import Progress
from app.domain.packet_codes import Seal
from tests.stations import PASSWORD, waiting
from tests.sticks import plugged_in

SIZE = 5_000_000
LATE = 2
"""Steps by which the medium may lag: what still stands in the program's own buffers."""
WAYS: list[dict[str, Any]] = [{}, {"seal": Seal.PASSWORD, "password": PASSWORD}]


@pytest.fixture
def number(desk: Desk, tmp_path: Path) -> str:
    """A case that waits, with a large photograph."""
    number = waiting(desk)
    (tmp_path / "照片.bin").write_bytes(os.urandom(SIZE))
    add_attachment(desk, number=number, path=tmp_path / "照片.bin")
    return number


@pytest.mark.parametrize("way", WAYS, ids=["open", "sealed"])
def test_what_is_counted_lies_on_the_stick(
    desk: Desk, number: str, tmp_path: Path, way: dict[str, Any]
) -> None:
    counted = "写入（KB）" if way else "装入附件"
    with plugged_in(tmp_path / "stick", megabytes=16) as stick:
        before, written = stick.taken, 0
        for progress in export_packet(desk, folder=stick.folder, **way):
            written += progress.doing == counted
            assert stick.taken - before >= (written - LATE) << 20
        assert written >= SIZE >> 20


@pytest.mark.parametrize("way", WAYS, ids=["open", "sealed"])
def test_a_large_enclosure_is_many_steps(
    desk: Desk, number: str, tmp_path: Path, way: dict[str, Any]
) -> None:
    steps = list(export_packet(desk, folder=tmp_path, **way))
    assert sum(step.doing in ("装入附件", "写入（KB）") for step in steps) >= SIZE >> 20
    read_back = [step for step in steps if step.doing == "读回核对（KB）"]
    assert len(read_back) >= SIZE >> 20
    assert read_back[-1] == Progress(read_back[-1].total, read_back[-1].total, "读回核对（KB）")
