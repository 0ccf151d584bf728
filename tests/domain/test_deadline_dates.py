"""The table of dates worked out by hand, one test a row; the reason stands beside each date in the file."""

import datetime as dt
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from app.domain.deadlines import Pause, Unit, compute_due
from app.files.rules import deadline_rules, published_calendar

ROWS: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("deadline_dates.toml").read_text(encoding="utf-8")
)["dates"]
KEYS = {"rule", "start", "extend", "pauses", "due", "from", "provisional", "why"}


def pauses_of(row: dict[str, Any]) -> list[Pause]:
    return [Pause(*map(dt.date.fromisoformat, text.split(".."))) for text in row.get("pauses", ())]


def name_of(row: dict[str, Any]) -> str:
    return "-".join([row["rule"], row["start"], str(row.get("extend", "")), *row.get("pauses", ())])


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_a_date_is_as_it_was_worked_out_by_hand(row: dict[str, Any]) -> None:
    computed = compute_due(
        deadline_rules()[row["rule"]],
        dt.date.fromisoformat(row["start"]),
        published_calendar(),
        extend_days=row.get("extend", 0),
        pauses=pauses_of(row),
    )
    assert computed.due_on.isoformat() == row["due"], row["why"]
    assert computed.provisional is row.get("provisional", False), row["why"]
    assert str(computed.rolled_from or "") == row.get("from", ""), row["why"]
    assert computed.steps[-1].startswith(f"到期：{row['due']}")


def test_the_table_is_large_and_says_nothing_twice() -> None:
    assert len(ROWS) >= 150
    assert max(Counter(map(name_of, ROWS)).values()) == 1
    assert all(row.keys() <= KEYS and row["why"] for row in ROWS)


def test_the_table_has_every_rule_that_has_a_number() -> None:
    rules = deadline_rules()
    in_table = {row["rule"] for row in ROWS}
    assert in_table == {rule.id for rule in rules.values() if rule.length}
    assert {rules[row["rule"]].unit for row in ROWS} == set(Unit)
    assert sum("provisional" in row for row in ROWS) >= 10
    assert sum("from" in row for row in ROWS) >= 20
    assert sum("extend" in row and "pauses" in row for row in ROWS) >= 10
