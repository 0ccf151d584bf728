"""What a packet carries of its sender's history, held against what came before."""

import datetime as dt
from typing import Any

import pytest

from app.domain.carried_history import check_carried, newest_carried
from app.domain.history import CarriedHead, HistoryHead
from app.domain.inbox import Finding, Weight
from app.domain.packets import PacketHead, carried_history, history_json

MADE = dt.datetime(2026, 11, 24, 9, 0)


def head_of(sequence: int, history: HistoryHead | None) -> PacketHead:
    number = f"YS-ZC01-{sequence}"
    return PacketHead(number, sequence, "ZC01", "综采一区", "信访室", MADE, "李敏", history=history)


def carried(sequence: int, lines: int, hash_: str = "a" * 64) -> CarriedHead:
    return CarriedHead("ZC01", "综采一区", f"YS-ZC01-{sequence}", sequence, MADE, HistoryHead(lines, hash_))


def said(head: PacketHead, *earlier: CarriedHead) -> str:
    notices = list(check_carried(head, earlier))
    assert all(n.finding is Finding.FEWER_LINES and n.weight is Weight.CONFIRM for n in notices)
    return "".join(notice.sentence for notice in notices)


def test_a_history_that_grew_is_not_mentioned() -> None:
    assert said(head_of(3, HistoryHead(12, "b" * 64)), carried(1, 5), carried(2, 11)) == ""


def test_a_history_in_which_nothing_was_written_is_not_mentioned() -> None:
    assert said(head_of(2, HistoryHead(5, "a" * 64)), carried(1, 5)) == ""


def test_fewer_lines_than_an_earlier_packet_carried_are_asked_about() -> None:
    words = said(head_of(3, HistoryHead(10, "b" * 64)), carried(1, 5), carried(2, 11))
    assert "只有10条，比YS-ZC01-2所带的11条少" in words and "备份" in words


def test_as_many_lines_with_another_hash_are_asked_about() -> None:
    assert "条数与YS-ZC01-1所带的相同，校验值不同" in said(
        head_of(2, HistoryHead(5, "b" * 64)), carried(1, 5)
    )


def test_a_packet_that_came_late_is_held_against_those_before_it_alone() -> None:
    assert said(head_of(2, HistoryHead(8, "b" * 64)), carried(1, 5), carried(3, 11)) == ""


def test_a_packet_of_an_older_program_says_nothing() -> None:
    assert said(head_of(2, None), carried(1, 5)) == ""


def test_what_a_station_carried_last_and_whether_it_had_been_more() -> None:
    assert newest_carried([]) is None
    newest = newest_carried([carried(2, 11), carried(1, 5)])
    assert newest is not None and (newest.sequence, newest.fewer) == (2, False)
    newest = newest_carried([carried(2, 4), carried(1, 5)])
    assert newest is not None and (newest.sequence, newest.fewer) == (2, True)


def test_the_head_goes_into_json_and_back() -> None:
    head = HistoryHead(12, "0f" * 32)
    assert carried_history(history_json(head)) == head
    assert carried_history(history_json(None)) is None and carried_history({}) is None


@pytest.mark.parametrize(
    "value",
    ["x", [], {"lines": 1}, {"lines": True, "hash": "0" * 64}, {"lines": -1, "hash": "0" * 64},
     {"lines": 1, "hash": "0" * 63}, {"lines": 1, "hash": "Z" * 64}, {"lines": 10**12, "hash": "0" * 64}],
)  # fmt: skip
def test_what_is_no_head_is_no_packet(value: Any) -> None:
    with pytest.raises(ValueError, match="history"):
        carried_history({"history": value})
