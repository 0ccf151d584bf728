"""What single cells of a reply mean: dates, choices, numbers and texts, as people type them and programs ruin them."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.domain.ledger_spellings import chinese_number
from app.domain.replies import reply_date
from app.files.packet_cells import RawCell
from app.files.reply_words import ReplyWords, spelt

Say = Callable[[str, str, str], None]
"""``say(code, value, detail)``: one thing to be said about the cell at hand."""

LONGEST = {"return_reason": 5_000, "answer": 10_000, "note": 5_000}
LONGEST_OF_OTHERS = 100

_DATES = frozenset({"received_on", "decision_on"})
_NUMBERS = frozenset({"their_number", "decision_number", "contact_phone"})
_FIRST_INEXACT = 10**15
"""A spreadsheet's number keeps fifteen digits; what stands behind them is lost."""

_DAYS_FROM_1904 = 1462
_LATEST_SERIAL = 100_000
_LONGEST_DATE = 60
_RUINED = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{2}")
_TEN_DIGITS = re.compile(r"[1-9][0-9]{9}")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_BREAK = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_POSITION = re.compile(r"(?:第|诉求|请求)*([0-9]{1,4})(?:\.0*)?(?:项|条|号|、|\.)?(?:诉求|请求)?")
_NARROW = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_NARROW |= {0xFF0D: ord("-"), 0x2010: ord("-"), 0x2011: ord("-"), 0x2212: ord("-"), 0xFF0F: ord("/")}
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe63\uff0d]")


@dataclass(frozen=True, slots=True)
class CellReader:
    """Reads cells of one workbook. ``made_on`` is the day of the packet, by which 11月23日 has a year."""

    words: ReplyWords
    is_date: Callable[[RawCell], bool]
    from_1904: bool
    made_on: dt.date | None
    today: dt.date

    def value(self, field: str, cell: RawCell, say: Say) -> Any:
        """What a filled cell says; None for what says nothing or cannot be read, which is said."""
        if cell.kind == "e" or (cell.kind == "number" and cell.text and not _is_number(cell.text)):
            say("error_value", cell.text, "")
            return None
        if not cell.text and cell.formula is not None:
            say("formula_without_value", f"={cell.formula}", "")
            return None
        if not (text := seen(cell.text)) or self.words.is_blank(text):
            return None
        if cell.formula is not None:
            say("formula", text, "")
        if field in _DATES:
            return self._date(cell, text, say)
        if field in self.words.choices:
            return self._choice(field, cell, text, say)
        return self._text(field, cell, text, say)

    def number(self, cell: RawCell | None) -> str:
        """The number of a case as a cell has it; empty for none."""
        if cell is None or cell.kind == "e":
            return ""
        return " ".join(seen(cell.text).translate(_NARROW).split())

    def position(self, cell: RawCell | None) -> int | None:
        """Which request a cell means: 0 for an empty one, None for what is no number."""
        text = "" if cell is None else unicodedata.normalize("NFKC", "".join(seen(cell.text).split()))
        if not text or self.words.is_blank(text):
            return 0
        if found := _POSITION.fullmatch(text):
            return int(found[1])
        return chinese_number(text.removeprefix("第").removesuffix("项")) if len(text) < 10 else None

    def _date(self, cell: RawCell, text: str, say: Say) -> dt.date | None:
        """A day, from a serial number or any spelling."""
        content: object = text
        if cell.kind == "number":
            number = float(text)
            content = number + _DAYS_FROM_1904 if self.from_1904 and number < _LATEST_SERIAL else number
        if len(text) > _LONGEST_DATE:
            say("invalid_date", text, "看不出是哪一天")
            return None
        found = reply_date(content, self.made_on, self.today)
        if found.value is None:
            say("invalid_date", text, found.detail.partition("，表名")[0])
        return found.value

    def _choice(self, field: str, cell: RawCell, text: str, say: Say) -> Any:
        """One of a few words, in any of their spellings."""
        if cell.kind == "b":
            text = "true" if text == "1" else "false"
        known = self.words.choices[field]
        found = known.get(spelt(text))
        if found is None:
            say("unknown_word", text, _LABELS[field])
        return found

    def _text(self, field: str, cell: RawCell, text: str, say: Say) -> str | None:
        """A text, or a number that should be one."""
        if cell.kind == "number":
            return self._text_of_number(field, cell, say)
        if cell.kind == "b":
            return "是" if text == "1" else "否"
        if field in _NUMBERS:
            text = " ".join(text.translate(_NARROW).split())
            if _RUINED.fullmatch(text.upper()):
                say("digits_lost", text, "")
                return None
        elif field not in LONGEST:
            text = " ".join(text.split())
        longest = LONGEST.get(field, LONGEST_OF_OTHERS)
        if len(text) > longest:
            say("too_long", text, str(longest))
            return None
        return text

    def _text_of_number(self, field: str, cell: RawCell, say: Say) -> str | None:
        """12.0 is 12; a date that a number was turned into, and more digits than are kept, are no text any more."""
        number = float(cell.text)
        if self.is_date(cell):
            days = number + _DAYS_FROM_1904 if self.from_1904 else number
            shown = reply_date(days, None, self.today).value
            if shown and field in LONGEST:
                return shown.isoformat()
            say("became_a_date", cell.text, shown.isoformat() if shown else cell.text)
            return None
        if abs(number) >= _FIRST_INEXACT:
            say("digits_lost", cell.text, "")
            return None
        text = str(int(number)) if number == int(number) else repr(number)
        if field == "contact_phone" and _TEN_DIGITS.fullmatch(text):
            say("phone_may_lack_zero", text, "")
        return text


_LABELS = {
    "taken": "接收或退回",
    "served": "是或否",
    "result": "支持、解释说明、不予支持、调解和解或引导法定途径",
}


def _is_number(text: str) -> bool:
    """Whether a number cell holds a finite number."""
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def seen(text: str) -> str:
    """A text without what nobody sees: control and direction marks, spaces around it; line ends are line feeds."""
    return _UNSEEN.sub("", _BREAK.sub("\n", text)).strip()


def case_key(number: str) -> str:
    """One spelling of a case's number: width, case, spaces and dashes do not count."""
    return "".join(_DASHES.sub("-", unicodedata.normalize("NFKC", number)).split()).upper()
