"""The register of papers on the console: many at once, a copy more, taking back, issuing anew."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from app.actions.desk import Desk
from app.actions.document_runs import list_printings
from app.actions.documents import (
    get_document,
    issue_documents,
    reissue,
    save_document,
    withdraw_document,
)
from app.cli.console import Console, pass_console, plain
from app.cli.documents import act_for, document, paper_json, read_kind, require_free
from app.cli.filling import filled, filling
from app.cli.shapes import document_json
from app.domain.document_specs import SPECS, Layout
from app.domain.documents import Printing
from app.domain.errors import CannotWrite, InvalidField, NotAllowed


@document.command("batch")
@click.argument("kind")
@click.argument("numbers", metavar="NUMBER…", nargs=-1, required=True)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="写到哪个文件夹，一件一个文件")
@filling
@pass_console
def batch(
    console: Console,
    kind: str,
    numbers: tuple[str, ...],
    out: Path,
    choices: tuple[str, ...],
    file: str | None,
) -> None:
    """给许多事项出具同一种文书；出不了的逐件说明原因，不影响别的。"""
    wanted, fields = read_kind(kind), filled(choices, file)
    if SPECS[wanted].layout not in (Layout.LETTER, Layout.FORM):
        raise InvalidField("kind", f"{wanted.label}不能这样批量出具，请逐件 issue。")
    if not out.is_dir():
        raise CannotWrite(out, "文件夹不存在")
    act = act_for(wanted, fields)
    with console.desk() as desk:
        work = issue_documents(desk, numbers=numbers, act=act, fields=fields)
        changes, failures = console.exhaust(work)
        issued = [_written(desk, document_id, out) for document_id in changes.documents]
    if len(failures) == len(numbers):
        raise NotAllowed("；".join(plain(why) for _, why in failures))
    _tell_batch(console, issued, failures, changes.approvals)


def _written(desk: Desk, document_id: int, folder: Path) -> dict[str, Any]:
    """A paper of the run, written into the folder under its kind and the case's number."""
    paper = get_document(desk, document_id=document_id)
    path = folder / f"{paper.kind.value}-{paper.case_number}-{paper.id}.pdf"
    require_free(path)
    sha256 = save_document(desk, document_id=document_id, path=path)
    return {"path": str(path), "sha256": sha256, "document": document_json(paper)}


def _tell_batch(
    console: Console, issued: list[dict[str, Any]], failures: tuple[tuple[str, str], ...], waiting: int
) -> None:
    """What was issued, and why the rest was not."""
    content = {
        "documents": issued,
        "failures": [{"number": number, "message": plain(why)} for number, why in failures],
        "waits_for_leader": waiting,
        "total": len(issued),
    }
    lines = [f"出具{len(issued)}份，送审{waiting}件，没有出具{len(failures)}件"]
    lines += [one["path"] for one in issued]
    console.tell(content, *lines, *(f"没有出具：{number}：{plain(why)}" for number, why in failures))


@document.command("print")
@click.argument("document_id", metavar="ID", type=int)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="写到哪个 PDF 文件")
@click.option("--reason", default="", help="为什么再打一份")
@pass_console
def print_(console: Console, document_id: int, out: Path, reason: str) -> None:
    """再打一份已出具的文书；从第二份起标“补打”，登记理由。"""
    require_free(out)
    with console.desk() as desk:
        sha256 = save_document(desk, document_id=document_id, path=out, reason=plain(reason))
        paper = get_document(desk, document_id=document_id)
    content = {"path": str(out), "sha256": sha256, "document": document_json(paper)}
    console.tell(content, f"已写到：{out}" + (f"（补打{paper.reprints}次）" if paper.reprints else ""))


@document.command("printings")
@click.argument("document_id", metavar="[ID]", type=int, required=False, default=0)
@click.option("--limit", type=click.IntRange(1, 100_000), default=500, show_default=True, help="最多几次")
@pass_console
def printings(console: Console, document_id: int, limit: int) -> None:
    """打印登记簿：每次打印的时间、份数、去处、打印人和补打理由；给出ID时只列那一份的。"""
    with console.desk() as desk:
        found = list_printings(desk, document_id=document_id, limit=limit)
    content = {"printings": [_printing_json(one) for one in found], "total": len(found)}
    console.tell(content, f"共{len(found)}次", *map(_printing_line, found))


def _printing_json(one: Printing) -> dict[str, Any]:
    """A line of the register."""
    return {**asdict(one), "kind": one.kind.value, "at": one.at.isoformat()}


def _printing_line(one: Printing) -> str:
    """A line of the register in words."""
    times = f"补打{one.reprint}" if one.reprint else "首次"
    head = f"{one.at:%Y-%m-%d %H:%M}  {one.kind.label}  {one.number}  {times}  {one.copies}份"
    return plain(f"{head}  {one.target}  {one.operator}  {one.reason}".rstrip())


@document.command("withdraw")
@click.argument("document_id", metavar="ID", type=int)
@click.option("--reason", required=True, help="为什么收回")
@pass_console
def withdraw(console: Console, document_id: int, reason: str) -> None:
    """收回一份还没有送达的文书；文书和理由都留着。"""
    with console.desk() as desk:
        withdraw_document(desk, document_id=document_id, reason=plain(reason))
        paper = get_document(desk, document_id=document_id)
    console.tell({"document": document_json(paper)}, f"已收回：{paper.kind.label} {paper.number}")


@document.command("reissue")
@click.argument("document_id", metavar="ID", type=int)
@click.option("--reason", required=True, help="为什么收回重出")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="写到哪个 PDF 文件")
@filling
@pass_console
def reissue_(
    console: Console, document_id: int, reason: str, out: Path, choices: tuple[str, ...], file: str | None
) -> None:
    """收回一份文书，改正后用新文号重新出具；办理的步骤不变。"""
    fields = filled(choices, file)
    require_free(out)
    with console.desk() as desk:
        changes = reissue(desk, document_id=document_id, reason=plain(reason), fields=fields)
        content = {**paper_json(desk, changes, out), "withdrawn": document_id}
    console.tell(content, f"已收回并重新出具：{content['document']['number']}", f"已写到：{out}")
