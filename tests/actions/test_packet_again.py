"""A lost packet is written again: the same content under the same number, for whoever misses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.actions.attachments import add_attachment
from app.actions.cases import get_case
from app.actions.desk import Desk
from app.actions.outbox import import_receipt
from app.actions.packet_again import write_packet_again
from app.actions.packets import export_packet, list_packets, verify_packet, verify_sealed_packet
from app.actions.sealed_packets import export_accusations
from app.domain.codes import CaseState, Role
from app.domain.errors import FileExists, NotAllowed, NotFound
from app.domain.packet_codes import Seal, SignatureState
from app.domain.station import Operator
from tests.actions.test_outbox import a_receipt, on_stick
from tests.actions.test_sealed_packets import accusation
from tests.desks import exhaust
from tests.stations import PASSWORD, introduce, make_discipline, make_office, waiting


@pytest.fixture
def sticks(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    return tmp_path / "one", tmp_path / "two"


def test_a_lost_packet_is_written_again_to_the_byte(
    desk: Desk, sticks: tuple[Path, Path], tmp_path: Path
) -> None:
    number = waiting(desk)
    (tmp_path / "工资条.txt").write_bytes(b"pay slip")
    add_attachment(desk, number=number, path=tmp_path / "工资条.txt")
    made = exhaust(export_packet(desk, folder=sticks[0]))
    again, changes = exhaust(write_packet_again(desk, number=made.number, folder=sticks[1]))
    assert again.path.name == made.path.name and changes.packets == (made.number,)
    assert again.path.read_bytes() == made.path.read_bytes()
    assert get_case(desk, number=number).state is CaseState.IN_TRANSFER


def test_what_happened_since_is_not_in_it(desk: Desk, sticks: tuple[Path, Path], tmp_path: Path) -> None:
    number = waiting(desk)
    made = exhaust(export_packet(desk, folder=sticks[0]))
    (tmp_path / "later.txt").write_bytes(b"later")
    add_attachment(desk, number=number, path=tmp_path / "later.txt")
    again, _ = exhaust(write_packet_again(desk, number=made.number, folder=sticks[1]))
    assert again.path.read_bytes() == made.path.read_bytes()
    with pytest.raises(FileExists):
        exhaust(write_packet_again(desk, number=made.number, folder=sticks[1]))
    assert again.path.exists()


def test_a_sealed_packet_is_sealed_again(desk: Desk, sticks: tuple[Path, Path], tmp_path: Path) -> None:
    office = make_office(tmp_path / "office")
    introduce(desk, office)
    waiting(desk)
    made = exhaust(export_packet(desk, folder=sticks[0], seal=Seal.KEY))
    again, _ = exhaust(write_packet_again(desk, number=made.number, folder=sticks[1]))
    one, two = (verify_sealed_packet(path, desk=office) for path in (made.path, again.path))
    assert (one.content_sha256, one.signature) == (two.content_sha256, two.signature)
    assert two.signed is SignatureState.GOOD
    assert list_packets(desk)[0].file_sha256 == again.sha256 == two.file_sha256 != one.file_sha256


def test_a_password_may_be_another_the_second_time(desk: Desk, sticks: tuple[Path, Path]) -> None:
    waiting(desk)
    made = exhaust(export_packet(desk, folder=sticks[0], seal=Seal.PASSWORD, password=PASSWORD))
    other = PASSWORD[::-1]
    again, _ = exhaust(write_packet_again(desk, number=made.number, folder=sticks[1], password=other))
    assert verify_sealed_packet(again.path, password=other).head.number == made.number


def test_an_accusation_is_written_again_by_whoever_handed_it_over_alone(
    desk: Desk, sticks: tuple[Path, Path], tmp_path: Path
) -> None:
    discipline = make_discipline(tmp_path / "d")
    introduce(desk, discipline)
    made = exhaust(export_accusations(desk, folder=sticks[0], numbers=[accusation(desk)]))
    again, _ = exhaust(write_packet_again(desk, number=made.number, folder=sticks[1]))
    assert again.path.name == made.path.name
    assert verify_sealed_packet(again.path, desk=discipline).cases[0]["content"] == "反映区长收受礼品。"
    again.path.unlink()
    desk.operator = Operator("王芳", (Role.CLERK, Role.LEADER))
    with pytest.raises(NotFound):
        exhaust(write_packet_again(desk, number=made.number, folder=sticks[1]))
    assert list(sticks[1].iterdir()) == []


def test_what_has_its_receipt_is_not_written_again(
    desk: Desk, sticks: tuple[Path, Path], tmp_path: Path
) -> None:
    office = make_office(tmp_path / "office")
    introduce(desk, office)
    waiting(desk)
    made = exhaust(export_packet(desk, folder=sticks[0]))
    import_receipt(desk, path=on_stick(a_receipt(desk, made.number), office, sticks[0]))
    with pytest.raises(NotAllowed, match="已接收"):
        exhaust(write_packet_again(desk, number=made.number, folder=sticks[1]))


def test_a_packet_of_an_older_program_says_that_it_was_not_kept(
    desk: Desk, sticks: tuple[Path, Path]
) -> None:
    waiting(desk)
    made = exhaust(export_packet(desk, folder=sticks[0]))
    desk.store.execute("UPDATE packets SET content = NULL")
    with pytest.raises(NotAllowed, match="没有留底"):
        exhaust(write_packet_again(desk, number=made.number, folder=sticks[1]))


def test_a_register_that_was_tampered_with_writes_nothing(desk: Desk, sticks: tuple[Path, Path]) -> None:
    waiting(desk)
    made = exhaust(export_packet(desk, folder=sticks[0]))
    desk.store.execute("UPDATE packets SET content_sha256 = ?", "ab" * 32)
    with pytest.raises(NotAllowed, match="不一致"):
        exhaust(write_packet_again(desk, number=made.number, folder=sticks[1]))
    assert list(sticks[1].iterdir()) == []
    assert verify_packet(made.path).unaltered
