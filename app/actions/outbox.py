"""What was sent and what became of it: receipts taken in, packets whose receipt is late."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from app.actions.desk import Desk
from app.actions.packets import list_packets, shows_packet
from app.actions.procedure import perform
from app.actions.receipt_back import MovedBack, move_back, require_seen
from app.actions.stations import card_of
from app.domain.changes import Changes
from app.domain.codes import CaseState
from app.domain.errors import InvalidField, NotAllowed, NotFound, UnreadableFile
from app.domain.packet_codes import PacketState, Purpose
from app.domain.packets import OutboxLine, PacketRecord
from app.domain.receipts import Party, Receipt, ReceiptKind
from app.files.history_head import head_code
from app.files.procedure_rules import procedure_numbers
from app.files.receipt_file import read_receipt
from app.files.signed_file import open_plain
from app.storage import cases, packets, replies

_ASK_AGAIN = "请与接收单位核对。"
_STATES = {
    ReceiptKind.RECEIVED: PacketState.RECEIVED,
    ReceiptKind.REFUSED: PacketState.REFUSED,
    ReceiptKind.WITHDRAWN: PacketState.WITHDRAWN,
}


WAITING = frozenset({PacketState.SENT, PacketState.WITHDRAWN})
"""Packets that wait for a receipt."""


@dataclass(frozen=True, slots=True)
class ReceiptOutcome:
    """What a receipt did: the packet as it stands now, the cases that moved, and those that had moved before."""

    changes: Changes
    receipt: Receipt
    packet: PacketRecord
    moved: tuple[str, ...]
    left: tuple[str, ...] = ()


def outbox(desk: Desk) -> list[OutboxLine]:
    """The packets that were sent, newest first, and which of them wait for their receipt too long."""
    days = dt.timedelta(days=procedure_numbers(desk.rules_folder).receipt_days)
    lines = []
    for packet in list_packets(desk):
        since = packet.receipt_at if packet.state is PacketState.WITHDRAWN else None
        due = (since or packet.made_at).date() + days
        waits = packet.state in WAITING and packet.purpose is not Purpose.REPLY  # replies get no receipt
        lines.append(OutboxLine(packet, due, overdue=waits and due < desk.today()))
    return lines


def import_receipt(desk: Desk, *, path: Path) -> ReceiptOutcome:
    """Take a receipt in: its packet is received or refused, and its cases with it.

    Cases of a received packet are transferred, with the receiver's numbers; those of a refused one wait for the next
    packet. Cases that somebody moved by hand before, or that the receiver did not register, stay as they are. Raises
    UnreadableFile for what is no receipt or was changed, UnknownStation when the receiver's card is not trusted,
    NotFound for a packet that is not ours, and NotAllowed when the receipt speaks of something else than was sent,
    comes a second time, or is about cases that this operator does not see.
    """
    receipt = read_receipt(path, lambda code: card_of(desk, code))
    with open_plain(path) as file:
        sha256 = hashlib.sha256(file.read()).hexdigest()
    with desk.store.transaction():
        packet = _answered_packet(desk, receipt, path.name, sha256)
        if receipt.kind is ReceiptKind.WITHDRAWN:
            return _withdraw(desk, packet, receipt, sha256)
        changes = Changes()
        if packet.state is PacketState.RECEIVED and packet.purpose is not Purpose.SEALED:
            changes = move_back(desk, packet, "对方撤销接收后又开了回执").changes
        outcome = _settle(desk, packet, receipt, sha256, "import_receipt")
    return replace(outcome, changes=changes | outcome.changes)


def note_paper_receipt(
    desk: Desk, *, number: str, by: str, on: dt.date | None = None, refused: str = ""
) -> ReceiptOutcome:
    """Note what a receiver without this program signed on the hand-over list: who took the packet, and when; or, with
    ``refused``, why it was not taken. Its cases move as by a receipt's file.

    Raises NotFound, NotAllowed for a packet that has its receipt, InvalidField for a missing name or a wrong day.
    """
    if not by.strip():
        raise InvalidField("by", "请填写移交清单上签收人的姓名")
    with desk.store.transaction():
        packet = packets.get_packet(desk.store, number)
        if not shows_packet(desk, packet):
            raise NotFound("移送包", number)
        _require_waiting(packet)
        day = on or desk.today()
        if not packet.made_at.date() <= day <= desk.today():
            raise InvalidField("on", f"签收日期{day}应在制作日期{packet.made_at.date()}和今天之间")
        receipt = Receipt(
            kind=ReceiptKind.REFUSED if refused.strip() else ReceiptKind.RECEIVED,
            packet_number=packet.number,
            sequence=packet.sequence,
            content_sha256=packet.content_sha256,
            file_sha256=packet.file_sha256,
            receiver=Party(packet.receiver_code, packet.receiver),
            sender_code=desk.station.unit_code,
            at=dt.datetime.combine(day, desk.now().time()),
            by=by.strip(),
            reason=refused.strip(),
        )
        return _settle(desk, packet, receipt, "", "note_paper_receipt")


def _withdraw(desk: Desk, packet: PacketRecord, receipt: Receipt, sha256: str) -> ReceiptOutcome:
    """The receiver took back that it received a packet: packet and cases wait for another receipt; inside the
    transaction."""
    back = MovedBack(Changes(), (), ())
    if packet.state is PacketState.RECEIVED and packet.purpose is not Purpose.SEALED:
        back = move_back(desk, packet, f"对方撤销接收：{receipt.reason}")
    at, by, reason = receipt.at, receipt.by, receipt.reason
    state = PacketState.WITHDRAWN
    packets.put_receipt(desk.store, packet.number, state, at=at, by=by, sha256=sha256, reason=reason)
    words = f"收到移送包{packet.number}的回执，{receipt.kind.label}：{reason}{_their_head(receipt)}"
    desk.record("import_receipt", words)
    changes = back.changes | Changes(packets=(packet.number,))
    return ReceiptOutcome(changes, receipt, replace(packet, state=state), back.moved, back.left)


def _settle(desk: Desk, packet: PacketRecord, receipt: Receipt, sha256: str, act: str) -> ReceiptOutcome:
    """Move a packet and its cases as its receiver said; inside the transaction."""
    moving = _moving(desk, packet, receipt)
    registered = {number for number, _ in receipt.cases}  # empty: it says nothing of single cases
    wanted = [number for number in moving if number in registered] if registered else moving
    moved = tuple(number for number in wanted if _is_under_way(desk, number))
    changes = Changes(packets=(packet.number,))
    for number in moved:
        changes |= _move(desk, number, receipt)
    state = _STATES[receipt.kind]
    if state is PacketState.RECEIVED and packet.state is PacketState.ANSWERED:
        state = PacketState.ANSWERED  # the answer overtook the receipt
    at, by, reason = receipt.at, receipt.by, receipt.reason
    packets.put_receipt(desk.store, packet.number, state, at=at, by=by, sha256=sha256, reason=reason)
    said = f"：{reason}" if reason else ""
    desk.record(act, f"收到移送包{packet.number}的回执，{receipt.kind.label}{said}{_their_head(receipt)}")
    left = tuple(number for number in moving if number not in moved)
    return ReceiptOutcome(changes, receipt, replace(packet, state=state), moved, left)


def _their_head(receipt: Receipt) -> str:
    """How far the receiver's history went: kept where nobody changes it, so that the receiver can be held against it."""
    return f"（对方操作记录校验码{head_code(receipt.history)}）" if receipt.history else ""


def _answered_packet(desk: Desk, receipt: Receipt, name: str, sha256: str) -> PacketRecord:
    """The packet that a receipt is about, when it is ours, is what was sent, and waits for one."""
    packet = packets.get_packet(desk.store, receipt.packet_number)
    if receipt.sender_code != desk.station.unit_code:
        raise NotFound("移送包", receipt.packet_number)
    if packet.receiver_code and packet.receiver_code != receipt.receiver.code:
        raise NotAllowed(
            f"回执是{receipt.receiver.name}（{receipt.receiver.code}）签的，这个包不是发给它的。{_ASK_AGAIN}"
        )
    if (receipt.content_sha256, receipt.sequence) != (packet.content_sha256, packet.sequence):
        raise UnreadableFile(name, f"回执上的内容校验值与发出的{packet.number}不同", _ASK_AGAIN)
    if packet.receipt_sha256 == sha256:
        raise NotAllowed(f"这份回执已经导入过，{packet.number}{packet.state.label}")
    if receipt.kind is ReceiptKind.WITHDRAWN:
        _require_withdrawable(desk, packet, receipt)
    else:
        if not _given_anew(packet, receipt):
            _require_waiting(packet)
        _require_newer(packet, receipt)
    return packet


def _given_anew(packet: PacketRecord, receipt: Receipt) -> bool:
    """Whether a receipt was given after the one that was taken in: its receiver undid the import in between, and that
    word is still on its way or was lost."""
    before = packet.receipt_at if packet.state is PacketState.RECEIVED else None
    return before is not None and receipt.at > before


def _require_withdrawable(desk: Desk, packet: PacketRecord, receipt: Receipt) -> None:
    """Raise NotAllowed when the receiver answered already, or this is older than what it said last."""
    _require_newer(packet, receipt)
    answered = any(reply.stands for reply in replies.replies_to(desk.store, packet.number))
    if answered or packet.state is PacketState.ANSWERED:
        raise NotAllowed(f"{packet.number}已有对方的回复，不能再按撤销接收处理。{_ASK_AGAIN}")


def _require_newer(packet: PacketRecord, receipt: Receipt) -> None:
    """Raise NotAllowed for a receipt that was given before the last one: what was said later counts."""
    if packet.receipt_at is not None and receipt.at <= packet.receipt_at:
        said = f"{packet.receipt_at:%Y-%m-%d %H:%M}对方已{packet.state.label.removeprefix('对方')}"
        raise NotAllowed(f"这份回执开得更早，{said}，不能再导入。请向对方要之后重新开的回执。")


def _require_waiting(packet: PacketRecord) -> None:
    """Raise NotAllowed for a packet that has its receipt; one that was taken back is none."""
    if packet.receipt_at is not None and packet.state is not PacketState.WITHDRAWN:
        raise NotAllowed(f"{packet.number}已有回执（{packet.state.label}），不能再导入另一份。{_ASK_AGAIN}")


def _moving(desk: Desk, packet: PacketRecord, receipt: Receipt) -> list[str]:
    """The cases that go with the packet; none of a packet of accusations, which were handed over when it was made.

    Raises NotAllowed when this operator does not see all of them, or the receipt names others.
    """
    inside = packets.cases_in_packet(desk.store, packet.number)
    strange = [number for number, _ in receipt.cases if number not in set(inside)]
    if strange:
        raise NotAllowed(f"回执里有这个包没有的事项：{'、'.join(strange[:5])}。{_ASK_AGAIN}")
    if packet.purpose is Purpose.SEALED:
        return []
    require_seen(desk, packet)
    return inside


def _is_under_way(desk: Desk, number: str) -> bool:
    """Whether a case still waits for the receipt."""
    return cases.get_case(desk.store, number).state is CaseState.IN_TRANSFER


def _move(desk: Desk, number: str, receipt: Receipt) -> Changes:
    """The act on one case."""
    if receipt.kind is ReceiptKind.REFUSED:
        return perform(desk, number=number, act="transfer_refused", fields={"reason": receipt.reason})
    theirs = dict(receipt.cases).get(number, "")
    if theirs:
        replies.put_office_number(desk.store, cases.get_case(desk.store, number).id, theirs)
    fields = {"receiver": f"{receipt.receiver.name} {receipt.by}", "their_number": theirs}
    return perform(desk, number=number, act="transfer_received", fields=fields)
