"""What an acknowledgment slip says, composed from a case."""

from __future__ import annotations

from app.actions.desk import Desk
from app.domain.cases import Case
from app.domain.codes import CaseClass
from app.domain.deadlines import Deadline
from app.domain.documents import SlipContent, chinese_date
from app.files.templates import guidance

NO_NAME = "（密封事项，不载姓名）"
"""What stands for the petitioner on the slip of a sealed case."""
_NEXT_STEPS = {
    CaseClass.A: "按建议意见类研究论证，并予以回复（条例第二十九条）",
    CaseClass.B: "按规定转往有权机关处理（条例第三十条）",
    CaseClass.C6: "按申诉求决类调查核实，属本单位职责的依规办理（条例第三十一条）",
}


def slip_content(desk: Desk, case: Case, clocks: tuple[Deadline, ...], *, reprint: int = 0) -> SlipContent:
    """The acknowledgment slip of a case (domain facts 6.1); the clock on it is the one that runs."""
    station = desk.station
    return SlipContent(
        number=case.number,
        query_code=case.query_code,
        unit=station.unit_name,
        received=_received(case),
        channel=case.channel.label,
        petitioner=NO_NAME if case.sealed else case.first_name,
        people_count=case.people_count,
        subject=_subject(case),
        evidence="见密封材料" if case.sealed else case.evidence or "无",
        next_step=_next_step(case),
        clock=_clock_sentence(clocks),
        clerk=desk.operator.name,
        phone=station.phone or desk.operator.phone,
        query_way=station.query_way or f"凭编号和查询码到{station.unit_name}查询",
        issued_on=desk.today(),
        warnings=_guidance(case),
        reprint=reprint,
    )


def _subject(case: Case) -> str:
    """The matter in one neutral line; of a sealed case its seal number alone (domain facts 6.1; Art. 30)."""
    if case.sealed and case.seal_number:
        return f"{case.public_subject}（封号{case.seal_number}）"
    return case.public_subject


def _received(case: Case) -> str:
    """The day of receipt, with the time of day when it was registered at once (domain facts 6.1)."""
    day = chinese_date(case.received_on)
    at_once = case.registered_at.date() == case.received_on
    return f"{day} {case.registered_at:%H:%M}" if at_once else day


def _next_step(case: Case) -> str:
    """What happens next, in one line."""
    if case.case_class in _NEXT_STEPS:
        return _NEXT_STEPS[case.case_class]
    if case.case_class:
        return f"{case.case_class.label.split('·')[1]}：引导您通过法定途径解决（条例第三十一条）"
    return "登记后核实情况，书面告知处理途径和程序（条例第二十三条）"


def _clock_sentence(clocks: tuple[Deadline, ...]) -> str:
    """The limit that runs: to be told in writing within 15 natural days (Art. 23)."""
    for clock in clocks:
        if clock.rule in {"T2", "T3"}:
            return f"最迟于{chinese_date(clock.due_on)}前书面告知（自收到之日起15日内，条例第二十三条）"
    return "收到之日起15日内书面告知（条例第二十三条）"


def _guidance(case: Case) -> tuple[str, ...]:
    """Warnings of rights that run out; none on a sealed case's slip."""
    if case.sealed:
        return ()
    return guidance(case.case_class.value if case.case_class else "", case.category)
