"""Templates: listed, edited with faults by line and the paper beside, saved only when faultless, taken back."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.desk import Desk
from app.actions.templates import read_template, save_template
from app.domain.codes import Role
from app.domain.documents import DocumentKind
from ui.refresh import Refresh
from ui.settings.templates import TemplatesPage
from ui.tasks import TaskRunner

REPLY = DocumentKind.REPLY
OWN = 'title = "答复书"\naddressee = "${petitioner}："\nbody = """\n经核实：${facts}\n${results}${basis}${officer}\n"""\n'


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> TemplatesPage:
    made = TemplatesPage(desk, tasks, refresh)
    qtbot.addWidget(made)
    made.resize(1100, 680)
    made.show()
    qtbot.waitExposed(made)
    shown(qtbot, made, tasks)
    return made


def shown(qtbot: QtBot, page: TemplatesPage, tasks: TaskRunner) -> None:
    page.activate()
    settled(qtbot, tasks)


def settled(qtbot: QtBot, tasks: TaskRunner) -> None:
    qtbot.waitUntil(lambda: tasks.running == 0, timeout=30_000)


def cells(page: TemplatesPage, kind: DocumentKind = REPLY) -> tuple[str, ...]:
    return next(line.cells for line in page.table.lines.lines if line.key == kind.value)


def opened(qtbot: QtBot, page: TemplatesPage, tasks: TaskRunner) -> None:
    """The reply's template in the editor, checked and drawn."""
    page.table.pick("reply")
    page.edit()
    qtbot.waitUntil(lambda: page.editor.preview.page_count > 0 and not tasks.running, timeout=30_000)


def looked(qtbot: QtBot, page: TemplatesPage, tasks: TaskRunner) -> None:
    """After the pause in which the text is checked."""
    qtbot.waitUntil(lambda: not page.editor._timer.isActive() and not tasks.running, timeout=30_000)


def test_every_kind_is_listed_with_whose_its_template_is(
    qtbot: QtBot, desk: Desk, page: TemplatesPage, tasks: TaskRunner
) -> None:
    assert cells(page) == ("D13", "信访事项答复书", "程序自带", "")
    save_template(desk, REPLY, OWN)
    shown(qtbot, page, tasks)
    assert cells(page)[2:] == ("★ 本单位", "✓ 没有错误")
    assert page.table.key == "registration_form"


def test_the_chosen_kind_is_shown_as_it_prints(qtbot: QtBot, page: TemplatesPage, tasks: TaskRunner) -> None:
    before = page.preview.data
    assert page.preview.page_count == 1
    page.table.pick("reply")
    settled(qtbot, tasks)
    assert page.preview.data not in (b"", before)
    assert str(page.states["reply"].path) in page.place.text()


def test_an_own_template_with_faults_is_listed_and_said_instead_of_shown(
    qtbot: QtBot, desk: Desk, page: TemplatesPage, tasks: TaskRunner
) -> None:
    desk.templates_folder.mkdir()
    (desk.templates_folder / "reply.toml").write_text(OWN.replace("facts", "fact"), encoding="utf-8")
    shown(qtbot, page, tasks)
    assert "1 处错误" in cells(page)[3]
    page.table.pick("reply")
    settled(qtbot, tasks)
    assert page.preview.page_count == 0


def test_an_unknown_field_is_named_with_its_line_while_it_is_typed(
    qtbot: QtBot, page: TemplatesPage, tasks: TaskRunner
) -> None:
    opened(qtbot, page, tasks)
    editor = page.editor
    text = editor.text.toPlainText().replace("${facts}", "${fact}")
    line = text[: text.index("${fact}")].count("\n") + 1
    editor.text.setPlainText(text)
    looked(qtbot, page, tasks)
    assert editor.list.item(0).text() == f"第 {line} 行：不认识的字段“${{fact}}”"
    assert list(editor.text.faults) == [line]
    assert not editor.save_button.isEnabled()
    assert "改好才能保存" in editor.state.text()
    editor.list.itemActivated.emit(editor.list.item(0))
    assert editor.text.textCursor().blockNumber() + 1 == line
    assert editor.text.hasFocus()


def test_the_paper_follows_the_text(qtbot: QtBot, page: TemplatesPage, tasks: TaskRunner) -> None:
    opened(qtbot, page, tasks)
    before = page.editor.preview.data
    page.editor.text.setPlainText(OWN)
    looked(qtbot, page, tasks)
    assert page.editor.preview.data != before
    assert page.editor.save_button.isEnabled()


def test_a_character_without_a_glyph_keeps_the_text_from_being_saved(
    qtbot: QtBot, page: TemplatesPage, tasks: TaskRunner
) -> None:
    opened(qtbot, page, tasks)
    page.editor.text.setPlainText(OWN.replace("经核实", "经核实\ue123"))
    looked(qtbot, page, tasks)
    assert "U+E123" in page.editor.list.item(0).text()
    assert not page.editor.save_button.isEnabled()


def test_saving_makes_it_the_unit_s_own_and_can_be_taken_back(
    qtbot: QtBot, desk: Desk, page: TemplatesPage, tasks: TaskRunner
) -> None:
    opened(qtbot, page, tasks)
    page.editor.text.setPlainText(OWN)
    looked(qtbot, page, tasks)
    with qtbot.waitSignal(page.undoable) as said:
        qtbot.keyClick(page.editor.text, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, tasks)
    assert read_template(desk, REPLY).text == OWN
    assert not page.editor.save_button.isEnabled()
    said.args[1]()
    settled(qtbot, tasks)
    assert not read_template(desk, REPLY).own
    assert page.stack.currentIndex() == 0


def test_a_second_saving_is_taken_back_to_the_first(
    qtbot: QtBot, desk: Desk, page: TemplatesPage, tasks: TaskRunner
) -> None:
    save_template(desk, REPLY, OWN)
    opened(qtbot, page, tasks)
    page.editor.text.setPlainText(OWN.replace("经核实", "经调查"))
    looked(qtbot, page, tasks)
    with qtbot.waitSignal(page.undoable) as said:
        page.editor.save()
    settled(qtbot, tasks)
    assert "经调查" in read_template(desk, REPLY).text
    said.args[1]()
    settled(qtbot, tasks)
    assert read_template(desk, REPLY).text == OWN


def test_going_back_to_the_program_s_own_can_be_taken_back(
    qtbot: QtBot, desk: Desk, page: TemplatesPage, tasks: TaskRunner
) -> None:
    save_template(desk, REPLY, OWN)
    shown(qtbot, page, tasks)
    page.table.pick("reply")
    assert page.reset_button.isEnabled()
    with qtbot.waitSignal(page.undoable) as said:
        page.reset()
    settled(qtbot, tasks)
    assert cells(page)[2:] == ("程序自带", "以前改过的留作 .bak 文件")
    assert not page.reset_button.isEnabled()
    said.args[1]()
    settled(qtbot, tasks)
    assert read_template(desk, REPLY).text == OWN


def test_a_field_is_put_in_from_the_list(qtbot: QtBot, page: TemplatesPage, tasks: TaskRunner) -> None:
    opened(qtbot, page, tasks)
    names = page.editor.names
    names.setCurrentIndex(names.findData("${query_way}"))
    assert "查询办法" in names.currentText()
    page.editor.text.setPlainText("")
    page.editor.insert_button.click()
    assert page.editor.text.toPlainText() == "${query_way}"
    looked(qtbot, page, tasks)


def test_the_program_s_own_words_can_be_taken_and_put_back_by_undo(
    qtbot: QtBot, desk: Desk, page: TemplatesPage, tasks: TaskRunner
) -> None:
    save_template(desk, REPLY, OWN)
    opened(qtbot, page, tasks)
    page.editor.shipped_button.click()
    assert page.editor.text.toPlainText() == read_template(desk, REPLY).shipped
    page.editor.text.undo()
    assert page.editor.text.toPlainText() == OWN
    looked(qtbot, page, tasks)


def test_what_was_typed_and_not_saved_is_there_again(
    qtbot: QtBot, desk: Desk, page: TemplatesPage, tasks: TaskRunner, refresh: Refresh
) -> None:
    opened(qtbot, page, tasks)
    half = page.editor.text.toPlainText() + "# 半句"
    page.editor.text.setPlainText(half)
    page.keep()
    looked(qtbot, page, tasks)
    again = TemplatesPage(desk, tasks, refresh)
    qtbot.addWidget(again)
    shown(qtbot, again, tasks)
    opened(qtbot, again, tasks)
    assert again.editor.text.toPlainText() == half
    assert "接着上次" in again.editor.notice.text()
    assert not read_template(desk, REPLY).own


def test_nothing_is_written_when_the_window_goes_after_it_was_kept(
    qtbot: QtBot, desk: Desk, page: TemplatesPage, tasks: TaskRunner
) -> None:
    opened(qtbot, page, tasks)
    page.editor.text.setPlainText(OWN)
    looked(qtbot, page, tasks)
    page.keep()
    desk.close()
    page.hide()


def test_leaving_and_coming_back_by_key(qtbot: QtBot, page: TemplatesPage, tasks: TaskRunner) -> None:
    opened(qtbot, page, tasks)
    assert page.stack.currentWidget() is page.editor
    qtbot.keyClick(page.editor.text, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: page.stack.currentIndex() == 0)
    settled(qtbot, tasks)
    assert page.table.key == "reply"


def test_whoever_may_not_change_templates_may_read_them(
    qtbot: QtBot, desk: Desk, page: TemplatesPage, tasks: TaskRunner
) -> None:
    desk.operator = replace(desk.operator, roles=(Role.CLERK,))
    shown(qtbot, page, tasks)
    opened(qtbot, page, tasks)
    assert page.editor.text.isReadOnly()
    assert not page.editor.save_button.isEnabled()
    assert "只能看" in page.editor.state.text()
