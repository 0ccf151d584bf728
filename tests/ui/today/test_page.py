"""The first page: counts, lines under their parts, the way from a line to its act by keyboard, empty words, paper."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from app.actions.calendar import set_day
from app.actions.cases import register_case
from app.actions.desk import Desk
from app.actions.drafts import save_draft
from app.actions.moved_dates import moved_dates
from app.actions.procedure import perform
from app.domain.changes import Changes
from app.domain.codes import CaseClass, Origin
from app.domain.deadlines import Level
from app.domain.workdays import DayKind
from tests.actions.test_today import paper
from tests.desks import a_draft, exhaust, register
from tests.ui.desk import TODAY, a_case
from ui.main_window import MainWindow
from ui.refresh import Refresh
from ui.tasks import TaskRunner
from ui.theme import apply_theme
from ui.today.model import ACT, SUBJECT, WHAT, WHEN, WHO
from ui.today.page import TodayPage

ONE_DAY = dt.timedelta(days=1)
ENTER, CONTROL = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier


def due_in(desk: Desk, days: int, name: str = "王建国") -> str:
    """A case whose fifteen days end so many days from today."""
    return register(desk, name, received_on=TODAY + (days - 15) * ONE_DAY, content="反映夜班津贴少发")


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> TodayPage:
    made = TodayPage(desk, tasks, refresh)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


def shown(qtbot: QtBot, page: TodayPage) -> None:
    """The page with the day as it is now."""
    page.activate()
    qtbot.waitUntil(lambda: page._loading is None and page.tasks.running == 0)


def texts(column, row: int) -> list[str]:
    return [column.rows.index(row, place).data() for place in (WHEN, WHAT, WHO, SUBJECT, ACT)]


def test_the_page_is_painted_before_its_data_arrives(page: TodayPage) -> None:
    assert not page.grab().isNull()
    assert {count.text() for count in page.counts.values()} == {"–"}
    assert page.day is None


def test_an_empty_day_says_so_in_words(qtbot: QtBot, page: TodayPage) -> None:
    shown(qtbot, page)
    assert page.body.currentIndex() == 1
    assert {count.text() for count in page.counts.values()} == {"0"}
    assert not page.keys.isVisible()


def test_counts_stand_beside_shape_and_word(qtbot: QtBot, desk: Desk, page: TodayPage) -> None:
    for days in (-2, -1, 0, 2, 6):
        due_in(desk, days)
    shown(qtbot, page)
    counts = {level: int(count.text()) for level, count in page.counts.items()}
    assert counts == {Level.OVERDUE: 2, Level.TODAY: 1, Level.SOON: 1, Level.WEEK: 2}
    assert page.levels[Level.OVERDUE].text() == "■ 已逾期"


def test_each_line_says_when_what_who_and_what_enter_does(qtbot: QtBot, desk: Desk, page: TodayPage) -> None:
    due_in(desk, -2)
    due_in(desk, 5, "赵秀兰")
    shown(qtbot, page)
    assert page.due.rows.index(0, WHEN).data() == "■ 已逾期　1 件"
    assert texts(page.due, 1) == ["■ 11-21 逾期2天", "书面告知", "王*国", "反映夜班津贴少发", "书面告知"]
    assert page.due.rows.index(2, WHEN).data() == "● 七日内到期　1 件"
    assert texts(page.due, 3)[0] == "● 11-28 剩5天"
    assert page.due.rows.index(1, WHEN).data(Qt.ItemDataRole.AccessibleTextRole).startswith("已逾期")


def test_a_provisional_date_says_so(qtbot: QtBot, desk: Desk, page: TodayPage) -> None:
    desk.fixed_today = dt.date(2027, 1, 8)
    register(desk, origin=Origin.SUPERIOR, received_on=dt.date(2027, 1, 4))
    shown(qtbot, page)
    assert texts(page.due, 1)[0] == "◆ 01-11 剩3天 暂定"


def test_no_line_names_anybody_in_full_and_a_sealed_case_shows_its_numbers_alone(
    qtbot: QtBot, desk: Desk, page: TodayPage
) -> None:
    due_in(desk, 0)
    sealed = register_case(desk, draft=a_draft("赵铁柱", case_class=CaseClass.B, content="区长收钱")).cases[0]
    shown(qtbot, page)
    everything = "".join(
        str(column.rows.index(row, place).data(role) or "")
        for column in (page.due, page.waiting)
        for row in range(column.rows.rowCount())
        for place in range(ACT + 1)
        for role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        )
    )
    for words in ("王建国", "赵铁柱", "赵*柱", "区长"):
        assert words not in everything
    assert texts(page.waiting, 1)[1].startswith(sealed + "　封号 ")


def test_arrow_keys_go_from_line_to_line_over_all_parts_and_columns(
    qtbot: QtBot, desk: Desk, page: TodayPage
) -> None:
    due_in(desk, -2)
    due_in(desk, 0, "赵秀兰")
    waiting = due_in(desk, 9, "孙玉梅")
    perform(desk, number=waiting, act="cannot_settle")
    shown(qtbot, page)
    assert page.due.hasFocus()
    people = [page.due.current_line().people]  # type: ignore[union-attr]
    qtbot.keyClick(page.due, Qt.Key.Key_Down)
    people.append(page.due.current_line().people)  # type: ignore[union-attr]
    assert people == ["王*国", "赵*兰"]
    qtbot.keyClick(page.due, Qt.Key.Key_Down)
    assert page.waiting.hasFocus()
    assert page.waiting.current_line().people == "孙*梅"  # type: ignore[union-attr]
    qtbot.keyClick(page.waiting, Qt.Key.Key_Left)
    assert page.due.hasFocus()
    assert page.due.current_line().people == "赵*兰"  # type: ignore[union-attr]


def test_enter_opens_the_act_and_control_enter_the_case(qtbot: QtBot, desk: Desk, page: TodayPage) -> None:
    number = due_in(desk, -2)
    shown(qtbot, page)
    with qtbot.waitSignal(page.open_act) as opened:
        qtbot.keyClick(page.due, ENTER)
    assert opened.args == [number, "receipt_notice", {}]
    with qtbot.waitSignal(page.open_case) as seen:
        qtbot.keyClick(page.due, ENTER, CONTROL)
    assert seen.args == [number]


def test_a_click_chooses_a_line_and_one_on_the_act_does_it(qtbot: QtBot, desk: Desk, page: TodayPage) -> None:
    due_in(desk, -2)
    shown(qtbot, page)
    opened = QSignalSpy(page.open_act)
    for column, times in ((WHO, 0), (ACT, 1)):
        middle = page.due.visualRect(page.due.rows.index(1, column)).center()
        qtbot.mouseClick(page.due.viewport(), Qt.MouseButton.LeftButton, pos=middle)
        assert opened.count() == times


def test_a_draft_goes_on_in_its_own_form(qtbot: QtBot, desk: Desk, page: TodayPage) -> None:
    number = due_in(desk, 9)
    save_draft(desk, key="register", content={"name": "孙立"})
    shown(qtbot, page)
    assert texts(page.waiting, 1)[1] == "登记新事项"
    page.waiting.enter()
    with qtbot.waitSignal(page.register_wanted):
        qtbot.keyClick(page.waiting, ENTER)
    save_draft(desk, key=f"letter:explanation_letter:{number}", content={"body": "经查"})
    shown(qtbot, page)
    (letter,) = [line for line in page.waiting.rows.lines() if line.number]
    with qtbot.waitSignal(page.open_letter) as opened:
        page.waiting.wanted.emit(letter)
    assert opened.args == [number, "explanation_letter", None]


def test_more_lines_come_with_enter_on_the_last(qtbot: QtBot, desk: Desk, page: TodayPage) -> None:
    for _ in range(14):
        due_in(desk, -2)
    shown(qtbot, page)
    assert len(page.due.rows.lines()) == 12
    page.due.enter(last=True)
    assert "还有 2 件" in page.due.currentIndex().data()
    qtbot.keyClick(page.due, ENTER)
    qtbot.waitUntil(lambda: len(page.due.rows.lines()) == 14)


def test_what_changed_elsewhere_shows_and_the_cursor_keeps_its_line(
    qtbot: QtBot, desk: Desk, page: TodayPage, refresh: Refresh
) -> None:
    due_in(desk, -1)
    shown(qtbot, page)
    other = due_in(desk, -5, "赵秀兰")
    refresh.tell(Changes(cases=(other,)))
    qtbot.waitUntil(lambda: len(page.due.rows.lines()) == 2)
    assert page.due.current_line().people == "王*国"  # type: ignore[union-attr]
    assert page.due.currentIndex().row() == 2


def test_a_moved_calendar_is_announced_until_it_is_confirmed(
    qtbot: QtBot, desk: Desk, page: TodayPage, refresh: Refresh
) -> None:
    register(desk, origin=Origin.SUPERIOR, received_on=TODAY)
    exhaust(moved_dates(desk))
    shown(qtbot, page)
    assert not page.moved.isVisible()
    set_day(desk, day=TODAY + 2 * ONE_DAY, kind=DayKind.HOLIDAY, note="矿庆")
    shown(qtbot, page)
    qtbot.waitUntil(page.moved.isVisible)
    assert "1 个期限" in page.moved.words.text()
    page.show_moved()
    dialog = page.dialog
    qtbot.waitUntil(lambda: dialog.moved is not None)  # type: ignore[union-attr]
    with qtbot.waitSignal(page.said) as said:
        dialog.submit()  # type: ignore[union-attr]
    assert "1 个期限已改" in said.args[0]
    qtbot.waitUntil(lambda: not page.moved.isVisible() and page.tasks.running == 0)


def test_the_days_list_opens_as_it_will_print(qtbot: QtBot, desk: Desk, page: TodayPage) -> None:
    due_in(desk, -1)
    shown(qtbot, page)
    qtbot.keyClick(page, Qt.Key.Key_P, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: page.dialog is not None and page.dialog.print_button.isEnabled())  # type: ignore[attr-defined]
    dialog = page.dialog
    assert dialog.preview.data.startswith(b"%PDF")  # type: ignore[union-attr]
    assert dialog.preview.page_count == 1  # type: ignore[union-attr]
    assert dialog.windowTitle() == "今日工作清单"  # type: ignore[union-attr]
    dialog.reject()  # type: ignore[union-attr]


def test_large_text_leaves_one_column_out_rather_than_cutting_all(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh, qapp
) -> None:
    apply_theme(qapp, 150)
    try:
        page = TodayPage(desk, tasks, refresh)
        qtbot.addWidget(page)
        assert page.due.isColumnHidden(WHAT)
        assert page.waiting.isColumnHidden(SUBJECT)
    finally:
        apply_theme(qapp, 100)


# --- from the page into the case ---------------------------------------------------------------------------


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, tasks: TaskRunner) -> MainWindow:
    made = MainWindow(desk, tasks)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(lambda: made.place == "today" and tasks.running == 0)
    return made


def cases_of(window: MainWindow):
    """The pane of the chosen case."""
    window.go("cases")
    return window.pages["cases"].page.detail  # type: ignore[attr-defined]


def test_enter_on_a_line_of_the_day_opens_the_form_of_its_act(
    qtbot: QtBot, window: MainWindow, desk: Desk, tasks: TaskRunner
) -> None:
    number = a_case(desk)
    desk.fixed_today = TODAY + 12 * ONE_DAY
    page = window.go("today")
    qtbot.waitUntil(lambda: len(page.due.rows.lines()) == 1)  # type: ignore[attr-defined]
    qtbot.keyClick(page.due, ENTER)  # type: ignore[attr-defined]
    detail = cases_of(window)
    qtbot.waitUntil(lambda: detail.flow.asking is not None)
    assert (detail.number, detail.flow.asking.asked.act) == (number, "receipt_notice")
    detail.flow.asking.reject()
    qtbot.waitUntil(lambda: tasks.running == 0)


def test_a_paper_that_waits_for_its_proof_stands_in_the_form_already(
    qtbot: QtBot, window: MainWindow, desk: Desk, tasks: TaskRunner
) -> None:
    number = a_case(desk)
    for mark in ("综采一区信访〔2026〕7号", "综采一区信访〔2026〕8号"):
        paper(desk.store, number, number=mark)
    page = window.go("today")
    qtbot.waitUntil(lambda: len(page.waiting.rows.lines()) == 2)  # type: ignore[attr-defined]
    page.waiting.wanted.emit(page.waiting.rows.lines()[1])  # type: ignore[attr-defined]
    detail = cases_of(window)
    qtbot.waitUntil(lambda: detail.flow.asking is not None)
    assert detail.flow.asking.asked.act == "serve"
    assert detail.flow.asking.asked.values["document"] == "综采一区信访〔2026〕8号"
    detail.flow.asking.reject()
    qtbot.waitUntil(lambda: tasks.running == 0)


def test_showing_the_case_again_is_no_second_wish(
    qtbot: QtBot, window: MainWindow, desk: Desk, tasks: TaskRunner
) -> None:
    number = a_case(desk)
    paper(desk.store, number)
    window.open_act(number, "serve")
    detail = cases_of(window)
    qtbot.waitUntil(lambda: detail.flow.asking is not None)
    detail.flow.asking.reject()
    with qtbot.waitSignal(detail.shown):
        detail.show_case(number)
    qtbot.waitUntil(lambda: tasks.running == 0)
    assert detail.flow.asking is None


def test_a_decision_of_the_leaders_only_shows_its_case(
    qtbot: QtBot, window: MainWindow, desk: Desk, tasks: TaskRunner
) -> None:
    number = a_case(desk)
    detail = cases_of(window)
    with qtbot.waitSignal(detail.shown):
        window.open_act(number, "approve")
    qtbot.waitUntil(lambda: tasks.running == 0)
    assert detail.number == number
    assert detail.flow.asking is None


def test_leaving_the_cases_forgets_the_act_that_was_wanted(
    qtbot: QtBot, window: MainWindow, desk: Desk, tasks: TaskRunner
) -> None:
    number = a_case(desk)
    paper(desk.store, number)
    detail = cases_of(window)
    window.open_act(number, "serve")
    window.go("today")
    qtbot.waitUntil(lambda: tasks.running == 0)
    assert detail.flow.asking is None


def test_the_page_follows_midnight(qtbot: QtBot, window: MainWindow, desk: Desk, tasks: TaskRunner) -> None:
    page = window.pages["today"]
    desk.fixed_today = TODAY + ONE_DAY
    window._show_date()
    qtbot.waitUntil(lambda: page.day.on == TODAY + ONE_DAY and tasks.running == 0)  # type: ignore[attr-defined]
    assert "11月24日" in page.date.text()  # type: ignore[attr-defined]
    first = page.day  # type: ignore[attr-defined]
    window._show_date()
    assert page._loading is None  # type: ignore[attr-defined]
    assert page.day is first  # type: ignore[attr-defined]


def test_what_goes_into_a_packet_leads_to_the_packets(
    qtbot: QtBot, window: MainWindow, tasks: TaskRunner
) -> None:
    window.open_act("ZC01-20261123-0001-X", "export")
    assert window.place == "packets"
    qtbot.waitUntil(lambda: tasks.running == 0)


def test_settings_lead_to_the_dates_that_would_move(
    qtbot: QtBot, window: MainWindow, tasks: TaskRunner
) -> None:
    window.show_moved()
    page = window.pages["today"]
    qtbot.waitUntil(lambda: page.dialog.moved is not None and tasks.running == 0)  # type: ignore[attr-defined]
    assert "没有日期会变动" in page.dialog.notice.text()  # type: ignore[attr-defined]
    page.dialog.reject()  # type: ignore[attr-defined]
