"""Forms: Enter goes to the next field, faults stand under theirs."""

import datetime as dt

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.errors import InvalidField
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
