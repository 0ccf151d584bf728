"""Workers: forked processes that work on a scene and say what is done after it was done."""

from __future__ import annotations

import json
import os
import select
import signal
import time
import traceback
from collections.abc import Callable
from typing import Any, TypeAlias

Told: TypeAlias = dict[str, Any]
Tell: TypeAlias = Callable[[Told], None]
Work: TypeAlias = Callable[[Tell], None]

LONGEST = 60.0
"""Seconds after which a worker counts as hung."""


class Worker:
    """A forked process. The parent has one thread and no open database, so that a fork is whole."""

    def __init__(self, work: Work) -> None:
        self._read, write = os.pipe()
        self._begun, self._raw, self.ended = time.monotonic(), b"", False
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._read)
            _work(work, write)
        os.close(write)

    @property
    def told(self) -> list[Told]:
        """What was reported as done so far, each line whole."""
        return [json.loads(line) for line in self._raw.split(b"\n")[:-1]]

    def listen(self, seconds: float, *, until: str = "") -> None:
        """Hear what it says for so long, or until it says this, or until it ends."""
        end = time.monotonic() + seconds
        while not self.ended and not (until and any(until in told for told in self.told)):
            left = end - time.monotonic()
            if left <= 0 or not select.select([self._read], [], [], left)[0]:
                return
            heard = os.read(self._read, 65_536)
            self._raw, self.ended = self._raw + heard, not heard

    def signal(self, number: int) -> None:
        """Stop, continue or kill it."""
        os.kill(self.pid, number)

    def finish(self) -> tuple[list[Told], bool]:
        """Wait for its end: what it told, and whether it was killed. Raises TimeoutError when it hangs."""
        self.listen(LONGEST)
        hangs = not self.ended
        if hangs:
            self.signal(signal.SIGKILL)
            self.listen(LONGEST)
        _, status = os.waitpid(self.pid, 0)
        os.close(self._read)
        if hangs:
            raise TimeoutError(f"a worker hung; it had told {self.told}")
        return self.told, os.WIFSIGNALED(status)


def run(work: Work) -> tuple[list[Told], float]:
    """Let a worker work to its end: what it told, and how many seconds it took."""
    begun = time.monotonic()
    told, _ = Worker(work).finish()
    return told, time.monotonic() - begun


def _work(work: Work, write: int) -> None:
    """In the child: work, tell, and end without what the parent's exit would do."""

    def tell(told: Told) -> None:
        os.write(write, json.dumps(told, ensure_ascii=False, default=str).encode() + b"\n")

    try:
        work(tell)
    except BaseException as error:  # noqa: BLE001 - the parent judges it
        lines = [
            f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-6:]
        ]
        tell({"failed": type(error).__name__, "words": str(error)[:300], "where": lines})
    finally:
        os._exit(0)
