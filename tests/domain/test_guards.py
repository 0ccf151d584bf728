"""Every guard of the table: when it refuses, and in which words; and that it lets pass what is right."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import pytest

from app.domain import guards
from app.domain.codes import CaseClass, CaseState, Origin, StationRole
from app.domain.deadlines import DeadlineState
from app.domain.moves import Facts
from app.domain.procedure import MOVES, act_on
from tests.builders import a_case, a_petitioner
from tests.domain.facts import EARLIER, LATER, a_clock, a_group, a_record, given, the_facts

S = CaseState


@dataclass(frozen=True)
class Line:
    """An act that a guard refuses with ``why``; with ``mended`` it lets it pass."""

    guard: str
    act: str
    state: CaseState
    why: str
    before: str = ""
    mended: str | None = ""
    case: dict[str, Any] | None = None
    facts: dict[str, Any] | None = None

    def judged(self, words: str | None) -> str:
        """Why the act may not be done when so much has happened."""
        case = a_case(state=self.state, **(self.case or {}))
        changes = {"station": StationRole.HEADQUARTERS, **(self.facts or {})}
        return act_on(self.act, given(the_facts(case=case, **changes), words or "")).why


LINES = [
    Line("competent", "accept", S.REGISTERED, "不是有权处理的机关、单位", mended="competent"),
    Line("told_already", "receipt_notice", S.REGISTERED, "书面告知已经完成", mended="T2"),
    Line("first_petition", "simplify", S.REGISTERED, "重复信访", mended=None, case={"repeat_of": "ZC01-20260101-0001-A"}),
    Line("no_group", "simplify", S.REGISTERED, "5人以上的集体访", mended=None, case={"people_count": 5}),
    Line("not_assigned", "simplify", S.REGISTERED, "上级转送、交办", mended=None, case={"origin": Origin.SUPERIOR}),
    Line("one_office", "simplify", S.REGISTERED, "协同办理", before="helpers"),
    Line("not_urgent", "simplify", S.REGISTERED, "重大紧急", mended=None, case={"urgent": True}),
    Line("not_accepted", "merge", S.HANDLING, "受理", before="accepted"),
    Line("not_accepted", "decline", S.HANDLING, "受理", before="accepted"),
    Line("not_simplified", "simplify", S.HANDLING, "已经按简易办理", before="simplified"),
    Line("simplified", "to_ordinary", S.HANDLING, "没有按简易办理", mended="simplified"),
    Line("accepted", "decision_letter", S.HANDLING, "还没有受理", before="competent", mended="competent, accepted"),
    Line("decision_owed", "reply", S.HANDLING, "须先受理", before="competent"),
    Line("decision_owed", "reply", S.HANDLING, "须出具信访处理意见书", before="accepted", mended="simplified, accepted"),
    Line("not_extended", "extend", S.HANDLING, "只能延期一次", before="T7, extended", mended="T7"),
    Line("clock_of_handling_runs", "extend", S.HANDLING, "六十日只适用于", mended="T7"),
    Line("clock_of_handling_runs", "extend", S.HANDLING, "届满，不能再延期", before="T7 over", mended="T7"),
    Line("pausable_runs", "pause", S.UNDER_FINAL_REVIEW, "没有可以扣除听证时间", before="T9", mended="T11"),
    Line("from_above", "objection", S.REGISTERED, "只有上级转送", before="T4", mended="T4, superior"),
    Line("came_from_below", "return_down", S.HANDLING, "不是基层单位移送上来的", mended="sent up"),
    Line("not_accepted", "return_down", S.HANDLING, "受理", before="sent up, accepted", mended="sent up"),
    Line("came_from_below", "receive_again", S.RETURNED, "不是基层单位移送上来的", mended="sent up"),
    Line("objection_in_time", "objection", S.REGISTERED, "异议期已于", before="superior, T4 over", mended="superior, T4"),
    Line("review_in_time", "review_apply", S.REPLIED, "还没有登记", mended="T8"),
    Line("review_in_time", "review_apply", S.REPLIED, "三十日已于", before="T8 over", mended="T8"),
    Line("review_in_time", "review_apply", S.REPLIED, "答复不是处理意见书", before="plain reply", mended="plain reply, T8"),
    Line("not_decided", "cannot_settle", S.REPLIED, "申请复查", before="decided elsewhere", mended="plain reply",
         facts={"station": StationRole.WORKSHOP}),
    Line("final_review_in_time", "final_review_apply", S.REVIEWED, "还没有登记", before="T8", mended="T10"),
    Line("final_review_in_time", "final_review_apply", S.REVIEWED, "三十日已于", before="T10 over", mended="T10"),
    Line("right_over", "finalise", S.REPLIED, "没有起算", mended="T8 over"),
    Line("right_over", "finalise", S.REPLIED, "前还可以申请复查", before="T8", mended="T8 over"),
    Line("right_over", "finalise", S.REVIEWED, "前还可以申请复核", before="T10", mended="T10 over"),
    Line("no_right_runs", "archive", S.CONCLUDED, "还可以申请复查", before="T8", mended="T8 over"),
    Line("no_right_runs", "archive", S.CONCLUDED, "收到意见书的日期还没有登记", before="receipt unknown"),
    Line("receipt_unknown", "note_received", S.REPLIED, "没有还不知道收到日期", mended="receipt unknown"),
    Line("extended", "remove_extension", S.HANDLING, "没有延期", mended="extended"),
    Line("paused", "remove_pause", S.HANDLING, "没有扣除过", mended="paused"),
    Line("due_to_report", "conclusion_report", S.REPLIED, "不用写办结报告", mended="superior"),
    Line("reviewed_by_another", "review_decision", S.UNDER_REVIEW, "由上一级", before="competent",
         mended="competent, decided elsewhere", facts={"records": (a_record("decision_letter"),)}),
    Line("finally_reviewed_by_another", "final_review_decision", S.UNDER_FINAL_REVIEW, "由上一级", before="competent",
         mended="competent, reviewed elsewhere", facts={"records": (a_record("review_decision"),)}),
    Line("finalised_before", "decline_final", S.REGISTERED, "不是重复信访", mended="first finalised"),
    Line("served", "conclude", S.REPLIED, "还有1份文书没有登记送达", before="unserved"),
    Line("no_duty_left", "conclude", S.TRANSFERRED, "还没有书面告知", before="T2"),
    Line("no_duty_left", "conclude", S.REPLIED, "办结报告还没有报送", before="T6"),
    Line("no_duty_left", "conclude", S.GUIDED, "还没有申请工伤认定", before="T22"),
    Line("no_duty_left", "archive", S.DECLINED, "办结报告还没有报送", before="T6"),
    Line("injury_claim_due", "claim_injury", S.GUIDED, "没有在计时的工伤认定", mended="T22", case={"case_class": CaseClass.C4}),
    Line("route_open", "route_taken", S.GUIDED, "没有在计时的仲裁", mended="T24", case={"case_class": CaseClass.C5}),
    Line("something_to_serve", "serve", S.REPLIED, "没有等待送达的文书", mended="unserved"),
    Line("anything_to_serve", "proof_of_service", S.REPLIED, "还没有要送达的文书", mended="unserved"),
    Line("rating_open", "rate", S.REPLIED, "评价期没有开始", mended="T16"),
    Line("rating_open", "rate", S.REPLIED, "按未评价统计", before="T16 over", mended="T16"),
    Line("recusal_asked", "decide_recusal", S.HANDLING, "没有人申请回避", mended="recusal asked"),
    Line("mediation_runs", "mediation_failed", S.GUIDED, "没有正在进行的企业调解", mended="T21"),
    Line("class_chosen", "refer", S.REGISTERED, "还没有分类", mended=None, case={"case_class": None}),
    Line("anonymous_or_unclear", "notice_impossible", S.REGISTERED, "应当书面告知", before="T2", mended="T2, anonymous"),
    Line("supervised", "answer_supervision", S.REFERRED, "没有督办", mended="supervised"),
    Line("helpers_named", "helper_answer", S.HANDLING, "没有协办部门", mended="helpers"),
    Line("class_open", "classify", S.HANDLING, "已经受理，先撤销受理", before="accepted"),
    Line("class_open", "classify", S.HANDLING, "已经按简易办理", before="simplified"),
]  # fmt: skip


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.guard}-{line.act}-{line.why}")
def test_a_guard_refuses_with_its_reason_and_lets_pass_what_is_right(line: Line) -> None:
    assert line.why in line.judged(line.before)
    if line.mended is None:
        plain = replace(line, case=None)
        assert plain.judged("") == ""
    elif "records" in (line.facts or {}):
        assert replace(line, facts=None).judged(line.mended) == ""
    else:
        assert line.judged(line.mended) == ""


def test_every_guard_of_the_table_is_tried() -> None:
    used = {guard.__name__ for move in MOVES.values() for guard in move.guards}
    tried = {line.guard for line in LINES} | {"proxies_left", "_last_step_undoable"}
    assert used == tried


def at_headquarters(**changes: Any) -> Facts:
    return the_facts(station=StationRole.HEADQUARTERS, **changes)


def test_two_proxies_at_most() -> None:
    one, two = a_record("name_proxy", 1), a_record("name_proxy", 2)
    assert guards.proxies_left(the_facts(records=(one,))) == ""
    assert guards.proxies_left(the_facts(records=(one, two))) == "委托代理人最多2人"


def test_the_threshold_of_a_group_is_the_units_own() -> None:
    assert guards.no_group(the_facts(case=a_group(5), group_from=6)) == ""
    assert guards.no_group(the_facts(case=a_group(6), group_from=6)) == "6人以上的集体访不适用简易办理"


def test_a_recusal_is_asked_for_again_after_it_was_decided() -> None:
    asked, decided = a_record("ask_recusal", 1), a_record("decide_recusal", 2)
    assert guards.recusal_asked(the_facts(records=(asked, decided))) == "回避申请已经决定"
    assert guards.recusal_asked(the_facts(records=(asked, decided, a_record("ask_recusal", 3)))) == ""


def test_each_supervision_is_answered_once() -> None:
    ordered, answered = a_record("supervise", 1), a_record("answer_supervision", 2)
    assert guards.supervised(the_facts(records=(ordered, answered))) == "督办已经反馈"
    assert guards.supervised(the_facts(records=(ordered, answered, a_record("supervise", 3)))) == ""


def test_a_rating_is_given_once() -> None:
    facts = the_facts(records=(a_record("rate"),), deadlines=(a_clock("T16"),))
    assert guards.rating_open(facts) == "已经评价"


def test_the_simplified_way_once_left_is_not_left_again_and_may_be_entered_no_more() -> None:
    left = (a_record("simplify", 1), a_record("to_ordinary", 2))
    assert guards.simplified(the_facts(records=left)) == "已经转为普通程序"
    assert "须出具信访处理意见书" in guards.decision_owed(the_facts(records=(*left, a_record("accept", 3))))


def test_the_last_day_of_a_right_still_counts() -> None:
    today = the_facts().today
    last_day = the_facts(case=a_case(state=S.REPLIED), deadlines=(a_clock("T8", today),))
    assert act_on("review_apply", last_day).allowed
    assert "还可以申请复查" in act_on("finalise", last_day).why
    over = replace(last_day, today=today + dt.timedelta(days=1))
    assert not act_on("review_apply", over).allowed
    assert act_on("finalise", over).allowed


def test_the_last_day_of_the_sixty_is_still_extended() -> None:
    today = the_facts().today
    facts = the_facts(case=a_case(state=S.HANDLING), deadlines=(a_clock("T7", today),))
    assert act_on("extend", facts).allowed
    assert not act_on("extend", replace(facts, today=LATER)).allowed


def test_a_case_that_was_taken_on_is_not_objected_to() -> None:
    met = a_clock("T4", state=DeadlineState.STOPPED)
    facts = the_facts(case=a_case(state=S.REGISTERED, origin=Origin.SUPERIOR), deadlines=(met,))
    assert "已经接下" in guards.objection_in_time(facts)
    assert guards.objection_in_time(replace(facts, deadlines=())) == ""
    late = replace(facts, deadlines=(a_clock("T4", EARLIER, DeadlineState.STOPPED),))
    assert "届满" in guards.objection_in_time(late)


def test_who_left_no_way_to_be_reached_is_not_owed_a_notice() -> None:
    nowhere = a_petitioner(address="", phone="", unit="")
    facts = the_facts(case=a_case(petitioners=(nowhere,)), deadlines=(a_clock("T2"),))
    assert guards.anonymous_or_unclear(facts) == ""
    assert guards.anonymous_or_unclear(replace(facts, deadlines=())) == "书面告知已经完成，不用再告知"


@pytest.mark.parametrize("ended", [S.REPLIED, S.CONCLUDED, S.ARCHIVED, None])
def test_a_first_case_that_was_not_finalised_turns_nobody_away(ended: CaseState | None) -> None:
    repeat = a_case(state=S.REGISTERED, repeat_of="ZC01-20260101-0001-A")
    assert "首件还没有终结" in guards.finalised_before(the_facts(case=repeat, first_state=ended))


def test_the_receipt_of_the_newest_opinion_is_what_counts() -> None:
    decision = a_record("record_decision", 1, fields={"received_on": "2026-11-01"})
    review = a_record("record_review", 2)
    noted = a_record("note_received", 3)
    assert not guards.receipt_owed(the_facts(records=(decision,)))
    assert guards.receipt_owed(the_facts(records=(decision, review)))
    assert not guards.receipt_owed(the_facts(records=(decision, review, noted)))


def test_a_unit_reviews_what_another_decided_even_when_it_only_noted_its_own() -> None:
    own = a_record("record_decision", 1, fields={"unit": "综采一区"})
    facts = at_headquarters(records=(own,))
    assert "由上一级" in guards.reviewed_by_another(facts)
    assert guards.reviewed_by_another(replace(facts, own_unit="集团公司")) == ""
