"""The calendar of the desk: the published one, and above it what the administrator entered or imported."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.codes import Role
from app.domain.errors import InvalidField, NotAllowed, NotFound
from app.domain.workdays import (
    FIRST_YEAR,
    LAST_YEAR,
    LEAST_OF_A_YEAR,
    LONGEST_NOTE,
    Calendar,
    DayInfo,
    DayKind,
    OwnDay,
    YearView,
    years_to_publish,
)
from app.files.atomic import write_file
from app.files.rules import published_calendar
from app.storage import calendar as calendars

CHANGED = Changes(settings=("calendar",))


@dataclass(frozen=True, slots=True)
class CalendarImport:
    """What an import of a calendar did: days read, new, changed, and those that stood so already.

    ``published`` are the years of the file that count as published now, ``open_years`` those that still do not.
    """

    changes: Changes
    read: int
    added: int
    changed: int
    unchanged: int
    published: tuple[int, ...]
    open_years: tuple[int, ...]
    version: str


def desk_calendar(desk: Desk) -> Calendar:
    """The calendar that every date of this desk is computed by.

    Asks the store each time, so that an edit counts at once, also one from another window or a restored backup;
    a calendar whose contents are the same is not built anew.
    """
    return _built(calendars.contents(desk.store))


@lru_cache(maxsize=8)
def _built(content: calendars.Contents) -> Calendar:
    """The published calendar with these contents above it."""
    return published_calendar().overlay(calendars.days_in(content), calendars.years_in(content))


def calendar_year(desk: Desk, *, year: int) -> YearView:
    """The twelve months of a year, each day with its word and whose entry it is. Raises InvalidField."""
    _check_year(year)
    return desk_calendar(desk).year_view(year)


def set_day(desk: Desk, *, day: dt.date, kind: DayKind, note: str = "") -> Changes:
    """Make a day a holiday or a working day, above what is published.

    Raises NotAllowed for anybody but an administrator, InvalidField for a year or a note that cannot be meant.
    """
    _require_administrator(desk)
    _check_year(day.year)
    note = " ".join(note.split())
    if len(note) > LONGEST_NOTE:
        raise InvalidField("note", f"说明最多{LONGEST_NOTE}个字，请缩短")
    with desk.store.transaction():
        was = _day_words(desk, day)
        calendars.put_days(desk.store, [OwnDay(day, DayKind(kind), note)])
        text = f"日历：{day}定为{kind.label}" + (f"（{note}）" if note else "")
        desk.record("calendar", text, was=was, became=_day_words(desk, day))
    return CHANGED


def reset_day(desk: Desk, *, day: dt.date) -> Changes:
    """Let a day stand as published again. Raises NotAllowed, and NotFound when the desk has no entry for it."""
    _require_administrator(desk)
    with desk.store.transaction():
        was = _day_words(desk, day)
        if not calendars.drop_day(desk.store, day):
            raise NotFound("本单位日历中的", day)
        desk.record("calendar", f"日历：{day}恢复为公布的安排", was=was, became=_day_words(desk, day))
    return CHANGED


def publish_year(desk: Desk, *, year: int, source: str) -> Changes:
    """Declare that all days of a year are known, so that its dates are firm; ``source`` says by what notice.

    Raises NotAllowed for anybody but an administrator, InvalidField without a source.
    """
    _require_administrator(desk)
    _check_year(year)
    source = " ".join(source.split())
    if not 0 < len(source) <= 4 * LONGEST_NOTE:
        raise InvalidField("source", "请写明依据，例如放假通知的文号")
    with desk.store.transaction():
        was = _year_words(desk, year)
        calendars.put_year(desk.store, year, source, desk.now())
        text = f"日历：{year}年定为已公布（{source}）"
        desk.record("calendar", text, was=was, became=_year_words(desk, year))
    return CHANGED


def withdraw_year(desk: Desk, *, year: int) -> Changes:
    """Take back that a year is known; its dates are provisional again. Raises NotAllowed, NotFound."""
    _require_administrator(desk)
    with desk.store.transaction():
        was = _year_words(desk, year)
        if not calendars.drop_year(desk.store, year):
            raise NotFound("本单位定为已公布的年份", year)
        desk.record("calendar", f"日历：{year}年恢复为未公布", was=was, became=_year_words(desk, year))
    return CHANGED


def _day_words(desk: Desk, day: dt.date) -> str:
    """A day as it stands, for the history: 工作日（调休上班）."""
    info = desk_calendar(desk).day_info(day)
    return info.word + (f"（{info.name}）" if info.name else "")


def _year_words(desk: Desk, year: int) -> str:
    """Whether a year's days are known, for the history."""
    return "已公布" if year in desk_calendar(desk).years else "未公布"


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day that an import would set: how it stands, and the entry that would be laid above it."""

    before: DayInfo
    after: OwnDay


@dataclass(frozen=True, slots=True)
class CalendarPreview:
    """What an import would do: days read, those that would stand otherwise, and the years it would publish."""

    read: int
    changes: tuple[DayChange, ...]
    publishes: tuple[int, ...]
    open_years: tuple[int, ...]


def preview_import(desk: Desk, *, path: Path, year_complete: bool = False) -> CalendarPreview:
    """What ``import_calendar`` would do with a file; changes nothing. Raises UnreadableFile with the wrong row."""
    from app.files import calendar_file  # here: every date asks this module, only this act needs openpyxl

    days = calendar_file.read_calendar(path)
    before = desk_calendar(desk)
    least = 1 if year_complete else LEAST_OF_A_YEAR
    known = years_to_publish(days, before.years, least)
    years = sorted({entry.day.year for entry in days} - before.years - set(known))
    return CalendarPreview(
        read=len(days),
        changes=tuple(
            DayChange(before.day_info(entry.day), entry) for entry in days if not before.says(entry)
        ),
        publishes=known,
        open_years=tuple(years),
    )


def import_calendar(desk: Desk, *, path: Path, year_complete: bool = False) -> CalendarImport:
    """Bring in a calendar, a row a day, in one transaction; days that stand so already are passed over.

    A year of the file counts as published afterwards when the file holds at least ten of its holidays and
    make-up days, or when the clerk says that it is the whole year (``year_complete``). Raises NotAllowed for
    anybody but an administrator, UnreadableFile with the row that is wrong; then nothing has changed.
    """
    from app.files import calendar_file  # here: every date asks this module, only this act needs openpyxl

    _require_administrator(desk)
    days = calendar_file.read_calendar(path)
    source = f"{path.name}（校验{_digest(path)}）"
    with desk.store.transaction():
        before = desk_calendar(desk)
        news = [entry for entry in days if not before.says(entry)]
        added = sum(entry.day not in before.own_days for entry in news)
        calendars.put_days(desk.store, news)
        least = 1 if year_complete else LEAST_OF_A_YEAR
        known = years_to_publish(days, before.years, least)
        for year in known:
            calendars.put_year(desk.store, year, source, desk.now())
        after = desk_calendar(desk)
        desk.record("calendar", _import_line(path.name, len(news), known))
    years = sorted({entry.day.year for entry in days})
    return CalendarImport(
        CHANGED,
        read=len(days),
        added=added,
        changed=len(news) - added,
        unchanged=len(days) - len(news),
        published=tuple(year for year in years if year in after.years),
        open_years=tuple(year for year in years if year not in after.years),
        version=after.version,
    )


def _import_line(name: str, days: int, years: Iterable[int]) -> str:
    """The line of the history."""
    known = "、".join(f"{year}年" for year in years)
    return f"导入日历{name}：{days}天" + (f"，{known}定为已公布" if known else "")


def _digest(path: Path) -> str:
    """The first characters of a file's SHA-256, to tell two versions of a calendar apart."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:8]


def export_calendar(desk: Desk, *, path: Path, year: int | None = None) -> str:
    """Write the desk's own days, or all holidays and make-up days of a year, as .csv or .xlsx; its SHA-256.

    What is written reads in again. A year without any gives the table's head with New Year's Day, to be
    filled in. Raises InvalidField for another ending, FileExists, CannotWrite.
    """
    from app.files import calendar_file  # here: every date asks this module, only this act needs openpyxl

    ending = path.suffix.lower()
    if ending not in calendar_file.WRITTEN:
        raise InvalidField("path", f"日历只能写成{'或'.join(calendar_file.WRITTEN)}文件，请改文件名的结尾")
    if year is not None:
        _check_year(year)
    days = desk_calendar(desk).entries(year)
    if year is not None and not days:
        days = (OwnDay(dt.date(year, 1, 1), DayKind.HOLIDAY, "元旦"),)

    def write(out: BinaryIO) -> None:
        calendar_file.write_calendar(out, days, ending=ending)

    sha256 = write_file(path, write)
    with desk.store.transaction():
        desk.record("export_calendar", f"导出日历{len(days)}天")
    return sha256


def _require_administrator(desk: Desk) -> None:
    """The calendar moves every date: only an administrator changes it. Raises NotAllowed."""
    if Role.ADMINISTRATOR not in desk.operator.roles:
        raise NotAllowed("只有管理员可以修改日历。请由管理员登录后再改。")


def _check_year(year: int) -> None:
    """Raise InvalidField for a year that cannot be meant."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidField("year", f"年份{year}不对，请写{FIRST_YEAR}至{LAST_YEAR}年")
