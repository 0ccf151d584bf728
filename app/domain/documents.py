"""文书: the kinds of document, their required fields, their numbers, and what a page of each says."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from app.domain.codes import Labelled
from app.domain.errors import Incomplete


class DocumentKind(Labelled):
    """文种, with the numbers D1 to D28 of the catalogue (domain facts, section 6) in document_specs.py."""

    SLIP = "slip", "信访事项接收回执"
    EXPLANATION_LETTER = "explanation_letter", "关于信访事项的原因说明"
    TRANSFER_NOTICE = "transfer_notice", "信访事项转送告知书"
    HANDOVER_LIST = "handover_list", "移交清单"
    REGISTRATION_FORM = "registration_form", "信访事项登记表"
    RECEIPT_NOTICE = "receipt_notice", "信访事项接收告知书"
    REFERRAL_LETTER = "referral_letter", "信访事项转送（交办）函"
    ACCEPTANCE_NOTICE = "acceptance_notice", "信访事项受理告知书"
    DECLINE_NOTICE = "decline_notice", "信访事项不予受理告知书"
    LAWFUL_ROUTE_NOTICE = "lawful_route_notice", "法定途径告知书"
    NO_FURTHER_ACCEPTANCE_NOTICE = "no_further_acceptance_notice", "信访事项不再受理告知书"
    EXTENSION_APPROVAL = "extension_approval", "延长办理期限审批表"
    EXTENSION_NOTICE = "extension_notice", "延长办理期限告知书"
    OBJECTION = "objection", "信访事项异议说明"
    REPLY = "reply", "信访事项答复书"
    DECISION_LETTER = "decision_letter", "信访事项处理意见书"
    SUGGESTION_REPLY = "suggestion_reply", "建议意见回复函"
    SETTLEMENT = "settlement", "调解（和解）协议书"
    REVIEW_APPLICATION = "review_application", "信访事项复查申请书"
    REVIEW_DECISION = "review_decision", "信访事项复查意见书"
    FINAL_REVIEW_APPLICATION = "final_review_application", "信访事项复核申请书"
    FINAL_REVIEW_DECISION = "final_review_decision", "信访事项复核意见书"
    PROOF_OF_SERVICE = "proof_of_service", "送达回证"
    CONCLUSION_REPORT = "conclusion_report", "信访事项办结报告"
    SUPERVISION_ORDER = "supervision_order", "信访事项督办单"
    RECEPTION_RECORD = "reception_record", "领导接访登记表"
    HEARING_RECORD = "hearing_record", "听证（调查）笔录"
    FOLLOW_UP_RECORD = "follow_up_record", "回访记录"
    RECUSAL_DECISION = "recusal_decision", "回避决定书"
    POWER_OF_ATTORNEY = "power_of_attorney", "授权委托书"
    PRIVACY_NOTICE = "privacy_notice", "个人信息处理告知书"
    SEALED_HANDOVER = "sealed_handover", "密封移交单"
    CASE_FILE = "case_file", "信访事项卷宗"
    DESTRUCTION_LIST = "destruction_list", "信访档案销毁清单"


class SlipLayout(Labelled):
    """On what paper a slip prints."""

    A4 = "a4", "A4（存根与回执两联）"
    A5 = "a5", "A5（仅回执）"
    CONTINUOUS = "continuous", "241毫米连续纸（针式打印机）"


@dataclass(frozen=True, slots=True)
class SlipContent:
    """Everything an acknowledgment slip says (domain facts 6.1); all text is as printed.

    ``subject`` is neutral, and of class B nothing but 检举控告类事项. ``clock`` names the limit that
    really runs. ``warnings`` are the limitation warnings of C2, C4, C5.
    """

    number: str
    query_code: str
    unit: str
    received: str
    channel: str
    petitioner: str
    people_count: int
    subject: str
    evidence: str
    next_step: str
    clock: str
    clerk: str
    phone: str
    query_way: str
    issued_on: dt.date
    warnings: tuple[str, ...] = ()
    reprint: int = 0


@dataclass(frozen=True, slots=True)
class LetterContent:
    """A letter after GB/T 9704: title, addressee, paragraphs, attachments, signature, date.

    A paragraph that begins with 一、 is a heading in 黑体, （一） in 楷体; all others are body text.
    ``reprint`` > 0 marks the copy 补打. ``draft`` prints 草稿 in the margin of every page.
    """

    unit: str
    number: str
    title: str
    addressee: str
    paragraphs: tuple[str, ...]
    signature: str
    signed_on: dt.date
    attachments: tuple[str, ...] = ()
    contact: str = ""
    case_number: str = ""
    reprint: int = 0
    draft: bool = False


@dataclass(frozen=True, slots=True)
class HandoverContent:
    """移交清单: what went onto the stick, for two signatures."""

    packet_number: str
    sequence: int
    sender: str
    receiver: str
    made_at: str
    made_by: str
    file_name: str
    file_sha256: str
    content_sha256: str
    rows: tuple[tuple[str, str, str, str], ...]
    """Per case: number, masked petitioner, subject, enclosures."""
    fingerprint: str = ""
    """Of the sender's keys, to be compared with the one in the packet."""
    seal: str = ""
    """How the file is sealed, for whoever opens it."""
    history: str = ""
    """How far the sender's history went, in groups: whoever keeps the list notices when it was cut."""


@dataclass(frozen=True, slots=True)
class RecoverySheetContent:
    """The sheet that opens the desk when the passphrase is forgotten."""

    unit: str
    desk_id: str
    code_groups: tuple[str, ...]
    made_on: dt.date
    operator: str
    second: bool = False
    """Whether it is the one for headquarters' safe."""


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell of a form: its label, what stands in it, ``share`` of the row's width.

    ``lines`` is how many lines at least are left free to write in; ``foot`` stands at its lower edge, such as
    the place of a signature.
    """

    label: str
    text: str
    share: float = 1.0
    lines: int = 1
    foot: str = ""


@dataclass(frozen=True, slots=True)
class FormContent:
    """A form: a framed table, a statement, places to sign, the seal's place, remarks.

    The shares of each row add up to one. ``unit`` stands above the title, unless it is empty; ``number`` is its
    文号, if its kind has one. ``seal`` is what the place of the seal says; empty: no seal. ``dated`` prints the day
    of the document below the seal.
    """

    unit: str
    title: str
    rows: tuple[tuple[FormCell, ...], ...]
    signed_on: dt.date
    number: str = ""
    case_number: str = ""
    statement: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    seal: str = ""
    dated: bool = False
    remarks: tuple[str, ...] = ()
    copies: str = ""
    reprint: int = 0
    draft: bool = False


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a printed list; ``width`` in parts of the page's room, whatever the sum."""

    title: str
    width: float
    centred: bool = False


@dataclass(frozen=True, slots=True)
class ListContent:
    """A list to print: the day's list, a calculation of a date. ``notes`` stand above the table."""

    unit: str
    title: str
    columns: tuple[ListColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    made_on: dt.date
    notes: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    empty: str = "（无）"
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class IssuedDocument:
    """A frozen document as the register shows it; the PDF itself is fetched only when asked for."""

    id: int
    case_number: str
    kind: DocumentKind
    number: str
    title: str
    issued_at: dt.datetime
    issued_by: str
    sha256: str
    pages: int
    copies: int
    reprints: int
    packet_number: str = ""
    serve: bool = False
    """Whether it has to reach the petitioner with a proof of service."""
    served_on: dt.date | None = None
    withdrawn_at: dt.datetime | None = None
    withdrawn_reason: str = ""
    act_id: int = 0

    @property
    def stands(self) -> bool:
        """Whether it was not withdrawn."""
        return self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class Printing:
    """A line of the register of printings: ``reprint`` 0 is the first, ``reason`` why there is another."""

    document_id: int
    case_number: str
    kind: DocumentKind
    number: str
    at: dt.datetime
    operator: str
    copies: int
    reprint: int
    target: str
    reason: str


LETTER_FIELDS: dict[str, str] = {
    "title": "标题",
    "addressee": "主送单位或称谓",
    "body": "正文",
    "signature": "署名单位",
    "leader": "负责人",
    "contact": "联系人及电话",
    "attachments": "附件",
}
"""The fields of a letter as the editor and ``--set FIELD=VALUE`` name them."""

_OF_LETTERS = ("title", "addressee", "body", "signature", "contact")
_OF_SIGNED_LETTERS = ("title", "addressee", "body", "signature", "leader", "contact")
_SIGNED = frozenset({DocumentKind.EXPLANATION_LETTER, DocumentKind.OBJECTION, DocumentKind.CONCLUSION_REPORT})
"""Letters upwards, which name who answers for them (domain facts 6: D11, D12, D20)."""

LETTERS = frozenset(
    {
        DocumentKind.EXPLANATION_LETTER,
        DocumentKind.TRANSFER_NOTICE,
        DocumentKind.RECEIPT_NOTICE,
        DocumentKind.REFERRAL_LETTER,
        DocumentKind.ACCEPTANCE_NOTICE,
        DocumentKind.DECLINE_NOTICE,
        DocumentKind.LAWFUL_ROUTE_NOTICE,
        DocumentKind.NO_FURTHER_ACCEPTANCE_NOTICE,
        DocumentKind.EXTENSION_NOTICE,
        DocumentKind.OBJECTION,
        DocumentKind.REPLY,
        DocumentKind.DECISION_LETTER,
        DocumentKind.SUGGESTION_REPLY,
        DocumentKind.REVIEW_DECISION,
        DocumentKind.FINAL_REVIEW_DECISION,
        DocumentKind.CONCLUSION_REPORT,
        DocumentKind.RECUSAL_DECISION,
    }
)
"""The kinds laid out after GB/T 9704 (domain facts 13.2)."""

REQUIRED_FIELDS: dict[DocumentKind, tuple[str, ...]] = {
    kind: (_OF_SIGNED_LETTERS if kind in _SIGNED else _OF_LETTERS) if kind in LETTERS else ()
    for kind in DocumentKind
}
"""Which of ``LETTER_FIELDS`` a document must have; what else it must say stands in document_specs.py."""


def missing_fields(kind: DocumentKind, fields: dict[str, str]) -> tuple[str, ...]:
    """The Chinese names of the required fields that are still empty."""
    return tuple(LETTER_FIELDS[name] for name in REQUIRED_FIELDS[kind] if not fields.get(name, "").strip())


def require_fields(kind: DocumentKind, fields: dict[str, str]) -> None:
    """Raise Incomplete when the document lacks something."""
    missing = missing_fields(kind, fields)
    if missing:
        raise Incomplete(kind.label, missing)


PRESCRIBED = frozenset(
    {
        DocumentKind.ACCEPTANCE_NOTICE,
        DocumentKind.DECLINE_NOTICE,
        DocumentKind.LAWFUL_ROUTE_NOTICE,
        DocumentKind.NO_FURTHER_ACCEPTANCE_NOTICE,
        DocumentKind.EXTENSION_NOTICE,
        DocumentKind.DECISION_LETTER,
        DocumentKind.REVIEW_DECISION,
        DocumentKind.FINAL_REVIEW_DECISION,
    }
)
"""Letters that decide on a right of the petitioner (Arts. 23, 31, 32, 34 to 36): whoever writes on their text keeps
every section of the template. What other letters say is their writer's."""
_HEADING = re.compile(r"^[一二三四五六七八九十]+、(.+)$", re.MULTILINE)


def sections_left_out(pattern: str, text: str) -> tuple[str, ...]:
    """The headings 一、… of a template's text that another text lacks, or has with nothing below them."""
    filled, heading = set[str](), ""
    for line in map(str.strip, text.splitlines()):
        if found := _HEADING.match(line):
            heading = found[1].strip()
        elif line:
            filled.add(heading)
    wanted = (found[1].strip() for found in _HEADING.finditer(pattern))
    return tuple(heading for heading in wanted if heading not in filled)


def document_number(unit_mark: str, year: int, serial: int) -> str:
    """发文字号: 综采一区信访〔2026〕1号; the year in 〔〕, no padding, no 第 (GB/T 9704)."""
    return f"{unit_mark}〔{year}〕{serial}号"


def chinese_date(day: dt.date) -> str:
    """成文日期 in Arabic digits without padding: 2026年1月6日 (GB/T 9704)."""
    return f"{day.year}年{day.month}月{day.day}日"
