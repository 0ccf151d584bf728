"""One world for the tests that only look; a world of its own for those that change it."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sealed.world import World, make_world


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the sweep has written goes with the test's own files, and stays on nobody's disk."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = make_world(tmp_path_factory.mktemp("world"))
    yield made
    made.desk.close()


@pytest.fixture
def own_world(tmp_path: Path) -> Iterator[World]:
    made = make_world(tmp_path)
    yield made
    made.desk.close()
