"""The outbox: what became of each packet, receipts taken in, passwords shown once, accusations in a packet apart."""

import json
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from app.actions.cases import get_case
from app.actions.desk import Desk
from app.actions.inbox import import_packet, refuse_packet
from app.actions.packets import ExportedPacket, export_packet, list_packets, verify_sealed_packet
from app.domain.cases import Respondent
from app.domain.codes import CaseClass, CaseState
from app.domain.errors import NotFound
from app.domain.packet_codes import PacketState, Purpose, Seal
from tests.desks import DESK_DAY, exhaust, register
from tests.stations import PASSWORD, waiting
from tests.ui.packets.conftest import Open, Opened

SENT = "sent"


@pytest.fixture
def packet(shop: Desk, introduced: None, stick: Path) -> ExportedPacket:
    waiting(shop, "王建国")
    return exhaust(export_packet(shop, folder=stick))


def outbox(opened: Open, desk: Desk) -> Opened:
    at = opened(desk)
    at.tab(SENT)
    return at


def state(at: Opened, row: int = 0) -> str:
    return str(at.page.sent.model.index(row, 1).data())


def take_receipt(at: Opened, path: Path) -> None:
    at.page.sent.look_at_receipt(str(path))
    at.settle()
    at.page.sent.asking.submit()
    at.settle()


def test_a_sent_packet_waits_for_its_receipt_until_a_day(
    opened: Open, shop: Desk, packet: ExportedPacket
) -> None:
    at = outbox(opened, shop)
    assert state(at) == "▷ 已发出"
    assert "2026-12-04" in at.page.sent.state.text()


def test_a_late_receipt_is_said_in_word_shape_and_colour(
    opened: Open, shop: Desk, packet: ExportedPacket
) -> None:
    shop.fixed_today = DESK_DAY.replace(month=12, day=20)
    at = outbox(opened, shop)
    assert state(at) == "■ 超期未签收"
    assert "催要" in at.page.sent.state.text()
    assert at.page.sent.model.late == {packet.number}


def test_a_receipt_says_what_it_is_before_it_is_taken_in(
    opened: Open, shop: Desk, office: Desk, packet: ExportedPacket
) -> None:
    receipt = exhaust(import_packet(office, packet.path)).receipt.path
    at = outbox(opened, shop)
    at.page.sent.look_at_receipt(str(receipt))
    at.settle()
    assert list_packets(shop)[0].state is PacketState.SENT
    at.page.sent.asking.submit()
    at.settle()
    assert state(at) == "▶ 对方已签收"
    assert get_case(shop, number=packet.changes.cases[0]).state is CaseState.TRANSFERRED


def test_a_refused_packet_says_why_and_its_case_waits_again(
    opened: Open, shop: Desk, office: Desk, packet: ExportedPacket
) -> None:
    receipt = exhaust(refuse_packet(office, packet.path, reason="缺盖章")).receipt.path
    at = outbox(opened, shop)
    take_receipt(at, receipt)
    assert state(at) == "◁ 被退回"
    assert "缺盖章" in at.page.sent.state.text()
    assert at.page.waiting.model.rowCount() == 1


def test_a_receipt_dropped_into_the_inbox_finds_its_way_here(
    opened: Open, shop: Desk, office: Desk, packet: ExportedPacket
) -> None:
    receipt = exhaust(import_packet(office, packet.path)).receipt.path
    at = opened(shop)
    at.tab("inbox")
    at.page.inbox.look_at(str(receipt))
    at.settle()
    assert at.front == SENT
    assert packet.number in at.page.sent.asking.findChild(type(at.page.sent.state)).text()
    at.page.sent.asking.reject()


def test_an_undone_import_reaches_the_sender_as_a_receipt(
    opened: Open, shop: Desk, office: Desk, packet: ExportedPacket, stick: Path
) -> None:
    at = outbox(opened, shop)
    take_receipt(at, exhaust(import_packet(office, packet.path)).receipt.path)
    office.fixed_today = DESK_DAY.replace(day=DESK_DAY.day + 1)
    hq = opened(office)
    senders = hq.page.inbox.senders
    hq.tab("inbox")
    senders.ask_undo()
    senders.asking.form.set_values({"reason": "导错了单位"})
    senders.asking.submit()
    hq.settle()
    assert "撤销接收" in hq.page.inbox.notice.text()
    assert senders.again_button.isEnabled() and senders.print_button.isEnabled()
    senders.write_again(str(stick))
    hq.settle()
    take_receipt(at, stick / f"HZ-{packet.number}.json")
    assert state(at) == "↺ 对方撤销接收"
    assert "导错了单位" in at.page.sent.state.text()
    assert not at.page.sent.acts.undo_button.isEnabled()
    assert at.page.sent.acts.paper_button.isEnabled()


def test_a_receipt_that_was_taken_in_wrongly_is_taken_back(
    opened: Open, shop: Desk, office: Desk, packet: ExportedPacket
) -> None:
    at = outbox(opened, shop)
    assert not at.page.sent.acts.undo_button.isEnabled()
    receipt = exhaust(import_packet(office, packet.path)).receipt.path
    take_receipt(at, receipt)
    at.page.sent.acts.ask_undo()
    at.page.sent.acts.asking.form.set_values({"reason": "导错了"})
    at.page.sent.acts.asking.submit()
    at.settle()
    assert state(at) == "▷ 已发出"
    assert "已撤销" in at.page.sent.notice.text()
    take_receipt(at, receipt)
    assert state(at) == "▶ 对方已签收"


def test_a_changed_receipt_is_refused_in_words(
    opened: Open, shop: Desk, office: Desk, packet: ExportedPacket
) -> None:
    receipt = exhaust(import_packet(office, packet.path)).receipt.path
    whole = json.loads(receipt.read_text("utf-8"))
    whole["receipt"]["by"] = "别人"
    receipt.write_text(json.dumps(whole), "utf-8")
    at = outbox(opened, shop)
    at.page.sent.look_at_receipt(str(receipt))
    at.settle()
    assert receipt.name in at.page.sent.notice.text()
    assert at.page.sent.asking is None
    assert list_packets(shop)[0].state is PacketState.SENT


def test_a_case_kept_secret_goes_only_when_sealed_and_the_reason_stands_there(
    opened: Open, shop: Desk, introduced: None
) -> None:
    secret = waiting(shop, "郑某", confidential=True)
    at = opened(shop)
    view = at.page.waiting
    assert view.model.checked() == []
    assert "必须封口" in view.sending.why.text()
    view.sending.choose_seal(Seal.KEY)
    assert view.model.checked() == [secret]
    assert view.sending.why.isHidden()


def test_full_numbers_choose_a_seal_by_themselves_and_go_with_it(
    opened: Open, shop: Desk, introduced: None
) -> None:
    sending = opened(shop).page.waiting.sending
    sending.whole.setChecked(True)
    assert sending.seal is Seal.KEY
    sending.choose_seal(Seal.NONE)
    assert not sending.whole.isChecked()


def test_without_a_card_the_seal_to_it_is_explained_away(opened: Open, shop: Desk) -> None:
    sending = opened(shop).page.waiting.sending
    sending.choose_seal(Seal.KEY)
    assert "通讯录" in sending.why.text()


def test_a_password_is_shown_once_and_opens_the_packet(
    opened: Open, shop: Desk, introduced: None, stick: Path
) -> None:
    waiting(shop, "王建国")
    at = opened(shop)
    at.page.waiting.target.set_folder(str(stick))
    at.page.waiting.sending.choose_seal(Seal.PASSWORD)
    at.settle()
    at.page.waiting.export()
    at.settle()
    box = at.page.result.password
    password = box.password.text()
    (sent,) = list_packets(shop)
    assert verify_sealed_packet(stick / sent.file_name, password=password).unaltered
    box.copy()
    assert QGuiApplication.clipboard().text() == password
    at.page.result.leave()
    assert box.password.text() == ""
    assert box.isHidden()


def test_the_slip_of_the_password_is_a_pdf(opened: Open, shop: Desk) -> None:
    box = opened(shop).page.result.password
    box.show_password("YS-ZC01-00001", "AAAA-BBBB-CCCC-DDDD")
    slips: list[bytes] = []
    box.print_wanted.connect(slips.append)
    box.print_slip()
    assert bytes(slips[0]).startswith(b"%PDF-")


def an_accusation(shop: Desk) -> str:
    return register(
        shop, "冯某", case_class=CaseClass.B, respondent=Respondent(name="某科长", post="科长", unit="机电科")
    )


def test_accusations_go_to_the_discipline_office_in_a_packet_apart(
    opened: Open, shop: Desk, discipline: Desk, introduced: None, stick: Path
) -> None:
    number = an_accusation(shop)
    at = opened(shop)
    assert at.page.waiting.accusations_button.isVisible()
    assert number not in at.page.waiting.model.checked()
    at.page.waiting.target.set_folder(str(stick))
    at.page.waiting.ask_accusations()
    asking = at.page.waiting.asking
    assert asking.sending.receiver_box.currentData() == "JW00"
    asking.submit()
    at.settle()
    (sent,) = list_packets(shop)
    assert (sent.purpose, sent.seal) == (Purpose.SEALED, Seal.KEY)
    assert "ZC01" not in sent.file_name
    with pytest.raises(NotFound):
        get_case(shop, number=number)
    assert at.page.result.facts["number"].text() == sent.number
    assert not at.page.result.print_button.isEnabled()


def test_without_the_discipline_offices_card_accusations_stay(opened: Open, shop: Desk, stick: Path) -> None:
    an_accusation(shop)
    at = opened(shop)
    at.page.waiting.target.set_folder(str(stick))
    at.page.waiting.ask_accusations()
    assert not at.page.waiting.asking.button.isEnabled()
    assert "纪委名片" in at.page.waiting.asking.notice.text()
    at.page.waiting.asking.reject()


def test_without_accusations_nothing_hints_at_them(opened: Open, shop: Desk) -> None:
    assert opened(shop).page.waiting.accusations_button.isHidden()


def test_a_signature_on_paper_closes_the_loop_too(opened: Open, shop: Desk, packet: ExportedPacket) -> None:
    at = outbox(opened, shop)
    at.page.sent.acts.ask_paper()
    at.page.sent.acts.asking.form.set_values({"by": "周岚"})
    at.page.sent.acts.asking.submit()
    at.settle()
    assert state(at) == "▶ 对方已签收"
    assert "周岚" in at.page.sent.state.text()
    assert get_case(shop, number=packet.changes.cases[0]).state is CaseState.TRANSFERRED
    assert not at.page.sent.acts.paper_button.isEnabled()


def test_a_packet_that_was_not_taken_on_paper_says_why(
    opened: Open, shop: Desk, packet: ExportedPacket
) -> None:
    at = outbox(opened, shop)
    at.page.sent.acts.ask_paper()
    at.page.sent.acts.asking.form.set_values({"by": "周岚", "refused": "缺盖章"})
    at.page.sent.acts.asking.submit()
    at.settle()
    assert state(at) == "◁ 被退回"


def test_a_lost_packet_is_written_again_with_another_password(
    opened: Open, shop: Desk, introduced: None, stick: Path, tmp_path: Path
) -> None:
    waiting(shop, "王建国")
    exhaust(export_packet(shop, folder=stick, seal=Seal.PASSWORD, password=PASSWORD))
    at = outbox(opened, shop)
    again = tmp_path / "again"
    again.mkdir()
    at.page.sent.acts.write_again(str(again))
    at.settle()
    (written,) = again.iterdir()
    box = at.page.sent.acts.password
    assert verify_sealed_packet(written, password=box.password.text()).unaltered
    at.tab("_up")
    assert box.password.text() == ""
    assert box.isHidden()
