"""When the desk does not open, on the console: what is left of it, a new desk of that, and the diagnostic bundle."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from app import __version__
from app.actions.desk import Desk
from app.actions.diagnostics import diagnostics, write_diagnostics
from app.actions.rescue import Rescuer, examine, salvage_desk, unlock_ruin
from app.cli.console import PASSPHRASE, Console, ask_secret, fixed_today, has_passphrase, pass_console
from app.domain.errors import DeskError
from app.domain.rescue import Part

rescue = click.Group("rescue", help="打不开时：看还剩什么，把能读的另建一个工作台。损坏的文件只读，不改。")


@rescue.command("look")
@pass_console
def rescue_look(console: Console) -> None:
    """看损坏的工作台还剩什么：哪些读得出，操作记录核对到第几条。"""
    found = console.exhaust(examine(_rescuer(console)))
    content = {
        "whole": found.whole,
        "key_file": found.key_file.value,
        "pages": found.pages,
        "bad_pages": found.bad_pages,
        "log_cut": found.log_cut,
        "history_proved": found.history_proved,
        "history_fault": found.history_fault,
        "last_at": found.last_at,
        "parts": [_part_json(part) for part in found.parts],
    }
    lines = [f"共{found.pages}页，坏了{found.bad_pages}页", *map(_part_line, found.parts)]
    lines.append(f"操作记录核对到第{found.history_proved}条")
    lines.append(
        "请运行 rescue make，或从备份恢复。" if not found.nothing else "什么也读不出来，请从备份恢复。"
    )
    console.tell(content, *lines)


@rescue.command("make")
@pass_console
def rescue_make(console: Console) -> None:
    """把能读的另建一个工作台；读不出的从最近的备份里补。原来的口令打得开它。"""
    made = console.exhaust(salvage_desk(_rescuer(console), today=fixed_today()))
    content = {
        "home": str(made.folder),
        "backup": made.backup,
        "apart": made.apart,
        "history_proved": made.history_proved,
        "history_fault": made.history_fault,
        "made_up": list(made.placeholders),
        "parts": [_part_json(part) for part in made.parts],
    }
    lines = [f"已救出：{made.folder}", *map(_part_line, made.parts)]
    if made.apart:
        lines.append(f"{made.apart}条找不到所属事项，存在新工作台里，不显示")
    if made.placeholders:
        lines.append(f"{'、'.join(made.placeholders)}没有读出来，请管理员重填")
    console.tell(content, *lines, f"用 --home {made.folder} 打开看过再换上。")


def _rescuer(console: Console) -> Rescuer:
    """Whoever's passphrase opens what is left."""
    return unlock_ruin(console.home, ask_secret(PASSPHRASE, "口令"))


def _part_json(part: Part) -> dict[str, Any]:
    """One kind of thing."""
    return {
        "name": part.name,
        "read": part.read,
        "holes": part.holes,
        "broken": part.broken,
        "filled": part.filled,
    }


def _part_line(part: Part) -> str:
    """One kind of thing on a line."""
    lost = [f"{part.holes}处读不出"] if part.holes else []
    lost += [f"{part.broken}条残缺"] if part.broken else []
    lost += [f"从备份补上{part.filled}"] if part.filled else []
    return f"{part.name}：{part.read}" + (f"（{'，'.join(lost)}）" if lost else "")


@click.command("diagnostics")
@click.argument("file", metavar="FILE.zip", type=click.Path(path_type=Path))
@click.option("--show", is_flag=True, help="写之前把里面的内容全部显示出来")
@pass_console
def diagnostics_command(console: Console, file: Path, show: bool) -> None:
    """写一个诊断包给维护人员：版本、电脑、自检结果、出错位置；没有姓名、编号和事项内容。没有口令也能写。"""
    with ExitStack() as opened:
        parts = diagnostics(console.home, program=__version__, desk=_desk(console, opened))
    sha256 = write_diagnostics(parts, path=file)
    content = {"path": str(file), "sha256": sha256, "files": [part.name for part in parts]}
    shown = [f"--- {part.name}\n{part.text}" for part in parts] if show else []
    console.tell(content, *shown, f"诊断包：{file}", "请先看过再交给维护人员（--show 显示全部内容）。")


def _desk(console: Console, opened: ExitStack) -> Desk | None:
    """The open desk when a passphrase is given and it opens; without it the bundle says so."""
    if not has_passphrase():
        return None
    try:
        return opened.enter_context(console.desk())
    except DeskError:
        return None
