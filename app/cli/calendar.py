"""The calendar on the console: a year at a glance, own days, import and export."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click

from app.actions.calendar import (
    CalendarImport,
    calendar_year,
    desk_calendar,
    export_calendar,
    import_calendar,
    publish_year,
    reset_day,
    set_day,
    withdraw_year,
)
from app.actions.desk import Desk
from app.cli.console import Console, DateWord, pass_console, plain
from app.cli.documents import require_free
from app.cli.reading import member
from app.domain.errors import UnreadableFile
from app.domain.workdays import DayInfo, DayKind, YearView

calendar = click.Group("calendar", help="放假和调休的日历。")


@calendar.command("show")
@click.argument("year", type=int)
@pass_console
def show(console: Console, year: int) -> None:
    """一年里的节假日和调休上班日。"""
    with console.desk() as desk:
        view = calendar_year(desk, year=year)
    special = [day for day in view.days if day.own or day.word in {"节假日", "调休上班"}]
    content = {
        "year": view.year,
        "published": view.published,
        "source": view.source,
        "version": view.version,
        "workdays": view.workdays,
        "days": [_day_json(day) for day in special],
        "total": len(special),
    }
    console.tell(content, *_year_lines(view), *map(_day_line, special))


def _day_json(day: DayInfo) -> dict[str, Any]:
    """A day that is not what the week says, or that the administrator entered."""
    return {
        "day": day.day.isoformat(),
        "kind": (DayKind.WORKDAY if day.workday else DayKind.HOLIDAY).value,
        "word": day.word,
        "note": day.name,
        "own": day.own is not None,
    }


def _year_lines(view: YearView) -> list[str]:
    """The year in a sentence, and where it comes from."""
    known = f"已公布（{plain(view.source)}）" if view.published else "尚未公布，工作日期限为暂定"
    return [f"{view.year}年：{known}；工作日{view.workdays}天", f"日历：{plain(view.version)}"]


def _day_line(day: DayInfo) -> str:
    """2026-10-10  周六  调休上班  国庆节."""
    own = "  本单位" if day.own else ""
    week = "一二三四五六日"[day.day.weekday()]
    return f"{day.day}  周{week}  {day.word}  {plain(day.name)}{own}".rstrip()


@calendar.command("set")
@click.argument("day", metavar="DATE", type=DateWord())
@click.argument("kind", metavar="holiday|workday")
@click.option("--note", default="", help="说明，例如节日的名称")
@pass_console
def set_(console: Console, day: dt.date, kind: str, note: str) -> None:
    """把一天定为放假（holiday）或上班（workday）。"""
    chosen = member(DayKind, "kind", kind)
    with console.desk() as desk:
        set_day(desk, day=day, kind=chosen, note=plain(note))
        _tell_day(console, desk, day)


@calendar.command("reset")
@click.argument("day", metavar="DATE", type=DateWord())
@pass_console
def reset(console: Console, day: dt.date) -> None:
    """一天恢复为公布的安排。"""
    with console.desk() as desk:
        reset_day(desk, day=day)
        _tell_day(console, desk, day)


def _tell_day(console: Console, desk: Desk, day: dt.date) -> None:
    """How a day stands now, and the calendar's version."""
    known = desk_calendar(desk)
    info = known.day_info(day)
    content = {**_day_json(info), "version": known.version}
    console.tell(content, _day_line(info), f"日历：{plain(known.version)}")


@calendar.command("declare")
@click.argument("year", type=int)
@click.option("--source", required=True, help="依据，例如放假通知的文号")
@pass_console
def declare(console: Console, year: int, source: str) -> None:
    """说明一年的日历已经录全，期限不再是暂定。"""
    with console.desk() as desk:
        publish_year(desk, year=year, source=plain(source))
        view = calendar_year(desk, year=year)
    console.tell(_year_json(view), *_year_lines(view))


@calendar.command("withdraw")
@click.argument("year", type=int)
@pass_console
def withdraw(console: Console, year: int) -> None:
    """收回上面的说明。"""
    with console.desk() as desk:
        withdraw_year(desk, year=year)
        view = calendar_year(desk, year=year)
    console.tell(_year_json(view), *_year_lines(view))


def _year_json(view: YearView) -> dict[str, Any]:
    """Whether a year is known."""
    return {
        "year": view.year,
        "published": view.published,
        "source": view.source,
        "version": view.version,
    }


@calendar.command("import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--year-complete", is_flag=True, help="文件是全年的安排，不到10天也算已公布")
@pass_console
def import_(console: Console, file: Path, year_complete: bool) -> None:
    """导入一份日历，一行一天：日期、放假或上班、说明。"""
    if not file.is_file():
        raise UnreadableFile(plain(file.name), "没有这个文件", "请核对路径后再试。")
    with console.desk() as desk:
        done = import_calendar(desk, path=file, year_complete=year_complete)
    console.tell(_import_json(done), *_import_lines(done))


def _import_json(done: CalendarImport) -> dict[str, Any]:
    """What came in."""
    return {
        "read": done.read,
        "imported": done.added + done.changed,
        "added": done.added,
        "changed": done.changed,
        "unchanged": done.unchanged,
        "published_years": list(done.published),
        "open_years": list(done.open_years),
        "version": done.version,
    }


def _import_lines(done: CalendarImport) -> list[str]:
    """What came in, for people."""
    lines = [f"读到{done.read}天：新增{done.added}，改动{done.changed}，相同{done.unchanged}"]
    if done.open_years:
        years = "、".join(f"{year}年" for year in done.open_years)
        lines.append(f"{years}的天数太少，仍按未公布处理；确是全年的，请加 --year-complete 再导入一次")
    return [*lines, f"日历：{plain(done.version)}"]


@calendar.command("export")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--year", type=int, help="写出一年全部节假日和调休日，可以改好再导入；不写只有本单位的")
@pass_console
def export(console: Console, file: Path, year: int | None) -> None:
    """把日历写成 .xlsx 或 .csv，可作模板。"""
    require_free(file)
    with console.desk() as desk:
        sha256 = export_calendar(desk, path=file, year=year)
    console.tell({"path": str(file), "sha256": sha256}, f"已写好：{file}")
