"""A receipt that counts no more: taken back by the receiver who gave it, or by the sender who noted it wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.actions.desk import Desk
from app.actions.packets import cases_in_packet, shows_packet
from app.actions.procedure import undo
from app.actions.replies import note_their_number
from app.domain.acts import ActRecord
from app.domain.changes import Changes
from app.domain.errors import InvalidField, NotAllowed, NotFound
from app.domain.packet_codes import PacketState
from app.domain.packets import PacketRecord
from app.storage import acts, cases, packets, replies

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class MovedBack:
    """The cases that a receipt had moved and that stand again as before it, and those upon which more was done."""

    changes: Changes
    moved: tuple[str, ...]
    left: tuple[str, ...]


def undo_receipt(desk: Desk, *, number: str, reason: str) -> Changes:
    """Take back that a receipt was noted, a file's or one on paper: its packet and cases wait again, and the file can be
    taken in once more.

    Raises NotFound, and NotAllowed naming what was done upon it since.
    """
    if not reason.strip():
        raise InvalidField("reason", "请写明撤销的理由")
    with desk.store.transaction():
        packet = packets.get_packet(desk.store, number)
        if not shows_packet(desk, packet):
            raise NotFound("移送包", number)
        if packet.receipt_at is None or packet.state not in {PacketState.RECEIVED, PacketState.REFUSED}:
            raise NotAllowed(f"{number}{packet.state.label}，没有可以撤销的回执。")
        require_seen(desk, packet)
        standing = [(one, record) for one, record in _by_receipt(desk, packet)]
        if hindering := [one for one, record in standing if record != _last(desk, one)]:
            named = "、".join(hindering[:_MOST_NAMED])
            raise NotAllowed(f"{number}的回执不能撤销：{named}之后又办理过，请先撤销那些步骤。")
        changes = Changes(packets=(number,))
        for one, _ in standing:
            changes |= _back(desk, one, reason)
        answered = any(reply.stands for reply in replies.replies_to(desk.store, number))
        state = PacketState.RECEIVED if answered else PacketState.SENT
        packets.forget_receipt(desk.store, number, state)
        desk.record("undo_receipt", f"撤销{number}的回执：{reason.strip()}")
    return changes


def move_back(desk: Desk, packet: PacketRecord, reason: str) -> MovedBack:
    """The receiver took its receipt back: its cases are on their way again, but for those upon which more was done.
    Inside the transaction."""
    require_seen(desk, packet)
    changes, moved, left = Changes(), list[str](), list[str]()
    for one, record in _by_receipt(desk, packet):
        if record != _last(desk, one):
            left.append(one)
            continue
        changes |= _back(desk, one, reason)
        moved.append(one)
    return MovedBack(changes, tuple(moved), tuple(left))


def require_seen(desk: Desk, packet: PacketRecord) -> None:
    """Raise NotAllowed when a packet has a case that this operator may not see."""
    inside = packets.cases_in_packet(desk.store, packet.number)
    if len(cases_in_packet(desk, number=packet.number)) < len(inside):
        raise NotAllowed(f"{packet.number}里有您看不到的密封事项，请由{packet.made_by}办理。")


def _by_receipt(desk: Desk, packet: PacketRecord) -> Iterator[tuple[str, ActRecord]]:
    """The cases that the packet's receipt moved, each with the act; what somebody moved by hand is not among them."""
    for number in packets.cases_in_packet(desk.store, packet.number):
        case_id = cases.get_case(desk.store, number).id
        if packets.last_packet_of(desk.store, case_id) != packet.number:
            continue
        found = [r for r in acts.acts_of(desk.store, case_id) if r.stands and _is_of(packet, r)]
        if found:
            yield number, found[-1]


def _is_of(packet: PacketRecord, record: ActRecord) -> bool:
    """Whether an act is what the packet's receipt did."""
    if record.act == "transfer_received":
        return record.fields.get("receiver", "").endswith(f" {packet.receipt_by}")
    return record.act == "transfer_refused" and record.fields.get("reason") == packet.receipt_reason


def _last(desk: Desk, number: str) -> ActRecord:
    """The newest standing act of a case."""
    case_id = cases.get_case(desk.store, number).id
    return [record for record in acts.acts_of(desk.store, case_id) if record.stands][-1]


def _back(desk: Desk, number: str, reason: str) -> Changes:
    """One case as before the receipt, without the receiver's number."""
    changes = undo(desk, number=number, reason=reason)
    note_their_number(desk, number)
    return changes
