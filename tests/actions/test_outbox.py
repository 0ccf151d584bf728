"""The loop of a packet: sent, received, refused, overdue; and receipts that speak of something else."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from app.actions.cases import get_case
from app.actions.desk import Desk
from app.actions.outbox import import_receipt, note_paper_receipt, outbox
from app.actions.packet_again import write_packet_again
from app.actions.packets import ExportedPacket, export_packet, list_packets
from app.actions.procedure import acts_of, perform
from app.actions.sealed_packets import export_accusations
from app.actions.stations import forget_station, own_keys
from app.domain.codes import CaseState, Role
from app.domain.errors import InvalidField, NotAllowed, NotFound, UnknownStation, UnreadableFile
from app.domain.packet_codes import PacketState, Seal
from app.domain.receipts import Party, Receipt, ReceiptKind
from app.domain.station import Operator
from app.files.receipt_file import write_receipt
from tests.actions.test_sealed_packets import accusation
from tests.desks import exhaust
from tests.stations import introduce, make_discipline, make_office, waiting


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def office(desk: Desk, tmp_path: Path) -> Desk:
    made = make_office(tmp_path / "office")
    introduce(desk, made)
    return made


def a_receipt(desk: Desk, number: str, **changes: object) -> Receipt:
    """What the office says of a packet."""
    packet = next(one for one in list_packets(desk) if one.number == number)
    receipt = Receipt(
        kind=ReceiptKind.RECEIVED,
        packet_number=packet.number,
        sequence=packet.sequence,
        content_sha256=packet.content_sha256,
        file_sha256=packet.file_sha256,
        receiver=Party("JT00", "集团公司信访接待室"),
        sender_code="ZC01",
        at=dt.datetime(2026, 11, 24, 16, 30),
        by="周岚",
    )
    return replace(receipt, **changes)


def on_stick(receipt: Receipt, signer: Desk, stick: Path) -> Path:
    return write_receipt(receipt, own_keys(signer).sign_secret, stick, overwrite=True)


def sent(desk: Desk, stick: Path, count: int = 1) -> tuple[ExportedPacket, list[str]]:
    numbers = [waiting(desk) for _ in range(count)]
    return exhaust(export_packet(desk, folder=stick, numbers=numbers)), numbers


def state(desk: Desk, number: str) -> CaseState:
    return get_case(desk, number=number).state


def test_a_receipt_moves_the_packet_and_its_cases_with_headquarters_numbers(
    desk: Desk, office: Desk, stick: Path
) -> None:
    made, (one, two) = sent(desk, stick, 2)
    receipt = a_receipt(desk, made.number, cases=((one, "JT00-2026-0007"), (two, "")))
    outcome = import_receipt(desk, path=on_stick(receipt, office, stick))
    assert (outcome.packet.state, outcome.moved, outcome.left) == (PacketState.RECEIVED, (one, two), ())
    assert [state(desk, number) for number in (one, two)] == [CaseState.TRANSFERRED] * 2
    record = acts_of(desk, number=one)[-1]
    assert (record.act, record.fields["their_number"]) == ("transfer_received", "JT00-2026-0007")
    assert record.fields["receiver"] == "集团公司信访接待室 周岚"
    assert get_case(desk, number=one).office_number == "JT00-2026-0007"
    packet = outbox(desk)[0].packet
    assert (packet.receipt_at, packet.receipt_by) == (receipt.at, "周岚")


def test_a_refused_packet_gives_its_cases_back_and_they_go_into_the_next(
    desk: Desk, office: Desk, stick: Path
) -> None:
    made, (number,) = sent(desk, stick)
    receipt = a_receipt(desk, made.number, kind=ReceiptKind.REFUSED, reason="附件打不开")
    outcome = import_receipt(desk, path=on_stick(receipt, office, stick))
    assert outcome.packet.state is PacketState.REFUSED
    assert state(desk, number) is CaseState.AWAITING_TRANSFER
    assert acts_of(desk, number=number)[-1].fields == {"reason": "附件打不开"}
    assert outbox(desk)[0].packet.receipt_reason == "附件打不开"
    again = exhaust(export_packet(desk, folder=stick))
    assert again.number == "YS-ZC01-00002"
    assert state(desk, number) is CaseState.IN_TRANSFER


def test_a_case_that_was_moved_by_hand_stays_as_it_is(desk: Desk, office: Desk, stick: Path) -> None:
    made, (one, two) = sent(desk, stick, 2)
    perform(desk, number=one, act="transfer_received", fields={"receiver": "门卫代收"})
    outcome = import_receipt(desk, path=on_stick(a_receipt(desk, made.number), office, stick))
    assert (outcome.moved, outcome.left) == ((two,), (one,))
    assert acts_of(desk, number=one)[-1].fields["receiver"] == "门卫代收"


def test_a_receipt_counts_once(desk: Desk, office: Desk, stick: Path) -> None:
    made, (number,) = sent(desk, stick)
    path = on_stick(a_receipt(desk, made.number), office, stick)
    import_receipt(desk, path=path)
    with pytest.raises(NotAllowed, match="已经导入过"):
        import_receipt(desk, path=path)
    other = a_receipt(desk, made.number, kind=ReceiptKind.REFUSED, reason="不要了")
    with pytest.raises(NotAllowed, match="已有回执"):
        import_receipt(desk, path=on_stick(other, office, stick))
    assert state(desk, number) is CaseState.TRANSFERRED


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"content_sha256": "ab" * 32}, UnreadableFile, "内容校验值与发出的"),
        ({"sequence": 7}, UnreadableFile, "内容校验值与发出的"),
        ({"packet_number": "YS-ZC01-00099"}, NotFound, "YS-ZC01-00099"),
        ({"sender_code": "ZC02"}, NotFound, "YS-ZC01-00001"),
        ({"cases": (("ZC01-20261111-0009-9", "X1"),)}, NotAllowed, "没有的事项"),
        ({"receiver": Party("ZZ99", "别的单位")}, UnknownStation, "别的单位"),
    ],
)
def test_a_receipt_about_something_else_changes_nothing(
    desk: Desk, office: Desk, stick: Path, changes: dict[str, object], error: type[Exception], words: str
) -> None:
    made, (number,) = sent(desk, stick)
    path = on_stick(a_receipt(desk, made.number, **changes), office, stick)
    with pytest.raises(error, match=words):
        import_receipt(desk, path=path)
    assert state(desk, number) is CaseState.IN_TRANSFER
    assert outbox(desk)[0].packet.state is PacketState.SENT


def test_a_receipt_of_another_station_that_we_trust_is_not_the_receiver_s(
    desk: Desk, office: Desk, stick: Path, tmp_path: Path
) -> None:
    other = make_discipline(tmp_path / "d")
    introduce(desk, other)
    made, _ = sent(desk, stick)
    receipt = a_receipt(desk, made.number, receiver=Party("JW00", "集团公司纪委"))
    with pytest.raises(NotAllowed, match="不是发给它的"):
        import_receipt(desk, path=on_stick(receipt, other, stick))


def test_a_receipt_signed_by_another_key_is_refused(desk: Desk, office: Desk, stick: Path) -> None:
    made, _ = sent(desk, stick)
    with pytest.raises(UnreadableFile, match="签名不符"):
        import_receipt(desk, path=on_stick(a_receipt(desk, made.number), desk, stick))
    forget_station(desk, code="JT00")
    with pytest.raises(UnknownStation):
        import_receipt(desk, path=on_stick(a_receipt(desk, made.number), office, stick))


def test_a_receipt_about_secret_cases_is_taken_in_by_who_may_see_them(
    desk: Desk, office: Desk, stick: Path
) -> None:
    number = waiting(desk, confidential=True)
    made = exhaust(export_packet(desk, folder=stick, seal=Seal.KEY))
    path = on_stick(a_receipt(desk, made.number), office, stick)
    registrar, desk.operator = desk.operator, Operator("王芳", (Role.CLERK,))
    with pytest.raises(NotAllowed, match="请由李敏办理"):
        import_receipt(desk, path=path)
    desk.operator = registrar
    assert import_receipt(desk, path=path).moved == (number,)


def test_the_receipt_of_an_accusation_closes_the_loop_without_touching_the_case(
    desk: Desk, stick: Path, tmp_path: Path
) -> None:
    discipline = make_discipline(tmp_path / "d")
    introduce(desk, discipline)
    made = exhaust(export_accusations(desk, folder=stick, numbers=[accusation(desk)]))
    receipt = a_receipt(desk, made.number, receiver=Party("JW00", "集团公司纪委"))
    outcome = import_receipt(desk, path=on_stick(receipt, discipline, stick))
    assert (outcome.packet.state, outcome.moved) == (PacketState.RECEIVED, ())


def test_a_packet_without_receipt_is_overdue_after_the_unit_s_own_days(
    desk: Desk, office: Desk, stick: Path
) -> None:
    made, _ = sent(desk, stick)
    line = outbox(desk)[0]
    assert (line.receipt_due, line.overdue) == (dt.date(2026, 12, 4), False)
    desk.fixed_today = dt.date(2026, 12, 4)
    assert not outbox(desk)[0].overdue
    desk.fixed_today = dt.date(2026, 12, 5)
    assert outbox(desk)[0].overdue
    import_receipt(desk, path=on_stick(a_receipt(desk, made.number), office, stick))
    assert not outbox(desk)[0].overdue


# --- headquarters with nothing but Excel signs on paper -------------------------------------------------------


def test_a_signature_on_paper_closes_the_loop_too(desk: Desk, stick: Path) -> None:
    made, (number,) = sent(desk, stick)
    outcome = note_paper_receipt(desk, number=made.number, by="周岚")
    assert (outcome.moved, outbox(desk)[0].packet.state) == ((number,), PacketState.RECEIVED)
    assert acts_of(desk, number=number)[-1].fields["receiver"] == "集团公司信访接待室 周岚"
    with pytest.raises(NotAllowed, match="已有回执"):
        note_paper_receipt(desk, number=made.number, by="周岚")


def test_what_was_not_taken_at_the_counter_waits_for_the_next_packet(desk: Desk, stick: Path) -> None:
    made, (number,) = sent(desk, stick)
    note_paper_receipt(desk, number=made.number, by="周岚", refused="U盘打不开")
    assert state(desk, number) is CaseState.AWAITING_TRANSFER
    assert outbox(desk)[0].packet.receipt_reason == "U盘打不开"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"by": " "}, "签收人"),
        ({"by": "周岚", "on": dt.date(2026, 11, 23)}, "应在制作日期"),
        ({"by": "周岚", "on": dt.date(2026, 11, 25)}, "应在制作日期"),
    ],
)
def test_a_signature_has_a_name_and_a_day_that_can_be(
    desk: Desk, stick: Path, changes: dict[str, object], words: str
) -> None:
    made, _ = sent(desk, stick)
    with pytest.raises(InvalidField, match=words):
        note_paper_receipt(desk, number=made.number, **changes)


def test_a_refused_accusation_is_written_again_and_waits_for_another_receipt(
    desk: Desk, stick: Path, tmp_path: Path
) -> None:
    discipline = make_discipline(tmp_path / "d")
    introduce(desk, discipline)
    made = exhaust(export_accusations(desk, folder=stick, numbers=[accusation(desk)]))
    office = Party("JW00", "集团公司纪委")
    refusal = a_receipt(desk, made.number, receiver=office, kind=ReceiptKind.REFUSED, reason="打不开")
    path = on_stick(refusal, discipline, stick)
    import_receipt(desk, path=path)
    (tmp_path / "second").mkdir()
    exhaust(write_packet_again(desk, number=made.number, folder=tmp_path / "second"))
    assert outbox(desk)[0].packet.state is PacketState.SENT
    with pytest.raises(NotAllowed, match="已经导入过"):
        import_receipt(desk, path=path)
    taken = on_stick(a_receipt(desk, made.number, receiver=office), discipline, tmp_path / "second")
    assert import_receipt(desk, path=taken).packet.state is PacketState.RECEIVED
