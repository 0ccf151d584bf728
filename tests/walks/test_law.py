"""What the law does not let pass, however the steps are put together."""

import pytest

from tests.walks.papers import (
    COMPANY_OPINION,
    DECISION,
    EXPLANATION,
    LOWER_OPINION,
    OBJECTION,
    RECEIPT,
    REPLY,
    ROUTE,
)
from tests.walks.test_ways import finalised_case
from tests.walks.walking import Walk, no, on, served

REPORT = {"opinion": "查了考勤", "results": "已引导", "facts": "反映津贴少发", "leader": "孙立平"}
HANDED = {"pages": "2", "receiver_office": "云岭煤业信访接待部"}


def test_a_competent_unit_does_not_answer_its_own_matter_with_a_plain_reply(headquarters: Walk) -> None:
    headquarters.register("9-01")
    headquarters.go(
        [
            no("9-02", "reply", "须先受理", **REPLY),
            on("9-02", "accept", "handling"),
            on("9-20", "decision_letter", "replied", **DECISION),
        ]
    )


def test_who_does_not_accept_the_workshops_reply_gets_a_decision_that_can_be_reviewed(workshop: Walk) -> None:
    workshop.register("9-01")
    workshop.go(
        [
            on("9-02", "reply", "replied", "T2 met", **REPLY),
            served("9-03", "reply", "replied", "T8 none"),
            no("9-04", "review_apply", "答复不是处理意见书", way="书面", grounds="不服", reviewer="云岭煤业"),
            on("9-05", "cannot_settle", "awaiting_transfer", reason="信访人不接受答复"),
            on("9-05", "undo", "replied", reason="再商量"),
            on("9-06", "cannot_settle", "awaiting_transfer", reason="信访人不接受答复"),
            on("9-06", "explanation_letter", "awaiting_transfer", **EXPLANATION),
            on("9-07", "packet", "in_transfer"),
            on("9-08", "transfer_received", "transferred", receiver="周岚"),
            on(
                "10-30",
                "record_decision",
                "replied",
                "T8 2026-11-30",
                received_on="2026-10-30",
                **COMPANY_OPINION,
            ),
            no("10-31", "cannot_settle", "申请复查"),
        ]
    )


def test_what_is_refused_is_not_refused_in_the_simplified_way(headquarters: Walk) -> None:
    headquarters.register("9-01")
    headquarters.go(
        [
            on("9-01", "simplify", "handling", condition="simple"),
            no("9-02", "reply", "不予支持的诉求不适用简易办理", **{**REPLY, "result_2": "not_supported"}),
            no("9-02", "classify", "已经按简易办理", case_class="C2", reason="改"),
            on("9-02", "reply", "replied", **REPLY),
        ]
    )


def test_what_several_offices_share_is_not_simple(headquarters: Walk) -> None:
    headquarters.register("9-01")
    headquarters.go(
        [
            on("9-01", "share_handling", "registered", lead="劳资科", helpers="财务科", wanted="核对"),
            no("9-01", "simplify", "协同办理", condition="simple"),
        ]
    )


def test_what_is_urgent_is_not_simple(headquarters: Walk) -> None:
    headquarters.register("9-01", urgent=True)
    headquarters.go([no("9-01", "simplify", "重大紧急", condition="simple")])


def test_this_units_own_opinion_is_a_paper_and_is_not_noted_as_somebody_elses(either: Walk) -> None:
    either.register("9-01")
    own = {"workshop": "云岭煤业综采一区", "headquarters": "云岭煤业有限公司"}[either.place]
    either.go(
        [
            no("9-02", "record_decision", "请出具文书", **{**COMPANY_OPINION, "unit": own, "dated_on": "2026-09-02"}),
            on("9-02", "record_decision", "replied", received_on="2026-09-02", **LOWER_OPINION),
            on("9-10", "review_apply", "under_review", way="书面", grounds="不服", reviewer=own),
            no("9-20", "record_review", "请出具文书", **{**LOWER_OPINION, "unit": own}),
        ]
    )  # fmt: skip


def test_a_merged_repeat_is_told_in_writing_with_proof_and_its_ordered_report_is_still_owed(
    workshop: Walk,
) -> None:
    first = workshop.register("9-14")
    workshop.register("9-15", origin="superior")
    workshop.go(
        [
            on("9-15", "name_due_date", "registered", "T6 2026-10-20", assign_number="3号", due_on="2026-10-20"),
            on("9-16", "merge", "merged", "T3 2026-09-30, T4 stopped, T6 2026-10-20", first=first, reason="同人同事"),
            on("9-17", "receipt_notice", "merged", "T3 met", **RECEIPT),
            on("9-17", "proof_of_service", "merged", document="receipt_notice"),
            served("9-18", "receipt_notice", "merged"),
            on("9-20", "conclusion_report", "merged", "T6 met", **REPORT),
        ]
    )  # fmt: skip


def test_what_was_accepted_is_not_merged_away(headquarters: Walk) -> None:
    first = headquarters.register("9-01")
    headquarters.register("9-02")
    headquarters.go(
        [
            on("9-03", "accept", "handling"),
            no("9-04", "merge", "已于2026-09-03受理", first=first, reason="同"),
        ]
    )


def test_a_report_that_was_ordered_is_owed_when_the_petitioner_withdraws(workshop: Walk) -> None:
    workshop.register("9-14", origin="superior")
    own = {"way": "书面申请", "statement": "不再要求", "voluntary": "yes"}
    workshop.go(
        [
            on("9-14", "name_due_date", "registered", assign_number="3号", due_on="2026-10-20"),
            on("9-15", "withdraw", "withdrawn", "T3 stopped, T6 2026-10-20", **own),
            no("9-16", "archive", "办结报告还没有报送", archive_number="XF-1"),
            on("9-16", "conclusion_report", "withdrawn", "T6 met", **REPORT),
            on("9-17", "archive", "archived", archive_number="XF-1"),
        ]
    )


@pytest.mark.parametrize("way", ["guide", "decline"])
def test_a_report_that_was_ordered_is_owed_whatever_becomes_of_the_case(workshop: Walk, way: str) -> None:
    workshop.register("9-14", **{"class": "C2", "origin": "superior"})
    words = (
        {"reason": "应当仲裁", "basis": "条例第三十一条", "where_to_go": "云岭市仲裁委"}
        if way == "decline"
        else ROUTE
    )
    state = "declined" if way == "decline" else "guided"
    workshop.go(
        [
            on(
                "9-14",
                "name_due_date",
                "registered",
                "T6 2026-10-20",
                assign_number="3号",
                due_on="2026-10-20",
            ),
            # the sender gave more time: the new date takes the place of the old one
            on(
                "9-15",
                "name_due_date",
                "registered",
                "T6 2026-10-30",
                assign_number="4号",
                due_on="2026-10-30",
            ),
            on("9-16", way, state, "T3 met, T6 2026-10-30", **words),
            on("9-17", "conclusion_report", state, "T6 met", **REPORT),
        ]
    )
    assert [clock["state"] for clock in workshop.show()["deadlines"] if clock["rule"] == "T6"] == [
        "stopped",
        "met",
    ]


def test_a_case_that_went_up_is_not_concluded_before_the_petitioner_was_told(workshop: Walk) -> None:
    workshop.register("9-01")
    letter = {
        "policy": "条款",
        "reason": "公司核定",
        "suggestion": "劳资科",
        "leader": "孙立平",
        "body": "说明",
    }
    workshop.go(
        [
            on("9-02", "explanation_letter", "registered", **letter),
            on("9-02", "cannot_settle", "awaiting_transfer"),
            on("9-03", "packet", "in_transfer"),
            on("9-04", "transfer_received", "transferred", receiver="周岚"),
            no("9-05", "conclude", "还没有书面告知"),
            on("9-05", "transfer_notice", "transferred", "T2 met"),
            served("9-06", "transfer_notice", "transferred"),
            on("9-06", "conclude", "concluded"),
        ]
    )


def test_a_case_that_was_taken_on_is_not_objected_to_any_more(workshop: Walk) -> None:
    workshop.register("9-14", origin="superior")
    workshop.go(
        [
            on("9-15", "receipt_notice", "registered", "T4 stopped", **RECEIPT),
            no("9-15", "objection", "已经接下", **OBJECTION),
        ]
    )


def test_only_a_first_case_that_went_through_the_final_review_turns_a_repeat_away(headquarters: Walk) -> None:
    first = headquarters.register("9-01")
    headquarters.go(
        [
            on("9-02", "record_decision", "replied", received_on="2026-09-02", **LOWER_OPINION),
            on("10-12", "conclude", "concluded"),
            on("10-12", "archive", "archived", archive_number="XF-1"),
        ]
    )
    again = {"earlier_number": "1号", "earlier_date": "2026-09-02", "reason": "同一事项"}
    headquarters.register("10-20", repeat_of=first)
    headquarters.go([no("10-20", "decline_final", "首件还没有终结", **again)])


def test_a_finalised_first_case_turns_a_repeat_away_from_the_archive_too(headquarters: Walk) -> None:
    first = finalised_case(headquarters)
    headquarters.go([on("10-21", "archive", "archived", archive_number="XF-1")])
    headquarters.register("11-20", repeat_of=first)
    again = {"earlier_number": "1号", "earlier_date": "2026-09-02", "reason": "同一事项"}
    headquarters.go([on("11-21", "decline_final", "declined_final", **again)])


def test_a_repeat_is_not_merged_into_a_case_that_has_ended(headquarters: Walk) -> None:
    first = finalised_case(headquarters)
    second = headquarters.register("11-20")
    headquarters.go([no("11-20", "merge", "已终结", first=first, reason="同一事项")])
    assert headquarters.desk.json("case", "show", second)["repeat_of"] == ""


def test_each_recusal_that_was_asked_for_is_decided_and_no_other(workshop: Walk) -> None:
    workshop.register("9-01")
    words = {
        "applicant": "王建国",
        "reason": "无利害关系",
        "decided_by": "赵志强，经理",
        "decision": "not_recused",
    }
    asked = {"relation": "表亲", "asked_by": "petitioner"}
    workshop.go(
        [
            on("9-02", "ask_recusal", "registered", staff="孙立平", **asked),
            on("9-02", "ask_recusal", "registered", staff="田小雨", **asked),
            no("9-02", "decide_recusal", "只能是孙立平、田小雨", staff="何人", **words),
            on("9-02", "decide_recusal", "registered", staff="田小雨", **words),
            on("9-03", "decide_recusal", "registered", **words),
            no("9-03", "decide_recusal", "已经决定", **words),
        ]
    )  # fmt: skip
    decided = [r["fields"]["staff"] for r in workshop.show()["records"] if r["act"] == "decide_recusal"]
    assert decided == ["田小雨", "孙立平"]


def test_who_reviews_withdraws_too(headquarters: Walk) -> None:
    headquarters.register("9-01")
    asked = {"staff": "周岚", "relation": "原经办人", "asked_by": "self"}
    headquarters.go(
        [
            on("9-02", "record_decision", "replied", received_on="2026-09-02", **LOWER_OPINION),
            on("9-10", "review_apply", "under_review", way="书面", grounds="不服", reviewer="云岭煤业有限公司"),
            on("9-10", "name_proxy", "under_review", proxy="李强", scope="代为申请复查", written="yes"),
            on("9-11", "ask_recusal", "under_review", **asked),
        ]
    )  # fmt: skip


def test_nobody_decides_on_his_own_recusal(workshop: Walk) -> None:
    workshop.register("9-01")
    words = {"applicant": "王建国", "reason": "无利害关系", "decision": "not_recused"}
    workshop.go(
        [
            on("9-02", "ask_recusal", "registered", staff="孙立平", relation="表亲", asked_by="petitioner"),
            no("9-02", "decide_recusal", "不能由本人决定", decided_by="孙立平，区长", **words),
            on("9-02", "decide_recusal", "registered", decided_by="赵志强，经理", **words),
        ]
    )


def test_what_is_kept_secret_goes_up_in_an_envelope_of_its_own(workshop: Walk) -> None:
    number = workshop.register("9-01", confidential=True)
    workshop.go(
        [
            no("9-02", "seal_handover", "只有检举控告", **HANDED),
            on("9-02", "cannot_settle", "awaiting_transfer", reason="公司核定"),
            on("9-03", "transfer_notice", "awaiting_transfer", "T2 met"),
            on("9-03", "sealed_transfer", "transferred", **HANDED),
            served("9-04", "transfer_notice", "transferred"),
            on("10-30", "record_decision", "replied", "T8 2026-11-30", received_on="2026-10-30", **COMPANY_OPINION),
        ]
    )  # fmt: skip
    assert "没有可以移送的事项" in workshop.desk.refused("packet", "export", "--out", workshop.folder)
    assert workshop.desk.json("case", "list")["total"] == 0
    assert [paper["kind"] for paper in workshop.show()["documents"]] == ["transfer_notice", "sealed_handover"]
    assert number


def test_a_case_that_waits_for_its_envelope_is_in_no_open_packet(workshop: Walk) -> None:
    secret = workshop.register("9-01", confidential=True)
    workshop.go([on("9-02", "cannot_settle", "awaiting_transfer"), no("9-02", "packet", "")])
    assert workshop.desk.json("packet", "waiting")["total"] == 0
    assert workshop.desk.json("sealed", "list")["cases"] == [{"number": secret}]
    open_one = workshop.register("9-01")
    workshop.go(
        [
            on("9-02", "cannot_settle", "awaiting_transfer"),
            no("9-02", "sealed_transfer", "只有信访人要求保密", **HANDED),
        ]
    )
    assert [one["number"] for one in workshop.desk.json("packet", "waiting")["cases"]] == [open_one]


@pytest.mark.parametrize("level", ["under_review", "under_final_review"])
def test_a_review_that_was_asked_for_may_be_withdrawn(headquarters: Walk, level: str) -> None:
    headquarters.register("9-01")
    words = {"way": "书面", "grounds": "不服", "reviewer": "云岭煤业"}
    steps = [
        on("9-02", "record_decision", "replied", received_on="2026-09-02", **LOWER_OPINION),
        on("9-10", "review_apply", "under_review", **words),
        on("9-20", "record_review", "reviewed", received_on="2026-09-20", **LOWER_OPINION),
        on("9-30", "final_review_apply", "under_final_review", **words),
    ]
    headquarters.go(steps[: 2 if level == "under_review" else 4])
    own = {"way": "书面申请", "statement": "不再申请", "voluntary": "yes"}
    clock = "T9 stopped" if level == "under_review" else "T11 stopped"
    headquarters.go([on("10-08", "withdraw", "withdrawn", clock, **own)])
