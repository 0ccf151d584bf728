"""Headquarters' register on the console: what units sent up, assigned and urged; and what may have come in twice."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from app.actions.office_register import ManyDone, do_for_many, office_register, undo_for_many
from app.actions.repeats import decided_repeats, likely_repeats, not_a_repeat, take_back_not_repeat
from app.cli.carrying import REASON
from app.cli.console import Console, DateWord, date_line, pass_console, plain
from app.cli.filling import filled, filling
from app.cli.reading import member
from app.domain.errors import NotAllowed
from app.domain.office_register import OfficeFilter, OfficeRow, Stage
from app.domain.procedure import MOVES
from app.domain.repeats import NotRepeat, RepeatPair, RepeatSide

register = click.Group("register", help="登记总表：各单位移送上来的事项（信访接待部门用）。")
repeat = click.Group("repeat", help="各单位之间可能的重复件（信访接待部门用）。")
NUMBERS = click.argument("numbers", metavar="NUMBER...", nargs=-1, required=True)
STAGES = "、".join(f"{stage.value} {stage.label}" for stage in Stage)


@register.command("list")
@click.option("--stage", default=Stage.ALL.value, help=f"看哪些：{STAGES}")
@click.option("--from", "sender", default="", metavar="UNIT", help="哪个单位移送的（代码）")
@click.option("--office", default="", help="交办给谁的")
@click.option("--text", default="", help="编号的一部分，对方的或本单位的")
@pass_console
def list_(console: Console, stage: str, sender: str, office: str, text: str) -> None:
    """各单位移送的事项：对方的编号、本单位的编号、交办给谁、什么时候反馈；以及缺哪几包。"""
    where = OfficeFilter(member(Stage, "stage", stage), sender.upper(), office, text)
    with console.desk() as desk:
        page = office_register(desk, where=where)
        today, date = desk.today(), date_line(desk)
    content = {
        "cases": [_row_json(row, today) for row in page.rows],
        "total": page.count,
        "missing": list(page.missing),
        "offices": list(page.offices),
    }
    lines = [
        *(f"{sentence}，请催要" for sentence in page.missing),
        *(_row_line(row, today) for row in page.rows),
    ]
    console.tell(content, f"共{page.count}件", *map(plain, lines), date)


def _row_json(row: OfficeRow, today: dt.date) -> dict[str, Any]:
    """A line of the register."""
    return {
        "number": row.number,
        "office_number": row.office_number,
        "from": row.sender_code,
        "packet": row.packet,
        "received_on": row.received_on.isoformat(),
        "people": row.people,
        "subject": row.subject,
        "state": row.state.value,
        "state_name": row.state.label,
        "office": row.office or None,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "urged_on": row.urged_on.isoformat() if row.urged_on else None,
        "overdue": row.overdue(today),
    }


def _row_line(row: OfficeRow, today: dt.date) -> str:
    """The same for people."""
    due = f"  反馈期限{row.due_on}" if row.due_on else ""
    late = "（已超过）" if row.overdue(today) else ""
    urged = f"  已于{row.urged_on}督办" if row.urged_on else ""
    office = row.office or "还没有交办"
    return (
        f"{row.number}  {row.office_number}  {row.sender_code}  {row.state.label}  {office}{due}{late}{urged}"
    )


@register.command("assign")
@NUMBERS
@click.option("--on", type=DateWord(), help="交办日期，默认今天")
@filling
@pass_console
def assign(
    console: Console, numbers: tuple[str, ...], on: dt.date | None, choices: tuple[str, ...], file: str | None
) -> None:
    """交办，一件一份文书；要填 receiver_office（收件单位）、requirement（办理要求）、due_on（要求反馈日期）。"""
    _do(console, "assign", numbers, on, filled(choices, file))


@register.command("urge")
@NUMBERS
@click.option("--on", type=DateWord(), help="督办日期，默认今天")
@filling
@pass_console
def urge(
    console: Console, numbers: tuple[str, ...], on: dt.date | None, choices: tuple[str, ...], file: str | None
) -> None:
    """督办，一件一份督办单；要填 receiver_office（被督办单位）、reason、requirement、report_by（反馈期限）。"""
    _do(console, "supervise", numbers, on, filled(choices, file))


def _do(
    console: Console, act: str, numbers: tuple[str, ...], on: dt.date | None, fields: dict[str, str]
) -> None:
    """One act on many cases."""
    with console.desk() as desk:
        given = {**fields, "on": (on or desk.today()).isoformat()}
        done = console.exhaust(do_for_many(desk, numbers=numbers, act=act, fields=given))
    _tell_done(console, done, f"已{MOVES[act].label}")


@register.command("undo")
@NUMBERS
@click.option("--act", type=click.Choice(["assign", "supervise"]), required=True, help="撤销的是哪一步")
@REASON
@pass_console
def undo_(console: Console, numbers: tuple[str, ...], act: str, reason: str) -> None:
    """撤销交办或督办：文书作废留存；之后又办理过的不撤，逐件说明。"""
    with console.desk() as desk:
        done = console.exhaust(undo_for_many(desk, numbers=numbers, act=act, reason=reason))
    _tell_done(console, done, f"已撤销{MOVES[act].label}")


def _tell_done(console: Console, done: ManyDone, words: str) -> None:
    """What came of a run, the failures beside it. Raises NotAllowed where nothing was done."""
    if not done.done and done.failures:
        number, why = done.failures[0]
        more = f"（另有{len(done.failures) - 1}件也没有办成）" if len(done.failures) > 1 else ""
        raise NotAllowed((why if number in why else f"{number}：{why}") + more)
    failures = [{"number": number, "message": why} for number, why in done.failures]
    content = {
        "act": done.act,
        "cases": list(done.done),
        "total": len(done.done),
        "failures": failures,
        "documents": list(done.changes.documents),
    }
    lines = [f"没有办成 {one['number']}：{one['message']}" for one in failures]
    console.tell(content, f"{words}{len(done.done)}件", *map(plain, lines))


@repeat.command("list")
@click.option("--decided", is_flag=True, help="列出判定过不是重复件的")
@pass_console
def repeats_(console: Console, decided: bool) -> None:
    """可能是同一件事的，两件一对；关联用 case act 编号 link_repeat --set first=首件编号。"""
    with console.desk() as desk:
        if decided:
            found = decided_repeats(desk)
            lines = [plain(f"{one.id}  {one.first} ↔ {one.second}  {one.by}  {one.reason}") for one in found]
            console.tell({"decisions": list(map(_decision_json, found)), "total": len(found)}, *lines)
            return
        pairs = console.exhaust(likely_repeats(desk))
    lines = [plain(f"{one.first.number} ↔ {one.second.number}  {one.why}") for one in pairs]
    console.tell({"pairs": list(map(_pair_json, pairs)), "total": len(pairs)}, f"共{len(pairs)}对", *lines)


def _decision_json(one: NotRepeat) -> dict[str, Any]:
    """A pair that somebody found to be two matters."""
    return {
        "id": one.id,
        "first": one.first,
        "second": one.second,
        "at": one.at.isoformat(timespec="seconds"),
        "by": one.by,
        "reason": one.reason,
    }


def _pair_json(pair: RepeatPair) -> dict[str, Any]:
    """A pair that waits for somebody's decision."""
    return {"first": _side_json(pair.first), "second": _side_json(pair.second), "why": pair.why}


def _side_json(side: RepeatSide) -> dict[str, Any]:
    """One of two cases, names masked and numbers covered."""
    return {
        "number": side.number,
        "office_number": side.office_number,
        "from": side.unit,
        "received_on": side.received_on.isoformat(),
        "people": side.people,
        "subject": side.subject,
        "state": side.state.value,
    }


@repeat.command("no")
@click.argument("first")
@click.argument("second")
@click.option("--reason", default="", help="为什么不是")
@pass_console
def no(console: Console, first: str, second: str, reason: str) -> None:
    """判定两件不是重复件，以后不再成对列出。"""
    with console.desk() as desk:
        _, decision = not_a_repeat(desk, first=first.upper(), second=second.upper(), reason=reason)
    console.tell(
        {"id": decision, "first": first.upper(), "second": second.upper()}, f"已判定（{decision}号）"
    )


@repeat.command("undo")
@click.argument("decision", metavar="ID", type=int)
@pass_console
def undo_repeat(console: Console, decision: int) -> None:
    """撤销“不是重复件”的判定。"""
    with console.desk() as desk:
        changes = take_back_not_repeat(desk, decision_id=decision)
    console.tell({"id": decision, "cases": list(changes.cases)}, "已撤销判定，这一对会重新列出")
