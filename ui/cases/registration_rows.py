"""The registration form: its fields in the order a clerk asks, and what they make of a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.domain.cases import CaseDraft, Request, Respondent
from app.domain.codes import CaseClass, Channel, Origin
from app.domain.errors import InvalidField
from app.domain.fields import YES, check_fields
from app.domain.petitioners import MOST_REPRESENTATIVES, Petitioner
from app.domain.procedure import MOVES
from ui.forms import Row
from ui.theme import text_scale

PERSON_COLUMNS = ("name", "phone", "id_number", "unit")
"""What is asked of further petitioners."""
ALIASES = {"petitioners": "name", "representatives": "people_count", "subject": "content"}
"""Where a fault is shown that names no field of the form."""


def tr(text: str) -> str:
    return QCoreApplication.translate("Registration", text)


def beside(name: str) -> str:
    """Fields stand side by side as long as the text is not too large for it."""
    return name if text_scale() <= 115 else ""


def first_rows() -> tuple[Row, ...]:
    """What is asked of everybody."""
    channels = tuple((channel.value, channel.label) for channel in Channel)
    origins = tuple((one.value, one.label) for one in Origin if one is not Origin.LEDGER)
    return (
        Row("name", tr("姓名"), hint=tr("也可打拼音首字母找先前的事项")),
        Row("anonymous", tr("匿名(&N)"), "check", stop=False, beside="name"),
        Row("phone", tr("电话")),
        Row("unit", tr("单位"), hint=tr("信访人所在区队、车间")),
        Row("content", tr("反映内容"), "text", tr("照原话记。Enter 到下一栏，Shift+Enter 换行"), height=110),
        Row(
            "requests",
            tr("诉求"),
            "lines",
            tr("一行一项；空行按 Enter 到下一栏。不填则以反映内容为诉求"),
            height=70,
        ),
        Row("received_on", tr("收到日期"), "date"),
        Row("channel", tr("形式"), "choice", choices=channels, beside="received_on"),
        Row("origin", tr("来源"), "choice", tr("谁交来的"), choices=origins, beside="received_on"),
    )


def more_rows(categories: Mapping[str, str]) -> tuple[Row, ...]:
    """What is folded away."""
    classes = (("", tr("以后再定")), *((c.value, f"{c.value} {c.label}") for c in CaseClass))
    subjects = (("", tr("以后再定")), *((code, f"{code} {word}") for code, word in categories.items()))
    return (
        Row("id_number", tr("身份证号"), hint=tr("可以不填；填了就核对校验位")),
        Row("staff_number", tr("工号")),
        Row("address", tr("住址")),
        Row("people_count", tr("人数"), "number"),
        Row("case_class", tr("分类"), "choice", choices=classes),
        Row("class_reason", tr("分类理由"), hint=tr("为什么归入这一类、走这条途径；以后再定的不填")),
        Row("category", tr("内容分类"), "choice", choices=subjects),
        Row("respondent_name", tr("被反映人"), hint=tr("姓名")),
        Row("respondent_post", tr("职务"), hint=tr("被反映人的职务")),
        Row("respondent_unit", tr("所在单位"), hint=tr("被反映人的单位")),
        Row("evidence", tr("证据材料"), hint=tr("带来了什么，例如 工资条复印件2页")),
        Row("note", tr("备注")),
        Row("proxy", tr("代理人"), hint=tr("代理人姓名；本人提出的不填")),
        Row("proxy_phone", tr("代理人电话"), hint=tr("代理人电话"), beside=beside("proxy")),
        Row("relation", tr("与信访人的关系"), hint=tr("与信访人的关系"), beside=beside("proxy")),
        Row("scope", tr("代理权限"), hint=tr("委托事项和权限")),
        Row("written", tr("有书面委托书(&W)"), "check", stop=False, beside=beside("scope")),
        Row("confidential", tr("信访人要求保密，登记后密封(&S)"), "check", stop=False),
        Row("urgent", tr("重大紧急(&J)"), "check", stop=False),
    )


PROXY_FIELDS = ("proxy", "proxy_phone", "relation", "scope", "written")


def proxy_of(values: Mapping[str, Any]) -> dict[str, str]:
    """What the form says of a proxy, as the act name_proxy takes it; empty when there is none."""
    if not str(values.get("proxy", "")).strip():
        return {}
    found = {name: str(values.get(name) or "").strip() for name in PROXY_FIELDS}
    return {**found, "written": YES if values.get("written") else ""}


def proxy_faults(values: Mapping[str, Any]) -> list[InvalidField]:
    """What keeps a proxy from being named (Art. 19): no scope, no written authority, an accusation."""
    proxy = proxy_of(values)
    if not proxy:
        return []
    if values.get("case_class") == CaseClass.B.value:
        return [InvalidField("proxy", tr("检举控告类不登记代理人，请写在备注里"))]
    return check_fields(MOVES["name_proxy"].fields, proxy)


def class_faults(values: Mapping[str, Any]) -> list[InvalidField]:
    """A class is chosen with a reason (Arts. 29 to 31)."""
    if values.get("case_class") and not str(values.get("class_reason", "")).strip():
        return [InvalidField("class_reason", tr("请写明为什么归入这一类；拿不准的，分类选“以后再定”"))]
    return []


def to_draft(values: Mapping[str, Any], people: list[list[str]], *, repeat_of: str) -> CaseDraft:
    """The case that the form describes."""
    first = Petitioner(
        name=values["name"],
        id_number=values.get("id_number", ""),
        phone=values["phone"],
        unit=values["unit"],
        address=values.get("address", ""),
        staff_number=values.get("staff_number", ""),
    )
    others = [_person(row) for row in people]
    group = (first, *others) if others else (first,)
    if others:
        group = tuple(_representative(person, place) for place, person in enumerate(group))
    anonymous = bool(values["anonymous"])
    return CaseDraft(
        received_on=values["received_on"],
        channel=Channel(values["channel"]),
        origin=Origin(values.get("origin") or Origin.DIRECT.value),
        petitioners=() if anonymous else group,
        anonymous=anonymous,
        confidential=bool(values.get("confidential")),
        people_count=max(int(values.get("people_count") or 1), 1 if anonymous else len(group)),
        content=values["content"],
        requests=tuple(Request(line) for line in values["requests"].splitlines()),
        respondent=Respondent(
            *(values.get(f"respondent_{part}", "").strip() for part in ("name", "post", "unit"))
        ),
        case_class=CaseClass(values["case_class"]) if values.get("case_class") else None,
        class_reason=values.get("class_reason", ""),
        category=values.get("category", ""),
        unit=values["unit"],
        urgent=bool(values.get("urgent")),
        evidence=values.get("evidence", ""),
        note=values.get("note", ""),
        repeat_of=repeat_of,
    )


def _person(row: list[str]) -> Petitioner:
    """A further petitioner, by PERSON_COLUMNS."""
    name, phone, id_number, unit = row
    return Petitioner(name=name, phone=phone, id_number=id_number, unit=unit)


def _representative(person: Petitioner, place: int) -> Petitioner:
    """The people of a group that are named stand for it: at most five (Art. 20)."""
    return replace(person, representative=place < MOST_REPRESENTATIVES)


def to_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """The form's values as plain JSON."""
    return {key: value.isoformat() if isinstance(value, dt.date) else value for key, value in values.items()}


def from_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Back from JSON; a date that is none is left out."""
    found = dict(values)
    try:
        found["received_on"] = dt.date.fromisoformat(str(found.get("received_on", "")))
    except ValueError:
        found.pop("received_on", None)
    return found
