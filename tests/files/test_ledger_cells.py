"""Identity numbers and phones as clerks and Excel leave them."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.files.ledger_books import Cell
from app.files.ledger_cells import Written, bounded, cell_text, for_person, read_id_numbers, read_phones
from app.files.ledger_sheet import load_rules

GOOD = "14020219800101123X"
CELLS = st.text() | st.floats() | st.integers() | st.booleans() | st.dates() | st.datetimes() | st.times()


def heard(read: Any, cell: Cell) -> tuple[tuple[str, ...], list[str]]:
    """What was read, and the codes of what was said."""
    said: list[tuple[str, str]] = []
    found = read(cell, load_rules(), lambda code, value, detail="": said.append((code, value)))
    assert not [value for _, value in said if GOOD in value]
    return found.texts, [code for code, _ in said]


@pytest.mark.parametrize(
    "cell",
    [
        GOOD,
        GOOD.lower(),
        f" {GOOD} ",
        f"'{GOOD}",
        "140202 19800101 123X",
        "１４０２０２１９８００１０１１２３Ｘ",
    ],
)
def test_a_right_number_is_read_in_every_spelling(cell: str) -> None:
    assert heard(read_id_numbers, cell) == ((GOOD,), [])


def test_a_right_number_of_the_old_form() -> None:
    assert heard(read_id_numbers, "140202800101123") == (("140202800101123",), [])


@pytest.mark.parametrize("cell", ["无", "不详", "—", ""])
def test_words_for_nothing_are_nothing(cell: str) -> None:
    assert heard(read_id_numbers, cell) == ((), [])
    assert heard(read_phones, cell) == ((), [])


@pytest.mark.parametrize(
    "cell",
    [
        3.708291976010774e17,
        140202198001011230,
        "3.70829E+17",
        "1.4020219800101E+17",
        "140202198001011000",
        1.5,
    ],
)
def test_a_ruined_number_is_left_out(cell: Cell) -> None:
    assert heard(read_id_numbers, cell) == ((), ["id_number_ruined"])


def test_a_covered_number_is_left_out() -> None:
    assert heard(read_id_numbers, "1402**********123X") == ((), ["id_number_masked"])


def test_fifteen_digits_survive_as_a_number() -> None:
    assert heard(read_id_numbers, 140202800101123.0) == (("140202800101123",), ["id_number_as_number"])


@pytest.mark.parametrize(
    "cell",
    [
        "140202198001011231",
        "14020219800101123",
        "99020219800101123X",
        "140202800132123",
        "军官证0123",
        12345.0,
    ],
)
def test_what_looks_wrong_is_kept_as_typed_and_said(cell: Cell) -> None:
    assert heard(read_id_numbers, cell) == ((cell_text(cell),), ["id_number_invalid"])


def test_several_numbers_go_to_their_own_people() -> None:
    assert heard(read_id_numbers, f"{GOOD}、140202800101123") == ((GOOD, "140202800101123"), [])
    two = Written((GOOD, "140202800101123"))
    assert [for_person(two, at, 2) for at in (0, 1)] == [GOOD, "140202800101123"]
    assert [for_person(two, at, 3) for at in (0, 1, 2)] == [f"{GOOD}/140202800101123", "", ""]


@pytest.mark.parametrize(
    "cell",
    ["13812344321", "0352-7654321", "03527654321", "7654321", "0352 7654321", "85673", "0351-7654321-802"],
)
def test_usual_phones_are_nothing_to_speak_of(cell: str) -> None:
    assert heard(read_phones, cell) == ((cell,), [])


@pytest.mark.parametrize(
    ("cell", "phone"), [(13887514397.0, "13887514397"), (13887514397, "13887514397"), (7654321.0, "7654321")]
)
def test_a_phone_kept_as_a_number_becomes_text(cell: Cell, phone: str) -> None:
    assert heard(read_phones, cell) == ((phone,), ["phone_as_number"])


def test_a_lost_zero_is_pointed_out() -> None:
    details: list[object] = []
    read_phones(3527654321.0, load_rules(), lambda code, value, detail="": details.append(detail))
    assert details == ["（开头可能少了0）"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [("1.38875E+10", "phone_ruined"), (1.5, "phone_ruined"), ("138****4397", "phone_masked")],
)
def test_a_phone_that_is_none_is_left_out(cell: Cell, code: str) -> None:
    assert heard(read_phones, cell) == ((), [code])


def test_an_unusual_phone_is_kept_and_pointed_at() -> None:
    assert heard(read_phones, "1388751439") == (("1388751439",), ["phone_unusual"])
    assert heard(read_phones, "13812344321、0352-7654321") == (("13812344321", "0352-7654321"), [])


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (" a ", "a"),
        (1.0, "1"),
        (1.5, "1.5"),
        (-0.0, "0"),
        (3.708291976010774e17, "3.708291976010774E+17"),
        (float("inf"), "INF"),
        (True, "TRUE"),
        (False, "FALSE"),
        (7, "7"),
        (dt.date(2026, 9, 10), "2026-09-10"),
        (dt.datetime(2026, 9, 10, 8, 30), "2026-09-10 08:30:00"),
        (dt.time(8, 30), "08:30:00"),
    ],
)
def test_cells_as_text(cell: Cell, text: str) -> None:
    assert cell_text(cell) == text


@given(CELLS)
def test_reading_a_number_never_fails(cell: Cell) -> None:
    for read in (read_id_numbers, read_phones):
        texts, said = heard(read, cell)
        assert all(texts)
        assert texts or said or not cell_text(cell).strip(" '‘’`、,，;；/／") or not isinstance(cell, float)


def test_a_cache_does_not_grow_with_the_file() -> None:
    cache = dict.fromkeys(range(20_001), "")
    bounded(cache)
    assert cache == {}
