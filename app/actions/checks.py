"""The desk examines itself."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from app.actions.backup_places import backup_state
from app.actions.calendar import desk_calendar
from app.actions.desk import Desk
from app.actions.history import prove_history, verify_history
from app.actions.recovery import untried_sheets
from app.domain.backups import Loudness
from app.domain.changes import Steps
from app.domain.errors import StoreDamaged, UnreadableFile
from app.domain.history import HistoryCheck
from app.domain.workdays import ONE_DAY
from app.files.case_file_rules import retention_rules
from app.files.desk_place import look_at_place
from app.files.printers import printer_names
from app.files.rules import deadline_rules, rules_version
from app.files.template_check import check_templates
from app.resources import resource
from app.storage import checking, station
from app.storage.database import check_integrity
from app.storage.desk_lock import holder, this_user


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One thing that was looked at."""

    name: str
    ok: bool
    text: str


RELEASED = dt.date(2026, 11, 1)
"""About when this version was made: a clock that stands before it is wrong. Moved on with every release."""
EVERY_DAYS = 7
"""Natural days after which everything is examined again in the background."""
FULL_CHECK = "full_check"
"""The setting that keeps when everything was examined, and whether it was whole."""
LONGEST_REST = 370
"""Natural days without any act after which the clock is asked about: it may have run ahead."""


def check_desk(desk: Desk, *, sheets: bool = False) -> list[CheckLine]:
    """Database, history, space, fonts, printers, calendar, templates, clock, place and backup age, each in a sentence.

    ``sheets``: the recovery sheets too, which ``check_start`` names; a script's desk may do without paper.
    """
    history_line, clock_line = _read("操作记录", _history, desk), _read("时钟", _clock, desk)
    dates = _read("期限和日历", _calendar, desk)
    machine = [_space(desk), _fonts(), _printers(), dates, _templates(desk)]
    around = [clock_line, _place(desk), _users(desk, _before(desk))]
    kept = [_read("恢复单", _sheets, desk)] if sheets else []
    return [_database(desk), history_line, *machine, *around, *kept, _read("备份", _backup, desk)]


def check_start(desk: Desk, *, before: str = "", seed: int | None = None) -> list[CheckLine]:
    """What is looked at every time the desk is opened: a few rows of every table, and what does not need the store.

    It takes no longer for a large desk. ``before`` is who had the window last at this PC, ``seed`` chooses the rows.
    """
    looks: tuple[tuple[str, Callable[[Desk], CheckLine]], ...] = (
        ("数据文件", partial(_sample, chance=random.Random(seed))),
        ("期限和日历", _calendar),
        ("时钟", _clock),
        ("恢复单", _sheets),
    )
    read = [_read(name, look, desk) for name, look in looks]
    return [*read, _space(desk), _fonts(), _place(desk), _users(desk, before)]


def full_check_due(desk: Desk) -> bool:
    """Whether everything should be examined again: a week after the last time, or after the desk was made."""
    kept = station.get_setting(desk.store, FULL_CHECK, {})
    since = kept.get("at") or desk.store.value("SELECT min(at) FROM history")
    return since is not None and (desk.today() - dt.date.fromisoformat(str(since)[:10])).days >= EVERY_DAYS


def full_check(desk: Desk) -> Steps[list[CheckLine]]:
    """Examine every table and the whole history, and remember that it was done. Closing the generator forgets it."""
    try:
        problems = yield from checking.examine(desk.store)
        chain = yield from prove_history(desk)
    except StoreDamaged as error:
        return [CheckLine("数据文件", False, str(error))]
    lines = [_database_line(problems), _chain_line(chain)]
    kept = {"at": desk.now().isoformat(timespec="seconds"), "ok": all(line.ok for line in lines)}
    with desk.store.transaction():
        station.put_setting(desk.store, FULL_CHECK, kept)
    return lines


def _read(name: str, look: Callable[[Desk], CheckLine], desk: Desk) -> CheckLine:
    """What a look into the store finds, also when the store is damaged."""
    try:
        return look(desk)
    except StoreDamaged as error:
        return CheckLine(name, False, str(error))


def _database(desk: Desk) -> CheckLine:
    """The file's integrity."""
    return _database_line(check_integrity(desk.store))


def _database_line(problems: list[str]) -> CheckLine:
    """What was found in the file."""
    words = "完整" if not problems else f"有{len(problems)}处损坏，请从备份恢复"
    return CheckLine("数据文件", not problems, words)


def _sample(desk: Desk, chance: random.Random) -> CheckLine:
    """A few rows of every table."""
    checking.sample(desk.store, chance)
    return CheckLine("数据文件", True, "抽查完整")


def _history(desk: Desk) -> CheckLine:
    """The chain."""
    return _chain_line(verify_history(desk))


def _chain_line(checked: HistoryCheck) -> CheckLine:
    """What was found in the chain."""
    if checked.fault is None:
        return CheckLine("操作记录", True, f"{checked.lines}条，链条完整")
    return CheckLine("操作记录", False, checked.fault.sentence)


def _space(desk: Desk) -> CheckLine:
    """Free space on the desk's disk."""
    free = shutil.disk_usage(desk.home).free // (1024 * 1024)
    return CheckLine("磁盘空间", free > 500, f"剩余{free} MB" + ("" if free > 500 else "，请清理磁盘"))


def _fonts() -> CheckLine:
    """The fonts the papers are printed with."""
    wanted = (
        "NotoSerifSC-Regular.ttf",
        "NotoSerifSC-Bold.ttf",
        "NotoSansSC-Regular.ttf",
        "NotoSansSC-Bold.ttf",
        "NotoSansMono-Regular.ttf",
        "HanaMinB.ttf",
    )
    missing = [name for name in wanted if not resource("fonts", name).is_file()]
    return CheckLine(
        "打印字体", not missing, "齐全" if not missing else f"缺少{'、'.join(missing)}，请重新安装"
    )


def _calendar(desk: Desk) -> CheckLine:
    """Whether this year's holidays are known, and the unit's own rule file, if it has one, can be read."""
    calendar = desk_calendar(desk)
    try:
        rules = deadline_rules(desk.rules_folder)
        retention_rules(desk.rules_folder)
    except UnreadableFile as error:
        return CheckLine("期限和日历", False, str(error))
    known = calendar.is_published(desk.today())
    text = f"{len(rules)}条期限规则（{rules_version(desk.rules_folder)}），{calendar.version}"
    return CheckLine(
        "期限和日历", known, text if known else f"{text}；今年的放假安排还没有，工作日期限为暂定"
    )


def _templates(desk: Desk) -> CheckLine:
    """The unit's own templates: a faulty one keeps its documents from being issued."""
    if faults := check_templates(desk.templates_folder):
        return CheckLine("文书模板", False, f"有{len(faults)}处错误，{faults[0]}")
    own = len(list(desk.templates_folder.glob("*.toml")))
    return CheckLine("文书模板", True, f"本单位的{own}份，没有错误" if own else "都是程序自带的")


def _clock(desk: Desk) -> CheckLine:
    """Whether the PC's clock can be right: not before the last act, nor before this program or its files were made."""
    wrong = _clock_behind(desk) or ("" if desk.fixed_today else _clock_absurd(desk))
    fixed = "（日期已固定）" if desk.fixed_today else ""
    text = f"{desk.today()}{fixed}"
    return CheckLine("时钟", not wrong, f"{text}，{wrong}，请校准电脑时间" if wrong else text)


def _clock_behind(desk: Desk) -> str:
    """Whether the last act is from a time that has not come yet, or from long ago."""
    last = str(desk.store.value("SELECT at FROM history ORDER BY id DESC LIMIT 1") or "")
    if last > desk.now().isoformat(timespec="seconds"):
        return f"早于上一次操作{last.replace('T', ' ')}"
    rest = (desk.today() - dt.date.fromisoformat(last[:10])).days if last else 0
    return f"比上一次操作晚了{rest}天" if rest > LONGEST_REST else ""


def _clock_absurd(desk: Desk) -> str:
    """Whether this program or the desk's own files would be from the future."""
    if desk.today() < RELEASED:
        return f"早于本程序的发布日期{RELEASED}"
    changed = dt.date.fromtimestamp(desk.store.path.stat().st_mtime)
    return f"早于数据文件的日期{changed}" if changed > desk.today() + ONE_DAY else ""


def _place(desk: Desk) -> CheckLine:
    """Where the desk's folder lies, and who may look into it."""
    found, said = look_at_place(desk.home), []
    if found.sync:
        said.append(f"在{found.sync}的同步文件夹里，同步会弄坏正在写的数据，也把数据传了出去")
    if found.medium:
        said.append(_MEDIA[found.medium])
    if found.foreign:
        said.append("文件夹属于另一个电脑用户")
    if found.open_to_others:
        said.append("其他电脑用户也进得了这个文件夹，请把权限改为只有自己（chmod 700）")
    moved = found.sync or found.medium
    text = "；".join(said) + ("。请关闭工作台，把文件夹移到本机硬盘上不同步的地方" if moved else "")
    return CheckLine("存放位置", not said, text or "本机硬盘")


_MEDIA = {
    "network": "在网络共享上，锁不可靠，两台电脑同时写会弄坏数据",
    "stick": "在U盘或移动硬盘上，拔出来就没有了",
    "memory": "在内存盘上，关机就没有了",
}


def _sheets(desk: Desk) -> CheckLine:
    """Whether it was ever proved that the recovery sheets on paper open this desk."""
    words = "、".join(sheet.words for sheet in untried_sheets(desk))
    how = "请在“设置”→ 口令与恢复单里试一试，找不到了由管理员重做"
    return CheckLine("恢复单", not words, f"{words}还没有试过，忘了口令全靠它；{how}" if words else "试过")


def _before(desk: Desk) -> str:
    """Who had the desk's window before this one; asked outside a window, who has it or had it last."""
    return (desk.hold.before if desk.hold else "") or holder(desk.home)


def _users(desk: Desk, before: str) -> CheckLine:
    """Whether another user of this PC had the desk's window before: his backups, printers and drafts are elsewhere."""
    me = this_user()
    if before and before != me:
        words = f"上次是电脑用户“{before}”打开的，现在是“{me}”。请固定用一个电脑用户，各人用各人的口令"
        return CheckLine("电脑用户", False, words)
    return CheckLine("电脑用户", True, me)


def _printers() -> CheckLine:
    """The printers at hand; none is no fault, papers can be printed to files."""
    names = printer_names()
    return CheckLine("打印机", True, "、".join(names) if names else "没有找到，可以先打印到文件")


def _backup(desk: Desk) -> CheckLine:
    """The age of the newest good backup and of the last restore that was tried."""
    state = backup_state(desk)
    said = f"{state.backup.words}；{state.trial.words}" if state.last else state.backup.words
    return CheckLine("备份", state.level < Loudness.LOUD, said)
