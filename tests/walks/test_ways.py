"""The ways a case may take besides the straight one: simplified, shared, merged, withdrawn, objected, assigned."""

import datetime as dt

import pytest

from tests.walks.papers import (
    ASKED,
    DECISION,
    EXTENSION,
    FINAL_OPINION,
    LOWER_OPINION,
    MEETING,
    OBJECTION,
    OUTSIDE,
    RECEIPT,
    RECEPTION,
    REPLY,
    SUGGESTION,
    SUPERVISION,
)
from tests.walks.walking import Walk, no, on, served


def test_a_simple_matter_is_answered_in_the_simplified_way(headquarters: Walk) -> None:
    headquarters.register("9-21")
    headquarters.go(
        [
            # three working days from 21 September 2026, a Monday
            on("9-21", "simplify", "handling", "T13 2026-09-24, T2 2026-10-06", condition="simple"),
            no("9-21", "simplify", "已经按简易办理", condition="simple"),
            # ten working days from the 22nd: 25 September and the first week of October are holidays
            on("9-22", "accept", "handling", "T13 met, T2 met, T15 2026-10-13, T7 none"),
            no("9-23", "extend", "没有在计时的六十日", days="10", told_on="2026-09-23", **EXTENSION),
            on("9-28", "reply", "replied", "T15 met", **REPLY),
            served("9-28", "acceptance_notice", "replied", received_on="2026-09-22"),
            served("9-28", "reply", "replied", "T16 2026-10-28"),
            on("9-29", "conclude", "concluded", "T16 2026-10-28"),
            on("9-30", "archive", "archived", "T16 2026-10-28", archive_number="XF-1"),
        ]
    )  # fmt: skip


def test_the_three_days_to_decide_on_the_simplified_way_run_from_the_receipt(headquarters: Walk) -> None:
    headquarters.register("9-21")
    headquarters.go([on("9-23", "simplify", "handling", "T13 2026-09-24", condition="simple")])
    (why,) = [
        one
        for one in headquarters.desk.json("deadline", "why", headquarters.number)["deadlines"]
        if one["rule"] == "T13"
    ]
    assert why["steps"][0] == "起算事件：收到（简易办理）"


def test_a_suggestion_may_be_answered_in_the_simplified_way_by_a_workshop(workshop: Walk) -> None:
    workshop.register("9-21", **{"class": "A", "requests": ["增设更衣柜"]})
    workshop.go(
        [
            on("9-21", "simplify", "handling", "T13 2026-09-24", condition="at_once"),
            on("9-22", "suggestion_reply", "replied", "T13 met, T2 met", **SUGGESTION),
        ]
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"people_count": 5, "petitioners": [{"name": "王建国", "representative": True}]}, "集体访"),
        ({"origin": "superior"}, "上级转送"),
        ({"class": "C2"}, "只用于"),
        ({"class": None}, "还没有分类"),
    ],
    ids=["group", "from above", "other route", "no class"],
)
def test_the_simplified_way_is_not_for_everything(
    headquarters: Walk, changes: dict[str, object], why: str
) -> None:
    headquarters.register("9-21", **changes)
    headquarters.go([no("9-21", "simplify", why, condition="simple")])


def test_the_simplified_way_is_left_and_the_sixty_days_run_from_the_acceptance(headquarters: Walk) -> None:
    headquarters.register("9-21")
    headquarters.go(
        [
            on("9-21", "simplify", "handling", condition="simple"),
            on("9-22", "accept", "handling", "T15 2026-10-13, T7 none"),
            on("9-29", "to_ordinary", "handling", "T15 stopped, T7 2026-11-21", reason="需要查档案"),
            no("9-29", "reply", "须出具信访处理意见书", **REPLY),
            on("9-30", "undo", "handling", "T15 2026-10-13, T7 none", reason="不用查了"),
            on("9-30", "reply", "replied", "T15 met", **REPLY),
        ]
    )


def test_the_simplified_way_is_left_before_anything_was_accepted(headquarters: Walk) -> None:
    headquarters.register("9-21")
    headquarters.go(
        [
            on("9-21", "simplify", "handling", condition="simple"),
            on("9-22", "to_ordinary", "handling", "T13 stopped, T7 none", reason="争议大"),
            on("9-24", "accept", "handling", "T7 2026-11-23"),
            no("9-25", "reply", "须出具信访处理意见书", **REPLY),
        ]
    )


def test_several_offices_answer_and_one_leads(headquarters: Walk) -> None:
    headquarters.register("9-01")
    headquarters.go(
        [
            on("9-02", "accept", "handling", "T7 2026-11-01"),
            no("9-03", "helper_answer", "没有协办部门", office="财务科", answer="已核"),
            no("9-03", "share_handling", "不用再列为协办", lead="劳资科", helpers="财务科 劳资科", wanted="核对工资"),
            no("9-03", "share_handling", "早于收到日期", lead="劳资科", helpers="财务科", wanted="核", due_on="2026-08-31"),
            on("9-03", "share_handling", "handling", lead="劳资科", helpers="财务科、综采一区", wanted="核对工资"),
            on("9-08", "helper_answer", "handling", office="财务科", answer="已核，少算630元"),
            no("9-09", "helper_answer", "只能是综采一区、财务科（已答复）", office="后勤科", answer="与我无关"),
            on("9-09", "helper_answer", "handling", office="综采一区", answer="考勤属实"),
            no("9-09", "decide_together", "开过会再登记", **{**MEETING, "held_on": "2026-09-10"}),
            on("9-20", "decide_together", "handling", **MEETING),
            on("10-30", "decision_letter", "replied", "T7 met", **DECISION),
        ]
    )  # fmt: skip
    answers = [r["fields"]["office"] for r in headquarters.show()["records"] if r["act"] == "helper_answer"]
    assert answers == ["财务科", "综采一区"]


def test_a_repeat_is_merged_with_its_first_and_parted_again(workshop: Walk) -> None:
    first = workshop.register("9-01")
    second = workshop.register("9-10", content="还是夜班津贴的事。")
    workshop.go(
        [
            no("9-10", "merge", "不能把事项关联到它自己", first=second, reason="同一件"),
            on("9-10", "merge", "merged", "T2 2026-09-25", first=first, reason="同人同事"),
            no("9-10", "link_repeat", "只有", first=first),
        ]
    )
    assert workshop.show()["repeat_of"] == first
    assert f"首件：{first}" in workshop.desk.run("case", "show", second).stdout
    workshop.go([on("9-11", "undo", "registered", "T2 2026-09-25", reason="内容有新的事实")])
    assert workshop.show()["repeat_of"] == ""
    records = workshop.desk.json("case", "records", second)["records"]
    assert [(r["act"], r["undone"]["reason"]) for r in records] == [("merge", "内容有新的事实")]


def test_the_petitioner_withdraws_of_his_own_will(either: Walk) -> None:
    either.register("9-01")
    words = {"way": "书面申请", "statement": "问题已经解决，不再要求。"}
    either.go(
        [
            no("9-05", "withdraw", "请确认", **words),
            on("9-05", "withdraw", "withdrawn", "T2 stopped", voluntary="yes", **words),
            no("9-06", "note", "只有", text="又去问了"),
            on("9-06", "undo", "registered", "T2 2026-09-16", reason="本人又要求办理"),
            on("9-06", "withdraw", "withdrawn", voluntary="yes", **words),
            on("9-07", "archive", "archived", archive_number="XF-6"),
        ]
    )


def test_a_settlement_ends_the_case_with_both_signatures(headquarters: Walk) -> None:
    headquarters.register("9-01")
    agreed = {"parties": "王建国；云岭煤业", "terms": "十月补发630元"}
    headquarters.go(
        [
            on("9-02", "accept", "handling", "T7 2026-11-01"),
            no("9-20", "settle", "请确认", **agreed),
            on("9-20", "settle", "concluded", "T7 met", both_signed="yes", **agreed),
            no("9-20", "archive", "没有登记送达", archive_number="XF-7"),
            served("9-20", "acceptance_notice", "concluded", received_on="2026-09-02"),
            served("9-20", "settlement", "concluded"),
            on("9-21", "archive", "archived", archive_number="XF-7"),
        ]
    )


def test_a_hearing_is_left_out_within_an_extended_limit_and_each_is_removed_alone(headquarters: Walk) -> None:
    headquarters.register("9-01")
    headquarters.go(
        [
            on("9-01", "accept", "handling", "T7 2026-10-31"),
            no("9-02", "pause", "早于", first="2026-09-20", last="2026-09-18", reason="听证"),
            on("9-20", "pause", "handling", "T7 2026-11-05", first="2026-09-16", last="2026-09-20", reason="听证"),
            no("9-20", "extend", "延长日数须在1至30之间", days="31", told_on="2026-09-20", **EXTENSION),
            on("10-19", "extension_approval", "handling", days="30", new_due_on="2026-12-05", **EXTENSION),
            on("10-20", "extend", "handling", "T7 2026-12-05", days="30", told_on="2026-10-20", **EXTENSION),
            # a hearing within the extension: the extension itself is not shortened by it
            on("11-10", "pause", "handling", "T7 2026-12-07", first="2026-11-09", last="2026-11-10", reason="再次听证"),
            # without the extension the second hearing lies after the end, and moves nothing
            on("11-11", "undo", "handling", "T7 2026-11-05", only="extend", reason="不用延期"),
            on("11-11", "undo", "handling", "T7 2026-11-05", only="pause", reason="记错"),
            on("11-11", "undo", "handling", "T7 2026-10-31", only="pause", reason="记错"),
            no("11-11", "undo", "没有扣除过", only="pause", reason="记错"),
            no("11-11", "extend", "届满", days="5", told_on="2026-11-11", **EXTENSION),
        ]
    )  # fmt: skip
    notice = next(p for p in headquarters.show()["documents"] if p["kind"] == "extension_notice")
    assert notice["withdrawn"] == "不用延期"


def test_an_item_from_above_is_objected_to_and_given_back(workshop: Walk) -> None:
    # five working days from 21 September 2026: 25 September is a holiday, the 20th a working Sunday before it
    workshop.register("9-21", origin="superior")
    workshop.go(
        [
            on("9-22", "objection", "objected", "T3 2026-10-06, T4 met", **OBJECTION),
            no("9-23", "archive", "只有", archive_number="XF"),
            on("9-28", "objection_accepted", "returned", "T3 stopped", consented_by="信访接待部 周岚", returned_way="机要交换"),
            on("9-28", "archive", "archived", archive_number="XF-8"),
        ]
    )  # fmt: skip


def test_an_objection_that_is_refused_leaves_the_case_here(workshop: Walk) -> None:
    workshop.register("9-21", origin="superior")
    workshop.go(
        [
            on("9-22", "objection", "objected", "T3 2026-10-06", **OBJECTION),
            # the worker is told while the objection is open: the fifteen days do not wait for it
            on("9-23", "receipt_notice", "objected", "T3 met", **RECEIPT),
            on("9-28", "objection_refused", "handling", reason="属于本单位"),
            on("10-10", "reply", "replied", **REPLY),
        ]
    )


def test_an_objection_that_comes_too_late_is_refused(workshop: Walk) -> None:
    workshop.register("9-14", origin="superior")
    # five working days, the working Sunday of the 20th among them
    workshop.go([no("9-21", "objection", "届满", **OBJECTION)])
    own = workshop.register("9-14")
    assert own
    workshop.go([no("9-15", "objection", "只有上级转送", **OBJECTION)])


def test_what_was_assigned_from_above_ends_with_a_report(workshop: Walk) -> None:
    workshop.register("9-14", origin="superior", channel="letter")
    report = {
        "opinion": "查了考勤",
        "results": "已补发，答复已送达",
        "facts": "反映津贴少发",
        "leader": "孙立平",
    }
    workshop.go(
        [
            on("9-14", "name_due_date", "registered", "T6 2026-10-30", assign_number="云集信交〔2026〕3号", due_on="2026-10-30"),
            on("9-16", "receipt_notice", "registered", "T3 met, T4 stopped", **RECEIPT),
            on("9-25", "reply", "replied", "T6 2026-10-30", **REPLY),
            served("9-26", "receipt_notice", "replied", received_on="2026-09-16"),
            served("9-26", "reply", "replied"),
            no("9-27", "conclude", "办结报告还没有报送"),
            on("9-27", "conclusion_report", "replied", "T6 met", **report),
            on("9-28", "conclude", "concluded"),
        ]
    )  # fmt: skip
    why = workshop.desk.json("deadline", "why", workshop.number)["deadlines"]
    named = next(one for one in why if one["rule"] == "T6")
    assert (named["due_on"], named["named"]) == ("2026-10-30", True)
    assert any("交办单位指定" in step for step in named["steps"])


def test_headquarters_refers_assigns_supervises_and_gets_the_result(headquarters: Walk) -> None:
    headquarters.register("9-01")
    sent = {"receiver_office": "综采一区", "requirement": "核实后反馈"}
    headquarters.go(
        [
            no("9-02", "cannot_settle", "由基层单位办理"),
            on("9-02", "refer", "referred", "T6 none", **sent),
            on("9-02", "undo", "registered", reason="改为交办"),
            on("9-02", "assign", "referred", "T6 2026-09-30", due_on="2026-09-30", **sent),
            on("9-03", "transfer_notice", "referred", "T2 met"),
            on("10-02", "supervise", "referred", report_by="2026-10-09", **SUPERVISION),
            on("10-08", "answer_supervision", "referred", answer="正在核对"),
            no("10-08", "answer_supervision", "督办已经反馈", answer="又一次"),
            on("10-09", "result_received", "handling", "T6 met_late", report_by="综采一区", result="少算属实"),
            on("10-10", "accept", "handling", "T7 2026-12-09"),
            on("11-20", "decision_letter", "replied", "T7 met", **DECISION),
        ]
    )  # fmt: skip


def test_what_is_not_for_this_unit_is_declined_with_the_reason_and_where_to_go(either: Walk) -> None:
    either.register("9-01")
    words = {
        "reason": "已由集团公司受理，正在办理",
        "basis": "《信访工作条例》第十九条第三款",
        "where_to_go": "云岭集团有限公司",
    }
    either.go(
        [
            no("9-02", "decline", "请填写不予受理的理由"),
            on("9-02", "decline", "declined", "T2 met", **words),
            no("9-03", "archive", "没有登记送达", archive_number="XF-9"),
            served("9-03", "decline_notice", "declined", way="left"),
            on("9-04", "archive", "archived", archive_number="XF-9"),
        ]
    )


def finalised_case(walk: Walk) -> str:
    """A case that went through the final review."""
    number = walk.register("9-01")
    walk.go(
        [
            on("9-02", "record_decision", "replied", received_on="2026-09-02", **LOWER_OPINION),
            on("9-10", "review_apply", "under_review", reviewer="云岭煤业有限公司", **ASKED),
            on("9-20", "record_review", "reviewed", received_on="2026-09-20", **OUTSIDE),
            on("9-30", "final_review_apply", "under_final_review", reviewer="省国资委", **ASKED),
            on("10-20", "record_final_review", "finalised", dated_on="2026-10-19", **FINAL_OPINION),
        ]
    )  # fmt: skip
    return number


def test_the_same_matter_after_the_final_review_is_not_accepted_again(headquarters: Walk) -> None:
    first = finalised_case(headquarters)
    words = {"earlier_number": "3号", "earlier_date": "2026-10-19", "reason": "同一事实和理由，已经复核"}
    headquarters.register("11-02", content="还是夜班津贴的事。")
    headquarters.go(
        [
            no("11-02", "decline_final", "不是重复信访", **words),
            on("11-02", "link_repeat", "registered", first=first),
            no("11-02", "simplify", "重复信访", condition="simple"),
            on("11-03", "decline_final", "declined_final", "T2 met", **words),
            served("11-04", "no_further_acceptance_notice", "declined_final"),
            on("11-05", "archive", "archived", archive_number="XF-10"),
        ]
    )  # fmt: skip


def test_the_same_matter_before_the_end_of_the_first_is_not_turned_away(headquarters: Walk) -> None:
    first = headquarters.register("9-01")
    headquarters.register("9-10", repeat_of=first)
    words = {"earlier_number": "1号", "earlier_date": "2026-09-02", "reason": "同一事项"}
    headquarters.go([no("9-10", "decline_final", "首件还没有终结", **words)])


def test_an_anonymous_letter_is_registered_and_needs_no_notice(workshop: Walk) -> None:
    workshop.register("9-01", petitioners=[], channel="letter", people_count=1)
    workshop.go([on("9-02", "notice_impossible", "registered", "T2 stopped", reason="没有姓名和地址")])
    workshop.register("9-01")
    workshop.go([no("9-02", "notice_impossible", "应当书面告知", reason="找不到人")])


def test_an_urgent_matter_is_reported_at_once(either: Walk) -> None:
    either.register("9-01")
    told = {"reported_to": "公司总值班室", "way": "电话", "measures": "派人到现场疏导"}
    either.go([on("9-01", "report_urgent", "registered", **told)])
    assert either.show()["urgent"] is True
    either.go([on("9-01", "undo", "registered", reason="误记")])
    assert either.show()["urgent"] is False


def test_two_proxies_at_most_speak_for_the_petitioner(workshop: Walk) -> None:
    workshop.register("9-01")
    words = {"scope": "代为陈述", "written": "yes"}
    workshop.go(
        [
            on("9-01", "power_of_attorney", "registered"),
            no("9-01", "name_proxy", "请确认", proxy="李强", scope="代为陈述"),
            on("9-01", "name_proxy", "registered", proxy="李强", **words),
            on("9-01", "name_proxy", "registered", proxy="陈雪", **words),
            no("9-01", "name_proxy", "最多2人", proxy="吴芳", **words),
        ]
    )


def test_the_leader_receives_people_and_it_is_recorded(workshop: Walk) -> None:
    workshop.register("9-01")
    workshop.go([on("9-02", "reception", "registered", **RECEPTION)])


def test_a_letter_written_by_hand_still_needs_what_clocks_are_made_of(headquarters: Walk) -> None:
    headquarters.register("9-01")
    body = "一、延期理由\n正在取证。\n二、延长的期限\n延长十日。\n三、查询和联系\n经办人李敏。"
    own = {"body": body, "told_on": "2026-10-01", "told_way": "当面"}
    headquarters.go(
        [
            on("9-01", "accept", "handling", "T7 2026-10-31"),
            no("10-01", "extend", "延长日数", **own),
            no("10-01", "extend", "还缺：延期理由", days="10", **{**own, "body": "经研究，延长办理期限。"}),
            on("10-01", "extend", "handling", "T7 2026-11-10", days="10", **own),
        ]
    )


def test_nothing_is_done_in_the_future_or_before_the_step_it_follows(workshop: Walk) -> None:
    number = workshop.register("9-01")
    workshop.set_day("9-10")
    desk = workshop.desk
    said = desk.refused("case", "act", number, "cannot_settle", "--on", "2026-09-11")
    assert "在今天之后" in said
    desk.json("case", "act", number, "cannot_settle", "--on", "2026-09-08")
    assert "早于上一步" in desk.refused("case", "act", number, "take_back", "--on", "2026-09-07")
    assert "早于收到日期" in desk.refused("case", "act", number, "take_back", "--on", "2026-08-31")
    day = dt.date(2026, 9, 8).isoformat()
    assert desk.json("case", "act", number, "take_back", "--on", day)["records"][-1]["on"] == day
