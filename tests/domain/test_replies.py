"""What a reply may say: put together by case, contradictions found, each with its place and remedy."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.domain.codes import RequestResult
from app.domain.replies import CASE_FIELDS, REQUEST_FIELDS, Place, ReplyRow, check_reply, gather, reply_date
from app.domain.reply_problems import SENTENCES, cell_problem

NUMBER = "ZC01-20261110-0001-7"
MADE = dt.date(2026, 11, 23)
TODAY = dt.date(2026, 12, 20)


def row(number: int, position: int = 1, sheet: str = "回复", **values: Any) -> ReplyRow:
    return ReplyRow(Place(sheet, number), NUMBER, position, values)


def codes(*rows: ReplyRow, made_on: dt.date | None = MADE, requests: int | None = 1) -> list[tuple[str, str]]:
    """Field and code of every contradiction."""
    reply, places, faults = gather(NUMBER, rows)
    assert not faults
    found = check_reply(reply, places, made_on=made_on, today=TODAY, request_count=requests)
    return [(fault.field, fault.code) for fault in found]


def test_the_rows_of_a_case_are_put_together() -> None:
    reply, places, faults = gather(
        NUMBER,
        [
            row(2, 1, received_on=dt.date(2026, 11, 24), taken=True, result=RequestResult.SUPPORTED),
            row(3, 2, answer="已公开", office="劳资科"),
        ],
    )
    assert faults == []
    assert reply.received_on == dt.date(2026, 11, 24) and reply.taken and reply.office == "劳资科"
    assert [(r.position, r.result, r.answer) for r in reply.requests] == [
        (1, RequestResult.SUPPORTED, ""),
        (2, None, "已公开"),
    ]
    assert reply.rows == (2, 3)
    assert places["office"] == Place("回复", 3) and places[2, "answer"] == Place("回复", 3)


def test_a_row_of_the_case_alone_makes_no_answer_to_a_request() -> None:
    reply, _, _ = gather(NUMBER, [row(2, 1, their_number="XF-3")])
    assert reply.requests == () and not reply.answered and not reply.decided


def test_the_same_said_twice_is_no_fault() -> None:
    reply, _, faults = gather(NUMBER, [row(2, taken=True, result=RequestResult.GUIDED), row(9, taken=True)])
    assert faults == [] and reply.taken is True


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("taken", True, False),
        ("their_number", "1", "2"),
        ("result", RequestResult.GUIDED, RequestResult.EXPLAINED),
    ],
)
def test_what_two_rows_say_differently_is_named_and_neither_is_taken(
    field: str, one: Any, other: Any
) -> None:
    reply, _, faults = gather(NUMBER, [row(2, 1, **{field: one}), row(7, 1, **{field: other})])
    assert [(fault.place.row, fault.field, fault.code, fault.detail) for fault in faults] == [
        (7, field, "said_twice", "第2行")
    ]
    values = [getattr(reply, field, None), *(request.result for request in reply.requests)]
    assert not any(values)


def test_a_contradiction_between_two_sheets_names_the_sheet() -> None:
    _, _, faults = gather(NUMBER, [row(2, office="劳资科"), row(2, sheet="回复 (2)", office="财务科")])
    assert faults[0].detail == "“回复”第2行" and faults[0].place.sheet == "回复 (2)"


def test_answers_to_different_requests_do_not_contradict() -> None:
    _, _, faults = gather(NUMBER, [row(2, 1, answer="补发"), row(3, 2, answer="公开")])
    assert faults == []


DECIDED = {"decision_number": "3号", "decision_on": dt.date(2026, 12, 1)}
ANSWERED = {"result": RequestResult.SUPPORTED, "answer": "补发"}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"taken": True, **ANSWERED, **DECIDED, "served": True}, []),
        ({"taken": True}, []),
        ({"office": "劳资科"}, []),
        ({"taken": False, "return_reason": "应由人社局处理"}, []),
        ({"taken": True, "return_reason": "不属本级"}, [("return_reason", "reason_though_taken")]),
        ({"return_reason": "不属本级"}, [("return_reason", "reason_alone")]),
        ({"taken": False}, [("taken", "return_without_reason")]),
        ({"taken": False, "return_reason": "x", **ANSWERED}, [("taken", "result_though_returned")]),
        ({"taken": False, "return_reason": "x", **DECIDED}, [("taken", "decision_though_returned")]),
        ({**ANSWERED, "decision_number": "3号"}, [("decision_number", "number_without_date")]),
        ({**ANSWERED, "decision_on": dt.date(2026, 12, 1)}, [("decision_on", "date_without_number")]),
        ({"decision_on": dt.date(2026, 12, 21), "decision_number": "3", **ANSWERED}, [("decision_on", "in_the_future")]),
        ({"received_on": dt.date(2026, 12, 21)}, [("received_on", "in_the_future")]),
        ({"received_on": TODAY}, []),
        ({"received_on": MADE}, []),
        ({"received_on": dt.date(2026, 11, 22)}, [("received_on", "before_packet")]),
        (
            {"received_on": dt.date(2026, 12, 2), **DECIDED, **ANSWERED},
            [("decision_on", "decided_before_received")],
        ),
        (DECIDED, [("decision_on", "decision_without_results")]),
        ({"served": True}, [("served", "served_without_decision")]),
        ({"served": False}, []),
        ({"result": RequestResult.EXPLAINED}, [("result", "result_without_answer")]),
        ({"answer": "已答复"}, [("answer", "answer_without_result")]),
    ],
)  # fmt: skip
def test_each_contradiction_is_named_at_its_field(
    values: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert codes(row(2, **values)) == expected


def test_where_nobody_knows_the_packet_its_day_and_its_requests_are_not_asked_for() -> None:
    early = row(2, received_on=dt.date(2026, 1, 1), **DECIDED)
    assert codes(early, made_on=None, requests=None) == []


def test_a_fault_of_a_request_stands_in_its_own_row() -> None:
    reply, places, _ = gather(NUMBER, [row(2, 1, **ANSWERED), row(3, 2, answer="公开")])
    faults = list(check_reply(reply, places, made_on=MADE, today=TODAY, request_count=2))
    assert [(fault.place.row, fault.code) for fault in faults] == [(3, "answer_without_result")]


@pytest.mark.parametrize(
    ("text", "made", "today", "expected"),
    [
        ("11月24日", MADE, TODAY, dt.date(2026, 11, 24)),
        ("1月5日", dt.date(2026, 12, 28), dt.date(2027, 1, 9), dt.date(2027, 1, 5)),
        ("12月28日", dt.date(2026, 12, 28), dt.date(2027, 1, 9), dt.date(2026, 12, 28)),
        ("2月29日", dt.date(2027, 12, 1), dt.date(2028, 3, 1), dt.date(2028, 2, 29)),
        ("11月10日", MADE, TODAY, dt.date(2026, 11, 10)),
        ("2026-11-02", MADE, TODAY, dt.date(2026, 11, 2)),
        ("2月30日", MADE, dt.date(2027, 3, 1), None),
        ("11月24日", None, TODAY, None),
    ],
)
def test_a_date_without_a_year_is_the_first_after_the_packet_that_has_come(
    text: str, made: dt.date | None, today: dt.date, expected: dt.date | None
) -> None:
    assert reply_date(text, made, today).value == expected


def test_every_sentence_names_place_and_remedy() -> None:
    for code, (_, sentence) in SENTENCES.items():
        problem = cell_problem(
            code, sheet="回复", row=7, letter="F", title="接收日期", value="昨天", detail="细节"
        )
        assert problem.message.startswith("第7行“接收日期”的“昨天”")
        assert problem.cell == "F7"
        assert sentence.endswith("。") and "{detail}" not in problem.message


def test_a_problem_of_another_sheet_names_it_and_no_identity_number_is_shown() -> None:
    problem = cell_problem(
        "unknown_case",
        sheet="回复2",
        row=3,
        letter="A",
        title="编号",
        value="14020219800101123X",
        detail="包",
    )
    assert problem.message.startswith("“回复2”第3行") and "19800101" not in problem.message


def test_fields_of_case_and_request_are_told_apart() -> None:
    assert not set(CASE_FIELDS) & set(REQUEST_FIELDS)
