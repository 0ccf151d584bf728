"""The small code tables that the law or the national practice fixes (domain facts 9.1, 9.2, 9.6).

Tables that a unit may edit (subjects, synonyms) stand in ``resources/rules/`` instead.
Every member's value is the word in files and on the console; ``label`` is the clerk's word.
"""

from __future__ import annotations

from enum import StrEnum


class Labelled(StrEnum):
    """A code with the clerk's word for it."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Labelled:
        """Make a member from its code and its Chinese word."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Channel(Labelled):
    """信访形式: how the words arrived (Art. 17)."""

    VISIT = "visit", "来访"
    LETTER = "letter", "来信"
    PHONE = "phone", "来电"
    ONLINE = "online", "网上"
    FAX = "fax", "传真"
    OUTREACH = "outreach", "下访"


VISITS = frozenset({Channel.VISIT, Channel.OUTREACH})
"""People came, or were come to: many at once are a group visit (Art. 20 ¶3)."""


class Origin(Labelled):
    """信访来源: who brought it; never mixed with the channel (domain facts 9.1)."""

    DIRECT = "direct", "自收"
    SUPERIOR = "superior", "上级转送"
    INSTRUCTED = "instructed", "领导批示"
    LEDGER = "ledger", "旧台账"


class CaseClass(Labelled):
    """三类 and the six routes of Art. 31."""

    A = "A", "建议意见类"
    B = "B", "检举控告类"
    C1 = "C1", "申诉求决类·诉讼复议"
    C2 = "C2", "申诉求决类·仲裁"
    C3 = "C3", "申诉求决类·党内申诉"
    C4 = "C4", "申诉求决类·行政程序"
    C5 = "C5", "申诉求决类·申请查处"
    C6 = "C6", "申诉求决类·本单位办理"


class CaseState(Labelled):
    """Where a case stands in the procedure."""

    REGISTERED = "registered", "已登记"
    HANDLING = "handling", "办理中"
    AWAITING_TRANSFER = "awaiting_transfer", "待移送"
    IN_TRANSFER = "in_transfer", "移送中"
    TRANSFERRED = "transferred", "已移送"
    REPLIED = "replied", "已答复"
    CONCLUDED = "concluded", "已办结"
    OBJECTED = "objected", "异议待核"
    RETURNED = "returned", "已退回"
    REFERRED = "referred", "已转送交办"
    GUIDED = "guided", "已引导法定途径"
    DECLINED = "declined", "不予受理"
    DECLINED_FINAL = "declined_final", "不再受理"
    UNDER_REVIEW = "under_review", "复查中"
    REVIEWED = "reviewed", "已复查"
    UNDER_FINAL_REVIEW = "under_final_review", "复核中"
    FINALISED = "finalised", "已终结"
    WITHDRAWN = "withdrawn", "已撤回"
    MERGED = "merged", "已合并"
    HANDED_OVER = "handed_over", "已密封移交"
    ARCHIVED = "archived", "已归档"


class RequestResult(Labelled):
    """处理结果 of one request (Arts. 32, 33)."""

    SUPPORTED = "supported", "支持"
    EXPLAINED = "explained", "解释说明"
    NOT_SUPPORTED = "not_supported", "不予支持"
    MEDIATED = "mediated", "调解和解"
    GUIDED = "guided", "引导法定途径"


class Role(Labelled):
    """What an operator is at this station."""

    CLERK = "clerk", "登记员"
    LEADER = "leader", "负责人"
    AUDITOR = "auditor", "监督员"
    ADMINISTRATOR = "administrator", "管理员"


class StationRole(Labelled):
    """Which side of the packets this station stands on."""

    WORKSHOP = "workshop", "基层单位"
    HEADQUARTERS = "headquarters", "信访接待部门"
