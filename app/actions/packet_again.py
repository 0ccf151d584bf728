"""A packet that was lost on the way is written again: the same content, number, hash and signature."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from app.actions.desk import Desk
from app.actions.packet_making import WrittenFile, locking_for, writing_file_of
from app.actions.packets import shows_packet
from app.actions.stations import card_of
from app.domain.changes import Changes, Steps
from app.domain.errors import NotAllowed, NotFound
from app.domain.packet_codes import PacketState, Purpose, Seal
from app.domain.packets import PacketRecord
from app.files.atomic import drop_unfinished
from app.files.packet_archive import writing_archive_again
from app.files.packet_verify import require_unaltered, verifying_packet
from app.files.packet_workbook import WrittenContent, writing_content
from app.storage import cases, documents, packets


def write_packet_again(
    desk: Desk, *, number: str, folder: Path, password: str = ""
) -> Steps[tuple[WrittenFile, Changes]]:
    """Write a packet that was sent and has no receipt to a folder once more, sealed as it was; also one of accusations
    that was refused, whose cases have left this desk and cannot go into another.

    ``password`` seals one that was sealed to a password; it may be another. Nothing of the cases changes. Raises
    NotFound, NotAllowed for a packet that has its receipt or whose content is not kept, Incomplete when an enclosure is
    gone, and what ``export_packet`` raises of the medium.
    """
    record = packets.get_packet(desk.store, number)
    if not shows_packet(desk, record):
        raise NotFound("移送包", number)
    on_its_way = record.state in {PacketState.SENT, PacketState.WITHDRAWN}
    if not on_its_way and not _came_back_sealed(record):
        raise NotAllowed(f"{number}{record.state.label}，不用再写一次")
    kept = packets.packet_content(desk.store, number)
    if kept is None:
        raise NotAllowed(f"{number}是旧版程序导出的，没有留底，不能再写；请核对存根后与接收单位联系")
    locking = locking_for(record.seal, password, card_of(desk, record.receiver_code))
    content = json.loads(kept)
    enclosed = any(case["attachments"] for case in content["cases"])
    stem = record.number if record.purpose is Purpose.SEALED else f"{record.number}_{record.made_at:%Y%m%d}"
    inside = ".zip" if enclosed else ".xlsx"
    written = yield from writing_file_of(
        folder, stem, inside, lambda out: _make(desk, record, content, stem, out), locking
    )
    yield from _check_and_note(desk, record, written)
    return written, Changes(packets=(number,))


def _came_back_sealed(record: PacketRecord) -> bool:
    """Whether it is a packet of accusations that was refused: it waits for another receipt when it is written again."""
    return record.purpose is Purpose.SEALED and record.state is PacketState.REFUSED


def _make(
    desk: Desk, record: PacketRecord, content: dict[str, Any], stem: str, out: BinaryIO
) -> Steps[WrittenContent]:
    """The same packet, with the signature it had."""

    def sign(sha256: str) -> str:
        return record.signature

    if not any(case["attachments"] for case in content["cases"]):
        return writing_content(content, out, sign=sign)
    return writing_archive_again(content, stem, _enclosures(desk, content), out, sign=sign)


def _enclosures(desk: Desk, content: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """The listed files in the order in which they went, as far as the store still has them; one at a time in memory."""
    for case in content["cases"]:
        case_id = cases.get_case(desk.store, case["number"]).id
        wanted = {file["sha256"] for file in case["attachments"]}
        for letter in documents.documents_of(desk.store, case_id):
            if letter.sha256 in wanted:
                yield letter.title, documents.document_pdf(desk.store, letter.id)
        for attachment in cases.attachments_of(desk.store, case_id):
            if attachment.sha256 in wanted:
                yield documents.attachment_content(desk.store, attachment.id)


def _check_and_note(desk: Desk, record: PacketRecord, written: WrittenFile) -> Steps[None]:
    """Compare what lies there, and note that it was written again; a file that is not right is taken away."""
    try:
        if written.content.sha256 != record.content_sha256:
            raise NotAllowed(f"{record.number}的留底与当时发出的不一致，没有再写。请与管理员联系")
        if record.seal is Seal.NONE:
            require_unaltered((yield from verifying_packet(written.path)))
        with desk.store.transaction():
            packets.wait_again(desk.store, record.number)
            packets.put_file(desk.store, record.number, written.path.name, written.sha256)
            desk.record("write_packet_again", f"重新写出移送包{record.number}")
    except BaseException:
        drop_unfinished(written.path)
        raise
