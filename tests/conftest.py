"""What every test starts from: no screen, no settings of the person at this machine, the same random numbers."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from app.actions.desk import Desk
from tests.desks import copied_desk
from ui.garbage import collect_if_due

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for name in [name for name in os.environ if name.startswith("PETITION_DESK_")]:
    del os.environ[name]

# a busy machine is no fault of the code: no deadline; and a failure must come back when it is run again
settings.register_profile("house", deadline=None, derandomize=True, database=None, max_examples=50)
# many more, and others each time: pytest --hypothesis-profile long, which make fuzz does
settings.register_profile("long", deadline=None, database=None, max_examples=1000, print_blob=True)
settings.load_profile("house")

# as in the program: where there are widgets, cycles are collected between tests, in the window's thread
gc.disable()


def pytest_collection_finish() -> None:
    """Thousands of tests are no garbage: collecting between them need not look at them again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    yield
    collect_if_due()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A real, empty desk of the workshop ZC01 on 24 November 2026; it is closed afterwards."""
    made, _ = copied_desk(tmp_path / "desk")
    yield made
    made.close()
