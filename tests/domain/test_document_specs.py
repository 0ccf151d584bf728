"""The catalogue D1 to D28: whole, consistent, and asking for what domain.md says each document must say."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from app.domain.document_specs import (
    CASE_VALUES,
    SPECS,
    Copy,
    Layout,
    lacking,
    letter_fields,
    spec_of,
    template_names,
    with_defaults,
)
from app.domain.documents import LETTER_FIELDS, LETTERS, DocumentKind
from app.domain.fields import FieldKind

K = DocumentKind

MUST_SAY = {
    K.RECEIPT_NOTICE: {"procedure", "time_limit", "officer"},
    K.REFERRAL_LETTER: {"receiver_office", "summary", "requirement"},
    K.ACCEPTANCE_NOTICE: {"matters", "accepted_on", "due_on", "officer"},
    K.DECLINE_NOTICE: {"reason", "basis", "where_to_go"},
    K.LAWFUL_ROUTE_NOTICE: {"procedure", "organ", "organ_address", "organ_phone", "right_limit", "materials"},
    K.NO_FURTHER_ACCEPTANCE_NOTICE: {"earlier_number", "earlier_date", "basis"},
    K.EXTENSION_APPROVAL: {"original_due_on", "reason", "days", "new_due_on", "approver"},
    K.EXTENSION_NOTICE: {"original_due_on", "reason", "days", "new_due_on", "approver"},
    K.OBJECTION: {"received_on", "facts", "reason", "suggested_unit"},
    K.EXPLANATION_LETTER: {"policy", "reason", "suggestion"},
    K.DECISION_LETTER: {"facts", "results", "basis", "remedy_unit", "remedy_way", "remedy_materials"},
    K.SUGGESTION_REPLY: {"adopted", "opinion"},
    K.SETTLEMENT: {"parties", "matter", "terms", "signed_on"},
    K.REVIEW_DECISION: {
        "applicant",
        "respondent_unit",
        "request",
        "facts",
        "results",
        "basis",
        "remedy_unit",
    },
    K.FINAL_REVIEW_DECISION: {"applicant", "respondent_unit", "request", "facts", "results", "basis"},
    K.PROOF_OF_SERVICE: {"document_name", "document_mark", "addressee"},
    K.CONCLUSION_REPORT: {"assign_number", "petitioner_facts", "facts", "opinion", "results", "officer"},
    K.SUPERVISION_ORDER: {"receiver_office", "reason", "requirement", "report_by"},
    K.RECEPTION_RECORD: {"leader_name", "leader_post", "met_at", "place", "facts", "opinion"},
    K.FOLLOW_UP_RECORD: {"visited_by", "visit_way", "met_at", "facts"},
    K.RECUSAL_DECISION: {"staff", "relation", "decision", "decided_by"},
    K.SEALED_HANDOVER: {"pages", "seal_number", "receiver_office"},
}
"""Required fields by domain.md section 6, as it names them."""


def test_every_kind_is_in_the_catalogue_and_every_number_is_there() -> None:
    assert set(SPECS) == set(DocumentKind)
    assert {spec.catalogue for spec in SPECS.values()} == {"", *(f"D{n}" for n in range(1, 29))}
    assert all(spec.article for spec in SPECS.values())


def test_the_letters_after_gb_t_9704_are_the_ones_with_a_letters_layout() -> None:
    assert {kind for kind, spec in SPECS.items() if spec.layout is Layout.LETTER} == LETTERS
    assert all(SPECS[kind].numbered and SPECS[kind].seal for kind in LETTERS)


@pytest.mark.parametrize("kind", MUST_SAY, ids=str)
def test_what_a_document_must_say_is_required(kind: DocumentKind) -> None:
    assert MUST_SAY[kind] <= SPECS[kind].labels.keys()
    assert lacking(kind, {})


def test_a_name_means_the_same_in_every_document() -> None:
    kinds = defaultdict(set)
    for spec in SPECS.values():
        assert len(set(spec.names)) == len(spec.names), spec.kind
        for field in spec.fields:
            assert re.fullmatch("[a-z][a-z_]*", field.name)
            kinds[field.name].add(field.kind)
    # two names are short in one document and long in another; a date is a date everywhere
    assert {name for name, found in kinds.items() if FieldKind.DATE in found and len(found) > 1} == set()
    assert {name for name, found in kinds.items() if len(found) > 1} == {"relation"}


def test_no_field_hides_a_value_of_the_case_but_the_composed_results() -> None:
    hidden = {name for spec in SPECS.values() for name in spec.names if name in CASE_VALUES}
    assert hidden == {"results"}
    assert not set(LETTER_FIELDS) & set(CASE_VALUES)


def test_what_goes_to_the_petitioner_as_notice_decision_or_reply_is_served_with_a_proof() -> None:
    served = {kind for kind, spec in SPECS.items() if spec.serve}
    assert served == {
        K.RECEIPT_NOTICE,
        K.TRANSFER_NOTICE,
        K.ACCEPTANCE_NOTICE,
        K.DECLINE_NOTICE,
        K.LAWFUL_ROUTE_NOTICE,
        K.NO_FURTHER_ACCEPTANCE_NOTICE,
        K.EXTENSION_NOTICE,
        K.REPLY,
        K.DECISION_LETTER,
        K.SUGGESTION_REPLY,
        K.SETTLEMENT,
        K.REVIEW_DECISION,
        K.FINAL_REVIEW_DECISION,
    }
    assert all(Copy.PETITIONER in SPECS[kind].copies for kind in served)


def test_of_a_sealed_case_only_slip_and_sealed_hand_over_are_printed_and_the_latter_asks_for_no_content() -> (
    None
):
    assert {kind for kind, spec in SPECS.items() if spec.sealed_too} == {K.SLIP, K.SEALED_HANDOVER}
    assert not {"facts", "matter", "reason", "applicant"} & set(spec_of(K.SEALED_HANDOVER).names)


def test_every_recipient_of_a_copy_is_known() -> None:
    for kind, spec in SPECS.items():
        assert spec.copies and {Copy(name) for name in spec.copies}, kind


def test_a_default_comes_from_the_case_and_never_covers_what_was_written() -> None:
    values = {
        "operator": "李敏",
        "requests": "1. 补发津贴",
        "today": "2026-11-24",
        "accepted_on": "2026-11-20",
    }
    filled = with_defaults(K.ACCEPTANCE_NOTICE, values)
    assert filled["officer"] == "李敏" and filled["matters"] == "1. 补发津贴"
    assert filled["accepted_on"] == "2026-11-20" and filled["due_on"] == ""
    assert with_defaults(K.SETTLEMENT, values)["signed_on"] == "2026-11-24"
    assert with_defaults(K.ACCEPTANCE_NOTICE, {})["officer"] == ""


def test_a_wrong_date_and_an_unknown_choice_are_named() -> None:
    said = lacking(K.SUGGESTION_REPLY, {"adopted": "maybe", "opinion": "已研究"})
    assert len(said) == 1 and "采纳情况只能是" in said[0]
    values = {"matters": "1", "accepted_on": "11月24日", "due_on": "2027-01-23", "officer": "李敏"}
    assert lacking(K.ACCEPTANCE_NOTICE, values) == ("受理日期请写成 2026-01-31 的样子",)


def test_letters_upwards_need_a_leader_and_forms_have_no_letter_fields() -> None:
    assert {field.name for field in letter_fields(K.CONCLUSION_REPORT) if field.required} >= {
        "leader",
        "body",
    }
    assert "leader" not in {field.name for field in letter_fields(K.DECISION_LETTER) if field.required}
    assert letter_fields(K.SETTLEMENT) == ()


def test_a_template_may_use_the_case_and_its_own_fields() -> None:
    assert {"number", "results", "organ"} <= template_names(K.LAWFUL_ROUTE_NOTICE)
    assert "organ" not in template_names(K.DECISION_LETTER)
    assert spec_of(K.LAWFUL_ROUTE_NOTICE).field("organ").required
    assert not {"petitioner", "content", "subject", "requests"} & template_names(K.SEALED_HANDOVER)
