"""The demonstration's second desk, at headquarters: its station, its unit table, and what only it may sign."""

from __future__ import annotations

from app.cli.demo_cases import DemoCase, demo_case
from app.cli.demo_walks import DemoWalk, do, served
from app.domain.cases import Request
from app.domain.codes import CaseClass, Channel, StationRole
from app.domain.station import Station, UnitEntry

GROUP, COMPANY, BRANCH, PLANT = (
    "云岭集团有限公司",
    "云岭煤业公司",
    "云岭煤业公司选煤分公司",
    "选煤分公司检修厂",
)
HEADQUARTERS = Station(
    unit_code="YL00",
    unit_name=COMPANY,
    superior_name=GROUP,
    role=StationRole.HEADQUARTERS,
    document_mark="云岭煤业信访",
    phone="0352-0000201",
    leader="赵志强",
)
CLERK = "李敏"
UNITS = (
    UnitEntry("JT00", GROUP, competent=True, address="云岭市中心街1号", phone="0352-0000001"),
    UnitEntry("YL00", COMPANY, "JT00", competent=True, address="云岭市矿山路6号", phone="0352-0000201"),
    UnitEntry("XM00", BRANCH, "YL00", competent=True),
    UnitEntry("XM10", PLANT, "XM00", competent=True),
    UnitEntry("ZC01", "云岭煤业公司综采一区", "YL00"),
)
"""The levels above and below headquarters."""

_ANSWERS = {
    "result_1": "supported",
    "answer_1": "经核对考勤和工资表，少算的十五个夜班津贴随下月工资补发。",
    "facts": "查阅七月至九月的考勤记录和工资表，询问工资员，少算属实。",
    "basis": "《云岭煤业公司工资支付办法》第十二条。",
}
_REMEDY = {
    "remedy_unit": GROUP,
    "remedy_way": "当面或者邮寄：云岭市中心街1号信访接待室，电话0352-0000001",
    "remedy_materials": "身份证明、处理意见书、书面申请",
}
_EXTENSION = {
    "reason": "需要查阅三年的考勤档案，并向已调离的考勤员核实。",
    "days": "30",
    "approver": "赵志强",
    "approver_post": "经理",
}
_REVIEW = {
    "request": "请求再补发六月的夜班津贴",
    "facts": "复查核对了六月的考勤记录和工资表，六月夜班没有少算。",
    "basis": "《云岭煤业公司工资支付办法》第十二条。",
    "result_1": "explained",
    "answer_1": "维持原处理意见，并将六月的考勤记录交申请人核对。",
}
_ASKED = {"way": "书面", "grounds": "认为六月的夜班津贴也少算了"}


def _allowance(key: str, days_ago: int, person: str, content: str = "") -> DemoCase:
    """A case about allowances as it comes to headquarters."""
    return demo_case(
        key,
        days_ago,
        Channel.VISIT,
        "反映夜班津贴少发",
        content or "七月至九月的夜班津贴少算了十五个。",
        person,
        requests=(Request("补发少算的夜班津贴"),),
        case_class=CaseClass.C6,
        category="E01",
    )


HEADQUARTERS_WALKS: tuple[DemoWalk, ...] = (
    DemoWalk(
        "decided",
        (
            do(98, "accept"),
            do(
                96,
                "ask_recusal",
                staff="刘建平",
                relation="信访人所在区队的核算员，参与过工资核算",
                asked_by="petitioner",
            ),
            do(
                95,
                "decide_recusal",
                staff="刘建平",
                relation="信访人所在区队的核算员，参与过工资核算",
                applicant="高玉兰",
                decision="recused",
                reason="参与过本事项涉及的工资核算，可能影响公正办理。",
                replacement=CLERK,
                decided_by="信访接待部门主任周岚",
            ),
            do(
                90,
                "hearing",
                met_at="上午九时至十一时",
                place="公司会议室",
                host="赵志强",
                recorder=CLERK,
                present="信访人王春林；人力资源部、综采二区各一人",
                facts="主持人告知权利和程序。信访人陈述少算的班次；综采二区说明考勤录入过程；双方核对考勤表，对十二个班次无异议，另三个待查。",
            ),
            do(45, "extension_approval", new_due_on="-8", approved_on="-45", **_EXTENSION),
            do(44, "extend", told_on="-44", told_way="当面", approved_on="-45", **_EXTENSION),
            do(30, "decision_letter", **_ANSWERS, **_REMEDY),
            served(28, "acceptance_notice", 97),
            served(28, "extension_notice", 44),
            served(28, "decision_letter", 28),
            do(10, "review_application"),
        ),
        _allowance("decided", 100, "王春林"),
    ),
    DemoWalk(
        "reviewed",
        (
            do(
                59,
                "record_decision",
                unit=BRANCH,
                number="云选信意〔2026〕4号",
                dated_on="-60",
                received_on="-59",
                result="不予支持",
            ),
            do(50, "review_apply", reviewer=COMPANY, **_ASKED),
            do(30, "review_decision", opinion_issued_on="-60", applied_on="-50", **_REVIEW, **_REMEDY),
            served(29, "review_decision", 29),
            do(20, "final_review_application"),
        ),
        _allowance("reviewed", 60, "高玉兰"),
    ),
    DemoWalk(
        "final",
        (
            do(
                118,
                "record_decision",
                unit=PLANT,
                number="选检信意〔2026〕2号",
                dated_on="-119",
                received_on="-118",
                result="不予支持",
            ),
            do(110, "review_apply", reviewer=BRANCH, **_ASKED),
            do(
                90,
                "record_review",
                unit=BRANCH,
                number="云选复查〔2026〕1号",
                dated_on="-91",
                received_on="-90",
                result="维持",
            ),
            do(80, "final_review_apply", reviewer=COMPANY, **_ASKED),
            do(60, "final_review_decision", opinion_issued_on="-91", applied_on="-80", **_REVIEW),
            served(58, "final_review_decision", 58),
        ),
        _allowance("final", 120, "任宏伟"),
    ),
    DemoWalk(
        "again",
        (
            do(6, "link_repeat"),
            do(
                5,
                "decline_final",
                earlier_number="选检信意〔2026〕2号、云选复查〔2026〕1号",
                earlier_date="-60",
                reason="同一事实和理由，已经过处理、复查、复核三级意见，没有新的事实。",
            ),
        ),
        _allowance("again", 6, "任宏伟", "还是夜班津贴的事，对复核意见不服。"),
        first="final",
    ),
    DemoWalk(
        "declined",
        (
            do(
                3,
                "decline",
                reason="同一事项已由云岭集团有限公司受理，正在办理。",
                basis="《信访工作条例》第十九条第三款。",
                where_to_go="云岭集团有限公司信访接待室，云岭市中心街1号，电话0352-0000001",
            ),
        ),
        _allowance("declined", 5, "石桂花"),
    ),
    DemoWalk(
        "assigned",
        (
            do(
                38,
                "assign",
                receiver_office="云岭煤业公司综采一区",
                requirement="核对三个月的考勤记录，反馈核实情况和处理意见。",
                due_on="-8",
            ),
            do(
                5,
                "supervise",
                receiver_office="云岭煤业公司综采一区",
                reason="逾期没有反馈办理结果。",
                requirement="七日内反馈核实情况，并说明逾期原因。",
                report_by="+2",
            ),
        ),
        _allowance("assigned", 40, "白秀英"),
    ),
)
"""At headquarters: decision, extension, review and final review; what is declined, assigned and supervised."""

WHY = "decided"
"""Whose clocks are printed as a calculation: an acceptance with its extension."""
