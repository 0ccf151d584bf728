"""Dates worked out by hand; the holidays are those of the State Council's notices for 2024 to 2026."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.deadlines import (
    Deadline,
    DeadlineState,
    Level,
    Pause,
    Rule,
    Unit,
    Whose,
    compute_due,
    level,
    merged,
    state_on,
)
from app.domain.errors import InvalidField
from app.domain.workdays import Calendar
from app.files.rules import deadline_rules, published_calendar

D = dt.date
RULES = deadline_rules()
CALENDAR = published_calendar()


def due(rule: str, start: dt.date, **how: object) -> dt.date:
    return compute_due(RULES[rule], start, CALENDAR, **how).due_on  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        (
            D(2026, 11, 20),
            D(2026, 12, 5),
            "the start day is not counted; a Saturday, and a duty does not roll",
        ),
        (D(2026, 1, 31), D(2026, 2, 15), "over a month's end, into the Spring Festival, and it stays there"),
        (D(2026, 2, 14), D(2026, 3, 1), "February 2026 has 28 days"),
        (D(2024, 2, 14), D(2024, 2, 29), "February 2024 has 29"),
        (D(2026, 12, 20), D(2027, 1, 4), "over the year's end; natural days are never provisional"),
        (D(2026, 10, 1), D(2026, 10, 16), "a start on a holiday is a start like any other"),
    ],
)
def test_fifteen_natural_days_to_be_told_in_writing(start: dt.date, end: dt.date, reason: str) -> None:
    computed = compute_due(RULES["T2"], start, CALENDAR)
    assert computed.due_on == end, reason
    assert not computed.provisional


@pytest.mark.parametrize(
    ("rule", "start", "end", "reason"),
    [
        ("T4", D(2026, 9, 28), D(2026, 10, 10), "29, 30 Sept; 1-7 Oct off; 8, 9; Saturday 10 Oct is worked"),
        ("T4", D(2026, 9, 17), D(2026, 9, 23), "18; Sat off; Sunday 20 Sept is worked; 21, 22, 23"),
        ("T4", D(2026, 2, 12), D(2026, 2, 26), "13; Saturday 14 worked; 15-23 off; 24, 25, 26"),
        ("T4", D(2026, 2, 24), D(2026, 3, 2), "25, 26, 27; Saturday 28 worked; Sunday off; 2 March"),
        ("T13", D(2026, 10, 1), D(2026, 10, 10), "starts on a holiday: 8, 9, and Saturday 10 is worked"),
        ("T14", D(2026, 11, 20), D(2026, 11, 23), "a Friday: the next working day is Monday"),
        ("T14", D(2026, 10, 9), D(2026, 10, 10), "a Friday: the next working day is the make-up Saturday"),
        ("T15", D(2026, 11, 20), D(2026, 12, 4), "two weeks of five working days"),
    ],
)
def test_working_days_over_holidays_and_make_up_days(
    rule: str, start: dt.date, end: dt.date, reason: str
) -> None:
    computed = compute_due(RULES[rule], start, CALENDAR)
    assert computed.due_on == end, reason
    assert not computed.provisional


def test_each_working_day_is_counted_aloud() -> None:
    steps = "\n".join(compute_due(RULES["T4"], D(2026, 9, 28), CALENDAR).steps)
    assert "2026-10-01 节假日，不计" in steps
    assert "2026-10-10 调休上班，第5个工作日" in steps
    assert "起算：2026-09-28，当日不计入（民法典第二百零一条）" in steps
    assert "条例第二十三条第三款" in steps and "国务院放假安排" in steps


def test_a_right_rolls_forward_over_a_holiday_and_a_duty_does_not() -> None:
    # 30 days from 4 September 2026 end on Sunday 4 October, within the National Day holidays
    assert due("T9", D(2026, 9, 4)) == D(2026, 10, 4)
    rolled = compute_due(RULES["T8"], D(2026, 9, 4), CALENDAR)
    assert rolled.due_on == D(2026, 10, 8)
    assert any("顺延到2026-10-08" in step and "第二百零三条" in step for step in rolled.steps)


def test_a_right_that_rolls_says_which_day_is_safe() -> None:
    rolled = compute_due(RULES["T20"], D(2025, 10, 3), CALENDAR)
    assert (rolled.due_on, rolled.rolled_from) == (D(2026, 10, 8), D(2026, 10, 3))
    assert any("前一个工作日2026-09-30或更早" in step for step in rolled.steps)


def test_a_duty_that_ends_on_a_day_off_says_when_to_finish() -> None:
    steps = "\n".join(compute_due(RULES["T9"], D(2026, 9, 4), CALENDAR).steps)
    assert "2026-10-04是节假日（国庆节），单位的义务不顺延，最好在前一个工作日2026-09-30办完" in steps
    on_a_workday = compute_due(RULES["T9"], D(2026, 9, 9), CALENDAR)
    assert on_a_workday.due_on == D(2026, 10, 9)
    assert not any("不顺延" in step for step in on_a_workday.steps)


def test_a_right_that_ends_on_a_make_up_saturday_does_not_roll() -> None:
    # 30 days from 29 January 2026 end on Saturday 28 February, which is worked
    assert due("T8", D(2026, 1, 29)) == D(2026, 2, 28)


def test_a_right_that_ends_on_a_plain_saturday_rolls_to_monday() -> None:
    assert due("T8", D(2026, 10, 22)) == D(2026, 11, 23)  # 21 November 2026 is a Saturday


@pytest.mark.parametrize(
    ("rule", "start", "end"),
    [
        ("T20", D(2026, 3, 1), D(2027, 3, 1)),
        ("T20", D(2024, 2, 29), D(2025, 2, 28)),
        ("T24", D(2024, 2, 29), D(2026, 2, 28)),
        ("T23", D(2023, 2, 28), D(2024, 2, 28)),
    ],
)
def test_years_end_on_the_same_day_and_29_february_on_the_last_of_the_month(
    rule: str, start: dt.date, end: dt.date
) -> None:
    assert due(rule, start) == end


def test_sixty_days_may_be_extended_by_thirty_natural_days_and_not_by_more() -> None:
    # 60 days from 1 September: 30 Sept is day 29, 31 October day 60; 30 more: 30 November
    assert due("T7", D(2026, 9, 1)) == D(2026, 10, 31)
    extended = compute_due(RULES["T7"], D(2026, 9, 1), CALENDAR, extend_days=30)
    assert extended.due_on == D(2026, 11, 30)
    assert any("延期30日" in step for step in extended.steps)
    with pytest.raises(InvalidField, match="最多延长30日") as refused:
        due("T7", D(2026, 9, 1), extend_days=31)
    assert refused.value.field == "extend"


@pytest.mark.parametrize(("rule", "days"), [("T2", 1), ("T8", 30), ("T7", -1)])
def test_what_the_law_does_not_let_extend_is_refused(rule: str, days: int) -> None:
    with pytest.raises(InvalidField) as refused:
        due(rule, D(2026, 9, 1), extend_days=days)
    assert refused.value.field == "extend"


def test_both_days_of_a_pause_do_not_count() -> None:
    # 10 to 12 September are three days
    paused = compute_due(RULES["T7"], D(2026, 9, 1), CALENDAR, pauses=[Pause(D(2026, 9, 10), D(2026, 9, 12))])
    assert paused.due_on == D(2026, 11, 3)
    assert any("其中3日中止不计" in step for step in paused.steps)


def test_a_pause_of_one_day_moves_by_one_day() -> None:
    assert due("T7", D(2026, 9, 1), pauses=[Pause(D(2026, 9, 10), D(2026, 9, 10))]) == D(2026, 11, 1)


def test_a_pause_after_the_end_or_on_the_start_day_moves_nothing() -> None:
    for pause in (Pause(D(2026, 11, 1), D(2026, 11, 9)), Pause(D(2026, 8, 1), D(2026, 9, 1))):
        assert due("T7", D(2026, 9, 1), pauses=[pause]) == D(2026, 10, 31)


def test_a_pause_that_covers_the_last_day_moves_past_it() -> None:
    assert due("T7", D(2026, 9, 1), pauses=[Pause(D(2026, 10, 31), D(2026, 11, 2))]) == D(2026, 11, 3)


def test_overlapping_pauses_count_each_day_once() -> None:
    pauses = [Pause(D(2026, 9, 10), D(2026, 9, 12)), Pause(D(2026, 9, 12), D(2026, 9, 13))]
    assert due("T7", D(2026, 9, 1), pauses=pauses) == D(2026, 11, 4)


def test_a_pause_within_the_extension_counts_too() -> None:
    pauses = [Pause(D(2026, 11, 5), D(2026, 11, 6))]
    assert due("T7", D(2026, 9, 1), extend_days=10, pauses=pauses) == D(2026, 11, 12)


def test_a_pause_is_shown_between_what_was_counted_before_and_after() -> None:
    pauses = [Pause(D(2026, 9, 10), D(2026, 9, 12))]
    steps = compute_due(RULES["T7"], D(2026, 9, 1), CALENDAR, pauses=pauses).steps
    assert steps[1:5] == (
        "2026-09-02至2026-09-09 计入，8日，累计8日",
        "2026-09-10至2026-09-12 中止期间，3日不计",
        "2026-09-13至2026-11-03 计入，52日，累计60日",
        "60个自然日，至2026-11-03（其中3日中止不计）",
    )


def test_adjoining_pauses_are_said_as_one() -> None:
    pauses = [Pause(D(2026, 9, 13), D(2026, 9, 15)), Pause(D(2026, 9, 10), D(2026, 9, 12))]
    assert merged(pauses) == (Pause(D(2026, 9, 10), D(2026, 9, 15)),)
    steps = compute_due(RULES["T7"], D(2026, 9, 1), CALENDAR, pauses=pauses).steps
    assert sum("中止期间" in step for step in steps) == 1


def test_a_leap_day_names_the_article_that_moves_it_to_the_end_of_the_month() -> None:
    steps = "\n".join(compute_due(RULES["T20"], D(2024, 2, 29), CALENDAR).steps)
    assert "1年，至2025-02-28（当月没有29日，以月末日为准，民法典第二百零二条）" in steps


@pytest.mark.parametrize("rule", ["T2", "T4", "T8"])
def test_a_limit_that_knows_no_pause_refuses_one(rule: str) -> None:
    with pytest.raises(InvalidField, match="不得中止") as refused:
        due(rule, D(2026, 9, 1), pauses=[Pause(D(2026, 9, 2), D(2026, 9, 3))])
    assert refused.value.field == "pause"


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InvalidField, match="早于"):
        due("T7", D(2026, 9, 1), pauses=[Pause(D(2026, 9, 3), D(2026, 9, 2))])


@pytest.mark.parametrize("rule", ["T1", "T6", "T12", "T19"])
def test_a_rule_without_a_number_of_days_is_not_computed(rule: str) -> None:
    with pytest.raises(InvalidField, match="没有法定天数"):
        due(rule, D(2026, 9, 1))


def test_working_days_into_a_year_without_a_calendar_are_provisional() -> None:
    computed = compute_due(RULES["T4"], D(2026, 12, 29), CALENDAR)
    # 30, 31 December; 1 January is a Friday like any other as long as nobody published it; 4, 5
    assert computed.due_on == D(2027, 1, 5)
    assert computed.provisional
    assert any("2027年的放假安排尚未公布" in step for step in computed.steps)


def test_a_right_that_ends_in_a_year_without_a_calendar_is_provisional() -> None:
    assert compute_due(RULES["T8"], D(2027, 3, 1), CALENDAR).provisional
    assert not compute_due(RULES["T9"], D(2027, 3, 1), CALENDAR).provisional


def test_without_a_calendar_only_weekends_are_known_and_it_is_said() -> None:
    computed = compute_due(RULES["T14"], D(2026, 9, 30), Calendar())
    assert computed.due_on == D(2026, 10, 1)
    assert computed.provisional
    assert "仅周末" in computed.steps[-1]


PAUSABLE = Rule("X1", "试", "试", 60, Unit.NATURAL, "试", Whose.DUTY, pausable=True)


@given(
    start=st.dates(D(2000, 1, 1), D(2090, 1, 1)),
    offset=st.integers(1, 60),
    length=st.integers(1, 200),
)
def test_a_pause_inside_moves_the_date_by_exactly_its_days(start: dt.date, offset: int, length: int) -> None:
    first = start + dt.timedelta(days=offset)
    pause = Pause(first, first + dt.timedelta(days=length - 1))
    plain = compute_due(PAUSABLE, start, Calendar()).due_on
    paused = compute_due(PAUSABLE, start, Calendar(), pauses=[pause]).due_on
    assert (paused - plain).days == length


@given(start=st.dates(D(2004, 1, 1), D(2026, 12, 1)), length=st.integers(1, 30))
def test_between_start_and_end_lie_exactly_so_many_working_days(start: dt.date, length: int) -> None:
    rule = Rule("X2", "试", "试", length, Unit.WORKING, "试")
    end = compute_due(rule, start, CALENDAR).due_on
    worked = [
        n for n in range(1, (end - start).days + 1) if CALENDAR.is_workday(start + dt.timedelta(days=n))
    ]
    assert len(worked) == length
    assert CALENDAR.is_workday(end)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-1, Level.OVERDUE), (0, Level.TODAY), (1, Level.SOON), (3, Level.SOON),
        (4, Level.WEEK), (7, Level.WEEK), (8, Level.NORMAL),
    ],
)  # fmt: skip
def test_the_level_says_how_near_the_end_is(days: int, expected: Level) -> None:
    today = D(2026, 11, 24)
    assert level(today + dt.timedelta(days=days), today) is expected


@pytest.mark.parametrize(
    ("state", "due_on", "word"),
    [
        (DeadlineState.RUNNING, D(2026, 11, 24), "running"),
        (DeadlineState.RUNNING, D(2026, 11, 23), "overdue"),
        (DeadlineState.MET, D(2026, 11, 1), "met"),
        (DeadlineState.STOPPED, D(2026, 11, 1), "stopped"),
    ],
)
def test_the_word_the_console_prints_for_a_clock(state: DeadlineState, due_on: dt.date, word: str) -> None:
    assert state_on(Deadline("T2", "书面告知", D(2026, 11, 1), due_on, state), D(2026, 11, 24)) == word


def test_the_calendar_knows_2026_as_it_was_published() -> None:
    assert CALENDAR.why(D(2026, 10, 1)) == "节假日"
    assert CALENDAR.why(D(2026, 10, 10)) == "调休上班"
    assert CALENDAR.why(D(2026, 11, 21)) == "周末"
    assert CALENDAR.why(D(2026, 11, 24)) == "工作日"
    assert CALENDAR.next_workday(D(2026, 2, 15)) == D(2026, 2, 24)
    assert CALENDAR.is_published(D(2026, 12, 31)) and not CALENDAR.is_published(D(2027, 1, 1))


def test_every_limit_of_the_catalogue_is_there() -> None:
    assert list(RULES) == [f"T{n}" for n in range(1, 25)]
    assert all(rule.article and rule.trigger for rule in RULES.values())
