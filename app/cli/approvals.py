"""What waits for a leader, on the console: list, show with what changed, approve, return, take back."""

from __future__ import annotations

from typing import Any

import click

from app.actions.approvals import (
    approve,
    may_answer,
    return_wish,
    returned_wishes,
    sealed_approvals,
    seen_wish,
    take_wish_back,
    waiting_approvals,
)
from app.actions.cases import get_case
from app.actions.documents import get_document
from app.actions.looks import note_look
from app.actions.sealed import read_sealed
from app.actions.wishes import WishView, view_wish
from app.cli.console import Console, pass_console, plain
from app.cli.procedure import seen_json
from app.cli.shapes import approval_json, document_json
from app.domain.acts import Approval
from app.domain.documents import LETTER_FIELDS
from app.domain.looks import LookLine

approval = click.Group("approval", help="负责人审批。")


@approval.command("list")
@click.option("--limit", type=click.IntRange(1, 10_000), default=200, show_default=True, help="最多几项")
@pass_console
def list_(console: Console, limit: int) -> None:
    """等负责人决定的事项，先送的在前；密封事项只有编号和封号，退回给本人的另列。"""
    with console.desk() as desk:
        wishes = waiting_approvals(desk, limit=limit) + sealed_approvals(desk)
        returned = returned_wishes(desk)
        found = [{**approval_json(wish), "decides": may_answer(desk, wish)} for wish in wishes]
    content = {
        "approvals": found,
        "total": len(wishes),
        "returned": [approval_json(wish) for wish in returned],
    }
    back = [f"退回：{_line(wish)}  {plain(wish.word)}" for wish in returned]
    console.tell(content, f"共{len(wishes)}项", *map(_line, wishes), *back)


def _line(wish: Approval) -> str:
    """One wish for people."""
    label = approval_json(wish)["label"]
    return plain(
        f"{wish.id}  {wish.asked_at:%Y-%m-%d}  {label}  {wish.case_number}  {wish.people}  {wish.asked_by}"
    )


@approval.command("show")
@click.argument("approval_id", metavar="ID", type=int)
@click.option("--reason", default="", help="查看密封事项的理由，会记入操作记录")
@pass_console
def show(console: Console, approval_id: int, reason: str) -> None:
    """看一项送审：要件、文书的文字、上次查看以来的变动、与上次送审不同之处；看过就记下。"""
    with console.desk() as desk:
        number = seen_wish(desk, approval_id).case_number
        if get_case(desk, number=number).sealed:
            read_sealed(desk, number=number, reason=plain(reason))
        view = view_wish(desk, approval_id=approval_id)
        note_look(desk, number=number, head=view.look.head)
    console.tell(_view_json(view), *map(plain, _view_lines(view)))


def _view_json(view: WishView) -> dict[str, Any]:
    """A wish with everything that a leader looks at."""
    look = view.look
    return {
        **approval_json(view.wish),
        "decides": view.decides,
        "fields": dict(view.wish.fields),
        "letter": dict(view.wish.letter),
        "last_look": look.since.isoformat(timespec="seconds") if look.since else None,
        "changes": [_look_json(line) for line in look.lines],
        "before": view.before.id if view.before else None,
        "differences": [{"label": c.label, "was": c.was, "became": c.became} for c in view.changes],
    }


def _look_json(line: LookLine) -> dict[str, Any]:
    """One thing that happened since."""
    return {
        "at": line.at.isoformat(timespec="seconds"),
        "operator": line.operator,
        "act": line.act,
        "text": line.text,
        "was": line.was,
        "became": line.became,
        "details": [{"label": label, "text": words} for label, words in line.details],
    }


def _view_lines(view: WishView) -> list[str]:
    """The same for people."""
    since = f"{view.look.since:%Y-%m-%d %H:%M}" if view.look.since else "从未"
    lines = [_line(view.wish), *(f"{label}：{words}" for label, words in view.asked)]
    lines += [f"{LETTER_FIELDS.get(name, name)}：{text}" for name, text in view.wish.letter.items()]
    lines.append(f"上次查看：{since}；以来{len(view.look.lines)}项")
    lines += [line.words for line in view.look.lines]
    if view.before is not None:
        word = f"（退回：{view.before.word}）" if view.before.word else ""
        lines.append(f"与上次送审{word}不同：{len(view.changes)}处")
    return lines + [f"{c.label}：{c.was or '（空）'} → {c.became or '（空）'}" for c in view.changes]


@approval.command("approve")
@click.argument("approval_id", metavar="ID", type=int)
@pass_console
def approve_(console: Console, approval_id: int) -> None:
    """同意：送审的步骤现在办理，文书现在出具。"""
    with console.desk() as desk:
        changes = approve(desk, approval_id=approval_id)
        content: dict[str, Any] = {
            **seen_json(desk, changes.cases[0]),
            "approval": approval_id,
            "document": None,
        }
        if changes.documents:
            content["document"] = document_json(get_document(desk, document_id=changes.documents[-1]))
    console.tell(content, f"已同意：{content['number']}，现在是{content['state_name']}")


@approval.command("return")
@click.argument("approval_id", metavar="ID", type=int)
@click.option("--word", required=True, help="退回的理由")
@pass_console
def return_(console: Console, approval_id: int, word: str) -> None:
    """退回，并写明理由。"""
    with console.desk() as desk:
        changes = return_wish(desk, approval_id=approval_id, word=word)
        content = {**seen_json(desk, changes.cases[0]), "approval": approval_id}
    console.tell(content, f"已退回：{content['number']}")


@approval.command("take-back")
@click.argument("approval_id", metavar="ID", type=int)
@pass_console
def take_back(console: Console, approval_id: int) -> None:
    """送审的人在决定之前撤回。"""
    with console.desk() as desk:
        changes = take_wish_back(desk, approval_id=approval_id)
        content = {**seen_json(desk, changes.cases[0]), "approval": approval_id}
    console.tell(content, f"已撤回：{content['number']}")
