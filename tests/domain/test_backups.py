"""Which backups stay, and in what words the age of the last one is told."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.backups import (
    BEFORE,
    GoodBackup,
    Keeping,
    Loudness,
    Occasion,
    Steps,
    Trial,
    backup_said,
    given_way,
    gone_by,
    keep,
    newest,
    trial_said,
)

TODAY = dt.date(2026, 11, 24)
NUMBERS = Keeping()
STEPS = Steps(3, 8, 15)
FIRST = dt.datetime(2024, 1, 1, 8)


def made(number: int, at: dt.datetime, occasion: Occasion = Occasion.CLOSE) -> GoodBackup:
    return GoodBackup(number, at, "李敏", occasion, "/stick", f"{number}.backup", "a", 1, 1, 1, 1, "h")


@st.composite
def histories(draw: st.DrawFn) -> list[GoodBackup]:
    """Backups as a desk makes them: often or seldom, with a clock that sometimes jumps."""
    steps = draw(st.lists(st.integers(-400, 2_000), min_size=1, max_size=120))
    occasions = st.sampled_from(Occasion)
    at, found = FIRST, []
    for number, hours in enumerate(steps, start=1):
        at = max(dt.datetime(2020, 1, 1), at + dt.timedelta(hours=hours))
        found.append(made(number, at, draw(occasions)))
    return found


DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2031, 1, 1))


@given(histories(), DAYS)
def test_the_newest_and_all_manual_ones_stay(backups: list[GoodBackup], today: dt.date) -> None:
    kept = keep(backups, today, NUMBERS)
    assert kept <= set(backups)
    assert newest(backups) in kept
    assert {one for one in backups if one.occasion is Occasion.MANUAL} <= kept


@given(histories(), DAYS, st.randoms(use_true_random=False))
def test_the_order_in_which_they_come_decides_nothing(
    backups: list[GoodBackup], today: dt.date, chance: object
) -> None:
    shuffled = list(backups)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert keep(shuffled, today, NUMBERS) == keep(backups, today, NUMBERS)


@given(histories(), DAYS)
def test_what_was_kept_once_is_kept_again(backups: list[GoodBackup], today: dt.date) -> None:
    kept = keep(backups, today, NUMBERS)
    assert keep(kept, today, NUMBERS) == kept


@given(histories(), DAYS)
def test_no_more_are_kept_than_the_rule_says(backups: list[GoodBackup], today: dt.date) -> None:
    counted = [one for one in keep(backups, today, NUMBERS) if one.occasion not in BEFORE | {Occasion.MANUAL}]
    assert len(counted) <= NUMBERS.daily + NUMBERS.weekly + NUMBERS.monthly + 1


@given(histories())
def test_an_only_one_stays(backups: list[GoodBackup]) -> None:
    assert keep(backups[:1], dt.date(2040, 1, 1), NUMBERS) == set(backups[:1])


def daily(days: int, *, until: dt.date = TODAY) -> list[GoodBackup]:
    """Two a day, as a desk that is closed at noon and in the evening makes them."""
    found = []
    for number in range(days):
        day = until - dt.timedelta(days - 1 - number)
        for hour in (12, 18):
            found.append(made(2 * number + hour // 18 + 1, dt.datetime.combine(day, dt.time(hour))))
    return found


def test_a_year_of_evenings_leaves_twelve_days_ten_weeks_and_nine_months() -> None:
    kept = sorted(keep(daily(500), TODAY, NUMBERS), key=lambda one: one.id, reverse=True)
    assert len(kept) == 12 + 10 + 9
    assert {one.at.hour for one in kept} == {18}
    days = [one.at.date() for one in kept]
    last = [TODAY - dt.timedelta(n) for n in range(12)]
    assert days[:12] == last
    sundays = [day for day in days if day not in last and day.isoweekday() == 7]
    ends = [day for day in days if day not in last and (day + dt.timedelta(1)).day == 1]
    assert len({*sundays, *ends}) == 10 + 9
    assert len(ends) == 9
    assert sundays[:10] == [dt.date(2026, 11, 8) - dt.timedelta(7 * n) for n in range(10)]


def test_a_desk_that_rotates_every_day_has_the_same_as_one_that_rotates_once() -> None:
    at_hand: set[GoodBackup] = set()
    for one in daily(500):
        at_hand = keep({*at_hand, one}, one.at.date(), NUMBERS)
    assert at_hand == keep(daily(500), TODAY, NUMBERS)


@pytest.mark.parametrize("occasion", sorted(BEFORE))
def test_one_made_before_something_stays_thirty_days_whatever_came_after(occasion: Occasion) -> None:
    at = dt.datetime(2026, 10, 25, 9)
    before = made(0, at, occasion)
    later = [made(number, at + dt.timedelta(hours=number)) for number in range(1, 9)]
    assert before in keep([before, *later], dt.date(2026, 11, 24), NUMBERS)
    assert before not in keep([before, *later], dt.date(2026, 11, 25), NUMBERS)


def test_a_clock_that_ran_ahead_holds_no_place_for_years() -> None:
    ahead = [made(1_000 + n, dt.datetime(2035, 1, 1 + n, 9)) for n in range(12)]
    kept = keep([*daily(60), *ahead], TODAY, NUMBERS)
    assert len([one for one in kept if one.at.date() > TODAY]) == 1


def test_a_place_where_none_come_any_more_ages_out_but_for_what_was_made_by_hand() -> None:
    old = [replace(one, folder="/here") for one in daily(40, until=dt.date(2025, 9, 1))]
    by_hand = replace(made(900, dt.datetime(2025, 1, 1, 9), Occasion.MANUAL), folder="/here")
    young = [replace(made(901, dt.datetime(2026, 11, 1, 9)), folder="/there")]
    now = [replace(one, id=one.id + 1_000) for one in daily(30)]
    last = max(old, key=lambda one: one.id)
    before = gone_by(last.at.date(), NUMBERS)
    known = [*old, by_hand, *young, *now]
    assert last not in given_way(known, before, NUMBERS, used=now[0].folder)
    gone = given_way(known, before + dt.timedelta(1), NUMBERS, used=now[0].folder)
    assert {*old} <= gone and not gone & {by_hand, *young, now[-1]}
    assert last not in given_way(known, before + dt.timedelta(1), NUMBERS, used="/here")


def test_what_was_erased_is_out_of_the_rotated_backups_by_the_day_that_is_told() -> None:
    erased = dt.date(2026, 1, 31)
    backups = daily(1_200, until=dt.date(2028, 12, 31))
    held = {one for one in backups if one.at.date() <= erased}
    for today in (gone_by(erased, NUMBERS), gone_by(erased, NUMBERS) + dt.timedelta(200)):
        assert not held & keep([one for one in backups if one.at.date() <= today], today, NUMBERS)
    early = gone_by(erased, NUMBERS) - dt.timedelta(120)
    assert held & keep([one for one in backups if one.at.date() <= early], early, NUMBERS)


@pytest.mark.parametrize(
    ("days", "level", "word"),
    [
        (0, Loudness.CALM, "今天"),
        (2, Loudness.CALM, "前天"),
        (3, Loudness.NOTE, "3天前，该备份"),
        (8, Loudness.LOUD, "请今天就备份"),
        (15, Loudness.ALARM, "请马上备份"),
    ],
)
def test_the_older_the_backup_the_louder_the_words(days: int, level: Loudness, word: str) -> None:
    last = made(1, dt.datetime(2026, 11, 24, 9) - dt.timedelta(days))
    said = backup_said(last, last, dt.date(2026, 1, 1), TODAY, STEPS)
    assert said.level is level
    assert word in said.words


def test_a_backup_on_the_same_disk_is_told_plainly_and_calms_nobody() -> None:
    here = made(9, dt.datetime(2026, 11, 24, 9))
    said = backup_said(here, None, TODAY, TODAY, STEPS)
    assert said.level is Loudness.NOTE
    assert "硬盘坏了就都没有了" in said.words
    said = backup_said(here, None, dt.date(2026, 1, 1), TODAY, STEPS)
    assert said.level is Loudness.ALARM
    away = made(3, dt.datetime(2026, 11, 12, 9))
    said = backup_said(here, away, dt.date(2026, 1, 1), TODAY, STEPS)
    assert said.level is Loudness.LOUD
    assert "12天前（本机上的：今天）" in said.words


def test_nothing_to_lose_is_told_calmly() -> None:
    assert backup_said(None, None, None, TODAY, STEPS).level is Loudness.CALM
    assert trial_said(None, None, TODAY, STEPS).level is Loudness.CALM


def test_no_backup_at_all_is_never_calm() -> None:
    said = backup_said(None, None, TODAY, TODAY, STEPS)
    assert (said.level, said.words[:5]) == (Loudness.NOTE, "还没有备份")
    assert backup_said(None, None, dt.date(2026, 1, 1), TODAY, STEPS).level is Loudness.ALARM


def test_a_trial_is_told_by_its_age_and_one_that_failed_at_once() -> None:
    tried = Trial(dt.datetime(2026, 11, 20, 9), "李敏", "a.backup", "a", 1, 1, True)
    assert trial_said(tried, None, TODAY, STEPS).words == "恢复演练：4天前通过，该演练一次了"
    assert trial_said(None, dt.date(2026, 11, 1), TODAY, STEPS).level is Loudness.ALARM
    failed = trial_said(replace(tried, passed=False, words="数目和备份时不一样"), None, TODAY, STEPS)
    assert failed.level is Loudness.ALARM
    assert "数目和备份时不一样" in failed.words


def test_a_day_to_come_is_named_and_not_counted() -> None:
    ahead = made(1, dt.datetime(2027, 3, 1, 9))
    assert "2027-03-01（时钟不对？）" in backup_said(ahead, ahead, TODAY, TODAY, STEPS).words
