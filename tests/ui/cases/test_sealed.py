"""A sealed case in the window: found by its whole number alone, opened with a reason, named nowhere."""

import pytest
from PySide6.QtCore import Qt

from app.actions.cases import view_case
from app.actions.desk import Desk
from app.actions.opening import open_sealed
from app.actions.sealed import sees_number
from app.domain.cases import Respondent
from app.domain.codes import CaseClass, Role
from app.domain.station import Operator
from app.storage.station import add_operator
from tests.ui.cases.pages import as_clerk, open_page
from tests.ui.desk import a_case


@pytest.fixture
def number(desk: Desk) -> str:
    accused = Respondent("钱大用", "队长", "综采二队")
    return a_case(desk, name="周芳", content="克扣奖金", case_class=CaseClass.B, respondent=accused)


def test_its_whole_number_leads_to_the_gate_and_a_reason_opens_it(
    qtbot, desk, tasks, refresh, bar, number
) -> None:
    a_case(desk)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    with qtbot.waitSignal(page.detail.gated):
        page.filters.search.setText(number.lower())
    gate = page.detail.gate
    assert page.detail.stack.currentWidget() is gate
    assert number in gate.words.text()
    for told in ("周芳", "钱大用", "克扣"):
        assert told not in gate.words.text()
        assert told not in page.detail.facts.toPlainText()
    gate.ask()
    gate.asking.submit()
    assert "请填写理由" in gate.asking.form.problems["reason"].text()
    gate.asking.form.fields["reason"].insert("办理密封移交")
    with qtbot.waitSignal(page.detail.shown):
        gate.asking.submit()
    assert "克扣奖金" in page.detail.facts.toPlainText()
    assert any("办理密封移交" in line.text for line in view_case(desk, number=number).timeline)


def test_another_case_between_closes_it_again(qtbot, desk, tasks, refresh, bar, number) -> None:
    other = a_case(desk)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    with qtbot.waitSignal(page.detail.gated):
        page.show_case(number)
    with qtbot.waitSignal(page.detail.shown):
        page.detail.gate.read({"reason": "办理"})
    with qtbot.waitSignal(page.detail.shown):
        page.show_case(other)
    with qtbot.waitSignal(page.detail.gated):
        page.show_case(number)
    assert page.detail.flow.case is None


@pytest.mark.parametrize("text", ["周芳", "克扣", "0001"])
def test_nothing_but_the_whole_number_leads_there(qtbot, desk, tasks, refresh, bar, number, text) -> None:
    page = open_page(qtbot, desk, tasks, refresh, bar)
    with qtbot.waitSignal(page.model.counted):
        page.filters.search.setText(text)
    qtbot.waitUntil(lambda: not tasks.running)
    assert page.detail.number == ""
    assert page.detail.stack.currentWidget() is page.detail.nothing


def test_whoever_may_not_see_it_learns_nothing_from_its_number(
    qtbot, desk, tasks, refresh, bar, number
) -> None:
    as_clerk(desk)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    with qtbot.waitSignal(page.model.counted):
        page.filters.search.setText(number)
    qtbot.waitUntil(lambda: not tasks.running)
    assert page.detail.stack.currentWidget() is page.detail.nothing
    assert bar.isHidden()
    assert number not in page.empty_words.text()


def test_messages_about_it_name_its_number_alone(qtbot, desk, tasks, refresh, bar, number) -> None:
    page = open_page(qtbot, desk, tasks, refresh, bar)
    with qtbot.waitSignal(page.detail.gated):
        page.show_case(number)
    with qtbot.waitSignal(page.detail.shown):
        page.detail.gate.read({"reason": "办理"})
    page.detail.flow.undo.offer(number, "withdraw")
    assert bar.label.text() == f"{number}：已信访人撤回。"
    assert page.window().windowTitle() == ""


def read(qtbot, page, number: str) -> None:
    with qtbot.waitSignal(page.detail.gated):
        page.show_case(number)
    with qtbot.waitSignal(page.detail.shown):
        page.detail.gate.read({"reason": "办理"})


def let_in(desk: Desk, *operators: Operator) -> None:
    with desk.store.transaction():
        for one in operators:
            add_operator(desk.store, one)


def test_its_registrar_opens_it_to_somebody_else_with_a_reason(
    qtbot, desk, tasks, refresh, bar, number
) -> None:
    leader = Operator("孙立平", (Role.LEADER,), post="书记")
    accused = Operator("钱大用", (Role.LEADER,), post="队长", unit="综采二队")
    let_in(desk, leader, accused, Operator("陈管理", (Role.ADMINISTRATOR,)))
    page = open_page(qtbot, desk, tasks, refresh, bar)
    read(qtbot, page, number)
    line = page.detail.sealed
    assert line.isVisible()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page, Qt.Key.Key_K, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: line.asking is not None)
    people = line.asking.form.fields["operator"]
    assert [people.itemData(row) for row in range(people.count())] == ["", "孙立平"]
    line.asking.submit()
    assert "请填写理由" in line.asking.form.problems["reason"].text()
    line.asking.form.set_values({"operator": "孙立平", "reason": "请研究是否立即处置"})
    with qtbot.waitSignal(page.detail.shown):
        line.asking.submit()
    assert bar.label.text() == f"{number}：已开放，记入历史。"
    lines = page.detail.handling.list
    assert any("请研究是否立即处置" in lines.item(row).text() for row in range(lines.count()))
    desk.operator = leader
    assert view_case(desk, number=number).case.number == number


def test_where_nobody_is_left_to_open_it_to_the_desk_says_so(
    qtbot, desk, tasks, refresh, bar, number
) -> None:
    page = open_page(qtbot, desk, tasks, refresh, bar)
    read(qtbot, page, number)
    page.detail.sealed.ask()
    qtbot.waitUntil(lambda: "没有可以开放的人" in bar.label.text())
    assert page.detail.sealed.asking is None


def test_an_open_case_has_nothing_to_open(qtbot, desk, tasks, refresh, bar) -> None:
    other = a_case(desk)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    with qtbot.waitSignal(page.detail.shown):
        page.show_case(other)
    assert not page.detail.sealed.isVisible()


def test_one_more_reader_is_asked_for_and_the_leader_who_sees_it_decides_behind_the_gate(
    qtbot, desk, tasks, refresh, bar, number
) -> None:
    leader, clerk = Operator("赵志强", (Role.LEADER,)), Operator("田小雨", (Role.CLERK,))
    with desk.store.transaction():
        for one in (leader, clerk):
            add_operator(desk.store, one)
    open_sealed(desk, number=number, operator="赵志强", reason="请负责人阅批")
    page = open_page(qtbot, desk, tasks, refresh, bar)
    with qtbot.waitSignal(page.detail.gated):
        page.show_case(number)
    with qtbot.waitSignal(page.detail.shown):
        page.detail.gate.read({"reason": "请人代为移交"})
    page.detail.do("open_sealed")
    line = page.detail.sealed
    qtbot.waitUntil(lambda: line.asking is not None)
    line.asking.form.set_values({"operator": "田小雨", "reason": "代为移交"})
    with qtbot.waitSignal(page.detail.shown):
        line.asking.submit()
    assert "批准后对方才看得到" in bar.label.text()
    desk.operator = clerk
    assert not sees_number(desk, number)
    desk.operator = leader
    page.show_case("")
    with qtbot.waitSignal(page.detail.gated):
        page.show_case(number)
    assert page.detail.wish.wish is None or not page.detail.wish.isVisible(), "nothing before the reason"
    with qtbot.waitSignal(page.detail.shown):
        page.detail.gate.read({"reason": "审批"})
    card = page.detail.wish
    assert not card.decide_button.isHidden()
    card.read()
    qtbot.waitUntil(card.reading.approve_button.isEnabled)
    assert card.reading.preview.isHidden()
    assert "代为移交" in card.reading.about.toPlainText()
    with qtbot.waitSignal(page.detail.shown):
        card.reading.approve()
    desk.operator = clerk
    assert sees_number(desk, number)
