"""The only threads in the program: one background primitive whose ``finished`` always comes.

A task runs a callable, or a generator of Progress whose return value is the result, on a pool thread. Its
signals are emitted in the thread of the window, so any slot may touch widgets.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator
from types import GeneratorType
from typing import Protocol

import shiboken6
from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, QTimer, Signal, SignalInstance, Slot

REST_MS = 50
"""How long until it is asked again whether the threads have let go of finished work."""
Handler = Callable[..., object] | SignalInstance


class Releases(Protocol):
    """What gives back a thread's connection: the desk."""

    def release(self) -> None: ...


class _Relay(QObject):
    """Carries what the worker says over to the window's thread."""

    succeeded = Signal(object)
    failed = Signal(object)
    progressed = Signal(object)
    finished = Signal()


class Task(QObject):
    """Work under way. Exactly one of succeeded and failed comes, neither after cancel(); finished always comes.

    Work that had come to its end before cancel() reached it has succeeded all the same, and says so: ``done``.
    """

    succeeded = Signal(object)
    failed = Signal(object)
    progressed = Signal(object)
    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cancelled = threading.Event()
        self.done = False
        self.relay = _Relay()
        queued = Qt.ConnectionType.QueuedConnection
        self.relay.succeeded.connect(self._on_succeeded, queued)
        self.relay.failed.connect(self._on_failed, queued)
        self.relay.progressed.connect(self._on_progressed, queued)
        self.relay.finished.connect(self._on_finished, queued)

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    @Slot()
    def cancel(self) -> None:
        """Close the generator at its next step, or drop the result of a plain callable."""
        self._cancelled.set()

    @Slot(object)
    def _on_succeeded(self, result: object) -> None:
        if self.done or not self.cancelled:
            self.succeeded.emit(result)

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        if not self.cancelled:
            self.failed.emit(error)

    @Slot(object)
    def _on_progressed(self, progress: object) -> None:
        if not self.cancelled:
            self.progressed.emit(progress)

    @Slot()
    def _on_finished(self) -> None:
        self.finished.emit()


class _Work(QRunnable):
    """The worker's side of a task."""

    def __init__(self, task: Task, make: Callable[[], object], desk: Releases | None) -> None:
        super().__init__()
        # the pool would delete it in its own thread, beside the interpreter, and what it held would never go
        self.setAutoDelete(False)
        self.task, self.relay, self.make, self.desk = task, task.relay, make, desk

    def run(self) -> None:
        try:
            result = self._result()
            if self.desk is not None:
                self.desk.release()
        except Exception as error:  # whatever it is reaches the window; nothing is lost in a thread
            self.relay.failed.emit(error)
            self._release_after_failure()
        else:
            self.relay.succeeded.emit(result)
        finally:
            self.relay.finished.emit()

    def _result(self) -> object:
        if self.task.cancelled:
            return None
        made = self.make()
        return self._exhaust(made) if isinstance(made, GeneratorType) else made

    def _exhaust(self, steps: Generator[object, None, object]) -> object:
        while not self.task.cancelled:
            try:
                self.relay.progressed.emit(next(steps))
            except StopIteration as stop:
                self.task.done = True
                return stop.value
        steps.close()
        return None

    def _release_after_failure(self) -> None:
        try:
            if self.desk is not None:
                self.desk.release()
        except Exception as error:  # a second failure must not hide the first, nor stop ``finished``
            logging.getLogger(__name__).warning("a connection was not released: %s", type(error).__name__)


class TaskRunner(QObject):
    """Runs tasks and keeps them alive until they finish and their threads have let go of them.

    A thread says that it has finished while it still stands in ``run``: finished work rests until no thread runs,
    and is deleted in the window's thread, with all that it held.
    ``unhandled`` has the failures nobody asked for; the error presenter listens to it.
    """

    unhandled = Signal(object)

    def __init__(self, desk: Releases | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(max(2, self._pool.maxThreadCount()))
        self._running: dict[Task, _Work] = {}
        self._resting: list[_Work] = []
        self._rest = QTimer(self)  # a child of the runner: it rings no more when that is gone
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._let_go)

    @property
    def running(self) -> int:
        """How many tasks have not finished yet."""
        return len(self._running)

    def run(
        self,
        make: Callable[[], object],
        *,
        on_success: Handler | None = None,
        on_failure: Handler | None = None,
        on_progress: Handler | None = None,
        on_finish: Handler | None = None,
    ) -> Task:
        """Start ``make()`` on another thread: bound methods of widgets are disconnected when the widget goes."""
        task = Task()
        if on_success is not None:
            task.succeeded.connect(on_success)
        task.failed.connect(on_failure if on_failure is not None else self.unhandled)
        if on_progress is not None:
            task.progressed.connect(on_progress)
        if on_finish is not None:
            task.finished.connect(on_finish)
        task.finished.connect(self._forget)
        work = self._running[task] = _Work(task, make, self.desk)
        self._pool.start(work)
        return task

    @Slot()
    def _forget(self) -> None:
        task = self.sender()
        if isinstance(task, Task) and task in self._running:
            self._resting.append(self._running.pop(task))
            self._rest.start(0)  # not here, in the middle of the task's own signal

    @Slot()
    def _let_go(self) -> None:
        """Forget finished work, in the window's thread, as soon as no other thread can still hold it."""
        if not self._pool.activeThreadCount():
            while self._resting:
                shiboken6.delete(
                    self._resting.pop()
                )  # starting gave it to Qt, which was told not to delete it
        elif self._resting:
            self._rest.start(REST_MS)

    def stop(self, wait_ms: int = 30_000) -> bool:
        """Cancel everything and wait for the threads; whether all of them came to an end."""
        for task in self._running:
            task.cancel()
        ended = self._pool.waitForDone(wait_ms)
        self._let_go()
        return ended
