"""Issued documents with their frozen PDFs, their printings, and the attachments of cases."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from app.domain.documents import DocumentKind, IssuedDocument, Printing
from app.domain.errors import NotFound
from app.storage.database import Store

_COLUMNS = (
    "d.id, coalesce(c.number, '') AS case_number, d.kind, d.number, d.title, d.issued_at, d.issued_by, d.sha256,"
    " d.pages, d.copies, d.reprints, coalesce(p.number, '') AS packet_number, d.serve, d.served_on, d.withdrawn_at,"
    " d.withdrawn_reason, d.act_id"
)
_FROM = "FROM documents d LEFT JOIN cases c ON c.id = d.case_id LEFT JOIN packets p ON p.id = d.packet_id"


def insert_document(
    store: Store,
    *,
    kind: DocumentKind,
    number: str,
    title: str,
    fields: Mapping[str, Any],
    pdf: bytes,
    pages: int,
    at: dt.datetime,
    by: str,
    case_id: int | None = None,
    packet_id: int | None = None,
    act_id: int = 0,
    template: str = "",
    serve: bool = False,
) -> int:
    """Freeze a document with its PDF and hash; its id."""
    return store.execute(
        "INSERT INTO documents (case_id, packet_id, kind, number, title, fields, issued_at, issued_by, pdf, sha256,"
        " pages, act_id, template, serve) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        case_id,
        packet_id,
        kind.value,
        number,
        title,
        json.dumps(fields, ensure_ascii=False),
        at.isoformat(timespec="seconds"),
        by,
        pdf,
        hashlib.sha256(pdf).hexdigest(),
        pages,
        act_id,
        template,
        serve,
    )


def get_document(store: Store, document_id: int) -> IssuedDocument:
    """A document without its PDF. Raises NotFound."""
    row = store.row(f"SELECT {_COLUMNS} {_FROM} WHERE d.id = ?", document_id)
    if row is None:
        raise NotFound("文书", document_id)
    return _document(row)


def document_pdf(store: Store, document_id: int) -> bytes:
    """The frozen PDF of a document. Raises NotFound, also for one that was erased with its case."""
    pdf = store.value("SELECT pdf FROM documents WHERE id = ?", document_id)
    if not pdf:
        raise NotFound("文书", document_id)
    return bytes(pdf)


def document_fields(store: Store, document_id: int) -> dict[str, Any]:
    """The fields a document was issued with."""
    return dict(json.loads(store.value("SELECT fields FROM documents WHERE id = ?", document_id)))


def documents_of(store: Store, case_id: int) -> tuple[IssuedDocument, ...]:
    """The documents of a case, oldest first."""
    return tuple(
        map(_document, store.rows(f"SELECT {_COLUMNS} {_FROM} WHERE d.case_id = ? ORDER BY d.id", case_id))
    )


def list_documents(
    store: Store, *, kind: DocumentKind | None = None, offset: int = 0, limit: int = 50
) -> list[IssuedDocument]:
    """The newest documents of a kind, or of all; those of sealed cases are not in the list."""
    condition = "coalesce(c.sealed, 0) = 0" + (" AND d.kind = ?" if kind else "")
    values = [kind.value] if kind else []
    question = f"SELECT {_COLUMNS} {_FROM} WHERE {condition} ORDER BY d.id DESC LIMIT ? OFFSET ?"
    return [_document(row) for row in store.rows(question, *values, limit, offset)]


def find_document(store: Store, case_id: int, kind: DocumentKind) -> IssuedDocument | None:
    """The newest document of a kind on a case that was not withdrawn."""
    row = store.row(
        f"SELECT {_COLUMNS} {_FROM} WHERE d.case_id = ? AND d.kind = ? AND d.withdrawn_at IS NULL"
        " ORDER BY d.id DESC LIMIT 1",
        case_id,
        kind.value,
    )
    return _document(row) if row else None


def record_printing(
    store: Store, document_id: int, *, at: dt.datetime, by: str, copies: int, target: str, reason: str = ""
) -> int:
    """Count a printing; the number of this reprint (0 for the first printing)."""
    printed = int(store.value("SELECT count(*) FROM printings WHERE document_id = ?", document_id))
    store.execute(
        "INSERT INTO printings (document_id, at, operator, copies, reprint, target, reason) VALUES (?, ?, ?, ?, ?, ?, ?)",
        document_id,
        at.isoformat(timespec="seconds"),
        by,
        copies,
        printed,
        target,
        reason,
    )
    store.execute(
        "UPDATE documents SET copies = copies + ?, reprints = ? WHERE id = ?", copies, printed, document_id
    )
    return printed


def list_printings(store: Store, *, document_id: int = 0, offset: int = 0, limit: int = 50) -> list[Printing]:
    """The newest printings, of one document or of all; those of sealed cases stand with their document alone."""
    condition, values = ("d.id = ?", [document_id]) if document_id else ("coalesce(c.sealed, 0) = 0", [])
    question = (
        "SELECT d.id AS document_id, coalesce(c.number, '') AS case_number, d.kind, d.number, g.at, g.operator, g.copies,"
        " g.reprint, g.target, g.reason FROM printings g JOIN documents d ON d.id = g.document_id"
        f" LEFT JOIN cases c ON c.id = d.case_id WHERE {condition} ORDER BY g.id DESC LIMIT ? OFFSET ?"
    )
    return [
        Printing(**{**row, "kind": DocumentKind(row["kind"]), "at": dt.datetime.fromisoformat(row["at"])})
        for row in store.rows(question, *values, limit, offset)
    ]


def _document(row: dict[str, Any]) -> IssuedDocument:
    """A document from its row."""
    issued_at = dt.datetime.fromisoformat(row["issued_at"])
    return IssuedDocument(
        **{
            **row,
            "kind": DocumentKind(row["kind"]),
            "issued_at": issued_at,
            "serve": bool(row["serve"]),
            "served_on": dt.date.fromisoformat(row["served_on"]) if row["served_on"] else None,
            "withdrawn_at": dt.datetime.fromisoformat(row["withdrawn_at"]) if row["withdrawn_at"] else None,
        }
    )


def mark_served(store: Store, document_id: int, on: dt.date | None) -> None:
    """Note when a paper reached the petitioner; None takes the note back."""
    store.execute(
        "UPDATE documents SET served_on = ? WHERE id = ?", on.isoformat() if on else None, document_id
    )


def withdraw_document(store: Store, document_id: int, *, at: dt.datetime, by: str, reason: str) -> None:
    """A paper counts no more; it is kept with the reason, and its number is not given again."""
    store.execute(
        "UPDATE documents SET withdrawn_at = ?, withdrawn_by = ?, withdrawn_reason = ? WHERE id = ?",
        at.isoformat(timespec="seconds"),
        by,
        reason,
        document_id,
    )


_WITHOUT_PROOF = "d.serve = 1 AND d.served_on IS NULL AND d.withdrawn_at IS NULL"


def waiting_for_service(store: Store, *, limit: int = 200) -> list[IssuedDocument]:
    """The papers without a proof of service, oldest first; none of a sealed case."""
    question = f"SELECT {_COLUMNS} {_FROM} WHERE {_WITHOUT_PROOF} AND coalesce(c.sealed, 0) = 0 ORDER BY d.issued_at LIMIT ?"
    return [_document(row) for row in store.rows(question, limit)]


def insert_attachment(
    store: Store,
    case_id: int,
    *,
    name: str,
    media_type: str,
    content: bytes,
    at: dt.datetime,
    by: str,
    document_id: int = 0,
) -> int:
    """Keep a file with a case, encrypted with the store; its id. ``document_id``: the paper it proves."""
    return store.execute(
        "INSERT INTO attachments (case_id, name, media_type, size, sha256, added_at, added_by, content, document_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        case_id,
        name,
        media_type,
        len(content),
        hashlib.sha256(content).hexdigest(),
        at.isoformat(timespec="seconds"),
        by,
        content,
        document_id,
    )


def attachment_content(store: Store, attachment_id: int) -> tuple[str, bytes]:
    """The name and content of an attachment. Raises NotFound."""
    row = store.row("SELECT name, content FROM attachments WHERE id = ?", attachment_id)
    if row is None:
        raise NotFound("附件", attachment_id)
    return row["name"], bytes(row["content"])


def attachment_case(store: Store, attachment_id: int) -> str:
    """The number of the case that an attachment is on."""
    question = "SELECT c.number FROM attachments a JOIN cases c ON c.id = a.case_id WHERE a.id = ?"
    return str(store.value(question, attachment_id))


def drop_attachment(store: Store, attachment_id: int, case_id: int) -> None:
    """Take an attachment off its case. Raises NotFound when it is not on that case."""
    found = store.value("SELECT id FROM attachments WHERE id = ? AND case_id = ?", attachment_id, case_id)
    if found is None:
        raise NotFound("附件", attachment_id)
    store.execute("DELETE FROM attachments WHERE id = ?", attachment_id)
