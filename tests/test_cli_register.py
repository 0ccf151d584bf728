"""Headquarters' register, repeats and receipts on the console."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from app.bootstrap import create_desk
from tests.console_desk import FAST, PASSPHRASE, STATION, WAGES, ConsoleDesk
from tests.test_cli_inbox import OFFICE, sent

ORDER = (
    "--set",
    "receiver_office=劳动工资科",
    "--set",
    "requirement=核实后答复",
    "--set",
    "due_on=2026-12-10",
)
URGING = (
    "--set", "receiver_office=劳动工资科", "--set", "reason=逾期没有反馈", "--set", "requirement=三日内反馈",
    "--set", "report_by=2026-12-20",
)  # fmt: skip


def made(home: Path, **station: object) -> ConsoleDesk:
    """A console and its desk."""
    create_desk(
        home,
        station=dataclasses.replace(STATION, **station),
        operator="周敏",
        passphrase=PASSPHRASE,
        kdf=FAST,
        today=dt.date(2026, 11, 1),
    )[0].close()
    return ConsoleDesk(home)


@pytest.fixture
def hq(tmp_path: Path) -> ConsoleDesk:
    return made(tmp_path / "hq", **dataclasses.asdict(OFFICE))


@pytest.fixture
def shop(tmp_path: Path) -> ConsoleDesk:
    return made(tmp_path / "shop")


def test_the_register_is_listed_assigned_urged_and_taken_back(
    hq: ConsoleDesk, shop: ConsoleDesk, tmp_path: Path
) -> None:
    assert hq.json("register", "list")["total"] == 0
    number, path = sent(shop, tmp_path / "stick")
    hq.json("packet", "import", path, "--trust")
    (row,) = hq.json("register", "list", "--stage", "unassigned", "--from", "zc01")["cases"]
    assert (row["number"], row["office_number"], row["office"]) == (number, "HQ01-2026-0001", None)

    done = hq.json("register", "assign", number, "ZC01-20260101-0099-X", *ORDER)
    assert (done["cases"], [one["number"] for one in done["failures"]]) == (
        [number],
        ["ZC01-20260101-0099-X"],
    )
    listed = hq.json("register", "list", "--office", "劳动工资科")
    assert [(row["due_on"], row["state"]) for row in listed["cases"]] == [("2026-12-10", "referred")]
    assert hq.json("register", "urge", number, *URGING)["total"] == 1
    assert "已于2026-11-23督办" in hq.run("register", "list").output
    assert "最后一步不是“交办”" in hq.refused("register", "undo", number, "--act", "assign", "--reason", "错")
    assert hq.json("register", "undo", number, "--act", "supervise", "--reason", "错")["cases"] == [number]
    assert hq.json("register", "undo", number, "--act", "assign", "--reason", "错")["cases"] == [number]
    assert hq.json("register", "list", "--stage", "unassigned")["total"] == 1
    assert "信访接待部门" in shop.refused("register", "list")
    assert "stage" in hq.refused("register", "list", "--stage", "明天")


def test_repeats_between_units_are_listed_decided_and_decided_otherwise(
    hq: ConsoleDesk, shop: ConsoleDesk, tmp_path: Path
) -> None:
    second = made(tmp_path / "second", unit_code="ZC02", unit_name="示例煤业综采二区")
    first, path = sent(shop, tmp_path / "one")
    other, beside = sent(second, tmp_path / "two")
    for packet in (path, beside):
        hq.json("packet", "import", packet, "--trust")
    (pair,) = hq.json("repeat", "list")["pairs"]
    assert (pair["first"]["number"], pair["second"]["number"]) == (first, other)
    assert WAGES["petitioners"][0]["name"] not in str(pair)
    decision = hq.json("repeat", "no", first, other, "--reason", "两个人")["id"]
    assert hq.json("repeat", "list")["pairs"] == []
    assert hq.json("repeat", "list", "--decided")["decisions"][0]["reason"] == "两个人"
    hq.json("repeat", "undo", str(decision))
    assert hq.json("repeat", "list")["total"] == 1
    hq.refused("repeat", "undo", str(decision))
    shop.refused("repeat", "list")


def test_a_receipt_is_written_again_printed_and_taken_back(
    hq: ConsoleDesk, shop: ConsoleDesk, tmp_path: Path
) -> None:
    number, path = sent(shop, tmp_path / "stick")
    lost = Path(hq.json("packet", "import", path, "--trust")["receipt"])
    lost.unlink()
    again = hq.json(
        "packet", "receipt-again", "YS-ZC01-00001", "--out", tmp_path, "--pdf", tmp_path / "回执.pdf"
    )
    assert (Path(again["receipt"]).name, Path(again["pdf"]["path"]).read_bytes()[:4]) == (lost.name, b"%PDF")
    card = tmp_path / "hq.json"
    fingerprint = hq.json("station", "card", "--out", card)["fingerprint"]
    shop.json("station", "add", card, "--fingerprint", fingerprint)
    shop.json("packet", "receipt", again["receipt"])
    assert shop.json("case", "show", number)["state"] == "transferred"
    undone = shop.json("packet", "receipt-undo", "YS-ZC01-00001", "--reason", "记错了")
    assert undone["cases"] == [number]
    assert shop.json("case", "show", number)["state"] == "in_transfer"
    assert "没有可以撤销的回执" in shop.refused(
        "packet", "receipt-undo", "YS-ZC01-00001", "--reason", "再一次"
    )
    hq.refused("packet", "receipt-again", "YS-ZC01-00009", "--out", tmp_path)


def test_a_receipt_that_no_medium_took_is_said_with_what_to_do(
    hq: ConsoleDesk, shop: ConsoleDesk, tmp_path: Path
) -> None:
    _, path = sent(shop, tmp_path / "stick")
    (tmp_path / "stick" / "HZ-YS-ZC01-00001.json").mkdir()
    done = hq.json("packet", "import", path, "--trust")
    assert (done["receipt"], done["imported"]) == (None, 1)
    assert "HZ-YS-ZC01-00001.json" in done["receipt_trouble"]
