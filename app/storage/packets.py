"""The register of packets that were sent."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.domain.codes import CaseState
from app.domain.errors import NotFound
from app.domain.packets import PacketRecord
from app.storage.database import Store

_COLUMNS = "number, sequence, receiver, made_at, made_by, file_name, file_sha256, content_sha256, case_count"


def insert_packet(store: Store, record: PacketRecord, case_ids: list[int]) -> int:
    """Record a packet and its cases; its id."""
    packet_id = store.execute(
        f"INSERT INTO packets ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        record.number,
        record.sequence,
        record.receiver,
        record.made_at.isoformat(timespec="seconds"),
        record.made_by,
        record.file_name,
        record.file_sha256,
        record.content_sha256,
        record.case_count,
    )
    rows: list[tuple[object, ...]] = [
        (packet_id, case_id, position) for position, case_id in enumerate(case_ids)
    ]
    store.execute_many("INSERT INTO packet_cases (packet_id, case_id, position) VALUES (?, ?, ?)", rows)
    return packet_id


def packet_id(store: Store, number: str) -> int:
    """The row id of a packet. Raises NotFound."""
    found = store.value("SELECT id FROM packets WHERE number = ?", number)
    if found is None:
        raise NotFound("移送包", number)
    return int(found)


def get_packet(store: Store, number: str) -> PacketRecord:
    """A packet in the register. Raises NotFound."""
    row = store.row(f"SELECT {_COLUMNS} FROM packets WHERE number = ?", number)
    if row is None:
        raise NotFound("移送包", number)
    return _record(row)


def list_packets(store: Store, *, limit: int = 100) -> list[PacketRecord]:
    """The newest packets."""
    return [
        _record(row)
        for row in store.rows(f"SELECT {_COLUMNS} FROM packets ORDER BY sequence DESC LIMIT ?", limit)
    ]


def last_packet(store: Store) -> PacketRecord | None:
    """The packet before the next one."""
    row = store.row(f"SELECT {_COLUMNS} FROM packets ORDER BY sequence DESC LIMIT 1")
    return _record(row) if row else None


def cases_in_packet(store: Store, number: str) -> list[str]:
    """The case numbers of a packet, in its order."""
    rows = store.rows(
        "SELECT c.number FROM packet_cases pc JOIN packets p ON p.id = pc.packet_id JOIN cases c ON c.id = pc.case_id"
        " WHERE p.number = ? ORDER BY pc.position",
        number,
    )
    return [row["number"] for row in rows]


def waiting_cases(store: Store) -> list[int]:
    """The ids of the cases that wait for a packet, oldest first."""
    question = "SELECT id FROM cases WHERE sealed = 0 AND state = ? ORDER BY received_on, id"
    return [row["id"] for row in store.rows(question, CaseState.AWAITING_TRANSFER.value)]


def _record(row: dict[str, Any]) -> PacketRecord:
    """A packet from its row."""
    return PacketRecord(**{**row, "made_at": dt.datetime.fromisoformat(row["made_at"])})
