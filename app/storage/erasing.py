"""Cases past their period: what decides about them, the wishes to erase them, and the erasing itself."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.domain.codes import CaseState, Origin
from app.domain.documents import DocumentKind
from app.domain.errors import NotFound
from app.domain.petitioners import mask_line
from app.domain.retention import (
    OPEN_STATES,
    OPINIONS,
    DueCase,
    Erasure,
    ErasureLine,
    ErasureState,
    KeptCase,
)
from app.storage.database import Store
from app.storage.search import index_texts

_ENDED = (
    'max(c.received_on, coalesce((SELECT max("on") FROM case_acts a WHERE a.case_id = c.id AND a.undone_at IS NULL),'
    " ''), coalesce((SELECT max(\"on\") FROM handling_notes n WHERE n.case_id = c.id), ''),"
    " coalesce((SELECT max(substr(issued_at, 1, 10)) FROM documents d WHERE d.case_id = c.id), ''))"
)
_OPINION = ", ".join(f"'{act}'" for act in OPINIONS)
_OPEN = ", ".join(f"'{state.value}'" for state in sorted(OPEN_STATES))
_KEPT = (
    f"SELECT c.id, c.number, c.people, c.class, c.state, c.received_on, c.origin, c.urgent, {_ENDED} AS ended_on,"
    " EXISTS (SELECT 1 FROM case_acts a WHERE a.case_id = c.id AND a.undone_at IS NULL"
    f" AND a.act IN ({_OPINION})) AS has_opinion,"
    " (SELECT count(*) FROM approvals w WHERE w.case_id = c.id AND w.state = 'asked') AS waiting,"
    " (SELECT count(*) FROM documents d WHERE d.case_id = c.id)"
    " + (SELECT count(*) FROM attachments t WHERE t.case_id = c.id) AS papers,"
    " (SELECT group_concat(r.number) FROM cases r WHERE r.repeat_of = c.number AND r.repeat_of <> ''"
    f" AND r.state IN ({_OPEN})) AS mentioned_by"
    " FROM cases c WHERE c.sealed = 0 AND c.seal_number = '' AND c.erased_at IS NULL"
)


def old_cases(store: Store, until: dt.date) -> list[KeptCase]:
    """The open cases received on this day or before that stand no more in the way of anything; oldest first.

    A case that is or was sealed is not among them (decision 23).
    """
    question = f"{_KEPT} AND c.received_on <= ? AND c.state NOT IN ({_OPEN}) ORDER BY c.received_on, c.id"
    return [_kept(row) for row in store.rows(question, until.isoformat())]


def kept_case(store: Store, number: str) -> KeptCase:
    """One of them. Raises NotFound, also for a case that is or was sealed or is erased."""
    row = store.row(f"{_KEPT} AND c.number = ?", number.strip().upper())
    if row is None:
        raise NotFound("信访事项", number)
    return _kept(row)


def _kept(row: Mapping[str, Any]) -> KeptCase:
    """From its row."""
    return KeptCase(
        id=row["id"],
        number=row["number"],
        case_class=row["class"],
        state=CaseState(row["state"]),
        received_on=dt.date.fromisoformat(row["received_on"]),
        ended_on=dt.date.fromisoformat(row["ended_on"]),
        instructed=row["origin"] == Origin.INSTRUCTED.value,
        major=bool(row["urgent"]),
        has_opinion=bool(row["has_opinion"]),
        mentioned_by=tuple((row["mentioned_by"] or "").split(",")) if row["mentioned_by"] else (),
        waiting=row["waiting"],
        papers=row["papers"],
        people=mask_line(row["people"]),
    )


# --- wishes ------------------------------------------------------------------------------------------------


def insert_erasure(store: Store, *, at: dt.datetime, by: str, reason: str, cases: Sequence[DueCase]) -> int:
    """Keep a wish to erase; its id. Inside the act's transaction."""
    erasure_id = store.execute(
        "INSERT INTO erasures (asked_at, asked_by, reason) VALUES (?, ?, ?)",
        at.isoformat(timespec="seconds"),
        by,
        reason,
    )
    rows: list[tuple[object, ...]] = [
        (erasure_id, one.case.id, place, one.rule, one.case.ended_on.isoformat(), one.kept_until.isoformat())
        for place, one in enumerate(cases, start=1)
    ]
    store.execute_many(
        "INSERT INTO erasure_cases (erasure_id, case_id, position, rule, ended_on, kept_until)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        rows,
    )
    return erasure_id


def list_erasures(store: Store) -> list[Erasure]:
    """All wishes, newest first."""
    return [_erasure(store, row) for row in store.rows("SELECT * FROM erasures ORDER BY id DESC")]


def get_erasure(store: Store, erasure_id: int) -> Erasure:
    """One wish. Raises NotFound."""
    row = store.row("SELECT * FROM erasures WHERE id = ?", erasure_id)
    if row is None:
        raise NotFound("销毁申请", erasure_id)
    return _erasure(store, row)


def asked_for(store: Store) -> frozenset[int]:
    """The cases that stand in a wish which is not settled."""
    rows = store.rows(
        "SELECT e.case_id FROM erasure_cases e JOIN erasures w ON w.id = e.erasure_id"
        " WHERE w.state IN ('asked', 'approved')"
    )
    return frozenset(row["case_id"] for row in rows)


def decide_erasure(
    store: Store, erasure_id: int, state: ErasureState, *, at: dt.datetime, by: str, word: str = ""
) -> None:
    """Keep what was decided. Inside the act's transaction."""
    store.execute(
        "UPDATE erasures SET state = ?, decided_at = ?, decided_by = ?, word = ? WHERE id = ?",
        state.value,
        at.isoformat(timespec="seconds"),
        by,
        word,
        erasure_id,
    )


def finish_erasure(store: Store, erasure_id: int, *, at: dt.datetime, document_id: int) -> None:
    """Note that a wish was carried out, and its list. Inside the act's transaction."""
    store.execute(
        "UPDATE erasures SET state = 'done', done_at = ?, document_id = ? WHERE id = ?",
        at.isoformat(timespec="seconds"),
        document_id,
        erasure_id,
    )


def _erasure(store: Store, row: Mapping[str, Any]) -> Erasure:
    """From its row."""
    lines = store.rows(
        "SELECT c.number, e.rule, e.ended_on, e.kept_until FROM erasure_cases e JOIN cases c ON c.id = e.case_id"
        " WHERE e.erasure_id = ? ORDER BY e.position",
        row["id"],
    )
    day, moment = dt.date.fromisoformat, dt.datetime.fromisoformat
    return Erasure(
        id=row["id"],
        asked_at=moment(row["asked_at"]),
        asked_by=row["asked_by"],
        reason=row["reason"],
        state=ErasureState(row["state"]),
        lines=tuple(
            ErasureLine(one["number"], one["rule"], day(one["ended_on"]), day(one["kept_until"]))
            for one in lines
        ),
        decided_at=moment(row["decided_at"]) if row["decided_at"] else None,
        decided_by=row["decided_by"],
        word=row["word"],
        done_at=moment(row["done_at"]) if row["done_at"] else None,
        document_id=row["document_id"],
    )


# --- erasing -----------------------------------------------------------------------------------------------

_EMPTIED = (
    "UPDATE cases SET people = '', query_code = '', subject = '', content = '', respondent_name = '',"
    " respondent_post = '', respondent_unit = '', evidence = '', outcome = '', note = '', fingerprint = '',"
    " erased_at = :at WHERE id = :id",
    "DELETE FROM petitioners WHERE case_id = :id",
    "UPDATE requests SET text = '', answer = '' WHERE case_id = :id",
    "UPDATE handling_notes SET text = '' WHERE case_id = :id",
    "UPDATE printings SET reason = '' WHERE document_id IN (SELECT id FROM documents WHERE case_id = :id)",
    "DELETE FROM attachments WHERE case_id = :id",
    "UPDATE approvals SET fields = '{}', letter = '{}', word = '' WHERE case_id = :id",
    "UPDATE reply_decisions SET ours = '', theirs = '' WHERE case_id = :id",
    "DELETE FROM not_repeats WHERE first_id = :id OR second_id = :id",
    "DELETE FROM drafts WHERE instr(key, :number) > 0",
    # what was sent or came with the case is one signed text over all its cases: it goes as a whole
    "UPDATE packets SET content = NULL WHERE id IN (SELECT packet_id FROM packet_cases WHERE case_id = :id)",
    "UPDATE documents SET pdf = zeroblob(0), fields = '{}' WHERE packet_id IN"
    " (SELECT packet_id FROM packet_cases WHERE case_id = :id)",
    "UPDATE received_packets SET content = '{}' WHERE id IN"
    " (SELECT packet_id FROM received_cases WHERE case_id = :id)",
    "UPDATE received_cases SET content = json_object('number', :number, 'attachments', json_array())"
    " WHERE case_id = :id",
    "DELETE FROM case_grams WHERE rowid = :id",
    "DELETE FROM case_chars WHERE rowid = :id",
)
"""What takes names and texts out of every table; what figures are counted from stays."""
INDEXES = ("case_grams", "case_chars")


def erase_case(
    store: Store,
    case_id: int,
    number: str,
    at: dt.datetime,
    coded: Callable[[str, Mapping[str, Any]], dict[str, Any]],
) -> None:
    """Take a case's names and texts out, one and all; ``coded`` says what of an act's fields stays.

    Inside the act's transaction; ``merge_indexes`` afterwards takes the words out of the search index for good.
    """
    values = {"id": case_id, "number": number, "at": at.isoformat(timespec="seconds")}
    connection = store.database.connection()
    for statement in _EMPTIED:
        connection.execute(statement, values)
    for row in store.rows("SELECT id, act, fields FROM case_acts WHERE case_id = ?", case_id):
        kept = json.dumps(coded(row["act"], json.loads(row["fields"])), ensure_ascii=False)
        store.execute(
            "UPDATE case_acts SET fields = ?, extra = '{}', undone_reason = '' WHERE id = ?", kept, row["id"]
        )
    for row in store.rows("SELECT id, kind FROM documents WHERE case_id = ?", case_id):
        label = DocumentKind(row["kind"]).label
        store.execute(
            "UPDATE documents SET pdf = zeroblob(0), fields = '{}', title = ?, withdrawn_reason = '' WHERE id = ?",
            label,
            row["id"],
        )
    grams, chars = index_texts([number])
    store.execute("INSERT INTO case_grams (rowid, grams) VALUES (?, ?)", case_id, grams)
    store.execute("INSERT INTO case_chars (rowid, chars) VALUES (?, ?)", case_id, chars)


def merge_indexes(store: Store) -> None:
    """Write the search indexes anew without what was deleted from them. Inside the act's transaction."""
    for index in INDEXES:
        store.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")


def fold_log(store: Store) -> None:
    """Put the write-ahead log into the file and empty it: what was erased stands in neither."""
    with store.damage_named():
        store.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
