"""A clerk's act that needs the leader: it waits on top of the case, is read, approved, returned, continued."""

import pytest
from pytestqt.qtbot import QtBot

from app.actions.approvals import approvals_of
from app.actions.cases import view_case
from app.actions.desk import Desk
from app.actions.procedure import compose, perform
from app.domain.codes import CaseClass, CaseState
from tests.ui.cases.pages import as_clerk, as_leader, choose, open_page
from tests.ui.desk import a_case
from ui.documents.letter_editor import LetterEditor
from ui.documents.page import DocumentsPage

FIELDS = {"adopted": "full", "opinion": "自10月起提前十分钟发车。"}
PHONE = {"contact": "联系人：王小燕，电话：0352-1"}


@pytest.fixture
def wished(desk: Desk) -> str:
    """A suggestion whose reply a clerk has put before the leader."""
    number = a_case(desk, case_class=CaseClass.A)
    as_clerk(desk)
    letter = compose(desk, number=number, act="suggestion_reply", fields=FIELDS)
    perform(desk, number=number, act="suggestion_reply", fields=FIELDS, letter={**letter, **PHONE})
    return number


def test_who_is_no_leader_sends_the_letter_for_approval(qtbot: QtBot, desk, tasks, refresh) -> None:
    number = a_case(desk, case_class=CaseClass.A)
    as_clerk(desk)
    page = DocumentsPage(desk, tasks, refresh)
    qtbot.addWidget(page)
    page.show()
    page.open_letter(number, "suggestion_reply", FIELDS)
    editor = page.editor
    assert isinstance(editor, LetterEditor)
    qtbot.waitUntil(lambda: editor.waits, timeout=30_000)
    assert "送审" in editor.issue_button.text()
    editor.form.set_fields({**editor.form.fields(), **PHONE})
    with qtbot.waitSignal(page.acted, timeout=30_000) as acted:
        editor.issue()
    assert acted.args == [number, "suggestion_reply", True]
    assert page.editor is None
    assert [wish.act for wish in approvals_of(desk, number=number)] == ["suggestion_reply"]
    assert view_case(desk, number=number).documents == ()


def test_the_message_says_that_it_waits_and_takes_it_back(qtbot, desk, tasks, refresh, bar, wished) -> None:
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, wished)
    page.detail.flow.undo.offer(wished, "suggestion_reply", True)
    assert "送负责人审批" in bar.label.text()
    with qtbot.waitSignal(page.detail.shown):
        bar.button.click()
    assert [wish.state for wish in approvals_of(desk, number=wished)] == ["taken_back"]
    assert page.detail.wish.isHidden()


def test_whoever_asked_sees_it_waiting_and_no_buttons_of_the_leader(
    qtbot, desk, tasks, refresh, bar, wished
) -> None:
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, wished)
    card = page.detail.wish
    assert "待审批：建议答复" in card.words.text()
    assert "王小燕" in card.words.text()
    assert card.decide_button.isHidden()
    assert not card.read_button.isHidden()
    assert not card.back_button.isHidden()
    assert "等负责人审批" in page.detail.acts.next_words.text()
    assert "suggestion_reply" not in page.detail.acts.shown()


def test_the_leader_reads_the_letter_and_approves_it(qtbot, desk, tasks, refresh, bar, wished) -> None:
    as_leader(desk)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, wished)
    card = page.detail.wish
    assert card.back_button.isHidden()
    assert not card.decide_button.isHidden()
    card.read()
    reader = card.reading
    assert not reader.approve_button.isEnabled(), "before its paper is shown"
    reader.approve()
    qtbot.waitUntil(
        lambda: reader.preview.page_count > 0 and reader.approve_button.isEnabled(), timeout=30_000
    )
    with qtbot.waitSignal(page.detail.shown, timeout=30_000):
        reader.approve()
    view = view_case(desk, number=wished)
    assert view.case.state is CaseState.REPLIED
    assert (view.records[-1].operator, view.records[-1].approved_by) == ("王小燕", "赵志强")
    assert card.isHidden()
    assert "已建议答复" in bar.label.text()


def test_a_returned_wish_shows_the_word_and_goes_on_with_its_own_words(
    qtbot, desk, tasks, refresh, bar, wished
) -> None:
    as_leader(desk)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, wished)
    card = page.detail.wish
    card.read()
    qtbot.waitUntil(lambda: card.reading.return_button.isEnabled(), timeout=30_000)
    card.reading.ask_word()
    asking = card.reading.asking
    asking.submit()
    assert "退回理由" in asking.form.problems["word"].text()
    asking.form.fields["word"].insert("写明从哪一天起")
    with qtbot.waitSignal(page.detail.shown):
        asking.submit()
    as_clerk(desk)
    choose(qtbot, page, wished)
    assert "写明从哪一天起" in card.words.text()
    with qtbot.waitSignal(page.detail.open_letter) as wanted:
        card.go_on()
    assert wanted.args[:2] == [wished, "suggestion_reply"]
    editor = LetterEditor.of_act(desk, tasks, refresh, *wanted.args)
    qtbot.addWidget(editor)
    qtbot.waitUntil(lambda: editor.form.isEnabled(), timeout=30_000)
    assert "提前十分钟" in editor.form.body.toPlainText()
    assert editor.own["adopted"] == "full"
    assert editor.form.lines["contact"].text() == PHONE["contact"]
    assert "赵志强退回：写明从哪一天起" in editor.returned.text()
    qtbot.waitUntil(lambda: not tasks.running, timeout=30_000)


def test_who_asked_takes_it_back(qtbot, desk, tasks, refresh, bar, wished) -> None:
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, wished)
    with qtbot.waitSignal(page.detail.shown):
        page.detail.wish.back_button.click()
    assert page.detail.wish.isHidden()
    assert "suggestion_reply" in page.detail.acts.shown()
