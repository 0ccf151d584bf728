"""The one background primitive: exactly one outcome, and finished always."""

import threading
import weakref
from collections.abc import Generator, Iterator
from functools import partial

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from app.domain.changes import Progress
from app.domain.errors import StoreBusy
from ui.tasks import TaskRunner


class Connection:
    """Counts in which threads it was given back."""

    def __init__(self) -> None:
        self.released_in: list[int] = []

    def release(self) -> None:
        self.released_in.append(threading.get_ident())


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[TaskRunner]:
    made = TaskRunner(Connection())
    yield made
    made.stop()
    qtbot.waitUntil(lambda: made.running == 0)


def test_a_callable_succeeds_and_finishes(qtbot: QtBot, runner: TaskRunner) -> None:
    got: list[object] = []
    with qtbot.waitSignal(runner.run(lambda: 6 * 7, on_success=got.append).finished):
        pass
    assert got == [42]


def test_the_connection_is_given_back_in_the_worker_thread(qtbot: QtBot, runner: TaskRunner) -> None:
    threads: list[object] = []
    with qtbot.waitSignal(runner.run(threading.get_ident, on_success=threads.append).finished):
        pass
    assert runner.desk.released_in == threads
    assert threads != [threading.get_ident()]


def test_slots_are_called_in_the_thread_of_the_window(qtbot: QtBot, runner: TaskRunner) -> None:
    called_in: list[int] = []
    with qtbot.waitSignal(
        runner.run(lambda: None, on_success=lambda _: called_in.append(threading.get_ident())).finished
    ):
        pass
    assert called_in == [threading.get_ident()]


def three_steps() -> Generator[Progress, None, str]:
    for done in range(3):
        yield Progress(done, 3, "")
    return "就绪"


def test_a_generator_tells_each_step_and_then_its_result(qtbot: QtBot, runner: TaskRunner) -> None:
    steps: list[Progress] = []
    got: list[object] = []
    with qtbot.waitSignal(runner.run(three_steps, on_progress=steps.append, on_success=got.append).finished):
        pass
    assert [step.done for step in steps] == [0, 1, 2]
    assert got == ["就绪"]


def fail() -> None:
    raise StoreBusy


def test_a_failure_is_handed_over_and_the_task_still_finishes(qtbot: QtBot, runner: TaskRunner) -> None:
    errors: list[object] = []
    with qtbot.waitSignal(runner.run(fail, on_failure=errors.append).finished):
        pass
    assert isinstance(errors[0], StoreBusy)
    assert len(runner.desk.released_in) == 1


def test_a_failure_that_nobody_handles_reaches_the_runner(qtbot: QtBot, runner: TaskRunner) -> None:
    with qtbot.waitSignal(runner.unhandled) as told:
        runner.run(fail)
    assert isinstance(told.args[0], StoreBusy)


def test_cancelling_closes_the_generator_and_says_nothing_but_finished(
    qtbot: QtBot, runner: TaskRunner
) -> None:
    closed, go_on, got = threading.Event(), threading.Event(), []

    def endless() -> Generator[Progress, None, None]:
        try:
            while True:
                yield Progress(0, 0, "")
                go_on.wait(10)
        except GeneratorExit:
            closed.set()
            raise

    task = runner.run(endless, on_success=got.append, on_failure=got.append)
    with qtbot.waitSignal(task.progressed):
        pass
    with qtbot.waitSignal(task.finished):
        task.cancel()
        go_on.set()
    assert closed.is_set()
    assert got == []


class Held:
    """Something that a task holds, such as a page by its bound method."""


def test_what_a_task_held_goes_with_it_and_only_in_the_window_s_thread(
    qtbot: QtBot, runner: TaskRunner
) -> None:
    gone: list[int] = []
    for _ in range(200):
        held = Held()
        weakref.finalize(held, lambda: gone.append(threading.get_ident()))
        runner.run(partial(isinstance, held, Held))
    del held
    qtbot.waitUntil(lambda: len(gone) == 200)
    assert set(gone) == {threading.get_ident()}


def test_a_runner_that_is_gone_is_not_asked_any_more(qtbot: QtBot) -> None:
    gone = TaskRunner(Connection())
    with qtbot.waitSignal(gone.run(threading.get_ident).finished):
        pass
    gone.stop()
    shiboken6.delete(gone)
    qtbot.wait(1)
