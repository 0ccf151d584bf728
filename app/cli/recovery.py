"""Recovery sheets on the console: opening with a code, trying one, making one anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from app.actions.desk import Desk
from app.actions.recovery import (
    SheetState,
    drop_second_sheet,
    list_sheets,
    new_sheet,
    sheet_file_name,
    try_sheet,
)
from app.actions.station import write_recovery_sheet
from app.bootstrap import recover_desk
from app.cli.console import PASSPHRASE, RECOVERY, Console, ask_secret, fixed_today, pass_console
from app.domain.documents import RecoverySheetContent
from app.domain.errors import CannotWrite, FileExists

recovery = click.Group("recovery", help="恢复单：忘记口令时用它打开；试一试，重做。")


@recovery.command("unlock")
@click.option("--operator", default="登记员", show_default=True, help="给谁设置新口令")
@pass_console
def recovery_unlock(console: Console, operator: str) -> None:
    """用恢复码打开，并设置新口令；恢复码取自 PETITION_DESK_RECOVERY，新口令取自 PETITION_DESK_PASSPHRASE。"""
    code = ask_secret(RECOVERY, "恢复码")
    passphrase = ask_secret(PASSPHRASE, "新口令", twice=True)
    desk = recover_desk(
        console.home, code=code, operator=operator, passphrase=passphrase, today=fixed_today()
    )
    with desk:
        content = {"home": str(console.home), "operator": desk.operator.name, "recovered": True}
        console.tell(content, f"已打开，{desk.operator.name}的新口令已设好。恢复码仍然有效，请放回原处。")


@recovery.command("list")
@pass_console
def recovery_list(console: Console) -> None:
    """有哪些恢复单，哪天做的，哪天试过。"""
    with console.desk() as desk:
        sheets = list_sheets(desk)
    content = {"recovery_sheets": [_state_json(one) for one in sheets], "total": len(sheets)}
    console.tell(content, *map(_state_line, sheets))


@recovery.command("try")
@pass_console
def recovery_try(console: Console) -> None:
    """照纸上抄一遍恢复码，证明它有效；取自 PETITION_DESK_RECOVERY。"""
    with console.desk() as desk:
        try_sheet(desk, code=ask_secret(RECOVERY, "恢复码"))
        sheets = list_sheets(desk)
    content = {"recovery_sheets": [_state_json(one) for one in sheets], "total": len(sheets)}
    console.tell(content, "恢复码有效，已记下。", *map(_state_line, sheets))


@recovery.command("new")
@click.option("--second", is_flag=True, help="第二张，放上级保险柜")
@click.option("--out", type=click.Path(path_type=Path), help="写成 PDF 放进这个文件夹")
@pass_console
def recovery_new(console: Console, second: bool, out: Path | None) -> None:
    """做一张新的恢复单，旧的作废；恢复码只显示这一次。"""
    with console.desk() as desk:
        require_free(out, desk)
        made = sheet_json(new_sheet(desk, second=second), folder=out)
    console.tell(made, *sheet_lines(made))


@recovery.command("drop")
@pass_console
def recovery_drop(console: Console) -> None:
    """让放在上级保险柜的第二张恢复单作废。"""
    with console.desk() as desk:
        drop_second_sheet(desk)
    console.tell({"dropped": True}, "第二张恢复单已作废。")


def require_free(folder: Path | None, desk: Desk) -> None:
    """Raise CannotWrite or FileExists before a code is made that could then not be written down."""
    if folder is None:
        return
    if not folder.is_dir():
        raise CannotWrite(folder, "文件夹不存在")
    for second in (False, True):
        if (path := folder / sheet_file_name(desk.station.desk_id, second=second)).exists():
            raise FileExists(path)


def sheet_json(sheet: RecoverySheetContent, *, folder: Path | None) -> dict[str, Any]:
    """A new sheet with its code, and the file that it was written to."""
    written = None
    if folder is not None:
        path = folder / sheet_file_name(sheet.desk_id, second=sheet.second)
        written = {"path": str(path), "sha256": write_recovery_sheet(sheet, path=path)}
    code = "-".join(sheet.code_groups)
    return {
        "second": sheet.second,
        "desk_id": sheet.desk_id,
        "recovery_code": code,
        "recovery_sheet": written,
    }


def sheet_lines(sheet: dict[str, Any]) -> list[str]:
    """The same for people."""
    name = "上级保险柜的恢复码" if sheet["second"] else "恢复码"
    lines = [f"{name}：{sheet['recovery_code']}", "只显示这一次。请抄下或打印，再用“recovery try”试一遍。"]
    written = sheet["recovery_sheet"]
    return [*lines, f"恢复单：{written['path']}"] if written else lines


def _state_json(sheet: SheetState) -> dict[str, Any]:
    """A sheet, without its code."""
    dates = {"made_on": sheet.made_on, "tried_on": sheet.tried_on}
    return {"second": sheet.second, **{key: day.isoformat() if day else None for key, day in dates.items()}}


def _state_line(sheet: SheetState) -> str:
    """One sheet for people."""
    made = f"{sheet.made_on}制作" if sheet.made_on else "制作日期不详"
    return f"{sheet.words}：{made}，{f'{sheet.tried_on}试过' if sheet.tried_on else '还没有试过'}"
