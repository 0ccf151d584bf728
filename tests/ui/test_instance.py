"""The program started twice for one desk: real processes, one of them killed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.domain.errors import DeskInUse
from tests.ui.desk import TODAY, make_desk
from ui.instance import IN_USE, call_first
from ui.main import Session

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    make_desk(tmp_path / "desk").close()
    return tmp_path / "desk"


@pytest.fixture
def session(qtbot: QtBot, home: Path) -> Iterator[Session]:
    """The first window of the desk, in this process."""
    made = Session(home, exists=True, today=TODAY)
    made.hold_folder()
    made.start.show()
    yield made
    made.start_tasks.stop()
    made.start.close()
    made.leave()


def second(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "ui.main", "--home", str(home), "--check-start"],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_second_window_calls_the_first_to_the_front_and_leaves(
    qtbot: QtBot, home: Path, session: Session
) -> None:
    session.start.showMinimized()
    program = second(home)
    assert session.bell is not None
    with qtbot.waitSignal(session.bell.rung, timeout=30_000):
        pass
    _, said = program.communicate(timeout=30)
    assert program.returncode == IN_USE
    assert "已把它的窗口调到前面" in said
    assert not session.start.isMinimized()
    assert "这就是它的窗口" in session.start.bar.label.text()
    assert not (home / "desk.call").exists()


def test_a_window_that_does_not_answer_is_named_with_its_user(home: Path) -> None:
    script = (
        "import sys, pathlib; from app.storage import desk_lock;"
        "held = desk_lock.hold_window(pathlib.Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    first = subprocess.Popen(
        [sys.executable, "-c", script, str(home)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert first.stdout is not None and first.stdout.readline() == "held\n"
    again = Session(home, exists=True, today=TODAY)
    with pytest.raises(DeskInUse, match="正在别处使用"):
        again.hold_folder()
    assert not call_first(home)
    assert not (home / "desk.call").exists()
    first.kill()
    first.communicate()
    again.hold_folder()
    assert again.hold is not None
    again.leave()
    again.start.close()


def test_a_killed_window_is_no_obstacle_to_the_next(home: Path) -> None:
    script = "import sys; from ui.main import main; sys.exit(main(sys.argv[1:]))"
    first = subprocess.Popen(
        [sys.executable, "-c", script, "--home", str(home)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not (home / "desk.lock").read_bytes():
            assert first.poll() is None
    finally:
        first.kill()
        first.wait()
    program = second(home)
    _, said = program.communicate(timeout=60)
    assert program.returncode == 0, said


def test_the_window_of_a_first_desk_holds_its_folder_once_it_is_there(qtbot: QtBot, tmp_path: Path) -> None:
    session = Session(tmp_path / "new", exists=False, today=TODAY)
    session.hold_folder()
    assert session.hold is None
    desk = make_desk(tmp_path / "new")
    session.on_opened(desk)
    qtbot.waitUntil(lambda: session.window.place == "today" and session.tasks.running == 0)
    assert session.hold is not None
    session.window.close()
    session.leave()
