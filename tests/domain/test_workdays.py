import datetime as dt

from app.domain.workdays import (
    Calendar,
    DayKind,
    OwnDay,
    OwnYear,
    is_plain,
    years_to_publish,
)
from app.files.rules import published_calendar

D = dt.date
PUBLISHED = published_calendar()
HOLIDAY, WORKDAY = DayKind.HOLIDAY, DayKind.WORKDAY


def test_without_own_days_the_calendar_is_the_published_one() -> None:
    assert PUBLISHED.overlay([]) is PUBLISHED


def test_an_own_holiday_and_an_own_working_day_stand_above_what_is_published() -> None:
    mine = PUBLISHED.overlay(
        [
            OwnDay(D(2026, 11, 24), HOLIDAY, "矿庆"),
            OwnDay(D(2026, 10, 3), WORKDAY, "抢修"),
            OwnDay(D(2026, 10, 5), WORKDAY, "抢修"),
            OwnDay(D(2026, 10, 10), HOLIDAY, "不调休"),
        ]
    )
    words = {day: mine.why(D(2026, *day)) for day in ((11, 24), (10, 3), (10, 5), (10, 10))}
    assert words == {(11, 24): "节假日", (10, 3): "调休上班", (10, 5): "工作日", (10, 10): "节假日"}
    assert [mine.is_workday(D(2026, *day)) for day in words] == [False, True, True, False]
    assert mine.name(D(2026, 11, 24)) == "矿庆"
    assert PUBLISHED.why(D(2026, 10, 10)) == "调休上班"


def test_own_days_do_not_publish_a_year_and_a_declaration_does() -> None:
    days = [OwnDay(D(2027, 1, 1), HOLIDAY, "元旦")]
    assert not PUBLISHED.overlay(days).is_published(D(2027, 1, 1))
    assert PUBLISHED.overlay(days, [OwnYear(2027, "放假通知")]).is_published(D(2027, 12, 31))


def test_the_version_counts_own_days_and_changes_with_every_part_of_the_content() -> None:
    day = OwnDay(D(2027, 1, 1), HOLIDAY, "元旦")
    versions = [
        PUBLISHED.version,
        PUBLISHED.overlay([day]).version,
        PUBLISHED.overlay([OwnDay(D(2027, 1, 1), WORKDAY, "元旦")]).version,
        PUBLISHED.overlay([OwnDay(D(2027, 1, 1), HOLIDAY, "新年")]).version,
        PUBLISHED.overlay([OwnDay(D(2027, 1, 2), HOLIDAY, "元旦")]).version,
        PUBLISHED.overlay([day], [OwnYear(2027, "放假通知")]).version,
        PUBLISHED.overlay([day], [OwnYear(2027, "放假通知（更正）")]).version,
        Calendar(version="另一份").overlay([day]).version,
    ]
    assert len(set(versions)) == len(versions)
    assert "本单位日历1天" in versions[1] and "另定2027年已公布" in versions[5]
    other_order = PUBLISHED.overlay([OwnDay(D(2027, 5, 1), HOLIDAY), day])
    assert other_order.version == PUBLISHED.overlay([day, OwnDay(D(2027, 5, 1), HOLIDAY)]).version


def test_holidays_and_make_up_days_have_their_names() -> None:
    assert PUBLISHED.name(D(2026, 10, 1)) == PUBLISHED.name(D(2026, 10, 10)) == "国庆节"
    assert PUBLISHED.name(D(2026, 11, 21)) == ""


def test_the_working_day_before_and_after() -> None:
    assert PUBLISHED.previous_workday(D(2026, 10, 7)) == D(2026, 9, 30)
    assert PUBLISHED.next_workday(D(2026, 10, 1)) == D(2026, 10, 8)
    assert PUBLISHED.previous_workday(D(2026, 10, 8)) == PUBLISHED.next_workday(D(2026, 10, 8))


def test_a_year_is_shown_in_twelve_months_with_its_word_for_each_day() -> None:
    view = PUBLISHED.overlay([OwnDay(D(2026, 11, 24), HOLIDAY, "矿庆")]).year_view(2026)
    assert [len(month) for month in view.months] == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert (view.published, view.source) == (True, "国务院放假安排")
    assert view.workdays == 247  # 248 as published, one taken away
    special = view.months[10][23]
    assert (special.word, special.name, special.own) == (
        "节假日",
        "矿庆",
        OwnDay(D(2026, 11, 24), HOLIDAY, "矿庆"),
    )
    assert len(PUBLISHED.year_view(2028).days) == 366 and PUBLISHED.year_view(2028).source == ""


def test_what_a_file_repeats_is_known_already() -> None:
    mine = PUBLISHED.overlay([OwnDay(D(2027, 1, 4), HOLIDAY, "矿庆")])
    known = [
        OwnDay(D(2026, 10, 1), HOLIDAY, "国庆"),  # published, under a name of the file's own
        OwnDay(D(2026, 10, 10), WORKDAY),
        OwnDay(D(2027, 6, 5), HOLIDAY, "周末"),
        OwnDay(D(2027, 6, 7), WORKDAY, "工作日"),
        OwnDay(D(2027, 1, 4), HOLIDAY, "矿庆"),
    ]
    news = [
        OwnDay(D(2026, 10, 1), WORKDAY, "国庆节"),
        OwnDay(D(2026, 10, 10), HOLIDAY),
        OwnDay(D(2027, 10, 2), HOLIDAY, "国庆节"),  # a Saturday that is more than a Saturday
        OwnDay(D(2027, 6, 5), WORKDAY),
        OwnDay(D(2027, 1, 4), HOLIDAY, "矿庆日"),
        OwnDay(D(2027, 1, 4), WORKDAY, "矿庆"),
    ]
    assert all(map(mine.says, known)) and not any(map(mine.says, news))


def test_a_year_counts_by_its_special_days_not_by_its_weekends() -> None:
    weekends = [OwnDay(D(2027, 1, 2) + dt.timedelta(weeks=n), HOLIDAY, "周六") for n in range(40)]
    special = [OwnDay(D(2027, 10, n), HOLIDAY, "国庆节") for n in range(1, 10)]
    assert all(map(is_plain, weekends)) and not any(map(is_plain, special))
    assert years_to_publish([*weekends, *special], {2026}, 10) == ()
    more = [*special, OwnDay(D(2027, 10, 10), WORKDAY, "国庆节")]
    assert years_to_publish(more, {2026}, 10) == (2027,)
    assert years_to_publish(more, {2027}, 10) == ()


def test_a_year_lists_its_holidays_and_make_up_days_for_a_file() -> None:
    listed = PUBLISHED.entries(2026)
    assert len(listed) == 39  # 33 days off and 6 make-up days in the notice for 2026
    assert OwnDay(D(2026, 10, 10), WORKDAY, "国庆节") in listed
    assert PUBLISHED.entries() == PUBLISHED.entries(2027) == ()
