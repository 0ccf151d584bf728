"""操作记录 on the console: read it, prove it, hold it against heads from elsewhere, carry it away."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click

from app.actions.history import (
    MOST_COUNTED,
    carried_heads,
    case_timeline,
    count_history,
    head_code,
    history_acts,
    history_head,
    list_history,
    prove_history,
)
from app.actions.history_papers import export_history, seal_history
from app.cli.cases import case
from app.cli.console import Console, DateWord, pass_console, plain
from app.domain.errors import HistoryBroken, InvalidField
from app.domain.history import CarriedHead, HistoryEntry, HistoryFilter, HistoryHead
from app.domain.history_export import cells_of, filter_words

history = click.Group("history", help="操作记录：查阅、核对、导出。")


def _filtered(command: Any) -> Any:
    """The choices by which lines are found."""
    for option in (
        click.option("--text", default="", help="内容里含有的字"),
        click.option("--case", "number", default="", metavar="NUMBER", help="事项编号"),
        click.option("--act", default="", help="操作，中文或代码，例如 登记"),
        click.option("--operator", default="", help="操作人员"),
        click.option("--to", "last", type=DateWord(), help="到哪一天，含当天"),
        click.option("--from", "first", type=DateWord(), help="从哪一天，含当天"),
    ):
        command = option(command)
    return command


@history.command("list")
@_filtered
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000), help="最多几条")
@click.option("--before", default=0, type=click.IntRange(0), help="只看这一条以前的，用来翻页")
@pass_console
def history_list(console: Console, /, limit: int, before: int, **chosen: Any) -> None:
    """按条件列出操作记录，最新的在前；姓名已遮盖。"""
    with console.desk() as desk:
        where = _where(chosen, history_acts(desk))
        lines = list_history(desk, where=where, before=before, limit=limit)
        total = count_history(desk, where=where)
    more = "以上" if total > MOST_COUNTED else ""
    of = f"共{min(total, MOST_COUNTED)}条{more}" + (f"（{filter_words(where)}）" if where else "")
    content = {"lines": [entry_json(line) for line in lines], "total": total, "total_is_least": bool(more)}
    console.tell(content, *map(_row, lines), of)


def _where(chosen: dict[str, Any], acts: list[tuple[str, str]]) -> HistoryFilter:
    """The filter; an act by its code or its word. Raises InvalidField."""
    act = str(chosen["act"]).strip()
    codes = [code for code, word in acts if act in (code, word)]
    if act and not codes:
        known = "、".join(word for _, word in acts)
        raise InvalidField("act", f"操作记录里没有“{plain(act)}”。有的是：{known}")
    first, last = chosen["first"], chosen["last"]
    if isinstance(first, dt.date) and isinstance(last, dt.date) and last < first:
        raise InvalidField("to", f"结束日期{last}早于开始日期{first}，请改正")
    return HistoryFilter(
        first, last, chosen["operator"].strip(), codes[0] if codes else "", chosen["number"].strip(),
        chosen["text"].strip(),
    )  # fmt: skip


def entry_json(entry: HistoryEntry) -> dict[str, Any]:
    """A line as JSON; of one that may not be read only who, when and which act."""
    return {
        "line": entry.number,
        "at": entry.at.isoformat(timespec="seconds"),
        "operator": entry.operator,
        "roles": [role.value for role in entry.roles],
        "act": entry.act,
        "case": entry.case_number,
        "text": entry.text,
        "was": entry.was,
        "became": entry.became,
        "clock_ran_back": entry.rewound,
        "hidden": entry.hidden,
    }


def _row(entry: HistoryEntry) -> str:
    """A line for people."""
    number, at, operator, roles, act, case, text, _, _, note = cells_of(entry)
    who = f"{operator}（{roles}）" if roles else operator
    parts = (f"{number:>6}", at, who, act, case, text, entry.change, f"〔{note}〕" if note else "")
    return "  ".join(plain(part) if at_ else part for at_, part in enumerate(parts) if part)


@history.command("verify")
@click.option("--head", default="", metavar="CODE", help="纸上或移送包里的校验码：检查末尾有没有被截去")
@pass_console
def history_verify(console: Console, head: str) -> None:
    """从第一条起逐条核对；指出第一条不对的和哪里不对。"""
    with console.desk() as desk:
        checked = console.exhaust(prove_history(desk, head=head))
    if checked.fault:
        fault = checked.fault
        raise HistoryBroken(fault.sentence, line=fault.line, fault=fault.fault.value)
    content = {
        "ok": True,
        "lines": checked.lines,
        "head": head_json(checked.head),
        "heads_compared": checked.heads,
    }
    compared = f"与{checked.heads}个校验码相符。" if checked.heads else ""
    console.tell(content, f"操作记录共{checked.lines}条，链条完整。{compared}")


@history.command("head")
@pass_console
def history_head_(console: Console) -> None:
    """现在的条数和校验码：抄下来，以后就能查出末尾有没有被截去。"""
    with console.desk() as desk:
        head = history_head(desk)
    console.tell(head_json(head), f"操作记录{head.lines}条", f"校验码：{head_code(head)}")


def head_json(head: HistoryHead) -> dict[str, Any]:
    """A head as JSON."""
    return {"lines": head.lines, "hash": head.hash, "code": head_code(head)}


@history.command("heads")
@pass_console
def history_heads(console: Console) -> None:
    """各单位最近一个移送包（在基层单位：上级最近一个回复包）所带的操作记录校验码。"""
    with console.desk() as desk:
        found = carried_heads(desk)
    content = {"heads": [_carried_json(one) for one in found], "total": len(found)}
    console.tell(content, *(map(_carried_line, found) if found else ("还没有收到带校验码的包。",)))


def _carried_json(one: CarriedHead) -> dict[str, Any]:
    """What a station carried last."""
    return {
        "sender": one.sender_code,
        "sender_name": one.sender_name,
        "packet": one.packet,
        "made_at": one.made_at.isoformat(timespec="seconds"),
        **head_json(one.head),
        "fewer_than_before": one.fewer,
    }


def _carried_line(one: CarriedHead) -> str:
    """The same for people."""
    fewer = "　⚠ 比以前的包所带的少，请与该单位核对" if one.fewer else ""
    return f"{plain(one.sender_name)}（{one.sender_code}）  {one.packet}  {head_code(one.head)}{fewer}"


@history.command("export")
@click.argument("out", metavar="OUT.xlsx|OUT.pdf", type=click.Path(path_type=Path))
@_filtered
@pass_console
def history_export(console: Console, /, out: Path, **chosen: Any) -> None:
    """把符合条件的操作记录导出成工作簿或 PDF；导出本身也记入操作记录。"""
    with console.desk() as desk:
        where = _where(chosen, history_acts(desk))
        made = console.exhaust(export_history(desk, path=out, where=where))
    content = {"path": str(made.path), "sha256": made.sha256, "lines": made.lines}
    console.tell(content, f"已导出{made.lines}条：{made.path}")


@history.command("seal")
@click.argument("out", metavar="OUT.pdf", type=click.Path(path_type=Path))
@pass_console
def history_seal(console: Console, out: Path) -> None:
    """逐条核对后出具本月的操作记录封条，一页 PDF。"""
    with console.desk() as desk:
        checked = console.exhaust(seal_history(desk, path=out))
    content = {"path": str(out), **head_json(checked.head)}
    console.tell(content, f"操作记录封条：{out}", f"校验码：{head_code(checked.head)}")


@case.command("history")
@click.argument("number", metavar="NUMBER")
@pass_console
def case_history(console: Console, number: str) -> None:
    """一件事项的经过，按天列出，一句话一条。"""
    with console.desk() as desk:
        days = case_timeline(desk, number=number)
    content = {
        "number": number,
        "days": [
            {
                "on": day.day.isoformat(),
                "lines": [{"at": line.at.isoformat(), "text": line.sentence} for line in day.lines],
            }
            for day in days
        ],
    }
    lines = [
        text
        for day in days
        for text in (str(day.day), *(f"  {line.at:%H:%M}  {plain(line.sentence)}" for line in day.lines))
    ]
    console.tell(content, *lines)
