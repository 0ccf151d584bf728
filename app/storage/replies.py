"""The register of replies that were taken over, with their acts and decisions."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from app.domain.errors import NotFound
from app.domain.reply_records import ReplyDecision, ReplyRecord
from app.storage.database import Store
from app.storage.packets import packet_id


def put_office_number(store: Store, case_id: int, office_number: str) -> None:
    """Note headquarters' number of a case that this unit sent. Inside a transaction."""
    store.execute("UPDATE cases SET office_number = ? WHERE id = ?", office_number, case_id)


def insert_reply(store: Store, reply: ReplyRecord) -> int:
    """Record a reply that is taken over; its id. Inside the import's transaction. Raises NotFound."""
    return store.execute(
        "INSERT INTO replies (packet_id, at, operator, file_name, file_sha256, source) VALUES (?, ?, ?, ?, ?, ?)",
        packet_id(store, reply.packet_number),
        reply.at.isoformat(timespec="seconds"),
        reply.by,
        reply.file_name,
        reply.file_sha256,
        reply.source,
    )


def add_reply_act(store: Store, reply_id: int, case_act_id: int, position: int) -> None:
    """Note that an act came from a reply; they are undone from the last to the first."""
    store.execute(
        "INSERT INTO reply_acts (reply_id, case_act_id, position) VALUES (?, ?, ?)",
        reply_id,
        case_act_id,
        position,
    )


def add_reply_decision(store: Store, reply_id: int, decision: ReplyDecision) -> None:
    """Note how somebody decided between what the desk had and what the reply says."""
    store.execute(
        "INSERT INTO reply_decisions (reply_id, case_id, field, ours, theirs, decision, at, operator)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        reply_id,
        decision.case_id,
        decision.field,
        decision.ours,
        decision.theirs,
        decision.decision,
        decision.at.isoformat(timespec="seconds"),
        decision.by,
    )


_REPLY = (
    "SELECT p.number AS packet_number, r.at, r.operator AS by, r.file_name, r.file_sha256, r.source, r.undone_at,"
    " r.undone_by, r.id FROM replies r JOIN packets p ON p.id = r.packet_id"
)


def get_reply(store: Store, reply_id: int) -> ReplyRecord:
    """One reply. Raises NotFound."""
    row = store.row(f"{_REPLY} WHERE r.id = ?", reply_id)
    if row is None:
        raise NotFound("回复", reply_id)
    return _reply(row)


def replies_to(store: Store, packet_number: str) -> list[ReplyRecord]:
    """The replies to a packet, oldest first, those undone too."""
    return [_reply(row) for row in store.rows(f"{_REPLY} WHERE p.number = ? ORDER BY r.id", packet_number)]


def list_replies(store: Store, *, limit: int = 200) -> list[ReplyRecord]:
    """All replies, newest first."""
    return [_reply(row) for row in store.rows(f"{_REPLY} ORDER BY r.id DESC LIMIT ?", limit)]


def reply_acts(store: Store, reply_id: int) -> list[tuple[int, int]]:
    """The acts that came from a reply as (case id, act id), in the order in which they were done."""
    rows = store.rows(
        "SELECT a.case_id, a.id FROM reply_acts r JOIN case_acts a ON a.id = r.case_act_id WHERE r.reply_id = ?"
        " ORDER BY r.position",
        reply_id,
    )
    return [(row["case_id"], row["id"]) for row in rows]


def reply_decisions(store: Store, reply_id: int) -> list[ReplyDecision]:
    """How was decided, in order."""
    rows = store.rows(
        "SELECT case_id, field, ours, theirs, decision, at, operator AS by FROM reply_decisions WHERE reply_id = ?"
        " ORDER BY id",
        reply_id,
    )
    return [ReplyDecision(**{**row, "at": dt.datetime.fromisoformat(row["at"])}) for row in rows]


def mark_reply_undone(store: Store, reply_id: int, *, at: dt.datetime, by: str) -> None:
    """A reply counts no more; it stays to be read. Inside a transaction."""
    store.execute(
        "UPDATE replies SET undone_at = ?, undone_by = ? WHERE id = ?",
        at.isoformat(timespec="seconds"),
        by,
        reply_id,
    )


def _reply(row: dict[str, Any]) -> ReplyRecord:
    """A reply from its row."""
    undone = row["undone_at"]
    reply = ReplyRecord(**{**row, "at": dt.datetime.fromisoformat(row["at"]), "undone_at": None})
    return replace(reply, undone_at=dt.datetime.fromisoformat(undone)) if undone else reply
