"""Likely repeats across units: found as pairs, linked or found to be two, and nothing is said of people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.cases import get_case, link_repeat
from app.actions.desk import Desk
from app.actions.inbox import import_packet, undo_import
from app.actions.procedure import undo
from app.actions.repeats import decided_repeats, likely_repeats, not_a_repeat, take_back_not_repeat
from app.domain.errors import NotAllowed, NotFound
from app.domain.packet_codes import Seal
from app.domain.petitioners import Petitioner
from app.domain.repeats import RepeatPair
from tests.desks import DESK_DAY, exhaust, register
from tests.two_desks import acquaint, make_headquarters, make_workshop, send, take, waiting

PHONE = "13812344321"


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


def person(name: str, phone: str = "") -> tuple[Petitioner, ...]:
    return (Petitioner(name, phone=phone, unit="综采一区"),)


def comes(hq: Desk, shop: Desk, folder: Path, name: str, phone: str = "", **changes: object) -> str:
    """One case of a unit, taken in."""
    number = waiting(shop, name, petitioners=person(name, phone), **changes)
    path = send(shop, folder / number, numbers=(number,))
    return take(hq, path).imported[0]


def pairs(hq: Desk) -> tuple[RepeatPair, ...]:
    return exhaust(likely_repeats(hq))


def numbers(hq: Desk) -> list[tuple[str, str]]:
    return [(pair.first.number, pair.second.number) for pair in pairs(hq)]


@pytest.fixture
def twice(hq: Desk, shops: tuple[Desk, Desk], tmp_path: Path) -> tuple[str, str]:
    """The same matter of the same person, from two units."""
    return tuple(comes(hq, shop, tmp_path, "王建国", PHONE) for shop in shops)  # type: ignore[return-value]


def test_the_same_matter_from_two_units_is_a_pair_the_older_first(hq: Desk, twice: tuple[str, str]) -> None:
    (pair,) = pairs(hq)
    assert (pair.first.number, pair.second.number) == twice
    assert (pair.first.unit, pair.second.unit) == ("ZC01", "ZC02")
    assert "电话" in pair.why
    assert pair.first.people == "王*国"
    assert PHONE not in pair.first.content


def test_one_name_and_another_matter_is_no_pair(hq: Desk, shops: tuple[Desk, Desk], tmp_path: Path) -> None:
    comes(hq, shops[0], tmp_path, "王建国", "13800000001")
    comes(hq, shops[1], tmp_path, "王建国", "13900000002", content="食堂饭菜价格太高，份量不足，要求改善。")
    assert numbers(hq) == []


def test_one_name_and_a_like_matter_is_a_pair(hq: Desk, shops: tuple[Desk, Desk], tmp_path: Path) -> None:
    comes(hq, shops[0], tmp_path, "王建国", "13800000001")
    comes(hq, shops[1], tmp_path, "王建国", "13900000002")
    (pair,) = pairs(hq)
    assert "相近" in pair.why


def test_two_cases_of_one_unit_are_its_own_affair(hq: Desk, shops: tuple[Desk, Desk], tmp_path: Path) -> None:
    for _ in range(2):
        comes(hq, shops[0], tmp_path, "王建国", PHONE)
    assert numbers(hq) == []


def test_a_case_registered_here_pairs_with_one_that_was_sent(
    hq: Desk, shops: tuple[Desk, Desk], tmp_path: Path
) -> None:
    own = register(hq, "王建国", petitioners=person("王建国", PHONE))
    sent = comes(hq, shops[0], tmp_path, "王建国", PHONE)
    assert numbers(hq) == [(own, sent)]


def test_a_linked_pair_is_settled_and_comes_back_when_the_link_is_undone(
    hq: Desk, twice: tuple[str, str]
) -> None:
    first, second = twice
    link_repeat(hq, number=second, first=first)
    assert numbers(hq) == []
    assert get_case(hq, number=second).repeat_of == first
    undo(hq, number=second, reason="看错了")
    assert numbers(hq) == [twice]


def test_two_matters_are_remembered_and_the_decision_can_be_taken_back(
    hq: Desk, twice: tuple[str, str]
) -> None:
    first, second = twice
    changes, decision = not_a_repeat(hq, first=second, second=first, reason="一件是津贴，一件是工伤")
    assert set(changes.cases) == {first, second}
    assert numbers(hq) == []
    (kept,) = decided_repeats(hq)
    assert (kept.id, kept.first, kept.second, kept.by) == (decision, first, second, "周敏")
    with pytest.raises(NotAllowed):
        not_a_repeat(hq, first=first, second=second)
    take_back_not_repeat(hq, decision_id=decision)
    assert decided_repeats(hq) == []
    assert numbers(hq) == [twice]
    with pytest.raises(NotFound):
        take_back_not_repeat(hq, decision_id=decision)


def test_the_history_names_no_other_case(hq: Desk, twice: tuple[str, str]) -> None:
    not_a_repeat(hq, first=twice[0], second=twice[1], reason="两回事")
    texts = [row["text"] for row in hq.store.rows("SELECT text FROM history WHERE act = 'not_repeat'")]
    assert len(texts) == 2
    assert not any(number in text for text in texts for number in twice)


def test_a_case_with_itself_and_one_that_is_not_there_are_refused(hq: Desk, twice: tuple[str, str]) -> None:
    with pytest.raises(NotAllowed):
        not_a_repeat(hq, first=twice[0], second=twice[0])
    with pytest.raises(NotFound):
        not_a_repeat(hq, first=twice[0], second="ZC01-20261124-9999-0")


def test_a_case_that_is_kept_secret_is_in_no_pair(hq: Desk, shops: tuple[Desk, Desk], tmp_path: Path) -> None:
    comes(hq, shops[0], tmp_path, "王建国", PHONE)
    secret = waiting(shops[1], "王建国", petitioners=person("王建国", PHONE), confidential=True)
    take(hq, send(shops[1], tmp_path / "secret", numbers=(secret,), seal=Seal.KEY))
    assert numbers(hq) == []


def test_an_import_with_a_decision_about_it_can_be_undone(hq: Desk, twice: tuple[str, str]) -> None:
    not_a_repeat(hq, first=twice[0], second=twice[1])
    undo_import(hq, number="YS-ZC02-00001", reason="导错了")
    assert decided_repeats(hq) == []
    assert numbers(hq) == []


def test_a_workshop_has_no_such_place(shops: tuple[Desk, Desk]) -> None:
    with pytest.raises(NotAllowed):
        exhaust(likely_repeats(shops[0]))


def test_the_import_itself_still_points_them_out(hq: Desk, shops: tuple[Desk, Desk], tmp_path: Path) -> None:
    first = comes(hq, shops[0], tmp_path, "王建国", PHONE)
    number = waiting(shops[1], "王建国", petitioners=person("王建国", PHONE))
    done = exhaust(import_packet(hq, send(shops[1], tmp_path / "x", numbers=(number,))))
    assert [(one.number, one.other) for one in done.repeats] == [(number, first)]
