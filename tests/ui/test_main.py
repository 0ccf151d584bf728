"""Starting the program: quickly, without the heavy libraries, and to the right first page."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap import open_desk
from app.domain.codes import CaseState
from app.domain.deadlines import Level
from tests.ui.desk import CHEAP, PASSPHRASE, TODAY, make_desk
from ui.main import Session, fixed_today
from ui.start.first_run import FirstRunPage
from ui.start.unlock import UnlockPage
from ui.theme import LEVEL_SHAPES, STATE_SHAPES, apply_theme

ROOT = Path(__file__).parents[2]
HEAVY = ("openpyxl", "reportlab", "pikepdf", "rapidfuzz", "python_calamine", "chinese_calendar", "segno")


def start(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_check_start_paints_and_quits(tmp_path: Path) -> None:
    done = start("-m", "ui.main", "--home", str(tmp_path / "none"), "--check-start")
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "none").exists()


def test_a_date_that_is_none_is_said(tmp_path: Path) -> None:
    done = start("-m", "ui.main", "--home", str(tmp_path), "--check-start", PETITION_DESK_TODAY="gestern")
    assert done.returncode == 1
    assert "不是日期" in done.stderr


def test_the_desk_s_date_can_be_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PETITION_DESK_TODAY", "2026-11-23")
    assert fixed_today() == TODAY


def test_the_window_starts_without_the_heavy_libraries() -> None:
    script = f"import sys, ui.main, ui.main_window; print([n for n in {HEAVY!r} if n in sys.modules])"
    done = start("-c", script)
    assert done.stdout == "[]\n", done.stderr


def test_the_store_is_not_imported_before_a_page_asks_for_it() -> None:
    done = start("-c", "import sys, ui.start.window; print('peewee' in sys.modules)")
    assert done.stdout == "False\n", done.stderr


@pytest.mark.parametrize(("exists", "page"), [(False, FirstRunPage), (True, UnlockPage)])
def test_the_first_page(qtbot: QtBot, tmp_path: Path, exists: bool, page: type) -> None:
    if exists:
        make_desk(tmp_path).close()
    session = Session(tmp_path, exists=exists, today=TODAY, kdf=CHEAP)
    qtbot.addWidget(session.start)
    assert isinstance(session.start.page(), page)


def test_the_opened_desk_takes_the_window_s_place(qtbot: QtBot, tmp_path: Path) -> None:
    make_desk(tmp_path).close()
    session = Session(tmp_path, exists=True, today=TODAY)
    qtbot.addWidget(session.start)
    session.start.show()
    session.on_opened(open_desk(tmp_path, PASSPHRASE, today=TODAY))
    assert session.window.isVisible()
    assert not session.start.isVisible()
    qtbot.waitUntil(lambda: session.window.place == "today" and session.tasks.running == 0)
    session.window.close()
    assert session.desk is None


def test_text_grows_to_half_as_large_again(qapp: QApplication) -> None:
    normal = QFont(qapp.font()).pixelSize()
    try:
        apply_theme(qapp, 150)
        assert QFont(qapp.font()).pixelSize() == normal * 3 // 2
        assert apply_theme(qapp, 400).scale == 150
    finally:
        apply_theme(qapp)


def test_every_level_and_state_has_a_shape_of_its_own() -> None:
    assert set(LEVEL_SHAPES) == set(Level)
    assert set(STATE_SHAPES) == set(CaseState)
    assert len({shape for shape, _ in LEVEL_SHAPES.values()}) == len(Level)
    assert len(set(STATE_SHAPES.values())) == len(CaseState)
