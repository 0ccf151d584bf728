"""What an act asks, as rows of a form, and what was typed as the texts that actions take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QCoreApplication

from app.domain.codes import CaseClass
from app.domain.documents import IssuedDocument
from app.domain.errors import InvalidField
from app.domain.fields import YES, Field, FieldKind, check_fields
from app.domain.moves import Move
from ui.forms import Row

ON = "on"
KINDS = {
    FieldKind.LINE: "line",
    FieldKind.TEXT: "text",
    FieldKind.DATE: "day",
    FieldKind.NUMBER: "digits",
    FieldKind.CHOICE: "choice",
    FieldKind.CHECK: "check",
}
UPPER = frozenset({"first"})
"""Fields that hold a case's number: typed as it comes, kept in capitals."""
WRITTEN_BY_HAND = ("days", "right_from")
"""Fields of a letter that clocks are worked out from: asked before its text is written."""


def tr(text: str) -> str:
    return QCoreApplication.translate("ActRows", text)


def rows_for(fields: Iterable[Field], papers: Iterable[IssuedDocument] = ()) -> tuple[Row, ...]:
    """The day of the act, then a row for each field; ``papers`` are those that can be chosen as ``document``."""
    chosen = tuple((paper.number, f"{paper.kind.label} {paper.number}") for paper in papers)
    return (Row(ON, tr("日期"), "date"), *(_row(field, chosen) for field in fields))


def _row(field: Field, papers: tuple[tuple[str, str], ...]) -> Row:
    label = field.label + (" *" if field.required else "")
    if field.name == "document" and papers:
        return Row(field.name, label, "choice", choices=(("", tr("请选择…")), *papers))
    if field.kind is FieldKind.CHOICE:
        return Row(field.name, label, "choice", choices=_choices(field), note=field.hint)
    prefilled = field.kind is FieldKind.TEXT and bool(field.default)
    note = field.hint if prefilled or field.name.startswith("answer_") else ""
    hint = "" if note else field.hint
    return Row(field.name, label, KINDS[field.kind], hint, height=60, note=note)


def _choices(field: Field) -> tuple[tuple[str, str], ...]:
    """Nothing is chosen beforehand: a choice that nobody made must not be kept."""
    words = field.choices
    if field.name == "case_class":
        words = tuple((one.value, f"{one.value} {one.label}") for one in CaseClass)
    return (("", tr("请选择…") if field.required else tr("（不填）")), *words)


def shown_values(
    fields: Iterable[Field], values: Mapping[str, str], rows: Iterable[Row]
) -> dict[str, object]:
    """Values as the form takes them; a choice with one possibility is chosen."""
    shown: dict[str, object] = {}
    for field in fields:
        text = values.get(field.name, "")
        shown[field.name] = text == YES if field.kind is FieldKind.CHECK else text
    for row in rows:
        if row.kind == "choice" and len(row.choices) == 2 and not shown.get(row.name):
            shown[row.name] = row.choices[1][0]
    return shown


def texts_of(values: Mapping[str, object]) -> dict[str, str]:
    """What was typed, as texts: a date ISO 8601, a check ``yes`` or empty; the day of the act is not among them."""
    return {name: _text(name, value) for name, value in values.items() if name != ON}


def _text(name: str, value: object) -> str:
    if isinstance(value, bool):
        return YES if value else ""
    if isinstance(value, dt.date):
        return value.isoformat()
    text = str(value or "").strip()
    return text.upper() if name in UPPER else text


def faults(
    move: Move, fields: Iterable[Field], texts: Mapping[str, str], *, letter: bool
) -> list[InvalidField]:
    """What is wrong before the desk is asked.

    Of a letter's own requirements the empty ones may wait: they stand as 〔请填写：…〕 in its text.
    """
    own = {field.name for field in move.fields}
    wanted = [
        field
        for field in fields
        if not letter
        or field.name in own
        or field.name in WRITTEN_BY_HAND
        or field.name.startswith(("result_", "answer_"))
        or texts.get(field.name)
    ]
    return check_fields(wanted, texts)
