"""What an act touched, and how far long work has come."""

from __future__ import annotations

from dataclasses import dataclass


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
