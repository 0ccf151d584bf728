"""The leader's pile: read, approved with one key, returned with one; the next follows by itself."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.actions.approvals import approvals_of, waiting_approvals
from app.actions.cases import note_handling, view_case
from app.actions.desk import Desk
from app.actions.looks import changed_since_look, note_look
from app.actions.procedure import perform
from app.actions.wishes import view_wish
from app.domain.codes import CaseClass, CaseState
from app.domain.today import CONTINUE, Part
from tests.ui.cases.pages import as_clerk, as_leader
from tests.ui.desk import TODAY, a_case
from ui.cases import look_card
from ui.documents.wish_reader import WishReader
from ui.refresh import Refresh
from ui.tasks import TaskRunner
from ui.today.page import TodayPage

FIELDS = {"adopted": "full", "opinion": "自10月起提前十分钟发车。"}
LETTER = {
    "title": "答复",
    "addressee": "信访人",
    "body": "采纳了。",
    "contact": "王小燕 0352-1",
    "signature": "综采一区",
}


@pytest.fixture
def numbers(desk: Desk) -> list[str]:
    """Three suggestions whose answers a clerk put before the leader; the leader sits down."""
    found = [a_case(desk, name, case_class=CaseClass.A) for name in ("王建国", "李芳", "孙立平")]
    as_clerk(desk)
    for number in found:
        perform(desk, number=number, act="suggestion_reply", fields=FIELDS, letter=LETTER)
    as_leader(desk)
    return found


@pytest.fixture
def page(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh, numbers: list[str]
) -> Iterator[TodayPage]:
    made = TodayPage(desk, tasks, refresh)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.activate()
    qtbot.waitUntil(lambda: made.day is not None and made.waiting.currentIndex().isValid(), timeout=30_000)
    yield made
    if isinstance(made.dialog, WishReader) and isValid(made.dialog):
        made.dialog.close()


def reader_of(page: TodayPage) -> WishReader:
    reader = page.dialog
    assert isinstance(reader, WishReader)
    return reader


def ready(qtbot: QtBot, reader: WishReader, place: int) -> None:
    """The paper at a place is shown and may be answered."""
    qtbot.waitUntil(lambda: reader.place == place and reader.approve_button.isEnabled(), timeout=30_000)
    assert reader.preview.page_count > 0


def states(desk: Desk, numbers: list[str]) -> list[CaseState]:
    return [view_case(desk, number=number).case.state for number in numbers]


def test_three_letters_are_four_keys_from_the_day(
    qtbot: QtBot, desk: Desk, page: TodayPage, numbers: list[str]
) -> None:
    said = []
    page.said.connect(said.append)
    qtbot.keyClick(page.waiting, Qt.Key.Key_Return)
    reader = reader_of(page)
    for place in range(3):
        ready(qtbot, reader, place)
        qtbot.keyClick(reader.about, Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
        reader.approve()  # the same key once more, before the next paper is shown
    qtbot.waitUntil(lambda: bool(said), timeout=30_000)
    assert states(desk, numbers) == [CaseState.REPLIED] * 3
    assert waiting_approvals(desk) == []
    assert "批准 3 项，退回 0 项" in said[0]
    qtbot.waitUntil(lambda: page.day.section(Part.LEADER).count == 0, timeout=30_000)


def test_the_enter_that_opened_the_pile_answers_nothing(qtbot: QtBot, desk: Desk, page: TodayPage) -> None:
    qtbot.keyClick(page.waiting, Qt.Key.Key_Return)
    reader = reader_of(page)
    ready(qtbot, reader, 0)
    qtbot.keyClick(reader.about, Qt.Key.Key_Return)
    qtbot.keyClick(reader, Qt.Key.Key_Enter)
    assert reader.isVisible()
    assert len(waiting_approvals(desk)) == 3


def test_nothing_is_approved_before_its_paper_is_shown(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, page: TodayPage
) -> None:
    qtbot.keyClick(page.waiting, Qt.Key.Key_Return)
    reader = reader_of(page)
    ready(qtbot, reader, 0)
    reader.show_wish()
    reader._on_view(view_wish(desk, approval_id=reader.wishes[0]))  # what it is, before its paper
    assert reader.return_button.isEnabled()
    reader.approve()
    qtbot.waitUntil(lambda: tasks.running == 0, timeout=30_000)
    assert len(waiting_approvals(desk)) == 3
    assert reader.approve_button.isEnabled()


def test_one_is_returned_with_a_word_one_left_lying_one_approved(
    qtbot: QtBot, desk: Desk, page: TodayPage, numbers: list[str]
) -> None:
    qtbot.keyClick(page.waiting, Qt.Key.Key_Return)
    reader = reader_of(page)
    ready(qtbot, reader, 0)
    qtbot.keyClick(reader.about, Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: reader.asking is not None)
    reader.asking.form.fields["word"].insert("写明从哪一天起")
    reader.asking.submit()
    ready(qtbot, reader, 1)
    reader.activateWindow()  # the question is gone
    qtbot.waitUntil(reader.isActiveWindow)
    qtbot.keyClick(reader.about, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    ready(qtbot, reader, 2)
    with qtbot.waitSignal(page.said, timeout=30_000):
        qtbot.keyClick(reader.about, Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
    assert [approvals_of(desk, number=number)[-1].state for number in numbers] == [
        "returned",
        "asked",
        "approved",
    ]


def test_what_the_case_has_overtaken_is_said_and_can_be_returned(
    qtbot: QtBot, desk: Desk, page: TodayPage, numbers: list[str]
) -> None:
    words = {"way": "书面", "statement": "已解决", "voluntary": "yes"}
    perform(desk, number=numbers[0], act="withdraw", fields=words)
    qtbot.keyClick(page.waiting, Qt.Key.Key_Return)
    reader = reader_of(page)
    ready(qtbot, reader, 0)
    reader.approve()
    qtbot.waitUntil(lambda: not reader.notice.isHidden(), timeout=30_000)
    assert "已撤回" in reader.notice.text()
    qtbot.waitUntil(lambda: reader.return_button.isEnabled())
    reader.send_back({"word": "信访人已撤回"})
    ready(qtbot, reader, 1)


def test_beside_the_paper_stands_what_is_new_and_what_differs_from_what_came_back(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, page: TodayPage, numbers: list[str]
) -> None:
    number = numbers[0]
    note_look(desk, number=number, head=changed_since_look(desk, number=number).head)
    qtbot.keyClick(page.waiting, Qt.Key.Key_Return)
    reader = reader_of(page)
    ready(qtbot, reader, 0)
    reader.send_back({"word": "写明<哪一天>"})
    ready(qtbot, reader, 1)
    reader.close()
    as_clerk(desk)
    note_handling(desk, number=number, on=TODAY, text="与运输队核对了派车单")
    letter = {**LETTER, "body": "自10月8日起提前发车。"}
    perform(desk, number=number, act="suggestion_reply", fields=FIELDS, letter=letter)
    as_leader(desk)
    again = WishReader(desk, tasks, [approvals_of(desk, number=number)[-1].id])
    qtbot.addWidget(again)
    ready(qtbot, again, 0)
    text = again.about.toPlainText()
    assert "写明<哪一天>" in text
    assert "采纳了。 → 自10月8日起提前发车。" in text
    assert "2项" in text and "与运输队核对了派车单" in text
    assert again.next_button.isHidden()


def test_who_asked_reads_his_own_and_has_no_key_to_answer(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, numbers: list[str]
) -> None:
    as_clerk(desk)
    reader = WishReader(desk, tasks, [approvals_of(desk, number=numbers[0])[-1].id])
    qtbot.addWidget(reader)
    qtbot.waitUntil(lambda: reader.preview.page_count > 0, timeout=30_000)
    assert not reader.approve_button.isEnabled() and not reader.return_button.isEnabled()


def test_a_wish_that_was_read_for_some_seconds_and_left_lying_counts_as_looked_at(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for passed_by, wait in ((True, 60_000), (False, 0)):
        monkeypatch.setattr(look_card, "SEEN_AFTER_MS", wait)
        reader = WishReader(desk, tasks, [approvals_of(desk, number=numbers[0])[-1].id])
        reader.open()
        ready(qtbot, reader, 0)
        reader.close()
        qtbot.waitUntil(lambda: tasks.running == 0, timeout=30_000)
        assert (changed_since_look(desk, number=numbers[0]).since is None) == passed_by


def test_what_came_back_goes_on_from_the_day_with_one_key(
    qtbot: QtBot, desk: Desk, page: TodayPage, numbers: list[str]
) -> None:
    qtbot.keyClick(page.waiting, Qt.Key.Key_Return)
    reader = reader_of(page)
    ready(qtbot, reader, 0)
    reader.send_back({"word": "写明从哪一天起"})
    ready(qtbot, reader, 1)
    reader.close()
    as_clerk(desk)
    page.look()
    qtbot.waitUntil(lambda: page.day.section(Part.RETURNED).count == 1, timeout=30_000)
    (line,) = page.day.section(Part.RETURNED).lines
    assert (line.act, line.subject) == (CONTINUE, "写明从哪一天起")
    rows = page.waiting.rows
    place = rows.place_of(Part.RETURNED, line)
    assert "“写明从哪一天起”" in rows.data(rows.index(place, 1))
    with qtbot.waitSignal(page.open_letter, timeout=30_000) as wanted:
        page.waiting.wanted.emit(line)
    number, act, fields = wanted.args
    assert (number, act) == (numbers[0], "suggestion_reply")
    assert fields["body"] == "采纳了。" and fields["opinion"] == FIELDS["opinion"]
