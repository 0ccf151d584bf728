"""The window of the open desk: six places by key, words in one bar, no name in the title."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.cases import cannot_settle, note_handling
from app.actions.desk import Desk
from app.actions.documents import list_documents
from app.actions.drafts import load_draft, save_draft
from app.domain.errors import NotAllowed
from tests.ui.desk import TODAY, a_case
from ui.main_window import MainWindow
from ui.side_bar import PLACES
from ui.tasks import TaskRunner

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, tasks: TaskRunner) -> MainWindow:
    made = MainWindow(desk, tasks)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(lambda: made.place == "today" and tasks.running == 0)
    return made


@pytest.mark.parametrize("number", range(1, 7))
def test_each_place_has_its_key(qtbot: QtBot, window: MainWindow, tasks: TaskRunner, number: int) -> None:
    qtbot.keyClick(window, Qt.Key(Qt.Key.Key_0 + number), ALT)
    qtbot.waitUntil(lambda: window.place == PLACES[number - 1])
    assert window.side_bar.buttons[window.place].isChecked()
    qtbot.waitUntil(lambda: tasks.running == 0)


def test_the_title_names_nobody(window: MainWindow, desk: Desk) -> None:
    assert window.windowTitle() == "信访工作台"


def test_a_fixed_date_says_that_it_is_fixed(window: MainWindow) -> None:
    assert "2026-11-23" in window.side_bar.date.text()
    assert "固定" in window.side_bar.date.text()


def test_the_keys_of_registering_and_searching(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_N, CONTROL)
    place = window.pages["cases"]
    assert place.currentWidget() is place.registration
    qtbot.keyClick(window, Qt.Key.Key_F, CONTROL)
    assert place.currentWidget() is place.page
    assert place.page.filters.search.hasFocus()


def test_the_slip_of_a_new_case_opens_as_it_will_print(
    qtbot: QtBot, window: MainWindow, desk: Desk, tasks: TaskRunner
) -> None:
    window.register()
    page = window.pages["cases"].registration
    page.first.fields["name"].insert("王建国")
    page.first.fields["content"].insertPlainText("拖欠津贴")
    with qtbot.waitSignal(page.registered) as registered:
        page.submit()
    qtbot.keyClick(window, Qt.Key.Key_P, CONTROL)
    qtbot.waitUntil(lambda: window.place == "documents")
    assert [document.case_number for document in list_documents(desk)] == registered.args
    qtbot.waitUntil(lambda: tasks.running == 0)


def test_what_failed_without_a_place_of_its_own_stands_in_the_bar(window: MainWindow) -> None:
    window.tasks.unhandled.emit(NotAllowed("现在不能移送，请先写原因说明。"))
    assert "现在不能移送" in window.bar.label.text()
    assert window.bar.isVisible()


def test_the_day_shows_what_is_due_waiting_and_half_written(
    qtbot: QtBot, window: MainWindow, desk: Desk, tasks: TaskRunner
) -> None:
    due, waiting = a_case(desk, name="王建国"), a_case(desk, name="赵秀兰")
    note_handling(desk, number=waiting, on=TODAY, text="核对考勤")
    cannot_settle(desk, number=waiting)
    save_draft(desk, key="register", content={"name": "孙立"})
    desk.fixed_today = TODAY.replace(month=12, day=10)
    page = window.go("today")
    qtbot.waitUntil(lambda: len(page.due.rows.lines()) == 2)
    assert [line.number for line in page.due.rows.lines()] == [due, waiting]
    assert [line.what for line in page.waiting.rows.lines()] == ["待移送", "登记新事项"]
    qtbot.keyClick(page.due, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: "cases" in window.pages)
    qtbot.waitUntil(lambda: window.pages["cases"].page.detail.number == due)
    qtbot.waitUntil(lambda: tasks.running == 0)


def test_closing_keeps_what_was_typed_in_the_last_second(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    window.register()
    page = window.pages["cases"].registration
    qtbot.waitUntil(lambda: window.tasks.running == 0)
    page.first.fields["name"].insert("孙立")
    window.close()
    kept = load_draft(desk, key="register")
    assert kept is not None
    assert kept[0]["name"] == "孙立"


def test_changed_station_data_is_kept(qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path) -> None:
    page = window.go("settings").subject("station")
    page.form.set_values({"leader": "张主任", "phone": "0000-1234567"})
    with qtbot.waitSignal(page.said):
        page.save()
    assert (desk.station.leader, desk.station.phone) == ("张主任", "0000-1234567")


def test_a_unit_code_with_cases_cannot_be_changed(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    a_case(desk)
    page = window.go("settings").subject("station")
    page.form.set_values({"unit_code": "ZC99"})
    page.save()
    qtbot.waitUntil(lambda: "不能再改" in page.form.problems["unit_code"].text())
    assert desk.station.unit_code == "ZC01"
