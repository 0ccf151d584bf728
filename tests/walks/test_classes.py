"""Each class and route of Arts. 29 to 31, from registration to the end, on the console."""

import pytest

from tests.walks.papers import (
    ANSWERS,
    ASKED,
    COMPANY_OPINION,
    DECISION,
    EXPLANATION,
    EXTENSION,
    FINAL_HEARING,
    FINAL_OPINION,
    HEARING,
    LOWER_OPINION,
    MEETING,
    OUTSIDE,
    RECEIPT,
    REFUSED_RECEIPT,
    REMEDY,
    REPLY,
    REVIEW,
    ROUTE,
    SUGGESTION,
)
from tests.walks.walking import Refused, Step, Walk, no, on, served

GROUP = "云岭集团有限公司"
RATED = {"office_rating": "satisfied", "unit_rating": "basically"}
VISITED = {
    "visited_by": "郭晓梅",
    "visit_way": "电话",
    "met_at": "上午",
    "held": "yes",
    "facts": "已补发到账",
}


def test_a_suggestion_is_studied_answered_served_rated_and_archived(either: Walk) -> None:
    either.register("9-01", **{"class": "A", "subject": "建议增设更衣柜", "requests": ["增设更衣柜"]})
    either.go(
        [
            on("9-01", "slip", "registered", "T2 2026-09-16"),
            on("9-01", "registration_form", "registered"),
            on("9-01", "privacy_notice", "registered"),
            no("9-02", "accept", "受理只用于C6"),
            no("9-02", "reply", "答复只用于"),
            on("9-02", "receipt_notice", "registered", "T2 met", **RECEIPT),
            on("9-05", "note", "handling", text="请机电科看了现场"),
            on("9-10", "decide_together", "handling", **MEETING),
            on("9-20", "suggestion_reply", "replied", "T2 met", **SUGGESTION),
            no("9-20", "conclude", "没有登记送达"),
            served("9-21", "receipt_notice", "replied", received_on="2026-09-03"),
            served("9-21", "suggestion_reply", "replied", "T16 2026-10-21"),
            on("9-21", "proof_of_service", "replied", document="suggestion_reply"),
            on("9-25", "rate", "replied", "T16 met", **RATED),
            on("10-12", "follow_up", "replied", **VISITED),
            on("10-12", "conclude", "concluded"),
            on("10-13", "archive", "archived", archive_number="XF-2026-1"),
        ]
    )  # fmt: skip
    assert "suggestion_reply" in either.papers


def test_an_accusation_is_handed_over_sealed_and_leaves_nothing_here(either: Walk) -> None:
    number = either.register(
        "9-01",
        **{"class": "B", "content": "材料领用数量不实", "respondent": {"name": "钱某", "post": "区长"}},
    )
    shown = either.show()
    assert shown["seal_number"].startswith("F2026")
    assert either.desk.json("sealed", "list")["cases"] == [{"number": number}]
    assert either.allowed() == {"slip", "attach", "classify", "seal_handover", "open_sealed"}
    either.go(
        [
            on("9-01", "slip", "registered", "T2 2026-09-16"),
            no("9-01", "note", "密封移交", text="找钱某问过"),
            no("9-01", "receipt_notice", "密封移交"),
            on("9-02", "seal_handover", "handed_over", pages="3", receiver_office="纪委办公室"),
        ]
    )
    for word in ("钱某", "王建国", "材料领用", "区长", "800004321"):
        assert word not in either.texts["sealed_handover"] + either.texts["slip"]
    assert number in either.texts["sealed_handover"]
    assert number in either.desk.refused("case", "show", number)
    assert either.desk.json("case", "list")["total"] == 0
    assert either.desk.json("sealed", "list")["total"] == 0
    assert either.desk.json("document", "list")["total"] == 0
    assert either.desk.json("deadline", "list")["total"] == 0


def test_a_class_is_registered_with_its_reason_and_changed_with_another(workshop: Walk) -> None:
    workshop.register("9-01", **{"class": "C6", "class_reason": "内部分配"})
    workshop.go(
        [
            no("9-02", "classify", "请填写理由", case_class="C2"),
            on("9-02", "classify", "registered", case_class="C2", reason="是劳动报酬争议"),
        ]
    )
    reasons = [(r["fields"]["case_class"], r["fields"]["reason"]) for r in workshop.show()["records"]]
    assert reasons == [("C6", "内部分配"), ("C2", "是劳动报酬争议")]


def test_what_turns_out_to_be_an_accusation_is_sealed_when_it_is_classified(workshop: Walk) -> None:
    workshop.register("9-01", **{"class": None})
    workshop.go(
        [
            on("9-02", "note", "handling", text="核对了领料单"),
            on("9-03", "classify", "handling", "T2 2026-09-16", case_class="B", reason="反映的是干部谋私"),
            no("9-03", "cannot_settle", "密封"),
            on("9-04", "seal_handover", "handed_over", pages="2", receiver_office="纪委办公室"),
        ]
    )


@pytest.mark.parametrize(
    ("route", "clocks", "then", "ends"),
    [
        ("C1", "T20 none, T23 none, T24 none", (), "T2 met"),
        # a year from 1 July 2026, a Thursday: the right does not roll on, and goes on when the case here is concluded
        ("C2", "T20 2027-07-01", (), "T20 2027-07-01"),
        (
            "C2",
            "T20 2027-07-01",
            (on("7-15", "route_taken", "guided", "T20 met", organ="云岭市仲裁委"),),
            "T20 met",
        ),
        ("C3", "T20 none, T23 none", (), "T2 met"),
        (
            "C4",
            "T22 2026-07-31, T23 2027-07-01",
            (
                no("7-14", "conclude", "没有登记送达"),
                on("7-15", "claim_injury", "guided", "T22 met, T23 stopped", organ="云岭市人社局"),
            ),
            "T22 met",
        ),
        # 1 July 2028 is a Saturday of a year whose holidays nobody has published
        ("C5", "T24 2028-07-03", (), "T24 2028-07-03"),
    ],
    ids=["C1", "C2", "C2-taken", "C3", "C4", "C5"],
)
def test_routes_to_another_procedure_are_shown_with_the_day_the_right_is_lost(
    either: Walk, route: str, clocks: str, then: tuple[Step | Refused, ...], ends: str
) -> None:
    either.register("7-06", **{"class": route})
    either.go(
        [
            no("7-07", "accept", "受理只用于C6"),
            on("7-07", "guide", "guided", f"T2 met, {clocks}", right_from="2026-07-01", **ROUTE),
            *then,
            served("7-16", "lawful_route_notice", "guided", way="post", received_on="2026-07-08"),
            on("7-20", "follow_up", "guided", **VISITED),
            on("7-21", "conclude", "concluded", ends),
            on("7-22", "archive", "archived", archive_number="XF-2026-2"),
        ]
    )  # fmt: skip
    assert either.papers[0] == "lawful_route_notice"
    says = either.texts["lawful_route_notice"]
    assert "云岭市有关机关" in says and "云岭市中心街8号" in says
    # the letter names the day before any holiday is added: another body judges whether the last day moves
    lost = {"C2": "2027年7月1日", "C4": "2027年7月1日", "C5": "2028年7月1日"}
    assert lost.get(route, "") in says


def test_a_route_is_proposed_with_its_ground_and_the_organ_of_the_unit_table_with_its_address(
    workshop: Walk,
) -> None:
    where = ("--kind", "organ", "--address", "云岭市中心街9号", "--phone", "0352-0000909")
    workshop.desk.json("unit", "put", "ZCW0", "--name", "云岭市仲裁委", *where)
    workshop.register("7-06", **{"class": "C2"})
    only = {"organ": "云岭市仲裁委", "materials": "工资表", "right_from": "2026-07-01"}
    workshop.go([on("7-07", "guide", "guided", "T20 2027-07-01", **only)])
    says = workshop.texts["lawful_route_notice"]
    for words in ("申请仲裁", "第三十一条第二项", "云岭市中心街9号", "0352-0000909", "一年", "2027年7月1日"):
        assert words in says


def test_the_enterprise_mediates_a_labour_dispute_and_it_fails(workshop: Walk) -> None:
    workshop.register("9-01", **{"class": "C2"})
    workshop.go(
        [
            no("9-02", "mediation_failed", "没有正在进行的企业调解", reason="没有"),
            on("9-02", "guide", "guided", "T20 2027-08-03", right_from="2026-08-03", **ROUTE),
            on("9-03", "mediate", "guided", "T21 2026-09-18", committee="公司劳动争议调解委员会", applicant="王建国"),
            on("9-17", "mediation_failed", "guided", "T21 met, T20 2027-08-03", reason="双方对标准看法不同"),
        ]
    )  # fmt: skip


def test_the_enterprise_mediates_a_labour_dispute_and_both_sign(workshop: Walk) -> None:
    workshop.register("9-01", **{"class": "C2"})
    workshop.go(
        [
            on("9-03", "mediate", "registered", "T21 2026-09-18", committee="公司劳动争议调解委员会", applicant="王建国"),
            no("9-10", "settle", "请确认", parties="王建国；云岭煤业综采一区", terms="十月补发630元"),
            on(
                "9-10", "settle", "concluded", "T21 met, T2 met",
                parties="王建国；云岭煤业综采一区", terms="十月补发630元", both_signed="yes", mediator="公司调解委员会",
            ),
            served("9-10", "settlement", "concluded"),
            on("9-11", "archive", "archived", archive_number="XF-2026-3"),
        ]
    )  # fmt: skip


def test_an_appeal_goes_through_all_levels_at_headquarters(headquarters: Walk) -> None:
    headquarters.register("9-01")
    headquarters.go(
        [
            on("9-01", "slip", "registered", "T2 2026-09-16"),
            no("9-02", "decision_letter", "还没有受理"),
            on("9-03", "accept", "handling", "T2 met, T7 2026-11-02"),
            no("9-04", "classify", "已经受理", case_class="C2", reason="改"),
            on("9-04", "hearing", "handling", **HEARING),
            on("10-20", "extend", "handling", "T7 2026-12-02", days="30", told_on="2026-10-20", **EXTENSION),
            no("10-21", "extend", "只能延期一次", days="5", told_on="2026-10-21", **EXTENSION),
            on("11-20", "decision_letter", "replied", "T7 met, T8 none", **DECISION),
            no("11-20", "review_apply", "还没有登记", **ASKED),
            served("11-21", "acceptance_notice", "replied", received_on="2026-09-03"),
            served("11-21", "extension_notice", "replied", received_on="2026-10-20"),
            served("11-21", "decision_letter", "replied", "T8 2026-12-21, T16 2026-12-21"),
            no("11-22", "archive", "只有"),
            no("11-22", "finalise", "还可以申请复查", reason="期满"),
            on("12-10", "review_application", "replied", opinion_number="云岭信访意〔2026〕1号"),
            on("12-10", "review_apply", "under_review", "T8 met, T9 2027-01-09", reviewer=GROUP, **ASKED),
            no("12-11", "review_decision", "由上一级", **REVIEW),
            on("2027-01-05", "record_review", "reviewed", "T9 met, T10 none", **OUTSIDE),
            on("2027-01-08", "note_received", "reviewed", "T10 2027-02-08", received_on="2027-01-07"),
            on("2027-01-20", "final_review_application", "reviewed"),
            on("2027-02-08", "final_review_apply", "under_final_review", "T10 met, T11 2027-03-10", reviewer="省国资委", **ASKED),
            on("2027-02-24", "pause", "under_final_review", "T11 2027-03-15", **FINAL_HEARING),
            on("2027-03-12", "record_final_review", "finalised", "T11 met", dated_on="2027-03-11", **FINAL_OPINION),
            on("2027-03-20", "help_hardship", "finalised", kind="临时救助", unit="工会", result="已发放"),
            on("2027-03-21", "archive", "archived", archive_number="XF-2027-1"),
        ]
    )  # fmt: skip
    assert headquarters.papers == [
        "slip", "acceptance_notice", "hearing_record", "extension_notice", "decision_letter",
        "review_application", "final_review_application",
    ]  # fmt: skip
    says = headquarters.texts
    assert "2026年11月2日" in says["acceptance_notice"]
    assert "2026年12月2日" in says["extension_notice"]
    for word in ("云岭集团有限公司", "30日", "补发津贴", "支持", "解释说明", "复查"):
        assert word in says["decision_letter"]
    steps = headquarters.desk.json("deadline", "why", headquarters.number)["deadlines"]
    out = headquarters.folder / "case-file.pdf"
    whole = headquarters.desk.json("document", "issue", headquarters.number, "case_file", "--out", out)
    assert whole["pages"] > len(headquarters.papers)
    eleven = next(one for one in steps if one["rule"] == "T11")
    assert any("2027-02-20" in step and "不计" in step for step in eleven["steps"])


def test_headquarters_reviews_what_a_lower_unit_decided_and_not_its_own_review(headquarters: Walk) -> None:
    headquarters.register("9-01")
    headquarters.go(
        [
            on("9-02", "record_decision", "replied", "T2 stopped, T8 2026-10-08", received_on="2026-09-02", **LOWER_OPINION),
            on("9-20", "review_apply", "under_review", "T8 met, T9 2026-10-20", reviewer="云岭煤业有限公司", **ASKED),
            on("9-21", "hearing", "under_review", **HEARING),
            on("10-21", "review_decision", "reviewed", "T9 met_late, T10 none", **REVIEW, **REMEDY),
            served("10-22", "review_decision", "reviewed", "T10 2026-11-23", **REFUSED_RECEIPT),
            on("11-23", "final_review_apply", "under_final_review", "T10 met, T11 2026-12-23", reviewer=GROUP, **ASKED),
            no("11-24", "final_review_decision", "由上一级", **REVIEW),
            on("12-20", "record_final_review", "finalised", "T11 met", **OUTSIDE),
            on("12-21", "archive", "archived", archive_number="XF-2026-5"),
        ]
    )  # fmt: skip
    paper = next(paper for paper in headquarters.show()["documents"] if paper["kind"] == "review_decision")
    assert paper["served_on"] == "2026-10-22"


def test_the_workshop_settles_it_on_the_spot(workshop: Walk) -> None:
    workshop.register("9-01")
    workshop.go(
        [
            on("9-01", "slip", "registered", "T2 2026-09-16"),
            no("9-02", "accept", "不是有权处理"),
            no("9-02", "decision_letter", "不是有权处理", **DECISION),
            on("9-03", "note", "handling", text="和考勤员对了表"),
            on("9-08", "reply", "replied", "T2 met", **REPLY),
            served("9-09", "reply", "replied", "T16 2026-10-09, T8 none"),
            on("9-10", "rate", "replied", "T16 met", **RATED),
            on("9-28", "follow_up", "replied", **VISITED),
            on("9-28", "conclude", "concluded"),
            on("9-29", "archive", "archived", archive_number="XF-2026-4"),
        ]
    )  # fmt: skip
    assert workshop.show()["requests"] == ["补发津贴", "说明怎样核对"]
    assert ANSWERS["answer_1"] in str(workshop.show()["records"])


def test_what_the_workshop_cannot_settle_goes_up_and_comes_back_with_a_decision(workshop: Walk) -> None:
    workshop.register("9-01")
    workshop.go(
        [
            on("9-03", "note", "handling", text="和考勤员对了表"),
            no("9-04", "refer", "由信访接待部门办理", receiver_office="劳资科", requirement="核算"),
            on("9-04", "explanation_letter", "handling", **EXPLANATION),
            on("9-04", "cannot_settle", "awaiting_transfer", reason="津贴标准由公司核定"),
            on("9-04", "take_back", "handling"),
            on("9-05", "cannot_settle", "awaiting_transfer", reason="津贴标准由公司核定"),
            on("9-05", "transfer_notice", "awaiting_transfer", "T2 met"),
            on("9-07", "packet", "in_transfer"),
            no("9-07", "take_back", "只有待移送"),
            no("9-07", "undo", "移送包", reason="写错了"),
            on("9-08", "transfer_received", "transferred", receiver="信访接待部 周岚", their_number="YL00-1"),
            served("9-08", "transfer_notice", "transferred"),
            on("10-30", "record_decision", "replied", "T8 none", **COMPANY_OPINION),
            no("10-31", "review_apply", "还没有登记", **ASKED),
            no("10-31", "archive", "只有"),
            on("11-02", "note_received", "replied", "T8 2026-11-30, T16 2026-11-30", received_on="2026-10-30"),
            on("11-25", "review_apply", "under_review", "T8 met, T9 2026-12-25", reviewer=GROUP, **ASKED),
            no("11-26", "review_decision", "不是有权处理", **REVIEW),
            on("12-22", "record_review", "reviewed", "T9 met, T10 2027-01-20", received_on="2026-12-21", **OUTSIDE),
            no("2027-01-20", "finalise", "还可以申请复核", reason="期满"),
            on("2027-01-21", "finalise", "finalised", "T10 stopped", reason="逾期没有申请复核"),
            on("2027-01-22", "archive", "archived", archive_number="XF-2027-2"),
        ]
    )  # fmt: skip
    assert workshop.papers == ["explanation_letter", "transfer_notice"]
