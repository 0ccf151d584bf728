"""The clocks of a case, worked out from its acts: what starts, stops, halts, extends, pauses each, and undoing."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.acts import ActRecord
from app.domain.case_clocks import clocks_of, due_of
from app.domain.codes import CaseClass, CaseState, Role, StationRole
from app.domain.deadlines import Deadline, DeadlineState, Pause, Whose, compute_due
from app.domain.documents import DocumentKind
from app.domain.moves import Facts
from app.domain.procedure import MOVES, act_on, state_after
from app.domain.workdays import Calendar
from app.files.rules import deadline_rules, published_calendar
from tests.builders import a_case

D = dt.date
RULES = deadline_rules()
CALENDAR = published_calendar()
START = D(2026, 9, 1)
ONE_DAY = dt.timedelta(days=1)


def first(rule: str = "T2") -> Deadline:
    """The clock that registering starts."""
    due = compute_due(RULES[rule], START, CALENDAR)
    return Deadline(rule, RULES[rule].name, START, due.due_on, DeadlineState.RUNNING)


def act(name: str, day: D, at: int, *, case_class: str = "C6", kind: str = "", **fields: str) -> ActRecord:
    """An act as it is kept; ``kind`` is the paper that was served."""
    extra = {"class": case_class, **({"kind": kind} if kind else {})}
    moment = dt.datetime.combine(day, dt.time(9))
    return ActRecord(at, name, day, fields, moment, "李敏", CaseState.HANDLING, extra=extra)


def said(clocks: tuple[Deadline, ...]) -> dict[str, str]:
    """The newest clock of each rule: its date while it runs, else how it ended."""
    return {
        clock.rule: clock.due_on.isoformat() if clock.state is DeadlineState.RUNNING else clock.state.value
        for clock in clocks
    }


def clocks(*records: ActRecord, kept: tuple[Deadline, ...] = (), **more: Any) -> tuple[Deadline, ...]:
    return clocks_of(kept or (first(),), records, RULES, more.pop("calendar", CALENDAR), **more)


ACCEPTED = act("accept", D(2026, 9, 3), 1)
EXTENDED = act("extend", D(2026, 10, 20), 2, days="30")
PAUSED = act("pause", D(2026, 10, 21), 3, first="2026-10-21", last="2026-10-25")


@pytest.mark.parametrize(
    ("records", "wanted"),
    [
        ((), {"T2": "2026-09-16"}),
        ((act("ask_recusal", D(2026, 9, 2), 1),), {"T2": "2026-09-16"}),
        ((act("receipt_notice", D(2026, 9, 16), 1),), {"T2": "met"}),
        ((act("receipt_notice", D(2026, 9, 17), 1),), {"T2": "met_late"}),
        ((act("notice_impossible", D(2026, 9, 2), 1),), {"T2": "stopped"}),
        ((ACCEPTED,), {"T2": "met", "T7": "2026-11-02"}),
        ((ACCEPTED, EXTENDED), {"T2": "met", "T7": "2026-12-02"}),
        ((ACCEPTED, EXTENDED, PAUSED), {"T2": "met", "T7": "2026-12-07"}),
        ((ACCEPTED, act("decision_letter", D(2026, 11, 2), 2)), {"T2": "met", "T7": "met"}),
        ((ACCEPTED, act("decision_letter", D(2026, 11, 3), 2)), {"T2": "met", "T7": "met_late"}),
        ((ACCEPTED, act("withdraw", D(2026, 9, 9), 2)), {"T2": "met", "T7": "stopped"}),
        # an act that an older or newer program knew and this one does not
        ((act("not_of_this_table", D(2026, 9, 2), 1),), {"T2": "2026-09-16"}),
        # guidance without the day from which the right runs: nothing is invented
        ((act("guide", D(2026, 9, 2), 1, case_class="C2"),), {"T2": "met"}),
        ((act("guide", D(2026, 9, 2), 1, case_class="C2", right_from="2026-02-28"),), {"T2": "met", "T20": "2027-03-01"}),
        ((act("guide", D(2026, 9, 2), 1, case_class="C1", right_from="2026-02-28"),), {"T2": "met"}),
        # of a case that had no class when it was decided no review starts
        ((act("record_decision", D(2026, 9, 2), 1, case_class="", received_on="2026-09-02"),),
         {"T2": "stopped", "T16": "2026-10-08"}),
        ((act("record_decision", D(2026, 9, 2), 1),), {"T2": "stopped"}),
        ((act("record_decision", D(2026, 9, 2), 1), act("note_received", D(2026, 9, 9), 2, received_on="2026-09-08")),
         {"T2": "stopped", "T8": "2026-10-08", "T16": "2026-10-08"}),
    ],
)  # fmt: skip
def test_acts_make_clocks(records: tuple[ActRecord, ...], wanted: dict[str, str]) -> None:
    assert said(clocks(*records)) == wanted


@pytest.mark.parametrize(
    ("kind", "started"),
    [
        (DocumentKind.DECISION_LETTER, {"T8", "T16"}),
        (DocumentKind.REPLY, {"T16"}),
        (DocumentKind.SUGGESTION_REPLY, {"T16"}),
        (DocumentKind.REVIEW_DECISION, {"T10"}),
        (DocumentKind.RECEIPT_NOTICE, set()),
        (DocumentKind.DECLINE_NOTICE, set()),
        (DocumentKind.FINAL_REVIEW_DECISION, set()),
    ],
)
def test_which_paper_was_received_decides_which_right_runs(kind: DocumentKind, started: set[str]) -> None:
    served = act("serve", D(2026, 9, 10), 1, kind=kind.value, received_on="2026-09-07")
    found = {clock.rule: clock for clock in clocks(served)}
    assert set(found) - {"T2"} == started
    assert all(found[rule].starts_on == D(2026, 9, 7) for rule in started)


def test_a_clock_knows_which_acts_started_extended_and_ended_it() -> None:
    decided = act("decision_letter", D(2026, 11, 20), 9)
    seven = clocks(ACCEPTED, EXTENDED, PAUSED, decided)[-1]
    assert (seven.started_by, seven.extended_by, seven.ended_by) == (1, 2, 9)
    assert (seven.extend_days, seven.pauses) == (30, (Pause(D(2026, 10, 21), D(2026, 10, 25)),))
    assert seven.ended_on == D(2026, 11, 20)
    assert due_of(seven, RULES, CALENDAR).due_on == D(2026, 12, 7)


def test_the_date_that_a_sender_named_stands_whatever_the_calendar_says() -> None:
    named = act("name_due_date", D(2026, 9, 2), 1, due_on="2026-10-01")
    report = clocks(named)[-1]
    assert (report.rule, report.due_on, report.named_due) == ("T6", D(2026, 10, 1), True)
    again = act("name_due_date", D(2026, 9, 9), 2, due_on="2026-10-30")
    ends = [clock.due_on for clock in clocks(named, again) if clock.state is DeadlineState.RUNNING]
    assert ends == [D(2026, 9, 16), D(2026, 10, 30)]


@pytest.mark.parametrize(
    "name",
    ["guide", "decline", "decline_final", "archive", "settle", "conclude", "finalise", "withdraw", "merge"],
)
def test_no_end_of_a_case_wipes_out_the_report_that_is_owed(name: str) -> None:
    named = act("name_due_date", D(2026, 9, 2), 1, due_on="2026-10-30")
    assert said(clocks(named, act(name, D(2026, 9, 3), 2)))["T6"] == "2026-10-30"


@pytest.mark.parametrize("name", ["objection_accepted", "record_decision", "seal_handover"])
def test_a_report_is_not_owed_when_the_case_went_back_or_others_decide_on_it(name: str) -> None:
    named = act("name_due_date", D(2026, 9, 2), 1, due_on="2026-10-30")
    assert said(clocks(named, act(name, D(2026, 9, 3), 2)))["T6"] == "stopped"


def test_an_undone_act_counts_for_nothing() -> None:
    undone = replace(EXTENDED, undone_at=dt.datetime(2026, 10, 22, 9))
    assert clocks(ACCEPTED, undone, PAUSED) == clocks(ACCEPTED, PAUSED)


def test_a_clock_that_an_older_program_ended_stays_ended() -> None:
    ended = replace(first(), state=DeadlineState.STOPPED)
    assert clocks(act("receipt_notice", D(2026, 9, 2), 1), kept=(ended,)) == (ended,)


# --- calendars ------------------------------------------------------------------------------------------------


def with_holidays(*days: D) -> Calendar:
    """The published calendar, and days off above it."""
    return replace(CALENDAR, holidays=CALENDAR.holidays | set(days))


def test_a_changed_calendar_moves_no_date_until_it_is_confirmed() -> None:
    served = act("serve", D(2026, 9, 10), 1, kind="decision_letter", received_on="2026-09-09")
    stands = clocks(served)
    assert said(stands)["T8"] == "2026-10-09"
    changed = with_holidays(D(2026, 10, 9))
    assert clocks(served, kept=stands, calendar=changed) == stands
    later = act("ask_recusal", D(2026, 9, 11), 2)
    assert clocks(served, later, kept=stands, calendar=changed) == stands
    moved = clocks(served, kept=stands, calendar=changed, hold=False)
    assert said(moved)["T8"] == "2026-10-10"
    assert clocks(served, kept=moved, calendar=changed) == moved


def test_a_new_clock_follows_the_changed_calendar_at_once() -> None:
    changed = with_holidays(D(2026, 10, 9))
    served = act("serve", D(2026, 9, 10), 1, kind="decision_letter", received_on="2026-09-09")
    assert said(clocks(served, kept=(first(),), calendar=changed))["T8"] == "2026-10-10"


# --- whole walks, found at random ------------------------------------------------------------------------------

RECORDED = [name for name, move in MOVES.items() if move.recorded and name not in {"merge", "link_repeat"}]


class Journey:
    """A case without a store: acts that the table allows, one after the other."""

    def __init__(self, case_class: CaseClass, station: StationRole) -> None:
        self.state = CaseState.REGISTERED
        self.case_class = case_class
        self.station = station
        self.records: list[ActRecord] = []
        self.kept: tuple[Deadline, ...] = (first(),)
        self.today = START

    def facts(self) -> Facts:
        case = a_case(state=self.state, case_class=self.case_class, received_on=START)
        competent = self.station is StationRole.HEADQUARTERS
        return Facts(
            case, self.today, self.station, frozenset(Role), tuple(self.records), self.kept, own_unit="公司",
            competent=competent,
        )  # fmt: skip

    def possible(self) -> list[str]:
        facts = self.facts()
        return [name for name in RECORDED if act_on(name, facts).allowed]

    def do(self, name: str, days: int) -> None:
        """Do an act with plausible fields, and work the clocks out as the desk does."""
        facts = self.facts()
        fields = {
            "days": str(days), "first": self.today.isoformat(), "last": (self.today + days * ONE_DAY).isoformat(),
            "received_on": self.today.isoformat(), "due_on": (self.today + 20 * ONE_DAY).isoformat(),
            "right_from": START.isoformat(), "unit": "别的单位",
        }  # fmt: skip
        extra = {"class": self.case_class.value, "kind": "decision_letter"}
        at = dt.datetime.combine(self.today, dt.time(9))
        record = ActRecord(
            len(self.records) + 1, name, self.today, fields, at, "李敏", self.state, extra=extra
        )
        self.state = state_after(name, facts)
        self.records.append(record)
        self.kept = clocks_of(self.kept, self.records, RULES, CALENDAR)

    def undo(self) -> None:
        """Take the newest act back, as the desk does."""
        record = self.records.pop()
        if MOVES[record.act].leads_to is not None:
            self.state = record.state_before
        self.kept = clocks_of(self.kept, self.records, RULES, CALENDAR)

    def stands(self) -> tuple[CaseState, tuple[Deadline, ...]]:
        return self.state, self.kept


@st.composite
def journeys(draw: st.DrawFn) -> tuple[Journey, list[tuple[CaseState, tuple[Deadline, ...]]]]:
    """A journey of up to twelve acts, and how the case stood before each."""
    classes = [one for one in CaseClass if one is not CaseClass.B]
    journey = Journey(draw(st.sampled_from(classes)), draw(st.sampled_from(list(StationRole))))
    before = []
    for _ in range(draw(st.integers(1, 12))):
        journey.today += draw(st.integers(0, 25)) * ONE_DAY
        possible = journey.possible()
        if not possible:
            break
        before.append(journey.stands())
        journey.do(draw(st.sampled_from(possible)), draw(st.integers(1, 30)))
    return journey, before


@settings(max_examples=200, deadline=None)
@given(made=journeys())
def test_undoing_everything_one_by_one_restores_each_earlier_state(
    made: tuple[Journey, list[tuple[CaseState, tuple[Deadline, ...]]]],
) -> None:
    journey, before = made
    while before:
        journey.undo()
        assert journey.stands() == before.pop()
    assert journey.kept == (first(),)


@settings(max_examples=200, deadline=None)
@given(made=journeys())
def test_no_journey_extends_anything_beyond_its_maximum(made: tuple[Journey, list[Any]]) -> None:
    for clock in made[0].kept:
        assert clock.extend_days <= RULES[clock.rule].longest_extension
        if clock.pauses:
            assert RULES[clock.rule].pausable
        if clock.rule == "T7":
            paused = {p.first + n * ONE_DAY for p in clock.pauses for n in range((p.last - p.first).days + 1)}
            assert (clock.due_on - clock.starts_on).days <= 60 + 30 + len(paused)


@settings(max_examples=200, deadline=None)
@given(made=journeys())
def test_no_journey_leaves_a_duty_running_when_the_case_has_ended(made: tuple[Journey, list[Any]]) -> None:
    journey = made[0]
    if journey.state not in {CaseState.ARCHIVED, CaseState.WITHDRAWN, CaseState.RETURNED}:
        return
    running = [
        clock for clock in journey.kept if clock.state is DeadlineState.RUNNING and clock.whose is Whose.DUTY
    ]
    # a hardship fund or a late report may still be noted; what still runs must be the report that was ordered
    assert {clock.rule for clock in running} <= {"T6"}


@settings(max_examples=100, deadline=None)
@given(made=journeys(), day=st.dates(START, START + 200 * ONE_DAY))
def test_no_journeys_dates_move_when_only_the_calendar_changes(
    made: tuple[Journey, list[Any]], day: D
) -> None:
    journey = made[0]
    assert clocks_of(journey.kept, journey.records, RULES, with_holidays(day)) == journey.kept


def test_an_extension_that_stands_stays_when_the_unit_shortens_its_rule_later() -> None:
    shorter = {**RULES, "T7": replace(RULES["T7"], longest_extension=10)}
    found = clocks_of((first(),), (ACCEPTED, EXTENDED), shorter, CALENDAR, hold=False)
    assert said(found) == {"T2": "met", "T7": "2026-12-02"}


def test_a_review_that_the_level_above_owes_is_no_duty_of_this_unit() -> None:
    for reviewer, whose in (("云岭集团公司", Whose.OTHER), ("综采一区", Whose.DUTY), ("", Whose.DUTY)):
        applied = act("review_apply", D(2026, 11, 20), 1, reviewer=reviewer)
        applied = replace(applied, extra={**applied.extra, "unit": "综采一区"})
        (review,) = (clock for clock in clocks(applied) if clock.rule == "T9")
        assert review.whose is whose


def test_a_pause_that_stands_stays_when_the_unit_takes_pausing_out_of_its_rule_later() -> None:
    strict = {**RULES, "T7": replace(RULES["T7"], pausable=False)}
    found = clocks_of((first(),), (ACCEPTED, EXTENDED, PAUSED), strict, CALENDAR, hold=False)
    assert said(found) == {"T2": "met", "T7": "2026-12-07"}
