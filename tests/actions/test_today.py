"""The day's work, part by part: counts, first lines, masked names, nothing of sealed cases, where each line leads."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.actions.calendar import set_day
from app.actions.cases import register_case
from app.actions.desk import Desk
from app.actions.drafts import save_draft
from app.actions.moved_dates import moved_dates
from app.actions.procedure import perform
from app.actions.today import count_due, day_list_pdf, todays_work
from app.domain.codes import CaseClass, CaseState, Origin, Role, StationRole
from app.domain.deadlines import Level
from app.domain.documents import DocumentKind
from app.domain.station import Operator
from app.domain.today import APPROVE, DayLine, DaySection, Part, Where, act_for
from app.domain.workdays import DayKind
from app.storage import documents
from app.storage.database import Store
from tests.desks import DESK_DAY, STATION, a_draft, copied_desk, exhaust, register
from tests.files.pdf_reading import expect_golden, expect_inside, read_pdf

ONE_DAY = dt.timedelta(days=1)
CLERK = Operator("李敏", (Role.CLERK,))


def received_so_that_due(days: int) -> dt.date:
    """When a case came in whose fifteen days end so many days from today."""
    return DESK_DAY + (days - 15) * ONE_DAY


def part(desk: Desk, wanted: Part, **more: int) -> DaySection:
    return todays_work(desk, **more).section(wanted)


def lines(desk: Desk, wanted: Part) -> tuple[DayLine, ...]:
    return part(desk, wanted).lines


@pytest.fixture
def headquarters(tmp_path: Path) -> Iterator[Desk]:
    desk, _ = copied_desk(tmp_path / "hq", station=replace(STATION, role=StationRole.HEADQUARTERS))
    with desk:
        yield desk


def paper(store: Store, of_case: str, **changes: object) -> int:
    """A paper that must be served, two days old."""
    given = {
        "kind": DocumentKind.REPLY,
        "number": "综采一区信访〔2026〕7号",
        "title": "答复",
        "fields": {},
        "pdf": b"%PDF",
        "pages": 1,
        "at": dt.datetime(2026, 11, 22, 9),
        "by": "李敏",
        "serve": True,
        "case_id": store.value("SELECT id FROM cases WHERE number = ?", of_case),
    }
    return documents.insert_document(store, **{**given, **changes})


def test_an_empty_desk_has_an_empty_day(desk: Desk) -> None:
    day = todays_work(desk)
    assert day.sections == ()
    assert day.on == DESK_DAY
    assert sum(day.levels.values()) == 0


def test_duties_stand_under_overdue_today_and_this_week_nearest_first(desk: Desk) -> None:
    numbers = {
        days: register(desk, received_on=received_so_that_due(days)) for days in (-9, -1, 0, 1, 3, 4, 7, 8)
    }
    day = todays_work(desk)
    assert [line.number for line in day.section(Part.OVERDUE).lines] == [numbers[-9], numbers[-1]]
    assert [line.number for line in day.section(Part.TODAY).lines] == [numbers[0]]
    week = day.section(Part.WEEK)
    assert [line.number for line in week.lines] == [numbers[days] for days in (1, 3, 4, 7)]
    assert [line.level for line in week.lines] == [Level.SOON, Level.SOON, Level.WEEK, Level.WEEK]
    assert [line.days for line in week.lines] == [1, 3, 4, 7]
    assert day.levels == {Level.OVERDUE: 2, Level.TODAY: 1, Level.SOON: 2, Level.WEEK: 2, Level.NORMAL: 1}


def test_the_count_is_whole_when_the_lines_are_cut(desk: Desk) -> None:
    for _ in range(4):
        register(desk, received_on=received_so_that_due(0))
    found = part(desk, Part.TODAY, limit=3)
    assert (found.count, len(found.lines)) == (4, 3)


def test_lines_name_nobody_in_full(desk: Desk) -> None:
    register(desk, received_on=received_so_that_due(0))
    (line,) = lines(desk, Part.TODAY)
    assert line.people == "王*国"
    assert "王建国" not in line.words
    assert "书面告知" in line.words
    assert "今日到期" in line.words


def test_a_provisional_date_says_so(desk: Desk) -> None:
    desk.fixed_today = dt.date(2027, 1, 10)
    register(desk, origin=Origin.SUPERIOR, received_on=dt.date(2027, 1, 4))
    line = next(line for line in lines(desk, Part.WEEK) if line.what == "转来事项异议")
    assert line.provisional
    assert "2027-01-11（暂定）" in line.words


def test_a_right_is_listed_apart_from_the_duties_and_a_year_long_one_a_month_before(desk: Desk) -> None:
    number = register(desk, received_on=DESK_DAY)
    case_id = desk.store.value("SELECT id FROM cases WHERE number = ?", number)

    def right(rule: str, days: int) -> None:
        desk.store.execute(
            "INSERT INTO deadlines (case_id, rule, name, starts_on, due_on, state, whose)"
            " VALUES (?, ?, ?, '2026-01-01', ?, 'running', 'right')",
            case_id,
            rule,
            rule,
            (DESK_DAY + days * ONE_DAY).isoformat(),
        )

    for rule, days in (("T8", 7), ("T10", 8), ("T20", 30), ("T24", 31), ("T23", -1), ("T16", 0)):
        right(rule, days)
    found = part(desk, Part.RIGHTS)
    assert [line.what for line in found.lines] == ["T16", "T8", "T20"]
    assert found.count == 3
    assert part(desk, Part.WEEK).count == 0
    assert [line.what for line in lines(desk, Part.RATING)] == ["T16"]


def test_what_a_clerk_asked_waits_for_the_leader_and_leads_him_to_the_decision(desk: Desk) -> None:
    number = register(desk, case_class=CaseClass.A)
    leader, desk.operator = desk.operator, Operator("田小雨", (Role.CLERK,))
    perform(desk, number=number, act="suggestion_reply", letter=_letter())
    assert [(line.number, line.what, line.act) for line in lines(desk, Part.LEADER)] == [
        (number, "建议答复", "")
    ]
    desk.operator = leader
    (line,) = lines(desk, Part.LEADER)
    assert (line.act, line.act_label) == (APPROVE, "审批")
    assert (line.on, line.days) == (DESK_DAY, 0)


def _letter() -> dict[str, str]:
    return {
        "title": "关于增设班车的回复",
        "addressee": "王建国同志：",
        "body": "您的建议收悉，经研究采纳。",
        "signature": "综采一区",
        "contact": "李敏 0352-7010001",
    }


def test_what_went_up_waits_for_headquarters_by_packet_and_old_ledgers_do_not(desk: Desk) -> None:
    early, late, unsent = register(desk), register(desk), register(desk, state=CaseState.TRANSFERRED)
    for serial, (number, state, made) in enumerate(
        ((late, "in_transfer", "2026-11-20T10:00:00"), (early, "transferred", "2026-10-25T10:00:00")), start=1
    ):
        desk.store.execute(
            "INSERT INTO packets (id, number, sequence, receiver, made_at, made_by, file_name, file_sha256,"
            " content_sha256, case_count, series, place) VALUES (?, ?, ?, '', ?, '', '', '', '', 1, '', ?)",
            3 - serial,
            f"YS-{serial}",
            serial,
            made,
            serial,
        )
        case_id = desk.store.value("SELECT id FROM cases WHERE number = ?", number)
        desk.store.execute("INSERT INTO packet_cases VALUES (?, ?, 1)", 3 - serial, case_id)
        desk.store.execute("UPDATE cases SET state = ? WHERE id = ?", state, case_id)
    found = part(desk, Part.HEADQUARTERS)
    assert [(line.number, line.days, line.act) for line in found.lines] == [
        (early, 30, "record_decision"),
        (late, 4, "transfer_received"),
    ]
    assert found.count == 2
    assert unsent not in {line.number for line in found.lines}


def test_what_waits_for_its_packet_counts_from_when_it_was_put_there(desk: Desk) -> None:
    number = register(desk, received_on=DESK_DAY - 9 * ONE_DAY)
    desk.fixed_today = DESK_DAY - 2 * ONE_DAY
    perform(desk, number=number, act="cannot_settle")
    desk.fixed_today = DESK_DAY
    (line,) = lines(desk, Part.PACKET)
    assert (line.number, line.days, line.act) == (number, 2, "export")


def test_a_paper_waits_for_its_proof_until_it_is_served_or_withdrawn(desk: Desk) -> None:
    number = register(desk)
    served, withdrawn, waiting = (paper(desk.store, number, number=f"〔2026〕{n}号") for n in range(3))
    documents.mark_served(desk.store, served, DESK_DAY)
    documents.withdraw_document(desk.store, withdrawn, at=desk.now(), by="李敏", reason="错字")
    found = part(desk, Part.SERVICE)
    assert [(line.what, line.days, line.act) for line in found.lines] == [("答复书 〔2026〕2号", 2, "serve")]
    assert (found.count, waiting) == (1, 3)


def test_headquarters_sees_what_it_passed_down_and_has_no_result_for(headquarters: Desk) -> None:
    number = register(headquarters)
    headquarters.store.execute("UPDATE cases SET state = 'referred' WHERE number = ?", number)
    (line,) = lines(headquarters, Part.REFERRED)
    assert (line.number, line.days, line.act) == (number, 4, "result_received")


def test_a_sealed_case_stands_nowhere_but_with_its_registrar_by_its_numbers(desk: Desk) -> None:
    accusation = a_draft(
        "赵铁柱", case_class=CaseClass.B, received_on=received_so_that_due(0), content="区长收钱"
    )
    number = register_case(desk, draft=accusation).cases[0]
    paper(desk.store, number)
    day = todays_work(desk)
    assert [section.part for section in day.sections] == [Part.SEALED]
    (line,) = day.section(Part.SEALED).lines
    assert (line.number, line.act, line.level) == (number, "seal_handover", Level.TODAY)
    assert line.what.startswith("封号 ")
    assert (line.people, line.subject) == ("", "")
    assert sum(day.levels.values()) == 0
    desk.operator = Operator("孙负责", (Role.LEADER,))
    assert todays_work(desk).sections == ()


def test_drafts_are_named_by_their_form_and_case_and_sealed_ones_are_not_there(desk: Desk) -> None:
    number = register(desk)
    save_draft(desk, key="register", content={"name": "孙立"})
    save_draft(desk, key=f"letter:explanation_letter:{number}", content={"body": "经查"})
    save_draft(desk, key=f"form:note:{number}", content={"text": "打了电话"})
    found = {line.what: line for line in lines(desk, Part.DRAFTS)}
    assert set(found) == {"登记新事项", "写原因说明", "记录办理"}
    assert (found["记录办理"].number, found["记录办理"].act) == (number, "note")
    assert found["写原因说明"].number == number
    assert found["写原因说明"].people == "王*国"
    assert found["登记新事项"].key == "register"
    desk.store.execute("UPDATE cases SET sealed = 1 WHERE number = ?", number)
    assert [line.what for line in lines(desk, Part.DRAFTS)] == ["登记新事项"]


def test_another_calendar_makes_the_day_stale_until_the_dates_were_looked_through(desk: Desk) -> None:
    register(desk)
    exhaust(moved_dates(desk))
    assert not todays_work(desk).stale
    set_day(desk, day=DESK_DAY + ONE_DAY, kind=DayKind.HOLIDAY, note="矿庆")
    assert todays_work(desk).stale


def test_a_notice_counts_without_naming(desk: Desk) -> None:
    register(desk, received_on=received_so_that_due(-1))
    assert count_due(desk)[Level.OVERDUE] == 1


# --- where a line leads ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "state", "case_class", "competent", "overdue", "act"),
    [
        ("T2", CaseState.REGISTERED, None, False, False, "receipt_notice"),
        ("T2", CaseState.AWAITING_TRANSFER, None, False, False, "transfer_notice"),
        ("T4", CaseState.REGISTERED, None, False, False, "objection"),
        ("T4", CaseState.REGISTERED, None, False, True, "receipt_notice"),
        ("T7", CaseState.HANDLING, CaseClass.C6, True, False, "decision_letter"),
        ("T7", CaseState.HANDLING, CaseClass.C6, False, False, "reply"),
        ("T8", CaseState.REPLIED, CaseClass.C6, False, False, "review_application"),
        ("T9", CaseState.UNDER_REVIEW, CaseClass.C6, False, False, "record_review"),
        ("T16", CaseState.REPLIED, CaseClass.C6, False, False, "rate"),
        ("T20", CaseState.GUIDED, CaseClass.C2, False, False, "follow_up"),
        ("T21", CaseState.GUIDED, CaseClass.C2, False, True, "mediation_failed"),
        ("T22", CaseState.GUIDED, CaseClass.C4, False, False, "claim_injury"),
        ("T13", CaseState.HANDLING, CaseClass.A, False, False, "suggestion_reply"),
        ("T6", CaseState.HANDLING, CaseClass.C6, False, False, "conclusion_report"),
        ("T6", CaseState.ARCHIVED, CaseClass.C6, False, False, ""),
        ("T25", CaseState.HANDLING, CaseClass.C6, False, False, ""),
    ],
)
def test_each_clock_leads_to_the_act_that_meets_it(
    rule: str, state: CaseState, case_class: CaseClass | None, competent: bool, overdue: bool, act: str
) -> None:
    where = Where(state, case_class, StationRole.WORKSHOP, competent)
    assert act_for(rule, where, overdue=overdue) == act


def test_a_result_from_below_is_for_headquarters_alone() -> None:
    where = Where(CaseState.REFERRED, CaseClass.C6, StationRole.HEADQUARTERS)
    assert act_for("T6", where) == "result_received"
    assert act_for("T6", replace(where, station=StationRole.WORKSHOP)) == "conclusion_report"


# --- on paper ----------------------------------------------------------------------------------------------


def test_the_days_list_prints_as_it_always_did(desk: Desk) -> None:
    for name, days in (("王建国", -3), ("赵秀兰", 0), ("欧阳建华", 2)):
        register(desk, name, received_on=received_so_that_due(days), content="反映夜班津贴少发")
    number = register(desk, "孙玉梅", received_on=DESK_DAY - 9 * ONE_DAY)
    perform(desk, number=number, act="cannot_settle")
    paper(desk.store, number)
    save_draft(desk, key="register", content={"name": "孙立"})
    register_case(desk, draft=a_draft("赵铁柱", case_class=CaseClass.B, content="区长收钱"))
    exhaust(moved_dates(desk))
    printed = read_pdf(day_list_pdf(desk))
    expect_inside(printed)
    for name in ("王建国", "赵秀兰", "孙玉梅", "赵铁柱", "区长", "密封"):
        assert name not in printed.text
    expect_golden("day_list.txt", printed)


def test_an_empty_days_list_says_so(desk: Desk) -> None:
    assert "今天没有到期的事项" in read_pdf(day_list_pdf(desk)).text


def test_the_first_page_waits_for_no_library_of_papers_and_workbooks() -> None:
    script = "import sys, app.actions.today; print([n for n in ('openpyxl', 'reportlab', 'pikepdf') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
