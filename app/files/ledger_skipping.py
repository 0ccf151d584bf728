"""Rows of a clerk's sheet that are no case: totals, repeated headers, little titles, signatures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.domain.ledger import SheetMapping
from app.domain.ledger_rows import LedgerRules, plain

_LONGEST_TOTAL = 20


class Skip(NamedTuple):
    """Why a row is passed over, and which of its cells tells; without a code nothing need be said."""

    code: str
    at: int


class Skipping:
    """Looks at a row that cannot come in as a case, and tells whether it was meant to be one."""

    def __init__(self, mapping: SheetMapping, rules: LedgerRules, header_words: frozenset[str]) -> None:
        keys = {key: at for at, key in mapping.columns.items()}
        self._rules, self._header_words = rules, header_words
        self._serial, self._day, self._content = (
            keys.get(k, -1) for k in ("serial", "received_on", "content")
        )

    def reason(self, texts: Sequence[str]) -> Skip | None:
        """Why the row is no case; None when it is one, with something missing."""
        filled = [at for at, text in enumerate(texts) if text]
        if not filled:
            return Skip("", -1)
        first = filled[0]
        if any(self._is_total(texts[at]) for at in filled[:2] if at != self._content):
            return Skip("total_line", first)
        if len(filled) > 1 and all(texts[at] in self._header_words for at in filled):
            return Skip("repeated_header", first)
        if len(filled) == 1 and (skip := self._reason_of_one(texts[first], first)):
            return skip
        return Skip("footer_line", first) if self._is_footer(texts, first) else None

    def _is_total(self, text: str) -> bool:
        return len(text) <= _LONGEST_TOTAL and plain(text).startswith(self._rules.total_words)

    def _reason_of_one(self, text: str, at: int) -> Skip | None:
        """A row with one filled cell: a number that waits for its case, or a little title."""
        if at == self._serial and text.isdecimal():
            return Skip("", at)
        return Skip("section_title", at) if self._rules.section_words.search(plain(text)) else None

    def _is_footer(self, texts: Sequence[str], at: int) -> bool:
        """填表人：李敏  审核：王强, in a row without a day and a matter."""
        day = texts[self._day] if self._day >= 0 else ""
        matter = texts[self._content] if self._content >= 0 else ""
        untouched = (not day or self._day == at) and (not matter or self._content == at)
        return untouched and plain(texts[at]).startswith(self._rules.footer_words)
