"""Replies on the console: what one would do, taking it over with decisions, taking it back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from app.actions.desk import Desk
from app.actions.differences import check_reply
from app.actions.replies import import_reply, list_replies, undo_reply
from app.cli.carrying import FILE, REASON, TRUST, YES, confirmed_findings, file_password, notice_json
from app.cli.console import Console, pass_console, plain
from app.domain.errors import InvalidField
from app.domain.inbox import Finding
from app.domain.reply_plan import OURS, THEIRS, CasePlan, ReplyCheck

reply = click.Group("reply", help="上级的回复。")
TAKE = click.option("--take", type=click.Choice([OURS, THEIRS]), help="所有与回复不同之处都采用哪一方")


@reply.command("check")
@FILE
@click.option("--packet", "number", default="", help="答复的是哪个移送包（看不出来时才需要）")
@pass_console
def check_(console: Console, file: Path, number: str) -> None:
    """读一份回复，列出会发生什么、有哪些不同；什么都不写。"""
    password = file_password(file)
    with console.desk() as desk:
        check = check_reply(desk, file, password=password, packet=number)
    console.tell(_reply_json(check), *_reply_lines(check))


def _reply_json(check: ReplyCheck) -> dict[str, Any]:
    """What a reply would do."""
    return {
        "path": check.file,
        "source": check.source,
        "known": check.known,
        "fingerprint": "-".join(check.fingerprint) or None,
        "findings": [notice_json(notice) for notice in check.notices],
        "undecided": list(check.undecided({})),
        "packets": [
            {
                "number": sheet.packet_number,
                "complete": sheet.complete,
                "unanswered": list(sheet.unanswered),
                "cases": [_plan_json(plan) for plan in sheet.plans],
                "changed_cells": [
                    {"place": one.place, "sent": one.sent, "found": one.found} for one in sheet.differences
                ],
                "problems": [
                    {"row": p.row, "column": p.column, "code": p.code, "message": p.message, "error": p.error}
                    for p in sheet.problems
                ],
            }
            for sheet in check.sheets
        ],
    }


def _plan_json(plan: CasePlan) -> dict[str, Any]:
    """One case of it."""
    return {
        "number": plan.number,
        "state": plan.state.value if plan.state else None,
        "takes": dict(plan.takes),
        "differences": [
            {"field": one.field, "ours": one.ours, "theirs": one.theirs} for one in plan.differences
        ],
        "blocked": plan.blocked or None,
    }


def _reply_lines(check: ReplyCheck) -> list[str]:
    """The same for people."""
    lines = [plain(notice.sentence) for notice in check.notices]
    lines += ["这份回复已经导入过"] if check.known else []
    for sheet in check.sheets:
        lines.append(f"{sheet.packet_number}：{len(sheet.plans)}件有答复，{len(sheet.unanswered)}件还没有")
        lines += [plain(problem.message) for problem in sheet.problems]
        lines += [f"原表被改动：{plain(str(one))}" for one in sheet.differences]
        for plan in sheet.plans:
            words = plan.blocked or "；".join(plan.effects) or "没有新内容"
            lines.append(plain(f"{plan.number}  {words}"))
            lines += [plain(f"  须决定 {one.field}：{one}") for one in plan.differences]
    return lines


@reply.command("import")
@FILE
@TAKE
@click.option("--decide", "single", multiple=True, metavar="CASE.FIELD=ours|theirs", help="一处一处地决定")
@click.option("--packet", "number", default="", help="答复的是哪个移送包（看不出来时才需要）")
@TRUST
@YES
@pass_console
def import_reply_(
    console: Console,
    file: Path,
    take: str | None,
    single: tuple[str, ...],
    number: str,
    trust: bool,
    words: tuple[str, ...],
) -> None:
    """导入上级的回复；有不同之处的，须先决定采用哪一方。"""
    password = file_password(file)
    with console.desk() as desk:
        decisions = _decisions(desk, file, take, single, password, number)
        work = import_reply(
            desk,
            file,
            decisions=decisions,
            password=password,
            confirmed=confirmed_findings(words, trust),
            packet=number,
        )
        done = console.exhaust(work)
    left = [{"number": plan.number, "message": plan.blocked} for plan in done.blocked]
    content = {
        "replies": list(done.reply_ids),
        "cases": list(done.cases),
        "total": len(done.cases),
        "acts": done.acts,
        "blocked": left,
    }
    lines = [f"登记了{len(done.cases)}件的回复（{done.acts}步）" if done.reply_ids else "没有新的内容"]
    console.tell(content, *lines, *(plain(f"{one['number']}：{one['message']}") for one in left))


def _decisions(
    desk: Desk, file: Path, take: str | None, single: tuple[str, ...], password: str | None, number: str
) -> dict[tuple[str, str], str]:
    """What was decided on the command line. Raises InvalidField for a word that is no decision."""
    decisions = {}
    if take:
        decisions = check_reply(desk, file, password=password, packet=number).decide_all(take)
    for text in single:
        place, _, word = text.rpartition("=")
        case, dot, field = place.partition(".")
        if word not in (OURS, THEIRS) or not dot:
            raise InvalidField("decide", f"“{plain(text)}”请写成 编号.栏目=ours 或 编号.栏目=theirs 的样子")
        decisions[case.upper(), field] = word
    return decisions


@reply.command("list")
@pass_console
def list_(console: Console) -> None:
    """导入过的回复。"""
    with console.desk() as desk:
        found = list_replies(desk)
    content = [
        {
            "id": one.id,
            "packet": one.packet_number,
            "at": one.at.isoformat(timespec="seconds"),
            "by": one.by,
            "file_name": one.file_name,
            "source": one.source,
            "undone": not one.stands,
        }
        for one in found
    ]
    lines = [
        f"{one.id}  {one.packet_number}  {one.at:%Y-%m-%d}  {plain(one.file_name)}"
        + ("" if one.stands else "  已撤销")
        for one in found
    ]
    console.tell({"replies": content, "total": len(found)}, f"共{len(found)}份", *lines)


@reply.command("undo")
@click.argument("reply_id", metavar="ID", type=int)
@REASON
@pass_console
def undo_reply_(console: Console, reply_id: int, reason: str) -> None:
    """撤销一份回复的导入；之后又办理过的不能撤销。"""
    with console.desk() as desk:
        changes = undo_reply(desk, reply_id=reply_id, reason=reason)
    content = {"id": reply_id, "cases": list(changes.cases), "total": len(changes.cases)}
    console.tell(content, f"已撤销：{len(changes.cases)}件")


def reply_as_import(
    console: Console,
    desk: Desk,
    file: Path,
    password: str | None,
    *,
    take: str | None,
    confirmed: frozenset[Finding],
    dry_run: bool,
) -> None:
    """A reply through ``packet import``: told in the figures that every import has."""
    check = check_reply(desk, file, password=password)
    if not dry_run:
        decisions = check.decide_all(take) if take else {}
        work = import_reply(desk, file, decisions=decisions, password=password, confirmed=confirmed)
        console.exhaust(work)
    news = [plan for plan in check.plans if plan.news and not check.known]
    blocked = [plan for plan in check.plans if plan.blocked]
    problems = [problem for sheet in check.sheets for problem in sheet.problems]
    said = [
        {"row": p.row, "column": p.column, "code": p.code, "message": p.message, "error": p.error}
        for p in problems
    ]
    content = {
        "read": len(check.plans),
        "imported": len(news),
        "duplicates": len(check.plans) - len(news) - len(blocked),
        "rejected": len(blocked),
        "warnings": [
            *({k: v for k, v in one.items() if k != "error"} for one in said if not one["error"]),
            *(
                {"row": 0, "column": "", "code": "difference", "message": text}
                for text in check.undecided({})
            ),
            *(
                {"row": 0, "column": "", "code": n.finding.value, "message": n.sentence}
                for n in check.notices
            ),
        ],
        "errors": [
            *({k: v for k, v in one.items() if k != "error"} for one in said if one["error"]),
            *(
                {"row": 0, "column": "", "code": "blocked", "message": f"{p.number}：{p.blocked}"}
                for p in blocked
            ),
        ],
        "packets": [sheet.packet_number for sheet in check.sheets],
    }
    console.tell(content, f"{len(check.plans)}件有答复，登记{len(news)}件", *_reply_lines(check))
