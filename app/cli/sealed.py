"""Sealed cases on the console: what waits for its hand-over, and opening one to somebody with a reason."""

from __future__ import annotations

import click

from app.actions.opening import open_sealed
from app.actions.sealed import own_sealed
from app.cli.console import Console, pass_console, plain

sealed = click.Group("sealed", help="密封事项：检举控告和要求保密的。")


@sealed.command("list")
@pass_console
def list_(console: Console) -> None:
    """本人登记或已向本人开放、还没有移交的密封事项，只有编号。"""
    with console.desk() as desk:
        numbers = own_sealed(desk)
    content = {"cases": [{"number": number} for number in numbers], "total": len(numbers)}
    console.tell(content, f"共{len(numbers)}件", *numbers)


@sealed.command("open")
@click.argument("number")
@click.option("--to", "reader", required=True, help="向谁开放")
@click.option("--reason", required=True, help="为什么")
@pass_console
def open_(console: Console, number: str, reader: str, reason: str) -> None:
    """向一个人开放一件密封事项，记入操作记录；能看到本事项的另一位负责人批准后生效；被反映人不行。"""
    with console.desk() as desk:
        changes = open_sealed(desk, number=number, operator=plain(reader), reason=plain(reason))
    waits = bool(changes.approvals)
    content = {
        "number": number,
        "opened_to": plain(reader),
        "reason": plain(reason),
        "waits_for_leader": waits,
    }
    done = (
        f"向{plain(reader)}开放已送审，批准后生效：{number}"
        if waits
        else f"已向{plain(reader)}开放：{number}"
    )
    console.tell(content, done)
