"""The unit table on the console: who may sign decisions, and which is the level above."""

from __future__ import annotations

from typing import Any

import click

from app.actions.units import drop_unit, list_units, put_unit
from app.cli.console import Console, pass_console, plain
from app.cli.reading import member
from app.domain.station import UnitEntry, UnitKind

unit = click.Group("unit", help="单位表：有权处理的单位和上一级。")


@unit.command("list")
@pass_console
def list_(console: Console) -> None:
    """单位表，按代码排列。"""
    with console.desk() as desk:
        units = list_units(desk)
    content = {"units": [_unit_json(one) for one in units], "total": len(units)}
    console.tell(content, *map(_line, units))


@unit.command("put")
@click.argument("code")
@click.option("--name", required=True, help="单位全称")
@click.option("--superior", default="", help="上一级的代码")
@click.option("--competent", is_flag=True, help="有权处理：可以出具信访处理意见书")
@click.option(
    "--kind", default="unit", show_default=True, help="unit 单位，office 科室，organ 法定机关、机构"
)
@click.option("--address", default="", help="地址")
@click.option("--phone", default="", help="电话")
@pass_console
def put(
    console: Console,
    code: str,
    name: str,
    superior: str,
    competent: bool,
    kind: str,
    address: str,
    phone: str,
) -> None:
    """登记一个单位，或修改这个代码的单位。"""
    chosen = member(UnitKind, "kind", kind)
    entry = UnitEntry(
        plain(code), plain(name), plain(superior), competent, chosen, plain(address), plain(phone)
    )
    with console.desk() as desk:
        put_unit(desk, unit=entry)
    console.tell(_unit_json(entry), f"已登记：{_line(entry)}")


@unit.command("drop")
@click.argument("code")
@pass_console
def drop(console: Console, code: str) -> None:
    """从单位表删去一个单位。"""
    with console.desk() as desk:
        drop_unit(desk, code=plain(code))
        left = len(list_units(desk))
    console.tell({"dropped": code, "total": left}, f"已删去：{plain(code)}")


def _unit_json(one: UnitEntry) -> dict[str, Any]:
    """A line of the table."""
    return {
        "code": one.code,
        "name": one.name,
        "superior": one.superior,
        "competent": one.competent,
        "kind": one.kind.value,
        "address": one.address,
        "phone": one.phone,
    }


def _line(one: UnitEntry) -> str:
    """One unit for people."""
    more = [
        one.kind.label,
        "有权处理" if one.competent else "",
        f"上一级{one.superior}" if one.superior else "",
    ]
    return plain(
        f"{one.code}  {one.name}  {'，'.join(filter(None, more))}  {one.address} {one.phone}"
    ).rstrip()
