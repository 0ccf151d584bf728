"""Papers on the console: slips and letters, issued once, kept, and written to a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from app.actions.cases import view_case
from app.actions.desk import Desk
from app.actions.documents import compose_letter, issue_letter, issue_slip, list_documents, save_document
from app.cli.console import Console, NotYet, pass_console, plain
from app.cli.reading import LONGEST_TEXT, as_text, member, parse_json, read_text, refuse_value
from app.cli.shapes import document_json
from app.domain.documents import LETTER_FIELDS, REQUIRED_FIELDS, DocumentKind, IssuedDocument, SlipLayout
from app.domain.errors import CannotWrite, FileExists, InvalidField

LATER_KINDS = [
    "registration_form",
    "acceptance_notice",
    "decline_notice",
    "lawful_route_notice",
    "no_further_acceptance_notice",
    "extension_notice",
    "objection",
    "reply",
    "decision_letter",
    "suggestion_reply",
    "settlement",
    "review_application",
    "review_decision",
    "final_review_decision",
    "proof_of_service",
    "conclusion_report",
    "supervision_order",
    "recusal_decision",
    "sealed_handover",
    "case_file",
]
"""Kinds of the catalogue that a later version brings (domain facts, section 6)."""

LETTERS = (DocumentKind.EXPLANATION_LETTER, DocumentKind.TRANSFER_NOTICE)
document = click.Group("document", help="文书。")


@document.command("issue")
@click.argument("number")
@click.argument("kind")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="写到哪个 PDF 文件")
@click.option("--set", "choices", multiple=True, metavar="FIELD=VALUE", help="改一个栏目；可写多次")
@click.option("--fields", "file", metavar="FILE.json", help="各栏目的 JSON 对象，“-”从标准输入读")
@click.option("--layout", default="a4", show_default=True, help="回执版式：a4、a5、continuous")
@pass_console
def issue(
    console: Console,
    number: str,
    kind: str,
    out: Path,
    choices: tuple[str, ...],
    file: str | None,
    layout: str,
) -> None:
    """出具一份文书，存档并写成 PDF。"""
    wanted = _kind(kind)
    fields = {**(_fields_of_file(file) if file else {}), **_choices(choices)}
    _check_fields(wanted, fields)
    slip_layout = member(SlipLayout, "layout", layout)
    require_free(out)
    with console.desk() as desk:
        if wanted is DocumentKind.SLIP:
            changes = issue_slip(desk, number=number, layout=slip_layout)
        else:
            composed = compose_letter(desk, number=number, act=wanted)
            changes = issue_letter(desk, number=number, act=wanted, fields={**composed, **fields})
        sha256 = save_document(desk, document_id=changes.documents[0], path=out)
        issued = _document_of(desk, number, changes.documents[0])
    content = {"path": str(out), "sha256": sha256, "document": document_json(issued)}
    console.tell(content, f"{wanted.label} {issued.number}".rstrip(), f"已存档并写到：{out}")


def _kind(word: str) -> DocumentKind:
    """The kind that a case's paper can have now. Raises NotYet and InvalidField."""
    if word in LATER_KINDS:
        raise NotYet(f"文书 {word}")
    kind = member(DocumentKind, "kind", word)
    if kind is DocumentKind.HANDOVER_LIST:
        refuse_value("kind", word, ["移交清单随移送包一起出具：packet export"])
    return kind


def _choices(choices: Sequence[str]) -> dict[str, str]:
    """The fields of ``--set FIELD=VALUE``. Raises InvalidField."""
    fields = {}
    for choice in choices:
        name, equals, value = choice.partition("=")
        if not equals:
            raise InvalidField("set", f"“{plain(choice)[:40]}”请写成 栏目=内容 的样子。")
        fields[name] = value
    return fields


def _fields_of_file(file: str) -> dict[str, str]:
    """The fields of a JSON object. Raises UnreadableFile and InvalidField."""
    content = parse_json(read_text(file), file)
    if not isinstance(content, dict):
        raise InvalidField("fields", "--fields 的文件应是一个 JSON 对象（{…}）。")
    return {str(name): as_text(text, plain(str(name)), LONGEST_TEXT) for name, text in content.items()}


def _check_fields(kind: DocumentKind, fields: Mapping[str, str]) -> None:
    """Refuse what this paper has no place for. Raises InvalidField."""
    if fields and kind not in LETTERS:
        raise InvalidField("set", f"{kind.label}的内容来自登记，不能另外填写。")
    for name, text in fields.items():
        if name not in LETTER_FIELDS:
            refuse_value("set", name, [f"{key}（{title}）" for key, title in LETTER_FIELDS.items()])
        as_text(text, name, LONGEST_TEXT)


def require_free(path: Path) -> None:
    """Raise before anything is issued, when a file could not be written there."""
    if path.exists():
        raise FileExists(path)
    if not path.parent.is_dir():
        raise CannotWrite(path, "文件夹不存在")


def _document_of(desk: Desk, number: str, document_id: int) -> IssuedDocument:
    """The document as the register shows it."""
    documents = view_case(desk, number=number).documents
    return next(document for document in documents if document.id == document_id)


@document.command("compose")
@click.argument("number")
@click.argument("kind")
@pass_console
def compose(console: Console, number: str, kind: str) -> None:
    """按登记内容拟出一份信函的各栏，供修改后用 issue --fields 签发；不存档。"""
    wanted = _kind(kind)
    if wanted not in LETTERS:
        raise InvalidField("kind", f"{wanted.label}的内容来自登记，不用拟稿，请直接 issue。")
    with console.desk() as desk:
        fields = compose_letter(desk, number=number, act=wanted)
    console.tell(dict(fields), *(f"{LETTER_FIELDS[name]}：{text}" for name, text in fields.items()))


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
    about = one.case_number or one.packet_number
    return plain(f"{one.issued_at:%Y-%m-%d}  {one.kind.label}  {one.number}  {about}{reprints}")


@document.command("kinds")
@pass_console
def kinds(console: Console) -> None:
    """文书的种类和可以用 --set 改的栏目。"""
    now = [
        {
            "kind": kind.value,
            "name": kind.label,
            "available": True,
            "fields": list(LETTER_FIELDS) if kind in LETTERS else [],
            "required": list(REQUIRED_FIELDS[kind]),
        }
        for kind in DocumentKind
    ]
    later = [
        {"kind": kind, "name": "", "available": False, "fields": [], "required": []} for kind in LATER_KINDS
    ]
    fields = "、".join(f"{key}（{title}）" for key, title in LETTER_FIELDS.items())
    lines = [f"{kind.value}  {kind.label}" for kind in DocumentKind]
    content = {"kinds": now + later, "total": len(now) + len(later)}
    console.tell(content, *lines, f"信函的栏目：{fields}", f"以后的版本：{'、'.join(LATER_KINDS)}")
