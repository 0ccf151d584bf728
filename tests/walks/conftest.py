"""A workshop and a headquarters for every walk: copies of desks that were made once."""

import shutil
from pathlib import Path

import pytest

from tests.console_desk import ConsoleDesk
from tests.walks.walking import HEADQUARTERS, WORKSHOP, Walk, make_station


@pytest.fixture(scope="session")
def stations(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("stations")
    return {
        "workshop": make_station(folder / "workshop", WORKSHOP),
        "headquarters": make_station(folder / "headquarters", HEADQUARTERS),
    }


def walk_at(place: str, stations: dict[str, Path], folder: Path) -> Walk:
    """A walk at one of the two."""
    shutil.copytree(stations[place], folder / "desk")
    walk = Walk(ConsoleDesk(folder / "desk"), folder)
    walk.place = place
    return walk


@pytest.fixture
def workshop(stations: dict[str, Path], tmp_path: Path) -> Walk:
    return walk_at("workshop", stations, tmp_path)


@pytest.fixture
def headquarters(stations: dict[str, Path], tmp_path: Path) -> Walk:
    return walk_at("headquarters", stations, tmp_path)


@pytest.fixture(params=["workshop", "headquarters"])
def either(request: pytest.FixtureRequest, stations: dict[str, Path], tmp_path: Path) -> Walk:
    return walk_at(request.param, stations, tmp_path)
