"""A stick that hangs in the middle of writing: the window lives, can leave it, and says nothing too early."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer

from app.actions.attachments import add_attachment
from app.actions.cases import get_case
from app.actions.desk import Desk
from app.actions.packets import list_packets, verify_packet
from app.domain.codes import CaseState
from tests.stations import waiting
from tests.sticks import Stick, plugged_in
from tests.ui.packets.conftest import Opened

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Stick]:
    with plugged_in(tmp_path / "stick", megabytes=16, served=True) as stick:
        yield stick
        stick.go_on()


@pytest.fixture
def number(shop: Desk, tmp_path: Path) -> str:
    """A case that waits, with a photograph of some steps."""
    number = waiting(shop)
    (tmp_path / "照片.bin").write_bytes(os.urandom(4_000_000))
    add_attachment(shop, number=number, path=tmp_path / "照片.bin")
    return number


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch, slow: Stick) -> threading.Event:
    """The stick hangs when the second block goes onto it; the event says that it does."""
    synced, hangs, really = [], threading.Event(), os.fsync

    def sync(handle: int) -> None:
        synced.append(handle)
        if len(synced) == 2:
            slow.hang()
            hangs.set()
        really(handle)

    monkeypatch.setattr(os, "fsync", sync)
    return hangs


def export_until_it_hangs(made: Opened, stick: Stick, hanging: threading.Event) -> None:
    made.page.waiting.target.set_folder(str(stick.folder))
    made.settle()
    made.qtbot.keyClick(made.page, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    made.qtbot.waitUntil(hanging.is_set, timeout=30_000)


def alive(made: Opened) -> None:
    """Its timers ring, its tabs can be turned, and what runs is shown with a way to leave it."""
    rung: list[None] = []
    timer = QTimer()
    timer.timeout.connect(lambda: rung.append(None))
    timer.start(1)
    made.qtbot.waitUntil(lambda: len(rung) > 20)
    timer.stop()
    made.page.tabs.setCurrentIndex(1)
    made.page.tabs.setCurrentIndex(0)
    assert made.page.waiting.work.isVisible() and made.page.waiting.work.stop_button.isEnabled()


def nothing_was_said(made: Opened) -> None:
    assert made.page.waiting.work.busy
    assert not made.page.result.isVisible()
    assert made.page.waiting.isVisible()


def test_the_window_goes_on_while_a_stick_hangs_and_says_done_only_when_it_was_read_back(
    shop: Desk, number: str, slow: Stick, hanging: threading.Event, opened: Callable[[Desk], Opened]
) -> None:
    made = opened(shop)
    export_until_it_hangs(made, slow, hanging)
    alive(made)
    nothing_was_said(made)
    slow.go_on()
    made.settle()
    assert made.page.result.isVisible()
    (packet,) = list_packets(shop)
    assert verify_packet(slow.folder / packet.file_name).enclosures == 2


def test_a_stick_that_hangs_can_be_left_and_every_case_still_waits(
    shop: Desk, number: str, slow: Stick, hanging: threading.Event, opened: Callable[[Desk], Opened]
) -> None:
    made = opened(shop)
    export_until_it_hangs(made, slow, hanging)
    made.page.waiting.work.stop()
    alive_words = made.page.waiting.work.words.text()
    assert "正在停下" in alive_words
    nothing_was_said(made)
    slow.go_on()
    made.settle()
    assert "已取消导出" in made.page.waiting.notice.text()
    assert slow.names == []
    assert get_case(shop, number=number).state is CaseState.AWAITING_TRANSFER
    assert list_packets(shop) == []
