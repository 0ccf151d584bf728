"""卷宗: a case's papers and attachments as one PDF/A for the archive (档案法 13, 14)."""

from __future__ import annotations

import io
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.actions.cases import require
from app.actions.desk import Desk
from app.actions.facts import facts_of
from app.actions.history import case_timeline
from app.domain.case_files import BuiltCaseFile, CaseFileContent, CaseFileEntry, retention
from app.domain.cases import Attachment
from app.domain.changes import Changes, Progress
from app.domain.codes import Origin
from app.domain.documents import IssuedDocument
from app.domain.history_export import timeline_list
from app.domain.moves import Facts
from app.domain.petitioners import mask_line
from app.domain.retention import OPINIONS
from app.files.atomic import writing
from app.files.case_file_rules import retention_rules
from app.storage import cases, documents


@dataclass(frozen=True, slots=True)
class WrittenCaseFile:
    """A case file that stands on the disk: where, its hash, its pages, and what goes to the archive beside it."""

    changes: Changes
    path: Path
    sha256: str
    built: BuiltCaseFile


def case_file_content(desk: Desk, *, number: str) -> CaseFileContent:
    """What cover and index say: papers and attachments in order of time; withdrawn papers stay out."""
    return _content(desk, facts_of(desk, require(desk, "case_file", number)))


def _content(desk: Desk, facts: Facts) -> CaseFileContent:
    """The content from the facts."""
    case, archived = facts.case, facts.last("archive")
    ended = facts.records[-1].on if facts.records else desk.today()
    period = retention(
        retention_rules(desk.rules_folder),
        leader_instructed=case.origin is Origin.INSTRUCTED,
        major=case.urgent,
        has_opinion=facts.done(*OPINIONS),
    )
    return CaseFileContent(
        unit=desk.station.unit_name,
        case_number=case.number,
        archive_number=archived.fields.get("archive_number", "") if archived else "",
        title=f"信访事项{case.number}卷宗",
        period=period.words,
        opened_on=case.received_on,
        closed_on=ended,
        made_on=desk.today(),
        made_by=desk.operator.name,
        petitioner=mask_line(case.people_line),
        entries=(*(entry for _, entry in _ordered(desk, facts)), _timeline_entry(desk)),
    )


def _ordered(desk: Desk, facts: Facts) -> list[tuple[IssuedDocument | Attachment, CaseFileEntry]]:
    """Papers and attachments with their lines of the index, in the order in which they came."""
    case_id = facts.case.id
    papers = [paper for paper in documents.documents_of(desk.store, case_id) if paper.stands]
    found: list[tuple[IssuedDocument | Attachment, CaseFileEntry]] = [
        (paper, _paper_entry(desk, paper)) for paper in papers
    ]
    found += [(a, _attachment_entry(a)) for a in cases.attachments_of(desk.store, case_id)]
    return sorted(found, key=lambda pair: _when(pair[0]))


def _when(thing: IssuedDocument | Attachment) -> str:
    """When a paper was issued or an attachment added."""
    return (thing.issued_at if isinstance(thing, IssuedDocument) else thing.added_at).isoformat()


def _paper_entry(desk: Desk, paper: IssuedDocument) -> CaseFileEntry:
    """A paper's line of the index."""
    return CaseFileEntry(
        paper.title,
        paper.issued_at.date(),
        paper.kind.label,
        number="" if paper.number == paper.case_number else paper.number,
        responsible=desk.station.unit_name,
        name=f"{paper.kind.value}.pdf",
        pages=paper.pages,
    )


def _attachment_entry(attachment: Attachment) -> CaseFileEntry:
    """An attachment's line of the index."""
    return CaseFileEntry(
        attachment.name,
        attachment.added_at.date(),
        "附件",
        media_type=attachment.media_type,
        name=attachment.name,
    )


def _timeline_entry(desk: Desk) -> CaseFileEntry:
    """The line of the index for what was done, act by act; it stands last."""
    unit = desk.station.unit_name
    return CaseFileEntry("办理经过", desk.today(), "办理经过", responsible=unit, name="timeline.pdf")


def _timeline_pdf(desk: Desk, number: str) -> bytes:
    """What was done, act by act, as people read it."""
    from app.files.list_pdf import render_list  # here: reportlab costs start-up time

    out, days = io.BytesIO(), case_timeline(desk, number=number)
    unit, today = desk.station.unit_name, desk.today()
    render_list(timeline_list(days, unit=unit, case_number=number, made_on=today), out)
    return out.getvalue()


def _parts(desk: Desk, facts: Facts) -> Iterator[tuple[str, str, bytes]]:
    """Name, type and content of each, one at a time in memory."""
    for thing, entry in _ordered(desk, facts):
        if isinstance(thing, IssuedDocument):
            yield entry.name, entry.media_type, documents.document_pdf(desk.store, thing.id)
        else:
            yield entry.name, entry.media_type, documents.attachment_content(desk.store, thing.id)[1]
    told = _timeline_entry(desk)
    yield told.name, told.media_type, _timeline_pdf(desk, facts.case.number)


def write_case_file(desk: Desk, *, number: str, path: Path) -> Generator[Progress, None, WrittenCaseFile]:
    """Write a case's whole file as one PDF/A, read it back, and note in the history that it left the desk.

    Raises NotAllowed, FileExists, CannotWrite, ReadBackDiffers. Closing the generator leaves nothing behind.
    """
    from app.files.case_file_pdf import build_case_file  # here: pikepdf and reportlab cost start-up time

    facts = facts_of(desk, require(desk, "case_file", number))
    with writing(path) as work:
        built = yield from build_case_file(_content(desk, facts), _parts(desk, facts), work.out)
    with desk.store.transaction():
        desk.record("case_file", f"整理卷宗，共{built.numbered}页", facts.case.number)
    return WrittenCaseFile(Changes((facts.case.number,)), path, work.sha256, built)
