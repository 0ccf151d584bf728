"""Headquarters' register on the screen: filtered, ticked, assigned and urged at once, taken back; and the repeats."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from app.actions.cases import get_case
from app.actions.desk import Desk
from app.actions.inbox import import_packet
from app.actions.office_register import do_for_many
from app.actions.packets import export_packet
from app.domain.codes import CaseClass, CaseState
from app.domain.office_register import Stage
from app.domain.petitioners import Petitioner
from tests.desks import DESK_DAY, exhaust
from tests.stations import introduce, waiting
from tests.two_desks import make_workshop
from tests.ui.packets.conftest import Open, Opened
from ui.known_line import KnownLine
from ui.packets.register import RegisterView
from ui.packets.repeats import RepeatsView

DUE = DESK_DAY + dt.timedelta(5)


def person(name: str) -> tuple[Petitioner, ...]:
    return (Petitioner(name, phone="13812344321", unit="综采一区"),)


@pytest.fixture
def second(tmp_path: Path, office: Desk, shop: Desk, introduced: None) -> Desk:
    """Another unit that headquarters knows."""
    desk = make_workshop(tmp_path / "second", "ZC02", "综采二区", DESK_DAY)
    introduce(desk, office)
    return desk


@pytest.fixture
def arrived(shop: Desk, second: Desk, office: Desk, stick: Path) -> tuple[str, ...]:
    """Two cases of one unit and one of another, the last a repeat of the first."""
    numbers = [
        waiting(shop, name, petitioners=person(name), case_class=CaseClass.C6)
        for name in ("王建国", "李桂兰")
    ]
    numbers.append(waiting(second, "王建国", petitioners=person("王建国"), case_class=CaseClass.C6))
    for desk in (shop, second):
        exhaust(import_packet(office, exhaust(export_packet(desk, folder=stick)).path))
    second.close()
    return tuple(numbers)


def register(opened: Open, office: Desk) -> tuple[Opened, RegisterView]:
    at = opened(office)
    at.tab("register")
    return at, at.page.register


def fill(view: RegisterView, **texts: object) -> None:
    """Fill in the dialog that is open and finish it."""
    assert view.asking is not None
    view.asking.form.set_values(texts)
    view.asking.submit()


def column(view: RegisterView, title: str) -> list[str]:
    titles = [view.model.headerData(n, Qt.Orientation.Horizontal, 0) for n in range(view.model.columnCount())]
    place = titles.index(title)
    return [view.model.index(row, place).data() for row in range(view.model.rowCount())]


def test_the_dialog_offers_to_whom_cases_went_before(
    opened: Open, office: Desk, arrived: tuple[str, ...], qtbot: QtBot
) -> None:
    given = {"receiver_office": "工资科", "requirement": "核对", "due_on": DUE.isoformat()}
    exhaust(do_for_many(office, numbers=arrived[:1], act="assign", fields=given))
    _, view = register(opened, office)
    qtbot.waitUntil(lambda: view.model.rowCount() == 3)
    view.table.selectRow(0)
    view.assign()
    assert view.asking is not None
    line = view.asking.form.fields["receiver_office"]
    assert isinstance(line, KnownLine)
    qtbot.keyClick(line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = line.known.popup()
    assert popup.isVisible()
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert (line.text(), popup.isVisible()) == ("工资科", False)
    line.clear()
    line.setText("别的科室")
    assert view.asking.texts()["receiver_office"] == "别的科室"
    view.asking.reject()


def test_an_empty_register_says_where_cases_come_from(opened: Open, office: Desk) -> None:
    _, view = register(opened, office)
    assert view._stack.currentIndex() == 1
    assert "收件" in view.empty.text()
    assert not view.assign_button.isEnabled()


def test_every_case_stands_with_both_numbers_its_unit_and_nobody_ticked(
    opened: Open, office: Desk, arrived: tuple[str, ...]
) -> None:
    _, view = register(opened, office)
    assert sorted(column(view, "事项编号")) == sorted(arrived)
    assert all(number.startswith("JT00-") for number in column(view, "本单位编号"))
    assert sorted(set(column(view, "移送单位"))) == ["综采一区", "综采二区"]
    assert view.model.checked() == []
    assert "共 3 件" in view.counted.text()
    assert "王建国" not in "".join(column(view, "信访人"))


def test_ticked_cases_are_assigned_with_one_form_and_taken_back(
    opened: Open, office: Desk, arrived: tuple[str, ...]
) -> None:
    at, view = register(opened, office)
    view.tick_all()
    assert "3 件" in view.assign_button.text()
    view.assign()
    fill(view, due_on=DUE, receiver_office="工资科", requirement="核对发放记录。")
    at.settle()
    assert "已交办 3 件" in view.notice.text()
    assert set(column(view, "交办给")) == {"工资科"}
    assert set(column(view, "反馈期限")) == {f"□ {DUE}"}
    assert view.undo_button.isVisible()
    view.ask_undo()
    fill(view, reason="科室写错了")  # type: ignore[arg-type]
    at.settle()
    assert set(column(view, "交办给")) == {"—"}
    assert not view.undo_button.isVisible()
    assert all(get_case(office, number=number).state is CaseState.REGISTERED for number in arrived)


def test_without_a_tick_the_line_with_the_cursor_is_meant(
    opened: Open, office: Desk, arrived: tuple[str, ...]
) -> None:
    at, view = register(opened, office)
    view.table.selectRow(1)
    number = view.chosen()[0]
    view.assign()
    fill(view, due_on=DUE, receiver_office="工资科", requirement="核对发放记录。")
    at.settle()
    assert [n for n in arrived if get_case(office, number=n).state is CaseState.REFERRED] == [number]


def test_failures_are_named_and_the_rest_is_done(
    opened: Open, office: Desk, arrived: tuple[str, ...]
) -> None:
    at, view = register(opened, office)
    view.table.selectRow(0)
    first = view.chosen()[0]
    for _ in range(2):
        view.assign()
        fill(view, due_on=DUE, receiver_office="工资科", requirement="核对发放记录。")
        at.settle()
        view.tick_all()
    assert "已交办 2 件" in view.notice.text()
    assert "1 件没有办成" in view.notice.text()
    assert first in view.notice.text()


def test_the_stages_and_units_narrow_the_table(opened: Open, office: Desk, arrived: tuple[str, ...]) -> None:
    at, view = register(opened, office)
    view.stages.setCurrentIndex(view.stages.findData(Stage.ASSIGNED.value))
    at.settle()
    assert view.model.rowCount() == 0
    assert "全部" in view.empty.text()
    view.stages.setCurrentIndex(0)
    view.senders.setCurrentIndex(view.senders.findData("ZC02"))
    at.settle()
    assert column(view, "事项编号") == [arrived[2]]


def test_typing_part_of_a_number_narrows_it_too(
    qtbot: QtBot, opened: Open, office: Desk, arrived: tuple[str, ...]
) -> None:
    _, view = register(opened, office)
    qtbot.keyClicks(view.text, arrived[1][-6:])
    qtbot.waitUntil(lambda: column(view, "事项编号") == [arrived[1]])


def test_urging_fills_in_the_office_and_seven_days(
    opened: Open, office: Desk, arrived: tuple[str, ...]
) -> None:
    at, view = register(opened, office)
    view.tick_all()
    view.assign()
    fill(view, due_on=DUE, receiver_office="工资科", requirement="核对发放记录。")
    at.settle()
    view.tick_all()
    view.urge()
    assert view.asking is not None
    assert view.asking.form.values()["receiver_office"] == "工资科"
    assert view.asking.form.values()["report_by"] == DESK_DAY + dt.timedelta(7)
    fill(view, reason="逾期没有反馈。", requirement="七日内反馈。")
    at.settle()
    assert all("督" in state for state in column(view, "状态"))


def test_a_cancelled_run_keeps_what_was_done_and_says_so(
    opened: Open, office: Desk, arrived: tuple[str, ...]
) -> None:
    at, view = register(opened, office)
    view.tick_all()
    view.assign()
    fill(view, due_on=DUE, receiver_office="工资科", requirement="核对发放记录。")
    view.work.stop()
    at.settle()
    done = sum(get_case(office, number=number).state is CaseState.REFERRED for number in arrived)
    assert done < 3
    assert "已停下" in view.notice.text()


def test_enter_opens_the_case(opened: Open, office: Desk, arrived: tuple[str, ...], qtbot: QtBot) -> None:
    at, view = register(opened, office)
    asked: list[str] = []
    at.page.openCase.connect(asked.append)
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert asked == [view.chosen()[0]]


# --- repeats ----------------------------------------------------------------------------------------------------


def repeats(opened: Open, office: Desk) -> tuple[Opened, RepeatsView]:
    at = opened(office)
    at.tab("repeats")
    return at, at.page.repeats


def answer(view: RepeatsView, reason: str) -> None:
    assert view.asking is not None
    view.asking.form.set_values({"reason": reason})
    view.asking.submit()


def test_nothing_to_compare_says_what_would_be_here(opened: Open, office: Desk) -> None:
    _, view = repeats(opened, office)
    assert view._stack.currentIndex() == 1
    assert not view.link_button.isEnabled()
    assert not view.back_button.isEnabled()


def test_a_pair_stands_side_by_side_names_covered(
    opened: Open, office: Desk, arrived: tuple[str, ...]
) -> None:
    _, view = repeats(opened, office)
    assert view.model.rowCount() == 1
    left, right = (label.text() for label in view.sides)
    assert arrived[0] in left and arrived[2] in right
    assert "综采一区" in left and "综采二区" in right
    assert "王*国" in left and "王建国" not in left + right


def test_a_link_settles_the_pair_and_ctrl_z_brings_it_back(
    opened: Open, office: Desk, arrived: tuple[str, ...]
) -> None:
    at, view = repeats(opened, office)
    view.link()
    at.settle()
    assert view.model.rowCount() == 0
    assert get_case(office, number=arrived[2]).repeat_of == arrived[0]
    assert view.back_button.shortcut() == QKeySequence("Ctrl+Z")
    view.back_button.click()
    answer(view, "看错了")
    at.settle()
    assert view.model.rowCount() == 1
    assert get_case(office, number=arrived[2]).repeat_of == ""


def test_a_merge_says_why_and_settles_the_pair(opened: Open, office: Desk, arrived: tuple[str, ...]) -> None:
    at, view = repeats(opened, office)
    view.ask_merge()
    answer(view, "同一件事")
    at.settle()
    assert get_case(office, number=arrived[2]).state is CaseState.MERGED
    assert view.model.rowCount() == 0


def test_two_matters_are_remembered_listed_and_taken_back(
    opened: Open, office: Desk, arrived: tuple[str, ...]
) -> None:
    at, view = repeats(opened, office)
    view.ask_two()
    answer(view, "一件是津贴，一件是工伤")
    at.settle()
    assert view.model.rowCount() == 0
    assert "（1）" in view.old_button.text()
    view.toggle_decided()
    assert view.old_model.rowCount() == 1
    view.take_back()
    at.settle()
    assert view.model.rowCount() == 1
    assert not view.showing_decided
