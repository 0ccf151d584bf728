"""What changed since the leader last looked stands on top of the case until he has seen it."""

import pytest
from pytestqt.qtbot import QtBot

from app.actions.cases import note_handling
from app.actions.desk import Desk
from app.actions.looks import changed_since_look, note_look
from tests.ui.cases.pages import as_clerk, as_leader, choose, open_page
from tests.ui.desk import TODAY, a_case
from ui.cases import look_card


@pytest.fixture
def number(desk: Desk) -> str:
    """A case on which a clerk noted something after the leader looked."""
    number = a_case(desk)
    as_leader(desk)
    note_look(desk, number=number, head=changed_since_look(desk, number=number).head)
    as_clerk(desk)
    note_handling(desk, number=number, on=TODAY, text="与班组长核对了考勤")
    as_leader(desk)
    return number


def news(desk: Desk, number: str) -> int:
    return len(changed_since_look(desk, number=number).lines)


def test_the_news_stand_on_top_and_go_with_one_key(qtbot: QtBot, desk, tasks, refresh, bar, number) -> None:
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    card = page.detail.look
    assert not card.isHidden()
    assert "：1项" in card.heading.text()
    assert "与班组长核对了考勤" in card.words.text()
    assert news(desk, number) == 1, "showing is not yet seeing"
    card.button.click()
    qtbot.waitUntil(lambda: tasks.running == 0, timeout=30_000)
    assert news(desk, number) == 0
    assert card.isHidden()


@pytest.mark.parametrize(("wait", "left"), [(0, 0), (60_000, 1)])
def test_leaving_the_case_after_some_seconds_is_having_seen_it_passing_by_is_not(
    qtbot: QtBot, desk, tasks, refresh, bar, number, monkeypatch: pytest.MonkeyPatch, wait: int, left: int
) -> None:
    monkeypatch.setattr(look_card, "SEEN_AFTER_MS", wait)
    other = a_case(desk, "李芳")
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    choose(qtbot, page, other)
    qtbot.waitUntil(lambda: tasks.running == 0, timeout=30_000)
    assert news(desk, number) == left
    assert page.detail.look.isHidden()


def test_hiding_the_page_is_leaving_too(qtbot, desk, tasks, refresh, bar, number, monkeypatch) -> None:
    monkeypatch.setattr(look_card, "SEEN_AFTER_MS", 0)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    page.hide()
    qtbot.waitUntil(lambda: tasks.running == 0, timeout=30_000)
    assert news(desk, number) == 0


def test_a_clerk_sees_no_such_card_and_keeps_no_look(
    qtbot, desk, tasks, refresh, bar, number, monkeypatch
) -> None:
    monkeypatch.setattr(look_card, "SEEN_AFTER_MS", 0)
    as_clerk(desk, "田小雨")
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    assert page.detail.look.isHidden()
    page.hide()
    qtbot.waitUntil(lambda: tasks.running == 0, timeout=30_000)
    assert changed_since_look(desk, number=number).since is None
