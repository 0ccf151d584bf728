"""Receipts as files: signed by the receiver, believed by its card in the address book alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import FileExists, InvalidFields, UnknownStation, UnreadableFile
from app.domain.history import HistoryHead
from app.domain.receipts import MOST_CASES, Party, Receipt
from app.domain.stations import StationCard
from app.files.receipt_file import LARGEST_RECEIPT, read_receipt, receipt_text, write_receipt
from app.files.station_card import card_text
from tests.files.stations import a_card, a_receipt, a_refusal, office_card, office_keys, unit_keys

SECRET = office_keys().sign_secret
BOOK = {card.code: card for card in (a_card(), office_card())}


def card_of(code: str) -> StationCard | None:
    return BOOK.get(code)


@pytest.mark.parametrize(
    "receipt",
    [
        a_receipt(),
        a_refusal(),
        a_receipt(cases=(("ZC01-1", ""),)),
        a_receipt(history=HistoryHead(7, "ef" * 32)),
    ],
)
def test_a_receipt_comes_back_from_its_file(receipt: Receipt, tmp_path: Path) -> None:
    path = write_receipt(receipt, SECRET, tmp_path)
    assert path.name == "HZ-YS-ZC01-00003.json"
    assert read_receipt(path, card_of) == receipt


def test_the_file_is_the_golden_one() -> None:
    golden = Path(__file__).parent.parent / "golden" / "receipt.json"
    assert receipt_text(a_receipt(), SECRET) == golden.read_text(encoding="utf-8").rstrip("\n")


def test_a_receipt_that_is_there_is_not_overwritten_unasked(tmp_path: Path) -> None:
    write_receipt(a_refusal(), SECRET, tmp_path)
    with pytest.raises(FileExists):
        write_receipt(a_receipt(), SECRET, tmp_path)
    assert read_receipt(write_receipt(a_receipt(), SECRET, tmp_path, overwrite=True), card_of) == a_receipt()


def test_a_receipt_that_is_not_whole_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(InvalidFields, match="原因"):
        write_receipt(a_refusal(reason=""), SECRET, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_receipt_of_a_station_that_is_not_in_the_book_says_whose_card_is_missing(tmp_path: Path) -> None:
    path = write_receipt(a_receipt(receiver=Party("XX99", "某某集团")), SECRET, tmp_path)
    with pytest.raises(UnknownStation, match=r"“某某集团”（XX99）.*核对指纹") as refused:
        read_receipt(path, card_of)
    assert refused.value.station == "XX99"


def test_a_receipt_signed_by_another_than_it_names_is_refused(tmp_path: Path) -> None:
    path = write_receipt(a_receipt(), unit_keys().sign_secret, tmp_path)
    with pytest.raises(UnreadableFile, match="签名不符"):
        read_receipt(path, card_of)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"received"', '"refused"'),
        ("00003", "00004"),
        ('"sequence":3', '"sequence":4'),
        ("abab", "abac"),
        ("ZC01-20261110-0002-7", "ZC01-20261110-0009-7"),
        ("JT00-20261124-0002-3", "JT00-20261124-0009-3"),
        ("周文", "周武"),
        ("09:05", "09:06"),
    ],
)
def test_a_changed_receipt_is_refused(old: str, new: str, tmp_path: Path) -> None:
    text = receipt_text(a_receipt(reason="齐全"), SECRET)
    assert old in text
    (tmp_path / "a.json").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UnreadableFile, match="签名不符"):
        read_receipt(tmp_path / "a.json", card_of)


def test_a_case_number_with_line_ends_is_refused_in_one_line(tmp_path: Path) -> None:
    text = receipt_text(a_receipt(), SECRET).replace("ZC01-20261110-0002-7", "第一行\\n第二行")
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFile, match="不合格式") as refused:
        read_receipt(tmp_path / "a.json", card_of)
    assert "\n" not in str(refused.value)


def test_a_card_is_no_receipt(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(card_text(a_card(), unit_keys().sign_secret), encoding="utf-8")
    with pytest.raises(UnreadableFile, match="不是回执"):
        read_receipt(tmp_path / "a.json", card_of)


def test_the_largest_receipt_fits_into_what_is_read(tmp_path: Path) -> None:
    cases = tuple((f"{n:060d}", f"{n:060d}") for n in range(MOST_CASES))
    path = write_receipt(a_receipt(cases=cases), SECRET, tmp_path)
    assert path.stat().st_size < LARGEST_RECEIPT
    assert len(read_receipt(path, card_of).cases) == MOST_CASES
