"""Papers on the console: issued once, kept, and written to a file; every kind of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from app.actions.case_files import write_case_file
from app.actions.cases import view_case
from app.actions.desk import Desk
from app.actions.documents import (
    compose_letter,
    get_document,
    issue_letter,
    issue_slip,
    list_documents,
    save_document,
)
from app.actions.papers import act_of, is_letter
from app.cli.console import Console, pass_console, plain
from app.cli.filling import field_json, filled, filling
from app.cli.reading import member, refuse_value
from app.cli.shapes import document_json
from app.domain.changes import Changes
from app.domain.document_specs import SPECS, letter_fields
from app.domain.documents import LETTER_FIELDS, DocumentKind, IssuedDocument, SlipLayout
from app.domain.errors import CannotWrite, FileExists, InvalidField

document = click.Group("document", help="文书。")


@document.command("issue")
@click.argument("number")
@click.argument("kind")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="写到哪个 PDF 文件")
@click.option("--layout", default="a4", show_default=True, help="回执版式：a4、a5、continuous")
@filling
@pass_console
def issue(
    console: Console,
    number: str,
    kind: str,
    out: Path,
    layout: str,
    choices: tuple[str, ...],
    file: str | None,
) -> None:
    """办理出具一份文书的那一步，文书存档并写成 PDF。"""
    wanted = read_kind(kind)
    fields = filled(choices, file)
    slip_layout = member(SlipLayout, "layout", layout)
    require_free(out)
    if wanted is DocumentKind.CASE_FILE:
        _write_case_file(console, number, out, fields)
        return
    with console.desk() as desk:
        changes = issue_kind(desk, number, wanted, fields, slip_layout)
        content = paper_json(desk, changes, out)
    if not changes.documents:
        console.tell(content, f"{wanted.label}已送负责人审批，批准后才出具：{number}")
        return
    console.tell(content, f"{wanted.label} {content['document']['number']}".rstrip(), f"已存档并写到：{out}")


def issue_kind(
    desk: Desk, number: str, kind: DocumentKind, fields: Mapping[str, str], layout: SlipLayout
) -> Changes:
    """Do the act whose paper this is."""
    if kind is DocumentKind.SLIP:
        _refuse_fields(kind, fields)
        return issue_slip(desk, number=number, layout=layout)
    return issue_letter(desk, number=number, act=act_for(kind, fields), fields=fields)


def act_for(kind: DocumentKind, fields: Mapping[str, str]) -> str:
    """The act that issues a kind; a referral with a date to report by is an assignment (交办)."""
    if kind is DocumentKind.REFERRAL_LETTER and "due_on" in fields:
        return "assign"
    return act_of(kind)


def paper_json(desk: Desk, changes: Changes, out: Path) -> dict[str, Any]:
    """The paper and its file; a paper that waits for the leader has none yet."""
    if not changes.documents:
        return {"path": None, "sha256": None, "document": None, "waits_for_leader": True}
    document_id = changes.documents[-1]
    again = "再次出具" if get_document(desk, document_id=document_id).copies else ""
    sha256 = save_document(desk, document_id=document_id, path=out, reason=again)
    issued = get_document(desk, document_id=document_id)
    return {
        "path": str(out),
        "sha256": sha256,
        "document": document_json(issued),
        "waits_for_leader": False,
    }


def _write_case_file(console: Console, number: str, out: Path, fields: Mapping[str, str]) -> None:
    """卷宗: everything on a case as one PDF/A."""
    _refuse_fields(DocumentKind.CASE_FILE, fields)
    with console.desk() as desk:
        written = console.exhaust(write_case_file(desk, number=number, path=out))
    content = {"path": str(written.path), "sha256": written.sha256, "pages": written.built.pages}
    console.tell(content, f"卷宗共{written.built.pages}页，已写到：{out}")


def read_kind(word: str) -> DocumentKind:
    """The kind that a case's paper can have. Raises InvalidField."""
    kind = member(DocumentKind, "kind", word)
    if kind is DocumentKind.HANDOVER_LIST:
        refuse_value("kind", word, ["移交清单随移送包一起出具：packet export"])
    return kind


def _refuse_fields(kind: DocumentKind, fields: Mapping[str, str]) -> None:
    """Raise InvalidField for a paper whose content is the registration alone."""
    if fields:
        raise InvalidField("set", f"{kind.label}的内容来自登记，不能另外填写。")


def require_free(path: Path) -> None:
    """Raise before anything is issued, when a file could not be written there."""
    if path.exists():
        raise FileExists(path)
    if not path.parent.is_dir():
        raise CannotWrite(path, "文件夹不存在")


@document.command("compose")
@click.argument("number")
@click.argument("kind")
@filling
@pass_console
def compose(console: Console, number: str, kind: str, choices: tuple[str, ...], file: str | None) -> None:
    """按登记内容拟出一份信函的各栏，供修改后用 issue --fields 签发；不存档。"""
    wanted = read_kind(kind)
    if not is_letter(wanted):
        raise InvalidField("kind", f"{wanted.label}不是信函，不用拟稿，请直接 issue。")
    given = filled(choices, file)
    with console.desk() as desk:
        fields = compose_letter(desk, number=number, act=act_for(wanted, given), fields=given)
    console.tell(dict(fields), *(f"{LETTER_FIELDS.get(name, name)}：{text}" for name, text in fields.items()))


@document.command("list")
@click.argument("number", required=False)
@click.option("--limit", type=click.IntRange(1, 100_000), default=10_000, show_default=True, help="最多几份")
@pass_console
def list_(console: Console, number: str | None, limit: int) -> None:
    """出具过的文书，新的在前；给出编号时只列那一件的。"""
    with console.desk() as desk:
        if number:
            documents = list(reversed(view_case(desk, number=number).documents))[:limit]
        else:
            documents = list_documents(desk, limit=limit)
    content = {"documents": [document_json(one) for one in documents], "total": len(documents)}
    console.tell(content, f"共{len(documents)}份", *map(_document_line, documents))


def _document_line(one: IssuedDocument) -> str:
    """One line of the register."""
    reprints = f"　补打{one.reprints}次" if one.reprints else ""
    served = f"　{one.served_on}送达" if one.served_on else ""
    withdrawn = "" if one.stands else f"　已收回：{one.withdrawn_reason}"
    about = one.case_number or one.packet_number
    head = f"{one.id}  {one.issued_at:%Y-%m-%d}  {one.kind.label}  {one.number}  {about}"
    return plain(f"{head}{reprints}{served}{withdrawn}")


@document.command("kinds")
@pass_console
def kinds(console: Console) -> None:
    """文书的种类、要填的栏目，和信函可以用 --set 改的栏目。"""
    found = [_kind_json(kind) for kind in DocumentKind]
    fields = "、".join(f"{key}（{title}）" for key, title in LETTER_FIELDS.items())
    lines = [
        plain(f"{k['kind']}  {k['catalogue']} {k['name']}  必填：{'、'.join(k['required'])}") for k in found
    ]
    console.tell({"kinds": found, "total": len(found)}, *lines, f"信函的栏目：{fields}")


def _kind_json(kind: DocumentKind) -> dict[str, Any]:
    """A kind of the catalogue with everything that it asks."""
    spec = SPECS[kind]
    asked = (*letter_fields(kind), *spec.fields)
    return {
        "kind": kind.value,
        "name": kind.label,
        "available": True,
        "catalogue": spec.catalogue,
        "article": spec.article,
        "layout": spec.layout.value,
        "copies": list(spec.copies),
        "serve": spec.serve,
        "fields": [field.name for field in asked],
        "required": [field.name for field in asked if field.required],
        "details": [field_json(field) for field in asked],
    }
