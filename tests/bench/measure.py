"""Timing and memory, and the line that a benchmark prints."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One measurement: what, ours and the baseline in seconds, and the highest ratio wanted."""

    what: str
    ours: float
    baseline: float
    target: float

    @property
    def ratio(self) -> float:
        return self.ours / self.baseline

    def line(self) -> str:
        verdict = "ok" if self.ratio <= self.target else "MISSED"
        return f"{self.what:<58} ×{self.ratio:6.2f}  (target ≤ {self.target:g})  {verdict}"


@dataclass(frozen=True)
class Bound:
    """One measurement against a fixed bound, for example milliseconds."""

    what: str
    value: float
    target: float
    unit: str

    def line(self) -> str:
        verdict = "ok" if self.value <= self.target else "MISSED"
        return f"{self.what:<58} {self.value:7.2f} {self.unit} (target ≤ {self.target:g})  {verdict}"


def seconds(work: Callable[[], object], *, runs: int = 3) -> float:
    """The median time of some runs."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def paired(
    what: str, ours: Callable[[], object], baseline: Callable[[], object], *, runs: int, target: float
) -> Result:
    """Both in turn, so that a machine that changes its pace changes it for both; the medians."""
    pairs = [(seconds(ours, runs=1), seconds(baseline, runs=1)) for _ in range(runs)]
    return Result(
        what, statistics.median(o for o, _ in pairs), statistics.median(b for _, b in pairs), target
    )


def p95(times: list[float]) -> float:
    """The time that 95 of 100 stay under."""
    return sorted(times)[int(len(times) * 0.95)]
