"""Which few acts fit a case now, the most useful first, and the next step in words.

What may be done is the procedure's table alone; here stands only what a clerk usually wants in which state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.domain.acts import ActRecord
from app.domain.cases import Case
from app.domain.codes import CaseClass, CaseState
from app.domain.moves import Act

S, C = CaseState, CaseClass
SHORTCUTS = {
    "slip": "Ctrl+P",
    "note": "Ctrl+K",
    "classify": "Ctrl+J",
    "receipt_notice": "Ctrl+H",
    "accept": "Ctrl+O",
    "guide": "Ctrl+I",
    "reply": "Ctrl+D",
    "decision_letter": "Ctrl+D",
    "suggestion_reply": "Ctrl+D",
    "review_decision": "Ctrl+D",
    "final_review_decision": "Ctrl+D",
    "serve": "Ctrl+S",
    "extend": "Ctrl+Y",
    "conclude": "Ctrl+B",
    "explanation_letter": "Ctrl+E",
    "transfer_notice": "Ctrl+G",
    "cannot_settle": "Ctrl+T",
    "take_back": "Ctrl+U",
    "link_repeat": "Ctrl+R",
    "seal_handover": "Ctrl+M",
    "undo": "Ctrl+Z",
}
"""Acts that share keys are never possible at the same time."""
MOST = 8
"""Buttons shown at once."""

_ROUTE = ("guide", "receipt_notice", "note", "reply", "cannot_settle", "settle")
_OPEN: dict[CaseClass | None, tuple[str, ...]] = {
    None: ("classify", "note", "cannot_settle", "link_repeat", "explanation_letter", "receipt_notice"),
    C.A: ("suggestion_reply", "receipt_notice", "note", "simplify", "cannot_settle"),
    C.B: ("seal_handover",),
    C.C1: _ROUTE,
    C.C2: ("guide", "mediation_failed", "mediate", *_ROUTE[1:]),
    C.C3: _ROUTE,
    C.C4: _ROUTE,
    C.C5: _ROUTE,
    C.C6: (
        "accept", "decision_letter", "receipt_notice", "reply", "note", "extend", "simplify", "cannot_settle",
        "explanation_letter", "pause", "hearing", "decline",
    ),
}  # fmt: skip
_END = ("serve", "archive", "follow_up")
_STATES: dict[CaseState, tuple[str, ...]] = {
    S.AWAITING_TRANSFER: ("explanation_letter", "transfer_notice", "export", "serve", "note", "take_back"),
    S.IN_TRANSFER: ("transfer_notice", "serve", "transfer_received"),
    S.TRANSFERRED: ("serve", "record_decision", "conclude"),
    S.REFERRED: ("transfer_notice", "serve", "result_received", "supervise", "answer_supervision"),
    S.OBJECTED: ("objection_accepted", "objection_refused"),
    S.REPLIED: (
        "serve",
        "note_received",
        "rate",
        "conclude",
        "proof_of_service",
        "review_apply",
        "follow_up",
    ),
    S.GUIDED: ("serve", "mediate", "mediation_failed", "route_taken", "conclude", "settle"),
    S.CONCLUDED: ("serve", "note_received", "rate", "follow_up", "archive", "review_apply", "finalise"),
    S.UNDER_REVIEW: ("review_decision", "record_review", "hearing"),
    S.REVIEWED: ("serve", "note_received", "final_review_apply", "finalise", "rate"),
    S.UNDER_FINAL_REVIEW: ("final_review_decision", "record_final_review", "pause"),
    S.FINALISED: _END,
    S.DECLINED: _END,
    S.DECLINED_FINAL: _END,
    S.WITHDRAWN: _END,
    S.RETURNED: _END,
    S.MERGED: ("receipt_notice", "notice_impossible", "serve", "conclusion_report"),
}
_ALWAYS = ("serve", "slip", "undo")
ONCE = frozenset(
    {
        "explanation_letter",
        "transfer_notice",
        "receipt_notice",
        "follow_up",
        "extend",
        "simplify",
        "pause",
        "report_urgent",
    }
)
"""Acts that are possible again after they were done, and are then no longer the next step."""
BY_CHOICE = frozenset(
    {
        "note", "cannot_settle", "link_repeat", "slip", "undo", "take_back", "extend", "pause", "hearing", "decline",
        "settle", "review_apply", "final_review_apply", "follow_up", "supervise", "answer_supervision", "simplify",
        "mediate", "mediation_failed", "proof_of_service", "route_taken", "notice_impossible",
    }
)  # fmt: skip
"""Acts that somebody chooses or that happen; the procedure does not wait for them."""


def tr(text: str) -> str:
    return QCoreApplication.translate("NextSteps", text)


@dataclass(frozen=True)
class Steps:
    """The buttons, in order; the name of the next step, and what it is in words."""

    names: tuple[str, ...]
    next: str
    words: str


def steps_of(
    case: Case, acts: Sequence[Act], records: Sequence[ActRecord], waiting: Sequence[str] = ()
) -> Steps:
    """What fits a case now. ``waiting`` are the labels of what lies with the leader."""
    allowed = {act.name: act for act in acts if act.allowed}
    wanted = _STATES.get(case.state) or _OPEN[case.case_class]
    wanted = ("report_urgent", *wanted) if case.urgent else wanted
    names = tuple(dict.fromkeys(name for name in (*wanted, *_ALWAYS) if name in allowed))[:MOST]
    done = {record.act for record in records if record.stands}
    following = next(
        (name for name in names if name not in BY_CHOICE and not (name in ONCE and name in done)), ""
    )
    if waiting:
        words = tr("等负责人审批：{acts}").format(acts="、".join(waiting))
        return Steps(names, "", words)
    return Steps(names, following, _words(following, allowed, case))


def _words(name: str, allowed: dict[str, Act], case: Case) -> str:
    """The next step in one sentence."""
    if not name:
        if case.state is S.MERGED:
            return tr("已合并，在首件{first}上办理。").format(first=case.repeat_of)
        over = case.state in {S.ARCHIVED, S.HANDED_OVER}
        return (
            tr("已经走完，没有下一步。") if over else tr("现在没有必须做的下一步；别的步骤按 Ctrl+. 查看。")
        )
    act = allowed[name]
    words = tr("下一步：{hint}").format(hint=_hints().get(name, act.label))
    return words + tr("（送负责人审批）") if act.waits else words


def _hints() -> dict[str, str]:
    """For a clerk on her first day: what to do, and why."""
    return {
        "report_urgent": tr("重大紧急，马上报告：写明报告给谁、已采取什么措施"),
        "classify": tr("分类——是建议、检举控告，还是申诉求决的哪条途径，后面的步骤由它决定"),
        "receipt_notice": tr("书面告知信访人怎样处理（收到之日起15日内）"),
        "accept": tr("受理，出具受理告知书；60日办理期限从受理起算"),
        "guide": tr("出具法定途径告知书，写明找谁、多久之内"),
        "suggestion_reply": tr("研究论证，出具建议回复函"),
        "seal_handover": tr("密封移交纪检监察部门，本单位不办理"),
        "decision_letter": tr("查清事实后出具处理意见书，逐项答复诉求"),
        "reply": tr("核实后书面答复，逐项写明结果"),
        "explanation_letter": tr("写原因说明，告诉上级为什么本单位解决不了"),
        "transfer_notice": tr("写转送告知书，告诉信访人转到了哪里"),
        "export": tr("到“移送”页装入移送包（Alt+4）"),
        "transfer_received": tr("上级签收后登记签收人"),
        "record_decision": tr("等上级答复；收到后登记上级意见"),
        "result_received": tr("等承办单位反馈；收到后登记办理结果"),
        "serve": tr("送达文书，登记谁在哪一天签收"),
        "note_received": tr("补登信访人收到意见书的日期，复查期限从那天起算"),
        "rate": tr("请信访人评价满意度（没有评价的不算满意）"),
        "conclude": tr("各份文书都已送达，可以办结"),
        "archive": tr("整理卷宗后归档"),
        "objection_accepted": tr("等上级对异议的答复，收到后登记"),
        "record_review": tr("等复查机关的意见，收到后登记"),
        "record_final_review": tr("等复核机关的意见，收到后登记"),
        "finalise": tr("复查、复核的期限已过，可以终结"),
    }
