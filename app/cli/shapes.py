"""How the console writes cases, clocks, papers and reports as JSON. Keys are a contract: add, never rename."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.actions.cases import CaseView
from app.actions.deadlines import WhyDue
from app.domain.acts import ActRecord, Approval
from app.domain.cases import Attachment, Case, CaseRow, HandlingNote, TimelineEntry
from app.domain.deadlines import Deadline, DeadlineState, DueDate, state_on
from app.domain.documents import IssuedDocument
from app.domain.ledger import ImportReport, RowProblem
from app.domain.moves import Act
from app.domain.packets import WaitingCase
from app.domain.petitioners import Petitioner
from app.domain.procedure import MOVES


def case_json(case: Case, deadlines: tuple[Deadline, ...], today: dt.date) -> dict[str, Any]:
    """A case with its clocks as they stand on a day; identity number, phone and address masked."""
    running = [clock.due_on for clock in deadlines if clock.state is DeadlineState.RUNNING]
    return {
        "number": case.number,
        "query_code": case.query_code,
        "state": case.state.value,
        "state_name": case.state.label,
        "received_on": case.received_on.isoformat(),
        "registered_at": case.registered_at.isoformat(timespec="seconds"),
        "registered_by": case.registered_by,
        "channel": case.channel.value,
        "origin": case.origin.value,
        "petitioners": [petitioner_json(person) for person in case.petitioners],
        "anonymous": case.anonymous,
        "confidential": case.confidential,
        "sealed": case.sealed,
        "people_count": case.people_count,
        "subject": case.subject,
        "content": case.content,
        "requests": [request.text for request in case.requests],
        "class": case.case_class.value if case.case_class else None,
        "class_name": case.case_class.label if case.case_class else "",
        "category": case.category,
        "unit": case.unit,
        "urgent": case.urgent,
        "evidence": case.evidence,
        "office": case.office,
        "outcome": case.outcome,
        "note": case.note,
        "repeat_of": case.repeat_of,
        **({"seal_number": case.seal_number} if case.sealed else {}),
        "due_on": min(running).isoformat() if running else None,
        "deadlines": [deadline_json(clock, today) for clock in deadlines],
    }


def petitioner_json(person: Petitioner) -> dict[str, Any]:
    """One of the people by name, with the numbers and the address masked."""
    masked = person.masked()
    return {
        "name": person.name,
        "id_number": masked.id_number,
        "phone": masked.phone,
        "unit": person.unit,
        "address": masked.address,
        "staff_number": person.staff_number,
        "post": person.post,
        "representative": person.representative,
    }


def masked_case_json(view: CaseView, row: CaseRow, today: dt.date) -> dict[str, Any]:
    """A case as a list shows it: names masked too, and nothing but what the table shows of the matter."""
    whole = case_json(view.case, view.deadlines, today)
    kept = (
        "number state state_name received_on registered_at channel origin anonymous people_count requests class"
        " class_name category unit urgent repeat_of due_on deadlines"
    )
    names = [{"name": person.masked().name, "unit": person.unit} for person in view.case.petitioners]
    return {
        **{key: whole[key] for key in kept.split()},
        "petitioners": names,
        "people": row.people,
        "subject": row.subject,
    }


def view_json(view: CaseView, today: dt.date) -> dict[str, Any]:
    """A case with its acts, time line, papers, enclosures, what waits for the leader and what may be done now."""
    return {
        **case_json(view.case, view.deadlines, today),
        "timeline": [timeline_json(entry) for entry in view.timeline],
        "notes": [note_json(note) for note in view.notes],
        "documents": [document_json(document) for document in view.documents],
        "attachments": [attachment_json(attachment) for attachment in view.attachments],
        "records": [record_json(record, silent=view.case.sealed) for record in view.records],
        "approvals": [approval_json(wish) for wish in view.approvals],
        "acts": [act_json(act) for act in view.acts],
    }


def act_json(act: Act) -> dict[str, Any]:
    """An act with whether it may be done now, and why not."""
    return {
        "name": act.name,
        "label": act.label,
        "group": act.group,
        "allowed": act.allowed,
        "why": act.why,
        "waits_for_leader": act.waits,
    }


def record_json(record: ActRecord, *, silent: bool = False) -> dict[str, Any]:
    """An act that was done; one taken back says by whom and why. ``silent`` leaves out what was filled in."""
    undone = {
        "at": record.undone_at.isoformat(timespec="seconds") if record.undone_at else "",
        "by": record.undone_by,
        "reason": "" if silent else record.undone_reason,
    }
    return {
        "id": record.id,
        "act": record.act,
        "label": MOVES[record.act].label if record.act in MOVES else record.act,
        "on": record.on.isoformat(),
        "at": record.at.isoformat(timespec="seconds"),
        "operator": record.operator,
        "approved_by": record.approved_by,
        "own_decision": record.own_decision,
        "state_before": record.state_before.value,
        "fields": {} if silent else dict(record.fields),
        "document_id": record.document_id or None,
        "undone": None if record.stands else undone,
    }


def approval_json(wish: Approval) -> dict[str, Any]:
    """What a clerk asked the leader for; the people masked."""
    return {
        "id": wish.id,
        "number": wish.case_number,
        "people": wish.people,
        "subject": wish.subject,
        "act": wish.act,
        "label": MOVES[wish.act].label,
        "on": wish.on.isoformat(),
        "asked_at": wish.asked_at.isoformat(timespec="seconds"),
        "asked_by": wish.asked_by,
        "state": wish.state,
        "decided_by": wish.decided_by,
        "word": wish.word,
    }


def timeline_json(entry: TimelineEntry) -> dict[str, Any]:
    """One line of a case's time line."""
    return {
        "at": entry.at.isoformat(timespec="seconds"),
        "operator": entry.operator,
        "act": entry.act,
        "text": entry.text,
        "roles": [role.value for role in entry.roles],
        "was": entry.was,
        "became": entry.became,
    }


def note_json(note: HandlingNote) -> dict[str, Any]:
    """What was done on a day."""
    return {"on": note.on.isoformat(), "kind": note.kind, "text": note.text, "operator": note.operator}


def attachment_json(attachment: Attachment) -> dict[str, Any]:
    """A file kept with a case."""
    return {
        "id": attachment.id,
        "name": attachment.name,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "added_at": attachment.added_at.isoformat(timespec="seconds"),
        "document_id": attachment.document_id,
    }


def deadline_json(clock: Deadline, today: dt.date) -> dict[str, Any]:
    """A clock of a case and where it stands on a day: running, overdue, lapsed, met, met_late, stopped."""
    return {
        "rule": clock.rule,
        "name": clock.name,
        "starts_on": clock.starts_on.isoformat(),
        "due_on": clock.due_on.isoformat(),
        "state": state_on(clock, today),
        "ended_on": clock.ended_on.isoformat() if clock.ended_on else None,
        "provisional": clock.provisional,
        "whose": clock.whose.value,
        "extend_days": clock.extend_days,
        "pauses": [
            {"first": pause.first.isoformat(), "last": pause.last.isoformat()} for pause in clock.pauses
        ],
        "named": clock.named_due,
    }


def why_json(why: WhyDue, today: dt.date) -> dict[str, Any]:
    """A clock of a case with its calculation; a date that the sender named has its steps too."""
    computed = due_json(why.due) if why.due else {}
    return {**computed, **deadline_json(why.deadline, today), "steps": list(why.steps)}


def due_json(due: DueDate) -> dict[str, Any]:
    """A computed date with its steps."""
    return {
        "rule": due.rule.id,
        "name": due.rule.name,
        "article": due.rule.article,
        "starts_on": due.starts_on.isoformat(),
        "due_on": due.due_on.isoformat(),
        "unit": due.rule.unit.value,
        "provisional": due.provisional,
        "steps": list(due.steps),
    }


def document_json(document: IssuedDocument) -> dict[str, Any]:
    """A document of the register; ``sha256`` is that of the kept PDF."""
    return {
        "id": document.id,
        "case_number": document.case_number,
        "kind": document.kind.value,
        "kind_name": document.kind.label,
        "number": document.number,
        "title": document.title,
        "issued_at": document.issued_at.isoformat(timespec="seconds"),
        "issued_by": document.issued_by,
        "sha256": document.sha256,
        "pages": document.pages,
        "copies": document.copies,
        "reprints": document.reprints,
        "packet_number": document.packet_number,
        "serve": document.serve,
        "served_on": document.served_on.isoformat() if document.served_on else None,
        "withdrawn": None if document.stands else document.withdrawn_reason,
    }


def waiting_json(waiting: WaitingCase) -> dict[str, Any]:
    """A case that waits for a packet, and what it lacks."""
    return {
        "number": waiting.number,
        "people": waiting.people,
        "subject": waiting.subject,
        "received_on": waiting.received_on.isoformat(),
        "ready": waiting.ready,
        "lacks": list(waiting.lacks),
        "enclosures": waiting.enclosures,
        "advice": list(waiting.advice),
    }


def report_json(report: ImportReport) -> dict[str, Any]:
    """What an import did or would do."""
    return {
        "file": report.file_name,
        "written": report.written,
        "read": report.read,
        "imported": report.imported,
        "duplicates": report.duplicates,
        "rejected": report.rejected,
        "skipped": report.skipped,
        "warnings": [problem_json(problem) for problem in report.warnings],
        "errors": [problem_json(problem) for problem in report.errors],
        "notices": [problem_json(problem) for problem in report.notices],
        "sheets": [
            {"sheet": m.sheet, "columns": {m.titles[at]: key for at, key in m.columns.items()}}
            for m in report.mappings
        ],
    }


def problem_json(problem: RowProblem) -> dict[str, Any]:
    """One thing about one cell of a clerk's ledger; ``row`` as the sheet counts."""
    return {
        "row": problem.row,
        "column": problem.column,
        "code": problem.code,
        "message": problem.message,
        "value": problem.value,
        "sheet": problem.sheet,
    }
