"""From the first run to the open desk, and back in when the passphrase is forgotten."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.station import recovery_sheet_pdf
from app.domain.codes import StationRole
from app.domain.documents import RecoverySheetContent
from tests.ui.desk import CHEAP, PASSPHRASE, TODAY, make_desk
from ui.start.first_run import FirstRunPage
from ui.start.recovery import RecoverySheetPage, same_group
from ui.start.unlock import RecoverPage, UnlockPage
from ui.start.window import StartWindow
from ui.tasks import TaskRunner

SHEET = RecoverySheetContent("示例煤业综采一区", "A1B2C3", ("Z6MD7", "JR13P"), TODAY, "李敏")


@pytest.fixture
def runner(qtbot: QtBot) -> TaskRunner:
    return TaskRunner()


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
    type_in(qtbot, window.page().form, ANSWERS)
    qtbot.waitUntil(lambda: isinstance(window.page(), RecoverySheetPage))
    sheet = window.page()
    qtbot.waitUntil(lambda: sheet.preview.page_count == 1)
    assert not sheet.button.isEnabled()
    window.close()
    assert window.isVisible()
    assert "只显示这一次" in sheet.said.text()
    qtbot.keyClicks(sheet.typed, sheet.content.code_groups[sheet.asked].lower())
    with qtbot.waitSignal(window.opened) as opened:
        qtbot.keyClick(sheet.typed, Qt.Key.Key_Return)
    desk = opened.args[0]
    assert (desk.station.unit_code, desk.operator.name) == ("ZC01", "李敏")
    assert desk.station.role is StationRole.WORKSHOP
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


@pytest.mark.parametrize(("typed", "same"), [("jr13p", True), ("JRI3P", True), ("JR13Q", False), ("", False)])
def test_a_group_is_compared_as_it_is_read(typed: str, same: bool) -> None:
    assert same_group(typed, "JR13P") is same


def test_another_group_does_not_open_the_desk(qtbot: QtBot, runner: TaskRunner) -> None:
    page = RecoverySheetPage(SHEET, runner)
    qtbot.addWidget(page)
    qtbot.keyClicks(page.typed, SHEET.code_groups[1 - page.asked])
    with qtbot.assertNotEmitted(page.done):
        qtbot.keyClick(page.typed, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: runner.running == 0)


def test_the_sheet_can_be_saved(qtbot: QtBot, tmp_path: Path, runner: TaskRunner) -> None:
    page = RecoverySheetPage(SHEET, runner)
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
    from app.bootstrap import create_desk, open_desk
    from tests.ui.desk import STATION

    desk, sheet = create_desk(tmp_path, station=STATION, operator="李敏", passphrase=PASSPHRASE, kdf=CHEAP)
    desk.close()
    page = RecoverPage(tmp_path, runner, TODAY)
    qtbot.addWidget(page)
    page.form.set_values({"recovery_code": " ".join(sheet.code_groups).lower()})
    page.form.set_values({"passphrase": "新的一句口令 2026", "again": "新的一句口令 2026"})
    with qtbot.waitSignal(page.opened) as opened:
        page.submit()
    opened.args[0].close()
    open_desk(tmp_path, "新的一句口令 2026").close()


def test_a_mistyped_group_is_named(qtbot: QtBot, tmp_path: Path, runner: TaskRunner) -> None:
    make_desk(tmp_path).close()
    page = RecoverPage(tmp_path, runner, TODAY)
    qtbot.addWidget(page)
    page.form.set_values(
        {"recovery_code": "AAAAA", "passphrase": "新的一句口令 26", "again": "新的一句口令 26"}
    )
    page.submit()
    qtbot.waitUntil(lambda: "第1组" in page.form.problems["recovery_code"].text())
