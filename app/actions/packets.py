"""The packet goes up: what waits, what it lacks, one file on the stick, the hand-over list."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.actions.cases import require
from app.actions.desk import Desk
from app.actions.documents import freeze_handover
from app.domain.cases import Case
from app.domain.changes import Changes, Progress
from app.domain.codes import CaseState
from app.domain.documents import DocumentKind, HandoverContent
from app.domain.errors import Incomplete, InvalidField
from app.domain.packets import (
    Packet,
    PacketCase,
    PacketHead,
    PacketRecord,
    WaitingCase,
    advise_waiting,
    check_waiting,
    packet_file_stem,
    packet_number,
)
from app.domain.petitioners import mask_name
from app.files.atomic import write_file
from app.files.packet_archive import write_archive
from app.files.packet_verify import VerifiedPacket, require_unaltered
from app.files.packet_verify import verify_packet as read_and_compare
from app.files.packet_workbook import write_packet
from app.storage import cases, clocks, documents, packets, station
from app.storage.case_lists import rows_by_id
from app.storage.history import timeline

TOLD_ACTS = frozenset(
    {"register", "classify", "link_repeat", "slip", "explanation_letter", "transfer_notice", "cannot_settle"}
)
"""What of a case's history headquarters needs; who looked at a number or printed a copy stays at home."""


@dataclass(frozen=True, slots=True)
class ExportedPacket:
    """A packet that is on the stick, read back and recorded."""

    changes: Changes
    number: str
    path: Path
    sha256: str
    handover_id: int


def waiting_cases(desk: Desk) -> list[WaitingCase]:
    """The cases that wait for a packet, oldest first, and what each still lacks."""
    found = []
    for row in rows_by_id(desk.store, packets.waiting_cases(desk.store)):
        case = cases.get_case(desk.store, row.number)
        letters = documents.documents_of(desk.store, case.id)
        attached = cases.attachments_of(desk.store, case.id)
        enclosed = len(attached) + sum(letter.kind is DocumentKind.EXPLANATION_LETTER for letter in letters)
        lacks = check_waiting(case, letters)
        known = bool(desk.station.leader) or not lacks  # an issued letter names its leader
        advice = advise_waiting(case, attached=len(attached), leader_known=known)
        found.append(
            WaitingCase(row.number, row.people, row.subject, row.received_on, lacks, enclosed, advice)
        )
    return found


def list_packets(desk: Desk) -> list[PacketRecord]:
    """The packets that were sent, newest first."""
    return packets.list_packets(desk.store)


def cases_in_packet(desk: Desk, *, number: str) -> list[str]:
    """The case numbers of a packet."""
    return packets.cases_in_packet(desk.store, number)


def export_packet(
    desk: Desk, *, folder: Path, numbers: Sequence[str] = ()
) -> Generator[Progress, None, ExportedPacket]:
    """Write one packet to a folder, read it back, compare, and only then move its cases to "in transfer".

    ``numbers`` empty takes every case that is ready. One transaction: whatever fails (a full stick, a file
    that is there already, a cell that reads back differently), every case still waits and no number is
    used. Raises Incomplete, InvalidField, NotAllowed, CannotWrite, FileExists, ReadBackDiffers.
    """
    path: Path | None = None
    try:
        with desk.store.transaction():
            chosen = _chosen(desk, numbers)
            packet = Packet(_head(desk), tuple(_entry(desk, case) for case in chosen))
            yield Progress(0, 3, "写入移送包")
            path, file_sha256, content_sha256 = _write(desk, packet, folder)
            yield Progress(1, 3, "读回核对")
            require_unaltered(read_and_compare(path))
            yield Progress(2, 3, "登记移送")
            exported = _record(desk, packet, chosen, path, file_sha256, content_sha256)
        return exported
    except BaseException:
        if path is not None:
            path.unlink(missing_ok=True)
        raise


def _chosen(desk: Desk, numbers: Sequence[str]) -> list[Case]:
    """The cases of the packet; every one complete."""
    wanted = list(dict.fromkeys(numbers)) or [case.number for case in waiting_cases(desk) if case.ready]
    if not wanted:
        raise InvalidField("numbers", "没有可以移送的事项：请先把事项列入待移送，并签发原因说明")
    chosen = [require(desk, "export", number) for number in wanted]
    lacking = [
        f"{case.number}的{'、'.join(lacks)}"
        for case in chosen
        if (lacks := check_waiting(case, documents.documents_of(desk.store, case.id)))
    ]
    if lacking:
        raise Incomplete("移送包", lacking)
    return chosen


def _head(desk: Desk) -> PacketHead:
    """The cover of the next packet."""
    last = packets.last_packet(desk.store)
    sequence = station.next_serial(desk.store, "packet", desk.station.unit_code)
    return PacketHead(
        number=packet_number(desk.station.unit_code, sequence),
        sequence=sequence,
        sender_code=desk.station.unit_code,
        sender_name=desk.station.unit_name,
        receiver_name=desk.station.superior_name,
        made_at=desk.now(),
        made_by=desk.operator.name,
        previous_sha256=last.content_sha256 if last else "",
    )


def _entry(desk: Desk, case: Case) -> PacketCase:
    """A case with all that goes along."""
    store = desk.store
    letters = [d for d in documents.documents_of(store, case.id) if d.kind is DocumentKind.EXPLANATION_LETTER]
    return PacketCase(
        case,
        clocks.deadlines_of(store, case.id),
        tuple(line for line in timeline(store, case.number) if line.act in TOLD_ACTS),
        cases.notes_of(store, case.id),
        cases.attachments_of(store, case.id),
        tuple(letters),
    )


def _enclosures(desk: Desk, packet: Packet) -> Iterator[tuple[str, bytes]]:
    """The name and content of every letter and attachment, one at a time in memory."""
    for entry in packet.cases:
        for letter in entry.letters:
            yield letter.title, documents.document_pdf(desk.store, letter.id)
        for attachment in entry.attachments:
            yield documents.attachment_content(desk.store, attachment.id)


def _write(desk: Desk, packet: Packet, folder: Path) -> tuple[Path, str, str]:
    """Write the file; its path, its hash, and the hash of its content."""
    enclosed = any(entry.letters or entry.attachments for entry in packet.cases)
    path = folder / f"{packet_file_stem(packet.head)}.{'zip' if enclosed else 'xlsx'}"
    content = ""

    def write(out: BinaryIO) -> None:
        nonlocal content
        content = (
            write_archive(packet, _enclosures(desk, packet), out) if enclosed else write_packet(packet, out)
        )

    return path, write_file(path, write), content


def _record(
    desk: Desk, packet: Packet, chosen: list[Case], path: Path, file_sha256: str, content_sha256: str
) -> ExportedPacket:
    """Enter the packet, move its cases, freeze the hand-over list."""
    head = packet.head
    record = PacketRecord(
        head.number,
        head.sequence,
        head.receiver_name,
        head.made_at,
        head.made_by,
        path.name,
        file_sha256,
        content_sha256,
        len(chosen),
    )
    packet_id = packets.insert_packet(desk.store, record, [case.id for case in chosen])
    for case in chosen:
        cases.set_state(desk.store, case.id, CaseState.IN_TRANSFER)
        desk.record("export", f"装入移送包{head.number}，移送{head.receiver_name}", case.number)
    handover_id = freeze_handover(desk, _handover(packet, path, file_sha256, content_sha256), packet_id)
    numbers = tuple(case.number for case in chosen)
    return ExportedPacket(
        Changes(numbers, (handover_id,), (head.number,)), head.number, path, file_sha256, handover_id
    )


def _handover(packet: Packet, path: Path, file_sha256: str, content_sha256: str) -> HandoverContent:
    """The hand-over list of a packet, names masked."""
    head = packet.head
    rows = tuple(
        (
            entry.case.number,
            entry.case.first_name if entry.case.anonymous else mask_name(entry.case.first_name),
            entry.case.public_subject,
            f"{len(entry.letters) + len(entry.attachments)}件",
        )
        for entry in packet.cases
    )
    return HandoverContent(
        packet_number=head.number,
        sequence=head.sequence,
        sender=head.sender_name,
        receiver=head.receiver_name,
        made_at=f"{head.made_at:%Y-%m-%d %H:%M}",
        made_by=head.made_by,
        file_name=path.name,
        file_sha256=file_sha256,
        content_sha256=content_sha256,
        rows=rows,
    )


def verify_packet(path: Path) -> VerifiedPacket:
    """Read a packet and compare every cell with what was sent. Raises UnreadableFile, AlteredPacket."""
    verified = read_and_compare(path)
    require_unaltered(verified)
    return verified
