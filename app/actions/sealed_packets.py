"""Accusations go out: in a packet of their own, sealed, to the discipline office, by the hand-over D27 (Art. 30)."""

from __future__ import annotations

import secrets
from collections.abc import Generator, Sequence
from pathlib import Path

from app.actions.cases import require
from app.actions.desk import Desk
from app.actions.packet_making import (
    Order,
    locking_for,
    next_head,
    packet_entry,
    record_packet,
    require_unchanged,
    writing_to_stick,
)
from app.actions.packets import ExportedPacket
from app.actions.procedure import perform
from app.actions.stations import find_receiver, own_keys
from app.actions.unregistered import clear_unregistered, until_registered
from app.domain.changes import Changes, Progress
from app.domain.errors import InvalidField, NotAllowed
from app.domain.packet_codes import Purpose, Seal, Shown, nameless_number
from app.domain.packets import Packet, PacketCase
from app.domain.stations import StationCard, StationKind

ACT = "seal_handover"
_RANDOM_BYTES = 8


def export_accusations(
    desk: Desk,
    *,
    folder: Path,
    numbers: Sequence[str],
    receiver_code: str = "",
    seal: Seal = Seal.KEY,
    password: str = "",
    receiver_person: str = "",
) -> Generator[Progress, None, ExportedPacket]:
    """Write accusations, whole, into one sealed packet for the discipline office, and hand each over (密封移交).

    The file is called by a random number; it lies on the stick sealed or not at all, and its cases leave this unit's
    hands with it; it is registered as ``export_packet`` does. Each case gets its hand-over sheet (D27), which says
    number, pages and seal number. ``receiver_person`` is who takes them, when that is known. Raises NotAllowed when
    there is no card of the discipline office, or a case is no accusation; InvalidField when the receiver is whom a
    case accuses.
    """
    own_keys(desk)  # made before the act, so that a cancelled export does not unmake them
    receiver = _discipline_office(desk, receiver_code)
    locking = locking_for(seal, password, receiver)
    if locking is None:
        raise NotAllowed("检举控告事项必须封口移交（条例第三十条），请选名片封口或口令封口")
    order = Order(Purpose.SEALED, receiver, locking, Shown.WHOLE, folder)
    clear_unregistered(desk)
    head = next_head(desk, order, nameless_number(secrets.token_bytes(_RANDOM_BYTES)))
    chosen = [require(desk, ACT, number) for number in dict.fromkeys(numbers)]
    if not chosen:
        raise InvalidField("numbers", "请选定要密封移交的事项")
    packet = Packet(head, tuple(packet_entry(desk, case) for case in chosen), order.shown)
    with until_registered(desk, head) as file:
        written = yield from writing_to_stick(desk, packet, order, file)
        yield Progress(0, 0, "登记密封移交")
        with desk.store.transaction():
            require_unchanged(desk, packet, order)
            file.settle()
            record_packet(desk, packet, chosen, written, order)
            changes = Changes(packets=(head.number,))
            for entry in packet.cases:
                changes |= _hand_over(desk, entry, receiver, head.number, receiver_person)
    return ExportedPacket(changes, head.number, written.path, written.sha256, 0, order.seal)


def _discipline_office(desk: Desk, code: str) -> StationCard:
    """To whom accusations go. Raises NotAllowed for any other office: only who may handle them opens them (Art. 30)."""
    card = find_receiver(desk, code, kind=StationKind.DISCIPLINE)
    if card is None:
        raise NotAllowed("通讯录里没有已核对指纹的纪委名片（或不止一张）：请先导入，或写明收件单位代码")
    if card.kind is not StationKind.DISCIPLINE:
        raise NotAllowed(f"{card.name}的名片不是纪检监察机构的，检举控告不得转给它（条例第三十条）")
    return card


def _hand_over(desk: Desk, entry: PacketCase, receiver: StationCard, packet: str, person: str) -> Changes:
    """The act on one case, with its hand-over sheet."""
    fields = {
        "pages": f"电子封口包{packet}（附件{len(entry.attachments) + len(entry.letters)}件）",
        "receiver_office": receiver.name,
        "receiver": person,
    }
    return perform(desk, number=entry.case.number, act=ACT, fields=fields)
