"""The procedure's table, second part: handling and answering (Arts. 27 to 34)."""

from __future__ import annotations

from app.domain import guards as g
from app.domain.codes import CaseClass, CaseState
from app.domain.documents import DocumentKind
from app.domain.fields import Field, FieldKind
from app.domain.moves import ALL_CLOCKS, DUTIES, Move, Start
from app.domain.open_requests import helper_choices
from app.domain.procedure_intake import GOING, OPEN, REASON, TAKEN_ON, TOLD

S = CaseState
CONDITIONS = (
    ("simple", "事实清楚、责任明确、争议不大、易于解决"),
    ("at_once", "咨询、意见建议、表达感谢，可以即时反馈"),
    ("daily_life", "涉及日常生产生活、时效性强"),
    ("promised", "有关机关、单位已有明确承诺或结论"),
)
"""When the simplified way is open (简易办理办法 Art. 4)."""
ANSWER_CLOCKS = TOLD | {"T7", "T13", "T15"}

HANDLING: dict[str, Move] = {
    "suggestion_reply": Move(
        "建议答复", "答复", OPEN, "条例第二十九条", S.REPLIED, classes=g.class_is(CaseClass.A),
        document=DocumentKind.SUGGESTION_REPLY, stops=ANSWER_CLOCKS, halts=TAKEN_ON, approval=True,
    ),
    "guide": Move(
        "引导法定途径", "办理", OPEN, "条例第三十一条", S.GUIDED, classes=g.ROUTES,
        document=DocumentKind.LAWFUL_ROUTE_NOTICE, stops=TOLD, halts=frozenset({DUTIES}),
        starts=(
            Start("T20", field="right_from", classes=g.class_is(CaseClass.C2)),
            Start("T22", field="right_from", classes=g.class_is(CaseClass.C4)),
            Start("T23", field="right_from", classes=g.class_is(CaseClass.C4)),
            Start("T24", field="right_from", classes=g.class_is(CaseClass.C5)),
        ),
    ),
    "claim_injury": Move(
        "单位已申请工伤认定", "办理", GOING | {S.GUIDED}, "工伤保险条例第十七条", classes=g.class_is(CaseClass.C4),
        guards=(g.injury_claim_due,),
        fields=(Field("organ", "受理的社会保险行政部门"), Field("number", "受理编号", required=False)),
        stops=frozenset({"T22"}), halts=frozenset({"T23"}),
    ),
    "route_taken": Move(
        "信访人已进入法定程序", "办理", frozenset({S.GUIDED, S.CONCLUDED}), "条例第三十一条", classes=g.ROUTES,
        guards=(g.route_open,),
        fields=(Field("organ", "受理的机关、机构"), Field("number", "受理编号", required=False)),
        stops=frozenset({"T20", "T23", "T24"}),
    ),
    "mediate": Move(
        "企业调解", "办理", OPEN | {S.GUIDED}, "劳动争议调解仲裁法第十四条", classes=g.class_is(CaseClass.C2),
        fields=(Field("committee", "调解组织"), Field("applicant", "申请人")), starts=(Start("T21"),),
    ),
    "mediation_failed": Move(
        "调解不成", "办理", OPEN | {S.GUIDED}, "劳动争议调解仲裁法第十五条", guards=(g.mediation_runs,),
        fields=(REASON,), stops=frozenset({"T21"}),
    ),
    "settle": Move(
        "调解和解协议", "答复", OPEN | {S.GUIDED}, "条例第三十三条", S.CONCLUDED, classes=g.APPEALS,
        document=DocumentKind.SETTLEMENT, stops=ANSWER_CLOCKS | {"T21"}, halts=frozenset({ALL_CLOCKS}),
        fields=(Field("both_signed", "双方自愿并已签名", FieldKind.CHECK),),
    ),
    "simplify": Move(
        "简易办理", "办理", OPEN, "简易办理办法第四条", S.HANDLING,
        classes=g.class_is(CaseClass.A, CaseClass.C6),
        guards=(g.not_simplified, g.not_accepted, g.first_petition, g.no_group, g.not_assigned, g.one_office, g.not_urgent),
        fields=(
            Field("condition", "适用情形", FieldKind.CHOICE, choices=CONDITIONS),
            Field("paper", "信访人要求纸质文书", FieldKind.CHECK, required=False),
        ),
        starts=(Start("T13", from_receipt=True),),
    ),
    "to_ordinary": Move(
        "转为普通程序", "办理", OPEN, "简易办理办法", S.HANDLING, guards=(g.simplified,), fields=(REASON,),
        halts=frozenset({"T13", "T15"}), starts=(Start("T7", from_act="accept"),),
    ),
    "accept": Move(
        "受理", "办理", OPEN, "条例第三十一条第六项", S.HANDLING, classes=g.class_is(CaseClass.C6),
        guards=(g.competent, g.not_accepted), document=DocumentKind.ACCEPTANCE_NOTICE,
        computed=frozenset({"accepted_on", "due_on"}), stops=TOLD | {"T13"},
        halts=TAKEN_ON,
        starts=(Start("T15", after="simplify", unless="to_ordinary"), Start("T7", unless="simplify"),
                Start("T7", after="to_ordinary")),
    ),
    "decline": Move(
        "不予受理", "答复", OPEN, "条例第二十三条", S.DECLINED, classes=g.APPEALS | {CaseClass.A},
        guards=(g.not_accepted,), document=DocumentKind.DECLINE_NOTICE, stops=TOLD, halts=frozenset({DUTIES}),
        approval=True,
    ),
    "decline_final": Move(
        "不再受理", "答复", OPEN, "条例第三十六条第三款", S.DECLINED_FINAL,
        classes=g.class_is(CaseClass.C6), guards=(g.not_accepted, g.finalised_before),
        document=DocumentKind.NO_FURTHER_ACCEPTANCE_NOTICE,
        stops=TOLD, halts=frozenset({DUTIES}), approval=True,
    ),
    "extend": Move(
        "延期", "办理", OPEN, "条例第三十四条", guards=(g.not_extended, g.clock_of_handling_runs),
        document=DocumentKind.EXTENSION_NOTICE, computed=frozenset({"original_due_on", "new_due_on"}), extends="T7",
        fields=(
            Field("told_on", "告知信访人的日期", FieldKind.DATE, required=False, hint="还没有告知就空着，送达告知书时登记"),
            Field("told_way", "告知方式", required=False),
        ), approval=True,
    ),
    "extension_approval": Move(
        "打印延期审批表", "办理", OPEN, "条例第三十四条", guards=(g.clock_of_handling_runs,),
        document=DocumentKind.EXTENSION_APPROVAL, computed=frozenset({"original_due_on", "accepted_on"}),
        recorded=False,
    ),
    "remove_extension": Move(
        "撤销延期", "办理", OPEN, "条例第三十四条", guards=(g.extended,), fields=(REASON,), recorded=False,
        undoable=False,
    ),
    "pause": Move(
        "听证扣除时间", "办理", OPEN | {S.UNDER_FINAL_REVIEW}, "条例第三十六条第二款", guards=(g.pausable_runs,),
        fields=(
            Field("first", "扣除的第一天", FieldKind.DATE),
            Field("last", "扣除的最后一天", FieldKind.DATE),
            Field("reason", "听证事由", FieldKind.TEXT),
        ),
        pauses=frozenset({"T7", "T11"}), approval=True,
    ),
    "remove_pause": Move(
        "撤销扣除", "办理", OPEN | {S.UNDER_FINAL_REVIEW}, "条例第三十六条第二款", guards=(g.paused,),
        fields=(REASON,), recorded=False, undoable=False,
    ),
    "hearing": Move(
        "听证或调查笔录", "办理", OPEN | {S.UNDER_REVIEW, S.UNDER_FINAL_REVIEW}, "条例第三十一条第六项",
        document=DocumentKind.HEARING_RECORD,
    ),
    "share_handling": Move(
        "协同办理", "办理", GOING, "条例第二十四条",
        fields=(
            Field("lead", "牵头部门"),
            Field("helpers", "协办部门", hint="用顿号分开"),
            Field("wanted", "协办要求", FieldKind.TEXT),
            Field("due_on", "协办期限", FieldKind.DATE, required=False),
        ),
    ),
    "helper_answer": Move(
        "协办答复", "办理", GOING, "条例第二十四条", guards=(g.helpers_named,), chosen={"office": helper_choices},
        fields=(Field("office", "协办部门"), Field("answer", "协办意见", FieldKind.TEXT)),
    ),
    "decide_together": Move(
        "集体研究", "办理", GOING, "条例第三十一条第六项",
        fields=(
            Field("meeting", "会议名称"),
            Field("held_on", "会议日期", FieldKind.DATE),
            Field("attendees", "参加人", FieldKind.TEXT),
            Field("result", "研究结果", FieldKind.TEXT),
        ),
    ),
    "reception": Move(
        "领导接访记录", "办理", GOING, "条例第十八条第二款", document=DocumentKind.RECEPTION_RECORD,
    ),
    "reply": Move(
        "答复", "答复", OPEN, "条例第二十七条", S.REPLIED, classes=g.APPEALS,
        guards=(g.decision_owed,), document=DocumentKind.REPLY, computed=frozenset({"results"}),
        stops=ANSWER_CLOCKS, halts=TAKEN_ON, approval=True,
        answers=True,
    ),
    "decision_letter": Move(
        "处理意见书", "答复", OPEN, "条例第三十二条", S.REPLIED, classes=g.class_is(CaseClass.C6),
        guards=(g.competent, g.accepted), document=DocumentKind.DECISION_LETTER,
        computed=frozenset({"results"}), stops=ANSWER_CLOCKS,
        halts=TAKEN_ON, approval=True, answers=True,
    ),
    "record_decision": Move(
        "登记上级或有权单位的意见", "答复", GOING | {S.GUIDED, S.CONCLUDED}, "条例第三十二条", S.REPLIED,
        fields=(
            Field("unit", "作出单位"),
            Field("number", "文号"),
            Field("dated_on", "作出日期", FieldKind.DATE),
            Field("received_on", "信访人收到日期", FieldKind.DATE, required=False, hint="还不知道就空着，以后再登记"),
            Field("result", "主要内容", FieldKind.TEXT),
        ),
        stops=ANSWER_CLOCKS - TOLD, halts=frozenset({DUTIES, "T6"}),
        starts=(
            Start("T8", field="received_on", classes=g.class_is(CaseClass.C6)),
            Start("T16", field="received_on"),
        ),
    ),
    "conclusion_report": Move(
        "办结报告", "答复",
        GOING | {S.REPLIED, S.CONCLUDED, S.FINALISED, S.GUIDED, S.DECLINED, S.DECLINED_FINAL, S.WITHDRAWN, S.MERGED},
        "条例第二十二条第一款第三项",
        guards=(g.due_to_report,), document=DocumentKind.CONCLUSION_REPORT, stops=frozenset({"T6"}),
    ),
    "help_hardship": Move(
        "困难帮扶", "办理", frozenset(S) - {S.MERGED}, "条例第三十七条",
        fields=(Field("kind", "帮扶内容"), Field("unit", "帮扶单位"), Field("result", "结果", FieldKind.TEXT)),
    ),
}  # fmt: skip
"""Rows of the table: act → row."""
