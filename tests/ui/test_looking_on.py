"""An auditor's window: it begins with the history, and no button in any place does more than read."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.codes import Role
from app.domain.history import ClockStep
from tests.desks import register
from ui.looking_on import reads
from ui.main_window import MainWindow
from ui.settings.page import SUBJECTS
from ui.side_bar import PLACES
from ui.tasks import TaskRunner


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, tasks: TaskRunner) -> Iterator[MainWindow]:
    number = register(desk)
    desk.operator = replace(desk.operator, roles=(Role.AUDITOR,))
    made = MainWindow(desk, tasks)
    made.show()
    qtbot.waitUntil(lambda: made.place == "settings" and tasks.running == 0)
    made.number = number  # type: ignore[attr-defined]
    yield made
    made.close()


def buttons(window: MainWindow) -> list[QPushButton]:
    return [one for one in window.findChildren(QPushButton) if one.isVisible() and one.window() is window]


def test_it_begins_with_the_history(window: MainWindow) -> None:
    page = window.pages["settings"]
    assert page.stack.currentWidget() is page.subjects["history"]  # type: ignore[attr-defined]
    assert "监督员只查阅" in window.bar.label.text()


def test_no_button_in_any_place_does_more_than_read(
    qtbot: QtBot, window: MainWindow, tasks: TaskRunner
) -> None:
    seen = 0
    for place in PLACES:
        window.go(place)
        qtbot.waitUntil(lambda: tasks.running == 0)
        seen += len(buttons(window))
        assert [one.text() for one in buttons(window) if not reads(one)] == [], place
    window.show_case(window.number)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: tasks.running == 0)
    assert [one.text() for one in buttons(window) if not reads(one)] == []
    assert seen > 5


def test_no_subject_of_the_settings_offers_a_change(
    qtbot: QtBot, window: MainWindow, tasks: TaskRunner
) -> None:
    page = window.go("settings")
    for name in SUBJECTS:
        page.subject(name)  # type: ignore[attr-defined]
        qtbot.waitUntil(lambda: tasks.running == 0)
        assert [one.text() for one in buttons(window) if not reads(one)] == [], name


def test_ctrl_n_registers_nothing(window: MainWindow) -> None:
    window.register()
    assert "监督员" in window.bar.label.text() and window.place == "settings"


def test_a_clock_that_ran_backwards_is_said_at_once(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    desk.clock_step = ClockStep(desk.now(), desk.now())
    window.refresh.tell(Changes())
    qtbot.waitUntil(lambda: "时钟倒退" in window.bar.label.text())
    assert desk.clock_step is None


def test_a_clerk_keeps_his_buttons(qtbot: QtBot, desk: Desk, tasks: TaskRunner) -> None:
    made = MainWindow(desk, tasks)
    made.show()
    qtbot.waitUntil(lambda: made.place == "today" and tasks.running == 0)
    assert made.looking_on is None and made.pages["today"].register_button.isVisible()  # type: ignore[attr-defined]
    made.close()
