"""Nobody approves his own act: who waits for whom, who decides alone, and what is said of it (decision 18)."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.actions.approvals import (
    approvals_of,
    approve,
    return_wish,
    returned_wishes,
    sealed_approvals,
    take_wish_back,
    waiting_approvals,
)
from app.actions.cases import cannot_settle, classify, view_case
from app.actions.desk import Desk
from app.actions.documents import compose_letter, issue_letter, reissue
from app.actions.opening import open_sealed
from app.actions.packets import waiting_cases
from app.actions.procedure import perform, prepare, undo
from app.actions.sealed import sees_number
from app.actions.today import day_list, todays_work
from app.domain.approving import NO_FREE_LEADER, NO_OTHER_LEADER
from app.domain.cases import Respondent
from app.domain.codes import CaseClass, CaseState, Role
from app.domain.errors import NotAllowed, NotFound
from app.domain.station import Operator
from app.domain.today import APPROVE, CONTINUE, Part
from app.storage import station
from tests.desks import register

LEADER = Operator("赵军", (Role.LEADER,), unit="综采一区", post="支部书记")
BOTH = Operator("马强", (Role.CLERK, Role.LEADER), unit="综采一区", post="副区长")
CLERK = Operator("田小雨", (Role.CLERK,), unit="综采一区")
ANSWER = {"adopted": "full", "opinion": "自十月起提前十分钟发车。"}
LETTER = {
    "title": "关于事项的原因说明",
    "body": "已经核实，本单位无权决定。",
    "addressee": "集团公司信访接待室",
}


@contextmanager
def works(desk: Desk, operator: Operator) -> Iterator[None]:
    """Somebody else at the desk."""
    before, desk.operator = desk.operator, operator
    yield
    desk.operator = before


def join(desk: Desk, *people: Operator) -> None:
    """Some come to work here; the desk began with 李敏, who is everything."""
    with desk.store.transaction():
        for one in people:
            station.add_operator(desk.store, one)


def suggestion(desk: Desk, **changes: object) -> str:
    return register(desk, case_class=CaseClass.A, **changes)


def answer(desk: Desk, number: str) -> None:
    """Answer a suggestion, as far as this operator may."""
    letter = {"title": "答复", "addressee": "信访人", "body": "采纳了。"}
    perform(desk, number=number, act="suggestion_reply", fields=ANSWER, letter=letter)


def wish_of(desk: Desk, number: str) -> int:
    return approvals_of(desk, number=number)[-1].id


def last_line(desk: Desk, number: str) -> str:
    return view_case(desk, number=number).timeline[-1].text


def test_on_a_desk_of_one_the_leader_decides_himself_and_record_and_history_say_so(desk: Desk) -> None:
    number = suggestion(desk)
    answer(desk, number)
    (record,) = view_case(desk, number=number).records
    assert (record.operator, record.approved_by, record.own_decision) == ("李敏", "", NO_OTHER_LEADER)
    assert last_line(desk, number) == f"建议答复，{NO_OTHER_LEADER}"


def test_as_soon_as_there_is_another_leader_the_same_act_waits_for_him(desk: Desk) -> None:
    number = suggestion(desk)
    assert not prepare(desk, number=number, act="suggestion_reply").act.waits
    join(desk, LEADER)
    assert prepare(desk, number=number, act="suggestion_reply").act.waits
    answer(desk, number)
    with pytest.raises(NotAllowed, match="自己送审"):
        approve(desk, approval_id=wish_of(desk, number))
    with pytest.raises(NotAllowed, match="自己送审"):
        return_wish(desk, approval_id=wish_of(desk, number), word="再想想")
    with works(desk, LEADER):
        approve(desk, approval_id=wish_of(desk, number))
    (record,) = view_case(desk, number=number).records
    assert (record.operator, record.approved_by, record.own_decision) == ("李敏", "赵军", "")
    assert last_line(desk, number) == "建议答复（李敏送审，赵军批准）"


def test_a_leader_who_is_no_clerk_does_not_approve_his_own_act_either(desk: Desk) -> None:
    join(desk, LEADER)
    number = suggestion(desk)
    with works(desk, LEADER):
        answer(desk, number)
        with pytest.raises(NotAllowed, match="自己送审"):
            approve(desk, approval_id=wish_of(desk, number))
    approve(desk, approval_id=wish_of(desk, number))
    assert view_case(desk, number=number).case.state is CaseState.REPLIED


def test_whom_a_case_complains_of_is_no_other_leader_for_it(desk: Desk) -> None:
    join(desk, LEADER)
    number = suggestion(desk, respondent=Respondent("赵军", "支部书记", "综采一区"))
    answer(desk, number)
    assert view_case(desk, number=number).records[0].own_decision == NO_FREE_LEADER
    other = suggestion(desk)
    answer(desk, other)
    assert view_case(desk, number=other).records == ()


def test_who_withdrew_sees_nothing_waiting_and_decides_nothing(desk: Desk) -> None:
    join(desk, LEADER, BOTH)
    number = suggestion(desk)
    perform(
        desk,
        number=number,
        act="ask_recusal",
        fields={"staff": "赵军", "relation": "亲属", "asked_by": "petitioner"},
    )
    given = {
        "staff": "赵军",
        "relation": "亲属",
        "applicant": "王建国",
        "reason": "亲属",
        "decision": "recused",
        "decided_by": "马强",
    }
    perform(desk, number=number, act="decide_recusal", fields=given)
    with works(desk, LEADER), pytest.raises(NotAllowed, match="关于自己"):
        approve(desk, approval_id=wish_of(desk, number))
    with works(desk, BOTH):
        approve(desk, approval_id=wish_of(desk, number))
    answer(desk, number)
    with works(desk, LEADER):
        assert waiting_approvals(desk) == []
        for decide in (approve, lambda d, approval_id: return_wish(d, approval_id=approval_id, word="不")):
            with pytest.raises(NotAllowed, match="已经回避"):
                decide(desk, approval_id=wish_of(desk, number))
    with works(desk, BOTH):
        assert [wish.act for wish in waiting_approvals(desk)] == ["suggestion_reply"]


def test_a_clerk_whose_only_leader_is_complained_of_passes_the_case_on_and_does_not_answer_it(
    desk: Desk,
) -> None:
    number = suggestion(desk, respondent=Respondent("李敏"))
    with works(desk, CLERK):
        with pytest.raises(NotAllowed, match="请移送上级"):
            answer(desk, number)
        cannot_settle(desk, number=number, reason="反映的是负责人")
        issue_letter(desk, number=number, act="explanation_letter", fields=LETTER)
        record = view_case(desk, number=number).records[-1]
        assert (record.operator, record.approved_by, record.own_decision) == ("田小雨", "", NO_FREE_LEADER)
        assert [case.ready for case in waiting_cases(desk)] == [True]
        undo(desk, number=number, reason="写错了")


def test_an_explanation_letter_waits_and_the_packet_wants_it_until_it_is_approved(desk: Desk) -> None:
    number = register(desk)
    with works(desk, CLERK):
        cannot_settle(desk, number=number)
        changes = issue_letter(desk, number=number, act="explanation_letter", fields=LETTER)
        assert (changes.documents, changes.approvals) == ((), 1)
        assert [case.lacks for case in waiting_cases(desk)] == [("原因说明等负责人批准",)]
    approve(desk, approval_id=wish_of(desk, number))
    assert [case.ready for case in waiting_cases(desk)] == [True]


def sealed_with_leader(desk: Desk) -> str:
    """An accusation that 李敏 registered and 赵军 was let into; 马强 knows nothing of it."""
    join(desk, LEADER, BOTH, CLERK)
    number = register(desk, case_class=CaseClass.B, respondent=Respondent("孙大伟"))
    open_sealed(desk, number=number, operator="赵军", reason="请负责人阅批")
    return number


def test_sealing_takes_effect_at_once_and_tells_no_leader(desk: Desk) -> None:
    join(desk, LEADER)
    number = register(desk)
    with works(desk, CLERK):
        classify(desk, number=number, case_class=CaseClass.B, reason="反映私分")
        assert sees_number(desk, number) is False, "the registrar is somebody else"
    with works(desk, LEADER):
        assert not sees_number(desk, number)
        assert waiting_approvals(desk) == [] == sealed_approvals(desk)


def test_the_way_back_from_sealing_waits_for_a_leader_who_sees_the_case(desk: Desk) -> None:
    number = sealed_with_leader(desk)
    classify(desk, number=number, case_class=CaseClass.C6, reason="核实为待遇问题")
    assert view_case(desk, number=number).case.sealed
    with works(desk, BOTH):
        assert sealed_approvals(desk) == []
        with pytest.raises(NotFound):
            approve(desk, approval_id=1)
    with works(desk, LEADER):
        (wish,) = sealed_approvals(desk)
        assert (wish.case_number, wish.people, wish.subject.startswith("封号")) == (number, "", True)
        approve(desk, approval_id=wish.id)
    assert not view_case(desk, number=number).case.sealed


def test_undoing_the_sealing_is_no_way_round_the_leader(desk: Desk) -> None:
    join(desk, LEADER)
    number = register(desk)
    classify(desk, number=number, case_class=CaseClass.B, reason="反映私分")
    open_sealed(desk, number=number, operator="赵军", reason="请负责人阅批")
    with pytest.raises(NotAllowed, match="解除密封"):
        undo(desk, number=number, reason="点错了")
    assert view_case(desk, number=number).case.sealed


def test_one_more_reader_waits_for_the_leader_who_sees_the_case(desk: Desk) -> None:
    number = sealed_with_leader(desk)
    changes = open_sealed(desk, number=number, operator="田小雨", reason="代为移交")
    assert changes.approvals == 1
    with works(desk, CLERK):
        assert not sees_number(desk, number)
    with pytest.raises(NotAllowed, match="自己送审"):
        approve(desk, approval_id=wish_of(desk, number))
    with works(desk, LEADER):
        approve(desk, approval_id=wish_of(desk, number))
    with works(desk, CLERK):
        assert sees_number(desk, number)
    assert "赵军批准" in last_line(desk, number)


def test_nobody_approves_his_own_access(desk: Desk) -> None:
    number = sealed_with_leader(desk)
    open_sealed(desk, number=number, operator="马强", reason="请他协助")
    with works(desk, BOTH), pytest.raises(NotFound):
        approve(desk, approval_id=wish_of(desk, number))


def test_a_clerk_lets_a_leader_in_before_another_clerk(desk: Desk) -> None:
    join(desk, LEADER, CLERK)
    other = Operator("郭晓梅", (Role.CLERK,))
    join(desk, other)
    with works(desk, CLERK):
        number = register(desk, case_class=CaseClass.B, respondent=Respondent("李敏"))
        with pytest.raises(NotAllowed, match="先向一位负责人（赵军）开放"):
            open_sealed(desk, number=number, operator="郭晓梅", reason="代为移交")
        open_sealed(desk, number=number, operator="赵军", reason="请负责人阅批")
        assert open_sealed(desk, number=number, operator="郭晓梅", reason="代为移交").approvals == 1


def test_a_clerk_whose_leaders_are_all_accused_opens_it_alone_and_it_is_said(desk: Desk) -> None:
    join(desk, CLERK, Operator("郭晓梅", (Role.CLERK,)))
    with works(desk, CLERK):
        number = register(desk, case_class=CaseClass.B, respondent=Respondent("李敏"))
        open_sealed(desk, number=number, operator="郭晓梅", reason="代为移交")
        assert NO_FREE_LEADER in last_line(desk, number)


def test_what_waits_leads_the_other_leader_to_the_decision_and_whoever_asked_nowhere(desk: Desk) -> None:
    join(desk, LEADER)
    number = suggestion(desk)
    answer(desk, number)
    (line,) = todays_work(desk).section(Part.LEADER).lines
    assert (line.act, line.wish) == ("", wish_of(desk, number))
    with works(desk, LEADER):
        (line,) = todays_work(desk).section(Part.LEADER).lines
        assert (line.act, line.number) == (APPROVE, number)


def test_what_came_back_stands_in_the_day_of_who_asked_with_the_word_until_it_goes_on(desk: Desk) -> None:
    join(desk, CLERK)
    number = suggestion(desk)
    with works(desk, CLERK):
        answer(desk, number)
    return_wish(desk, approval_id=wish_of(desk, number), word="写明从哪一天起")
    assert returned_wishes(desk) == []
    with works(desk, CLERK):
        (line,) = todays_work(desk).section(Part.RETURNED).lines
        assert (line.what, line.subject, line.act, line.act_label) == (
            "建议答复", "写明从哪一天起", CONTINUE, "接着改"
        )  # fmt: skip
        assert "写明从哪一天起" not in str(day_list(desk, todays_work(desk)))
        answer(desk, number)
        assert returned_wishes(desk) == []
        take_wish_back(desk, approval_id=wish_of(desk, number))
        assert returned_wishes(desk) == []


def test_what_was_taken_back_is_a_draft_again_with_all_that_was_written(desk: Desk) -> None:
    join(desk, CLERK)
    number = suggestion(desk)
    with works(desk, CLERK):
        answer(desk, number)
        changes = take_wish_back(desk, approval_id=wish_of(desk, number))
        texts = compose_letter(desk, number=number, act="suggestion_reply")
        assert (texts["body"], texts["opinion"], texts["on"]) == ("采纳了。", ANSWER["opinion"], "2026-11-24")
        assert changes.drafts == (f"letter:suggestion_reply:{number}",)


def test_what_came_back_is_forgotten_when_the_case_ended(desk: Desk) -> None:
    join(desk, CLERK)
    number = suggestion(desk)
    with works(desk, CLERK):
        answer(desk, number)
    return_wish(desk, approval_id=wish_of(desk, number), word="改")
    with works(desk, CLERK):
        assert len(returned_wishes(desk)) == 1
        perform(
            desk,
            number=number,
            act="withdraw",
            fields={"way": "书面", "statement": "不要了", "voluntary": "yes"},
        )
        assert returned_wishes(desk) == []


def test_a_wish_about_a_sealed_case_stands_among_the_sealed_of_the_day_with_its_number_alone(
    desk: Desk,
) -> None:
    number = sealed_with_leader(desk)
    classify(desk, number=number, case_class=CaseClass.C6, reason="核实为待遇问题")
    with works(desk, LEADER):
        day = todays_work(desk)
        waiting = [line for line in day.section(Part.SEALED).lines if "待审批" in line.what]
        assert [(line.number, line.people, line.subject) for line in waiting] == [(number, "", "")]
        assert day.section(Part.LEADER).count == 0
        assert number not in str(day_list(desk, day))
    with works(desk, BOTH):
        assert number not in str(todays_work(desk))


def test_what_another_leader_approved_is_not_written_anew_past_him(desk: Desk) -> None:
    join(desk, LEADER, CLERK)
    number = suggestion(desk)
    answer(desk, number)
    with works(desk, LEADER):
        approve(desk, approval_id=wish_of(desk, number))
    (paper,) = view_case(desk, number=number).documents
    for operator in (CLERK, desk.operator, LEADER):
        with works(desk, operator), pytest.raises(NotAllowed, match="撤销这一步"):
            reissue(desk, document_id=paper.id, reason="写错了", fields={"body": "全部照办。"})
    assert [one.stands for one in view_case(desk, number=number).documents] == [True]


def test_on_a_desk_of_one_a_paper_is_written_anew_and_it_is_said(desk: Desk) -> None:
    number = suggestion(desk)
    answer(desk, number)
    (paper,) = view_case(desk, number=number).documents
    reissue(desk, document_id=paper.id, reason="写错了", fields={"body": "全部照办。"})
    assert last_line(desk, number) == f"重新出具{paper.kind.label}，{NO_OTHER_LEADER}"
