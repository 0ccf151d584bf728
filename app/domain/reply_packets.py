"""回复包: what headquarters answers to one unit, put together from its own acts, and the list that it signs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.acts import ActRecord
from app.domain.cases import Case
from app.domain.codes import CaseState, RequestResult
from app.domain.documents import IssuedDocument
from app.domain.packet_codes import Purpose
from app.domain.packets import PacketHead, carried_history, history_json
from app.domain.receipts import LONGEST_NUMBER, PACKET_NUMBER
from app.domain.replies import CaseReply, RequestReply
from app.domain.station import LONGEST_NAME
from app.domain.stations import is_plain

REPLY_FORMAT = "petition-desk/reply"
REPLY_VERSION = 1
LIST_NAME = "回复清单.json"
"""The signed list inside a reply packet."""

SHEET_FOLDER, LETTER_FOLDER = "回复", "意见书"
ANSWERS = ("decision_letter", "reply", "suggestion_reply", "guide", "decline", "decline_final")
"""Acts whose paper answers the petitioner."""

_PASSED_ON = ("refer", "assign")
_SAFE_PLACE = re.compile(rf"(?:{SHEET_FOLDER}|{LETTER_FOLDER}/[^/\\:]+)/[^/\\:]+")


@dataclass(frozen=True, slots=True)
class ReplyFile:
    """A file of a reply packet: the sheet that answers ``packet``, or a letter of ``case``."""

    place: str
    sha256: str
    packet: str
    case: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class ReplyList:
    """What a reply packet says of itself: its cover and its files."""

    head: PacketHead
    files: tuple[ReplyFile, ...]

    @property
    def sheets(self) -> tuple[ReplyFile, ...]:
        """The reply sheets, one a packet that is answered."""
        return tuple(file for file in self.files if not file.case)

    def letters_of(self, number: str) -> tuple[ReplyFile, ...]:
        """The letters of a case."""
        return tuple(file for file in self.files if file.case == number)


def list_json(content: ReplyList) -> dict[str, Any]:
    """The list as plain JSON values."""
    head = content.head
    return {
        "number": head.number,
        "sequence": head.sequence,
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
        "files": [
            {
                "place": file.place,
                "sha256": file.sha256,
                "packet": file.packet,
                "case": file.case,
                "name": file.name,
            }
            for file in content.files
        ],
        **history_json(head.history),
    }


FILE_KEYS = ("place", "sha256", "packet", "case", "name")
LIST_SHAPE: dict[str, Any] = {
    **dict.fromkeys(("number", "made_at", "made_by", "previous_sha256"), str),
    "sequence": int,
    "from": dict.fromkeys(("code", "name", "key", "age"), str),
    "to": {"code": str, "name": str},
    "files": [dict.fromkeys(FILE_KEYS, str)],
}


def list_from_json(values: dict[str, Any]) -> ReplyList:
    """The list from plain JSON values of the right types. Raises ValueError for what cannot be."""
    sender, receiver = values["from"], values["to"]
    made_at = dt.datetime.fromisoformat(values["made_at"])
    head = PacketHead(
        values["number"],
        values["sequence"],
        sender["code"],
        sender["name"],
        receiver["name"],
        made_at,
        values["made_by"],
        values["previous_sha256"],
        Purpose.REPLY.value,
        receiver["code"],
        sender["key"],
        sender["age"],
        carried_history(values),
    )
    files = tuple(ReplyFile(*(file[key] for key in FILE_KEYS)) for file in values["files"])
    places = {file.place.casefold() for file in files}
    if len(places) != len(files) or made_at.tzinfo is not None or not all(map(_is_sound, files)):
        raise ValueError("files")
    return ReplyList(head, files)


def _is_sound(file: ReplyFile) -> bool:
    """Whether a file lies where files of its kind lie, under a name that is one line."""
    return (
        bool(_SAFE_PLACE.fullmatch(file.place))
        and bool(re.fullmatch(r"[0-9a-f]{64}", file.sha256))
        and bool(re.fullmatch(PACKET_NUMBER, file.packet))
        and bool(file.case) == file.place.startswith(LETTER_FOLDER)
        and len(file.case) <= LONGEST_NUMBER
        and (not file.case or is_plain(file.name, 2 * LONGEST_NAME))
    )


# --- what headquarters has to say of one case -----------------------------------------------------------------


def answer_of(
    case: Case,
    records: Sequence[ActRecord],
    papers: Sequence[IssuedDocument],
    *,
    contact: str = "",
    contact_phone: str = "",
) -> CaseReply:
    """What this office answers about a case that a unit sent up, as far as it has come."""
    standing = [record for record in records if record.stands]
    round_ = _this_round(standing)
    returned = next((r for r in reversed(round_) if r.act == "return_down"), None)
    came = standing[-len(round_) - 1].on if len(round_) < len(standing) else case.received_on
    if case.state is CaseState.RETURNED and returned:
        return CaseReply(
            case.number,
            came,
            case.office_number,
            taken=False,
            return_reason=returned.fields["reason"],
            contact=contact,
            contact_phone=contact_phone,
        )
    paper, number, dated_on = _decision(round_, papers)
    return CaseReply(
        case.number,
        came,
        case.office_number,
        taken=None if case.state is CaseState.REGISTERED else True,
        office=_office(round_),
        decision_number=number,
        decision_on=dated_on,
        served=True if paper and paper.served_on else None,
        contact=contact,
        contact_phone=contact_phone,
        requests=tuple(_answers(case, round_, number)),
    )


def _this_round(standing: Sequence[ActRecord]) -> Sequence[ActRecord]:
    """The acts since the case came in last."""
    again = [at for at, record in enumerate(standing) if record.act == "receive_again"]
    return standing[again[-1] + 1 :] if again else standing


def _office(records: Sequence[ActRecord]) -> str:
    """To which office it was passed last."""
    passed = (r.fields.get("receiver_office", "") for r in reversed(records) if r.act in _PASSED_ON)
    return next((office for office in passed if office), "")


def _decision(
    records: Sequence[ActRecord], papers: Sequence[IssuedDocument]
) -> tuple[IssuedDocument | None, str, dt.date | None]:
    """The newest answer: its paper, number and day; of an opinion of another unit there is no paper here."""
    for record in reversed(records):
        if record.act in ANSWERS:
            paper = next((one for one in papers if one.id == record.document_id and one.stands), None)
            if paper:
                return paper, paper.number, paper.issued_at.date()
        if record.act == "record_decision":
            return None, record.fields["number"], dt.date.fromisoformat(record.fields["dated_on"])
    return None, "", None


def _answers(case: Case, records: Sequence[ActRecord], number: str) -> list[RequestReply]:
    """The result of each request; where an act answers them all alike, its words."""
    last = next((record.act for record in reversed(records) if record.act in ANSWERS), "")
    alike: dict[str, tuple[RequestResult | None, str]] = {
        "guide": (RequestResult.GUIDED, f"已引导法定途径，见{number}"),
        "decline": (None, f"不予受理，见{number}"),
        "decline_final": (None, f"不再受理，见{number}"),
        "suggestion_reply": (RequestResult.EXPLAINED, f"已作建议答复，见{number}"),
    }
    found = []
    for at, request in enumerate(case.requests, 1):
        result, answer = alike.get(last, (None, ""))
        if request.result:
            result, answer = RequestResult(request.result), request.answer
        if result or answer:
            found.append(RequestReply(at, result, answer))
    return found


def answer_json(reply: CaseReply) -> dict[str, Any]:
    """An answer as it is kept and compared with the next: without whoever happens to be at the desk."""
    return {
        "received_on": reply.received_on.isoformat() if reply.received_on else "",
        "their_number": reply.their_number,
        "taken": reply.taken,
        "return_reason": reply.return_reason,
        "office": reply.office,
        "decision_number": reply.decision_number,
        "decision_on": reply.decision_on.isoformat() if reply.decision_on else "",
        "served": reply.served,
        "requests": [
            [one.position, one.result.value if one.result else "", one.answer] for one in reply.requests
        ],
    }
