"""What registering gives a draft: its number, its query code, its first clocks, its seal number."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from stdnum.iso7064 import mod_37_36

from app.actions.calendar import desk_calendar
from app.actions.desk import Desk
from app.actions.effects import new_seal_number
from app.domain.cases import CaseDraft
from app.domain.codes import CaseState, Origin
from app.domain.deadlines import Deadline, DeadlineState, Rule, compute_due
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


def first_clocks(desk: Desk, draft: CaseDraft) -> tuple[Deadline, ...]:
    """The clocks that start on receipt: 15 natural days to be told in writing (Art. 23 ¶2 and ¶3), and five working
    days to object to what was passed down (Art. 23 ¶3).

    A case that an old ledger shows as settled comes in with its clock stopped, since nobody knows when.
    """
    rules, settled = deadline_rules(desk.rules_folder), draft.state in SETTLED
    if draft.origin is not Origin.SUPERIOR:
        return (_natural_clock(rules["T2"], draft.received_on, settled),)
    told = _natural_clock(rules["T3"], draft.received_on, settled)
    return told, _clock(rules["T4"], draft.received_on, settled, desk_calendar(desk))


@lru_cache(maxsize=1024)
def _natural_clock(rule: Rule, received_on: dt.date, settled: bool) -> Deadline:
    """The clock of a rule in natural days from a day; no calendar is asked, and a ledger has few days."""
    return _clock(rule, received_on, settled, Calendar())


def _clock(rule: Rule, received_on: dt.date, settled: bool, calendar: Calendar) -> Deadline:
    """The clock of a rule from a day."""
    due = compute_due(rule, received_on, calendar)
    state = DeadlineState.STOPPED if settled else DeadlineState.RUNNING
    return Deadline(
        rule.id, rule.name, received_on, due.due_on, state, provisional=due.provisional, whose=rule.whose
    )


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
        by, clocks = desk.operator.name, first_clocks(desk, draft)
        new = NewCase(draft, number, query_code(), now, by, clocks, fingerprint, import_id, row or None)
        numbered.append(replace(new, seal_number=new_seal_number(desk)) if new.sealed else new)
    return numbered
