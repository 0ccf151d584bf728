"""Running numbers: no gap after a failure, no number twice."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from stdnum.iso7064 import mod_37_36

from app.actions.cases import list_cases
from app.actions.checks import verify_history
from app.actions.desk import Desk
from app.actions.registering import case_number, query_code
from app.domain.cases import CaseFilter
from app.domain.errors import InvalidCase, NotFound
from app.storage.station import next_serial
from tests.desks import DESK_DAY, make_desk, register


def test_numbers_run_by_day_of_receipt_and_carry_a_check_character(desk: Desk) -> None:
    numbers = [register(desk), register(desk), register(desk, received_on=DESK_DAY)]
    assert [number[:-1] for number in numbers] == [
        "ZC01-20261120-0001-",
        "ZC01-20261120-0002-",
        "ZC01-20261124-0001-",
    ]
    assert all(mod_37_36.is_valid(number.replace("-", "")) for number in numbers)


@pytest.mark.parametrize("place", range(16))
def test_one_mistyped_character_never_gives_another_valid_number(place: int) -> None:
    number = case_number("ZC01", DESK_DAY, 17).replace("-", "")
    for char in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".replace(number[place], ""):
        assert not mod_37_36.is_valid(number[:place] + char + number[place + 1 :])


def test_the_ten_thousandth_case_of_a_day_has_a_number_too() -> None:
    assert case_number("ZC01", DESK_DAY, 10_000).startswith("ZC01-20261124-10000-")


def test_a_failed_save_uses_no_number_up(desk: Desk) -> None:
    first = register(desk)
    with pytest.raises(InvalidCase):
        register(desk, content="")
    with pytest.raises(NotFound):
        register(desk, repeat_of="ZC01-19990101-0001-X")
    with pytest.raises(RuntimeError), desk.store.transaction():
        assert next_serial(desk.store, "case", "ZC01-20261120") == 2
        raise RuntimeError
    assert [first[14:18], register(desk)[14:18]] == ["0001", "0002"]


def test_a_run_of_numbers_is_taken_at_once(desk: Desk) -> None:
    with desk.store.transaction():
        assert next_serial(desk.store, "x", "a", count=5) == 1
        assert next_serial(desk.store, "x", "a") == 6
        assert next_serial(desk.store, "x", "b") == 1


def test_two_windows_registering_at_once_get_every_number_once(tmp_path: Path) -> None:
    desk, _ = make_desk(tmp_path / "home")
    start = threading.Barrier(2)

    def work(name: str) -> list[str]:
        start.wait()
        try:
            return [register(desk, name) for _ in range(25)]
        finally:
            desk.release()

    with ThreadPoolExecutor(2) as pool:
        numbers = [number for run in pool.map(work, ("王建国", "李芳")) for number in run]
    assert sorted(number[14:18] for number in numbers) == [f"{n:04d}" for n in range(1, 51)]
    assert len(list_cases(desk, where=CaseFilter(), limit=100)) == 50
    assert verify_history(desk).broken_at is None
    desk.close()


def test_query_codes_are_ten_digits_and_random() -> None:
    codes = {query_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(re.fullmatch(r"[0-9]{10}", code) for code in codes)
