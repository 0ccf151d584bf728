"""The heads of other stations' histories, as their packets carried them: what a later packet is held against."""

from __future__ import annotations

import datetime as dt
import json
import zlib

from app.domain.history import CarriedHead
from app.domain.packets import carried_history
from app.storage.database import Store

MOST = 500
"""Packets of one station that are looked at, the newest: a weekly packet of ten years."""


def received_heads(store: Store, sender_code: str, purpose: str) -> list[CarriedHead]:
    """What the packets of a station for one purpose carried, the newest first; those of older programs carried nothing.

    For one purpose: what is said of an open packet must not name one of accusations (Art. 30).
    """
    rows = store.rows(
        "SELECT number, sender_code, sender_name, sequence, made_at, content FROM received_packets WHERE sender_code = ?"
        " AND purpose = ? ORDER BY sequence DESC, id DESC LIMIT ?",
        sender_code,
        purpose,
        MOST,
    )
    found = []
    for row in rows:
        head = carried_history(json.loads(zlib.decompress(row["content"])))
        if head is not None:
            who = (row["sender_code"], row["sender_name"], row["number"], row["sequence"])
            found.append(CarriedHead(*who, dt.datetime.fromisoformat(row["made_at"]), head))
    return found


def senders(store: Store, purpose: str) -> list[str]:
    """Every station that a packet for a purpose came from, by code."""
    question = "SELECT DISTINCT sender_code FROM received_packets WHERE purpose = ? ORDER BY sender_code"
    return [row["sender_code"] for row in store.rows(question, purpose)]
