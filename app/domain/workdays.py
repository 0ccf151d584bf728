"""Working-day arithmetic over the State Council's calendar, which is data and passed in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """Holidays and make-up working days of the published years.

    ``years`` are those whose calendar was published; beyond them only weekends are known and every
    result is provisional. ``version`` says where the calendar came from.
    """

    holidays: frozenset[dt.date] = frozenset()
    makeup_days: frozenset[dt.date] = frozenset()
    years: frozenset[int] = frozenset()
    version: str = ""

    def is_workday(self, day: dt.date) -> bool:
        """Whether people work that day: make-up days before holidays before weekends."""
        if day in self.makeup_days:
            return True
        return day not in self.holidays and day.weekday() < 5

    def why(self, day: dt.date) -> str:
        """The plain word for a day: 工作日, 调休上班, 法定节假日, 周末."""
        if day in self.makeup_days:
            return "调休上班"
        if day in self.holidays:
            return "节假日"
        return "工作日" if day.weekday() < 5 else "周末"

    def is_published(self, day: dt.date) -> bool:
        """Whether the calendar of that day's year is known."""
        return day.year in self.years

    def next_workday(self, day: dt.date) -> dt.date:
        """The day itself, or the first working day after it."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day
