"""What was asked of somebody on a case and is not answered yet: recusals, and the opinions of helping offices."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.domain.acts import ActRecord
from app.domain.moves import Facts

Choices = tuple[tuple[str, str], ...]


def open_recusals(records: Iterable[ActRecord]) -> tuple[ActRecord, ...]:
    """The recusals that were asked for and not decided, oldest first, one for each person (Art. 28 ¶3)."""
    asked: dict[str, ActRecord] = {}
    for record in records:
        staff = record.fields.get("staff", "")
        if record.act == "ask_recusal":
            asked.setdefault(staff, record)
        elif record.act == "decide_recusal":
            asked.pop(staff, None)
    return tuple(asked.values())


def recusal_choices(facts: Facts) -> Choices:
    """About whom it may be decided: whose recusal was asked for."""
    return tuple((name, name) for name in (r.fields.get("staff", "") for r in open_recusals(facts.records)))


def office_names(text: str) -> tuple[str, ...]:
    """The offices in a line that a clerk typed: parted by 、 or another mark, each once."""
    return tuple(dict.fromkeys(name for name in re.split(r"[、，,；;\s]+", text) if name))


def helpers(records: Iterable[ActRecord]) -> dict[str, bool]:
    """The offices that were asked to help, in order, and whether each has answered since (Art. 24)."""
    answered: dict[str, bool] = {}
    for record in records:
        if record.act == "share_handling":
            answered |= dict.fromkeys(office_names(record.fields.get("helpers", "")), False)
        elif record.act == "helper_answer" and record.fields.get("office", "") in answered:
            answered[record.fields["office"]] = True
    return answered


def helper_choices(facts: Facts) -> Choices:
    """Who may answer: the offices that were asked, those that still owe it first."""
    named = sorted(helpers(facts.records).items(), key=lambda one: one[1])
    return tuple((name, f"{name}（已答复）" if done else name) for name, done in named)
