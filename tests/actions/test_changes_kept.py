"""Before and after: what acts change of a kept value stands in the history, and nothing of a case that is or was sealed."""

import datetime as dt
from dataclasses import replace

import pytest

from app.actions.calendar import publish_year, reset_day, set_day, withdraw_year
from app.actions.cases import classify, note_handling
from app.actions.desk import Desk
from app.actions.procedure import undo
from app.actions.station import change_station
from app.actions.stations import set_own_kind
from app.actions.templates import read_template, reset_template, save_template
from app.actions.units import drop_unit, put_unit
from app.domain.codes import CaseClass
from app.domain.documents import DocumentKind
from app.domain.station import UnitEntry
from app.domain.stations import StationKind
from app.domain.workdays import DayKind
from tests.desks import DESK_DAY, register


def kept(desk: Desk) -> tuple[str, str]:
    """What the newest line says was and became."""
    row = desk.store.rows("SELECT was, became FROM history ORDER BY id DESC LIMIT 1")[0]
    return row["was"], row["became"]


def test_the_stations_own_data(desk: Desk) -> None:
    change_station(desk, station=replace(desk.station, phone="0352-7019999", leader="钱守义"))
    assert kept(desk) == ("联系电话：0352-7010001；负责人：赵志强", "联系电话：0352-7019999；负责人：钱守义")


def test_what_the_office_does(desk: Desk) -> None:
    set_own_kind(desk, kind=StationKind.DISCIPLINE)
    assert kept(desk) == (StationKind.UNIT.label, StationKind.DISCIPLINE.label)


def test_a_line_of_the_unit_table(desk: Desk) -> None:
    unit = UnitEntry("ZC01", "综采一区")
    put_unit(desk, unit=unit)
    assert kept(desk) == ("", "")
    put_unit(desk, unit=replace(unit, competent=True, address="一号楼"))
    assert kept(desk) == ("有权处理：否；地址：（空）", "有权处理：是；地址：一号楼")
    drop_unit(desk, code="ZC01")
    assert kept(desk) == ("综采一区", "")


def test_a_day_and_a_year_of_the_calendar(desk: Desk) -> None:
    day = dt.date(2026, 12, 7)
    set_day(desk, day=day, kind=DayKind.HOLIDAY, note="矿庆")
    assert kept(desk)[0] != kept(desk)[1] and "矿庆" in kept(desk)[1]
    was, became = kept(desk)
    reset_day(desk, day=day)
    assert kept(desk) == (became, was)
    publish_year(desk, year=2031, source="通知1号")
    assert kept(desk) == ("未公布", "已公布")
    withdraw_year(desk, year=2031)
    assert kept(desk) == ("已公布", "未公布")


def test_a_template_by_its_hash(desk: Desk) -> None:
    text = read_template(desk, DocumentKind.REPLY).text
    save_template(desk, DocumentKind.REPLY, text)
    was, own = kept(desk)
    assert was == "程序自带的" and own.startswith("本单位的（校验")
    save_template(desk, DocumentKind.REPLY, text.replace("。", "！", 1))
    assert kept(desk)[0] == own and kept(desk)[1] not in (own, was)
    reset_template(desk, DocumentKind.REPLY)
    assert kept(desk)[1] == "程序自带的"


def test_the_state_of_a_case_by_its_first_note(desk: Desk) -> None:
    number = register(desk)
    note_handling(desk, number=number, on=DESK_DAY, text="找队里核对")
    assert kept(desk) == ("已登记", "办理中")
    note_handling(desk, number=number, on=DESK_DAY, text="又核对了一次")
    assert kept(desk) == ("", "")


def test_the_class_of_a_case_and_back(desk: Desk) -> None:
    number = register(desk)
    classify(desk, number=number, case_class=CaseClass.C6, reason="本单位能办")
    was, became = kept(desk)
    assert CaseClass.C6.label in became and CaseClass.C6.label not in was
    undo(desk, number=number, reason="选错了")
    was, became = kept(desk)
    assert CaseClass.C6.label in was and CaseClass.C6.label not in became


@pytest.mark.parametrize("first", [CaseClass.B, CaseClass.C6])
def test_nothing_of_a_case_that_is_or_was_sealed(desk: Desk, first: CaseClass) -> None:
    number = register(desk, case_class=first)
    other = CaseClass.C6 if first is CaseClass.B else CaseClass.B
    classify(desk, number=number, case_class=other, reason="看过之后")
    assert kept(desk) == ("", "")
    undo(desk, number=number, reason="选错了")
    assert kept(desk) == ("", "")
    with desk.store.transaction():
        desk.record("note", "记录办理", number, was="甲", became="乙")
    assert kept(desk) == ("", "")
