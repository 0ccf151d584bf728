"""How many backups are kept and when one is old, from ``resources/rules/backups.toml``."""

from __future__ import annotations

from typing import Any

from app.domain.backups import Ages, Keeping, Steps
from app.domain.errors import UnreadableFile
from app.files.rules import read_rules

NAME = "backups"


def keeping() -> Keeping:
    """How many are kept. Raises UnreadableFile for a number that would keep none."""
    table = read_rules(NAME)["keep"]
    return Keeping(**{name: _number("keep", name, value) for name, value in table.items()})


def ages() -> Ages:
    """From when on an age is told more loudly. Raises UnreadableFile."""
    table = read_rules(NAME)["age"]
    return Ages(_steps("age.backup", table["backup"]), _steps("age.trial", table["trial"]))


def _steps(place: str, table: dict[str, Any]) -> Steps:
    """Three growing numbers of days."""
    steps = Steps(**{name: _number(place, name, value) for name, value in table.items()})
    if not steps.note <= steps.loud <= steps.alarm:
        raise _fault(place, "note、loud、alarm要一个比一个大")
    return steps


def _number(place: str, name: str, value: object) -> int:
    """A whole number that is at least 1."""
    if type(value) is not int or value < 1:
        raise _fault(place, f"{name}应是不小于1的整数")
    return value


def _fault(place: str, problem: str) -> UnreadableFile:
    """The sentence that names the place."""
    return UnreadableFile(f"{NAME}.toml", f"[{place}]的{problem}", "请改正。")
