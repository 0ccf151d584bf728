"""The steps of the demonstration through the procedure, as data: which act, how many days ago, what was filled in.

A field that says ``-12`` is the day twelve days before the desk's date, ``+5`` five days after. Every name, number
and matter is invented.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.cli.demo_cases import DemoCase, demo_case
from app.domain.cases import Request, Respondent
from app.domain.codes import CaseClass, Channel, Origin, StationRole
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


@dataclass(frozen=True, slots=True)
class DemoAct:
    """One step. ``fields["document"]`` of a service is the kind of the paper that was served."""

    days_ago: int
    act: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DemoWalk:
    """A case and its steps. Without ``case`` the key is one of the demonstration's own cases."""

    key: str
    acts: tuple[DemoAct, ...]
    case: DemoCase | None = None
    first: str = ""
    """The key of the first case of which this one is the repeat, told by an act."""


def _do(days_ago: int, act: str, **fields: str) -> DemoAct:
    """One step."""
    return DemoAct(days_ago, act, fields)


def _served(days_ago: int, document: str, received: int, way: str = "personal") -> DemoAct:
    """A paper reached the petitioner so many days ago."""
    return _do(days_ago, "serve", document=document, way=way, received_on=f"-{received}", server="郭晓梅")


_ANSWERS = {
    "result_1": "supported",
    "answer_1": "经核对考勤和工资表，少算的十五个夜班津贴随下月工资补发。",
    "facts": "查阅七月至九月的考勤记录和工资表，询问工资员，少算属实。",
    "basis": "《云岭煤业公司工资支付办法》第十二条",
}
_REMEDY = {
    "remedy_unit": GROUP,
    "remedy_way": "当面或者邮寄：云岭市中心街1号信访接待室，电话0352-0000001",
    "remedy_materials": "身份证明、处理意见书、书面申请",
}
_EXTENSION = {
    "reason": "需要查阅三年的考勤档案，并向已调离的考勤员核实",
    "days": "30",
    "approver": "赵志强",
    "approver_post": "经理",
}
_REVIEW = {
    "request": "请求再补发六月的夜班津贴",
    "facts": "复查核对了六月的考勤记录和工资表，六月夜班没有少算。",
    "basis": "《云岭煤业公司工资支付办法》第十二条",
    "result_1": "explained",
    "answer_1": "维持原处理意见，并将六月的考勤记录交申请人核对。",
}
_ASKED = {"way": "书面", "grounds": "认为六月的夜班津贴也少算了"}
_RATED = {"office_rating": "satisfied", "unit_rating": "basically"}

WORKSHOP_WALKS: tuple[DemoWalk, ...] = (
    DemoWalk(
        "heating",
        (
            _do(
                11, "registration_form", suggestion="请后勤服务队到现场测温并排气", opinion="同意，三天内核清"
            ),
            _do(11, "privacy_notice", sensitive="无"),
            _do(10, "classify", case_class="C6", reason="属于本单位管理的后勤服务，没有其他法定途径"),
            _do(
                10,
                "receipt_notice",
                procedure="属于本单位职责：先到现场测温，再检修，并当面告知结果。",
                time_limit="核实后尽快回复，最迟不超过十五日。",
            ),
            _do(
                6,
                "reply",
                result_1="supported",
                answer_1="三单元立管已排气，并更换两组暖气片的阀门。",
                facts="入户测温，卧室14.5度；检查管道，发现立管积气、两个阀门不通。",
                basis="《云岭煤业公司住宅供暖管理规定》第七条",
            ),
            _served(5, "receipt_notice", 9),
            _served(5, "reply", 5),
            _do(5, "proof_of_service", document="reply"),
            _do(4, "rate", **_RATED),
            _do(
                3,
                "follow_up",
                visited_by="郭晓梅",
                visit_way="上门",
                met_at="下午三时",
                held="partly",
                facts="卧室16度，比检修前高，仍低于规定；老人已加装电暖器。",
                next_step="联系后勤服务队复测并平衡管网。",
            ),
        ),
    ),
    DemoWalk(
        "overtime",
        (
            _do(
                30,
                "guide",
                right_from="-45",
                procedure="劳动争议调解、仲裁",
                basis="《中华人民共和国劳动争议调解仲裁法》第五条、第二十七条",
                organ="云岭市劳动人事争议仲裁委员会",
                organ_address="云岭市中心街8号",
                organ_phone="0352-0000808",
                materials="身份证明、工资条、考勤记录",
            ),
            _served(27, "lawful_route_notice", 28),
            _do(26, "mediate", committee="公司劳动争议调解委员会", applicant="韩大勇"),
            _do(
                15,
                "settle",
                parties="韩大勇\n云岭煤业公司综采一区",
                terms="一、综采一区随下月工资补发国庆节加班费差额630元。\n二、双方就本事项再无争议。",
                mediator="公司劳动争议调解委员会",
                both_signed="yes",
            ),
            _served(15, "settlement", 15),
        ),
    ),
    DemoWalk(
        "idea",
        (
            _do(
                1,
                "suggestion_reply",
                adopted="partly",
                opinion="候罐室已加装一台热水器试用；其余地点列入下一年度预算研究。",
            ),
        ),
    ),
    DemoWalk(
        "pension",
        (
            _do(
                2,
                "objection",
                assign_number="云煤信转〔2026〕17号",
                facts="经核对，曹玉芬的退休关系在离退休管理中心。",
                reason="取暖补贴由离退休管理中心发放，本区没有发放的职责和数据",
                basis="《信访工作条例》第二十三条第三款",
                suggested_unit="离退休管理中心",
            ),
        ),
    ),
    DemoWalk(
        "subsidence",
        (
            _do(4, "power_of_attorney"),
            _do(
                3,
                "reception",
                reception_kind="outreach",
                leader_name="孙立平",
                leader_post="区长",
                met_at="上午九时",
                place="柳沟村村委会",
                facts="五户房屋裂缝变宽，要求派人鉴定。",
                opinion="先装监测点，并报公司地测部门鉴定。",
                receiver_office="技术组",
            ),
        ),
    ),
    DemoWalk(
        "from-above",
        (
            _do(30, "name_due_date", assign_number="云煤信交〔2026〕9号", due_on="-10"),
            _do(
                28,
                "receipt_notice",
                procedure="由综采一区核实班车时刻后答复。",
                time_limit="交办要求的期限以内。",
            ),
            _do(
                20,
                "reply",
                result_1="supported",
                answer_1="夜班班车自本周起延后二十分钟发车。",
                facts="跟车三个夜班，末班罐上井后二十分钟内无法赶到站点。",
                basis="《云岭煤业公司通勤班车管理办法》第四条",
            ),
            _served(19, "receipt_notice", 27),
            _served(19, "reply", 19),
            _do(
                12,
                "conclusion_report",
                opinion="跟车核实三个夜班，并与运输队协商。",
                results="班车已延后发车；答复书已当面送达。",
                facts="反映夜班班车发车过早，上井后赶不上。",
            ),
            _do(11, "conclude"),
        ),
        demo_case(
            "from-above",
            30,
            Channel.LETTER,
            "夜班班车发车过早",
            "夜班上井后经常赶不上班车，要走一个小时回家。",
            "薛志远",
            requests=(Request("夜班班车延后发车"),),
            case_class=CaseClass.C6,
            category="E06",
            origin=Origin.SUPERIOR,
        ),
    ),
    DemoWalk(
        "handed-over",
        (_do(1, "seal_handover", pages="3", receiver_office="云岭煤业公司纪委办公室"),),
        demo_case(
            "handed-over",
            2,
            Channel.LETTER,
            "检举材料",
            "反映某人在设备维修中虚报工时。",
            "吕春明",
            respondent=Respondent("孟某某", "技术员", "综采一区"),
            case_class=CaseClass.B,
            category="E09",
        ),
    ),
)
"""At the workshop; the last of them is handed over sealed."""


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
            _do(98, "accept"),
            _do(
                96,
                "ask_recusal",
                staff="刘建平",
                relation="信访人所在区队的核算员，参与过工资核算",
                asked_by="petitioner",
            ),
            _do(
                95,
                "decide_recusal",
                staff="刘建平",
                relation="信访人所在区队的核算员，参与过工资核算",
                applicant="高玉兰",
                decision="recused",
                reason="参与过本事项涉及的工资核算，可能影响公正办理",
                replacement=CLERK,
                decided_by="信访接待部门主任 周岚",
            ),
            _do(
                90,
                "hearing",
                met_at="上午九时至十一时",
                place="公司会议室",
                host="赵志强",
                recorder=CLERK,
                present="信访人王春林；人力资源部、综采二区各一人",
                facts="主持人告知权利和程序。信访人陈述少算的班次；综采二区说明考勤录入过程；双方核对考勤表，对十二个班次无异议，另三个待查。",
            ),
            _do(45, "extension_approval", new_due_on="-8", approved_on="-45", **_EXTENSION),
            _do(44, "extend", told_on="-44", told_way="当面", approved_on="-45", **_EXTENSION),
            _do(30, "decision_letter", **_ANSWERS, **_REMEDY),
            _served(28, "acceptance_notice", 97),
            _served(28, "extension_notice", 44),
            _served(28, "decision_letter", 28),
            _do(10, "review_application", opinion_number="云岭煤业信访意〔2026〕1号"),
        ),
        _allowance("decided", 100, "王春林"),
    ),
    DemoWalk(
        "reviewed",
        (
            _do(
                59,
                "record_decision",
                unit=BRANCH,
                number="云选信意〔2026〕4号",
                dated_on="-60",
                received_on="-59",
                result="不予支持",
            ),
            _do(50, "review_apply", reviewer=COMPANY, **_ASKED),
            _do(30, "review_decision", opinion_issued_on="-60", applied_on="-50", **_REVIEW, **_REMEDY),
            _served(29, "review_decision", 29),
            _do(20, "final_review_application"),
        ),
        _allowance("reviewed", 60, "高玉兰"),
    ),
    DemoWalk(
        "final",
        (
            _do(
                118,
                "record_decision",
                unit=PLANT,
                number="选检信意〔2026〕2号",
                dated_on="-119",
                received_on="-118",
                result="不予支持",
            ),
            _do(110, "review_apply", reviewer=BRANCH, **_ASKED),
            _do(
                90,
                "record_review",
                unit=BRANCH,
                number="云选复查〔2026〕1号",
                dated_on="-91",
                received_on="-90",
                result="维持",
            ),
            _do(80, "final_review_apply", reviewer=COMPANY, **_ASKED),
            _do(60, "final_review_decision", opinion_issued_on="-91", applied_on="-80", **_REVIEW),
            _served(58, "final_review_decision", 58),
        ),
        _allowance("final", 120, "任宏伟"),
    ),
    DemoWalk(
        "again",
        (
            _do(6, "link_repeat"),
            _do(
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
            _do(
                3,
                "decline",
                reason="同一事项已由云岭集团有限公司受理，正在办理",
                basis="《信访工作条例》第十九条第三款",
                where_to_go="云岭集团有限公司信访接待室，云岭市中心街1号，电话0352-0000001",
            ),
        ),
        _allowance("declined", 5, "石桂花"),
    ),
    DemoWalk(
        "assigned",
        (
            _do(
                38,
                "assign",
                receiver_office="云岭煤业公司综采一区",
                requirement="核对三个月的考勤记录，反馈核实情况和处理意见。",
                due_on="-8",
            ),
            _do(
                5,
                "supervise",
                receiver_office="云岭煤业公司综采一区",
                reason="逾期没有反馈办理结果",
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
WHOLE_FILE = "heating"
"""Whose papers become one file for the archive."""
