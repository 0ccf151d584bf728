"""The limits T1 to T26 as a table to read, and the unit's own rule file as it is checked."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from app.actions.desk import Desk
from app.domain.deadlines import Rule
from app.domain.errors import UnreadableFile
from app.files.rules import DEADLINES, deadline_rules, internal_rules


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A limit as it counts now, as the program brings it, and the keys in which the unit's file differs."""

    rule: Rule
    shipped: Rule
    internal: bool
    own_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RulesView:
    """All limits, and the unit's own file: where it is or would be, whether it is there, its first fault.

    With a fault the lines are the program's own; dates cannot be computed until it is mended.
    """

    lines: tuple[RuleLine, ...]
    path: Path
    exists: bool
    fault: str = ""

    @property
    def own(self) -> int:
        """How many limits the unit's file changes."""
        return sum(bool(line.own_keys) for line in self.lines)


def list_rules(desk: Desk) -> RulesView:
    """The limits T1 to T24, then T25 and T26; reads the unit's own file anew."""
    path = desk.rules_folder / DEADLINES
    try:
        lines, fault = _lines(desk.rules_folder), ""
    except UnreadableFile as error:
        lines, fault = _lines(None), str(error)
    return RulesView(lines, path, path.exists(), fault)


def _lines(folder: Path | None) -> tuple[RuleLine, ...]:
    """Every limit beside the program's own. Raises UnreadableFile."""
    law = [_line(rule, deadline_rules()[rule.id], internal=False) for rule in deadline_rules(folder).values()]
    own = [_line(rule, internal_rules()[rule.id], internal=True) for rule in internal_rules(folder).values()]
    return (*law, *own)


def _line(rule: Rule, shipped: Rule, *, internal: bool) -> RuleLine:
    """One limit, with the keys in which it differs."""
    keys = (entry.name for entry in fields(Rule))
    return RuleLine(
        rule, shipped, internal, tuple(key for key in keys if getattr(rule, key) != getattr(shipped, key))
    )
