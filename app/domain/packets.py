"""移送包: what belongs in a packet, its number, and what it still lacks."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.cases import SEALED_SUBJECT, Attachment, Case, HandlingNote, TimelineEntry
from app.domain.deadlines import Deadline
from app.domain.documents import IssuedDocument
from app.domain.petitioners import mask_id_number, mask_phone

FORMAT = "petition-desk/transfer"
FORMAT_VERSION = 1


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


@dataclass(frozen=True, slots=True)
class Packet:
    """A whole packet, ready to be written."""

    head: PacketHead
    cases: tuple[PacketCase, ...]


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


@dataclass(frozen=True, slots=True)
class WaitingCase:
    """A case that waits for a packet, and the words for what it still lacks (empty: ready)."""

    number: str
    people: str
    subject: str
    received_on: dt.date
    lacks: tuple[str, ...]
    enclosures: int = 0

    @property
    def ready(self) -> bool:
        """Whether it can go."""
        return not self.lacks


def packet_number(unit_code: str, sequence: int) -> str:
    """YS-<unit>-<sequence>: says nothing about what is inside."""
    return f"YS-{unit_code}-{sequence:05d}"


def packet_file_stem(head: PacketHead) -> str:
    """The file name without its ending: no name, no subject."""
    return f"{head.number}_{head.made_at:%Y%m%d}"


def packet_json(packet: Packet) -> dict[str, Any]:
    """Everything a packet shows, as plain JSON values; P2 is masked or left out (domain facts 7.1)."""
    head = packet.head
    return {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "packet": {
            "number": head.number,
            "sequence": head.sequence,
            "purpose": head.purpose,
            "from": {"code": head.sender_code, "name": head.sender_name},
            "to": {"name": head.receiver_name},
            "made_at": head.made_at.isoformat(timespec="seconds"),
            "made_by": head.made_by,
            "previous_sha256": head.previous_sha256,
            "case_count": len(packet.cases),
        },
        "cases": [_case_json(entry) for entry in packet.cases],
    }


def _case_json(entry: PacketCase) -> dict[str, Any]:
    """One case of a packet."""
    case = entry.case
    return {
        "number": case.number,
        "received_on": case.received_on.isoformat(),
        "channel": case.channel.label,
        "origin": case.origin.label,
        "class": case.case_class.value if case.case_class else "",
        "category": case.category,
        "urgent": case.urgent,
        "anonymous": case.anonymous,
        "repeat_of": case.repeat_of,
        "people_count": case.people_count,
        "petitioners": _petitioners_json(case),
        "unit": case.unit,
        "subject": case.public_subject,
        "content": "" if case.public_subject == SEALED_SUBJECT else case.content,
        "requests": [request.text for request in case.requests],
        "evidence": case.evidence,
        "state": case.state.label,
        "deadlines": [
            {"rule": d.rule, "name": d.name, "starts_on": d.starts_on.isoformat(), "due_on": d.due_on.isoformat()}
            for d in entry.deadlines
        ],
        "timeline": [
            {"at": e.at.isoformat(timespec="minutes"), "act": e.act, "text": e.text} for e in entry.timeline
        ]
        + [{"at": n.on.isoformat(), "act": n.kind, "text": n.text} for n in entry.notes],
        "attachments": [
            {"name": a.name, "size": a.size, "sha256": a.sha256, "kind": "附件"} for a in entry.attachments
        ]
        + [
            {"name": f"{d.title}.pdf", "size": 0, "sha256": d.sha256, "kind": d.kind.label, "number": d.number}
            for d in entry.letters
        ],
    }


def _petitioners_json(case: Case) -> list[dict[str, Any]]:
    """The people of a case: a name is kept when it may be known, numbers are masked."""
    return [
        {
            "name": "（要求保密）" if case.confidential else person.name,
            "id_number": mask_id_number(person.id_number),
            "phone": mask_phone(person.phone),
            "unit": person.unit,
            "staff_number": person.staff_number,
            "representative": person.representative,
        }
        for person in case.petitioners
    ]


def canonical_json(content: dict[str, Any]) -> str:
    """One spelling of a JSON object: sorted keys, no spaces, plain Unicode (RFC 8785 for these values)."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_sha256(content: dict[str, Any]) -> str:
    """The hash that the cover, the hidden sheet and the hand-over list carry."""
    return hashlib.sha256(canonical_json(content).encode("utf-8")).hexdigest()


def check_waiting(case: Case, letters: Sequence[IssuedDocument]) -> tuple[str, ...]:
    """What a case still lacks before it may go into an open packet.

    A sealed case never goes into an open packet (Art. 30); it waits for the sealed one.
    """
    if case.sealed:
        return ("属密封事项，不得装入普通移送包，须走密封移交",)
    lacks = []
    if "explanation_letter" not in {letter.kind.value for letter in letters}:
        lacks.append("原因说明")
    return tuple(lacks)
