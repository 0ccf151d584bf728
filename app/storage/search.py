"""The search index: bigrams and single characters made in Python, kept in two contentless FTS5 tables.

SQLite's own tokenizers find no Chinese phrase. A text becomes its overlapping pairs of characters; a
question of two or more characters is a phrase of pairs, one character is looked up in a table of its own.
The ``ascii`` tokenizer takes every character above U+007F as part of a word, those beyond the BMP too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

BETWEEN_FIELDS = "¦"
_NEITHER_LETTER_NOR_DIGIT = re.compile(r"[\W_]+")


def normalise(text: str) -> str:
    """Letters, digits and ideographs only, in one width and lower case."""
    return _NEITHER_LETTER_NOR_DIGIT.sub("", unicodedata.normalize("NFKC", text).lower())


def index_texts(fields: Iterable[str]) -> tuple[str, str]:
    """What the two tables hold for one case: its pairs, field by field, and its distinct characters."""
    cleaned = [text for text in map(normalise, fields) if text]
    pairs = f" {BETWEEN_FIELDS} ".join(_pairs(text) for text in cleaned)
    return pairs, " ".join(sorted(set("".join(cleaned))))


def _pairs(text: str) -> str:
    """The overlapping pairs of a text, by blanks; a single character stands alone."""
    return " ".join(map("".join, pairwise(text))) or text


def phrase(text: str) -> str:
    """The FTS5 question for a normalised text of two or more characters."""
    return f'"{_pairs(text)}"'


@lru_cache(maxsize=8192)
def _initial(char: str) -> str:
    """The first letter of a character's usual reading; letters and digits stay, others vanish."""
    if char.isascii():
        return char.lower() if char.isalnum() else ""
    from pypinyin import Style, pinyin  # here: its tables cost start-up time, and only writing needs them

    found = pinyin(char, style=Style.FIRST_LETTER, errors="ignore")
    return str(found[0][0]) if found else ""


def initials(name: str) -> str:
    """王建国 → wjg."""
    return "".join(map(_initial, name))
