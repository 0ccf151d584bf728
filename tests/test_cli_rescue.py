"""When the desk does not open, on the console: look, make, and the diagnostic bundle."""

import zipfile
from pathlib import Path

import pytest

from tests.console_desk import ConsoleDesk, make_home


@pytest.fixture
def desk(tmp_path: Path) -> ConsoleDesk:
    """A desk with two cases whose first page is damaged."""
    made = ConsoleDesk(make_home(tmp_path / "desk"))
    made.register()
    made.register(subject="取暖费没有发")
    raw = bytearray((made.home / "desk.db").read_bytes())
    raw[2000] ^= 1
    (made.home / "desk.db").write_bytes(raw)
    return made


def test_a_damaged_desk_is_refused_looked_at_and_made_anew(desk: ConsoleDesk) -> None:
    assert "已损坏" in desk.refused("case", "list")
    found = desk.json("rescue", "look")
    assert (found["bad_pages"], found["whole"], found["key_file"]) == (1, True, "whole")
    assert {part["name"]: part["read"] for part in found["parts"]}["信访事项"] == 2
    made = desk.json("rescue", "make")
    assert made["history_fault"] is None
    assert made["made_up"] == []
    new = ConsoleDesk(Path(made["home"]))
    assert new.json("case", "list")["total"] == 2
    assert new.json("history", "verify")["ok"]


def test_people_read_numbers_and_what_to_do_next(desk: ConsoleDesk) -> None:
    looked = desk.run("rescue", "look").stdout
    assert "坏了1页" in looked
    assert "rescue make" in looked
    made = desk.run("rescue", "make").stdout
    assert "信访事项：2" in made
    assert "--home" in made


def test_a_wrong_passphrase_and_a_missing_database_are_refused_in_a_line(desk: ConsoleDesk) -> None:
    desk.env["PETITION_DESK_PASSPHRASE"] = "another one entirely"
    assert "口令不对" in desk.refused("rescue", "look")
    (desk.home / "desk.db").unlink()
    assert "不见了" in desk.refused("rescue", "make")


def test_the_bundle_is_written_of_a_desk_that_does_not_open(desk: ConsoleDesk, tmp_path: Path) -> None:
    told = desk.json("diagnostics", tmp_path / "诊断包.zip")
    with zipfile.ZipFile(tmp_path / "诊断包.zip") as bundle:
        assert bundle.namelist() == told["files"]
        assert "没有检查" in bundle.read("自检.txt").decode("utf-8")
    assert "已经存在" in desk.refused("diagnostics", tmp_path / "诊断包.zip")


def test_the_bundle_can_be_read_on_the_console_before_it_is_passed_on(tmp_path: Path) -> None:
    desk = ConsoleDesk(make_home(tmp_path / "desk"))
    desk.register()
    said = desk.run("diagnostics", "--show", tmp_path / "诊断包.zip").stdout
    assert "--- 自检.txt" in said
    assert "正常  数据文件" in said
    assert "王建国" not in said
