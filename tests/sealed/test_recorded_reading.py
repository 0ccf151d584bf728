"""A number in full is read with a reason: no action gives one away without a line in the history (decision 18)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.actions.cases import register_case, reveal, view_case
from app.actions.sealed import seen_case
from app.domain.cases import CaseDraft
from app.domain.errors import DeskError, InvalidField
from app.domain.petitioners import Petitioner
from tests.sealed.marks import ID_NUMBER, PHONE, flat, id_number
from tests.sealed.sweep import ASKED
from tests.sealed.world import RECEIVED, World, copy_world

IN_FULL = (re.compile(ID_NUMBER + r"[0-9]{11}[0-9X]"), re.compile(PHONE + r"[0-9]{4}"))
INSIDE = {"sealed.seen_case", "cases.require"}
"""What other actions reach a case by; neither window nor console asks them."""
ASKED_FOR = {"cases.earlier_cases", "cases.find_cases"}
"""What the clerk typed herself comes back in the refusal, not out of a case."""
ON_A_PAPER = {"documents.document_pdf", "reissuing.preview_reissue"}
"""A paper that was issued may carry a telephone number; its issue is in the history. None of the
papers carries an identity number."""
NUMBERS = {"id_number", "phone"}


@pytest.fixture(scope="module")
def seeing(kept_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world as its registrar sees it, with an open case whose petitioner has numbers too."""
    made = copy_world(kept_world, tmp_path_factory.mktemp("seeing"))
    person = Petitioner(
        "吴明", id_number=id_number(901), phone=f"{PHONE}0901", address="云冈区三街七号楼二单元"
    )
    draft = CaseDraft(received_on=RECEIVED, petitioners=(person,), content="津贴少发三个月，请求补发。")
    made.sealed["open"] = register_case(made.desk, draft=draft).cases[0]
    yield made
    made.desk.close()


def lines(world: World) -> int:
    return int(world.desk.store.value("SELECT count(*) FROM history"))


def given_away(world: World, name: str, folder: Path) -> list[str]:
    """The numbers in full that an action says without leaving a line."""
    found = []
    for ask in ASKED[name](world.desk, world, folder):
        before = lines(world)
        try:
            said = flat(ask())
        except DeskError as error:
            said = flat(error)
        kinds = IN_FULL[:1] if name in ON_A_PAPER else IN_FULL
        if lines(world) == before:
            found += [match for kind in kinds for match in kind.findall(said)]
    return found


@pytest.mark.parametrize("name", sorted(set(ASKED) - INSIDE - ASKED_FOR))
def test_no_action_says_a_number_in_full_without_a_line_in_the_history(
    seeing: World, name: str, tmp_path: Path
) -> None:
    assert given_away(seeing, name, tmp_path) == []


def test_the_store_has_the_numbers_that_are_looked_for(seeing: World) -> None:
    whole = flat(seen_case(seeing.desk, seeing.sealed["open"]))
    assert all(kind.search(whole) for kind in IN_FULL)


def test_each_opening_is_one_line_with_its_reason_and_without_the_number(seeing: World) -> None:
    number = seeing.sealed["open"]
    person = seen_case(seeing.desk, number).petitioners[0]
    for at, field in enumerate(sorted(NUMBERS)):
        before = lines(seeing)
        value, _ = reveal(seeing.desk, number=number, position=0, field=field, reason=f"核对证件{at}")
        assert value == getattr(person, field)
        assert lines(seeing) == before + 1
        line = view_case(seeing.desk, number=number).timeline[-1]
        assert (line.act, line.operator) == ("reveal", "李敏")
        assert f"核对证件{at}" in line.text and value not in line.text
    with pytest.raises(InvalidField, match="理由"):
        reveal(seeing.desk, number=number, position=0, field="phone", reason=" ")


def test_covering_covers_what_was_covered_no_further() -> None:
    person = Petitioner("吴明", "650104198001019012", "19907770901", "综采一区", "云冈区三街七号楼二单元")
    covered = person.covered()
    assert (covered.name, covered.id_number, covered.phone) == ("吴明", "6501**********9012", "199****0901")
    assert covered.covered() == covered
    short = replace(person, phone="7010001", id_number="123", address="云冈区")
    assert short.covered().covered() == short.covered()
