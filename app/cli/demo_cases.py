"""The invented cases of the demonstration. Every name, number and matter here is made up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.domain.cases import CaseDraft, Request, Respondent
from app.domain.codes import CaseClass, Channel, Origin
from app.domain.petitioners import Petitioner
from app.domain.station import Station

STATION = Station(
    unit_code="ZC01",
    unit_name="云岭煤业公司综采一区",
    superior_name="云岭煤业公司信访接待部门",
    phone="0352-0000101",
    leader="孙立平",
)
OPERATOR = "郭晓梅"


@dataclass(frozen=True, slots=True)
class DemoCase:
    """One invented case: so many days before the desk's date, and what is done with it."""

    key: str
    days_ago: int
    draft: CaseDraft
    repeat_of: str = ""
    notes: tuple[str, ...] = ()
    attachment: str = ""
    waits: str = ""
    """Why the workshop cannot settle it; empty: it stays here."""

    policy: str = ""
    proposal: str = ""


def _person(
    name: str, id_number: str = "", phone: str = "", *, unit: str = "综采一区", deputy: bool = False
) -> Petitioner:
    """An invented petitioner."""
    return Petitioner(name, id_number=id_number, phone=phone, unit=unit, representative=deputy)


def _asks(*texts: str) -> tuple[Request, ...]:
    """The requests, one line each."""
    return tuple(Request(text) for text in texts)


_SOME_DAY = dt.date(2026, 1, 1)
"""Stands in a draft until the demonstration sets the day."""


def _case(channel: Channel, subject: str, content: str, *people: Petitioner, **more: object) -> CaseDraft:
    """A draft without its day."""
    return CaseDraft(
        _SOME_DAY,
        channel=channel,
        subject=subject,
        content=content,
        petitioners=people,
        **more,  # type: ignore[arg-type]
    )


def demo_case(
    key: str, days_ago: int, channel: Channel, subject: str, content: str, name: str, **more: object
) -> DemoCase:
    """A case of one invented petitioner, for whoever declares more of them."""
    return DemoCase(key, days_ago, _case(channel, subject, content, _person(name), **more))


WAGES = DemoCase(
    "wages",
    12,
    _case(
        Channel.VISIT,
        "反映夜班津贴少发",
        "今年7月到9月我上夜班46个，工资条上只算了31个，问了队里说是系统里没有，让等。",
        _person("王建国", "140203198803140013", "13800000001"),
        requests=_asks("补发7月至9月少算的15个夜班津贴", "说明今后怎样核对夜班数"),
        case_class=CaseClass.C6,
        category="E01",
        evidence="工资条复印件3页",
    ),
    notes=("与本人核对考勤记录，确认少算15个夜班。", "询问工资员：津贴由公司薪酬系统统一核算，区队不能改。"),
    attachment="night-shifts.txt",
    waits="津贴由公司人力资源部门的薪酬系统核算，区队没有修改权限",
    policy="《云岭煤业公司工资支付办法》第十二条：夜班津贴由人力资源部门按考勤系统数据统一核算。",
    proposal="建议由公司人力资源部门核对考勤数据后补发，并把核对办法告知本人。",
)
BONUS = DemoCase(
    "bonus",
    9,
    _case(
        Channel.VISIT,
        "28名职工反映季度奖金分配",
        "三季度奖金按新办法分，采煤班比去年同期少，办法没有在班里念过，大家想看分配表。",
        _person("陈志强", "140203198509220020", "13800000002", deputy=True),
        _person("刘海波", phone="13800000003", deputy=True),
        _person("赵铁柱", deputy=True),
        _person("何春生", deputy=True),
        _person("马文斌", deputy=True),
        people_count=28,
        requests=_asks("公开三季度奖金分配表", "说明新分配办法的依据", "对少发的部分给出答复"),
        case_class=CaseClass.C6,
        category="E01",
        urgent=True,
    ),
    notes=("接待5名代表，逐条记录诉求。", "分配办法由公司经营管理部门下发，区队没有分配表底稿。"),
    waits="分配办法由公司经营管理部门制定，区队无权解释和调整",
    policy="《云岭煤业公司绩效奖金管理办法》第五条：分配办法由经营管理部门制定并解释。",
    proposal="建议由经营管理部门向职工代表公开分配表并当面说明。",
)
TRANSFER = DemoCase(
    "transfer",
    7,
    _case(
        Channel.PHONE,
        "申请调整到地面岗位",
        "腰椎手术后大夫写了不宜下井，交了诊断证明两个月没有回话。",
        _person("王𬱖", "140203198904170078", "13800000004"),
        requests=_asks("根据诊断证明调整到地面岗位"),
        case_class=CaseClass.C6,
        category="E02",
    ),
    notes=("电话联系本人，说明岗位调整的审批途径。",),
    waits="跨单位岗位调整由公司人力资源部门审批",
    policy="《云岭煤业公司岗位管理规定》第八条：井下转地面岗位由人力资源部门审批。",
    proposal="建议由人力资源部门会同职业健康部门研究并书面答复。",
)
CASES: tuple[DemoCase, ...] = (
    DemoCase(
        "overtime",
        40,
        _case(
            Channel.VISIT,
            "反映节假日加班费计算",
            "国庆加班三天，只发了一倍工资。",
            _person("韩大勇", "140203198612300053", "13800000005"),
            requests=_asks("按规定补发国庆节加班费"),
            case_class=CaseClass.C2,
            category="E01",
        ),
        notes=("告知可先申请企业调解，也可在一年内申请劳动仲裁。",),
    ),
    WAGES,
    DemoCase(
        "heating",
        11,
        _case(
            Channel.LETTER,
            "家属楼暖气不热",
            "六号家属楼三单元从供暖起室温只有十四度，家里有老人，请帮忙看一看。",
            _person("李秀兰", phone="13800000006", unit="退休职工家属"),
            requests=_asks("检修三单元暖气管道"),
            category="E06",
        ),
        notes=("到六号楼三单元测温，卧室14.5度。", "已联系后勤服务队排气，约定三日后复测。"),
    ),
    BONUS,
    DemoCase(
        "canteen",
        8,
        _case(
            Channel.LETTER,
            "反映班中餐质量",
            "班中餐这个月有三次是凉的，肉菜少了，不愿写名字。",
            anonymous=True,
            requests=_asks("改善班中餐保温和份量"),
            category="E06",
        ),
        notes=("到井口食堂查看留样和送餐时间记录。",),
    ),
    TRANSFER,
    DemoCase(
        "accusation",
        6,
        _case(
            Channel.LETTER,
            "检举材料",
            "反映某负责人在材料领用上虚报数量。",
            _person("周正明", phone="13800000007"),
            respondent=Respondent("钱某某", "副区长", "综采一区"),
            case_class=CaseClass.B,
            category="E09",
            evidence="领料单照片2张",
        ),
    ),
    DemoCase(
        "injury",
        6,
        _case(
            Channel.VISIT,
            "询问工伤认定办到哪一步",
            "八月在工作面砸伤脚，单位说已经报了，一直没有结果。",
            _person("冯小军", "140222199510110068", "13800000008"),
            requests=_asks("告知工伤认定申请的进展"),
            case_class=CaseClass.C4,
            category="E04",
        ),
    ),
    DemoCase(
        "idea",
        5,
        _case(
            Channel.ONLINE,
            "建议在井口设热水点",
            "冬天上井等罐时间长，建议在候罐室装一个热水器。",
            _person("许文静", phone="13800000009"),
            requests=_asks("在候罐室设热水点"),
            case_class=CaseClass.A,
            category="E13",
        ),
    ),
    DemoCase(
        "safety",
        4,
        _case(
            Channel.VISIT,
            "反映防尘口罩发放不足",
            "防尘口罩两个月没有换发，滤芯都黑了。",
            _person("罗永胜", phone="13800000010"),
            requests=_asks("按标准换发防尘口罩", "查明为什么没有按时发"),
            case_class=CaseClass.C5,
            category="E05",
        ),
    ),
    DemoCase(
        "subsidence",
        4,
        _case(
            Channel.OUTREACH,
            "房屋因采动出现裂缝",
            "村西头五户人家的房子今年裂缝变宽，下访时当面反映。",
            _person("郝满仓", phone="13800000011", unit="柳沟村"),
            people_count=5,
            requests=_asks("派人鉴定房屋裂缝", "说明赔付的办理途径"),
            category="E11",
        ),
    ),
    DemoCase(
        "pension",
        3,
        _case(
            Channel.FAX,
            "上级转来：退休人员补贴核对",
            "退休人员反映取暖补贴未到账，请核对并答复。",
            _person("曹玉芬", phone="13800000012", unit="离退休"),
            origin=Origin.SUPERIOR,
            requests=_asks("核对并补发取暖补贴"),
            category="E12",
        ),
    ),
    DemoCase(
        "quiet",
        2,
        _case(
            Channel.VISIT,
            "要求保密的事项",
            "反映班组评先没有公示，担心被知道是我说的。",
            _person("田小雨", phone="13800000013"),
            confidential=True,
            requests=_asks("公示评先结果"),
            category="E08",
        ),
    ),
    DemoCase(
        "heating-again",
        0,
        _case(
            Channel.VISIT,
            "暖气复测仍不达标",
            "上次说三日后复测，测了还是十五度，请再想办法。",
            _person("李秀兰", phone="13800000006", unit="退休职工家属"),
            requests=_asks("检修三单元暖气管道"),
            category="E06",
        ),
        repeat_of="heating",
    ),
)
"""In the order in which they came."""

OLD_LEDGER = """\
综采一区信访台账（旧）
序号,收到日期,姓名,身份证号,联系电话,单位,形式,人数,反映内容
1,2026.3.5,吴长河,,13800000021,综采一区,来访,1,反映宿舍漏雨
2,2026年3月9日,郑小雪,1.40203E+17,13800000022,综采一区,来信,1,询问补充医疗报销
3,2026-13-02,曾国栋,,13800000023,综采一区,来访,1,反映班车晚点
4,2026/3/18,同上,,13800000023,综采一区,来电,七人,反映浴室热水不足
5,2026-03-20,邓广发,,,综采一区,来访,1,
6,2026.3.5,吴长河,,13800000021,综采一区,来访,1,反映宿舍漏雨
合计,,,,,,,6,
"""
"""A clerk's ledger with faults, as it might come out of Excel."""

NIGHT_SHIFTS = """\
7月夜班：3 4 5 10 11 12 17 18 19 24 25 26 31
8月夜班：1 2 7 8 9 14 15 16 21 22 23 28 29 30
9月夜班：4 5 6 11 12 13 18 19 20 25 26 27 28 29 30 31
（本人抄自班组派工本）
"""
