"""Headquarters takes packets in: what each is, said first; then the register, the receipt, the way back."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.actions.cases import get_case
from app.actions.desk import Desk
from app.actions.inbox import inbox
from app.actions.packets import ExportedPacket, export_packet
from app.actions.stations import card_of
from app.domain.codes import CaseState
from app.domain.errors import NotFound
from app.domain.inbox import Finding
from app.domain.packet_codes import Seal
from app.domain.received import ReceivedState
from tests.desks import exhaust
from tests.stations import PASSWORD, waiting
from tests.ui.packets.conftest import Open, Opened

INBOX = "inbox"


def sent(desk: Desk, stick: Path, *names: str, **how: object) -> ExportedPacket:
    for name in names:
        waiting(desk, name)
    return exhaust(export_packet(desk, folder=stick, **how))


def looked_at(opened: Open, office: Desk, path: Path) -> Opened:
    at = opened(office)
    at.tab(INBOX)
    at.page.inbox.look_at(str(path))
    at.settle()
    return at


def sentences(at: Opened) -> str:
    return "".join(notice.sentence for notice in at.page.inbox.check.findings.notices)


def test_an_empty_inbox_says_what_to_do(opened: Open, office: Desk) -> None:
    at = opened(office)
    at.tab(INBOX)
    assert at.page.inbox.senders._stack.currentIndex() == 1
    assert not at.page.inbox.senders.undo_button.isEnabled()


def test_a_packet_is_said_before_anything_is_written(
    opened: Open, shop: Desk, office: Desk, introduced: None, stick: Path
) -> None:
    packet = sent(shop, stick, "王建国", "李桂兰")
    at = looked_at(opened, office, packet.path)
    check = at.page.inbox.check
    assert check.isVisible()
    assert "可以导入" in check.title.text()
    assert packet.number in check.facts.text()
    assert check.model.rowCount() == 2
    assert check.import_button.isEnabled()
    assert inbox(office) == []


def test_a_packet_is_imported_with_its_receipt_beside_it(
    opened: Open, shop: Desk, office: Desk, introduced: None, stick: Path
) -> None:
    packet = sent(shop, stick, "王建国")
    at = looked_at(opened, office, packet.path)
    at.page.inbox.check.take()
    at.settle()
    (line,) = inbox(office)
    assert line.packets[0].number == packet.number
    assert get_case(office, number=packet.changes.cases[0]).state is CaseState.REGISTERED
    assert (stick / f"HZ-{packet.number}.json").is_file()
    assert "1 件" in at.page.inbox.notice.text()
    assert at.page.inbox.print_button.isVisible()
    assert at.page.inbox.senders.model.rowCount() == 1


def test_the_same_packet_again_is_refused_in_words(
    opened: Open, shop: Desk, office: Desk, introduced: None, stick: Path
) -> None:
    packet = sent(shop, stick, "王建国")
    at = looked_at(opened, office, packet.path)
    at.page.inbox.check.take()
    at.settle()
    at.page.inbox.look_at(str(packet.path))
    at.settle()
    assert "已经导入过" in at.page.inbox.check.title.text()
    assert not at.page.inbox.check.import_button.isEnabled()
    assert not at.page.inbox.check.refuse_button.isEnabled()


def test_an_unknown_station_waits_for_the_last_group_of_its_fingerprint(
    opened: Open, shop: Desk, office: Desk, stick: Path
) -> None:
    packet = sent(shop, stick, "王建国")
    at = looked_at(opened, office, packet.path)
    check = at.page.inbox.check
    groups = check.findings.fingerprint.groups
    assert len(groups) == 4
    assert not check.import_button.isEnabled()
    check.findings.typed.setText("00000")
    assert not check.import_button.isEnabled()
    check.findings.typed.setText(groups[-1].lower())
    assert check.import_button.isEnabled()
    check.take()
    at.settle()
    assert card_of(office, "ZC01") is not None


def test_a_tick_says_the_same_as_the_typed_group(opened: Open, shop: Desk, office: Desk, stick: Path) -> None:
    packet = sent(shop, stick, "王建国")
    check = looked_at(opened, office, packet.path).page.inbox.check
    check.findings.ticks[Finding.UNKNOWN_STATION].setChecked(True)
    assert check.import_button.isEnabled()


def test_a_missing_packet_is_named_and_may_be_waited_for(
    opened: Open, shop: Desk, office: Desk, introduced: None, stick: Path
) -> None:
    sent(shop, stick, "王建国")
    second = sent(shop, stick, "李桂兰")
    at = looked_at(opened, office, second.path)
    assert "第1包" in sentences(at)
    assert not at.page.inbox.check.import_button.isEnabled()
    at.page.inbox.check.findings.ticks[Finding.MISSING].setChecked(True)
    at.page.inbox.check.take()
    at.settle()
    assert "缺第1包" in at.page.inbox.senders.missing.text()
    assert at.page.inbox.senders.missing.isVisible()


def test_a_packet_for_somebody_else_cannot_be_imported(
    opened: Open, shop: Desk, office: Desk, discipline: Desk, introduced: None, stick: Path
) -> None:
    packet = sent(shop, stick, "王建国", receiver_code="JW00")
    check = looked_at(opened, office, packet.path).page.inbox.check
    assert "不是给本单位的" in check.title.text()
    assert not check.import_button.isEnabled()
    assert not check.findings.ticks


def test_a_password_is_asked_for_and_a_wrong_one_is_asked_again(
    opened: Open, shop: Desk, office: Desk, introduced: None, stick: Path
) -> None:
    packet = sent(shop, stick, "王建国", seal=Seal.PASSWORD, password=PASSWORD)
    at = looked_at(opened, office, packet.path)
    for words in ("AAAA-BBBB-CCCC-DDDD", PASSWORD):
        asking = at.page.inbox.asking
        assert asking is not None
        asking.form.set_values({"password": words})
        asking.submit()
        at.settle()
        if words != PASSWORD:
            assert not at.page.inbox.check.isVisible()
            assert inbox(office) == []
    assert at.page.inbox.check.isVisible()
    at.page.inbox.check.take()
    at.settle()
    assert len(inbox(office)) == 1
    assert at.page.inbox._password == ""


def test_a_packet_sealed_to_us_opens_by_itself(
    opened: Open, shop: Desk, office: Desk, introduced: None, stick: Path
) -> None:
    packet = sent(shop, stick, "王建国", seal=Seal.KEY)
    assert packet.path.suffix == ".age"
    assert looked_at(opened, office, packet.path).page.inbox.check.import_button.isEnabled()


def test_a_packet_is_given_back_with_a_reason(
    opened: Open, shop: Desk, office: Desk, introduced: None, stick: Path
) -> None:
    packet = sent(shop, stick, "王建国")
    at = looked_at(opened, office, packet.path)
    at.page.inbox.ask_refusal()
    at.page.inbox.asking.submit()
    assert "请填写" in at.page.inbox.asking.form.problems["reason"].text()
    at.page.inbox.asking.form.set_values({"reason": "缺少原因说明的盖章件"})
    at.page.inbox.asking.submit()
    at.settle()
    (line,) = inbox(office)
    assert line.packets[0].state is ReceivedState.REFUSED
    assert (stick / f"HZ-{packet.number}.json").is_file()
    with pytest.raises(NotFound):
        get_case(office, number=packet.changes.cases[0])


def test_an_import_is_taken_back_or_it_is_said_what_stands_in_the_way(
    opened: Open, shop: Desk, office: Desk, introduced: None, stick: Path
) -> None:
    packet = sent(shop, stick, "王建国")
    at = looked_at(opened, office, packet.path)
    at.page.inbox.check.take()
    at.settle()
    senders = at.page.inbox.senders
    senders.ask_undo()
    senders.asking.form.set_values({"reason": "导错了"})
    senders.asking.submit()
    at.settle()
    assert inbox(office)[0].packets[0].state is ReceivedState.UNDONE
    assert "已撤销" in at.page.inbox.notice.text()
    assert not senders.undo_button.isEnabled()


def test_a_file_that_is_none_of_ours_is_refused_in_one_sentence(
    opened: Open, office: Desk, stick: Path
) -> None:
    (stick / "照片.json").write_text('{"a": 1}')
    at = looked_at(opened, office, stick / "照片.json")
    assert "照片.json" in at.page.inbox.notice.text()
    assert not at.page.inbox.check.isVisible()


def test_a_cancelled_import_leaves_nothing(
    opened: Open, shop: Desk, office: Desk, introduced: None, stick: Path
) -> None:
    packet = sent(shop, stick, "王建国")
    at = looked_at(opened, office, packet.path)
    at.page.inbox.check.take()
    at.page.inbox.work.stop()
    at.settle()
    assert inbox(office) == []
    assert "已取消" in at.page.inbox.notice.text()
    assert at.page.inbox.check.import_button.isEnabled()


def test_every_tab_has_its_key(qtbot: QtBot, opened: Open, office: Desk) -> None:
    at = opened(office)
    for place in (4, 2, 6, 0, 3, 5, 1):
        qtbot.keyClick(at.page, Qt.Key(Qt.Key.Key_1.value + place), Qt.KeyboardModifier.ControlModifier)
        assert at.page.tabs.currentIndex() == place
    at.settle()
