"""From a desk that does not open, by the page of ways out, to one that does: real damaged files, keys pressed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.backup import create_backup
from app.actions.cases import count_cases
from app.bootstrap import open_desk
from app.domain.cases import CaseFilter
from tests.ui.desk import PASSPHRASE, TODAY, a_case, make_desk
from ui.start.rescue import RescuePage
from ui.start.unlock import UnlockPage
from ui.start.window import StartWindow
from ui.tasks import TaskRunner

PAGE = 4096


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[TaskRunner]:
    made = TaskRunner()
    yield made
    made.stop()
    qtbot.waitUntil(lambda: made.running == 0)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A desk with twelve cases of which a backup was made, and one case more."""
    home = tmp_path / "desk"
    with make_desk(home) as desk:
        for number in range(12):
            a_case(desk, f"王建国{number}", content="拖欠9月份夜班津贴" * 40)
        (home / "backups").mkdir()
        create_backup(desk, folder=home / "backups")
        a_case(desk, "孙丽华")
    return home


def damage(home: Path) -> bytes:
    """Flip a byte in the first page; the whole damaged file."""
    raw = bytearray((home / "desk.db").read_bytes())
    raw[2000] ^= 1
    (home / "desk.db").write_bytes(raw)
    return bytes(raw)


def started(qtbot: QtBot, home: Path, runner: TaskRunner) -> StartWindow:
    window = StartWindow(home, runner, exists=True, today=TODAY)
    qtbot.addWidget(window)
    window.show()
    return window


def rescue_page(qtbot: QtBot, window: StartWindow) -> RescuePage:
    """Type the passphrase, press Enter, and be led to the ways out."""
    if isinstance(window.page(), UnlockPage):
        field = window.page().form.fields["passphrase"]
        field.insert(PASSPHRASE)  # an input method types Chinese
        qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(window.page(), RescuePage))
    return window.page()


def opened_count(home: Path) -> int:
    with open_desk(home, PASSPHRASE, today=TODAY) as desk:
        return count_cases(desk, where=CaseFilter())


def test_a_damaged_desk_is_salvaged_put_in_place_and_opened(
    qtbot: QtBot, home: Path, runner: TaskRunner
) -> None:
    damaged = damage(home)
    window = started(qtbot, home, runner)
    page = rescue_page(qtbot, window)
    qtbot.waitUntil(lambda: page.findings is not None and page.salvage_button.isEnabled())
    assert "坏了 1 页" in page.words.text()
    assert page.account.lines.lines[0].cells[:2] == ("信访事项", "13")
    assert not page.use_button.isVisible()
    qtbot.keyClick(page.salvage_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.use_button.isVisible() and page.use_button.isEnabled(), timeout=30_000)
    assert "事项 13 件" in page.notice.text()
    qtbot.keyClick(page.use_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: isinstance(window.page(), UnlockPage), timeout=30_000)
    assert "换好了" in window.bar.label.text()
    with qtbot.waitSignal(window.opened) as opening:
        field = window.page().form.fields["passphrase"]
        field.insert(PASSPHRASE)  # an input method types Chinese
        qtbot.keyClick(field, Qt.Key.Key_Return)
    desk = opening.args[0]
    assert count_cases(desk, where=CaseFilter()) == 13
    desk.close()
    kept = next(home.glob("desk-replaced-*"))
    assert (kept / "desk.db").read_bytes() == damaged


def test_the_newest_backup_shows_what_it_holds_before_it_takes_the_place(
    qtbot: QtBot, home: Path, runner: TaskRunner
) -> None:
    damaged = damage(home)
    window = started(qtbot, home, runner)
    page = rescue_page(qtbot, window)
    qtbot.waitUntil(lambda: page.findings is not None and page.backup_button.isEnabled())
    page.backup_button.click()
    qtbot.waitUntil(lambda: page.use_button.isVisible() and page.use_button.isEnabled(), timeout=30_000)
    assert "事项 12 件" in page.notice.text()
    assert (home / "desk.db").read_bytes() == damaged
    page.go_back()
    assert page.salvage_button.isVisible()
    assert not [path for path in home.iterdir() if path.name.startswith(".restoring-")]
    page.backup_button.click()
    qtbot.waitUntil(lambda: page.use_button.isVisible() and page.use_button.isEnabled(), timeout=30_000)
    page.use()
    qtbot.waitUntil(lambda: isinstance(window.page(), UnlockPage), timeout=30_000)
    assert opened_count(home) == 12


def test_without_its_key_file_the_page_comes_first_and_asks_for_the_passphrase(
    qtbot: QtBot, home: Path, runner: TaskRunner
) -> None:
    (home / "keys.json").unlink()
    window = started(qtbot, home, runner)
    page = rescue_page(qtbot, window)
    field = page.form.fields["passphrase"]
    field.insert("不是这一句话")  # an input method types Chinese
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.form.problems["passphrase"].isVisible() and not page.work.busy)
    field.clear()
    field.insert(PASSPHRASE)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.findings is not None and page.salvage_button.isEnabled())
    assert "密钥文件也坏了" in page.words.text()


def test_without_its_database_only_a_backup_is_left(qtbot: QtBot, home: Path, runner: TaskRunner) -> None:
    (home / "desk.db").unlink()
    window = started(qtbot, home, runner)
    page = rescue_page(qtbot, window)
    qtbot.waitUntil(lambda: "不见了" in page.notice.text() and page.backup_button.isEnabled())
    assert not page.salvage_button.isVisible()
    page.backup_button.click()
    qtbot.waitUntil(lambda: page.use_button.isVisible() and page.use_button.isEnabled(), timeout=30_000)
    page.use()
    qtbot.waitUntil(lambda: isinstance(window.page(), UnlockPage), timeout=30_000)
    assert opened_count(home) == 12


def test_the_clerk_may_go_back_and_try_once_more(qtbot: QtBot, home: Path, runner: TaskRunner) -> None:
    damage(home)
    window = started(qtbot, home, runner)
    page = rescue_page(qtbot, window)
    qtbot.waitUntil(lambda: page.findings is not None and page.back_button.isEnabled())
    page.back_button.click()
    assert isinstance(window.page(), UnlockPage)
