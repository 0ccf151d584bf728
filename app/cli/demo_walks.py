"""The steps of the demonstration through the procedure, as data: which act, how many days ago, what was filled in.

A field that says ``-12`` is the day twelve days before the desk's date, ``+5`` five days after. Every name, number
and matter is invented.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.cli.demo_cases import DemoCase, demo_case
from app.domain.cases import Request, Respondent
from app.domain.codes import CaseClass, Channel, Origin


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


def do(days_ago: int, act: str, **fields: str) -> DemoAct:
    """One step of a walk."""
    return DemoAct(days_ago, act, fields)


def served(days_ago: int, document: str, received: int, way: str = "personal") -> DemoAct:
    """A paper reached the petitioner so many days ago."""
    return do(days_ago, "serve", document=document, way=way, received_on=f"-{received}", server="郭晓梅")


_RATED = {"office_rating": "satisfied", "unit_rating": "basically"}

WORKSHOP_WALKS: tuple[DemoWalk, ...] = (
    DemoWalk(
        "heating",
        (
            do(
                11, "registration_form", suggestion="请后勤服务队到现场测温并排气", opinion="同意，三天内核清"
            ),
            do(11, "privacy_notice", sensitive="无"),
            do(10, "classify", case_class="C6", reason="属于本单位管理的后勤服务，没有其他法定途径。"),
            do(
                10,
                "receipt_notice",
                procedure="属于本单位职责：先到现场测温，再检修，并当面告知结果。",
                time_limit="核实后尽快回复，最迟不超过十五日。",
            ),
            do(
                6,
                "reply",
                result_1="supported",
                answer_1="三单元立管已排气，并更换两组暖气片的阀门。",
                facts="入户测温，卧室14.5度；检查管道，发现立管积气、两个阀门不通。",
                basis="《云岭煤业公司住宅供暖管理规定》第七条。",
            ),
            served(5, "receipt_notice", 9),
            served(5, "reply", 5),
            do(5, "proof_of_service", document="reply"),
            do(4, "rate", **_RATED),
            do(
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
            do(
                30,
                "guide",
                right_from="-45",
                procedure="劳动争议调解、仲裁",
                basis="《中华人民共和国劳动争议调解仲裁法》第五条、第二十七条。",
                organ="云岭市劳动人事争议仲裁委员会",
                organ_address="云岭市中心街8号",
                organ_phone="0352-0000808",
                materials="身份证明、工资条、考勤记录",
            ),
            served(27, "lawful_route_notice", 28),
            do(26, "mediate", committee="公司劳动争议调解委员会", applicant="韩大勇"),
            do(
                15,
                "settle",
                parties="韩大勇\n云岭煤业公司综采一区",
                terms="一、综采一区随下月工资补发国庆节加班费差额630元。\n二、双方就本事项再无争议。",
                mediator="公司劳动争议调解委员会",
                both_signed="yes",
            ),
            served(15, "settlement", 15),
        ),
    ),
    DemoWalk(
        "idea",
        (
            do(
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
            do(
                2,
                "objection",
                assign_number="云煤信转〔2026〕17号",
                facts="经核对，曹玉芬的退休关系在离退休管理中心。",
                reason="取暖补贴由离退休管理中心发放，本区没有发放的职责和数据。",
                basis="《信访工作条例》第二十三条第三款。",
                suggested_unit="离退休管理中心",
            ),
        ),
    ),
    DemoWalk(
        "subsidence",
        (
            do(4, "power_of_attorney"),
            do(
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
            do(30, "name_due_date", assign_number="云煤信交〔2026〕9号", due_on="-10"),
            do(
                28,
                "receipt_notice",
                procedure="由综采一区核实班车时刻后答复。",
                time_limit="交办要求的期限以内。",
            ),
            do(
                20,
                "reply",
                result_1="supported",
                answer_1="夜班班车自本周起延后二十分钟发车。",
                facts="跟车三个夜班，末班罐上井后二十分钟内无法赶到站点。",
                basis="《云岭煤业公司通勤班车管理办法》第四条。",
            ),
            served(19, "receipt_notice", 27),
            served(19, "reply", 19),
            do(
                12,
                "conclusion_report",
                opinion="跟车核实三个夜班，并与运输队协商。",
                results="班车已延后发车；答复书已当面送达。",
                facts="反映夜班班车发车过早，上井后赶不上。",
            ),
            do(11, "conclude"),
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
        (do(1, "seal_handover", pages="3", receiver_office="云岭煤业公司纪委办公室"),),
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

WHOLE_FILE = "heating"
"""Whose papers become one file for the archive."""
