"""The notice in the tray: counts without names, at start and once an afternoon, and not at all when switched off."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from app.actions.desk import Desk
from app.actions.station import put_preference
from app.domain.deadlines import Level
from tests.desks import register
from tests.ui.desk import TODAY
from ui.tasks import TaskRunner
from ui.tray import PREFERENCE, TrayNotice, notice_due, notices_wanted


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, at: str) -> None:
        self.set(at)

    def set(self, at: str, day: dt.date = TODAY) -> None:
        self.at = dt.datetime.combine(day, dt.time.fromisoformat(at))

    def __call__(self) -> dt.datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock("08:05")


@pytest.fixture
def notice(desk: Desk, tasks: TaskRunner, clock: Clock) -> TrayNotice:
    for days in (-3, 0, 0, 2, 6):
        register(desk, received_on=TODAY + dt.timedelta(days=days - 15))
    return TrayNotice(desk, tasks, now=clock)


def said_after(qtbot: QtBot, notice: TrayNotice, tasks: TaskRunner) -> list[str]:
    """What a look at the clock leads to."""
    spy = QSignalSpy(notice.said)
    notice.look()
    qtbot.waitUntil(lambda: tasks.running == 0)
    return [spy.at(place)[0] for place in range(spy.count())]


def test_the_notice_counts_and_names_nobody(qtbot: QtBot, notice: TrayNotice) -> None:
    with qtbot.waitSignal(notice.said) as said:
        notice.notify()
    assert said.args == ["今天到期2件，逾期1件，三日内到期1件"]


def test_nothing_due_is_no_notice(notice: TrayNotice) -> None:
    assert notice.words({}) == ""
    assert notice.words({Level.NORMAL: 4, Level.WEEK: 2}) == ""
    assert notice.words({Level.OVERDUE: 1}) == "逾期1件"


def test_it_comes_at_four_and_once_only(
    qtbot: QtBot, notice: TrayNotice, clock: Clock, tasks: TaskRunner
) -> None:
    clock.set("15:59")
    assert said_after(qtbot, notice, tasks) == []
    clock.set("16:00")
    assert len(said_after(qtbot, notice, tasks)) == 1
    clock.set("16:01")
    assert said_after(qtbot, notice, tasks) == []
    clock.set("16:00", TODAY + dt.timedelta(days=1))
    assert len(said_after(qtbot, notice, tasks)) == 1


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        ("2026-11-23 08:00", "2026-11-23 15:59", False),
        ("2026-11-23 08:00", "2026-11-23 16:00", True),
        ("2026-11-23 08:00", "2026-11-23 18:30", True),  # the PC slept at four
        ("2026-11-23 16:30", "2026-11-23 17:00", False),  # started after four: said at the start
        ("2026-11-22 16:00", "2026-11-23 09:00", False),
        ("2026-11-20 16:00", "2026-11-23 09:00", False),  # an afternoon that is over is not made up for
        ("2026-11-20 16:00", "2026-11-23 16:05", True),
    ],
)
def test_when_an_afternoon_notice_is_due(last: str, now: str, due: bool) -> None:
    assert notice_due(dt.datetime.fromisoformat(last), dt.datetime.fromisoformat(now)) is due


def test_it_can_be_switched_off(
    qtbot: QtBot, notice: TrayNotice, clock: Clock, desk: Desk, tasks: TaskRunner
) -> None:
    assert notices_wanted(desk)
    put_preference(desk, PREFERENCE, False)
    assert not notices_wanted(desk)
    clock.set("16:00")
    assert said_after(qtbot, notice, tasks) == []


def test_without_a_tray_nothing_starts(qtbot: QtBot, notice: TrayNotice, tasks: TaskRunner) -> None:
    spy = QSignalSpy(notice.said)
    notice.start()
    qtbot.waitUntil(lambda: tasks.running == 0)
    assert (notice.tray, spy.count()) == (None, 0)
