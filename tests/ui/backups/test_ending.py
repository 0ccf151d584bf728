"""Closing the program: a backup first, which may be skipped; and a restore that reopens it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.backup_places import LOCAL, good_backups, set_backup_target
from app.actions.cases import count_cases
from app.bootstrap import open_desk
from app.domain.backups import Occasion
from app.domain.cases import CaseFilter
from tests.ui.desk import PASSPHRASE, TODAY, a_case, make_desk
from ui.main import Session
from ui.settings.backups import BackupsPage
from ui.start.unlock import UnlockPage


@pytest.fixture
def home(tmp_path: Path) -> Path:
    make_desk(tmp_path / "desk").close()
    return tmp_path / "desk"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def session(qtbot: QtBot, home: Path) -> Iterator[Session]:
    made = Session(home, exists=True, today=TODAY)
    qtbot.addWidget(made.start)
    made.on_opened(open_desk(home, PASSPHRASE, today=TODAY))
    qtbot.waitUntil(lambda: made.window.place == "today" and made.tasks.running == 0)
    yield made
    if made.desk is not None:
        made.window.close()
        if made.ending.closing is not None:
            made.ending.closing.work.stop()
    qtbot.waitUntil(lambda: made.desk is None, timeout=30_000)
    made.tasks.stop()
    made.start_tasks.stop()
    qtbot.waitUntil(lambda: made.tasks.running == 0 and made.start_tasks.running == 0)
    made.start.close()
    made.leave()


def kept(home: Path) -> list[Occasion]:
    with open_desk(home, PASSPHRASE, today=TODAY) as desk:
        return [one.occasion for one in good_backups(desk)]


def test_closing_backs_up_what_is_new_and_ends(
    qtbot: QtBot, session: Session, home: Path, stick: Path
) -> None:
    a_case(session.desk)
    set_backup_target(session.desk, folder=stick)
    session.window.close()
    assert session.ending.closing is not None
    assert session.ending.closing.isVisible()
    qtbot.waitUntil(lambda: session.desk is None, timeout=30_000)
    assert not session.ending.closing.isVisible()
    assert len(list(stick.glob("*.backup"))) == 1
    assert kept(home) == [Occasion.CLOSE]


def test_closing_with_nothing_new_ends_at_once(session: Session) -> None:
    session.window.close()
    assert session.desk is None
    assert session.ending.closing is None


def test_the_backup_at_closing_can_be_skipped(qtbot: QtBot, session: Session, home: Path) -> None:
    a_case(session.desk)
    session.window.close()
    qtbot.keyClick(session.ending.closing, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: session.desk is None, timeout=30_000)
    qtbot.waitUntil(lambda: session.tasks.running == 0)
    assert kept(home) in ([], [Occasion.CLOSE])  # the last step may have been done when the key came


def test_a_stick_that_is_gone_is_read_before_the_program_ends(
    qtbot: QtBot, session: Session, home: Path, stick: Path
) -> None:
    a_case(session.desk)
    set_backup_target(session.desk, folder=stick)
    stick.rmdir()
    session.window.close()
    closing = session.ending.closing
    qtbot.waitUntil(closing.end_button.isVisible, timeout=30_000)
    assert "现在找不到" in closing.notice.text()
    assert session.desk is not None
    qtbot.keyClick(closing, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.desk is None)
    assert len(list((home / LOCAL).glob("*.backup"))) == 1


def test_a_backup_that_fails_can_be_tried_again(
    qtbot: QtBot, session: Session, home: Path, stick: Path
) -> None:
    a_case(session.desk)
    (home / LOCAL).write_bytes(b"a file where the folder should be")
    session.window.close()
    closing = session.ending.closing
    qtbot.waitUntil(closing.again_button.isVisible, timeout=30_000)
    assert "写不进" in closing.notice.text()
    (home / LOCAL).unlink()
    qtbot.keyClick(closing, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: session.desk is None, timeout=30_000)
    assert kept(home) == [Occasion.CLOSE]


def test_restoring_in_the_open_desk_closes_it_and_opens_the_restored_one(
    qtbot: QtBot, session: Session, home: Path, stick: Path
) -> None:
    a_case(session.desk)
    page = session.window.go("settings").subject("backups")
    assert isinstance(page, BackupsPage)
    page.copy_to(str(stick))
    qtbot.waitUntil(lambda: "已备份" in page.notice.text(), timeout=30_000)
    a_case(session.desk, "李芳")
    qtbot.waitUntil(lambda: session.tasks.running == 0, timeout=30_000)
    page.restore()
    view = page.dialog.view
    view.form.fields["passphrase"].insert(PASSPHRASE)
    qtbot.keyClick(view.form.fields["passphrase"], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: view.look is not None, timeout=30_000)
    assert "新登记的事项1件" in view.loses.text()
    qtbot.keyClick(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "已恢复" in session.start.bar.label.text(), timeout=30_000)
    qtbot.addWidget(session.start)
    assert isinstance(session.start.page(), UnlockPage)
    assert "desk-replaced-" in session.start.bar.label.text()
    qtbot.waitUntil(lambda: session.start_tasks.running == 0)
    with open_desk(home, PASSPHRASE, today=TODAY) as restored:
        assert count_cases(restored, where=CaseFilter()) == 1


def test_a_look_that_is_not_taken_is_forgotten(
    qtbot: QtBot, session: Session, home: Path, stick: Path
) -> None:
    a_case(session.desk)
    page = session.window.go("settings").subject("backups")
    page.copy_to(str(stick))
    qtbot.waitUntil(lambda: "已备份" in page.notice.text(), timeout=30_000)
    qtbot.waitUntil(lambda: session.tasks.running == 0, timeout=30_000)
    page.restore()
    view = page.dialog.view
    assert (
        page.dialog.focusWidget() is view.form.fields["passphrase"]
    )  # what is typed next goes where it belongs
    view.form.set_values({"passphrase": PASSPHRASE})
    view.open()
    qtbot.waitUntil(lambda: view.look is not None, timeout=30_000)
    page.dialog.reject()
    assert [path for path in home.iterdir() if path.name.startswith(".restoring-")] == []
    assert session.desk is not None
