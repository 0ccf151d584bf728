"""What waits for the leader, on the console: list, approve, return, take back."""

from __future__ import annotations

from typing import Any

import click

from app.actions.approvals import approve, return_wish, take_wish_back, waiting_approvals
from app.actions.documents import get_document
from app.cli.console import Console, pass_console, plain
from app.cli.procedure import seen_json
from app.cli.shapes import approval_json, document_json
from app.domain.acts import Approval

approval = click.Group("approval", help="负责人审批。")


@approval.command("list")
@click.option("--limit", type=click.IntRange(1, 10_000), default=200, show_default=True, help="最多几项")
@pass_console
def list_(console: Console, limit: int) -> None:
    """等负责人决定的事项，先送的在前。"""
    with console.desk() as desk:
        wishes = waiting_approvals(desk, limit=limit)
    content = {"approvals": [approval_json(wish) for wish in wishes], "total": len(wishes)}
    console.tell(content, f"共{len(wishes)}项", *map(_line, wishes))


def _line(wish: Approval) -> str:
    """One wish for people."""
    label = approval_json(wish)["label"]
    return plain(
        f"{wish.id}  {wish.asked_at:%Y-%m-%d}  {label}  {wish.case_number}  {wish.people}  {wish.asked_by}"
    )


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
