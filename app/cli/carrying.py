"""What every command about a file from a stick has in common: its password, what is confirmed, what was found."""

from __future__ import annotations

from pathlib import Path

import click

from app.actions.inbox_check import needs_password
from app.cli.console import ask_secret
from app.cli.packets import PASSWORD
from app.domain.inbox import Finding, Notice

FILE = click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
REASON = click.option("--reason", required=True, help="理由")
TRUST = click.option("--trust", is_flag=True, help="指纹已与纸面核对一致，信任这个单位")
YES = click.option(
    "--yes",
    "words",
    multiple=True,
    type=click.Choice([finding.value for finding in Finding]),
    help="对哪一项提示确认后继续；可写多次",
)


def file_password(file: Path) -> str | None:
    """The password of a file that is sealed with one; never from the command line."""
    return ask_secret(PASSWORD, "封口口令") if needs_password(file) else None


def confirmed_findings(words: tuple[str, ...], trust: bool) -> frozenset[Finding]:
    """What somebody said yes to."""
    return frozenset({*map(Finding, words), *([Finding.UNKNOWN_STATION] if trust else [])})


def notice_json(notice: Notice) -> dict[str, str]:
    """One finding."""
    return {"code": notice.finding.value, "weight": notice.weight.value, "message": notice.sentence}
