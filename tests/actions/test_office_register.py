"""Headquarters' register: what units sent up, filtered, assigned and urged many at once, and taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.actions.cases import get_case
from app.actions.desk import Desk
from app.actions.office_register import (
    ManyDone,
    do_for_many,
    known_offices,
    office_register,
    undo_for_many,
)
from app.actions.units import put_unit
from app.domain.codes import CaseClass, CaseState
from app.domain.errors import InvalidField, NotAllowed
from app.domain.inbox import Finding
from app.domain.office_register import OfficeFilter, OfficePage, Stage
from app.domain.packet_codes import Seal
from app.domain.station import UnitEntry
from tests.desks import DESK_DAY, exhaust
from tests.two_desks import acquaint, make_headquarters, make_workshop, send, take, waiting

ORDER = {"receiver_office": "工资科", "requirement": "核对发放记录，书面反馈。"}


@pytest.fixture
def hq(tmp_path: Path) -> Iterator[Desk]:
    with make_headquarters(tmp_path / "hq", DESK_DAY) as desk:
        yield desk


@pytest.fixture
def shops(tmp_path: Path, hq: Desk) -> Iterator[tuple[Desk, Desk]]:
    with (
        make_workshop(tmp_path / "one", "ZC01", "综采一区", DESK_DAY) as one,
        make_workshop(tmp_path / "two", "ZC02", "综采二区", DESK_DAY) as two,
    ):
        acquaint(hq, one)
        acquaint(hq, two)
        yield one, two


@pytest.fixture
def arrived(hq: Desk, shops: tuple[Desk, Desk], tmp_path: Path) -> tuple[str, ...]:
    """Two cases of the first unit and one of the second, in that order."""
    numbers: list[str] = []
    for desk, names in zip(shops, (("王建国", "李桂兰"), ("石桂花",)), strict=True):
        numbers += take(hq, send(desk, tmp_path / desk.station.unit_code, *names)).imported
    return tuple(numbers)


def shown(desk: Desk, **where: object) -> OfficePage:
    return office_register(desk, where=OfficeFilter(**where))  # type: ignore[arg-type]


def numbers(page: OfficePage) -> list[str]:
    return sorted(row.number for row in page.rows)


def test_to_whom_a_case_may_go_is_offered_from_the_unit_table_and_from_what_was_assigned(
    hq: Desk, arrived: tuple[str, ...]
) -> None:
    for code, name in (("HQ01", hq.station.unit_name), ("GZ", "工资科"), ("AQ", "安全科")):
        put_unit(hq, unit=UnitEntry(code, name))
    assert known_offices(hq) == ("安全科", "工资科")
    given = {**ORDER, "receiver_office": "后勤科", "due_on": "2026-12-10"}
    exhaust(do_for_many(hq, numbers=arrived[:1], act="assign", fields=given))
    assert known_offices(hq) == shown(hq).known == ("后勤科", "安全科", "工资科")


def assign(desk: Desk, *cases: str, due: dt.date = DESK_DAY + dt.timedelta(5)) -> ManyDone:
    return exhaust(
        do_for_many(desk, numbers=cases, act="assign", fields={**ORDER, "due_on": due.isoformat()})
    )


def test_each_case_stands_under_its_number_with_ours_beside_it(hq: Desk, arrived: tuple[str, ...]) -> None:
    page = shown(hq)
    row = next(row for row in page.rows if row.number == arrived[0])
    assert (row.sender_code, row.packet, row.people) == ("ZC01", "YS-ZC01-00001", "王*国")
    assert row.office_number.startswith("HQ01-2026-")
    assert page.count == 3
    assert page.senders == (("ZC01", "综采一区"), ("ZC02", "综采二区"))
    assert len({row.office_number for row in page.rows}) == 3


def test_an_empty_register_says_nothing_and_a_workshop_has_none(hq: Desk, shops: tuple[Desk, Desk]) -> None:
    assert shown(hq) == OfficePage((), 0, (), ())
    with pytest.raises(NotAllowed):
        shown(shops[0])


def test_many_are_assigned_at_once_each_with_its_letter_and_clock(hq: Desk, arrived: tuple[str, ...]) -> None:
    done = assign(hq, *arrived)
    assert (done.done, done.failures) == (arrived, ())
    assert len(done.changes.documents) == 3
    page = shown(hq, office="工资科")
    assert numbers(page) == sorted(arrived)
    assert {row.due_on for row in page.rows} == {DESK_DAY + dt.timedelta(5)}
    assert all(get_case(hq, number=number).state is CaseState.REFERRED for number in arrived)
    assert page.offices == ("工资科",)


def test_a_case_that_cannot_be_assigned_is_named_and_the_others_go_on(
    hq: Desk, arrived: tuple[str, ...]
) -> None:
    assign(hq, arrived[0])
    done = assign(hq, *arrived, "ZC01-20261124-9999-0")
    assert done.done == arrived[1:]
    assert [number for number, _ in done.failures] == [arrived[0], "ZC01-20261124-9999-0"]
    assert all(why for _, why in done.failures)


def test_the_stages_show_what_is_to_be_done(hq: Desk, arrived: tuple[str, ...]) -> None:
    assign(hq, arrived[0], due=DESK_DAY + dt.timedelta(1))
    assign(hq, arrived[1], due=DESK_DAY + dt.timedelta(20))
    assert numbers(shown(hq, stage=Stage.UNASSIGNED)) == [arrived[2]]
    assert numbers(shown(hq, stage=Stage.ASSIGNED)) == sorted(arrived[:2])
    assert numbers(shown(hq, stage=Stage.SOON)) == [arrived[0]]
    assert numbers(shown(hq, stage=Stage.OVERDUE)) == []
    hq.fixed_today = DESK_DAY + dt.timedelta(2)
    page = shown(hq, stage=Stage.OVERDUE)
    assert numbers(page) == [arrived[0]]
    assert page.rows[0].overdue(hq.today())
    assert page.count == 1


def test_sender_and_part_of_a_number_filter_too(hq: Desk, arrived: tuple[str, ...]) -> None:
    assert numbers(shown(hq, sender="ZC02")) == [arrived[2]]
    ours = next(row.office_number for row in shown(hq).rows if row.number == arrived[1])
    assert numbers(shown(hq, text=ours.lower())) == [arrived[1]]
    assert numbers(shown(hq, text=arrived[0][-6:])) == [arrived[0]]
    assert numbers(shown(hq, text="%")) == []


def test_urged_cases_say_when(hq: Desk, arrived: tuple[str, ...]) -> None:
    assign(hq, *arrived)
    order = {**ORDER, "reason": "逾期没有反馈。", "report_by": (DESK_DAY + dt.timedelta(7)).isoformat()}
    done = exhaust(do_for_many(hq, numbers=arrived[:2], act="supervise", fields=order))
    assert done.failures == ()
    assert {row.number: row.urged_on for row in shown(hq).rows} == {
        arrived[0]: DESK_DAY,
        arrived[1]: DESK_DAY,
        arrived[2]: None,
    }


def test_a_run_is_taken_back_but_for_what_was_built_upon(hq: Desk, arrived: tuple[str, ...]) -> None:
    assign(hq, *arrived)
    order = {**ORDER, "reason": "逾期。", "report_by": (DESK_DAY + dt.timedelta(7)).isoformat()}
    exhaust(do_for_many(hq, numbers=arrived[:1], act="supervise", fields=order))
    back = exhaust(undo_for_many(hq, numbers=arrived, act="assign", reason="科室写错了"))
    assert back.done == arrived[1:]
    assert [number for number, _ in back.failures] == [arrived[0]]
    assert numbers(shown(hq, stage=Stage.UNASSIGNED)) == sorted(arrived[1:])
    assert shown(hq, office="工资科").rows[0].number == arrived[0]
    with pytest.raises(InvalidField):
        exhaust(undo_for_many(hq, numbers=arrived, act="assign", reason=" "))


def test_nothing_else_is_done_to_many_at_once(hq: Desk, arrived: tuple[str, ...]) -> None:
    with pytest.raises(NotAllowed):
        exhaust(do_for_many(hq, numbers=arrived, act="return_down", fields={"reason": "x"}))


def test_closing_a_run_keeps_what_was_done_before(hq: Desk, arrived: tuple[str, ...]) -> None:
    work = do_for_many(
        hq,
        numbers=arrived,
        act="assign",
        fields={**ORDER, "due_on": (DESK_DAY + dt.timedelta(5)).isoformat()},
    )
    steps = [next(work) for _ in range(2)]
    work.close()
    assert (steps[-1].done, steps[-1].total) == (1, 3)
    assert numbers(shown(hq, stage=Stage.ASSIGNED)) == [arrived[0]]


def test_a_missing_packet_is_named_beside_the_cases(
    hq: Desk, shops: tuple[Desk, Desk], tmp_path: Path
) -> None:
    send(shops[0], tmp_path / "lost", "王建国")
    take(hq, send(shops[0], tmp_path / "second", "李桂兰"), Finding.MISSING)
    assert shown(hq).missing == ("综采一区缺第1包",)


def test_a_case_that_is_kept_secret_is_not_in_the_register(
    hq: Desk, shops: tuple[Desk, Desk], tmp_path: Path
) -> None:
    number = waiting(shops[0], "冯春", confidential=True)
    path = send(shops[0], tmp_path / "secret", numbers=(number,), seal=Seal.KEY)
    assert take(hq, path).imported == (number,)
    assert shown(hq).rows == ()
    assert replace(shown(hq), senders=()) == OfficePage((), 0, (), ())
    assert get_case(hq, number=number).case_class is CaseClass.C6
