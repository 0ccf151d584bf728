"""Long work on packets is done in steps: reading, comparing and writing tell how far they are, and can be closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from app.actions.desk import Desk
from app.actions.differences import checking_reply
from app.actions.inbox import import_packet, inbox
from app.actions.inbox_check import checking_import
from app.actions.ledger import propose_with_samples
from app.actions.packet_again import write_packet_again
from app.actions.packets import export_packet, list_packets, verifying, waiting_cases
from app.domain.changes import Progress, Steps
from app.domain.packet_codes import Seal
from app.files.packet_workbook import write_packet
from tests.bench.packet import big_packet
from tests.desks import exhaust
from tests.stations import PASSWORD
from tests.two_desks import HQ, acquaint, make_headquarters, make_workshop, waiting

MANY = 400


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Desk]:
    with make_workshop(tmp_path / "shop", "ZC01", "综采一区", big_packet(1).head.made_at.date()) as desk:
        yield desk


@pytest.fixture
def hq(tmp_path: Path, shop: Desk) -> Iterator[Desk]:
    with make_headquarters(tmp_path / "hq", shop.today()) as desk:
        acquaint(shop, desk)
        yield desk


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def large(stick: Path) -> Path:
    """A packet of many cases without files, for headquarters, that nobody signed."""
    packet = big_packet(MANY)
    cases = tuple(replace(entry, attachments=(), letters=()) for entry in packet.cases)
    path = stick / "large.xlsx"
    with path.open("wb") as out:
        write_packet(replace(packet, head=replace(packet.head, receiver_name=HQ.unit_name), cases=cases), out)
    return path


def told(work: Steps[object]) -> list[Progress]:
    return list(work)


def test_reading_a_packet_tells_how_many_rows_are_compared(hq: Desk, stick: Path) -> None:
    steps = [step for step in told(checking_import(hq, large(stick))) if step.doing == "逐格核对"]
    assert len(steps) > MANY // 250
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert 0 < steps[-1].done <= steps[-1].total


def test_a_reply_is_read_in_steps(shop: Desk, stick: Path) -> None:
    for name in ("王建国", "李桂兰"):
        waiting(shop, name)
    made = exhaust(export_packet(shop, folder=stick))
    assert next(step.doing for step in told(checking_reply(shop, made.path))) == "读取内容"


def test_an_import_closed_while_it_reads_leaves_nothing(hq: Desk, stick: Path) -> None:
    path = large(stick)
    work = import_packet(hq, path)
    steps = [next(work) for _ in range(3)]
    assert steps[-1].doing == "逐格核对"
    work.close()
    assert inbox(hq) == []
    assert [one.name for one in stick.iterdir()] == [path.name]


@pytest.mark.parametrize("seal", [Seal.NONE, Seal.PASSWORD, Seal.KEY])
def test_an_export_closed_at_any_step_leaves_no_file_and_uses_no_number(
    shop: Desk, hq: Desk, stick: Path, seal: Seal
) -> None:
    number = waiting(shop)
    how = {"folder": stick, "seal": seal, "password": PASSWORD if seal is Seal.PASSWORD else ""}
    count = 0
    while True:
        work = export_packet(shop, **how)
        try:
            for _ in range(count + 1):
                next(work)
        except StopIteration:
            break
        work.close()
        count += 1
        assert list(stick.iterdir()) == []
        assert [case.number for case in waiting_cases(shop)] == [number]
        assert list_packets(shop) == []
    assert count >= 5
    assert [packet.number for packet in list_packets(shop)] == ["YS-ZC01-00001"]


def test_a_packet_written_again_and_closed_on_the_way_leaves_no_file(shop: Desk, stick: Path) -> None:
    waiting(shop)
    made = exhaust(export_packet(shop, folder=stick))
    made.path.unlink()
    work = write_packet_again(shop, number=made.number, folder=stick)
    next(work)
    work.close()
    assert list(stick.iterdir()) == []


def test_verifying_a_file_without_a_desk_is_done_in_steps(stick: Path) -> None:
    work = verifying(large(stick))
    assert next(work).doing == "读取内容"
    assert exhaust(work).unaltered


def test_a_ledger_is_opened_in_steps_a_sheet_each_with_its_first_rows(desk: Desk, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name in ("2025年", "2026年"):
        sheet = book.create_sheet(name)
        sheet.append(["日期", "姓名", "内容"])
        sheet.append(["2026-11-03", "王建国", "下井津贴少发"])
    del book["Sheet"]
    book.save(tmp_path / "台账.xlsx")
    work = propose_with_samples(desk, path=tmp_path / "台账.xlsx", limit=1)
    doing = [next(work).doing for _ in range(3)]
    assert doing[-1] == "看“2025年”的前几行"
    work.close()
    found = exhaust(propose_with_samples(desk, path=tmp_path / "台账.xlsx", limit=1))
    assert [(mapping.sheet, rows[0][1]) for mapping, rows in found] == [
        ("2025年", "王建国"),
        ("2026年", "王建国"),
    ]
