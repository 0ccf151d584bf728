"""What the window offers on a case: the few acts that fit, all of them with reasons, one dialog, and the way back."""

import datetime as dt

import pytest
from PySide6.QtCore import Qt

from app.actions.cases import view_case
from app.actions.desk import Desk
from app.actions.drafts import list_drafts, load_draft
from app.actions.facts import facts_of
from app.actions.procedure import perform, possible_acts
from app.domain.asked import asked_fields
from app.domain.cases import Request
from app.domain.codes import CaseClass, StationRole
from app.domain.procedure import GROUPS, MOVES
from app.domain.station import Station
from app.files.fonts import Face, bundled_fonts
from tests.desks import copied_desk, register
from tests.ui.cases.pages import answer, choose, dialog_of, do_act, later, open_page, state_of
from tests.ui.desk import TODAY, a_case
from ui.act_dialog import ActDialog, Asked
from ui.cases.acts_list import ActsList
from ui.cases.next_steps import SHORTCUTS, steps_of
from ui.tasks import TaskRunner
from ui.theme import CLOCK_SHAPES, LEVEL_SHAPES, STATE_SHAPES

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def headquarters(tmp_path):
    """A desk that may accept and decide."""
    station = Station(
        "HQ01", "云岭集团信访接待部", "云岭集团公司", StationRole.HEADQUARTERS, "云岭信访", "0352-1"
    )
    desk, _ = copied_desk(tmp_path / "hq", station=station, today=TODAY)
    with desk:
        yield desk


def accepted_case(desk: Desk) -> str:
    number = a_case(desk, case_class=CaseClass.C6)
    perform(desk, number=number, act="accept")
    return number


def test_a_new_case_offers_to_classify_first(qtbot, desk, tasks, refresh, bar) -> None:
    number = a_case(desk)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    assert page.detail.acts.shown()[0] == "classify"
    assert "下一步：分类" in page.detail.acts.next_words.text()
    assert page.detail.acts.button_of("classify").text() == "分类 Ctrl+J"


def test_only_acts_that_the_table_allows_have_a_button(desk) -> None:
    for one in CaseClass:
        number = a_case(desk, case_class=one)
        view = view_case(desk, number=number)
        allowed = {act.name for act in view.acts if act.allowed}
        assert set(steps_of(view.case, view.acts, view.records).names) <= allowed


def test_acts_that_share_keys_are_never_possible_together(headquarters, desk) -> None:
    for home in (headquarters, desk):
        for one in CaseClass:
            number = a_case(home, case_class=one)
            allowed = [act.name for act in possible_acts(home, number=number) if act.allowed]
            keys = [SHORTCUTS[name] for name in allowed if name in SHORTCUTS]
            assert len(keys) == len(set(keys))


def test_the_keys_of_an_act_that_may_not_be_done_say_why(qtbot, desk, tasks, refresh, bar) -> None:
    number = a_case(desk)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page, Qt.Key.Key_B, CONTROL)
    qtbot.waitUntil(lambda: "办结" in bar.label.text())
    assert state_of(desk, number) == "registered"


def test_the_list_has_every_act_of_the_table_in_its_groups(qtbot, desk) -> None:
    acts = possible_acts(desk, number=a_case(desk))
    dialog = ActsList("ZC01-20261123-0001-X", acts)
    qtbot.addWidget(dialog)
    texts = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert [text for text in texts if text in GROUPS] == [
        group for group in GROUPS if any(act.group == group for act in acts)
    ]
    assert dialog.list.count() == len(MOVES) + len({act.group for act in acts})
    assert dialog.names() == [name for name in dialog.names() if name in MOVES]
    assert len(dialog.names()) == sum(act.allowed for act in acts)


def test_what_may_not_be_done_stands_grey_with_its_reason_and_cannot_be_chosen(qtbot, desk) -> None:
    acts = possible_acts(desk, number=a_case(desk))
    dialog = ActsList("ZC01-20261123-0001-X", acts)
    qtbot.addWidget(dialog)
    reason = next(act.why for act in acts if act.name == "archive")
    item = next(
        dialog.list.item(r) for r in range(dialog.list.count()) if reason in dialog.list.item(r).text()
    )
    assert not item.flags() & Qt.ItemFlag.ItemIsEnabled
    with qtbot.assertNotEmitted(dialog.wanted):
        dialog.list.itemClicked.emit(item)


def test_typing_filters_and_enter_does_the_first_that_may_be_done(qtbot, desk) -> None:
    dialog = ActsList("ZC01-20261123-0001-X", possible_acts(desk, number=a_case(desk)))
    dialog.show()
    dialog.filter.setText("协同")
    assert dialog.names() == ["share_handling"]
    with qtbot.waitSignal(dialog.wanted) as wanted:
        qtbot.keyClick(dialog.filter, Qt.Key.Key_Return)
    assert wanted.args == ["share_handling"]


def test_the_arrows_walk_over_what_may_not_be_done(qtbot, desk) -> None:
    dialog = ActsList("ZC01-20261123-0001-X", possible_acts(desk, number=a_case(desk)))
    qtbot.addWidget(dialog)
    dialog.show()
    walked = [dialog.list.currentItem().data(Qt.ItemDataRole.UserRole)]
    for _ in range(len(dialog.names()) - 1):
        qtbot.keyClick(dialog.filter, Qt.Key.Key_Down)
        walked.append(dialog.list.currentItem().data(Qt.ItemDataRole.UserRole))
    assert walked == dialog.names()


def test_the_list_opens_from_the_case_and_starts_an_act(qtbot, desk, tasks, refresh, bar) -> None:
    number = a_case(desk)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page, Qt.Key.Key_Period, CONTROL)
    page.detail.all_acts.filter.setText("困难帮扶")
    qtbot.keyClick(page.detail.all_acts.filter, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.detail.flow.asking is not None)
    assert page.detail.flow.asking.asked.act == "help_hardship"
    page.detail.flow.asking.reject()


# --- the dialog ------------------------------------------------------------------------------------------------


def test_each_missing_field_is_named_under_its_field(qtbot, desk, tasks, refresh, bar) -> None:
    number = a_case(desk)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    dialog = dialog_of(qtbot, page, "withdraw")
    dialog.submit()
    problems = dialog.form.problems
    assert "请填写撤回方式" in problems["way"].text()
    assert "原话" in problems["statement"].text()
    assert "自愿" in problems["voluntary"].text()
    assert dialog.form.fields["way"].hasFocus()
    assert state_of(desk, number) == "registered"
    dialog.reject()


def test_what_only_the_desk_knows_to_be_wrong_comes_back_under_its_field(
    qtbot, headquarters, refresh, bar
) -> None:
    number = accepted_case(headquarters)
    tasks = TaskRunner(headquarters)
    page = open_page(qtbot, headquarters, tasks, refresh, bar)
    choose(qtbot, page, number)
    dialog = dialog_of(qtbot, page, "pause")
    answer(dialog, {"first": "2027-03-01", "last": "2027-02-01", "reason": "听证"})
    qtbot.waitUntil(lambda: "最后一天早于第一天" in dialog.form.problems["last"].text())
    dialog.form.set_values({"on": TODAY + dt.timedelta(days=2)})
    answer(dialog, {"first": "2026-11-23", "last": "2026-11-23"})
    qtbot.waitUntil(lambda: "今天之后" in dialog.form.problems["on"].text())
    dialog.form.set_values({"on": TODAY})
    dialog.submit()
    qtbot.waitUntil(lambda: bool(view_case(headquarters, number=number).records[1:]))
    qtbot.waitUntil(lambda: tasks.running == 0)


def test_a_choice_is_never_made_by_itself_unless_there_is_only_one(qtbot, headquarters, refresh, bar) -> None:
    number = accepted_case(headquarters)
    tasks = TaskRunner(headquarters)
    page = open_page(qtbot, headquarters, tasks, refresh, bar)
    choose(qtbot, page, number)
    dialog = dialog_of(qtbot, page, "serve")
    paper = view_case(headquarters, number=number).documents[0]
    assert dialog.form.value("document") == paper.number
    assert dialog.form.value("way") == ""
    dialog.submit()
    assert "送达方式" in dialog.form.problems["way"].text()
    dialog.reject()
    qtbot.waitUntil(lambda: tasks.running == 0)


def test_every_act_of_the_table_has_a_dialog_that_can_be_built(qtbot, headquarters) -> None:
    number = register(headquarters, case_class=CaseClass.C6, requests=(Request("补发"), Request("说明")))
    facts = facts_of(headquarters, view_case(headquarters, number=number).case)
    for name, move in MOVES.items():
        dialog = ActDialog(Asked(number, name, asked_fields(move, facts), {}), TODAY)
        qtbot.addWidget(dialog)
        dialog.show()
        assert set(dialog.texts()) == {field.name for field in asked_fields(move, facts)}
        dialog.reject()


def test_an_act_that_asks_nothing_is_done_at_once(qtbot, desk, tasks, refresh, bar) -> None:
    number = a_case(desk)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    with qtbot.waitSignal(page.detail.shown):
        page.detail.do("cannot_settle")
    assert state_of(desk, number) == "awaiting_transfer"
    with qtbot.waitSignal(page.detail.shown):
        page.detail.do("take_back")
    assert state_of(desk, number) == "handling"


# --- taking back -----------------------------------------------------------------------------------------------


def test_what_was_done_is_taken_back_with_a_reason_and_stays_to_be_read(
    qtbot, desk, tasks, refresh, bar
) -> None:
    number = a_case(desk)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    do_act(qtbot, page, "classify", {"case_class": "C2", "reason": "劳动报酬争议"})
    qtbot.waitUntil(lambda: "已分类" in bar.label.text())
    assert "王" not in bar.label.text()
    bar.button.click()
    undo = page.detail.flow.undo
    undo.asking.submit()
    assert "请填写理由" in undo.asking.form.problems["reason"].text()
    undo.asking.form.fields["reason"].insert("选错了类别")
    with qtbot.waitSignal(page.detail.shown):
        undo.asking.submit()
    assert view_case(desk, number=number).case.case_class is None
    text = page.detail.proceedings.text.toHtml()
    assert "line-through" in text
    assert "选错了类别" in page.detail.proceedings.text.toPlainText()


def test_an_extension_is_removed_by_its_own_button(qtbot, headquarters, refresh, bar) -> None:
    number = accepted_case(headquarters)
    due = view_case(headquarters, number=number).deadlines[-1].due_on
    fields = {"days": "30", "reason": "情况复杂", "approver": "赵志强", "approver_post": "主任"}
    told = {"told_on": TODAY.isoformat(), "told_way": "当面"}
    later(headquarters, 30)
    perform(headquarters, number=number, act="extend", fields={**fields, **told})
    tasks = TaskRunner(headquarters)
    page = open_page(qtbot, headquarters, tasks, refresh, bar)
    choose(qtbot, page, number)
    button = page.detail.proceedings.buttons["remove_extension"]
    assert not button.isHidden()
    assert page.detail.proceedings.buttons["remove_pause"].isHidden()
    button.click()
    page.detail.flow.undo.asking.form.fields["reason"].insert("不需要延期")
    with qtbot.waitSignal(page.detail.shown):
        page.detail.flow.undo.asking.submit()
    assert view_case(headquarters, number=number).deadlines[-1].due_on == due
    qtbot.waitUntil(lambda: tasks.running == 0)


# --- the course ------------------------------------------------------------------------------------------------


def test_the_course_shows_clocks_met_and_running_and_whose_they_are(
    qtbot, headquarters, refresh, bar
) -> None:
    number = accepted_case(headquarters)
    fields = {"result_1": "supported", "answer_1": "补发480元", "facts": "经查", "basis": "薪酬办法"}
    remedy = {"remedy_unit": "云岭集团公司", "remedy_way": "邮寄", "remedy_materials": "身份证明"}
    perform(headquarters, number=number, act="decision_letter", fields={**fields, **remedy})
    paper = view_case(headquarters, number=number).documents[-1].number
    service = {"document": paper, "way": "personal", "received_on": TODAY.isoformat()}
    perform(headquarters, number=number, act="serve", fields=service)
    tasks = TaskRunner(headquarters)
    page = open_page(qtbot, headquarters, tasks, refresh, bar)
    choose(qtbot, page, number)
    text = page.detail.proceedings.text.toPlainText()
    assert "✓ 已按期完成" in text
    assert "T8" in text
    assert "信访人的权利" in text
    assert "诉求1：支持" in text
    assert "当面" in text
    assert "✓ 已送达 2026-11-23" in page.detail.documents.list.item(1).text()
    qtbot.waitUntil(lambda: tasks.running == 0)


# --- the half-filled dialog ------------------------------------------------------------------------------------


def test_a_half_filled_dialog_of_a_letter_is_there_again_after_a_power_cut(
    qtbot, desk, tasks, refresh, bar
) -> None:
    number = a_case(desk)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    dialog = dialog_of(qtbot, page, "explanation_letter")
    dialog.form.fields["policy"].insertPlainText("集团薪酬办法第八条")
    page.detail.flow.keep()
    again = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, again, number)
    later_dialog = dialog_of(qtbot, again, "explanation_letter")
    assert later_dialog.form.value("policy") == "集团薪酬办法第八条"
    with qtbot.waitSignal(again.detail.flow.keeper.kept):
        later_dialog.reject()
    assert load_draft(desk, key=f"letter:explanation_letter:{number}") is None
    dialog.reject()
    qtbot.waitUntil(lambda: tasks.running == 0)


def test_a_half_filled_dialog_without_a_letter_waits_for_its_writer_until_the_act_is_done(
    qtbot, desk, tasks, refresh, bar
) -> None:
    number = a_case(desk)
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    dialog = dialog_of(qtbot, page, "classify")
    dialog.form.fields["reason"].insertPlainText("申请补发津贴")
    page.detail.flow.keep()
    assert [key for key, _ in list_drafts(desk)] == [f"form:classify:{number}"]
    again = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, again, number)
    later_dialog = dialog_of(qtbot, again, "classify")
    assert later_dialog.form.value("reason") == "申请补发津贴"
    with qtbot.waitSignal(again.detail.flow.keeper.kept):
        answer(later_dialog, {"case_class": "C2"})
    assert list_drafts(desk) == []
    dialog.reject()
    qtbot.waitUntil(lambda: tasks.running == 0)


def test_what_no_clock_can_be_worked_out_from_is_said_before_the_letter_opens(
    qtbot, headquarters, refresh, bar
) -> None:
    number = accepted_case(headquarters)
    tasks = TaskRunner(headquarters)
    page = open_page(qtbot, headquarters, tasks, refresh, bar)
    choose(qtbot, page, number)
    dialog = dialog_of(qtbot, page, "extend")
    told = {"told_on": "2026-11-23", "told_way": "当面", "reason": "情况复杂"}
    later_day = TODAY + dt.timedelta(days=1)
    with qtbot.assertNotEmitted(page.detail.open_letter):
        answer(dialog, {"days": "31", **told})
        qtbot.waitUntil(lambda: "30" in dialog.form.problems["days"].text())
        answer(dialog, {"days": "30", "on": later_day})
        qtbot.waitUntil(lambda: "今天之后" in dialog.form.problems["on"].text())
    with qtbot.waitSignal(page.detail.open_letter) as wanted:
        answer(dialog, {"on": TODAY})
    assert wanted.args[2]["days"] == "30"
    qtbot.waitUntil(lambda: tasks.running == 0)


def test_every_shape_of_a_state_or_clock_is_in_the_windows_own_font() -> None:
    shapes = [
        *STATE_SHAPES.values(),
        *(shape for shape, _ in (*LEVEL_SHAPES.values(), *CLOCK_SHAPES.values())),
    ]
    assert bundled_fonts().missing_glyphs("".join(shapes), Face.FORM) == []
