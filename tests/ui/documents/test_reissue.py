"""A paper with a mistake is taken back with a reason and issued anew; both are kept."""

import pytest
from pytestqt.qtbot import QtBot

from app.actions.cases import view_case
from app.actions.desk import Desk
from app.actions.documents import get_document, print_copy
from app.actions.procedure import perform
from app.domain.codes import CaseClass
from tests.desks import register
from ui.act_dialog import ActDialog
from ui.documents.letter_editor import LetterEditor
from ui.documents.page import DocumentsPage
from ui.refresh import Refresh
from ui.tasks import TaskRunner

ADOPTED = {"adopted": "full", "opinion": "自10月起提前十分钟。"}
PHONE = {"contact": "联系人：李敏，电话：0352-1"}


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> DocumentsPage:
    made = DocumentsPage(desk, tasks, refresh)
    qtbot.addWidget(made)
    made.show()
    return made


def settled(qtbot: QtBot, tasks: TaskRunner) -> None:
    qtbot.waitUntil(lambda: not tasks.running, timeout=30_000)


def a_reply(desk: Desk) -> int:
    number = register(desk, case_class=CaseClass.A)
    done = perform(
        desk, number=number, act="suggestion_reply", fields=ADOPTED, letter={"contact": PHONE["contact"]}
    )
    return done.documents[0]


def with_reason(page: DocumentsPage, document_id: int, reason: str = "日期写错") -> None:
    page.reissue(document_id)
    asking = page.reissuing.asking
    assert asking is not None
    asking.form.fields["reason"].insert(reason)
    asking.submit()


def test_a_letter_opens_with_its_own_words_and_is_issued_under_a_new_number(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, page: DocumentsPage
) -> None:
    old = a_reply(desk)
    with_reason(page, old)
    qtbot.waitUntil(lambda: page.editor is not None and page.editor.form.isEnabled(), timeout=30_000)
    editor = page.editor
    assert isinstance(editor, LetterEditor)
    assert "提前十分钟" in editor.form.body.toPlainText()
    assert editor.fields_button.isHidden()
    qtbot.waitUntil(lambda: editor.preview.page_count > 0, timeout=30_000)
    editor.form.body.setPlainText(editor.form.body.toPlainText().replace("十分钟", "一刻钟"))
    with qtbot.waitSignal(editor.issued, timeout=30_000) as issued:
        editor.issue()
    settled(qtbot, tasks)
    before, after = get_document(desk, document_id=old), get_document(desk, document_id=issued.args[0])
    assert (before.stands, before.withdrawn_reason) == (False, "日期写错")
    assert after.stands
    assert after.number != before.number
    records = view_case(desk, number=after.case_number).records
    assert [record.document_id for record in records] == [after.id]


def test_without_a_reason_nothing_is_taken_back(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, page: DocumentsPage
) -> None:
    old = a_reply(desk)
    page.reissue(old)
    asking = page.reissuing.asking
    assert asking is not None
    asking.submit()
    assert "请填写理由" in asking.form.problems["reason"].text()
    asking.reject()
    settled(qtbot, tasks)
    assert get_document(desk, document_id=old).stands


def test_a_form_asks_its_fields_again(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, page: DocumentsPage
) -> None:
    number = register(desk)
    fields = {"suggestion": "转劳资科核实"}
    (old,) = perform(desk, number=number, act="registration_form", fields=fields).documents
    with_reason(page, old)
    qtbot.waitUntil(lambda: isinstance(page.reissuing.asking, ActDialog), timeout=30_000)
    dialog = page.reissuing.asking
    assert isinstance(dialog, ActDialog)
    assert dialog.form.value("suggestion") == "转劳资科核实"
    dialog.form.set_values({"suggestion": "转财务科核实"})
    with qtbot.waitSignal(page.reissuing.issued, timeout=30_000):
        dialog.submit()
    settled(qtbot, tasks)
    kept = view_case(desk, number=number).documents
    assert [paper.stands for paper in kept] == [False, True]


def test_what_was_served_says_that_it_cannot_be_taken_back(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, page: DocumentsPage
) -> None:
    old = a_reply(desk)
    paper = get_document(desk, document_id=old)
    service = {"document": paper.number, "way": "personal", "received_on": desk.today().isoformat()}
    perform(desk, number=paper.case_number, act="serve", fields=service)
    page.show_document(old)
    settled(qtbot, tasks)
    assert not page.register.reissue_button.isEnabled()
    assert "✓ 2026-11-23" in page.register.facts.text()


def test_printing_once_more_asks_why(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, page: DocumentsPage
) -> None:
    old = a_reply(desk)
    print_copy(desk, document_id=old, target="打印机")
    page.show_document(old)
    settled(qtbot, tasks)
    page.register.print_shown()
    asking = page.register.asking
    assert asking is not None
    asking.submit()
    assert "补打理由" in asking.form.problems["reason"].text()
    asking.form.fields["reason"].insert("原件遗失")
    asking.submit()
    qtbot.waitUntil(lambda: page.register.job.dialog is not None, timeout=30_000)
    assert page.register.job._reason == "原件遗失"
    page.register.job.dialog.reject()
