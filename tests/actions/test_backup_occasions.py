"""Backups of their own accord: when, where to, what gives way, and what is said of their age."""

import datetime as dt
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from peewee import IntegrityError

from app.actions.backup import (
    automatic_backup,
    before_migration,
    create_backup,
    daily_is_due,
    is_due,
    make_backup,
)
from app.actions.backup_places import (
    LOCAL,
    backup_state,
    backup_target,
    good_backups,
    list_backups,
    set_backup_target,
)
from app.actions.checks import check_desk
from app.actions.desk import Desk
from app.actions.history import list_history
from app.actions.ledger import import_ledger
from app.actions.restore_drill import drill
from app.bootstrap import open_desk
from app.domain.backups import Loudness, Occasion
from app.domain.changes import Progress
from app.domain.codes import Role
from app.domain.errors import CannotWrite, DeskInUse, NotAllowed, StoreDamaged
from app.domain.history import HistoryFilter
from app.files.backup_file import SCRATCH
from app.storage import database
from app.storage.station import list_drafts, put_draft
from tests.desks import DESK_DAY, PASSPHRASE, exhaust, register
from tests.fixtures.make_ledger import make_ledger
from tests.sticks import plugged_in
from tests.storage.test_desk_lock import another_program


@pytest.fixture
def stick(desk: Desk, tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    set_backup_target(desk, folder=tmp_path / "stick")
    return tmp_path / "stick"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_of_its_own_accord_goes_where_backups_go(desk: Desk, stick: Path) -> None:
    register(desk)
    made = exhaust(automatic_backup(desk, occasion=Occasion.CLOSE))
    assert made is not None
    assert (made.path.parent, made.instead) == (stick, "")
    [good] = good_backups(desk)
    assert (good.occasion, good.file_name, good.sha256, good.cases) == (
        Occasion.CLOSE, made.path.name, made.sha256, 1,
    )  # fmt: skip
    assert good.size == made.path.stat().st_size
    assert list_backups(desk.home) == [made.path]


def test_nothing_is_backed_up_twice_until_something_was_done(desk: Desk, stick: Path) -> None:
    assert not is_due(desk)
    register(desk)
    assert exhaust(automatic_backup(desk, occasion=Occasion.CLOSE)) is not None
    assert exhaust(automatic_backup(desk, occasion=Occasion.CLOSE)) is None
    register(desk)
    assert exhaust(automatic_backup(desk, occasion=Occasion.CLOSE)) is not None


def test_a_backup_that_is_gone_is_made_again(desk: Desk, stick: Path) -> None:
    register(desk)
    create_backup(desk, folder=stick).path.unlink()
    assert is_due(desk)


def test_the_first_one_after_another_place_was_chosen_is_due(desk: Desk, tmp_path: Path) -> None:
    register(desk)
    exhaust(automatic_backup(desk, occasion=Occasion.DAILY))
    assert not is_due(desk)
    (tmp_path / "disk").mkdir()
    set_backup_target(desk, folder=tmp_path / "disk")
    made = exhaust(automatic_backup(desk, occasion=Occasion.CLOSE))
    assert made is not None
    assert made.path.parent == tmp_path / "disk"


def test_daily_is_once_a_day(desk: Desk, stick: Path) -> None:
    register(desk)
    assert daily_is_due(desk)
    exhaust(automatic_backup(desk, occasion=Occasion.DAILY))
    register(desk)
    assert not daily_is_due(desk)
    desk.fixed_today = DESK_DAY + dt.timedelta(1)
    assert daily_is_due(desk)


def test_a_pulled_stick_leaves_the_backup_on_this_disk_and_says_so(desk: Desk, stick: Path) -> None:
    register(desk)
    stick.rmdir()
    made = exhaust(automatic_backup(desk, occasion=Occasion.CLOSE))
    assert made is not None
    assert made.path.parent == desk.home / LOCAL
    assert "现在找不到" in made.instead
    assert "硬盘坏了它也会坏" in made.instead
    assert "硬盘坏了就都没有了" in backup_state(desk).backup.words


def test_a_full_stick_leaves_the_backup_on_this_disk_and_nothing_half_on_the_stick(
    desk: Desk, tmp_path: Path
) -> None:
    register(desk)
    with plugged_in(tmp_path / "u") as plugged:
        set_backup_target(desk, folder=plugged.folder)
        plugged.fill(leave=50_000)
        made = exhaust(automatic_backup(desk, occasion=Occasion.CLOSE))
        assert made is not None
        assert "已满" in made.instead
        assert made.path.parent == desk.home / LOCAL
        assert plugged.names == ["照片.bin"]


def test_a_read_only_stick_is_refused_when_it_is_chosen(desk: Desk, tmp_path: Path) -> None:
    with plugged_in(tmp_path / "u", read_only=True) as plugged, pytest.raises(CannotWrite, match="只读"):
        set_backup_target(desk, folder=plugged.folder)
    assert backup_target(desk.home).folder is None


def test_a_stick_is_another_disk_and_a_folder_of_the_same_disk_is_not(
    desk: Desk, stick: Path, tmp_path: Path
) -> None:
    assert not backup_target(desk.home).other_disk
    with plugged_in(tmp_path / "u") as plugged:
        set_backup_target(desk, folder=plugged.folder)
        assert backup_target(desk.home).other_disk
        assert backup_state(desk).here


def test_where_backups_go_is_recorded_from_what_to_what(desk: Desk, stick: Path) -> None:
    set_backup_target(desk, folder=None)
    newest, before = list_history(desk, where=HistoryFilter(act="settings"))
    assert (before.was, before.became) == ("没有指定", str(stick)) == (newest.became, newest.was)


def test_a_folder_that_is_not_there_is_no_place_for_backups(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="拔出"):
        set_backup_target(desk, folder=tmp_path / "none")


@pytest.mark.parametrize("content", [b"", b"[]", b'{"folder": 3', b"\xff"])
def test_a_spoilt_choice_is_no_choice(desk: Desk, stick: Path, content: bytes) -> None:
    (desk.home / "backup-target.json").write_bytes(content)
    assert backup_target(desk.home).folder is None


def test_a_backup_that_is_cancelled_leaves_nothing(desk: Desk, stick: Path) -> None:
    register(desk)
    lines = desk.store.value("SELECT count(*) FROM history")
    for steps in range(1, 4):
        work = automatic_backup(desk, occasion=Occasion.CLOSE)
        assert all(isinstance(next(work), Progress) for _ in range(steps))
        work.close()
        assert names(stick) == []
        assert not [path for path in desk.home.iterdir() if path.name.startswith(SCRATCH)]
    assert desk.store.value("SELECT count(*) FROM history") == lines


def test_a_damaged_desk_is_not_backed_up_over_the_good_ones(desk: Desk, stick: Path) -> None:
    numbers = [register(desk, content="津贴" * 3_000) for _ in range(3)]
    good = create_backup(desk, folder=stick)
    home = desk.home
    desk.close()
    raw = bytearray((home / "desk.db").read_bytes())
    raw[-5_000] ^= 0xFF
    (home / "desk.db").write_bytes(raw)
    with open_desk(home, PASSPHRASE, today=DESK_DAY) as damaged, pytest.raises(StoreDamaged):
        exhaust(make_backup(damaged))
    assert names(stick) == [good.path.name]
    assert len(numbers) == 3


def test_what_the_desk_does_by_itself_it_does_for_an_auditor_too_and_nothing_more(
    desk: Desk, stick: Path, tmp_path: Path
) -> None:
    register(desk)
    desk.operator = replace(desk.operator, roles=(Role.AUDITOR,))
    assert exhaust(automatic_backup(desk, occasion=Occasion.CLOSE)) is not None
    with pytest.raises(NotAllowed):
        next(drill(desk))
    (tmp_path / "other").mkdir()
    with pytest.raises(NotAllowed):
        set_backup_target(desk, folder=tmp_path / "other")
    assert backup_target(desk.home).folder == stick


# --- giving way -----------------------------------------------------------------------------------------------


def age(desk: Desk, days: int) -> None:
    """Let so many days pass."""
    desk.fixed_today = desk.today() + dt.timedelta(days)


def close_daily(desk: Desk, days: int) -> None:
    for _ in range(days):
        age(desk, 1)
        register(desk, received_on=desk.today())
        exhaust(automatic_backup(desk, occasion=Occasion.CLOSE))


def test_old_backups_give_way_and_it_is_recorded(desk: Desk, stick: Path) -> None:
    manual = create_backup(desk, folder=stick)
    close_daily(desk, 20)
    left = [one.file_name for one in good_backups(desk)]
    assert sorted(left) == names(stick)
    assert manual.path.name in left
    assert (
        len(left) == 12 + 2 + 1
    )  # twelve days, two Sundays before them (29 November, 6 December), and the manual one
    assert desk.store.value("SELECT count(*) FROM backups WHERE removed_at IS NOT NULL") == 21 - len(left)
    assert "清理到期的备份1份" in desk.store.value("SELECT text FROM history WHERE act = 'backup_removed'")


def test_a_file_that_is_no_longer_the_backup_that_was_written_is_never_deleted(
    desk: Desk, stick: Path
) -> None:
    close_daily(desk, 1)
    [path] = stick.iterdir()
    path.write_bytes(b"somebody else's")
    close_daily(desk, 20)
    assert path.read_bytes() == b"somebody else's"


def test_another_desk_s_files_and_strange_files_are_left_alone(desk: Desk, stick: Path) -> None:
    others = ["petition-desk-ZC01-FFFFFF-20200101-080000.backup", "家里的照片.backup", "报表.xlsx"]
    for name in others:
        (stick / name).write_bytes(b"x")
    close_daily(desk, 20)
    assert set(others) <= set(names(stick))


def test_a_stick_in_the_drawer_keeps_its_backups_on_the_list(desk: Desk, stick: Path, tmp_path: Path) -> None:
    close_daily(desk, 3)
    stick.rename(tmp_path / "drawer")
    stick.mkdir()
    close_daily(desk, 3)
    assert len(good_backups(desk)) == 6
    assert desk.store.value("SELECT count(*) FROM backups WHERE removed_at IS NOT NULL") == 0


def test_what_a_dead_program_left_is_taken_away_an_hour_later(desk: Desk, stick: Path) -> None:
    (desk.home / f"{SCRATCH}dead").mkdir()
    half = stick / ".0123456789abcdef.tmp"
    half.write_bytes(b"half")
    young = stick / ".fedcba9876543210.tmp"
    young.write_bytes(b"somebody is writing")
    for path in (half, desk.home / f"{SCRATCH}dead"):
        os.utime(path, (1, 1))
    made = create_backup(desk, folder=stick)
    assert names(stick) == [young.name, made.path.name]
    assert not (desk.home / f"{SCRATCH}dead").exists()


# --- before something that may go wrong ------------------------------------------------------------------------


def test_an_import_is_preceded_by_a_backup_of_what_was_there(desk: Desk, stick: Path, tmp_path: Path) -> None:
    register(desk)
    make_ledger(tmp_path / "台账.xlsx", 5, seed=1)
    exhaust(import_ledger(desk, path=tmp_path / "台账.xlsx"))
    [good] = good_backups(desk)
    assert (good.occasion, good.cases) == (Occasion.IMPORT, 1)


def test_an_import_without_room_for_a_backup_brings_nothing_in(desk: Desk, tmp_path: Path) -> None:
    register(desk)
    make_ledger(tmp_path / "台账.xlsx", 5, seed=1)
    (desk.home / LOCAL).write_bytes(b"a file where the folder should be")
    with pytest.raises(CannotWrite):
        exhaust(import_ledger(desk, path=tmp_path / "台账.xlsx"))
    assert desk.store.value("SELECT count(*) FROM cases") == 1


def test_a_backup_that_got_its_name_and_no_line_is_taken_in_with_the_next(desk: Desk, stick: Path) -> None:
    register(desk)
    refusing = "CREATE TEMP TRIGGER no_line BEFORE INSERT ON backups BEGIN SELECT RAISE(ABORT, 'died'); END"
    desk.store.execute(refusing)
    with pytest.raises(IntegrityError):
        exhaust(make_backup(desk, occasion=Occasion.IMPORT))
    (left,) = names(stick)
    assert good_backups(desk) == []
    desk.store.execute("DROP TRIGGER no_line")
    register(desk)
    exhaust(make_backup(desk, occasion=Occasion.DAILY))
    newer, older = good_backups(desk)
    assert (older.file_name, older.occasion, older.cases, newer.cases) == (left, Occasion.IMPORT, 1, 2)
    assert older.size == (stick / left).stat().st_size
    assert exhaust(drill(desk)).passed and desk.store.value("SELECT count(*) FROM drafts") == 0
    age(desk, 40)
    exhaust(make_backup(desk, occasion=Occasion.DAILY))
    assert not (stick / left).exists()


def test_a_note_of_a_backup_that_never_got_its_name_is_forgotten_and_one_of_a_stick_elsewhere_waits(
    desk: Desk, stick: Path, tmp_path: Path
) -> None:
    register(desk)
    put_draft(desk.store, f"backup:{stick / 'never.backup'}", {"sha256": "x"}, desk.now())
    put_draft(desk.store, f"backup:{tmp_path / 'elsewhere' / 'a.backup'}", {"sha256": "x"}, desk.now())
    exhaust(make_backup(desk))
    assert [key for key, _ in list_drafts(desk.store)] == [f"backup:{tmp_path / 'elsewhere' / 'a.backup'}"]


SCHEMAS = Path(__file__).parents[1] / "fixtures" / "schema"


def test_a_migration_is_preceded_by_a_backup_at_the_old_schema(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(desk)
    home, applied = desk.home, desk.store.value("SELECT count(*) FROM schema_migration")
    desk.close()
    newer = tmp_path / "migrations"
    newer.mkdir()
    for path in database.MIGRATIONS.glob("0*.py"):
        (newer / path.name).write_bytes(path.read_bytes())
    step = 'def up(migrator, db):\n    db.execute_sql("CREATE TABLE of_tomorrow (id INTEGER PRIMARY KEY)")\n'
    (newer / "9999_tomorrow.py").write_text(step, encoding="utf-8")
    monkeypatch.setattr(database, "MIGRATIONS", newer)
    monkeypatch.setattr(database, "SCHEMA_VERSION", 9999)
    with open_desk(home, PASSPHRASE, today=DESK_DAY) as migrated:
        [good] = good_backups(migrated)
        assert (good.occasion, good.folder, good.cases) == (Occasion.MIGRATION, str(home / LOCAL), 1)
        assert migrated.store.value("SELECT count(*) FROM schema_migration") == applied + 1
    monkeypatch.undo()
    with pytest.raises(database.StoreNewer):
        open_desk(home, PASSPHRASE, today=DESK_DAY)


def test_a_migration_waits_until_nobody_else_has_the_desk_open(tmp_path: Path) -> None:
    home = tmp_path / "old"
    shutil.copytree(SCHEMAS / "v3", home)
    with another_program(home, "hold_desk"):
        with pytest.raises(DeskInUse):
            open_desk(home, PASSPHRASE, today=DESK_DAY)
        assert not (home / LOCAL).exists()
    with open_desk(home, PASSPHRASE, today=DESK_DAY) as desk, open_desk(home, PASSPHRASE):
        assert [one.occasion for one in good_backups(desk)] == [Occasion.MIGRATION]


def test_a_stick_that_fails_does_not_keep_a_migration_from_its_backup(desk: Desk, stick: Path) -> None:
    register(desk)
    stick.rmdir()
    stick.write_bytes(b"no folder any more")
    made = before_migration(desk.home, desk.store).verified
    assert made.path.parent == desk.home / LOCAL
    stick.unlink()
    with plugged_in(stick) as plugged:
        plugged.fill(leave=20_000)
        made = before_migration(desk.home, desk.store).verified
        assert made.path.parent == desk.home / LOCAL


def test_a_migration_that_cannot_be_backed_up_changes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = desk.home
    desk.close()
    (home / LOCAL).write_bytes(b"a file where the folder should be")
    monkeypatch.setattr(database, "SCHEMA_VERSION", 9999)
    with pytest.raises(CannotWrite):
        open_desk(home, PASSPHRASE, today=DESK_DAY)
    monkeypatch.undo()
    open_desk(home, PASSPHRASE, today=DESK_DAY).close()


# --- how it is told -------------------------------------------------------------------------------------------


def test_the_examination_speaks_of_the_age_of_the_backup(desk: Desk, stick: Path) -> None:
    assert {line.name: line for line in check_desk(desk)}["备份"].ok
    register(desk)
    create_backup(desk, folder=stick)
    assert {line.name: line for line in check_desk(desk)}["备份"].ok
    age(desk, 8)
    line = {line.name: line for line in check_desk(desk)}["备份"]
    assert not line.ok
    assert "8天前" in line.text


def test_the_state_tells_of_backup_and_trial(desk: Desk, stick: Path) -> None:
    register(desk)
    create_backup(desk, folder=stick)
    state = backup_state(desk)
    assert (state.level, state.here) == (Loudness.NOTE, False)  # another folder of the desk's own disk
    assert "只在本机硬盘上" in state.backup.words
    stick.rename(stick.with_name("drawer"))
    state = backup_state(desk)
    assert (state.level, state.target) == (Loudness.CALM, str(stick))
    assert replace(state.backup, words="") == replace(state.trial, words="")
    age(desk, 200)
    assert backup_state(desk).level is Loudness.ALARM
