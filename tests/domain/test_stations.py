"""Cards and receipts as values: whole or named field by field, and back from JSON as they went."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.receipts import (
    MOST_CASES,
    Party,
    ReceiptKind,
    check_receipt,
    receipt_file_name,
    receipt_from_json,
    receipt_json,
)
from app.domain.stations import StationKind, card_file_name, card_from_json, card_json, check_card
from tests.files.stations import a_card, a_receipt, a_refusal, office_card, unit_keys


def test_a_card_comes_back_from_json_as_it_went() -> None:
    for card in (a_card(), office_card(), a_card(kind=StationKind.DISCIPLINE)):
        assert card_from_json(card_json(card)) == card
        assert check_card(card) == []


def test_the_file_of_a_card_is_named_after_its_code() -> None:
    assert card_file_name(a_card()) == "名片_ZC01.json"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "../x"),
        ("code", "zc01"),
        ("name", " "),
        ("name", "综采一区\n集团纪委"),
        ("name", "综采\u202e一区"),
        ("name", "综采\u200b一区"),
        ("name", "综采\ud800一区"),
        ("name", "区" * 61),
        ("sign_public", "abc"),
        ("sign_public", unit_keys().sign_public + "\n"),
        ("age_public", "age1"),
        ("age_public", unit_keys().age_secret),
    ],
)
def test_a_faulty_field_of_a_card_is_named(field: str, value: str) -> None:
    assert [problem.field for problem in check_card(a_card(**{field: value}))] == [field]


@pytest.mark.parametrize("field", ["role", "kind", "made_on"])
def test_a_word_that_is_none_makes_no_card(field: str) -> None:
    with pytest.raises(ValueError):
        card_from_json({**card_json(a_card()), field: "boss"})


def test_secrets_are_not_shown_by_repr() -> None:
    keys = unit_keys()
    assert keys.sign_secret not in repr(keys) and keys.age_secret not in repr(keys)
    assert keys.sign_public in repr(keys)


def test_a_receipt_comes_back_from_json_as_it_went() -> None:
    for receipt in (a_receipt(), a_refusal(), a_receipt(0), a_receipt(reason="附件缺一页")):
        assert receipt_from_json(receipt_json(receipt)) == receipt
        assert check_receipt(receipt) == []


def test_the_file_of_a_receipt_is_named_after_its_packet() -> None:
    assert receipt_file_name(a_receipt()) == "HZ-YS-ZC01-00003.json"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("packet_number", "YS/../../x"),
        ("packet_number", ""),
        ("packet_number", "A" + "-A" * 40),
        ("sequence", -1),
        ("sequence", 10**9),
        ("content_sha256", "AB" * 32),
        ("file_sha256", "ab" * 31),
        ("receiver", Party("jt", "信访接待部门")),
        ("receiver", Party("JT00", "")),
        ("sender_code", ""),
        ("by", "周文\n"),
        ("reason", "很长" * 251),
        ("cases", (("ZC01-1", "a\nb"),)),
        ("cases", (("", ""),)),
        ("cases", (("ZC01-1", ""), ("ZC01-1", "JT-2"))),
        ("cases", tuple((f"ZC01-{n}", "") for n in range(MOST_CASES + 1))),
    ],
)
def test_a_faulty_field_of_a_receipt_is_named(field: str, value: Any) -> None:
    assert [problem.field for problem in check_receipt(a_receipt(**{field: value}))] == [field]


def test_a_refusal_has_its_reason() -> None:
    assert [problem.field for problem in check_receipt(a_refusal(reason=""))] == ["reason"]


def test_a_time_with_a_zone_is_no_time_of_the_desk() -> None:
    values = {**receipt_json(a_receipt()), "at": "2026-11-24T09:05:00+08:00"}
    with pytest.raises(ValueError):
        receipt_from_json(values)


def test_every_outcome_has_its_word() -> None:
    assert [kind.label for kind in ReceiptKind] == ["已接收", "不予接收", "撤销接收"]
