"""What each document asks for besides the case (domain facts 6, column "must-say"), by kind.

The names are the same in every document, act and template: ``reason``, ``basis``, ``due_on``, ``organ``… What a
form leaves blank to be written by hand is not required; what is required is refused when missing.
"""

from __future__ import annotations

from app.domain.documents import DocumentKind
from app.domain.fields import Field, FieldKind

WAYS_OF_SERVICE = (
    ("personal", "当面"),
    ("post", "邮寄"),
    ("left", "留置"),
    ("refused", "拒收（有见证人）"),
    ("other", "其他"),
)
"""送达方式 (domain facts 6.2)."""

ADOPTED = (("full", "采纳"), ("partly", "部分采纳"), ("not", "未采纳"))
"""What became of a suggestion (Art. 29)."""

RECUSAL_DECISIONS = (("recused", "应当回避"), ("not_recused", "不予回避"))
RECEPTION_KINDS = (("reception", "现场接访"), ("outreach", "下访"), ("appointment", "约访"))
"""类型 of a leader's reception (domain facts 7.4)."""

HELD = (("yes", "已落实"), ("partly", "部分落实"), ("no", "未落实"), ("unreachable", "无法回访"))
"""What a follow-up visit found (domain facts 6, D23)."""

K = DocumentKind


def _line(name: str, label: str, *, required: bool = True, hint: str = "", default: str = "") -> Field:
    """One line of text."""
    return Field(name, label, required=required, hint=hint, default=default)


def _text(name: str, label: str, *, required: bool = True, hint: str = "", default: str = "") -> Field:
    """A text of several lines."""
    return Field(name, label, FieldKind.TEXT, required, hint, default=default)


def _day(name: str, label: str, *, required: bool = True, hint: str = "", default: str = "") -> Field:
    """A date."""
    return Field(name, label, FieldKind.DATE, required, hint, default=default)


def _choice(name: str, label: str, choices: tuple[tuple[str, str], ...], *, required: bool = True) -> Field:
    """One of a few words."""
    return Field(name, label, FieldKind.CHOICE, required, choices=choices)


_OFFICER = _line("officer", "经办人", default="${operator}")
_REMEDY = (
    _line("remedy_unit", "复查（复核）机关、单位", hint="办理单位的上一级机关、单位全称"),
    _text("remedy_way", "提出的途径", hint="地址、电话、当面或者邮寄"),
    _text("remedy_materials", "应当提交的材料"),
)
_APPROVAL = (
    _line("approver", "批准人"),
    _line("approver_post", "批准人职务"),
    _day("approved_on", "批准日期", default="today"),
)
_EXTENSION = (
    _day("original_due_on", "原办理期限"),
    _text("reason", "延期理由"),
    Field("days", "延长日数", FieldKind.NUMBER, hint="不超过30日"),
    _day("new_due_on", "延长后的办理期限"),
    *_APPROVAL,
)
_REVIEW_REQUEST = (
    _line("applicant", "申请人", required=False, default="${petitioner}"),
    _line("applicant_contact", "住址和联系电话", required=False),
    _line("respondent_unit", "被申请人"),
    _line("opinion_number", "原意见书文号"),
    _day("opinion_received_on", "收到意见书的日期", required=False),
    _text("request", "具体请求", required=False),
    _text("grounds", "事实和理由", required=False),
    _text("evidence_list", "附交的材料", required=False),
)
_REVIEW_OPINION = (
    _line("applicant", "申请人", default="${petitioner}"),
    _line("respondent_unit", "被申请人"),
    _line("opinion_number", "原意见书文号"),
    _day("opinion_issued_on", "原意见作出日期"),
    _day("applied_on", "收到申请的日期"),
    _text("request", "具体请求"),
    _text("facts", "事实认定"),
    _text("basis", "依据的法律法规和规定"),
)

LETTER_DOCUMENTS: dict[DocumentKind, tuple[Field, ...]] = {
    K.EXPLANATION_LETTER: (
        _text("policy", "本事项适用的制度、文件名称和条款"),
        _text("reason", "为什么超出本单位的职责或权限"),
        _text("suggestion", "建议由哪个部门、按什么途径办理"),
    ),
    K.TRANSFER_NOTICE: (),
    K.RECEIPT_NOTICE: (
        _text("procedure", "处理途径和程序", hint="属于本单位职责；走哪条途径，分几步办理"),
        _text(
            "time_limit",
            "该途径的办理期限",
            hint="只写这条途径真正适用的期限；60日仅限条例第三十一条第六项的事项",
        ),
        _OFFICER,
    ),
    K.REFERRAL_LETTER: (
        _line("receiver_office", "收件单位"),
        _text("summary", "事项摘要", default="${requests}"),
        _text("requirement", "办理要求"),
        _day("report_by", "反馈期限", required=False, hint="转送可以不写；交办必须写明"),
        _OFFICER,
    ),
    K.ACCEPTANCE_NOTICE: (
        _text("matters", "受理的事项（逐项）", default="${requests}"),
        _day("accepted_on", "受理日期"),
        _day("due_on", "办理期限届满日"),
        _OFFICER,
    ),
    K.DECLINE_NOTICE: (
        _text("reason", "不予受理的理由"),
        _text("basis", "依据", hint="法律、法规、规章或者条例的条款"),
        _text("where_to_go", "应当向哪里提出", hint="机关、单位的名称、地址和电话"),
    ),
    K.LAWFUL_ROUTE_NOTICE: (
        _text("procedure", "应当适用的法定程序"),
        _text("basis", "依据", hint="法律、法规的条款"),
        _line("organ", "受理机关、机构"),
        _line("organ_address", "地址"),
        _line("organ_phone", "电话"),
        _day("right_from", "时效、期限起算日", required=False),
        _day(
            "right_until", "最迟提出日期", required=False, hint="从有证据的日期起算；算不准时留空，只写期限"
        ),
        _text("right_limit", "时效、期限的规定", default="${guidance}"),
        _text("materials", "需要准备的材料"),
    ),
    K.NO_FURTHER_ACCEPTANCE_NOTICE: (
        _line("earlier_number", "此前意见书的文号", hint="处理、复查、复核意见书，用顿号隔开"),
        _day("earlier_date", "最后一次意见的作出日期"),
        _text("reason", "不再受理的理由"),
        _text("basis", "依据", default="《信访工作条例》第三十六条第三款"),
    ),
    K.EXTENSION_NOTICE: (*_EXTENSION, _OFFICER),
    K.OBJECTION: (
        _line("assign_number", "转送（交办）文号"),
        _day("received_on", "收到日期"),
        _text("facts", "事实和核实情况"),
        _text("reason", "不属于本单位职责的理由"),
        _text("basis", "依据"),
        _line("suggested_unit", "建议的办理单位"),
    ),
    K.REPLY: (
        _text("facts", "核实的情况"),
        _text("results", "逐项答复"),
        _text("basis", "依据"),
        _OFFICER,
    ),
    K.DECISION_LETTER: (
        _text("facts", "事实和理由", hint="时间、地点、主要事实，调查核实的情况和证据"),
        _text("results", "逐项处理意见", hint="对每一项请求写明支持、解释说明或者不予支持"),
        _text("basis", "法律法规和政策依据"),
        *_REMEDY,
        _OFFICER,
    ),
    K.SUGGESTION_REPLY: (
        _choice("adopted", "采纳情况", ADOPTED),
        _text("opinion", "研究论证的情况和意见", hint="采纳了什么、怎样落实；没有采纳的说明理由"),
    ),
    K.REVIEW_DECISION: (*_REVIEW_OPINION, _text("results", "复查意见"), *_REMEDY, _OFFICER),
    K.FINAL_REVIEW_DECISION: (*_REVIEW_OPINION, _text("results", "最终复核意见"), _OFFICER),
    K.CONCLUSION_REPORT: (
        _line("assign_number", "交办文号"),
        _day("received_on", "收到交办的日期"),
        _text("petitioner_facts", "信访人基本情况", default="${people}"),
        _text("facts", "主要问题和诉求"),
        _text("opinion", "调查处理情况"),
        _text("results", "处理结果和答复送达情况"),
        _OFFICER,
    ),
    K.RECUSAL_DECISION: (
        _line("applicant", "提出人"),
        _line("staff", "被要求回避的工作人员"),
        _text("relation", "与事项或者当事人的关系"),
        _choice("decision", "决定", RECUSAL_DECISIONS),
        _text("reason", "决定的理由"),
        _line("replacement", "接替办理的人员", required=False),
        _line(
            "decided_by",
            "决定人及职务",
            hint="工作人员的回避由信访工作机构负责人决定；负责人的由单位负责人决定",
        ),
    ),
}
"""The fields of letters after GB/T 9704, besides those that every letter has (``LETTER_FIELDS``)."""

FORM_DOCUMENTS: dict[DocumentKind, tuple[Field, ...]] = {
    K.REGISTRATION_FORM: (
        _line("lawful_procedure", "是否已仲裁、复议、诉讼", required=False),
        _text("suggestion", "拟办意见", required=False),
        _text("opinion", "负责人批示", required=False),
    ),
    K.EXTENSION_APPROVAL: (
        _line("officer", "承办人", default="${operator}"),
        _day("accepted_on", "受理日期"),
        *_EXTENSION[:4],
        _text("opinion", "审批意见", required=False),
        *_APPROVAL,
        _day("told_on", "告知信访人的日期", required=False),
        _line("told_way", "告知方式", required=False),
    ),
    K.SETTLEMENT: (
        _text("parties", "双方当事人", hint="姓名或者名称、住址、联系方式，一行一方"),
        _text("matter", "争议事项", default="${requests}"),
        _text("terms", "协议内容", hint="履行的内容、方式和期限，逐条写明"),
        _line("mediator", "调解人（组织）", required=False, hint="自行和解的不填"),
        _day("signed_on", "签订日期", default="today"),
    ),
    K.REVIEW_APPLICATION: _REVIEW_REQUEST,
    K.FINAL_REVIEW_APPLICATION: _REVIEW_REQUEST,
    K.PROOF_OF_SERVICE: (
        _line("document_name", "送达文书名称"),
        _line("document_mark", "文号及件数"),
        _line("addressee", "受送达人", default="${petitioner}"),
        _line("place", "送达地点", required=False),
        _line("served_at", "送达时间", required=False, hint="年月日时分"),
        _choice("way", "送达方式", WAYS_OF_SERVICE, required=False),
        _line("receiver", "收件人", required=False),
        _line("relation", "与受送达人的关系", required=False),
        _day("received_on", "收件日期", required=False),
        _text("substitute_reason", "代收理由", required=False),
        _text("refused_reason", "拒收事由", required=False),
        _line("witness", "见证人", required=False),
        _line("server", "送达人", required=False, default="${operator}"),
        _line("issuer", "填发人", required=False, default="${operator}"),
        _text("remarks", "备注", required=False),
    ),
    K.SUPERVISION_ORDER: (
        _line("receiver_office", "被督办单位"),
        _text("reason", "督办原因", hint="违反受理、办理规定；推诿、敷衍、拖延、弄虚作假；拒不执行处理意见"),
        _text("requirement", "督办要求"),
        _day("report_by", "反馈期限", hint="一般为7日"),
        _line("officer", "督办人", default="${operator}"),
        _text("feedback", "反馈情况", required=False),
    ),
    K.RECEPTION_RECORD: (
        _choice("reception_kind", "类型", RECEPTION_KINDS),
        _line("leader_name", "接访领导"),
        _line("leader_post", "职务"),
        _line("met_at", "日期和时间"),
        _line("place", "地点"),
        _line("companions", "陪同人员", required=False),
        _text("facts", "反映的主要内容"),
        _text("opinion", "领导处理意见"),
        _line("receiver_office", "承办部门"),
        _day("due_on", "承办截止日", required=False),
        _text("outcome", "办理结果", required=False),
    ),
    K.HEARING_RECORD: (
        _line("met_at", "时间"),
        _line("place", "地点"),
        _line("host", "主持人（调查人）"),
        _line("recorder", "记录人"),
        _text("present", "参加人", hint="姓名、单位、职务；信访人和被调查人写明关系"),
        _text("matter", "事由", default="${subject}"),
        _text("facts", "记录", hint="告知的权利、陈述、质询、答复，如实记录"),
    ),
    K.FOLLOW_UP_RECORD: (
        _line("visited_by", "回访人"),
        _line("visit_way", "回访方式", hint="当面、电话、信函"),
        _line("met_at", "回访时间"),
        _choice("held", "处理意见落实情况", HELD),
        _text("facts", "回访情况"),
        _text("opinion", "信访人的意见", required=False),
        _text("unreachable_reason", "无法回访的原因", required=False),
        _text("next_step", "后续措施", required=False),
    ),
    K.POWER_OF_ATTORNEY: (
        _line("principal", "委托人", required=False, default="${petitioner}"),
        _line("proxies", "受托人（一至二人）", required=False),
        _line("relation", "与委托人的关系", required=False),
        _text("scope", "委托事项和权限", required=False),
        _line("valid_until", "委托期限", required=False),
    ),
    K.PRIVACY_NOTICE: (
        _line("retention", "保存期限", default="${retention_period}"),
        _line("recipients", "向哪些单位提供", default="${superior}"),
        _text("sensitive", "涉及的敏感个人信息", required=False, hint="健康、银行账户等；没有的写“无”"),
    ),
    K.SEALED_HANDOVER: (
        _line("pages", "页数"),
        _line("seal_number", "封签号"),
        _line("receiver_office", "接收单位"),
        _line("handed_at", "移交时间", required=False, hint="年月日时分，可当面手写"),
        _line("server", "移交人", default="${operator}"),
        _line("receiver", "接收人", required=False),
    ),
}
"""The fields of tables to fill in and sign."""

FIELDS: dict[DocumentKind, tuple[Field, ...]] = {**LETTER_DOCUMENTS, **FORM_DOCUMENTS}
