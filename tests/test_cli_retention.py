"""到期鉴定销毁 on the console, from the list to the destruction list."""

import datetime as dt
from pathlib import Path

import pytest

from app.actions.procedure import perform
from app.actions.retention import propose
from app.bootstrap import open_desk
from app.domain.codes import Role
from app.domain.petitioners import Petitioner
from app.domain.station import Operator
from tests.console_desk import PASSPHRASE, ConsoleDesk, make_home
from tests.desks import register

OLD, NOW = dt.date(2012, 3, 5), dt.date(2026, 11, 23)
WITHDRAWN = {"way": "书面申请", "statement": "不反映了", "voluntary": "yes"}


@pytest.fixture
def desk(tmp_path: Path) -> ConsoleDesk:
    return ConsoleDesk(make_home(tmp_path / "desk"))


@pytest.fixture
def numbers(desk: ConsoleDesk) -> list[str]:
    """Two cases of 2012, withdrawn."""
    with open_desk(desk.home, PASSPHRASE, today=OLD) as opened:
        made = [register(opened, received_on=OLD, petitioners=(Petitioner("秦漪"),)) for _ in range(2)]
        for number in made:
            perform(opened, number=number, act="withdraw", fields=WITHDRAWN)
    return made


def asked(desk: ConsoleDesk, numbers: list[str]) -> int:
    """A wish of somebody else; its id."""
    with open_desk(desk.home, PASSPHRASE, today=NOW) as opened:
        opened.operator = Operator("李敏", (Role.CLERK,))
        propose(opened, numbers=numbers, reason="期满")
    return int(desk.json("retention", "list")["erasures"][0]["id"])


def test_nothing_is_past_its_period_on_a_new_desk(desk: ConsoleDesk) -> None:
    assert desk.json("retention", "list") == {"due": [], "erasures": []}
    assert "期满0件" in desk.run("retention", "list").stdout


def test_what_is_past_its_period_is_listed_asked_for_and_taken_back(
    desk: ConsoleDesk, numbers: list[str]
) -> None:
    due = desk.json("retention", "list")["due"]
    assert [(one["number"], one["kept_until"], one["hindrance"]) for one in due] == [
        (number, "2022-12-31", "") for number in numbers
    ]
    wish = desk.json("retention", "propose", *numbers, "--reason", "期满")
    assert (wish["state"], wish["cases"]) == ("asked", numbers)
    assert "另一位负责人" in desk.refused("retention", "approve", str(wish["id"]))
    assert desk.json("retention", "take-back", str(wish["id"]))["state"] == "taken_back"


def test_a_wish_is_approved_and_carried_out_only_when_it_is_meant(
    desk: ConsoleDesk, numbers: list[str]
) -> None:
    wish = str(asked(desk, numbers))
    assert "已批准，待销毁" in desk.run("retention", "approve", wish).stdout
    assert "--yes" in desk.refused("retention", "erase", wish)
    assert desk.json("case", "show", numbers[0])["petitioners"]
    done = desk.json("retention", "erase", wish, "--yes")
    assert done["erased"] == 2 and "备份中最迟到" in done["backups"]
    assert desk.json("case", "show", numbers[0])["petitioners"] == []
    assert desk.json("retention", "list")["erasures"][0]["document"] == done["document"]
    assert "已销毁" in desk.refused("retention", "erase", wish, "--yes")


def test_a_wish_is_returned_with_a_word(desk: ConsoleDesk, numbers: list[str]) -> None:
    wish = str(asked(desk, numbers[:1]))
    returned = desk.json("retention", "return", wish, "--word", "再留一年")
    assert (returned["state"], returned["word"]) == ("returned", "再留一年")
