import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.actions.calendar import (
    calendar_year,
    desk_calendar,
    export_calendar,
    import_calendar,
    preview_import,
    publish_year,
    reset_day,
    set_day,
    withdraw_year,
)
from app.actions.desk import Desk
from app.bootstrap import open_desk
from app.domain.codes import Role
from app.domain.deadlines import compute_due
from app.domain.errors import FileExists, InvalidField, NotAllowed, NotFound, StoreBusy, UnreadableFile
from app.domain.workdays import DayKind
from app.files.rules import deadline_rules, published_calendar
from tests.desks import DESK_DAY, PASSPHRASE, make_desk

D = dt.date
HOLIDAY, WORKDAY = DayKind.HOLIDAY, DayKind.WORKDAY
LINES_2027 = [
    "2027-01-01,放假,元旦",
    *(f"2027-02-{day:02},放假,春节" for day in range(5, 13)),
    "2027-02-20,上班,春节",
]
"""An invented notice for 2027: ten days, as many as make a year."""


def a_file(folder: Path, lines: list[str], name: str = "2027.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(["日期,安排,说明", *lines]), encoding="utf-8")
    return path


def last_line(desk: Desk) -> str:
    return str(desk.store.value("SELECT text FROM history ORDER BY id DESC LIMIT 1"))


def test_a_new_desk_counts_by_the_published_calendar(desk: Desk) -> None:
    assert desk_calendar(desk) is published_calendar()


def test_a_day_is_set_seen_at_once_and_reset(desk: Desk) -> None:
    changes = set_day(desk, day=D(2026, 12, 1), kind=HOLIDAY, note=" 矿庆  七十年 ")
    assert changes.settings == ("calendar",)
    assert desk_calendar(desk).why(D(2026, 12, 1)) == "节假日"
    assert desk_calendar(desk).name(D(2026, 12, 1)) == "矿庆 七十年"
    assert last_line(desk) == "日历：2026-12-01定为放假（矿庆 七十年）"
    set_day(desk, day=D(2026, 12, 1), kind=WORKDAY)
    assert desk_calendar(desk).why(D(2026, 12, 1)) == "工作日"
    reset_day(desk, day=D(2026, 12, 1))
    assert last_line(desk) == "日历：2026-12-01恢复为公布的安排"
    assert desk_calendar(desk) is published_calendar()
    with pytest.raises(NotFound, match="2026-12-01"):
        reset_day(desk, day=D(2026, 12, 1))


def test_a_calendar_is_built_once_as_long_as_nothing_changes(desk: Desk) -> None:
    set_day(desk, day=D(2026, 12, 1), kind=HOLIDAY)
    assert desk_calendar(desk) is desk_calendar(desk)


def test_an_edit_from_another_window_and_another_desk_are_never_mixed_up(desk: Desk, tmp_path: Path) -> None:
    other_window = open_desk(desk.home, PASSPHRASE, today=DESK_DAY)
    other_desk, _ = make_desk(tmp_path / "other")
    try:
        assert desk_calendar(desk).is_workday(D(2026, 12, 1))
        set_day(other_window, day=D(2026, 12, 1), kind=HOLIDAY)
        assert not desk_calendar(desk).is_workday(D(2026, 12, 1))
        assert desk_calendar(other_desk).is_workday(D(2026, 12, 1))
    finally:
        other_window.close()
        other_desk.close()


@pytest.mark.parametrize("roles", [(Role.CLERK,), (Role.LEADER,), (Role.AUDITOR,), ()])
def test_only_an_administrator_changes_the_calendar(
    desk: Desk, tmp_path: Path, roles: tuple[Role, ...]
) -> None:
    path = a_file(tmp_path, LINES_2027)
    desk.operator = replace(desk.operator, roles=roles)
    acts: list[Callable[[], object]] = [
        lambda: set_day(desk, day=D(2026, 12, 1), kind=HOLIDAY),
        lambda: reset_day(desk, day=D(2026, 12, 1)),
        lambda: publish_year(desk, year=2027, source="通知"),
        lambda: withdraw_year(desk, year=2027),
        lambda: import_calendar(desk, path=path),
    ]
    for act in acts:
        with pytest.raises(NotAllowed, match="管理员"):
            act()
    assert desk_calendar(desk) is published_calendar()
    assert calendar_year(desk, year=2026).workdays == 248  # looking is for everybody


@pytest.mark.parametrize(
    ("day", "note", "field"),
    [(D(1989, 1, 1), "", "year"), (D(2201, 1, 1), "", "year"), (D(2026, 1, 5), "长" * 41, "note")],
)
def test_what_cannot_be_meant_is_refused(desk: Desk, day: dt.date, note: str, field: str) -> None:
    with pytest.raises(InvalidField) as refused:
        set_day(desk, day=day, kind=HOLIDAY, note=note)
    assert refused.value.field == field


def test_an_import_makes_a_year_known_and_its_dates_firm(desk: Desk, tmp_path: Path) -> None:
    rule, start = deadline_rules()["T4"], D(2027, 2, 3)
    before = compute_due(rule, start, desk_calendar(desk))
    assert (before.due_on, before.provisional) == (D(2027, 2, 10), True)
    done = import_calendar(desk, path=a_file(tmp_path, LINES_2027))
    assert (done.read, done.added, done.changed, done.unchanged) == (10, 10, 0, 0)
    assert (done.published, done.open_years) == ((2027,), ())
    assert done.version == desk_calendar(desk).version != published_calendar().version
    assert last_line(desk) == "导入日历2027.csv：10天，2027年定为已公布"
    after = compute_due(rule, start, desk_calendar(desk))
    # 4; the holidays from 5 to 12; the weekend; 15, 16, 17, 18
    assert (after.due_on, after.provisional) == (D(2027, 2, 18), False)
    assert "本单位日历10天" in after.steps[-1]


def test_a_year_of_few_days_stays_open_unless_the_clerk_says_it_is_whole(desk: Desk, tmp_path: Path) -> None:
    few = a_file(tmp_path, LINES_2027[:9])
    assert import_calendar(desk, path=few).open_years == (2027,)
    assert not desk_calendar(desk).is_published(D(2027, 1, 1))
    done = import_calendar(desk, path=few, year_complete=True)
    assert (done.unchanged, done.added, done.published) == (9, 0, (2027,))
    assert calendar_year(desk, year=2027).source.startswith("2027.csv（校验")


def test_a_corrected_file_changes_what_differs_and_nothing_else(desk: Desk, tmp_path: Path) -> None:
    import_calendar(desk, path=a_file(tmp_path, LINES_2027))
    corrected = ["2027-01-01,上班,元旦", *LINES_2027[1:], "2026-10-01,放假,国庆节", "2027-05-01,放假,劳动节"]
    done = import_calendar(desk, path=a_file(tmp_path, corrected, "更正.csv"))
    assert (done.read, done.added, done.changed, done.unchanged) == (12, 1, 1, 10)
    assert desk_calendar(desk).is_workday(D(2027, 1, 1))
    assert D(2026, 10, 1) not in desk_calendar(desk).own_days


def test_a_wrong_row_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    lines = desk.store.value("SELECT count(*) FROM history")
    with pytest.raises(UnreadableFile, match="第11行"):
        import_calendar(desk, path=a_file(tmp_path, [*LINES_2027[:9], "2027-13-01,放假,元旦"]))
    assert desk_calendar(desk) is published_calendar()
    assert desk.store.value("SELECT count(*) FROM history") == lines


def test_an_import_that_fails_while_writing_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.store.execute("PRAGMA busy_timeout = 1")
    other = open_desk(desk.home, PASSPHRASE, today=DESK_DAY)
    try:
        with other.store.transaction():
            other.store.execute("DELETE FROM drafts")
            with pytest.raises(StoreBusy):
                import_calendar(desk, path=a_file(tmp_path, LINES_2027))
    finally:
        other.close()
    assert desk_calendar(desk) is published_calendar()


def test_a_year_is_declared_with_its_source_and_taken_back(desk: Desk) -> None:
    publish_year(desk, year=2027, source="国办发明电〔2026〕示例号")
    view = calendar_year(desk, year=2027)
    assert (view.published, view.source) == (True, "国办发明电〔2026〕示例号")
    withdraw_year(desk, year=2027)
    assert not calendar_year(desk, year=2027).published
    with pytest.raises(NotFound, match="2027"):
        withdraw_year(desk, year=2027)
    for year, source in ((2027, "  "), (1800, "通知")):
        with pytest.raises(InvalidField):
            publish_year(desk, year=year, source=source)


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_year_goes_out_and_comes_into_another_desk_the_same(
    desk: Desk, tmp_path: Path, ending: str
) -> None:
    import_calendar(desk, path=a_file(tmp_path, LINES_2027))
    out = tmp_path / f"out{ending}"
    assert len(export_calendar(desk, path=out, year=2027)) == 64
    other, _ = make_desk(tmp_path / "other")
    try:
        assert import_calendar(other, path=out).added == 10
        assert desk_calendar(other).entries() == desk_calendar(desk).entries()
    finally:
        other.close()
    with pytest.raises(FileExists):
        export_calendar(desk, path=out)


def test_a_template_begins_with_new_year_and_reads_in(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "模板.xlsx"
    export_calendar(desk, path=out, year=2030)
    done = import_calendar(desk, path=out)
    assert (done.added, done.open_years) == (1, (2030,))
    with pytest.raises(InvalidField, match=r"\.xlsx"):
        export_calendar(desk, path=tmp_path / "日历.pdf")


def test_what_an_import_would_do_is_told_before_anything_is_written(desk: Desk, tmp_path: Path) -> None:
    set_day(desk, day=D(2027, 2, 5), kind=HOLIDAY, note="春节")
    before = desk_calendar(desk)
    preview = preview_import(desk, path=a_file(tmp_path, LINES_2027))
    assert (preview.read, preview.publishes, preview.open_years) == (10, (2027,), ())
    assert D(2027, 2, 5) not in {change.after.day for change in preview.changes}
    last = preview.changes[-1]
    assert (last.before.word, last.after.kind, last.after.note) == ("周末", WORKDAY, "春节")
    assert desk_calendar(desk) == before
    done = import_calendar(desk, path=a_file(tmp_path, LINES_2027))
    assert len(preview.changes) == done.added + done.changed


def test_a_preview_says_which_years_stay_open_and_names_a_wrong_row(desk: Desk, tmp_path: Path) -> None:
    few = a_file(tmp_path, LINES_2027[:3])
    assert preview_import(desk, path=few).open_years == (2027,)
    assert preview_import(desk, path=few, year_complete=True).publishes == (2027,)
    with pytest.raises(UnreadableFile, match="第3行"):
        preview_import(desk, path=a_file(tmp_path, [LINES_2027[0], "2027-13-01,放假,"]))
