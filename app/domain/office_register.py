"""登记总表 at headquarters: every case that units sent up, who has it now, and by when an answer is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.domain.codes import CaseState, Labelled

SOON = dt.timedelta(days=7)


class Stage(Labelled):
    """Which cases of the register are shown."""

    ALL = "all", "全部"
    UNASSIGNED = "unassigned", "还没有交办"
    ASSIGNED = "assigned", "交办了，没有反馈"
    SOON = "soon", "七日内要反馈"
    OVERDUE = "overdue", "超过反馈期限"


@dataclass(frozen=True, slots=True)
class OfficeFilter:
    """What of the register is shown; empty fields do not filter. ``text`` is part of either number."""

    stage: Stage = Stage.ALL
    sender: str = ""
    office: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """One case that came in a packet: under its own number, with this office's number beside it.

    ``office`` is to whom it was referred or assigned last, ``due_on`` when an answer is due from there (None: no day
    was named, or it was answered), ``urged_on`` the day it was urged last. ``people`` is masked.
    """

    number: str
    office_number: str
    sender_code: str
    packet: str
    received_on: dt.date
    people: str
    subject: str
    state: CaseState
    office: str = ""
    due_on: dt.date | None = None
    urged_on: dt.date | None = None

    def overdue(self, today: dt.date) -> bool:
        """Whether the day passed and nothing came."""
        return self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class OfficePage:
    """The newest rows under a filter, how many there are in all, and what can be filtered by: units (code, name) that
    sent anything, offices that got anything. ``known`` are those offices and the units of the unit table, to assign to;
    ``missing`` is a sentence for each unit of which packets never came."""

    rows: tuple[OfficeRow, ...]
    count: int
    senders: tuple[tuple[str, str], ...]
    offices: tuple[str, ...]
    missing: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
