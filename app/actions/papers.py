"""The papers of acts: composed from the case, checked, numbered, laid out and frozen."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from app.actions.desk import Desk
from app.actions.document_values import case_values, known_values
from app.actions.slips import slip_content
from app.domain.cases import Case
from app.domain.document_specs import SPECS, Layout, lacking, with_defaults
from app.domain.documents import (
    LETTER_FIELDS,
    PRESCRIBED,
    DocumentKind,
    FormCell,
    FormContent,
    LetterContent,
    SlipContent,
    SlipLayout,
    document_number,
    require_fields,
    sections_left_out,
)
from app.domain.errors import Incomplete, InvalidField, NotAllowed
from app.domain.fields import Field
from app.domain.moves import Facts
from app.domain.procedure import MOVES
from app.files.document_rules import number_mark
from app.files.templates import TO_FILL, fill, fill_form, load_template
from app.storage import documents, station

Values = Mapping[str, str]


_MORE_LABELS = {DocumentKind.EXPLANATION_LETTER: {"notes": "核实了什么、做了什么、证据有哪些"}}
"""What else a letter must not leave empty: an explanation says what was done."""


def is_letter(kind: DocumentKind | None) -> bool:
    """Whether a paper is a letter that the clerk may write on before it is issued."""
    return kind is not None and SPECS[kind].layout is Layout.LETTER


def kind_of(act: str) -> DocumentKind:
    """The paper that an act issues. Raises NotAllowed for an act without one."""
    move = MOVES.get(act)
    if move is None or move.document is None:
        raise NotAllowed(f"“{act}”没有文书")
    return move.document


def act_of(kind: DocumentKind) -> str:
    """The act that issues a kind of paper. Raises NotAllowed when none does."""
    found = next((name for name, move in MOVES.items() if move.document is kind), "")
    if not found:
        raise NotAllowed(f"{kind.label}不能这样出具")
    return found


def all_values(desk: Desk, facts: Facts, act: str, fields: Values) -> dict[str, str]:
    """The case's values, the paper's own and its defaults."""
    values = {**case_values(desk, facts), **known_values(desk, facts, act, fields), **fields}
    return with_defaults(kind_of(act), values)


def prefilled(
    desk: Desk, facts: Facts, act: str, fields: tuple[Field, ...], values: Values
) -> dict[str, str]:
    """What stands in an act's fields beforehand: what was given or is known, else the default.

    What is known fills the fields of the paper alone. A field of the act itself asks what nobody knows yet, even when
    it is named as a value of the case is: the unit that decided is not this one, its 文号 not the case's number.
    """
    about = {**case_values(desk, facts), **known_values(desk, facts, act, values), **values}
    if MOVES[act].document:
        about = with_defaults(kind_of(act), about)
    own = {field.name for field in MOVES[act].fields}
    filled = {}
    for field in fields:
        text = (values if field.name in own else about).get(field.name, "")
        if not text and field.default:
            text = about["today"] if field.default == "today" else about.get(field.default.strip("${}"), "")
        filled[field.name] = text
    return filled


def compose_letter(desk: Desk, facts: Facts, act: str, fields: Values) -> dict[str, str]:
    """The texts of a letter by its template, with 〔请填写：…〕 for what is required and missing."""
    kind = kind_of(act)
    station_, phone = desk.station, desk.station.phone or desk.operator.phone
    template = load_template(kind, desk.templates_folder)
    labels = {**SPECS[kind].labels, **_MORE_LABELS.get(kind, {})}
    return {
        **fill(template, all_values(desk, facts, act, fields), labels),
        "signature": station_.unit_name,
        "leader": station_.leader,
        "contact": f"联系人：{desk.operator.name}，电话：{phone or f'{TO_FILL}联系电话〕'}",
        "attachments": "",
    }


def unfilled(texts: Values) -> tuple[str, ...]:
    """What the clerk still has to write: the words of every mark left in a text."""
    parts = [part for text in texts.values() for part in text.split(TO_FILL)[1:]]
    return tuple(dict.fromkeys(part.split("〕")[0] for part in parts))


def _left_out(desk: Desk, kind: DocumentKind, body: str) -> tuple[str, ...]:
    """The sections that the text of a letter must have and has not."""
    if kind not in PRESCRIBED:
        return ()
    return sections_left_out(load_template(kind, desk.templates_folder).body, body)


def require_complete(desk: Desk, facts: Facts, act: str, fields: Values, letter: Values) -> dict[str, str]:
    """The texts of a letter, whole, or the values of a form. Raises Incomplete naming what is missing."""
    kind = kind_of(act)
    if is_letter(kind):
        texts = {**compose_letter(desk, facts, act, fields), **letter}
        require_fields(kind, texts)
        if missing := (*unfilled(texts), *_left_out(desk, kind, texts["body"])):
            raise Incomplete(kind.label, missing)
        return texts
    values = all_values(desk, facts, act, fields)
    if missing := lacking(kind, values):
        raise Incomplete(kind.label, [line.removeprefix("请填写") for line in missing])
    return values


def reworded(desk: Desk, facts: Facts, act: str, kept: Values, changed: Values) -> dict[str, str]:
    """What a paper is issued anew with: what it was issued with, and what is changed. A letter whose fields are changed
    and not its body is composed anew.

    Raises InvalidField for a body that was written on: no changed field would reach it.
    """
    composed = ("title", "addressee", "body")
    own = {name: text for name, text in {**kept, **changed}.items() if name not in OWN_TEXTS}
    if not is_letter(kind_of(act)) or "body" in changed or not set(changed) - OWN_TEXTS:
        return {**kept, **changed}
    before = {name: text for name, text in kept.items() if name not in OWN_TEXTS}
    if compose_letter(desk, facts, act, before)["body"] != kept.get("body"):
        said = "正文改写过，或者登记的内容后来变了，只改栏目印不到正文里：请用 body 写出改好的正文"
        raise InvalidField("body", said)
    texts = {name: text for name, text in kept.items() if name in OWN_TEXTS and name not in composed}
    return {**own, **texts, **changed}


def issue(desk: Desk, facts: Facts, act: str, *, act_id: int, fields: Values, letter: Values) -> int:
    """Freeze the paper of an act: number, PDF, hash, template, who and when; its document id.

    Inside the act's transaction; ``facts`` already hold the act. Raises Incomplete and UnprintableText.
    """
    kind = kind_of(act)
    layout = SPECS[kind].layout
    if layout is Layout.SLIP:
        return issue_slip(desk, facts, SlipLayout.A4)
    if layout not in (Layout.LETTER, Layout.FORM):
        raise NotAllowed(f"{kind.label}不能这样出具")
    texts = require_complete(desk, facts, act, fields, letter)
    number = _number(desk, kind, facts.case)
    if layout is Layout.LETTER:
        content = letter_content(desk, facts.case, texts, number=number, draft=False)
        pdf, pages = letter_pdf(content)
        kept: dict[str, Any] = {"fields": {**fields, **texts}, "letter": plain(content)}
        title = content.title
    else:
        form = form_content(desk, kind, texts, number if SPECS[kind].numbered else "")
        pdf, pages = form_pdf(form)
        kept = {"fields": dict(fields), "form": plain(form)}
        title = kind.label
    return freeze(desk, facts.case, kind, number, title, kept, pdf, pages, act_id=act_id)


def _number(desk: Desk, kind: DocumentKind, case: Case) -> str:
    """文号 of a numbered kind, taken from its own run without gaps; else the case's number."""
    if not SPECS[kind].numbered:
        return case.number
    year = desk.today().year
    mark = number_mark(kind, desk.station.document_mark)
    return document_number(mark, year, station.next_serial(desk.store, "letter", f"{mark}-{year}"))


def preview(desk: Desk, facts: Facts, act: str, fields: Values, letter: Values) -> bytes:
    """The paper as it will print, marked 草稿; nothing is kept."""
    kind = kind_of(act)
    if SPECS[kind].layout is Layout.SLIP:
        return slip_pdf([slip_content(desk, facts.case, facts.deadlines)], SlipLayout.A4)[0]
    year = desk.today().year
    numbered = SPECS[kind].numbered
    mark = f"{number_mark(kind, desk.station.document_mark)}〔{year}〕  号" if numbered else ""
    if is_letter(kind):
        texts = {**compose_letter(desk, facts, act, fields), **letter}
        return letter_pdf(letter_content(desk, facts.case, texts, number=mark, draft=True))[0]
    form = form_content(desk, kind, all_values(desk, facts, act, fields), mark)
    return form_pdf(replace(form, draft=True))[0]


def issue_slip(desk: Desk, facts: Facts, layout: SlipLayout) -> int:
    """Freeze the slip of a case (Art. 23); its document id."""
    content = slip_content(desk, facts.case, facts.deadlines)
    pdf, pages = slip_pdf([content], layout)
    kept = {"layout": layout.value, "slip": plain(content)}
    kind = DocumentKind.SLIP
    return freeze(desk, facts.case, kind, facts.case.number, kind.label, kept, pdf, pages)


def freeze(
    desk: Desk,
    case: Case,
    kind: DocumentKind,
    number: str,
    title: str,
    kept: Mapping[str, Any],
    pdf: bytes,
    pages: int,
    *,
    act_id: int = 0,
) -> int:
    """Keep an issued document with its PDF; its id."""
    templated = SPECS[kind].layout in (Layout.LETTER, Layout.FORM)
    return documents.insert_document(
        desk.store,
        kind=kind,
        number=number,
        title=title,
        fields=kept,
        pdf=pdf,
        pages=pages,
        at=desk.now(),
        by=desk.operator.name,
        case_id=case.id,
        act_id=act_id,
        template=load_template(kind, desk.templates_folder).version if templated else "",
        serve=SPECS[kind].serve,
    )


def reprinted(kept: Mapping[str, Any], reprint: int) -> bytes | None:
    """A frozen document drawn again with the mark 补打; None for one that has only its PDF."""
    if "slip" in kept:
        return slip_pdf([kept_slip(kept["slip"], reprint)], SlipLayout(kept["layout"]))[0]
    if "letter" in kept:
        letter = kept["letter"]
        lists = {name: tuple(letter[name]) for name in ("paragraphs", "attachments")}
        signed = dt.date.fromisoformat(letter["signed_on"])
        return letter_pdf(LetterContent(**{**letter, **lists, "signed_on": signed, "reprint": reprint}))[0]
    if "form" in kept:
        return form_pdf(_kept_form(kept["form"], reprint))[0]
    return None


def kept_slip(kept: Mapping[str, Any], reprint: int) -> SlipContent:
    """A slip's content as it was issued."""
    issued_on = dt.date.fromisoformat(kept["issued_on"])
    return SlipContent(
        **{**kept, "warnings": tuple(kept["warnings"]), "issued_on": issued_on, "reprint": reprint}
    )


def _kept_form(kept: Mapping[str, Any], reprint: int) -> FormContent:
    """A form's content as it was issued."""
    lists = {name: tuple(kept[name]) for name in ("statement", "signatures", "remarks")}
    rows = tuple(tuple(FormCell(**cell) for cell in row) for row in kept["rows"])
    signed = dt.date.fromisoformat(kept["signed_on"])
    return FormContent(**{**kept, **lists, "rows": rows, "signed_on": signed, "reprint": reprint})


def letter_content(desk: Desk, case: Case, texts: Values, *, number: str, draft: bool) -> LetterContent:
    """The letter as it is laid out."""
    leader = texts.get("leader", "").strip()
    contact = texts.get("contact", "").strip("（）() ")
    return LetterContent(
        unit=desk.station.unit_name,
        number=number,
        title=texts.get("title", ""),
        addressee=texts.get("addressee", ""),
        paragraphs=_lines(texts.get("body", "")),
        signature=texts.get("signature", ""),
        signed_on=desk.today(),
        attachments=_lines(texts.get("attachments", "")),
        contact=f"{contact}；负责人：{leader}" if leader else contact,
        case_number=case.number,
        draft=draft,
    )


def _lines(text: str) -> tuple[str, ...]:
    """The lines of a text that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def form_content(desk: Desk, kind: DocumentKind, values: Values, number: str) -> FormContent:
    """The form as it is laid out."""
    return fill_form(
        load_template(kind, desk.templates_folder), values, signed_on=desk.today(), number=number
    )


def letter_pdf(content: LetterContent) -> tuple[bytes, int]:
    """The PDF of a letter and its pages."""
    from app.files.document_pdf import render_letter  # here: reportlab costs start-up time

    out = io.BytesIO()
    pages = render_letter(content, out)
    return out.getvalue(), pages


def form_pdf(content: FormContent) -> tuple[bytes, int]:
    """The PDF of a form and its pages."""
    from app.files.document_pdf import render_form  # here: reportlab costs start-up time

    out = io.BytesIO()
    pages = render_form(content, out)
    return out.getvalue(), pages


def slip_pdf(contents: list[SlipContent], layout: SlipLayout) -> tuple[bytes, int]:
    """The PDF of some slips and its pages."""
    from app.files.document_pdf import render_slips  # here: reportlab costs start-up time

    out = io.BytesIO()
    pages = render_slips(contents, layout, out)
    return out.getvalue(), pages


def plain(content: SlipContent | LetterContent | FormContent) -> dict[str, Any]:
    """A document's content as JSON values."""
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in asdict(content).items()
    }


def draft_key(number: str, act: str) -> str:
    """Under what a half-written letter is kept."""
    return f"letter:{act}:{number}"


def drop_draft(desk: Desk, case: Case, act: str) -> tuple[str, ...]:
    """Forget the half-written letter of an act; the key, when the act has a letter."""
    if not is_letter(MOVES[act].document):
        return ()
    key = draft_key(case.number, act)
    station.drop_draft(desk.store, key)
    return (key,)


OWN_TEXTS = frozenset(LETTER_FIELDS)
"""The names of a letter's texts; everything else in a letter's form is a field of its act."""
