"""What some acts change besides state, clocks and papers, and how an undo puts it back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from app.actions.desk import Desk
from app.actions.sealed import root_of
from app.domain.acts import ActRecord
from app.domain.asked import answered
from app.domain.cases import Case, Request
from app.domain.codes import CaseClass, CaseState, RequestResult
from app.domain.deadlines import Deadline
from app.domain.errors import InvalidField, NotFound
from app.domain.fields import as_date
from app.storage import cases, documents, sealed
from app.storage.station import next_serial

Values: TypeAlias = Mapping[str, str]


# --- what changes, and what an undo needs to know ----------------------------------------------------------


def apply_effect(desk: Desk, case: Case, act: str, fields: Values) -> dict[str, str]:
    """Do what an act changes besides; what its undo needs. Inside the act's transaction."""
    effect = _EFFECTS.get(act)
    return effect(desk, case, fields) if effect else {}


def take_back_effect(desk: Desk, case: Case, record: ActRecord) -> None:
    """Put back what an act changed besides. Inside the undo's transaction."""
    undo = _UNDOS.get(record.act)
    if undo:
        undo(desk, case, record)


def _set_class(desk: Desk, case: Case, value: str) -> None:
    """Give a case its class; class B and what is kept secret is sealed, and gets a seal number."""
    is_sealed = value == CaseClass.B.value or case.confidential
    desk.store.execute("UPDATE cases SET class = ?, sealed = ? WHERE id = ?", value, is_sealed, case.id)
    if is_sealed != case.sealed:
        cases.index_again(desk.store, case.id, case.number)
    if is_sealed and not case.sealed:
        sealed.forget_words(desk.store, case.number)
    if is_sealed and not case.seal_number:
        sealed.put_seal_number(desk.store, case.id, new_seal_number(desk))


def new_seal_number(desk: Desk) -> str:
    """封号: the next of this unit and year; it says nothing about the case."""
    year = desk.today().year
    return f"F{year}{next_serial(desk.store, 'seal', f'{desk.station.unit_code}-{year}'):04d}"


def _classify(desk: Desk, case: Case, fields: Values) -> dict[str, str]:
    """Choose or change the class (Arts. 29 to 31)."""
    _set_class(desk, case, fields["case_class"])
    return {"class_before": case.case_class.value if case.case_class else ""}


def _unclassify(desk: Desk, case: Case, record: ActRecord) -> None:
    """The class as it was."""
    _set_class(desk, case, record.extra.get("class_before", ""))


def _urgent(desk: Desk, case: Case, fields: Values) -> dict[str, str]:
    """Mark a case as urgent (Art. 25)."""
    desk.store.execute("UPDATE cases SET urgent = 1 WHERE id = ?", case.id)
    return {"urgent_before": "yes" if case.urgent else ""}


def _not_urgent(desk: Desk, case: Case, record: ActRecord) -> None:
    """The mark as it was."""
    was = record.extra.get("urgent_before") == "yes"
    desk.store.execute("UPDATE cases SET urgent = ? WHERE id = ?", was, case.id)


def first_case(desk: Desk, case: Case, number: str) -> str:
    """The number of the first case that a repeat belongs to. Raises NotFound and InvalidField."""
    earlier = cases.get_case(desk.store, number)
    if case.id == earlier.id:
        raise InvalidField("first", "不能把事项关联到它自己")
    if earlier.sealed:
        raise NotFound("信访事项", number)
    root = root_of(desk, earlier)
    if root == case.number:
        raise InvalidField("first", "那一件已经关联到本事项，不能互相关联")
    return root


def _link(desk: Desk, case: Case, fields: Values) -> dict[str, str]:
    """Make a case a repeat; what was linked to it moves along, so that no repeat names a repeat."""
    root = first_case(desk, case, fields["first"])
    rows = desk.store.rows(
        "SELECT number, repeat_of FROM cases WHERE id = ? OR repeat_of = ?", case.id, case.number
    )
    desk.store.execute(
        "UPDATE cases SET repeat_of = ? WHERE id = ? OR repeat_of = ?", root, case.id, case.number
    )
    return {"repeats_before": json.dumps({row["number"]: row["repeat_of"] for row in rows}), "root": root}


ENDED = frozenset(
    {
        CaseState.CONCLUDED,
        CaseState.RETURNED,
        CaseState.DECLINED,
        CaseState.DECLINED_FINAL,
        CaseState.FINALISED,
        CaseState.WITHDRAWN,
        CaseState.MERGED,
        CaseState.ARCHIVED,
    }
)


def _merge(desk: Desk, case: Case, fields: Values) -> dict[str, str]:
    """Let the first case answer for a repeat; one that has ended answers nothing any more (Art. 23)."""
    effect = _link(desk, case, fields)
    first = cases.get_case(desk.store, effect["root"])
    if first.state in ENDED:
        raise InvalidField(
            "first", f"首件{first.number}{first.state.label}，不能并入；请关联重复信访，另行办理"
        )
    return effect


def _unlink(desk: Desk, case: Case, record: ActRecord) -> None:
    """Every repeat names again what it named before."""
    for number, repeat_of in json.loads(record.extra.get("repeats_before", "{}")).items():
        desk.store.execute("UPDATE cases SET repeat_of = ? WHERE number = ?", repeat_of, number)


def _answer(desk: Desk, case: Case, fields: Values) -> dict[str, str]:
    """Keep the result and answer of every request (Art. 32)."""
    before = [[request.result, request.answer] for request in case.requests]
    _put_answers(desk, case, answered(case.requests, fields))
    return {"answers_before": json.dumps(before, ensure_ascii=False)}


def _settled(desk: Desk, case: Case, fields: Values) -> dict[str, str]:
    """A settlement answers what was asked, with its own terms (Art. 33)."""
    before = [[request.result, request.answer] for request in case.requests]
    settled = (replace(r, result=RequestResult.MEDIATED.value, answer=fields["terms"]) for r in case.requests)
    _put_answers(desk, case, tuple(settled))
    return {"answers_before": json.dumps(before, ensure_ascii=False)}


def _unanswer(desk: Desk, case: Case, record: ActRecord) -> None:
    """The results and answers as they were."""
    before = json.loads(record.extra.get("answers_before", "[]"))
    pairs = zip(case.requests, before, strict=False)
    _put_answers(desk, case, tuple(Request(r.text, result, answer) for r, (result, answer) in pairs))


def _transfer_answered(desk: Desk, case: Case, fields: Values) -> dict[str, str]:
    """Keep the results that headquarters gave, request by request as far as they came, and the office in charge.

    ``answers`` is JSON: the position of a request, from 1, → [result, answer]; an empty one stays as it is here.
    """
    effect = {"office_before": case.office} if fields.get("office") else {}
    if effect:
        cases.set_office(desk.store, case.id, fields["office"])
    given = json.loads(fields.get("answers") or "{}")
    if not given:
        return effect
    effect["answers_before"] = json.dumps([[r.result, r.answer] for r in case.requests], ensure_ascii=False)
    merged = []
    for at, request in enumerate(case.requests, start=1):
        result, answer = given.get(str(at), ("", ""))
        merged.append(Request(request.text, result or request.result, answer or request.answer))
    _put_answers(desk, case, tuple(merged))
    return effect


def _transfer_unanswered(desk: Desk, case: Case, record: ActRecord) -> None:
    """Results and office as they were."""
    if "office_before" in record.extra:
        cases.set_office(desk.store, case.id, record.extra["office_before"])
    if "answers_before" in record.extra:
        _unanswer(desk, case, record)


def _put_answers(desk: Desk, case: Case, requests: tuple[Request, ...]) -> None:
    """Write results and answers in the order of the requests."""
    for position, request in enumerate(requests):
        desk.store.execute(
            "UPDATE requests SET result = ?, answer = ? WHERE case_id = ? AND position = ?",
            request.result,
            request.answer,
            case.id,
            position,
        )


def _serve(desk: Desk, case: Case, fields: Values) -> dict[str, str]:
    """Note on the paper that it reached the petitioner; which kind it is decides which clocks start."""
    paper = next(
        (
            one
            for one in documents.documents_of(desk.store, case.id)
            if one.stands
            and one.serve
            and one.served_on is None
            and fields["document"] in (str(one.id), one.number)
        ),
        None,
    )
    if paper is None:
        raise InvalidField("document", f"没有文号为“{fields['document']}”且等待送达的文书")
    day = as_date(fields, "received_on", "收到日期")
    if day < paper.issued_at.date():
        raise InvalidField("received_on", f"收到日期早于文书的出具日期{paper.issued_at.date()}，请改正")
    documents.mark_served(desk.store, paper.id, day)
    return {"kind": paper.kind.value, "served_document": str(paper.id)}


def _unserve(desk: Desk, case: Case, record: ActRecord) -> None:
    """The paper waits for its proof again."""
    documents.mark_served(desk.store, int(record.extra["served_document"]), None)


_EFFECTS: dict[str, Callable[[Desk, Case, Values], dict[str, str]]] = {
    "classify": _classify,
    "report_urgent": _urgent,
    "link_repeat": _link,
    "merge": _merge,
    "serve": _serve,
    "transfer_answered": _transfer_answered,
    "settle": _settled,
    "reply": _answer,
    "decision_letter": _answer,
    "review_decision": _answer,
    "final_review_decision": _answer,
}
_UNDOS: dict[str, Callable[[Desk, Case, ActRecord], None]] = {
    "classify": _unclassify,
    "report_urgent": _not_urgent,
    "link_repeat": _unlink,
    "merge": _unlink,
    "serve": _unserve,
    "transfer_answered": _transfer_unanswered,
    "settle": _unanswer,
    "reply": _unanswer,
    "decision_letter": _unanswer,
    "review_decision": _unanswer,
    "final_review_decision": _unanswer,
}


def clock_named(clocks: tuple[Deadline, ...], rule: str) -> Deadline | None:
    """The newest clock of a rule."""
    return next((clock for clock in reversed(clocks) if clock.rule == rule), None)
