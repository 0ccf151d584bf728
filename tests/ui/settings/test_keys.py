"""One's own passphrase, the recovery sheets, the key, and when the window locks by itself."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.actions.desk import Desk
from app.actions.locking import idle_minutes
from app.actions.recovery import list_sheets, untried_sheets
from app.bootstrap import open_desk, recover_desk
from app.domain.codes import Role
from app.domain.documents import RecoverySheetContent
from tests.ui.desk import PASSPHRASE, TODAY, make_untried
from ui.refresh import Refresh
from ui.settings.handing_out import SheetDialog
from ui.settings.key_dialogs import OwnPassphraseDialog, TryDialog
from ui.settings.keys import KeysPage
from ui.tasks import TaskRunner

NEW = "换过以后的一句口令"


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Desk, RecoverySheetContent]]:
    desk, sheet = make_untried(tmp_path / "home")
    with desk:
        yield desk, sheet


@pytest.fixture
def desk(made: tuple[Desk, RecoverySheetContent]) -> Desk:
    return made[0]


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> KeysPage:
    shown = KeysPage(desk, tasks, refresh)
    qtbot.addWidget(shown)
    shown.show()
    shown.activateWindow()
    shown.activate()
    settled(qtbot, tasks)
    return shown


def settled(qtbot: QtBot, tasks: TaskRunner) -> None:
    qtbot.waitUntil(lambda: tasks.running == 0, timeout=30_000)


def press(qtbot: QtBot, page: KeysPage, tasks: TaskRunner, key: Qt.Key) -> None:
    """Press a key whose button clicks by itself a moment later."""
    qtbot.waitUntil(page.isActiveWindow)
    (button,) = (one for one in page.findChildren(QPushButton) if one.shortcut() == QKeySequence(key))
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(page, key)
    settled(qtbot, tasks)


def code_of(sheet: RecoverySheetContent) -> str:
    return "-".join(sheet.code_groups)


def test_a_sheet_that_nobody_tried_is_marked_and_tried_from_paper(
    qtbot: QtBot, made: tuple[Desk, RecoverySheetContent], page: KeysPage, tasks: TaskRunner
) -> None:
    assert page.table.lines.lines[0].cells == ("恢复单", "2026-11-23", "⚠ 还没有试过")
    press(qtbot, page, tasks, Qt.Key.Key_F4)
    assert isinstance(page.shown, TryDialog)
    page.shown.code.set_code(code_of(made[1]))
    page.shown._on_edited()
    page.shown.submit()
    settled(qtbot, tasks)
    assert page.table.lines.lines[0].cells[2] == "2026-11-23"
    assert untried_sheets(made[0]) == []


def test_another_desk_s_code_says_so_and_stays_open(
    qtbot: QtBot, tmp_path: Path, page: KeysPage, tasks: TaskRunner
) -> None:
    other, foreign = make_untried(tmp_path / "other")
    other.close()
    page.try_sheet()
    page.shown.code.set_code(code_of(foreign))
    page.shown._on_edited()
    page.shown.submit()
    settled(qtbot, tasks)
    assert "打不开本工作台" in page.shown.code.fault.text()
    page.shown.reject()


def test_a_sheet_is_made_anew_and_its_code_typed_back(
    qtbot: QtBot, made: tuple[Desk, RecoverySheetContent], page: KeysPage, tasks: TaskRunner
) -> None:
    desk, old = made
    press(qtbot, page, tasks, Qt.Key.Key_F6)
    dialog = page.shown
    assert isinstance(dialog, SheetDialog)
    assert dialog.page.content.code_groups != old.code_groups
    dialog.page.code.set_code(code_of(dialog.page.content))
    dialog.page._on_typed()
    dialog.page.finish()
    settled(qtbot, tasks)
    assert untried_sheets(desk) == []


def test_the_second_sheet_is_made_for_headquarters_and_taken_back(
    qtbot: QtBot, desk: Desk, page: KeysPage, tasks: TaskRunner
) -> None:
    assert "做第二张" in page.second_button.text()
    assert not page.drop_button.isEnabled()
    press(qtbot, page, tasks, Qt.Key.Key_F7)
    sheet = page.shown.page.content
    assert sheet.second
    page.shown.reject()
    page.shown.reject()
    settled(qtbot, tasks)
    assert [one.second for one in list_sheets(desk)] == [False, True]
    assert "重做上级" in page.second_button.text()
    recover_desk(desk.home, code=code_of(sheet), operator="李敏", passphrase=NEW).close()
    page.ask_drop()
    page.shown.submit()
    settled(qtbot, tasks)
    assert [one.second for one in list_sheets(desk)] == [False]


def test_one_s_own_passphrase_is_changed_with_the_old_one(
    qtbot: QtBot, desk: Desk, page: KeysPage, tasks: TaskRunner
) -> None:
    press(qtbot, page, tasks, Qt.Key.Key_F2)
    dialog = page.shown
    assert isinstance(dialog, OwnPassphraseDialog)
    dialog.form.set_values({"old": "不是这一句", "passphrase": NEW, "again": NEW + "x"})
    dialog.submit()
    assert "不一样" in dialog.form.problems["again"].text()
    dialog.form.set_values({"again": NEW})
    dialog.submit()
    settled(qtbot, tasks)
    assert "现在的口令" in dialog.form.problems["old"].text()
    dialog.form.set_values({"old": PASSPHRASE})
    with qtbot.waitSignal(dialog.changed):
        dialog.submit()
    settled(qtbot, tasks)
    open_desk(desk.home, NEW, today=TODAY).close()


def test_when_the_window_locks_is_kept_and_told(
    qtbot: QtBot, desk: Desk, page: KeysPage, tasks: TaskRunner, refresh: Refresh
) -> None:
    assert page.form.text("lock.idle_minutes") == "10"
    page.form.set_values({"lock.idle_minutes": "3"})
    with qtbot.waitSignal(refresh.changed):
        page.save()
    settled(qtbot, tasks)
    assert idle_minutes(desk) == 3
    page.form.set_values({"lock.idle_minutes": "90"})
    page.save()
    settled(qtbot, tasks)
    assert "0至60" in page.form.problems["lock.idle_minutes"].text()


def test_whoever_is_no_administrator_tries_a_sheet_and_changes_his_own_passphrase_only(
    qtbot: QtBot, desk: Desk, page: KeysPage, tasks: TaskRunner
) -> None:
    desk.operator = replace(desk.operator, roles=(Role.CLERK,))
    page.activate()
    settled(qtbot, tasks)
    assert not any(button.isEnabled() for button in page.administrator_buttons)
    assert page.try_button.isEnabled()
    assert page.own_button.isEnabled()
    page.form.set_values({"lock.idle_minutes": "0"})
    page.save()
    settled(qtbot, tasks)
    assert "不是管理员" in page.notice.text()
