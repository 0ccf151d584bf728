"""The register of packets that came in, and the cases that each brought, word for word."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Sequence
from typing import Any

from app.domain.errors import NotFound
from app.domain.received import ReceivedCase, ReceivedPacket, ReceivedState
from app.storage.database import Store

_FIELDS = (
    "number, sender_code, sender_name, sequence, purpose, made_at, made_by, received_at, received_by, file_name,"
    " file_sha256, content_sha256, previous_sha256, state, case_count, reason"
)
_COLUMNS = f"{_FIELDS}, undone_at, undone_by, id"


def insert_received(store: Store, packet: ReceivedPacket, content: str) -> int:
    """Record a packet that came in; its id. ``content`` is what is kept of it besides its cases (JSON). Inside the
    import's transaction.

    The same packet again (one that was refused, or whose import was undone) takes the place of its earlier line.
    """
    packed = zlib.compress(content.encode("utf-8"))
    earlier = _find(store, packet)
    if earlier is None:
        marks = ", ".join("?" * 17)
        return store.execute(
            f"INSERT INTO received_packets ({_FIELDS}, content) VALUES ({marks})", *_values(packet), packed
        )
    settings = ", ".join(f"{name.strip()} = ?" for name in _FIELDS.split(","))
    store.execute(
        f"UPDATE received_packets SET {settings}, content = ?, undone_at = NULL, undone_by = '' WHERE id = ?",
        *_values(packet),
        packed,
        earlier,
    )
    store.execute("DELETE FROM received_cases WHERE packet_id = ?", earlier)
    return earlier


def _find(store: Store, packet: ReceivedPacket) -> int | None:
    """The line of this very packet."""
    found = store.value(
        "SELECT id FROM received_packets WHERE sender_code = ? AND sequence = ? AND content_sha256 = ?",
        packet.sender_code,
        packet.sequence,
        packet.content_sha256,
    )
    return None if found is None else int(found)


def _values(packet: ReceivedPacket) -> tuple[object, ...]:
    """The row of a packet, without undoing and id."""
    return (
        packet.number,
        packet.sender_code,
        packet.sender_name,
        packet.sequence,
        packet.purpose,
        packet.made_at.isoformat(timespec="seconds"),
        packet.made_by,
        packet.received_at.isoformat(timespec="seconds"),
        packet.received_by,
        packet.file_name,
        packet.file_sha256,
        packet.content_sha256,
        packet.previous_sha256,
        packet.state.value,
        packet.case_count,
        packet.reason,
    )


def insert_received_cases(store: Store, received_id: int, cases: Sequence[ReceivedCase]) -> None:
    """Record which cases a packet brought, and what it said of each. Inside the import's transaction."""
    store.execute_many(
        "INSERT INTO received_cases (packet_id, case_id, position, content) VALUES (?, ?, ?, ?)",
        [(received_id, case.case_id, case.position, case.content) for case in cases],
    )


def get_received(store: Store, received_id: int) -> ReceivedPacket:
    """One line of the register. Raises NotFound."""
    row = store.row(f"SELECT {_COLUMNS} FROM received_packets WHERE id = ?", received_id)
    if row is None:
        raise NotFound("收到的包", received_id)
    return _received(row)


def find_received(store: Store, number: str) -> ReceivedPacket:
    """The packet of a number; where two claim it, the one whose import stands. Raises NotFound."""
    row = store.row(
        f"SELECT {_COLUMNS} FROM received_packets WHERE number = ? ORDER BY state = 'imported' DESC, id DESC LIMIT 1",
        number,
    )
    if row is None:
        raise NotFound("收到的包", number)
    return _received(row)


def list_received(store: Store, *, limit: int = 200) -> list[ReceivedPacket]:
    """What came in, newest first."""
    question = f"SELECT {_COLUMNS} FROM received_packets ORDER BY received_at DESC, id DESC LIMIT ?"
    return [_received(row) for row in store.rows(question, limit)]


def series_received(store: Store, sender_code: str, purpose: str) -> list[ReceivedPacket]:
    """All packets of one sender for one purpose, by sequence: where a number is missing, a packet is."""
    question = (
        f"SELECT {_COLUMNS} FROM received_packets WHERE sender_code = ? AND purpose = ? ORDER BY sequence, id"
    )
    return [_received(row) for row in store.rows(question, sender_code, purpose)]


def set_received_state(
    store: Store, received_id: int, state: ReceivedState, *, at: dt.datetime, by: str, reason: str
) -> None:
    """Note that an import was undone, and why. Inside a transaction."""
    store.execute(
        "UPDATE received_packets SET state = ?, reason = ?, undone_at = ?, undone_by = ? WHERE id = ?",
        state.value,
        reason,
        at.isoformat(timespec="seconds"),
        by,
        received_id,
    )


def received_content(store: Store, received_id: int) -> str:
    """What is kept of a packet besides its cases, as JSON. Raises NotFound."""
    packed = store.value("SELECT content FROM received_packets WHERE id = ?", received_id)
    if packed is None:
        raise NotFound("收到的包", received_id)
    return zlib.decompress(packed).decode("utf-8")


def received_cases(store: Store, received_id: int) -> list[ReceivedCase]:
    """The cases a packet brought, in its order."""
    rows = store.rows(
        "SELECT case_id, position, content FROM received_cases WHERE packet_id = ? ORDER BY position",
        received_id,
    )
    return [ReceivedCase(row["case_id"], row["position"], row["content"]) for row in rows]


def _received(row: dict[str, Any]) -> ReceivedPacket:
    """A packet from its row."""
    undone = row["undone_at"]
    return ReceivedPacket(
        **{
            **row,
            "made_at": dt.datetime.fromisoformat(row["made_at"]),
            "received_at": dt.datetime.fromisoformat(row["received_at"]),
            "state": ReceivedState(row["state"]),
            "undone_at": dt.datetime.fromisoformat(undone) if undone else None,
        }
    )
