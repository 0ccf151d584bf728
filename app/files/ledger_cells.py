"""What single cells of a clerk's ledger mean: numbers of persons and phones, as text and as Excel ruins them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from typing import Any, NamedTuple

from app.domain.ledger_rows import LedgerRules
from app.domain.petitioners import mask_id_number, mask_phone
from app.files.id_numbers import id_number_fault
from app.files.ledger_books import Cell

_NEW_NUMBER = re.compile(r"[0-9]{17}[0-9X]")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{2}")
_USUAL_PHONE = re.compile(
    r"1[3-9][0-9]{9}|(?:0[0-9]{2,3}[- ]?)?[2-9][0-9]{6,7}(?:-[0-9]{1,6})?|[1-9][0-9]{2,5}"
)
_SEVERAL = re.compile(r"[、,，;；/／\r\n\t]+")
_FROM_SPREADSHEETS = re.compile(r"[\s'‘’`]+")
_FIRST_INEXACT = 10**15
"""A spreadsheet's number keeps fifteen digits; what stands behind them is lost."""

Say = Callable[..., None]
"""``say(code, value, detail)``: one thing to be said about the cell at hand."""


class Written(NamedTuple):
    """The texts that came out of a cell, one for each person it names; empty when it says nothing usable."""

    texts: tuple[str, ...] = ()


NOTHING = Written()


def cell_text(cell: Cell) -> str:
    """A cell as text: whole numbers without a point, dates in ISO form, long numbers as far as they are left."""
    if isinstance(cell, float):
        whole = cell.is_integer() and abs(cell) < _FIRST_INEXACT
        return str(int(cell)) if whole else repr(cell).upper()
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    return str(cell)


def read_id_numbers(cell: Cell, rules: LedgerRules, say: Say) -> Written:
    """The identity numbers of a cell. What Excel has ruined is left out, what looks wrong is kept and said."""
    if not isinstance(cell, str) and isinstance(cell, int | float) and not isinstance(cell, bool):
        return _id_number_from_number(cell, say)
    text = cell_text(cell)
    if _NEW_NUMBER.fullmatch(text) and not id_number_fault(text):
        return Written((text,))
    return _id_numbers_from_text(text, rules, say)


def _id_number_from_number(number: float, say: Say) -> Written:
    """Fifteen digits are whole; more than fifteen have lost their end, whatever is shown there."""
    text = cell_text(number)
    if abs(number) >= _FIRST_INEXACT or not text.isdecimal():
        say("id_number_ruined", _rounded(number))
        return NOTHING
    if fault := id_number_fault(text):
        say("id_number_invalid", mask_id_number(text), fault)
    else:
        say("id_number_as_number", mask_id_number(text))
    return Written((text,))


def _id_numbers_from_text(text: str, rules: LedgerRules, say: Say) -> Written:
    """One number or several, as they are written."""
    spelt = unicodedata.normalize("NFKC", text).upper()
    parts = [_FROM_SPREADSHEETS.sub("", part) for part in _SEVERAL.split(spelt)]
    parts = [part for part in parts if part and part not in rules.blank_words]
    kept = tuple(part for part in parts if not _unusable(part, say))
    return Written(kept) if kept else NOTHING


def _unusable(number: str, say: Say) -> bool:
    """Whether a written number must be left out; what only looks wrong is said and kept."""
    if _SCIENTIFIC.fullmatch(number):
        say("id_number_ruined", _rounded(float(number)))
        return True
    if "*" in number:
        say("id_number_masked", mask_id_number(number))
        return True
    fault = id_number_fault(number)
    if fault and _NEW_NUMBER.fullmatch(number) and number.endswith("000"):
        say("id_number_ruined", mask_id_number(number))
        return True
    if fault:
        say("id_number_invalid", mask_id_number(number), fault)
    return False


def _rounded(number: float) -> str:
    """A ruined number as Excel shows it, with so few digits that it tells nobody."""
    return f"{number:.3E}"


def read_phones(cell: Cell, rules: LedgerRules, say: Say) -> Written:
    """The phone numbers of a cell, as typed; a number becomes text and that is said."""
    if not isinstance(cell, str) and isinstance(cell, int | float) and not isinstance(cell, bool):
        return _phone_from_number(cell, say)
    text = cell_text(cell)
    if _USUAL_PHONE.fullmatch(text):
        return Written((text,))
    if not text or text in rules.blank_words:
        return NOTHING
    spelt = unicodedata.normalize("NFKC", text)
    parts = tuple(filter(None, (_FROM_SPREADSHEETS.sub("", part) for part in _SEVERAL.split(spelt))))
    kept = tuple(part for part in parts if not _unusable_phone(part, say))
    return Written(kept) if kept else NOTHING


def _phone_from_number(number: float, say: Say) -> Written:
    """A phone that Excel keeps as a number: ten digits may have had a zero before them."""
    text = cell_text(number)
    if not text.isdecimal():
        say("phone_ruined", _rounded(number))
        return NOTHING
    say("phone_as_number", mask_phone(text), "" if _USUAL_PHONE.fullmatch(text) else "（开头可能少了0）")
    return Written((text,))


def _unusable_phone(text: str, say: Say) -> bool:
    """Whether a written phone must be left out; an unusual one is kept and pointed at."""
    if _SCIENTIFIC.fullmatch(text.upper()) or "*" in text:
        say("phone_masked" if "*" in text else "phone_ruined", mask_phone(text))
        return True
    if not _USUAL_PHONE.fullmatch(text):
        say("phone_unusual", mask_phone(text))
    return False


def for_person(written: Written, at: int, people: int) -> str:
    """The text of one of several people: paired when there are as many, else all of it with the first."""
    if len(written.texts) == people:
        return written.texts[at]
    return "/".join(written.texts) if at == 0 else ""


def bounded(cache: dict[Any, Any], most: int = 20_000) -> None:
    """Empty a cache that has grown too large, so that a long file needs no more memory than a short one."""
    if len(cache) > most:
        cache.clear()
