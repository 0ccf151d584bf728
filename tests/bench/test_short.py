"""The benchmarks in short form: they run, and nothing is slower by an order of magnitude than it should be."""

from __future__ import annotations

from pathlib import Path

from app.actions.cases import count_cases
from app.domain.cases import CaseFilter
from tests.bench import backup, history, inbox, packet, paper, reply, store, today


def test_registering_stays_near_raw_sqlcipher(tmp_path: Path):
    assert store.registration(tmp_path, 10).ratio < 10


def test_importing_and_searching_stay_in_bounds(tmp_path: Path):
    results, desk = store.ledger_import(tmp_path, 1_000)
    assert count_cases(desk, where=CaseFilter()) > 990
    assert results[1].ratio < 20
    assert all(bound.value < 50 for bound in store.search(desk, 20))
    bare, copied, *asked = backup.backups(desk, tmp_path, runs=1)
    assert bare.ratio < 20
    assert copied.ratio < 200
    assert all(bound.value < 500 for bound in asked)
    desk.close()


def test_a_packet_is_written_and_read_back_near_openpyxl(tmp_path: Path):
    written, verified = packet.packets(tmp_path, 200)
    assert written.ratio < 10
    assert verified.ratio < 10


def test_a_reply_is_read_near_openpyxl(tmp_path: Path):
    assert reply.reply(tmp_path, 200).ratio < 5


def test_a_packet_is_taken_in_near_reading_it_and_in_the_memory_of_reading_it(tmp_path: Path):
    taken, memory, each = inbox.imports(tmp_path, 150)
    assert taken.ratio < 12
    assert memory.value < 40
    assert each.value < 40


def test_slips_are_drawn_near_a_bare_canvas():
    drawn, memory = paper.slips(40)
    assert drawn.ratio < 5
    assert memory.value < 300


def test_the_day_opens_without_reading_all_cases(tmp_path: Path):
    _, action, painted, moved = today.todays(tmp_path, 2_000, 300, runs=1)
    assert action.value < 300
    assert painted.value < 5
    assert moved.value < 5


def test_the_history_is_paged_without_reading_it(tmp_path: Path):
    *pages, bare, counted, proved = history.histories(tmp_path, 5_000)
    assert all(page.value < 100 for page in pages)
    assert bare.ratio < 60
    assert counted.value < 300
    assert proved.ratio < 20
