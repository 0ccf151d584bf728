"""A desk with the threads and the signal that a page needs."""

from collections.abc import Iterator

import pytest

from app.actions.desk import Desk
from ui.refresh import Refresh
from ui.tasks import TaskRunner


@pytest.fixture
def tasks(desk: Desk, qapp: object) -> Iterator[TaskRunner]:
    runner = TaskRunner(desk)
    yield runner
    assert runner.stop()


@pytest.fixture
def refresh(qapp: object) -> Refresh:
    return Refresh()
