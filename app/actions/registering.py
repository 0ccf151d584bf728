"""What registering gives a draft: its number, its query code, its first clock."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from functools import lru_cache

from stdnum.iso7064 import mod_37_36

from app.actions.desk import Desk
from app.domain.cases import CaseDraft
from app.domain.codes import CaseState, Origin
from app.domain.deadlines import Deadline, DeadlineState, compute_due
from app.domain.workdays import Calendar
from app.files.rules import deadline_rules
from app.storage.cases import NewCase
from app.storage.station import next_serial

QUERY_CODE_LENGTH = 10
SETTLED = frozenset({CaseState.CONCLUDED, CaseState.REPLIED, CaseState.TRANSFERRED})


def case_number(unit_code: str, day: dt.date, serial: int) -> str:
    """Unit code, date, serial, check character (ISO 7064 mod 37,36): ZC01-20261124-0001-K."""
    body = f"{unit_code}{day:%Y%m%d}{serial:04d}"
    return f"{unit_code}-{day:%Y%m%d}-{serial:04d}-{mod_37_36.calc_check_digit(body)}"


def query_code() -> str:
    """A random code of ten digits; it says nothing and is not guessed from the number."""
    return f"{secrets.randbelow(10**QUERY_CODE_LENGTH):0{QUERY_CODE_LENGTH}d}"


def first_clock(draft: CaseDraft) -> Deadline:
    """The clock that starts on receipt: 15 natural days to be told in writing (Art. 23 ¶2 and ¶3).

    A case that an old ledger shows as settled comes in with its clock stopped, since nobody knows when.
    """
    rule_id = "T3" if draft.origin is Origin.SUPERIOR else "T2"
    return _clock(rule_id, draft.received_on, draft.state in SETTLED)


@lru_cache(maxsize=1024)
def _clock(rule_id: str, received_on: dt.date, settled: bool) -> Deadline:
    """The clock of a rule from a day; natural days, so no calendar is asked."""
    rule = deadline_rules()[rule_id]
    due = compute_due(rule, received_on, Calendar())
    state = DeadlineState.STOPPED if settled else DeadlineState.RUNNING
    return Deadline(rule.id, rule.name, received_on, due.due_on, state)


def number_drafts(
    desk: Desk,
    drafts: Sequence[CaseDraft],
    *,
    import_id: int | None = None,
    marks: Sequence[tuple[str, int]] = (),
) -> list[NewCase]:
    """New cases from drafts, numbered within the running transaction, one run of serials a day.

    ``marks`` are the fingerprint and row of each draft that comes from a ledger.
    """
    per_day: dict[dt.date, int] = {}
    for draft in drafts:
        per_day[draft.received_on] = per_day.get(draft.received_on, 0) + 1
    unit = desk.station.unit_code
    serials = {
        day: next_serial(desk.store, "case", f"{unit}-{day:%Y%m%d}", count=count)
        for day, count in per_day.items()
    }
    now, numbered = desk.now(), []
    for draft, (fingerprint, row) in zip(drafts, marks or [("", 0)] * len(drafts), strict=True):
        serial = serials[draft.received_on]
        serials[draft.received_on] += 1
        number = case_number(unit, draft.received_on, serial)
        clock = first_clock(draft)
        clocks = (clock,)
        by = desk.operator.name
        numbered.append(
            NewCase(draft, number, query_code(), now, by, clocks, fingerprint, import_id, row or None)
        )
    return numbered
