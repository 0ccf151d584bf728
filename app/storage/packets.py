"""The register of packets that were sent, each with its content word for word."""

from __future__ import annotations

import datetime as dt
import zlib
from typing import Any

from app.domain.codes import CaseState
from app.domain.errors import NotFound
from app.domain.packet_codes import PacketState, Purpose, Seal
from app.domain.packets import PacketRecord
from app.storage.database import Store

_COLUMNS = (
    "number, place AS sequence, receiver, made_at, made_by, file_name, file_sha256, content_sha256, case_count,"
    " purpose, receiver_code, signature, sealed AS seal, state, receipt_at, receipt_by, receipt_sha256, receipt_reason"
)


def insert_packet(
    store: Store, record: PacketRecord, series: str, case_ids: list[int], content: bytes
) -> int:
    """Record a packet, its cases, and its content (canonical JSON, compressed by zlib); its id."""
    order = 1 + (store.value("SELECT max(sequence) FROM packets") or 0)
    packet_id = store.execute(
        "INSERT INTO packets (sequence, number, series, place, receiver, made_at, made_by, file_name, file_sha256,"
        " content_sha256, case_count, purpose, receiver_code, signature, sealed, content)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        order,
        record.number,
        series,
        record.sequence,
        record.receiver,
        record.made_at.isoformat(timespec="seconds"),
        record.made_by,
        record.file_name,
        record.file_sha256,
        record.content_sha256,
        record.case_count,
        record.purpose.value,
        record.receiver_code,
        record.signature,
        record.seal.value,
        content,
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
    rows = store.rows(f"SELECT {_COLUMNS} FROM packets ORDER BY id DESC LIMIT ?", limit)
    return [_record(row) for row in rows]


def last_in_series(store: Store, series: str) -> PacketRecord | None:
    """The packet before the next one of a series."""
    question = f"SELECT {_COLUMNS} FROM packets WHERE series = ? ORDER BY place DESC LIMIT 1"
    row = store.row(question, series)
    return _record(row) if row else None


def packet_content(store: Store, number: str) -> str | None:
    """The content of a packet as it was sent (canonical JSON); None of those sent before it was kept."""
    packed = store.value("SELECT content FROM packets WHERE number = ?", number)
    return zlib.decompress(packed).decode("utf-8") if packed else None


def put_file(store: Store, number: str, file_name: str, file_sha256: str) -> None:
    """Note the file of a packet that was written again; sealed anew it has other bytes."""
    store.execute(
        "UPDATE packets SET file_name = ?, file_sha256 = ? WHERE number = ?", file_name, file_sha256, number
    )


def put_receipt(
    store: Store, number: str, state: PacketState, *, at: dt.datetime, by: str, sha256: str, reason: str = ""
) -> None:
    """Note what the receiver said of a packet: when and by whom it was taken or refused, and the receipt's hash."""
    store.execute(
        "UPDATE packets SET state = ?, receipt_at = ?, receipt_by = ?, receipt_sha256 = ?, receipt_reason = ?"
        " WHERE number = ?",
        state.value,
        at.isoformat(timespec="seconds"),
        by,
        sha256,
        reason,
        number,
    )


def wait_again(store: Store, number: str) -> None:
    """A packet is on its way once more: it waits for a receipt, another than the one that came."""
    store.execute(
        "UPDATE packets SET state = ?, receipt_at = NULL, receipt_by = '', receipt_reason = '' WHERE number = ?",
        PacketState.SENT.value,
        number,
    )


def forget_receipt(store: Store, number: str, state: PacketState) -> None:
    """A receipt was noted wrongly: it never came, and its file can be taken in once more."""
    store.execute(
        "UPDATE packets SET state = ?, receipt_at = NULL, receipt_by = '', receipt_sha256 = '', receipt_reason = ''"
        " WHERE number = ?",
        state.value,
        number,
    )


def set_packet_state(store: Store, number: str, state: PacketState) -> None:
    """Note where a packet stands."""
    store.execute("UPDATE packets SET state = ? WHERE number = ?", state.value, number)


def cases_in_packet(store: Store, number: str) -> list[str]:
    """The case numbers of a packet, in its order."""
    rows = store.rows(
        "SELECT c.number FROM packet_cases pc JOIN packets p ON p.id = pc.packet_id JOIN cases c ON c.id = pc.case_id"
        " WHERE p.number = ? ORDER BY pc.position",
        number,
    )
    return [row["number"] for row in rows]


def last_packet_of(store: Store, case_id: int) -> str:
    """The number of the newest packet that a case went into; empty when it went into none."""
    question = (
        "SELECT p.number FROM packet_cases pc JOIN packets p ON p.id = pc.packet_id"
        " WHERE pc.case_id = ? ORDER BY p.id DESC LIMIT 1"
    )
    return str(store.value(question, case_id) or "")


def waiting_cases(store: Store) -> list[int]:
    """The ids of the open cases that wait for a packet, oldest first."""
    question = "SELECT id FROM cases WHERE sealed = 0 AND state = ? ORDER BY received_on, id"
    return [row["id"] for row in store.rows(question, CaseState.AWAITING_TRANSFER.value)]


def waiting_secret(store: Store) -> list[str]:
    """The numbers of the cases kept secret at the petitioner's wish that wait for a sealed packet, oldest first."""
    question = (
        "SELECT number FROM cases WHERE sealed = 1 AND class <> 'B' AND state = ? ORDER BY received_on, id"
    )
    return [row["number"] for row in store.rows(question, CaseState.AWAITING_TRANSFER.value)]


def _record(row: dict[str, Any]) -> PacketRecord:
    """A packet from its row."""
    receipt_at = row["receipt_at"]
    return PacketRecord(
        **{
            **row,
            "made_at": dt.datetime.fromisoformat(row["made_at"]),
            "purpose": Purpose(row["purpose"]),
            "seal": Seal(row["seal"]),
            "state": PacketState(row["state"]),
            "receipt_at": dt.datetime.fromisoformat(receipt_at) if receipt_at else None,
        }
    )
