"""Working-day arithmetic over the State Council's calendar, and the unit's own days above it.

The calendar is data and passed in. The State Council publishes the holidays of a year late in the year before;
a desk lives without a network for years, so the administrator lays own days and own years above the published
ones (``overlay``). Reading order of a day: own entry, make-up day, holiday, weekend.
"""

from __future__ import annotations

import calendar as months
import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from app.domain.codes import Labelled

ONE_DAY = dt.timedelta(days=1)
LEAST_OF_A_YEAR = 10
"""So many named days make a year's file believable as the whole year: every notice since 2008 has more."""
FIRST_YEAR, LAST_YEAR = 1990, 2200
"""The years that a calendar of this desk may speak of."""
PLAIN_NOTES = frozenset(
    {"", "周末", "双休日", "休息日", "公休日", "周六", "周日", "星期六", "星期日", "工作日"}
)
"""Notes that name no holiday."""
LONGEST_NOTE = 40
"""Characters of a day's note."""


class DayKind(Labelled):
    """What an entry says of a day."""

    HOLIDAY = "holiday", "放假"
    WORKDAY = "workday", "上班"


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A day that the administrator set above the published calendar; ``note`` names the holiday."""

    day: dt.date
    kind: DayKind
    note: str = ""


@dataclass(frozen=True, slots=True)
class OwnYear:
    """A year that the administrator declared as published; ``source`` says by what."""

    year: int
    source: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class DayInfo:
    """A day as a screen shows it: whether it is worked, its plain word, the holiday's name, and whose entry.

    ``own`` is the administrator's entry, or None when the day stands as published.
    """

    day: dt.date
    workday: bool
    word: str
    name: str = ""
    own: OwnDay | None = None


@dataclass(frozen=True, slots=True)
class YearView:
    """The twelve months of a year. ``source`` says who published it; empty: nobody yet, dates are provisional."""

    year: int
    published: bool
    source: str
    version: str
    months: tuple[tuple[DayInfo, ...], ...]

    @property
    def days(self) -> tuple[DayInfo, ...]:
        """All days of the year, in order."""
        return tuple(day for month in self.months for day in month)

    @property
    def workdays(self) -> int:
        """How many working days the year has."""
        return sum(day.workday for day in self.days)


@dataclass(frozen=True)
class Calendar:
    """Holidays and make-up working days of the published years.

    ``years`` are those whose calendar was published; beyond them only weekends are known and every
    result is provisional. ``version`` says where the calendar came from, and changes with its content.
    ``names`` are the holidays' names, ``own_days`` and ``own_years`` what the administrator laid above.
    """

    holidays: frozenset[dt.date] = frozenset()
    makeup_days: frozenset[dt.date] = frozenset()
    years: frozenset[int] = frozenset()
    version: str = ""
    names: Mapping[dt.date, str] = field(default_factory=lambda: MappingProxyType({}), compare=False)
    own_days: Mapping[dt.date, OwnDay] = field(default_factory=lambda: MappingProxyType({}), compare=False)
    own_years: Mapping[int, OwnYear] = field(default_factory=lambda: MappingProxyType({}), compare=False)

    def is_workday(self, day: dt.date) -> bool:
        """Whether people work that day: make-up days before holidays before weekends."""
        if day in self.makeup_days:
            return True
        return day not in self.holidays and day.weekday() < 5

    def why(self, day: dt.date) -> str:
        """The plain word for a day: 工作日, 调休上班, 节假日, 周末."""
        if day in self.makeup_days:
            return "调休上班"
        if day in self.holidays:
            return "节假日"
        return "工作日" if day.weekday() < 5 else "周末"

    def name(self, day: dt.date) -> str:
        """The holiday that a day off or a make-up day belongs to; empty for every other day."""
        return self.names.get(day, "")

    def is_published(self, day: dt.date) -> bool:
        """Whether the calendar of that day's year is known."""
        return day.year in self.years

    def next_workday(self, day: dt.date) -> dt.date:
        """The day itself, or the first working day after it."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def previous_workday(self, day: dt.date) -> dt.date:
        """The day itself, or the last working day before it."""
        while not self.is_workday(day):
            day -= ONE_DAY
        return day

    def overlay(self, days: Iterable[OwnDay], years: Iterable[OwnYear] = ()) -> Calendar:
        """This calendar with the unit's own days and years above it; without any, the same calendar.

        A working day that falls on Monday to Friday only takes a holiday away; on a weekend it is a make-up day.
        """
        own = {entry.day: entry for entry in sorted(days, key=lambda entry: entry.day)}
        declared = {entry.year: entry for entry in sorted(years, key=lambda entry: entry.year)}
        if not own and not declared:
            return self
        off = {day for day, entry in own.items() if entry.kind is DayKind.HOLIDAY}
        on = own.keys() - off
        return replace(
            self,
            holidays=(self.holidays | off) - on,
            makeup_days=(self.makeup_days - own.keys()) | {day for day in on if day.weekday() >= 5},
            years=self.years | declared.keys(),
            version=_own_version(self.version, own, declared),
            names=MappingProxyType({**self.names, **{day: entry.note for day, entry in own.items()}}),
            own_days=MappingProxyType(own),
            own_years=MappingProxyType(declared),
        )

    def says(self, entry: OwnDay) -> bool:
        """Whether a day stands already as an entry would make it, by its kind and its name.

        A plain weekend without a name needs no entry, nor does a plain working day.
        """
        named = self.name(entry.day) == entry.note
        if entry.day in self.own_days:
            return named and self.own_days[entry.day].kind is entry.kind
        off = entry.kind is DayKind.HOLIDAY
        if off == self.is_workday(entry.day):
            return False
        return named or entry.day in self.holidays | self.makeup_days or is_plain(entry)

    def entries(self, year: int | None = None) -> tuple[OwnDay, ...]:
        """All holidays and make-up days of a year, or (without one) the own days, as a file lists them."""
        if year is None:
            return tuple(self.own_days.values())
        special = {day for day in self.holidays | self.makeup_days | self.own_days.keys() if day.year == year}
        kinds = {True: DayKind.WORKDAY, False: DayKind.HOLIDAY}
        return tuple(OwnDay(day, kinds[self.is_workday(day)], self.name(day)) for day in sorted(special))

    def day_info(self, day: dt.date) -> DayInfo:
        """A day as a screen shows it."""
        return DayInfo(day, self.is_workday(day), self.why(day), self.name(day), self.own_days.get(day))

    def year_view(self, year: int) -> YearView:
        """The twelve months of a year for a screen or a file."""
        published = year in self.years
        declared = self.own_years.get(year)
        source = declared.source if declared else "国务院放假安排" if published else ""
        view = tuple(self._month(year, month) for month in range(1, 13))
        return YearView(year, published, source, self.version, view)

    def _month(self, year: int, month: int) -> tuple[DayInfo, ...]:
        """The days of a month."""
        length = months.monthrange(year, month)[1]
        return tuple(self.day_info(dt.date(year, month, number)) for number in range(1, length + 1))


def is_plain(entry: OwnDay) -> bool:
    """Whether an entry only says what the week says: off on a weekend, worked on Monday to Friday."""
    weekend = entry.day.weekday() >= 5
    named = entry.note not in PLAIN_NOTES
    return weekend == (entry.kind is DayKind.HOLIDAY) and not (weekend and named)


def years_to_publish(days: Iterable[OwnDay], known: Iterable[int], least: int) -> tuple[int, ...]:
    """The years not yet known of which a file has at least so many holidays and make-up days."""
    counted = Counter(entry.day.year for entry in days if not is_plain(entry))
    return tuple(sorted(year for year, count in counted.items() if count >= least and year not in set(known)))


def content_mark(holidays: Iterable[dt.date], makeup_days: Iterable[dt.date]) -> str:
    """Eight characters that change when a day of a calendar changes."""
    lines = [*(f"-{day}" for day in sorted(holidays)), *(f"+{day}" for day in sorted(makeup_days))]
    return _mark(lines)


def _own_version(base: str, own: Mapping[dt.date, OwnDay], years: Mapping[int, OwnYear]) -> str:
    """The version of a calendar with own days: their count, the own years, and a mark over all of it."""
    lines = [base, *(f"{entry.day} {entry.kind.value} {entry.note}" for entry in own.values())]
    lines += [f"{entry.year} {entry.source}" for entry in years.values()]
    declared = f"，另定{'、'.join(map(str, years))}年已公布" if years else ""
    return f"{base}；本单位日历{len(own)}天{declared}（校验{_mark(lines)}）"


def _mark(lines: Iterable[str]) -> str:
    """A short hash over lines of text."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:8]
