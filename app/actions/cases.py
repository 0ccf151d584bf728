"""Registering a case, looking at cases, noting what was done, and passing on what cannot be settled here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from app.actions.approvals import may_answer
from app.actions.desk import Desk
from app.actions.drafts import drop_kept
from app.actions.facts import facts_of
from app.actions.procedure import note_first_class, perform
from app.actions.registering import number_drafts
from app.actions.sealed import root_of, seen_case, shown_records, shown_timeline
from app.domain.acts import ActRecord, Approval
from app.domain.cases import (
    Attachment,
    Case,
    CaseDraft,
    CaseFilter,
    CaseRow,
    HandlingNote,
    TimelineEntry,
    check_draft,
)
from app.domain.changes import Changes
from app.domain.codes import VISITS, CaseClass
from app.domain.deadlines import Deadline
from app.domain.documents import IssuedDocument
from app.domain.errors import InvalidCase, InvalidField, NotAllowed, NotFound
from app.domain.moves import Act
from app.domain.petitioners import Petitioner, representatives_wanted
from app.domain.procedure import act_on, acts_on, state_after
from app.files.id_numbers import id_number_fault
from app.files.procedure_rules import procedure_numbers
from app.storage import acts, case_lists, cases, clocks, documents, history


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with everything that the page beside the list shows."""

    case: Case
    deadlines: tuple[Deadline, ...]
    timeline: tuple[TimelineEntry, ...]
    notes: tuple[HandlingNote, ...]
    documents: tuple[IssuedDocument, ...]
    attachments: tuple[Attachment, ...]
    acts: tuple[Act, ...]
    records: tuple[ActRecord, ...] = ()
    approvals: tuple[Approval, ...] = ()
    decides: frozenset[int] = frozenset()
    """The ids of the wishes that this operator may decide on."""
    deciders: tuple[str, ...] = ()
    """The other leaders who may decide on what is asked about the case."""


def check_id_number(number: str) -> str:
    """What is wrong with an identity number, in the clerk's words; empty when nothing is (or it is empty)."""
    if not number:
        return ""
    if len(number) not in (15, 18):
        return f"身份证号应为18位，现在是{len(number)}位"
    fault = id_number_fault(number)
    return f"身份证号{fault}，请对照证件再看一遍" if fault else ""


def register_case(desk: Desk, *, draft: CaseDraft, draft_key: str = "") -> Changes:
    """Register a case: its number, query code and first clock (Art. 23).

    Raises InvalidCase with every faulty field. The half-typed form kept under ``draft_key`` goes with it.
    """
    draft = draft.cleaned()
    problems = check_draft(draft, today=desk.today())
    for person in draft.petitioners:
        if wrong := check_id_number(person.id_number):
            problems.append(InvalidField("id_number", f"{person.name or '信访人'}：{wrong}；不清楚可以留空"))
    if problems:
        raise InvalidCase(problems)
    with desk.store.transaction():
        if draft.repeat_of:
            earlier = seen_case(desk, draft.repeat_of)
            if earlier.sealed:
                raise NotFound("信访事项", draft.repeat_of)
            draft = replace(draft, repeat_of=root_of(desk, earlier))
        new = number_drafts(desk, [draft])[0]
        cases.insert_cases(desk.store, [new])
        desk.record("register", f"登记（{draft.channel.label}），收到日期{draft.received_on}", new.number)
        if draft.class_reason and draft.case_class:
            note_first_class(desk, cases.get_case(desk.store, new.number), draft.class_reason)
        if draft_key:
            drop_kept(desk, draft_key)
    return Changes(cases=(new.number,), drafts=(draft_key,) if draft_key else ())


def registration_warnings(desk: Desk, case: Case) -> tuple[str, ...]:
    """What the clerk should still put right on a case that was registered: a group visit that chose nobody to speak
    for it. It is registered in any event (Arts. 20 ¶3, 44)."""
    wanted = representatives_wanted(
        case.petitioners,
        people_count=case.people_count,
        visit=case.channel in VISITS,
        group_from=procedure_numbers(desk.rules_folder).group_from,
    )
    return (wanted,) if wanted else ()


def get_case(desk: Desk, *, number: str) -> Case:
    """A case, whole, its people's numbers and addresses masked: ``reveal`` opens one and records it (decision 18).

    Raises NotFound, also for a sealed one that this operator may not see.
    """
    return _covered(seen_case(desk, number))


def _covered(case: Case) -> Case:
    """The case as it may be read without a reason: names, but no number or address in full."""
    return replace(case, petitioners=tuple(person.covered() for person in case.petitioners))


def view_case(desk: Desk, *, number: str) -> CaseView:
    """A case with its clocks, time line, papers and what may be done now; numbers and addresses masked."""
    case = seen_case(desk, number)
    store = desk.store
    facts = facts_of(desk, case)
    wishes = acts.approvals_of(store, case.id)
    return CaseView(
        _covered(case),
        clocks.deadlines_of(store, case.id),
        shown_timeline(desk, case, history.timeline(store, case.number)),
        cases.notes_of(store, case.id),
        documents.documents_of(store, case.id),
        cases.attachments_of(store, case.id),
        acts_on(facts),
        shown_records(desk, case, acts.acts_of(store, case.id)),
        wishes,
        frozenset(wish.id for wish in wishes if wish.state == "asked" and may_answer(desk, wish)),
        tuple(sorted(facts.other_leaders)),
    )


def list_cases(
    desk: Desk,
    *,
    where: CaseFilter,
    offset: int = 0,
    limit: int = 50,
    sort: str = "received_on",
    descending: bool = True,
) -> list[CaseRow]:
    """A stretch of the cases table, masked. ``sort`` is received_on, due_on or number."""
    return case_lists.case_page(
        desk.store, where, offset=offset, limit=limit, sort=sort, descending=descending
    )


def count_cases(desk: Desk, *, where: CaseFilter) -> int:
    """How many cases a filter finds."""
    return case_lists.count_cases(desk.store, where)


def unit_names(desk: Desk) -> list[str]:
    """The units that cases name, for the filter."""
    return case_lists.units(desk.store)


def find_cases(desk: Desk, *, text: str, limit: int = 50) -> list[CaseRow]:
    """The newest cases with these words, pinyin initials, number or phone anywhere in them."""
    return case_lists.find_cases(desk.store, text, limit=limit)


def earlier_cases(desk: Desk, *, person: Petitioner, limit: int = 8) -> list[CaseRow]:
    """Earlier cases of people like the one who stands at the counter; a human decides who is the same."""
    return case_lists.earlier_cases(desk.store, person.cleaned(), limit=limit)


def like_cases(desk: Desk, *, content: str, unit: str, limit: int = 5) -> list[CaseRow]:
    """The newest cases of a unit whose matter reads much like this one."""
    from rapidfuzz import fuzz, process  # here: the window starts without it

    if len(content.strip()) < 6:
        return []
    texts = dict(case_lists.like_matters(desk.store, unit))
    found = process.extract(
        content.strip()[:200], texts, scorer=fuzz.partial_ratio, score_cutoff=60, limit=limit
    )
    return case_lists.rows_by_id(desk.store, [key for _, _, key in found])


def require(desk: Desk, name: str, number: str) -> Case:
    """The case, when the procedure allows the act on it. Raises NotAllowed with the reason."""
    case = seen_case(desk, number)
    act = act_on(name, facts_of(desk, case))
    if not act.allowed:
        raise NotAllowed(f"{case.number}：{act.why}")
    return case


def note_handling(desk: Desk, *, number: str, on: dt.date, text: str, kind: str = "其他") -> Changes:
    """Note what was done on a day; the first note opens the handling (Art. 27)."""
    if not text.strip():
        raise InvalidField("text", "请写明办理情况")
    if on > desk.today():
        raise InvalidField("on", f"办理日期{on}在今天之后，请改正")
    with desk.store.transaction():
        case = require(desk, "note", number)
        desk.store.execute(
            'INSERT INTO handling_notes (case_id, "on", kind, text, operator) VALUES (?, ?, ?, ?, ?)',
            case.id,
            on.isoformat(),
            kind,
            text.strip(),
            desk.operator.name,
        )
        after = state_after("note", facts_of(desk, case))
        cases.set_state(desk.store, case.id, after)
        moved = case.state is not after
        was, became = (case.state.label, after.label) if moved else ("", "")
        desk.record("note", f"记录办理（{on}）", case.number, was=was, became=became)
    return Changes(cases=(case.number,))


def classify(desk: Desk, *, number: str, case_class: CaseClass, reason: str) -> Changes:
    """Choose or change the class and route, with a reason (Arts. 29 to 31). Class B seals the case."""
    fields = {"case_class": case_class.value, "reason": reason}
    return perform(desk, number=number, act="classify", fields=fields)


def link_repeat(desk: Desk, *, number: str, first: str) -> Changes:
    """Mark a case as a repeat of its first one; a human said that person and matter are the same."""
    changes = perform(desk, number=number, act="link_repeat", fields={"first": first})
    return changes | Changes(cases=(cases.get_case(desk.store, number).repeat_of,))


def cannot_settle(desk: Desk, *, number: str, reason: str = "") -> Changes:
    """The workshop cannot settle it: it waits for the next packet (Art. 23 ¶1)."""
    return perform(desk, number=number, act="cannot_settle", fields={"reason": reason})


def take_back(desk: Desk, *, number: str) -> Changes:
    """Undo of cannot_settle, as long as no packet took the case."""
    return perform(desk, number=number, act="take_back")


def reveal(desk: Desk, *, number: str, position: int, field: str, reason: str) -> tuple[str, Changes]:
    """Open a masked number in full; the history records who, which and why (PIPL Art. 51).

    ``field`` is id_number, phone or address; ``position`` counts the petitioners from 0.
    """
    labels = {"id_number": "证件号码", "phone": "联系电话", "address": "住址"}
    if field not in labels:
        raise InvalidField("field", "只能查看证件号码、联系电话或住址")
    if not reason.strip():
        raise InvalidField("reason", "请写明查看的理由")
    with desk.store.transaction():
        case = seen_case(desk, number)
        if not 0 <= position < len(case.petitioners):
            raise InvalidField("position", f"该事项没有第{position + 1}位信访人")
        value = getattr(case.petitioners[position], field)
        desk.record("reveal", f"查看第{position + 1}位信访人的{labels[field]}：{reason.strip()}", case.number)
    return value, Changes(cases=(case.number,))
