import datetime as dt
import threading

import pytest
from peewee import IntegrityError

from app.actions.desk import Desk
from app.domain.workdays import DayKind, OwnDay
from app.storage import calendar

D = dt.date
NOW = dt.datetime(2026, 11, 24, 9, 30)
NEW_YEAR = OwnDay(D(2027, 1, 1), DayKind.HOLIDAY, "元旦")
SUNDAY = OwnDay(D(2026, 12, 27), DayKind.WORKDAY, "元旦调休")


def days(desk: Desk) -> list[OwnDay]:
    return calendar.days_in(calendar.contents(desk.store))


def test_days_come_back_in_order_and_the_later_entry_stands(desk: Desk) -> None:
    assert days(desk) == []
    calendar.put_days(desk.store, [NEW_YEAR, SUNDAY])
    assert days(desk) == [SUNDAY, NEW_YEAR]
    changed = OwnDay(NEW_YEAR.day, DayKind.WORKDAY, "抢修“三班”, 一组")
    calendar.put_days(desk.store, [changed])
    assert days(desk) == [SUNDAY, changed]


def test_a_day_is_dropped_once(desk: Desk) -> None:
    calendar.put_days(desk.store, [NEW_YEAR])
    assert calendar.drop_day(desk.store, NEW_YEAR.day)
    assert not calendar.drop_day(desk.store, NEW_YEAR.day)
    assert days(desk) == []


def test_a_year_is_declared_declared_anew_and_taken_back(desk: Desk) -> None:
    calendar.put_year(desk.store, 2028, "通知甲", NOW)
    calendar.put_year(desk.store, 2027, "通知乙", NOW)
    calendar.put_year(desk.store, 2028, "通知丙", NOW)
    years = calendar.years_in(calendar.contents(desk.store))
    assert [(year.year, year.source, year.at) for year in years] == [
        (2027, "通知乙", "2026-11-24T09:30:00"),
        (2028, "通知丙", "2026-11-24T09:30:00"),
    ]
    assert calendar.drop_year(desk.store, 2028) and not calendar.drop_year(desk.store, 2028)


def test_equal_contents_mean_the_same_calendar_and_another_connection_sees_an_edit(desk: Desk) -> None:
    empty = calendar.contents(desk.store)

    def edit() -> None:
        calendar.put_days(desk.store, [NEW_YEAR])
        desk.release()

    thread = threading.Thread(target=edit)
    thread.start()
    thread.join()
    assert calendar.contents(desk.store) != empty
    calendar.drop_day(desk.store, NEW_YEAR.day)
    assert calendar.contents(desk.store) == empty


def test_a_day_without_a_kind_is_not_kept(desk: Desk) -> None:
    with pytest.raises(IntegrityError):
        desk.store.execute(
            "INSERT INTO calendar_days (day, kind, note) VALUES (?, ?, ?)", "2027-01-01", None, ""
        )
