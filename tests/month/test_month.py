"""After a month of late, lost and doubled sticks, returns, refusals and two kinds of replies, all registers agree."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from app.actions.cases import get_case, view_case
from app.actions.checks import verify_history
from app.actions.inbox import inbox
from app.actions.packets import cases_in_packet, list_packets
from app.domain.codes import CaseState
from app.domain.packet_codes import PacketState, Purpose
from app.domain.received import ReceivedState
from tests.month.play import Play, played

S = CaseState
AT_THE_SHOP = {
    S.REGISTERED: {S.TRANSFERRED},
    S.HANDLING: {S.TRANSFERRED},
    S.REPLIED: {S.REPLIED},
}
"""Where a case stands at its workshop when it stands so at headquarters, once everything has come home."""


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    with ExitStack() as stack:
        yield played(tmp_path_factory.mktemp("month"), 20261130, stack)


def test_everything_that_can_happen_has_happened(month: Play) -> None:
    wanted = (
        "lost packets twice refused returned decided imported receipts replies_by_program replies_by_sheet"
        " replies_twice receipts_twice sent_again out_of_order withdrawn"
    )
    told = {name.replace(" ", "_"): count for name, count in month.happened.items()}
    words = {"lost", "packets_twice", *wanted.replace("packets twice", "").split()}
    assert {word for word in words if not told.get(word)} == set(), month.happened


def test_states_numbers_and_results_agree_case_by_case(month: Play) -> None:
    compared = 0
    for code, shop in month.shops.items():
        numbers = [row["number"] for row in shop.store.rows("SELECT number FROM cases ORDER BY id")]
        at_headquarters = {
            row["number"]
            for row in month.hq.store.rows("SELECT number FROM cases WHERE source_unit = ?", code)
        }
        assert at_headquarters == set(numbers)
        for number in numbers:
            here, there = get_case(shop, number=number), get_case(month.hq, number=number)
            assert here.state in AT_THE_SHOP[there.state], (number, here.state, there.state)
            assert here.office_number == there.office_number != ""
            assert [(r.text, r.result, r.answer) for r in here.requests] == [
                (r.text, r.result, r.answer) for r in there.requests
            ]
            compared += 1
    assert compared == month.happened["registered"] > 20


def test_every_decision_stands_once_under_the_number_of_its_letter_which_came_along(month: Play) -> None:
    decided = 0
    for shop in month.shops.values():
        for row in shop.store.rows("SELECT number FROM cases WHERE state = 'replied'"):
            there = view_case(month.hq, number=row["number"])
            here = view_case(shop, number=row["number"])
            letter = next(paper for paper in there.documents if paper.kind.value == "decision_letter")
            opinions = [r for r in here.records if r.act == "record_decision" and r.stands]
            assert [r.fields["number"] for r in opinions] == [letter.number]
            assert letter.sha256 in {one.sha256 for one in here.attachments}
            decided += 1
    assert decided == month.happened["decided"] > 5


def test_every_packet_is_known_on_both_sides_and_none_is_missing(month: Play) -> None:
    lines = {line.code: line for line in inbox(month.hq)}
    for code, shop in month.shops.items():
        sent = {packet.number: packet for packet in list_packets(shop)}
        came = {packet.number: packet for packet in lines[code].packets}
        assert lines[code].missing == ()
        assert sent.keys() == came.keys()
        for number, packet in sent.items():
            assert packet.content_sha256 == came[number].content_sha256
            assert packet.case_count == came[number].case_count
            refused = came[number].state is ReceivedState.REFUSED
            assert (packet.state is PacketState.REFUSED) == refused
            assert refused or packet.state in {PacketState.RECEIVED, PacketState.ANSWERED}


def test_every_reply_packet_came_home_once(month: Play) -> None:
    sent = {p.number for p in list_packets(month.hq) if p.purpose is Purpose.REPLY}
    came = [
        (row["number"], row["state"])
        for shop in month.shops.values()
        for row in shop.store.rows("SELECT number, state FROM received_packets WHERE purpose = 'reply'")
    ]
    assert sorted(number for number, _ in came) == sorted(sent)
    assert {state for _, state in came} == {"imported"}


def test_no_case_was_taken_in_twice_and_every_history_is_whole(month: Play) -> None:
    hq = month.hq
    received, undone = (
        hq.store.value("SELECT count(*) FROM history WHERE act = ? AND case_number <> ''", act)
        for act in ("receive", "undo_import")
    )
    registered = hq.store.value("SELECT count(*) FROM cases")
    assert received - undone == registered == month.happened["registered"]
    assert 0 < undone <= month.happened["withdrawn cases"]
    offices = [row["office_number"] for row in hq.store.rows("SELECT office_number FROM cases ORDER BY id")]
    given = [
        f"HQ01-2026-{n:04d}" for n in range(1, received + 1)
    ]  # a number that was withdrawn is not given again
    assert len(set(offices)) == registered and offices == [one for one in given if one in set(offices)]
    for desk in (hq, *month.shops.values()):
        assert verify_history(desk).broken_at is None
        assert desk.store.value("PRAGMA integrity_check") == "ok"


def test_every_case_of_a_packet_is_in_the_packet_of_both(month: Play) -> None:
    for shop in month.shops.values():
        for packet in list_packets(shop):
            rows = month.hq.store.rows(
                "SELECT c.number FROM received_cases r JOIN received_packets p ON p.id = r.packet_id"
                " JOIN cases c ON c.id = r.case_id WHERE p.number = ? ORDER BY r.position",
                packet.number,
            )
            if packet.state is not PacketState.REFUSED:
                assert [row["number"] for row in rows] == cases_in_packet(shop, number=packet.number)
