"""Matters that came in twice from different units: two cases side by side, awaiting somebody's decision.

Pairs of matters, never a list of people: nobody is counted, ranked or marked by how often he came (Art. 19 is about
matters handled twice).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.codes import CaseState
from app.domain.petitioners import mask_id_number, mask_phone


@dataclass(frozen=True, slots=True)
class RepeatSide:
    """One of two cases. ``people`` is masked, numbers in ``content`` are covered; ``unit`` is who sent it (empty: it was
    registered here)."""

    id: int
    number: str
    office_number: str
    unit: str
    received_on: dt.date
    people: str
    subject: str
    content: str
    state: CaseState


@dataclass(frozen=True, slots=True)
class RepeatPair:
    """Two cases that may be one matter: the one that came first, the later one, and why anybody thinks so."""

    first: RepeatSide
    second: RepeatSide
    why: str

    @property
    def key(self) -> str:
        """By what the pair is known."""
        return f"{self.first.id}-{self.second.id}"


@dataclass(frozen=True, slots=True)
class NotRepeat:
    """Somebody looked at two cases and found that they are two matters."""

    id: int
    first: str
    second: str
    at: dt.datetime
    by: str
    reason: str = ""


def likeness(person: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """Why two people of one name may be the same: by numbers, covered or not; empty when no number says so."""
    for field, cover, word in (("phone", mask_phone, "电话"), ("id_number", mask_id_number, "证件号码")):
        one, two = _covered(str(person.get(field, "")), cover), _covered(str(other[field]), cover)
        if one and one == two:
            return f"姓名和{word}（遮盖后）相同"
    return ""


def _covered(number: str, cover: Callable[[str], str]) -> str:
    """A number as packets show it, whether it came covered or not."""
    return number if "*" in number else cover(number)
