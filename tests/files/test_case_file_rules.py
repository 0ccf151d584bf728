"""The rule file of the archive."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import UnreadableFile
from app.files.case_file_rules import case_file_words, retention_rules


def test_the_rule_file_gives_the_design_values() -> None:
    rules = retention_rules()
    assert (rules.major.words, rules.with_opinion.words, rules.without_opinion.words) == (
        "永久",
        "30年",
        "10年",
    )


def test_the_unit_s_own_file_changes_what_it_names(tmp_path: Path) -> None:
    (tmp_path / "archive.toml").write_text('[retention.without_opinion]\nperiod = "15年"\n', encoding="utf-8")
    rules = retention_rules(tmp_path)
    assert (rules.with_opinion.words, rules.without_opinion.words) == ("30年", "15年")
    (tmp_path / "archive.toml").unlink()
    assert retention_rules(tmp_path) == retention_rules()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[retention.without_opinion]\nperiod = "5年"', "without_opinion：.*太短"),
        ('[retention.without_opinion]\nperiod = "长期"', "看不懂"),
        ("[retention.without_opinion]\nperiod = 30", "看不懂"),
        ("[retention.with_opinion]\nname = '有意见的'", "缺少retention.with_opinion"),
        ("[retention.complaints]\nperiod = '30年'", "没有retention.complaints"),
        ("retention = 1", "不是一段"),
        ("[retention", "写法不对"),
    ],
)
def test_a_period_that_does_not_comply_is_named(text: str, named: str, tmp_path: Path) -> None:
    (tmp_path / "archive.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFile, match=named):
        retention_rules(tmp_path)


def test_the_words_of_the_sheets_are_there() -> None:
    assert {"category", "not_merged", "not_merged_title", "closing_statement"} <= set(case_file_words())
