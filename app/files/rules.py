"""The editable rule files under ``resources/rules/``, a unit's own beside them, and the State Council's calendar.

A unit's own ``rules/deadlines.toml`` (in the desk's folder) overrides single keys of single rules. Every rule is
checked against what the law fixes (``app.domain.limits``) before it is used.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.domain.deadlines import Rule, Unit, Whose
from app.domain.errors import UnreadableFile
from app.domain.limits import Breach, breach_of, breach_of_internal
from app.domain.workdays import ONE_DAY, Calendar, content_mark
from app.resources import resource

DEADLINES = "deadlines.toml"
INTERNAL = "internal"
Tables = dict[str, dict[str, Any]]

_REQUIRED = ("name", "trigger", "length", "unit", "article", "whose")
_TYPES: Mapping[str, type] = MappingProxyType(
    {
        "name": str,
        "trigger": str,
        "length": int,
        "unit": str,
        "article": str,
        "whose": str,
        "longest_extension": int,
        "extended_by": str,
        "rolls_forward": bool,
        "pausable": bool,
        "note": str,
    }
)
_WORDS: Mapping[type, str] = MappingProxyType({str: "文字", int: "整数", bool: "true或false"})


def read_rules(name: str) -> dict[str, Any]:
    """A rule file as plain values."""
    return tomllib.loads(resource("rules", f"{name}.toml").read_text(encoding="utf-8"))


def deadline_rules(folder: Path | None = None) -> MappingProxyType[str, Rule]:
    """The limits T1 to T24 by their ids; ``folder`` is where the unit's own ``deadlines.toml`` may be.

    The files are read anew and parsed only when they changed. Raises UnreadableFile, which names the rule and
    the key, also when a limit is made longer than the law allows.
    """
    return _loaded(_shipped(), own_text(folder))[0]


def internal_rules(folder: Path | None = None) -> MappingProxyType[str, Rule]:
    """The unit's internal limits (T26) and the retention of T25, by their ids. Raises UnreadableFile."""
    return _loaded(_shipped(), own_text(folder))[1]


def rules_version(folder: Path | None = None) -> str:
    """Eight characters that change when a limit changes in any of its values. Raises UnreadableFile."""
    law, internal = _loaded(_shipped(), own_text(folder))
    said = repr([*law.values(), *internal.values()])
    return hashlib.sha256(said.encode()).hexdigest()[:8]


@cache
def _shipped() -> str:
    """The rule file that came with the program."""
    return resource("rules", DEADLINES).read_text(encoding="utf-8")


def own_text(folder: Path | None, name: str = DEADLINES) -> str:
    """A rule file of the unit's own, empty when there is none. Raises UnreadableFile."""
    path = folder / name if folder else None
    if path is None or not path.exists():
        return ""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(name, "不是UTF-8编码", "请用记事本另存为UTF-8编码后再试。") from error
    except OSError as error:
        raise UnreadableFile(name, "打不开", "请检查文件夹和权限后再试。") from error


@lru_cache(maxsize=8)
def _loaded(shipped: str, own: str) -> tuple[MappingProxyType[str, Rule], MappingProxyType[str, Rule]]:
    """Law and internal limits out of both files, checked."""
    tables, internal = _tables(shipped)
    own_tables, own_internal = _tables(own)
    law = {key: _lawful(key, entry) for key, entry in _merged(tables, own_tables, "").items()}
    return MappingProxyType(law), MappingProxyType(
        {
            key: _internal(key, entry, law)
            for key, entry in _merged(internal, own_internal, "internal.").items()
        }
    )


def _tables(text: str) -> tuple[Tables, Tables]:
    """The limits of the law and the internal ones of a file."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnreadableFile(
            DEADLINES, f"写法不对（{error}）", "请改正这一行，或删除该文件用回原规则。"
        ) from error
    internal = content.pop(INTERNAL, {})
    for key, entry in {
        **content,
        INTERNAL: internal,
        **(internal if isinstance(internal, dict) else {}),
    }.items():
        if not isinstance(entry, dict):
            raise _fault(key, "", f"“{key}”不是一条规则", "请写成[T7]这样的段落")
    return content, internal


def _merged(shipped: Tables, own: Tables, prefix: str) -> Tables:
    """Every shipped rule with the unit's own keys above it; a rule that nobody knows is refused."""
    for key in own:
        if key not in shipped:
            raise _fault(
                prefix + key, "", "没有这条规则", f"能改的有{'、'.join(prefix + known for known in shipped)}"
            )
    return {key: {**entry, **own.get(key, {})} for key, entry in shipped.items()}


def _lawful(key: str, entry: dict[str, Any]) -> Rule:
    """A limit of the law that is no longer than the law."""
    rule = _rule(key, entry)
    return _sound(rule, breach_of(rule))


def _internal(key: str, entry: dict[str, Any], law: Mapping[str, Rule]) -> Rule:
    """An internal limit that is no longer than the law's limit named by ``within``."""
    within = entry.get("within", "")
    if within and within not in law:
        raise _fault(f"internal.{key}", "within", f"没有规则“{within}”", "请写T1至T24之一")
    rule = _rule(key, {name: value for name, value in entry.items() if name != "within"})
    return _sound(rule, breach_of_internal(rule, law.get(within)), "internal.")


def _sound(rule: Rule, breach: Breach | None, prefix: str = "") -> Rule:
    """The rule itself when nothing is wrong with it."""
    if breach:
        raise _fault(prefix + rule.id, breach.key, breach.problem, breach.remedy)
    return rule


def _rule(key: str, entry: dict[str, Any]) -> Rule:
    """One limit from its table. Raises UnreadableFile for a key that is missing, unknown or of a wrong type."""
    for name in _REQUIRED:
        if name not in entry:
            raise _fault(key, name, "没有写", "请补上")
    for name, value in entry.items():
        if name not in _TYPES:
            raise _fault(key, name, "没有这一项", f"能写的有{'、'.join(_TYPES)}")
        if type(value) is not _TYPES[name]:
            raise _fault(key, name, f"“{value}”不对", f"请写{_WORDS[_TYPES[name]]}")
    for name in ("name", "trigger", "article"):
        if not entry[name].strip():
            raise _fault(key, name, "是空的", "请补上")
    return Rule(
        id=key,
        **{**entry, "unit": _choice(key, "unit", entry, Unit), "whose": _choice(key, "whose", entry, Whose)},
    )


def _choice(key: str, name: str, entry: dict[str, Any], kind: type[Unit] | type[Whose]) -> Unit | Whose:
    """A word of a small table."""
    words = [member.value for member in kind]
    if entry[name] not in words:
        raise _fault(key, name, f"“{entry[name]}”不对", f"能写的有{'、'.join(words)}")
    return kind(entry[name])


def _fault(rule: str, key: str, problem: str, remedy: str) -> UnreadableFile:
    """The sentence that names the rule and the key."""
    where = f"规则[{rule}]的{key}" if key else f"规则[{rule}]"
    return UnreadableFile(DEADLINES, f"{where}：{problem}", f"{remedy}。")


@cache
def published_calendar() -> Calendar:
    """Holidays and make-up days of the years that ``chinesecalendar`` knows."""
    import chinese_calendar  # here, because its tables cost start-up time and only working days need them

    constants = chinese_calendar.constants
    holidays, makeup = frozenset(_dates(constants.holidays)), frozenset(_dates(constants.workdays))
    chinese = {holiday.value: holiday.chinese for holiday in constants.Holiday}
    named = {**constants.holidays, **constants.workdays}
    years = frozenset(day.year for day in holidays)
    return Calendar(
        holidays=holidays,
        makeup_days=makeup,
        years=years,
        version=f"国务院放假安排（{min(years)}—{max(years)}年，校验{content_mark(holidays, makeup)}）",
        names=MappingProxyType({day: chinese.get(word, "") for day, word in named.items()}),
    )


def _dates(days: Any) -> list[dt.date]:
    """Plain dates of a calendar's keys."""
    return [day + 0 * ONE_DAY for day in days]
