"""Operators on the console: who works here, with which roles and passphrases, and a fresh key for the database."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from app.actions.operators import (
    add_operator,
    change_operator,
    former_operators,
    list_operators,
    remove_operator,
    require_administrator,
)
from app.actions.passphrases import OneTime, change_own_passphrase, reset_passphrase, return_operator
from app.actions.rekey import rekey_desk
from app.cli.console import PASSPHRASE, Console, ask_secret, pass_console, plain
from app.cli.reading import member
from app.cli.recovery import require_free, sheet_json, sheet_lines
from app.domain.codes import Role
from app.domain.errors import NotFound
from app.domain.station import Operator

NEW_PASSPHRASE = "PETITION_DESK_NEW_PASSPHRASE"
operator = click.Group("operator", help="操作人员。")


@operator.command("list")
@pass_console
def list_(console: Console) -> None:
    """在这个工作台上工作的人。"""
    with console.desk() as desk:
        people, gone = list_operators(desk), former_operators(desk)
    content = {
        "operators": [_operator_json(one) for one in people],
        "total": len(people),
        "former": [_operator_json(one) for one in gone],
    }
    console.tell(content, *map(_line, people), *(f"已离开：{_line(one)}" for one in gone))


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


@operator.command("change")
@click.argument("name")
@click.option("--role", "roles", multiple=True, help="全部角色，可写多次；不写就不改")
@click.option("--post", help="职务")
@click.option("--unit", help="所在单位")
@click.option("--phone", help="联系电话")
@pass_console
def change(
    console: Console,
    name: str,
    roles: tuple[str, ...],
    post: str | None,
    unit: str | None,
    phone: str | None,
) -> None:
    """改一个人的角色、职务、单位或电话；没写的不变。"""
    with console.desk() as desk:
        before = next((one for one in list_operators(desk) if one.name == name), None)
        if before is None:
            raise NotFound("操作人员", name)
        given = {"post": post, "unit": unit, "phone": phone}
        texts = {key: plain(text) for key, text in given.items() if text is not None}
        chosen = tuple(dict.fromkeys(member(Role, "role", role) for role in roles)) or before.roles
        someone = replace(before, roles=chosen, **texts)
        change_operator(desk, operator=someone)
    console.tell(_operator_json(someone), f"已修改：{_line(someone)}")


@operator.command("remove")
@click.argument("name")
@pass_console
def remove(console: Console, name: str) -> None:
    """移出一个人：他的口令从此打不开；名字留在操作记录里。"""
    with console.desk() as desk:
        remove_operator(desk, name=name)
    more = "如果他可能留有数据和密钥文件的副本，请再用“petition-desk-cli operator rekey”更换数据库密钥。"
    console.tell({"operator": name, "removed": True}, f"已移出：{plain(name)}。", more)


@operator.command("return")
@click.argument("name")
@pass_console
def return_(console: Console, name: str) -> None:
    """让已移出的人回来，角色照旧；给出一次性口令。"""
    with console.desk() as desk:
        made = return_operator(desk, name=name)
    _tell_one_time(console, made)


@operator.command("reset")
@click.argument("name")
@pass_console
def reset(console: Console, name: str) -> None:
    """给忘了口令的人一个一次性口令；原来的口令作废。"""
    with console.desk() as desk:
        made = reset_passphrase(desk, name=name)
    _tell_one_time(console, made)


@operator.command("passphrase")
@pass_console
def passphrase_(console: Console) -> None:
    """换自己的口令；原来的取自 PETITION_DESK_PASSPHRASE，新的取自 PETITION_DESK_NEW_PASSPHRASE。"""
    with console.desk(renewing=True) as desk:
        old = ask_secret(PASSPHRASE, "再输一遍现在的口令")
        change_own_passphrase(desk, old=old, new=ask_secret(NEW_PASSPHRASE, "新口令", twice=True))
        name = desk.operator.name
    console.tell({"operator": name, "changed": True}, f"{plain(name)}的口令已换。")


@operator.command("rekey")
@click.option("--sheets", type=click.Path(path_type=Path), help="把新的恢复单写成 PDF，放进这个文件夹")
@pass_console
def rekey(console: Console, sheets: Path | None) -> None:
    """更换数据库密钥：其他人改用一次性口令，恢复单重做，旧的都作废。"""
    with console.desk() as desk:
        require_free(sheets, desk)
        words = ask_secret(PASSPHRASE, "再输一遍口令")
        made = console.exhaust(rekey_desk(desk, passphrase=words))
        written = [sheet_json(sheet, folder=sheets) for sheet in made.sheets]
    content = {"one_time": [_one_time_json(one) for one in made.one_time], "recovery_sheets": written}
    lines = ["数据库密钥已更换。以前的备份仍用旧口令打开，请收好或销毁。"]
    lines += [_one_time_line(one) for one in made.one_time]
    console.tell(content, *lines, *(line for sheet in written for line in sheet_lines(sheet)))


def _tell_one_time(console: Console, made: OneTime) -> None:
    """A passphrase that is shown this once."""
    console.tell(_one_time_json(made), _one_time_line(made), "只显示这一次，请当面交给本人。")


def _one_time_json(made: OneTime) -> dict[str, Any]:
    """A passphrase for one opening."""
    return {"operator": made.operator, "one_time_passphrase": made.passphrase}


def _one_time_line(made: OneTime) -> str:
    """The same for people."""
    return f"{plain(made.operator)}的一次性口令：{made.passphrase}（打开时换成自己的）"


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
