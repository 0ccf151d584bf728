"""What the window says right after the desk is open, and what it keeps to itself."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from pytestqt.qtbot import QtBot

from app.actions.checks import full_check_due
from app.actions.desk import Desk
from app.bootstrap import open_desk
from tests.ui.desk import PASSPHRASE, TODAY, a_case, make_desk
from ui.main_window import MainWindow
from ui.refresh import Refresh
from ui.settings.keeping import KeepingPage
from ui.start_check import StartCheck
from ui.tasks import TaskRunner


@pytest.fixture
def started(qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> Iterator[MainWindow]:
    desk.home.chmod(0o700)
    made = MainWindow(desk, tasks)
    made.show()
    qtbot.waitUntil(lambda: made.place == "today" and tasks.running == 0)
    yield made
    made.close()
    qtbot.waitUntil(lambda: tasks.running == 0)


def checked(qtbot: QtBot, window: MainWindow, before: str = "") -> StartCheck:
    check = StartCheck(window.desk, window.tasks, window, before)
    qtbot.waitUntil(lambda: check.wrong is not None and window.tasks.running == 0)
    return check


def wrong_at_this_machine(check: StartCheck) -> bool:
    """Tests may run in memory, or on a full disk."""
    return any(line.name in ("存放位置", "磁盘空间") for line in check.wrong or ())


def test_nothing_is_said_when_all_is_well(qtbot: QtBot, started: MainWindow) -> None:
    check = checked(qtbot, started)
    if wrong_at_this_machine(check):
        pytest.skip("this machine's disk is worth a warning")
    assert check.wrong == []
    assert not started.bar.isVisible()
    assert not started.statusBar().isVisible()


def test_what_needs_attention_is_named_and_one_key_leads_to_it(qtbot: QtBot, started: MainWindow) -> None:
    checked(qtbot, started, before="liming")
    assert "电脑用户" in started.bar.label.text()
    assert "Ctrl+Shift+K" in started.bar.button.text()
    qtbot.keyClick(
        started, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert started.place == "settings"
    page = started.pages["settings"].stack.currentWidget()
    assert isinstance(page, KeepingPage)
    qtbot.waitUntil(lambda: page.table.lines.rowCount() > 8 and started.tasks.running == 0)
    (said,) = (line.cells for line in page.table.lines.lines if line.key == "电脑用户")
    assert "注意" in said[0] and "liming" in said[2]


def test_damage_is_said_first_with_the_way_out(qtbot: QtBot, tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "damaged")
    for number in range(20):
        a_case(desk, f"王建国{number}", content="拖欠9月份夜班津贴" * 200)
    desk.close()
    path = tmp_path / "damaged" / "desk.db"
    raw = bytearray(path.read_bytes())
    for page in range(110, len(raw) // 4096):
        raw[page * 4096 + 50] ^= 1
    path.write_bytes(raw)
    desk = open_desk(tmp_path / "damaged", PASSPHRASE, today=TODAY)
    tasks = TaskRunner(desk)
    window = MainWindow(desk, tasks)
    window.show()
    qtbot.waitUntil(lambda: window.place == "today" and tasks.running == 0)
    checked(qtbot, window)
    assert "已损坏" in window.bar.label.text()
    assert "F9" in window.bar.label.text()
    window.close()
    tasks.stop()
    desk.close()


class WhenShown(QObject):
    """Acts in the moment in which the bar appears: an empty desk is examined within milliseconds."""

    def __init__(self, check: StartCheck, act: Callable[[], object]) -> None:
        super().__init__(check)
        self.act = act
        check.work.installEventFilter(self)

    def eventFilter(self, bar: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show:
            self.act()
        return False


def test_everything_is_examined_after_a_week_in_the_background(
    qtbot: QtBot, started: MainWindow, desk: Desk
) -> None:
    desk.fixed_today = TODAY + dt.timedelta(days=8)
    check = StartCheck(desk, started.tasks, started)
    seen: list[bool] = []
    WhenShown(check, lambda: seen.append(started.statusBar().isVisible() and check.work.busy))
    with qtbot.waitSignal(check.work.over, timeout=20_000):
        pass
    assert seen == [True]
    assert "Esc" not in check.work.stop_button.text()
    assert not started.statusBar().isVisible()
    assert not full_check_due(desk)


def test_the_examination_can_be_put_off(qtbot: QtBot, started: MainWindow, desk: Desk) -> None:
    desk.fixed_today = TODAY + dt.timedelta(days=8)
    check = StartCheck(desk, started.tasks, started)
    WhenShown(check, check.work.stop_button.click)
    with qtbot.waitSignal(check.work.cancelled, timeout=20_000):
        pass
    assert full_check_due(desk)
