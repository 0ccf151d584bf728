"""Why an act may not be done now: one small question each, answered with nothing or with the reason in Chinese."""

from __future__ import annotations

from app.domain.codes import CaseClass, CaseState, Origin
from app.domain.deadlines import DeadlineState
from app.domain.moves import Facts
from app.domain.open_requests import open_recusals

MOST_PROXIES = 2
"""委托代理人一至二人 (domain facts, D25)."""


def competent(facts: Facts) -> str:
    """Only the unit that is competent signs a decision (domain facts 0.6; Art. 32)."""
    if facts.competent:
        return ""
    return "本单位是内设机构，不是有权处理的机关、单位，不能受理和出具处理意见（条例第三十二条）；请移送上级"


def told_already(facts: Facts) -> str:
    """The written notice is given once (Art. 23 ¶2, ¶3)."""
    return "" if facts.running("T2", "T3") else "书面告知已经完成，不用再告知"


def first_petition(facts: Facts) -> str:
    """Simplified handling is for first petitions only (简易办理办法 Art. 4)."""
    return "重复信访事项不适用简易办理（简易办理办法第四条）" if facts.case.repeat_of else ""


def no_group(facts: Facts) -> str:
    """Joint complaints are not handled in the simplified way."""
    if facts.case.people_count >= facts.group_from:
        return f"{facts.group_from}人以上的集体访不适用简易办理"
    return ""


def not_assigned(facts: Facts) -> str:
    """What the level above assigned is not handled in the simplified way."""
    if facts.case.origin is Origin.SUPERIOR or facts.done("name_due_date"):
        return "上级转送、交办的事项不适用简易办理"
    return ""


def one_office(facts: Facts) -> str:
    """What several offices are responsible for is not handled in the simplified way (简易办理办法)."""
    return "由几个部门协同办理的事项不适用简易办理" if facts.done("share_handling") else ""


def not_urgent(facts: Facts) -> str:
    """What is urgent or major is no simple matter (简易办理办法; Art. 25)."""
    return "重大紧急事项不适用简易办理" if facts.case.urgent else ""


def not_accepted(facts: Facts) -> str:
    """Nothing is accepted twice."""
    record = facts.last("accept")
    return f"已于{record.on}受理" if record else ""


def not_simplified(facts: Facts) -> str:
    """The simplified way is entered once."""
    return "已经按简易办理" if facts.done("simplify") and not facts.done("to_ordinary") else ""


def simplified(facts: Facts) -> str:
    """There is a simplified way to leave."""
    if facts.done("to_ordinary"):
        return "已经转为普通程序"
    return "" if facts.done("simplify") else "没有按简易办理"


def accepted(facts: Facts) -> str:
    """A decision answers what was accepted (Arts. 32, 34)."""
    return "" if facts.done("accept") else "还没有受理，先出具受理告知书（条例第三十一条第六项）"


def decision_owed(facts: Facts) -> str:
    """A plain reply does not stand for a decision letter (Arts. 31(6), 32): not after the acceptance in the ordinary
    way, and a competent unit has to accept what is its own, else the petitioner had no decision to have reviewed."""
    if facts.done("simplify") and not facts.done("to_ordinary"):
        return ""
    if facts.done("accept"):
        return "已按普通程序受理，须出具信访处理意见书（条例第三十二条）"
    if facts.competent and facts.case.case_class is CaseClass.C6:
        return "本单位有权处理，须先受理，再出具信访处理意见书（条例第三十一条第六项、第三十二条）；简单的可转简易办理"
    return ""


def not_extended(facts: Facts) -> str:
    """The extension comes once (Art. 34)."""
    record = facts.last("extend")
    return (
        f"只能延期一次（条例第三十四条）；{record.on}的延期{record.fields.get('days', '')}日仍然有效"
        if record
        else ""
    )


def clock_of_handling_runs(facts: Facts) -> str:
    """Only a limit of 60 days that runs and has not run out is extended (Art. 34)."""
    clock = facts.running("T7")
    if clock is None:
        return "没有在计时的六十日办理期限；六十日只适用于条例第三十一条第六项的事项（条例第三十四条）"
    return f"办理期限已于{clock.due_on}届满，不能再延期" if clock.due_on < facts.today else ""


def pausable_runs(facts: Facts) -> str:
    """A hearing takes time out of the final review, and of the handling where the rule file says so (Art. 36)."""
    return "" if facts.running("T7", "T11") else "没有可以扣除听证时间的期限在计时（条例第三十六条）"


def from_above(facts: Facts) -> str:
    """Only what was passed down can be objected to (Art. 23 ¶3)."""
    return (
        ""
        if facts.case.origin is Origin.SUPERIOR
        else "只有上级转送、交办的事项才能提出异议（条例第二十三条第三款）"
    )


def came_from_below(facts: Facts) -> str:
    """Only what a unit sent up in a packet goes back to it."""
    return "" if facts.case.source_unit else "不是基层单位移送上来的事项"


def objection_in_time(facts: Facts) -> str:
    """Within five working days of receipt (Art. 23 ¶3)."""
    clock = next((c for c in facts.deadlines if c.rule == "T4"), None)
    if clock and clock.due_on < facts.today:
        return f"五个工作日的异议期已于{clock.due_on}届满（条例第二十三条第三款）"
    if clock and clock.state is not DeadlineState.RUNNING:
        return "本单位已经接下本事项，或者已经提出过异议"
    return ""


def review_in_time(facts: Facts) -> str:
    """Within thirty days of receiving the written answer (Art. 35)."""
    return _right(facts, "T8", "复查", "三十五", "处理意见")


def final_review_in_time(facts: Facts) -> str:
    """Within thirty days of receiving the review decision (Art. 36)."""
    return _right(facts, "T10", "复核", "三十六", "复查意见")


def _right(facts: Facts, rule: str, word: str, article: str, answer: str) -> str:
    """Whether the petitioner's right still runs."""
    clock = facts.running(rule)
    if clock is None and rule == "T8" and _plain_reply(facts):
        return (
            "答复不是处理意见书，不能复查；信访人不接受的，请移送上级出具处理意见（条例第三十二、三十五条）"
        )
    if clock is None:
        return f"信访人收到{answer}的日期还没有登记，请先登记送达"
    if clock.due_on < facts.today:
        return f"申请{word}的三十日已于{clock.due_on}届满（条例第{article}条）"
    return ""


def _plain_reply(facts: Facts) -> bool:
    """Whether the newest answer is a plain reply, which nobody can have reviewed."""
    record = facts.last("reply", "decision_letter", "record_decision")
    return record is not None and record.act == "reply"


def not_decided(facts: Facts) -> str:
    """A petitioner who does not accept a plain reply gets a decision from above, that he can have reviewed (Arts. 32,
    35); who has a decision asks for its review."""
    if facts.case.state is not CaseState.REPLIED or _plain_reply(facts):
        return ""
    return "已经有处理意见或答复，信访人不服的，申请复查"


def right_over(facts: Facts) -> str:
    """What is not taken to the next level ends when the time for it is over (Arts. 35, 36)."""
    clock = facts.running("T8", "T10")
    if clock is None:
        return "信访人收到意见书的日期还没有登记，复查、复核的期限没有起算"
    if clock.due_on >= facts.today:
        return f"信访人在{clock.due_on}前还可以申请{_next_level(clock.rule)}，现在不能终结"
    return ""


def no_right_runs(facts: Facts) -> str:
    """A file is closed when nobody can take the case further (Arts. 35, 36)."""
    if receipt_owed(facts):
        return "信访人收到意见书的日期还没有登记，不能归档"
    clock = facts.running("T8", "T10")
    if clock and clock.due_on >= facts.today:
        return f"信访人在{clock.due_on}前还可以申请{_next_level(clock.rule)}，现在不能归档"
    return ""


def _next_level(rule: str) -> str:
    """What the petitioner may still ask for."""
    return "复查" if rule == "T8" else "复核"


def receipt_owed(facts: Facts) -> bool:
    """Whether an opinion of another unit stands whose receipt nobody noted."""
    record = facts.last("record_decision", "record_review")
    if record is None or record.fields.get("received_on"):
        return False
    noted = facts.last("note_received")
    return noted is None or noted.id < record.id


def receipt_unknown(facts: Facts) -> str:
    """There is such an opinion."""
    return "" if receipt_owed(facts) else "没有还不知道收到日期的意见"


def extended(facts: Facts) -> str:
    """There is an extension to take back."""
    return "" if facts.done("extend") else "没有延期"


def paused(facts: Facts) -> str:
    """There is a pause to take back."""
    return "" if facts.done("pause") else "没有扣除过听证时间"


def due_to_report(facts: Facts) -> str:
    """A report goes to whoever assigned the case (Art. 22)."""
    if facts.case.origin in {Origin.SUPERIOR, Origin.INSTRUCTED} or facts.done("name_due_date"):
        return ""
    return "不是上级转送、交办或领导批示的事项，不用写办结报告"


def reviewed_by_another(facts: Facts) -> str:
    """A unit does not review its own decision (Art. 35: the level above)."""
    return _not_own(facts, "decision_letter", "record_decision", "复查")


def finally_reviewed_by_another(facts: Facts) -> str:
    """Nor its own review (Art. 36)."""
    return _not_own(facts, "review_decision", "record_review", "复核")


def _not_own(facts: Facts, own: str, other: str, word: str) -> str:
    """Whether the opinion in question was made by somebody else."""
    record = facts.last(own, other)
    if record and (record.act == own or record.fields.get("unit") == facts.own_unit):
        return f"原意见由本单位作出，{word}须由上一级机关、单位办理（条例第三十五、三十六条）"
    return ""


def finalised_before(facts: Facts) -> str:
    """No further acceptance only after the final review of the same matter (Art. 36 ¶3)."""
    if not facts.case.repeat_of:
        return "不是重复信访事项；先关联到已经复核终结的首件"
    if facts.first_state is not CaseState.FINALISED:
        return "首件还没有终结，不能不再受理（条例第三十六条第三款）"
    return ""


def served(facts: Facts) -> str:
    """An answer counts when it has reached the petitioner (Arts. 23, 32)."""
    return f"还有{facts.to_serve}份文书没有登记送达" if facts.to_serve else ""


def no_duty_left(facts: Facts) -> str:
    """A case does not end over a notice, a report or a claim that the unit still owes (Arts. 22, 23; 工伤保险条例 17)."""
    if clock := facts.running("T2", "T3"):
        return f"还没有书面告知信访人（最迟{clock.due_on}，条例第二十三条）"
    if clock := facts.running("T6"):
        return f"交办的办结报告还没有报送（要求{clock.due_on}前反馈）"
    if clock := facts.running("T22"):
        return f"单位还没有申请工伤认定（{clock.due_on}前，工伤保险条例第十七条）"
    return ""


def injury_claim_due(facts: Facts) -> str:
    """The employer's claim is owed while its thirty days run (工伤保险条例 17)."""
    return "" if facts.running("T22") else "没有在计时的工伤认定申请期限"


def route_open(facts: Facts) -> str:
    """There is a limit that the petitioner keeps by going there (Art. 31)."""
    return "" if facts.running("T20", "T23", "T24") else "没有在计时的仲裁、工伤认定或劳动监察时限"


def something_to_serve(facts: Facts) -> str:
    """There is a paper without a proof of service."""
    return "" if facts.to_serve else "没有等待送达的文书"


def anything_to_serve(facts: Facts) -> str:
    """There is a paper that is served at all."""
    return "" if facts.to_serve or facts.done("serve") else "还没有要送达的文书"


def rating_open(facts: Facts) -> str:
    """Rated once, within the window; unrated is never satisfied (满意度评价工作办法)."""
    if facts.done("rate"):
        return "已经评价"
    clock = facts.running("T16")
    if clock is None:
        return "答复还没有送达，评价期没有开始"
    return f"评价期已于{clock.due_on}届满，按未评价统计" if clock.due_on < facts.today else ""


def recusal_asked(facts: Facts) -> str:
    """A recusal is decided when it was asked for and not decided yet (Art. 28 ¶3)."""
    if not facts.done("ask_recusal"):
        return "没有人申请回避"
    return "" if open_recusals(facts.records) else "回避申请已经决定"


def proxies_left(facts: Facts) -> str:
    """One or two proxies (domain facts, D25)."""
    count = sum(record.act == "name_proxy" for record in facts.records)
    return f"委托代理人最多{MOST_PROXIES}人" if count >= MOST_PROXIES else ""


def mediation_runs(facts: Facts) -> str:
    """There is a mediation that can fail (劳动争议调解仲裁法 14)."""
    return "" if facts.running("T21") else "没有正在进行的企业调解"


def class_chosen(facts: Facts) -> str:
    """The way is chosen before it is walked (Arts. 29 to 31)."""
    return "" if facts.case.case_class else "还没有分类，先选定建议意见、检举控告或申诉求决的路径"


def anonymous_or_unclear(facts: Facts) -> str:
    """The written notice is not owed only when name or address is unclear (Art. 23 ¶2)."""
    if facts.case.anonymous or not any(p.address or p.phone or p.unit for p in facts.case.petitioners):
        return told_already(facts)
    return "信访人的姓名、住址或联系方式清楚，应当书面告知（条例第二十三条第二款）"


def supervised(facts: Facts) -> str:
    """There is a supervision order to answer."""
    ordered, answered = facts.last("supervise"), facts.last("answer_supervision")
    if ordered is None:
        return "没有督办"
    return "督办已经反馈" if answered and answered.id > ordered.id else ""


def helpers_named(facts: Facts) -> str:
    """Helpers answer when they were named."""
    return "" if facts.done("share_handling") else "没有协办部门"


def class_open(facts: Facts) -> str:
    """Once a way is walked, the class is changed by taking back the step first."""
    if facts.done("accept"):
        return "已经受理，先撤销受理再改分类"
    return "已经按简易办理，先转为普通程序再改分类" if not_simplified(facts) else ""


def class_is(*classes: CaseClass) -> frozenset[CaseClass]:
    """A set of classes for a row of the table."""
    return frozenset(classes)


ROUTES = class_is(CaseClass.C1, CaseClass.C2, CaseClass.C3, CaseClass.C4, CaseClass.C5)
"""The routes that lead to another lawful procedure (Art. 31 (1) to (5))."""
APPEALS = ROUTES | {CaseClass.C6}
