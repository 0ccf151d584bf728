"""What a file that came on a stick is, as far as its outside tells."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.codes import Labelled
from app.domain.packet_codes import Seal


class ArrivalKind(Labelled):
    """The kinds of files that stations send each other."""

    PACKET = "packet", "移送包"
    REPLY = "reply", "回复"
    RECEIPT = "receipt", "回执"
    CARD = "card", "单位名片"


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a file is, and how it is sealed: one sealed with a password needs that before anybody knows more."""

    kind: ArrivalKind
    seal: Seal = Seal.NONE
