"""The content of a packet as its hidden sheet tells it: read, hashed, and looked at before it is trusted."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from app.domain.errors import UnreadableFile
from app.domain.packet_codes import SignatureState
from app.domain.packets import (
    FORMAT,
    FORMAT_VERSION,
    PacketHead,
    canonical_pieces,
    carried_history,
    content_sha256,
)
from app.files.packet_cells import Sheets
from app.files.packet_layout import META_SHEET, CaseJson, HeadJson
from app.files.packet_opening import not_a_packet
from app.files.station_keys import is_age_public, is_sign_public, verify

_LONGEST_JSON = 100_000_000
_MOST_ROWS = 50_000

_PERSON = {
    "name": str,
    "id_number": str,
    "phone": str,
    "unit": str,
    "staff_number": str,
    "representative": bool,
}
_FILE = {"name": str, "size": int, "sha256": str, "kind": str, "number": str, "file": str}
_CASE: dict[str, Any] = {
    **dict.fromkeys(
        (
            "number",
            "received_on",
            "registered_at",
            "registered_by",
            "channel",
            "origin",
            "class",
            "class_name",
        ),
        str,
    ),
    **dict.fromkeys(
        ("category", "repeat_of", "unit", "subject", "content", "evidence", "office", "outcome", "state"), str
    ),
    "urgent": bool,
    "anonymous": bool,
    "people_count": int,
    "petitioners": [_PERSON],
    "requests": [{"text": str, "result": str, "answer": str}],
    "deadlines": [{"rule": str, "name": str, "starts_on": str, "due_on": str}],
    "timeline": [{"at": str, "act": str, "text": str}],
    "attachments": [_FILE],
}
_HEAD: dict[str, Any] = {
    **dict.fromkeys(("number", "purpose", "made_at", "made_by", "previous_sha256"), str),
    **dict.fromkeys(
        ("sequence", "case_count", "people_count", "urgent_count", "request_count", "attachment_count"),
        int,
    ),
    "from": {"code": str, "name": str},
    "to": {"name": str},
}
_SECOND_CASE: dict[str, Any] = {
    **_CASE,
    "confidential": bool,
    "seal_number": str,
    "petitioners": [{**_PERSON, "address": str}],
    "respondent": {"name": str, "post": str, "unit": str},
}
_SECOND_HEAD: dict[str, Any] = {
    **_HEAD,
    "from": {"code": str, "name": str, "key": str, "age": str},
    "to": {"code": str, "name": str},
}
_SHAPES: dict[int, dict[str, Any]] = {
    1: {"format": str, "version": int, "packet": _HEAD, "cases": [_CASE]},
    2: {"format": str, "version": int, "packet": _SECOND_HEAD, "cases": [_SECOND_CASE]},
}
"""What the content of each version must hold."""

_NONE = {"": str}
"""What no content holds."""


@dataclass(frozen=True)
class PacketContent:
    """What a packet says: its cover, its cases, the hash of the text they stood in, and the hash it claims.

    ``claimed_at`` is the cell of the claim; ``canonical`` is whether the text is the one spelling of itself.
    ``signed`` is what its signature is worth by itself.
    """

    head: HeadJson
    packet_head: PacketHead
    cases: list[CaseJson]
    sha256: str
    claimed_sha256: str
    claimed_at: str
    canonical: bool
    signed: SignatureState = SignatureState.ABSENT
    signature: str = ""

    @property
    def version(self) -> int:
        """Of the format."""
        return int(self.head["version"])


def read_content(workbook: Sheets) -> PacketContent:
    """Read the hidden sheet of a packet.

    Raises UnreadableFile when there is none, when a newer program wrote it, or when it is not what the
    format says.
    """
    values, texts, claimed_at = read_meta(workbook)
    if values.get("format") != FORMAT:
        raise not_a_packet(workbook.name, "不是移送包的格式")
    refuse_newer(workbook.name, values.get("version", ""))
    version = int(values["version"])
    text = "".join(texts)
    try:
        content = json.loads(text)
        if not _fits(content, _SHAPES.get(version, _NONE)) or content["version"] != version:
            raise not_a_packet(workbook.name, "隐藏的校验数据不合格式")
        packet_head = _packet_head(content["packet"])
        sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
        canonical = content_sha256(content) == sha256
    except (ValueError, RecursionError) as error:
        raise not_a_packet(workbook.name, "隐藏的校验数据已损坏") from error
    return PacketContent(
        cases=content.pop("cases"),
        head=content,
        packet_head=packet_head,
        sha256=sha256,
        claimed_sha256=values.get("sha256", ""),
        claimed_at=claimed_at,
        canonical=canonical,
        signed=_signed(packet_head, sha256, values),
        signature=values.get("signature", ""),
    )


def _signed(head: PacketHead, sha256: str, values: dict[str, str]) -> SignatureState:
    """Whether what was read is what the sender's key signed. Who leaves the key out of the hidden sheet, or signs with
    another one than the content names, has not signed it."""
    key, signature = values.get("key", ""), values.get("signature", "")
    if not head.sender_key and not key and not signature:
        return SignatureState.ABSENT
    good = key == head.sender_key and verify(key, "packet", sha256, signature)
    return SignatureState.GOOD if good else SignatureState.BAD


def content_as_sent(content: dict[str, Any]) -> PacketContent:
    """The content of a packet as this desk sent it (``app.domain.packets.packet_json``)."""
    head = {key: value for key, value in content.items() if key != "cases"}
    digest = hashlib.sha256()
    for piece in canonical_pieces(head, content["cases"]):
        digest.update(piece.encode("utf-8"))
    sha256 = digest.hexdigest()
    return PacketContent(
        head, _packet_head(content["packet"]), content["cases"], sha256, sha256, claimed_at="", canonical=True
    )


def read_meta(workbook: Sheets) -> tuple[dict[str, str], list[str], str]:
    """The single values of the hidden sheet, the parts of its JSON, and the cell of the hash.

    Raises UnreadableFile when there is none, or more of it than a packet may have.
    """
    if META_SHEET not in workbook.sheets:
        raise not_a_packet(workbook.name, "没有隐藏的校验数据，不是移送包，或另存时丢失了")
    values: dict[str, str] = {}
    texts: list[str] = []
    size, claimed_at = 0, ""
    for row, cells in workbook.rows(META_SHEET):
        key, value = (cells[column].text if column in cells else "" for column in (0, 1))
        size += len(value)
        if row > _MOST_ROWS or size > _LONGEST_JSON:
            raise not_a_packet(workbook.name, "内容过大，不像移送包")
        if key == "json":
            texts.append(value)
        else:
            values[key] = value
        claimed_at = f"B{row}" if key == "sha256" else claimed_at
    return values, texts, claimed_at


def refuse_newer(name: str, version: str) -> None:
    """Say both numbers when the format is newer than this program."""
    if not version.isdecimal() or len(version) > 4:
        raise not_a_packet(name, "不是移送包的格式")
    if int(version) > FORMAT_VERSION:
        reason = f"由新版程序制作（格式第{int(version)}版，本程序只到第{FORMAT_VERSION}版）"
        raise UnreadableFile(name, reason, "请换用新版程序打开。")


def _packet_head(packet: dict[str, Any]) -> PacketHead:
    """The cover as the domain knows it. Raises ValueError when the time of making, a key, or the head of the sender's
    history is none."""
    sender = packet["from"]
    key, age = sender.get("key", ""), sender.get("age", "")
    if (key or age) and not (is_sign_public(key) and is_age_public(age)):
        raise ValueError("not a key")
    return PacketHead(
        number=packet["number"],
        sequence=packet["sequence"],
        sender_code=sender["code"],
        sender_name=sender["name"],
        receiver_name=packet["to"]["name"],
        made_at=dt.datetime.fromisoformat(packet["made_at"]),
        made_by=packet["made_by"],
        previous_sha256=packet["previous_sha256"],
        purpose=packet["purpose"],
        receiver_code=packet["to"].get("code", ""),
        sender_key=key,
        sender_age=age,
        history=carried_history(packet),
    )


def _fits(value: object, shape: Any) -> bool:
    """Whether a JSON value has the shape; further keys are allowed, a boolean is no number."""
    if isinstance(shape, dict):
        return isinstance(value, dict) and all(
            key in value and _fits(value[key], shape[key]) for key in shape
        )
    if isinstance(shape, list):
        return isinstance(value, list) and all(_fits(item, shape[0]) for item in value)
    return type(value) is shape
