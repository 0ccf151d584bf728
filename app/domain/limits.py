"""What the law fixes of a limit, so that a unit's own rule file can be refused when it breaks the law.

A duty may be made shorter, never longer (domain facts, T26); a petitioner's right may not be cut. What the law
gives no number for, and what was found only in notices that are not verified (T13 to T18), stays editable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.domain.deadlines import Rule, Unit, Whose


@dataclass(frozen=True, slots=True)
class Lawful:
    """The law's own number: ``length`` in ``unit``, ``extension`` in natural days (None: no number in the law)."""

    length: int
    unit: Unit
    article: str
    extension: int | None = 0


@dataclass(frozen=True, slots=True)
class Breach:
    """What is wrong with one key of a rule, and what to do, in Chinese."""

    key: str
    problem: str
    remedy: str


_NATURAL, _WORKING, _YEARS = Unit.NATURAL, Unit.WORKING, Unit.YEARS

DUTIES: Mapping[str, Lawful] = MappingProxyType(
    {
        "T2": Lawful(15, _NATURAL, "条例第二十三条第二款"),
        "T3": Lawful(15, _NATURAL, "条例第二十三条第三款"),
        "T4": Lawful(5, _WORKING, "条例第二十三条第三款"),
        "T5": Lawful(15, _NATURAL, "条例第二十二条第一款"),
        "T7": Lawful(60, _NATURAL, "条例第三十四条", 30),
        # the regulation knows no extension of a review; some provinces allow up to 30 days more (domain facts, T9)
        "T9": Lawful(30, _NATURAL, "条例第三十五条", 30),
        "T11": Lawful(30, _NATURAL, "条例第三十六条"),
        "T21": Lawful(15, _NATURAL, "劳动争议调解仲裁法第十四条"),
        "T22": Lawful(30, _NATURAL, "工伤保险条例第十七条", None),
    }
)
"""The duties that the law fixes: a unit's own number may be smaller, not larger."""

RIGHTS: Mapping[str, Lawful] = MappingProxyType(
    {
        "T8": Lawful(30, _NATURAL, "条例第三十五条"),
        "T10": Lawful(30, _NATURAL, "条例第三十六条"),
        "T20": Lawful(1, _YEARS, "劳动争议调解仲裁法第二十七条"),
        "T23": Lawful(1, _YEARS, "工伤保险条例第十七条"),
        "T24": Lawful(2, _YEARS, "劳动保障监察条例第二十条"),
    }
)
"""The petitioner's rights that the law fixes: neither shorter, nor longer than another office will accept."""

AT_LEAST: Mapping[str, Lawful] = MappingProxyType({"T25": Lawful(3, _YEARS, "个人信息保护法第五十六条")})
"""What must be kept for at least so long."""

PAUSABLE = frozenset({"T7", "T11", "T20"})
"""Hearings (Art. 36 ¶2, and by local hearing rules for Art. 34) and 中止 of the time limit for arbitration."""

LONGEST = MappingProxyType({Unit.NATURAL: 3650, Unit.WORKING: 2500, Unit.YEARS: 20})
"""A number larger than this is a slip of the pen."""
LONGEST_HOLIDAY = 9
"""Natural days of the longest holiday in a published calendar (Spring Festival 2026)."""


def breach_of(rule: Rule) -> Breach | None:
    """The first thing in a rule that the law does not allow, or None."""
    return _slip(rule) or _duty_breach(rule) or _right_breach(rule) or _other_breach(rule)


def breach_of_internal(rule: Rule, law: Rule | None) -> Breach | None:
    """Whether an internal limit is longer than the law's limit within which it runs (T26), if there is one.

    What must be kept at least so long (T25) may be longer, not shorter.
    """
    if slip := _slip(rule):
        return slip
    least = AT_LEAST.get(rule.id)
    if least and (rule.unit is not least.unit or rule.length < least.length):
        lawful = f"{least.length}{least.unit.label}"
        return Breach("length", f"{_said(rule)}短于{least.article}的{lawful}", "只能写得更长，不能更短")
    if law and natural_days(rule) > natural_days(law):
        limit = f"{law.length}{law.unit.label}（{law.id} {law.name}，{law.article}）"
        return Breach(
            "length", f"内部时限{rule.length}{rule.unit.label}长于法定的{limit}", "内部时限只能短于法定期限"
        )
    return None


def natural_days(rule: Rule) -> int:
    """How many natural days a rule takes at most, a long holiday within it included."""
    if rule.unit is Unit.YEARS:
        return rule.length * 365
    if rule.unit is Unit.NATURAL:
        return rule.length
    return rule.length + 2 * (rule.length // 5 + 1) + LONGEST_HOLIDAY if rule.length else 0


def _slip(rule: Rule) -> Breach | None:
    """Numbers that nobody can mean."""
    for key, number, most in (
        ("length", rule.length, LONGEST[rule.unit]),
        ("longest_extension", rule.longest_extension, LONGEST[Unit.NATURAL]),
    ):
        if not 0 <= number <= most:
            return Breach(key, f"{number}不对", f"请写0至{most}的整数")
    return None


def _duty_breach(rule: Rule) -> Breach | None:
    """A duty that is longer than the law's."""
    law = DUTIES.get(rule.id)
    if law is None:
        return None
    if rule.unit is not law.unit or not 0 < rule.length <= law.length:
        lawful = f"{law.length}{law.unit.label}"
        return Breach("length", f"{_said(rule)}超出{law.article}的{lawful}", "只能写得更短，不能更长")
    if law.extension is not None and rule.longest_extension > law.extension:
        allowed = f"最多{law.extension}日" if law.extension else "不得延长"
        problem = f"延长{rule.longest_extension}日超出{law.article}（{allowed}）"
        return Breach("longest_extension", problem, "请改回法律允许的天数")
    return None


def _said(rule: Rule) -> str:
    """The length as the file has it."""
    return f"{rule.length}{rule.unit.label}"


def _right_breach(rule: Rule) -> Breach | None:
    """A right that is not as long as the law says."""
    law = RIGHTS.get(rule.id)
    if law is None or (rule.length, rule.unit, rule.longest_extension) == (law.length, law.unit, 0):
        return None
    key = "longest_extension" if rule.longest_extension else "length"
    problem = f"{_said(rule)}与{law.article}的{law.length}{law.unit.label}不同"
    return Breach(key, problem, "信访人的权利由法律规定，不能改")


def _other_breach(rule: Rule) -> Breach | None:
    """Whose limit it is, rolling and pausing."""
    if rule.id in DUTIES and rule.whose is not Whose.DUTY:
        return Breach("whose", "这是单位的义务", "请写duty")
    if rule.id in RIGHTS and rule.whose is not Whose.RIGHT:
        return Breach("whose", "这是信访人的权利", "请写right")
    if rule.whose is Whose.DUTY and rule.rolls_forward:
        return Breach("rolls_forward", "单位的义务遇节假日不顺延", "请写false")
    if rule.pausable and rule.id not in PAUSABLE:
        return Breach("pausable", "法律没有规定这个期限可以中止", "请写false")
    if rule.longest_extension and not rule.extended_by:
        return Breach("extended_by", "可以延长，却没有写由谁批准", "请写明批准人")
    return None
