"""The small code tables of packets, and how a packet is numbered."""

from __future__ import annotations

from enum import StrEnum

from app.domain.codes import Labelled


class Purpose(Labelled):
    """What a packet is for."""

    TRANSFER = "transfer", "移送"
    SEALED = "sealed", "密封移交"
    REPLY = "reply", "回复"


class Shown(StrEnum):
    """How much of a case a packet says."""

    OPEN = "open"
    """Numbers covered; no sealed case may be in it (Arts. 30, 46)."""
    CONFINED = "confined"
    """Inside a sealed file: whoever asked to be kept secret is named to the receiver, who has to answer."""
    WHOLE = "whole"
    """Inside a sealed file: numbers and addresses in full, and who is complained about (P2)."""


class PacketState(Labelled):
    """What became of a packet that was sent."""

    SENT = "sent", "已发出"
    RECEIVED = "received", "已接收"
    REFUSED = "refused", "被退回"
    ANSWERED = "answered", "已答复"
    WITHDRAWN = "withdrawn", "对方撤销接收"


class SignatureState(Labelled):
    """What the signature of a packet is worth by itself; whose key it is, is another question."""

    GOOD = "good", "签名完好"
    ABSENT = "absent", "没有签名"
    BAD = "bad", "签名不符"


class Seal(Labelled):
    """How a packet's file is sealed."""

    NONE = "", "不封口"
    PASSWORD = "password", "口令封口"
    KEY = "key", "按名片封口"


def series_of(purpose: Purpose, receiver_code: str = "") -> str:
    """The packets among which a sequence counts. What goes up is one series, whatever code the level above has; all
    else is one for each receiver, so that nobody sees a gap where another one got something."""
    return purpose.value if not receiver_code else f"{purpose.value}:{receiver_code}"


_MARKS = {Purpose.TRANSFER: "YS", Purpose.REPLY: "HF"}


def packet_number(
    unit_code: str, sequence: int, purpose: Purpose = Purpose.TRANSFER, receiver: str = ""
) -> str:
    """YS-<unit>-<sequence>, HF-<unit>-<receiver>-<sequence>: says nothing about what is inside."""
    to = f"-{receiver}" if receiver else ""
    return f"{_MARKS[purpose]}-{unit_code}{to}-{sequence:05d}"


def nameless_number(chance: bytes) -> str:
    """MF-<16 characters>: of a packet whose name must not even say who sent it; ``chance`` are 8 random bytes."""
    return f"MF-{chance.hex().upper()}"
