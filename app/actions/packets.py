"""The packet goes up: what waits, what it lacks, one file on the stick, the hand-over list."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.actions.cases import require
from app.actions.desk import Desk
from app.actions.documents import freeze_handover
from app.actions.packet_making import (
    Order,
    WrittenFile,
    locking_for,
    next_head,
    packet_entry,
    record_packet,
    require_unchanged,
    writing_to_stick,
)
from app.actions.sealed import may_see, sees_number, words_for
from app.actions.stations import find_receiver, own_fingerprint, own_keys
from app.actions.unregistered import clear_unregistered, until_registered
from app.actions.unregistered import left_unregistered as left_unregistered  # the window asks here
from app.domain.cases import Case
from app.domain.changes import Changes, Progress, Steps, run_through
from app.domain.codes import CaseState
from app.domain.documents import DocumentKind, HandoverContent
from app.domain.errors import Incomplete, InvalidField, NotAllowed, NotFound
from app.domain.packet_codes import Purpose, Seal, Shown
from app.domain.packets import (
    Packet,
    PacketCase,
    PacketRecord,
    WaitingCase,
    advise_waiting,
    check_waiting,
)
from app.domain.petitioners import mask_name
from app.domain.stations import StationKind
from app.files.history_head import head_code
from app.files.packet_seal import is_sealed, new_seal_password
from app.files.packet_verify import VerifiedPacket as VerifiedPacket  # the console names it too
from app.files.packet_verify import require_unaltered, verify_sealed, verifying_packet
from app.files.station_keys import spoken
from app.storage import acts, cases, documents, packets
from app.storage.case_lists import rows_by_id

_STEP = 50


@dataclass(frozen=True, slots=True)
class ExportedPacket:
    """A packet that is on the stick, read back and recorded. ``handover_id`` is 0 for one that has no list of its
    own; ``seal`` is how its file is sealed."""

    changes: Changes
    number: str
    path: Path
    sha256: str
    handover_id: int
    seal: Seal = Seal.NONE


def waiting_cases(desk: Desk) -> list[WaitingCase]:
    """The open cases that wait for a packet, oldest first, and what each still lacks."""
    found = []
    for row in rows_by_id(desk.store, packets.waiting_cases(desk.store)):
        case = cases.get_case(desk.store, row.number)
        found.append(_waiting(desk, case, row.people, row.subject, sealed_file=False))
    return found


def waiting_secret_cases(desk: Desk) -> list[WaitingCase]:
    """The cases kept secret at the petitioner's wish that wait for a sealed packet, as far as this operator may see
    them (Art. 46)."""
    found = []
    for number in packets.waiting_secret(desk.store):
        case = cases.get_case(desk.store, number)
        if may_see(desk, case):
            found.append(_waiting(desk, case, "（要求保密）", case.public_subject, sealed_file=True))
    return found


def _waiting(desk: Desk, case: Case, people: str, subject: str, *, sealed_file: bool) -> WaitingCase:
    """A line of what waits."""
    letters = documents.documents_of(desk.store, case.id)
    attached = cases.attachments_of(desk.store, case.id)
    enclosed = len(attached) + sum(letter.kind is DocumentKind.EXPLANATION_LETTER for letter in letters)
    wishes = acts.approvals_of(desk.store, case.id)
    asked = any(wish.act == "explanation_letter" and wish.state == "asked" for wish in wishes)
    lacks = check_waiting(case, letters, sealed_file=sealed_file, asked=asked)
    known = bool(desk.station.leader) or not lacks  # an issued letter names its leader
    advice = advise_waiting(case, attached=len(attached), leader_known=known)
    return WaitingCase(case.number, people, subject, case.received_on, lacks, enclosed, advice)


def list_packets(desk: Desk) -> list[PacketRecord]:
    """The packets that were sent, newest first; one with accusations is shown to whoever made it alone (Art. 30)."""
    return [packet for packet in packets.list_packets(desk.store) if shows_packet(desk, packet)]


def shows_packet(desk: Desk, packet: PacketRecord) -> bool:
    """Whether this operator may know of a packet."""
    return packet.purpose is not Purpose.SEALED or packet.made_by == desk.operator.name


def cases_in_packet(desk: Desk, *, number: str) -> list[str]:
    """The case numbers of a packet, as far as this operator may see the cases."""
    return [one for one in packets.cases_in_packet(desk.store, number) if sees_number(desk, one)]


def sent_content(desk: Desk, *, number: str) -> str | None:
    """The content of a packet word for word, as it was sent: what a reply is compared with. None of a packet that
    an older version of this program sent. Raises NotFound, also when this operator may not see all that is in it."""
    packet = packets.get_packet(desk.store, number)
    hidden = len(packets.cases_in_packet(desk.store, number)) > len(cases_in_packet(desk, number=number))
    if hidden or not shows_packet(desk, packet):
        raise NotFound("移送包", number)
    return packets.packet_content(desk.store, number)


def export_packet(
    desk: Desk,
    *,
    folder: Path,
    numbers: Sequence[str] = (),
    receiver_code: str = "",
    seal: Seal = Seal.NONE,
    password: str = "",
    whole: bool = False,
) -> Generator[Progress, None, ExportedPacket]:
    """Write one packet to a folder, read it back, compare, and only then move its cases to "in transfer".

    ``numbers`` empty takes every case that is ready; a sealed file takes those that are kept secret too. ``whole``
    (sealed files alone) leaves identity numbers, telephones and addresses in full and names who is complained about.
    The file is written while others work on, and registered in one transaction when nothing of it has changed
    meanwhile: whatever fails (a full stick, a file that is there already, a cell that reads back differently, a case
    that somebody was quicker with), every case still waits and no number is used. Raises Incomplete, InvalidField,
    NotAllowed, NotFound, CannotWrite, FileExists, ReadBackDiffers.
    """
    order = _transfer_order(desk, folder, receiver_code, seal, password, whole=whole)
    clear_unregistered(desk)
    head = next_head(desk, order)  # before the cases are read: what changes after it is seen
    chosen = _chosen(desk, numbers, sealed_file=order.locking is not None)
    packet = Packet(head, (yield from _entries(desk, chosen)), order.shown)
    with until_registered(desk, head) as file:
        written = yield from writing_to_stick(desk, packet, order, file)
        if order.locking is None:
            yield Progress(0, 0, "读回核对")
            require_unaltered((yield from verifying_packet(written.path)))
        yield Progress(0, 0, "登记移送")
        with desk.store.transaction():
            require_unchanged(desk, packet, order)
            file.settle()
            return _record(desk, packet, chosen, written, order)


def _entries(desk: Desk, chosen: Sequence[Case]) -> Steps[tuple[PacketCase, ...]]:
    """The cases with all that goes along."""
    entries: list[PacketCase] = []
    for case in chosen:
        if len(entries) % _STEP == 0:
            yield Progress(len(entries), len(chosen), "汇总事项")
        entries.append(packet_entry(desk, case))
    return tuple(entries)


def _transfer_order(
    desk: Desk, folder: Path, receiver_code: str, seal: Seal, password: str, *, whole: bool
) -> Order:
    """Where a transfer goes and how. Raises NotFound, InvalidField, NotAllowed."""
    own_keys(desk)  # made before the act, so that a cancelled export does not unmake them
    receiver = find_receiver(desk, receiver_code, kind=StationKind.RECEPTION)
    locking = locking_for(seal, password, receiver)
    if whole and locking is None:
        raise NotAllowed("完整的证件号码、电话、住址和被反映人只能装入封口的移送包，请选口令或名片封口")
    shown = Shown.WHOLE if whole else Shown.CONFINED if locking else Shown.OPEN
    return Order(Purpose.TRANSFER, receiver, locking, shown, folder)


def _chosen(desk: Desk, numbers: Sequence[str], *, sealed_file: bool) -> list[Case]:
    """The cases of the packet; every one complete."""
    waiting = waiting_cases(desk) + (waiting_secret_cases(desk) if sealed_file else [])
    wanted = list(dict.fromkeys(numbers)) or [case.number for case in waiting if case.ready]
    if not wanted:
        raise InvalidField("numbers", "没有可以移送的事项：请先把事项列入待移送，并签发原因说明")
    chosen = [_packable(desk, number, sealed_file=sealed_file) for number in wanted]
    lacking = [
        f"{case.number}的{'、'.join(lacks)}"
        for case in chosen
        if (
            lacks := check_waiting(case, documents.documents_of(desk.store, case.id), sealed_file=sealed_file)
        )
    ]
    if lacking:
        raise Incomplete("移送包", lacking)
    return chosen


def _packable(desk: Desk, number: str, *, sealed_file: bool) -> Case:
    """A case that the table lets into such a packet. Raises NotAllowed, NotFound."""
    secret = sealed_file and sees_number(desk, number) and cases.get_case(desk.store, number).sealed
    return require(desk, "export_sealed" if secret else "export", number)


def _record(
    desk: Desk, packet: Packet, chosen: list[Case], written: WrittenFile, order: Order
) -> ExportedPacket:
    """Enter the packet, move its cases, freeze the hand-over list."""
    head = packet.head
    packet_id = record_packet(desk, packet, chosen, written, order)
    for case in chosen:
        cases.set_state(desk.store, case.id, CaseState.IN_TRANSFER)
        act = "export_sealed" if case.sealed else "export"
        said = words_for(desk, case.number, f"{head.number}，移送{head.receiver_name}")
        desk.record(act, f"装入移送包{said}", case.number)
    handover = _handover(desk, packet, written, order)
    handover_id = freeze_handover(desk, handover, packet_id)
    changes = Changes(tuple(case.number for case in chosen), (handover_id,), (head.number,))
    return ExportedPacket(changes, head.number, written.path, written.sha256, handover_id, order.seal)


def _handover(desk: Desk, packet: Packet, written: WrittenFile, order: Order) -> HandoverContent:
    """The hand-over list of a packet, names masked."""
    head = packet.head
    seals = {
        Seal.NONE: "",
        Seal.PASSWORD: "口令封口，口令另行告知",
        Seal.KEY: f"封给{head.receiver_name}，凭其密钥打开",
    }
    return HandoverContent(
        packet_number=head.number,
        sequence=head.sequence,
        sender=head.sender_name,
        receiver=head.receiver_name,
        made_at=f"{head.made_at:%Y-%m-%d %H:%M}",
        made_by=head.made_by,
        file_name=written.path.name,
        file_sha256=written.sha256,
        content_sha256=written.content.sha256,
        rows=tuple(map(_handover_row, packet.cases)),
        fingerprint=spoken(own_fingerprint(desk)),
        seal=seals[order.seal],
        history=head_code(head.history) if head.history else "",
    )


def _handover_row(entry: PacketCase) -> tuple[str, str, str, str]:
    """One case on the hand-over list; one that is kept secret by its seal number alone, since others read the list."""
    case, enclosed = entry.case, f"{len(entry.letters) + len(entry.attachments)}件"
    if case.sealed:
        return f"封号 {case.seal_number}", "——", case.public_subject, enclosed
    name = case.first_name if case.anonymous else mask_name(case.first_name)
    return case.number, name, case.public_subject, enclosed


def verify_packet(path: Path) -> VerifiedPacket:
    """Read a packet and compare every cell with what was sent. Raises UnreadableFile, AlteredPacket.

    ``signed`` says whether its signature is good; of whom, ``stations.sender_trust`` knows when there is a desk.
    """
    return run_through(verifying(path))


def verifying(path: Path) -> Steps[VerifiedPacket]:
    """The same in steps."""
    verified = yield from verifying_packet(path)
    require_unaltered(verified)
    return verified


def seal_of(path: Path) -> Seal:
    """How a file is sealed, by its first bytes. Raises UnreadableFile."""
    kind = is_sealed(path)
    return Seal(kind.value) if kind else Seal.NONE


def proposed_password() -> str:
    """A password for one packet: random, and to be read out over the telephone."""
    return new_seal_password()


def verify_sealed_packet(path: Path, *, password: str = "", desk: Desk | None = None) -> VerifiedPacket:
    """The same of a sealed packet: with its password, or with the key of the desk it is sealed to.

    Raises besides WrongSealPassword, WrongSealKey, DamagedSeal.
    """
    secret = own_keys(desk).age_secret if desk else None
    verified = verify_sealed(path, password=password or None, age_secret=secret)
    require_unaltered(verified)
    return verified
