"""移送包: what belongs in a packet, its number, and what it still lacks."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.cases import SEALED_SUBJECT, Attachment, Case, HandlingNote, Respondent, TimelineEntry
from app.domain.codes import CaseClass, RequestResult
from app.domain.deadlines import Deadline
from app.domain.documents import IssuedDocument
from app.domain.errors import NotAllowed
from app.domain.history import HistoryHead
from app.domain.packet_codes import PacketState, Purpose, Seal, Shown
from app.domain.packet_texts import cover_numbers, enclosure_path
from app.domain.petitioners import Petitioner, mask_id_number, mask_phone

FORMAT = "petition-desk/transfer"
FORMAT_VERSION = 2
"""Version 1 had no keys, no receiver's code, nothing of sealed cases; it is still read (``packet_content``)."""


@dataclass(frozen=True, slots=True)
class PacketCase:
    """A case as it goes into a packet, with its clocks, time line and enclosures."""

    case: Case
    deadlines: tuple[Deadline, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()
    notes: tuple[HandlingNote, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    letters: tuple[IssuedDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class PacketHead:
    """The cover of a packet."""

    number: str
    sequence: int
    sender_code: str
    sender_name: str
    receiver_name: str
    made_at: dt.datetime
    made_by: str
    previous_sha256: str = ""
    purpose: str = "transfer"
    receiver_code: str = ""
    sender_key: str = ""
    """The key that signs (empty: not signed)."""
    sender_age: str = ""
    """The key to which an answer may be sealed."""
    history: HistoryHead | None = None
    """How far the sender's history went when the packet was made; None in packets of older programs."""


@dataclass(frozen=True, slots=True)
class Packet:
    """A whole packet, ready to be written; all but an open one goes into a sealed file."""

    head: PacketHead
    cases: tuple[PacketCase, ...]
    shown: Shown = Shown.OPEN


@dataclass(frozen=True, slots=True)
class PacketRecord:
    """A packet in the register of what was sent."""

    number: str
    sequence: int
    receiver: str
    made_at: dt.datetime
    made_by: str
    file_name: str
    file_sha256: str
    content_sha256: str
    case_count: int
    purpose: Purpose = Purpose.TRANSFER
    receiver_code: str = ""
    signature: str = ""
    seal: Seal = Seal.NONE
    state: PacketState = PacketState.SENT
    receipt_at: dt.datetime | None = None
    receipt_by: str = ""
    receipt_sha256: str = ""
    receipt_reason: str = ""


@dataclass(frozen=True, slots=True)
class OutboxLine:
    """A packet that was sent, and whether its receipt is late; ``receipt_due`` is the day until which it is awaited."""

    packet: PacketRecord
    receipt_due: dt.date
    overdue: bool


@dataclass(frozen=True, slots=True)
class WaitingCase:
    """A case that waits for a packet, and the words for what it still lacks (empty: ready).

    ``advice`` names what would be better there but does not keep the case back.
    """

    number: str
    people: str
    subject: str
    received_on: dt.date
    lacks: tuple[str, ...]
    enclosures: int = 0
    advice: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether it can go."""
        return not self.lacks


def packet_file_stem(head: PacketHead) -> str:
    """The file name without its ending: no name, no subject; of a sealed one (MF) no day either."""
    return head.number if head.purpose == Purpose.SEALED else f"{head.number}_{head.made_at:%Y%m%d}"


def packet_json(packet: Packet) -> dict[str, Any]:
    """Everything a packet shows, as plain JSON values; P2 is masked or left out (domain facts 7.1)."""
    return {**packet_head_json(packet), "cases": [case_json(entry, packet.shown) for entry in packet.cases]}


def packet_head_json(packet: Packet) -> dict[str, Any]:
    """Everything but the cases: the format, and the cover with its counts."""
    head = packet.head
    return {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "packet": {
            "number": head.number,
            "sequence": head.sequence,
            "purpose": head.purpose,
            "from": {
                "code": head.sender_code,
                "name": head.sender_name,
                "key": head.sender_key,
                "age": head.sender_age,
            },
            "to": {"code": head.receiver_code, "name": head.receiver_name},
            "made_at": head.made_at.isoformat(timespec="seconds"),
            "made_by": head.made_by,
            "previous_sha256": head.previous_sha256,
            "case_count": len(packet.cases),
            "people_count": sum(entry.case.people_count for entry in packet.cases),
            "urgent_count": sum(entry.case.urgent for entry in packet.cases),
            "request_count": sum(len(entry.case.requests) for entry in packet.cases),
            "attachment_count": sum(len(e.attachments) + len(e.letters) for e in packet.cases),
            **history_json(head.history),
        },
    }


def history_json(head: HistoryHead | None) -> dict[str, Any]:
    """What a packet carries of the sender's history, as a member of its cover; nothing where it carries none."""
    return {"history": {"lines": head.lines, "hash": head.hash}} if head else {}


def carried_history(values: dict[str, Any]) -> HistoryHead | None:
    """The same back from JSON; None where there is none. Raises ValueError for what is no head."""
    kept = values.get("history")
    if kept is None:
        return None
    if not isinstance(kept, dict) or type(kept.get("lines")) is not int or not 0 <= kept["lines"] < 10**12:
        raise ValueError("history")
    if not re.fullmatch(r"[0-9a-f]{64}", str(kept.get("hash"))):
        raise ValueError("history")
    return HistoryHead(kept["lines"], kept["hash"])


def case_json(entry: PacketCase, shown: Shown = Shown.OPEN) -> dict[str, Any]:
    """One case of a packet; unless it goes whole into a sealed file, of class B nothing that was said (Art. 30), of
    no case a number in full, and nobody who is complained about."""
    case, whole = entry.case, shown is Shown.WHOLE
    hidden = case.public_subject == SEALED_SUBJECT and not whole

    def said(text: str) -> str:
        if whole:
            return text
        return "" if hidden else cover_numbers(text, case.petitioners)

    return {
        "number": case.number,
        "received_on": case.received_on.isoformat(),
        "registered_at": case.registered_at.isoformat(timespec="minutes"),
        "registered_by": case.registered_by,
        "channel": case.channel.label,
        "origin": case.origin.label,
        "class": case.case_class.value if case.case_class else "",
        "class_name": case.case_class.label if case.case_class else "",
        "category": case.category,
        "urgent": case.urgent,
        "anonymous": case.anonymous,
        "repeat_of": case.repeat_of,
        "people_count": case.people_count,
        "confidential": case.confidential,
        "seal_number": case.seal_number,
        "petitioners": [_petitioner_json(person, case.confidential, shown) for person in case.petitioners],
        "respondent": _respondent_json(case.respondent if whole else Respondent()),
        "unit": case.unit,
        "subject": SEALED_SUBJECT if hidden else said(case.subject),
        "content": said(case.content),
        "requests": [
            {
                "text": said(request.text),
                "result": _result_label(request.result),
                "answer": said(request.answer),
            }
            for request in case.requests
        ],
        "evidence": said(case.evidence),
        "office": case.office,
        "outcome": said(case.outcome),
        "state": case.state.label,
        "deadlines": [
            {
                "rule": d.rule,
                "name": d.name,
                "starts_on": d.starts_on.isoformat(),
                "due_on": d.due_on.isoformat(),
            }
            for d in entry.deadlines
        ],
        "timeline": _timeline_json(entry, said),
        "attachments": _attachments_json(entry, said),
    }


def _petitioner_json(person: Petitioner, confidential: bool, shown: Shown) -> dict[str, Any]:
    """One of the people: a name is kept when it may be known, numbers are masked but in a whole packet."""
    if confidential and shown is Shown.OPEN:
        person = Petitioner(name="（要求保密）", representative=person.representative)
    whole = shown is Shown.WHOLE
    return {
        "name": person.name,
        "id_number": person.id_number if whole else mask_id_number(person.id_number),
        "phone": person.phone if whole else mask_phone(person.phone),
        "address": person.address if whole else "",
        "unit": person.unit,
        "staff_number": person.staff_number,
        "representative": person.representative,
    }


def _respondent_json(respondent: Respondent) -> dict[str, str]:
    """Who is complained about."""
    return {"name": respondent.name, "post": respondent.post, "unit": respondent.unit}


def _result_label(result: str) -> str:
    """The clerk's word for the workshop's own result of a request; an unknown word stays as it is."""
    return next((member.label for member in RequestResult if member.value == result), result)


def _timeline_json(entry: PacketCase, said: Callable[[str], str]) -> list[dict[str, str]]:
    """History and handling notes in one line of time; a note has a day and no time of day."""
    lines = [
        {"at": line.at.isoformat(timespec="minutes"), "act": line.act, "text": said(line.text)}
        for line in entry.timeline
    ]
    lines += [{"at": note.on.isoformat(), "act": note.kind, "text": said(note.text)} for note in entry.notes]
    return sorted(lines, key=lambda line: line["at"])


def _attachments_json(entry: PacketCase, said: Callable[[str], str]) -> list[dict[str, Any]]:
    """The enclosures of a case: first its attachments, then its letters; ``file`` is the place in the zip."""
    listed = [(said(a.name), a.size, a.sha256, "附件", "") for a in entry.attachments]
    listed += [(f"{said(d.title)}.pdf", 0, d.sha256, d.kind.label, d.number) for d in entry.letters]
    return [
        {
            "name": name,
            "size": size,
            "sha256": sha256,
            "kind": kind,
            "number": number,
            "file": enclosure_path(entry.case.number, position, name),
        }
        for position, (name, size, sha256, kind, number) in enumerate(listed, 1)
    ]


def canonical_json(content: Any) -> str:
    """One spelling of a JSON value: sorted keys, no spaces, plain Unicode (RFC 8785 for these values).

    Half surrogate pairs, U+FFFE and U+FFFF, which neither UTF-8 nor XML can carry, are written as escapes.
    """
    text = _ENCODER.encode(content)
    if "\ufffe" in text or "\uffff" in text or not _is_utf8(text):
        return _NEVER_RAW.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
    return text


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_NEVER_RAW = re.compile("[\ud800-\udfff\ufffe\uffff]")


def _is_utf8(text: str) -> bool:
    """Whether a text has no half surrogate pair."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def canonical_pieces(head: dict[str, Any], cases: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The canonical JSON of a packet in pieces, a case at a time, so that it never stands whole in memory.

    ``head`` is everything but the cases; all its keys sort after "cases".
    """
    opening = '{"cases":['
    for case in cases:
        yield opening + canonical_json(case)
        opening = ","
    yield ("" if opening == "," else opening) + "]," + canonical_json(head)[1:]


def content_sha256(content: dict[str, Any]) -> str:
    """The hash that the cover, the hidden sheet and the hand-over list carry."""
    return hashlib.sha256(canonical_json(content).encode("utf-8")).hexdigest()


def require_open(packet: Packet) -> None:
    """Raise NotAllowed when a sealed case is among the cases of an open packet, or one of class B in any but a whole
    one (Arts. 30, 46)."""
    if packet.shown is Shown.WHOLE:
        return
    confined = packet.shown is Shown.CONFINED
    sealed = [entry.case.number for entry in packet.cases if _kept_out(entry.case, confined)]
    if sealed:
        named = "、".join(sealed[:5])
        raise NotAllowed(f"{named}属密封事项，不得装入普通移送包，须走密封移交。", numbers=sealed)


def _kept_out(case: Case, confined: bool) -> bool:
    """Whether a case may not be among those of a packet."""
    return case.sealed and not (confined and case.case_class is not CaseClass.B)


def check_waiting(
    case: Case, letters: Sequence[IssuedDocument], *, sealed_file: bool = False, asked: bool = False
) -> tuple[str, ...]:
    """What a case still lacks before it may go into a packet; ``asked``: its letter waits for a leader.

    A case that is kept secret goes into a sealed file alone (Art. 46), an accusation into a packet of its own
    (Art. 30).
    """
    if _kept_out(case, sealed_file):
        return ("属密封事项，不得装入普通移送包，须走密封移交",)
    lacks = []
    if "explanation_letter" not in {letter.kind.value for letter in letters}:
        lacks.append("原因说明等负责人批准" if asked else "原因说明")
    return tuple(lacks)


def advise_waiting(case: Case, *, attached: int, leader_known: bool) -> tuple[str, ...]:
    """What would be better in the packet: the evidence that was received, the leader's name for the letter."""
    advice = []
    if case.evidence and not attached:
        advice.append(f"附件（登记时收到：{case.evidence}）")
    if not leader_known:
        advice.append("负责人姓名（在“设置”里填写）")
    return tuple(advice)
