"""Operators on the console: who works here, and letting somebody in with a passphrase of their own."""

from __future__ import annotations

from typing import Any

import click

from app.actions.operators import add_operator, list_operators, require_administrator
from app.cli.console import Console, ask_secret, pass_console, plain
from app.cli.reading import member
from app.domain.codes import Role
from app.domain.station import Operator

NEW_PASSPHRASE = "PETITION_DESK_NEW_PASSPHRASE"
operator = click.Group("operator", help="操作人员。")


@operator.command("list")
@pass_console
def list_(console: Console) -> None:
    """在这个工作台上工作的人。"""
    with console.desk() as desk:
        people = list_operators(desk)
    content = {"operators": [_operator_json(one) for one in people], "total": len(people)}
    console.tell(content, *map(_line, people))


@operator.command("add")
@click.argument("name")
@click.option(
    "--role", "roles", multiple=True, required=True, help="clerk、leader、auditor、administrator；可写多次"
)
@click.option("--post", default="", help="职务")
@click.option("--unit", default="", help="所在单位")
@click.option("--phone", default="", help="联系电话")
@pass_console
def add(console: Console, name: str, roles: tuple[str, ...], post: str, unit: str, phone: str) -> None:
    """增加一人，用自己的口令打开工作台；新口令取自 PETITION_DESK_NEW_PASSPHRASE。"""
    chosen = tuple(dict.fromkeys(member(Role, "role", role) for role in roles))
    someone = Operator(plain(name), chosen, plain(phone), plain(post), plain(unit))
    with console.desk() as desk:
        require_administrator(desk, "操作人员")
        passphrase = ask_secret(NEW_PASSPHRASE, f"{someone.name}的新口令", twice=True)
        add_operator(desk, operator=someone, passphrase=passphrase)
    console.tell(_operator_json(someone), f"已增加：{_line(someone)}")


def _operator_json(one: Operator) -> dict[str, Any]:
    """Somebody who works here."""
    return {
        "name": one.name,
        "roles": [role.value for role in one.roles],
        "post": one.post,
        "unit": one.unit,
        "phone": one.phone,
    }


def _line(one: Operator) -> str:
    """One operator for people."""
    roles = "、".join(role.label for role in one.roles)
    return plain(f"{one.name}（{roles}） {one.unit} {one.post} {one.phone}").rstrip()
