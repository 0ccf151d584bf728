"""Reading the reply sheet that headquarters filled in: Excel, WPS or LibreOffice, and nothing of the program.

``docs/packet-format.md`` says what may be filled in; what a reply may say is ``app/domain/replies.py``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from app.domain.changes import Progress, Steps, run_through
from app.domain.replies import CaseReply, ReplyReading, check_reply, gather
from app.files.packet_compare import MOST_DIFFERENCES, collected
from app.files.packet_layout import CaseJson
from app.files.reply_books import opened_reply
from app.files.reply_cells import CellReader, case_key
from app.files.reply_compare import Origin, book_differences, find_origin
from app.files.reply_header import ReplyTable, find_tables
from app.files.reply_problems import Problems
from app.files.reply_rows import Answers, TableReader
from app.files.reply_words import load_words


def read_reply(
    path: Path,
    *,
    sent: Mapping[str, Any] | None,
    today: dt.date,
    stream: BinaryIO | None = None,
) -> ReplyReading:
    """Read a filled reply sheet: .xlsx, the zip around it, .ods, .xls; whole or in part.

    ``sent`` is the content of the packet as it was sent (``app.domain.packets.packet_json``): all but the reply
    cells is compared with it, and rows of other cases are named. Without it the file's own hidden sheet is
    taken; where that is lost too, nothing is compared. ``stream`` is a sheet out of a reply packet.
    Nothing in the file is computed, followed or unpacked.
    Raises UnreadableFile, in bounded time and memory, for what is no reply, damaged, hostile, or of a newer format.
    """
    return run_through(reading_reply(path, sent=sent, today=today, stream=stream))


def reading_reply(
    path: Path, *, sent: Mapping[str, Any] | None, today: dt.date, stream: BinaryIO | None = None
) -> Steps[ReplyReading]:
    """The same in steps."""
    yield Progress(0, 0, "读取内容")
    with opened_reply(path, stream) as book:
        words = load_words()
        tables = find_tables(book, words)
        origin = find_origin(book, sent)
        problems = Problems()
        _say_of_file(origin, problems)
        cases = origin.cases() if origin.content else None
        reader = CellReader(words, book.is_date, book.from_1904, origin.made_on, today)
        answers = Answers()
        for table in tables:
            yield from TableReader(book, table, reader, cases, origin.number, problems).read_into(answers)
        replies = _replies(answers, tables, cases, origin.made_on, today, problems)
        differences = yield from collected(book_differences(book, origin, tables))
        differences += answers.differences
    by_number = {reply.number: reply for reply in replies}
    sent_cases = list(cases.values()) if cases is not None else []
    return ReplyReading(
        name=path.name,
        packet_number=origin.number,
        sequence=origin.sequence,
        replies=replies,
        problems=problems.said,
        differences=tuple(differences[:MOST_DIFFERENCES]),
        complete=bool(sent_cases) and all(_finished(case, by_number) for case in sent_cases),
        unanswered=tuple(case["number"] for case in sent_cases if case["number"] not in by_number),
        compared=origin.content is not None,
        with_sent=origin.with_sent,
    )


def _say_of_file(origin: Origin, problems: Problems) -> None:
    """What is to be said before any row is read."""
    number, cell = origin.cover
    if origin.content is None:
        problems.of_file("not_compared")
    elif number and case_key(number) != case_key(origin.number):
        problems.of_file("other_packet", "封面", cell, number, origin.number)


def _replies(
    answers: Answers,
    tables: tuple[ReplyTable, ...],
    cases: Mapping[str, CaseJson] | None,
    made_on: dt.date | None,
    today: dt.date,
    problems: Problems,
) -> tuple[CaseReply, ...]:
    """The answers by case; contradictions are looked for where every cell could be read."""
    by_sheet = {table.sheet: table for table in tables}
    replies = []
    for number, rows in answers.rows.items():
        reply, places, faults = gather(number, rows)
        if not faults and number not in answers.faulty:
            count = len(cases[case_key(number)]["requests"]) if cases is not None else None
            faults = list(check_reply(reply, places, made_on=made_on, today=today, request_count=count))
        errors = [
            problems.at(
                by_sheet[fault.place.sheet], fault.place.row, fault.field, fault.code, "", fault.detail
            )
            for fault in faults
        ]
        replies.append(replace(reply, faulty=any(errors) or number in answers.faulty))
    return tuple(replies)


def _finished(case: CaseJson, replies: Mapping[str, CaseReply]) -> bool:
    """Whether a case was returned, or has a result for each of its requests."""
    reply = replies.get(case["number"])
    if reply is None:
        return False
    results = sum(request.result is not None for request in reply.requests)
    return reply.taken is False or results >= max(len(case["requests"]), 1)
