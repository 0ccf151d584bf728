"""The window's tests: a desk, its task runner, and nothing left running afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.actions.desk import Desk
from tests.ui.desk import make_desk
from ui.garbage import Collector
from ui.refresh import Refresh
from ui.tasks import TaskRunner
from ui.theme import apply_theme


@pytest.fixture(scope="session", autouse=True)
def themed(qapp: QApplication) -> None:
    apply_theme(qapp)


@pytest.fixture(scope="session", autouse=True)
def collector(qapp: QApplication) -> Iterator[None]:
    """As in the program: widgets left in cycles are never destroyed in a worker thread."""
    made = Collector()
    yield
    made.stop()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with make_desk(tmp_path / "desk") as made:
        yield made


@pytest.fixture
def tasks(qtbot: QtBot, desk: Desk) -> Iterator[TaskRunner]:
    runner = TaskRunner(desk)
    yield runner
    runner.stop()
    qtbot.waitUntil(lambda: runner.running == 0)


@pytest.fixture
def refresh(qapp: QApplication) -> Refresh:
    return Refresh()
