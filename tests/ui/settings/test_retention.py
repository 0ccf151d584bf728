"""到期鉴定销毁 in the window: ticked and sent up, decided by another leader, erased with its list, or called off."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.actions import retention
from app.actions.cases import get_case
from app.actions.desk import Desk
from app.actions.documents import list_documents
from app.actions.today import todays_work
from app.domain.changes import Steps
from app.domain.codes import Role
from app.domain.retention import ErasureState
from app.domain.station import Operator
from app.domain.today import ERASE, Part
from tests.actions.test_retention import CLERK, LEADER, REASON, old_case
from tests.desks import copied_desk, register
from ui.main_window import MainWindow
from ui.refresh import Refresh
from ui.settings.page import SettingsPage
from ui.settings.retention import RetentionPage
from ui.tasks import TaskRunner
from ui.theme import apply_theme


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk whose clerk is no leader."""
    made, _ = copied_desk(tmp_path / "desk")
    made.operator = CLERK
    yield made
    made.close()


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> RetentionPage:
    made = RetentionPage(desk, tasks, refresh)
    qtbot.addWidget(made)
    made.resize(1150, 700)
    made.show()
    return made


def settled(qtbot: QtBot, page: RetentionPage) -> None:
    qtbot.waitUntil(lambda: page._tasks.running == 0 and not page.work.busy)


def shown(qtbot: QtBot, page: RetentionPage, operator: Operator | None = None) -> None:
    """The page as it stands now, before this operator."""
    if operator:
        page._desk.operator = operator
    page.activate()
    settled(qtbot, page)


def asked(desk: Desk, *numbers: str, by: Operator = CLERK) -> int:
    """A wish that waits for a leader; its id."""
    desk.operator = by
    retention.propose(desk, numbers=numbers, reason=REASON)
    return retention.list_erasures(desk)[0].id


def approved(desk: Desk, *numbers: str) -> int:
    """A wish that a leader approved; its id."""
    erasure_id = asked(desk, *numbers)
    desk.operator = LEADER
    retention.decide(desk, erasure_id=erasure_id, approve=True)
    desk.operator, desk.clock_step = CLERK, None  # the cases of 2012 put the clock back
    return erasure_id


def test_the_day_s_page_leads_whoever_asked_to_what_came_back(
    qtbot: QtBot, page: RetentionPage, desk: Desk
) -> None:
    erasure_id = asked(desk, old_case(desk))
    asked(desk, old_case(desk, 1))
    desk.operator = LEADER
    retention.decide(desk, erasure_id=erasure_id, approve=False, word="再留一年")
    desk.operator = CLERK
    page.decide()
    settled(qtbot, page)
    assert page.wish_table.key == str(erasure_id)
    assert "不再提的，按“撤回”" in page.wish_words.text()
    page.take_back_button.click()
    settled(qtbot, page)
    assert states(page) == ["待负责人决定", "已撤回"]


def states(page: RetentionPage) -> list[str]:
    return [line.cells[3] for line in page.wish_table.lines.lines]


def ready(page: RetentionPage) -> list[QPushButton]:
    return [button for button in page.wish_buttons if button.isEnabled()]


def test_where_nothing_is_due_it_says_so_and_asks_for_nothing(
    qtbot: QtBot, page: RetentionPage, desk: Desk
) -> None:
    register(desk)
    shown(qtbot, page)
    assert "没有保管期限已满" in page.due_words.text() and "还没有人提出" in page.wish_words.text()
    assert not any(one.isVisible() for one in (page.table, page.form, page.propose_button, page.tables))


def test_what_is_due_stands_with_masked_people_its_rule_and_why_it_stays(
    qtbot: QtBot, page: RetentionPage, desk: Desk
) -> None:
    number, stays = old_case(desk), old_case(desk, 1)
    later = register(desk, repeat_of=stays)
    shown(qtbot, page)
    cells = [[page.model.index(row, column).data() for column in range(6)] for row in range(2)]
    assert cells[0] == [number, "赵**沚", "2012-03-05", "10年（没有处理意见）", "2022-12-31", "可以"]
    page.table.selectRow(1)
    assert later in cells[1][5] and later in page.due_words.text()
    page.table.selectRow(0)
    assert "其中 1 件" in page.due_words.text()
    page.all_button.click()
    assert page.model.checked() == [number]
    page.all_button.click()
    assert page.model.checked() == []


def test_what_is_ticked_is_sent_up_with_a_reason_by_keyboard(
    qtbot: QtBot, page: RetentionPage, desk: Desk
) -> None:
    number, _other = old_case(desk), old_case(desk, 1)
    said = QSignalSpy(page.said)
    shown(qtbot, page)
    assert not page.propose_button.isEnabled()
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    page.propose_button.click()
    settled(qtbot, page)
    assert "鉴定意见" in page.form.problems["reason"].text() and states(page) == []
    page.form.set_values({"reason": REASON})
    qtbot.keyClick(page.form.fields["reason"], Qt.Key.Key_Return)
    settled(qtbot, page)
    [wish] = retention.list_erasures(desk)
    assert [line.number for line in wish.lines] == [number] and wish.reason == REASON
    assert states(page) == ["待负责人决定"] and page.model.rowCount() == 1 and page.model.checked() == []
    assert page.form.text("reason") == "" and "已送审 1 件" in said.at(0)[0]
    assert ready(page) == [page.take_back_button]


def test_enter_on_a_case_opens_it(qtbot: QtBot, page: RetentionPage, desk: Desk) -> None:
    one, other = old_case(desk), old_case(desk, 1)
    asked(desk, other)
    shown(qtbot, page)
    spy = QSignalSpy(page.open_case)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    page.case_table.selectRow(0)
    qtbot.keyClick(page.case_table, Qt.Key.Key_Return)
    assert [spy.at(place)[0] for place in range(spy.count())] == [one, other]


def test_another_leader_sees_the_cases_and_approves(qtbot: QtBot, page: RetentionPage, desk: Desk) -> None:
    number = old_case(desk)
    asked(desk, number)
    shown(qtbot, page, LEADER)
    assert [line.key for line in page.case_table.lines.lines] == [number]
    assert REASON in page.wish_words.text()
    assert ready(page) == [page.approve_button, page.return_button]
    page.approve_button.click()
    settled(qtbot, page)
    assert states(page) == ["已批准，待销毁"] and ready(page) == [page.erase_button]


def test_it_is_sent_back_only_with_a_word(qtbot: QtBot, page: RetentionPage, desk: Desk) -> None:
    asked(desk, old_case(desk))
    shown(qtbot, page, LEADER)
    page.return_button.click()
    assert page.asking
    page.asking.submit()
    settled(qtbot, page)
    assert states(page) == ["待负责人决定"]
    page.asking.form.set_values({"word": "尚有争议，再留三年"})
    page.asking.submit()
    settled(qtbot, page)
    assert states(page) == ["已退回"] and page.model.rowCount() == 1
    assert "尚有争议，再留三年" in page.wish_table.lines.lines[0].cells[4]


def test_nobody_decides_on_his_own_wish_but_may_take_it_back(
    qtbot: QtBot, page: RetentionPage, desk: Desk
) -> None:
    erasure_id = asked(desk, old_case(desk), by=LEADER)
    shown(qtbot, page, LEADER)
    assert ready(page) == [page.take_back_button]
    assert "另一位负责人" in page.approve_button.toolTip()
    page.approve()  # whatever stands in the window, the desk itself refuses
    settled(qtbot, page)
    assert "另一位负责人" in page.notice.text()
    page.take_back_button.click()
    settled(qtbot, page)
    assert retention.get_erasure(desk, erasure_id=erasure_id).state is ErasureState.TAKEN_BACK
    assert states(page) == ["已撤回"] and page.model.rowCount() == 1 and ready(page) == []


def test_whoever_only_administers_sees_and_changes_nothing(
    qtbot: QtBot, page: RetentionPage, desk: Desk
) -> None:
    one, other = old_case(desk), old_case(desk, 1)
    approved(desk, one)
    shown(qtbot, page, Operator("王管", (Role.ADMINISTRATOR,)))
    page.model.toggle(page.model.row_of(other))
    assert ready(page) == [] and not page.propose_button.isEnabled()


def test_erasing_asks_first_and_then_opens_the_list(qtbot: QtBot, page: RetentionPage, desk: Desk) -> None:
    number = old_case(desk)
    erasure_id = approved(desk, number)
    shown(qtbot, page)
    opened, said = QSignalSpy(page.open_document), QSignalSpy(page.said)
    page.erase_button.click()
    assert page.asking and "1 件" in page.asking.button.text()
    [label] = page.asking.findChildren(QLabel, "quiet")
    asking = label.text()
    assert label.height() >= label.heightForWidth(label.width()), "the question is cut off"
    assert not page.asking.button.isDefault(), "Enter alone must not erase"
    assert "不能恢复" in asking and retention.backup_statement(desk) in asking
    page.asking.reject()
    settled(qtbot, page)
    assert get_case(desk, number=number).first_name == "赵漪澜沚" and states(page) == ["已批准，待销毁"]
    page.erase_button.click()
    page.asking.submit()
    assert not page.erase_button.isEnabled()
    settled(qtbot, page)
    done = retention.get_erasure(desk, erasure_id=erasure_id)
    assert get_case(desk, number=number).first_name == "匿名" and states(page) == ["已销毁"]
    assert opened.at(0) == [done.document_id] and "备份中最迟到" in said.at(0)[0]
    assert done.document_id in [one.id for one in list_documents(desk)]
    assert ready(page) == [page.list_button]
    page.list_button.click()
    assert opened.count() == 2


def test_a_cancelled_erasing_leaves_everything(
    qtbot: QtBot, page: RetentionPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [old_case(desk, n) for n in range(3)]
    approved(desk, *numbers)
    shown(qtbot, page)
    pressed, whole = threading.Event(), retention.erase

    def until_pressed(desk: Desk, *, erasure_id: int) -> Steps[retention.Erased]:
        """The same work, that waits in its midst for the clerk."""
        work = whole(desk, erasure_id=erasure_id)
        yield next(work)
        yield next(work)
        pressed.wait(10)
        return (yield from work)

    monkeypatch.setattr(retention, "erase", until_pressed)
    page.erase_button.click()
    assert page.asking
    page.asking.submit()
    qtbot.waitUntil(lambda: page.work.bar.value() == 1)
    page.work.stop_button.click()
    pressed.set()
    settled(qtbot, page)
    assert "什么都没有改" in page.notice.text() and states(page) == ["已批准，待销毁"]
    assert all(get_case(desk, number=number).first_name != "匿名" for number in numbers)
    assert page.erase_button.isEnabled()


def test_what_must_stay_by_then_is_said_in_the_page(qtbot: QtBot, page: RetentionPage, desk: Desk) -> None:
    number = old_case(desk)
    approved(desk, number)
    register(desk, repeat_of=number)
    shown(qtbot, page)
    page.erase_button.click()
    assert page.asking
    page.asking.submit()
    settled(qtbot, page)
    assert "重信重访" in page.notice.text() and get_case(desk, number=number).first_name != "匿名"
    assert page.erase_button.isEnabled()


def test_today_leads_another_leader_to_the_wish(qtbot: QtBot, desk: Desk, tasks: TaskRunner) -> None:
    asked(desk, old_case(desk))
    assert [one.part for one in todays_work(desk).sections] == [], "whoever asked is not told to decide"
    desk.operator = LEADER
    window = MainWindow(desk, tasks)
    qtbot.addWidget(window)
    window.show()
    window.go("today")
    qtbot.waitUntil(lambda: tasks.running == 0)
    today = window.pages["today"]
    [line] = today.waiting.rows.lines()  # type: ignore[attr-defined]
    assert "销毁到期档案1件" in line.what and line.act == ERASE and line.act_label == "审批"
    today.waiting.setFocus()  # type: ignore[attr-defined]
    qtbot.keyClick(today.waiting, Qt.Key.Key_Return)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: tasks.running == 0)
    page = window.pages["settings"].subjects["retention"]  # type: ignore[attr-defined]
    assert page.isVisible() and ready(page) == [page.approve_button, page.return_button]
    page.approve_button.click()
    qtbot.waitUntil(lambda: tasks.running == 0)
    assert [one.part for one in todays_work(desk).sections if one.part is Part.LEADER] == []
    window.close()


def test_the_list_opens_among_the_documents(qtbot: QtBot, desk: Desk, tasks: TaskRunner) -> None:
    approved(desk, old_case(desk))
    window = MainWindow(desk, tasks)
    qtbot.addWidget(window)
    window.show()
    page = window.go("settings").subject("retention")  # type: ignore[attr-defined]
    settled(qtbot, page)
    page.erase_button.click()
    page.asking.submit()
    qtbot.waitUntil(lambda: window.place == "documents" and tasks.running == 0)
    assert "已销毁 1 件" in window.bar.label.text()
    window.close()


def test_a_full_page_fits_a_small_screen_with_large_text(
    qtbot: QtBot, qapp: QApplication, desk: Desk, tasks: TaskRunner, refresh: Refresh
) -> None:
    numbers = [old_case(desk, n) for n in range(2)]
    asked(desk, numbers[0])
    apply_theme(qapp, 150)
    try:
        made = SettingsPage(desk, tasks, refresh)
        qtbot.addWidget(made)
        made.show()
        settled(qtbot, made.subject("retention"))  # type: ignore[arg-type]
        assert made.minimumSizeHint().width() <= 1366 - 98 * 1.5
        assert made.minimumSizeHint().height() <= 700
    finally:
        apply_theme(qapp)
