"""A damaged desk: real encrypted files with bytes flipped in every page, cut, emptied, or half of them gone.

Nothing of the damaged files is changed, and what comes out of them is what was in them.
"""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest

from app.actions.attachments import add_attachment
from app.actions.backup import create_backup
from app.actions.cases import count_cases, find_cases
from app.actions.desk import Desk
from app.actions.rescue import examine, salvage_desk, unlock_ruin
from app.actions.restoring import look_into, replace_with
from app.bootstrap import open_desk, operators, recover_desk
from app.domain.cases import CaseFilter
from app.domain.codes import CaseClass, Role
from app.domain.errors import (
    DeskInUse,
    StoreDamaged,
    StoreMissing,
    TooManyTries,
    WrongPassphrase,
)
from app.domain.rescue import Findings, KeyFile, Salvaged
from app.storage.btree import Walk, table_leaves
from app.storage.database import SCHEMA_VERSION, Store, check_integrity, schema_version
from app.storage.pages import Pages
from app.storage.rescue import VERSIONS, Ruin, shapes_at
from tests.desks import DESK_DAY, PASSPHRASE, exhaust, make_desk, register
from tests.fixtures.schema.make_schema_fixture import STORED_PASSPHRASE

PAGE = 4096
STORED = sorted((Path(__file__).parents[1] / "fixtures" / "schema").glob("v*"))
OPEN_CASES = 40
Rows = dict[str, set[str]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of a closed desk with forty cases, a sealed one more, and a scan that fills many pages."""
    desk, _ = make_desk(tmp_path / "desk")
    scan = tmp_path / "扫描件.txt"
    scan.write_text("签收单 " * 9000, encoding="utf-8")
    for number in range(OPEN_CASES):
        case = register(desk, f"王建国{number}", content=f"第{number}次说明津贴少发的经过。" * 9)
    add_attachment(desk, number=case, path=scan)
    register(desk, "赵小梅", case_class=CaseClass.B)
    desk.close()
    return tmp_path / "desk"


def rows_of(store: Store) -> Rows:
    """All rows of a store, as text, table by table."""
    return {
        name: {json.dumps(row, sort_keys=True, default=repr) for row in store.rows(f'SELECT * FROM "{name}"')}
        for name in shapes_at(SCHEMA_VERSION)
        if name != VERSIONS
    }


def truth(home: Path) -> Rows:
    with opened(home) as desk:
        return rows_of(desk.store)


def opened(folder: Path) -> Desk:
    return open_desk(folder, PASSPHRASE, today=DESK_DAY)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def flip(path: Path, *places: int) -> None:
    raw = bytearray(path.read_bytes())
    for place in places:
        raw[place] ^= 0x01
    path.write_bytes(raw)


def page_of(home: Path, table: str, place: int | None = None) -> int:
    """A page in the middle of a table, or at a place of its own."""
    rescuer = unlock_ruin(home, PASSPHRASE)
    with Pages(home / "desk.db", rescuer.key) as pages:
        ruin = Ruin(pages)
        for _ in ruin.survey():
            pass
        leaves = ruin.leaves[table] or [(0, ruin.roots[table])]
        return leaves[len(leaves) // 2 if place is None else place][1]


def rescued(home: Path) -> tuple[Findings, Salvaged]:
    rescuer = unlock_ruin(home, PASSPHRASE)
    return exhaust(examine(rescuer)), exhaust(salvage_desk(rescuer, today=DESK_DAY))


def rescued_rows(home: Path, before: Rows) -> tuple[Findings, Salvaged, Rows]:
    """A rescue that left the damaged files alone, and whose desk opens and holds nothing that was not there before.

    Running numbers are worked out anew; else only what a desk cannot open without is made up, and that is said.
    """
    kept = files(home)
    findings, salvaged = rescued(home)
    assert files(home) == {**kept, "desk.lock": files(home)["desk.lock"]}
    with opened(salvaged.folder) as desk:
        assert check_integrity(desk.store) == []
        told = desk.store.rows("SELECT * FROM history ORDER BY id DESC LIMIT 1")[0]
        assert told["act"] == "rescue"
        after = rows_of(desk.store)
        after["history"].discard(json.dumps(told, sort_keys=True, default=repr))
        made_up = {"serials"} | ({"settings", "operators"} if salvaged.placeholders else set())
        assert [
            name for name, rows in after.items() if not rows <= before[name] and name not in made_up
        ] == []
        assert len(find_cases(desk, text="津贴", limit=99)) == count_cases(desk, where=CaseFilter())
    return findings, salvaged, after


# --- every page -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", range(4))
def test_whatever_page_is_damaged_the_rest_comes_out_as_it_was(home: Path, start: int) -> None:
    before, database = truth(home), home / "desk.db"
    raw = database.read_bytes()
    for page in range(start, len(raw) // PAGE, 28):
        flip(database, page * PAGE + 16 + page * 37 % (PAGE - 16))
        findings, salvaged, after = rescued_rows(home, before)
        assert findings.bad_pages == 1
        assert len(after["cases"]) > OPEN_CASES / 2
        assert len(after["history"]) > OPEN_CASES / 2
        shutil.rmtree(salvaged.folder)
        database.write_bytes(raw)


@pytest.mark.parametrize("seed", range(4))
def test_many_damaged_pages_at_once_let_nothing_wrong_through(home: Path, seed: int) -> None:
    before, database, chance = truth(home), home / "desk.db", random.Random(seed)
    pages = database.stat().st_size // PAGE
    hit = chance.sample(range(pages), pages // (2 + seed))
    flip(database, *(page * PAGE + chance.randrange(16, PAGE) for page in hit))
    findings, _, _ = rescued_rows(home, before)
    assert findings.bad_pages == len(hit)
    assert not findings.whole


@pytest.mark.parametrize("place", [0, 15])
def test_a_flipped_byte_in_the_salt_loses_nothing(home: Path, place: int) -> None:
    before = truth(home)
    flip(home / "desk.db", place)
    findings, _, after = rescued_rows(home, before)
    assert findings.bad_pages == 0
    assert findings.whole
    assert after == before


@pytest.mark.parametrize("keep", [0, 1, 100, PAGE, 5 * PAGE, 30 * PAGE + 7])
def test_a_cut_off_database_gives_what_is_left_of_it(home: Path, keep: int) -> None:
    before, database = truth(home), home / "desk.db"
    database.write_bytes(database.read_bytes()[:keep])
    findings, salvaged, _ = rescued_rows(home, before)
    assert not findings.whole
    assert findings.nothing == (keep <= PAGE)
    if keep <= PAGE:
        assert set(salvaged.placeholders) == {"单位资料", "操作人员的角色"}


def test_a_database_of_noise_gives_an_empty_desk_and_says_so(home: Path) -> None:
    database = home / "desk.db"
    database.write_bytes(random.Random(1).randbytes(database.stat().st_size))
    findings, salvaged = rescued(home)
    assert findings.nothing
    assert findings.bad_pages == findings.pages
    with opened(salvaged.folder) as desk:
        assert Role.ADMINISTRATOR in desk.operator.roles
        assert Role.LEADER not in desk.operator.roles
        assert "没有读出来" in desk.station.unit_name


def test_rows_that_two_tables_could_hold_are_given_to_neither(home: Path) -> None:
    with opened(home) as desk:
        desk.store.execute(
            "INSERT INTO imports (at, operator, file_name, file_sha256, imported, duplicates, rejected)"
            " VALUES ('2026-11-24T08:00:00', '李敏', '台账.xlsx', 'ab', 1, 0, 0)"
        )
    before = truth(home)
    rescuer = unlock_ruin(home, PASSPHRASE)
    with Pages(home / "desk.db", rescuer.key) as pages:
        schema = [number for _, number in table_leaves(pages.page, 1, Walk())]
    flip(home / "desk.db", *((number - 1) * PAGE + 500 for number in schema))  # no table has its root now
    _, _, after = rescued_rows(home, before)
    assert after["imports"] == after["restore_trials"] == set()
    assert after["cases"] == before["cases"]


# --- older desks ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stored", STORED, ids=lambda folder: folder.name)
@pytest.mark.parametrize("page", [0, 1])
def test_a_damaged_desk_of_an_older_program_is_salvaged_and_brought_up_to_date(
    tmp_path: Path, stored: Path, page: int
) -> None:
    whole = Path(shutil.copytree(stored, tmp_path / "whole"))
    home = Path(shutil.copytree(stored, tmp_path / "home"))
    flip(home / "desk.db", page * PAGE + 3000)
    rescuer = unlock_ruin(home, STORED_PASSPHRASE)
    findings = exhaust(examine(rescuer))
    salvaged = exhaust(salvage_desk(rescuer, today=DESK_DAY))
    assert findings.bad_pages == 1
    with (
        open_desk(whole, STORED_PASSPHRASE, today=DESK_DAY) as old,
        open_desk(salvaged.folder, STORED_PASSPHRASE, today=DESK_DAY) as new,
    ):
        assert schema_version(new.store) == SCHEMA_VERSION
        before, after = rows_of(old.store), rows_of(new.store)
    for table in ("cases", "petitioners", "requests", "documents", "attachments", "packets", "case_acts"):
        assert after[table] == before[table]


# --- the write-ahead log --------------------------------------------------------------------------------------


@pytest.fixture
def cut_off(tmp_path: Path) -> Path:
    """The folder of a desk whose program died: its last acts stand in the log only."""
    desk, _ = make_desk(tmp_path / "live")
    for number in range(8):
        register(desk, f"王建国{number}")
    shutil.copytree(tmp_path / "live", tmp_path / "desk")
    desk.close()
    assert (tmp_path / "desk" / "desk.db-wal").stat().st_size > PAGE
    return tmp_path / "desk"


def test_what_stands_in_the_log_only_is_rescued_too(cut_off: Path) -> None:
    findings, _ = rescued(cut_off)
    assert findings.part("信访事项").read == 8
    assert findings.whole


@pytest.mark.parametrize("part", [0, 0.01, 0.5, 0.999])
def test_what_a_broken_log_still_holds_is_salvaged(cut_off: Path, part: float) -> None:
    log = cut_off / "desk.db-wal"
    flip(log, int(part * log.stat().st_size))
    kept = files(cut_off)
    findings, salvaged = rescued(cut_off)
    assert files(cut_off) == {**kept, "desk.lock": files(cut_off)["desk.lock"]}
    assert findings.log_cut
    assert not findings.whole
    with opened(salvaged.folder) as desk:
        assert count_cases(desk, where=CaseFilter()) == findings.part("信访事项").read


@pytest.mark.parametrize("part", [0.4, 0.6, 0.8, 0.95])
def test_a_log_that_was_cut_off_gives_what_sqlite_itself_would_give(cut_off: Path, part: float) -> None:
    log, frame = cut_off / "desk.db-wal", 24 + PAGE
    raw = log.read_bytes()
    for frames in range(3):  # at whole frames, in the middle of an act too
        log.write_bytes(raw[: 32 + (int(part * (len(raw) // frame)) + frames) * frame])
        kept = Path(shutil.copytree(cut_off, cut_off.parent / "copy"))
        with opened(kept) as desk:
            expected = rows_of(desk.store)
        rescuer = unlock_ruin(cut_off, PASSPHRASE)
        with Pages(cut_off / "desk.db", rescuer.key) as pages:
            ruin = Ruin(pages)
            for _ in ruin.survey():
                pass
            found = {
                name: {json.dumps(row, sort_keys=True, default=repr) for row in ruin.rows(name)}
                for name in expected
            }
        assert found == expected
        shutil.rmtree(kept)


@pytest.mark.parametrize("part", [0, 0.01, 0.3, 0.6])
def test_a_damaged_log_with_acts_behind_is_no_short_one(cut_off: Path, part: float) -> None:
    log = cut_off / "desk.db-wal"
    flip(log, int(part * log.stat().st_size))
    kept = files(cut_off)
    with pytest.raises(StoreDamaged):
        opened(cut_off)
    assert files(cut_off)["desk.db-wal"] == kept["desk.db-wal"]
    findings, _ = rescued(cut_off)
    assert findings.bad_pages <= 1 and findings.log_cut
    assert findings.part("信访事项").read == 8 or not findings.part("信访事项").whole


def test_a_log_that_ends_in_a_torn_act_is_opened_and_emptied(cut_off: Path) -> None:
    log = cut_off / "desk.db-wal"
    flip(log, log.stat().st_size - 100)
    with opened(cut_off) as desk:
        assert (count_cases(desk, where=CaseFilter()), log.stat().st_size) == (7, 0)


def test_without_its_log_a_desk_stands_as_it_was_when_the_log_was_begun(cut_off: Path) -> None:
    (cut_off / "desk.db-wal").unlink()
    findings, _ = rescued(cut_off)
    assert findings.part("信访事项").read < 8


# --- the key file ---------------------------------------------------------------------------------------------


def test_a_key_file_with_a_damaged_byte_still_opens_with_the_keys_that_are_whole(home: Path) -> None:
    keys = home / "keys.json"
    flip(keys, keys.read_text(encoding="utf-8").rindex('"sealed"') + 20)  # the recovery sheet's, written last
    with pytest.raises(StoreDamaged):
        opened(home)
    rescuer = unlock_ruin(home, PASSPHRASE)
    assert rescuer.key_file is KeyFile.MENDED
    assert exhaust(examine(rescuer)).whole
    salvaged = exhaust(salvage_desk(rescuer, today=DESK_DAY))
    with opened(salvaged.folder) as desk:
        assert count_cases(desk, where=CaseFilter()) == OPEN_CASES


def test_with_one_damaged_key_of_its_only_operator_the_recovery_code_opens(tmp_path: Path) -> None:
    desk, sheet = make_desk(tmp_path / "desk")
    register(desk)
    desk.close()
    code, keys = "-".join(sheet.code_groups), tmp_path / "desk" / "keys.json"
    flip(keys, keys.read_text(encoding="utf-8").index('"sealed"') + 20)  # the operator's, written first
    with pytest.raises(WrongPassphrase):
        unlock_ruin(tmp_path / "desk", PASSPHRASE)
    rescuer = unlock_ruin(tmp_path / "desk", code.lower())
    assert (rescuer.name, rescuer.key_file) == ("", KeyFile.MENDED)
    folder = exhaust(salvage_desk(rescuer, today=DESK_DAY)).folder
    assert operators(folder) == ["李敏"]
    with pytest.raises(WrongPassphrase):
        opened(folder)
    words = "新的一句口令 2026"
    with recover_desk(folder, code=code, operator="李敏", passphrase=words, today=DESK_DAY) as new:
        assert count_cases(new, where=CaseFilter()) == 1
        assert Role.ADMINISTRATOR in new.operator.roles


@pytest.mark.parametrize("harm", ["gone", "empty", "noise"])
def test_without_its_key_file_a_desk_opens_with_that_of_a_backup(home: Path, harm: str) -> None:
    with opened(home) as desk:
        folder = home / "backups"
        folder.mkdir()
        create_backup(desk, folder=folder)
    keys = home / "keys.json"
    keys.unlink() if harm == "gone" else keys.write_bytes(b"" if harm == "empty" else b"\xff\x00{" * 99)
    rescuer = unlock_ruin(home, PASSPHRASE)
    assert rescuer.key_file is KeyFile.BACKUP
    with opened(exhaust(salvage_desk(rescuer, today=DESK_DAY)).folder) as desk:
        assert count_cases(desk, where=CaseFilter()) == OPEN_CASES


def test_a_desk_whose_making_was_cut_off_is_damaged_and_can_be_opened_by_a_rescue(tmp_path: Path) -> None:
    desk, _ = make_desk(tmp_path / "desk")
    desk.store.execute("DELETE FROM settings")
    desk.store.execute("DELETE FROM operators")
    desk.close()
    with pytest.raises(StoreDamaged):
        opened(tmp_path / "desk")
    _, salvaged = rescued(tmp_path / "desk")
    assert set(salvaged.placeholders) == {"单位资料", "操作人员的角色"}
    opened(salvaged.folder).close()


def test_without_any_key_file_nothing_can_be_done_and_that_is_said(home: Path) -> None:
    (home / "keys.json").unlink()
    with pytest.raises(StoreDamaged, match=r"keys\.json"):
        unlock_ruin(home, PASSPHRASE)


def test_without_a_database_there_is_nothing_to_look_at(home: Path) -> None:
    (home / "desk.db").unlink()
    with pytest.raises(StoreMissing):
        unlock_ruin(home, PASSPHRASE)


def test_wrong_passphrases_make_the_next_try_wait_here_too(home: Path) -> None:
    flip(home / "desk.db", 3000)
    for _ in range(3):
        with pytest.raises(WrongPassphrase):
            unlock_ruin(home, "不是这一句话")
    with pytest.raises(TooManyTries):
        unlock_ruin(home, PASSPHRASE)


# --- with a backup --------------------------------------------------------------------------------------------


def test_what_is_missing_comes_from_the_newest_backup_and_proves_the_history_again(home: Path) -> None:
    with opened(home) as desk:
        (home / "backups").mkdir()
        then = rows_of(desk.store)
        create_backup(desk, folder=home / "backups")
        register(desk, "孙丽华")
    before, database = truth(home), home / "desk.db"
    raw = database.read_bytes()
    for table in ("history", "cases", "petitioners", "attachments", "settings", "operators"):
        flip(database, (page_of(home, table) - 1) * PAGE + 99)
        findings, salvaged, after = rescued_rows(home, before)
        assert salvaged.backup.endswith(".backup")
        assert salvaged.placeholders == ()
        assert (findings.history_fault is not None) == (table == "history")
        assert salvaged.history_fault is None
        newer = {name: before[name] - then[name] for name in before}
        assert [name for name in before if not before[name] - after[name] <= newer[name]] == []
        shutil.rmtree(salvaged.folder)
        database.write_bytes(raw)


def test_what_was_erased_after_the_backup_does_not_come_back_from_it(home: Path) -> None:
    with opened(home) as desk:
        (home / "backups").mkdir()
        create_backup(desk, folder=home / "backups")
        desk.store.execute(
            "INSERT INTO erasures (asked_at, asked_by, reason, state, done_at) VALUES (?, '李敏', '期满', 'done', ?)",
            "2026-11-25T08:00:00",
            "2026-11-25T09:00:00",
        )
    flip(home / "desk.db", (page_of(home, "cases") - 1) * PAGE + 99)
    _, salvaged = rescued(home)
    filled = {part.name: part.filled for part in salvaged.parts}
    assert filled["信访事项"] == 0
    assert filled["来访人和诉求"] == 0


def test_a_salvaged_desk_takes_the_damaged_ones_place_and_the_damaged_one_is_kept(home: Path) -> None:
    flip(home / "desk.db", 40 * PAGE + 77)
    damaged = (home / "desk.db").read_bytes()
    _, salvaged = rescued(home)
    look = exhaust(look_into(salvaged.folder, home=home, passphrase=PASSPHRASE))
    kept = replace_with(home, look, today=DESK_DAY)
    assert kept is not None
    assert (kept / "desk.db").read_bytes() == damaged
    with opened(home) as desk:
        assert count_cases(desk, where=CaseFilter()) > OPEN_CASES / 2
        register(desk, "孙丽华")


# --- what it must not do --------------------------------------------------------------------------------------


def test_a_sealed_case_counts_nowhere_in_what_is_told(home: Path) -> None:
    flip(home / "desk.db", 40 * PAGE + 77)
    findings, salvaged = rescued(home)
    assert findings.part("信访事项").read <= OPEN_CASES
    with opened(salvaged.folder) as desk:
        sealed = desk.store.value("SELECT count(*) FROM cases WHERE sealed = 1")
        every = desk.store.value("SELECT count(*) FROM cases")
    assert sealed == 1
    assert findings.part("信访事项").read == every - sealed
    assert {part.name: part.read for part in salvaged.parts} == {p.name: p.read for p in findings.parts}


def test_a_sealed_case_that_came_from_a_backup_counts_nowhere_either(home: Path) -> None:
    with opened(home) as desk:
        (home / "backups").mkdir()
        create_backup(desk, folder=home / "backups")
    flip(
        home / "desk.db", (page_of(home, "cases", -1) - 1) * PAGE + 99
    )  # the newest cases, the sealed one last
    findings, salvaged = rescued(home)
    parts = {part.name: part for part in salvaged.parts}
    assert findings.part("信访事项").read < OPEN_CASES
    assert parts["信访事项"].read + parts["信访事项"].filled == OPEN_CASES
    with opened(salvaged.folder) as desk:
        assert desk.store.value("SELECT count(*) FROM cases WHERE sealed = 1") == 1


def test_numbers_go_on_above_every_number_that_was_read(home: Path) -> None:
    flip(home / "desk.db", (page_of(home, "serials") - 1) * PAGE + 500)
    _, salvaged = rescued(home)
    with opened(salvaged.folder) as desk:
        numbers = {row["number"] for row in desk.store.rows("SELECT number FROM cases")}
        assert register(desk, "孙丽华") not in numbers


def test_a_desk_that_somebody_has_open_is_not_rescued(home: Path) -> None:
    rescuer = unlock_ruin(home, PASSPHRASE)
    with opened(home), pytest.raises(DeskInUse):
        exhaust(examine(rescuer))
    with opened(home), pytest.raises(DeskInUse):
        exhaust(salvage_desk(rescuer))


def test_a_rescue_that_is_cancelled_leaves_nothing(home: Path) -> None:
    rescuer, before = unlock_ruin(home, PASSPHRASE), sorted(path.name for path in home.iterdir())
    for steps in range(1, 6):
        work = salvage_desk(rescuer)
        for _ in range(steps):
            next(work)
        work.close()
        assert sorted({path.name for path in home.iterdir()} - {"desk.lock"}) == sorted(
            {*before} - {"desk.lock"}
        )


def test_no_plain_text_lies_on_the_disk_after_a_rescue(home: Path) -> None:
    flip(home / "desk.db", 40 * PAGE + 77)
    rescued(home)
    for path in home.rglob("*"):
        if path.is_file():
            assert "王建国".encode() not in path.read_bytes()
