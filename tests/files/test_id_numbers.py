"""Identity numbers, right and wrong."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from app.files.id_numbers import id_number_fault

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11643, table of weights; the remainder by 11 chooses the last character."""


def with_check(digits: str) -> str:
    return digits + "10X98765432"[sum(w * int(d) for w, d in zip(WEIGHTS, digits, strict=True)) % 11]


@given(st.dates(dt.date(1900, 1, 1), dt.date(2026, 1, 1)), st.integers(0, 999))
def test_every_number_by_the_standard_is_right_and_every_other_end_is_wrong(
    born: dt.date, order: int
) -> None:
    number = with_check(f"140202{born:%Y%m%d}{order:03d}")
    assert id_number_fault(number) == ""
    assert {id_number_fault(number[:17] + end) for end in "0123456789X" if end != number[17]} == {
        "校验位不符，可能写错了某一位"
    }


def test_a_number_older_than_its_area_code_is_right() -> None:
    """The reason why the library's own check of the place is not used."""
    number = with_check("41040219620401734")
    assert not ric.is_valid(number)
    assert id_number_fault(number) == ""


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("140202800101123", ""),
        ("140202801301123", "出生日期不存在"),
        (with_check("14020219800230123"), "出生日期不存在"),
        (with_check("99020219800101123"), "前两位不是省份代码"),
        ("990202800101123", "前两位不是省份代码"),
        ("14020219800101123", "应为18位数字（末位可以是X）"),
        ("14020219800101123x", "应为18位数字（末位可以是X）"),
        ("１４０２０２１９８００１０１１２３X", "应为18位数字（末位可以是X）"),
        ("", "应为18位数字（末位可以是X）"),
    ],
)
def test_what_is_wrong_is_said_without_the_number(number: str, fault: str) -> None:
    assert id_number_fault(number) == fault


@given(st.text(max_size=20))
def test_checking_never_fails(number: str) -> None:
    assert isinstance(id_number_fault(number), str)
