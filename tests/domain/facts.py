"""Facts for the procedure's table: what must have happened, said in a few words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from app.domain.acts import ActRecord
from app.domain.codes import CaseClass, CaseState, Origin, Role, StationRole
from app.domain.deadlines import Deadline, DeadlineState, Whose
from app.domain.moves import Facts
from tests.builders import TODAY, a_case, a_petitioner

RIGHTS = frozenset({"T8", "T10", "T16", "T20", "T23", "T24"})
LATER = TODAY + dt.timedelta(days=10)
EARLIER = TODAY - dt.timedelta(days=1)


def a_record(act: str, at: int = 1, **changes: Any) -> ActRecord:
    """An act that stands; ``at`` is its place in the row."""
    fields = changes.pop("fields", {})
    day = changes.pop("on", TODAY - dt.timedelta(days=5))
    state = changes.pop("state_before", CaseState.REGISTERED)
    moment = dt.datetime.combine(day, dt.time(9))
    return ActRecord(at, act, day, fields, moment, "李敏", state, **changes)


def a_clock(rule: str, due_on: dt.date = LATER, state: DeadlineState = DeadlineState.RUNNING) -> Deadline:
    """A clock that runs, unless said otherwise."""
    whose = Whose.RIGHT if rule in RIGHTS else Whose.DUTY
    return Deadline(rule, rule, TODAY - dt.timedelta(days=5), due_on, state, whose=whose)


def the_facts(**changes: Any) -> Facts:
    """An open C6 case at a workshop that is not competent, looked at by somebody who is clerk and leader; there is
    another leader."""
    case = changes.pop("case", a_case(state=CaseState.REGISTERED))
    roles, leaders = frozenset({Role.CLERK, Role.LEADER}), frozenset({"马强"})
    facts = Facts(case, TODAY, roles=roles, own_unit="综采一区", other_leaders=leaders)
    return replace(facts, **changes)


def given(facts: Facts, words: str) -> Facts:
    """The facts, and what the words say has happened."""
    for word in filter(None, (part.strip() for part in words.split(","))):
        facts = _happened(facts, word)
    return facts


def _happened(facts: Facts, word: str) -> Facts:
    """One word more."""
    if word.startswith("T"):
        rule, _, over = word.partition(" ")
        clock = a_clock(rule, EARLIER if over else LATER)
        return replace(facts, deadlines=(*facts.deadlines, clock))
    if word in _RECORDS:
        act, fields = _RECORDS[word]
        state = facts.case.state
        record = a_record(act, len(facts.records) + 1, fields=fields, state_before=state)
        return replace(facts, records=(*facts.records, record))
    return _other(facts, word)


_RECORDS: dict[str, tuple[str, dict[str, str]]] = {
    "recusal asked": ("ask_recusal", {"staff": "赵军"}),
    "supervised": ("supervise", {}),
    "simplified": ("simplify", {}),
    "accepted": ("accept", {}),
    "plain reply": ("reply", {}),
    "extended": ("extend", {"days": "30"}),
    "paused": ("pause", {}),
    "helpers": ("share_handling", {}),
    "receipt unknown": ("record_decision", {"unit": "集团公司"}),
    "decided elsewhere": ("record_decision", {"unit": "洗选厂"}),
    "reviewed elsewhere": ("record_review", {"unit": "集团公司"}),
    "a step": ("share_handling", {}),
}


def _other(facts: Facts, word: str) -> Facts:
    """What is no act and no clock."""
    case = facts.case
    match word:
        case "competent":
            return replace(facts, competent=True)
        case "unserved":
            return replace(facts, to_serve=1)
        case "superior":
            return replace(facts, case=replace(case, origin=Origin.SUPERIOR))
        case "sent up":
            return replace(facts, case=replace(case, source_unit="ZC01"))
        case "anonymous":
            return replace(facts, case=replace(case, anonymous=True, petitioners=()))
        case "first finalised":
            repeat = replace(case, repeat_of="ZC01-20260101-0001-A")
            return replace(facts, case=repeat, first_state=CaseState.FINALISED)
    raise AssertionError(word)


def a_group(count: int) -> Any:
    """A case of so many people."""
    return a_case(state=CaseState.REGISTERED, people_count=count, petitioners=(a_petitioner(),))


CLASSES: tuple[CaseClass | None, ...] = (None, *CaseClass)
STATIONS = tuple(StationRole)
