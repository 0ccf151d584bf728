"""Making a packet's file: its cover, its cases with all that goes along, the file on the stick, the register."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from app.actions.desk import Desk
from app.actions.stations import own_keys, sign_packet
from app.actions.unregistered import Unsettled
from app.domain.cases import Case
from app.domain.changes import Steps
from app.domain.documents import DocumentKind
from app.domain.errors import NotAllowed, NotFound
from app.domain.history import HistoryHead
from app.domain.packet_codes import Purpose, Seal, Shown, packet_number, series_of
from app.domain.packets import Packet, PacketCase, PacketHead, PacketRecord, case_json, packet_file_stem
from app.domain.stations import StationCard, StationKind
from app.files.atomic import writing
from app.files.packet_archive import writing_archive
from app.files.packet_sealing import Locking, Make, writing_sealed
from app.files.packet_workbook import WrittenContent, writing_packet
from app.storage import cases, clocks, documents, history, packets
from app.storage.station import coming_serial, next_serial

TOLD_ACTS = frozenset(
    {"register", "classify", "link_repeat", "slip", "explanation_letter", "transfer_notice", "cannot_settle"}
)
"""What of a case's history headquarters needs; who looked at a number or printed a copy stays at home."""


@dataclass(frozen=True, slots=True)
class Order:
    """How a packet goes out: what it is for, to whom, and how its file is sealed."""

    purpose: Purpose
    receiver: StationCard | None
    locking: Locking | None
    shown: Shown
    folder: Path

    @property
    def series(self) -> str:
        """Within which packets its sequence counts; what goes up is one series, whatever code the level above has."""
        up = self.receiver is None or self.receiver.kind is StationKind.RECEPTION
        code = "" if up and self.purpose is Purpose.TRANSFER else self.receiver_code
        return series_of(self.purpose, code)

    def scope(self, own_code: str) -> str:
        """Within which its sequence is counted in the store."""
        return own_code if self.series == Purpose.TRANSFER else f"{own_code}:{self.series}"

    @property
    def receiver_code(self) -> str:
        """The receiver's code; empty when nobody's card is known."""
        return self.receiver.code if self.receiver else ""

    @property
    def seal(self) -> Seal:
        """How the file is sealed."""
        return self.locking.seal if self.locking else Seal.NONE


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A packet's file on the stick."""

    path: Path
    sha256: str
    content: WrittenContent


def locking_for(seal: Seal, password: str, receiver: StationCard | None) -> Locking | None:
    """How a file is sealed. Raises InvalidField for the password, NotAllowed when there is no card to seal to."""
    if seal is Seal.NONE:
        return None
    if seal is Seal.KEY and receiver is None:
        raise NotAllowed("通讯录里没有可以封给的单位：请先导入收件单位的名片并核对指纹，或者改用口令封口")
    locking = Locking(seal, receiver.age_public if seal is Seal.KEY and receiver else password)
    locking.check()
    return locking


def next_head(desk: Desk, order: Order, number: str = "") -> PacketHead:
    """The cover of the next packet of a series, whose number nobody has taken yet. ``number`` is that of a packet whose
    name says nothing."""
    own, series = desk.station, order.series
    last = packets.last_in_series(desk.store, series)
    purpose, _, other = series.partition(":")
    sequence = coming_serial(desk.store, "packet", order.scope(own.unit_code))
    keys = own_keys(desk)
    return PacketHead(
        number=number or packet_number(own.unit_code, sequence, Purpose(purpose), other),
        sequence=sequence,
        sender_code=own.unit_code,
        sender_name=own.unit_name,
        receiver_name=order.receiver.name if order.receiver else own.superior_name,
        made_at=desk.now(),
        made_by=desk.operator.name,
        previous_sha256=last.content_sha256 if last else "",
        purpose=order.purpose.value,
        receiver_code=order.receiver_code,
        sender_key=keys.sign_public,
        sender_age=keys.age_public,
        history=history.head(desk.store),
    )


def packet_entry(desk: Desk, case: Case) -> PacketCase:
    """A case with all that goes along."""
    store = desk.store
    letters = [d for d in documents.documents_of(store, case.id) if d.kind is DocumentKind.EXPLANATION_LETTER]
    return PacketCase(
        case,
        clocks.deadlines_of(store, case.id),
        tuple(line for line in history.timeline(store, case.number) if line.act in TOLD_ACTS),
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


def writing_file_of(
    folder: Path, stem: str, inside: str, make: Make, locking: Locking | None, file: Unsettled | None = None
) -> Steps[WrittenFile]:
    """The file of a packet in steps, sealed or plain; ``inside`` is the ending of what is made. A sealed one is read
    back here. ``file`` is one that is not registered yet."""
    naming = file.note if file is not None else None
    path = folder / f"{stem}{inside if locking is None else locking.ending}"
    if locking is not None:
        sealed = yield from writing_sealed(path, make, locking, ending=inside, naming=naming)
        written = WrittenFile(path, sealed.sha256, sealed.content)
    else:
        with writing(path, naming=naming) as work:
            content = yield from make(work.out)
            yield from work.reading_back()
        written = WrittenFile(path, work.sha256, content)
    if file is not None:
        file.named = path
    return written


def writing_to_stick(desk: Desk, packet: Packet, order: Order, file: Unsettled) -> Steps[WrittenFile]:
    """Write the file of a packet in steps, sealed as ordered; a sealed one is read back here."""
    enclosed = any(entry.letters or entry.attachments for entry in packet.cases)
    inside = ".zip" if enclosed else ".xlsx"

    def make(out: BinaryIO) -> Steps[WrittenContent]:
        def sign(sha256: str) -> str:
            return sign_packet(desk, sha256)

        if enclosed:
            return writing_archive(packet, _enclosures(desk, packet), out, sign=sign)
        return writing_packet(packet, out, sign=sign)

    stem = packet_file_stem(packet.head)
    return (yield from writing_file_of(order.folder, stem, inside, make, order.locking, file))


def require_unchanged(desk: Desk, packet: Packet, order: Order) -> None:
    """Raise NotAllowed when what was written is not what would be written now: others worked on meanwhile. Inside the
    transaction that registers it."""
    head = packet.head
    now = next_head(desk, order, head.number)
    if replace(now, made_at=head.made_at, history=head.history) != head:
        raise overtaken(f"编号{head.number}已给了别的移送包，或者本单位的资料改了")
    entries = {entry.case.number: entry for entry in packet.cases}

    def same(number: str) -> bool:
        entry = packet_entry(desk, cases.get_case(desk.store, number))
        return case_json(entry, packet.shown) == case_json(entries[number], packet.shown)

    require_untouched(desk, head.history, entries, same)


def require_untouched(
    desk: Desk, since: HistoryHead | None, numbers: Collection[str], same: Callable[[str], bool]
) -> None:
    """Raise NotAllowed when one of some cases has changed since the history had a head: only what somebody touched is
    looked at again."""
    touched = history.numbers_since(desk.store, since.lines if since else 0)
    for number in numbers if "" in touched else touched.intersection(numbers):
        try:
            unchanged = same(number)
        except NotFound:
            unchanged = False
        if not unchanged:
            raise overtaken(f"{number}在写出期间又办理过")


def overtaken(why: str) -> NotAllowed:
    """What the clerk reads when somebody was quicker."""
    return NotAllowed(f"{why}：写出的文件没有登记，已经删去。请再导出一次。")


def record_packet(desk: Desk, packet: Packet, chosen: list[Case], written: WrittenFile, order: Order) -> int:
    """Enter a packet with its content into the register and take its number; its row id. Inside the transaction."""
    head = packet.head
    next_serial(desk.store, "packet", order.scope(desk.station.unit_code))
    record = PacketRecord(
        head.number,
        head.sequence,
        head.receiver_name,
        head.made_at,
        head.made_by,
        written.path.name,
        written.sha256,
        written.content.sha256,
        len(chosen),
        order.purpose,
        order.receiver_code,
        written.content.signature,
        order.seal,
    )
    ids = [case.id for case in chosen]
    return packets.insert_packet(desk.store, record, order.series, ids, written.content.compressed)
