"""The first start and every later one: begun again where it was cut off, and tidy after a program that died."""

import os
from pathlib import Path

import pytest

from app.bootstrap import UNFINISHED, desk_exists, open_desk
from app.domain.errors import CannotWrite, DeskInUse, NoDesk, StoreExists
from app.storage.database import KEYS_NAME
from app.storage.desk_lock import hold_desk
from tests.desks import PASSPHRASE, make_desk

A_DAY_AGO = 1_700_000_000


def cut_off(home: Path) -> None:
    """A first start that died before the keys were written."""
    desk, _ = make_desk(home)
    desk.close()
    (home / KEYS_NAME).unlink()
    (home / UNFINISHED).touch()


def test_a_first_start_that_was_cut_off_is_no_desk_and_is_begun_again(tmp_path: Path) -> None:
    cut_off(tmp_path)
    assert not desk_exists(tmp_path)
    with pytest.raises(NoDesk):
        open_desk(tmp_path, PASSPHRASE)
    made, _ = make_desk(tmp_path)
    made.close()
    assert sorted(os.listdir(tmp_path)) == ["desk.db", "desk.lock", "keys.json"]
    open_desk(tmp_path, PASSPHRASE).close()


def test_a_first_start_takes_nothing_from_one_that_is_under_way_beside_it(tmp_path: Path) -> None:
    cut_off(tmp_path)
    with hold_desk(tmp_path), pytest.raises(DeskInUse):
        make_desk(tmp_path)
    assert (tmp_path / "desk.db").exists()


def test_a_desk_that_is_whole_is_never_begun_again(tmp_path: Path) -> None:
    desk, _ = make_desk(tmp_path)
    desk.close()
    (tmp_path / KEYS_NAME).unlink()
    with pytest.raises(StoreExists):
        make_desk(tmp_path)
    assert (tmp_path / "desk.db").exists()


def test_a_folder_that_cannot_be_made_is_said_in_a_clerks_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CannotWrite, match="有一段不是文件夹"):
        make_desk(tmp_path / "file" / "desk")


def test_a_first_start_on_a_failing_disk_lets_go_of_the_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(CannotWrite, match="已满"):
            make_desk(tmp_path)
    desk, _ = make_desk(tmp_path)
    desk.close()


def test_what_a_program_that_died_left_is_gone_at_the_next_start(tmp_path: Path) -> None:
    make_desk(tmp_path)[0].close()
    for name, age in ((".working-old", A_DAY_AGO), (".restoring-old", A_DAY_AGO), (".working-new", None)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "desk.db").write_bytes(b"encrypted")
        if age:
            os.utime(folder, (age, age))
    for name in ("keys.json.new", "replacing.json.new"):
        (tmp_path / name).write_bytes(b"half")
        os.utime(tmp_path / name, (A_DAY_AGO, A_DAY_AGO))
    open_desk(tmp_path, PASSPHRASE).close()
    left = {".working-new", "desk.db", "desk.lock", "keys.json"}
    assert set(os.listdir(tmp_path)) - {"entrance.json"} == left
