"""The address book: stations whose cards were taken in, and what is to be said of a card before it is trusted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.domain.codes import Labelled
from app.domain.stations import StationCard


class SenderTrust(Labelled):
    """What the address book says of whoever signed a packet or receipt."""

    TRUSTED = "trusted", "通讯录里已核对的单位"
    OWN = "own", "本单位自己签的"
    UNTRUSTED = "untrusted", "通讯录里有，指纹还没有核对"
    UNKNOWN = "unknown", "通讯录里没有的单位"
    OTHER_KEY = "other_key", "密钥与通讯录里的不同"
    NOBODY = "nobody", "没有签名，不知道是谁做的"


@dataclass(frozen=True, slots=True)
class KnownStation:
    """A line of the address book; ``trusted`` says that somebody compared the fingerprint with the one on paper."""

    card: StationCard
    fingerprint: str
    added_at: dt.datetime
    added_by: str
    trusted: bool
    note: str = ""

    @property
    def code(self) -> str:
        """The station's code."""
        return self.card.code

    @property
    def name(self) -> str:
        """The station's name."""
        return self.card.name


@dataclass(frozen=True, slots=True)
class CardPreview:
    """A card before it is taken in: its fingerprint in groups, and the line of the book that it would replace."""

    card: StationCard
    fingerprint: tuple[str, ...]
    known: KnownStation | None = None
    own: bool = False

    @property
    def same_key(self) -> bool:
        """Whether the book has these very keys."""
        return self.known is not None and self.known.fingerprint == "-".join(self.fingerprint)

    @property
    def key_changed(self) -> bool:
        """Whether the book has other keys for this code: a new PC, or somebody else."""
        return self.known is not None and not self.same_key
