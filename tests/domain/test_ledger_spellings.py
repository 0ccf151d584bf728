"""The spellings of days and of numbers of people."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.ledger_spellings import CountReading, chinese_number, read_count, read_date, year_in

JUNE_21 = dt.date(2026, 6, 21)


@pytest.mark.parametrize(
    "cell",
    [
        "2026/6/21",
        "2026.06.21",
        "2026-6-21",
        "2026年6月21日",
        "20260621",
        "2026年6月21",
        "2026 . 6 . 21",
        "２０２６．６．２１",
        "２０２６年６月２１日",
        "2026。6。21",
        "2026、6、21",
        "二〇二六年六月二十一日",
        "2026年六月廿一日",
        "2026/6/21 10:30",
        "2026-06-21T10:30:00",
        "2026年6月21日上午",
        "2026年6月21日（星期日）",
        "2026年6月21日星期二",
        dt.date(2026, 6, 21),
        dt.datetime(2026, 6, 21, 9, 30),
        20260621.0,
        20260621,
    ],
)
def test_a_day_that_can_be_only_one_is_read_without_a_word(cell: object) -> None:
    assert read_date(cell) == (JUNE_21, "", "")


@pytest.mark.parametrize("cell", [46194, 46194.0, 46194.75, "46194"])
def test_a_spreadsheet_s_own_count_is_mended_and_said(cell: object) -> None:
    assert read_date(cell) == (JUNE_21, "serial_date", "")


@pytest.mark.parametrize("cell", ["6月21日", "6.21", "06-21", "6/21"])
def test_a_year_comes_from_the_title_or_not_at_all(cell: str) -> None:
    assert read_date(cell, 2026) == (JUNE_21, "year_added", "")
    assert read_date(cell) == (None, "invalid_date", "没有写年份，表名里也看不出是哪一年")


def test_two_digits_are_a_year_only_when_the_title_says_the_same() -> None:
    assert read_date("26.6.21", 2026) == (JUNE_21, "short_year", "")
    assert read_date("26.6.21", 2025).code == "invalid_date"
    assert read_date("26.6.21").code == "invalid_date"


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("2026.13.5", "没有13月"),
        ("2026.0.5", "没有0月"),
        ("2026年2月30日", "2026年2月没有30日"),
        ("20260231", "2026年2月没有31日"),
        ("1899/1/1", "年份1899不对"),
        ("2026年6月", "只写到月，没有写日"),
        ("上个月", "看不出是哪一天"),
        ("2026.6.21-23", "看不出是哪一天"),
        (6.21, "这是一个普通数字"),
        (0, "这是一个普通数字"),
        (float("inf"), "这是一个普通数字"),
        (float("nan"), "这是一个普通数字"),
        (True, "这里是时间或其他值"),
        (dt.time(10, 0), "这里是时间或其他值"),
        (dt.date(1900, 1, 1), "年份1900不对"),
    ],
)
def test_what_is_no_day_says_why(cell: object, reason: str) -> None:
    assert read_date(cell, 2026) == (None, "invalid_date", reason)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_is_understood_in_every_spelling(day: dt.date) -> None:
    spellings = (
        day,
        f"{day:%Y/%m/%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{day:%Y.%m.%d}",
    )
    assert {read_date(cell).value for cell in spellings} == {day}


@given(
    st.text() | st.integers() | st.floats() | st.booleans() | st.times(), st.none() | st.integers(1990, 2099)
)
def test_reading_a_day_never_fails(cell: object, year: int | None) -> None:
    found = read_date(cell, year)
    assert (found.value is None) == (found.code == "invalid_date")


def test_the_year_of_a_title_counts_when_it_is_the_only_one() -> None:
    assert year_in("综采一区2026年职工信访登记台账") == 2026
    assert year_in("台账", "2026") == 2026
    assert year_in("2025—2026年台账") is None
    assert year_in("台账", "编号20260101") is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("七", 7),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("廿一", 21),
        ("一百零五", 105),
        ("二〇二六", 2026),
        ("两", 2),
    ],
)
def test_numbers_in_words(text: str, number: int) -> None:
    assert chinese_number(text) == number


@pytest.mark.parametrize("text", ["", "人", "1", "七人"])
def test_what_is_no_number_in_words(text: str) -> None:
    assert chinese_number(text) is None


@pytest.mark.parametrize(
    ("cell", "count"), [(1, 1), (12.0, 12), ("3", 3), ("1人", 1), ("12人次", 12), ("５名", 5), ("共8人", 8)]
)
def test_a_plain_count_is_read_without_a_word(cell: object, count: int) -> None:
    assert read_count(cell) == CountReading(count)


@pytest.mark.parametrize(
    ("cell", "count"),
    [("七人", 7), ("十二人次", 12), ("二十余人", 20), ("约20人", 20), ("30人左右", 30), ("十几人", 10)],
)
def test_a_count_in_words_or_about_is_said(cell: str, count: int) -> None:
    assert read_count(cell) == CountReading(count, "people_count_in_words")


@pytest.mark.parametrize(
    "cell", ["3-5人", "一家", "若干", "0", 0, -1, 2.5, "100000人", True, dt.date(2026, 1, 1), float("nan")]
)
def test_an_unclear_count_is_not_guessed(cell: object) -> None:
    assert read_count(cell) == CountReading(None, "people_count_unclear")


@given(st.text() | st.integers() | st.floats() | st.booleans() | st.dates())
def test_reading_a_count_never_fails(cell: object) -> None:
    found = read_count(cell)
    assert found.value is None or 1 <= found.value <= 99_999
