"""Receipts on paper: what became of the packet, both fingerprints, two signatures, every case."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import UnprintableText
from app.domain.receipts import Party, Receipt, ReceiptPaper
from app.files.document_pdf import render_receipt
from app.files.station_card import fingerprint_of
from tests.files.pdf_reading import Paper, expect_embedded, expect_golden, expect_inside, read_pdf
from tests.files.stations import a_card, a_receipt, a_refusal, office_card


def content_of(receipt: Receipt, sender_name: str = "某煤业集团东山煤矿综采一区") -> ReceiptPaper:
    return ReceiptPaper(receipt, sender_name, fingerprint_of(a_card()), fingerprint_of(office_card()))


def paper_of(receipt: Receipt, sender_name: str = "某煤业集团东山煤矿综采一区") -> Paper:
    out = io.BytesIO()
    render_receipt(content_of(receipt, sender_name), out)
    return read_pdf(out.getvalue())


@pytest.mark.parametrize(
    ("name", "receipt"), [("receipt_received.txt", a_receipt()), ("receipt_refused.txt", a_refusal())]
)
def test_the_paper_is_the_golden_one(name: str, receipt: Receipt) -> None:
    paper = paper_of(receipt)
    expect_golden(name, paper)
    expect_embedded(paper)
    expect_inside(paper)


def test_both_fingerprints_stand_beside_whose_they_are() -> None:
    lines = paper_of(a_receipt()).pages[0].lines
    assert any("-".join(fingerprint_of(a_card())) in line for line in lines)
    assert any("-".join(fingerprint_of(office_card())) in line for line in lines)


def test_how_far_both_histories_went_stands_above_both_signatures() -> None:
    codes = ("1234-7K3Q8-AAAA0-BBBB1-CCCC2-DDDD3-EEEE4", "77-7K3Q8-AAAA0-BBBB1-CCCC2-DDDD3-FFFF5")
    out = io.BytesIO()
    render_receipt(replace(content_of(a_receipt()), sender_history=codes[0], receiver_history=codes[1]), out)
    paper = read_pdf(out.getvalue())
    assert all(code in paper.text for code in codes) and "移送单位操作记录" in paper.text
    expect_inside(paper)


def test_a_refusal_gives_its_reason_and_does_not_say_received() -> None:
    text = paper_of(a_refusal()).text
    assert "第2包没有收到，请先补寄第2包。" in text
    assert "移送包不予接收回执" in text and "已经收到" not in text


@pytest.mark.parametrize("count", [*range(0, 60, 3), 150])
def test_every_case_is_listed_and_the_signatures_stand_below_one(count: int) -> None:
    paper = paper_of(a_receipt(count))
    assert re.findall(r"ZC01-20261110-\d{4}-7", paper.text) == [n for n, _ in a_receipt(count).cases]
    last = paper.pages[-1]
    assert "接收人（签名）：" in last.text and "移送人（签名）：" in last.text
    assert not count or "信访事项编号" in last.text
    assert f"第{len(paper.pages)}页，共{len(paper.pages)}页" in last.text
    expect_inside(paper)


NAMES = st.text(alphabet="某煤业集团东山煤矿综采一区𬱖Ann-7（）", min_size=1, max_size=60)


@settings(max_examples=25)
@given(
    sender=NAMES,
    receiver=NAMES,
    by=NAMES,
    reason=st.text(alphabet="附件缺一页，请补。A", min_size=1, max_size=500),
)
def test_no_text_leaves_the_page_or_is_lost(sender: str, receiver: str, by: str, reason: str) -> None:
    paper = paper_of(a_refusal(receiver=Party("JT00", receiver), by=by, reason=reason), sender)
    expect_inside(paper)
    for text in (sender, receiver, by, reason):
        assert text in paper.text


def test_the_file_is_dated_like_its_receipt_and_the_same_each_time() -> None:
    paper = paper_of(a_receipt())
    assert paper.info["Title"] == "移送包回执 YS-ZC01-00003"
    assert paper.info["CreationDate"] == "D:20261124000000+08'00'"
    assert paper.raw == paper_of(a_receipt()).raw


def test_an_unprintable_name_is_refused_before_anything_is_drawn() -> None:
    out = io.BytesIO()
    with pytest.raises(UnprintableText):
        render_receipt(content_of(a_receipt(by="周\U0003fffd")), out)
    assert out.getvalue() == b""
