"""A changed calendar or rule moves no date silently: what would move is listed, confirmed or kept, recorded."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from app.actions.calendar import publish_year, reset_day, set_day
from app.actions.cases import register_case, view_case
from app.actions.desk import Desk
from app.actions.moved_dates import (
    MovedDates,
    confirm_moved,
    dates_are_stale,
    moved_dates,
    moved_list,
    moved_pdf,
)
from app.actions.procedure import perform
from app.domain.case_clocks import clocks_of, due_again
from app.domain.cases import CaseDraft
from app.domain.codes import CaseClass, Origin, Role, StationRole
from app.domain.errors import NotAllowed
from app.domain.station import Operator
from app.domain.workdays import DayKind
from app.files.rules import deadline_rules, published_calendar
from app.storage import acts, clocks, history
from tests.desks import STATION, a_draft, copied_desk, exhaust, register
from tests.files.pdf_reading import read_pdf

FRIDAY = dt.date(2026, 11, 27)
AUDITOR = Operator("周审", (Role.AUDITOR,))


def passed_down(desk: Desk, **changes: object) -> str:
    """A case from above: T3, natural days, and T4, five working days."""
    return register(desk, origin=Origin.SUPERIOR, **{"received_on": dt.date(2026, 11, 23), **changes})


def due(desk: Desk, number: str, rule: str = "T4") -> dt.date:
    return next(d.due_on for d in view_case(desk, number=number).deadlines if d.rule == rule)


def looked(desk: Desk) -> MovedDates:
    return exhaust(moved_dates(desk))


def a_free_friday(desk: Desk) -> None:
    set_day(desk, day=FRIDAY, kind=DayKind.HOLIDAY, note="矿庆")


@pytest.fixture
def settled(desk: Desk) -> Desk:
    """A desk whose dates follow its calendar and rules."""
    passed_down(desk)
    assert looked(desk).count == 0
    return desk


def test_dates_that_follow_the_calendar_are_not_stale(settled: Desk) -> None:
    assert not dates_are_stale(settled)


def test_a_calendar_edit_moves_nothing_until_it_is_confirmed(settled: Desk) -> None:
    found = next(iter(clocks.running_clocks(settled.store, ["T4"]))).number
    before = due(settled, found)
    a_free_friday(settled)
    assert dates_are_stale(settled)
    moved = looked(settled)
    assert [(d.rule, d.old, d.new) for d in moved.dates] == [("T4", "2026-11-30", "2026-12-01")]
    assert moved.dates[0].people == "王*国"
    assert due(settled, found) == before == dt.date(2026, 11, 30)
    changes = confirm_moved(settled)
    assert due(settled, found) == dt.date(2026, 12, 1)
    assert changes.cases == (found,)
    assert not dates_are_stale(settled)
    assert looked(settled) == MovedDates()


def test_the_history_of_a_case_says_old_and_new_and_by_which_calendar(settled: Desk) -> None:
    a_free_friday(settled)
    (number,) = confirm_moved(settled).cases
    line = history.timeline(settled.store, number)[-1]
    assert line.act == "move_dates"
    assert line.text.startswith("期限重算：T4 2026-11-30 → 2026-12-01（日历：国务院放假安排")
    assert "本单位日历1天" in line.text


def test_the_nearest_due_date_in_lists_moves_with_it(settled: Desk) -> None:
    a_free_friday(settled)
    (number,) = confirm_moved(settled).cases
    assert settled.store.value("SELECT due_on FROM cases WHERE number = ?", number) == "2026-12-01"


def test_a_date_that_is_not_chosen_stays_and_the_history_says_so(settled: Desk) -> None:
    other = passed_down(settled)
    a_free_friday(settled)
    moved = looked(settled).dates
    kept = next(date for date in moved if date.number == other)
    confirm_moved(settled, ids=[date.id for date in moved if date is not kept])
    assert due(settled, other) == dt.date(2026, 11, 30)
    assert not dates_are_stale(settled)
    text = history.timeline(settled.store, other)[-1].text
    assert "T4 保持2026-11-30，重算为2026-12-01" in text


def test_taking_a_calendar_edit_back_before_it_is_confirmed_leaves_nothing_to_confirm(settled: Desk) -> None:
    a_free_friday(settled)
    reset_day(settled, day=FRIDAY)
    assert dates_are_stale(settled), "a case registered in between would follow the other calendar"
    assert looked(settled).count == 0
    assert not dates_are_stale(settled)


def test_a_case_registered_between_an_edit_and_its_undo_is_found(settled: Desk) -> None:
    a_free_friday(settled)
    between = passed_down(settled)
    assert due(settled, between) == dt.date(2026, 12, 1)
    reset_day(settled, day=FRIDAY)
    moved = looked(settled)
    assert [(d.number, d.old, d.new) for d in moved.dates] == [(between, "2026-12-01", "2026-11-30")]
    confirm_moved(settled)
    assert due(settled, between) == dt.date(2026, 11, 30)


def test_taking_a_confirmed_edit_back_moves_the_dates_back(settled: Desk) -> None:
    a_free_friday(settled)
    (number,) = confirm_moved(settled).cases
    reset_day(settled, day=FRIDAY)
    assert [d.new for d in looked(settled).dates] == ["2026-11-30"]
    confirm_moved(settled)
    assert due(settled, number) == dt.date(2026, 11, 30)


def test_a_published_year_makes_provisional_dates_firm(desk: Desk) -> None:
    desk.fixed_today = dt.date(2027, 1, 4)
    number = passed_down(desk, received_on=dt.date(2027, 1, 4))
    assert looked(desk).count == 0
    publish_year(desk, year=2027, source="国办发明电〔2026〕9号")
    (moved,) = looked(desk).dates
    assert (moved.old, moved.new) == ("2027-01-11", "2027-01-11")
    assert (moved.provisional_before, moved.provisional_after) == (True, False)
    assert moved.change == "T4 2027-01-11（暂定） → 2027-01-11"
    confirm_moved(desk)
    clock = next(d for d in view_case(desk, number=number).deadlines if d.rule == "T4")
    assert not clock.provisional


def test_a_shorter_rule_of_the_unit_moves_natural_days_too(settled: Desk) -> None:
    settled.rules_folder.mkdir()
    (settled.rules_folder / "deadlines.toml").write_text("[T3]\nlength = 10\n", encoding="utf-8")
    assert dates_are_stale(settled)
    assert [(d.rule, d.new) for d in looked(settled).dates] == [("T3", "2026-12-03")]
    (number,) = confirm_moved(settled).cases
    assert due(settled, number, "T3") == dt.date(2026, 12, 3)


def test_an_extension_longer_than_a_changed_rule_allows_stands(desk: Desk) -> None:
    number = register(desk, case_class=CaseClass.C6)
    clock = view_case(desk, number=number).deadlines[0]
    # sixty days and the thirty that were given once: 18 February 2027
    desk.store.execute(
        "UPDATE deadlines SET rule = 'T7', extend_days = 30, due_on = '2027-02-18' WHERE id = ?", clock.id
    )
    desk.rules_folder.mkdir()
    (desk.rules_folder / "deadlines.toml").write_text("[T7]\nlongest_extension = 20\n", encoding="utf-8")
    assert looked(desk).count == 0


def test_a_sealed_case_shows_its_number_alone_and_only_to_whom_it_may_be_shown(settled: Desk) -> None:
    register_case(settled, draft=_from_above(case_class=CaseClass.B))
    a_free_friday(settled)
    moved = looked(settled)
    sealed = [date for date in moved.dates if not date.people]
    assert len(moved.dates) == 2
    assert len(sealed) == 1
    registrar, settled.operator = settled.operator, Operator("孙负责", (Role.LEADER,))
    others = looked(settled)
    assert (len(others.dates), others.count) == (1, 1)
    assert sealed[0].number not in {date.number for date in others.dates}
    assert len(moved_list(settled, moved).rows) == 1
    assert "密封" not in str(moved_list(settled, others))
    changes = confirm_moved(settled)
    assert sealed[0].number not in changes.cases
    settled.operator = registrar
    assert looked(settled) == MovedDates()
    assert history.timeline(settled.store, sealed[0].number)[-1].text == "期限重算"


def test_when_only_sealed_dates_would_move_they_follow_without_a_word(settled: Desk) -> None:
    settled.store.execute("UPDATE deadlines SET state = 'stopped'")
    sealed = register_case(settled, draft=_from_above(case_class=CaseClass.B)).cases[0]
    a_free_friday(settled)
    settled.operator = Operator("孙负责", (Role.LEADER,))
    assert looked(settled) == MovedDates()
    assert not dates_are_stale(settled)
    question = "SELECT d.due_on FROM deadlines d JOIN cases c ON c.id = d.case_id WHERE d.rule = 'T4' AND c.number = ?"
    assert settled.store.value(question, sealed) == "2026-12-01"


def test_keeping_all_seen_dates_still_lets_unseen_sealed_ones_follow_the_calendar(settled: Desk) -> None:
    sealed = register_case(settled, draft=_from_above(case_class=CaseClass.B)).cases[0]
    a_free_friday(settled)
    settled.operator = Operator("孙负责", (Role.LEADER,))
    confirm_moved(settled, ids=())
    question = (
        "SELECT d.due_on FROM deadlines d JOIN cases c ON c.id = d.case_id WHERE d.rule = 'T4' AND c.number "
    )
    assert settled.store.value(question + "<> ?", sealed) == "2026-11-30"
    assert settled.store.value(question + "= ?", sealed) == "2026-12-01"


def _from_above(**changes: object) -> CaseDraft:
    return a_draft("赵铁柱", origin=Origin.SUPERIOR, received_on=dt.date(2026, 11, 23), **changes)


def test_only_clerks_and_leaders_confirm(settled: Desk) -> None:
    a_free_friday(settled)
    settled.operator = AUDITOR
    with pytest.raises(NotAllowed, match="登记员或负责人"):
        confirm_moved(settled)
    assert dates_are_stale(settled)


def test_a_clock_alone_gives_the_date_that_all_acts_of_the_case_give(tmp_path: Path) -> None:
    """What the shortcut rests on: a clock carries its extension and its pauses, so that no act has to be read."""
    station = replace(STATION, role=StationRole.HEADQUARTERS)
    desk, _ = copied_desk(tmp_path / "hq", station=station, today=dt.date(2026, 9, 1))
    number = register(desk, received_on=dt.date(2026, 9, 1), case_class=CaseClass.C6)
    told = {"told_on": "2026-10-20", "told_way": "当面"}
    for day, act, fields in (
        (dt.date(2026, 9, 3), "accept", {}),
        (dt.date(2026, 10, 20), "extend", {"days": "30", "reason": "复杂", "approver": "赵", "approver_post": "主任", **told}),
        (dt.date(2026, 10, 25), "pause", {"first": "2026-10-21", "last": "2026-10-25", "reason": "听证"}),
    ):  # fmt: skip
        desk.fixed_today = day
        perform(desk, number=number, act=act, fields=fields)
    kept = clocks.deadlines_of(desk.store, view_case(desk, number=number).case.id)
    other = {**deadline_rules(), "T7": replace(deadline_rules()["T7"], length=45)}
    records = acts.acts_of(desk.store, view_case(desk, number=number).case.id)
    (walked,) = (
        c for c in clocks_of(kept, records, other, published_calendar(), hold=False) if c.rule == "T7"
    )
    (alone,) = (due_again(c, other, published_calendar()) for c in kept if c.rule == "T7")
    assert walked.due_on == alone.due_on == dt.date(2026, 11, 22)
    assert (walked.extend_days, len(walked.pauses)) == (30, 1)
    desk.close()


def test_the_list_prints_old_beside_new_with_room_for_a_signature(settled: Desk) -> None:
    a_free_friday(settled)
    text = read_pdf(moved_pdf(settled, looked(settled))).text
    for words in ("期限变动确认表", "T4转来事项异议", "2026-11-30", "2026-12-01", "王*国", "确认人"):
        assert words in text
    assert "王建国" not in text


def test_work_can_be_cancelled_between_two_words_of_progress(settled: Desk) -> None:
    work = moved_dates(settled)
    assert next(work).doing == "核对期限"
    work.close()
    a_free_friday(settled)
    assert looked(settled).count == 1


def test_a_new_desk_has_nothing_to_confirm(desk: Desk) -> None:
    assert not dates_are_stale(desk)
