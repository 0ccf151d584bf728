"""Packets and replies on the console: both ways, in the figures and words of the contract."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import create_desk
from app.files.templates import TO_FILL
from tests.console_desk import FAST, PASSPHRASE, ConsoleDesk, make_home
from tests.two_desks import HQ

OFFICE = dataclasses.replace(HQ, unit_name="示例煤业信访接待部门")
FIGURES = {"read", "imported", "duplicates", "rejected", "warnings", "errors"}


@pytest.fixture
def shop(tmp_path: Path) -> ConsoleDesk:
    return ConsoleDesk(make_home(tmp_path / "shop"))


@pytest.fixture
def hq(tmp_path: Path) -> ConsoleDesk:
    desk, _ = create_desk(
        tmp_path / "hq",
        station=OFFICE,
        operator="周敏",
        passphrase=PASSPHRASE,
        kdf=FAST,
        today=dt.date(2026, 11, 1),
    )
    desk.close()
    return ConsoleDesk(tmp_path / "hq")


def sent(shop: ConsoleDesk, stick: Path) -> tuple[str, Path]:
    """One case in a packet on a stick."""
    stick.mkdir(exist_ok=True)
    number = shop.register()
    shop.json("case", "waits", number)
    letter = stick / f"{number}.pdf"
    fields = shop.json("document", "compose", number, "explanation_letter")
    body = "\n".join("已核实工时。" if TO_FILL in line else line for line in fields["body"].splitlines())
    shop.json("document", "issue", number, "explanation_letter", "--out", letter, "--set", f"body={body}")
    letter.unlink()
    return number, Path(shop.json("packet", "export", "--out", stick)["path"])


def test_a_packet_goes_up_and_the_reply_comes_home(
    shop: ConsoleDesk, hq: ConsoleDesk, tmp_path: Path
) -> None:
    number, path = sent(shop, tmp_path / "stick")
    looked: dict[str, Any] = hq.json("packet", "import", path, "--dry-run")
    assert looked.keys() >= FIGURES
    assert (looked["read"], looked["imported"], looked["can_go_on"]) == (1, 1, True)
    assert [f["code"] for f in looked["findings"] if f["weight"] == "confirm"] == ["unknown_station"]
    assert "指纹" in hq.refused("packet", "import", path)
    done = hq.json("packet", "import", path, "--trust")
    assert done.keys() >= FIGURES
    assert (done["imported"], done["duplicates"], done["cases"]) == (1, 0, [number])
    assert Path(done["receipt"]).is_file()
    assert "已于" in hq.refused("packet", "import", path)
    (line,) = hq.json("packet", "inbox")["senders"]
    assert (line["code"], line["missing"], line["packets"][0]["state"]) == ("ZC01", [], "imported")

    made = hq.json("packet", "reply", "--out", tmp_path / "stick", "--to", "ZC01")
    assert (made["number"], made["cases"]) == ("HF-HQ01-ZC01-00001", [number])
    check = shop.json("reply", "check", made["path"])
    assert check["packets"][0]["cases"][0]["takes"]["their_number"] == "HQ01-2026-0001"
    assert "指纹" in shop.refused("reply", "import", made["path"])
    taken = shop.json("reply", "import", made["path"], "--trust")
    assert (taken["cases"], taken["acts"]) == ([number], 2)
    assert shop.json("case", "show", number)["state"] == "transferred"
    assert shop.json("reply", "import", made["path"])["replies"] == []
    assert shop.json("reply", "undo", str(taken["replies"][0]), "--reason", "导错了")["cases"] == [number]
    assert shop.json("case", "show", number)["state"] == "in_transfer"
    assert shop.json("reply", "list")["replies"][0]["undone"] is True


def test_on_a_workshops_desk_packet_import_takes_a_reply(
    shop: ConsoleDesk, hq: ConsoleDesk, tmp_path: Path
) -> None:
    number, path = sent(shop, tmp_path / "stick")
    hq.json("packet", "import", path, "--trust")
    made = hq.json("packet", "reply", "--out", tmp_path / "stick", "--to", "ZC01")
    looked = shop.json("packet", "import", made["path"], "--dry-run")
    assert (looked["read"], looked["imported"], looked["rejected"]) == (1, 1, 0)
    assert shop.json("case", "show", number)["state"] == "in_transfer"
    assert shop.json("packet", "import", made["path"], "--trust")["imported"] == 1
    assert shop.json("packet", "import", made["path"])["duplicates"] == 1
    assert shop.json("case", "show", number)["state"] == "transferred"


def test_a_packet_is_refused_and_an_import_taken_back(
    shop: ConsoleDesk, hq: ConsoleDesk, tmp_path: Path
) -> None:
    number, path = sent(shop, tmp_path / "stick")
    refused = hq.json("packet", "refuse", path, "--reason", "没有附清单")
    assert Path(refused["receipt"]).name == "HZ-YS-ZC01-00001.json"
    assert "没有附清单" in hq.refused("packet", "import", path, "--trust")
    hq.json("packet", "import", path, "--trust", "--yes", "refused_before")
    assert hq.json("packet", "undo", "YS-ZC01-00001", "--reason", "导错了")["cases"] == [number]
    assert hq.json("case", "list")["total"] == 0
    hq.refused("packet", "undo", "YS-ZC01-00001", "--reason", "导错了")
    hq.refused("packet", "reply", "--out", tmp_path / "stick", "--to", "ZC01")
    hq.refused("packet", "reply", "--out", tmp_path / "nowhere", "--to", "ZC01")


def test_a_decision_on_the_command_line_names_case_and_field(shop: ConsoleDesk, tmp_path: Path) -> None:
    _, path = sent(shop, tmp_path / "stick")
    assert "编号.栏目" in shop.refused("reply", "import", path, "--decide", "everything")
    assert "没有找到" not in shop.run("reply", "import", path).output
