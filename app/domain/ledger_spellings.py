"""How clerks spell days and numbers of people, and what is meant by it.

What can mean only one thing is read; what could mean two is not guessed, and the reason is said.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import NamedTuple

EARLIEST_YEAR = 1990
LATEST_YEAR = 2099
MOST_PEOPLE = 99_999

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")}
_DIGITS.update({"〇": 0, "○": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7})
_DIGITS.update({"捌": 8, "玖": 9})
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_SHORTENED_TENS = str.maketrans({"廿": "二十", "卅": "三十"})
CHINESE_DIGITS = "".join((*_DIGITS, *_TENS, "廿卅"))
"""Every character a number in words is written with, up to the thousands."""

_IN_WORDS = re.compile(f"[{CHINESE_DIGITS}]+")
_AFTER_THE_DAY = (
    r"(?:[T\s]*\d{1,2}[:时点].*|\s*\(?(?:星期|周|礼拜)[1-6日天]\)?|\s*(?:上午|下午|中午|早上|晚上|早|晚))?"
)
_WHOLE_DATE = re.compile(
    rf"(\d{{4}}|\d{{2}})\s*[年./-]\s*(\d{{1,2}})\s*[月./-]\s*(\d{{1,2}})\s*[日号]?{_AFTER_THE_DAY}"
)
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH_AND_DAY = re.compile(rf"(\d{{1,2}})\s*[月./-]\s*(\d{{1,2}})\s*[日号]?{_AFTER_THE_DAY}")
_YEAR_AND_MONTH = re.compile(r"\d{4}\s*[年./-]\s*\d{1,2}\s*月?")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_YEAR_IN_TITLE = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_COUNT = re.compile(
    rf"(约)?(?:共|计|等)?\s*(\d+|[{CHINESE_DIGITS}]+)\s*(余|多|来|几)?\s*(?:人次|人|名|位|个|口)?\s*(左右|以上)?"
)

_SERIAL_START = dt.date(1899, 12, 30)
_EARLIEST_SERIAL = (dt.date(EARLIEST_YEAR, 1, 1) - _SERIAL_START).days
_LATEST_SERIAL = (dt.date(LATEST_YEAR, 12, 31) - _SERIAL_START).days


class DateReading(NamedTuple):
    """A day, or why there is none.

    ``code`` is empty for the usual spellings, ``serial_date``, ``year_added`` or ``short_year`` where
    something was mended, ``invalid_date`` (with ``detail``, the reason in Chinese) where nothing was found.
    """

    value: dt.date | None
    code: str = ""
    detail: str = ""


class CountReading(NamedTuple):
    """A number of people; ``code`` is ``people_count_in_words`` or ``people_count_unclear`` (value None)."""

    value: int | None
    code: str = ""


def chinese_number(text: str) -> int | None:
    """十二 → 12, 二〇二六 → 2026, 三百零五 → 305; None when it is no number in words."""
    text = text.translate(_SHORTENED_TENS)
    if not text or not all(char in _DIGITS or char in _TENS for char in text):
        return None
    if not any(char in _TENS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total, digit = 0, 0
    for char in text:
        if char in _TENS:
            total += (digit or 1) * _TENS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def year_in(*titles: str) -> int | None:
    """The one year that titles name (综采一区2026年…台账); None when they name none, or several."""
    years = {int(found) for title in titles for found in _YEAR_IN_TITLE.findall(title)}
    return years.pop() if len(years) == 1 else None


def read_date(cell: object, year: int | None = None) -> DateReading:
    """The day that a filled cell means.

    ``cell`` is what a workbook gives: a date, a number, a text. ``year`` is the year of the sheet's title,
    by which 6月21日 and 26.6.21 can be understood.
    """
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    if isinstance(cell, dt.date):
        return _day(cell.year, cell.month, cell.day)
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return _invalid("这里是时间或其他值")
    if isinstance(cell, int | float):
        return _from_number(cell)
    return _from_text(cell, year)


def _from_number(number: float) -> DateReading:
    """46100 is a day of the spreadsheet's own count, 20260106 is the day itself; 6.21 may have been 6.2 or 6.20."""
    if _EARLIEST_SERIAL <= number <= _LATEST_SERIAL:
        return DateReading(_SERIAL_START + dt.timedelta(days=int(number)), "serial_date")
    compact = (
        _COMPACT_DATE.fullmatch(str(int(number))) if 0 < number < 1e9 and number == int(number) else None
    )
    return _day(*map(int, compact.groups())) if compact else _invalid("这是一个普通数字")


def _from_text(cell: str, year: int | None) -> DateReading:
    """A day out of a text in any of the spellings."""
    text = (
        unicodedata.normalize("NFKC", cell).strip().replace("。", ".").replace("、", ".").replace("\\", "/")
    )
    if "月" in text:
        text = _IN_WORDS.sub(lambda found: str(chinese_number(found.group())), text)
    if whole := _WHOLE_DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text):
        return _with_whole_year(whole[1], int(whole[2]), int(whole[3]), year)
    if short := _MONTH_AND_DAY.fullmatch(text):
        return _with_year_of_title(int(short[1]), int(short[2]), year)
    if _SERIAL.fullmatch(text):
        return _from_number(float(text))
    return _invalid("只写到月，没有写日" if _YEAR_AND_MONTH.fullmatch(text) else "看不出是哪一天")


def _with_whole_year(written: str, month: int, day: int, year: int | None) -> DateReading:
    """A day with its year; of two digits only when the sheet's title names the same year."""
    if len(written) == 4:
        return _day(int(written), month, day)
    if year is None or year % 100 != int(written):
        return _invalid("年份只有两位，表名里也看不出是哪一年")
    found = _day(year, month, day)
    return found._replace(code=found.code or "short_year")


def _with_year_of_title(month: int, day: int, year: int | None) -> DateReading:
    """A day without a year, with the one of the sheet's title."""
    if year is None:
        return _invalid("没有写年份，表名里也看不出是哪一年")
    found = _day(year, month, day)
    return found._replace(code=found.code or "year_added")


def _day(year: int, month: int, day: int) -> DateReading:
    """The day, if the calendar has it."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return _invalid(f"年份{year}不对")
    if not 1 <= month <= 12:
        return _invalid(f"没有{month}月")
    try:
        return DateReading(dt.date(year, month, day))
    except ValueError:
        return _invalid(f"{year}年{month}月没有{day}日")


def _invalid(detail: str) -> DateReading:
    return DateReading(None, "invalid_date", detail)


def read_count(cell: object) -> CountReading:
    """How many people a filled cell means: 3, "12人", 七人 (said), 二十余人 (said), "3-5人" (unclear)."""
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return CountReading(None, "people_count_unclear")
    if isinstance(cell, int | float):
        whole = 1 <= cell <= MOST_PEOPLE and cell == int(cell)
        return CountReading(int(cell)) if whole else CountReading(None, "people_count_unclear")
    found = _COUNT.fullmatch(unicodedata.normalize("NFKC", cell).strip())
    if not found:
        return CountReading(None, "people_count_unclear")
    about, number, more, or_so = found.groups()
    exact = number.isdecimal() and not (about or more or or_so)
    value = int(number) if number.isdecimal() else chinese_number(number)
    if value is None or not 1 <= value <= MOST_PEOPLE:
        return CountReading(None, "people_count_unclear")
    return CountReading(value, "" if exact else "people_count_in_words")
