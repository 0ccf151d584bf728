from dataclasses import replace

import pytest

from app.actions.desk import Desk
from app.actions.station import change_station, get_preference, put_preference
from app.bootstrap import open_desk
from app.domain.errors import InvalidCase
from tests.desks import PASSPHRASE, register


def test_the_station_can_be_changed_and_stays_changed(desk: Desk) -> None:
    change_station(desk, station=replace(desk.station, leader="钱进", phone="0352-1"))
    assert desk.station.leader == "钱进"
    desk.close()
    with open_desk(desk.home, PASSPHRASE) as again:
        assert (again.station.leader, again.station.phone) == ("钱进", "0352-1")


def test_the_unit_code_stays_once_a_case_carries_it(desk: Desk) -> None:
    change_station(desk, station=replace(desk.station, unit_code="ZC02"))
    assert register(desk).startswith("ZC02-")
    with pytest.raises(InvalidCase, match="不能再改") as refused:
        change_station(desk, station=replace(desk.station, unit_code="ZC03"))
    assert [problem.field for problem in refused.value.problems] == ["unit_code"]
    change_station(desk, station=replace(desk.station, unit_name="综采一区（新）"))
    assert desk.station.unit_code == "ZC02"


def test_a_bad_station_is_refused_and_nothing_changes(desk: Desk) -> None:
    with pytest.raises(InvalidCase):
        change_station(desk, station=replace(desk.station, unit_name=" "))
    assert desk.station.unit_name == "综采一区"


def test_a_preference_is_remembered(desk: Desk) -> None:
    assert get_preference(desk, "printer:slip") is None
    assert get_preference(desk, "printer:slip", "默认") == "默认"
    put_preference(desk, "printer:slip", "HP LaserJet")
    put_preference(desk, "printer:slip", "EPSON 针打")
    assert get_preference(desk, "printer:slip") == "EPSON 针打"
