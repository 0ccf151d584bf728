"""Templates of letters and forms: ``resources/templates/<kind>.toml``, a unit's own beside them.

What they may say is in ``app/domain/document_specs.py``, what can be wrong in them in ``template_check.py``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.domain.document_specs import SPECS, Layout, spec_of, template_names
from app.domain.documents import DocumentKind, FormCell, FormContent, chinese_date
from app.domain.errors import UnreadableFile
from app.files.document_rules import document_rules
from app.files.rules import read_rules
from app.files.template_check import (
    FIELD,
    LETTER_PARTS,
    TemplateFault,
    check_template,
    check_templates,
    check_text,
)
from app.resources import resource

__all__ = [
    "DocumentTemplate",
    "TemplateFault",
    "check_template",
    "check_templates",
    "fill",
    "fill_form",
    "fill_template",
    "guidance",
    "load_template",
    "shown_values",
    "template_fields",
    "template_version",
]

TO_FILL = "〔请填写："
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_VERSION_LENGTH = 12


@dataclass(frozen=True, slots=True)
class DocumentTemplate:
    """A template that was checked. ``version`` is what an issued document keeps of it; ``own`` says it is the unit's.

    A letter has title, addressee and body, a form title, cells and what stands below them.
    """

    kind: DocumentKind
    version: str
    own: bool
    title: str
    addressee: str = ""
    body: str = ""
    rows: tuple[tuple[FormCell, ...], ...] = ()
    blanks: tuple[tuple[str, ...], ...] = ()
    """What each cell says when its value is empty."""
    head: str = "${unit}"
    statement: str = ""
    signatures: tuple[str, ...] = ()
    seal: str = ""
    dated: bool = False
    remarks: str = ""


def template_path(kind: DocumentKind, folder: Path | None = None) -> Path:
    """The file of a kind's template: the unit's own when it stands in ``folder``, else the program's."""
    own = folder / f"{kind.value}.toml" if folder else None
    return own if own and own.is_file() else resource("templates", f"{kind.value}.toml")


def load_template(kind: DocumentKind, folder: Path | None = None) -> DocumentTemplate:
    """A kind's template, checked. Raises UnreadableFile that names every fault with its line."""
    path = template_path(kind, folder)
    if faults := check_template(path):
        said = "；".join(f"第{fault.line}行：{fault.message}" for fault in faults)
        raise UnreadableFile(path.name, said, "请改正模板。")
    text = path.read_text(encoding="utf-8-sig")
    own = path.parent == folder
    return _template(kind, _version(text), own, tomllib.loads(text))


def parse_template(kind: DocumentKind, text: str) -> DocumentTemplate:
    """A template from its text, for a preview while it is edited. Raises UnreadableFile as load_template does."""
    name = f"{kind.value}.toml"
    if faults := check_text(name, text):
        said = "；".join(f"第{fault.line}行：{fault.message}" for fault in faults)
        raise UnreadableFile(name, said, "请改正模板。")
    return _template(kind, _version(text), True, tomllib.loads(text))


def template_version(kind: DocumentKind, folder: Path | None = None) -> str:
    """A short SHA-256 of the template's text: an issued document keeps it. Raises OSError without a template."""
    return _version(template_path(kind, folder).read_text(encoding="utf-8-sig"))


def template_fields(kind: DocumentKind) -> tuple[str, ...]:
    """The names that a template of a kind may use, in alphabetical order."""
    return tuple(sorted(template_names(kind)))


def _version(text: str) -> str:
    """The first digits of the text's hash; line ends do not count."""
    return hashlib.sha256("\n".join(text.splitlines()).encode()).hexdigest()[:_VERSION_LENGTH]


def _template(kind: DocumentKind, version: str, own: bool, parts: Mapping[str, Any]) -> DocumentTemplate:
    """A template from its checked parts."""
    if spec_of(kind).layout is Layout.LETTER:
        return DocumentTemplate(kind, version, own, **{part: parts[part] for part in LETTER_PARTS})
    rows = parts["rows"]
    return DocumentTemplate(
        kind,
        version,
        own,
        title=parts["title"],
        rows=tuple(tuple(_cell(cell, len(row)) for cell in row) for row in rows),
        blanks=tuple(tuple(cell.get("blank", "") for cell in row) for row in rows),
        head=parts.get("head", "${unit}"),
        statement=parts.get("statement", ""),
        signatures=tuple(parts.get("signatures", ())),
        seal=parts.get("seal", ""),
        dated=parts.get("dated", False),
        remarks=parts.get("remarks", ""),
    )


def _cell(cell: Mapping[str, Any], of: int) -> FormCell:
    """One cell; without a width it has an equal part of its row."""
    share = float(cell.get("width", 1 / of))
    return FormCell(cell["label"], cell["value"], share, cell.get("lines", 1), cell.get("foot", ""))


def shown_values(kind: DocumentKind, values: Mapping[str, str]) -> dict[str, str]:
    """The values as paper shows them: days in Chinese, choices in words."""
    choices = {field.name: dict(field.choices) for field in SPECS[kind].fields if field.choices}
    return {
        name: _chinese_day(choices.get(name, {}).get(text, text).strip()) for name, text in values.items()
    }


def _chinese_day(text: str) -> str:
    """An ISO day in Chinese, any other text as it is."""
    if not _ISO_DAY.fullmatch(text):
        return text
    try:
        return chinese_date(dt.date.fromisoformat(text))
    except ValueError:
        return text


def fill_text(text: str, values: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """A text with its fields filled in.

    An empty field that ``labels`` has a name for becomes 〔请填写：name〕; a line whose fields are all empty and
    none of them required vanishes. A full stop that the value and the template both have stands once.
    """
    lines = []
    for line in text.strip().splitlines():
        names = FIELD.findall(line)
        if not names or any(values.get(name, "").strip() or name in labels for name in names):
            filled = FIELD.sub(lambda found: _value(found[1], values, labels), line)
            lines.append(filled.replace("。。", "。").rstrip())
    return "\n".join(lines)


def _value(name: str, values: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """What stands for a field."""
    text = values.get(name, "").strip()
    return text or (f"{TO_FILL}{labels[name]}〕" if name in labels else "")


def fill(
    template: DocumentTemplate, values: Mapping[str, str], labels: Mapping[str, str] | None = None
) -> dict[str, str]:
    """A letter's title, addressee and body.

    ``values`` are the case's and the document's own, as they are stored; ``labels`` the names of what must not
    be empty (None: the document's required fields).
    """
    labels = spec_of(template.kind).labels if labels is None else labels
    shown = shown_values(template.kind, values)
    return {part: fill_text(getattr(template, part), shown, labels) for part in LETTER_PARTS}


def fill_form(
    template: DocumentTemplate,
    values: Mapping[str, str],
    *,
    signed_on: dt.date,
    number: str = "",
    labels: Mapping[str, str] | None = None,
    draft: bool = False,
    reprint: int = 0,
) -> FormContent:
    """A form as it is laid out; the unit and the case's number come from the values.

    ``number`` is its 文号, if its kind has one. What is required and empty says 〔请填写：…〕, what is left to be
    written by hand is blank.
    """
    labels = spec_of(template.kind).labels if labels is None else labels
    shown = shown_values(template.kind, values)
    rows = tuple(
        tuple(_filled(cell, blank, shown, labels) for cell, blank in zip(row, blanks, strict=True))
        for row, blanks in zip(template.rows, template.blanks, strict=True)
    )
    rule = document_rules()[template.kind]
    remarks = (*fill_text(template.remarks, shown, labels).splitlines(), rule.note)
    return FormContent(
        unit=fill_text(template.head, shown, labels),
        title=fill_text(template.title, shown, labels),
        rows=rows,
        signed_on=signed_on,
        number=number,
        case_number=values.get("number", ""),
        statement=tuple(fill_text(template.statement, shown, labels).splitlines()),
        signatures=template.signatures,
        seal=template.seal,
        dated=template.dated,
        remarks=tuple(line for line in remarks if line),
        copies=rule.copies_line,
        draft=draft,
        reprint=reprint,
    )


def _filled(cell: FormCell, blank: str, values: Mapping[str, str], labels: Mapping[str, str]) -> FormCell:
    """A cell with its fields filled in."""
    text = fill_text(cell.text, values, labels) or blank
    return replace(cell, text=text, foot=fill_text(cell.foot, values, labels))


def fill_template(name: str, values: Mapping[str, str]) -> dict[str, str]:
    """The program's own template of a letter, filled in; ``name`` is the kind's code."""
    return fill(load_template(DocumentKind(name)), values)


def guidance(*keys: str) -> tuple[str, ...]:
    """The warnings of time limits for a class and a subject, each once."""
    table = read_rules("guidance")
    found = []
    for key in keys:
        entry = table.get(key)
        if entry:
            text = str(table[entry["same_as"]]["text"] if "same_as" in entry else entry["text"])
            if text not in found:
                found.append(text)
    return tuple(found)


def route_words(case_class: str) -> dict[str, str]:
    """What a guidance to another lawful procedure says of it beforehand, by class (Art. 31): procedure and ground."""
    found = read_rules("guidance")["routes"].get(case_class, {})
    return {name: str(found[name]) for name in ("procedure", "basis") if name in found}
