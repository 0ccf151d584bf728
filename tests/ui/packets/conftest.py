"""Two desks that know each other, each with its packets page, and real files on a stick."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.actions.desk import Desk
from tests.desks import copied_desk
from tests.stations import HEADQUARTERS, introduce, make_discipline
from ui.packets.page import PacketsPage
from ui.refresh import Refresh
from ui.tasks import TaskRunner

Open = Callable[[Desk], "Opened"]


class Opened:
    """A packets page of a desk, and what waits until it is quiet."""

    def __init__(self, qtbot: QtBot, desk: Desk) -> None:
        self.qtbot, self.desk = qtbot, desk
        self.tasks = TaskRunner(desk)
        self.page = PacketsPage(desk, self.tasks, Refresh())
        qtbot.addWidget(self.page)
        self.failures: list[object] = []
        self.page.failed.connect(self.failures.append)
        self.page.resize(1180, 700)
        self.page.show()
        self.page.activate()
        self.settle()

    def settle(self) -> None:
        """Wait until nothing runs any more."""
        self.qtbot.waitUntil(lambda: not self.tasks.running, timeout=30_000)
        assert not self.failures

    def tab(self, view: str) -> None:
        """Bring the tab of a view to the front."""
        self.page.tabs.setCurrentWidget(getattr(self.page, view))
        self.settle()

    @property
    def front(self) -> str:
        """The view whose tab is in front."""
        front = self.page.tabs.currentWidget()
        names = ("_up", "sent", "inbox", "replies", "answers", "stations", "register", "repeats")
        return next(name for name in names if getattr(self.page, name) is front)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Desk]:
    with copied_desk(tmp_path / "shop")[0] as desk:
        yield desk


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Desk]:
    station = replace(HEADQUARTERS, phone="0352-7010009", leader="周正", document_mark="集团信访")
    with copied_desk(tmp_path / "office", station=station, operator="周岚")[0] as desk:
        yield desk


@pytest.fixture
def discipline(tmp_path: Path) -> Iterator[Desk]:
    with make_discipline(tmp_path / "discipline") as desk:
        yield desk


@pytest.fixture
def introduced(shop: Desk, office: Desk, discipline: Desk) -> None:
    introduce(shop, office, discipline)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Open]:
    """Opens the packets page of a desk."""
    made: list[Opened] = []

    def open_(desk: Desk) -> Opened:
        made.append(Opened(qtbot, desk))
        return made[-1]

    yield open_
    for one in made:
        one.tasks.stop()
        qtbot.waitUntil(lambda one=one: one.tasks.running == 0)
