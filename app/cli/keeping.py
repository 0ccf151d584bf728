"""The desk itself on the console: making it, its self-examination."""

from __future__ import annotations

from pathlib import Path

import click

from app.actions.checks import check_desk
from app.actions.desk import Desk
from app.actions.station import write_recovery_sheet
from app.bootstrap import create_desk
from app.cli.console import (
    PASSPHRASE,
    Console,
    ask_secret,
    date_line,
    fixed_today,
    pass_console,
    plain,
    say,
    today_json,
)
from app.cli.reading import member
from app.domain.codes import StationRole
from app.domain.documents import RecoverySheetContent
from app.domain.errors import FileExists
from app.domain.station import Station


@click.command("init")
@click.option("--unit-code", required=True, help="单位代码，2至12位大写字母或数字，例如 ZC01")
@click.option("--unit-name", required=True, help="单位全称")
@click.option("--superior", required=True, help="上级信访接待部门的名称")
@click.option(
    "--role", default="workshop", show_default=True, help="workshop 基层单位，headquarters 信访接待部门"
)
@click.option("--operator", default="登记员", show_default=True, help="登记员姓名")
@click.option("--phone", default="", help="联系电话，印在回执上")
@click.option("--leader", default="", help="负责人姓名")
@click.option("--recovery-sheet", type=click.Path(path_type=Path), help="把恢复单写成 PDF")
@pass_console
def init(
    console: Console,
    unit_code: str,
    unit_name: str,
    superior: str,
    role: str,
    operator: str,
    phone: str,
    leader: str,
    recovery_sheet: Path | None,
) -> None:
    """建立工作台，并给出恢复码（只显示这一次）。"""
    station = Station(
        unit_code=unit_code,
        unit_name=unit_name,
        superior_name=superior,
        role=member(StationRole, "role", role),
        phone=phone,
        leader=leader,
    )
    _refuse_existing(recovery_sheet)
    desk, sheet = create_desk(
        console.home,
        station=station,
        operator=operator,
        passphrase=ask_secret(PASSPHRASE, "口令", twice=True),
        today=fixed_today(),
    )
    with desk:
        _tell_new_desk(console, desk, sheet, recovery_sheet)


def _refuse_existing(path: Path | None) -> None:
    """Raise FileExists before anything is made."""
    if path is not None and path.exists():
        raise FileExists(path)


def _tell_new_desk(console: Console, desk: Desk, sheet: RecoverySheetContent, path: Path | None) -> None:
    """The new desk's folder and its recovery code; the sheet as a PDF when it is wanted."""
    code = "-".join(sheet.code_groups)
    written = {"path": str(path), "sha256": write_recovery_sheet(sheet, path=path)} if path else None
    content = {
        "home": str(console.home),
        "unit_code": desk.station.unit_code,
        "unit_name": desk.station.unit_name,
        "superior": desk.station.superior_name,
        "role": desk.station.role.value,
        "operator": desk.operator.name,
        "desk_id": desk.station.desk_id,
        "recovery_code": code,
        "recovery_sheet": written,
        **today_json(desk),
    }
    lines = [f"工作台已建立：{console.home}", date_line(desk), f"恢复码：{code}"]
    lines.append("忘记口令时只有它能打开。请抄下或打印后锁进保险柜，不要和电脑放在一起。")
    lines.append("然后用“petition-desk-cli recovery try”从纸上抄回一遍，试过才算建好。")
    if path:
        lines.append(f"恢复单：{path}")
    console.tell(content, *lines)


@click.command("check")
@pass_console
@click.pass_context
def check(ctx: click.Context, console: Console) -> None:
    """工作台自检：数据、字体、日历、时钟等，一项一行。"""
    with console.desk() as desk:
        lines = list(check_desk(desk))
        date, today = date_line(desk), today_json(desk)
    well = all(line.ok for line in lines)
    shown = [f"{'正常' if line.ok else '注意'}  {line.name}：{plain(line.text)}" for line in lines]
    checks = [{"name": line.name, "ok": line.ok, "text": line.text} for line in lines]
    console.tell({"ok": well, **today, "checks": checks}, date, *shown)
    if not well:
        if not console.as_json:
            say("错误：自检有需要注意的项目，请按上面的提示处理。", error=True)
        ctx.exit(1)
