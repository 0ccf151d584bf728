"""What was run and what was found: the table that `make faults` prints."""

from __future__ import annotations

import re
from collections import Counter

_KILLED = ("killed", "one is killed", "power cut")
_WELL = ("undisturbed", "ended before", "both end")
_CHANGES = re.compile(
    r"/[^“”]*?/(?=home|other|stick|tray|tmp)|(?<=tmp)[a-z0-9_]{8}|(?<=\.working)-\w+|(?<=restoring)-\w+"
    r"|\.[0-9a-f]{16}\b|(?<=openpyxl\.)\w+| \(k=\d+\)"
)
"""What differs from run to run in one and the same finding."""


class Tally:
    """Runs by kind and by what happened, and every finding."""

    def __init__(self) -> None:
        self.runs: Counter[tuple[str, str]] = Counter()
        self.findings: list[str] = []

    def add(self, kind: str, what: str, found: list[str]) -> None:
        """One run."""
        self.runs[kind, what] += 1
        self.findings += [_CHANGES.sub("", line) for line in found]

    def total(self, *words: str) -> int:
        """How many runs of these words there were."""
        return sum(count for (_, what), count in self.runs.items() if what in words)

    def summary(self) -> str:
        """The figures of the note."""
        killed = self.total(*_KILLED)
        faults = sum(self.runs.values()) - killed - self.total(*_WELL)
        return f"{killed} kills, {faults} faults, {len(self.findings)} findings"

    def lines(self) -> list[str]:
        """The table, and the findings with how often each was met."""
        table = [f"{kind:<22}{what:<22}{count:>6}" for (kind, what), count in self.runs.items()]
        return table + [
            f"FOUND {count:>4} × {line}" for line, count in Counter(self.findings).most_common(60)
        ]
