"""A packet of many cases against openpyxl writing as many cells, and reading it back against openpyxl."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from openpyxl import Workbook, load_workbook

from app.domain.packets import Packet
from app.files.packet_verify import verify_packet
from app.files.packet_workbook import write_packet
from tests.bench.measure import Result
from tests.builders import a_packet

COLUMNS = 25


def big_packet(count: int) -> Packet:
    """The same invented case under many numbers."""
    packet = a_packet()
    entry = packet.cases[0]
    numbers = (f"ZC01-20261110-{n:05d}-0" for n in range(count))
    cases = (replace(entry, case=replace(entry.case, number=number)) for number in numbers)
    return replace(packet, cases=tuple(cases))


def _plain_rows(count: int) -> Iterator[list[str]]:
    """As many text cells as the list sheet has."""
    return ([f"{row}-{column} 反映夜班津贴" for column in range(COLUMNS)] for row in range(count))


def packets(folder: Path, count: int) -> tuple[Result, Result]:
    """Writing and reading back."""
    packet, path, plain = big_packet(count), folder / "packet.xlsx", folder / "plain.xlsx"
    start = time.perf_counter()
    with path.open("wb") as out:
        write_packet(packet, out)
    ours = time.perf_counter() - start
    start = time.perf_counter()
    book = Workbook(write_only=True)
    sheet = book.create_sheet("plain")
    for row in _plain_rows(count):
        sheet.append(row)
    book.save(plain)
    write = Result(f"packet of {count} cases written", ours, time.perf_counter() - start, 1.5)
    start = time.perf_counter()
    assert verify_packet(path).unaltered
    ours = time.perf_counter() - start
    start = time.perf_counter()
    read = load_workbook(path, read_only=True)
    for read_sheet in read:
        for _ in read_sheet.iter_rows(values_only=True):
            pass
    read.close()
    return write, Result(f"packet of {count} cases read and verified", ours, time.perf_counter() - start, 2.0)
