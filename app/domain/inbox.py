"""What came in on a stick: what an import would do with a packet, in which order packets belong, what was received.

A packet is judged before anything is written. Each finding is a word, a sentence for the clerk, and whether the
import goes on by itself, after a confirmation, or not at all.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.domain.cases import SEALED_SUBJECT, SECRET_SUBJECT, CaseDraft, Request, Respondent, check_draft
from app.domain.codes import CaseClass, CaseState, Channel, Labelled, Origin
from app.domain.packets import PacketHead
from app.domain.petitioners import Petitioner
from app.domain.receipts import LONGEST_NUMBER, PACKET_NUMBER
from app.domain.received import ReceivedPacket, ReceivedState
from app.domain.station import LONGEST_NAME, UNIT_CODE
from app.domain.stations import is_plain

MOST_PEOPLE = 100_000
MOST_NAMED = 20
"""Sequence numbers and cells that one sentence names."""


class Weight(StrEnum):
    """What a finding means for the import."""

    NOTE = "note"
    CONFIRM = "confirm"
    STOP = "stop"


class Finding(Labelled):
    """What was found about a packet before it is imported."""

    NEW = "new", "新包"
    KNOWN = "known", "已经导入过"
    REFUSED_BEFORE = "refused_before", "以前退回过"
    TAKEN_BACK = "taken_back", "导入后撤销过"
    MISSING = "missing", "前面缺包"
    OVERTAKEN = "overtaken", "比后面的包晚到"
    BROKEN = "broken", "前后不接"
    TWICE = "twice", "编号重复"
    ALTERED = "altered", "导出后被改动"
    MISDIRECTED = "misdirected", "不是给本单位的"
    NAMED_OTHERWISE = "named_otherwise", "收件单位名称不同"
    UNKNOWN_STATION = "unknown_station", "未登记的单位"
    KEY_CHANGED = "key_changed", "与名片不符"
    BAD_SIGNATURE = "bad_signature", "签名不符"
    UNSIGNED = "unsigned", "没有签名"
    NOT_ENCLOSED = "not_enclosed", "附件没有随包"
    FEWER_LINES = "fewer_lines", "操作记录比上次少"
    WRONG_PURPOSE = "wrong_purpose", "不是移送包"
    UNSOUND = "unsound", "封面不合格式"
    NEWER = "newer", "由新版程序制作"
    SEALED = "sealed", "已封口"
    UNREADABLE = "unreadable", "读不出来"


@dataclass(frozen=True, slots=True)
class Notice:
    """One finding, its sentence in Chinese, and whether the import can go on."""

    finding: Finding
    sentence: str
    weight: Weight = Weight.STOP


@dataclass(frozen=True, slots=True)
class SenderLine:
    """One unit in the inbox, for one purpose: its packets, newest first, and the numbers in its sequence that never
    came."""

    code: str
    name: str
    purpose: str
    packets: tuple[ReceivedPacket, ...]
    missing: tuple[int, ...]

    @property
    def newest(self) -> ReceivedPacket:
        """The packet that came last."""
        return max(self.packets, key=lambda packet: (packet.received_at, packet.id))


def arrived(packet: ReceivedPacket) -> bool:
    """Whether a packet counts as having come: a refused one does, one whose import was taken back does not."""
    return packet.state is not ReceivedState.UNDONE


def missing_numbers(seen: Sequence[int], before: int | None = None) -> tuple[int, ...]:
    """The numbers of a sequence from 1 that never came, below the highest one or below ``before``; the newest
    thousand of them at most."""
    highest = before if before is not None else max(seen, default=0)
    known = set(seen)
    lowest = max(1, highest - 1_000)
    return tuple(number for number in range(lowest, highest) if number not in known)


def check_order(head: PacketHead, content_sha256: str, earlier: Sequence[ReceivedPacket]) -> Iterator[Notice]:
    """How a packet stands among those of the same sender and purpose that came before.

    ``earlier`` has undone and refused ones too.
    """
    same = [packet for packet in earlier if packet.content_sha256 == content_sha256]
    if known := next((packet for packet in same if packet.state is ReceivedState.IMPORTED), None):
        day = known.received_at.date()
        yield Notice(
            Finding.KNOWN, f"{head.number}已于{day}由{known.received_by}导入，不再导入，什么都没有改变。"
        )
        return
    for packet in same:
        yield _came_before(packet)
    others = [packet for packet in earlier if arrived(packet) and packet.content_sha256 != content_sha256]
    yield from _numbered_twice(head, others)
    yield from _neighbours(head, content_sha256, others)
    if not same:
        yield Notice(Finding.NEW, f"{head.number}还没有导入过。", Weight.NOTE)


def _came_before(packet: ReceivedPacket) -> Notice:
    """The same packet was refused, or its import was taken back."""
    if packet.state is ReceivedState.REFUSED:
        sentence = f"这个包已于{packet.received_at.date()}退回（{packet.reason}），确定现在要接收吗？"
        return Notice(Finding.REFUSED_BEFORE, sentence, Weight.CONFIRM)
    undone = packet.undone_at.date() if packet.undone_at else ""
    return Notice(Finding.TAKEN_BACK, f"这个包导入过，已于{undone}撤销；可以再导入。", Weight.NOTE)


def _numbered_twice(head: PacketHead, others: Sequence[ReceivedPacket]) -> Iterator[Notice]:
    """Another packet of the same number was here."""
    if twin := next((packet for packet in others if packet.sequence == head.sequence), None):
        sentence = (
            f"第{head.sequence}包已于{twin.received_at.date()}收到过，内容与这一个不同。"
            "请与移送单位核对哪一个是真的（可能是它从备份恢复过）。"
        )
        yield Notice(Finding.TWICE, sentence, Weight.CONFIRM)


def _neighbours(head: PacketHead, content_sha256: str, others: Sequence[ReceivedPacket]) -> Iterator[Notice]:
    """The packet before and the packet after: is one missing, does the chain of hashes hold?"""
    by_place = {packet.sequence: packet for packet in others}
    if missing := missing_numbers(tuple(by_place), head.sequence):
        named = "、".join(str(number) for number in missing[-MOST_NAMED:])
        word = "等" if len(missing) > MOST_NAMED else ""
        sentence = f"{head.sender_name}的第{named}{word}包还没有收到。可以先导入这一包，请向移送单位催要。"
        yield Notice(Finding.MISSING, sentence, Weight.CONFIRM)
    before, after = by_place.get(head.sequence - 1), by_place.get(head.sequence + 1)
    if before and head.previous_sha256 != before.content_sha256:
        yield _broken(f"本包所记的上一包校验值，与收到的第{before.sequence}包不符")
    if after and after.previous_sha256 != content_sha256:
        yield _broken(f"第{after.sequence}包所记的上一包校验值，与本包不符")
    if max(by_place, default=0) > head.sequence:
        yield Notice(
            Finding.OVERTAKEN, f"第{head.sequence}包比第{max(by_place)}包晚到，照常导入。", Weight.NOTE
        )


def _broken(what: str) -> Notice:
    """The chain does not hold."""
    return Notice(Finding.BROKEN, f"{what}：其中一个被换过。请与两份纸面移交清单核对后再定。", Weight.CONFIRM)


def check_cover(
    head: PacketHead, *, own_code: str, own_name: str, purpose: frozenset[str]
) -> Iterator[Notice]:
    """Whether the cover is sound, and whether the packet is meant for this station."""
    if not _is_sound(head):
        yield Notice(Finding.UNSOUND, "封面上的编号、序号或单位不合格式，没有导入。请向移送单位重新索取。")
        return
    if head.purpose not in purpose:
        yield Notice(Finding.WRONG_PURPOSE, f"{head.number}不是移送包，不能在这里导入。")
    if head.receiver_code and head.receiver_code != own_code:
        whose = f"{head.receiver_name}（{head.receiver_code}）"
        yield Notice(Finding.MISDIRECTED, f"这个包是给{whose}的，不是给本单位的，没有导入。请转交或退回。")
    elif not head.receiver_code and head.receiver_name != own_name:
        sentence = f"封面上的接收单位是“{head.receiver_name}”，本单位是“{own_name}”。请确认是给本单位的。"
        yield Notice(Finding.NAMED_OTHERWISE, sentence, Weight.CONFIRM)


def _is_sound(head: PacketHead) -> bool:
    """Whether number, sequence and names are what a packet of ours has: they come into registers and file names."""
    return (
        bool(re.fullmatch(PACKET_NUMBER, head.number))
        and len(head.number) <= LONGEST_NUMBER
        and 1 <= head.sequence <= 99_999_999
        and bool(re.fullmatch(UNIT_CODE, head.sender_code))
        and bool(re.fullmatch(f"(?:{UNIT_CODE})?", head.receiver_code))
        and bool(re.fullmatch("(?:[0-9a-f]{64})?", head.previous_sha256))
        and all(is_plain(name, LONGEST_NAME) for name in (head.sender_name, head.receiver_name, head.made_by))
    )


# --- the cases of a packet -----------------------------------------------------------------------------------


class CaseFate(Labelled):
    """What an import does with one case."""

    NEW = "new", "新收"
    AGAIN = "again", "退回后再次移送"
    HERE = "here", "本单位已有"
    REJECTED = "rejected", "不能登记"


@dataclass(frozen=True, slots=True)
class KnownCase:
    """What this desk has under a case number."""

    id: int
    number: str
    state: CaseState
    source_unit: str


@dataclass(frozen=True, slots=True)
class CaseVerdict:
    """One case of a packet: what would become of it, and why not when it stays out."""

    number: str
    fate: CaseFate
    subject: str = ""
    people: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class RepeatNotice:
    """A case that may be the same person's same matter as one from elsewhere; a human decides and links."""

    number: str
    other: str
    why: str


def sound(text: str) -> str:
    """A text as a store can keep it: half characters and NUL become the sign for what cannot be shown."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "\ufffd")


def received_draft(case: Mapping[str, Any], *, today: dt.date) -> CaseDraft:
    """A case of a packet as this office registers it: received today, its own clocks, nothing answered yet.

    Raises ValueError for a word that is no code of ours.
    """
    channels = {channel.label: channel for channel in Channel}
    draft = CaseDraft(
        received_on=today,
        channel=channels.get(case["channel"], Channel.LETTER),
        origin=Origin.DIRECT,
        petitioners=tuple(_person(person) for person in case["petitioners"]),
        anonymous=case["anonymous"],
        confidential=bool(case.get("confidential", False)),
        people_count=min(case["people_count"], MOST_PEOPLE),
        subject=sound(case["subject"]),
        content=sound(case["content"]),
        requests=tuple(Request(sound(request["text"])) for request in case["requests"]),
        respondent=Respondent(**{k: sound(v) for k, v in case.get("respondent", {}).items() if k in _NAMED}),
        case_class=CaseClass(case["class"]) if case["class"] else None,
        category=sound(case["category"]),
        unit=sound(case["unit"]),
        urgent=case["urgent"],
        evidence=sound(case["evidence"]),
    )
    return draft.cleaned()


_NAMED = frozenset({"name", "post", "unit"})


def _person(person: Mapping[str, Any]) -> Petitioner:
    """One of the people, numbers masked as they came."""
    texts = ("name", "id_number", "phone", "unit", "staff_number", "address")
    given = {name: sound(str(person.get(name, ""))) for name in texts}
    return Petitioner(**given, representative=bool(person["representative"]))


def is_secret(case: Mapping[str, Any]) -> bool:
    """Whether nothing of a case may be shown beside its number (Arts. 30, 46)."""
    return bool(case.get("confidential", False)) or case["class"] == CaseClass.B


def judge_case(
    case: Mapping[str, Any], known: KnownCase | None, *, sender: str, today: dt.date
) -> CaseVerdict:
    """What an import would do with one case."""
    number, subject = sound(case["number"]), sound(case["subject"])
    people = "、".join(sound(person["name"]) for person in case["petitioners"][:3])
    if is_secret(case):
        subject, people = (SEALED_SUBJECT if case["class"] == CaseClass.B else SECRET_SUBJECT), "（要求保密）"

    def verdict(fate: CaseFate, why: str = "") -> CaseVerdict:
        return CaseVerdict(number, fate, subject, people, why)

    if why := _number_fault(case["number"], sender) or _draft_fault(case, today):
        return verdict(CaseFate.REJECTED, why)
    if known is None:
        return verdict(CaseFate.NEW)
    if known.source_unit != sender:
        return verdict(CaseFate.REJECTED, f"编号{number}在本单位是另一个来源的事项")
    if known.state is CaseState.RETURNED:
        return verdict(CaseFate.AGAIN)
    return verdict(CaseFate.HERE, f"本单位已有{number}，没有重复登记")


def _number_fault(number: str, sender: str) -> str:
    """A unit sends up what it registered itself: its code stands before the number, which is ASCII as the code is."""
    plain = is_plain(number, LONGEST_NUMBER) and number.isascii()
    if not plain or number != number.strip().upper():
        return f"编号“{sound(number[:20])}”不合格式"
    return "" if number.startswith(f"{sender}-") else f"编号{number}不是{sender}登记的"


def _draft_fault(case: Mapping[str, Any], today: dt.date) -> str:
    """What keeps a case from being registered."""
    try:
        problems = check_draft(received_draft(case, today=today), today=today)
        dt.date.fromisoformat(case["received_on"])
    except ValueError:
        return f"{sound(case['number'])}的分类或收到日期不合格式"
    return "；".join(problem.message for problem in problems)


@dataclass(frozen=True, slots=True)
class ImportCheck:
    """All that is known of a packet before it is imported; nothing was written.

    ``head`` is None where nothing could be read. ``fingerprint`` is the sender's, in groups, to be compared with the
    paper; empty for a packet without a key. ``cases`` is what would become of each; ``differences`` are the places
    that are not as they were written.
    """

    file: str
    notices: tuple[Notice, ...]
    head: PacketHead | None = None
    content_sha256: str = ""
    file_sha256: str = ""
    cases: tuple[CaseVerdict, ...] = ()
    differences: tuple[str, ...] = ()
    fingerprint: tuple[str, ...] = ()

    @property
    def stops(self) -> tuple[Notice, ...]:
        """What keeps it from being imported at all."""
        return tuple(notice for notice in self.notices if notice.weight is Weight.STOP)

    @property
    def to_confirm(self) -> tuple[Notice, ...]:
        """What somebody has to say yes to first."""
        return tuple(notice for notice in self.notices if notice.weight is Weight.CONFIRM)

    @property
    def can_go_on(self) -> bool:
        """Whether it can be imported, after confirmation where ``to_confirm`` is not empty."""
        return self.head is not None and not self.stops

    def says(self, finding: Finding) -> bool:
        """Whether something was found."""
        return any(notice.finding is finding for notice in self.notices)

    def count(self, fate: CaseFate) -> int:
        """How many cases would have a fate."""
        return sum(verdict.fate is fate for verdict in self.cases)
