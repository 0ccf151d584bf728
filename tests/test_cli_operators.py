"""Operators, passphrases, recovery sheets and a fresh key from the console."""

from pathlib import Path

import pytest

from tests.console_desk import PASSPHRASE, ConsoleDesk, make_home

OTHER, NEW = "石子路的口令二零", "换过以后的一句口令"


@pytest.fixture
def desk(tmp_path: Path) -> ConsoleDesk:
    return ConsoleDesk(make_home(tmp_path / "home"))


@pytest.fixture
def two(desk: ConsoleDesk) -> ConsoleDesk:
    desk.env["PETITION_DESK_NEW_PASSPHRASE"] = OTHER
    desk.json("operator", "add", "田小雨", "--role", "clerk", "--post", "信访信息员")
    return desk


def as_(desk: ConsoleDesk, passphrase: str) -> ConsoleDesk:
    desk.env["PETITION_DESK_PASSPHRASE"] = passphrase
    return desk


def test_what_is_not_given_stays_as_it_was(two: ConsoleDesk) -> None:
    changed = two.json("operator", "change", "田小雨", "--role", "clerk", "--role", "auditor")
    assert changed["roles"] == ["clerk", "auditor"]
    assert changed["post"] == "信访信息员"
    assert two.json("operator", "list")["operators"][1] == changed
    assert "没有找到操作人员" in two.refused("operator", "change", "韩文", "--post", "区长")


def test_removed_and_back_again(two: ConsoleDesk) -> None:
    assert two.json("operator", "remove", "田小雨") == {"operator": "田小雨", "removed": True}
    assert "operator rekey" not in two.run("operator", "list").output
    assert [one["name"] for one in two.json("operator", "list")["former"]] == ["田小雨"]
    assert "口令不对" in as_(two, OTHER).refused("case", "list")
    made = as_(two, PASSPHRASE).json("operator", "return", "田小雨")
    assert "已离开" not in two.run("operator", "list").output
    assert "一次性口令" in as_(two, made["one_time_passphrase"]).refused("case", "list")


def test_a_passphrase_for_one_opening_opens_nothing_but_its_own_renewal(two: ConsoleDesk) -> None:
    made = two.json("operator", "reset", "田小雨")
    as_(two, made["one_time_passphrase"])
    assert "operator passphrase" in two.refused("case", "list")
    two.env["PETITION_DESK_NEW_PASSPHRASE"] = NEW
    assert two.json("operator", "passphrase") == {"operator": "田小雨", "changed": True}
    assert as_(two, NEW).json("case", "list")["total"] == 0


def test_with_a_name_only_that_name_is_tried(two: ConsoleDesk) -> None:
    two.env["PETITION_DESK_OPERATOR"] = "田小雨"
    assert "口令不对" in two.refused("case", "list")
    two.env["PETITION_DESK_OPERATOR"] = "郭晓梅"
    assert two.json("case", "list")["total"] == 0


def test_after_wrong_tries_the_console_says_how_long_to_wait(desk: ConsoleDesk) -> None:
    as_(desk, "不是这一句话")
    desk.refused("case", "list")  # asks twice, for people and with --json
    assert desk.run("case", "list").exit_code == 1
    refused = as_(desk, PASSPHRASE).run("case", "list")
    assert refused.exit_code == 1
    assert "口令连续输错，请等1秒再试" in refused.stderr


def test_a_sheet_is_made_tried_and_listed(desk: ConsoleDesk, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    made = desk.json("recovery", "new", "--second", "--out", tmp_path / "stick")
    assert Path(made["recovery_sheet"]["path"]).read_bytes()[:5] == b"%PDF-"
    sheets = desk.json("recovery", "list")["recovery_sheets"]
    assert [(one["second"], one["tried_on"]) for one in sheets] == [(False, None), (True, None)]
    desk.env["PETITION_DESK_RECOVERY"] = made["recovery_code"]
    sheets = desk.json("recovery", "try")["recovery_sheets"]
    assert [one["tried_on"] for one in sheets] == [None, "2026-11-23"]
    assert "已经存在" in desk.refused("recovery", "new", "--out", tmp_path / "stick")
    assert "文件夹不存在" in desk.refused("recovery", "new", "--out", tmp_path / "none")
    assert desk.json("recovery", "drop") == {"dropped": True}
    assert "上级保险柜" not in desk.run("recovery", "list").output
    assert "打不开本工作台" in desk.refused("recovery", "try")


def test_a_fresh_key_gives_new_words_to_everybody(two: ConsoleDesk, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    made = two.json("operator", "rekey", "--sheets", tmp_path / "stick")
    assert [one["operator"] for one in made["one_time"]] == ["田小雨"]
    (sheet,) = made["recovery_sheets"]
    assert Path(sheet["recovery_sheet"]["path"]).exists()
    assert "口令不对" in as_(two, OTHER).refused("case", "list")
    assert as_(two, PASSPHRASE).json("history", "verify")["ok"] is True
    two.env |= {"PETITION_DESK_RECOVERY": sheet["recovery_code"], "PETITION_DESK_PASSPHRASE": NEW}
    assert two.json("recovery", "unlock", "--operator", "郭晓梅")["recovered"] is True
