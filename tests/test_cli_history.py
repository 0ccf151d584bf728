"""The history on the console: list, head, verify, export, seal, heads, and a case's time line."""

import datetime as dt
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.bootstrap import open_desk
from tests.console_desk import PASSPHRASE, ConsoleDesk, make_home
from tests.storage.test_history import attacked


@pytest.fixture
def desk(tmp_path: Path) -> ConsoleDesk:
    made = ConsoleDesk(make_home(tmp_path / "desk"))
    made.number = made.register()  # type: ignore[attr-defined]
    made.json("case", "note", made.number, "核对考勤", "--on", "2026-11-23")  # type: ignore[attr-defined]
    return made


def test_the_newest_lines_are_listed_first(desk: ConsoleDesk) -> None:
    found = desk.json("history", "list")
    assert [line["act"] for line in found["lines"]] == ["note", "register", "create"]
    assert (found["total"], found["total_is_least"]) == (3, False)
    line = found["lines"][0]
    assert line["roles"] == ["clerk", "leader", "administrator"]
    assert (line["was"], line["became"], line["operator"]) == ("已登记", "办理中", "郭晓梅")
    shown = desk.run("history", "list", "--limit", "1").stdout
    assert "已登记 → 办理中" in shown and "共3条" in shown
    assert [one["line"] for one in desk.json("history", "list", "--before", "3")["lines"]] == [2, 1]


def test_lines_are_found_by_every_choice(desk: ConsoleDesk) -> None:
    def acts(*words: str) -> list[str]:
        return [line["act"] for line in desk.json("history", "list", *words)["lines"]]

    assert acts("--act", "登记") == acts("--act", "register") == ["register"]
    assert acts("--case", desk.number) == ["note", "register"]  # type: ignore[attr-defined]
    assert acts("--operator", "郭晓梅", "--text", "收到日期") == ["register"]
    assert acts("--from", "2026-11-23") == ["note", "register"]
    assert acts("--to", "2026-11-22") == ["create"]
    assert acts("--operator", "别人") == []


def test_a_choice_that_cannot_be_meant_is_refused(desk: ConsoleDesk) -> None:
    assert "没有“放烟花”" in desk.refused("history", "list", "--act", "放烟花")
    refused = desk.refused("history", "list", "--from", "2026-11-23", "--to", "2026-11-22")
    assert "早于开始日期" in refused


def test_the_head_is_told_and_met(desk: ConsoleDesk) -> None:
    head = desk.json("history", "head")
    assert head["lines"] == 3 and len(head["hash"]) == 64 and head["code"].startswith("3-")
    assert head["code"] in desk.run("history", "head").stdout
    checked = desk.json("history", "verify", "--head", head["code"])
    assert (checked["ok"], checked["lines"], checked["heads_compared"]) == (True, 3, 1)
    assert desk.json("history", "verify", "--head", f"3-{head['hash']}")["ok"] is True
    assert "链条完整" in desk.run("history", "verify").stdout
    assert "抄错了" in desk.refused("history", "verify", "--head", head["code"][:-1] + "?")


def test_a_cut_tail_and_a_changed_line_are_named(desk: ConsoleDesk) -> None:
    code = desk.json("history", "head")["code"]
    with open_desk(desk.home, PASSPHRASE) as inside:
        attacked(inside.store, "DELETE FROM history WHERE id = 3")
    assert desk.json("history", "verify")["ok"] is True
    assert "第2条处被截断" in desk.refused("history", "verify", "--head", code)
    with open_desk(desk.home, PASSPHRASE) as inside:
        inside.store.execute("UPDATE history SET operator = '别人' WHERE id = 1")
    assert "第1条内容被改动过" in desk.refused("history", "verify")
    error = json.loads(desk.run("history", "verify", "--json").stdout)["error"]
    assert error["code"] == "history_broken" and "第1条" in error["message"]


def test_what_is_chosen_is_exported(desk: ConsoleDesk, tmp_path: Path) -> None:
    made = desk.json("history", "export", tmp_path / "记录.xlsx", "--act", "登记")
    assert made["lines"] == 1 and len(made["sha256"]) == 64
    assert load_workbook(tmp_path / "记录.xlsx").active.max_row == 4
    assert desk.json("history", "export", tmp_path / "记录.pdf")["lines"] == 4
    assert "改文件名的结尾" in desk.refused("history", "export", tmp_path / "记录.txt")


def test_the_seal_has_the_head(desk: ConsoleDesk, tmp_path: Path) -> None:
    head = desk.json("history", "head")
    sealed = desk.json("history", "seal", tmp_path / "封条.pdf")
    assert sealed["code"] == head["code"] and (tmp_path / "封条.pdf").read_bytes()[:5] == b"%PDF-"


def test_a_workshop_got_no_heads(desk: ConsoleDesk) -> None:
    assert desk.json("history", "heads") == {"heads": [], "total": 0}
    assert "还没有收到" in desk.run("history", "heads").stdout


def test_a_case_tells_its_part_by_day(desk: ConsoleDesk) -> None:
    number = desk.number  # type: ignore[attr-defined]
    told = desk.json("case", "history", number)
    assert [day["on"] for day in told["days"]] == ["2026-11-23"]
    assert [line["text"].partition("：")[2][:2] for line in told["days"][0]["lines"]] == ["登记", "记录"]
    shown = desk.run("case", "history", number).stdout
    assert shown.startswith("2026-11-23\n") and "已登记 → 办理中" in shown
    assert desk.json("case", "show", number)["timeline"][1]["became"] == "办理中"


def test_a_clock_that_ran_backwards_is_said_and_stops_nothing(desk: ConsoleDesk) -> None:
    desk.env["PETITION_DESK_TODAY"] = "2026-11-20"
    result = desk.run("history", "head")
    assert result.exit_code == 0 and result.stderr.startswith("注意：电脑时钟倒退了")
    content = json.loads(desk.run("history", "head", "--json").stdout)
    assert "时钟倒退" in content["clock_warning"]
    made = json.loads(desk.run("case", "note", desk.number, "又", "--on", "2026-11-20", "--json").stdout)  # type: ignore[attr-defined]
    assert "时钟倒退" in made["clock_warning"]
    lines = json.loads(desk.run("history", "list", "--json").stdout)["lines"]
    assert [line["clock_ran_back"] for line in lines] == [True, False, False, False]
    assert dt.datetime.fromisoformat(lines[0]["at"]).date() == dt.date(2026, 11, 20)
    assert "clock_warning" not in json.loads(desk.run("history", "head", "--json").stdout)
