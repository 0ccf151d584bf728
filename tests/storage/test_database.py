"""Opening, refusing and keeping whole: real files, bytes flipped by hand."""

import sqlite3
import threading
from pathlib import Path

import pytest
from peewee import IntegrityError

from app.actions.cases import list_cases
from app.actions.checks import check_desk
from app.actions.desk import Desk
from app.bootstrap import create_desk, desk_exists, open_desk
from app.domain.cases import CaseFilter
from app.domain.errors import (
    InvalidCase,
    InvalidField,
    NoDesk,
    StoreBusy,
    StoreDamaged,
    StoreExists,
    StoreMissing,
    StoreNewer,
    WrongPassphrase,
)
from app.domain.station import Station
from app.storage.database import SCHEMA_VERSION, Store, check_integrity, schema_version
from app.storage.keyring import unlock
from tests.desks import CHEAP, DESK_DAY, PASSPHRASE, STATION, make_desk, register


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of a closed desk with one case."""
    made, _ = make_desk(tmp_path / "home")
    register(made)
    made.close()
    return tmp_path / "home"


def everything_in(folder: Path) -> dict[str, bytes]:
    """All files but the count of wrong passphrases."""
    kept = (path for path in sorted(folder.iterdir()) if path.name != "entrance.json")
    return {path.name: path.read_bytes() for path in kept}


def test_no_word_of_a_case_stands_in_the_database_or_its_log(desk: Desk) -> None:
    register(desk, "王建国")
    files = {path.name: path.read_bytes() for path in desk.home.iterdir() if path.is_file()}
    assert len(files["desk.db-wal"]) > 4096
    for word in ("王建国", "13812344321", "津贴", "CREATE TABLE"):
        assert [name for name, raw in files.items() if word.encode() in raw] == []


def test_what_was_kept_is_there_after_opening_again(home: Path) -> None:
    with open_desk(home, PASSPHRASE, today=DESK_DAY) as desk:
        assert desk.station.unit_name == "综采一区"
        assert desk.operator.name == "李敏"
        assert len(list_cases(desk, where=CaseFilter())) == 1


def test_the_pragmas_are_those_of_a_store_that_survives_a_power_cut(desk: Desk) -> None:
    asked = {
        name: desk.store.value(f"PRAGMA {name}") for name in ("journal_mode", "synchronous", "foreign_keys")
    }
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert desk.store.value("PRAGMA secure_delete") == 1


def test_every_thread_gets_the_same_pragmas(desk: Desk) -> None:
    found: list[int] = []

    def ask() -> None:
        found.append(desk.store.value("PRAGMA synchronous"))
        found.append(desk.store.value("PRAGMA foreign_keys"))
        desk.release()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [2, 1]


def test_sorting_never_spills_readable_rows_onto_the_disk(desk: Desk) -> None:
    options = [row["compile_options"] for row in desk.store.rows("PRAGMA compile_options")]
    assert "TEMP_STORE=2" in options or "TEMP_STORE=3" in options


def test_a_wrong_passphrase_is_not_a_damaged_file(home: Path) -> None:
    before = everything_in(home)
    with pytest.raises(WrongPassphrase):
        open_desk(home, PASSPHRASE + "x")
    assert everything_in(home) == before


@pytest.mark.parametrize("place", [0, 17, 100, 2000, 4095])
def test_one_flipped_byte_in_the_first_page_is_damage(home: Path, place: int) -> None:
    raw = bytearray((home / "desk.db").read_bytes())
    raw[place] ^= 0x01
    (home / "desk.db").write_bytes(raw)
    with pytest.raises(StoreDamaged):
        open_desk(home, PASSPHRASE)


@pytest.mark.parametrize("keep", [0, 1, 100, 4096, 8192])
def test_a_cut_off_database_is_damage_and_is_not_filled_up(home: Path, keep: int) -> None:
    (home / "desk.db").write_bytes((home / "desk.db").read_bytes()[:keep])
    with pytest.raises(StoreDamaged):
        open_desk(home, PASSPHRASE)
    assert (home / "desk.db").stat().st_size == keep


def test_a_plain_database_in_its_place_is_damage(home: Path) -> None:
    (home / "desk.db").unlink()
    plain = sqlite3.connect(home / "desk.db")
    plain.execute("CREATE TABLE cases (id)")
    plain.commit()
    plain.close()
    with pytest.raises(StoreDamaged):
        open_desk(home, PASSPHRASE)


def test_a_page_that_goes_bad_later_is_named_as_damage_by_list_and_check(tmp_path: Path) -> None:
    desk, _ = make_desk(tmp_path / "home")
    for _ in range(20):
        register(desk, content="津贴" * 3000)
    desk.close()
    path = tmp_path / "home" / "desk.db"
    raw = bytearray(path.read_bytes())
    for page in range(100, len(raw) // 4096):
        raw[page * 4096 + 50] ^= 0x01
    path.write_bytes(raw)
    with open_desk(tmp_path / "home", PASSPHRASE, today=DESK_DAY) as desk:
        with pytest.raises(StoreDamaged):
            list_cases(desk, where=CaseFilter(), limit=100)
        lines = {line.name: line for line in check_desk(desk)}
        assert not lines["数据文件"].ok
        assert lines["打印字体"].ok


def test_a_whole_desk_passes_its_own_check(desk: Desk) -> None:
    register(desk)
    assert check_integrity(desk.store) == []
    of_this_machine = {"磁盘空间", "存放位置"}  # tests may run in memory, on a full disk
    assert [line.name for line in check_desk(desk) if not line.ok and line.name not in of_this_machine] == []


@pytest.mark.parametrize("name", ["desk.db", "keys.json"])
def test_half_a_desk_is_missing_its_other_half_and_nothing_is_made(home: Path, name: str) -> None:
    (home / name).unlink()
    before = everything_in(home)
    with pytest.raises(StoreMissing, match=name):
        open_desk(home, PASSPHRASE)
    assert everything_in(home) == before
    with pytest.raises(StoreExists):
        make_desk(home)
    assert everything_in(home) == before


def test_an_empty_folder_has_no_desk_and_stays_empty(tmp_path: Path) -> None:
    with pytest.raises(NoDesk):
        open_desk(tmp_path / "nowhere", PASSPHRASE)
    assert not (tmp_path / "nowhere").exists()
    assert not desk_exists(tmp_path)


def test_a_second_desk_in_the_same_folder_is_refused(home: Path) -> None:
    before = everything_in(home)
    with pytest.raises(StoreExists):
        make_desk(home)
    assert everything_in(home) == before


def test_bad_answers_make_no_desk(tmp_path: Path) -> None:
    with pytest.raises(InvalidCase) as refused:
        create_desk(
            tmp_path / "a", station=Station("x", "", ""), operator="", passphrase=PASSPHRASE, kdf=CHEAP
        )
    assert [p.field for p in refused.value.problems] == [
        "unit_code",
        "unit_name",
        "superior_name",
        "operator",
    ]
    with pytest.raises(InvalidField, match="至少8个字符"):
        create_desk(tmp_path / "a", station=STATION, operator="李敏", passphrase="1234567", kdf=CHEAP)
    assert not (tmp_path / "a").exists()


def test_a_store_of_a_newer_program_is_refused_with_both_numbers(home: Path) -> None:
    with open_desk(home, PASSPHRASE) as desk, desk.store.transaction():
        desk.store.execute("INSERT INTO schema_migration (name, applied) VALUES ('0007_later', '2030-01-01')")
    with pytest.raises(StoreNewer) as refused:
        open_desk(home, PASSPHRASE)
    assert refused.value.data == {"stored": 7, "known": SCHEMA_VERSION}


def test_a_new_desk_is_at_the_newest_schema(desk: Desk) -> None:
    assert schema_version(desk.store) == SCHEMA_VERSION


def test_a_failed_act_leaves_nothing(desk: Desk) -> None:
    with pytest.raises(RuntimeError), desk.store.transaction():
        desk.record("test", "半途而废")
        raise RuntimeError
    assert desk.store.value("SELECT count(*) FROM history WHERE act = 'test'") == 0


def test_a_desk_that_is_held_says_it_is_busy(home: Path) -> None:
    with open_desk(home, PASSPHRASE) as desk:
        key, _ = unlock(home / "keys.json", PASSPHRASE)
        other = Store(home / "desk.db", key)
        other.database.connect()
        other.execute("PRAGMA busy_timeout = 50")
        with desk.store.transaction():
            desk.record("test", "占用")
            with pytest.raises(StoreBusy), other.transaction():
                pass
        with other.transaction():
            other.execute("INSERT INTO settings (name, value) VALUES ('free', '1')")
        other.close()


def test_a_row_without_its_case_is_refused(desk: Desk) -> None:
    with pytest.raises(IntegrityError), desk.store.transaction():
        desk.store.execute("INSERT INTO requests (case_id, position, text) VALUES (99, 0, '悬空')")
