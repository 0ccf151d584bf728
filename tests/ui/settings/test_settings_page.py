"""The settings: subjects by key, made when first shown; the station, the preferences, backup and examination."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.actions.backup_places import set_backup_target
from app.actions.desk import Desk
from app.actions.station import get_preference, put_preference
from app.actions.units import list_units
from app.domain.codes import Role
from app.domain.document_specs import Layout
from app.domain.station import Operator
from tests.ui.desk import a_case
from ui.main_window import MainWindow
from ui.refresh import Refresh
from ui.settings.page import SUBJECTS, SettingsPage
from ui.settings.preferences import DIFFERENT, TRAY, printer_names
from ui.tasks import TaskRunner
from ui.theme import apply_theme, text_scale


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> SettingsPage:
    made = SettingsPage(desk, tasks, refresh)
    qtbot.addWidget(made)
    made.show()
    made.activate()
    qtbot.waitUntil(lambda: tasks.running == 0)
    return made


def test_the_first_subject_is_marked_when_the_list_had_the_focus_before(page: SettingsPage) -> None:
    page.list.selectionModel().clearSelection()  # as the focus does: the row is current, and nothing is chosen
    page.activate()
    assert [item.text() for item in page.list.selectedItems()] == ["单位资料"]


def settled(qtbot: QtBot, tasks: TaskRunner) -> None:
    qtbot.waitUntil(lambda: tasks.running == 0, timeout=30_000)


def test_a_subject_is_made_when_it_is_first_shown(page: SettingsPage) -> None:
    assert list(page.subjects) == ["station"]
    assert page.list.count() == len(SUBJECTS)


def test_every_page_that_the_manual_and_the_examination_name_is_in_the_list(page: SettingsPage) -> None:
    root = Path(__file__).parents[3]
    said = [
        (root / name).read_text(encoding="utf-8")
        for name in ("docs/manual.zh-CN.md", "app/actions/checks.py")
    ]
    titles = tuple(page.list.item(row).text() for row in range(page.list.count()))
    for words in said:
        named = re.findall(r"“设置”(?:（Alt\+6）)?→ ([一-鿿]+)", words)
        assert named
        assert [name for name in named if not name.startswith(titles)] == []


def test_the_subjects_are_walked_by_key(qtbot: QtBot, page: SettingsPage, tasks: TaskRunner) -> None:
    for name in list(SUBJECTS)[1:]:
        qtbot.keyClick(page.list, Qt.Key.Key_Down)
        assert page.stack.currentWidget() is page.subjects[name]
        settled(qtbot, tasks)


@pytest.mark.parametrize("name", list(SUBJECTS))
def test_every_subject_shows_itself_without_a_fault(
    qtbot: QtBot, page: SettingsPage, tasks: TaskRunner, name: str
) -> None:
    said: list[object] = []
    page.failed.connect(said.append)
    page.subject(name)
    settled(qtbot, tasks)
    assert said == []
    assert page.subjects[name].notice.text() == ""


@pytest.mark.parametrize(
    "name", ["units", "calendar", "operators", "keys", "preferences", "templates", "backups"]
)
def test_a_page_fits_a_small_screen_with_large_text(
    qtbot: QtBot, qapp: QApplication, desk: Desk, tasks: TaskRunner, refresh: Refresh, name: str
) -> None:
    apply_theme(qapp, 150)
    try:
        made = SettingsPage(desk, tasks, refresh)
        qtbot.addWidget(made)
        made.show()
        made.activate()
        made.subject(name)
        settled(qtbot, tasks)
        assert made.minimumSizeHint().width() <= 1366 - 98 * 1.5
        assert made.minimumSizeHint().height() <= 700
    finally:
        apply_theme(qapp)


def test_what_was_typed_stays_when_another_subject_was_shown(
    qtbot: QtBot, page: SettingsPage, tasks: TaskRunner
) -> None:
    station = page.subject("station")
    station.form.fields["leader"].selectAll()
    station.form.fields["leader"].insert("赵主任")
    page.subject("rules")
    settled(qtbot, tasks)
    assert page.subject("station").form.text("leader") == "赵主任"


def test_one_printer_is_chosen_for_all_letters(qtbot: QtBot, page: SettingsPage, desk: Desk) -> None:
    for name in printer_names(Layout.LETTER):
        put_preference(desk, name, "HP-1020")
    put_preference(desk, printer_names(Layout.FORM)[0], "针式")
    preferences = page.subject("preferences")
    assert preferences.form.value("printers.form") == DIFFERENT
    preferences.form.set_values({"printers.letter": "", "ui.scale": str(text_scale())})
    with qtbot.waitSignal(page.said):
        preferences.save()
    assert {get_preference(desk, name) for name in printer_names(Layout.LETTER)} == {""}
    assert get_preference(desk, printer_names(Layout.FORM)[0]) == "针式"


def test_the_reminding_can_be_switched_off(qtbot: QtBot, page: SettingsPage, desk: Desk) -> None:
    preferences = page.subject("preferences")
    assert preferences.form.value(TRAY) is True
    preferences.form.fields[TRAY].click()
    with qtbot.waitSignal(page.said):
        preferences.save()
    assert get_preference(desk, TRAY) is False


def test_larger_text_shows_at_once_and_is_remembered(
    qtbot: QtBot, qapp: QApplication, page: SettingsPage, desk: Desk
) -> None:
    preferences = page.subject("preferences")
    preferences.form.set_values({"ui.scale": "130"})
    try:
        with qtbot.waitSignal(page.said):
            preferences.save()
        assert text_scale() == 130
        assert get_preference(desk, "ui.scale") == 130
    finally:
        apply_theme(qapp)


def test_one_more_backup_is_written_opened_and_counted(
    qtbot: QtBot, page: SettingsPage, tasks: TaskRunner, tmp_path: Path
) -> None:
    backups = page.subject("backups")
    settled(qtbot, tasks)
    backups.copy_to(str(tmp_path))
    qtbot.waitUntil(lambda: "已备份" in backups.notice.text(), timeout=30_000)
    settled(qtbot, tasks)
    [path] = tmp_path.glob("*.backup")
    assert [line.cells[4] for line in backups.table.lines.lines] == [path.name]
    assert backups.copy_button.isEnabled()


def test_a_backup_that_fails_says_why(
    qtbot: QtBot, page: SettingsPage, tasks: TaskRunner, tmp_path: Path
) -> None:
    backups = page.subject("backups")
    settled(qtbot, tasks)
    backups.copy_to(str(tmp_path / "gone"))
    qtbot.waitUntil(lambda: "写不进" in backups.notice.text(), timeout=30_000)
    settled(qtbot, tasks)
    assert backups.copy_button.isEnabled()


def test_where_backups_go_is_told_plainly(
    qtbot: QtBot, page: SettingsPage, tasks: TaskRunner, desk: Desk, tmp_path: Path
) -> None:
    backups = page.subject("backups")
    settled(qtbot, tasks)
    assert "硬盘坏了它也会坏" in backups.place.text()
    assert not backups.restore_button.isEnabled()
    folder = tmp_path / "stick"
    folder.mkdir()
    for gone, words in ((False, "同一个盘上"), (True, "现在找不到")):
        set_backup_target(desk, folder=folder)
        if gone:
            folder.rmdir()
        backups.activate()
        settled(qtbot, tasks)
        assert words in backups.place.text()


def test_only_an_administrator_restores(
    qtbot: QtBot, page: SettingsPage, tasks: TaskRunner, desk: Desk
) -> None:
    backups = page.subject("backups")
    settled(qtbot, tasks)
    desk.operator = Operator("王干事", (Role.CLERK,))
    backups.restore_other()
    assert backups.dialog is None
    assert "只有管理员" in backups.notice.text()


def test_a_desk_that_was_replaced_stands_in_the_list(
    qtbot: QtBot, page: SettingsPage, tasks: TaskRunner, desk: Desk
) -> None:
    kept = desk.home / "desk-replaced-20261120-170501"
    kept.mkdir()
    for name in ("desk.db", "keys.json"):
        (kept / name).write_bytes(b"x")
    backups = page.subject("backups")
    settled(qtbot, tasks)
    [line] = backups.table.lines.lines
    assert line.cells[:2] == ("2026-11-20 17:05", "恢复时换下")


def test_the_examination_shows_each_thing_with_sign_and_word(
    qtbot: QtBot, page: SettingsPage, tasks: TaskRunner, desk: Desk
) -> None:
    desk.rules_folder.mkdir()
    (desk.rules_folder / "deadlines.toml").write_text("[T7]\nlength = 90\n", encoding="utf-8")
    keeping = page.subject("keeping")
    settled(qtbot, tasks)
    lines = {line.key: line.cells for line in keeping.table.lines.lines}
    assert lines["数据文件"][0] == "✓ 正常"
    assert lines["期限和日历"][0] == "⚠ 注意"
    assert "要注意" in keeping.words.text()


def test_the_desk_s_day_and_operator_are_shown(page: SettingsPage, desk: Desk) -> None:
    desk.station = replace(desk.station, leader="张主任")
    page.activate()
    station = page.subject("station")
    assert station.form.text("leader") == "张主任"
    for words in ("2026-11-23", "固定", "李敏"):
        assert words in station.date.text()


def test_what_was_done_is_taken_back_from_the_message_bar(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner
) -> None:
    window = MainWindow(desk, tasks)
    qtbot.addWidget(window)
    units = window.go("settings").subject("units")
    settled(qtbot, tasks)
    units.save()
    qtbot.waitUntil(lambda: window.bar.button.text() == "撤销")
    settled(qtbot, tasks)
    assert len(list_units(desk)) == 1
    window.bar.button.click()
    settled(qtbot, tasks)
    assert list_units(desk) == []


def test_dates_that_were_left_unconfirmed_are_told_when_the_calendar_opens(
    qtbot: QtBot, page: SettingsPage, desk: Desk, tasks: TaskRunner
) -> None:
    a_case(desk)
    desk.rules_folder.mkdir()
    (desk.rules_folder / "deadlines.toml").write_text("[T2]\nlength = 10\n", encoding="utf-8")
    calendar = page.subject("calendar")
    settled(qtbot, tasks)
    assert "1 个期限" in calendar.moved.words.text()
    with qtbot.waitSignal(page.moved_dates_wanted):
        calendar.moved.button.click()
