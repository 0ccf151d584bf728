"""Cases in and out of the store. One way in, for one case and for a hundred thousand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.cases import Attachment, Case, CaseDraft, HandlingNote, Request, Respondent
from app.domain.codes import CaseClass, CaseState, Channel, Origin
from app.domain.deadlines import Deadline, DeadlineState, Whose
from app.domain.errors import NotFound
from app.domain.petitioners import Petitioner, petitioners_line
from app.storage.clocks import INSERT_DEADLINE, deadline_values
from app.storage.database import Store
from app.storage.search import index_texts, initials

CASE_COLUMNS = (
    "id, number, query_code, received_on, registered_at, registered_by, state, channel, origin, anonymous,"
    " confidential, sealed, people, people_count, subject, content, respondent_name, respondent_post,"
    " respondent_unit, class, category, unit, urgent, evidence, office, outcome, note, repeat_of, due_on,"
    " fingerprint, import_id, import_row, seal_number"
)
_READ_COLUMNS = f"{CASE_COLUMNS}, source_unit, office_number, erased_at"
_INSERT_CASE = f"INSERT INTO cases ({CASE_COLUMNS}) VALUES ({', '.join('?' * 33)})"
_INSERT_PETITIONER = (
    "INSERT INTO petitioners (case_id, position, name, initials, id_number, phone, unit, address, staff_number,"
    " post, representative) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_REQUEST = "INSERT INTO requests (case_id, position, text, result, answer) VALUES (?, ?, ?, ?, ?)"
_INSERT_GRAMS = "INSERT INTO case_grams (rowid, grams) VALUES (?, ?)"
_INSERT_CHARS = "INSERT INTO case_chars (rowid, chars) VALUES (?, ?)"


@dataclass(frozen=True, slots=True)
class NewCase:
    """A draft with everything that registering gives it."""

    draft: CaseDraft
    number: str
    query_code: str
    registered_at: dt.datetime
    registered_by: str
    deadlines: tuple[Deadline, ...] = ()
    fingerprint: str = ""
    import_id: int | None = None
    import_row: int | None = None
    seal_number: str = ""

    @property
    def sealed(self) -> bool:
        """Class B, or kept secret at the petitioner's wish."""
        return self.draft.case_class is CaseClass.B or self.draft.confidential


def insert_cases(store: Store, new_cases: Sequence[NewCase]) -> None:
    """Write cases with their people, requests, clocks and index. Runs inside the act's transaction."""
    first = 1 + (store.value("SELECT max(id) FROM cases") or 0)
    numbered = list(enumerate(new_cases, start=first))
    store.execute_many(_INSERT_CASE, [_case_values(case_id, new) for case_id, new in numbered])
    store.execute_many(
        _INSERT_PETITIONER, [row for i, new in numbered for row in _people_values(i, new.draft)]
    )
    store.execute_many(
        _INSERT_REQUEST,
        [(i, n, r.text, r.result, r.answer) for i, new in numbered for n, r in enumerate(new.draft.requests)],
    )
    store.execute_many(
        INSERT_DEADLINE, [deadline_values(i, clock) for i, new in numbered for clock in new.deadlines]
    )
    texts = [(i, index_texts(_searchable(new.number, new.draft, new.sealed))) for i, new in numbered]
    store.execute_many(_INSERT_GRAMS, [(i, grams) for i, (grams, _) in texts])
    store.execute_many(_INSERT_CHARS, [(i, chars) for i, (_, chars) in texts])


def _case_values(case_id: int, new: NewCase) -> tuple[object, ...]:
    """The row of a new case."""
    draft = new.draft
    running = [
        clock.due_on
        for clock in new.deadlines
        if clock.state is DeadlineState.RUNNING and clock.whose is Whose.DUTY
    ]
    return (
        case_id,
        new.number,
        new.query_code,
        draft.received_on.isoformat(),
        new.registered_at.isoformat(timespec="seconds"),
        new.registered_by,
        draft.state.value,
        draft.channel.value,
        draft.origin.value,
        draft.anonymous,
        draft.confidential,
        new.sealed,
        petitioners_line(draft.petitioners, anonymous=draft.anonymous),
        draft.people_count,
        draft.subject,
        draft.content,
        draft.respondent.name,
        draft.respondent.post,
        draft.respondent.unit,
        draft.case_class.value if draft.case_class else "",
        draft.category,
        draft.unit,
        draft.urgent,
        draft.evidence,
        draft.office,
        draft.outcome,
        draft.note,
        draft.repeat_of,
        min(running).isoformat() if running else None,
        new.fingerprint,
        new.import_id,
        new.import_row,
        new.seal_number,
    )


def _people_values(case_id: int, draft: CaseDraft) -> list[tuple[object, ...]]:
    """The petitioners' rows of a new case."""
    return [
        (
            case_id,
            position,
            person.name,
            initials(person.name),
            person.id_number,
            person.phone,
            person.unit,
            person.address,
            person.staff_number,
            person.post,
            person.representative,
        )
        for position, person in enumerate(draft.petitioners)
    ]


def _searchable(number: str, draft: CaseDraft | Case, sealed: bool) -> list[str]:
    """What a search finds a case by; of a sealed case nothing but its number."""
    if sealed:
        return [number]
    people = [text for p in draft.petitioners for text in (p.name, initials(p.name), p.phone, p.unit)]
    subject = "" if draft.content.startswith(draft.subject.rstrip("…")) else draft.subject
    asked = [request.text for request in draft.requests if request.text not in draft.content]
    return [
        number,
        subject,
        draft.content,
        *asked,
        *people,
        draft.unit,
        draft.office,
        draft.outcome,
        draft.note,
    ]


def case_id(store: Store, number: str) -> int:
    """The row id of a case. Raises NotFound."""
    found = store.value("SELECT id FROM cases WHERE number = ?", number.strip().upper())
    if found is None:
        raise NotFound("信访事项", number)
    return int(found)


def get_case(store: Store, number: str) -> Case:
    """A case, whole. Raises NotFound."""
    row = store.row(f"SELECT {_READ_COLUMNS} FROM cases WHERE number = ?", number.strip().upper())
    if row is None:
        raise NotFound("信访事项", number)
    return _case(row, petitioners_of(store, row["id"]), requests_of(store, row["id"]))


def petitioners_of(store: Store, of_case: int) -> tuple[Petitioner, ...]:
    """The people of a case, in their order."""
    rows = store.rows(
        "SELECT name, id_number, phone, unit, address, staff_number, post, representative, initials"
        " FROM petitioners WHERE case_id = ? ORDER BY position",
        of_case,
    )
    return tuple(Petitioner(**{**row, "representative": bool(row["representative"])}) for row in rows)


def names_of(store: Store, number: str) -> tuple[str, ...]:
    """The names of a case's people; none for a case that is not there."""
    rows = store.rows(
        "SELECT p.name FROM petitioners p JOIN cases c ON c.id = p.case_id WHERE c.number = ?", number
    )
    return tuple(row["name"] for row in rows)


def requests_of(store: Store, of_case: int) -> tuple[Request, ...]:
    """The requests of a case, in their order."""
    rows = store.rows(
        "SELECT text, result, answer FROM requests WHERE case_id = ? ORDER BY position", of_case
    )
    return tuple(Request(**row) for row in rows)


def notes_of(store: Store, of_case: int) -> tuple[HandlingNote, ...]:
    """What was noted day by day, oldest first."""
    rows = store.rows(
        'SELECT "on", kind, text, operator FROM handling_notes WHERE case_id = ? ORDER BY "on", id', of_case
    )
    return tuple(
        HandlingNote(dt.date.fromisoformat(r["on"]), r["text"], r["kind"], r["operator"]) for r in rows
    )


def attachments_of(store: Store, of_case: int) -> tuple[Attachment, ...]:
    """The attachments of a case without their contents."""
    rows = store.rows(
        "SELECT id, name, size, sha256, added_at, media_type, document_id FROM attachments WHERE case_id = ?"
        " ORDER BY id",
        of_case,
    )
    return tuple(Attachment(**{**r, "added_at": dt.datetime.fromisoformat(r["added_at"])}) for r in rows)


def set_state(store: Store, of_case: int, state: CaseState) -> None:
    """Move a case to another state."""
    store.execute("UPDATE cases SET state = ? WHERE id = ?", state.value, of_case)


def set_office(store: Store, of_case: int, office: str) -> None:
    """Note the office in charge. Runs inside the act's transaction."""
    store.execute("UPDATE cases SET office = ? WHERE id = ?", office, of_case)


def _case(row: dict[str, Any], people: tuple[Petitioner, ...], requests: tuple[Request, ...]) -> Case:
    """A case from its row."""
    same = ("number", "query_code", "registered_by", "people_count", "subject", "content", "category", "unit")
    rest = (
        "evidence",
        "office",
        "outcome",
        "note",
        "repeat_of",
        "seal_number",
        "id",
        "source_unit",
        "office_number",
    )
    return Case(
        **{name: row[name] for name in (*same, *rest)},
        received_on=dt.date.fromisoformat(row["received_on"]),
        registered_at=dt.datetime.fromisoformat(row["registered_at"]),
        state=CaseState(row["state"]),
        channel=Channel(row["channel"]),
        origin=Origin(row["origin"]),
        petitioners=people,
        requests=requests,
        anonymous=bool(row["anonymous"]),
        confidential=bool(row["confidential"]),
        urgent=bool(row["urgent"]),
        case_class=CaseClass(row["class"]) if row["class"] else None,
        erased_on=dt.datetime.fromisoformat(row["erased_at"]).date() if row["erased_at"] else None,
        respondent=Respondent(row["respondent_name"], row["respondent_post"], row["respondent_unit"]),
    )


def index_again(store: Store, of_case: int, number: str) -> None:
    """Write the search index of a case anew, after it was sealed or opened. Runs inside the act's transaction."""
    case = get_case(store, number)
    grams, chars = index_texts(_searchable(case.number, case, case.sealed))
    store.execute("DELETE FROM case_grams WHERE rowid = ?", of_case)
    store.execute("DELETE FROM case_chars WHERE rowid = ?", of_case)
    store.execute(_INSERT_GRAMS, of_case, grams)
    store.execute(_INSERT_CHARS, of_case, chars)
