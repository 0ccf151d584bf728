"""The acts of the procedure on the console: what may be done, what it asks, doing it, taking it back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from app.actions.cases import get_case, note_handling, view_case
from app.actions.desk import Desk
from app.actions.documents import get_document, issue_slip, save_document
from app.actions.papers import OWN_TEXTS
from app.actions.procedure import ActForm, acts_of, perform, possible_acts, prepare, undo
from app.cli.cases import case, shown
from app.cli.console import Console, DateWord, date_line, pass_console, plain
from app.cli.documents import require_free
from app.cli.filling import field_json, field_line, filled, filling
from app.cli.shapes import act_json, document_json, record_json
from app.domain.acts import ActRecord, Approval
from app.domain.changes import Changes
from app.domain.errors import InvalidField, NotAllowed, NotFound
from app.domain.moves import Act
from app.domain.procedure import GROUPS, MOVES

ELSEWHERE = {
    "attach": "case attach",
    "export": "packet export",
    "case_file": "document issue NUMBER case_file",
    "undo": "case undo",
    "remove_extension": "case undo --act extend",
    "remove_pause": "case undo --act pause",
}
"""Acts of the table that have a command of their own."""


@case.command("act")
@click.argument("number")
@click.argument("act")
@click.option("--on", type=DateWord(), help="这一步算哪一天，默认今天")
@click.option("--out", type=click.Path(path_type=Path), help="把这一步的文书写成 PDF")
@filling
@pass_console
def act_(
    console: Console,
    number: str,
    act: str,
    on: dt.date | None,
    out: Path | None,
    choices: tuple[str, ...],
    file: str | None,
) -> None:
    """办理一步；要负责人批准的，送另一位负责人审批。"""
    _refuse_elsewhere(act)
    fields = filled(choices, file)
    if out:
        _require_paper(act)
        require_free(out)
    with console.desk() as desk:
        changes = do_act(desk, number, act, on, fields)
        content = done_json(desk, number, act, changes, out)
        date = date_line(desk)
    console.tell(content, *_done_lines(content), date)


def _refuse_elsewhere(act: str) -> None:
    """Raise NotAllowed for an act that has its own command."""
    if act in ELSEWHERE:
        raise NotAllowed(f"{MOVES[act].label}请用“{ELSEWHERE[act]}”。")


def _require_paper(act: str) -> None:
    """Raise InvalidField when there is nothing to write to ``--out``."""
    if act in MOVES and MOVES[act].document is None:
        raise InvalidField("out", f"{MOVES[act].label}没有文书，不用写 --out。")


def do_act(desk: Desk, number: str, act: str, on: dt.date | None, fields: dict[str, str]) -> Changes:
    """Do an act of the table; the texts of its letter may stand among the fields."""
    if act == "slip":
        return issue_slip(desk, number=number)
    if act == "note":
        text, kind = fields.get("text", ""), fields.get("kind", "其他")
        return note_handling(desk, number=number, on=on or desk.today(), text=text, kind=kind)
    own = {name: text for name, text in fields.items() if name not in OWN_TEXTS}
    letter = {name: text for name, text in fields.items() if name in OWN_TEXTS}
    return perform(desk, number=number, act=act, on=on, fields=own, letter=letter)


def done_json(desk: Desk, number: str, act: str, changes: Changes, out: Path | None) -> dict[str, Any]:
    """The case as ``case show`` has it, the act, its paper, and whether it waits for the leader."""
    content = seen_json(desk, number)
    content |= {"act": act, "label": MOVES[act].label, "waits_for_leader": False, "document": None}
    if changes.documents:
        content["document"] = _paper_json(desk, changes.documents[-1], out)
    wish = _wish(desk, number, act) if changes.approvals and not changes.documents else None
    if wish:
        content |= {"waits_for_leader": True, "approval": wish.id}
    return content


def seen_json(desk: Desk, number: str) -> dict[str, Any]:
    """The case, or of one that was handed over sealed its number alone: nobody here reads it any more (Art. 30)."""
    try:
        return shown(view_case(desk, number=number), desk.today())
    except NotFound:
        return {"number": number, "sealed": True, "state": "handed_over", "state_name": "已密封移交"}


def _paper_json(desk: Desk, document_id: int, out: Path | None) -> dict[str, Any]:
    """A paper that was issued, and where it was written."""
    written = (
        {"path": str(out), "sha256": save_document(desk, document_id=document_id, path=out)} if out else {}
    )
    return {**document_json(get_document(desk, document_id=document_id)), **written}


def _wish(desk: Desk, number: str, act: str) -> Approval | None:
    """The wish that waits for the leader now."""
    wishes = view_case(desk, number=number).approvals
    return next((one for one in reversed(wishes) if one.act == act and one.state == "asked"), None)


def _done_lines(content: dict[str, Any]) -> list[str]:
    """What was done, for people."""
    if content["waits_for_leader"]:
        return [f"{content['number']}：{content['label']}已送负责人审批（{content['approval']}号）"]
    paper = content["document"]
    lines = [f"{content['number']}：{content['label']}，现在是{content['state_name']}"]
    if paper:
        lines.append(f"文书：{paper['kind_name']} {paper['number']}".rstrip())
        lines += [f"已写到：{paper['path']}"] if "path" in paper else []
    due = [c for c in content.get("deadlines", ()) if c["state"] in {"running", "overdue"}]
    return [plain(line) for line in (*lines, *(f"期限：{c['name']} {c['due_on']}" for c in due))]


@case.command("acts")
@click.argument("number")
@click.option("--all", "everything", is_flag=True, help="不能办的也列出，并说明为什么")
@pass_console
def acts_(console: Console, number: str, everything: bool) -> None:
    """现在可以办理的步骤。"""
    with console.desk() as desk:
        judged = [act for act in possible_acts(desk, number=number) if everything or act.allowed]
    judged.sort(key=lambda act: GROUPS.index(act.group))
    content = {"number": number, "acts": [act_json(act) for act in judged], "total": len(judged)}
    console.tell(content, *map(_act_line, judged))


def _act_line(act: Act) -> str:
    """One act for people."""
    waits = "（须负责人批准）" if act.waits else ""
    return f"{act.group}  {act.name}  {act.label}{waits}" + ("" if act.allowed else f"  不能：{act.why}")


@case.command("form")
@click.argument("number")
@click.argument("act")
@click.option("--on", type=DateWord(), help="这一步算哪一天，默认今天")
@pass_console
def form(console: Console, number: str, act: str, on: dt.date | None) -> None:
    """一步要填哪些栏目，哪些已经填好；密封事项不显示填好的内容。"""
    with console.desk() as desk:
        prepared = prepare(desk, number=number, act=act, on=on)
        if get_case(desk, number=number).sealed:
            prepared = replace(prepared, values={})
    lines = [field_line(field, prepared.values.get(field.name, "")) for field in prepared.fields]
    console.tell(_form_json(number, prepared), prepared.act.label, *lines)


def _form_json(number: str, prepared: ActForm) -> dict[str, Any]:
    """A form for a script to fill in."""
    move = MOVES[prepared.act.name]
    return {
        "number": number,
        **act_json(prepared.act),
        "article": move.article,
        "document": move.document.value if move.document else None,
        "letter": prepared.letter,
        "fields": [field_json(field, prepared.values.get(field.name, "")) for field in prepared.fields],
    }


@case.command("undo")
@click.argument("number")
@click.option("--reason", required=True, help="为什么撤销")
@click.option(
    "--act", type=click.Choice(["extend", "pause"]), default=None, help="撤销延期或听证扣除，而不是上一步"
)
@pass_console
def undo_(console: Console, number: str, reason: str, act: str | None) -> None:
    """撤销上一步；状态、期限、文书都恢复原样，撤销的步骤留着备查。"""
    with console.desk() as desk:
        stood = {record.id for record in acts_of(desk, number=number) if record.stands}
        undo(desk, number=number, reason=reason, act=act or "")
        view = view_case(desk, number=number)
        undone = next(record for record in view.records if record.id in stood and not record.stands)
        content = {**seen_json(desk, number), "undone": record_json(undone, silent=view.case.sealed)}
    label = MOVES[undone.act].label
    console.tell(content, f"已撤销：{label}，现在是{content['state_name']}")


@case.command("records")
@click.argument("number")
@pass_console
def records(console: Console, number: str) -> None:
    """办理过的步骤，先后排列；撤销了的标明。"""
    with console.desk() as desk:
        view = view_case(desk, number=number)
    sealed = view.case.sealed
    content = {
        "number": number,
        "records": [record_json(record, silent=sealed) for record in view.records],
        "total": len(view.records),
    }
    console.tell(content, *(_record_line(record, silent=sealed) for record in view.records))


def _record_line(record: ActRecord, *, silent: bool) -> str:
    """One act for people; of a sealed case without the reason for which it was taken back."""
    reason = "" if silent else f"：{record.undone_reason}"
    undone = f"  已撤销（{record.undone_by}{reason}）" if record.undone_at else ""
    approved = f"，{record.approved_by}批准" if record.approved_by else f"  {record.own_decision}".rstrip()
    return plain(f"{record.on}  {MOVES[record.act].label}  {record.operator}{approved}{undone}")
