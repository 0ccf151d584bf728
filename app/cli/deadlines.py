"""Clocks on the console: what is due, why, and the calculator."""

from __future__ import annotations

import datetime as dt

import click

from app.actions.deadlines import RunningClock, compute, count_by_level, list_deadlines, why_due
from app.actions.moved_dates import MovedDate, confirm_moved, moved_dates
from app.cli.console import Console, DateWord, PauseWord, date_line, pass_console, plain, today_json
from app.cli.shapes import deadline_json, due_json, why_json
from app.domain.deadlines import DueDate, Pause
from app.domain.errors import InvalidField

deadline = click.Group("deadline", help="期限。")


@deadline.command("list")
@click.option("--on", type=DateWord(), help="在哪一天看，默认今天")
@click.option("--limit", type=click.IntRange(1, 100_000), default=200, show_default=True, help="最多几条")
@pass_console
def list_(console: Console, on: dt.date | None, limit: int) -> None:
    """在计时的期限，近的在前。"""
    with console.desk() as desk:
        day = on or desk.today()
        clocks = list_deadlines(desk, on=on, limit=limit)
        total = sum(count_by_level(desk).values())
        date, today = date_line(desk), today_json(desk)
    content = {"deadlines": [_clock_json(clock, day) for clock in clocks], "total": total, **today}
    console.tell({**content, "on": day.isoformat()}, f"{date}　共{total}条", *map(_clock_line, clocks))


def _clock_json(clock: RunningClock, day: dt.date) -> dict[str, object]:
    """A clock with its case, masked."""
    return {
        "number": clock.number,
        "people": clock.people,
        "subject": clock.subject,
        "level": clock.level.value,
        **deadline_json(clock.deadline, day),
    }


def _clock_line(clock: RunningClock) -> str:
    """One line of the list."""
    due = clock.deadline
    return f"{due.due_on}  {clock.level.label}  {due.name}  {clock.number}  {plain(clock.people)}"


@deadline.command("why")
@click.argument("number")
@pass_console
def why_(console: Console, number: str) -> None:
    """一件事项的每个期限是怎样算出来的。"""
    with console.desk() as desk:
        found, today = why_due(desk, number=number), desk.today()
    lines = [step for one in found for step in (f"{one.deadline.rule} {one.deadline.name}", *one.steps)]
    content = {"number": number, "deadlines": [why_json(one, today) for one in found], "total": len(found)}
    console.tell(content, *lines)


@deadline.command("moved")
@pass_console
def moved(console: Console) -> None:
    """日历或规则改动后要变的期限，原日期和新日期；只列出，不改。"""
    with console.desk() as desk:
        dates = console.exhaust(moved_dates(desk)).dates
    content = {"moved": [_moved_json(date) for date in dates], "total": len(dates)}
    console.tell(content, f"共{len(dates)}条", *(plain(f"{d.id}  {d.number}  {d.change}") for d in dates))


def _moved_json(date: MovedDate) -> dict[str, object]:
    """A date that would move."""
    return {
        "id": date.id,
        "number": date.number,
        "people": date.people,
        "rule": date.rule,
        "name": date.name,
        "old": date.old,
        "new": date.new,
        "provisional_before": date.provisional_before,
        "provisional_after": date.provisional_after,
    }


@deadline.command("confirm")
@click.option("--id", "ids", type=int, multiple=True, help="只改这几条，其余保持原日期；不写则全部")
@pass_console
def confirm(console: Console, ids: tuple[int, ...]) -> None:
    """确认期限变动，一件一行记入操作记录。"""
    with console.desk() as desk:
        numbers = confirm_moved(desk, ids=ids or None).cases
    console.tell({"cases": list(numbers), "total": len(numbers)}, f"已确认：{len(numbers)}件", *numbers)


@deadline.command("compute")
@click.argument("rule")
@click.option("--start", required=True, type=DateWord(), help="起算日（当日不计入）")
@click.option("--extend", type=int, default=0, help="延长几个自然日")
@click.option("--pause", "pauses", multiple=True, type=PauseWord(), help="中止期间，两端都算中止；可写多次")
@pass_console
def compute_(console: Console, rule: str, start: dt.date, extend: int, pauses: tuple[Pause, ...]) -> None:
    """期限计算器；RULE 是 T1 至 T24，不需要工作台。"""
    due = _compute(rule, start, extend, pauses)
    word = "（暂定）" if due.provisional else ""
    console.tell(due_json(due), f"{due.rule.id} {due.rule.name}：{due.due_on}{word}", *due.steps)


def _compute(rule: str, start: dt.date, extend: int, pauses: tuple[Pause, ...]) -> DueDate:
    """The due date. Raises InvalidField for pauses that never end."""
    try:
        return compute(rule=plain(rule), start=start, extend=extend, pauses=pauses)
    except OverflowError as error:
        raise InvalidField("start", "日期太晚，算不出来。") from error
