"""Backups on the console: the list, the place, the drill, and a restore that says first what it loses."""

import json
from pathlib import Path

import pytest

from tests.console_desk import WAGES, ConsoleDesk, make_home

CLERK = "田小雨自己的口令2026"


@pytest.fixture
def desk(tmp_path: Path) -> ConsoleDesk:
    return ConsoleDesk(make_home(tmp_path / "home"))


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def register(desk: ConsoleDesk, folder: Path) -> str:
    path = folder / "case.json"
    path.write_text(json.dumps(WAGES, ensure_ascii=False), encoding="utf-8")
    return str(desk.json("case", "register", path)["number"])


def test_the_place_of_backups_is_shown_chosen_and_forgotten(desk: ConsoleDesk, stick: Path) -> None:
    assert desk.json("backup", "target") == {"target": "", "here": False, "other_disk": False}
    assert "硬盘坏了会一起坏" in desk.run("backup", "target").stdout
    assert desk.json("backup", "target", stick)["target"] == str(stick)
    assert "同一个盘上" in desk.run("backup", "target").stdout
    desk.refused("backup", "target", stick / "none")
    assert desk.json("backup", "target", "--forget")["target"] == ""


def test_the_list_tells_what_was_made_and_how_old_it_is(
    desk: ConsoleDesk, stick: Path, tmp_path: Path
) -> None:
    register(desk, tmp_path)
    made = desk.json("backup", "create", stick)
    listed = desk.json("backup", "list")
    assert listed["total"] == 1
    [one] = listed["backups"]
    assert (one["path"], one["sha256"], one["occasion"], one["at_hand"]) == (
        made["path"], made["sha256"], "manual", True,
    )  # fmt: skip
    assert listed["backup"]["level"] == "note"  # on the desk's own disk
    stick.rename(stick.with_name("drawer"))
    assert desk.json("backup", "list")["backup"]["level"] == "calm"
    assert "今天" in desk.run("backup", "list").stdout


def test_a_drill_passes_or_is_refused(desk: ConsoleDesk, stick: Path, tmp_path: Path) -> None:
    assert "U盘要先插上" in desk.refused("backup", "drill")
    register(desk, tmp_path)
    path = Path(desk.json("backup", "create", stick)["path"])
    assert desk.json("backup", "drill")["passed"] is True
    path.write_bytes(path.read_bytes()[:-50])
    assert "没有通过" in desk.refused("backup", "drill")


def test_restoring_over_a_desk_says_first_what_would_be_lost(
    desk: ConsoleDesk, stick: Path, tmp_path: Path
) -> None:
    register(desk, tmp_path)
    path = desk.json("backup", "create", stick)["path"]
    number = register(desk, tmp_path)
    desk.refused("backup", "restore", path)
    said = desk.refused("backup", "restore", path, "--replace")
    assert "新登记的事项1件" in said
    assert number in said
    assert "--accept-loss" in said
    assert desk.json("case", "list")["total"] == 2
    assert [one.name for one in desk.home.iterdir() if one.is_dir()] == []
    done = desk.json("backup", "restore", path, "--replace", "--accept-loss")
    assert done["lost"]["numbers"] == [number]
    assert Path(done["replaced"]).is_dir()
    assert desk.json("case", "list")["total"] == 1
    assert desk.json("history", "verify")["ok"] is True


def test_only_an_administrator_lets_a_backup_replace_the_desk(
    desk: ConsoleDesk, stick: Path, tmp_path: Path
) -> None:
    desk.env["PETITION_DESK_NEW_PASSPHRASE"] = CLERK
    desk.json("operator", "add", "田小雨", "--role", "clerk")
    path = desk.json("backup", "create", stick)["path"]
    register(desk, tmp_path)
    desk.env["PETITION_DESK_PASSPHRASE"] = CLERK
    assert "只有管理员" in desk.refused("backup", "restore", path, "--replace", "--accept-loss")
    assert [one.name for one in desk.home.iterdir() if one.is_dir()] == []
    desk.home = tmp_path / "new"  # where there is no desk, whoever can open the backup may
    assert desk.json("backup", "restore", path)["cases"] == 0


def test_what_was_replaced_is_put_back_the_same_way(desk: ConsoleDesk, stick: Path, tmp_path: Path) -> None:
    register(desk, tmp_path)
    path = desk.json("backup", "create", stick)["path"]
    register(desk, tmp_path)
    kept = desk.json("backup", "restore", path, "--replace", "--accept-loss")["replaced"]
    desk.json("backup", "restore", kept, "--replace", "--accept-loss")
    assert desk.json("case", "list")["total"] == 2


def test_a_backup_that_loses_nothing_needs_no_more_words(
    desk: ConsoleDesk, stick: Path, tmp_path: Path
) -> None:
    register(desk, tmp_path)
    path = desk.json("backup", "create", stick)["path"]
    assert desk.json("backup", "restore", path, "--replace")["lost"]["cases"] == 0
