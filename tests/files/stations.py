"""Two invented stations with keys that are always the same, and what they write to each other."""

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import replace
from typing import Any

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.codes import StationRole
from app.domain.receipts import Party, Receipt, ReceiptKind
from app.domain.stations import StationCard, StationKeys, StationKind

UNIT_AGE = "AGE-SECRET-KEY-1Z5AQUNQ5ED2J798PRL2JD582HMVDYPAGVU082J4C53RF6L5N6T0QV34WSZ"
OFFICE_AGE = "AGE-SECRET-KEY-1YGRUWPADSUAYR949Q8LLX4KEPR538M754MAU8RYXT6K5K0L6CWDQ7ZZT5V"


def keys_of(first_byte: int, age_secret: str) -> StationKeys:
    """Keys made from a byte, for tests alone."""
    signing = Ed25519PrivateKey.from_private_bytes(bytes(range(first_byte, first_byte + 32)))
    return StationKeys(
        sign_secret=base64.b64encode(signing.private_bytes_raw()).decode(),
        sign_public=base64.b64encode(signing.public_key().public_bytes_raw()).decode(),
        age_secret=age_secret,
        age_public=str(pyrage.x25519.Identity.from_str(age_secret).to_public()),
    )


def unit_keys() -> StationKeys:
    """The workshop's."""
    return keys_of(0, UNIT_AGE)


def office_keys() -> StationKeys:
    """The reception office's."""
    return keys_of(100, OFFICE_AGE)


def a_card(keys: StationKeys | None = None, **changes: Any) -> StationCard:
    """The workshop's card."""
    keys = keys or unit_keys()
    card = StationCard(
        code="ZC01",
        name="某煤业集团东山煤矿综采一区",
        role=StationRole.WORKSHOP,
        sign_public=keys.sign_public,
        age_public=keys.age_public,
        made_on=dt.date(2026, 11, 23),
        kind=StationKind.UNIT,
    )
    return replace(card, **changes)


def office_card() -> StationCard:
    """The reception office's card."""
    return a_card(
        office_keys(),
        code="JT00",
        name="某煤业集团信访接待部门",
        role=StationRole.HEADQUARTERS,
        kind=StationKind.RECEPTION,
    )


def a_receipt(count: int = 3, **changes: Any) -> Receipt:
    """The office's receipt of the workshop's third packet."""
    receipt = Receipt(
        kind=ReceiptKind.RECEIVED,
        packet_number="YS-ZC01-00003",
        sequence=3,
        content_sha256="ab" * 32,
        file_sha256="cd" * 32,
        receiver=Party("JT00", "某煤业集团信访接待部门"),
        sender_code="ZC01",
        at=dt.datetime(2026, 11, 24, 9, 5),
        by="周文",
        cases=tuple((f"ZC01-20261110-{n:04d}-7", f"JT00-20261124-{n:04d}-3") for n in range(1, count + 1)),
    )
    return replace(receipt, **changes)


def a_refusal(**changes: Any) -> Receipt:
    """The same packet refused."""
    reason = "第2包没有收到，请先补寄第2包。"
    return a_receipt(0, **{"kind": ReceiptKind.REFUSED, "reason": reason, **changes})
