"""The procedure's table, first part: receiving, telling, choosing the way, passing on (Arts. 19 to 31)."""

from __future__ import annotations

from app.domain import guards as g
from app.domain.codes import CaseClass, CaseState, StationRole
from app.domain.documents import DocumentKind
from app.domain.fields import Field, FieldKind
from app.domain.moves import ALL_CLOCKS, DUTIES, Move, Secrecy, Start
from app.domain.open_requests import recusal_choices

S = CaseState
OPEN = frozenset({S.REGISTERED, S.HANDLING})
GOING = OPEN | {S.OBJECTED, S.AWAITING_TRANSFER, S.IN_TRANSFER, S.TRANSFERRED, S.REFERRED}
"""Not answered and not ended."""
REVIEWS = frozenset({S.UNDER_REVIEW, S.UNDER_FINAL_REVIEW})
ASKING = GOING | REVIEWS | {S.GUIDED, S.REPLIED, S.CONCLUDED, S.REVIEWED}
"""As long as the petitioner may still ask for something, and somebody for him."""
ANY = frozenset(S)
TOLD = frozenset({"T2", "T3"})
TAKEN_ON = frozenset({"T4"})
HEADQUARTERS = frozenset({StationRole.HEADQUARTERS})
WORKSHOP = frozenset({StationRole.WORKSHOP})
CLASSES = tuple((c.value, c.label) for c in CaseClass)

REASON = Field("reason", "理由", FieldKind.TEXT)

INTAKE: dict[str, Move] = {
    "slip": Move(
        "打印回执", "登记告知", ANY, "条例第二十三条", document=DocumentKind.SLIP, secrecy=Secrecy.ANY,
        recorded=False,
    ),
    "registration_form": Move(
        "打印登记表", "登记告知", ANY, "条例第十九条", document=DocumentKind.REGISTRATION_FORM, recorded=False,
    ),
    "power_of_attorney": Move(
        "打印授权委托书", "登记告知", ASKING, "条例第十九条", document=DocumentKind.POWER_OF_ATTORNEY, recorded=False,
    ),
    "privacy_notice": Move(
        "打印个人信息告知书", "登记告知", ANY, "个人信息保护法第十七条", document=DocumentKind.PRIVACY_NOTICE,
        recorded=False,
    ),
    "attach": Move("添加附件", "登记告知", ANY, "条例第十九条", secrecy=Secrecy.ANY, recorded=False),
    "note": Move("记录办理", "办理", OPEN | {S.AWAITING_TRANSFER}, "条例第二十七条", S.HANDLING, recorded=False),
    "classify": Move(
        "分类", "登记告知", OPEN, "条例第二十九至三十一条", guards=(g.class_open,), secrecy=Secrecy.ANY,
        approval_for=g.class_is(CaseClass.B),
        fields=(Field("case_class", "分类", FieldKind.CHOICE, choices=CLASSES), REASON),
    ),
    "report_urgent": Move(
        "报告重大紧急", "登记告知", GOING, "条例第二十五条",
        fields=(
            Field("reported_to", "报告给谁"),
            Field("way", "报告方式", hint="电话、当面、书面"),
            Field("measures", "已采取的措施", FieldKind.TEXT),
        ),
    ),
    "name_proxy": Move(
        "登记委托代理", "登记告知", ASKING, "条例第十九条", guards=(g.proxies_left,),
        fields=(
            Field("proxy", "代理人姓名"),
            Field("proxy_phone", "代理人电话", required=False),
            Field("relation", "与信访人的关系", required=False),
            Field("scope", "委托事项和权限", FieldKind.TEXT),
            Field("written", "有书面授权委托书", FieldKind.CHECK),
        ),
    ),
    "name_due_date": Move(
        "登记交办期限", "登记告知", OPEN, "条例第二十二条第一款第三项",
        fields=(
            Field("assign_number", "交办文号"),
            Field("due_on", "要求反馈日期", FieldKind.DATE),
        ),
        halts=frozenset({"T6"}), starts=(Start("T6", due_field="due_on"),),
    ),
    "ask_recusal": Move(
        "登记回避申请", "登记告知", GOING | REVIEWS, "条例第二十八条第三款",
        fields=(
            Field("staff", "申请谁回避"),
            Field("relation", "利害关系", FieldKind.TEXT),
            Field("asked_by", "申请人", FieldKind.CHOICE, choices=(("petitioner", "信访人"), ("self", "工作人员本人"))),
        ),
    ),
    "decide_recusal": Move(
        "回避决定", "登记告知", GOING | REVIEWS, "条例第二十八条第三款", guards=(g.recusal_asked,),
        chosen={"staff": recusal_choices}, document=DocumentKind.RECUSAL_DECISION, approval=True, alone=True,
    ),
    "receipt_notice": Move(
        "书面告知", "登记告知", GOING | {S.MERGED}, "条例第二十三条第二款", guards=(g.told_already,),
        document=DocumentKind.RECEIPT_NOTICE, stops=TOLD, halts=TAKEN_ON,
    ),
    "notice_impossible": Move(
        "无法告知", "登记告知", GOING | {S.MERGED}, "条例第二十三条第二款", guards=(g.anonymous_or_unclear,),
        fields=(REASON,), halts=TOLD,
    ),
    "objection": Move(
        "提出异议", "转送移送", OPEN, "条例第二十三条第三款", S.OBJECTED,
        guards=(g.from_above, g.objection_in_time), document=DocumentKind.OBJECTION, stops=TAKEN_ON,
    ),
    "objection_accepted": Move(
        "异议获同意，退回", "转送移送", frozenset({S.OBJECTED}), "条例第二十三条第三款", S.RETURNED,
        fields=(
            Field("consented_by", "同意的单位和人"),
            Field("returned_way", "材料退回方式"),
        ),
        halts=frozenset({ALL_CLOCKS, "T6"}),
    ),
    "objection_refused": Move(
        "异议未获同意", "转送移送", frozenset({S.OBJECTED}), "条例第二十三条第三款", S.HANDLING, fields=(REASON,),
    ),
    "explanation_letter": Move(
        "写原因说明", "转送移送", OPEN | {S.AWAITING_TRANSFER}, "条例第二十三条",
        document=DocumentKind.EXPLANATION_LETTER, approval=True, alone=True,
    ),
    "transfer_notice": Move(
        "写转送告知书", "转送移送", OPEN | {S.AWAITING_TRANSFER, S.IN_TRANSFER, S.TRANSFERRED, S.REFERRED},
        "条例第二十三条",
        document=DocumentKind.TRANSFER_NOTICE, stops=TOLD, halts=TAKEN_ON,
    ),
    "cannot_settle": Move(
        "本单位不能解决，待移送", "转送移送", OPEN | {S.REPLIED}, "条例第二十三条", S.AWAITING_TRANSFER, at=WORKSHOP,
        guards=(g.not_decided,),
        fields=(Field("reason", "为什么不能解决", FieldKind.TEXT, required=False),),
    ),
    "take_back": Move(
        "撤回待移送", "转送移送", frozenset({S.AWAITING_TRANSFER}), "条例第二十三条", S.HANDLING, at=WORKSHOP,
    ),
    "export": Move(
        "装入移送包", "转送移送", frozenset({S.AWAITING_TRANSFER}), "条例第二十三条", S.IN_TRANSFER, at=WORKSHOP,
        secrecy=Secrecy.OPEN, recorded=False, undoable=False,
    ),
    "export_sealed": Move(
        "装入封口的移送包", "密封", frozenset({S.AWAITING_TRANSFER}), "条例第四十六条", S.IN_TRANSFER, at=WORKSHOP,
        secrecy=Secrecy.SECRET, recorded=False, undoable=False,
    ),
    "sealed_transfer": Move(
        "密封移送上级", "密封", frozenset({S.AWAITING_TRANSFER}), "条例第四十六条", S.TRANSFERRED, at=WORKSHOP,
        document=DocumentKind.SEALED_HANDOVER, secrecy=Secrecy.SECRET,
    ),
    "transfer_received": Move(
        "上级已签收", "转送移送", frozenset({S.IN_TRANSFER}), "条例第二十三条", S.TRANSFERRED, at=WORKSHOP,
        fields=(
            Field("receiver", "签收人"),
            Field("their_number", "上级编号", required=False),
        ),
    ),
    "transfer_returned": Move(
        "上级退回", "转送移送", frozenset({S.IN_TRANSFER, S.TRANSFERRED}), "条例第二十三条第三款", S.HANDLING, at=WORKSHOP,
        fields=(Field("reason", "退回原因", FieldKind.TEXT), Field("their_number", "上级编号", required=False)),
    ),
    "transfer_answered": Move(
        "登记上级回复内容", "转送移送", frozenset({S.IN_TRANSFER, S.TRANSFERRED, S.REPLIED, S.CONCLUDED}), "条例第二十二条",
        at=WORKSHOP,
        fields=(
            Field("their_number", "上级编号", required=False),
            Field("office", "上级承办科室", required=False),
            Field("contact", "上级联系人", required=False),
            Field("contact_phone", "上级联系电话", required=False),
            Field("served", "意见书已送达信访人", FieldKind.CHECK, required=False),
            Field("results", "逐项处理结果", FieldKind.TEXT, required=False),
            Field("note", "备注", FieldKind.TEXT, required=False),
        ),
        computed=frozenset({"answers"}),
    ),
    "return_down": Move(
        "退回基层", "转送移送", OPEN, "条例第二十三条第三款", S.RETURNED, at=HEADQUARTERS,
        guards=(g.came_from_below, g.not_accepted),
        fields=(Field("reason", "退回原因", FieldKind.TEXT),), halts=frozenset({ALL_CLOCKS, "T6"}),
    ),
    "receive_again": Move(
        "退回后再次收到", "转送移送", frozenset({S.RETURNED}), "条例第二十三条", S.REGISTERED, at=HEADQUARTERS,
        guards=(g.came_from_below,), starts=(Start("T2"),),
    ),
    "transfer_refused": Move(
        "上级没有接收，重新移送", "转送移送", frozenset({S.IN_TRANSFER}), "条例第二十三条", S.AWAITING_TRANSFER, at=WORKSHOP,
        fields=(Field("reason", "没有接收的原因", FieldKind.TEXT),),
    ),
    "refer": Move(
        "转送", "转送移送", OPEN, "条例第二十三条第一款", S.REFERRED, at=HEADQUARTERS, guards=(g.class_chosen,),
        document=DocumentKind.REFERRAL_LETTER,
    ),
    "assign": Move(
        "交办", "转送移送", OPEN, "条例第二十三条第一款", S.REFERRED, at=HEADQUARTERS, guards=(g.class_chosen,),
        fields=(Field("due_on", "要求反馈日期", FieldKind.DATE),),
        document=DocumentKind.REFERRAL_LETTER, computed=frozenset({"report_by"}),
        starts=(Start("T6", due_field="due_on"),),
    ),
    "result_received": Move(
        "收到办理结果", "转送移送", frozenset({S.REFERRED}), "条例第二十二条第一款第三项", S.HANDLING, at=HEADQUARTERS,
        fields=(Field("report_by", "报告单位"), Field("result", "办理结果", FieldKind.TEXT)), stops=frozenset({"T6"}),
    ),
    "supervise": Move(
        "督办", "转送移送", frozenset({S.REFERRED, S.TRANSFERRED, S.HANDLING}), "条例第四十条", at=HEADQUARTERS,
        document=DocumentKind.SUPERVISION_ORDER,
    ),
    "answer_supervision": Move(
        "督办反馈", "转送移送", GOING, "条例第四十条", at=HEADQUARTERS, guards=(g.supervised,),
        fields=(Field("answer", "反馈情况", FieldKind.TEXT),),
    ),
    "link_repeat": Move(
        "关联重复信访", "登记告知", ANY - {S.MERGED}, "条例第十九条", fields=(Field("first", "首件编号"),),
        secrecy=Secrecy.OPEN,
    ),
    "merge": Move(
        "合并到首件", "登记告知", OPEN, "条例第十九条第三款", S.MERGED, guards=(g.not_accepted,),
        fields=(Field("first", "首件编号"), REASON), halts=frozenset({"T4", "T13"}), secrecy=Secrecy.OPEN,
    ),
    "open_sealed": Move(
        "向他人开放", "密封", ANY, "条例第三十、四十六条", fields=(Field("operator", "开放给谁"), REASON),
        secrecy=Secrecy.SEALED, approval=True, alone=True, recorded=False, undoable=False,
    ),
    "seal_handover": Move(
        "密封移交", "密封", OPEN, "条例第三十条", S.HANDED_OVER, classes=g.class_is(CaseClass.B),
        document=DocumentKind.SEALED_HANDOVER, stops=TOLD, halts=frozenset({DUTIES, "T6"}),
        secrecy=Secrecy.ACCUSATION,
    ),
}  # fmt: skip
"""Rows of the table: act → row."""
