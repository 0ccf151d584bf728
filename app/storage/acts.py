"""The acts of the procedure on cases, and those that wait for the leader."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.acts import ActRecord, Approval
from app.domain.codes import CaseState
from app.domain.errors import NotFound
from app.domain.petitioners import mask_line
from app.storage.database import Store

_COLUMNS = (
    'id, act, "on", fields, extra, at, operator, approved_by, state_before, document_id, undone_at, undone_by,'
    " undone_reason"
)


def insert_act(store: Store, case_id: int, record: ActRecord) -> int:
    """Keep an act; its id. Runs inside the act's transaction."""
    return store.execute(
        'INSERT INTO case_acts (case_id, act, "on", fields, extra, at, operator, approved_by, state_before,'
        " document_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        case_id,
        record.act,
        record.on.isoformat(),
        _json(record.fields),
        _json(record.extra),
        record.at.isoformat(timespec="seconds"),
        record.operator,
        record.approved_by,
        record.state_before.value,
        record.document_id,
    )


def set_document(store: Store, act_id: int, document_id: int) -> None:
    """Note which paper an act issued."""
    store.execute("UPDATE case_acts SET document_id = ? WHERE id = ?", document_id, act_id)


def acts_of(store: Store, case_id: int) -> tuple[ActRecord, ...]:
    """All acts on a case, oldest first, the undone ones too."""
    rows = store.rows(f"SELECT {_COLUMNS} FROM case_acts WHERE case_id = ? ORDER BY id", case_id)
    return tuple(map(_record, rows))


def mark_undone(store: Store, act_id: int, *, at: dt.datetime, by: str, reason: str) -> None:
    """An act counts no more; it stays to be read."""
    store.execute(
        "UPDATE case_acts SET undone_at = ?, undone_by = ?, undone_reason = ? WHERE id = ?",
        at.isoformat(timespec="seconds"),
        by,
        reason,
        act_id,
    )


def _record(row: dict[str, Any]) -> ActRecord:
    """An act from its row."""
    return ActRecord(
        id=row["id"],
        act=row["act"],
        on=dt.date.fromisoformat(row["on"]),
        fields=json.loads(row["fields"]),
        extra=json.loads(row["extra"]),
        at=dt.datetime.fromisoformat(row["at"]),
        operator=row["operator"],
        approved_by=row["approved_by"],
        state_before=CaseState(row["state_before"]),
        document_id=row["document_id"],
        undone_at=dt.datetime.fromisoformat(row["undone_at"]) if row["undone_at"] else None,
        undone_by=row["undone_by"],
        undone_reason=row["undone_reason"],
    )


def _json(values: Mapping[str, str]) -> str:
    """Fields as they are kept."""
    return json.dumps(dict(values), ensure_ascii=False, sort_keys=True)


# --- what waits for the leader -----------------------------------------------------------------------------

_APPROVAL = (
    'SELECT a.id, c.number AS case_number, c.people, c.subject, a.act, a."on", a.fields, a.letter, a.asked_at,'
    " a.asked_by, a.state, a.decided_at, a.decided_by, a.word FROM approvals a JOIN cases c ON c.id = a.case_id"
)


@dataclass(frozen=True, slots=True)
class NewApproval:
    """A clerk's wish, before it has an id."""

    act: str
    on: dt.date
    fields: Mapping[str, str]
    letter: Mapping[str, str]
    at: dt.datetime
    by: str


def insert_approval(store: Store, case_id: int, wish: NewApproval) -> int:
    """Keep what a clerk asks the leader for; its id."""
    return store.execute(
        'INSERT INTO approvals (case_id, act, "on", fields, letter, asked_at, asked_by) VALUES (?, ?, ?, ?, ?, ?, ?)',
        case_id,
        wish.act,
        wish.on.isoformat(),
        _json(wish.fields),
        _json(wish.letter),
        wish.at.isoformat(timespec="seconds"),
        wish.by,
    )


def get_approval(store: Store, approval_id: int) -> Approval:
    """One wish. Raises NotFound."""
    row = store.row(f"{_APPROVAL} WHERE a.id = ?", approval_id)
    if row is None:
        raise NotFound("审批", approval_id)
    return _approval(row)


def open_approvals(store: Store, *, limit: int = 200, sealed: bool = False) -> list[Approval]:
    """What waits for a leader, oldest first; names masked; of open cases, or of sealed ones alone."""
    question = f"{_APPROVAL} WHERE a.state = 'asked' AND +c.sealed = ? ORDER BY a.asked_at, a.id LIMIT ?"
    return [_approval(row) for row in store.rows(question, int(sealed), limit)]


def returned_to(store: Store, operator: str) -> list[Approval]:
    """What somebody asked for and got back, newest first, unless he asked again or it was done since; names masked, no
    sealed case among them."""
    question = (
        f"{_APPROVAL} WHERE a.state = 'returned' AND a.asked_by = ? AND +c.sealed = 0"
        " AND NOT EXISTS (SELECT 1 FROM approvals b WHERE b.case_id = a.case_id AND b.act = a.act AND b.id > a.id)"
        " AND NOT EXISTS (SELECT 1 FROM case_acts d WHERE d.case_id = a.case_id AND d.act = a.act"
        " AND d.undone_at IS NULL AND d.at >= a.decided_at) ORDER BY a.decided_at DESC, a.id DESC"
    )
    return [_approval(row) for row in store.rows(question, operator)]


def approvals_of(store: Store, case_id: int) -> tuple[Approval, ...]:
    """All wishes about a case, oldest first."""
    return tuple(map(_approval, store.rows(f"{_APPROVAL} WHERE a.case_id = ? ORDER BY a.id", case_id)))


def decide_approval(
    store: Store, approval_id: int, *, state: str, at: dt.datetime, by: str, word: str = ""
) -> None:
    """Note how the leader decided: approved, returned, or taken back by the clerk."""
    store.execute(
        "UPDATE approvals SET state = ?, decided_at = ?, decided_by = ?, word = ? WHERE id = ?",
        state,
        at.isoformat(timespec="seconds"),
        by,
        word,
        approval_id,
    )


def _approval(row: dict[str, Any]) -> Approval:
    """A wish from its row."""
    return Approval(
        id=row["id"],
        case_number=row["case_number"],
        people=mask_line(row["people"]),
        subject=row["subject"],
        act=row["act"],
        on=dt.date.fromisoformat(row["on"]),
        fields=json.loads(row["fields"]),
        letter=json.loads(row["letter"]),
        asked_at=dt.datetime.fromisoformat(row["asked_at"]),
        asked_by=row["asked_by"],
        state=row["state"],
        decided_at=dt.datetime.fromisoformat(row["decided_at"]) if row["decided_at"] else None,
        decided_by=row["decided_by"],
        word=row["word"],
    )
