"""Doing the acts of the procedure: one act, one transaction, through the one table.

``perform`` asks the table, checks what was filled in, keeps the act, works the clocks out anew, issues the paper and
writes the history. ``undo`` takes an act back: it stays to be read, and everything that followed from it is put back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.actions import papers
from app.actions.act_checks import check_values
from app.actions.calendar import desk_calendar
from app.actions.desk import Desk
from app.actions.effects import apply_effect, take_back_effect
from app.actions.facts import facts_of
from app.actions.sealed import seen_case, shown_case, shown_records, words_for
from app.domain.acts import OWN_DECISION, ActRecord, Approval
from app.domain.approving import own_decision
from app.domain.asked import asked_fields
from app.domain.case_clocks import clocks_of
from app.domain.cases import Case
from app.domain.changes import Changes
from app.domain.codes import CaseClass
from app.domain.deadlines import Deadline
from app.domain.errors import InvalidField, InvalidFields, NotAllowed
from app.domain.fields import Field, check_fields
from app.domain.history_words import case_change, case_values
from app.domain.moves import Act, Facts
from app.domain.procedure import MOVES, act_on, acts_on, state_after, undo_fault, undo_target
from app.files.rules import deadline_rules
from app.storage import acts, cases, clocks, documents

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ActForm:
    """What an act asks, and what the desk fills in beforehand. ``letter`` says that its paper is a letter."""

    act: Act
    fields: tuple[Field, ...]
    values: Mapping[str, str]
    letter: bool


def possible_acts(desk: Desk, *, number: str) -> tuple[Act, ...]:
    """Every act of the table with whether it may be done on a case now, and why not."""
    return acts_on(facts_of(desk, seen_case(desk, number)))


def acts_of(desk: Desk, *, number: str) -> tuple[ActRecord, ...]:
    """The acts done on a case, oldest first, those taken back too."""
    case = seen_case(desk, number)
    return shown_records(desk, case, acts.acts_of(desk.store, case.id))


def prepare(desk: Desk, *, number: str, act: str, on: dt.date | None = None) -> ActForm:
    """The form of an act for a case. Raises NotAllowed with the reason when it may not be done."""
    facts = facts_of(desk, seen_case(desk, number))
    judged = _allowed(act, facts)
    move = MOVES[act]
    after = tried(desk, facts, act, on or desk.today(), {})
    fields = asked_fields(move, facts)
    values = papers.prefilled(desk, after, act, fields, {})
    return ActForm(judged, fields, values, papers.is_letter(move.document))


def compose(
    desk: Desk, *, number: str, act: str, on: dt.date | None = None, fields: Values | None = None
) -> dict[str, str]:
    """The texts of the letter that an act would issue, with 〔请填写：…〕 where something is still missing."""
    facts = facts_of(desk, seen_case(desk, number))
    _allowed(act, facts)
    given = _stripped(fields)
    after = _tried_or_faults(desk, facts, act, on or desk.today(), given)
    return papers.compose_letter(desk, after, act, given)


def check_act(desk: Desk, *, number: str, act: str, on: dt.date | None = None, fields: Values) -> None:
    """What is wrong with an act whose letter is still to be written: its day, its own fields, what clocks are worked
    out from. Raises NotAllowed, InvalidFields; nothing is kept."""
    facts = facts_of(desk, seen_case(desk, number))
    _allowed(act, facts)
    _checked(desk, facts, act, on or desk.today(), _stripped(fields), written=True)


def perform(
    desk: Desk,
    *,
    number: str,
    act: str,
    on: dt.date | None = None,
    fields: Values | None = None,
    letter: Values | None = None,
) -> Changes:
    """Do an act on a case, or ask for it when another leader has to let it be done (decision 18).

    ``on`` is the day that counts for the clocks (default: today). ``fields`` is what the act asks; ``letter`` the
    texts of its letter when the clerk wrote on them. Raises NotAllowed with the table's reason, InvalidFields with
    every faulty field, Incomplete and UnprintableText for the paper.
    """
    day = on or desk.today()
    with desk.store.transaction():
        facts = facts_of(desk, seen_case(desk, number))
        judged = _allowed(act, facts)
        _require_performable(act)
        given = _checked(desk, facts, act, day, _stripped(fields), written="body" in (letter or {}))
        if judged.waits:
            return _ask_leader(
                desk, facts, acts.NewApproval(act, day, given, letter or {}, desk.now(), desk.operator.name)
            )
        return _carry_out(desk, facts, act, day, given, letter or {})


def _allowed(act: str, facts: Facts) -> Act:
    """The act, when the table allows it. Raises NotAllowed."""
    if act not in MOVES:
        raise NotAllowed(f"没有“{act}”这一步，请从可以办理的步骤里选")
    judged = act_on(act, facts)
    if not judged.allowed:
        raise NotAllowed(f"{facts.case.number}：{judged.why}")
    return judged


def _require_performable(act: str) -> None:
    """Raise NotAllowed for an act that leaves neither record nor paper: note, attach, export and undo have functions of
    their own, and must not stand in the history without having been done."""
    move = MOVES[act]
    if not move.recorded and move.document is None:
        raise NotAllowed(f"{move.label}不能这样办理，请用它自己的办法")


def _stripped(fields: Values | None) -> dict[str, str]:
    """What was filled in, without outer spaces and empty fields."""
    return {name: text.strip() for name, text in (fields or {}).items() if text.strip()}


def _checked(
    desk: Desk, facts: Facts, act: str, day: dt.date, given: dict[str, str], *, written: bool
) -> dict[str, str]:
    """The fields with what the desk knows, all right. Raises InvalidFields.

    A letter whose text the clerk wrote (``written``) is not asked for the fields of its template again.
    """
    move = MOVES[act]
    problems = _day_faults(facts, day)
    asked = asked_fields(move, facts)
    unknown = set(given) - {field.name for field in asked} - set(move.computed)
    problems += [InvalidField(name, f"“{move.label}”没有“{name}”这一栏") for name in sorted(unknown)]
    if not check_fields([f for f in move.fields if f.name in given], given):
        after = _tried_or_faults(desk, facts, act, day, given)
        given = papers.prefilled(desk, after, act, asked, given) | given
    own = {field.name for field in move.fields} | {
        name for name in given if name.startswith(("result_", "answer_"))
    }
    wanted = [
        f for f in asked if not written or f.name in own or f.name in ENGINE_FIELDS or given.get(f.name)
    ]
    problems += check_fields(wanted, given)
    if not problems:
        problems = check_values(desk, act, facts, given)
    if problems:
        raise InvalidFields(problems)
    return {name: text for name, text in given.items() if text}


ENGINE_FIELDS = frozenset({"days", "right_from"})
"""Fields of a paper that clocks are worked out from: asked even when the clerk wrote the letter's text himself."""


def _day_faults(facts: Facts, day: dt.date) -> list[InvalidField]:
    """An act is done between the receipt of the case and today, and not before the act it follows."""
    if day > facts.today:
        return [InvalidField("on", f"日期{day}在今天之后，请改正")]
    if day < facts.case.received_on:
        return [InvalidField("on", f"日期{day}早于收到日期{facts.case.received_on}，请改正")]
    last = facts.records[-1].on if facts.records else day
    return [InvalidField("on", f"日期{day}早于上一步的日期{last}，请改正")] if day < last else []


def tried(desk: Desk, facts: Facts, act: str, day: dt.date, given: Values) -> Facts:
    """The facts as they would be after the act: for what its paper says."""
    record = _new_record(desk, facts, act, day, given)
    records = (*facts.records, record)
    return replace(facts, records=records, deadlines=_clocks(desk, facts.deadlines, records))


def _tried_or_faults(desk: Desk, facts: Facts, act: str, day: dt.date, given: Values) -> Facts:
    """The facts as they would be after the act. Raises InvalidFields naming the act's own fields when no clock can be
    worked out from them: an extension too long, a pause that ends before it begins."""
    try:
        return tried(desk, facts, act, day, given)
    except InvalidField as error:
        raise InvalidFields(check_values(desk, act, facts, given) or [error]) from error


def _new_record(desk: Desk, facts: Facts, act: str, day: dt.date, given: Values) -> ActRecord:
    """An act before it has an id."""
    case = facts.case
    extra = {"class": case.case_class.value if case.case_class else "", "unit": desk.station.unit_name}
    operator = desk.operator.name
    return ActRecord(0, act, day, given, desk.now(), operator, case.state, extra=extra)


def _clocks(desk: Desk, kept: tuple[Deadline, ...], records: tuple[ActRecord, ...]) -> tuple[Deadline, ...]:
    """The clocks of a case, worked out anew."""
    return clocks_of(kept, records, deadline_rules(desk.rules_folder), desk_calendar(desk))


def _carry_out(
    desk: Desk,
    facts: Facts,
    act: str,
    day: dt.date,
    given: Values,
    letter: Values,
    *,
    asked_by: str = "",
) -> Changes:
    """Do it; ``asked_by`` whoever put it before this leader. Inside the transaction."""
    case, move = facts.case, MOVES[act]
    own = "" if asked_by else own_decision(act, move, facts)
    act_id, document = 0, 0
    if move.recorded:
        effect = apply_effect(desk, case, act, given)
        record = _new_record(desk, facts, act, day, given)
        if asked_by:
            record = replace(record, operator=asked_by, approved_by=desk.operator.name)
        extra = {**record.extra, **effect, **({OWN_DECISION: own} if own else {})}
        record = replace(record, extra=extra)
        act_id = acts.insert_act(desk.store, case.id, record)
        cases.set_state(desk.store, case.id, state_after(act, facts))
        work_out_clocks(desk, case.id)
    if move.document:
        after = facts_of(desk, cases.get_case(desk.store, case.number))
        document = papers.issue(desk, after, act, act_id=act_id, fields=given, letter=letter)
        if act_id:
            acts.set_document(desk.store, act_id, document)
    signed = f"（{asked_by}送审，{desk.operator.name}批准）" if asked_by else own and f"，{own}"
    was, became = _change(desk, facts)
    desk.record(act, _history_text(act, case, given, signed), case.number, was=was, became=became)
    return Changes((case.number,), (document,) if document else (), drafts=papers.drop_draft(desk, case, act))


def note_first_class(desk: Desk, case: Case, reason: str) -> None:
    """Keep the class that a case was registered with as an act, with its reason, so that it can be taken back like any
    other (Arts. 29 to 31). Inside the transaction that registers it."""
    given = {"case_class": case.case_class.value if case.case_class else "", "reason": reason}
    record = _new_record(desk, facts_of(desk, case), "classify", case.received_on, given)
    acts.insert_act(
        desk.store, case.id, replace(record, extra={**record.extra, "class": "", "class_before": ""})
    )
    desk.record("classify", _history_text("classify", case, given, ""), case.number)


def replace_document(desk: Desk, act_id: int, document_id: int) -> None:
    """Another paper stands for an act now. Inside a transaction."""
    acts.set_document(desk.store, act_id, document_id)


def work_out_clocks(desk: Desk, case_id: int) -> None:
    """Keep a case's clocks as its standing acts make them. Inside a transaction."""
    kept = clocks.deadlines_of(desk.store, case_id)
    clocks.keep_clocks(desk.store, case_id, _clocks(desk, kept, acts.acts_of(desk.store, case_id)))


def _history_text(act: str, case: Case, given: Values, signed: str) -> str:
    """The line of the history; of a sealed case only which act it was and who let it be done (Art. 30)."""
    text = MOVES[act].label
    if case.sealed or (act == "classify" and given.get("case_class") == "B"):
        return text + signed
    if act == "classify":
        text += f"为{CaseClass(given['case_class']).label}"
    reason = given.get("reason", "")
    text += f"：{reason}" if reason else ""
    return text + signed


def _change(desk: Desk, before: Facts) -> tuple[str, str]:
    """What of a case stands otherwise now than before the act, in the clerk's words."""
    case = shown_case(desk, cases.get_case(desk.store, before.case.number))
    now = case_values(case, clocks.deadlines_of(desk.store, case.id))
    return case_change(case_values(before.case, before.deadlines), now)


# --- taking back ------------------------------------------------------------------------------------------


_WAYS_BACK = {"": "undo", "extend": "remove_extension", "pause": "remove_pause"}
"""What may be taken back by itself, and the act of the table that does it."""


def undo(desk: Desk, *, number: str, reason: str, act: str = "") -> Changes:
    """Take the last act back, or the standing ``extend`` or ``pause``; state, clocks and papers follow.

    Its paper is withdrawn and kept. Raises NotAllowed with the table's reason.
    """
    if act not in _WAYS_BACK:
        raise NotAllowed("只有延期和听证扣除能单独撤销，别的从最后一步撤销起")
    if not reason.strip():
        raise InvalidField("reason", "请写明撤销的理由")
    with desk.store.transaction():
        facts = facts_of(desk, seen_case(desk, number))
        _allowed(_WAYS_BACK[act], facts)
        record = facts.last(act) if act else undo_target(facts)
        if record is None:
            raise NotAllowed(f"{number}：没有可以撤销的步骤")
        if why := undo_fault(facts, record):
            raise NotAllowed(f"{number}：{why}")
        return _take_back(desk, facts, record, reason.strip())


def _take_back(desk: Desk, facts: Facts, record: ActRecord, reason: str) -> Changes:
    """Put back what an act did. Inside the transaction."""
    case, at, by = facts.case, desk.now(), desk.operator.name
    acts.mark_undone(desk.store, record.id, at=at, by=by, reason=reason)
    if record.document_id:
        documents.withdraw_document(desk.store, record.document_id, at=at, by=by, reason=reason)
    take_back_effect(desk, case, record)
    if MOVES[record.act].leads_to is not None:
        cases.set_state(desk.store, case.id, record.state_before)
    work_out_clocks(desk, case.id)
    label = MOVES[record.act].label
    why = "" if case.sealed else words_for(desk, case.number, f"：{reason}")
    was, became = _change(desk, facts)
    desk.record("undo", f"撤销{label}{why}", case.number, was=was, became=became)
    return Changes((case.number,), (record.document_id,) if record.document_id else ())


# --- the leader -------------------------------------------------------------------------------------------


def _ask_leader(desk: Desk, facts: Facts, wish: acts.NewApproval) -> Changes:
    """Keep a wish until a leader decides. The paper is tried, so that nothing is asked for that could not be issued."""
    if MOVES[wish.act].document:
        after = tried(desk, facts, wish.act, wish.on, wish.fields)
        papers.require_complete(desk, after, wish.act, wish.fields, wish.letter)
    return keep_wish(desk, facts, wish)


def keep_wish(desk: Desk, facts: Facts, wish: acts.NewApproval) -> Changes:
    """Keep what is asked of the leaders. Inside the act's transaction."""
    acts.insert_approval(desk.store, facts.case.id, wish)
    desk.record("ask_approval", f"送审：{MOVES[wish.act].label}", facts.case.number)
    drafts = papers.drop_draft(desk, facts.case, wish.act)
    return Changes((facts.case.number,), approvals=1, drafts=drafts)


def carry_out_wish(desk: Desk, wish: Approval) -> Changes:
    """Do what was asked, as it was asked, by whoever asked and in the name of this leader. Inside the transaction;
    raises NotAllowed, InvalidFields when the case has overtaken it."""
    facts = facts_of(desk, seen_case(desk, wish.case_number))
    facts = replace(facts, waiting=facts.waiting - {wish.act})
    _allowed(wish.act, facts)
    given = _checked(desk, facts, wish.act, wish.on, dict(wish.fields), written="body" in wish.letter)
    return _carry_out(desk, facts, wish.act, wish.on, given, wish.letter, asked_by=wish.asked_by)
