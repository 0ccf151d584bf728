"""The words by which a filled reply sheet is understood, out of ``resources/rules/reply_words.toml``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.domain.codes import RequestResult
from app.domain.ledger_rows import plain
from app.files.packet_layout import REPLY_COLUMNS, REPLY_SHEET
from app.files.rules import read_rules

FIELDS = (
    "number",
    "people",
    "subject",
    "position",
    "request",
    "received_on",
    "their_number",
    "taken",
    "return_reason",
    "office",
    "result",
    "answer",
    "decision_number",
    "decision_on",
    "served",
    "contact",
    "contact_phone",
    "note",
)
"""A field for each column of the reply sheet, in their order."""

TITLES: Mapping[str, str] = dict(zip(FIELDS, (column.title for column in REPLY_COLUMNS), strict=True))
ANSWER_FIELDS = frozenset(FIELDS[5:])
"""What headquarters fills in; the others say which request is meant."""

_IN_BRACKETS = re.compile(r"[(（\[【〔][^)）\]】〕]*[)）\]】〕]?")


@dataclass(frozen=True, slots=True)
class ReplyWords:
    """The words, keyed as ``spelt`` spells them."""

    sheets: frozenset[str]
    titles: Mapping[str, str]
    choices: Mapping[str, Mapping[str, Any]]
    blank: frozenset[str]
    skipped: frozenset[str]

    def field_of(self, title: str) -> str | None:
        """The field that a column's title means, with what stands in brackets behind it or without."""
        return self.titles.get(spelt(title)) or self.titles.get(spelt(_IN_BRACKETS.sub("", title)))

    def is_blank(self, text: str) -> bool:
        """Whether a filled cell says that there is nothing."""
        return spelt(text) in self.blank


def spelt(text: str) -> str:
    """A word without width, spaces, punctuation and case; a lone sign stays itself."""
    return plain(text) or unicodedata.normalize("NFKC", text).strip()


@cache
def load_words() -> ReplyWords:
    """The words, ready to be looked up; read once."""
    tables = read_rules("reply_words")
    titles = {spelt(word): field for field, words in tables["titles"].items() for word in words}
    titles |= {spelt(title): field for field, title in TITLES.items()}
    results = {spelt(result.label): result for result in RequestResult}
    results |= {
        spelt(word): RequestResult(value) for value, words in tables["results"].items() for word in words
    }
    return ReplyWords(
        sheets=frozenset(map(spelt, [REPLY_SHEET, *tables["sheet"]["names"]])),
        titles=titles,
        choices={
            "taken": _yes_or_no(tables["taken"]),
            "served": _yes_or_no(tables["served"]),
            "result": results,
        },
        blank=frozenset(map(spelt, tables["blank"]["words"])),
        skipped=frozenset(map(spelt, tables["rows"]["skipped"])),
    )


def _yes_or_no(table: Mapping[str, Any]) -> dict[str, bool]:
    """The words of a choice of two."""
    return {**{spelt(word): True for word in table["yes"]}, **{spelt(word): False for word in table["no"]}}
