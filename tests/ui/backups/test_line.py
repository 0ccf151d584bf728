"""The line on the first page: how old backup and trial are, and one key for each."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.backup import create_backup
from app.actions.backup_places import backup_target, good_backups, set_backup_target
from app.actions.desk import Desk
from app.domain.backups import Loudness
from tests.ui.desk import TODAY, a_case
from ui.backups.daily import DailyBackup
from ui.backups.line import BackupLine
from ui.refresh import Refresh
from ui.tasks import TaskRunner
from ui.today.page import TodayPage

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def settled(qtbot: QtBot, tasks: TaskRunner) -> None:
    qtbot.waitUntil(lambda: tasks.running == 0, timeout=30_000)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> Iterator[TodayPage]:
    made = TodayPage(desk, tasks, refresh)
    qtbot.addWidget(made)
    made.resize(1220, 700)
    made.show()
    qtbot.waitExposed(made)
    made.activate()
    settled(qtbot, tasks)
    yield made
    settled(qtbot, tasks)


def again(qtbot: QtBot, page: TodayPage, tasks: TaskRunner) -> BackupLine:
    page.activate()
    settled(qtbot, tasks)
    return page.backups


def test_a_new_desk_is_told_calmly_and_offers_no_drill(page: TodayPage) -> None:
    assert "不用备份" in page.backups.backup_words.text()
    assert not page.backups.drill_button.isVisible()


def test_the_words_grow_louder_with_shape_colour_and_weight(
    qtbot: QtBot, page: TodayPage, tasks: TaskRunner, desk: Desk, stick: Path
) -> None:
    a_case(desk)
    create_backup(desk, folder=stick)
    stick.rename(stick.with_name("drawer"))
    looks = []
    for days in (0, 4, 9, 30):
        desk.fixed_today = TODAY + dt.timedelta(days)
        label = again(qtbot, page, tasks).backup_words
        looks.append((label.text()[0], label.objectName(), label.font().bold()))
    assert looks == [
        ("○", "quiet", False), ("◆", "", False), ("▲", "problem", False), ("■", "problem", True),
    ]  # fmt: skip


def test_one_key_backs_up_where_backups_go(
    qtbot: QtBot, page: TodayPage, tasks: TaskRunner, desk: Desk, stick: Path
) -> None:
    a_case(desk)
    set_backup_target(desk, folder=stick)
    line = again(qtbot, page, tasks)
    qtbot.keyClick(page, Qt.Key.Key_B, CONTROL)
    qtbot.waitUntil(lambda: "已备份" in line.notice.text(), timeout=30_000)
    settled(qtbot, tasks)
    assert len(list(stick.glob("*.backup"))) == 1
    assert "只在本机硬盘上（最近一次：今天）" in line.backup_words.text()  # where the tests run
    assert line.backup_button.isEnabled()


def test_the_first_backup_asks_where_and_remembers_it(
    qtbot: QtBot, page: TodayPage, tasks: TaskRunner, desk: Desk, stick: Path
) -> None:
    a_case(desk)
    line = again(qtbot, page, tasks)
    line.back_up_to(str(stick))
    qtbot.waitUntil(lambda: "已备份" in line.notice.text(), timeout=30_000)
    settled(qtbot, tasks)
    assert backup_target(desk.home).folder == stick


def test_a_folder_that_takes_nothing_is_told_and_not_remembered(
    qtbot: QtBot, page: TodayPage, tasks: TaskRunner, desk: Desk, stick: Path
) -> None:
    line = again(qtbot, page, tasks)
    line.back_up_to(str(stick / "gone"))
    qtbot.waitUntil(lambda: "写不进" in line.notice.text())
    settled(qtbot, tasks)
    assert backup_target(desk.home).folder is None


def test_one_key_tries_a_restore(
    qtbot: QtBot, page: TodayPage, tasks: TaskRunner, desk: Desk, stick: Path
) -> None:
    a_case(desk)
    create_backup(desk, folder=stick)
    line = again(qtbot, page, tasks)
    qtbot.keyClick(page, Qt.Key.Key_R, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: "演练通过" in line.notice.text(), timeout=30_000)
    settled(qtbot, tasks)
    assert line.state is not None
    assert line.state.tried is not None


def test_a_drill_that_fails_is_told_loudly(
    qtbot: QtBot, page: TodayPage, tasks: TaskRunner, desk: Desk, stick: Path
) -> None:
    a_case(desk)
    path = create_backup(desk, folder=stick).path
    path.write_bytes(path.read_bytes()[:-100])
    line = again(qtbot, page, tasks)
    line.drill()
    qtbot.waitUntil(lambda: "没有通过" in line.notice.text(), timeout=30_000)
    settled(qtbot, tasks)
    assert line.state is not None
    assert line.state.trial.level is Loudness.ALARM
    assert "没有通过" in line.trial_words.text()


def test_a_cancelled_drill_says_that_nothing_is_left(
    qtbot: QtBot, page: TodayPage, tasks: TaskRunner, desk: Desk, stick: Path
) -> None:
    a_case(desk)
    create_backup(desk, folder=stick)
    line = again(qtbot, page, tasks)
    line.drill()
    line.work.stop()
    qtbot.waitUntil(lambda: not line.work.busy, timeout=30_000)
    settled(qtbot, tasks)
    assert "什么都没有留下" in line.notice.text()
    assert desk.store.value("SELECT count(*) FROM restore_trials") == 0


def test_the_daily_backup_is_made_once_and_again_after_midnight(
    qtbot: QtBot, tasks: TaskRunner, desk: Desk, stick: Path, refresh: Refresh
) -> None:
    a_case(desk)
    set_backup_target(desk, folder=stick)
    daily = DailyBackup(desk, tasks, refresh)
    for days, count in ((0, 1), (0, 1), (1, 2)):
        desk.fixed_today = TODAY + dt.timedelta(days)
        if days:
            a_case(desk, "李芳")
        daily.look()
        settled(qtbot, tasks)
        assert len(good_backups(desk)) == count
    daily.stop()


def test_a_daily_backup_that_fails_is_told(
    qtbot: QtBot, tasks: TaskRunner, desk: Desk, refresh: Refresh
) -> None:
    a_case(desk)
    (desk.home / "backups").write_bytes(b"a file where the folder should be")
    daily = DailyBackup(desk, tasks, refresh)
    with qtbot.waitSignal(daily.complained) as told:
        daily.look()
    settled(qtbot, tasks)
    daily.stop()
    assert "今天的自动备份没有做成" in told.args[0]
