"""The pure rules of the inbox and of replies: sequence, what a case becomes, what differs, which acts follow."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from app.domain.cases import Request
from app.domain.codes import CaseClass, CaseState, RequestResult
from app.domain.inbox import (
    CaseFate,
    Finding,
    KnownCase,
    Weight,
    check_order,
    judge_case,
    missing_numbers,
    received_draft,
    sound,
)
from app.domain.packets import case_json
from app.domain.received import ReceivedPacket, ReceivedState
from app.domain.repeats import likeness
from app.domain.replies import CaseReply, RequestReply
from app.domain.reply_plan import (
    acts_of_reply,
    field_label,
    plan_case,
    settled,
    this_time,
    undecided,
    value_label,
)
from tests.builders import a_case, a_packet_head
from tests.domain.facts import a_record
from tests.made_packets import an_entry

S = CaseState
TODAY = dt.date(2026, 11, 24)
HASHES = [f"{n:064x}" for n in range(10)]


def came(sequence: int, **changes: Any) -> ReceivedPacket:
    """A packet of ZC01 that came; each names the one before."""
    at = dt.datetime(2026, 11, 20, 9, 0)
    line = ReceivedPacket(
        f"YS-ZC01-{sequence:05d}", "ZC01", "综采一区", sequence, "transfer", at, "李敏", at, "周敏", "x.zip",
        "0" * 64, HASHES[sequence], HASHES[sequence - 1], ReceivedState.IMPORTED, 1,
    )  # fmt: skip
    return replace(line, **changes)


def order(sequence: int, *earlier: ReceivedPacket, previous: str | None = None) -> dict[Finding, Weight]:
    """What is found about packet ``sequence`` after these."""
    head = a_packet_head(
        sequence=sequence, previous_sha256=HASHES[sequence - 1] if previous is None else previous
    )
    return {n.finding: n.weight for n in check_order(head, HASHES[sequence], earlier)}


def test_the_next_packet_is_simply_new() -> None:
    assert order(3, came(1), came(2)) == {Finding.NEW: Weight.NOTE}
    assert order(1) == {Finding.NEW: Weight.NOTE}


def test_gaps_late_ones_and_broken_chains_are_told_apart() -> None:
    assert order(4, came(1)) == {Finding.MISSING: Weight.CONFIRM, Finding.NEW: Weight.NOTE}
    assert order(2, came(1), came(3)) == {Finding.OVERTAKEN: Weight.NOTE, Finding.NEW: Weight.NOTE}
    assert Finding.BROKEN in order(2, came(1), previous="f" * 64)
    assert Finding.BROKEN in order(2, came(1), came(3, previous_sha256="f" * 64))
    assert order(2, came(1), came(2, content_sha256="f" * 64))[Finding.TWICE] is Weight.CONFIRM


def test_a_refused_packet_counts_as_come_and_an_undone_one_does_not() -> None:
    assert order(3, came(1), came(2, state=ReceivedState.REFUSED)) == {Finding.NEW: Weight.NOTE}
    assert Finding.MISSING in order(3, came(1), came(2, state=ReceivedState.UNDONE))
    assert order(2, came(1), came(2, state=ReceivedState.REFUSED)) == {Finding.REFUSED_BEFORE: Weight.CONFIRM}
    assert order(2, came(1), came(2, state=ReceivedState.UNDONE)) == {Finding.TAKEN_BACK: Weight.NOTE}
    assert order(2, came(1), came(2)) == {Finding.KNOWN: Weight.STOP}


def test_missing_numbers_are_bounded() -> None:
    assert missing_numbers([1, 2, 5]) == (3, 4)
    assert missing_numbers([], 3) == (1, 2)
    assert len(missing_numbers([99_999_999])) == 1_000


def case_of(**changes: Any) -> dict[str, Any]:
    return case_json(an_entry(**changes))


def known(state: CaseState, source: str = "ZC01") -> KnownCase:
    return KnownCase(1, "ZC01-20261110-0001-7", state, source)


@pytest.mark.parametrize(
    ("here", "fate"),
    [
        (None, CaseFate.NEW),
        (known(S.RETURNED), CaseFate.AGAIN),
        (known(S.REGISTERED), CaseFate.HERE),
        (known(S.REPLIED), CaseFate.HERE),
        (known(S.RETURNED, ""), CaseFate.REJECTED),
        (known(S.REGISTERED, "ZC02"), CaseFate.REJECTED),
    ],
)
def test_what_becomes_of_a_case_depends_on_what_is_here(here: KnownCase | None, fate: CaseFate) -> None:
    assert judge_case(case_of(), here, sender="ZC01", today=TODAY).fate is fate


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "ZC02-20261110-0001-7"},
        {"number": "zc01-20261110-0001-7"},
        {"number": "ZC01-" + "1" * 80},
        {"received_on": "2026-13-40"},
        {"class": "Z9"},
        {"content": "", "requests": []},
    ],
)
def test_a_case_that_is_not_sound_is_rejected_with_a_reason(changes: dict[str, Any]) -> None:
    verdict = judge_case({**case_of(), **changes}, None, sender="ZC01", today=TODAY)
    assert verdict.fate is CaseFate.REJECTED and verdict.why


def test_a_received_case_begins_anew_and_keeps_who_asks_and_what() -> None:
    sent = case_of(case_class=CaseClass.C6, requests=(Request("补发", "explained", "已发"),), office="劳资科")
    draft = received_draft({**sent, "people_count": 10**12}, today=TODAY)
    assert (draft.received_on, draft.state, draft.case_class) == (TODAY, S.REGISTERED, CaseClass.C6)
    assert draft.requests == (Request("补发"),)
    assert (draft.office, draft.outcome, draft.people_count) == ("", "", 100_000)
    assert draft.petitioners[0].phone == "138****4321"


def test_texts_that_no_store_takes_are_mended() -> None:
    assert sound("a\ud800b\x00𠮷") == "a\ufffdb\ufffd𠮷"


def test_people_are_alike_by_covered_numbers_only() -> None:
    person = {"phone": "138****4321", "id_number": ""}
    assert likeness(person, {"phone": "13812344321", "id_number": ""})
    assert not likeness(person, {"phone": "13912344321", "id_number": ""})
    assert not likeness({"phone": "", "id_number": ""}, {"phone": "", "id_number": ""})


# --- replies ------------------------------------------------------------------------------------------------------


def sent_up(**changes: Any) -> Any:
    return a_case(state=S.TRANSFERRED, **changes)


def planned(reply: CaseReply, case: Any = None, records: Any = (), **how: Any) -> Any:
    case = case or sent_up(office="")
    packet = {"newest_packet": "YS-ZC01-00001", "packet": "YS-ZC01-00001", **how}
    return plan_case(case, records, replace(reply, number=case.number), **packet)


def test_what_the_desk_does_not_have_is_taken_and_what_it_has_is_asked() -> None:
    case = sent_up(office="劳资科", requests=(Request("补发", "explained", ""), Request("说明")))
    reply = CaseReply(
        "", office="薪酬处", their_number="5", requests=(RequestReply(1, RequestResult.SUPPORTED, "补发"),)
    )
    plan = planned(reply, case)
    assert dict(plan.takes) == {"their_number": "5", "answer_1": "补发"}
    assert [str(one) for one in plan.differences] == [
        "承办科室：本单位是“劳资科”，回复是“薪酬处”",
        "诉求1处理结果：本单位是“解释说明”，回复是“支持”",
    ]
    some = {(case.number, "office"): "theirs"}
    assert [one.field for one in undecided(plan, some)] == ["result_1"]
    every = {**some, (case.number, "result_1"): "ours"}
    assert undecided(plan, every) == ()
    assert settled(plan, every) == {"their_number": "5", "answer_1": "补发", "office": "薪酬处"}
    assert planned(reply, case, kept=frozenset({("office", "薪酬处")})).differences == plan.differences[1:]


def test_whom_to_ask_moves_on_without_a_question() -> None:
    told = a_record("transfer_answered", fields={"contact": "周敏"})
    plan = planned(CaseReply("", contact="吴兰"), records=(told,))
    assert (dict(plan.takes), plan.differences) == ({"contact": "吴兰"}, ())


@pytest.mark.parametrize(
    ("state", "reply", "words"),
    [
        (S.HANDLING, CaseReply("", their_number="5"), "办理中"),
        (S.REPLIED, CaseReply("", taken=False, return_reason="x"), "不能再登记退回"),
        (S.TRANSFERRED, CaseReply("", their_number="5", faulty=True), "有错"),
    ],
)
def test_what_has_no_place_says_why(state: CaseState, reply: CaseReply, words: str) -> None:
    assert words in planned(reply, a_case(state=state, office="")).blocked


def test_a_reply_to_an_older_packet_is_blocked_unless_it_says_nothing_new() -> None:
    newer = {"newest_packet": "YS-ZC01-00002"}
    assert "YS-ZC01-00002" in planned(CaseReply("", their_number="5"), **newer).blocked
    assert not planned(CaseReply(""), **newer).blocked


def test_only_the_newest_round_counts() -> None:
    records = tuple(
        a_record(act, n) for n, act in enumerate(("cannot_settle", "transfer_returned", "cannot_settle"), 1)
    )
    assert [record.id for record in this_time(records)] == [3]


def test_the_acts_of_a_reply_come_in_their_order() -> None:
    case = a_case(state=S.IN_TRANSFER, office="", requests=(Request("补发"),))
    fields = {
        "their_number": "5", "result_1": "supported", "answer_1": "已补发", "contact": "吴兰",
        "decision_number": "意1号", "decision_on": "2026-11-20",
    }  # fmt: skip
    on = dt.date(2026, 11, 18)
    acts = acts_of_reply(case, (), fields, received_on=on, today=TODAY, unit="集团公司")
    assert [(one.act, one.on) for one in acts] == [
        ("transfer_received", on),
        ("transfer_answered", TODAY),
        ("record_decision", TODAY),
    ]
    assert acts[0].fields == {"receiver": "吴兰", "their_number": "5"}
    assert acts[2].fields["result"] == "诉求1：支持。已补发"
    late = acts_of_reply(
        case, (a_record("slip", on=TODAY),), fields, received_on=on, today=TODAY, unit="集团公司"
    )
    assert late[0].on == TODAY


def test_every_field_has_its_word() -> None:
    assert field_label("result_3") == "诉求3处理结果"
    assert field_label("office") == "承办科室"
    assert (value_label("taken", "returned"), value_label("served", "yes")) == ("退回", "是")
    assert value_label("result_1", "explained") == "解释说明"
