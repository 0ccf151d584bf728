"""One row of a clerk's ledger after the other: from its cells to a case, and to what must be said about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from app.domain.cases import LONGEST_CONTENT, LONGEST_SUBJECT, CaseDraft, Request, shorten
from app.domain.codes import CaseState, Channel, Origin
from app.domain.ledger import COLUMNS, RowFate, RowProblem, SheetMapping, SheetRow
from app.domain.ledger_rows import LedgerRules, Names, plain, row_fingerprint, split_names
from app.domain.ledger_spellings import CountReading, DateReading, read_count, read_date
from app.domain.petitioners import Petitioner
from app.domain.sealing import ACCUSATIONS
from app.files.ledger_books import Cell, Merge
from app.files.ledger_cells import (
    NOTHING,
    Say,
    Written,
    bounded,
    cell_text,
    for_person,
    read_id_numbers,
    read_phones,
)
from app.files.ledger_header import column_title
from app.files.ledger_mending import Mending
from app.files.ledger_problems import row_problem
from app.files.ledger_skipping import Skipping

_NOBODY = Names(())
_NO_PETITIONER = Petitioner()
_ReadNumbers = Callable[[Cell, LedgerRules, Say], Written]


class _Places:
    """Where each column of the ledger stands in a row; those that the sheet lacks stand behind it, always empty."""

    def __init__(self, mapping: SheetMapping) -> None:
        self.width = max((len(mapping.titles), *(at + 1 for at in mapping.columns)))
        self.titles = [column_title(mapping, at) for at in range(self.width)]
        places = {key: at for at, key in mapping.columns.items()}
        lacking = [column for column in COLUMNS if column.importable and column.key not in places]
        self.titles += [column.title for column in lacking]
        self.blanks = [""] * len(lacking)
        places.update({column.key: self.width + place for place, column in enumerate(lacking)})
        self.received_on, self.name, self.content = places["received_on"], places["name"], places["content"]
        self.id_number, self.phone, self.unit = places["id_number"], places["phone"], places["unit"]
        self.address, self.staff_number = places["address"], places["staff_number"]
        self.channel, self.people_count = places["channel"], places["people_count"]
        self.requests, self.category = places["requests"], places["category"]
        self.office, self.outcome, self.note = places["office"], places["outcome"], places["note"]


def _requests(text: str) -> tuple[Request, ...]:
    """One request a line (Art. 32: they are answered one by one)."""
    return tuple(Request(line.strip()) for line in text.splitlines() if line.strip())


def _fit(cells: list[Cell], width: int) -> None:
    """Make a row as wide as the header; what stands beyond it belongs to no column."""
    cells.extend([""] * (width - len(cells)))
    del cells[width:]


class RowReader:
    """Reads the rows of one sheet, in their order; it remembers what stood above, for 同上 and merged cells."""

    def __init__(
        self,
        mapping: SheetMapping,
        rules: LedgerRules,
        *,
        today: dt.date,
        year: int | None = None,
        header_words: frozenset[str] = frozenset(),
        merges: Sequence[Merge] = (),
        formulas: Mapping[tuple[int, int], str] | None = None,
        named: bool = False,
    ) -> None:
        self.mapping, self.rules, self.today, self.year, self.named = mapping, rules, today, year, named
        self.at = _Places(mapping)
        self._problems: list[RowProblem] = []
        self._row = 0
        self._mending = Mending(mapping, rules, self.say, merges, formulas or {})
        self._skipping = Skipping(mapping, rules, header_words)
        self._dates: dict[str, DateReading] = {}
        self._counts: dict[str, CountReading] = {}
        self._channels: dict[str, tuple[Channel, Origin, bool]] = {}
        self._categories: dict[str, str] = {}
        self._states: dict[str, CaseState | None] = {}

    def say(self, at: int, code: str, value: str = "", detail: object = "", *, column: str = "") -> None:
        """Put down one thing about a cell of the row at hand."""
        title = column or self.at.titles[at]
        self._problems.append(
            row_problem(code, self._row, title, value, detail, sheet=self.mapping.sheet, named=self.named)
        )

    def read(self, number: int, cells: list[Cell]) -> SheetRow:
        """What becomes of the row with this number (from 1, as the sheet shows it)."""
        self._row, self._problems = number, []
        if len(cells) != self.at.width:
            _fit(cells, self.at.width)
        texts = [cell.strip() if type(cell) is str else cell_text(cell) for cell in cells]
        if not any(texts) and not self._mending.has_formula(number):
            return SheetRow(number, self.mapping.sheet, None, RowFate.SKIPPED)
        self._mending.mend(number, cells, texts)
        written = tuple(texts)
        cells += self.at.blanks
        texts += self.at.blanks
        received_on = self._received_on(cells, texts)
        content = self._content(texts)
        if received_on is None or not content:
            return self._kept_out(number, written)
        draft = self._draft(cells, texts, received_on, content)
        return self._taken_in(number, written, draft)

    def _kept_out(self, number: int, texts: tuple[str, ...]) -> SheetRow:
        """A row that is no case: a total, a title, a signature; or a case that lacks what it needs."""
        skip = self._skipping.reason(texts)
        if skip is None:
            return SheetRow(number, self.mapping.sheet, None, RowFate.REJECTED, tuple(self._problems), texts)
        self._problems = []
        if skip.code:
            self.say(skip.at, skip.code, texts[skip.at])
        return SheetRow(number, self.mapping.sheet, None, RowFate.SKIPPED, tuple(self._problems), texts)

    def _taken_in(self, number: int, texts: tuple[str, ...], draft: CaseDraft) -> SheetRow:
        """A row that is a case."""
        problems = tuple(self._problems)
        warned = bool(problems) and not all(problem.notice for problem in problems)
        person = draft.petitioners[0] if draft.petitioners else _NO_PETITIONER
        return SheetRow(
            number,
            self.mapping.sheet,
            draft,
            RowFate.WARNED if warned else RowFate.IMPORTED,
            problems,
            texts,
            row_fingerprint(
                draft.received_on,
                [p.name for p in draft.petitioners],
                person.id_number,
                person.phone,
                draft.content,
                draft.unit,
            ),
        )

    def _draft(self, cells: list[Cell], texts: list[str], received_on: dt.date, content: str) -> CaseDraft:
        """The case, already as ``cleaned()`` would make it."""
        at = self.at
        names = self._names(cells, texts)
        people = self._people(names, cells, texts)
        channel, origin = self._channel(texts[at.channel])
        category, note = self._category(texts[at.category], texts[at.note])
        outcome = texts[at.outcome]
        if category == ACCUSATIONS:
            self.say(at.category, "accusation_sealed", texts[at.category])
        elif found := self.rules.accusation.search(content):
            self.say(at.content, "possible_accusation", found.group())
        return CaseDraft(
            received_on=received_on,
            channel=channel,
            origin=origin,
            petitioners=people,
            anonymous=not names.names,
            people_count=self._people_count(names, cells[at.people_count], texts[at.people_count]),
            subject=shorten(content, LONGEST_SUBJECT),
            content=content,
            requests=_requests(texts[at.requests]) or (Request(content),),
            category=category,
            unit=self._unless_blank(texts[at.unit]),
            office=self._unless_blank(texts[at.office]),
            outcome=outcome,
            note=note,
            state=self._state(outcome) if outcome else CaseState.REGISTERED,
        )

    # --- the day and the matter ---------------------------------------------------------------------------

    def _received_on(self, cells: list[Cell], texts: list[str]) -> dt.date | None:
        """The day, and what is to be said about it."""
        at = self.at.received_on
        cell, text = cells[at], texts[at]
        if not text:
            self._unless_said(at, "missing_date")
            return None
        reading = self._date_from_text(text) if type(cell) is str else read_date(cell, self.year)
        if reading.value is None:
            self._unless_said(at, reading.code, text, reading.detail)
            return None
        if reading.value > self.today:
            self.say(at, "future_date", text, self.today)
            return None
        if reading.code:
            self.say(at, reading.code, text, reading.value)
        return reading.value

    def _date_from_text(self, text: str) -> DateReading:
        reading = self._dates.get(text)
        if reading is None:
            bounded(self._dates)
            reading = self._dates[text] = read_date(text, self.year)
        return reading

    def _content(self, texts: list[str]) -> str:
        """The matter in the petitioner's words; the requests where there is nothing else."""
        at = self.at.content
        content = self._unless_blank(texts[at]) or self._unless_blank(texts[self.at.requests])
        if not content:
            self._unless_said(at, "empty_content")
        if len(content) > LONGEST_CONTENT:
            self.say(at, "content_too_long", content, LONGEST_CONTENT)
            return ""
        return content

    def _unless_said(self, at: int, code: str, value: str = "", detail: str = "") -> None:
        """An error, unless the mending has already told why there is nothing in this cell."""
        title = self.at.titles[at]
        if not any(problem.error and problem.column == title for problem in self._problems):
            self.say(at, code, value, detail)

    def _unless_blank(self, text: str) -> str:
        """The text, but nothing for 无, 不详, —."""
        return "" if text in self.rules.blank_words else text

    # --- the people ---------------------------------------------------------------------------------------

    def _names(self, cells: list[Cell], texts: list[str]) -> Names:
        """The names; without one the case is anonymous, which is said unless the clerk wrote so."""
        text = texts[self.at.name]
        if not text:
            left = [
                word for word, at in (("证件号", self.at.id_number), ("电话", self.at.phone)) if texts[at]
            ]
            self.say(self.at.name, "anonymous", "", f"（{'和'.join(left)}照样保留）" if left else "")
            return _NOBODY
        if text in self.rules.blank_words or self.rules.says_anonymous(text):
            return _NOBODY
        names = split_names(text)
        if len(names.names) > 1:
            self.say(self.at.name, "several_names", text, len(names.names))
        return names

    def _people(self, names: Names, cells: list[Cell], texts: list[str]) -> tuple[Petitioner, ...]:
        """The petitioners; numbers and phones go to their own people where they can be told apart."""
        at = self.at
        id_numbers = self._numbers(at.id_number, cells, texts, read_id_numbers)
        phones = self._numbers(at.phone, cells, texts, read_phones)
        unit = self._unless_blank(texts[at.unit])
        address, staff = self._unless_blank(texts[at.address]), self._unless_blank(texts[at.staff_number])
        listed = names.names or ("",)
        people = tuple(
            Petitioner(
                name,
                for_person(id_numbers, place, len(listed)),
                for_person(phones, place, len(listed)),
                unit,
                "" if place else address,
                "" if place else staff,
                representative=name in names.representatives,
            )
            for place, name in enumerate(listed)
        )
        return people if names.names or people[0] != _NO_PETITIONER else ()

    def _numbers(self, at: int, cells: list[Cell], texts: list[str], read: _ReadNumbers) -> Written:
        """Identity numbers or phones of a cell."""
        if not texts[at]:
            return NOTHING
        return read(cells[at], self.rules, lambda code, value, detail="": self.say(at, code, value, detail))

    def _people_count(self, names: Names, cell: Cell, text: str) -> int:
        """How many; at least as many as are named."""
        least = max(len(names.names), names.people or 1)
        if not text or text in self.rules.blank_words:
            return least
        reading = self._count_from_text(text) if type(cell) is str else read_count(cell)
        at = self.at.people_count
        if reading.value is None:
            self.say(at, reading.code, text, least)
            return least
        if reading.value < least:
            self.say(at, "people_count_raised", text, least)
            return least
        if reading.code:
            self.say(at, reading.code, text, reading.value)
        return reading.value

    def _count_from_text(self, text: str) -> CountReading:
        reading = self._counts.get(text)
        if reading is None:
            bounded(self._counts)
            reading = self._counts[text] = read_count(text)
        return reading

    # --- the words ----------------------------------------------------------------------------------------

    def _channel(self, text: str) -> tuple[Channel, Origin]:
        """How it arrived; an origin that stands in its place is kept as origin (domain facts 9.1)."""
        at = self.at.channel
        if not text:
            if at < self.at.width:
                self.say(at, "channel_missing")
            return Channel.VISIT, Origin.LEDGER
        known = self._channels.get(text)
        if known is None:
            bounded(self._channels)
            known = self._channels[text] = self._look_up_channel(plain(text))
        channel, origin, sure = known
        if not sure:
            self.say(
                at,
                "unknown_channel",
                text,
                f"，来源记为“{origin.label}”" if origin is not Origin.LEDGER else "",
            )
        return channel, origin

    def _look_up_channel(self, word: str) -> tuple[Channel, Origin, bool]:
        channel = self.rules.channels.get(word)
        return channel or Channel.VISIT, self.rules.origins.get(word, Origin.LEDGER), channel is not None

    def _category(self, text: str, note: str) -> tuple[str, str]:
        """The subject's code, and the note, with the clerk's own word in it where there is no code for it."""
        if not text or text in self.rules.blank_words:
            return "", note
        code = self._categories.get(text)
        if code is None:
            bounded(self._categories)
            code = self._categories[text] = self.rules.categories.get(plain(text), "")
        if code:
            return code, note
        self.say(self.at.category, "unknown_category", text)
        return "", "；".join(filter(None, (note, f"原分类：{text}")))

    def _state(self, outcome: str) -> CaseState:
        """Where the case stands, by the words of its outcome."""
        if outcome not in self._states:
            bounded(self._states)
            self._states[outcome] = self.rules.state_of(outcome)
        state = self._states[outcome]
        if state is None:
            self.say(self.at.outcome, "unknown_outcome", outcome)
        return state or CaseState.HANDLING
