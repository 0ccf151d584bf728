"""Somebody is let in with a passphrase of their own, and only by an administrator."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.actions.desk import Desk
from app.actions.operators import add_operator, list_operators
from app.bootstrap import open_desk
from app.domain.codes import Role
from app.domain.errors import WrongPassphrase
from app.domain.station import Operator
from tests.ui.desk import PASSPHRASE, TODAY
from ui.refresh import Refresh
from ui.settings.handing_out import OneTimeDialog, RemoveDialog, SheetDialog
from ui.settings.operators import OperatorsPage
from ui.tasks import TaskRunner
from ui.theme import apply_theme

OTHER = "早班点名在七点半整"


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh) -> OperatorsPage:
    made = OperatorsPage(desk, tasks, refresh)
    qtbot.addWidget(made)
    made.show()
    made.activate()
    settled(qtbot, tasks)
    return made


def settled(qtbot: QtBot, tasks: TaskRunner) -> None:
    qtbot.waitUntil(lambda: tasks.running == 0, timeout=30_000)


def fill(page: OperatorsPage, **changes: object) -> None:
    typed = {
        "name": "赵卫国",
        "leader": True,
        "clerk": False,
        "post": "区长",
        "passphrase": OTHER,
        "again": OTHER,
    }
    page.form.set_values({**typed, **changes})


def test_whoever_works_here_is_listed_and_whoever_is_at_work_is_marked(page: OperatorsPage) -> None:
    assert page.table.lines.lines[0].cells[:2] == ("★ 李敏", "登记员、负责人、管理员")


def test_large_text_leaves_the_room_to_the_people(
    qtbot: QtBot, desk: Desk, tasks: TaskRunner, refresh: Refresh, qapp: QApplication
) -> None:
    apply_theme(qapp, 150)
    try:
        page = OperatorsPage(desk, tasks, refresh)
        qtbot.addWidget(page)
        page.resize(1000, 690)
        page.show()
        page.activate()
        settled(qtbot, tasks)
        assert page.table.viewport().height() > 5 * page.table.rowHeight(0) > 0
        assert page.table.horizontalHeader().length() <= page.table.viewport().width()
    finally:
        apply_theme(qapp, 100)


def test_every_role_is_explained_in_a_line(page: OperatorsPage) -> None:
    assert [words.partition("：")[0] for words in page.role_words()] == [role.label for role in Role]


def test_a_new_operator_opens_the_desk_with_the_own_passphrase(
    qtbot: QtBot, desk: Desk, page: OperatorsPage, tasks: TaskRunner
) -> None:
    fill(page)
    with qtbot.waitSignal(page.said, timeout=30_000):
        page.save()
    settled(qtbot, tasks)
    assert page.table.lines.lines[1].cells[:3] == ("赵卫国", "负责人", "区长")
    assert (page.table.key, page.table.hasFocus()) == ("赵卫国", True)
    assert page.form.text("passphrase") == page.form.text("again") == ""
    desk.close()
    with open_desk(desk.home, OTHER, today=TODAY) as theirs:
        assert (theirs.operator.name, theirs.operator.roles) == ("赵卫国", (Role.LEADER,))


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"again": "早班点名七点"}, "again", "不一样"),
        ({"passphrase": "短", "again": "短"}, "passphrase", "至少8个字符"),
        ({"passphrase": PASSPHRASE, "again": PASSPHRASE}, "passphrase", "不能用"),
        ({"name": ""}, "name", "姓名"),
        ({"name": "李敏"}, "name", "已经有"),
        ({"leader": False}, "auditor", "角色"),
    ],
)
def test_a_fault_stands_under_its_field_and_nobody_is_let_in(
    qtbot: QtBot,
    desk: Desk,
    page: OperatorsPage,
    tasks: TaskRunner,
    changes: dict[str, object],
    field: str,
    words: str,
) -> None:
    fill(page, **changes)
    page.save()
    settled(qtbot, tasks)
    assert words in page.form.problems[field].text()
    assert page.form.problems[field].isVisible()
    assert len(list_operators(desk)) == 1
    assert page.save_button.isEnabled()


def test_the_strength_follows_what_is_typed(qtbot: QtBot, page: OperatorsPage) -> None:
    assert "太短" in page.strength.text()
    qtbot.keyClicks(page.form.fields["passphrase"], "a long sentence of words 7")
    assert "好" in page.strength.text()


def test_whoever_is_no_administrator_only_reads(
    qtbot: QtBot, desk: Desk, page: OperatorsPage, tasks: TaskRunner
) -> None:
    desk.operator = replace(desk.operator, roles=(Role.LEADER,))
    page.activate()
    settled(qtbot, tasks)
    assert not page.form.isEnabled()
    assert not page.save_button.isEnabled()
    assert "只有管理员" in page.notice.text()


# --- those who work here -------------------------------------------------------------------------------------------

ZHAO = Operator("赵卫国", (Role.LEADER,), "0352-1", "区长", "示例煤业综采一区")


@pytest.fixture
def two(qtbot: QtBot, desk: Desk, page: OperatorsPage, tasks: TaskRunner) -> OperatorsPage:
    add_operator(desk, operator=ZHAO, passphrase=OTHER)
    page.activate()
    settled(qtbot, tasks)
    page.table.pick("赵卫国")
    return page


def pressed(qtbot: QtBot, page: OperatorsPage, tasks: TaskRunner, key: Qt.Key) -> None:
    """Press a key whose button clicks by itself a moment later."""
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    (button,) = (one for one in page.findChildren(QPushButton) if one.shortcut() == QKeySequence(key))
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(page, key)
    settled(qtbot, tasks)


def opens(desk: Desk, passphrase: str) -> bool:
    try:
        open_desk(desk.home, passphrase, today=TODAY).close()
    except WrongPassphrase:
        return False
    return True


def test_whoever_is_chosen_is_changed_and_changed_back(
    qtbot: QtBot, desk: Desk, two: OperatorsPage, tasks: TaskRunner
) -> None:
    assert not two.form.fields["name"].isEnabled()
    assert not two.form.fields["passphrase"].isVisible()
    two.form.fields["auditor"].setChecked(True)
    with qtbot.waitSignal(two.undoable) as said:
        two.save()
    settled(qtbot, tasks)
    assert list_operators(desk)[1] == replace(ZHAO, roles=(Role.LEADER, Role.AUDITOR))
    said.args[1]()
    settled(qtbot, tasks)
    assert list_operators(desk)[1] == ZHAO


def test_what_is_half_typed_stays_when_the_page_is_looked_at_again(
    qtbot: QtBot, two: OperatorsPage, tasks: TaskRunner
) -> None:
    two.form.fields["post"].insert("代")
    two.activate()
    settled(qtbot, tasks)
    assert two.form.text("post") == "区长代"


def test_f2_begins_somebody_new(qtbot: QtBot, two: OperatorsPage, tasks: TaskRunner) -> None:
    pressed(qtbot, two, tasks, Qt.Key.Key_F2)
    assert two.form.text("name") == ""
    assert two.form.fields["passphrase"].isVisible()
    assert two.form.fields["name"].isEnabled()


def test_who_forgot_the_passphrase_gets_one_that_is_shown_once(
    qtbot: QtBot, desk: Desk, two: OperatorsPage, tasks: TaskRunner
) -> None:
    pressed(qtbot, two, tasks, Qt.Key.Key_F4)
    dialog = two.asking
    assert isinstance(dialog, OneTimeDialog)
    passphrase = dialog.codes[0].text()
    dialog.accept()
    settled(qtbot, tasks)
    assert opens(desk, passphrase)
    assert not opens(desk, OTHER)


def test_before_somebody_goes_it_is_said_what_to_think_of(
    qtbot: QtBot, desk: Desk, two: OperatorsPage, tasks: TaskRunner
) -> None:
    pressed(qtbot, two, tasks, Qt.Key.Key_F8)
    assert isinstance(two.asking, RemoveDialog)
    two.asking.reject()
    assert len(list_operators(desk)) == 2


def test_somebody_goes_and_is_asked_back(
    qtbot: QtBot, desk: Desk, two: OperatorsPage, tasks: TaskRunner
) -> None:
    pressed(qtbot, two, tasks, Qt.Key.Key_F8)
    with qtbot.waitSignal(two.undoable) as said:
        two.asking.only_button.click()
    settled(qtbot, tasks)
    assert two.table.lines.lines[1].cells[1] == "已离开（原负责人）"
    assert not opens(desk, OTHER)
    said.args[1]()
    settled(qtbot, tasks)
    assert isinstance(two.asking, OneTimeDialog)
    assert opens(desk, two.asking.codes[0].text())
    two.asking.accept()
    settled(qtbot, tasks)


def test_one_s_own_name_can_neither_go_nor_be_reset(
    qtbot: QtBot, two: OperatorsPage, tasks: TaskRunner
) -> None:
    two.table.pick("李敏")
    assert not two.remove_button.isEnabled()
    assert not two.reset_button.isEnabled()
    assert not two.return_button.isEnabled()
    assert two.save_button.isEnabled()


def test_who_may_have_copied_the_file_goes_along_with_the_key(
    qtbot: QtBot, desk: Desk, two: OperatorsPage, tasks: TaskRunner
) -> None:
    add_operator(desk, operator=Operator("田小雨"), passphrase="田小雨自己的口令2026")
    old = desk.store.key
    two.ask_removal()
    two.asking.rekey_button.click()
    qtbot.waitUntil(lambda: two.rekeying.asking is not None, timeout=20_000)
    settled(qtbot, tasks)
    two.rekeying.asking.form.fields["passphrase"].insert(PASSPHRASE)
    two.rekeying.asking.submit()
    assert not two.window().isEnabled()
    qtbot.waitUntil(lambda: isinstance(two.rekeying.shown, OneTimeDialog), timeout=30_000)
    settled(qtbot, tasks)
    assert two.window().isEnabled()
    assert desk.store.key != old
    given = two.rekeying.shown.codes[0].text()
    two.rekeying.shown.accept()
    sheet = two.rekeying.shown
    assert isinstance(sheet, SheetDialog)
    sheet.reject()
    assert sheet.isVisible()
    assert "只显示这一次" in sheet.page.said.text()
    with qtbot.waitSignal(two.said):
        sheet.reject()
    settled(qtbot, tasks)
    assert opens(desk, given)
    assert not opens(desk, OTHER)


def test_a_wrong_passphrase_changes_no_key(
    qtbot: QtBot, desk: Desk, two: OperatorsPage, tasks: TaskRunner
) -> None:
    old = desk.store.key
    two.rekeying.ask()
    two.rekeying.asking.form.fields["passphrase"].insert(OTHER)
    two.rekeying.asking.submit()
    settled(qtbot, tasks)
    assert "密钥没有换" in two.notice.text()
    assert desk.store.key == old
