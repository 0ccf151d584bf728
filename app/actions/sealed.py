"""Sealed cases: who may see one, and reading it with a reason (Arts. 30, 46)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.actions.desk import Desk
from app.domain import sealing
from app.domain.acts import ActRecord
from app.domain.approving import recused
from app.domain.cases import Case, CaseDraft, TimelineEntry
from app.domain.changes import Changes
from app.domain.codes import CaseClass, CaseState, Role
from app.domain.documents import IssuedDocument
from app.domain.errors import InvalidField, NotFound
from app.domain.history_words import covered
from app.domain.station import Operator
from app.storage import cases, sealed
from app.storage import station as stations

READERS = frozenset({Role.CLERK, Role.LEADER})
"""Who may see sealed cases at all: administrators and auditors look after the desk, not into it."""
GONE = frozenset(
    {
        CaseState.HANDED_OVER,
        CaseState.IN_TRANSFER,
        CaseState.TRANSFERRED,
        CaseState.REFERRED,
        CaseState.ARCHIVED,
    }
)
"""Where an accusation has left its registrar's hands; an old ledger brings in such as were passed on."""
SAID_WHILE_SEALED = frozenset({"open_sealed", "read_sealed", "reveal"})
"""Acts that tell who looked into a case while it was sealed."""


def is_accused(case: Case, operator: Operator) -> bool:
    """Whether an operator is whom a case complains about: by name, or by post and unit (Art. 30 ¶3)."""
    return sealing.is_accused(case.respondent, operator)


def may_see(desk: Desk, case: Case) -> bool:
    """Whether this operator may see a case: every open one; a sealed one its registrar until it is handed over,
    and those it was opened to; never the accused, nor who is neither clerk nor leader."""
    return _sees(desk, case, desk.operator)


def _sees(desk: Desk, case: Case, operator: Operator) -> bool:
    """Whether somebody may see a case."""
    if not case.sealed:
        return True
    if is_accused(case, operator) or not READERS & set(operator.roles):
        return False
    if sealed.is_opened_to(desk.store, case.id, operator.name):
        return True
    gone = case.case_class is CaseClass.B and case.state in GONE
    return case.registered_by == operator.name and not gone


def other_leaders(desk: Desk, case: Case, records: Iterable[ActRecord]) -> tuple[frozenset[str], bool]:
    """The other leaders of the desk who may decide on a case, and whether there are others who may not: whom it accuses,
    who withdrew from it (Art. 28 ¶3), who may not see it (decision 18)."""
    acts_done = tuple(records)
    others = [one for one in stations.list_operators(desk.store) if Role.LEADER in one.roles]
    others = [one for one in others if one.name != desk.operator.name]
    free = frozenset(one.name for one in others if may_decide(desk, case, acts_done, one))
    return free, len(free) < len(others)


def may_decide(desk: Desk, case: Case, records: Iterable[ActRecord], operator: Operator) -> bool:
    """Whether somebody may decide on what is asked about a case, as far as the case goes."""
    barred = is_accused(case, operator) or recused(records, operator.name)
    return not barred and _sees(desk, case, operator)


def seen_case(desk: Desk, number: str) -> Case:
    """A case, whole. Raises NotFound for one that this operator may not see, in the words of one that is not there."""
    case = cases.get_case(desk.store, number)
    if not may_see(desk, case):
        raise NotFound("信访事项", number)
    return shown_case(desk, case)


def sees_number(desk: Desk, number: str) -> bool:
    """Whether this operator may see the case of a number; nobody sees one that is not there."""
    try:
        return may_see(desk, cases.get_case(desk.store, number))
    except NotFound:
        return False


def shown_case(desk: Desk, case: Case) -> Case:
    """A case that does not name its first one when that is sealed: an open case not to anybody, since its papers and
    packets are read by all; a sealed one to whoever may see both."""
    if not case.repeat_of or not sealed.is_sealed(desk.store, case.repeat_of):
        return case
    return case if case.sealed and sees_number(desk, case.repeat_of) else replace(case, repeat_of="")


def root_of(desk: Desk, earlier: Case) -> str:
    """The first case that a repeat of this one belongs to: its own first one, unless that is sealed."""
    hidden = not earlier.repeat_of or sealed.is_sealed(desk.store, earlier.repeat_of)
    return earlier.number if hidden else earlier.repeat_of


def shown_records(desk: Desk, case: Case, records: Iterable[ActRecord]) -> tuple[ActRecord, ...]:
    """The acts on a case as this operator may read them: without the number of a sealed first case, and without the
    reason for which a case that is open now was once taken for an accusation."""
    knows = knew_it_sealed(desk, case)
    return tuple(_shown_record(desk, record, knows=knows) for record in records)


def _shown_record(desk: Desk, record: ActRecord, *, knows: bool) -> ActRecord:
    """One act."""
    first = record.fields.get("first", "")
    root = record.extra.get("root", "")
    if first and not (sees_number(desk, first) and (not root or sees_number(desk, root))):
        kept = {name: text for name, text in record.fields.items() if name not in ("first", "reason")}
        return replace(record, fields=kept, extra={})
    record = replace(record, extra={k: text for k, text in record.extra.items() if k != "repeats_before"})
    once_sealed = "B" in (record.fields.get("case_class"), record.extra.get("class_before"))
    if record.act == "classify" and once_sealed and not knows:
        kept = {name: text for name, text in record.fields.items() if name != "reason"}
        return replace(record, fields=kept, undone_reason="")
    return record


def shown_timeline(desk: Desk, case: Case, lines: Iterable[TimelineEntry]) -> tuple[TimelineEntry, ...]:
    """The history of a case as this operator may read it, names covered: who looked into it while it was sealed, and
    why, is told only to those who saw it then."""
    knows = knew_it_sealed(desk, case)
    once_sealed = bool(case.seal_number)
    names = tuple(person.name for person in case.petitioners)
    shown = (line for line in lines if knows or not once_sealed or line.act not in SAID_WHILE_SEALED)
    return tuple(replace(line, text=covered(line.text, names)) for line in shown)


def knew_it_sealed(desk: Desk, case: Case) -> bool:
    """Whether this operator sees a case sealed, or saw it so before it was opened to all."""
    mine = case.registered_by == desk.operator.name
    return mine or sealed.is_opened_to(desk.store, case.id, desk.operator.name)


def words_for(desk: Desk, number: str, words: str) -> str:
    """What the history may say besides the name of an act: of a sealed case nothing (Art. 30)."""
    return "" if number and sealed.is_sealed(desk.store, number) else words


def file_stem(desk: Desk, document: IssuedDocument) -> str:
    """What a paper's file is called when it is saved; one of a sealed case neither by its kind nor by its case."""
    if document.case_number and sealed.is_sealed(desk.store, document.case_number):
        return f"文书_{document.id}"
    return f"{document.title or document.kind.label}_{document.case_number}"


def warn_readable(desk: Desk, *, draft: CaseDraft) -> tuple[str, ...]:
    """What to tell the clerk before a draft is registered: where the accused would be read of, and who must withdraw.

    A sentence each; empty when nothing is wrong. Nothing is kept.
    """
    draft = draft.cleaned()
    warnings = list(sealing.readable_places(draft))
    if warnings:
        warnings.append("举报控告请选“检举控告类”，或者勾选“要求保密”，事项就会密封（条例第三十条）")
    if sealing.is_accused(draft.respondent, desk.operator):
        words = "您可能就是被反映人：密封登记后您看不到本事项，请交给其他人员登记（条例第二十八条第三款）"
        warnings.append(words)
    return tuple(warnings)


def possible_readers(desk: Desk, *, number: str) -> list[Operator]:
    """Who may be let into a sealed case and was not yet: clerks and leaders but the accused and oneself.

    Raises NotFound for whoever may not see it.
    """
    case = seen_case(desk, number)
    return [
        one
        for one in stations.list_operators(desk.store)
        if READERS & set(one.roles)
        and one.name not in (desk.operator.name, case.registered_by)
        and not is_accused(case, one)
        and not sealed.is_opened_to(desk.store, case.id, one.name)
    ]


def read_sealed(desk: Desk, *, number: str, reason: str) -> Changes:
    """Note that somebody looks into a sealed case, and why. Raises NotFound for whoever may not."""
    if not reason.strip():
        raise InvalidField("reason", "请写明查看的理由")
    with desk.store.transaction():
        case = seen_case(desk, number)
        desk.record("read_sealed", f"查看密封事项：{reason.strip()}", case.number)
    return Changes(cases=(case.number,))


def own_sealed(desk: Desk) -> list[str]:
    """The numbers of the sealed cases that wait with this operator for their hand-over: for the day's page."""
    numbers = sealed.sealed_waiting(desk.store, desk.operator.name)
    return [number for number in numbers if may_see(desk, cases.get_case(desk.store, number))]
