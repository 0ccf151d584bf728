"""Waiting after wrong passphrases, counted across restarts; the clock comes in as an argument."""

import datetime as dt
from pathlib import Path

import pytest

from app.bootstrap import open_desk, operators
from app.domain.errors import TooManyTries, WrongPassphrase
from app.storage.entrance import Entrance, read_entrance, wait_after, write_entrance
from tests.desks import PASSPHRASE, make_desk

NOW = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)
WRONG = "不是这一句话啊"


def later(seconds: float) -> dt.datetime:
    return NOW + dt.timedelta(seconds=seconds)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    desk, _ = make_desk(tmp_path / "home")
    desk.close()
    return tmp_path / "home"


def try_wrongly(home: Path, times: int, now: dt.datetime = NOW, operator: str = "李敏") -> None:
    for _ in range(times):
        with pytest.raises(WrongPassphrase):
            open_desk(home, WRONG, operator=operator, now=now)


def test_the_wait_doubles_from_the_fourth_try_on_up_to_five_minutes() -> None:
    assert [wait_after(wrong) for wrong in range(9)] == [0, 0, 0, 1, 2, 4, 8, 16, 32]
    assert [wait_after(wrong) for wrong in (12, 50, 10_000)] == [300, 300, 300]


def test_three_wrong_tries_are_free_and_the_next_one_waits(home: Path) -> None:
    try_wrongly(home, 3)
    with pytest.raises(TooManyTries, match="请等1秒") as refused:
        open_desk(home, PASSPHRASE, operator="李敏", now=NOW)
    assert refused.value.seconds == 1
    open_desk(home, PASSPHRASE, operator="李敏", now=later(1)).close()


def test_the_right_passphrase_ends_the_waiting(home: Path) -> None:
    try_wrongly(home, 3)
    open_desk(home, PASSPHRASE, operator="李敏", now=later(1)).close()
    try_wrongly(home, 3, later(1))
    assert read_entrance(home).seconds_left("李敏", later(1)) == 1


def test_a_wait_is_not_made_shorter_by_the_tries_that_it_refuses(home: Path) -> None:
    try_wrongly(home, 3)
    for _ in range(5):
        with pytest.raises(TooManyTries):
            open_desk(home, WRONG, operator="李敏", now=NOW)
    assert read_entrance(home).wrong == {"李敏": 3}


def test_a_name_that_is_tried_makes_no_other_name_wait() -> None:
    entrance = Entrance()
    entrance.add(["李敏"] * 6, "李敏", NOW)
    assert entrance.seconds_left("李敏", NOW) == 8
    assert entrance.seconds_left("田小雨", NOW) == 0
    assert entrance.longest_left(["李敏", "田小雨"], NOW) == 8


def test_whoever_gives_no_name_waits_for_all_names(home: Path) -> None:
    try_wrongly(home, 3)
    with pytest.raises(TooManyTries):
        open_desk(home, PASSPHRASE, now=NOW)


def test_a_wrong_try_without_a_name_counts_for_everybody(home: Path) -> None:
    try_wrongly(home, 3, operator="")
    assert read_entrance(home).wrong == {"李敏": 3}
    assert read_entrance(home).untold == {"": 3}


@pytest.mark.parametrize("seconds", [-86_400 * 400, -5])
def test_a_clock_set_back_makes_nobody_wait_longer_than_once(seconds: float) -> None:
    entrance = Entrance({"李敏": 4}, {"李敏": NOW})
    assert entrance.seconds_left("李敏", later(seconds)) == 2


def test_wrong_tries_are_forgotten_after_a_day() -> None:
    entrance = Entrance({"李敏": 30}, {"李敏": NOW})
    assert entrance.seconds_left("李敏", later(10)) == 290
    assert entrance.seconds_left("李敏", later(86_400)) == 0
    entrance.add(["李敏"], "李敏", later(86_400))
    assert entrance.wrong == {"李敏": 1}


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"wrong": 3, "last": {}, "untold": {}, "opened_by": ""}', "\0"]
)
def test_a_file_that_makes_no_sense_only_begins_anew(home: Path, text: str) -> None:
    (home / "entrance.json").write_text(text)
    assert read_entrance(home) == Entrance()
    open_desk(home, PASSPHRASE, now=NOW).close()


def test_it_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    kept = Entrance({"李敏": 2}, {"李敏": NOW}, {"李敏": 1, "": 2}, "田小雨")
    write_entrance(tmp_path, kept)
    assert read_entrance(tmp_path) == kept


def test_where_it_cannot_be_written_a_wrong_passphrase_is_still_called_wrong(home: Path) -> None:
    (home / "entrance.json.new").mkdir()
    try_wrongly(home, 1)


def test_the_next_opening_tells_the_history_once(home: Path) -> None:
    try_wrongly(home, 2)
    try_wrongly(home, 1, operator="")
    for _ in range(2):
        with open_desk(home, PASSPHRASE, now=later(60)) as desk:
            told = [
                row["text"]
                for row in desk.store.rows("SELECT text FROM history WHERE act = 'wrong_passphrase'")
            ]
    assert told == ["此前口令输错3次：李敏2次、未选姓名1次"]


def test_who_opened_it_last_is_offered_first(home: Path) -> None:
    entrance = read_entrance(home)
    entrance.opened_by = "李敏"
    write_entrance(home, entrance)
    assert operators(home)[0] == "李敏"
