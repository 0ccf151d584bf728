"""The day's work: what is due, what waits and for whom, what was left lying; and its list on paper."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from app.actions.approvals import may_answer, returned_wishes, sealed_approvals, waiting_approvals
from app.actions.desk import Desk
from app.actions.drafts import list_drafts
from app.actions.facts import is_competent
from app.actions.moved_dates import dates_are_stale
from app.actions.retention import answered_erasures, erasures_to_decide
from app.actions.sealed import own_sealed
from app.domain.acts import Approval
from app.domain.cases import Case
from app.domain.codes import CaseClass, CaseState
from app.domain.deadlines import Deadline, DeadlineState, Level, Unit, Whose, level
from app.domain.documents import DocumentKind, ListColumn, ListContent
from app.domain.moves import Move
from app.domain.procedure import MOVES
from app.domain.retention import Erasure, ErasureState
from app.domain.today import APPROVE, CONTINUE, ERASE, ERASURE, Day, DayLine, DaySection, Part, Where, act_for
from app.files.procedure_rules import procedure_numbers
from app.files.rules import deadline_rules
from app.storage import cases, clocks
from app.storage import today as store
from app.storage.today import CaseLine, Span

ONE_DAY = dt.timedelta(days=1)
RIGHTS = ("T8", "T10", "T16", "T20", "T23", "T24")
"""What the petitioner loses when nobody reminds him (domain facts, section 2)."""
RATING = "T16"
PRINTED = 200
"""Lines of a part on paper."""
MOST_WISHES = 10_000
"""What waits for a leader is counted one by one: who may not decide on a case is not told that it waits."""


@dataclass(frozen=True, slots=True)
class _Ahead:
    """How many days ahead the page looks: the levels, and the rights counted in years."""

    soon: int
    week: int
    long_right: int


def todays_work(desk: Desk, *, limit: int = 50) -> Day:
    """The day's work, each part with its count and its first ``limit`` lines; names masked, nothing of a sealed case
    but the numbers of those that wait with this operator."""
    ahead = _ahead(desk)
    levels = clocks.count_by_level(desk.store, desk.today(), soon=ahead.soon, week=ahead.week)
    parts: tuple[Callable[[Desk, _Ahead, int], Iterable[DaySection]], ...] = (
        _duties, _rights, _returned, _leader, _erasing, _away, _awaiting, _service, _rating, _sealed, _drafts,
    )  # fmt: skip
    found = [section for part in parts for section in part(desk, ahead, limit) if section.count]
    return Day(desk.today(), levels, tuple(found), ahead.soon, ahead.week, dates_are_stale(desk))


def count_due(desk: Desk) -> dict[Level, int]:
    """How many duties run at each level, for a notice that names nobody."""
    ahead = _ahead(desk)
    return clocks.count_by_level(desk.store, desk.today(), soon=ahead.soon, week=ahead.week)


def _ahead(desk: Desk) -> _Ahead:
    """The days of the levels, from ``procedure.toml``."""
    numbers = procedure_numbers(desk.rules_folder)
    return _Ahead(numbers.soon, numbers.week, numbers.long_right)


# --- clocks ------------------------------------------------------------------------------------------------


def _duties(desk: Desk, ahead: _Ahead, limit: int) -> Iterable[DaySection]:
    """Overdue, due today, due within the week."""
    today = desk.today()
    for part, first, last in (
        (Part.OVERDUE, dt.date.min, today - ONE_DAY),
        (Part.TODAY, today, today),
        (Part.WEEK, today + ONE_DAY, today + ahead.week * ONE_DAY),
    ):
        yield _clocks(desk, ahead, part, Span(Whose.DUTY, first, last), limit)


def _rights(desk: Desk, ahead: _Ahead, limit: int) -> Iterable[DaySection]:
    """The petitioners' rights that run out soon; those counted in years are listed earlier."""
    today = desk.today()
    long = tuple(r.id for r in deadline_rules(desk.rules_folder).values() if r.unit is Unit.YEARS)
    until, longer = today + ahead.week * ONE_DAY, today + ahead.long_right * ONE_DAY
    yield _clocks(desk, ahead, Part.RIGHTS, Span(Whose.RIGHT, today, until, RIGHTS, long, longer), limit)


def _rating(desk: Desk, ahead: _Ahead, limit: int) -> Iterable[DaySection]:
    """The petitioners who may still rate."""
    span = Span(Whose.RIGHT, desk.today(), dt.date.max, (RATING,))
    yield _clocks(desk, ahead, Part.RATING, span, limit)


def _clocks(desk: Desk, ahead: _Ahead, part: Part, span: Span, limit: int) -> DaySection:
    """The part of some running clocks."""
    count = store.count_due(desk.store, span)
    if not count:
        return DaySection(part)
    competent = is_competent(desk)
    lines = [
        _clock_line(desk, ahead, case, clock, competent)
        for case, clock in store.due_lines(desk.store, span, limit=limit)
    ]
    return DaySection(part, count, tuple(lines))


def _clock_line(desk: Desk, ahead: _Ahead, case: CaseLine, clock: Deadline, competent: bool) -> DayLine:
    """A running clock as a line."""
    today = desk.today()
    where = Where(case.state, case.case_class, desk.station.role, competent)
    return DayLine(
        case.number,
        clock.name,
        case.people,
        case.subject,
        clock.due_on,
        (clock.due_on - today).days,
        level(clock.due_on, today, soon=ahead.soon, week=ahead.week),
        act_for(clock.rule, where, overdue=clock.due_on < today),
        clock.provisional,
    )


# --- what waits --------------------------------------------------------------------------------------------


def _returned(desk: Desk, ahead: _Ahead, limit: int) -> Iterable[DaySection]:
    """What this operator asked for and the leader sent back, each with his word."""
    wishes = returned_wishes(desk)
    lines = [replace(_wish_line(desk, wish, CONTINUE), subject=wish.word) for wish in wishes[:limit]]
    erasing = _answered(desk, ErasureState.RETURNED)
    yield DaySection(Part.RETURNED, len(wishes) + len(erasing), (*erasing, *lines))


def _leader(desk: Desk, ahead: _Ahead, limit: int) -> Iterable[DaySection]:
    """What waits for a leader; only who may decide on it is led there."""
    wishes = waiting_approvals(desk, limit=MOST_WISHES)
    lines = [_wish_line(desk, wish, APPROVE if may_answer(desk, wish) else "") for wish in wishes[:limit]]
    erasing = [_erasure_line(desk, wish) for wish in erasures_to_decide(desk)]
    yield DaySection(Part.LEADER, len(wishes) + len(erasing), (*erasing, *lines))


def _erasing(desk: Desk, ahead: _Ahead, limit: int) -> Iterable[DaySection]:
    """What this operator asked to erase and a leader approved: it is not erased of its own accord."""
    lines = _answered(desk, ErasureState.APPROVED)
    yield DaySection(Part.ERASING, len(lines), tuple(lines))


def _answered(desk: Desk, state: ErasureState) -> list[DayLine]:
    """What this operator asked to erase, as far as it was answered so."""
    return [_erasure_line(desk, wish, ERASURE) for wish in answered_erasures(desk) if wish.state is state]


def _erasure_line(desk: Desk, wish: Erasure, act: str = ERASE) -> DayLine:
    """A wish to erase cases as a line: it belongs to no single case. What came back says with which word."""
    what = f"销毁到期档案{len(wish.lines)}件　{f'“{wish.word}”' if wish.word else wish.reason}"
    return DayLine("", what, "", "", *_waited(desk, (wish.decided_at or wish.asked_at).date()), act=act)


def _wish_line(desk: Desk, wish: Approval, act: str) -> DayLine:
    """A wish as a line, since when it waits."""
    since = (wish.decided_at or wish.asked_at).date()
    line = DayLine(
        wish.case_number, _label(wish.act), wish.people, wish.subject, *_waited(desk, since), act=act
    )
    return replace(line, wish=wish.id)


def _away(desk: Desk, ahead: _Ahead, limit: int) -> Iterable[DaySection]:
    """What went up to headquarters, and what headquarters passed down, without an answer yet."""
    sent = store.lines_away(desk.store, limit=limit)
    ways = {CaseState.IN_TRANSFER: "transfer_received", CaseState.TRANSFERRED: "record_decision"}
    lines = tuple(_waiting(desk, case, case.state.label, ways[case.state]) for case in sent)
    yield DaySection(Part.HEADQUARTERS, store.count_away(desk.store), lines)
    below = store.lines_in_state(
        desk.store, CaseState.REFERRED, limit=limit, since=("refer", "assign", "supervise")
    )
    lines = tuple(_waiting(desk, case, case.state.label, "result_received") for case in below)
    yield DaySection(Part.REFERRED, store.count_state(desk.store, CaseState.REFERRED), lines)


def _awaiting(desk: Desk, ahead: _Ahead, limit: int) -> Iterable[DaySection]:
    """What goes into the next packet."""
    state = CaseState.AWAITING_TRANSFER
    found = store.lines_in_state(desk.store, state, limit=limit, since=("cannot_settle",))
    lines = tuple(_waiting(desk, case, state.label, "export") for case in found)
    yield DaySection(Part.PACKET, store.count_state(desk.store, state), lines)


def _service(desk: Desk, ahead: _Ahead, limit: int) -> Iterable[DaySection]:
    """The papers that must reach the petitioner with a proof."""
    papers = store.lines_to_serve(desk.store, limit=limit)
    lines = tuple(replace(_waiting(desk, case, _paper(case), "serve"), paper=case.what[1]) for case in papers)
    yield DaySection(Part.SERVICE, store.count_to_serve(desk.store), lines)


def _paper(case: CaseLine) -> str:
    """A paper by its kind and number: 答复书 综采一区信访〔2026〕7号."""
    kind, number = case.what
    return f"{DocumentKind(kind).label.removeprefix('信访事项')} {number}".strip()


def _waiting(desk: Desk, case: CaseLine, what: str, act: str) -> DayLine:
    """A case that waits, with since when."""
    on, days = _waited(desk, case.since or desk.today())
    return DayLine(case.number, what, case.people, case.subject, on, days, act=act)


def _waited(desk: Desk, since: dt.date) -> tuple[dt.date, int]:
    """Since when, and how many days that is."""
    return since, (desk.today() - since).days


def _sealed(desk: Desk, ahead: _Ahead, limit: int) -> Iterable[DaySection]:
    """This operator's own sealed cases: number, seal number and the nearest due date, nothing else (Art. 30)."""
    numbers = own_sealed(desk)
    lines = tuple(_sealed_line(desk, ahead, cases.get_case(desk.store, number)) for number in numbers[:limit])
    asked = [wish for wish in sealed_approvals(desk) if may_answer(desk, wish)]
    waiting = tuple(_sealed_wish(desk, wish) for wish in asked[:limit])
    yield DaySection(Part.SEALED, len(numbers) + len(asked), (*waiting, *lines))


def _sealed_wish(desk: Desk, wish: Approval) -> DayLine:
    """What a leader may decide on a sealed case: number and seal number; the case is read with a reason first."""
    return DayLine(wish.case_number, f"待审批　{wish.subject}", "", "", *_waited(desk, wish.asked_at.date()))


def _sealed_line(desk: Desk, ahead: _Ahead, case: Case) -> DayLine:
    """A sealed case as a line."""
    line = DayLine(case.number, f"封号 {case.seal_number}")
    if case.case_class is CaseClass.B:
        line = replace(line, act="seal_handover")
    clocks_of_case = clocks.deadlines_of(desk.store, case.id)
    due = [c.due_on for c in clocks_of_case if c.state is DeadlineState.RUNNING and c.whose is Whose.DUTY]
    if not due:
        return line
    today, nearest = desk.today(), min(due)
    near = level(nearest, today, soon=ahead.soon, week=ahead.week)
    return replace(line, on=nearest, days=(nearest - today).days, level=near)


# --- drafts ------------------------------------------------------------------------------------------------


def _drafts(desk: Desk, ahead: _Ahead, limit: int) -> Iterable[DaySection]:
    """What was begun and not finished; never of a sealed case."""
    kept = list_drafts(desk)
    known = store.lines_of(desk.store, [number for key, _ in kept if (number := _case_of(key))])
    lines = [
        _draft_line(desk, key, at, known.get(_case_of(key)))
        for key, at in kept
        if not _case_of(key) or _case_of(key) in known
    ]
    yield DaySection(Part.DRAFTS, len(lines), tuple(lines[:limit]))


def _case_of(key: str) -> str:
    """The case that a draft's key names: ``letter:<act>:<number>``; empty for one that has no case yet."""
    parts = key.split(":")
    return parts[-1] if len(parts) > 1 else ""


def _draft_line(desk: Desk, key: str, at: dt.datetime, case: CaseLine | None) -> DayLine:
    """A draft as a line: which form, which case, since when."""
    kind, _, about = key.partition(":")
    act = about.partition(":")[0]
    what = "登记新事项" if key == "register" else _label(act or key)
    number, people, subject = (case.number, case.people, case.subject) if case else ("", "", "")
    leads_to = act if kind == "form" else ""
    return DayLine(number, what, people, subject, *_waited(desk, at.date()), act=leads_to, key=key)


def _label(act: str) -> str:
    """The name of an act, or of the paper that an earlier program named a draft by."""
    move: Move | None = MOVES.get(act)
    if move:
        return move.label
    return next((kind.label for kind in DocumentKind if kind.value == act), act)


# --- on paper ----------------------------------------------------------------------------------------------


def day_list_pdf(desk: Desk) -> bytes:
    """The day's list to print: names masked, nothing of sealed cases, no drafts."""
    from app.files.list_pdf import render_list  # here: reportlab costs start-up time

    out = io.BytesIO()
    render_list(day_list(desk, todays_work(desk, limit=PRINTED)), out)
    return out.getvalue()


def day_list(desk: Desk, day: Day) -> ListContent:
    """The day's list as it prints."""
    printed = [s for s in day.sections if s.part not in (Part.SEALED, Part.RETURNED, Part.DRAFTS)]
    rows = [
        _row(number, section.part, line)
        for section in printed
        for number, line in enumerate(section.lines, 1)
    ]
    counts = "，".join(f"{section.part.label}{section.count}件" for section in printed)
    left_out = [
        f"{s.part.label}共{s.count}件，只印前{len(s.lines)}件。" for s in printed if s.count > len(s.lines)
    ]
    stale = ("日历或期限规则已改，日期尚未确认。",) if day.stale else ()
    return ListContent(
        unit=desk.station.unit_name,
        title="今日工作清单",
        columns=(
            ListColumn("项目", 3.2),
            ListColumn("日期", 3.5, centred=True),
            ListColumn("办什么", 3.4),
            ListColumn("编号", 4.6),
            ListColumn("信访人", 2.2),
            ListColumn("事由", 5.6),
            ListColumn("办了", 1.2, centred=True),
        ),
        rows=tuple(rows),
        made_on=day.on,
        notes=tuple(note for note in (counts and counts + "。", *stale, *left_out) if note),
        empty="今天没有到期的事项，也没有等着办的事项。",
        landscape=True,
    )


def _row(number: int, part: Part, line: DayLine) -> tuple[str, ...]:
    """A line on paper; the name of its part stands in every one, so that no page needs the one before."""
    return (
        f"{part.label} {number}",
        _date_words(part, line),
        line.what,
        line.number,
        line.people,
        line.subject,
        "□",
    )


def _date_words(part: Part, line: DayLine) -> str:
    """The due date with its word, or since when."""
    if line.on is None:
        return ""
    if line.level is None:
        return f"{line.on}起" + (f" {line.days}天" if line.days else "")
    late = f" 逾期{-line.days}天" if line.days is not None and line.days < 0 else ""
    return f"{line.on}{late}" + ("（暂定）" if line.provisional else "")
