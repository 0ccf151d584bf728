"""The year by days: walked with the keys, changed with a note, taken back; files looked into before they count."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from app.actions.calendar import calendar_year, desk_calendar, set_day
from app.actions.desk import Desk
from app.domain.codes import Origin, Role
from app.domain.workdays import DayKind
from tests.ui.desk import TODAY, a_case
from ui.refresh import Refresh
from ui.settings.calendar_page import PUBLISHED, CalendarPage
from ui.settings.year_grid import YearGrid
from ui.tasks import TaskRunner

D = dt.date
LINES = [
    "2027-01-01,放假,元旦",
    *(f"2027-02-{day:02},放假,春节" for day in range(5, 13)),
    "2027-02-20,上班,春节",
]


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> CalendarPage:
    made = CalendarPage(desk, tasks, refresh)
    qtbot.addWidget(made)
    made.resize(1100, 680)
    made.show()
    qtbot.waitExposed(made)
    made.activate()
    settled(qtbot, tasks)
    return made


def settled(qtbot: QtBot, tasks: TaskRunner) -> None:
    qtbot.waitUntil(lambda: tasks.running == 0, timeout=30_000)


def a_file(folder: Path, lines: list[str]) -> str:
    path = folder / "2027年放假安排.csv"
    path.write_text("\n".join(["日期,安排,说明", *lines]), encoding="utf-8")
    return str(path)


def on_day(page: CalendarPage, day: dt.date, kind: str, note: str = "") -> None:
    page.grid.pick(day)
    page.form.set_values({"kind": kind, "note": note})
    page.save()


def test_the_year_opens_on_today_and_says_that_it_is_published(page: CalendarPage) -> None:
    assert page.grid.day == TODAY
    assert "✓ 已公布" in page.known.text()
    assert "2027 年起暂定" in page.known.text()


def test_a_year_that_nobody_published_is_provisional(
    qtbot: QtBot, page: CalendarPage, tasks: TaskRunner
) -> None:
    page.later.click()
    settled(qtbot, tasks)
    assert "2027" in page.title.text()
    assert "尚未公布" in page.known.text()
    assert page.publish_button.isVisible()


def test_every_kind_of_day_has_a_sign_or_a_word_besides_its_colour(desk: Desk, page: CalendarPage) -> None:
    signs = {day: page.grid.sign(page.grid.info(day)) for day in (D(2026, 10, 1), D(2026, 10, 10), TODAY)}
    assert signs == {D(2026, 10, 1): "休", D(2026, 10, 10): "班", TODAY: ""}
    assert page.grid.words(D(2026, 10, 1)) == "2026-10-01 星期四　节假日（国庆节）"
    assert "周末" in page.grid.words(D(2026, 11, 22))


@pytest.mark.parametrize(
    ("key", "day"),
    [
        (Qt.Key.Key_Right, D(2026, 11, 24)),
        (Qt.Key.Key_Left, D(2026, 11, 22)),
        (Qt.Key.Key_Down, D(2026, 11, 30)),
        (Qt.Key.Key_Up, D(2026, 11, 16)),
        (Qt.Key.Key_Home, D(2026, 11, 1)),
        (Qt.Key.Key_End, D(2026, 11, 30)),
        (Qt.Key.Key_PageUp, D(2026, 10, 1)),
        (Qt.Key.Key_PageDown, D(2026, 12, 1)),
    ],
)
def test_the_keys_walk_over_the_days(qtbot: QtBot, page: CalendarPage, key: Qt.Key, day: dt.date) -> None:
    qtbot.keyClick(page.grid, key)
    assert page.grid.day == day
    assert str(day) in page.day_words.text()
    assert str(day) in page.grid.accessibleDescription()


def test_the_keys_lead_into_the_next_year(qtbot: QtBot, page: CalendarPage, tasks: TaskRunner) -> None:
    page.grid.pick(D(2026, 12, 28))
    qtbot.keyClick(page.grid, Qt.Key.Key_Down)
    settled(qtbot, tasks)
    assert page.grid.view.year == 2027
    assert page.grid.day == D(2027, 1, 4)


def test_the_current_day_is_in_view_also_when_there_is_less_room(page: CalendarPage) -> None:
    page.grid.pick(D(2026, 12, 31))
    page.resize(1100, 480)
    seen = page.grid.visibleRegion().boundingRect()
    assert seen.contains(page.grid.day_rect(D(2026, 12, 31)))


def test_a_click_picks_the_day_under_it(qtbot: QtBot, page: CalendarPage) -> None:
    for day in (D(2026, 1, 1), D(2026, 8, 31), D(2026, 12, 31)):
        qtbot.mouseClick(page.grid, Qt.MouseButton.LeftButton, pos=page.grid.day_rect(day).center())
        assert page.grid.day == day
    assert page.grid.day_at(QPoint(0, 0)) is None


def test_a_day_is_changed_by_keys_alone_and_taken_back(
    qtbot: QtBot, desk: Desk, page: CalendarPage, tasks: TaskRunner
) -> None:
    page.activateWindow()
    page.grid.setFocus()
    qtbot.waitUntil(page.grid.hasFocus)
    qtbot.keyClick(page.grid, Qt.Key.Key_Return)
    assert page.form.fields["kind"].hasFocus()
    qtbot.keyClick(page.form.fields["kind"], Qt.Key.Key_Return)
    assert page.form.fields["note"].hasFocus()
    page.form.fields["note"].insert("矿庆")
    with qtbot.waitSignal(page.undoable) as said:
        qtbot.keyClick(page.form.fields["note"], Qt.Key.Key_Return)
    settled(qtbot, tasks)
    assert desk_calendar(desk).own_days[TODAY].note == "矿庆"
    assert page.grid.info(TODAY).own is not None
    assert page.grid.hasFocus()
    said.args[1]()
    settled(qtbot, tasks)
    assert desk_calendar(desk).own_days == {}
    assert page.grid.info(TODAY).own is None


def test_an_earlier_own_entry_comes_back_when_a_change_is_taken_back(
    qtbot: QtBot, desk: Desk, page: CalendarPage, tasks: TaskRunner
) -> None:
    set_day(desk, day=TODAY, kind=DayKind.HOLIDAY, note="矿庆")
    page.activate()
    settled(qtbot, tasks)
    with qtbot.waitSignal(page.undoable) as said:
        on_day(page, TODAY, PUBLISHED)
    settled(qtbot, tasks)
    assert desk_calendar(desk).is_workday(TODAY)
    said.args[1]()
    settled(qtbot, tasks)
    assert desk_calendar(desk).own_days[TODAY].note == "矿庆"


def test_faults_stand_under_the_day_s_fields(
    qtbot: QtBot, desk: Desk, page: CalendarPage, tasks: TaskRunner
) -> None:
    on_day(page, TODAY, PUBLISHED)
    assert "没有改过" in page.form.problems["kind"].text()
    on_day(page, TODAY, "holiday", "长" * 41)
    settled(qtbot, tasks)
    assert "最多40个字" in page.form.problems["kind"].text()
    assert desk_calendar(desk).own_days == {}


def test_a_change_counts_the_dates_that_would_move_and_leads_there(
    qtbot: QtBot, desk: Desk, page: CalendarPage, tasks: TaskRunner
) -> None:
    a_case(desk, origin=Origin.SUPERIOR)
    due = min(clock_days(desk))
    on_day(page, due, "holiday", "停产检修")
    settled(qtbot, tasks)
    assert "个期限的日期会变动" in page.moved.words.text()
    assert page.moved.isVisible()
    with qtbot.waitSignal(page.moved_dates_wanted):
        page.moved.button.click()


def clock_days(desk: Desk) -> list[dt.date]:
    rows = desk.store.rows("SELECT due_on FROM deadlines WHERE rule = 'T4'")
    return [dt.date.fromisoformat(row["due_on"]) for row in rows]


def test_a_file_shows_what_it_would_change_before_it_counts(
    qtbot: QtBot, desk: Desk, page: CalendarPage, tasks: TaskRunner, tmp_path: Path
) -> None:
    page.look_into(a_file(tmp_path, LINES))
    settled(qtbot, tasks)
    assert "共 10 天，其中 10 天会改动" in page.imports.words.text()
    assert "2027 年导入后算已公布" in page.imports.words.text()
    assert page.imports.table.lines.lines[-1].cells == ("2027-02-20", "周末", "上班", "春节")
    assert not calendar_year(desk, year=2027).published
    with qtbot.waitSignal(page.said):
        page.imports.bring_in()
    settled(qtbot, tasks)
    assert calendar_year(desk, year=2027).published
    assert page.grid.view.year == 2027


def test_a_wrong_row_is_named_and_nothing_can_be_imported(
    qtbot: QtBot, desk: Desk, page: CalendarPage, tasks: TaskRunner, tmp_path: Path
) -> None:
    page.look_into(a_file(tmp_path, [LINES[0], "2027-02-30,放假,"]))
    settled(qtbot, tasks)
    assert "第3行" in page.imports.notice.text()
    assert not page.imports.import_button.isEnabled()
    page.imports.leave_button.click()
    assert page.stack.currentIndex() == 0


def test_few_days_leave_a_year_provisional_unless_they_are_said_to_be_all(
    qtbot: QtBot, page: CalendarPage, tasks: TaskRunner, tmp_path: Path
) -> None:
    page.look_into(a_file(tmp_path, LINES[:2]))
    settled(qtbot, tasks)
    assert "仍是暂定" in page.imports.words.text()
    page.imports.whole.click()
    settled(qtbot, tasks)
    assert "2027 年导入后算已公布" in page.imports.words.text()


def test_a_year_is_exported_and_what_is_exported_changes_nothing_when_it_comes_back(
    qtbot: QtBot, page: CalendarPage, tasks: TaskRunner, tmp_path: Path
) -> None:
    page.export(str(tmp_path / "2026.xlsx"))
    settled(qtbot, tasks)
    assert "已导出" in page.notice.text()
    page.look_into(str(tmp_path / "2026.xlsx"))
    settled(qtbot, tasks)
    assert "不用导入" in page.imports.words.text()
    assert not page.imports.import_button.isEnabled()


def test_a_year_is_declared_as_published_and_taken_back(
    qtbot: QtBot, desk: Desk, page: CalendarPage, tasks: TaskRunner
) -> None:
    page.show_year(2027)
    settled(qtbot, tasks)
    page.publish({"source": "放假通知〔2026〕7号"})
    settled(qtbot, tasks)
    assert calendar_year(desk, year=2027).published
    assert "收回" in page.publish_button.text()
    page.publish_button.click()
    settled(qtbot, tasks)
    assert not calendar_year(desk, year=2027).published


def test_whoever_is_no_administrator_only_reads(
    qtbot: QtBot, desk: Desk, page: CalendarPage, tasks: TaskRunner
) -> None:
    desk.operator = replace(desk.operator, roles=(Role.CLERK,))
    page.activate()
    settled(qtbot, tasks)
    assert not page.form.isEnabled()
    assert not page.import_button.isEnabled()
    assert page.export_button.isEnabled()
    assert "只有管理员" in page.notice.text()


def test_the_months_stand_as_many_beside_each_other_as_there_is_room_for(qtbot: QtBot) -> None:
    grid = YearGrid()
    qtbot.addWidget(grid)
    grid.show()
    grid.resize(grid.month_size.width() * 2 + 40, grid.height())
    assert grid.columns == 2
    first, third = grid.month_rect(1), grid.month_rect(3)
    assert first.left() == third.left()
    assert not first.intersects(third)
    assert grid.month_rect(12).bottom() <= grid.height()
