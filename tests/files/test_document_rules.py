"""documents.toml: every kind has its rule, every number a run of its own, and a fault is named."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from app.domain.document_specs import SPECS
from app.domain.documents import DocumentKind
from app.domain.errors import UnreadableFile
from app.files.document_rules import checked_rules, document_rules, number_mark
from app.files.rules import read_rules

K = DocumentKind


def changed(kind: str, **entry: Any) -> dict[str, Any]:
    """The file with one kind's entry replaced."""
    table = copy.deepcopy(read_rules("documents"))
    table["kinds"][kind] = entry
    return table


def test_every_numbered_kind_has_a_mark_of_its_own_and_no_other_kind_has_one() -> None:
    marks = {kind: rule.mark for kind, rule in document_rules().items() if rule.mark is not None}
    assert marks.keys() == {kind for kind, spec in SPECS.items() if spec.numbered}
    assert len(set(marks.values())) == len(marks)


def test_the_mark_of_a_kind_follows_the_units() -> None:
    assert number_mark(K.TRANSFER_NOTICE, "综采一区信访") == "综采一区信访转"
    assert number_mark(K.EXPLANATION_LETTER, "综采一区信访") == "综采一区信访"
    with pytest.raises(KeyError):
        number_mark(K.SLIP, "综采一区信访")


def test_the_file_gives_the_copies_that_the_catalogue_gives() -> None:
    table = read_rules("documents")["kinds"]
    assert {name: tuple(entry["copies"]) for name, entry in table.items()} == {
        kind.value: spec.copies for kind, spec in SPECS.items()
    }


def test_copies_are_said_in_words() -> None:
    rules = document_rules()
    assert rules[K.DECISION_LETTER].copies_line == "一式三份：交信访人，存卷，报信访接待部门。"
    assert rules[K.SETTLEMENT].copies_line == "一式三份：交信访人，交对方当事人，存卷。"
    assert rules[K.PRIVACY_NOTICE].copies_line == "一式两份：交信访人，存卷。"
    assert rules[K.PROOF_OF_SERVICE].copies_line == "本件一份，存卷。"


@pytest.mark.parametrize(
    ("kind", "entry", "said"),
    [
        ("transfer_notice", {"mark": "告", "copies": ["file"]}, "“告”与"),
        ("transfer_notice", {"copies": ["file"]}, r"\[kinds.transfer_notice\] 缺少文号代字"),
        ("slip", {"mark": "收", "copies": ["file"]}, r"\[kinds.slip\] 没有文号"),
        ("slip", {"copies": ["neighbour"]}, r"\[kinds.slip\] copies 只能用"),
        ("slip", {"copies": []}, "至少一份"),
        ("slip", {"colour": "red", "copies": ["file"]}, "不认识的项：colour"),
        ("complaint", {}, r"\[kinds.complaint\] 不是文种"),
    ],
)
def test_a_fault_in_the_file_is_named(kind: str, entry: dict[str, Any], said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        checked_rules(changed(kind, **entry))
