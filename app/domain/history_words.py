"""The words of the history: what each act is called, what of a case is told before and after, and a line as a sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.cases import Case, TimelineEntry
from app.domain.codes import RequestResult
from app.domain.deadlines import Deadline
from app.domain.history import change_words, differing
from app.domain.petitioners import mask_name
from app.domain.procedure import MOVES

NOT_OF_A_MOVE = {
    "add_operator": "增加操作人员",
    "ask_approval": "送审",
    "attach": "添加附件",
    "backup": "备份",
    "backup_removed": "清理备份",
    "calendar": "修改日历",
    "case_file": "整理卷宗",
    "change_operator": "修改操作人员",
    "create": "建立工作台",
    "detach": "移除附件",
    "drop_sheet": "恢复单作废",
    "drop_unit": "删去单位",
    "erase": "按保管期限销毁",
    "export_calendar": "导出日历",
    "export_history": "导出操作记录",
    "export_ledger": "导出台账",
    "forget_station": "通讯录删去单位",
    "history_seal": "出具操作记录封条",
    "idle_lock": "修改锁屏时间",
    "import": "导入台账",
    "import_receipt": "收到移送包回执",
    "import_reply": "导入回复",
    "move_dates": "期限重算",
    "new_sheet": "制作恢复单",
    "not_repeat": "判定不是重复件",
    "note": "记录办理",
    "note_paper_receipt": "登记纸面回执",
    "open_sealed": "开放密封事项",
    "passphrase": "换口令",
    "print": "打印",
    "put_unit": "修改单位表",
    "read_sealed": "查看密封事项",
    "receive": "收到移送",
    "recover": "用恢复单打开",
    "refuse_packet": "退回移送包",
    "register": "登记",
    "reissue": "重新出具",
    "rekey": "更换数据库密钥",
    "remove_operator": "移出操作人员",
    "repeat_again": "撤销不是重复件的判定",
    "reply_decision": "处理回复的不同之处",
    "reply_packet": "装入回复包",
    "rescue": "救出数据",
    "reset_passphrase": "设一次性口令",
    "restore": "从备份恢复",
    "restore_trial": "恢复演练",
    "retention_approved": "批准销毁到期档案",
    "retention_done": "销毁到期档案",
    "retention_propose": "申请销毁到期档案",
    "retention_returned": "退回销毁申请",
    "retention_taken_back": "撤回销毁申请",
    "return_operator": "操作人员回来",
    "return_wish": "退回送审",
    "reveal": "查看完整号码",
    "save_attachment": "附件另存为",
    "settings": "修改设置",
    "slip": "出具接收回执",
    "station": "修改单位资料",
    "station_keys": "生成本单位的密钥",
    "station_kind": "修改本单位的类别",
    "take_wish_back": "撤回送审",
    "template": "修改文书模板",
    "trust_station": "通讯录收入单位",
    "try_sheet": "试恢复单",
    "undo": "撤销",
    "undo_import": "撤销导入",
    "undo_receipt": "撤销回执",
    "undo_reply": "撤销导入回复",
    "withdraw_document": "收回文书",
    "write_card": "导出本单位名片",
    "write_packet_again": "重新写出移送包",
    "drop_unregistered": "删去未登记的移送包文件",
    "wrong_passphrase": "口令输错",
}
"""What an act is called that is no row of the procedure's table."""


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One sentence of a case's time line, and when."""

    at: dt.datetime
    sentence: str


@dataclass(frozen=True, slots=True)
class TimelineDay:
    """What was done on a case on one day."""

    day: dt.date
    lines: tuple[TimelineLine, ...]


def act_word(act: str) -> str:
    """What an act is called; an unknown one by its code."""
    if act in NOT_OF_A_MOVE:
        return NOT_OF_A_MOVE[act]
    return MOVES[act].label if act in MOVES else act


def covered(text: str, names: Iterable[str]) -> str:
    """A text in which the names of a case's people are covered."""
    for name in sorted(names, key=len, reverse=True):
        if len(name) > 1:
            text = text.replace(name, mask_name(name))
    return text


def case_values(case: Case, clocks: Iterable[Deadline]) -> dict[str, str]:
    """What acts change of a case, by the clerk's word: nothing that names anybody, no text that somebody wrote."""
    values = {
        "状态": case.state.label,
        "三类及路径": case.case_class.label if case.case_class else "",
        "重大紧急": "是" if case.urgent else "否",
        "承办部门": case.office,
        "重复件": "是" if case.repeat_of else "否",
    }
    results = {member.value: member.label for member in RequestResult}
    for place, request in enumerate(case.requests, start=1):
        values[f"诉求{place}处理结果"] = results.get(request.result, request.result)
    for clock in clocks:
        values[f"{clock.name}（自{clock.starts_on}起）"] = clock.due_on.isoformat()
    return values


def case_change(before: dict[str, str], after: dict[str, str]) -> tuple[str, str]:
    """What an act changed, before and after: 状态：已登记 → 状态：办理中. What began with the act or ended with it, such
    as a clock, is no change of a kept value."""
    both = [name for name in before if name in after]
    return differing([(name, before[name]) for name in both], [(name, after[name]) for name in both])


def timeline_sentence(entry: TimelineEntry) -> str:
    """One line of a case's time line: 李敏（登记员）：登记（来访）；状态：已登记 → 状态：办理中."""
    roles = "、".join(role.label for role in entry.roles)
    who = f"{entry.operator}（{roles}）" if roles else entry.operator
    change = change_words(entry.was, entry.became)
    return f"{who}：{entry.text or act_word(entry.act)}" + (f"；{change}" if change else "")
