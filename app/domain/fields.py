"""What an act or a document asks for: one declaration that form, console and check all read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import InvalidField

LONGEST_LINE = 200
LONGEST_TEXT = 20_000


class FieldKind(StrEnum):
    """How a field is typed and shown."""

    LINE = "line"
    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in. All values are text: a date is ISO 8601, a check is ``yes`` or empty.

    ``default`` may hold ``${…}`` names of the document's values; ``today`` as the default of a date is today.
    ``choices`` are (value, word) pairs.
    """

    name: str
    label: str
    kind: FieldKind = FieldKind.LINE
    required: bool = True
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    default: str = ""


YES, NO = "yes", "no"


def as_date(values: Mapping[str, str], name: str, label: str = "日期") -> dt.date:
    """A field's date. Raises InvalidField when there is none."""
    try:
        return dt.date.fromisoformat(values.get(name, ""))
    except ValueError as error:
        raise InvalidField(name, f"{label}请写成 2026-01-31 的样子") from error


def check_fields(fields: Iterable[Field], values: Mapping[str, str]) -> list[InvalidField]:
    """Everything that is wrong with what was filled in: missing, too long, no date, no such choice."""
    problems = []
    for field in fields:
        text = values.get(field.name, "").strip()
        wrong = _fault(field, text) if text else (f"请填写{field.label}" if field.required else "")
        if field.kind is FieldKind.CHECK and field.required and text != YES:
            wrong = f"请确认：{field.label}"
        if wrong:
            problems.append(InvalidField(field.name, wrong))
    return problems


def _choice(value: str, word: str) -> str:
    """A choice as a message names it: its code and its word, or the word alone where that says both."""
    return word if word.startswith(value) else f"{value}（{word}）"


def _fault(field: Field, text: str) -> str:
    """What is wrong with a text that is there."""
    longest = LONGEST_TEXT if field.kind is FieldKind.TEXT else LONGEST_LINE
    if len(text) > longest:
        return f"{field.label}超过{longest}字，请改短"
    if field.kind is FieldKind.CHOICE and text not in dict(field.choices):
        return f"{field.label}只能是{'、'.join(_choice(value, word) for value, word in field.choices)}"
    if field.kind is FieldKind.DATE:
        try:
            dt.date.fromisoformat(text)
        except ValueError:
            return f"{field.label}请写成 2026-01-31 的样子"
    if field.kind is FieldKind.NUMBER and not (text.isascii() and text.isdigit()):
        return f"{field.label}请写成整数"
    return ""
