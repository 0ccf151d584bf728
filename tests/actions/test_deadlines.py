import datetime as dt

import pytest

from app.actions.cases import classify
from app.actions.deadlines import compute, count_by_level, list_deadlines, rules, why
from app.actions.desk import Desk
from app.domain.codes import CaseClass, CaseState
from app.domain.deadlines import Level
from app.domain.errors import InvalidField, NotFound
from tests.desks import register

RECEIVED = {  # 15 natural days on, seen from 24 November 2026
    Level.OVERDUE: dt.date(2026, 11, 8),
    Level.TODAY: dt.date(2026, 11, 9),
    Level.SOON: dt.date(2026, 11, 12),
    Level.WEEK: dt.date(2026, 11, 16),
    Level.NORMAL: dt.date(2026, 11, 20),
}


def test_the_clocks_stand_nearest_first_with_their_levels_masked(desk: Desk) -> None:
    for day in reversed(RECEIVED.values()):
        register(desk, received_on=day)
    clocks = list_deadlines(desk)
    assert [clock.level for clock in clocks] == list(RECEIVED)
    assert {clock.people for clock in clocks} == {"王*国"}
    assert count_by_level(desk) == dict.fromkeys(Level, 1)
    assert [clock.level for clock in list_deadlines(desk, on=dt.date(2026, 12, 9), limit=4)] == [
        Level.OVERDUE
    ] * 4


def test_sealed_and_settled_cases_stand_on_no_list_and_in_no_count(desk: Desk) -> None:
    number = register(desk)
    register(desk, state=CaseState.CONCLUDED)
    register(desk, confidential=True)
    assert sum(count_by_level(desk).values()) == len(list_deadlines(desk)) == 1
    classify(desk, number=number, case_class=CaseClass.B, reason="检举")
    assert sum(count_by_level(desk).values()) == len(list_deadlines(desk)) == 0


def test_a_case_explains_its_clock(desk: Desk) -> None:
    reasons = why(desk, number=register(desk))
    assert [(due.rule.id, due.due_on) for due in reasons] == [("T2", dt.date(2026, 12, 5))]
    assert "第二十三条第二款" in reasons[0].steps[-1]


def test_the_calculator_takes_a_rule_in_any_case_and_names_an_unknown_one() -> None:
    assert compute(rule="t7", start=dt.date(2026, 9, 1), extend=30).due_on == dt.date(2026, 11, 30)
    with pytest.raises(NotFound, match="T99"):
        compute(rule="T99", start=dt.date(2026, 9, 1))
    with pytest.raises(InvalidField):
        compute(rule="T7", start=dt.date(2026, 9, 1), extend=31)
    assert len(rules()) == 24
