"""Forms and lists for tests, and every document of the catalogue filled in with the invented case.

``python -m tests.files.forms`` writes the golden texts under ``tests/golden/documents`` anew, after a change of
template or layout that was meant. Look at what changed before it is committed.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import Any

from app.domain.documents import DocumentKind, FormCell, FormContent, ListColumn, ListContent
from app.files.document_pdf import render_form, render_list
from app.files.fonts import bundled_fonts
from app.files.template_check import WITH_TEMPLATES
from app.files.template_preview import render_preview
from app.files.templates import load_template
from tests.files.pdf_reading import GOLDEN, Paper, read_pdf

KINDS = tuple(sorted(WITH_TEMPLATES))


def a_form(content: str = "三个月津贴少发630元。", **changes: Any) -> FormContent:
    """A form of four rows with a long text, for one signature and a seal."""
    form = FormContent(
        unit="某煤业集团东山煤矿综采一区",
        title="信访事项登记表",
        rows=(
            (FormCell("信访人", "王𬱖", 0.5), FormCell("收到日期", "2026年11月10日", 0.5)),
            (FormCell("反映内容", content, lines=6),),
            (FormCell("拟办意见", "", lines=2, foot="签名：　　　　年　　月　　日"),),
            (FormCell("与受送达人的关系", "本人"),),
        ),
        signed_on=dt.date(2026, 11, 24),
        number="综采一区信访登〔2026〕3号",
        case_number="ZC01-20261110-0001-7",
        statement=("以上内容已经本人核对。",),
        signatures=("信访人（签名）：",),
        seal="单位盖章处",
        dated=True,
        remarks=("依据：《信访工作条例》第十九条。",),
        copies="本件一份，存卷。",
    )
    return replace(form, **changes)


def a_list(rows: int = 3, **changes: Any) -> ListContent:
    """A day's list with so many lines."""
    content = ListContent(
        unit="某煤业集团东山煤矿综采一区",
        title="2026年11月24日工作清单",
        columns=(
            ListColumn("序号", 12, centred=True),
            ListColumn("编号", 45),
            ListColumn("事项", 80),
            ListColumn("期限", 30),
        ),
        rows=tuple(
            (str(n), f"ZC01-20261110-{n:04d}-7", f"第{n}件：书面告知", "2026-11-25")
            for n in range(1, rows + 1)
        ),
        made_on=dt.date(2026, 11, 24),
        notes=("按到期先后排列。",),
        closing=("经办人：　　　　　　负责人：",),
    )
    return replace(content, **changes)


def form_pdf(form: FormContent) -> bytes:
    """The bytes of a form in the bundled fonts, the same on every machine."""
    out = io.BytesIO()
    render_form(form, out, fonts=bundled_fonts())
    return out.getvalue()


def form_paper(form: FormContent) -> Paper:
    """A form, drawn and read back."""
    return read_pdf(form_pdf(form))


def list_paper(content: ListContent) -> Paper:
    """A list, drawn and read back."""
    out = io.BytesIO()
    render_list(content, out)
    return read_pdf(out.getvalue())


def preview_paper(kind: DocumentKind) -> Paper:
    """The program's template of a kind with the invented case."""
    out = io.BytesIO()
    render_preview(load_template(kind), out, fonts=bundled_fonts())
    return read_pdf(out.getvalue())


def main() -> None:
    """Write the golden texts anew."""
    folder = GOLDEN / "documents"
    folder.mkdir(exist_ok=True)
    for kind in KINDS:
        (folder / f"{kind.value}.txt").write_text(preview_paper(kind).dump, encoding="utf-8")
    (folder / "list.txt").write_text(list_paper(a_list()).dump, encoding="utf-8")


if __name__ == "__main__":
    main()
