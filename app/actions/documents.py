"""Papers: slips and letters composed, previewed, issued, printed and counted."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Generator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.actions.cases import require
from app.actions.desk import Desk
from app.actions.letters import letter_content, letter_fields, slip_content, unfilled
from app.domain.cases import Case
from app.domain.changes import Changes, Progress
from app.domain.deadlines import DeadlineState
from app.domain.documents import (
    DocumentKind,
    HandoverContent,
    IssuedDocument,
    LetterContent,
    SlipContent,
    SlipLayout,
    document_number,
    require_fields,
)
from app.domain.errors import Incomplete, NotAllowed
from app.files.atomic import write_bytes
from app.files.document_pdf import render_handover, render_letter, render_slips
from app.storage import cases, documents, station

LETTERS = frozenset({DocumentKind.EXPLANATION_LETTER, DocumentKind.TRANSFER_NOTICE})


def _slip_pdf(contents: Sequence[SlipContent], layout: SlipLayout) -> tuple[bytes, int]:
    """The PDF of some slips and its pages."""
    out = io.BytesIO()
    pages = render_slips(contents, layout, out)
    return out.getvalue(), pages


def _letter_pdf(content: LetterContent) -> tuple[bytes, int]:
    """The PDF of a letter and its pages."""
    out = io.BytesIO()
    pages = render_letter(content, out)
    return out.getvalue(), pages


def preview_slip(desk: Desk, *, number: str, layout: SlipLayout = SlipLayout.A4) -> bytes:
    """The slip as it will print; nothing is recorded."""
    case = require(desk, "slip", number)
    return _slip_pdf([slip_content(desk, case, cases.deadlines_of(desk.store, case.id))], layout)[0]


def issue_slip(desk: Desk, *, number: str, layout: SlipLayout = SlipLayout.A4) -> Changes:
    """Issue the slip of a case (Art. 23); a slip that stands is returned instead of a second one."""
    with desk.store.transaction():
        case = require(desk, "slip", number)
        standing = documents.find_document(desk.store, case.id, DocumentKind.SLIP)
        return Changes((case.number,), (standing.id,)) if standing else _issue_slip(desk, case, layout)


def _issue_slip(desk: Desk, case: Case, layout: SlipLayout) -> Changes:
    """Freeze one slip; inside a transaction."""
    content = slip_content(desk, case, cases.deadlines_of(desk.store, case.id))
    pdf, pages = _slip_pdf([content], layout)
    fields = {"layout": layout.value, "slip": _plain(content)}
    document_id = _freeze(
        desk, case, DocumentKind.SLIP, case.number, DocumentKind.SLIP.label, fields, pdf, pages
    )
    desk.record("slip", "出具接收回执", case.number)
    return Changes((case.number,), (document_id,))


def issue_slips(
    desk: Desk, *, numbers: Sequence[str], layout: SlipLayout = SlipLayout.A4
) -> Generator[Progress, None, tuple[Changes, bytes]]:
    """Slips for many cases: each issued where none stands, then one PDF for the printer.

    A slip that stands prints as it was issued; one that was printed before carries 补打. The run counts as
    a printing of each, in one transaction when the PDF is made.
    """
    changes, contents = Changes(), []
    for done, number in enumerate(numbers):
        yield Progress(done, len(numbers), number)
        issued = issue_slip(desk, number=number, layout=layout)
        document = documents.get_document(desk.store, issued.documents[0])
        kept = documents.document_fields(desk.store, document.id)["slip"]
        contents.append(_kept_slip(kept, document.reprints + 1 if document.copies else 0))
        changes |= issued
    pdf = _slip_pdf(contents, layout)[0]
    with desk.store.transaction():
        for document_id in changes.documents:
            _count_printing(desk, document_id, target="批量打印")
        desk.record("print", f"批量打印接收回执{len(contents)}份")
    return changes, pdf


def _count_printing(desk: Desk, document_id: int, *, target: str) -> None:
    """Enter one copy into the register of printings; inside a transaction."""
    documents.record_printing(
        desk.store, document_id, at=desk.now(), by=desk.operator.name, copies=1, target=target
    )


def compose_letter(desk: Desk, *, number: str, kind: DocumentKind) -> dict[str, str]:
    """The letter's fields: the draft that was kept, or composed afresh from the case."""
    case = require(desk, kind.value, number)
    kept = station.get_draft(desk.store, _draft_key(case.number, kind))
    if kept:
        return {name: str(text) for name, text in kept[0].items()}
    return letter_fields(desk, case, cases.notes_of(desk.store, case.id), kind)


def save_letter_draft(desk: Desk, *, number: str, kind: DocumentKind, fields: dict[str, str]) -> Changes:
    """Keep a letter that is not finished."""
    key = _draft_key(number, kind)
    with desk.store.transaction():
        station.put_draft(desk.store, key, fields, desk.now())
    return Changes(drafts=(key,))


def preview_letter(desk: Desk, *, number: str, kind: DocumentKind, fields: dict[str, str]) -> bytes:
    """The letter as it will print, marked 草稿."""
    case = require(desk, kind.value, number)
    mark = f"{desk.station.document_mark}〔{desk.today().year}〕  号"
    return _letter_pdf(letter_content(desk, case, fields, number=mark, draft=True))[0]


def issue_letter(desk: Desk, *, number: str, kind: DocumentKind, fields: dict[str, str]) -> Changes:
    """Issue a letter: its number is taken, its PDF frozen, its draft dropped, in one transaction.

    Raises Incomplete naming what is missing, UnprintableText naming the character. A notice to the
    petitioner meets the 15-day clock (Art. 23 ¶2).
    """
    if kind not in LETTERS:
        raise NotAllowed(f"{kind.label}不能这样签发")
    require_fields(kind, fields)
    if unfilled(fields):
        raise Incomplete(kind.label, unfilled(fields))
    with desk.store.transaction():
        case = require(desk, kind.value, number)
        year = desk.today().year
        # one run for letters of every kind: they carry the same mark, and no two may carry the same number
        serial = station.next_serial(desk.store, "letter", f"{desk.station.document_mark}-{year}")
        mark = document_number(desk.station.document_mark, year, serial)
        content = letter_content(desk, case, fields, number=mark, draft=False)
        pdf, pages = _letter_pdf(content)
        kept = {"fields": fields, "letter": _plain(content)}
        document_id = _freeze(desk, case, kind, mark, content.title, kept, pdf, pages)
        station.drop_draft(desk.store, _draft_key(case.number, kind))
        if kind is DocumentKind.TRANSFER_NOTICE:
            _meet_notice_clock(desk, case)
        desk.record(kind.value, f"签发{kind.label} {mark}", case.number)
    return Changes((case.number,), (document_id,), drafts=(_draft_key(case.number, kind),))


def _meet_notice_clock(desk: Desk, case: Case) -> None:
    """The written notice stops T2 or T3."""
    for clock in cases.deadlines_of(desk.store, case.id):
        if clock.rule in {"T2", "T3"} and clock.state is DeadlineState.RUNNING:
            late = desk.today() > clock.due_on
            state = DeadlineState.MET_LATE if late else DeadlineState.MET
            cases.end_deadline(desk.store, clock.id, case.id, state, desk.today())


def freeze_handover(desk: Desk, content: HandoverContent, packet_id: int) -> int:
    """Keep the hand-over list of a packet; inside the export's transaction; its document id."""
    out = io.BytesIO()
    pages = render_handover(content, out)
    return documents.insert_document(
        desk.store,
        kind=DocumentKind.HANDOVER_LIST,
        number=content.packet_number,
        title=DocumentKind.HANDOVER_LIST.label,
        fields={},
        pdf=out.getvalue(),
        pages=pages,
        at=desk.now(),
        by=desk.operator.name,
        packet_id=packet_id,
    )


def _freeze(
    desk: Desk,
    case: Case,
    kind: DocumentKind,
    number: str,
    title: str,
    fields: dict[str, Any],
    pdf: bytes,
    pages: int,
) -> int:
    """Keep an issued document with its PDF."""
    return documents.insert_document(
        desk.store,
        kind=kind,
        number=number,
        title=title,
        fields=fields,
        pdf=pdf,
        pages=pages,
        at=desk.now(),
        by=desk.operator.name,
        case_id=case.id,
    )


def list_documents(
    desk: Desk, *, kind: DocumentKind | None = None, offset: int = 0, limit: int = 50
) -> list[IssuedDocument]:
    """The newest issued documents, of one kind or all."""
    return documents.list_documents(desk.store, kind=kind, offset=offset, limit=limit)


def get_document(desk: Desk, *, document_id: int) -> IssuedDocument:
    """An issued document without its PDF. Raises NotFound."""
    return documents.get_document(desk.store, document_id)


def document_pdf(desk: Desk, *, document_id: int) -> bytes:
    """The frozen PDF. Raises NotFound."""
    return documents.document_pdf(desk.store, document_id)


def print_copy(desk: Desk, *, document_id: int, copies: int = 1, target: str) -> tuple[bytes, Changes]:
    """The PDF to send to a printer; counted, and from the second printing on marked 补打."""
    with desk.store.transaction():
        document = documents.get_document(desk.store, document_id)
        reprint = documents.record_printing(
            desk.store, document_id, at=desk.now(), by=desk.operator.name, copies=copies, target=target
        )
        act = f"补打{document.kind.label}第{reprint}次" if reprint else f"打印{document.kind.label}"
        desk.record("print", f"{act}，{copies}份", document.case_number)
        pdf = (
            _reprinted(desk, document, reprint)
            if reprint
            else documents.document_pdf(desk.store, document_id)
        )
    return pdf, Changes((document.case_number,) if document.case_number else (), (document_id,))


def _reprinted(desk: Desk, document: IssuedDocument, reprint: int) -> bytes:
    """The same document from its frozen content, with the mark 补打."""
    kept = documents.document_fields(desk.store, document.id)
    if "slip" in kept:
        return _slip_pdf([_kept_slip(kept["slip"], reprint)], SlipLayout(kept["layout"]))[0]
    if "letter" in kept:
        letter = kept["letter"]
        lists = {name: tuple(letter[name]) for name in ("paragraphs", "attachments")}
        signed = dt.date.fromisoformat(letter["signed_on"])
        return _letter_pdf(LetterContent(**{**letter, **lists, "signed_on": signed, "reprint": reprint}))[0]
    return documents.document_pdf(desk.store, document.id)


def _kept_slip(kept: dict[str, Any], reprint: int) -> SlipContent:
    """A slip's content as it was issued."""
    issued_on = dt.date.fromisoformat(kept["issued_on"])
    return SlipContent(
        **{**kept, "warnings": tuple(kept["warnings"]), "issued_on": issued_on, "reprint": reprint}
    )


def save_document(desk: Desk, *, document_id: int, path: Path) -> str:
    """Print to a file: written beside, replaced, read back; counted like a printing; its SHA-256."""
    document = documents.get_document(desk.store, document_id)
    with desk.store.transaction():
        reprint = documents.record_printing(
            desk.store, document_id, at=desk.now(), by=desk.operator.name, copies=1, target="文件"
        )
        pdf = (
            _reprinted(desk, document, reprint)
            if reprint
            else documents.document_pdf(desk.store, document_id)
        )
        sha256 = write_bytes(path, pdf)
        desk.record("print", f"{document.kind.label}另存为文件", document.case_number)
    return sha256


def _draft_key(number: str, kind: DocumentKind) -> str:
    """Under what a letter's draft is kept."""
    return f"letter:{kind.value}:{number}"


def _plain(content: SlipContent | LetterContent) -> dict[str, Any]:
    """A document's content as JSON values."""
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in asdict(content).items()
    }
