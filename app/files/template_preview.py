"""A template as it will print, filled in with the invented case."""

from __future__ import annotations

import datetime as dt
from typing import BinaryIO

from app.domain.document_specs import Layout, spec_of
from app.domain.documents import LetterContent, document_number
from app.files.document_rules import number_mark
from app.files.fonts import FontBook
from app.files.form_pdf import render_form
from app.files.letter_pdf import render_letter
from app.files.template_samples import MARKS, sample_values
from app.files.templates import DocumentTemplate, fill, fill_form


def render_preview(template: DocumentTemplate, out: BinaryIO, *, fonts: FontBook | None = None) -> int:
    """Write a PDF of a template with the invented case; the number of pages.

    Raises UnprintableText for a character in the template that has no glyph.
    """
    spec, values = spec_of(template.kind), sample_values(template.kind)
    today = dt.date.fromisoformat(values["today"])
    number = (
        document_number(number_mark(spec.kind, MARKS[values["unit"]]), today.year, 3) if spec.numbered else ""
    )
    if spec.layout is not Layout.LETTER:
        return render_form(fill_form(template, values, signed_on=today, number=number), out, fonts=fonts)
    return render_letter(_letter(template, values, number, today), out, fonts=fonts)


def _letter(template: DocumentTemplate, values: dict[str, str], number: str, today: dt.date) -> LetterContent:
    """The letter of the invented case."""
    parts = fill(template, values)
    return LetterContent(
        unit=values["unit"],
        number=number,
        title=parts["title"],
        addressee=parts["addressee"],
        paragraphs=tuple(line.strip() for line in parts["body"].splitlines() if line.strip()),
        signature=values["unit"],
        signed_on=today,
        contact=f"联系人：{values['operator']}，电话：{values['phone']}",
        case_number=values["number"],
    )
