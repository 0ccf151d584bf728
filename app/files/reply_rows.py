"""From the rows of a reply sheet to answers: which request each row speaks of, and what it fills in.

A row is found by the number of its case and the number of its request, never by its place: rows may be
sorted, inserted, hidden, merged, or left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.changes import Progress
from app.domain.packet_differences import Difference
from app.domain.replies import REQUEST_FIELDS, Place, ReplyRow
from app.files.packet_cells import RawCell, SheetRow
from app.files.packet_compare import MOST_DIFFERENCES
from app.files.packet_layout import REQUEST_AGAIN, CaseJson
from app.files.packet_opening import not_a_packet
from app.files.packet_text import show_start
from app.files.reply_books import ReplyBook
from app.files.reply_cells import CellReader, case_key, seen
from app.files.reply_compare import row_differences, title_differences
from app.files.reply_header import ReplyTable
from app.files.reply_problems import Problems
from app.files.reply_words import ANSWER_FIELDS, spelt

_MOST_ROWS = 200_000
_LONGEST_NUMBER = 60
_STEP = 250
"""Rows that are read between two steps."""


@dataclass
class Answers:
    """What was found: rows by case, the cases with errors, what is not as it was sent."""

    rows: dict[str, list[ReplyRow]] = field(default_factory=dict)
    faulty: set[str] = field(default_factory=set)
    differences: list[Difference] = field(default_factory=list)

    def differs(self, found: Iterator[Difference]) -> None:
        """Note differences, as long as there are not too many."""
        for difference in found:
            if len(self.differences) >= MOST_DIFFERENCES:
                return
            self.differences.append(difference)


class TableReader:
    """Reads one reply sheet. ``cases`` are those that were sent, by ``case_key``; None when nobody knows them."""

    def __init__(
        self,
        book: ReplyBook,
        table: ReplyTable,
        reader: CellReader,
        cases: Mapping[str, CaseJson] | None,
        packet: str,
        problems: Problems,
    ) -> None:
        self._book, self._table, self._reader = book, table, reader
        self._cases, self._packet, self._problems = cases, packet, problems
        self._answers = {name: column for name, column in table.columns.items() if name in ANSWER_FIELDS}
        self._not_read: set[int] = set()
        self._merged: frozenset[int] = frozenset()

    def read_into(self, answers: Answers) -> Iterator[Progress]:
        """Add what the sheet says; now and then, the row that was reached. Raises UnreadableFile."""
        if self._cases is not None:
            answers.differs(title_differences(self._table))
        for done, (row, cells, merged) in enumerate(unmerged(self._book, self._table), 1):
            if done % _STEP == 0:
                yield Progress(row, 0, f"读“{self._table.sheet}”")
            if row <= self._table.header:
                continue
            self._note_other_columns(cells)
            self._merged = merged
            self._read_row(row, cells, answers)

    def _note_other_columns(self, cells: Mapping[int, RawCell]) -> None:
        """Say once of each filled column that it is not read."""
        if len(cells) == len(cells.keys() & self._table.columns.values()):
            return
        for column in cells.keys() - self._table.columns.values() - self._not_read:
            self._not_read.add(column)
            twice = column in self._table.twice
            self._problems.of_column(self._table, column, "column_twice" if twice else "column_not_read")

    def _read_row(self, row: int, cells: Mapping[int, RawCell], answers: Answers) -> None:
        """One row: whose it is, which request, what it says."""
        number = self._reader.number(self._cell(cells, "number"))
        if spelt(number) in self._reader.words.skipped or self._reader.words.field_of(number) == "number":
            return
        case = self._cases.get(case_key(number)) if self._cases is not None else None
        position, fault = self._position(cells, case)
        if case is not None:
            number = case["number"]
            answers.differs(row_differences(self._table, row, cells, case, position, self._merged))
        filled = {name: cells[column] for name, column in self._answers.items() if column in cells}
        if filled:
            self._read_answers(row, number, case, (position, fault), filled, answers)

    def _read_answers(
        self,
        row: int,
        number: str,
        case: CaseJson | None,
        where: tuple[int, str],
        filled: Mapping[str, RawCell],
        answers: Answers,
    ) -> None:
        """What a row with filled answers says."""
        values, failed = self._values(row, filled)
        if not values and not failed:
            return
        if lost := self._belongs_nowhere(number, case):
            self._problems.at(self._table, row, "number", lost, number, f"移送包{self._packet}")
            return
        position, fault = where
        if fault and any(name in values for name in REQUEST_FIELDS):
            count = str(len(case["requests"])) if case else ""
            failed = self._problems.at(self._table, row, "position", fault, "", count) or failed
            values = {name: value for name, value in values.items() if name not in REQUEST_FIELDS}
        if failed:
            answers.faulty.add(number)
        found = ReplyRow(Place(self._table.sheet, row), number, position, values)
        answers.rows.setdefault(number, []).append(found)

    def _values(self, row: int, filled: Mapping[str, RawCell]) -> tuple[dict[str, Any], bool]:
        """The values of a row by field, and whether a cell could not be read."""
        values: dict[str, Any] = {}
        failed = False
        for name, cell in filled.items():

            def say(code: str, value: str, detail: str, name: str = name) -> None:
                nonlocal failed
                failed = self._problems.at(self._table, row, name, code, value, detail) or failed

            value = self._reader.value(name, cell, say)
            if value is not None:
                values[name] = value
                if self._answers[name] in self._merged:
                    say("merged_cell", seen(cell.text), "")
        return values, failed

    def _belongs_nowhere(self, number: str, case: CaseJson | None) -> str:
        """Why a row cannot be given to a case."""
        if not number:
            return "no_case_number"
        unknown = case is None if self._cases is not None else len(number) > _LONGEST_NUMBER
        return "unknown_case" if unknown else ""

    def _position(self, cells: Mapping[int, RawCell], case: CaseJson | None) -> tuple[int, str]:
        """Which request a row means, and why that cannot be told."""
        position = self._reader.position(self._cell(cells, "position"))
        if position is None:
            return 0, "not_a_number_of_a_request"
        if case is None:
            return position, ""
        requests = case["requests"]
        if position == 0 and len(requests) > 1:
            position = self._by_text(cells, requests)
            return position, "" if position else "no_request_number"
        if len(requests) <= 1 and position <= 1:
            return len(requests), ""
        return (position, "") if position <= len(requests) else (0, "no_such_request")

    def _by_text(self, cells: Mapping[int, RawCell], requests: Sequence[Mapping[str, str]]) -> int:
        """The request whose text stands in the row, if it is only one."""
        cell = self._cell(cells, "request")
        text = seen(cell.text) if cell else ""
        places = [
            place
            for place, request in enumerate(requests, 1)
            if text and seen(show_start(request["text"], REQUEST_AGAIN.width)) == text
        ]
        return places[0] if len(places) == 1 else 0

    def _cell(self, cells: Mapping[int, RawCell], name: str) -> RawCell | None:
        """A field's cell."""
        return cells.get(self._table.columns.get(name, -1))


def unmerged(
    book: ReplyBook, table: ReplyTable
) -> Iterator[tuple[int, Mapping[int, RawCell], frozenset[int]]]:
    """The rows of a sheet; cells that are merged with one above get its content.

    Third comes which columns of the row got theirs so. Raises UnreadableFile for a sheet of too many rows.
    """
    starts: dict[int, list[tuple[int, int]]] = {}
    columns = set(table.columns.values())
    for top, left, bottom, _ in book.merges(table.sheet):
        if bottom > top and left in columns:
            starts.setdefault(top, []).append((left, bottom))
    above: dict[int, tuple[int, RawCell]] = {}
    for row, cells in _counted(book, table.sheet):
        above = {column: (bottom, cell) for column, (bottom, cell) in above.items() if row <= bottom}
        merged = frozenset(above.keys() - cells.keys())
        yield row, {**cells, **{column: above[column][1] for column in merged}} if merged else cells, merged
        for column, bottom in starts.get(row, ()):
            if column in cells:
                above[column] = (bottom, cells[column])


def _counted(book: ReplyBook, sheet: str) -> Iterator[SheetRow]:
    """The rows of a sheet, up to a number that a reply may have."""
    for count, row in enumerate(book.rows(sheet)):
        if count > _MOST_ROWS:
            raise not_a_packet(book.name, f"工作表“{sheet}”行数过多")
        yield row
