"""What changed on a case since a leader last looked, and between two wishes for the same act."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.acts import Approval

NOT_A_CHANGE = frozenset({"print", "read_sealed", "reveal", "save_attachment", "case_file", "show_packet"})
"""Acts of the history that left the case as it was."""
BODY = "body"


@dataclass(frozen=True, slots=True)
class LookLine:
    """One thing that happened; ``details`` are what was noted, filled in or attached then: (label, words)."""

    at: dt.datetime
    operator: str
    act: str
    text: str
    was: str = ""
    became: str = ""
    details: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> str:
        """The line in one sentence."""
        change = f"：{self.was or '（空）'} → {self.became or '（空）'}" if self.was or self.became else ""
        more = "".join(f"；{label}：{words}" for label, words in self.details)
        return f"{self.at:%m-%d %H:%M} {self.operator} {self.text}{change}{more}"


@dataclass(frozen=True, slots=True)
class Look:
    """What came since ``since`` (None: never looked), oldest first, up to the line ``head`` of the history."""

    number: str
    since: dt.datetime | None
    head: int
    lines: tuple[LookLine, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a wish that is another than when it was last asked for."""

    label: str
    was: str
    became: str


def wish_changes(before: Approval, now: Approval, labels: Mapping[str, str]) -> tuple[FieldChange, ...]:
    """What differs between a wish that came back and the one that was asked again: each field, of the letter's body only
    the paragraphs."""
    found = list[FieldChange]()
    if before.on != now.on:
        found.append(FieldChange("日期", before.on.isoformat(), now.on.isoformat()))
    old, new = {**before.fields, **before.letter}, {**now.fields, **now.letter}
    for name in dict.fromkeys((*old, *new)):
        was, became = old.get(name, "").strip(), new.get(name, "").strip()
        if was == became:
            continue
        label = labels.get(name, name)
        found += _paragraphs(label, was, became) if name == BODY else [FieldChange(label, was, became)]
    return tuple(found)


def _paragraphs(label: str, was: str, became: str) -> list[FieldChange]:
    """The paragraphs of a text that differ."""
    old, new = was.splitlines(), became.splitlines()
    steps = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [
        FieldChange(label, "\n".join(old[i:j]).strip(), "\n".join(new[k:m]).strip())
        for step, i, j, k, m in steps
        if step != "equal"
    ]
