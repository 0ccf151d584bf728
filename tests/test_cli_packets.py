"""Packets and stations on the console: sealed, addressed, verified with and without a desk, answered by receipts."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path

import pytest

from app.actions.desk import Desk
from app.actions.stations import own_card, own_fingerprint, own_keys, trust_station, write_own_card
from app.domain.receipts import Party, Receipt, ReceiptKind
from app.files.receipt_file import write_receipt
from app.files.station_card import read_card
from app.files.station_keys import spoken
from tests.console_desk import ConsoleDesk, make_home
from tests.stations import PASSWORD, make_discipline, make_office
from tests.test_cli_papers import ready_case

PACKET_PASSWORD = "PETITION_DESK_PACKET_PASSWORD"


@pytest.fixture
def desk(tmp_path: Path) -> ConsoleDesk:
    return ConsoleDesk(make_home(tmp_path / "desk"))


@pytest.fixture
def office(tmp_path: Path) -> Desk:
    return make_office(tmp_path / "office")


def introduced(desk: ConsoleDesk, office: Desk, folder: Path) -> None:
    """Both sides take each other's card in."""
    write_own_card(office, path=folder / "office.json")
    desk.json("station", "add", folder / "office.json", "--fingerprint", spoken(own_fingerprint(office)))
    desk.json("station", "card", "--out", folder / "ours.json")
    trust_station(office, card=read_card(folder / "ours.json"), fingerprint_confirmed=True)


def test_a_card_is_written_printed_taken_in_and_forgotten(
    desk: ConsoleDesk, office: Desk, tmp_path: Path
) -> None:
    said = desk.json("station", "card", "--out", tmp_path / "card.json", "--pdf", tmp_path / "card.pdf")
    assert (said["code"], said["kind"]) == ("ZC01", "unit")
    assert (tmp_path / "card.pdf").read_bytes().startswith(b"%PDF")
    assert spoken(own_fingerprint(office)) != said["fingerprint"]
    write_own_card(office, path=tmp_path / "office.json")
    assert not desk.json("station", "add", tmp_path / "office.json")["trusted"]
    wrong = desk.refused("station", "add", tmp_path / "office.json", "--fingerprint", said["fingerprint"])
    assert "指纹与名片不符" in wrong
    right = spoken(own_fingerprint(office)).lower()
    assert desk.json("station", "add", tmp_path / "office.json", "--fingerprint", right)["trusted"]
    assert [one["code"] for one in desk.json("station", "list")["stations"]] == ["JT00"]
    desk.json("station", "forget", "JT00")
    assert desk.json("station", "list")["total"] == 0
    desk.refused("station", "forget", "JT00")
    desk.refused("station", "card", "--out", tmp_path / "card.json")


def test_a_packet_sealed_to_a_password_is_verified_and_opened_by_another_program(
    desk: ConsoleDesk, tmp_path: Path
) -> None:
    ready_case(desk, tmp_path)
    desk.env[PACKET_PASSWORD] = PASSWORD
    made = desk.json("packet", "export", "--out", tmp_path, "--seal", "password")
    assert (made["seal"], made["total"]) == ("password", 1)
    checked = desk.json("packet", "verify", made["path"])
    assert (checked["seal"], checked["signature"], checked["sender_trust"]) == ("password", "good", "own")
    desk.env[PACKET_PASSWORD] = "another-password-1"
    assert "口令不对" in desk.refused("packet", "verify", made["path"])
    del desk.env[PACKET_PASSWORD]
    assert PACKET_PASSWORD in desk.refused("packet", "verify", made["path"])
    assert PACKET_PASSWORD in desk.refused("packet", "export", "--out", tmp_path, "--seal", "password")


def test_verifying_needs_no_desk_and_says_whose_fingerprint_to_compare(
    desk: ConsoleDesk, tmp_path: Path
) -> None:
    ready_case(desk, tmp_path)
    made = desk.json("packet", "export", "--out", tmp_path)
    fingerprint = desk.json("station", "card")["fingerprint"]
    assert desk.json("packet", "verify", made["path"])["sender_trust"] == "own"
    nowhere = ConsoleDesk(tmp_path / "nowhere")
    checked = nowhere.json("packet", "verify", made["path"])
    assert (checked["sender_trust"], checked["signature"]) == (None, "good")
    assert checked["fingerprint"] == fingerprint
    assert fingerprint in nowhere.run("packet", "verify", made["path"]).stdout


def test_a_receipt_closes_the_loop_and_the_outbox_says_so(
    desk: ConsoleDesk, office: Desk, tmp_path: Path
) -> None:
    introduced(desk, office, tmp_path)
    number = ready_case(desk, tmp_path)
    made = desk.json("packet", "export", "--out", tmp_path, "--seal", "key", "--to", "JT00")
    assert made["path"].endswith(".age")
    desk.refused("packet", "verify", made["path"])
    desk.env["PETITION_DESK_TODAY"] = "2026-12-20"
    assert desk.json("packet", "outbox")["overdue"] == 1
    assert "逾期没有回执" in desk.run("packet", "outbox").stdout
    (tmp_path / "second").mkdir()
    again = desk.json("packet", "again", made["number"], "--out", tmp_path / "second")
    assert Path(again["path"]).name == Path(made["path"]).name
    sent = desk.json("packet", "list")["packets"][0]
    receipt = Receipt(
        kind=ReceiptKind.RECEIVED,
        packet_number=sent["number"],
        sequence=sent["sequence"],
        content_sha256=sent["content_sha256"],
        file_sha256=sent["file_sha256"],
        receiver=Party("JT00", own_card(office).name),
        sender_code="ZC01",
        at=dt.datetime(2026, 11, 24, 9, 0),
        by="周岚",
        cases=((number, "JT00-0001"),),
    )
    path = write_receipt(receipt, own_keys(office).sign_secret, tmp_path)
    outcome = desk.json("packet", "receipt", path)
    assert (outcome["moved"], outcome["packet"]["state"]) == ([number], "received")
    assert desk.json("packet", "outbox")["overdue"] == 0
    assert desk.json("case", "show", number)["state"] == "transferred"
    assert "已经导入过" in desk.refused("packet", "receipt", path)


def test_a_paper_receipt_is_noted(desk: ConsoleDesk, tmp_path: Path) -> None:
    number = ready_case(desk, tmp_path)
    made = desk.json("packet", "export", "--out", tmp_path)
    assert "签收日期" in desk.refused(
        "packet", "received", made["number"], "--by", "周岚", "--on", "2026-11-01"
    )
    assert desk.json("packet", "received", made["number"], "--by", "周岚")["moved"] == [number]
    assert desk.json("packet", "outbox")["packets"][0]["receipt_by"] == "周岚"


def test_an_accusation_leaves_sealed_under_a_name_that_says_nothing(
    desk: ConsoleDesk, tmp_path: Path
) -> None:
    number = desk.register(**{"class": "B", "content": "反映区长收受礼品。"})
    assert "纪委名片" in desk.refused("packet", "seal", number, "--out", tmp_path)
    discipline = make_discipline(tmp_path / "d")
    write_own_card(discipline, path=tmp_path / "jw.json")
    desk.json("station", "add", tmp_path / "jw.json", "--fingerprint", spoken(own_fingerprint(discipline)))
    made = desk.json("packet", "seal", number, "--out", tmp_path)
    assert Path(made["path"]).name.startswith("MF-") and number not in made["path"]
    assert len(made["documents"]) == 1


def test_a_proposed_password_is_another_each_time_and_good_enough(desk: ConsoleDesk, tmp_path: Path) -> None:
    ready_case(desk, tmp_path)
    one, two = (desk.json("packet", "password")["password"] for _ in range(2))
    assert one != two
    desk.env[PACKET_PASSWORD] = one
    path = desk.json("packet", "export", "--out", tmp_path, "--seal", "password")["path"]
    listed = subprocess.run(["7z", "t", f"-p{one}", path], capture_output=True, text=True, check=False)
    assert listed.returncode == 0 and "Everything is Ok" in listed.stdout
