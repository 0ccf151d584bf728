"""From the first run to the open desk, and back in when the passphrase is forgotten."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.actions.operators import add_operator
from app.actions.passphrases import reset_passphrase
from app.actions.recovery import untried_sheets
from app.actions.station import recovery_sheet_pdf
from app.bootstrap import open_desk
from app.domain.codes import StationRole
from app.domain.documents import RecoverySheetContent
from app.domain.station import Operator
from app.storage.desk_lock import this_user
from app.storage.keyring import new_recovery_code
from tests.ui.desk import CHEAP, PASSPHRASE, TODAY, make_desk, make_untried
from ui.start.code_field import CodeField
from ui.start.first_run import FirstRunPage
from ui.start.recovery import RecoverySheetPage
from ui.start.renew import RenewPage
from ui.start.unlock import RecoverPage, UnlockPage
from ui.start.untried import UntriedPage
from ui.start.window import StartWindow
from ui.tasks import TaskRunner
from ui.theme import apply_theme

SHEET = RecoverySheetContent("示例煤业综采一区", "A1B2C3", ("Z6MD7", "JR13P"), TODAY, "李敏")


@pytest.fixture
def runner(qtbot: QtBot) -> TaskRunner:
    return TaskRunner()


def type_code(qtbot: QtBot, field: CodeField, sheet: RecoverySheetContent) -> None:
    """Copy a code from paper in small letters, group by group; the field goes on by itself."""
    field.boxes[0].setFocus()
    for box, group in zip(field.boxes, sheet.code_groups, strict=True):
        qtbot.keyClicks(box, group.lower())


def type_in(qtbot: QtBot, form: object, values: dict[str, str]) -> None:
    """Fill each field as an input method does, and press Enter in the last one."""
    for name, text in values.items():
        form.fields[name].insert(text)
    last = form.fields[list(values)[-1]]
    qtbot.keyClick(last, Qt.Key.Key_Return)


def first_run(qtbot: QtBot, home: Path, runner: TaskRunner) -> StartWindow:
    window = StartWindow(home, runner, exists=False, today=TODAY, kdf=CHEAP)
    qtbot.addWidget(window)
    window.show()
    return window


ANSWERS = {
    "unit_code": "zc01",
    "unit_name": "综采一区",
    "superior_name": "信访接待部",
    "operator": "李敏",
    "passphrase": PASSPHRASE,
    "again": PASSPHRASE,
}


def test_first_run_to_the_open_desk(qtbot: QtBot, tmp_path: Path, runner: TaskRunner) -> None:
    window = first_run(qtbot, tmp_path / "home", runner)
    assert isinstance(window.page(), FirstRunPage)
    assert any(f"电脑用户“{this_user()}”" in one.text() for one in window.page().findChildren(QLabel))
    type_in(qtbot, window.page().form, ANSWERS)
    qtbot.waitUntil(lambda: isinstance(window.page(), RecoverySheetPage))
    sheet = window.page()
    qtbot.waitUntil(lambda: sheet.preview.page_count == 1)
    assert not sheet.button.isEnabled()
    window.close()
    assert window.isVisible()
    assert "只显示这一次" in sheet.said.text()
    type_code(qtbot, sheet.code, sheet.content)
    assert sheet.shown.currentWidget() is not sheet.preview
    with qtbot.waitSignal(window.opened) as opened:
        qtbot.keyClick(sheet.code.boxes[-1], Qt.Key.Key_Return)
    desk = opened.args[0]
    assert (desk.station.unit_code, desk.operator.name) == ("ZC01", "李敏")
    assert desk.station.role is StationRole.WORKSHOP
    assert untried_sheets(desk) == []
    desk.close()


def test_the_reception_office_chooses_its_role(qtbot: QtBot, tmp_path: Path, runner: TaskRunner) -> None:
    window = first_run(qtbot, tmp_path / "home", runner)
    window.page().form.set_values({"role": StationRole.HEADQUARTERS.value})
    with qtbot.waitSignal(window.page().created) as made:
        type_in(qtbot, window.page().form, ANSWERS)
    assert made.args[0].station.role is StationRole.HEADQUARTERS
    qtbot.waitUntil(lambda: runner.running == 0)
    made.args[0].close()


def test_two_different_passphrases_make_no_desk(qtbot: QtBot, tmp_path: Path, runner: TaskRunner) -> None:
    window = first_run(qtbot, tmp_path / "home", runner)
    page = window.page()
    type_in(qtbot, page.form, {**ANSWERS, "again": PASSPHRASE + "x"})
    assert "不一样" in page.form.problems["again"].text()
    assert not (tmp_path / "home").exists()


def test_wrong_answers_stand_under_their_fields(qtbot: QtBot, tmp_path: Path, runner: TaskRunner) -> None:
    window = first_run(qtbot, tmp_path / "home", runner)
    page = window.page()
    type_in(qtbot, page.form, {**ANSWERS, "unit_code": "综采"})
    qtbot.waitUntil(lambda: page.form.problems["unit_code"].isVisible())
    assert page.button.isEnabled()


@pytest.fixture
def sheet_page(
    qtbot: QtBot, tmp_path: Path, runner: TaskRunner
) -> Iterator[tuple[RecoverySheetPage, RecoverySheetContent]]:
    desk, sheet = make_untried(tmp_path / "home")
    page = RecoverySheetPage(sheet, runner, desk)
    qtbot.addWidget(page)
    page.show()
    yield page, sheet
    qtbot.waitUntil(lambda: runner.running == 0)
    desk.close()


def test_the_sheet_is_covered_while_its_code_is_typed_from_paper(
    qtbot: QtBot, sheet_page: tuple[RecoverySheetPage, RecoverySheetContent]
) -> None:
    page, sheet = sheet_page
    assert page.shown.currentWidget() is page.preview
    qtbot.keyClicks(page.code.boxes[0], sheet.code_groups[0][:1])
    assert page.shown.currentWidget() is not page.preview
    qtbot.keyClick(page, Qt.Key.Key_F2)
    assert page.shown.currentWidget() is page.preview
    assert page.code.is_empty()


def test_the_code_of_another_desk_does_not_finish_the_set_up(
    qtbot: QtBot,
    tmp_path: Path,
    runner: TaskRunner,
    sheet_page: tuple[RecoverySheetPage, RecoverySheetContent],
) -> None:
    page, _ = sheet_page
    other, foreign = make_untried(tmp_path / "other")
    other.close()
    type_code(qtbot, page.code, foreign)
    with qtbot.assertNotEmitted(page.done):
        qtbot.keyClick(page.code.boxes[-1], Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: runner.running == 0)
    assert "打不开本工作台" in page.code.fault.text()


def test_the_sheet_can_be_saved(qtbot: QtBot, tmp_path: Path, runner: TaskRunner) -> None:
    page = RecoverySheetPage(SHEET, runner, None)
    qtbot.addWidget(page)
    page.save_to(str(tmp_path / "恢复单.pdf"))
    qtbot.waitUntil(lambda: "恢复单.pdf" in page.said.text())
    qtbot.waitUntil(lambda: runner.running == 0)
    assert (tmp_path / "恢复单.pdf").read_bytes()[:5] == recovery_sheet_pdf(SHEET)[:5] == b"%PDF-"


def unlock_page(qtbot: QtBot, home: Path, runner: TaskRunner) -> UnlockPage:
    page = UnlockPage(home, runner, TODAY)
    qtbot.addWidget(page)
    page.show()
    return page


def test_the_right_passphrase_opens(qtbot: QtBot, tmp_path: Path, runner: TaskRunner) -> None:
    make_desk(tmp_path).close()
    page = unlock_page(qtbot, tmp_path, runner)
    with qtbot.waitSignal(page.opened) as opened:
        type_in(qtbot, page.form, {"passphrase": PASSPHRASE})
    opened.args[0].close()


def test_a_wrong_passphrase_and_a_damaged_file_are_told_apart(
    qtbot: QtBot, tmp_path: Path, runner: TaskRunner
) -> None:
    make_desk(tmp_path).close()
    page = unlock_page(qtbot, tmp_path, runner)
    type_in(qtbot, page.form, {"passphrase": "不是这一句话"})
    qtbot.waitUntil(lambda: page.form.problems["passphrase"].isVisible())
    assert "口令不对" in page.form.problems["passphrase"].text()
    assert not page.damage.isVisible()

    database = tmp_path / "desk.db"
    database.write_bytes(b"\0" * database.stat().st_size)
    page.form.set_values({"passphrase": PASSPHRASE})
    page.submit()
    qtbot.waitUntil(page.damage.isVisible)
    assert "已损坏" in page.damage.text()


def test_the_recovery_code_opens_and_sets_a_new_passphrase(
    qtbot: QtBot, tmp_path: Path, runner: TaskRunner
) -> None:
    desk, sheet = make_untried(tmp_path)
    desk.close()
    page = RecoverPage(tmp_path, runner, TODAY)
    qtbot.addWidget(page)
    page.show()
    type_code(qtbot, page.code, sheet)
    page.form.set_values({"passphrase": "新的一句口令 2026", "again": "新的一句口令 2026"})
    with qtbot.waitSignal(page.opened) as opened:
        page.submit()
    opened.args[0].close()
    open_desk(tmp_path, "新的一句口令 2026").close()


def test_a_mistyped_group_is_named(qtbot: QtBot, tmp_path: Path, runner: TaskRunner) -> None:
    make_desk(tmp_path).close()
    page = RecoverPage(tmp_path, runner, TODAY)
    qtbot.addWidget(page)
    page.show()
    page.code.set_code("AAAAA")
    assert "第1组抄错了" in page.code.fault.text()
    page.form.set_values({"passphrase": "新的一句口令 26", "again": "新的一句口令 26"})
    page.submit()
    qtbot.waitUntil(lambda: runner.running == 0)
    assert "第1组“AAAAA”抄错了" in page.code.fault.text()


# --- several operators, and waiting after wrong passphrases ----------------------------------------------------------

OTHER = "早班点名在七点半整"
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture
def two_home(tmp_path: Path) -> Path:
    with make_desk(tmp_path) as desk:
        add_operator(desk, operator=Operator("田小雨"), passphrase=OTHER)
    return tmp_path


class Clock:
    """A clock that stands until it is told otherwise."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def door(qtbot: QtBot, two_home: Path, runner: TaskRunner) -> UnlockPage:
    page = UnlockPage(two_home, runner, TODAY, now=Clock())
    qtbot.addWidget(page)
    page.show()
    return page


def tried(qtbot: QtBot, door: UnlockPage, runner: TaskRunner, passphrase: str) -> None:
    door.form.set_values({"passphrase": passphrase})
    door.submit()
    qtbot.waitUntil(lambda: runner.running == 0)


def test_a_desk_of_one_asks_for_no_name(qtbot: QtBot, tmp_path: Path, runner: TaskRunner) -> None:
    make_desk(tmp_path).close()
    assert "operator" not in unlock_page(qtbot, tmp_path, runner).form.fields


def test_whoever_chooses_his_name_comes_in_under_it(
    qtbot: QtBot, door: UnlockPage, runner: TaskRunner
) -> None:
    door.form.set_values({"operator": "李敏"})
    tried(qtbot, door, runner, OTHER)
    assert "姓名选对了吗" in door.form.problems["passphrase"].text()
    door.form.set_values({"operator": "田小雨"})
    with qtbot.waitSignal(door.opened) as opened:
        tried(qtbot, door, runner, OTHER)
    assert opened.args[0].operator.name == "田小雨"
    opened.args[0].close()


def test_who_opened_it_last_is_offered_first(
    qtbot: QtBot, two_home: Path, door: UnlockPage, runner: TaskRunner
) -> None:
    door.form.set_values({"operator": "李敏"})
    with qtbot.waitSignal(door.opened) as opened:
        tried(qtbot, door, runner, PASSPHRASE)
    opened.args[0].close()
    assert unlock_page(qtbot, two_home, runner).operator == "李敏"


def test_the_remaining_wait_is_shown_and_counted_down(
    qtbot: QtBot, door: UnlockPage, runner: TaskRunner
) -> None:
    door.form.set_values({"operator": "李敏"})
    for _ in range(3):
        tried(qtbot, door, runner, "不是这一句话啊")
    assert door.wait.text() == "口令连续输错，还要等 1 秒。"
    assert door.wait.isVisible()
    assert not door.button.isEnabled()
    door.now.now += dt.timedelta(seconds=1)
    door.look_at_wait()
    assert not door.wait.isVisible()
    tried(qtbot, door, runner, "不是这一句话啊")
    assert "还要等 2 秒" in door.wait.text()


def test_another_name_does_not_wait_and_the_wait_outlasts_the_page(
    qtbot: QtBot, two_home: Path, door: UnlockPage, runner: TaskRunner
) -> None:
    choice = door.form.fields["operator"]
    choice.setCurrentIndex(choice.findText("李敏"))
    for _ in range(3):
        tried(qtbot, door, runner, "不是这一句话啊")
    choice.setCurrentIndex(choice.findText("田小雨"))
    assert door.button.isEnabled()
    assert door.form.text("passphrase") == ""
    again = UnlockPage(two_home, runner, TODAY, now=Clock())
    qtbot.addWidget(again)
    again.form.fields["operator"].setCurrentIndex(again.form.fields["operator"].findText("李敏"))
    again.look_at_wait()
    assert not again.button.isEnabled()


# --- an untried sheet, and a passphrase for one opening --------------------------------------------------------------


def opening(qtbot: QtBot, home: Path, runner: TaskRunner, passphrase: str, name: str = "") -> StartWindow:
    window = StartWindow(home, runner, exists=True, today=TODAY)
    qtbot.addWidget(window)
    window.show()
    page = window.page()
    if name:
        page.form.set_values({"operator": name})
    page.form.set_values({"passphrase": passphrase})
    page.submit()
    qtbot.waitUntil(lambda: window.page() is not page)
    return window


def test_an_untried_sheet_is_asked_for_at_every_start_and_may_be_put_off(
    qtbot: QtBot, tmp_path: Path, runner: TaskRunner
) -> None:
    make_untried(tmp_path)[0].close()
    for _ in range(2):
        window = opening(qtbot, tmp_path, runner, PASSPHRASE)
        assert isinstance(window.page(), UntriedPage)
        with qtbot.waitSignal(window.opened) as opened:
            qtbot.keyClick(window.page(), Qt.Key.Key_Escape)
        opened.args[0].close()
        window.close()


def test_the_code_from_paper_ends_the_asking(qtbot: QtBot, tmp_path: Path, runner: TaskRunner) -> None:
    desk, sheet = make_untried(tmp_path)
    desk.close()
    window = opening(qtbot, tmp_path, runner, PASSPHRASE)
    type_code(qtbot, window.page().code, sheet)
    with qtbot.waitSignal(window.opened) as opened:
        qtbot.keyClick(window.page().code.boxes[-1], Qt.Key.Key_Return)
    assert untried_sheets(opened.args[0]) == []
    opened.args[0].close()


def test_a_lost_sheet_is_made_anew_and_tried_at_once(
    qtbot: QtBot, tmp_path: Path, runner: TaskRunner
) -> None:
    desk, old = make_untried(tmp_path)
    desk.close()
    window = opening(qtbot, tmp_path, runner, PASSPHRASE)
    qtbot.keyClick(window.page(), Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: isinstance(window.page(), RecoverySheetPage))
    page = window.page()
    assert page.content.code_groups != old.code_groups
    qtbot.waitUntil(lambda: page.preview.page_count == 1)
    type_code(qtbot, page.code, page.content)
    with qtbot.waitSignal(window.opened) as opened:
        qtbot.keyClick(page.code.boxes[-1], Qt.Key.Key_Return)
    assert untried_sheets(opened.args[0]) == []
    opened.args[0].close()


def test_leaving_instead_of_trying_closes_the_desk(qtbot: QtBot, tmp_path: Path, runner: TaskRunner) -> None:
    make_untried(tmp_path)[0].close()
    window = opening(qtbot, tmp_path, runner, PASSPHRASE)
    desk = window.desk
    window.close()
    assert window.desk is None
    assert desk.hold.file == -1


def test_a_passphrase_for_one_opening_is_replaced_before_the_desk_opens(
    qtbot: QtBot, two_home: Path, runner: TaskRunner
) -> None:
    with open_desk(two_home, PASSPHRASE, today=TODAY) as desk:
        one_time = reset_passphrase(desk, name="田小雨").passphrase
    window = opening(qtbot, two_home, runner, one_time, "田小雨")
    page = window.page()
    assert isinstance(page, RenewPage)
    page.form.set_values({"passphrase": one_time, "again": one_time})
    page.submit()
    qtbot.waitUntil(lambda: runner.running == 0)
    assert "一样" in page.form.problems["passphrase"].text()
    page.form.set_values({"passphrase": OTHER, "again": OTHER})
    with qtbot.waitSignal(window.opened) as opened:
        page.submit()
    opened.args[0].close()
    open_desk(two_home, OTHER, today=TODAY).close()


# --- the boxes of a code ---------------------------------------------------------------------------------------------


@pytest.fixture
def field(qtbot: QtBot) -> CodeField:
    made = CodeField()
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_pasted_code_fills_all_boxes(qtbot: QtBot, field: CodeField) -> None:
    code = new_recovery_code()
    field.boxes[0].textEdited.emit(" ".join(code).lower())
    assert field.code() == "-".join(code)
    assert field.is_right()


def test_wrong_groups_are_named_as_they_are_typed(qtbot: QtBot, field: CodeField) -> None:
    field.set_code("-".join(new_recovery_code()))
    for place in (1, 4):
        text = field.boxes[place].text()
        field.boxes[place].clear()
        qtbot.keyClicks(field.boxes[place], ("7" if text[0] != "7" else "8") + text[1:])
    assert "第2、5组抄错了" in field.fault.text()
    assert [mark.text() for mark in field.marks] == ["✓", "✗", "✓", "✓", "✗", "✓", "✓", "✓"]
    assert not field.is_right()


def test_backspace_in_an_empty_box_goes_back(qtbot: QtBot, field: CodeField) -> None:
    field.activateWindow()
    field.boxes[3].setFocus()
    qtbot.keyClick(field.boxes[3], Qt.Key.Key_Backspace)
    assert field.focusWidget() is field.boxes[2]


def test_the_first_window_is_no_larger_than_the_screen_at_150_percent(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, runner: TaskRunner
) -> None:
    apply_theme(qapp, 150)
    try:
        window = StartWindow(tmp_path / "none", runner, exists=False, today=TODAY)
        qtbot.addWidget(window)
        room = window.screen().availableSize()
        assert window.width() <= room.width()
        assert window.height() <= room.height()
    finally:
        apply_theme(qapp)
