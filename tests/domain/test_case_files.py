"""How long a case's file is kept."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain.case_files import RetentionPeriod, RetentionRules, parse_period, retention
from app.domain.errors import InvalidField

RULES = RetentionRules(RetentionPeriod(0), RetentionPeriod(30), RetentionPeriod(10))


@pytest.mark.parametrize(
    ("leader_instructed", "major", "has_opinion", "words"),
    [
        (True, True, True, "永久"),
        (True, True, False, "永久"),
        (True, False, True, "30年"),
        (False, True, True, "30年"),
        (False, False, False, "10年"),
        (True, False, False, "10年"),
    ],
)
def test_the_period_follows_the_leaders_instruction_and_the_opinion(
    leader_instructed: bool, major: bool, has_opinion: bool, words: str
) -> None:
    period = retention(RULES, leader_instructed=leader_instructed, major=major, has_opinion=has_opinion)
    assert period.words == words


def test_a_period_is_read_as_the_rule_file_spells_it() -> None:
    assert parse_period("永久") == RetentionPeriod(0)
    assert parse_period(" 30年 ") == RetentionPeriod(30)
    assert parse_period("10年") == RetentionPeriod(10)


@pytest.mark.parametrize("text", ["9年", "5年", "0年", "三十年", "30", "", "-30年", "永久保存"])
def test_a_period_under_ten_years_or_unreadable_is_refused(text: str) -> None:
    with pytest.raises(InvalidField) as refused:
        parse_period(text)
    assert refused.value.field == "period"
    assert text in str(refused.value)


def test_keeping_ends_with_the_year_and_never_when_permanent() -> None:
    assert RetentionPeriod(10).last_day(dt.date(2026, 3, 1)) == dt.date(2036, 12, 31)
    assert RetentionPeriod(0).last_day(dt.date(2026, 3, 1)) is None
