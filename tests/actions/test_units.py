"""The unit table: who is competent, which is the level above, and what is refused."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.actions.desk import Desk
from app.actions.facts import is_competent, level_above
from app.actions.operators import add_operator
from app.actions.units import drop_unit, list_units, put_unit
from app.bootstrap import open_desk
from app.domain.codes import Role
from app.domain.errors import InvalidFields, NotAllowed, NotFound
from app.domain.station import Operator, UnitEntry, UnitKind
from tests.desks import copied_desk

GROUP = UnitEntry("JT00", "集团公司", competent=True)
MINE = UnitEntry("KY01", "一矿", "JT00", competent=True, address="云岭大街1号", phone="0352-7000001")
OWN = UnitEntry("ZC01", "综采一区", "KY01")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made, _ = copied_desk(tmp_path / "home")
    with made:
        yield made


def fill(desk: Desk) -> None:
    for unit in (GROUP, MINE, OWN):
        put_unit(desk, unit=unit)


def faults(desk: Desk, unit: UnitEntry) -> list[str]:
    with pytest.raises(InvalidFields) as refusal:
        put_unit(desk, unit=unit)
    return [problem.field for problem in refusal.value.problems]


def test_the_table_says_who_may_sign_and_who_is_above(desk: Desk) -> None:
    assert not is_competent(desk)
    assert level_above(desk) is None
    fill(desk)
    assert list_units(desk) == [GROUP, MINE, OWN]
    assert not is_competent(desk)
    assert level_above(desk) == MINE
    assert level_above(desk, "一矿") == GROUP
    assert level_above(desk, "集团公司") is None

    put_unit(desk, unit=replace(OWN, competent=True))
    assert is_competent(desk)
    assert len(list_units(desk)) == 3


@pytest.mark.parametrize(
    ("unit", "fields"),
    [
        (UnitEntry("x1", "洗选厂"), ["code"]),
        (UnitEntry("XX01", " "), ["name"]),
        (UnitEntry("XX01", "洗" * 61), ["name"]),
        (UnitEntry("XX01", "一矿"), ["name"]),
        (UnitEntry("XX01", "洗选厂", "NONE"), ["superior"]),
        (UnitEntry("XX01", "洗选厂", "XX01"), ["superior"]),
        (UnitEntry("XX01", "劳资科", "KY01", competent=True, kind=UnitKind.OFFICE), ["competent"]),
        (UnitEntry("x", "", "x"), ["code", "name", "superior"]),
        (replace(GROUP, superior="KY01"), ["superior"]),
        (replace(GROUP, superior="ZC01"), ["superior"]),
        (replace(MINE, superior="ZC01"), ["superior"]),
    ],
)
def test_a_line_that_makes_no_sense_is_refused(desk: Desk, unit: UnitEntry, fields: list[str]) -> None:
    fill(desk)
    assert faults(desk, unit) == fields
    assert list_units(desk) == [GROUP, MINE, OWN]


def test_who_is_above_somebody_is_not_dropped(desk: Desk) -> None:
    fill(desk)
    with pytest.raises(NotAllowed, match="一矿"):
        drop_unit(desk, code="JT00")
    for code in ("ZC01", "KY01", "JT00"):
        drop_unit(desk, code=code)
    assert list_units(desk) == []
    with pytest.raises(NotFound):
        drop_unit(desk, code="JT00")


def test_only_an_administrator_keeps_the_table(desk: Desk) -> None:
    fill(desk)
    passphrase = "田小雨自己的口令2026"
    add_operator(desk, operator=Operator("田小雨", (Role.CLERK, Role.LEADER)), passphrase=passphrase)
    with open_desk(desk.home, passphrase) as opened:
        with pytest.raises(NotAllowed, match="管理员"):
            put_unit(opened, unit=replace(OWN, competent=True))
        with pytest.raises(NotAllowed, match="管理员"):
            drop_unit(opened, code="ZC01")
        assert list_units(opened) == [GROUP, MINE, OWN]


def test_the_history_says_what_was_changed(desk: Desk) -> None:
    fill(desk)
    drop_unit(desk, code="ZC01")
    lines = [
        row["text"] for row in desk.store.rows("SELECT text FROM history WHERE act LIKE '%_unit' ORDER BY id")
    ]
    assert lines == [
        "单位表：JT00 集团公司，有权处理",
        "单位表：KY01 一矿，有权处理",
        "单位表：ZC01 综采一区",
        "单位表：删去ZC01",
    ]
