"""A packet of many cases taken in at headquarters, against reading and comparing the same workbook."""

from __future__ import annotations

import time
import tracemalloc
from dataclasses import replace
from pathlib import Path

from app.actions.inbox import import_packet
from app.actions.inbox_check import check_import
from app.domain.inbox import Finding
from app.domain.packets import Packet
from app.files.packet_verify import verify_packet
from app.files.packet_workbook import write_packet
from tests.bench.measure import Bound, Result
from tests.bench.packet import big_packet
from tests.builders import TODAY
from tests.desks import exhaust
from tests.two_desks import HQ, make_headquarters

CONFIRMED = frozenset(
    {
        Finding.UNSIGNED,
        Finding.MISSING,
        Finding.NAMED_OTHERWISE,
        Finding.NOT_ENCLOSED,
        Finding.UNKNOWN_STATION,
    }
)


def _packet(count: int) -> Packet:
    """Cases as headquarters takes them, without files."""
    packet = big_packet(count)
    cases = tuple(replace(entry, attachments=(), letters=()) for entry in packet.cases)
    return replace(packet, head=replace(packet.head, receiver_name=HQ.unit_name), cases=cases)


def imports(folder: Path, count: int) -> tuple[Result, Bound, Bound]:
    """Taking in; how much memory a case more costs beyond reading it; how soon the first step is told."""
    path = folder / "inbox.xlsx"
    with path.open("wb") as out:
        write_packet(_packet(count), out)
    start = time.perf_counter()
    assert verify_packet(path).unaltered
    reading = time.perf_counter() - start
    with make_headquarters(folder / "hq", TODAY) as hq:
        assert check_import(hq, path).can_go_on
        start = time.perf_counter()
        done = exhaust(import_packet(hq, path, confirmed=CONFIRMED))
        ours = time.perf_counter() - start
        assert len(done.imported) == count
    read, taken = _peak_of_reading(path), _peak_of_import(folder, path)
    return (
        Result(f"packet of {count} cases taken in, against reading it", ours, reading, 4.0),
        Bound("memory of the import beyond that of reading", (taken - read) / 1e6, 40.0, "MB"),
        Bound("one case taken in", ours / count * 1_000, 8.0, "ms"),
    )


def _peak_of_reading(path: Path) -> int:
    """The most memory that reading takes, in bytes."""
    tracemalloc.start()
    verify_packet(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def _peak_of_import(folder: Path, path: Path) -> int:
    """The most memory that the whole import takes, in bytes."""
    with make_headquarters(folder / "again", TODAY) as hq:
        tracemalloc.start()
        exhaust(import_packet(hq, path, confirmed=CONFIRMED, receipts=folder))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return peak
