"""A sealed case in the window: found by its whole number alone, opened with a reason, named nowhere."""

import pytest

from app.actions.cases import view_case
from app.actions.desk import Desk
from app.domain.cases import Respondent
from app.domain.codes import CaseClass
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
