"""What an act touched, and how far long work has come."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class Changes:
    """The result of every act: case numbers, and the ids of documents, packets and drafts it touched.

    ``bulk`` says that so many cases changed that lists should reload rather than look for their own.
    """

    cases: tuple[str, ...] = ()
    documents: tuple[int, ...] = ()
    packets: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    bulk: bool = False
    approvals: int = 0
    """How many wishes were put before the leader or decided."""

    def __or__(self, other: Changes) -> Changes:
        """Both changes together."""
        return Changes(
            self.cases + other.cases,
            self.documents + other.documents,
            self.packets + other.packets,
            self.drafts + other.drafts,
            self.settings + other.settings,
            self.bulk or other.bulk,
            self.approvals + other.approvals,
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far long work has come: ``done`` of ``total`` (0 when not known), and what it does now."""

    done: int
    total: int
    doing: str = ""


Result = TypeVar("Result")
Steps = Generator[Progress, None, Result]
"""Long work: it says how far it has come, and what came of it at the end; closing it cancels."""


def run_through(steps: Steps[Result]) -> Result:
    """Long work done to its end by somebody who does not watch it; what came of it."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: Result = end.value
            return result
