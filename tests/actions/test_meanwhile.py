"""While a packet is written others work on; it is registered only when nobody was quicker, and a file that a program
left behind before that goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.cases import get_case, take_back
from app.actions.desk import Desk
from app.actions.packets import export_packet, list_packets, waiting_cases
from app.actions.procedure import perform
from app.actions.reply_export import export_replies
from app.actions.sealed_packets import export_accusations
from app.actions.unregistered import clear_unregistered, left_unregistered
from app.bootstrap import open_desk
from app.domain.changes import Progress, Steps
from app.domain.codes import CaseClass, Role
from app.domain.errors import NotAllowed
from app.domain.station import Operator
from tests.desks import DESK_DAY, PASSPHRASE, exhaust, register
from tests.stations import introduce, make_discipline
from tests.two_desks import acquaint, make_headquarters, make_workshop, send, take, waiting

LAST = "登记移送"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def other(desk: Desk) -> Iterator[Desk]:
    """The same desk, opened once more: a console beside the window."""
    with open_desk(desk.home, PASSPHRASE, today=DESK_DAY) as other:
        other.store.database.execute_sql("PRAGMA busy_timeout = 0")
        yield other


def until(work: Steps[object], doing: str) -> None:
    """Go on until a step is named; the file stands on the stick then, and in no register."""
    for step in work:
        if isinstance(step, Progress) and step.doing == doing:
            return
    raise AssertionError(doing)


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_others_work_on_while_a_packet_is_written(desk: Desk, other: Desk, stick: Path) -> None:
    number = waiting(desk)
    work = export_packet(desk, folder=stick)
    for step in work:
        register(other, f"王{step.doing[:1]}")
    assert [packet.case_count for packet in list_packets(desk)] == [1]
    assert get_case(desk, number=number).state.value == "in_transfer"


def test_a_packet_whose_case_was_handled_meanwhile_is_not_registered(
    desk: Desk, other: Desk, stick: Path
) -> None:
    number, second = waiting(desk), waiting(desk, "李桂兰")
    work = export_packet(desk, folder=stick)
    until(work, LAST)
    take_back(other, number=number)
    with pytest.raises(NotAllowed, match=f"{number}在写出期间又办理过"):
        exhaust(work)
    assert (names(stick), list_packets(desk), left_unregistered(other)) == ([], [], [])
    assert [case.number for case in waiting_cases(desk)] == [second]
    assert exhaust(export_packet(desk, folder=stick)).number == "YS-ZC01-00001"


def test_of_two_packets_that_are_written_at_once_the_second_to_end_is_not_registered(
    desk: Desk, other: Desk, stick: Path, tmp_path: Path
) -> None:
    number, second = waiting(desk), waiting(desk, "李桂兰")
    work = export_packet(desk, folder=stick, numbers=[number])
    until(work, LAST)
    exhaust(export_packet(other, folder=tmp_path, numbers=[second]))
    with pytest.raises(NotAllowed, match="YS-ZC01-00001已给了别的移送包"):
        exhaust(work)
    assert names(stick) == []
    assert exhaust(export_packet(desk, folder=stick, numbers=[number])).number == "YS-ZC01-00002"


def test_a_reply_packet_whose_case_was_handled_meanwhile_is_not_registered(
    tmp_path: Path, stick: Path
) -> None:
    with (
        make_workshop(tmp_path / "shop", "ZC01", "综采一区", DESK_DAY) as shop,
        make_headquarters(tmp_path / "hq", DESK_DAY) as hq,
        open_desk(hq.home, PASSPHRASE, today=DESK_DAY) as beside,
    ):
        acquaint(shop, hq)
        (number,) = take(hq, send(shop, tmp_path / "up", "王建国")).imported
        work = export_replies(hq, folder=stick, unit_code="ZC01")
        until(work, "读回核对（KB）")
        perform(beside, number=number, act="return_down", fields={"reason": "材料不全"})
        with pytest.raises(NotAllowed, match=f"{number}在写出期间又办理过"):
            exhaust(work)
        assert (names(stick), list_packets(hq)) == ([], [])


def dies_at(desk: Desk, work: Steps[object], step: str) -> Steps[object]:
    """The program dies at a step of its work: the work is held, so that nothing of it tidies up."""
    until(work, step)
    desk.close()
    return work


def test_what_a_program_that_died_did_not_register_goes_at_the_next_opening(desk: Desk, stick: Path) -> None:
    number = waiting(desk)
    held = dies_at(desk, export_packet(desk, folder=stick), LAST)
    (stick / "照片.jpg").write_bytes(b"the clerk's own")
    assert len(names(stick)) == 2
    with open_desk(desk.home, PASSPHRASE, today=DESK_DAY) as again:
        assert names(stick) == ["照片.jpg"]
        assert left_unregistered(again) == []
        assert [case.number for case in waiting_cases(again)] == [number]
    held.close()


def test_a_stick_that_is_away_is_named_until_it_is_there_again(desk: Desk, stick: Path) -> None:
    waiting(desk)
    held = dies_at(desk, export_packet(desk, folder=stick), LAST)
    away = stick.rename(stick.with_name("away"))
    with open_desk(desk.home, PASSPHRASE, today=DESK_DAY) as again:
        (left,) = left_unregistered(again)
        assert (left.number, left.path.parent) == ("YS-ZC01-00001", stick)
        away.rename(stick)
        assert exhaust(export_packet(again, folder=stick)).number == "YS-ZC01-00001"
        assert (len(names(stick)), left_unregistered(again)) == (1, [])
    held.close()


def test_a_file_that_is_another_than_was_noted_stays(desk: Desk, stick: Path) -> None:
    waiting(desk)
    held = dies_at(desk, export_packet(desk, folder=stick), LAST)
    (there,) = stick.iterdir()
    there.write_bytes(b"somebody's")
    with open_desk(desk.home, PASSPHRASE, today=DESK_DAY) as again:
        assert (there.read_bytes(), left_unregistered(again)) == (b"somebody's", [])
    held.close()


def test_nobody_clears_what_another_opening_may_still_be_writing(
    desk: Desk, other: Desk, stick: Path
) -> None:
    waiting(desk)
    work = export_packet(desk, folder=stick)
    until(work, LAST)
    assert clear_unregistered(other) == []
    exhaust(work)
    assert len(names(stick)) == 1


def test_of_accusations_that_were_not_registered_whoever_made_the_packet_learns_alone(
    desk: Desk, tmp_path: Path, stick: Path
) -> None:
    with make_discipline(tmp_path / "discipline") as discipline:
        introduce(desk, discipline)
    work = export_accusations(desk, folder=stick, numbers=[register(desk, case_class=CaseClass.B)])
    held = dies_at(desk, work, "登记密封移交")
    stick.rename(stick.with_name("away"))
    with open_desk(desk.home, PASSPHRASE, today=DESK_DAY) as again:
        assert [left.path.suffix for left in left_unregistered(again)] == [".age"]
        again.operator = Operator("赵志强", (Role.LEADER,))
        assert left_unregistered(again) == []
    held.close()
