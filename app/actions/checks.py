"""The desk examines itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass

from app.actions.backup_places import backup_state
from app.actions.calendar import desk_calendar
from app.actions.desk import Desk
from app.actions.history import verify_history
from app.domain.backups import Loudness
from app.domain.errors import StoreDamaged, UnreadableFile
from app.files.printers import printer_names
from app.files.rules import deadline_rules, rules_version
from app.files.template_check import check_templates
from app.resources import resource
from app.storage.database import check_integrity


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One thing that was looked at."""

    name: str
    ok: bool
    text: str


def check_desk(desk: Desk) -> list[CheckLine]:
    """Database, history, space, fonts, printers, calendar, templates, clock and backup age, each in a sentence."""
    history_line, clock_line = _read("历史记录", _history, desk), _read("时钟", _clock, desk)
    dates = _read("期限和日历", _calendar, desk)
    machine = [_space(desk), _fonts(), _printers(), dates, _templates(desk)]
    return [_database(desk), history_line, *machine, clock_line, _read("备份", _backup, desk)]


def _read(name: str, look: Callable[[Desk], CheckLine], desk: Desk) -> CheckLine:
    """What a look into the store finds, also when the store is damaged."""
    try:
        return look(desk)
    except StoreDamaged as error:
        return CheckLine(name, False, str(error))


def _database(desk: Desk) -> CheckLine:
    """The file's integrity."""
    problems = check_integrity(desk.store)
    return CheckLine(
        "数据文件", not problems, "完整" if not problems else f"有{len(problems)}处损坏，请从备份恢复"
    )


def _history(desk: Desk) -> CheckLine:
    """The chain."""
    checked = verify_history(desk)
    if checked.fault is None:
        return CheckLine("历史记录", True, f"{checked.lines}条，链条完整")
    return CheckLine("历史记录", False, checked.fault.sentence)


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
    """Whether the clock stands behind the last recorded act."""
    last = str(desk.store.value("SELECT max(at) FROM history") or "")
    behind = last > desk.now().isoformat(timespec="seconds")
    fixed = "（日期已固定）" if desk.fixed_today else ""
    text = f"{desk.today()}{fixed}"
    return CheckLine(
        "时钟", not behind, text if not behind else f"{text}，早于上一次操作{last}，请校准电脑时间"
    )


def _printers() -> CheckLine:
    """The printers at hand; none is no fault, papers can be printed to files."""
    names = printer_names()
    return CheckLine("打印机", True, "、".join(names) if names else "没有找到，可以先打印到文件")


def _backup(desk: Desk) -> CheckLine:
    """The age of the newest good backup and of the last restore that was tried."""
    state = backup_state(desk)
    said = f"{state.backup.words}；{state.trial.words}" if state.last else state.backup.words
    return CheckLine("备份", state.level < Loudness.LOUD, said)
