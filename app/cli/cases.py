"""Cases on the console: register, list, show, find, note, pass on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from app.actions.attachments import add_attachment
from app.actions.cases import (
    CaseView,
    cannot_settle,
    count_cases,
    find_cases,
    get_case,
    list_cases,
    note_handling,
    register_case,
    registration_warnings,
    reveal,
    view_case,
)
from app.actions.codes import categories
from app.actions.desk import Desk
from app.actions.sealed import read_sealed, sees_number, warn_readable
from app.cli.console import Console, DateWord, date_line, pass_console, plain, today_json
from app.cli.reading import member, parse_json, read_draft, read_text
from app.cli.shapes import masked_case_json, view_json
from app.domain.cases import CaseFilter, CaseRow
from app.domain.codes import CaseState
from app.domain.errors import InvalidField

case = click.Group("case", help="信访事项。")


@case.command("register")
@click.argument("file", metavar="FILE.json")
@pass_console
def register(console: Console, file: str) -> None:
    """登记一件信访事项；FILE.json 是一个 JSON 对象，“-”从标准输入读。"""
    content = parse_json(read_text(file), file)
    with console.desk() as desk:
        draft = read_draft(content, today=desk.today(), categories=categories())
        warnings = warn_readable(desk, draft=draft)
        number = register_case(desk, draft=draft).cases[0]
        if not sees_number(desk, number):
            console.tell(
                {"number": number, "warnings": list(warnings)}, f"已登记：{number}", *_marked(warnings)
            )
            return
        view = view_case(desk, number=number)
        warnings += registration_warnings(desk, view.case)
        content, date = {**shown(view, desk.today()), "warnings": list(warnings)}, date_line(desk)
    due = [f"{clock.name}：最迟{clock.due_on}" for clock in view.deadlines]
    lines = [f"已登记：{number}", f"查询码：{view.case.query_code}", *due, *_marked(warnings), date]
    console.tell(content, *lines)


def _marked(warnings: Sequence[str]) -> list[str]:
    """What the clerk should look at again."""
    return [f"注意：{warning}" for warning in warnings]


@case.command("list")
@click.option("--state", help="只列某个状态，例如 awaiting_transfer 或 待移送")
@click.option("--limit", type=click.IntRange(1, 100_000), default=200, show_default=True, help="最多几件")
@click.option("--offset", type=click.IntRange(0, 2**40), default=0, help="从第几件起")
@pass_console
def list_(console: Console, state: str | None, limit: int, offset: int) -> None:
    """列出事项，姓名遮盖，新的在前。"""
    where = CaseFilter(states=(member(CaseState, "state", state),) if state else ())
    with console.desk() as desk:
        rows = list_cases(desk, where=where, offset=offset, limit=limit)
        _tell_rows(console, desk, rows, count_cases(desk, where=where))


@case.command("find")
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="最多几件")
@pass_console
def find(console: Console, text: str, limit: int) -> None:
    """按任意文字、姓名、拼音首字母、编号或电话查找。"""
    with console.desk() as desk:
        rows = find_cases(desk, text=text, limit=limit)
        _tell_rows(console, desk, rows, max(count_cases(desk, where=CaseFilter(text=text)), len(rows)))


def _tell_rows(console: Console, desk: Desk, rows: Sequence[CaseRow], total: int) -> None:
    """A masked list of cases."""
    content: dict[str, Any] = {}
    if console.as_json:
        today = desk.today()
        cases = [masked_case_json(view_case(desk, number=row.number), row, today) for row in rows]
        content = {"cases": cases, "total": total, **today_json(desk)}
    more = f"，这里列出{len(rows)}件" if len(rows) < total else ""
    console.tell(content, f"{date_line(desk)}　共{total}件{more}", *map(_row_line, rows))


def _row_line(row: CaseRow) -> str:
    """One line of the list."""
    due = f"，{row.due_on}到期" if row.due_on else ""
    marks = ("［重复］" if row.repeat else "") + ("［紧急］" if row.urgent else "")
    return f"{row.number}  {row.received_on}  {plain(row.people)}  {row.state.label}{due}  {marks}{plain(row.subject)}"


@case.command("show")
@click.argument("number")
@click.option("--full", is_flag=True, help="证件号码、电话、住址不遮盖（会记入操作记录）")
@click.option("--reason", default="", help="查看全号（--full）或者密封事项的理由，记入操作记录")
@pass_console
def show(console: Console, number: str, full: bool, reason: str) -> None:
    """看一件事项：诉求、期限、经过、文书、附件。"""
    with console.desk() as desk:
        if full and not reason.strip():
            raise InvalidField("reason", "查看全号要写明理由（--reason），并会记入操作记录。")
        if reason.strip() and get_case(desk, number=number).sealed:
            read_sealed(desk, number=number, reason=plain(reason))
        opened = _open_numbers(desk, number, reason) if full else []
        view = view_case(desk, number=number)
        content, date = shown(view, desk.today(), opened=bool(reason.strip())), date_line(desk)
    for person, values in zip(content["petitioners"], opened, strict=False):
        person.update(values)
    console.tell(content, *_case_lines(content), date)


def _open_numbers(desk: Desk, number: str, reason: str) -> list[dict[str, str]]:
    """The numbers and addresses of all petitioners in full; each opening is recorded."""
    case = get_case(desk, number=number)
    return [
        {
            field: reveal(desk, number=number, position=position, field=field, reason=reason)[0]
            for field in ("id_number", "phone", "address")
            if getattr(person, field)
        }
        for position, person in enumerate(case.petitioners)
    ]


def shown(view: CaseView, today: dt.date, *, opened: bool = False) -> dict[str, Any]:
    """A case as the console shows it: of a sealed one neither names nor words until it was opened with a reason (Art. 30)."""
    content = {**view_json(view, today), "opened": opened or not view.case.sealed}
    if not content["opened"]:
        content |= {
            "subject": view.case.public_subject,
            "content": "",
            "requests": [],
            "evidence": "",
            "note": "",
            "unit": "",
            "office": "",
            "outcome": "",
        }
        content["petitioners"] = [{"name": ""} for _ in view.case.petitioners]
        content["notes"], content["attachments"] = [], []
        content["documents"] = [{**paper, "title": paper["kind_name"]} for paper in content["documents"]]
    return content


def _case_lines(content: dict[str, Any]) -> list[str]:
    """A case for people to read."""
    people = "、".join(_person_words(person) for person in content["petitioners"]) or "匿名"
    if not content["opened"]:
        people = "密封，写明理由（--reason）才显示"
    lines = [
        f"{content['number']}  {content['state_name']}  收到{content['received_on']}",
        *([f"首件：{content['repeat_of']}"] if content["repeat_of"] else ()),
        f"信访人：{people}（{content['people_count']}人）",
        f"事项：{content['subject']}",
        *(f"诉求{at}：{text}" for at, text in enumerate(content["requests"], start=1)),
        *(f"期限：{c['name']} {c['due_on']} {_clock_word(c['state'])}" for c in content["deadlines"]),
        *(f"办理：{note['on']} {note['text']}" for note in content["notes"]),
        *(f"文书：{d['kind_name']} {d['number']} {d['issued_at'][:10]}" for d in content["documents"]),
        *(f"附件：{a['name']}（{a['size']}字节）" for a in content["attachments"]),
    ]
    return [plain(line) for line in lines]


def _person_words(person: dict[str, Any]) -> str:
    """王建国（1402**********123X 138****4321）."""
    more = " ".join(person[key] for key in ("unit", "id_number", "phone", "address") if person.get(key))
    name = person["name"] or "未留名"
    return f"{name}（{more}）" if more else str(name)


def _clock_word(state: str) -> str:
    """The clerk's word for where a clock stands."""
    words = {
        "running": "在计时",
        "overdue": "已逾期",
        "lapsed": "已届满",
        "met": "已按期完成",
        "met_late": "逾期完成",
    }
    return words.get(state, "已停止")


@case.command("note")
@click.argument("number")
@click.argument("text")
@click.option("--on", type=DateWord(), help="办理日期，默认今天")
@click.option(
    "--kind", default="其他", show_default=True, help="调查取证、沟通协调、采取措施、政策研究、其他"
)
@pass_console
def note(console: Console, number: str, text: str, on: dt.date | None, kind: str) -> None:
    """记录某一天的办理情况。"""
    with console.desk() as desk:
        note_handling(desk, number=number, on=on or desk.today(), text=text, kind=kind)
        view = view_case(desk, number=number)
        content = shown(view, desk.today())
    console.tell(content, f"已记录：{number}（{view.case.state.label}）")


@case.command("waits")
@click.argument("number")
@click.option("--reason", default="", help="为什么本单位不能解决")
@pass_console
def waits(console: Console, number: str, reason: str) -> None:
    """本单位不能解决，列入待移送。"""
    with console.desk() as desk:
        cannot_settle(desk, number=number, reason=reason)
        content = shown(view_case(desk, number=number), desk.today())
    console.tell(content, f"已列入待移送：{number}")


@case.command("attach")
@click.argument("number")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--document", "document_id", type=int, default=0, help="是哪份文书（ID）签收过的送达回证")
@pass_console
def attach(console: Console, number: str, file: Path, document_id: int) -> None:
    """把一个文件加密存到事项上，例如扫描的送达回证。"""
    with console.desk() as desk:
        add_attachment(desk, number=number, path=file, document_id=document_id)
        content = shown(view_case(desk, number=number), desk.today())
    console.tell(content, f"已添加附件：{number}")
