"""The limits are read as they count, and a wrong file is named."""

import pytest
from pytestqt.qtbot import QtBot

from app.actions.desk import Desk
from tests.ui.desk import a_case
from ui.refresh import Refresh
from ui.settings.rules import RulesPage
from ui.tasks import TaskRunner


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> RulesPage:
    made = RulesPage(desk, tasks, refresh)
    qtbot.addWidget(made)
    made.show()
    made.activate()
    settled(qtbot, tasks)
    return made


def settled(qtbot: QtBot, tasks: TaskRunner) -> None:
    qtbot.waitUntil(lambda: tasks.running == 0, timeout=30_000)


def own_file(desk: Desk, text: str) -> None:
    desk.rules_folder.mkdir(exist_ok=True)
    (desk.rules_folder / "deadlines.toml").write_text(text, encoding="utf-8")


def cells(page: RulesPage, rule: str) -> tuple[str, ...]:
    return next(line.cells for line in page.table.lines.lines if line.key == rule)


def test_a_limit_is_told_in_words(page: RulesPage) -> None:
    assert cells(page, "T7")[:8] == ("T7", "办结", "60自然日", "单位的义务", "≤30日", "可以", "—", "法律")
    assert cells(page, "T8")[3:7] == ("信访人的权利", "—", "—", "顺延")
    assert cells(page, "T1")[2] == "没有天数"
    assert cells(page, "T26-1")[7] == "内部"


def test_the_chosen_limit_is_told_with_its_trigger_and_its_note(page: RulesPage) -> None:
    page.table.pick("T4")
    assert "收到转来而不属本单位职责的事项" in page.detail.text()
    assert "经同意后才退回材料" in page.detail.text()


def test_what_the_unit_changed_is_marked_and_compared(
    qtbot: QtBot, desk: Desk, page: RulesPage, tasks: TaskRunner
) -> None:
    own_file(desk, "[T7]\nlength = 45\n")
    page.check()
    settled(qtbot, tasks)
    assert (cells(page, "T7")[2], cells(page, "T7")[7]) == ("45自然日", "★本单位")
    page.table.pick("T7")
    assert "程序自带的是60自然日" in page.detail.text()
    assert "没有错误" in page.notice.text()


def test_a_wrong_file_is_named_with_rule_and_key(
    qtbot: QtBot, desk: Desk, page: RulesPage, tasks: TaskRunner
) -> None:
    own_file(desk, "[T7]\nlength = 90\n")
    page.check()
    settled(qtbot, tasks)
    assert "[T7]的length" in page.notice.text()
    assert cells(page, "T7")[2] == "60自然日"


def test_without_an_own_file_the_place_for_it_is_told(
    qtbot: QtBot, desk: Desk, page: RulesPage, tasks: TaskRunner
) -> None:
    assert str(desk.rules_folder / "deadlines.toml") in page.place.text()
    page.check()
    settled(qtbot, tasks)
    assert "没有自己的规则文件" in page.notice.text()


def test_dates_that_a_shorter_limit_would_move_are_counted(
    qtbot: QtBot, desk: Desk, page: RulesPage, tasks: TaskRunner
) -> None:
    a_case(desk)
    assert not page.moved.isVisible()
    own_file(desk, "[T2]\nlength = 10\n")
    page.check()
    settled(qtbot, tasks)
    assert "1 个期限" in page.moved.words.text()
    with qtbot.waitSignal(page.moved_dates_wanted):
        page.moved.button.click()
