"""Packets that no desk made: any cover, any key, any cases; for what headquarters must notice."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.domain.packets import Packet, PacketCase
from app.domain.stations import StationKeys
from app.files.packet_workbook import write_packet
from app.files.station_keys import new_station_keys, sign
from tests.builders import a_case, a_packet

KEYS = new_station_keys()
"""Of the workshop ZC01 in these packets."""
OTHERS = new_station_keys()


def an_entry(number: str = "ZC01-20261110-0001-7", **changes: Any) -> PacketCase:
    """A case without enclosures."""
    return PacketCase(a_case(number, **changes))


def made(
    path: Path,
    *entries: PacketCase,
    keys: StationKeys | None = KEYS,
    signer: StationKeys | None = None,
    **cover: Any,
) -> Path:
    """Write a packet; ``keys`` are named on it, ``signer`` signs (the same, unless told)."""
    head = {
        "number": f"YS-ZC01-{cover.get('sequence', 1):05d}",
        "sequence": 1,
        "sender_code": "ZC01",
        "sender_name": "综采一区",
        "receiver_name": "集团公司信访接待室",
        "receiver_code": "HQ01",
        "made_at": dt.datetime(2026, 11, 23, 15, 0),
        "made_by": "李敏",
        "previous_sha256": "",
        "sender_key": keys.sign_public if keys else "",
        "sender_age": keys.age_public if keys else "",
        **cover,
    }
    packet = Packet(replace(a_packet().head, **head), entries or (an_entry(),))
    by = signer or keys
    with path.open("wb") as out:
        write_packet(
            packet, out, sign=(lambda sha256: sign(by.sign_secret, "packet", sha256)) if by else None
        )
    return path
