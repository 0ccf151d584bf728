"""Contents of papers for tests: invented, with a name outside the BMP."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from app.domain.documents import (
    HandoverContent,
    LetterContent,
    RecoverySheetContent,
    SlipContent,
    SlipLayout,
)
from app.files.document_pdf import render_handover, render_recovery_sheet, render_slips
from app.files.fonts import bundled_fonts
from app.files.letter_pdf import render_letter
from tests.files.pdf_reading import Paper, read_pdf

C2 = (
    "劳动争议申请仲裁的时效为一年，从知道或者应当知道权利被侵害之日起计算；"
    "接收回执可作为您主张权利的凭证（劳动争议调解仲裁法第二十七条）。"
)
C4 = (
    "工伤认定：用人单位应在三十日内提出申请；用人单位未提出的，您或近亲属、工会可在一年内直接申请"
    "（工伤保险条例第十七条）。"
)


def a_slip(**changes: Any) -> SlipContent:
    """The slip of three workers about an allowance."""
    slip = SlipContent(
        number="ZC01-20261110-0001-7",
        query_code="4821907365",
        unit="某煤业集团东山煤矿综采一区",
        received="2026年11月10日 9时12分",
        channel="来访",
        petitioner="王𬱖",
        people_count=3,
        subject="反映今年7月至9月井下津贴少发，要求补发差额",
        evidence="工资条复印件3张、考勤表1页，共4页",
        next_step="按申诉求决类调查核实，属本单位职责的依规办理（条例第三十一条）",
        clock="最迟于2026年11月25日前书面告知（自收到之日起15日内，条例第二十三条）",
        clerk="李敏",
        phone="0351-6612345",
        query_way="工作日8:00—12:00、14:30—17:30，综采一区办公楼102室信访接待处",
        issued_on=dt.date(2026, 11, 10),
        warnings=(C2, C4),
    )
    return replace(slip, **changes)


PARAGRAPHS = (
    "2026年11月10日，我单位以来访方式收到王𬱖等3人提出的信访事项（编号ZC01-20261110-0001-7）。"
    "现将有关情况和本单位不能解决的原因说明如下。",
    "一、信访人的诉求",
    "1. 补发2026年7月至9月井下津贴差额共630元；",
    "2. 说明“井下津贴”的计算依据，并书面告知。",
    "二、核实和办理情况",
    "（一）调查核实。2026年11月12日，我单位到劳资科查阅三个月考勤表、工资表，与班组记录一致。",
    "（二）与信访人沟通",
    "2026年11月15日，区长赵卫国当面听取信访人意见，信访人表示“只要按文件执行就行——没有别的要求……”，"
    "并提供了工资条3张。",
    "三、本单位不能解决的原因",
    "津贴标准的核定和差额的补发均属集团劳动工资部职权，我单位只负责考勤上报，无权核定、补发。",
    "以上情况属实，请予接收办理，并将处理结果书面告知信访人和我单位。",
)


def a_letter(**changes: Any) -> LetterContent:
    """An explanation letter with two attachments."""
    letter = LetterContent(
        unit="某煤业集团东山煤矿综采一区",
        number="综采一区信访〔2026〕1号",
        title="关于ZC01-20261110-0001-7号信访事项的原因说明",
        addressee="某煤业集团信访接待部门：",
        paragraphs=PARAGRAPHS,
        signature="东山煤矿综采一区",
        signed_on=dt.date(2026, 11, 20),
        attachments=("信访事项登记表", "王𬱖等3人2026年7月至9月工资条复印件、考勤表复印件和下井记录各一份"),
        contact="联系人：李敏，电话：0351-6612345；负责人：赵卫国",
        case_number="ZC01-20261110-0001-7",
    )
    return replace(letter, **changes)


def a_handover(rows: int = 3, **changes: Any) -> HandoverContent:
    """The list of a packet with so many cases."""
    content = HandoverContent(
        packet_number="YS-ZC01-00003",
        sequence=3,
        sender="某煤业集团东山煤矿综采一区",
        receiver="某煤业集团信访接待部门",
        made_at="2026-11-23 15:30",
        made_by="李敏",
        file_name="YS-ZC01-00003-综采一区.xlsx",
        file_sha256=hashlib.sha256(b"file").hexdigest(),
        content_sha256=hashlib.sha256(b"content").hexdigest(),
        rows=tuple(
            (f"ZC01-20261110-{n:04d}-7", "王*", "反映井下津贴少发，要求补发三个月差额", "2件")
            for n in range(1, rows + 1)
        ),
    )
    return replace(content, **changes)


def a_recovery_sheet(**changes: Any) -> RecoverySheetContent:
    """The sheet of an invented desk."""
    content = RecoverySheetContent(
        unit="某煤业集团东山煤矿综采一区",
        desk_id="ZC01-7Q3K",
        code_groups=("0A1BC", "2DE3F", "4GH5J", "6KM7N", "8PQ9R", "STVWX", "YZ012", "WM0Q8"),
        made_on=dt.date(2026, 11, 23),
        operator="李敏",
    )
    return replace(content, **changes)


def slips_pdf(slips: Iterable[SlipContent], layout: SlipLayout = SlipLayout.A4) -> bytes:
    """The bytes of a file with some slips."""
    out = io.BytesIO()
    render_slips(slips, layout, out)
    return out.getvalue()


def slip_paper(slip: SlipContent, layout: SlipLayout = SlipLayout.A4) -> Paper:
    """One slip, drawn and read back."""
    return read_pdf(slips_pdf([slip], layout))


def letter_pdf(letter: LetterContent) -> bytes:
    """The bytes of a letter in the bundled fonts, the same on every machine."""
    out = io.BytesIO()
    render_letter(letter, out, fonts=bundled_fonts())
    return out.getvalue()


def letter_paper(letter: LetterContent) -> Paper:
    """A letter, drawn and read back."""
    return read_pdf(letter_pdf(letter))


def handover_paper(content: HandoverContent) -> Paper:
    """A hand-over list, drawn and read back."""
    out = io.BytesIO()
    render_handover(content, out)
    return read_pdf(out.getvalue())


def recovery_paper(content: RecoverySheetContent) -> Paper:
    """A recovery sheet, drawn and read back."""
    out = io.BytesIO()
    render_recovery_sheet(content, out)
    return read_pdf(out.getvalue())
