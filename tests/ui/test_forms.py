"""Forms: Enter goes to the next field, faults stand under theirs."""

import datetime as dt

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.domain.errors import InvalidField
from ui.day_line import day_of
from ui.forms import FormRows, Row

ROWS = (
    Row("name", "姓名"),
    Row("aside", "匿名", "check", stop=False, beside="name"),
    Row("text", "内容", "text"),
    Row("lines", "诉求", "lines"),
    Row("on", "日期", "date"),
    Row("kind", "形式", "choice", choices=(("a", "来访"), ("b", "来信"))),
)


def shown(qtbot: QtBot) -> FormRows:
    form = FormRows(ROWS)
    qtbot.addWidget(form)
    form.show()
    qtbot.waitExposed(form)
    form.activateWindow()
    form.fields["name"].setFocus()
    qtbot.waitUntil(form.fields["name"].hasFocus)
    return form


def enter(qtbot: QtBot, *keys: Qt.KeyboardModifier) -> str:
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, *keys)
    return QApplication.focusWidget().objectName()


def test_the_fault_of_a_field_beside_another_stands_in_the_form_and_not_in_a_window_of_its_own(
    qtbot: QtBot,
) -> None:
    form = shown(qtbot)
    form.say("aside", "不能匿名")
    told = form.problems["aside"]
    assert told.window() is form.window()
    assert told.isVisible()
    assert told.mapTo(form, told.rect().topLeft()).y() > form.fields["aside"].geometry().bottom()


def test_enter_walks_through_the_fields_and_leaves_the_last(qtbot: QtBot) -> None:
    form = shown(qtbot)
    walked = [enter(qtbot) for _ in range(4)]
    assert walked == ["text", "lines", "on", "kind"]
    with qtbot.waitSignal(form.left):
        enter(qtbot)


def test_shift_enter_breaks_a_line_and_a_filled_line_of_a_list_does_too(qtbot: QtBot) -> None:
    form = shown(qtbot)
    form.fields["text"].setFocus()
    form.fields["text"].insertPlainText("一")
    assert enter(qtbot, Qt.KeyboardModifier.ShiftModifier) == "text"
    assert form.value("text").startswith("一")
    assert len(form.value("text")) == 2
    form.fields["lines"].setFocus()
    form.fields["lines"].insertPlainText("补发")
    assert enter(qtbot) == "lines"
    assert enter(qtbot) == "on"


def test_control_enter_submits_from_anywhere(qtbot: QtBot) -> None:
    form = shown(qtbot)
    with qtbot.waitSignal(form.submitted):
        enter(qtbot, Qt.KeyboardModifier.ControlModifier)


def test_values_go_in_and_come_out_without_a_word(qtbot: QtBot) -> None:
    form = shown(qtbot)
    values = {
        "name": "王",
        "aside": True,
        "text": "甲",
        "lines": "乙\n丙",
        "on": dt.date(2026, 11, 23),
        "kind": "b",
    }
    with qtbot.assertNotEmitted(form.edited):
        form.set_values({**values, "unknown": 1})
    assert form.values() == values


def test_a_fault_stands_under_its_field_until_it_is_edited(qtbot: QtBot) -> None:
    form = shown(qtbot)
    rest = form.show_problems([InvalidField("elsewhere", "别处"), InvalidField("name", "请填写姓名")])
    assert [problem.field for problem in rest] == ["elsewhere"]
    assert form.problems["name"].isVisible()
    form.fields["name"].insert("王")
    assert not form.problems["name"].isVisible()


# --- dates and numbers that may be empty -------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["2026-11-23", "2026/11/23", "20261123", "2026年11月23日", " 2026.11.23 "])
def test_a_day_is_read_in_the_shapes_that_clerks_type(text: str) -> None:
    assert day_of(text) == dt.date(2026, 11, 23)


@pytest.mark.parametrize("text", ["", "2026-13-01", "2026-02-30", "明天", "2026-11-2x", "11-23"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert day_of(text) is None


def day_form(qtbot: QtBot) -> FormRows:
    form = FormRows([Row("day", "日期", "day"), Row("count", "数", "digits", most=99)])
    qtbot.addWidget(form)
    form.show()
    return form


def test_an_optional_date_and_number_may_be_empty_and_come_back_as_they_went(qtbot: QtBot) -> None:
    form = day_form(qtbot)
    assert form.values() == {"day": "", "count": ""}
    form.set_values({"day": dt.date(2026, 11, 23), "count": "7"})
    assert form.values() == {"day": dt.date(2026, 11, 23), "count": "7"}


def test_what_cannot_be_read_as_a_date_stays_as_it_was_typed(qtbot: QtBot) -> None:
    form = day_form(qtbot)
    qtbot.keyClicks(form.fields["day"], "2026-11-2x")
    assert form.value("day") == "2026-11-2x"


def test_a_day_is_chosen_from_the_month_below(qtbot: QtBot) -> None:
    form = day_form(qtbot)
    field = form.fields["day"]
    qtbot.keyClick(field, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert field.month is not None
    with qtbot.waitSignal(form.edited):
        field.choose(QDate(2026, 11, 30))
    assert form.value("day") == dt.date(2026, 11, 30)
    assert field.month is None


def test_a_note_stays_under_its_field(qtbot: QtBot) -> None:
    form = FormRows([Row("answer", "答复", "text", note="补发津贴")])
    qtbot.addWidget(form)
    assert any(label.text() == "补发津贴" for label in form.findChildren(QLabel))


def test_whoever_scrolls_the_form_hears_where_enter_went(qtbot: QtBot) -> None:
    form = day_form(qtbot)
    form.fields["day"].setFocus()
    with qtbot.waitSignal(form.moved) as moved:
        qtbot.keyClick(form.fields["day"], Qt.Key.Key_Return)
    assert moved.args == [form.fields["count"]]
