"""Questions of the inbox: which cases are here, whose names are alike, what was done upon a case that came in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from app.domain.codes import CaseState
from app.domain.inbox import KnownCase
from app.storage.database import Store

_MOST_MARKS = 500


def known_cases(store: Store, numbers: Sequence[str]) -> dict[str, KnownCase]:
    """What is here already of these numbers; one that no store can hold is not."""
    found = {}
    for some in _some([number for number in numbers if number.isascii()]):
        marks = ",".join("?" * len(some))
        question = f"SELECT id, number, state, source_unit FROM cases WHERE number IN ({marks})"
        for row in store.rows(question, *some):
            found[row["number"]] = KnownCase(**{**row, "state": CaseState(row["state"])})
    return found


def mark_source(store: Store, rows: Sequence[tuple[str, str, str]]) -> None:
    """Note of new cases which unit sent them, and the number of this office: unit, office number, case number."""
    statement = "UPDATE cases SET source_unit = ?, office_number = ? WHERE number = ?"
    store.execute_many(statement, [tuple(row) for row in rows])


def cases_received(store: Store, packet_id: int) -> list[tuple[int, str, str]]:
    """The cases of a packet in its order: id, number, this office's number."""
    rows = store.rows(
        "SELECT c.id, c.number, c.office_number FROM received_cases r JOIN cases c ON c.id = r.case_id"
        " WHERE r.packet_id = ? ORDER BY r.position",
        packet_id,
    )
    return [(row["id"], row["number"], row["office_number"]) for row in rows]


def first_packet(store: Store, case_id: int) -> int:
    """The packet in which a case came first."""
    return int(store.value("SELECT min(packet_id) FROM received_cases WHERE case_id = ?", case_id) or 0)


def last_packet(store: Store, case_id: int) -> int:
    """The packet in which a case came last."""
    return int(store.value("SELECT max(packet_id) FROM received_cases WHERE case_id = ?", case_id) or 0)


def content_before(store: Store, packet_id: int, case_id: int) -> str:
    """A case as the packet before this one brought it, as JSON."""
    return str(
        store.value(
            "SELECT content FROM received_cases WHERE case_id = ? AND packet_id < ? ORDER BY packet_id DESC LIMIT 1",
            case_id,
            packet_id,
        )
    )


def cases_from(store: Store, unit_code: str) -> list[tuple[int, str]]:
    """The cases that a unit sent up, oldest first, with their numbers."""
    question = "SELECT id, number FROM cases WHERE source_unit = ? AND source_unit <> '' ORDER BY id"
    return [(row["id"], row["number"]) for row in store.rows(question, unit_code)]


def same_names(store: Store, names: Sequence[str], sender: str, *, limit: int) -> list[dict[str, Any]]:
    """Open cases from elsewhere of people of these names: case number, name, phone, id_number, content."""
    found: list[dict[str, Any]] = []
    for some in _some(names):
        marks = ",".join("?" * len(some))
        found += store.rows(
            "SELECT c.number, p.name, p.phone, p.id_number, substr(c.content, 1, 200) AS content"
            " FROM petitioners p CROSS JOIN cases c ON c.id = p.case_id"
            f" WHERE p.name IN ({marks}) AND p.name <> '' AND +c.sealed = 0 AND c.source_unit <> ? LIMIT ?",
            *some,
            sender,
            limit,
        )
    return found


def _some(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """The values in runs that one statement takes."""
    return (values[start : start + _MOST_MARKS] for start in range(0, len(values), _MOST_MARKS))


# --- taking an import back ---------------------------------------------------------------------------------

_DONE = (
    (
        "办理步骤",
        "SELECT count(*) FROM case_acts WHERE case_id = ? AND undone_at IS NULL AND act <> 'receive_again'",
    ),
    ("办理记录", "SELECT count(*) FROM handling_notes WHERE case_id = ?"),
    ("出具的文书", "SELECT count(*) FROM documents WHERE case_id = ?"),
    ("送审的事项", "SELECT count(*) FROM approvals WHERE case_id = ?"),
    ("开放的权限", "SELECT count(*) FROM sealed_access WHERE case_id = ?"),
    (
        "关联的重复件",
        "SELECT count(*) FROM cases r WHERE r.repeat_of <> '' AND r.repeat_of = (SELECT number FROM cases WHERE id = ?)",
    ),
    ("发出的回复", "SELECT count(*) FROM packet_cases WHERE case_id = ?"),
)
"""What may have been done upon a case, each with its question."""


def done_upon(store: Store, case_id: int) -> tuple[str, ...]:
    """What was done upon a case since it came."""
    return tuple(what for what, question in _DONE if store.value(question, case_id))


def attachments_beyond(store: Store, case_id: int, sha256s: Sequence[str]) -> int:
    """How many attachments of a case did not come with it."""
    rows = store.rows("SELECT sha256 FROM attachments WHERE case_id = ?", case_id)
    return sum(row["sha256"] not in sha256s for row in rows)


_OF_A_CASE = ("case_acts", "petitioners", "requests", "deadlines", "attachments", "received_cases")


def drop_cases(store: Store, case_ids: Sequence[int]) -> None:
    """Take cases off the register as if they had never come; the history keeps its lines. Inside the act's
    transaction, and only for cases upon which nothing was done."""
    rows: list[tuple[object, ...]] = [(case_id,) for case_id in case_ids]
    for table in _OF_A_CASE:
        store.execute_many(f"DELETE FROM {table} WHERE case_id = ?", rows)
    for side in ("first_id", "second_id"):
        store.execute_many(f"DELETE FROM not_repeats WHERE {side} = ?", rows)
    for index in ("case_grams", "case_chars"):
        store.execute_many(f"DELETE FROM {index} WHERE rowid = ?", rows)
    store.execute_many("DELETE FROM cases WHERE id = ?", rows)


def drop_attachments_of(store: Store, case_id: int, sha256s: Sequence[str], *, since: dt.datetime) -> None:
    """Take the attachments with these hashes, that came then or later, off a case."""
    rows: list[tuple[object, ...]] = [
        (case_id, sha256, since.isoformat(timespec="seconds")) for sha256 in sha256s
    ]
    store.execute_many("DELETE FROM attachments WHERE case_id = ? AND sha256 = ? AND added_at >= ?", rows)


def forget_case(store: Store, packet_id: int, case_id: int) -> None:
    """A case did not come in this packet; it came in an earlier one."""
    store.execute("DELETE FROM received_cases WHERE packet_id = ? AND case_id = ?", packet_id, case_id)


# --- replies ---------------------------------------------------------------------------------------------------


def said_ours(store: Store, case_id: int) -> frozenset[tuple[str, str]]:
    """What of earlier replies was turned down for a case: (field, theirs)."""
    rows = store.rows(
        "SELECT d.field, d.theirs FROM reply_decisions d JOIN replies r ON r.id = d.reply_id"
        " WHERE d.case_id = ? AND d.decision = 'ours' AND r.undone_at IS NULL",
        case_id,
    )
    return frozenset((row["field"], row["theirs"]) for row in rows)


def taken_over(store: Store, file_sha256: str) -> list[int]:
    """The standing replies that came in a file."""
    question = "SELECT id FROM replies WHERE file_sha256 = ? AND undone_at IS NULL ORDER BY id"
    return [row["id"] for row in store.rows(question, file_sha256)]


def newest_act(store: Store, case_id: int) -> int:
    """The id of the newest act of a case."""
    return int(store.value("SELECT max(id) FROM case_acts WHERE case_id = ?", case_id) or 0)


def received_file(store: Store, file_sha256: str) -> int | None:
    """The line of the packet that came in a file, when its import stands."""
    question = "SELECT id FROM received_packets WHERE file_sha256 = ? AND state = 'imported' ORDER BY id DESC LIMIT 1"
    found = store.value(question, file_sha256)
    return None if found is None else int(found)


def numbers_of(store: Store, case_ids: Iterable[int]) -> dict[int, str]:
    """The numbers of some cases."""
    found = {}
    for some in _some(sorted(set(case_ids))):
        marks = ",".join("?" * len(some))
        for row in store.rows(f"SELECT id, number FROM cases WHERE id IN ({marks})", *some):
            found[row["id"]] = row["number"]
    return found


def last_answer(store: Store, case_id: int) -> str:
    """The number of the reply packet in which a case was answered last; empty when it never was."""
    question = (
        "SELECT p.number FROM packet_cases pc JOIN packets p ON p.id = pc.packet_id"
        " WHERE pc.case_id = ? AND p.purpose = 'reply' ORDER BY p.id DESC LIMIT 1"
    )
    return str(store.value(question, case_id) or "")
