"""What was done on a case: the records that state and clocks are worked out from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.codes import CaseState

OWN_DECISION = "own_decision"
"""In ``extra``: the words for an act that nobody else could approve."""


@dataclass(frozen=True, slots=True)
class ActRecord:
    """One act of the procedure on one case, as it is kept.

    ``on`` is the day that counts for clocks; ``at`` when it was entered. ``fields`` is what was filled in, all
    text. ``document_id`` is the paper it issued (0: none). An undone record stays, with the reason, and counts for
    nothing.
    """

    id: int
    act: str
    on: dt.date
    fields: Mapping[str, str]
    at: dt.datetime
    operator: str
    state_before: CaseState
    approved_by: str = ""
    document_id: int = 0
    undone_at: dt.datetime | None = None
    undone_by: str = ""
    undone_reason: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    """What an undo needs to restore besides state and clocks, such as the class before."""

    @property
    def own_decision(self) -> str:
        """Why nobody approved it though a leader should have; empty for every other act (decision 18)."""
        return self.extra.get(OWN_DECISION, "")

    @property
    def stands(self) -> bool:
        """Whether it still counts."""
        return self.undone_at is None

    def date(self, name: str) -> dt.date:
        """A date among the fields, or the day of the act when that field is empty."""
        text = self.fields.get(name, "")
        return dt.date.fromisoformat(text) if text else self.on


@dataclass(frozen=True, slots=True)
class Approval:
    """What a clerk asks the leader to let be done; ``people`` is masked.

    ``letter`` holds the letter's texts when the act issues one. ``state``: asked, approved, returned, taken_back.
    """

    id: int
    case_number: str
    people: str
    subject: str
    act: str
    on: dt.date
    fields: Mapping[str, str]
    letter: Mapping[str, str]
    asked_at: dt.datetime
    asked_by: str
    state: str = "asked"
    decided_at: dt.datetime | None = None
    decided_by: str = ""
    word: str = ""

    @property
    def as_form(self) -> dict[str, str]:
        """Everything that was filled in, as a form or the draft of a letter holds it."""
        return {**self.fields, **self.letter, "on": self.on.isoformat()}
