"""The procedure's table, third part: service, rating, review, final review, the end (Arts. 35 to 37)."""

from __future__ import annotations

from app.domain import guards as g
from app.domain.codes import CaseClass, CaseState
from app.domain.document_fields import WAYS_OF_SERVICE
from app.domain.documents import DocumentKind
from app.domain.fields import Field, FieldKind
from app.domain.moves import ALL_CLOCKS, DUTIES, Move, Start
from app.domain.procedure_intake import ANY, GOING, REASON

S = CaseState
C6 = g.class_is(CaseClass.C6)
RATINGS = (("satisfied", "满意"), ("basically", "基本满意"), ("dissatisfied", "不满意"))
ANSWERED = frozenset({S.REPLIED, S.CONCLUDED})
DECISIONS = frozenset({DocumentKind.DECISION_LETTER})
ANSWERS = frozenset({DocumentKind.DECISION_LETTER, DocumentKind.REPLY, DocumentKind.SUGGESTION_REPLY})

OUTSIDE = (
    Field("unit", "作出单位"),
    Field("number", "文号"),
    Field("dated_on", "作出日期", FieldKind.DATE),
    Field("received_on", "信访人收到日期", FieldKind.DATE, required=False, hint="还不知道就空着，以后再登记"),
    Field("result", "主要内容", FieldKind.TEXT),
)
"""An opinion that another unit made, as it is entered here."""

CLOSING: dict[str, Move] = {
    "serve": Move(
        "登记送达", "送达评价", ANY, "条例第二十三、三十二条", guards=(g.something_to_serve,),
        fields=(
            Field("document", "送达的文书", hint="文号"),
            Field("way", "送达方式", FieldKind.CHOICE, choices=WAYS_OF_SERVICE),
            Field("received_on", "收到日期", FieldKind.DATE, hint="拒收的，写见证人在场的那一天"),
            Field("receiver", "签收人", required=False),
            Field("relation", "与受送达人的关系", required=False),
            Field("place", "送达地点", required=False),
            Field("refused_reason", "拒收事由", FieldKind.TEXT, required=False),
            Field("witness", "见证人", required=False),
            Field("server", "送达人", default="${operator}"),
        ),
        starts=(
            Start("T8", field="received_on", documents=DECISIONS),
            Start("T10", field="received_on", documents=frozenset({DocumentKind.REVIEW_DECISION})),
            Start("T16", field="received_on", documents=ANSWERS),
        ),
    ),
    "proof_of_service": Move(
        "打印送达回证", "送达评价", ANY, "条例第二十三、三十二条", guards=(g.anything_to_serve,),
        document=DocumentKind.PROOF_OF_SERVICE, computed=frozenset({"document_name", "document_mark"}),
        fields=(Field("document", "送达的文书", hint="文号", required=False),), recorded=False,
    ),
    "note_received": Move(
        "登记信访人收到日期", "送达评价", ANSWERED | {S.REVIEWED}, "条例第三十五、三十六条",
        guards=(g.receipt_unknown,), fields=(Field("received_on", "信访人收到日期", FieldKind.DATE),),
        starts=(
            Start("T8", field="received_on", after="record_decision", unless="record_review", classes=C6),
            Start("T16", field="received_on", after="record_decision", unless="record_review"),
            Start("T10", field="received_on", after="record_review"),
        ),
    ),
    "rate": Move(
        "满意度评价", "送达评价",
        ANSWERED | {S.UNDER_REVIEW, S.REVIEWED, S.UNDER_FINAL_REVIEW, S.FINALISED, S.ARCHIVED},
        "满意度评价工作办法", guards=(g.rating_open,),
        fields=(
            Field("office_rating", "对信访部门", FieldKind.CHOICE, choices=RATINGS),
            Field("unit_rating", "对办理单位", FieldKind.CHOICE, choices=RATINGS),
            Field("reason", "原因", FieldKind.TEXT, required=False),
        ),
        stops=frozenset({"T16"}),
    ),
    "follow_up": Move(
        "回访", "送达评价", ANSWERED | {S.GUIDED, S.FINALISED, S.ARCHIVED}, "条例第三十七条第三款",
        document=DocumentKind.FOLLOW_UP_RECORD,
    ),
    "review_application": Move(
        "打印复查申请书", "复查复核", ANSWERED, "条例第三十五条", classes=C6, document=DocumentKind.REVIEW_APPLICATION,
        recorded=False,
    ),
    "final_review_application": Move(
        "打印复核申请书", "复查复核", frozenset({S.REVIEWED}), "条例第三十六条", classes=C6,
        document=DocumentKind.FINAL_REVIEW_APPLICATION, recorded=False,
    ),
    "review_apply": Move(
        "收到复查申请", "复查复核", ANSWERED, "条例第三十五条", S.UNDER_REVIEW, classes=C6, guards=(g.review_in_time,),
        fields=(
            Field("way", "申请方式", hint="书面，或口头并记录"),
            Field("grounds", "请求和理由", FieldKind.TEXT),
            Field("reviewer", "复查机关、单位", default="${remedy_unit}"),
        ),
        stops=frozenset({"T8"}), starts=(Start("T9", by="reviewer"),),
    ),
    "review_decision": Move(
        "复查意见书", "复查复核", frozenset({S.UNDER_REVIEW}), "条例第三十五条", S.REVIEWED, classes=C6,
        guards=(g.competent, g.reviewed_by_another), document=DocumentKind.REVIEW_DECISION,
        computed=frozenset({"results"}), stops=frozenset({"T9"}), approval=True, answers=True,
    ),
    "record_review": Move(
        "登记复查意见", "复查复核", frozenset({S.UNDER_REVIEW}), "条例第三十五条", S.REVIEWED, classes=C6,
        fields=OUTSIDE, stops=frozenset({"T9"}), starts=(Start("T10", field="received_on"),),
    ),
    "final_review_apply": Move(
        "收到复核申请", "复查复核", frozenset({S.REVIEWED}), "条例第三十六条", S.UNDER_FINAL_REVIEW, classes=C6,
        guards=(g.final_review_in_time,),
        fields=(
            Field("way", "申请方式", hint="书面，或口头并记录"),
            Field("grounds", "请求和理由", FieldKind.TEXT),
            Field("reviewer", "复核机关、单位", default="${remedy_unit}"),
        ),
        stops=frozenset({"T10"}),
        starts=(Start("T11", by="reviewer"),),
    ),
    "final_review_decision": Move(
        "复核意见书", "复查复核", frozenset({S.UNDER_FINAL_REVIEW}), "条例第三十六条", S.FINALISED, classes=C6,
        guards=(g.competent, g.finally_reviewed_by_another), document=DocumentKind.FINAL_REVIEW_DECISION,
        computed=frozenset({"results"}), stops=frozenset({"T11"}), approval=True, answers=True,
    ),
    "record_final_review": Move(
        "登记复核意见", "复查复核", frozenset({S.UNDER_FINAL_REVIEW}), "条例第三十六条", S.FINALISED, classes=C6,
        fields=OUTSIDE, stops=frozenset({"T11"}),
    ),
    "finalise": Move(
        "终结", "结案归档", ANSWERED | {S.REVIEWED}, "条例第三十六条第三款", S.FINALISED, classes=C6,
        guards=(g.served, g.right_over), fields=(REASON,), halts=frozenset({ALL_CLOCKS}),
    ),
    "withdraw": Move(
        "信访人撤回", "结案归档", GOING | {S.GUIDED, S.UNDER_REVIEW, S.UNDER_FINAL_REVIEW}, "条例第二十三条", S.WITHDRAWN,
        fields=(
            Field("way", "撤回方式", hint="书面申请，或口头并经本人签名"),
            Field("statement", "信访人的原话", FieldKind.TEXT),
            Field("voluntary", "本人自愿提出，没有人要求或劝其撤回", FieldKind.CHECK),
        ),
        halts=frozenset({ALL_CLOCKS}),
    ),
    "conclude": Move(
        "办结", "结案归档", frozenset({S.REPLIED, S.GUIDED, S.TRANSFERRED}), "条例第二十七条", S.CONCLUDED,
        guards=(g.served, g.no_duty_left), halts=frozenset({DUTIES}),
    ),
    "archive": Move(
        "归档", "结案归档",
        frozenset({S.CONCLUDED, S.FINALISED, S.DECLINED, S.DECLINED_FINAL, S.WITHDRAWN, S.RETURNED}),
        "档案法第十三、十四条", S.ARCHIVED, guards=(g.served, g.no_duty_left, g.no_right_runs),
        fields=(
            Field("archive_number", "档案号"),
            Field("box", "盒号", required=False),
            Field("pages", "纸质页数", FieldKind.NUMBER, required=False),
        ),
        halts=frozenset({DUTIES}),
    ),
    "case_file": Move(
        "整理卷宗", "结案归档", ANY - {S.MERGED}, "档案法第十四条", document=DocumentKind.CASE_FILE, recorded=False,
    ),
}  # fmt: skip
"""Rows of the table: act → row."""
