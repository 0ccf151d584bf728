"""The cases page: search, filters, the empty state, the chosen case, and what may be done with it."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent

from app.actions.cases import view_case
from app.actions.drafts import list_drafts
from app.actions.procedure import perform
from app.domain.codes import CaseState
from tests.ui.cases.pages import choose, open_page
from tests.ui.desk import a_case


def test_without_cases_the_page_says_how_to_begin(qtbot, desk, tasks, refresh, bar) -> None:
    page = open_page(qtbot, desk, tasks, refresh, bar)
    assert page.body.currentWidget() is page.empty
    assert "Ctrl+N" in page.empty_words.text()


@pytest.mark.parametrize("text", ["津贴", "津", "wjg", "4321"])
def test_searching_finds_while_the_clerk_types(qtbot, desk, tasks, refresh, bar, text: str) -> None:
    number = a_case(desk, name="王建国", content="拖欠9月份夜班津贴")
    a_case(desk, name="李红", content="宿舍暖气不热", phone="13900000000")
    page = open_page(qtbot, desk, tasks, refresh, bar)
    page.filters.search.insert(text)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert page.model.row_at(0).number == number


def test_a_filter_that_finds_nothing_can_be_cleared(qtbot, desk, tasks, refresh, bar) -> None:
    a_case(desk)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    page.filters.state.setCurrentIndex(page.filters.state.findData(CaseState.CONCLUDED.value))
    qtbot.waitUntil(lambda: page.body.currentWidget() is page.empty)
    qtbot.mouseClick(page.empty_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)


def test_choosing_a_row_shows_its_case(qtbot, desk, tasks, refresh, bar) -> None:
    number = a_case(desk, content="拖欠9月份夜班津贴")
    page = open_page(qtbot, desk, tasks, refresh, bar)
    with qtbot.waitSignal(page.detail.shown):
        page.table.selectRow(0)
    assert page.detail.title.text() == number
    assert "拖欠9月份夜班津贴" in page.detail.facts.toPlainText()


def test_numbers_are_masked_until_a_reason_is_given(qtbot, desk, tasks, refresh, bar) -> None:
    number = a_case(desk, phone="13800004321")
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    people = page.detail.people
    assert people.table.item(0, 1).text() == "138****4321"
    people.ask()
    people.asking.form.set_values({"field": "phone"})
    people.asking.form.fields["reason"].insert("告知结果")
    with qtbot.waitSignal(refresh.changed):
        people.asking.submit()
    assert people.revealed.text() == "13800004321"
    told = [entry.text for entry in view_case(desk, number=number).timeline if entry.act == "reveal"]
    assert len(told) == 1
    assert "告知结果" in told[0]


def test_without_a_reason_nothing_is_revealed(qtbot, desk, tasks, refresh, bar) -> None:
    number = a_case(desk)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    with qtbot.waitSignal(tasks.unhandled) as told:
        page.detail.people.reveal({"field": "phone", "reason": " "})
    assert told.args[0].field == "reason"
    assert page.detail.people.revealed.text() == ""


def test_a_note_is_kept_and_shown(qtbot, desk, tasks, refresh, bar) -> None:
    number = a_case(desk)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    page.detail.do("note")
    handling = page.detail.handling
    handling.form.fields["text"].insertPlainText("给队长打电话核对考勤")
    with qtbot.waitSignal(page.detail.shown):
        qtbot.keyClick(handling.form.fields["text"], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    told = [handling.list.item(row).text() for row in range(handling.list.count())]
    assert told[0] == f"{desk.today()}" and "核对考勤" in told[1]
    assert "登记员" in told[-1] and "登记（" in told[-1]
    assert handling.form.text("text") == ""
    assert "办理中" in page.detail.state.text()


def test_a_half_written_note_waits_at_its_case_until_it_is_recorded(qtbot, desk, tasks, refresh, bar) -> None:
    one, other = a_case(desk), a_case(desk, "李芳")
    page = open_page(qtbot, desk, tasks, refresh, bar)
    text = page.detail.handling.form.fields["text"]
    for number in (one, other, one):
        choose(qtbot, page, number)
        qtbot.waitUntil(lambda: tasks.running == 0)
        assert text.toPlainText() == ("给队长打了一半" if number == one and list_drafts(desk) else "")
        if number == one and not list_drafts(desk):
            text.insertPlainText("给队长打了一半")
    assert [key for key, _ in list_drafts(desk)] == [f"form:note:{one}"]
    with qtbot.waitSignal(page.detail.shown):
        page.detail.handling.save()
    qtbot.waitUntil(lambda: tasks.running == 0)
    assert list_drafts(desk) == []


def test_waiting_for_transfer_can_be_undone(qtbot, desk, tasks, refresh, bar) -> None:
    number = a_case(desk)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    with qtbot.waitSignal(refresh.changed):
        page.detail.do("cannot_settle")
    assert view_case(desk, number=number).case.state is CaseState.AWAITING_TRANSFER
    qtbot.waitUntil(lambda: "撤销" in bar.button.text())
    bar.button.click()
    page.detail.flow.undo.asking.form.fields["reason"].insert("看错了")
    with qtbot.waitSignal(refresh.changed):
        page.detail.flow.undo.asking.submit()
    assert view_case(desk, number=number).case.state is CaseState.REGISTERED


def test_an_act_that_is_not_allowed_says_why(qtbot, desk, tasks, refresh, bar) -> None:
    number = a_case(desk)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    page.detail.acts.ask("conclude")
    assert "已登记" in bar.label.text()


def test_files_are_dropped_saved_and_removed(qtbot, desk, tasks, refresh, bar, tmp_path: Path) -> None:
    number = a_case(desk)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    source, target = tmp_path / "工资条.txt", tmp_path / "另存.txt"
    source.write_text("九月 480元", encoding="utf-8")
    tab = page.detail.attachments
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(source))])
    no_key, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    with qtbot.waitSignal(page.detail.shown):
        tab.dropEvent(QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, left, no_key))
    assert "工资条.txt" in tab.list.item(0).text()
    tab.list.setCurrentRow(0)
    tab.save_to(str(target))
    qtbot.waitUntil(lambda: "读回核对" in bar.label.text())
    assert target.read_text(encoding="utf-8") == "九月 480元"
    with qtbot.waitSignal(page.detail.shown):
        tab.remove()
    assert tab.list.count() == 0


def test_the_reason_for_a_date_opens_as_a_calculation(qtbot, desk, tasks, refresh, bar) -> None:
    number = a_case(desk)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    page.detail.clock.ask_why()
    dialog = page.detail.clock.why
    qtbot.waitUntil(lambda: "15个自然日" in dialog.text.toPlainText())
    assert "T2 书面告知" in dialog.text.toPlainText()
    dialog.print_it()
    qtbot.waitUntil(lambda: dialog.job is not None and dialog.job.dialog is not None, timeout=30_000)
    dialog.job.dialog.reject()
    dialog.reject()


def test_a_repeat_is_linked_by_its_number(qtbot, desk, tasks, refresh, bar) -> None:
    first, second = a_case(desk), a_case(desk)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, second)
    page.detail.do("link_repeat")
    qtbot.waitUntil(lambda: page.detail.flow.asking is not None)
    page.detail.flow.asking.form.fields["first"].insert(first.lower())
    with qtbot.waitSignal(refresh.changed):
        page.detail.flow.asking.submit()
    assert view_case(desk, number=second).case.repeat_of == first


def test_a_merged_case_points_to_its_first_and_a_key_goes_there(qtbot, desk, tasks, refresh, bar) -> None:
    first = a_case(desk, content="拖欠9月份夜班津贴")
    second = a_case(desk, content="还是夜班津贴")
    perform(desk, number=second, act="merge", fields={"first": first, "reason": "同人同事"})
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, second)
    assert page.detail.acts.steps.next == "receipt_notice"
    assert f"已合并，在首件上办理：{first}" in page.detail.facts.toPlainText()
    page.detail.facts.setFocus()
    qtbot.keyClick(page.detail.facts, Qt.Key.Key_Tab)
    with qtbot.waitSignal(page.detail.shown):
        qtbot.keyClick(page.detail.facts, Qt.Key.Key_Return)
    assert page.detail.number == first


def test_what_is_urgent_is_reported_first(qtbot, desk, tasks, refresh, bar) -> None:
    number = a_case(desk, urgent=True)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    assert page.detail.acts.steps.next == "report_urgent"
    assert "重大紧急" in page.detail.facts.toPlainText()
    told = {"reported_to": "总值班室", "way": "电话", "measures": "疏导"}
    with qtbot.waitSignal(page.detail.shown):
        refresh.tell(perform(desk, number=number, act="report_urgent", fields=told), page)
    assert page.detail.acts.steps.next == "classify"


def test_a_case_classified_b_leaves_the_list(qtbot, desk, tasks, refresh, bar) -> None:
    number = a_case(desk)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    page.detail.do("classify")
    qtbot.waitUntil(lambda: page.detail.flow.asking is not None)
    form = page.detail.flow.asking.form
    form.set_values({"case_class": "B", "reason": "检举控告"})
    with qtbot.waitSignal(page.detail.gated):
        page.detail.flow.asking.submit()
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    assert page.detail.stack.currentWidget() is page.detail.gate
