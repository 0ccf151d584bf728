from pathlib import Path

import pytest

from app.domain.deadlines import Unit
from app.domain.errors import UnreadableFile
from app.files.rules import deadline_rules, internal_rules, published_calendar, rules_version


def own(folder: Path, text: str) -> Path:
    (folder / "deadlines.toml").write_text(text, encoding="utf-8")
    return folder


def test_the_shipped_catalogue_has_every_limit_and_the_internal_ones() -> None:
    assert list(deadline_rules()) == [f"T{n}" for n in range(1, 25)]
    assert list(internal_rules()) == ["T25", "T26-1", "T26-2", "T26-3", "T26-4"]
    assert all(rule.extended_by for rule in deadline_rules().values() if rule.longest_extension)
    assert "中断" in deadline_rules()["T20"].note


def test_a_unit_without_a_file_of_its_own_has_the_shipped_rules(tmp_path: Path) -> None:
    assert deadline_rules(tmp_path) == deadline_rules(tmp_path / "nowhere") == deadline_rules()
    assert rules_version(tmp_path) == rules_version()


def test_a_unit_overrides_single_keys_of_single_rules(tmp_path: Path) -> None:
    folder = own(
        tmp_path,
        '[T7]\nlength = 45\nlongest_extension = 15\n[T13]\nlength = 2\n[internal.T26-3]\nlength = 5\nunit = "working_days"\n',
    )
    rules = deadline_rules(folder)
    assert (rules["T7"].length, rules["T7"].longest_extension, rules["T7"].name) == (45, 15, "办结")
    assert rules["T13"].length == 2
    assert {key for key in rules if rules[key] != deadline_rules()[key]} == {"T7", "T13"}
    assert internal_rules(folder)["T26-3"].unit is Unit.WORKING
    assert deadline_rules()["T7"].length == 60


def test_an_edit_counts_at_once_and_changes_the_version(tmp_path: Path) -> None:
    first = rules_version(own(tmp_path, "[T7]\nlength = 45\n"))
    second = rules_version(own(tmp_path, "[T7]\nlength = 44\n"))
    assert deadline_rules(tmp_path)["T7"].length == 44
    assert len({first, second, rules_version()}) == 3
    assert rules_version(own(tmp_path, "# 没有改动\n[T7]\nlength = 60\n")) == rules_version()


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "deadlines.toml").write_bytes("[T7]\nlength = 45\n".encode("utf-8-sig"))
    assert deadline_rules(tmp_path)["T7"].length == 45


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[T7]\nlength = 61", ["[T7]的length", "第三十四条", "不能更长"]),
        ("[T7]\nlongest_extension = 31", ["[T7]的longest_extension", "最多30日"]),
        ("[T8]\nlength = 15", ["[T8]的length", "不能改"]),
        ("[T7]\nlenght = 45", ["[T7]的lenght", "没有这一项", "length"]),
        ('[T7]\nlength = "45"', ["[T7]的length", "整数"]),
        ("[T7]\nlength = true", ["[T7]的length", "整数"]),
        ("[T7]\nlength = 45.5", ["[T7]的length", "整数"]),
        ("[T7]\npausable = 1", ["[T7]的pausable", "true或false"]),
        ('[T7]\nunit = "weeks"', ["[T7]的unit", "weeks", "natural_days"]),
        ('[T7]\nwhose = "ours"', ["[T7]的whose", "duty"]),
        ('[T7]\narticle = " "', ["[T7]的article", "是空的"]),
        ("[T99]\nlength = 1", ["[T99]", "没有这条规则"]),
        ("T7 = 45", ["[T7]", "不是一条规则"]),
        ("internal = 7", ["internal", "不是一条规则"]),
        ("[internal.T26-3]\nlength = 90", ["[internal.T26-3]的length", "长于法定"]),
        ('[internal.T26-3]\nwithin = "T77"', ["[internal.T26-3]的within", "T77"]),
        ("[internal.T27]\nlength = 9", ["[internal.T27]", "没有这条规则"]),
        ("[internal.T25]\nlength = 1", ["[internal.T25]的length", "短于"]),
        ("[T7\nlength = 45", ["写法不对", "line 1"]),
    ],
)
def test_a_wrong_rule_is_refused_by_its_name_and_key(tmp_path: Path, text: str, named: list[str]) -> None:
    with pytest.raises(UnreadableFile) as refused:
        deadline_rules(own(tmp_path, text))
    assert all(word in str(refused.value) for word in [*named, "deadlines.toml"]), str(refused.value)


def test_a_file_that_is_no_text_or_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "deadlines.toml").write_bytes("[T7]\nname = '办结'\n".encode("gb18030"))
    with pytest.raises(UnreadableFile, match="UTF-8"):
        deadline_rules(tmp_path)
    (tmp_path / "other" / "deadlines.toml").mkdir(parents=True)
    with pytest.raises(UnreadableFile, match="打不开"):
        rules_version(tmp_path / "other")


def test_the_published_calendar_is_that_of_the_notices() -> None:
    calendar = published_calendar()
    counts = {
        year: (
            sum(day.year == year for day in calendar.holidays),
            sum(day.year == year for day in calendar.makeup_days),
        )
        for year in (2024, 2025, 2026)
    }
    assert counts == {2024: (28, 8), 2025: (28, 5), 2026: (33, 6)}
    assert calendar.years == set(range(2004, 2027))
    assert "2004—2026年" in calendar.version and "校验" in calendar.version
