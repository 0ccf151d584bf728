"""The editable rule files under ``resources/rules/``, and the State Council's calendar."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from types import MappingProxyType
from typing import Any

from app.domain.deadlines import Rule, Unit, Whose
from app.domain.workdays import ONE_DAY, Calendar
from app.resources import resource


def read_rules(name: str) -> dict[str, Any]:
    """A rule file as plain values."""
    return tomllib.loads(resource("rules", f"{name}.toml").read_text(encoding="utf-8"))


@cache
def deadline_rules() -> MappingProxyType[str, Rule]:
    """The limits T1 to T24 by their ids."""
    return MappingProxyType({key: _rule(key, entry) for key, entry in read_rules("deadlines").items()})


def _rule(key: str, entry: dict[str, Any]) -> Rule:
    """One limit from its table."""
    return Rule(id=key, **{**entry, "unit": Unit(entry["unit"]), "whose": Whose(entry["whose"])})


@cache
def published_calendar() -> Calendar:
    """Holidays and make-up days of the years that ``chinesecalendar`` knows."""
    import chinese_calendar  # here, because its tables cost start-up time and only working days need them

    holidays = chinese_calendar.constants.holidays
    makeup = chinese_calendar.constants.workdays
    years = {day.year for day in holidays}
    return Calendar(
        holidays=frozenset(_dates(holidays)),
        makeup_days=frozenset(_dates(makeup)),
        years=frozenset(years),
        version=f"国务院放假安排（{min(years)}—{max(years)}年）",
    )


def _dates(days: Any) -> list[dt.date]:
    """Plain dates of a calendar's keys."""
    return [day + 0 * ONE_DAY for day in days]
