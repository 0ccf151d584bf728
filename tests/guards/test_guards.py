"""The tables of guards are whole: every piece stands where it is said to stand, every test is there; `make guards`
takes them out one by one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.guards.__main__ import parcels, run_whole, spread, tried
from tests.guards.table import COPIED, COPIED_FILES, ROOT, Cut, Guard, functions_in, guards, without

GUARDS = guards()


@pytest.mark.parametrize("table", sorted({guard.table for guard in GUARDS}))
def test_every_guard_stands_where_it_is_said_to_and_names_a_test(table: str) -> None:
    for guard in (guard for guard in GUARDS if guard.table == table):
        for name, text in without(guard, ROOT).items():
            if name.endswith(".py"):
                ast.parse(text)
            assert text != (ROOT / name).read_text(encoding="utf-8"), guard.line
            assert name.partition("/")[0] in COPIED or name in COPIED_FILES, (
                "it would be cut in the tree itself"
            )
        assert guard.test_function in functions_in(ROOT / guard.test_file), guard.test


def test_no_line_stands_twice() -> None:
    lines = [(guard.table, guard.line) for guard in GUARDS]
    assert len(set(lines)) == len(lines)


def test_every_guarantee_names_a_test_that_was_tried_and_every_guard_of_security_stands_on_the_page() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    promised = set(re.findall(r"`(test_\w+)`", page))
    assert len(promised) > 40
    assert promised - {guard.test_function for guard in GUARDS} == set()
    assert {guard.test_function for guard in GUARDS if guard.table == "security"} - promised == set()
    assert all((ROOT / named).is_file() for named in re.findall(r"`(tests/guards/\w+\.toml)`", page))


CODE = "def door():\n    return 'locked'\n"
TEST = """
import pytest
from code_of_ours import door

def test_it_is_locked():
    assert door() == "locked"

def test_of_nothing():
    pass

@pytest.mark.skip
def test_for_another_machine():
    pass
"""


@pytest.mark.parametrize(
    ("test", "put", "verdict"),
    [
        ("test_it_is_locked", "'open'", "fails without it"),
        ("test_of_nothing", "'open'", "PASSED WITHOUT IT"),
        ("test_for_another_machine", "'open'", "cannot be tried here"),
        ("test_it_is_locked", "(", "BROKEN WITHOUT IT"),
    ],
)
def test_a_guard_is_taken_out_and_put_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], test: str, put: str, verdict: str
) -> None:
    (tmp_path / "code_of_ours.py").write_text(CODE)
    (tmp_path / "test_it.py").write_text(TEST)
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = .\n")
    guard = Guard("the door", f"test_it.py::{test}", (Cut("code_of_ours.py", "'locked'", put),), "doors")
    whole = "skipped" if test == "test_for_another_machine" else "passed"
    assert tried(guard, tmp_path, whole) == verdict
    assert "the door" in capsys.readouterr().out
    assert (tmp_path / "code_of_ours.py").read_text() == CODE


CASES = """
@pytest.mark.parametrize("n", [1, 2], ids=["the first", "2"])
def test_each(n):
    assert n == 1
"""


def test_all_tests_are_first_run_with_their_guards_and_why_one_does_not_pass_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "code_of_ours.py").write_text(CODE)
    (tmp_path / "test_it.py").write_text(TEST + CASES)
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = .\n")
    names = ("test_it_is_locked", "test_for_another_machine", "test_each", "test_each[the first]")
    found = run_whole(tmp_path, [f"test_it.py::{name}" for name in names])
    assert list(found.values()) == ["passed", "skipped", "failed", "passed"]
    assert "FAILED test_it.py::test_each[2] - assert 2 == 1" in capsys.readouterr().out


def test_a_test_whose_file_cannot_be_read_was_not_skipped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "test_torn.py").write_text("def test_of_nothing(:\n")
    assert run_whole(tmp_path, ["test_torn.py::test_of_nothing"]) == {
        "test_torn.py::test_of_nothing": "broken"
    }
    assert "ERROR test_torn.py" in capsys.readouterr().out


def test_a_piece_that_stands_twice_or_nowhere_is_no_guard() -> None:
    for text in ("'locked' 'locked'", "nothing"):
        with pytest.raises(ValueError, match="times"):
            Cut("code_of_ours.py", "'locked'", "").made_in(text)


def test_every_test_is_in_one_parcel_beside_those_of_its_file() -> None:
    dealt = parcels(guard.test for guard in GUARDS)
    assert sorted(test for parcel in dealt for test in parcel) == sorted({guard.test for guard in GUARDS})
    files = [{test.partition("::")[0] for test in parcel} for parcel in dealt]
    assert sum(map(len, files)) == len(set().union(*files))


def test_nobody_has_a_tree_that_another_one_is_at_work_in(tmp_path: Path) -> None:
    def alone(tree: Path, number: int) -> int:
        (tree / "taken").mkdir()
        (tree / "taken").rmdir()
        return number

    trees = [tmp_path / "a", tmp_path / "b"]
    for tree in trees:
        tree.mkdir()
    assert spread(alone, range(200), trees) == list(range(200))
