"""The rule file of the archive."""

from __future__ import annotations

import pytest

from app.domain.errors import InvalidField
from app.files.case_file_rules import case_file_words, retention_rules
from app.files.rules import read_rules


def test_the_rule_file_gives_the_design_values() -> None:
    rules = retention_rules()
    assert (rules.major.words, rules.with_opinion.words, rules.without_opinion.words) == (
        "永久",
        "30年",
        "10年",
    )


@pytest.mark.parametrize("period", ["5年", "长期", 30])
def test_a_period_that_does_not_comply_is_refused_on_load(period: object) -> None:
    rules = read_rules("archive")
    rules["retention"]["without_opinion"]["period"] = period
    with pytest.raises(InvalidField):
        retention_rules(rules)


def test_a_missing_period_is_named() -> None:
    rules = read_rules("archive")
    del rules["retention"]["with_opinion"]
    with pytest.raises(InvalidField, match="with_opinion"):
        retention_rules(rules)


def test_the_words_of_the_sheets_are_there() -> None:
    assert {"category", "not_merged", "not_merged_title", "closing_statement"} <= set(case_file_words())
