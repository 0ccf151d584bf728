"""What is due, why, and the calculator."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.actions.calendar import desk_calendar
from app.actions.desk import Desk
from app.actions.sealed import seen_case
from app.domain.acts import ActRecord
from app.domain.case_clocks import due_of
from app.domain.deadlines import (
    Deadline,
    DeadlineState,
    DueDate,
    Level,
    Near,
    Pause,
    Rule,
    Whose,
    compute_due,
)
from app.domain.documents import ListColumn, ListContent
from app.domain.errors import NotFound
from app.domain.procedure import MOVES
from app.files.procedure_rules import procedure_numbers
from app.files.rules import deadline_rules, published_calendar
from app.storage import acts, clocks


@dataclass(frozen=True, slots=True)
class RunningClock:
    """A running clock with the case it belongs to, masked."""

    number: str
    people: str
    subject: str
    deadline: Deadline
    level: Level


def list_deadlines(
    desk: Desk,
    *,
    on: dt.date | None = None,
    limit: int = 200,
    whose: Whose = Whose.DUTY,
    until: dt.date | None = None,
) -> list[RunningClock]:
    """The running clocks of the unit's duties (or the petitioners' rights), nearest first, with their level on a day
    (default: today); ``until`` leaves out what ends later."""
    day, near = on or desk.today(), levels_ahead(desk)
    found = clocks.running(desk.store, limit=limit, whose=whose, until=until)
    return [
        RunningClock(number, people, subject, clock, near.level(clock.due_on, day))
        for number, people, subject, clock in found
    ]


def count_by_level(desk: Desk) -> dict[Level, int]:
    """How many clocks run at each level today; counted in the store, not read."""
    near = levels_ahead(desk)
    return clocks.count_by_level(desk.store, desk.today(), soon=near.soon, week=near.week)


def levels_ahead(desk: Desk) -> Near:
    """The days of the levels as ``procedure.toml`` has them, for whoever shows a date."""
    numbers = procedure_numbers(desk.rules_folder)
    return Near(numbers.soon, numbers.week)


@dataclass(frozen=True, slots=True)
class WhyDue:
    """A clock of a case with its calculation; ``due`` is None for a date that was named, not computed."""

    deadline: Deadline
    due: DueDate | None
    steps: tuple[str, ...]


def why_due(desk: Desk, *, number: str) -> tuple[WhyDue, ...]:
    """Every clock of a case as a calculation: what started it, day after day, pauses, extension, rule, article,
    version of the calendar."""
    case = seen_case(desk, number)
    records = {record.id: record for record in acts.acts_of(desk.store, case.id)}
    return tuple(_why(desk, clock, records) for clock in clocks.deadlines_of(desk.store, case.id))


def _why(desk: Desk, clock: Deadline, records: Mapping[int, ActRecord]) -> WhyDue:
    """One clock's calculation."""
    started = records.get(clock.started_by)
    begin = f"起算事件：{_beginning(clock, started)}"
    ended = _ending(clock, records)
    if clock.named_due:
        named = f"到期：{clock.due_on}（由交办单位指定，{clock.rule} {clock.name}）"
        return WhyDue(clock, None, (begin, named, *ended))
    due = due_of(clock, deadline_rules(desk.rules_folder), desk_calendar(desk))
    return WhyDue(clock, due, (begin, *due.steps, *_standing(clock, due), *ended))


def _standing(clock: Deadline, due: DueDate) -> tuple[str, ...]:
    """That the case's date is another than calendar and rules give now: nothing moves before it is confirmed
    (decision 15), and what ended keeps the date it had."""
    if (clock.due_on, clock.provisional) == (due.due_on, due.provisional):
        return ()
    kept = f"{clock.due_on}（暂定）" if clock.provisional else f"{clock.due_on}"
    if clock.state is not DeadlineState.RUNNING:
        return (f"结束时的到期日是{kept}：日历或期限规则后来改过",)
    return (f"本事项的到期日仍是{kept}：日历或期限规则改过，新日期还没有确认，或者确认时保持了原日期",)


def _beginning(clock: Deadline, started: ActRecord | None) -> str:
    """What a clock runs from, as the first line of its calculation."""
    if started is None:
        return "登记"
    move = MOVES[started.act]
    received = any(start.from_receipt for start in move.starts if start.rule == clock.rule)
    return f"收到（{move.label}）" if received else move.label


def _ending(clock: Deadline, records: Mapping[int, ActRecord]) -> tuple[str, ...]:
    """How a clock ended, as the last line of its calculation."""
    if clock.state is DeadlineState.RUNNING:
        return ()
    record = records.get(clock.ended_by)
    by = f"，{MOVES[record.act].label}" if record else ""
    on = f"{clock.ended_on}" if clock.ended_on else "日期不详"
    return (f"{clock.state.label}：{on}{by}",)


def why_pdf(desk: Desk, *, number: str) -> bytes:
    """The calculations of a case's clocks on paper; the case is named by its number alone."""
    from app.files.document_pdf import render_list  # here: reportlab costs start-up time

    rows = [
        (f"{found.deadline.rule} {found.deadline.name}" if at == 1 else "", str(at), step)
        for found in why_due(desk, number=number)
        for at, step in enumerate(found.steps, start=1)
    ]
    out = io.BytesIO()
    columns = (ListColumn("期限", 3), ListColumn("步", 0.7, centred=True), ListColumn("怎样算出来的", 9))
    render_list(
        ListContent(
            unit=desk.station.unit_name,
            title="期限计算说明",
            columns=columns,
            rows=tuple(rows),
            made_on=desk.today(),
            notes=(f"信访事项编号：{number}", f"打印日期：{desk.today()}　打印人：{desk.operator.name}"),
        ),
        out,
    )
    return out.getvalue()


def why(desk: Desk, *, number: str) -> tuple[DueDate, ...]:
    """The computed dates of a case's clocks, each with its steps."""
    return tuple(replace(found.due, steps=found.steps) for found in why_due(desk, number=number) if found.due)


def compute(*, rule: str, start: dt.date, extend: int = 0, pauses: Sequence[Pause] = ()) -> DueDate:
    """The calculator: a due date by a rule T1 to T24. ``extend`` in natural days.

    Raises NotFound for an unknown rule and InvalidField for what the rule does not allow.
    """
    known = deadline_rules()
    if rule.upper() not in known:
        raise NotFound("期限规则", rule)
    return compute_due(known[rule.upper()], start, published_calendar(), extend_days=extend, pauses=pauses)


def rules() -> tuple[Rule, ...]:
    """All limits."""
    return tuple(deadline_rules().values())
