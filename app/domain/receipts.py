"""回执: what the receiver of a packet says back, so that the sender knows that it arrived, or why it was refused."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from app.domain.codes import Labelled
from app.domain.errors import InvalidField
from app.domain.history import HistoryHead
from app.domain.packets import carried_history, history_json
from app.domain.station import LONGEST_NAME, UNIT_CODE
from app.domain.stations import is_plain

RECEIPT_FORMAT = "petition-desk/receipt"
RECEIPT_VERSION = 2
"""Version 1 knew no ``withdrawn``; all other receipts are still written as version 1, which every reader takes."""
MOST_CASES = 20_000
LONGEST_REASON = 500
LONGEST_NUMBER = 60
PACKET_NUMBER = r"[A-Z0-9]+(?:-[A-Z0-9]+)+"
_SHA256 = r"[0-9a-f]{64}"
_HIGHEST_SEQUENCE = 99_999_999


class ReceiptKind(Labelled):
    """What became of the packet."""

    RECEIVED = "received", "已接收"
    REFUSED = "refused", "不予接收"
    WITHDRAWN = "withdrawn", "撤销接收"


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a packet."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to one packet.

    ``content_sha256`` and ``file_sha256`` are those of the packet as it arrived, ``at`` and ``by`` when and by whom
    it was taken or refused. ``cases`` has for each case its number and the receiver's own (empty: none yet).
    """

    kind: ReceiptKind
    packet_number: str
    sequence: int
    content_sha256: str
    file_sha256: str
    receiver: Party
    sender_code: str
    at: dt.datetime
    by: str
    reason: str = ""
    cases: tuple[tuple[str, str], ...] = ()
    history: HistoryHead | None = None
    """How far the receiver's history went when the receipt was signed; None in those of older programs."""


@dataclass(frozen=True, slots=True)
class ReceiptPaper:
    """The printed receipt: with the sender's name and both fingerprints in groups, as the address book has them."""

    receipt: Receipt
    sender_name: str
    sender_fingerprint: tuple[str, ...]
    receiver_fingerprint: tuple[str, ...]
    sender_history: str = ""
    """How far the sender's history went, as its packet carried it, in groups; both signatures stand below it."""
    receiver_history: str = ""


def receipt_file_name(receipt: Receipt) -> str:
    """HZ-<packet number>.json: says nothing about what was inside."""
    return f"HZ-{receipt.packet_number}.json"


def receipt_json(receipt: Receipt) -> dict[str, Any]:
    """A receipt as plain JSON values."""
    return {
        "kind": receipt.kind.value,
        "packet": receipt.packet_number,
        "sequence": receipt.sequence,
        "content_sha256": receipt.content_sha256,
        "file_sha256": receipt.file_sha256,
        "receiver": {"code": receipt.receiver.code, "name": receipt.receiver.name},
        "sender": {"code": receipt.sender_code},
        "at": receipt.at.isoformat(timespec="seconds"),
        "by": receipt.by,
        "reason": receipt.reason,
        "cases": [{"number": number, "their_number": theirs} for number, theirs in receipt.cases],
        **history_json(receipt.history),
    }


def receipt_from_json(values: dict[str, Any]) -> Receipt:
    """A receipt from plain JSON values of the right types. Raises ValueError for a word, a time or the head of a
    history that is none."""
    at = dt.datetime.fromisoformat(values["at"])
    if at.tzinfo is not None:
        raise ValueError(values["at"])
    return Receipt(
        kind=ReceiptKind(values["kind"]),
        packet_number=values["packet"],
        sequence=values["sequence"],
        content_sha256=values["content_sha256"],
        file_sha256=values["file_sha256"],
        receiver=Party(values["receiver"]["code"], values["receiver"]["name"]),
        sender_code=values["sender"]["code"],
        at=at,
        by=values["by"],
        reason=values["reason"],
        cases=tuple((case["number"], case["their_number"]) for case in values["cases"]),
        history=carried_history(values),
    )


def check_receipt(receipt: Receipt) -> list[InvalidField]:
    """Everything that is wrong with a receipt, whether it is to be written or was read."""
    return [*_check_packet(receipt), *_check_parties(receipt), *_check_outcome(receipt)]


def _check_packet(receipt: Receipt) -> list[InvalidField]:
    """Which packet it answers."""
    problems = []
    number = receipt.packet_number
    if not re.fullmatch(PACKET_NUMBER, number) or len(number) > LONGEST_NUMBER:
        problems.append(InvalidField("packet_number", "包的编号不合格式，例如 YS-ZC01-00003"))
    if not 0 <= receipt.sequence <= _HIGHEST_SEQUENCE:
        problems.append(InvalidField("sequence", "包的序号不对"))
    for name in ("content_sha256", "file_sha256"):
        if not re.fullmatch(_SHA256, getattr(receipt, name)):
            problems.append(InvalidField(name, "校验值须为64位小写十六进制"))
    return problems


def _check_parties(receipt: Receipt) -> list[InvalidField]:
    """Who sent it, who received it, and who says so."""
    problems = []
    for name, code in (("receiver", receipt.receiver.code), ("sender_code", receipt.sender_code)):
        if not re.fullmatch(UNIT_CODE, code):
            problems.append(InvalidField(name, "单位代码须为2至12位大写字母或数字，例如 ZC01"))
    if not is_plain(receipt.receiver.name, LONGEST_NAME):
        problems.append(InvalidField("receiver", f"请填写接收单位全称，一行之内，不超过{LONGEST_NAME}字"))
    if not is_plain(receipt.by, LONGEST_NAME):
        problems.append(InvalidField("by", f"请填写经办人，一行之内，不超过{LONGEST_NAME}字"))
    return problems


def _check_outcome(receipt: Receipt) -> list[InvalidField]:
    """What is not taken has its reason; every case stands once, under numbers that are one line."""
    problems = []
    why = receipt.kind is not ReceiptKind.RECEIVED
    if (why or receipt.reason) and not is_plain(receipt.reason, LONGEST_REASON):
        problems.append(
            InvalidField("reason", f"请写明不予接收或撤销接收的原因，一行之内，不超过{LONGEST_REASON}字")
        )
    if len(receipt.cases) > MOST_CASES:
        problems.append(InvalidField("cases", f"一份回执最多{MOST_CASES}件"))
    for number, theirs in receipt.cases:
        if not is_plain(number, LONGEST_NUMBER) or (theirs and not is_plain(theirs, LONGEST_NUMBER)):
            problems.append(InvalidField("cases", f"事项编号“{_on_one_line(number)}”或对方编号不合格式"))
            break
    if len({number for number, _ in receipt.cases}) != len(receipt.cases):
        problems.append(InvalidField("cases", "有事项编号列了两次"))
    return problems


def _on_one_line(text: str) -> str:
    """The beginning of a text that may hold anything, as it can stand in a sentence."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text[:20])
