"""A letter is written, its draft survives, its gaps are named, and what was previewed is what is kept."""

import hashlib

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.cases import cannot_settle, view_case
from app.actions.desk import Desk
from app.actions.documents import compose_letter, document_pdf, get_document, list_documents
from app.domain.codes import CaseClass
from app.domain.documents import DocumentKind
from tests.desks import register
from ui.documents.letter_editor import LetterEditor
from ui.documents.letter_form import LetterForm
from ui.documents.page import DocumentsPage
from ui.refresh import Refresh
from ui.tasks import TaskRunner

LETTER = DocumentKind.EXPLANATION_LETTER
BODY = "一、反映的问题\n井下津贴少发。\n二、无权解决的原因\n津贴标准由集团公司核定，本单位无权调整。"


@pytest.fixture
def number(desk: Desk) -> str:
    number = register(desk)
    cannot_settle(desk, number=number, reason="津贴标准由集团公司核定")
    return number


@pytest.fixture
def editor(qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh, number: str) -> LetterEditor:
    made = LetterEditor.of_act(desk, tasks, refresh, number, LETTER.value)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.preview.page_count > 0, timeout=30_000)
    return made


def settled(qtbot: QtBot, tasks: TaskRunner) -> None:
    qtbot.waitUntil(lambda: not tasks.running, timeout=30_000)


def test_the_editor_opens_composed_from_the_case_with_the_first_gap_selected(editor: LetterEditor) -> None:
    assert "王建国" in editor.form.body.toPlainText()
    assert editor.form.body.textCursor().selectedText().startswith("〔请填写：")
    assert "待填" in editor.lacks.text()


def test_typing_redraws_the_paper(qtbot: QtBot, editor: LetterEditor) -> None:
    before = editor.preview.data
    editor.form.body.selectAll()
    qtbot.keyClicks(editor.form.body, "allowance")
    qtbot.waitUntil(lambda: editor.preview.data != before, timeout=30_000)


def test_what_is_typed_is_kept_as_a_draft_without_being_asked(
    qtbot: QtBot, desk: Desk, editor: LetterEditor, tasks: TaskRunner, number: str
) -> None:
    editor.form.lines["addressee"].setFocus()
    editor.form.lines["addressee"].selectAll()
    qtbot.keyClicks(editor.form.lines["addressee"], "headquarters")
    qtbot.waitUntil(lambda: "草稿已自动保存" in editor.saved.text(), timeout=30_000)
    settled(qtbot, tasks)
    assert compose_letter(desk, number=number, act=LETTER)["addressee"] == "headquarters"


def test_leaving_keeps_the_draft_at_once(
    qtbot: QtBot, desk: Desk, editor: LetterEditor, tasks: TaskRunner, number: str
) -> None:
    qtbot.keyClicks(editor.form.lines["contact"], "1")
    editor.leave()
    settled(qtbot, tasks)
    assert compose_letter(desk, number=number, act=LETTER)["contact"].endswith("1")


def test_missing_fields_are_named_and_nothing_is_issued(
    qtbot: QtBot, desk: Desk, editor: LetterEditor, tasks: TaskRunner
) -> None:
    editor.form.set_fields({**editor.form.fields(), "leader": "", "body": BODY})
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "负责人" in editor.notice.text()
    assert editor.form.lines["leader"].hasFocus()
    settled(qtbot, tasks)
    assert list_documents(desk) == []


def test_gaps_left_in_the_body_keep_the_letter_from_being_issued(
    qtbot: QtBot, desk: Desk, editor: LetterEditor, tasks: TaskRunner
) -> None:
    editor.issue()
    qtbot.waitUntil(lambda: "还缺" in editor.notice.text(), timeout=30_000)
    settled(qtbot, tasks)
    assert list_documents(desk) == []
    assert editor.issue_button.isEnabled()


def test_a_character_that_cannot_be_printed_is_named_before_printing(
    qtbot: QtBot, editor: LetterEditor, tasks: TaskRunner
) -> None:
    editor.form.body.setPlainText("字：\ue123")
    qtbot.waitUntil(lambda: "U+E123" in editor.notice.text(), timeout=30_000)


def test_an_issued_letter_is_shown_exactly_as_it_is_stored(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh, number: str
) -> None:
    page = DocumentsPage(desk, tasks, refresh)
    qtbot.addWidget(page)
    page.show()
    page.open_letter(number, LETTER.value)
    editor = page.editor
    assert editor is not None
    qtbot.waitUntil(lambda: editor.preview.page_count > 0, timeout=30_000)
    editor.form.set_fields({**editor.form.fields(), "body": BODY, "leader": "赵志强", "contact": "李敏"})
    with qtbot.waitSignal(editor.issued, timeout=30_000) as issued:
        qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (document_id,) = issued.args
    qtbot.waitUntil(lambda: page.register.preview.page_count > 0, timeout=30_000)
    settled(qtbot, tasks)
    assert page.editor is None
    assert (
        hashlib.sha256(page.register.preview.data).hexdigest()
        == get_document(desk, document_id=document_id).sha256
    )
    assert document_pdf(desk, document_id=document_id).startswith(b"%PDF")
    assert [document.kind for document in view_case(desk, number=number).documents] == [LETTER]


def test_headings_are_numbered_with_one_key_around_a_name_beyond_the_bmp(qtbot: QtBot) -> None:
    form = LetterForm(LETTER)
    qtbot.addWidget(form)
    form.body.setPlainText("一、问题\n王𬱖反映津贴\n〔请填写：证据〕")
    form.next_to_fill()
    assert form.body.textCursor().selectedText() == "〔请填写：证据〕"
    form.body.textCursor().insertText("证据")
    form.insert_first()
    assert form.body.toPlainText() == "一、问题\n王𬱖反映津贴\n二、证据"
    form.make_plain()
    assert form.body.toPlainText() == "一、问题\n王𬱖反映津贴\n证据"


def test_the_next_gap_is_found_in_the_body_then_in_the_lines_then_from_the_top(qtbot: QtBot) -> None:
    form = LetterForm(LETTER)
    qtbot.addWidget(form)
    form.show()
    form.set_fields({"body": "𬱖〔请填写：甲〕\n〔请填写：乙〕", "contact": "李敏，〔请填写：电话〕"})
    assert form.to_fill == 3
    found = []
    for _ in range(4):
        form.next_to_fill()
        line = form.lines["contact"]
        found.append(
            line.selectedText() if form.focusWidget() is line else form.body.textCursor().selectedText()
        )
    assert found == ["〔请填写：甲〕", "〔请填写：乙〕", "〔请填写：电话〕", "〔请填写：甲〕"]


def test_closing_the_window_keeps_the_draft_without_a_thread(
    qtbot: QtBot, desk: Desk, editor: LetterEditor, tasks: TaskRunner, number: str
) -> None:
    settled(qtbot, tasks)
    qtbot.keyClicks(editor.form.lines["contact"], "9")
    editor.keep()
    assert not tasks.running
    assert compose_letter(desk, number=number, act=LETTER)["contact"].endswith("9")


def test_a_section_that_has_to_stay_is_named_while_the_letter_is_written(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh
) -> None:
    why = {"reason": "属于劳动争议", "basis": "条例第三十一条", "where_to_go": "仲裁委员会"}
    case = register(desk, case_class=CaseClass.C2)
    made = LetterEditor.of_act(desk, tasks, refresh, case, "decline", why)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: bool(made.lacks.text()), timeout=30_000)
    assert "依据" not in made.lacks.text()
    made.form.body.setPlainText(made.form.body.toPlainText().replace("三、依据", "三、其他"))
    assert "还缺：依据" in made.lacks.text()
    settled(qtbot, tasks)
