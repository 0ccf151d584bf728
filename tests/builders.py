"""Invented people, cases and packets for tests; every field can be set, the rest is plausible."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from typing import Any

from app.domain.cases import Attachment, Case, HandlingNote, Request, Respondent, TimelineEntry
from app.domain.codes import CaseClass, CaseState, Channel, Origin
from app.domain.deadlines import Deadline, DeadlineState
from app.domain.documents import DocumentKind, IssuedDocument
from app.domain.packets import Packet, PacketCase, PacketHead
from app.domain.petitioners import Petitioner

TODAY = dt.date(2026, 11, 23)
"""The day on which the invented world stands."""


def a_petitioner(name: str = "王建国", **changes: Any) -> Petitioner:
    """A worker with an identity number whose check character is right."""
    person = Petitioner(
        name=name,
        id_number="14020219800101123X",
        phone="13812344321",
        unit="综采一区",
        staff_number="0012345",
    )
    return replace(person, **changes)


def a_case(number: str = "ZC01-20261110-0001-7", **changes: Any) -> Case:
    """A case about an unpaid allowance, of class C6, that waits for its packet."""
    case = Case(
        number=number,
        query_code="4821907365",
        received_on=dt.date(2026, 11, 10),
        registered_at=dt.datetime(2026, 11, 10, 9, 12, 33),
        registered_by="李敏",
        state=CaseState.AWAITING_TRANSFER,
        channel=Channel.VISIT,
        origin=Origin.DIRECT,
        petitioners=(a_petitioner(),),
        anonymous=False,
        confidential=False,
        people_count=1,
        subject="反映井下津贴少发",
        content="今年7月至9月下井津贴少发，每月应为420元，实发210元，多次询问没有答复。",
        requests=(Request("补发三个月下井津贴630元"),),
        respondent=Respondent(),
        case_class=CaseClass.C6,
        category="工资薪酬",
        unit="综采一区",
        urgent=False,
        evidence="工资条三张",
        office="劳资科",
        outcome="",
        note="",
        repeat_of="",
    )
    return replace(case, **changes)


def a_packet_case(number: str = "ZC01-20261110-0001-7", **changes: Any) -> PacketCase:
    """The same case with a clock, two lines of history, a note, an attachment and its letter."""
    entry = PacketCase(
        case=a_case(number),
        deadlines=(
            Deadline("T2", "书面告知", dt.date(2026, 11, 10), dt.date(2026, 11, 25), DeadlineState.RUNNING),
        ),
        timeline=(
            TimelineEntry(dt.datetime(2026, 11, 10, 9, 12), "李敏", "登记", "登记信访事项，当面出具接收回执"),
            TimelineEntry(dt.datetime(2026, 11, 20, 16, 5), "李敏", "待移送", "本级无权解决，拟移送"),
        ),
        notes=(HandlingNote(dt.date(2026, 11, 12), "到劳资科查阅三个月考勤表", "调查取证", "李敏"),),
        attachments=(an_attachment(),),
        letters=(a_letter(number),),
    )
    return replace(entry, **changes)


def an_attachment(name: str = "工资条.jpg", content: bytes = b"pay slip", **changes: Any) -> Attachment:
    """A file of a case; its hash and size are those of ``content``."""
    attachment = Attachment(
        id=1,
        name=name,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        added_at=dt.datetime(2026, 11, 10, 9, 20),
        media_type="image/jpeg",
    )
    return replace(attachment, **changes)


def a_letter(case_number: str, content: bytes = b"%PDF explanation", **changes: Any) -> IssuedDocument:
    """An explanation letter; its hash is that of ``content``."""
    letter = IssuedDocument(
        id=1,
        case_number=case_number,
        kind=DocumentKind.EXPLANATION_LETTER,
        number="综采一区信访〔2026〕1号",
        title="关于井下津贴事项的原因说明",
        issued_at=dt.datetime(2026, 11, 20, 16, 0),
        issued_by="李敏",
        sha256=hashlib.sha256(content).hexdigest(),
        pages=2,
        copies=1,
        reprints=0,
    )
    return replace(letter, **changes)


def a_packet_head(**changes: Any) -> PacketHead:
    """The cover of the third packet of the unit ZC01."""
    head = PacketHead(
        number="YS-ZC01-00003",
        sequence=3,
        sender_code="ZC01",
        sender_name="综采一区",
        receiver_name="集团公司信访接待部门",
        made_at=dt.datetime(2026, 11, 23, 15, 30),
        made_by="李敏",
        previous_sha256="ab" * 32,
    )
    return replace(head, **changes)


def a_packet(*cases: PacketCase, **changes: Any) -> Packet:
    """A packet of the given cases, or of one; ``changes`` are changes of its head."""
    return Packet(head=a_packet_head(**changes), cases=cases or (a_packet_case(),))
