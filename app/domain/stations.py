"""Stations that exchange packets: their keys, and the address card by which one knows another (名片).

A key proves who sent something (sign) or who alone can open it (age). Whether a key belongs to the unit whose name
stands on the card is decided by people, who compare its fingerprint with the one on paper.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.domain.codes import Labelled, StationRole
from app.domain.errors import InvalidField
from app.domain.station import LONGEST_NAME, UNIT_CODE

CARD_FORMAT = "petition-desk/station-card"
CARD_VERSION = 1

SIGN_KEY = r"[A-Za-z0-9+/]{43}="
"""An Ed25519 key: 32 bytes in base 64."""

AGE_PUBLIC = r"age1[02-9ac-hj-np-z]{58}"
"""A receiver of the age format: an X25519 key in Bech32."""


class StationKind(Labelled):
    """What the office behind a station does; accusations go to the discipline office alone (Art. 30)."""

    UNIT = "unit", "基层单位"
    RECEPTION = "reception", "信访接待部门"
    DISCIPLINE = "discipline", "纪委（纪检监察机构）"


@dataclass(frozen=True, slots=True)
class StationKeys:
    """The keys of one station. The secrets stay in its encrypted store and are never shown, not by ``repr`` either.

    ``sign_*`` are Ed25519 keys in base 64, ``age_*`` an age identity and its receiver.
    """

    sign_secret: str = field(repr=False)
    sign_public: str
    age_secret: str = field(repr=False)
    age_public: str


@dataclass(frozen=True, slots=True)
class StationCard:
    """What one station must know to write to another: who it is, and its public keys."""

    code: str
    name: str
    role: StationRole
    sign_public: str
    age_public: str
    made_on: dt.date
    kind: StationKind = StationKind.UNIT


@dataclass(frozen=True, slots=True)
class StationCardPaper:
    """The printed card. ``fingerprint`` is in groups; ``qr`` is the card's file as a QR code carries it."""

    card: StationCard
    fingerprint: tuple[str, ...]
    qr: str


def card_file_name(card: StationCard) -> str:
    """名片_<code>.json."""
    return f"名片_{card.code}.json"


def card_json(card: StationCard) -> dict[str, Any]:
    """A card as plain JSON values."""
    return {
        "code": card.code,
        "name": card.name,
        "role": card.role.value,
        "kind": card.kind.value,
        "sign_public": card.sign_public,
        "age_public": card.age_public,
        "made_on": card.made_on.isoformat(),
    }


def card_from_json(values: dict[str, Any]) -> StationCard:
    """A card from plain JSON values of the right types. Raises ValueError for a word or date that is none."""
    return StationCard(
        code=values["code"],
        name=values["name"],
        role=StationRole(values["role"]),
        kind=StationKind(values["kind"]),
        sign_public=values["sign_public"],
        age_public=values["age_public"],
        made_on=dt.date.fromisoformat(values["made_on"]),
    )


def check_card(card: StationCard) -> list[InvalidField]:
    """Everything that is wrong with a card, as far as its text tells."""
    problems = []
    if not re.fullmatch(UNIT_CODE, card.code):
        problems.append(InvalidField("code", "单位代码须为2至12位大写字母或数字，例如 ZC01"))
    if not is_plain(card.name, LONGEST_NAME):
        problems.append(InvalidField("name", f"请填写单位全称，一行之内，不超过{LONGEST_NAME}字"))
    if not re.fullmatch(SIGN_KEY, card.sign_public):
        problems.append(InvalidField("sign_public", "签名公钥不合格式"))
    if not re.fullmatch(AGE_PUBLIC, card.age_public):
        problems.append(InvalidField("age_public", "封口公钥不合格式"))
    return problems


def is_plain(text: str, longest: int) -> bool:
    """Whether a text that somebody else wrote is one visible line: no control, direction or half characters."""
    return bool(text.strip()) and len(text) <= longest and text.isprintable()


CardOf = Callable[[str], StationCard | None]
"""Asks the address book for the trusted card of a station's code."""
