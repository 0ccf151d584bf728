"""Replies that were taken over, and how was decided where both sides had written something."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReplyRecord:
    """A reply that was taken over; ``source`` is ``sheet`` or ``program``."""

    packet_number: str
    at: dt.datetime
    by: str
    file_name: str
    file_sha256: str
    source: str
    undone_at: dt.datetime | None = None
    undone_by: str = ""
    id: int = 0

    @property
    def stands(self) -> bool:
        """Whether it was not undone."""
        return self.undone_at is None


@dataclass(frozen=True, slots=True)
class ReplyDecision:
    """How somebody decided where both sides had written something; ``decision`` is ``ours`` or ``theirs``."""

    case_id: int
    field: str
    ours: str
    theirs: str
    decision: str
    at: dt.datetime
    by: str
