"""The head of the history goes along in every packet, stands on the list, and is kept at headquarters."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.arrivals import peek_receipt
from app.actions.desk import Desk
from app.actions.differences import check_reply
from app.actions.documents import document_pdf, list_documents
from app.actions.history import carried_heads, head_code, history_head, list_history, verify_history
from app.actions.inbox import refuse_packet
from app.actions.inbox_check import check_import
from app.actions.outbox import import_receipt
from app.actions.procedure import perform
from app.actions.receipts import receipt_pdf
from app.actions.replies import import_reply
from app.actions.reply_export import export_replies
from app.domain.errors import NotAllowed
from app.domain.history import Fault, HistoryFilter
from app.domain.inbox import Finding, Weight
from app.files.packet_verify import verify_packet
from tests.desks import exhaust
from tests.files.pdf_reading import read_pdf
from tests.storage.test_history import attacked
from tests.two_desks import acquaint, make_headquarters, make_workshop, send, take

DAY = dt.date(2026, 11, 24)


@pytest.fixture
def hq(tmp_path: Path) -> Iterator[Desk]:
    with make_headquarters(tmp_path / "hq", DAY) as made:
        yield made


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Desk]:
    with make_workshop(tmp_path / "shop", "ZC01", "综采一区", DAY) as made:
        yield made


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def sent(shop: Desk, stick: Path) -> Path:
    return send(shop, stick, "王建国")


def test_a_packet_carries_how_far_the_history_went_before_it(shop: Desk, stick: Path) -> None:
    path = sent(shop, stick)
    head = verify_packet(path).head.history
    assert head is not None and head.lines < history_head(shop).lines
    assert verify_history(shop, head=f"{head.lines}-{head.hash}").fault is None
    lists = [one for one in list_documents(shop) if one.packet_number]
    paper = read_pdf(document_pdf(shop, document_id=lists[0].id)).text
    assert head_code(head) in "".join(paper.split())


def test_headquarters_keeps_what_each_station_carried_last(hq: Desk, shop: Desk, stick: Path) -> None:
    acquaint(hq, shop)
    assert carried_heads(hq) == []
    paths = [sent(shop, stick), sent(shop, stick)]
    for path in paths:
        take(hq, path)
    (one,) = carried_heads(hq)
    assert (one.sender_code, one.sequence, one.fewer) == ("ZC01", 2, False)
    assert one.head == verify_packet(paths[1]).head.history
    assert verify_history(shop, head=head_code(one.head)).fault is None
    paper = "".join(read_pdf(receipt_pdf(hq, number=one.packet)).text.split())
    assert head_code(one.head) in paper and head_code(history_head(hq)) in paper


def test_a_history_that_was_cut_is_asked_about_at_import_and_found_at_home(
    hq: Desk, shop: Desk, stick: Path
) -> None:
    acquaint(hq, shop)
    first = sent(shop, stick)
    take(hq, first)
    carried = verify_packet(first).head.history
    assert carried is not None
    attacked(shop.store, "DELETE FROM history WHERE id > 2")
    second = sent(shop, stick)
    check = check_import(hq, second)
    notice = next(one for one in check.to_confirm if one.finding is Finding.FEWER_LINES)
    assert f"比YS-ZC01-00001所带的{carried.lines}条少" in notice.sentence
    with pytest.raises(NotAllowed, match="操作记录"):
        take(hq, second)
    take(hq, second, Finding.FEWER_LINES)
    assert carried_heads(hq)[0].fewer
    fault = verify_history(shop, head=head_code(carried)).fault
    assert fault is not None and fault.fault in (Fault.CUT, Fault.OTHER)
    assert verify_history(shop).fault is None


def test_headquarters_receipts_carry_its_head_into_the_history_of_the_unit(
    hq: Desk, shop: Desk, stick: Path
) -> None:
    acquaint(hq, shop)
    taken = take(hq, sent(shop, stick))
    import_receipt(shop, path=taken.receipt.path)
    exhaust(refuse_packet(hq, sent(shop, stick), reason="缺页"))
    refused = import_receipt(shop, path=stick / "HZ-YS-ZC01-00002.json")
    (last, first) = list_history(shop, where=HistoryFilter(act="import_receipt"))
    for line, receipt in ((first, peek_receipt(shop, path=taken.receipt.path)), (last, refused.receipt)):
        assert receipt.history is not None and head_code(receipt.history) in line.text
        assert verify_history(hq, head=head_code(receipt.history)).fault is None


def test_headquarters_replies_carry_its_head_and_a_cut_is_asked_about_at_the_unit(
    hq: Desk, shop: Desk, stick: Path
) -> None:
    acquaint(hq, shop)
    assert carried_heads(shop) == []
    taken = take(hq, sent(shop, stick))
    first = exhaust(export_replies(hq, folder=stick, unit_code="ZC01")).path
    exhaust(import_reply(shop, first))
    (one,) = carried_heads(shop)
    assert (one.sender_code, one.packet, one.fewer) == ("HQ01", "HF-HQ01-ZC01-00001", False)
    assert verify_history(hq, head=head_code(one.head)).fault is None
    perform(hq, number=taken.imported[0], act="accept")
    attacked(hq.store, f"DELETE FROM history WHERE id > {one.head.lines - 3}")
    second = exhaust(export_replies(hq, folder=stick, unit_code="ZC01")).path
    (notice,) = (one for one in check_reply(shop, second).notices if one.weight is Weight.CONFIRM)
    assert notice.finding is Finding.FEWER_LINES and "少" in notice.sentence
    exhaust(import_reply(shop, second, confirmed=frozenset({Finding.FEWER_LINES})))
    assert carried_heads(shop)[0].fewer


def test_a_packet_of_an_older_program_carries_none(hq: Desk) -> None:
    old = verify_packet(Path(__file__).parents[1] / "fixtures" / "packets" / "v1.xlsx")
    assert old.head.history is None and old.unaltered
