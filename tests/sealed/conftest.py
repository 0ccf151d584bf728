"""One world for the tests that only look; a world of its own for those that change it: copies of one made once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sealed.world import World, copy_world, make_world


@pytest.fixture(scope="session")
def kept_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The closed world that all others are copies of."""
    made = make_world(tmp_path_factory.mktemp("kept"))
    made.desk.close()
    return made


@pytest.fixture(scope="module")
def world(kept_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = copy_world(kept_world, tmp_path_factory.mktemp("world"))
    yield made
    made.desk.close()


@pytest.fixture
def own_world(kept_world: World, tmp_path: Path) -> Iterator[World]:
    made = copy_world(kept_world, tmp_path)
    yield made
    made.desk.close()
