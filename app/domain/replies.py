"""What headquarters wrote into the reply sheet (回复): its parts, and what a reply may and may not say.

Reading cells is the business of ``app/files``; here rows that were understood are put together by case
(one case may be answered in several rows, by several people, in several returns), and what contradicts itself is
named. Sentences for the clerk stand in ``app/domain/reply_problems.py``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.domain.codes import RequestResult
from app.domain.ledger_spellings import DateReading, read_date
from app.domain.packet_differences import Difference

REQUEST_FIELDS = ("result", "answer", "note")
"""What is answered for each request."""

CASE_FIELDS = (
    "received_on",
    "their_number",
    "taken",
    "return_reason",
    "office",
    "decision_number",
    "decision_on",
    "served",
    "contact",
    "contact_phone",
)
"""What is said once for the case, in whichever of its rows."""


@dataclass(frozen=True, slots=True)
class RequestReply:
    """What is answered to one request; ``position`` counts from 1, and is 0 in a case without requests."""

    position: int
    result: RequestResult | None = None
    answer: str = ""
    note: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is filled in."""
        return self.result is None and not self.answer and not self.note


@dataclass(frozen=True, slots=True)
class CaseReply:
    """What a reply says of one case; what was not filled in, or contradicts itself, is None or empty.

    ``taken`` is 接收 (True) or 退回 (False). ``rows`` are the rows of the sheet that speak of it. ``faulty`` is
    whether an error was found in them: such a case is not to be taken over before somebody looked.
    """

    number: str
    received_on: dt.date | None = None
    their_number: str = ""
    taken: bool | None = None
    return_reason: str = ""
    office: str = ""
    decision_number: str = ""
    decision_on: dt.date | None = None
    served: bool | None = None
    contact: str = ""
    contact_phone: str = ""
    requests: tuple[RequestReply, ...] = ()
    rows: tuple[int, ...] = ()
    faulty: bool = False

    @property
    def decided(self) -> bool:
        """Whether anything of a decision letter is named."""
        return bool(self.decision_number) or self.decision_on is not None

    @property
    def answered(self) -> bool:
        """Whether any request has a result or an answer."""
        return any(request.result or request.answer for request in self.requests)


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One thing about one cell of a reply; ``message`` is the sentence for the clerk, place and remedy included.

    ``cell`` is its name (F7), ``row`` counts from 1, ``column`` is the title. An ``error`` keeps the case back
    (or the row, where the case is not known), anything else says what was mended or is worth a look.
    """

    sheet: str
    cell: str
    row: int
    column: str
    value: str
    code: str
    message: str
    error: bool


@dataclass(frozen=True, slots=True)
class ReplyReading:
    """A reply sheet as it was read.

    ``packet_number`` and ``sequence`` are of the packet it answers (empty and None where neither the file nor
    the caller knew). ``differences`` are cells other than reply cells that are not as they were sent, compared
    ``with_sent`` content that the caller had, or with the file's own hidden sheet; where there was neither,
    ``compared`` is False. ``unanswered`` are the cases of the packet of which no row says anything;
    ``complete`` is whether every case was returned, or has a result for each of its requests.
    """

    name: str
    packet_number: str
    sequence: int | None
    replies: tuple[CaseReply, ...]
    problems: tuple[CellProblem, ...]
    differences: tuple[Difference, ...]
    complete: bool
    unanswered: tuple[str, ...]
    compared: bool
    with_sent: bool

    @property
    def errors(self) -> tuple[CellProblem, ...]:
        """The problems that keep a case back."""
        return tuple(problem for problem in self.problems if problem.error)


class Place(NamedTuple):
    """A row of a sheet."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """One row that was understood: which request it answers, and the fields that it fills in."""

    place: Place
    number: str
    position: int
    values: Mapping[str, Any]


FieldKey = str | tuple[int, str]
"""A field of the case, or the position of a request and a field of it."""


class Fault(NamedTuple):
    """Something about one field of one row; ``code`` is a key of ``reply_problems.SENTENCES``."""

    place: Place
    field: str
    code: str
    detail: str = ""


def reply_date(cell: object, made_on: dt.date | None, today: dt.date) -> DateReading:
    """The day that a filled cell means.

    One without a year has the year of the packet, or the next where the day would be before the packet was
    made and the later one has already come.
    """
    found = read_date(cell, made_on.year if made_on else None)
    if made_on is None or (found.value and (found.code != "year_added" or found.value >= made_on)):
        return found
    later = read_date(cell, made_on.year + 1)
    return later if later.code == "year_added" and later.value and later.value <= today else found


def gather(number: str, rows: Sequence[ReplyRow]) -> tuple[CaseReply, dict[FieldKey, Place], list[Fault]]:
    """Put the rows of one case together.

    Returns the reply, where each of its fields stands, and what two rows say differently: such a field stays
    empty. The same said twice is no fault.
    """
    said = _Said()
    for row in rows:
        for field in CASE_FIELDS:
            if field in row.values:
                said.take(field, row.values[field], row.place)
        for field in REQUEST_FIELDS:
            if field in row.values:
                said.take((row.position, field), row.values[field], row.place)
    positions = sorted({row.position for row in rows if any(field in row.values for field in REQUEST_FIELDS)})
    requests = tuple(
        RequestReply(position, **said.values_of([(position, field) for field in REQUEST_FIELDS]))
        for position in positions
    )
    values = said.values_of(CASE_FIELDS)
    reply = CaseReply(number, requests=requests, rows=tuple(row.place.row for row in rows), **values)
    return reply, said.places(), said.faults


class _Said:
    """Fields with their values and places; what is said twice and differently is dropped."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._found: dict[FieldKey, tuple[object, Place]] = {}
        self._disputed: set[FieldKey] = set()

    def take(self, key: FieldKey, value: object, place: Place) -> None:
        """Note what a row says."""
        known, first = self._found.setdefault(key, (value, place))
        if known != value:
            self._disputed.add(key)
            where = f"第{first.row}行" if first.sheet == place.sheet else f"“{first.sheet}”第{first.row}行"
            self.faults.append(Fault(place, _field(key), "said_twice", where))

    def values_of(self, keys: Iterable[FieldKey]) -> dict[str, Any]:
        """The undisputed values by field."""
        return {
            _field(key): self._found[key][0]
            for key in keys
            if key in self._found and key not in self._disputed
        }

    def places(self) -> dict[FieldKey, Place]:
        """Where each field was first said."""
        return {key: place for key, (_, place) in self._found.items()}


def _field(key: FieldKey) -> str:
    """The field of a key."""
    return key if isinstance(key, str) else key[1]


def check_reply(
    reply: CaseReply,
    places: Mapping[FieldKey, Place],
    *,
    made_on: dt.date | None,
    today: dt.date,
    request_count: int | None = None,
) -> Iterator[Fault]:
    """What a reply says that cannot be, or that lacks its other half.

    ``made_on`` is the day on which the packet was made and ``request_count`` how many requests the case has,
    None where nobody knows. ``places`` are as ``gather`` gives them; a fault stands at the field it speaks of.
    """
    for key, code, detail in (
        *_returning(reply),
        *_receiving(reply, made_on, today),
        *_deciding(reply, today, request_count),
        *_answering(reply),
    ):
        yield Fault(places[key], _field(key), code, detail)


_Finding = tuple[FieldKey, str, str]


def _returning(reply: CaseReply) -> Iterator[_Finding]:
    """接收 and 退回: a returned case has a reason (Art. 23) and nothing of a case that was handled."""
    if reply.taken and reply.return_reason:
        yield "return_reason", "reason_though_taken", ""
    elif reply.taken is None and reply.return_reason:
        yield "return_reason", "reason_alone", ""
    if reply.taken is not False:
        return
    if not reply.return_reason:
        yield "taken", "return_without_reason", ""
    if any(request.result for request in reply.requests):
        yield "taken", "result_though_returned", ""
    if reply.decided:
        yield "taken", "decision_though_returned", ""


def _receiving(reply: CaseReply, made_on: dt.date | None, today: dt.date) -> Iterator[_Finding]:
    """接收日期: not in the future, not before there was a packet."""
    if reply.received_on is None:
        return
    if reply.received_on > today:
        yield "received_on", "in_the_future", today.isoformat()
    if made_on and reply.received_on < made_on:
        yield "received_on", "before_packet", made_on.isoformat()


def _deciding(reply: CaseReply, today: dt.date, request_count: int | None) -> Iterator[_Finding]:
    """意见书: number and date belong together, the day can be, each request has its result (Art. 32)."""
    if reply.decision_number and reply.decision_on is None:
        yield "decision_number", "number_without_date", ""
    if reply.decision_on:
        if not reply.decision_number:
            yield "decision_on", "date_without_number", ""
        if reply.decision_on > today:
            yield "decision_on", "in_the_future", today.isoformat()
        if reply.received_on and reply.decision_on < reply.received_on:
            yield "decision_on", "decided_before_received", reply.received_on.isoformat()
    results = sum(request.result is not None for request in reply.requests)
    if reply.decided and reply.taken is not False and results < (request_count or 0):
        key = "decision_on" if reply.decision_on else "decision_number"
        yield key, "decision_without_results", f"{results}/{request_count}"
    if reply.served and not reply.decided:
        yield "served", "served_without_decision", ""


def _answering(reply: CaseReply) -> Iterator[_Finding]:
    """Each request: a result has words to it, and words a result."""
    for request in reply.requests:
        if request.result and not request.answer:
            yield (request.position, "result"), "result_without_answer", ""
        elif request.answer and not request.result and reply.taken is not False:
            yield (request.position, "answer"), "answer_without_result", ""
