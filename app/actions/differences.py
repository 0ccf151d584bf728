"""A reply beside what the desk has: what it brings, and where both say something else; nothing is written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.actions.desk import Desk
from app.actions.sealed import sees_number
from app.actions.stations import card_of
from app.domain.carried_history import check_carried
from app.domain.changes import Progress, Steps, run_through
from app.domain.codes import StationRole
from app.domain.errors import NotAllowed, UnreadableFile
from app.domain.inbox import Finding, Notice, Weight, check_cover, check_order
from app.domain.packet_codes import Purpose, SignatureState
from app.domain.replies import ReplyReading
from app.domain.reply_packets import ReplyFile
from app.domain.reply_plan import UNKNOWN_PACKET, CasePlan, ReplyCheck, SheetCheck, plan_case
from app.files.packet_verify import hash_of
from app.files.reply_packet import OpenedReply, is_reply_packet, opened_reply_packet, sheet_stream
from app.files.reply_sheet import reading_reply
from app.files.signed_file import open_plain
from app.files.station_keys import fingerprint
from app.storage import acts, cases, packets, received, stations
from app.storage import inbox as kept
from app.storage.history_heads import received_heads

SHEET, PROGRAM = "sheet", "program"


@dataclass(frozen=True)
class ReadSheet:
    """A reply sheet that was read, and the packet of ours that it answers."""

    packet_number: str
    reading: ReplyReading


@dataclass(frozen=True)
class ReadReply:
    """A reply that was read: one sheet filled in by hand, or the sheets of a program's packet, which stays open."""

    file: str
    file_sha256: str
    sheets: tuple[ReadSheet, ...]
    opened: OpenedReply | None = None

    @property
    def source(self) -> str:
        """Who filled it in."""
        return PROGRAM if self.opened else SHEET

    def letters_of(self, number: str) -> tuple[ReplyFile, ...]:
        """The letters that came along for a case."""
        return self.opened.content.letters_of(number) if self.opened else ()


def check_reply(desk: Desk, path: Path, *, password: str | None = None, packet: str = "") -> ReplyCheck:
    """What a reply would do, case by case, and every difference; nothing is written.

    ``packet`` names the packet that is answered, for a sheet that lost its hidden part and its cover. Raises
    UnreadableFile, NotFound for a packet that is none of ours, and what opening a sealed file raises.
    """
    return run_through(checking_reply(desk, path, password=password, packet=packet))


def checking_reply(
    desk: Desk, path: Path, *, password: str | None = None, packet: str = ""
) -> Steps[ReplyCheck]:
    """The same in steps."""
    with ExitStack() as stack:
        reply = yield from reading_reply_of(desk, path, stack, password=password, packet=packet)
        yield Progress(0, 0, "与各件事项比对")
        return judge_reply(desk, reply)


def reading_reply_of(
    desk: Desk, path: Path, stack: ExitStack, *, password: str | None, packet: str
) -> Steps[ReadReply]:
    """Read a reply of either kind in steps; a program's packet stays open for its letters until ``stack`` is closed."""
    if desk.station.role is StationRole.HEADQUARTERS:
        raise NotAllowed("回复由基层单位导入；本单位是信访接待部门，请用“导入移送包”。")
    keys = stations.own_keys(desk.store)
    secret = keys.age_secret if keys else None
    if not is_reply_packet(path, password=password, age_secret=secret):
        with open_plain(path) as stream:
            sha256 = hash_of(stream, path.name)
        return ReadReply(path.name, sha256, ((yield from _by_hand(desk, path, packet)),))
    yield Progress(0, 0, "打开回复包")
    opened = stack.enter_context(opened_reply_packet(path, password=password, age_secret=secret))
    # a foreign packet is judged by its cover alone: its sheets answer nobody here
    ours = opened.content.head.receiver_code == desk.station.unit_code
    sheets: list[ReadSheet] = []
    for file in opened.content.sheets if ours else ():
        sheets.append((yield from _by_program(desk, path, opened, file)))
    return ReadReply(path.name, opened.file_sha256, tuple(sheets), opened)


def _by_hand(desk: Desk, path: Path, packet: str) -> Steps[ReadSheet]:
    """A sheet that somebody filled in; read once to see what it answers, and again beside what was sent."""
    first = yield from reading_reply(path, sent=None, today=desk.today())
    number = packet or first.packet_number or _guessed(desk, first)
    if not number:
        remedy = "请在导入时指明它答复的是哪个移送包。"
        raise UnreadableFile(path.name, UNKNOWN_PACKET, remedy)
    sent = _sent(desk, number)
    if sent is None:
        return ReadSheet(number, first)
    reading = yield from reading_reply(path, sent=sent, today=desk.today())
    return ReadSheet(number, reading)


def _by_program(desk: Desk, path: Path, opened: OpenedReply, file: ReplyFile) -> Steps[ReadSheet]:
    """A sheet out of a packet. It holds the reply alone and is signed: what it lacks of the packet is no difference."""
    sent = _sent(desk, file.packet)
    stream = sheet_stream(opened.read(file))
    reading = yield from reading_reply(path, sent=sent, today=desk.today(), stream=stream)
    return ReadSheet(file.packet, replace(reading, differences=()))


def _sent(desk: Desk, number: str) -> dict[str, Any] | None:
    """The content of a packet of ours; None for one sent before contents were kept. Raises NotFound."""
    packets.get_packet(desk.store, number)
    text = packets.packet_content(desk.store, number)
    return None if text is None else dict(json.loads(text))


def _guessed(desk: Desk, reading: ReplyReading) -> str:
    """The packet in which most of the answered cases went up; empty when none of them did."""
    known = kept.known_cases(desk.store, [reply.number for reply in reading.replies])
    went = Counter(packets.last_packet_of(desk.store, case.id) for case in known.values())
    went.pop("", None)
    return went.most_common(1)[0][0] if went else ""


# --- judging -------------------------------------------------------------------------------------------------


def judge_reply(desk: Desk, reply: ReadReply) -> ReplyCheck:
    """Put everything together."""
    head = reply.opened.content.head if reply.opened else None
    return ReplyCheck(
        reply.file,
        reply.source,
        reply.file_sha256,
        tuple(_judge_sheet(desk, sheet) for sheet in reply.sheets),
        tuple(_notices(desk, reply.opened)) if reply.opened else (),
        bool(kept.taken_over(desk.store, reply.file_sha256)),
        head,
        fingerprint(head.sender_key, head.sender_age) if head and head.sender_key else (),
    )


def _judge_sheet(desk: Desk, sheet: ReadSheet) -> SheetCheck:
    """What one sheet would do."""
    reading = sheet.reading
    return SheetCheck(
        sheet.packet_number,
        tuple(_plans(desk, sheet)),
        reading.differences,
        reading.problems,
        reading.unanswered,
        reading.complete,
        reading.compared,
    )


def _plans(desk: Desk, sheet: ReadSheet) -> Iterator[CasePlan]:
    """Case by case; one that did not go up in the packet, or that this operator may not see, is left alone."""
    went = set(packets.cases_in_packet(desk.store, sheet.packet_number))
    for reply in sheet.reading.replies:
        if reply.number not in went or not sees_number(desk, reply.number):
            yield CasePlan(reply.number, None, {}, blocked=f"{sheet.packet_number}里没有这一件")
            continue
        case = cases.get_case(desk.store, reply.number)
        yield plan_case(
            case,
            acts.acts_of(desk.store, case.id),
            reply,
            newest_packet=packets.last_packet_of(desk.store, case.id),
            packet=sheet.packet_number,
            kept=kept.said_ours(desk.store, case.id),
        )


def _notices(desk: Desk, opened: OpenedReply) -> Sequence[Notice]:
    """Who signed a program's packet, whether it is for us, and how it stands in its sequence."""
    head, station = opened.content.head, desk.station
    purpose = frozenset({Purpose.REPLY.value})
    cover = list(check_cover(head, own_code=station.unit_code, own_name=station.unit_name, purpose=purpose))
    if any(notice.weight is Weight.STOP for notice in cover):
        return cover
    earlier = received.series_received(desk.store, head.sender_code, head.purpose)
    order = [n for n in check_order(head, opened.sha256, earlier) if n.finding is not Finding.KNOWN]
    carried = check_carried(head, received_heads(desk.store, head.sender_code, head.purpose))
    return [*cover, *_signature_notices(desk, opened), *order, *carried]


def _signature_notices(desk: Desk, opened: OpenedReply) -> Iterator[Notice]:
    """Do we know who signed it?"""
    head = opened.content.head
    card = card_of(desk, head.sender_code)
    who = f"{head.sender_name}（{head.sender_code}）"
    if opened.signed is not SignatureState.GOOD:
        yield Notice(Finding.BAD_SIGNATURE, f"{who}的签名与内容不符，没有导入。请向它重新索取。")
    elif card is None:
        sentence = f"通讯录里没有{who}。请把指纹与它的名片核对一致，再信任它。"
        yield Notice(Finding.UNKNOWN_STATION, sentence, Weight.CONFIRM)
    elif (card.sign_public, card.age_public) != (head.sender_key, head.sender_age):
        yield Notice(
            Finding.KEY_CHANGED, f"{who}签名的密钥与通讯录里的名片不符，没有导入。请先核对它的新名片。"
        )
