"""Dates that would move: shown old → new, ticked or not, confirmed by keyboard."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from app.actions.calendar import set_day
from app.actions.cases import register_case, view_case
from app.actions.desk import Desk
from app.actions.moved_dates import dates_are_stale, moved_dates
from app.domain.codes import CaseClass, Origin, Role
from app.domain.station import Operator
from app.domain.workdays import DayKind
from tests.desks import a_draft, exhaust, register
from tests.ui.desk import TODAY
from ui.tasks import TaskRunner
from ui.today.moved import MovedDialog

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def numbers(desk: Desk) -> list[str]:
    """Two cases from above, and a day off that the calendar did not have."""
    made = [register(desk, name, origin=Origin.SUPERIOR, received_on=TODAY) for name in ("王建国", "赵秀兰")]
    exhaust(moved_dates(desk))
    set_day(desk, day=TODAY + dt.timedelta(days=2), kind=DayKind.HOLIDAY, note="矿庆")
    return made


@pytest.fixture
def dialog(qtbot: QtBot, desk: Desk, tasks: TaskRunner, numbers: list[str]) -> MovedDialog:
    made = MovedDialog(desk, tasks)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    qtbot.waitUntil(lambda: made.moved is not None and tasks.running == 0)
    return made


def due(desk: Desk, number: str) -> str:
    return next(str(d.due_on) for d in view_case(desk, number=number).deadlines if d.rule == "T4")


def test_old_and_new_stand_side_by_side_masked_and_ticked(dialog: MovedDialog, numbers: list[str]) -> None:
    row = dialog.rows.row(0)
    assert row is not None
    assert row.cells == (numbers[0], "王*国", "T4 转来事项异议", "2026-11-30", "2026-12-01")
    assert len(dialog.rows.checked()) == 2
    assert dialog.confirm_button.text() == "改 2 个，保持 0 个  Ctrl+Enter"


def test_the_space_bar_keeps_a_date_and_control_enter_confirms(
    qtbot: QtBot, desk: Desk, dialog: MovedDialog, numbers: list[str]
) -> None:
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    assert dialog.confirm_button.text().startswith("改 1 个，保持 1 个")
    with qtbot.waitSignal(dialog.done_with) as done:
        qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    assert set(done.args[0].cases) == set(numbers)
    assert [due(desk, number) for number in numbers] == ["2026-11-30", "2026-12-01"]
    assert not dates_are_stale(desk)
    assert not dialog.isVisible()


def test_later_leaves_everything_as_it_stands(
    qtbot: QtBot, desk: Desk, dialog: MovedDialog, numbers: list[str]
) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert dates_are_stale(desk)
    assert due(desk, numbers[0]) == "2026-11-30"


def test_all_and_none_with_one_key(qtbot: QtBot, dialog: MovedDialog) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_A, ALT)
    qtbot.waitUntil(lambda: dialog.rows.checked() == [])
    qtbot.keyClick(dialog, Qt.Key.Key_A, ALT)
    qtbot.waitUntil(lambda: len(dialog.rows.checked()) == 2)


def test_the_list_can_be_printed(dialog: MovedDialog) -> None:
    wanted = QSignalSpy(dialog.print_wanted)
    dialog.print_button.click()
    assert wanted.count() == 1
    assert wanted.at(0)[0] is dialog.moved


def test_an_auditor_is_told_who_confirms(
    qtbot: QtBot, desk: Desk, dialog: MovedDialog, tasks: TaskRunner
) -> None:
    desk.operator = Operator("周审", (Role.AUDITOR,))
    dialog.submit()
    qtbot.waitUntil(lambda: tasks.running == 0)
    assert "登记员或负责人" in dialog.notice.text()
    assert dialog.isVisible()
    assert dialog.confirm_button.isEnabled()


def test_dates_of_sealed_cases_are_not_there_for_those_who_may_not_see_them(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, numbers: list[str]
) -> None:
    accusation = a_draft("赵铁柱", case_class=CaseClass.B, origin=Origin.SUPERIOR, received_on=TODAY)
    sealed = register_case(desk, draft=accusation).cases[0]
    set_day(desk, day=TODAY + dt.timedelta(days=3), kind=DayKind.HOLIDAY, note="矿庆")
    registrar = desk.operator
    for operator, seen in ((registrar, True), (Operator("孙负责", (Role.LEADER,)), False)):
        desk.operator = operator
        made = MovedDialog(desk, tasks)
        qtbot.addWidget(made)
        made.show()
        qtbot.waitUntil(lambda made=made: made.moved is not None and tasks.running == 0)
        cells = [made.rows.row(place).cells[:2] for place in range(made.rows.rowCount())]  # type: ignore[union-attr]
        assert ((sealed, "密封") in cells) is seen
        assert (sealed in {number for number, _ in cells}) is seen
        made.hide()
