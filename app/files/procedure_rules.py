"""The numbers that a unit decides: from ``procedure.toml``, the unit's own file above the program's, each checked."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.domain.errors import UnreadableFile
from app.files.rules import own_text
from app.resources import resource

PROCEDURE = "procedure.toml"
_BOUNDS = MappingProxyType(
    {
        ("group_visit", "from"): (2, 50),
        ("levels", "soon"): (1, 30),
        ("levels", "week"): (1, 60),
        ("levels", "long_right"): (1, 365),
        ("packets", "receipt_days"): (1, 90),
    }
)
"""What may be set, from and to which number."""


@dataclass(frozen=True, slots=True)
class ProcedureNumbers:
    """From how many people on a visit is a group visit; how many days ahead the levels look (``soon``, ``week``), and
    rights counted in years (``long_right``); after how many days without a receipt a packet is overdue."""

    group_from: int
    soon: int
    week: int
    long_right: int
    receipt_days: int


def procedure_numbers(folder: Path | None = None) -> ProcedureNumbers:
    """The numbers as they count; ``folder`` is where the unit's own ``procedure.toml`` may be, with the keys it changes.

    Read anew, and parsed only when it changed. Raises UnreadableFile, which names section and key.
    """
    return _numbers(_shipped(), own_text(folder, PROCEDURE))


@cache
def _shipped() -> str:
    """The file that came with the program."""
    return resource("rules", PROCEDURE).read_text(encoding="utf-8")


@lru_cache(maxsize=8)
def _numbers(shipped: str, own: str) -> ProcedureNumbers:
    """Both files, checked."""
    values = {**_checked(shipped), **_checked(own)}
    numbers = ProcedureNumbers(*(values[place] for place in _BOUNDS))
    if numbers.week < numbers.soon:
        raise _fault("levels", "week", "比soon还小", "请写不小于soon的天数")
    return numbers


def _checked(text: str) -> dict[tuple[str, str], int]:
    """The numbers of a file by section and key. Raises UnreadableFile."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        remedy = "请改正这一行，或删除该文件用回原来的数。"
        raise UnreadableFile(PROCEDURE, f"写法不对（{error}）", remedy) from error
    found = {}
    for section, entries in content.items():
        if not isinstance(entries, dict):
            raise _fault(section, "", "不是一段", "请写成[packets]这样的段落，下面一行一项")
        for key, value in entries.items():
            found[section, key] = _number(section, key, value)
    return found


def _number(section: str, key: str, value: Any) -> int:
    """One number within its bounds."""
    if (section, key) not in _BOUNDS:
        known = "、".join(f"[{one}] {name}" for one, name in _BOUNDS)
        raise _fault(section, key, "没有这一项", f"能写的有{known}")
    least, most = _BOUNDS[section, key]
    if type(value) is not int or not least <= value <= most:
        raise _fault(section, key, f"“{value}”不对", f"请写{least}至{most}的整数")
    return value


def _fault(section: str, key: str, problem: str, remedy: str) -> UnreadableFile:
    """The sentence that names section and key."""
    return UnreadableFile(PROCEDURE, f"[{section}] {key}".rstrip() + f"：{problem}", f"{remedy}。")
