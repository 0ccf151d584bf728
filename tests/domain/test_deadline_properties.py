"""What holds for every date: extensions, pauses, rolling, calendars. A second way of counting checks the first."""

import datetime as dt
import random
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.deadlines import Pause, Rule, Unit, Whose, compute_due, merged
from app.domain.errors import InvalidField
from app.domain.workdays import Calendar, DayKind, OwnDay, OwnYear
from app.files.rules import deadline_rules, published_calendar

D = dt.date
RULES = deadline_rules()
CALENDAR = published_calendar()
COMPUTED = sorted(rule for rule in RULES if RULES[rule].length)
PAUSABLE = sorted(rule for rule in RULES if RULES[rule].pausable)
EXTENDABLE = sorted(rule for rule in RULES if RULES[rule].longest_extension)
WORKING = sorted(rule for rule in RULES if RULES[rule].unit is Unit.WORKING)

starts = st.dates(D(2004, 1, 1), D(2030, 12, 31))


@st.composite
def pauses(draw: st.DrawFn) -> list[Pause]:
    """Up to four pauses somewhere between before the start and beyond the end; they may overlap."""
    found = []
    for _ in range(draw(st.integers(0, 4))):
        first = D(2004, 1, 1) + dt.timedelta(days=draw(st.integers(0, 200)))
        found.append(Pause(first, first + dt.timedelta(days=draw(st.integers(0, 40)))))
    return found


def moved(found: list[Pause], start: dt.date) -> list[Pause]:
    """The same pauses beside another start."""
    by = start - D(2004, 2, 1)
    return [Pause(pause.first + by, pause.last + by) for pause in found]


def days(first: dt.date, last: dt.date) -> list[dt.date]:
    """Every day after the first up to the last."""
    return [first + dt.timedelta(days=n) for n in range(1, (last - first).days + 1)]


def is_paused(day: dt.date, found: list[Pause]) -> bool:
    return any(pause.first <= day <= pause.last for pause in found)


@given(rule=st.sampled_from(COMPUTED), start=starts, days_more=st.integers(-5, 4000))
def test_no_extension_exceeds_its_maximum(rule: str, start: dt.date, days_more: int) -> None:
    plain = compute_due(RULES[rule], start, CALENDAR).due_on
    if 0 <= days_more <= RULES[rule].longest_extension:
        extended = compute_due(RULES[rule], start, CALENDAR, extend_days=days_more).due_on
        assert (extended - plain).days == days_more
    else:
        with pytest.raises(InvalidField) as refused:
            compute_due(RULES[rule], start, CALENDAR, extend_days=days_more)
        assert refused.value.field == "extend"


@given(rule=st.sampled_from(["T7", "T11"]), start=starts, made=pauses(), share=st.integers(0, 30))
def test_a_pause_moves_a_date_by_exactly_its_days_within_the_span(
    rule: str, start: dt.date, made: list[Pause], share: int
) -> None:
    extend = min(share, RULES[rule].longest_extension)
    given_pauses = moved(made, start)
    plain = compute_due(RULES[rule], start, CALENDAR, extend_days=extend)
    paused = compute_due(RULES[rule], start, CALENDAR, extend_days=extend, pauses=given_pauses)
    within = [day for day in days(start, paused.due_on) if is_paused(day, given_pauses)]
    assert (paused.due_on - plain.due_on).days == len(within)
    assert not is_paused(paused.due_on, given_pauses)
    assert len(days(start, paused.due_on)) - len(within) == RULES[rule].length + extend


@given(start=starts, made=pauses(), which=st.randoms(use_true_random=False))
def test_the_order_of_pauses_is_no_matter_and_taking_all_away_restores_the_date(
    start: dt.date, made: list[Pause], which: random.Random
) -> None:
    given_pauses = moved(made, start)
    shuffled = list(given_pauses)
    which.shuffle(shuffled)
    plain = compute_due(RULES["T7"], start, CALENDAR, extend_days=30)
    first = compute_due(RULES["T7"], start, CALENDAR, extend_days=30, pauses=given_pauses)
    assert compute_due(RULES["T7"], start, CALENDAR, extend_days=30, pauses=shuffled) == first
    assert compute_due(RULES["T7"], start, CALENDAR, extend_days=30, pauses=merged(given_pauses)) == first
    while shuffled:
        shuffled.pop()
        fewer = compute_due(RULES["T7"], start, CALENDAR, extend_days=30, pauses=shuffled)
        assert plain.due_on <= fewer.due_on <= first.due_on
    assert compute_due(RULES["T7"], start, CALENDAR, extend_days=30, pauses=shuffled) == plain


@given(rule=st.sampled_from(COMPUTED), start=starts)
def test_a_date_lies_after_its_start_and_each_step_is_said(rule: str, start: dt.date) -> None:
    due = compute_due(RULES[rule], start, CALENDAR)
    assert due.due_on > start
    assert due.steps[0].startswith(f"起算：{start}")
    assert RULES[rule].article in due.steps[-1] and CALENDAR.version in due.steps[-1]
    assert all(step.strip() for step in due.steps)


@given(rule=st.sampled_from(WORKING), start=starts)
def test_counted_a_second_way_there_are_as_many_working_days(rule: str, start: dt.date) -> None:
    due = compute_due(RULES[rule], start, CALENDAR).due_on
    worked = [
        day
        for day in days(start, due)
        if day in CALENDAR.makeup_days or (day.weekday() < 5 and day not in CALENDAR.holidays)
    ]
    assert len(worked) == RULES[rule].length
    assert worked[-1] == due


@given(rule=st.sampled_from(COMPUTED), start=starts)
def test_a_right_ends_on_a_working_day_and_a_duty_never_rolls(rule: str, start: dt.date) -> None:
    due = compute_due(RULES[rule], start, CALENDAR)
    if RULES[rule].whose is Whose.RIGHT:
        assert CALENDAR.is_workday(due.due_on)
        unrolled = compute_due(replace(RULES[rule], rolls_forward=False), start, CALENDAR).due_on
        off = days(unrolled - dt.timedelta(days=1), due.due_on)[:-1]
        assert not any(map(CALENDAR.is_workday, off))
        assert due.rolled_from == (unrolled if off else None)
    else:
        assert due.rolled_from is None


@given(
    rule=st.sampled_from(WORKING), start=st.dates(D(2024, 1, 1), D(2028, 1, 1)), offset=st.integers(-3, 30)
)
def test_one_holiday_more_never_makes_a_working_day_limit_earlier(
    rule: str, start: dt.date, offset: int
) -> None:
    day = start + dt.timedelta(days=offset)
    more = CALENDAR.overlay([OwnDay(day, DayKind.HOLIDAY, "临时放假")])
    fewer = CALENDAR.overlay([OwnDay(day, DayKind.WORKDAY, "临时上班")])
    plain = compute_due(RULES[rule], start, CALENDAR).due_on
    assert compute_due(RULES[rule], start, more).due_on >= plain
    assert compute_due(RULES[rule], start, fewer).due_on <= plain


@given(rule=st.sampled_from(COMPUTED), start=st.dates(D(2025, 1, 1), D(2027, 12, 1)))
def test_when_the_calendar_comes_a_provisional_date_becomes_firm(rule: str, start: dt.date) -> None:
    before = compute_due(RULES[rule], start, CALENDAR)
    came = CALENDAR.overlay(
        [OwnDay(D(2027, 1, 1), DayKind.HOLIDAY, "元旦")],
        [OwnYear(year, "放假通知") for year in range(2027, 2031)],
    )
    after = compute_due(RULES[rule], start, came)
    assert not after.provisional
    assert after.due_on >= before.due_on
    if not before.provisional:
        assert after.due_on == before.due_on


@given(start=st.dates(D(2025, 6, 1), D(2027, 6, 1)), rule=st.sampled_from([*WORKING, "T8", "T20"]))
def test_provisional_means_that_some_day_that_mattered_was_guessed(start: dt.date, rule: str) -> None:
    due = compute_due(RULES[rule], start, CALENDAR)
    mattered = (
        days(start, due.due_on)
        if RULES[rule].unit is Unit.WORKING
        else days((due.rolled_from or due.due_on) - dt.timedelta(days=1), due.due_on)
    )
    assert due.provisional is any(day.year not in CALENDAR.years for day in mattered)


@given(start=starts, made=pauses())
def test_a_pause_in_a_limit_of_years_moves_it_too(start: dt.date, made: list[Pause]) -> None:
    given_pauses = moved(made, start)
    assume(given_pauses)
    rule = replace(RULES["T20"], rolls_forward=False)
    plain = compute_due(rule, start, CALENDAR).due_on
    paused = compute_due(rule, start, CALENDAR, pauses=given_pauses).due_on
    assert (paused - plain).days == sum(is_paused(day, given_pauses) for day in days(start, paused))


@given(start=starts, length=st.integers(1, 40), made=pauses())
def test_a_paused_working_day_does_not_count(start: dt.date, length: int, made: list[Pause]) -> None:
    given_pauses = moved(made, start)
    rule = Rule("X3", "试", "试", length, Unit.WORKING, "试", pausable=True)
    due = compute_due(rule, start, CALENDAR, pauses=given_pauses).due_on
    worked = [
        day for day in days(start, due) if CALENDAR.is_workday(day) and not is_paused(day, given_pauses)
    ]
    assert (len(worked), worked[-1]) == (length, due)


def test_there_are_limits_to_be_extended_and_paused() -> None:
    assert {"T7"} <= set(EXTENDABLE) and {"T7", "T11", "T20"} == set(PAUSABLE)


@pytest.mark.parametrize("rule", ["T7", "T20"])
def test_a_pause_without_an_end_is_refused_at_once(rule: str) -> None:
    with pytest.raises(InvalidField, match="日期太晚"):
        compute_due(RULES[rule], D(2026, 9, 1), Calendar(), pauses=[Pause(D(2026, 9, 2), D.max)])
