"""The console's command line, put together; ``main`` is the entry of ``petition-desk-cli``."""

from __future__ import annotations

import contextlib
import io
import sys
from pathlib import Path
from types import TracebackType

import click

from app import __version__
from app.bootstrap import default_home, forbid_core_dumps
from app.cli import document_register, inbox, procedure
from app.cli.approvals import approval
from app.cli.backups import backup
from app.cli.calendar import calendar
from app.cli.cases import case
from app.cli.console import PROGRAM, Console, RootGroup, say
from app.cli.deadlines import deadline
from app.cli.demo import demo
from app.cli.documents import document
from app.cli.history import history
from app.cli.keeping import check, init
from app.cli.ledger import ledger
from app.cli.operators import operator
from app.cli.packets import packet
from app.cli.recovery import recovery
from app.cli.register import register, repeat
from app.cli.replies import reply
from app.cli.rescuing import diagnostics_command, rescue
from app.cli.retention import retention
from app.cli.sealed import sealed
from app.cli.stations import station
from app.cli.units import unit


def _version(ctx: click.Context, param: click.Parameter, wanted: bool) -> bool:
    """Print the version and leave."""
    if wanted:
        say(f"{PROGRAM} {__version__}")
        ctx.exit(0)
    return wanted


@click.group(cls=RootGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--home", type=click.Path(path_type=Path), help="工作台所在的文件夹（默认：系统的数据文件夹）")
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 对象")
@click.option("--version", "show_version", is_flag=True, is_eager=True, help="版本", callback=_version)
@click.pass_context
def cli(ctx: click.Context, home: Path | None, as_json: bool, show_version: bool) -> None:
    """基层信访工作台的命令行：和窗口做同样的事，不需要屏幕。

    --home 和 --json 写在命令前后都可以。口令取自环境变量 PETITION_DESK_PASSPHRASE，没有就在终端上问。
    """
    ctx.obj = Console(home or default_home(), as_json)


GROWN = (procedure, document_register, inbox)
"""Modules that add their commands to ``case``, ``document`` and ``packet`` by being imported."""

for command in (
    init,
    demo,
    ledger,
    case,
    approval,
    sealed,
    document,
    packet,
    reply,
    register,
    repeat,
    deadline,
    calendar,
    operator,
    unit,
    station,
    backup,
    history,
    recovery,
    retention,
    check,
    rescue,
    diagnostics_command,
):
    cli.add_command(command)


def main() -> None:
    """Run the console with the words of the command line, and leave with its exit status."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.excepthook = last_words
    forbid_core_dumps()
    cli.main(prog_name=PROGRAM)


def last_words(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What is our own fault, in one line without a traceback, and without its message: that may name somebody."""
    place = ""
    while trace is not None:
        place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    with contextlib.suppress(OSError):
        say(
            f"错误：程序出错（{kind.__name__}，{place}）。请把这一行交给管理员。",
            error=True,
        )
