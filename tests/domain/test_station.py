from dataclasses import replace

import pytest

from app.domain.changes import Changes
from app.domain.station import check_station
from tests.desks import STATION


@pytest.mark.parametrize("code", ["", "Z", "zc01", "ZC-01", "综采", "A" * 13, "ZC01 "])
def test_a_unit_code_that_would_spoil_the_case_numbers_is_refused(code: str) -> None:
    assert [p.field for p in check_station(replace(STATION, unit_code=code), "李敏")] == ["unit_code"]


def test_every_empty_answer_is_named() -> None:
    empty = replace(STATION, unit_name=" ", superior_name="")
    assert [p.field for p in check_station(empty, " ")] == ["unit_name", "superior_name", "operator"]
    assert check_station(STATION, "李敏") == []


def test_two_changes_make_one() -> None:
    both = Changes(("A",), documents=(1,)) | Changes(("B",), drafts=("new",), bulk=True)
    assert both == Changes(("A", "B"), (1,), (), ("new",), (), True)
