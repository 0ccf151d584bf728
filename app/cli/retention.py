"""到期鉴定销毁 on the console: what is past its period, asking, deciding, erasing with a printed list."""

from __future__ import annotations

from typing import Any

import click

from app.actions.retention import decide, erase, get_erasure, list_due, list_erasures, propose, take_back
from app.cli.console import Console, pass_console, plain
from app.domain.errors import NotAllowed
from app.domain.retention import DueCase, Erasure

retention = click.Group("retention", help="档案保管期满后的鉴定和销毁。")


@retention.command("list")
@pass_console
def list_(console: Console) -> None:
    """列出保管期限已满的事项，和提出过的销毁申请；密封过的事项不在其中。"""
    with console.desk() as desk:
        found, wishes = list_due(desk), list_erasures(desk)
    content = {"due": [_due_json(one) for one in found], "erasures": [_erasure_json(one) for one in wishes]}
    lines = [*map(_due_line, found), *map(_erasure_line, wishes)]
    console.tell(content, f"期满{len(found)}件，销毁申请{len(wishes)}项", *lines)


def _due_json(one: DueCase) -> dict[str, Any]:
    """A case past its period."""
    return {
        "number": one.case.number,
        "ended_on": one.case.ended_on.isoformat(),
        "rule": one.rule,
        "kept_until": one.kept_until.isoformat(),
        "papers": one.case.papers,
        "hindrance": one.hindrance,
    }


def _due_line(one: DueCase) -> str:
    """The same for people."""
    stays = f"  暂不能销毁：{one.hindrance}" if one.hindrance else ""
    return plain(f"{one.case.number}  {one.rule}  期满{one.kept_until}{stays}")


def _erasure_json(wish: Erasure) -> dict[str, Any]:
    """A wish to erase."""
    return {
        "id": wish.id,
        "state": wish.state.value,
        "state_name": wish.state.label,
        "asked_at": wish.asked_at.isoformat(),
        "asked_by": wish.asked_by,
        "reason": wish.reason,
        "decided_by": wish.decided_by,
        "word": wish.word,
        "cases": [line.number for line in wish.lines],
        "document": wish.document_id or None,
    }


def _erasure_line(wish: Erasure) -> str:
    """The same for people."""
    word = f"  {wish.word}" if wish.word else ""
    return plain(
        f"{wish.id}  {wish.asked_at:%Y-%m-%d}  {len(wish.lines)}件  {wish.state.label}  {wish.asked_by}{word}"
    )


@retention.command("propose")
@click.argument("numbers", metavar="NUMBER…", nargs=-1, required=True)
@click.option("--reason", required=True, help="鉴定意见：为什么可以销毁")
@pass_console
def propose_(console: Console, numbers: tuple[str, ...], reason: str) -> None:
    """提出销毁申请，等另一位负责人决定。"""
    with console.desk() as desk:
        propose(desk, numbers=numbers, reason=reason)
        wish = list_erasures(desk)[0]
    console.tell(_erasure_json(wish), f"已提出：第{wish.id}项，{len(wish.lines)}件，等负责人决定")


@retention.command("approve")
@click.argument("erasure_id", metavar="ID", type=int)
@pass_console
def approve_(console: Console, erasure_id: int) -> None:
    """同意销毁；自己提出的由另一位负责人决定。"""
    _decided(console, erasure_id, approve=True, word="")


@retention.command("return")
@click.argument("erasure_id", metavar="ID", type=int)
@click.option("--word", required=True, help="退回的理由")
@pass_console
def return_(console: Console, erasure_id: int, word: str) -> None:
    """退回销毁申请。"""
    _decided(console, erasure_id, approve=False, word=word)


def _decided(console: Console, erasure_id: int, *, approve: bool, word: str) -> None:
    """Decide, and tell what stands now."""
    with console.desk() as desk:
        decide(desk, erasure_id=erasure_id, approve=approve, word=word)
        wish = get_erasure(desk, erasure_id=erasure_id)
    console.tell(_erasure_json(wish), _erasure_line(wish))


@retention.command("take-back")
@click.argument("erasure_id", metavar="ID", type=int)
@pass_console
def take_back_(console: Console, erasure_id: int) -> None:
    """撤回自己提出、还没有销毁的申请；退回来不再提的，也用它了结。"""
    with console.desk() as desk:
        take_back(desk, erasure_id=erasure_id)
        wish = get_erasure(desk, erasure_id=erasure_id)
    console.tell(_erasure_json(wish), _erasure_line(wish))


@retention.command("erase")
@click.argument("erasure_id", metavar="ID", type=int)
@click.option("--yes", "sure", is_flag=True, help="确认销毁：不能恢复")
@pass_console
def erase_(console: Console, erasure_id: int, sure: bool) -> None:
    """执行已批准的销毁：姓名和内容清除，编号、日期和统计数保留；出具销毁清单。"""
    with console.desk() as desk:
        wish = get_erasure(desk, erasure_id=erasure_id)
        if not sure:
            raise NotAllowed(f"将清除{len(wish.lines)}件事项的姓名和内容，不能恢复。确实要销毁，请加 --yes")
        done = console.exhaust(erase(desk, erasure_id=erasure_id))
    content = {"erased": done.count, "document": done.document_id, "backups": done.statement}
    console.tell(
        content, f"已销毁{done.count}件，销毁清单在文书登记簿，第{done.document_id}号记录", done.statement
    )
