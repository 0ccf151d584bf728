"""Backups on the console: making, checking, listing, trying and restoring them, and where they go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from app.actions.backup import MEMBERS, VerifiedBackup, make_backup, verify_backup
from app.actions.backup_places import backup_state, backup_target, good_backups, set_backup_target
from app.actions.restore_drill import drill
from app.actions.restoring import (
    BackupLook,
    drop_look,
    look_into,
    loss_words,
    replace_with,
    require_restorer,
    restore_backup,
)
from app.cli.console import PASSPHRASE, Console, ask_secret, fixed_today, pass_console
from app.domain.backups import GoodBackup, Trial
from app.domain.errors import CannotWrite, ClerkError

backup = click.Group("backup", help="备份与恢复。")


class DrillFailed(ClerkError):
    """A restore drill that did not pass."""

    code = "drill_failed"

    def __init__(self, trial: Trial) -> None:
        super().__init__(
            f"恢复演练没有通过：{trial.file_name}：{trial.words}。请马上重新备份，再演练一次。",
            file_name=trial.file_name,
            words=trial.words,
        )


class WouldLose(ClerkError):
    """Restoring would lose something, and nobody said that this is meant."""

    code = "would_lose"

    def __init__(self, words: str) -> None:
        super().__init__(f"没有恢复。{words}确实要这样，请加 --accept-loss 再执行一次。")


@backup.command("create")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@pass_console
def backup_create(console: Console, folder: Path) -> None:
    """把工作台备份到一个文件夹，并打开副本清点。"""
    if not folder.is_dir():
        raise CannotWrite(folder, "文件夹不存在")
    with console.desk() as desk:
        made = console.exhaust(make_backup(desk, folder=folder.absolute()))
    console.tell(_backup_json(made), f"已备份：{made.path}", _backup_line(made))


@backup.command("verify")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@pass_console
def backup_verify(console: Console, file: Path) -> None:
    """检查一个备份能否用来恢复；要用备份当时的口令。"""
    checked = verify_backup(path=file, passphrase=ask_secret(PASSPHRASE, "口令"))
    console.tell(_backup_json(checked), f"备份可用：{checked.path}", _backup_line(checked))


@backup.command("list")
@pass_console
def backup_list(console: Console) -> None:
    """列出做过而没有清理的备份，和上次备份、演练的时间。"""
    with console.desk() as desk:
        found, state = good_backups(desk), backup_state(desk)
    content = {
        "backups": [_good_json(one) for one in found],
        "total": len(found),
        "target": state.target,
        "backup": {"level": state.backup.level.name.lower(), "text": state.backup.words},
        "trial": {"level": state.trial.level.name.lower(), "text": state.trial.words},
    }
    lines = [
        f"{one.at:%Y-%m-%d %H:%M}  {one.occasion.label}  事项{one.cases}件  {Path(one.folder) / one.file_name}"
        for one in found
    ]
    console.tell(content, state.backup.words, state.trial.words, *lines)


@backup.command("target")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--forget", is_flag=True, help="不再指定备份位置")
@pass_console
def backup_target_command(console: Console, folder: Path | None, forget: bool) -> None:
    """指定自动备份存到哪个文件夹（另一块硬盘或U盘）；不写文件夹就显示现在的。"""
    if folder is not None or forget:
        with console.desk() as desk:
            set_backup_target(desk, folder=None if forget else folder)
    target = backup_target(console.home)
    content = {"target": str(target.folder or ""), "here": target.here, "other_disk": target.other_disk}
    words = f"备份位置：{target.folder or '没有指定（存在本机，硬盘坏了会一起坏）'}"
    if target.folder and not target.here:
        words += "（现在找不到）"
    elif target.folder and not target.other_disk:
        words += "（和工作台在同一个盘上，盘坏了会一起坏）"
    console.tell(content, words)


@backup.command("drill")
@pass_console
def backup_drill(console: Console) -> None:
    """演练恢复：把最近的备份解开、打开、逐页检查、读一件，再全部清掉。"""
    with console.desk() as desk:
        trial = console.exhaust(drill(desk))
    if not trial.passed:
        raise DrillFailed(trial)
    content = {"file_name": trial.file_name, "passed": True, "cases": trial.cases, "history": trial.history}
    console.tell(
        content, f"演练通过：{trial.file_name} 能恢复，事项{trial.cases}件、操作记录{trial.history}条都在。"
    )


@backup.command("restore")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--replace", "replacing", is_flag=True, help="换下 --home 里现有的工作台（原样留作 desk-replaced-…）"
)
@click.option("--accept-loss", is_flag=True, help="知道会丢失什么，仍然恢复")
@pass_console
def backup_restore(console: Console, file: Path, replacing: bool, accept_loss: bool) -> None:
    """从备份恢复到 --home 指定的空文件夹；加 --replace 才换下已有的工作台，会丢失什么先说明。"""
    passphrase = ask_secret(PASSPHRASE, "口令")
    if not replacing or not any((console.home / name).exists() for name in MEMBERS):
        restored = restore_backup(path=file, home=console.home, passphrase=passphrase)
        content = {**_backup_json(restored), "home": str(console.home)}
        console.tell(content, f"已恢复到：{console.home}", _backup_line(restored))
        return
    look = console.exhaust(look_into(file, home=console.home, passphrase=passphrase))
    words, lost = _lost(look)
    try:
        require_restorer(console.home, look)
        if lost and not accept_loss:
            raise WouldLose(words)
    except ClerkError:
        drop_look(look)
        raise
    kept = replace_with(console.home, look, today=fixed_today())
    content = {
        "path": str(file),
        "home": str(console.home),
        "cases": look.holding.cases,
        "documents": look.holding.documents,
        "history": look.holding.history,
        "replaced": str(kept or ""),
        "lost": _lost_json(look),
    }
    console.tell(content, f"已恢复到：{console.home}", words, f"原来的数据留在：{kept}")


def _lost(look: BackupLook) -> tuple[str, bool]:
    """What restoring loses, in one sentence, and whether that is anything."""
    if look.lost is None:
        return look.unknown, bool(look.unknown)
    lost = look.lost
    if lost.nothing:
        return "现在的数据都在这份备份里。", False
    more = "等" if lost.cases > len(lost.numbers) else ""
    named = f"登记的编号：{'、'.join(lost.numbers)}{more}。" if lost.numbers else ""
    return loss_words(lost) + named, True


def _lost_json(look: BackupLook) -> dict[str, Any] | None:
    """The same for scripts; None when it could not be compared."""
    lost = look.lost
    if lost is None:
        return None
    return {
        "cases": lost.cases,
        "numbers": list(lost.numbers),
        "documents": lost.documents,
        "packets": lost.packets,
        "received": lost.received,
        "acts": lost.acts,
        "revived": lost.revived,
    }


def _good_json(one: GoodBackup) -> dict[str, Any]:
    """A backup of the list."""
    return {
        "at": one.at.isoformat(),
        "occasion": one.occasion.value,
        "path": str(Path(one.folder) / one.file_name),
        "sha256": one.sha256,
        "size": one.size,
        "cases": one.cases,
        "documents": one.documents,
        "history": one.history,
        "at_hand": (Path(one.folder) / one.file_name).is_file(),
    }


def _backup_json(made: VerifiedBackup) -> dict[str, Any]:
    """A backup that was opened and counted."""
    return {
        "path": str(made.path),
        "sha256": made.sha256,
        "cases": made.cases,
        "documents": made.documents,
        "history": made.history,
    }


def _backup_line(made: VerifiedBackup) -> str:
    """What is in it."""
    return f"信访事项{made.cases}件，文书{made.documents}份，操作记录{made.history}条"
