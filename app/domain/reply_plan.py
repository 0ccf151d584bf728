"""What a reply would do to each case: what it brings, where both sides say something else, which acts would be done.

Nothing that the desk has is overwritten by itself: where it has one thing and the reply another, somebody decides.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.acts import ActRecord
from app.domain.cases import Case
from app.domain.codes import CaseState, RequestResult
from app.domain.fields import LONGEST_TEXT, NO, YES
from app.domain.inbox import Notice
from app.domain.packet_differences import Difference
from app.domain.packets import PacketHead
from app.domain.replies import CaseReply, CellProblem

OURS, THEIRS = "ours", "theirs"
S = CaseState
SENT = frozenset({S.IN_TRANSFER, S.TRANSFERRED})
TELLS = frozenset({*SENT, S.REPLIED, S.CONCLUDED})
"""In which states more of a reply can come."""

LABELS = {
    "taken": "是否受理",
    "return_reason": "退回原因",
    "their_number": "上级编号",
    "office": "承办科室",
    "contact": "联系人",
    "contact_phone": "联系电话",
    "served": "是否送达",
    "decision_number": "意见书文号",
    "decision_on": "意见书日期",
}
_OF_REQUESTS = {"result": "处理结果", "answer": "处理意见", "note": "备注"}
_TOLD = ("their_number", "office", "contact", "contact_phone", "served")
_MOVES_ON = frozenset({"contact", "contact_phone"})
"""Whom to ask is headquarters' own matter: its newest word is entered beside the older one."""
_RETURNED = "returned"
Decisions = Mapping[tuple[str, str], str]
"""(case number, field) → ``ours`` or ``theirs``; of a changed cell ("", place) → ``ours``."""


def field_label(field: str) -> str:
    """The clerk's word for a field: 承办科室, 诉求2处理结果."""
    name, _, position = field.rpartition("_")
    return f"诉求{position}{_OF_REQUESTS[name]}" if name in _OF_REQUESTS else LABELS[field]


def value_label(field: str, value: str) -> str:
    """The clerk's word for a value."""
    if field == "taken":
        return "退回" if value == _RETURNED else "接收"
    if field == "served":
        return "是" if value == YES else "否"
    if field.startswith("result_") and value in set(RequestResult):
        return RequestResult(value).label
    return value


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field of which the desk says one thing and the reply another; both as they are kept."""

    field: str
    ours: str
    theirs: str

    def __str__(self) -> str:
        ours, theirs = value_label(self.field, self.ours), value_label(self.field, self.theirs)
        return f"{field_label(self.field)}：本单位是“{ours}”，回复是“{theirs}”"


@dataclass(frozen=True, slots=True)
class CasePlan:
    """What a reply would do to one case.

    ``takes`` is what it brings that the desk does not have; ``differences`` wait for a decision. ``blocked`` is why
    nothing of it can be taken over (empty: it can).
    """

    number: str
    state: CaseState | None
    takes: Mapping[str, str]
    differences: tuple[FieldDifference, ...] = ()
    blocked: str = ""
    received_on: dt.date | None = None

    @property
    def news(self) -> bool:
        """Whether it brings anything at all."""
        return not self.blocked and bool(self.takes or self.differences or self.state is S.IN_TRANSFER)

    @property
    def effects(self) -> tuple[str, ...]:
        """What would be taken over, a line a field."""
        return tuple(f"{field_label(name)}：{value_label(name, text)}" for name, text in self.takes.items())


def theirs_of(reply: CaseReply, request_count: int) -> dict[str, str]:
    """What a reply says, field by field; what it leaves open is not there. Taken is told by all that follows."""
    said = {
        "taken": _RETURNED if reply.taken is False else "",
        "return_reason": reply.return_reason if reply.taken is False else "",
        "their_number": reply.their_number,
        "office": reply.office,
        "contact": reply.contact,
        "contact_phone": reply.contact_phone,
        "served": {True: YES, False: NO, None: ""}[reply.served],
        "decision_number": reply.decision_number if reply.decision_on else "",
        "decision_on": reply.decision_on.isoformat() if reply.decision_number and reply.decision_on else "",
    }
    for request in reply.requests:
        at = request.position or 1
        if at <= request_count:
            said[f"result_{at}"] = request.result.value if request.result else ""
            said[f"answer_{at}"] = request.answer
            said[f"note_{at}"] = request.note
    return {name: text for name, text in said.items() if text}


def this_time(records: Sequence[ActRecord]) -> tuple[ActRecord, ...]:
    """The standing acts since the case was last put up for transfer: earlier rounds were answered then."""
    standing = [record for record in records if record.stands]
    begins = [at for at, record in enumerate(standing) if record.act == "cannot_settle"]
    return tuple(standing[begins[-1] :] if begins else standing)


def ours_of(case: Case, records: Sequence[ActRecord]) -> dict[str, str]:
    """What the desk has of the same fields."""
    ours = {"office": case.office}
    for at, request in enumerate(case.requests, 1):
        ours |= {f"result_{at}": request.result, f"answer_{at}": request.answer}
    for record in this_time(records):
        if record.act in {"transfer_received", "transfer_answered", "transfer_returned"}:
            ours |= {name: record.fields[name] for name in _TOLD if record.fields.get(name)}
            ours |= json.loads(record.fields.get("answers") or "{}").get("notes", {})
        if record.act == "transfer_returned":
            ours |= {"taken": _RETURNED, "return_reason": record.fields.get("reason", "")}
        if record.act == "record_decision":
            ours |= {
                "decision_number": record.fields.get("number", ""),
                "decision_on": record.fields.get("dated_on", ""),
            }
    return {name: text for name, text in ours.items() if text}


def plan_case(
    case: Case,
    records: Sequence[ActRecord],
    reply: CaseReply,
    *,
    newest_packet: str,
    packet: str,
    kept: frozenset[tuple[str, str]] = frozenset(),
) -> CasePlan:
    """What a reply to a packet would do to one of its cases. ``newest_packet`` is the one it went up in last; ``kept``
    are (field, theirs) about which somebody said ``ours`` before: they are not asked again."""
    theirs = theirs_of(reply, len(case.requests))
    ours = ours_of(case, records)
    if reply.faulty:
        return CasePlan(case.number, case.state, {}, blocked="回复里这一件有错，改正后再导入")
    if not ours.get("served") and theirs.get("served") == NO:
        del theirs["served"]  # not yet served: no news, but against our 是 it is
    other = {name: text for name, text in theirs.items() if ours.get(name, "") != text}
    takes = {name: text for name, text in other.items() if not ours.get(name) or name in _MOVES_ON}
    differences = tuple(
        FieldDifference(name, ours[name], text)
        for name, text in other.items()
        if name not in takes and (name, text) not in kept
    )
    plan = CasePlan(case.number, case.state, takes, differences, "", reply.received_on)
    if not plan.news:
        return plan
    return replace(plan, blocked=_blocked(case, theirs, newest_packet, packet))


def _blocked(case: Case, theirs: Mapping[str, str], newest: str, packet: str) -> str:
    """Why what a reply brings has no place any more."""
    if newest != packet:
        return f"本事项后来又装入{newest}，这份回复答的是{packet}，没有采用"
    if case.state not in TELLS:
        return f"现在是“{case.state.label}”，这份回复不能再登记"
    if theirs.get("taken") and case.state not in SENT:
        return f"现在是“{case.state.label}”，不能再登记退回"
    return ""


def undecided(plan: CasePlan, decisions: Decisions) -> tuple[FieldDifference, ...]:
    """The differences about which nobody said anything yet."""
    return tuple(
        one for one in plan.differences if decisions.get((plan.number, one.field)) not in (OURS, THEIRS)
    )


def settled(plan: CasePlan, decisions: Decisions) -> dict[str, str]:
    """What is to be taken over after all decisions."""
    chosen = {
        one.field: one.theirs for one in plan.differences if decisions.get((plan.number, one.field)) == THEIRS
    }
    return {**plan.takes, **chosen}


UNKNOWN_PACKET = "看不出是对哪个移送包的回复"
"""Why a reply cannot be read that lost its cover and its hidden part: somebody has to say what it answers."""


def opinion_stands(plan: CasePlan, decisions: Decisions) -> str:
    """The way out when somebody chose another decision letter than the one that is entered, which has to be taken back
    first, by itself: a case has one. Empty when nobody did."""
    chosen = [
        one
        for one in plan.differences
        if one.field in {"decision_number", "decision_on"}
        and decisions.get((plan.number, one.field)) == THEIRS
    ]
    if not chosen:
        return ""
    return (
        f"{plan.number}已登记另一份意见书（{chosen[0].ours}），一件事项只有一份。要换成回复里的：先在“事项”里打开它，"
        "撤销“登记上级或有权单位的意见”这一步，再导入这份回复；不换，就选本单位的。"
    )


@dataclass(frozen=True, slots=True)
class PlannedAct:
    """One act of the procedure that a reply leads to."""

    act: str
    on: dt.date
    fields: Mapping[str, str]


def acts_of_reply(
    case: Case,
    records: Sequence[ActRecord],
    fields: Mapping[str, str],
    *,
    received_on: dt.date | None,
    today: dt.date,
    unit: str,
) -> tuple[PlannedAct, ...]:
    """The acts by which what was settled comes into the case, in their order."""
    planned = []
    left = dict(fields)
    if case.state is S.IN_TRANSFER:
        last = max((record.on for record in records if record.stands), default=case.received_on)
        day = received_on if received_on and last <= received_on <= today else today
        received = {"receiver": left.get("contact") or unit, "their_number": left.pop("their_number", "")}
        planned.append(PlannedAct("transfer_received", day, received))
    if told := _told(case, left):
        planned.append(PlannedAct("transfer_answered", today, told))
    if left.get("taken"):
        reason = left.get("return_reason", "")[:LONGEST_TEXT]
        planned.append(PlannedAct("transfer_returned", today, {"reason": reason}))
    if left.get("decision_number") and left.get("decision_on"):
        given = {
            "unit": unit,
            "number": left["decision_number"],
            "dated_on": left["decision_on"],
            "result": told.get("results") or results_text(case, left) or "详见意见书",
        }
        planned.append(PlannedAct("record_decision", today, given))
    return tuple(planned)


def _told(case: Case, fields: Mapping[str, str]) -> dict[str, str]:
    """What is noted besides: number, office, contact, and the results request by request."""
    told = {name: fields[name] for name in _TOLD if fields.get(name)}
    answers = {
        str(at): [fields.get(f"result_{at}", ""), fields.get(f"answer_{at}", "")]
        for at in range(1, len(case.requests) + 1)
        if fields.get(f"result_{at}") or fields.get(f"answer_{at}")
    }
    notes = {name: text for name, text in fields.items() if name.startswith("note_")}
    if answers:
        told["results"] = results_text(case, fields)
    if notes:
        lines = (f"{field_label(name)}：{text}" for name, text in notes.items())
        told["note"] = "\n".join(lines)[:LONGEST_TEXT]
    if answers or notes:
        told["answers"] = json.dumps({**answers, "notes": notes}, ensure_ascii=False, sort_keys=True)
    return told


def results_text(case: Case, fields: Mapping[str, str]) -> str:
    """The results as a line each: 诉求1：支持。已补发。 Those that came earlier too."""
    lines = []
    for at, request in enumerate(case.requests, 1):
        result = fields.get(f"result_{at}") or request.result
        answer = fields.get(f"answer_{at}") or request.answer
        if result or answer:
            word = value_label(f"result_{at}", result)
            lines.append(f"诉求{at}：{'。'.join(part for part in (word, answer) if part)}")
    return "\n".join(lines)[:LONGEST_TEXT]


# --- a whole reply ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SheetCheck:
    """What one reply sheet would do. ``differences`` are cells besides the reply's that are not as they were sent;
    ``problems`` is what was found while reading it."""

    packet_number: str
    plans: tuple[CasePlan, ...]
    differences: tuple[Difference, ...] = ()
    problems: tuple[CellProblem, ...] = ()
    unanswered: tuple[str, ...] = ()
    complete: bool = False
    compared: bool = True


@dataclass(frozen=True, slots=True)
class ReplyCheck:
    """A reply before it is taken over; nothing was written. ``known``: this very file was taken over before.

    ``source`` is ``sheet`` (filled in by hand) or ``program``; ``head`` and ``fingerprint`` are of the latter.
    """

    file: str
    source: str
    file_sha256: str
    sheets: tuple[SheetCheck, ...] = ()
    notices: tuple[Notice, ...] = ()
    known: bool = False
    head: PacketHead | None = None
    fingerprint: tuple[str, ...] = ()

    @property
    def plans(self) -> tuple[CasePlan, ...]:
        """What becomes of all cases."""
        return tuple(plan for sheet in self.sheets for plan in sheet.plans)

    def undecided(self, decisions: Decisions) -> tuple[str, ...]:
        """Every difference about which nobody said anything, as a sentence."""
        cases = (
            f"{plan.number} {one}"
            for plan in self.plans
            if not plan.blocked
            for one in undecided(plan, decisions)
        )
        cells = (
            str(one)
            for sheet in self.sheets
            for one in sheet.differences
            if decisions.get(("", one.place)) != OURS
        )
        return (*cases, *cells)

    def decide_all(self, word: str) -> dict[tuple[str, str], str]:
        """The same decision about every field; a changed cell is never taken over."""
        fields = {(plan.number, one.field): word for plan in self.plans for one in plan.differences}
        cells = {("", one.place): OURS for sheet in self.sheets for one in sheet.differences}
        return {**fields, **cells}
