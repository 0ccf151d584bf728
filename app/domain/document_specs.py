"""The catalogue D1 to D28 (domain facts, section 6): one declaration of what each document is.

Form, console, templates and checks read it; what a document says stands in ``resources/templates/``, its number's
mark and its copies in ``resources/rules/documents.toml``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from string import Template

from app.domain.codes import Labelled
from app.domain.document_fields import FIELDS
from app.domain.documents import LETTER_FIELDS, REQUIRED_FIELDS, DocumentKind
from app.domain.fields import Field, FieldKind, check_fields


class Layout(Labelled):
    """How a document is laid out (domain facts 13.2)."""

    SLIP = "slip", "回执"
    LETTER = "letter", "公文（GB/T 9704）"
    FORM = "form", "表格"
    LIST = "list", "清单"
    FILE = "file", "卷宗"


class Copy(Labelled):
    """Who gets a copy of a document."""

    PETITIONER = "petitioner", "信访人"
    FILE = "file", "存卷"
    HEADQUARTERS = "headquarters", "信访接待部门"
    UNIT = "unit", "办理单位"
    PARTY = "party", "对方当事人"


@dataclass(frozen=True, slots=True)
class DocumentSpec:
    """One kind of document.

    ``catalogue`` is its number D1 to D28. ``copies`` are the default recipients. ``seal`` leaves the seal's place,
    ``serve`` wants a proof of service, ``numbered`` gives it a 文号 of its kind's own run, ``sealed_too`` allows
    it on a sealed case. ``article`` is the ground in the 《信访工作条例》, unless another law is named.
    """

    kind: DocumentKind
    catalogue: str
    layout: Layout
    fields: tuple[Field, ...]
    copies: tuple[str, ...]
    seal: bool
    serve: bool
    numbered: bool
    sealed_too: bool
    article: str

    def field(self, name: str) -> Field:
        """One of its own fields. Raises KeyError when it has none of that name."""
        return {field.name: field for field in self.fields}[name]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its own fields, in order."""
        return tuple(field.name for field in self.fields)

    @property
    def labels(self) -> dict[str, str]:
        """The Chinese names of its own required fields: what a template's empty place asks for."""
        return {field.name: field.label for field in self.fields if field.required}


CASE_VALUES: dict[str, str] = {
    "number": "信访事项编号",
    "query_code": "查询码",
    "received": "收到日期",
    "registered_at": "登记时间",
    "channel": "信访形式",
    "origin": "信访来源",
    "petitioner": "信访人称呼",
    "people": "信访人（全部）",
    "people_count": "信访人数",
    "petitioner_phone": "信访人电话",
    "petitioner_address": "信访人住址",
    "petitioner_unit": "信访人工作单位",
    "representatives": "代表",
    "proxy": "代理人",
    "confidentiality": "匿名、保密要求",
    "subject": "事项（中性概括）",
    "content": "反映的内容",
    "requests": "诉求（逐项）",
    "evidence": "附件材料",
    "category": "内容分类",
    "case_class": "类别和途径",
    "repeat": "初重件和关联编号",
    "urgent": "重大紧急",
    "results": "逐项处理结果",
    "notes": "办理经过",
    "guidance": "权利时限提醒",
    "unit": "本单位名称",
    "superior": "上级信访接待部门",
    "operator": "经办人",
    "phone": "本单位联系电话",
    "query_way": "查询办法",
    "retention_period": "保存期限",
    "today": "今天",
}
"""What every template may use besides the document's own fields, with the word for each."""

K, L, C = DocumentKind, Layout, Copy
_PETITIONER = (C.PETITIONER, C.FILE)
_REPORTED = (C.PETITIONER, C.FILE, C.HEADQUARTERS)
_SENT = (C.UNIT, C.FILE)
_UP = (C.HEADQUARTERS, C.FILE)
_FILE = (C.FILE,)
_MARKS = frozenset({"seal", "serve", "numbered", "sealed_too"})


def _spec(
    kind: DocumentKind,
    catalogue: str,
    layout: Layout,
    copies: tuple[Copy, ...],
    marks: str = "",
    article: str = "",
) -> DocumentSpec:
    """One row; ``marks`` are the words of what is true of it."""
    said = dict.fromkeys(_MARKS, False) | dict.fromkeys(marks.split(), True)
    names = tuple(copy.value for copy in copies)
    return DocumentSpec(kind, catalogue, layout, FIELDS.get(kind, ()), names, article=article, **said)


_LETTER = "seal numbered"
_NOTICE = "seal serve numbered"

SPECS: dict[DocumentKind, DocumentSpec] = {
    spec.kind: spec
    for spec in (
        _spec(K.REGISTRATION_FORM, "D1", L.FORM, _FILE, article="第十九条、第二十三条"),
        _spec(K.SLIP, "D2", L.SLIP, _PETITIONER, "seal sealed_too", "第二十三条"),
        _spec(K.RECEIPT_NOTICE, "D3", L.LETTER, _PETITIONER, _NOTICE, "第二十三条"),
        _spec(K.TRANSFER_NOTICE, "D4", L.LETTER, _PETITIONER, _NOTICE, "第二十三条第一款"),
        _spec(K.REFERRAL_LETTER, "D5", L.LETTER, _SENT, _LETTER, "第二十二条、第二十三条"),
        _spec(K.ACCEPTANCE_NOTICE, "D6", L.LETTER, _PETITIONER, _NOTICE, "第三十一条第六项、第三十四条"),
        _spec(K.DECLINE_NOTICE, "D7", L.LETTER, _PETITIONER, _NOTICE, "第十九条、第二十三条"),
        _spec(K.LAWFUL_ROUTE_NOTICE, "D8", L.LETTER, _PETITIONER, _NOTICE, "第三十一条"),
        _spec(K.NO_FURTHER_ACCEPTANCE_NOTICE, "D9", L.LETTER, _PETITIONER, _NOTICE, "第三十六条第三款"),
        _spec(K.EXTENSION_APPROVAL, "D10", L.FORM, _FILE, "seal", "第三十四条"),
        _spec(K.EXTENSION_NOTICE, "D10", L.LETTER, _PETITIONER, _NOTICE, "第三十四条"),
        _spec(K.OBJECTION, "D11", L.LETTER, _UP, _LETTER, "第二十三条第三款"),
        _spec(K.EXPLANATION_LETTER, "D12", L.LETTER, _UP, _LETTER, "第二十三条"),
        _spec(K.DECISION_LETTER, "D13", L.LETTER, _REPORTED, _NOTICE, "第三十二条"),
        _spec(K.REPLY, "D13", L.LETTER, _PETITIONER, _NOTICE, "第二十三条"),
        _spec(K.SUGGESTION_REPLY, "D14", L.LETTER, _PETITIONER, _NOTICE, "第二十九条"),
        _spec(
            K.SETTLEMENT, "D15", L.FORM, (C.PETITIONER, C.PARTY, C.FILE), "seal serve numbered", "第三十三条"
        ),
        _spec(K.REVIEW_APPLICATION, "D16", L.FORM, (C.UNIT, C.PETITIONER), article="第三十五条"),
        _spec(K.FINAL_REVIEW_APPLICATION, "D16", L.FORM, (C.UNIT, C.PETITIONER), article="第三十六条"),
        _spec(K.REVIEW_DECISION, "D17", L.LETTER, (*_PETITIONER, C.UNIT), _NOTICE, "第三十五条"),
        _spec(K.FINAL_REVIEW_DECISION, "D18", L.LETTER, (*_PETITIONER, C.UNIT), _NOTICE, "第三十六条"),
        _spec(K.PROOF_OF_SERVICE, "D19", L.FORM, _FILE, "seal", "第二十三条、第三十五条"),
        _spec(K.CONCLUSION_REPORT, "D20", L.LETTER, _UP, _LETTER, "第二十二条"),
        _spec(K.SUPERVISION_ORDER, "D21", L.FORM, _SENT, _LETTER, "第四十条"),
        _spec(K.RECEPTION_RECORD, "D22", L.FORM, _FILE, "numbered", "第十八条"),
        _spec(K.HEARING_RECORD, "D23", L.FORM, _FILE, article="第三十一条、第三十六条"),
        _spec(K.FOLLOW_UP_RECORD, "D23", L.FORM, _FILE, article="第三十七条"),
        _spec(K.RECUSAL_DECISION, "D24", L.LETTER, _PETITIONER, _LETTER, "第二十八条第三款"),
        _spec(K.POWER_OF_ATTORNEY, "D25", L.FORM, (C.FILE, C.PETITIONER), article="第十九条"),
        _spec(
            K.PRIVACY_NOTICE,
            "D26",
            L.FORM,
            _PETITIONER,
            article="个人信息保护法第十七、二十三、二十九、三十条",
        ),
        _spec(K.SEALED_HANDOVER, "D27", L.FORM, _UP, "seal numbered sealed_too", "第三十条"),
        _spec(K.HANDOVER_LIST, "D28", L.LIST, _UP, "seal", "第二十三条"),
        _spec(K.CASE_FILE, "", L.FILE, _FILE, article="档案法第十三条、第十四条"),
        _spec(
            K.DESTRUCTION_LIST,
            "",
            L.LIST,
            _FILE,
            "seal numbered",
            "档案法第三十一条、个人信息保护法第四十七条",
        ),
    )
}


def spec_of(kind: DocumentKind) -> DocumentSpec:
    """What the catalogue says of a kind."""
    return SPECS[kind]


def letter_fields(kind: DocumentKind) -> tuple[Field, ...]:
    """The fields that every letter has, required as this kind requires them; none for what is no letter."""
    if SPECS[kind].layout is not Layout.LETTER:
        return ()
    long = {"body", "attachments"}
    return tuple(
        Field(name, label, FieldKind.TEXT if name in long else FieldKind.LINE, name in REQUIRED_FIELDS[kind])
        for name, label in LETTER_FIELDS.items()
    )


SEALED_VALUES = frozenset({"number", "unit", "superior", "operator", "phone", "today"})
"""All of the case that the hand-over of a sealed one may say: no name, no content (Art. 30; D27)."""


def template_names(kind: DocumentKind) -> frozenset[str]:
    """The names that a template of a kind may use."""
    values = SEALED_VALUES if kind is DocumentKind.SEALED_HANDOVER else frozenset(CASE_VALUES)
    return values | set(SPECS[kind].names)


def lacking(kind: DocumentKind, values: Mapping[str, str]) -> tuple[str, ...]:
    """What keeps a document from being issued, one sentence each: its own fields, missing or wrong."""
    return tuple(problem.message for problem in check_fields(SPECS[kind].fields, values))


def with_defaults(kind: DocumentKind, values: Mapping[str, str]) -> dict[str, str]:
    """The values, and where one of the document's own fields is empty its default.

    ``today`` among the values is the ISO day that a date's default ``today`` means.
    """
    filled = dict(values)
    for field in SPECS[kind].fields:
        if not filled.get(field.name, "").strip():
            filled[field.name] = _default(field, values)
    return filled


def _default(field: Field, values: Mapping[str, str]) -> str:
    """A field's default, its ``${…}`` names replaced by the values; a name without a value vanishes."""
    if field.default == "today":
        return values.get("today", "")
    return Template(field.default).safe_substitute(defaultdict(str, values))
