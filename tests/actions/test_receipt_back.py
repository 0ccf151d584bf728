"""A receipt taken back: by headquarters after it undid an import, or by the unit that noted it wrongly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.actions.cases import get_case
from app.actions.desk import Desk
from app.actions.inbox import undo_import
from app.actions.outbox import import_receipt, note_paper_receipt, outbox
from app.actions.packet_again import write_packet_again
from app.actions.packets import export_packet
from app.actions.procedure import acts_of, perform
from app.actions.receipt_back import undo_receipt
from app.actions.receipts import receipt_pdf, write_receipt_again
from app.actions.replies import import_reply
from app.actions.reply_export import export_replies
from app.actions.stations import own_card, own_keys
from app.domain.codes import CaseState
from app.domain.errors import InvalidField, NotAllowed
from app.domain.packet_codes import PacketState
from app.domain.packets import OutboxLine
from app.domain.receipts import ReceiptKind
from app.files.receipt_file import read_receipt, write_receipt
from tests.desks import DESK_DAY, exhaust
from tests.files.pdf_reading import read_pdf
from tests.two_desks import acquaint, make_headquarters, make_workshop, take, waiting

NUMBER = "YS-ZC01-00001"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Desk]:
    with make_workshop(tmp_path / "shop", "ZC01", "综采一区", DESK_DAY) as desk:
        yield desk


@pytest.fixture
def hq(tmp_path: Path, shop: Desk) -> Iterator[Desk]:
    with make_headquarters(tmp_path / "hq", DESK_DAY) as desk:
        acquaint(shop, desk)
        yield desk


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def case(shop: Desk) -> str:
    return waiting(shop)


@pytest.fixture
def packet(shop: Desk, case: str, stick: Path) -> Path:
    return exhaust(export_packet(shop, folder=stick)).path


def later(desk: Desk, days: int) -> None:
    desk.fixed_today = DESK_DAY.replace(day=DESK_DAY.day + days)


def received(hq: Desk, shop: Desk, packet: Path) -> Path:
    """Headquarters takes the packet in, the unit its receipt."""
    receipt = take(hq, packet).receipt.path
    import_receipt(shop, path=receipt)
    return receipt


def withdrawn(hq: Desk, stick: Path) -> Path:
    """Headquarters undoes the import a day later, and gives a receipt that says so."""
    later(hq, 1)
    undo_import(hq, number=NUMBER, reason="导错了单位")
    return write_receipt_again(hq, number=NUMBER, folder=stick)


def line(shop: Desk) -> OutboxLine:
    return outbox(shop)[0]


def state(desk: Desk, number: str) -> CaseState:
    return get_case(desk, number=number).state


def test_an_undone_import_takes_its_receipt_back_at_the_sender(
    hq: Desk, shop: Desk, case: str, packet: Path, stick: Path
) -> None:
    received(hq, shop, packet)
    assert state(shop, case) is CaseState.TRANSFERRED
    outcome = import_receipt(shop, path=withdrawn(hq, stick))
    assert (outcome.packet.state, outcome.moved, outcome.left) == (PacketState.WITHDRAWN, (case,), ())
    assert state(shop, case) is CaseState.IN_TRANSFER
    assert get_case(shop, number=case).office_number == ""
    assert line(shop).packet.receipt_reason == "导错了单位"


def test_taken_in_once_more_the_new_receipt_closes_the_loop(
    hq: Desk, shop: Desk, case: str, packet: Path, stick: Path
) -> None:
    received(hq, shop, packet)
    import_receipt(shop, path=withdrawn(hq, stick))
    later(hq, 2)
    again = take(hq, packet).receipt.path
    assert import_receipt(shop, path=again).moved == (case,)
    assert (line(shop).packet.state, state(shop, case)) == (PacketState.RECEIVED, CaseState.TRANSFERRED)
    assert get_case(shop, number=case).office_number == get_case(hq, number=case).office_number


def test_the_receipt_given_before_counts_no_more(hq: Desk, shop: Desk, packet: Path, stick: Path) -> None:
    first = received(hq, shop, packet)
    kept = stick / "old.json"
    kept.write_bytes(first.read_bytes())
    import_receipt(shop, path=withdrawn(hq, stick))
    with pytest.raises(NotAllowed, match="开得更早"):
        import_receipt(shop, path=kept)
    assert line(shop).packet.state is PacketState.WITHDRAWN


def test_a_withdrawal_that_overtakes_the_receipt_bars_it(
    hq: Desk, shop: Desk, case: str, packet: Path, stick: Path
) -> None:
    first = stick / "first.json"
    first.write_bytes(take(hq, packet).receipt.path.read_bytes())
    assert import_receipt(shop, path=withdrawn(hq, stick)).moved == ()
    with pytest.raises(NotAllowed, match="开得更早"):
        import_receipt(shop, path=first)
    assert state(shop, case) is CaseState.IN_TRANSFER


def test_a_new_receipt_that_overtakes_the_withdrawal_counts(
    hq: Desk, shop: Desk, case: str, packet: Path, stick: Path, tmp_path: Path
) -> None:
    received(hq, shop, packet)
    slow = tmp_path / "slow.json"
    slow.write_bytes(withdrawn(hq, stick).read_bytes())
    later(hq, 2)
    assert import_receipt(shop, path=take(hq, packet).receipt.path).moved == (case,)
    number = get_case(hq, number=case).office_number
    assert (get_case(shop, number=case).office_number, number) == ("HQ01-2026-0002", "HQ01-2026-0002")
    with pytest.raises(NotAllowed, match="开得更早"):
        import_receipt(shop, path=slow)


def test_an_older_withdrawal_takes_nothing_back(
    hq: Desk, shop: Desk, case: str, packet: Path, stick: Path
) -> None:
    take(hq, packet)
    old = stick / "old.json"
    old.write_bytes(withdrawn(hq, stick).read_bytes())
    later(hq, 2)
    import_receipt(shop, path=take(hq, packet).receipt.path)
    with pytest.raises(NotAllowed, match="开得更早"):
        import_receipt(shop, path=old)
    assert state(shop, case) is CaseState.TRANSFERRED


def test_what_was_done_since_stays_and_is_named(
    hq: Desk, shop: Desk, case: str, packet: Path, stick: Path
) -> None:
    received(hq, shop, packet)
    perform(shop, number=case, act="transfer_answered", fields={"note": "电话里说已在办理"})
    outcome = import_receipt(shop, path=withdrawn(hq, stick))
    assert (outcome.moved, outcome.left) == ((), (case,))
    assert state(shop, case) is CaseState.TRANSFERRED


def test_a_withdrawn_packet_waits_overdue_and_can_be_written_again(
    hq: Desk, shop: Desk, packet: Path, stick: Path, tmp_path: Path
) -> None:
    received(hq, shop, packet)
    import_receipt(shop, path=withdrawn(hq, stick))
    assert not line(shop).overdue
    shop.fixed_today = DESK_DAY.replace(month=12, day=20)
    assert line(shop).overdue
    again, _ = exhaust(write_packet_again(shop, number=NUMBER, folder=tmp_path))
    assert again.sha256 == line(shop).packet.file_sha256


def test_an_answered_packet_cannot_be_withdrawn(
    hq: Desk, shop: Desk, case: str, packet: Path, stick: Path
) -> None:
    first = received(hq, shop, packet)
    perform(hq, number=case, act="classify", fields={"case_class": "C6", "reason": "核对过"})
    exhaust(import_reply(shop, exhaust(export_replies(hq, folder=stick, unit_code="ZC01")).path))
    receipt = read_receipt(first, lambda code: own_card(hq))
    forged = replace(
        receipt, kind=ReceiptKind.WITHDRAWN, reason="反悔", cases=(), at=receipt.at.replace(month=12)
    )
    path = write_receipt(forged, own_keys(hq).sign_secret, stick, overwrite=True)
    with pytest.raises(NotAllowed, match="已有对方的回复"):
        import_receipt(shop, path=path)


def test_only_a_withdrawal_is_written_in_the_new_version(hq: Desk, packet: Path, stick: Path) -> None:
    first = json.loads(take(hq, packet).receipt.path.read_text(encoding="utf-8"))
    second = json.loads(withdrawn(hq, stick).read_text(encoding="utf-8"))
    assert (first["version"], first["receipt"]["kind"]) == (1, "received")
    assert (second["version"], second["receipt"]["kind"]) == (2, "withdrawn")
    assert second["receipt"]["cases"] == []


def test_a_withdrawal_is_printed_under_its_own_title(hq: Desk, packet: Path, stick: Path) -> None:
    take(hq, packet)
    withdrawn(hq, stick)
    pages = read_pdf(receipt_pdf(hq, number=NUMBER)).pages
    text = "".join(line for page in pages for line in page.lines)
    assert "撤销接收回执" in text and "导错了单位" in text


# --- noted wrongly at the sender --------------------------------------------------------------------------------


def test_a_receipt_that_was_noted_wrongly_is_taken_back_and_comes_in_again(
    hq: Desk, shop: Desk, case: str, packet: Path
) -> None:
    receipt = received(hq, shop, packet)
    undo_receipt(shop, number=NUMBER, reason="导错了")
    assert (line(shop).packet.state, line(shop).packet.receipt_at) == (PacketState.SENT, None)
    assert state(shop, case) is CaseState.IN_TRANSFER
    assert get_case(shop, number=case).office_number == ""
    assert import_receipt(shop, path=receipt).moved == (case,)


def test_a_refusal_noted_on_paper_is_taken_back(shop: Desk, case: str, packet: Path) -> None:
    note_paper_receipt(shop, number=NUMBER, by="周敏", refused="缺盖章")
    assert state(shop, case) is CaseState.AWAITING_TRANSFER
    undo_receipt(shop, number=NUMBER, reason="对方其实收下了")
    assert state(shop, case) is CaseState.IN_TRANSFER
    note_paper_receipt(shop, number=NUMBER, by="周敏")
    assert state(shop, case) is CaseState.TRANSFERRED


def test_a_refused_case_that_went_into_another_packet_stands_in_the_way(
    shop: Desk, case: str, packet: Path, tmp_path: Path
) -> None:
    note_paper_receipt(shop, number=NUMBER, by="周敏", refused="缺盖章")
    perform(shop, number=case, act="take_back")
    with pytest.raises(NotAllowed, match=case):
        undo_receipt(shop, number=NUMBER, reason="弄错了")
    assert line(shop).packet.state is PacketState.REFUSED


def test_a_case_that_was_moved_by_hand_is_left_alone(hq: Desk, shop: Desk, case: str, packet: Path) -> None:
    perform(shop, number=case, act="transfer_received", fields={"receiver": "门卫代收"})
    received(hq, shop, packet)
    undo_receipt(shop, number=NUMBER, reason="导错了")
    assert acts_of(shop, number=case)[-1].fields["receiver"] == "门卫代收"
    assert state(shop, case) is CaseState.TRANSFERRED


def test_there_is_nothing_to_take_back_without_a_receipt_or_a_reason(
    hq: Desk, shop: Desk, packet: Path, stick: Path
) -> None:
    with pytest.raises(NotAllowed):
        undo_receipt(shop, number=NUMBER, reason="x")
    received(hq, shop, packet)
    with pytest.raises(InvalidField):
        undo_receipt(shop, number=NUMBER, reason=" ")
    import_receipt(shop, path=withdrawn(hq, stick))
    with pytest.raises(NotAllowed):
        undo_receipt(shop, number=NUMBER, reason="x")
