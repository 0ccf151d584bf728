"""A lost PC and a stolen stick, walked through in the window step by step as the manual says."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.backup import create_backup, verify_backup
from app.actions.backup_places import backup_target
from app.actions.cases import count_cases
from app.actions.operators import add_operator
from app.actions.recovery import try_sheet
from app.bootstrap import create_desk, open_desk
from app.domain.cases import CaseFilter
from app.domain.documents import RecoverySheetContent
from app.domain.errors import WrongPassphrase
from app.domain.station import Operator
from tests.ui.backups.manual import named, press, steps_of
from tests.ui.desk import CHEAP, PASSPHRASE, STATION, TODAY, a_case
from ui.backups import restore
from ui.main import Session
from ui.settings.keys import KeysPage
from ui.start.first_run import FirstRunPage
from ui.start.restore import RestorePage
from ui.start.unlock import RecoverPage, UnlockPage

NEW_PASSPHRASE = "新电脑上的新口令 2026"


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that the window takes for a plugged-in stick; a test machine has none to plug in."""
    (tmp_path / "stick").mkdir()
    monkeypatch.setattr(restore, "plugged_in", lambda: [("备份盘", tmp_path / "stick")])
    return tmp_path / "stick"


@pytest.fixture
def sheet(tmp_path: Path, stick: Path) -> RecoverySheetContent:
    """The old PC: three cases, the last one after the last backup. Afterwards it is gone."""
    desk, sheet = create_desk(
        tmp_path / "old", station=STATION, operator="李敏", passphrase=PASSPHRASE, kdf=CHEAP, today=TODAY
    )
    with desk:
        try_sheet(desk, code="-".join(sheet.code_groups))
        a_case(desk)
        create_backup(desk, folder=stick)
        a_case(desk, "李芳")
        create_backup(desk, folder=stick)
        a_case(desk, "赵海")
    for path in (tmp_path / "old").iterdir():
        path.unlink()
    return sheet


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path, sheet: RecoverySheetContent) -> Iterator[Session]:
    """The new PC, started for the first time."""
    made = Session(tmp_path / "new", exists=False, today=TODAY, kdf=CHEAP)
    qtbot.addWidget(made.start)
    made.start.show()
    yield made
    if made.desk is not None:
        made.window.close()
        if made.ending.closing is not None:
            made.ending.closing.work.stop()
        qtbot.waitUntil(lambda: made.desk is None, timeout=30_000)
        made.tasks.stop()
        qtbot.waitUntil(lambda: made.tasks.running == 0)
    made.start_tasks.stop()
    qtbot.waitUntil(lambda: made.start_tasks.running == 0)
    if made.window is None:
        made.start.close()
    made.leave()


def begin(qtbot: QtBot, session: Session) -> tuple[list[str], RestorePage]:
    """Steps 1 and 2: the page for restoring, the stick plugged in."""
    steps = steps_of("电脑丢了或坏了")
    assert len(steps) == 8
    page = session.start.page()
    assert isinstance(page, FirstRunPage)
    named(session.start, steps[0], "换了电脑？从备份恢复…")
    press(qtbot, session.start, steps[0], "Ctrl+R")
    page = session.start.page()
    assert isinstance(page, RestorePage)
    press(qtbot, session.start, steps[1], "F5")
    files = page.view.files
    qtbot.waitUntil(lambda: len(files.lines.lines) == 2)
    qtbot.waitUntil(lambda: session.start_tasks.running == 0)
    assert files.key == files.lines.lines[0].key, "the newest is chosen"
    return steps, page


def restored(qtbot: QtBot, session: Session, steps: list[str], page: RestorePage) -> None:
    """Steps 3 (its key) and 4: what is in it is seen, then it is put in place."""
    named(session.start, steps[2], "打开看看")
    press(qtbot, session.start, steps[2], "Alt+L")
    qtbot.waitUntil(lambda: page.view.look is not None, timeout=30_000)
    named(session.start, steps[3], "就用这份恢复")
    assert "示例煤业综采一区" in page.view.holds.text()
    assert "事项 2 件" in page.view.holds.text()
    assert "最后一次操作" in page.view.holds.text()
    assert "不会丢失什么" in page.view.loses.text()
    press(qtbot, session.start, steps[3], "Ctrl+Enter")
    qtbot.waitUntil(lambda: "已恢复" in session.start.bar.label.text(), timeout=30_000)
    qtbot.waitUntil(lambda: session.start_tasks.running == 0)


def test_a_lost_pc_is_restored_on_a_new_one_with_the_passphrase(
    qtbot: QtBot, session: Session, stick: Path, tmp_path: Path
) -> None:
    steps, page = begin(qtbot, session)
    named(session.start, "备份当时的口令", "备份当时的口令")
    qtbot.keyClicks(page.view.form.fields["passphrase"], "x")
    page.view.form.set_values({"passphrase": PASSPHRASE})
    restored(qtbot, session, steps, page)
    unlock = session.start.page()
    assert isinstance(unlock, UnlockPage)
    unlock.form.fields["passphrase"].insert(PASSPHRASE)
    qtbot.keyClick(unlock.form.fields["passphrase"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.window is not None and session.window.place == "today", timeout=30_000)
    qtbot.waitUntil(lambda: session.tasks.running == 0, timeout=30_000)
    assert count_cases(session.desk, where=CaseFilter()) == 2
    # step 6: the case that came after the last backup gets the number that stands on its slip
    assert a_case(session.desk, "赵海").split("-")[2] == "0003"
    assert "按原来的先后" in steps[5]
    # step 7: a new PC knows of no place yet; the same key asks for one
    assert backup_target(session.home).folder is None
    line = session.window.pages["today"].backups
    line.look()
    qtbot.waitUntil(lambda: session.tasks.running == 0, timeout=30_000)
    press(qtbot, session.window.pages["today"], steps[6], "Ctrl+B")
    [asked] = [child for child in line.children() if child.inherits("QFileDialog")]
    asked.reject()
    line.back_up_to(str(stick))
    qtbot.waitUntil(lambda: "已备份" in line.notice.text(), timeout=30_000)
    qtbot.waitUntil(lambda: session.tasks.running == 0, timeout=30_000)
    assert len(list(stick.glob("*.backup"))) == 3


def test_a_lost_pc_and_a_forgotten_passphrase_with_the_recovery_sheet(
    qtbot: QtBot, session: Session, sheet: RecoverySheetContent
) -> None:
    steps, page = begin(qtbot, session)
    named(session.start, steps[2], "或者恢复码")
    page.view.form.fields["code"].insert(" ".join(sheet.code_groups).lower())
    restored(qtbot, session, steps, page)
    recover = session.start.page()
    assert isinstance(recover, RecoverPage)
    assert "再设一个新口令" in session.start.bar.label.text()
    recover.form.set_values({"passphrase": NEW_PASSPHRASE, "again": NEW_PASSPHRASE})
    recover.submit()
    qtbot.waitUntil(lambda: session.window is not None and session.window.place == "today", timeout=30_000)
    qtbot.waitUntil(lambda: session.tasks.running == 0, timeout=30_000)
    acts = [row["act"] for row in session.desk.store.rows("SELECT act FROM history ORDER BY id")]
    assert acts[-2:] == ["restore", "recover"]


def test_who_went_back_from_restoring_finds_the_first_page(qtbot: QtBot, session: Session) -> None:
    begin(qtbot, session)
    session.start.page().link.click()
    assert isinstance(session.start.page(), FirstRunPage)
    assert not (session.home / "desk.db").exists()


def test_a_wrong_passphrase_says_that_the_old_one_is_wanted(qtbot: QtBot, session: Session) -> None:
    _, page = begin(qtbot, session)
    page.view.form.set_values({"passphrase": "不是那时的口令"})
    page.view.open()
    qtbot.waitUntil(lambda: "用旧的" in page.view.form.problems["passphrase"].text(), timeout=30_000)
    assert page.view.look is None
    assert not page.view.restore_button.isVisible()


# --- the stick is gone ------------------------------------------------------------------------------------------


def test_what_a_finder_of_the_stick_holds_says_nothing(stick: Path, sheet: RecoverySheetContent) -> None:
    """Step 1: nothing readable, in no name and in no byte."""
    said = steps_of("U盘丢了")[0]
    assert "没有一个人名" in said
    for path in stick.iterdir():
        raw = path.read_bytes()
        for secret in ("王建国", "李芳", "李敏", "13800004321", "夜班津贴", STATION.unit_name):
            # the names of those who may open it stand in the key file: they work here and petition nobody
            assert secret == "李敏" or secret.encode() not in raw
            assert secret not in path.name


def new_passphrase_and_key(qtbot: QtBot, session: Session, keys: KeysPage, steps: list[str]) -> None:
    """Steps 3 and 4: a passphrase that was never used, then another key for the database."""
    assert "口令与恢复单" in steps[2]
    press(qtbot, keys, steps[2], "F2")
    own = keys.shown
    own.form.set_values({"old": PASSPHRASE, "passphrase": NEW_PASSPHRASE, "again": NEW_PASSPHRASE})
    press(qtbot, own, steps[2], "Ctrl+Enter")
    qtbot.waitUntil(lambda: session.tasks.running == 0, timeout=30_000)
    press(qtbot, keys, steps[3], "Ctrl+K")
    asking = keys.rekeying.asking
    asking.form.fields["passphrase"].insert(NEW_PASSPHRASE)
    qtbot.keyPress(asking.form.fields["passphrase"], Qt.Key.Key_Return)  # the window is still at once
    qtbot.waitUntil(lambda: keys.rekeying.shown is not None, timeout=60_000)
    qtbot.waitUntil(lambda: session.tasks.running == 0, timeout=30_000)
    named(keys.rekeying.shown, "田小雨", "田小雨")
    press(qtbot, keys.rekeying.shown, steps[3], "Ctrl+Enter")
    sheet = keys.rekeying.shown.page
    sheet.code.boxes[0].setFocus()
    for box, group in zip(sheet.code.boxes, sheet.content.code_groups, strict=True):
        qtbot.keyClicks(box, group)
    qtbot.keyClick(sheet.code.boxes[-1], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: keys.rekeying.shown is None, timeout=30_000)
    qtbot.waitUntil(lambda: session.tasks.running == 0, timeout=30_000)


def test_a_stolen_stick_is_answered_as_the_manual_says(qtbot: QtBot, tmp_path: Path, stick: Path) -> None:
    steps = steps_of("U盘丢了")
    assert len(steps) == 6
    desk, _ = create_desk(
        tmp_path / "ours", station=STATION, operator="李敏", passphrase=PASSPHRASE, kdf=CHEAP, today=TODAY
    )
    a_case(desk)
    add_operator(desk, operator=Operator("田小雨"), passphrase="田小雨自己的口令2026")
    stolen, old_key = create_backup(desk, folder=stick).path, desk.store.key
    desk.close()
    made = Session(tmp_path / "ours", exists=True, today=TODAY)
    qtbot.addWidget(made.start)
    made.on_opened(open_desk(tmp_path / "ours", PASSPHRASE, today=TODAY))
    qtbot.waitUntil(lambda: made.window.place == "today" and made.tasks.running == 0)
    settings = made.window.go("settings")
    keys = settings.subject("keys")
    qtbot.waitUntil(lambda: made.tasks.running == 0, timeout=30_000)
    new_passphrase_and_key(qtbot, made, keys, steps)
    assert made.desk.store.key != old_key
    backups = settings.subject("backups")  # step 5: another stick, and a drill on it
    qtbot.waitUntil(lambda: made.tasks.running == 0, timeout=30_000)
    (tmp_path / "other").mkdir()
    press(qtbot, settings, steps[4], "Ctrl+T")
    [asked] = [child for child in backups.line.children() if child.inherits("QFileDialog")]
    asked.reject()
    backups.line.back_up_to(str(tmp_path / "other"))
    qtbot.waitUntil(lambda: "已备份" in backups.line.notice.text(), timeout=30_000)
    qtbot.waitUntil(lambda: made.tasks.running == 0, timeout=30_000)
    press(qtbot, settings, steps[4], "Ctrl+Shift+R")
    qtbot.waitUntil(lambda: "演练通过" in backups.line.notice.text(), timeout=30_000)
    qtbot.waitUntil(lambda: made.tasks.running == 0, timeout=30_000)
    made.window.close()
    qtbot.waitUntil(lambda: made.desk is None, timeout=30_000)
    open_desk(tmp_path / "ours", NEW_PASSPHRASE, today=TODAY).close()
    # step 6, and the warning of step 2: what the finder holds opens with the old passphrase alone, for ever
    assert verify_backup(path=stolen, passphrase=PASSPHRASE).cases == 1
    with pytest.raises(WrongPassphrase):
        verify_backup(path=stolen, passphrase=NEW_PASSPHRASE)
    made.tasks.stop()
    made.start_tasks.stop()
    made.leave()
