import datetime as dt
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.actions.backup import create_backup, make_backup, verify_backup
from app.actions.backup_places import set_backup_target
from app.actions.cases import count_cases
from app.actions.checks import verify_history
from app.actions.desk import Desk
from app.actions.restoring import restore_backup
from app.bootstrap import open_desk
from app.domain.backups import Occasion
from app.domain.cases import CaseFilter
from app.domain.errors import CannotWrite, DeskError, FileExists, StoreExists, UnreadableFile, WrongPassphrase
from tests.desks import DESK_DAY, PASSPHRASE, exhaust, make_desk, register


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def test_a_backup_restored_into_an_empty_folder_is_the_desk(desk: Desk, stick: Path, tmp_path: Path) -> None:
    numbers = [register(desk), register(desk, "李芳")]
    made = create_backup(desk, folder=stick)
    assert (made.cases, made.path.parent) == (2, stick)
    assert verify_backup(path=made.path, passphrase=PASSPHRASE) == made
    register(desk, "晚到的人")
    restored = restore_backup(path=made.path, home=tmp_path / "new", passphrase=PASSPHRASE)
    assert restored.sha256 == made.sha256
    with open_desk(tmp_path / "new", PASSPHRASE, today=DESK_DAY) as copy:
        assert count_cases(copy, where=CaseFilter()) == 2
        assert verify_history(copy).broken_at is None
        assert register(copy, "新的人")[:18] == "ZC01-20261120-0003"
    assert len(numbers) == 2


def test_nothing_readable_stands_in_a_backup(desk: Desk, stick: Path) -> None:
    register(desk)
    raw = create_backup(desk, folder=stick).path.read_bytes()
    for secret in ("王建国", "13812344321", "津贴"):
        assert secret.encode() not in raw
    assert [path.name for path in desk.home.iterdir() if path.is_dir()] == []


def test_backups_on_this_disk_age_out_when_they_go_to_a_stick_since(desk: Desk, stick: Path) -> None:
    register(desk)
    local = exhaust(make_backup(desk, occasion=Occasion.CLOSE)).path
    by_hand = create_backup(desk, folder=local.parent).path
    set_backup_target(desk, folder=stick)
    for days, there in ((30, True), (500, False)):
        desk.fixed_today = DESK_DAY + dt.timedelta(days)
        exhaust(make_backup(desk, occasion=Occasion.CLOSE))
        assert (local.exists(), by_hand.exists()) == (there, True)


def test_a_backup_while_somebody_writes_is_whole(tmp_path: Path, stick: Path) -> None:
    desk, _ = make_desk(tmp_path / "home")
    stop = threading.Event()

    def write() -> None:
        try:
            while not stop.is_set():
                register(desk, content="津贴" * 500)
        finally:
            desk.release()

    for _ in range(30):
        register(desk, content="津贴" * 500)
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        try:
            made = create_backup(desk, folder=stick)
        finally:
            stop.set()
        writing.result()
    assert made.cases >= 30
    # every case in the copy has its line in the copied history: the copy is one moment, not a mixture
    assert made.history == made.cases + 1
    assert verify_backup(path=made.path, passphrase=PASSPHRASE).cases == made.cases
    desk.close()


def test_a_wrong_passphrase_does_not_verify(desk: Desk, stick: Path, tmp_path: Path) -> None:
    made = create_backup(desk, folder=stick)
    with pytest.raises(WrongPassphrase):
        verify_backup(path=made.path, passphrase="不是这个口令不是")
    with pytest.raises(WrongPassphrase):
        restore_backup(path=made.path, home=tmp_path / "new", passphrase="不是这个口令不是")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("place", [0.0, 0.3, 0.6, 0.999])
def test_a_damaged_backup_is_refused_and_restores_nothing(
    desk: Desk, stick: Path, tmp_path: Path, place: float
) -> None:
    register(desk)
    path = create_backup(desk, folder=stick).path
    raw = bytearray(path.read_bytes())
    raw[int(place * (len(raw) - 1))] ^= 0xFF
    path.write_bytes(raw)
    with pytest.raises(DeskError):
        restore_backup(path=path, home=tmp_path / "new", passphrase=PASSPHRASE)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x03\x04"])
def test_what_is_no_backup_is_named_so(stick: Path, content: bytes) -> None:
    path = stick / "x.backup"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=r"x\.backup"):
        verify_backup(path=path, passphrase=PASSPHRASE)


def test_another_zip_is_no_backup(stick: Path) -> None:
    with zipfile.ZipFile(stick / "x.zip", "w") as archive:
        archive.writestr("../desk.db", b"x")
        archive.writestr("keys.json", b"{}")
    with pytest.raises(UnreadableFile, match="不是工作台的备份"):
        verify_backup(path=stick / "x.zip", passphrase=PASSPHRASE)


@pytest.mark.parametrize("name", ["desk.db", "keys.json", "desk.db-wal"])
def test_restoring_replaces_nothing_that_is_there(desk: Desk, stick: Path, tmp_path: Path, name: str) -> None:
    path = create_backup(desk, folder=stick).path
    home = tmp_path / "occupied"
    home.mkdir()
    (home / name).write_bytes(b"there before")
    with pytest.raises(StoreExists):
        restore_backup(path=path, home=home, passphrase=PASSPHRASE)
    assert [(p.name, p.read_bytes()) for p in home.iterdir()] == [(name, b"there before")]


def test_a_folder_that_is_gone_is_named(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises((CannotWrite, FileExists)):
        create_backup(desk, folder=tmp_path / "pulled")
    assert desk.store.value("SELECT count(*) FROM history WHERE act = 'backup'") == 0
