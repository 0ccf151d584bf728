"""Files kept encrypted with a case."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from app.actions.cases import require
from app.actions.desk import Desk
from app.actions.sealed import sees_number
from app.domain.changes import Changes
from app.domain.errors import InvalidField, NotFound
from app.files.atomic import write_bytes
from app.files.signed_file import open_plain
from app.storage import documents

LARGEST = 50 * 1024 * 1024


def add_attachment(desk: Desk, *, number: str, path: Path, document_id: int = 0) -> Changes:
    """Keep a copy of a file, encrypted, with a case. Raises UnreadableFile; at most 50 MB.

    ``document_id`` names the paper whose signed proof of service the file is a scan of. Raises NotFound when that
    paper is not one of the case's.
    """
    with open_plain(path) as file:
        content = file.read(LARGEST + 1)
    if not content or len(content) > LARGEST:
        raise InvalidField("path", f"附件“{path.name}”是空的或超过50 MB，没有添加")
    with desk.store.transaction():
        case = require(desk, "attach", number)
        if document_id and documents.get_document(desk.store, document_id).case_number != case.number:
            raise NotFound("文书", document_id)
        documents.insert_attachment(
            desk.store,
            case.id,
            name=path.name,
            media_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
            content=content,
            at=desk.now(),
            by=desk.operator.name,
            document_id=document_id,
        )
        desk.record("attach", "添加送达证明扫描件" if document_id else "添加附件", case.number)
    return Changes(cases=(case.number,))


def remove_attachment(desk: Desk, *, number: str, attachment_id: int) -> Changes:
    """Take a file off its case; the history keeps that it was there."""
    with desk.store.transaction():
        case = require(desk, "attach", number)
        documents.drop_attachment(desk.store, attachment_id, case.id)
        desk.record("detach", "移除附件", case.number)
    return Changes(cases=(case.number,))


def save_attachment(desk: Desk, *, attachment_id: int, path: Path) -> str:
    """Write an attachment to a file; the history keeps that it left the desk; its SHA-256.

    Raises NotFound for an attachment of a sealed case that this operator may not see.
    """
    _, content = documents.attachment_content(desk.store, attachment_id)
    number = documents.attachment_case(desk.store, attachment_id)
    if not sees_number(desk, number):
        raise NotFound("附件", attachment_id)
    sha256 = write_bytes(path, content)
    with desk.store.transaction():
        desk.record("save_attachment", "附件另存为文件", number)
    return sha256
