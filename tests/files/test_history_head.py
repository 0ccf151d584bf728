"""The head of the history in groups that people copy from paper."""

import pytest

from app.domain.errors import InvalidField
from app.domain.history import FIRST, HistoryHead
from app.files.history_head import ALPHABET, head_code, read_head

HEAD = HistoryHead(1234, "0123456789abcdef" * 4)
CODE = head_code(HEAD)


def test_lines_and_six_groups_of_five() -> None:
    number, *groups = CODE.split("-")
    assert number == "1234" and [len(group) for group in groups] == [5] * 6
    assert set("".join(groups)) <= set(ALPHABET)
    assert head_code(HistoryHead(0, FIRST)).startswith("0-0000")


def test_what_is_typed_is_a_part_of_the_hash() -> None:
    typed = read_head(CODE)
    assert typed.lines == 1234 and HEAD.hash.startswith(typed.hash) and len(typed.hash) == 30
    assert typed.is_of(HEAD.hash) and not typed.is_of("1" + HEAD.hash[1:]) and not typed.is_of(None)


@pytest.mark.parametrize(
    "spelled", [CODE.lower(), CODE.replace("-", " - "), f" {CODE} ", CODE.replace("0", "o")]
)
def test_it_may_be_typed_in_other_spellings(spelled: str) -> None:
    number, _, rest = spelled.partition("-")
    assert read_head(f"{number.replace('o', '0')}-{rest}") == read_head(CODE)


def test_the_groups_may_run_together_and_the_whole_hash_is_taken_too() -> None:
    number, _, rest = CODE.partition("-")
    assert read_head(f"{number}-{rest.replace('-', '')}") == read_head(CODE)
    assert read_head(f"1234-{HEAD.hash}") == HEAD == read_head(f"1234-{HEAD.hash.upper()}")


def test_every_single_slip_is_noticed() -> None:
    slips = 0
    for place, char in enumerate(CODE):
        for other in "0123456789" if place < 4 else ALPHABET:
            if char not in ("-", other):
                slips += 1
                with pytest.raises(InvalidField):
                    read_head(CODE[:place] + other + CODE[place + 1 :])
    assert slips == 4 * 9 + 30 * 31


def test_two_groups_that_changed_places_are_noticed() -> None:
    number, one, two, *rest = CODE.split("-")
    assert one != two
    with pytest.raises(InvalidField, match="第1组"):
        read_head("-".join((number, two, one, *rest)))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "请照抄"),
        ("1234", "请照抄"),
        ("一二-33333", "请照抄"),
        (CODE[:-6], "应有6组，现在是5组"),
        (CODE + "-00000", "第7组"),
        (CODE[:-1], "第6组"),
        ("9" * 13 + CODE[4:], "请照抄"),
    ],
)
def test_what_cannot_be_a_head_says_what_is_wrong(typed: str, says: str) -> None:
    with pytest.raises(InvalidField, match=says):
        read_head(typed)
