"""An invented case to preview templates with: every document filled in as it might be."""

from __future__ import annotations

from app.domain.document_specs import CASE_VALUES, SPECS
from app.domain.documents import DocumentKind

_REQUESTS = "1. 补发2026年7月至9月井下津贴差额共630元。\n2. 说明井下津贴的计算依据，并书面告知。"
_RESULTS = (
    "1. 补发2026年7月至9月井下津贴差额共630元：支持。差额随2026年12月工资发放。\n"
    "2. 说明井下津贴的计算依据：解释说明。井下津贴按实际下井班次乘以岗位标准计发，计算明细随本件送达。"
)
_FACTS = (
    "2026年7月至9月，王𬱖等3人在综采一区井下电工岗位出勤62班。经查阅考勤表、下井记录和工资表，"
    "其中21班按地面岗位标准计发津贴，与实际岗位不符，差额共630元。上述事实有考勤表、下井记录、"
    "工资表和班组长的说明为证。"
)
_BASIS = "《某煤业集团井下津贴发放办法》第六条、第九条；《中华人民共和国劳动合同法》第三十条。"

_CASE: dict[str, str] = {
    "number": "ZC01-20261110-0001-7",
    "query_code": "4821907365",
    "received": "2026-11-10",
    "registered_at": "2026年11月10日 9时12分",
    "channel": "来访",
    "origin": "自收",
    "petitioner": "王𬱖等3人",
    "people": "王𬱖、李建军、赵小梅",
    "people_count": "3",
    "petitioner_phone": "138****4567",
    "petitioner_address": "东山煤矿职工二号楼",
    "petitioner_unit": "综采一区",
    "representatives": "王𬱖",
    "proxy": "无",
    "confidentiality": "否",
    "subject": "井下津贴少发问题",
    "content": "今年7月到9月，我们三个人一直在井下干活，工资条上的津贴却按地面的标准发，三个月少了630块。"
    "找过班组，班组说要区里定；找过劳资员，说按报上去的考勤发的。我们就想把少的钱补上，再给个说法。",
    "requests": _REQUESTS,
    "evidence": "工资条复印件3张、考勤表1页，共4页",
    "category": "工资薪酬",
    "case_class": "申诉求决类·本单位办理",
    "repeat": "初次",
    "urgent": "否",
    "results": _RESULTS,
    "notes": "2026年11月12日，到劳资科查阅三个月考勤表、工资表。\n2026年11月15日，区长当面听取信访人意见。",
    "guidance": "劳动争议申请仲裁的时效为一年，从知道或者应当知道权利被侵害之日起计算；"
    "《信访事项接收回执》可作为您主张权利的凭证（劳动争议调解仲裁法第二十七条）。",
    "unit": "",
    "superior": "某煤业集团信访接待部门",
    "operator": "李敏",
    "phone": "0351-6612345",
    "query_way": "工作日8:00—12:00、14:30—17:30，综采一区办公楼102室信访接待处，电话0351-6612345",
    "retention_period": "10年",
    "today": "2026-11-24",
}

_FIELDS: dict[str, str] = {
    "accepted_on": "2026-11-12",
    "adopted": "partly",
    "addressee": "王𬱖",
    "applicant": "王𬱖",
    "applicant_contact": "东山煤矿职工二号楼，138****4567",
    "applied_on": "2027-01-20",
    "approved_on": "2026-12-28",
    "approver": "赵卫国",
    "approver_post": "副矿长",
    "assign_number": "某煤集团信访函〔2026〕18号",
    "basis": _BASIS,
    "companions": "李敏",
    "days": "20",
    "decided_by": "矿长周建国",
    "decision": "recused",
    "document_mark": "东山煤矿信访意〔2026〕3号，1件",
    "document_name": "信访事项处理意见书",
    "due_on": "2027-01-11",
    "earlier_date": "2026-06-30",
    "earlier_number": "东山煤矿信访意〔2026〕1号、某煤集团信访查〔2026〕2号、某煤集团信访核〔2026〕1号",
    "evidence_list": "处理意见书复印件1份、送达回证复印件1份、工资条复印件3张",
    "facts": _FACTS,
    "grounds": "意见书只认定了21班，少认定了9月份的5班，考勤表可以证明。",
    "handed_at": "2026年11月24日10时30分",
    "held": "yes",
    "host": "赵卫国",
    "issuer": "李敏",
    "lawful_procedure": "均无",
    "leader_name": "赵卫国",
    "leader_post": "副矿长",
    "matter": "井下津贴差额的认定和补发",
    "matters": _REQUESTS,
    "mediator": "东山煤矿劳动争议调解委员会",
    "met_at": "2026年11月24日14时30分",
    "new_due_on": "2027-01-31",
    "next_step": "2027年1月发放工资后再核对一次。",
    "opinion": "建议中关于班前发放自救器检查卡的部分已经采纳，自12月1日起在两个班组试行；"
    "关于更换皮带机型号的部分，因涉及矿井整体设计，列入明年技术改造论证。",
    "officer": "李敏",
    "opinion_issued_on": "2026-12-30",
    "opinion_number": "东山煤矿信访意〔2026〕3号",
    "opinion_received_on": "2027-01-04",
    "organ": "东山区劳动人事争议仲裁委员会",
    "organ_address": "东山区人民路18号三楼立案室",
    "organ_phone": "0351-6600000",
    "original_due_on": "2027-01-11",
    "outcome": "差额已核定，随12月工资发放。",
    "pages": "6页",
    "parties": "甲方：王𬱖等3人，东山煤矿综采一区职工\n乙方：东山煤矿综采一区，负责人赵卫国",
    "petitioner_facts": "王𬱖等3人，均为东山煤矿综采一区井下电工。",
    "place": "综采一区办公楼102室",
    "policy": "《某煤业集团井下津贴发放办法》第六条、第九条。",
    "present": "王𬱖（信访人代表）、孙立新（劳资科科长）、李敏（信访信息员）",
    "principal": "王𬱖",
    "procedure": "本单位听取您的意见，查阅考勤、工资和下井记录，形成意见后书面答复。",
    "proxies": "李建军，东山煤矿综采一区",
    "reason": "三个月的下井记录需要与人员定位系统逐班核对，涉及两个外委单位，数据尚未取齐。",
    "receiver": "王𬱖",
    "receiver_office": "东山煤矿劳动工资科",
    "reception_kind": "reception",
    "received_on": "2026-11-20",
    "recipients": "某煤业集团信访接待部门",
    "recorder": "李敏",
    "relation": "本人",
    "remedy_materials": "复查（复核）申请书、意见书复印件、能够证明收到日期的材料；委托他人的，附授权委托书。",
    "remedy_unit": "某煤业集团有限责任公司",
    "remedy_way": "当面提交或者邮寄到某煤业集团信访接待部门，地址：东山区矿务街1号，电话：0351-6610000。",
    "replacement": "孙立新",
    "report_by": "2026-12-20",
    "request": "撤销原意见第1项，重新核定9月份的下井班次。",
    "requirement": "核实下井班次和津贴标准，对诉求逐项提出意见，答复信访人并送达。",
    "retention": "10年",
    "right_from": "2026-08-15",
    "right_limit": "劳动争议申请仲裁的时效期间为一年，从当事人知道或者应当知道其权利被侵害之日起计算；"
    "因向对方主张权利、向有关部门请求权利救济或者对方同意履行而中断（劳动争议调解仲裁法第二十七条）。",
    "right_until": "2027-08-15",
    "scope": "代为陈述事实和理由、提交和签收材料、查询办理进展。",
    "seal_number": "FQ-0027",
    "sensitive": "工资发放的银行账户",
    "server": "李敏",
    "served_at": "2027年1月4日9时20分",
    "signed_on": "2026-12-25",
    "staff": "劳资员孙小兵",
    "suggested_unit": "东山煤矿劳动工资科",
    "suggestion": "建议由集团劳动工资部核定津贴标准，按差额补发。",
    "summary": _REQUESTS,
    "terms": "一、乙方于2027年1月31日前补发甲方井下津贴差额共630元。\n二、双方就上述差额再无争议。",
    "time_limit": "自受理之日起60日内办结，情况复杂的经批准可以延长，延长期限不超过30日。",
    "told_on": "2026-12-29",
    "told_way": "当面送达",
    "valid_until": "自签署之日起至本事项办结之日止",
    "visit_way": "当面",
    "visited_by": "李敏",
    "way": "personal",
}

_WORKSHOP, _MINE, _GROUP, _PARENT = (
    "某煤业集团东山煤矿综采一区",
    "某煤业集团东山煤矿",
    "某煤业集团有限责任公司",
    "某能源集团有限责任公司",
)
MARKS = {_WORKSHOP: "综采一区信访", _MINE: "东山煤矿信访", _GROUP: "某煤集团信访", _PARENT: "某能源信访"}
"""The units of the invented case with the marks of their documents."""

K = DocumentKind
_SIGNED_BY: dict[DocumentKind, str] = {
    **dict.fromkeys(
        (
            K.RECEIPT_NOTICE,
            K.ACCEPTANCE_NOTICE,
            K.DECLINE_NOTICE,
            K.LAWFUL_ROUTE_NOTICE,
            K.EXTENSION_APPROVAL,
            K.EXTENSION_NOTICE,
            K.DECISION_LETTER,
            K.CONCLUSION_REPORT,
            K.RECUSAL_DECISION,
            K.RECEPTION_RECORD,
            K.SUGGESTION_REPLY,
            K.PROOF_OF_SERVICE,
            K.HEARING_RECORD,
        ),
        _MINE,
    ),
    **dict.fromkeys((K.REFERRAL_LETTER, K.SUPERVISION_ORDER, K.REVIEW_DECISION), _GROUP),
    **dict.fromkeys((K.NO_FURTHER_ACCEPTANCE_NOTICE, K.FINAL_REVIEW_DECISION), _PARENT),
}
"""Who issues what: a workshop signs no decision letter (domain facts 0.6)."""

_OF_KIND: dict[DocumentKind, dict[str, str]] = {
    K.SUGGESTION_REPLY: {
        "requests": "1. 班前发放自救器检查卡。\n2. 更换主运输皮带机的型号。",
        "subject": "关于自救器和皮带机的建议",
    },
    K.EXPLANATION_LETTER: {
        "reason": "津贴标准的核定和差额的补发属集团劳动工资部职权，我单位只负责考勤上报。"
    },
    K.REGISTRATION_FORM: {
        "suggestion": "拟按申诉求决类调查核实。",
        "opinion": "同意。请劳资科配合。",
    },
    K.DECLINE_NOTICE: {
        "reason": "同一事项已由某煤业集团受理，正在办理期限内。",
        "basis": "《信访工作条例》第十九条第三款。",
        "where_to_go": "某煤业集团信访接待部门，东山区矿务街1号，电话0351-6610000。",
    },
    K.LAWFUL_ROUTE_NOTICE: {
        "procedure": "因劳动报酬发生的争议，属于劳动争议，可以先申请调解，也可以直接申请仲裁。",
        "basis": "《中华人民共和国劳动争议调解仲裁法》第二条、第五条。",
        "materials": "仲裁申请书、身份证明、劳动合同、工资条、考勤记录、信访事项接收回执。",
    },
    K.NO_FURTHER_ACCEPTANCE_NOTICE: {
        "reason": "您提出的诉求与已经复核的事项属于同一事实和理由，没有新的事实。",
        "basis": "《信访工作条例》第三十六条第三款",
    },
    K.OBJECTION: {"reason": "津贴标准由集团劳动工资部统一核定，我单位没有核定、补发的权限。"},
    K.CONCLUSION_REPORT: {
        "facts": _REQUESTS,
        "opinion": _FACTS,
        "results": "差额630元随12月工资发放；处理意见书于2027年1月4日当面送达王𬱖，信访人表示满意。",
    },
    K.RECUSAL_DECISION: {
        "relation": "孙小兵负责编制综采一区2026年7月至9月的工资表，与本事项有直接利害关系。",
        "reason": "孙小兵编制的工资表是本事项的主要证据，由其参与办理可能影响公正处理。",
    },
    K.REVIEW_DECISION: {
        "respondent_unit": "东山煤矿",
        "remedy_unit": _PARENT,
        "results": "1. 变更原意见第1项：差额认定为26班，共780元。\n2. 维持原意见第2项。",
    },
    K.FINAL_REVIEW_DECISION: {
        "respondent_unit": "某煤业集团有限责任公司",
        "opinion_number": "某煤集团信访查〔2027〕1号",
        "opinion_issued_on": "2027-02-18",
        "applied_on": "2027-03-10",
        "results": "维持复查意见。",
    },
    K.REVIEW_APPLICATION: {"respondent_unit": "东山煤矿"},
    K.FINAL_REVIEW_APPLICATION: {
        "respondent_unit": "某煤业集团有限责任公司",
        "opinion_number": "某煤集团信访查〔2027〕1号",
        "opinion_received_on": "2027-02-20",
    },
    K.EXTENSION_APPROVAL: {"opinion": "情况属实，同意延长20日。"},
    K.SEALED_HANDOVER: {"receiver_office": "某煤业集团纪委", "receiver": "郑志强"},
    K.POWER_OF_ATTORNEY: {"relation": "同事"},
    K.PROOF_OF_SERVICE: {"received_on": "2027-01-04"},
    K.SETTLEMENT: {"signed_on": "2026-12-25"},
    K.SUPERVISION_ORDER: {"reason": "交办后超过反馈期限，没有反馈办理结果，也没有说明理由。"},
    K.RECEPTION_RECORD: {
        "opinion": "请劳资科三日内核对下井记录，差额属实的按规定补发。",
        "due_on": "2026-11-27",
    },
    K.HEARING_RECORD: {
        "facts": "主持人：告知参加人的权利和义务，有权申请回避。是否申请回避？\n王𬱖：不申请。\n"
        "主持人：请陈述请求和理由。\n王𬱖：7月到9月有26班在井下，津贴按地面标准发放，要求补发。\n"
        "孙立新：劳资科按区里报的考勤计发，21班没有注明井下。\n主持人：请双方核对下井记录。\n"
        "（双方核对人员定位系统下井记录，确认26班。）"
    },
    K.FOLLOW_UP_RECORD: {
        "facts": "12月工资条显示补发630元，信访人确认收到；计算明细已经送达。",
        "opinion": "问题已经解决。",
    },
}


def sample_values(kind: DocumentKind) -> dict[str, str]:
    """The invented case as a document of a kind would have it: the case's values and all of its own fields."""
    own = {name: _FIELDS[name] for name in SPECS[kind].names if name in _FIELDS}
    unit = {"unit": _SIGNED_BY.get(kind, _WORKSHOP)}
    return {**{name: _CASE[name] for name in CASE_VALUES}, **unit, **own, **_OF_KIND.get(kind, {})}
