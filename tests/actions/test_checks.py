"""The desk's examination of itself: what it finds, and that it ends also when something is wrong."""

import datetime as dt
import os
import shutil
from pathlib import Path

import pytest

from app.actions.checks import (
    RELEASED,
    CheckLine,
    check_desk,
    check_start,
    full_check,
    full_check_due,
)
from app.actions.desk import Desk
from app.actions.recovery import try_sheet
from app.bootstrap import open_desk
from app.storage.desk_lock import hold_window, this_user
from tests.desks import DESK_DAY, PASSPHRASE, exhaust, make_desk, register


def by_name(lines: list[CheckLine]) -> dict[str, CheckLine]:
    return {line.name: line for line in lines}


def test_a_wrong_rule_file_is_a_line_of_the_examination_and_ends_nothing(desk: Desk) -> None:
    names = [line.name for line in check_desk(desk)]
    desk.rules_folder.mkdir()
    (desk.rules_folder / "deadlines.toml").write_text("[T7]\nlength = 90\n", encoding="utf-8")
    lines = {line.name: line for line in check_desk(desk)}
    assert list(lines) == names
    assert not lines["期限和日历"].ok
    assert "T7" in lines["期限和日历"].text


def test_a_faulty_template_of_the_unit_is_named_with_its_line(desk: Desk) -> None:
    assert {line.name: line.text for line in check_desk(desk)}["文书模板"] == "都是程序自带的"
    desk.templates_folder.mkdir()
    path = desk.templates_folder / "reply.toml"
    path.write_text('title = "答复书"\naddressee = "${nobody}"\nbody = "答复"\n', encoding="utf-8")
    line = {line.name: line for line in check_desk(desk)}["文书模板"]
    assert not line.ok
    assert "reply.toml第2行" in line.text
    path.write_text(
        'title = "答复书"\naddressee = "${petitioner}"\nbody = "${facts}${results}${basis}${officer}"\n',
        encoding="utf-8",
    )
    assert {line.name: line.text for line in check_desk(desk)}["文书模板"] == "本单位的1份，没有错误"


# --- at every start -------------------------------------------------------------------------------------------


def test_a_start_looks_at_everything_that_may_have_changed_outside(desk: Desk) -> None:
    register(desk)
    lines = by_name(check_start(desk))
    assert set(lines) == {
        "数据文件", "期限和日历", "时钟", "恢复单", "磁盘空间", "打印字体", "存放位置", "电脑用户",
    }  # fmt: skip
    assert lines["数据文件"].ok
    assert lines["电脑用户"].ok


def test_a_file_that_was_cut_off_or_written_over_is_met_at_the_start(tmp_path: Path) -> None:
    made, _ = make_desk(tmp_path / "desk")
    for number in range(30):
        register(made, f"王建国{number}", content="津贴" * 900)
    made.close()
    path = tmp_path / "desk" / "desk.db"
    raw = bytearray(path.read_bytes())
    for page in range(len(raw) // 4096 - 60, len(raw) // 4096):
        raw[page * 4096 + 50] ^= 0x01
    path.write_bytes(raw)
    with open_desk(tmp_path / "desk", PASSPHRASE, today=DESK_DAY) as desk:
        line = by_name(check_start(desk, seed=1))["数据文件"]
        assert not line.ok
        assert "已损坏" in line.text


def test_another_user_of_the_pc_is_named(desk: Desk) -> None:
    assert by_name(check_start(desk, before=this_user()))["电脑用户"].ok
    line = by_name(check_start(desk, before="liming"))["电脑用户"]
    assert not line.ok
    assert "liming" in line.text


def test_the_console_s_check_tells_of_the_window_s_last_user(desk: Desk) -> None:
    hold_window(desk.home).release()
    assert by_name(check_desk(desk))["电脑用户"].ok
    (desk.home / "desk.lock").write_text("liming", encoding="utf-8")
    assert not by_name(check_desk(desk))["电脑用户"].ok


def test_a_desk_in_a_synchronised_folder_is_warned_of_with_its_remedy(tmp_path: Path) -> None:
    made, _ = make_desk(tmp_path / "OneDrive" / "desk")
    with made as desk:
        line = by_name(check_start(desk))["存放位置"]
        assert not line.ok
        assert "OneDrive" in line.text
        assert "移到本机硬盘" in line.text


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="Windows keeps others out by the profile folder")
def test_a_new_desk_is_for_its_owner_only_and_a_wider_one_is_warned_of(desk: Desk) -> None:
    assert "chmod" not in by_name(check_start(desk))["存放位置"].text
    desk.home.chmod(0o755)
    assert "chmod 700" in by_name(check_start(desk))["存放位置"].text


def test_little_room_is_warned_of(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    told = shutil.disk_usage(desk.home)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: told._replace(free=10 << 20))
    line = by_name(check_start(desk))["磁盘空间"]
    assert not line.ok
    assert "请清理磁盘" in line.text


# --- the clock ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "word"), [(-1, "早于上一次操作"), (0, ""), (370, ""), (371, "比上一次操作晚了371天")]
)
def test_a_clock_that_jumped_is_told_by_the_last_act(desk: Desk, days: int, word: str) -> None:
    desk.fixed_today = DESK_DAY + dt.timedelta(days=days)
    line = by_name(check_start(desk))["时钟"]
    assert line.ok == (not word)
    assert word in line.text


class ThatDay(Desk):
    """A desk whose PC believes in a day of its own: no date that was fixed for a demonstration."""

    day = DESK_DAY

    def today(self) -> dt.date:
        return self.day


def test_a_clock_before_the_program_or_its_files_is_wrong(desk: Desk) -> None:
    free = ThatDay(desk.home, desk.store, desk.station, desk.operator)
    free.day = dt.date.fromtimestamp(desk.store.path.stat().st_mtime)
    free.day = max(free.day, DESK_DAY)
    assert by_name(check_start(free))["时钟"].ok
    os.utime(desk.store.path, (2_000_000_000, 2_000_000_000))
    assert "早于数据文件的日期2033" in by_name(check_start(free))["时钟"].text
    desk.store.database.execute_sql("DROP TRIGGER history_keeps")
    desk.store.execute("UPDATE history SET at = '2020-01-01T08:00:00'")
    free.day = dt.date(2020, 6, 1)
    assert free.day < RELEASED
    assert "早于本程序的发布日期" in by_name(check_start(free))["时钟"].text


# --- everything, once a week ----------------------------------------------------------------------------------


def test_everything_is_examined_once_a_week(desk: Desk) -> None:
    register(desk)
    assert not full_check_due(desk)
    desk.fixed_today = DESK_DAY + dt.timedelta(days=7)
    assert full_check_due(desk)
    assert all(line.ok for line in exhaust(full_check(desk)))
    assert not full_check_due(desk)
    desk.fixed_today = DESK_DAY + dt.timedelta(days=14)
    assert full_check_due(desk)


def test_a_full_check_that_is_cancelled_is_due_again(desk: Desk) -> None:
    desk.fixed_today = DESK_DAY + dt.timedelta(days=7)
    work = full_check(desk)
    assert next(work).total > 20
    work.close()
    assert full_check_due(desk)


def test_a_full_check_finds_an_index_that_differs_from_its_table(desk: Desk) -> None:
    register(desk)
    desk.store.execute("PRAGMA writable_schema = 1")
    desk.store.execute(
        "UPDATE sqlite_schema SET sql = replace(sql, '(fingerprint)', '(number)') WHERE name = 'cases_by_fingerprint'"
    )
    desk.close()
    with open_desk(desk.home, PASSPHRASE, today=DESK_DAY) as again:
        lines = by_name(exhaust(full_check(again)))
        assert not lines["数据文件"].ok
        assert by_name(check_start(again))["数据文件"].ok  # a few rows do not show it


def test_a_full_check_names_a_changed_line_of_the_history(desk: Desk) -> None:
    register(desk)
    desk.store.database.execute_sql("DROP TRIGGER history_keeps")
    desk.store.execute("UPDATE history SET text = 'x' WHERE id = 1")
    assert "第1条" in by_name(exhaust(full_check(desk)))["操作记录"].text


def test_a_recovery_sheet_that_nobody_tried_is_told_of_at_every_start(tmp_path: Path) -> None:
    made, sheet = make_desk(tmp_path / "desk")
    with made:
        assert "恢复单还没有试过" in by_name(check_start(made))["恢复单"].text
        assert not by_name(check_start(made))["恢复单"].ok
        # whatever the start names stands on the page that it leads to
        assert set(by_name(check_start(made))) <= set(by_name(check_desk(made, sheets=True)))
        try_sheet(made, code="-".join(sheet.code_groups))
        assert by_name(check_start(made))["恢复单"].ok
