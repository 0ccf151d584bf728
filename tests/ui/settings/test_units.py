"""The unit table: two steps the first time, then lines added, changed, dropped, and each taken back."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.desk import Desk
from app.actions.facts import is_competent, level_above
from app.actions.units import list_units, put_unit
from app.domain.codes import Role
from app.domain.station import UnitEntry, UnitKind
from ui.refresh import Refresh
from ui.settings.units import UnitsPage
from ui.tasks import TaskRunner

GROUP = UnitEntry("JT01", "示例集团", competent=True)
OWN = UnitEntry("ZC01", "示例煤业综采一区", superior="JT01")


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> UnitsPage:
    made = UnitsPage(desk, tasks, refresh)
    qtbot.addWidget(made)
    made.show()
    shown(qtbot, made, tasks)
    return made


def shown(qtbot: QtBot, page: UnitsPage, tasks: TaskRunner) -> None:
    page.activate()
    settled(qtbot, tasks)


def settled(qtbot: QtBot, tasks: TaskRunner) -> None:
    qtbot.waitUntil(lambda: tasks.running == 0)


def saved(qtbot: QtBot, page: UnitsPage, tasks: TaskRunner) -> object:
    """Save, and what takes it back."""
    with qtbot.waitSignal(page.undoable) as said:
        page.save()
    settled(qtbot, tasks)
    return said.args[1]


def filled(qtbot: QtBot, desk: Desk, page: UnitsPage, tasks: TaskRunner) -> None:
    put_unit(desk, unit=GROUP)
    put_unit(desk, unit=OWN)
    shown(qtbot, page, tasks)


def test_an_empty_table_says_what_to_do_and_knows_this_unit(page: UnitsPage) -> None:
    assert page.stack.currentWidget() is page.empty
    assert "第一步" in page.heading.text()
    assert (page.form.text("code"), page.form.text("name")) == ("ZC01", "示例煤业综采一区")


def test_two_steps_make_this_unit_and_the_level_above(
    qtbot: QtBot, desk: Desk, page: UnitsPage, tasks: TaskRunner
) -> None:
    saved(qtbot, page, tasks)
    assert "第二步" in page.heading.text()
    assert page.form.text("name") == "示例集团信访接待部"
    page.form.set_values({"code": "jt01"})
    undo = saved(qtbot, page, tasks)
    assert level_above(desk).code == "JT01"
    assert not is_competent(desk)
    undo()
    settled(qtbot, tasks)
    assert [(unit.code, unit.superior) for unit in list_units(desk)] == [("ZC01", "")]


def test_the_table_says_in_words_who_is_competent(
    qtbot: QtBot, desk: Desk, page: UnitsPage, tasks: TaskRunner
) -> None:
    filled(qtbot, desk, page, tasks)
    assert [line.cells[3] for line in page.table.lines.lines] == ["✓ 有权", "— 无权"]
    assert page.table.lines.lines[1].cells[2] == "示例集团"


def test_a_unit_is_changed_from_the_keyboard_and_the_change_taken_back(
    qtbot: QtBot, desk: Desk, page: UnitsPage, tasks: TaskRunner
) -> None:
    filled(qtbot, desk, page, tasks)
    page.table.pick("ZC01")
    page.table.setFocus()
    page.table.activated.emit(page.table.currentIndex())
    assert page.form.fields["name"].hasFocus()
    assert not page.form.fields["code"].isEnabled()
    page.form.fields["competent"].click()
    undo = saved(qtbot, page, tasks)
    assert is_competent(desk)
    undo()
    settled(qtbot, tasks)
    assert not is_competent(desk)


def test_faults_stand_under_their_fields(
    qtbot: QtBot, desk: Desk, page: UnitsPage, tasks: TaskRunner
) -> None:
    filled(qtbot, desk, page, tasks)
    page.add()
    page.form.set_values({"code": "x", "name": "示例集团", "kind": UnitKind.OFFICE.value, "competent": True})
    page.save()
    settled(qtbot, tasks)
    for name in ("code", "name", "competent"):
        assert page.form.problems[name].isVisible()
    assert len(list_units(desk)) == 2


def test_a_code_that_stands_already_is_not_written_over(
    qtbot: QtBot, desk: Desk, page: UnitsPage, tasks: TaskRunner
) -> None:
    filled(qtbot, desk, page, tasks)
    page.add()
    page.form.set_values({"code": "JT01", "name": "别的单位"})
    page.save()
    assert "已经有这个代码" in page.form.problems["code"].text()
    assert list_units(desk)[0].name == "示例集团"


def test_a_dropped_unit_can_be_had_back(qtbot: QtBot, desk: Desk, page: UnitsPage, tasks: TaskRunner) -> None:
    filled(qtbot, desk, page, tasks)
    page.table.pick("ZC01")
    with qtbot.waitSignal(page.undoable) as said:
        page.drop()
    settled(qtbot, tasks)
    assert [unit.code for unit in list_units(desk)] == ["JT01"]
    said.args[1]()
    settled(qtbot, tasks)
    assert list_units(desk)[1] == OWN


def test_a_unit_that_others_stand_below_stays_and_the_reason_is_said(
    qtbot: QtBot, desk: Desk, page: UnitsPage, tasks: TaskRunner
) -> None:
    filled(qtbot, desk, page, tasks)
    page.table.pick("JT01")
    page.drop()
    settled(qtbot, tasks)
    assert "上一级" in page.notice.text()
    assert len(list_units(desk)) == 2


def test_whoever_is_no_administrator_only_reads(
    qtbot: QtBot, desk: Desk, page: UnitsPage, tasks: TaskRunner
) -> None:
    filled(qtbot, desk, page, tasks)
    desk.operator = replace(desk.operator, roles=(Role.CLERK,))
    shown(qtbot, page, tasks)
    assert not page.form.isEnabled()
    assert not page.drop_button.isEnabled()
    assert "只有管理员" in page.notice.text()


def test_a_half_typed_unit_stays_when_the_page_comes_back(
    qtbot: QtBot, desk: Desk, page: UnitsPage, tasks: TaskRunner
) -> None:
    filled(qtbot, desk, page, tasks)
    page.add()
    qtbot.keyClicks(page.form.fields["code"], "LZ01")
    shown(qtbot, page, tasks)
    assert page.form.text("code") == "LZ01"
    qtbot.keyClick(page.form.fields["code"], Qt.Key.Key_Return)
    assert page.form.fields["name"].hasFocus()
