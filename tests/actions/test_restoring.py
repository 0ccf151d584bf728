"""Looking into a backup, what restoring it would lose, and the change that a crash leaves whole."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from app.actions.backup import create_backup
from app.actions.cases import count_cases
from app.actions.desk import Desk
from app.actions.documents import issue_slip
from app.actions.history import verify_history
from app.actions.restoring import BackupLook, drop_look, list_replaced, look_into, loss_words, replace_with
from app.bootstrap import create_desk, desk_exists, open_desk, operators
from app.domain.cases import CaseFilter
from app.domain.codes import CaseClass
from app.domain.errors import (
    CannotWrite,
    DeskError,
    DeskInUse,
    InvalidField,
    OtherDesksBackup,
    StoreDamaged,
    StoreExists,
    StoreNewer,
    UnreadableFile,
    WrongPassphrase,
)
from app.domain.station import Station
from app.storage import database, replacing
from tests.desks import CHEAP, DESK_DAY, PASSPHRASE, exhaust, make_desk, register
from tests.sticks import plugged_in

ROOT = Path(__file__).parents[2]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def old(desk: Desk, stick: Path) -> Path:
    """A backup with one case; the desk has gone on since: two cases, a paper."""
    register(desk)
    path = create_backup(desk, folder=stick).path
    number = register(desk, "李芳")
    register(desk, "赵海")
    issue_slip(desk, number=number)
    return path


def look(path: Path, desk: Desk, **more: object) -> BackupLook:
    return exhaust(look_into(path, home=desk.home, live=desk, **{"passphrase": PASSPHRASE, **more}))


def incoming(home: Path) -> list[str]:
    return [path.name for path in home.iterdir() if path.name.startswith(replacing.INCOMING)]


def cases(home: Path) -> int:
    with open_desk(home, PASSPHRASE, today=DESK_DAY) as opened:
        assert verify_history(opened).fault is None
        return count_cases(opened, where=CaseFilter())


def test_a_look_tells_what_a_backup_holds_and_what_would_be_lost(desk: Desk, old: Path) -> None:
    seen = look(old, desk)
    assert (seen.station.unit_name, seen.opened_by, seen.holding.cases) == ("综采一区", "李敏", 1)
    assert seen.holding.first == seen.holding.last
    lost = seen.lost
    assert lost is not None
    assert (lost.cases, lost.documents, lost.packets, lost.parted) == (2, 1, 0, False)
    assert [number[:18] for number in lost.numbers] == ["ZC01-20261120-0002", "ZC01-20261120-0003"]
    assert lost.acts == 3
    assert lost.since is not None
    assert not lost.nothing
    drop_look(seen)
    assert incoming(desk.home) == []


def test_a_look_changes_neither_the_desk_nor_the_backup(desk: Desk, old: Path) -> None:
    before, lines = old.read_bytes(), desk.store.value("SELECT count(*) FROM history")
    drop_look(look(old, desk))
    assert old.read_bytes() == before
    assert desk.store.value("SELECT count(*) FROM history") == lines


def test_a_backup_of_this_moment_would_lose_nothing(desk: Desk, stick: Path) -> None:
    register(desk)
    seen = look(create_backup(desk, folder=stick).path, desk)
    assert seen.lost is not None
    assert seen.lost.nothing


def test_of_sealed_cases_nothing_is_told(desk: Desk, stick: Path) -> None:
    register(desk)
    path = create_backup(desk, folder=stick).path
    register(desk, "张密", case_class=CaseClass.B)
    lost = look(path, desk).lost
    assert lost is not None
    assert (lost.cases, lost.numbers, lost.documents, lost.acts) == (0, (), 0, 0)
    assert not lost.named
    assert "没有新的事项、文书和包" in loss_words(lost)


def test_only_what_would_be_lost_is_counted(desk: Desk, old: Path) -> None:
    lost = look(old, desk).lost
    assert lost is not None and lost.named
    assert loss_words(lost).endswith(
        "这些就没有了：新登记的事项2件，文书1份，办理操作3次（不公开的事项不列）。"
    )


def test_cases_that_were_erased_since_are_told_as_coming_back(desk: Desk, old: Path) -> None:
    desk.store.execute("UPDATE cases SET erased_at = '2026-11-24T10:00:00' WHERE id = 1")
    lost = look(old, desk).lost
    assert lost is not None
    assert lost.revived == 1


def test_nothing_readable_lies_beside_the_desk_while_a_backup_is_looked_into(desk: Desk, old: Path) -> None:
    seen = look(old, desk)
    for path in seen.folder.iterdir():
        for secret in ("王建国", "13812344321", "津贴"):
            assert secret.encode() not in path.read_bytes()
    assert "key" not in repr(seen)


def test_the_recovery_code_opens_a_backup_too(tmp_path: Path, stick: Path) -> None:
    desk, sheet = make_desk(tmp_path / "home")
    register(desk)
    path = create_backup(desk, folder=stick).path
    desk.close()
    new = tmp_path / "new-pc"
    seen = exhaust(look_into(path, home=new, code=" ".join(sheet.code_groups).lower()))
    assert (seen.opened_by, seen.lost, seen.unknown) == ("", None, "")
    assert replace_with(new, seen, today=DESK_DAY) is None
    with open_desk(new, PASSPHRASE, today=DESK_DAY) as restored:
        line = restored.store.row("SELECT operator, text FROM history WHERE act = 'restore'")
        assert line is not None
        assert (line["operator"], path.name in line["text"]) == ("恢复单", True)


def test_restoring_replaces_and_keeps_what_was_there(desk: Desk, old: Path) -> None:
    home, seen = desk.home, look(old, desk)
    desk.close()
    kept = replace_with(home, seen, today=DESK_DAY)
    assert kept is not None
    assert [one.folder for one in list_replaced(home)] == [kept]
    assert cases(home) == 1
    with open_desk(home, PASSPHRASE, today=DESK_DAY) as restored:
        assert kept.name in restored.store.value("SELECT text FROM history WHERE act = 'restore'")
    assert incoming(home) == []
    assert not replacing.pending(home)


def test_what_was_replaced_can_be_put_back(desk: Desk, old: Path) -> None:
    home, seen = desk.home, look(old, desk)
    desk.close()
    kept = replace_with(home, seen, today=DESK_DAY)
    assert kept is not None
    with open_desk(home, PASSPHRASE, today=DESK_DAY) as restored:
        back = look(kept, restored)
        assert (back.holding.cases, back.lost and back.lost.cases) == (3, 0)
    replace_with(home, back, today=DESK_DAY)
    assert cases(home) == 3


def test_a_desk_that_was_cut_off_is_put_back_with_its_last_acts(
    desk: Desk, old: Path, tmp_path: Path
) -> None:
    """The write-ahead log belongs to the desk: without it the newest cases would be gone."""
    assert (desk.home / "desk.db-wal").stat().st_size
    folder = tmp_path / "desk-replaced-20261124-080000"
    folder.mkdir()
    for name in ("desk.db", "desk.db-wal", "keys.json"):
        (folder / name).write_bytes((desk.home / name).read_bytes())
    assert look(folder, desk).holding.cases == 3


def test_nobody_may_have_the_desk_open_while_it_is_replaced(desk: Desk, old: Path) -> None:
    seen = look(old, desk)
    with pytest.raises(DeskInUse):
        replace_with(desk.home, seen)
    assert not replacing.pending(desk.home)
    assert count_cases(desk, where=CaseFilter()) == 3


def test_a_replaced_desk_s_log_is_never_replayed_into_the_restored_one(desk: Desk, old: Path) -> None:
    home, seen = desk.home, look(old, desk)
    log = (home / "desk.db-wal").read_bytes()
    desk.close()
    (home / "desk.db-wal").write_bytes(log)
    kept = replace_with(home, seen, today=DESK_DAY)
    assert kept is not None
    assert (kept / "desk.db-wal").read_bytes() == log
    assert cases(home) == 1


def test_a_re_key_that_was_cut_off_does_not_lock_the_restored_desk(desk: Desk, old: Path) -> None:
    home, seen = desk.home, look(old, desk)
    desk.close()
    (home / "desk.db.rekeyed").write_bytes(b"half a copy")
    replace_with(home, seen, today=DESK_DAY)
    (home / "keys.json.rekeyed").exists()
    assert cases(home) == 1


# --- a crash at any moment --------------------------------------------------------------------------------------

CUT = """
import sys
from pathlib import Path
from app.storage import replacing
home, cut = Path(sys.argv[1]), int(sys.argv[2])
real, count = Path.replace, [0]
def watched(name):
    method = getattr(Path, name)
    def step(self, *values, **named):
        count[0] += 1
        if count[0] == cut:
            import os, signal
            os.kill(os.getpid(), signal.SIGKILL)
        return method(self, *values, **named)
    setattr(Path, name, step)
for name in ("replace", "unlink", "mkdir", "write_text"):
    watched(name)
replacing.begin(home, home / sys.argv[3], "desk-replaced-20261124-080000")
replacing.finish(home)
print(count[0])
"""
"""A replacement that is killed at the k-th change of a name."""


def replaced_with_cut(home: Path, folder: str, cut: int) -> int:
    done = subprocess.run(
        [sys.executable, "-c", CUT, str(home), str(cut), folder], cwd=ROOT, capture_output=True, text=True
    )
    return int(done.stdout) if done.returncode == 0 else done.returncode


def test_a_kill_at_any_step_leaves_the_old_desk_or_the_restored_one(tmp_path: Path, stick: Path) -> None:
    held = []
    for cut in range(1, 40):
        home = tmp_path / f"home{cut}"
        desk, _ = make_desk(home)
        register(desk)
        path = create_backup(desk, folder=stick).path
        register(desk, "李芳")
        seen = look(path, desk)
        desk.close()
        if (steps := replaced_with_cut(home, seen.folder.name, cut)) > 0:
            break
        assert desk_exists(home), f"after {cut} steps the start window would make a new desk"
        assert operators(home) == ["李敏"]
        held.append(cases(home))
        assert not replacing.pending(home)
        other = look_at_replaced(home)
        assert {held[-1], *other} == {1, 2} or held[-1] == 2, f"after {cut} steps something is gone"
    assert steps > 6
    assert held == sorted(held, reverse=True), "first the old desk, then the restored one, never back"
    assert set(held) == {1, 2}


def look_at_replaced(home: Path) -> list[int]:
    """How many cases each desk has that was set aside."""
    found = []
    for one in list_replaced(home):
        seen = exhaust(look_into(one.folder, home=home, passphrase=PASSPHRASE))
        found.append(seen.holding.cases)
        drop_look(seen)
    return found


@pytest.mark.parametrize(
    "content", [b"", b"{}", b'{"incoming": "../x", "replaced": "desk-replaced-1"}', b'{"incoming": 3}']
)
def test_a_spoilt_marker_moves_nothing(desk: Desk, content: bytes) -> None:
    home = desk.home
    desk.close()
    (home / "replacing.json").write_bytes(content)
    before = {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()}
    with pytest.raises(UnreadableFile):
        open_desk(home, PASSPHRASE, today=DESK_DAY)
    assert {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()} == before
    with pytest.raises(StoreExists):
        make_desk(home)


# --- refusals ---------------------------------------------------------------------------------------------------


def test_another_desk_s_backup_is_refused_with_both_numbers(desk: Desk, stick: Path, tmp_path: Path) -> None:
    other, _ = create_desk(
        tmp_path / "other",
        station=Station("ZC02", "综采二区", "集团公司信访接待室"),
        operator="李敏",
        passphrase=PASSPHRASE,
        kdf=CHEAP,
        today=DESK_DAY,
    )
    register(other)
    path = create_backup(other, folder=stick).path
    other.close()
    with pytest.raises(OtherDesksBackup, match=rf"综采二区.*{desk.station.desk_id}"):
        look(path, desk)
    assert incoming(desk.home) == []


def test_a_wrong_passphrase_or_code_opens_nothing_and_leaves_nothing(desk: Desk, old: Path) -> None:
    with pytest.raises(WrongPassphrase):
        look(old, desk, passphrase="不是这个口令不是")
    with pytest.raises(InvalidField, match="第1组"):
        look(old, desk, code="AAAAA")
    with pytest.raises(InvalidField, match="口令"):
        look(old, desk, passphrase="")
    assert incoming(desk.home) == []


def test_a_newer_program_s_backup_is_refused_with_both_numbers(
    desk: Desk, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.storage.backup.SCHEMA_VERSION", 3)
    with pytest.raises(StoreNewer, match=r"4.*3"):
        look(old, desk)
    assert incoming(desk.home) == []


def test_an_older_program_s_backup_is_brought_up_in_the_copy_only(
    desk: Desk, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = 'def up(migrator, db):\n    db.execute_sql("CREATE TABLE of_tomorrow (id INTEGER PRIMARY KEY)")\n'
    newer = old.parent / "migrations"
    newer.mkdir()
    for path in database.MIGRATIONS.glob("0*.py"):
        (newer / path.name).write_bytes(path.read_bytes())
    (newer / "9999_tomorrow.py").write_text(step, encoding="utf-8")
    before = old.read_bytes()
    for name in ("database", "backup"):
        monkeypatch.setattr(f"app.storage.{name}.SCHEMA_VERSION", 9999)
    monkeypatch.setattr(database, "MIGRATIONS", newer)
    assert look(old, desk).holding.cases == 1
    assert old.read_bytes() == before


@pytest.mark.parametrize("place", [0.05, 0.5, 0.9])
def test_a_flipped_bit_is_found_before_anything_is_replaced(desk: Desk, old: Path, place: float) -> None:
    raw = bytearray(old.read_bytes())
    raw[int(place * len(raw))] ^= 1
    old.write_bytes(raw)
    with pytest.raises(DeskError):
        look(old, desk)
    assert incoming(desk.home) == []


def test_a_backup_whose_database_was_exchanged_under_a_whole_zip_is_found(desk: Desk, old: Path) -> None:
    with zipfile.ZipFile(old) as archive:
        keys, store = archive.read("keys.json"), bytearray(archive.read("desk.db"))
    store[len(store) // 2] ^= 1
    with zipfile.ZipFile(old, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("desk.db", bytes(store))
        archive.writestr("keys.json", keys)
    with pytest.raises((StoreDamaged, UnreadableFile)):
        look(old, desk)


def test_a_packed_zip_is_no_backup(desk: Desk, stick: Path) -> None:
    """Nothing is unpacked that grows: what a desk writes is as long as it says."""
    path = stick / "bomb.backup"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("desk.db", bytes(1 << 22))
        archive.writestr("keys.json", b"{}")
    with pytest.raises(UnreadableFile, match="不是工作台的备份"):
        look(path, desk)


def test_a_folder_without_a_desk_is_named_so(desk: Desk, stick: Path) -> None:
    with pytest.raises(UnreadableFile, match="没有工作台"):
        look(stick, desk)


def test_a_full_disk_says_that_it_is_full_and_not_that_the_backup_is_bad(
    desk: Desk, old: Path, tmp_path: Path
) -> None:
    with plugged_in(tmp_path / "u") as plugged:
        plugged.fill(leave=20_000)
        with pytest.raises(CannotWrite, match="已满"):
            exhaust(look_into(old, home=plugged.folder, passphrase=PASSPHRASE))
        assert plugged.names == ["照片.bin"]


def test_a_desk_that_cannot_be_opened_is_told_as_not_compared(desk: Desk, old: Path) -> None:
    home = desk.home
    desk.close()
    (home / "desk.db").write_bytes(b"\0" * 8192)
    seen = exhaust(look_into(old, home=home, passphrase=PASSPHRASE))
    assert seen.lost is None
    assert "不能比较" in seen.unknown
    kept = replace_with(home, seen, today=DESK_DAY)
    assert kept is not None
    assert (kept / "desk.db").read_bytes() == b"\0" * 8192
    assert cases(home) == 1


def test_without_the_open_desk_its_file_is_compared(desk: Desk, old: Path) -> None:
    desk.close()
    lost = exhaust(look_into(old, home=desk.home, passphrase=PASSPHRASE)).lost
    assert lost is not None
    assert lost.cases == 2


def test_a_restored_desk_that_went_on_is_told_as_parted(desk: Desk, old: Path, stick: Path) -> None:
    ahead = create_backup(desk, folder=stick).path
    home, seen = desk.home, look(old, desk)
    desk.close()
    replace_with(home, seen, today=DESK_DAY)
    with open_desk(home, PASSPHRASE, today=DESK_DAY) as restored:
        register(restored, "孙新")
        lost = look(ahead, restored).lost
        assert lost is not None
        assert (lost.cases, lost.parted) == (1, True) or lost.parted
