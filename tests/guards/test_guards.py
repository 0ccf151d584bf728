"""The tables of guards are whole: every piece stands where it is said to stand, every test is there; `make guards`
takes them out one by one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.guards.__main__ import run_whole, tried
from tests.guards.table import ROOT, Cut, Guard, functions_in, guards, without

GUARDS = guards()


@pytest.mark.parametrize("table", sorted({guard.table for guard in GUARDS}))
def test_every_guard_stands_where_it_is_said_to_and_names_a_test(table: str) -> None:
    for guard in (guard for guard in GUARDS if guard.table == table):
        for name, text in without(guard, ROOT).items():
            if name.endswith(".py"):
                ast.parse(text)
            assert text != (ROOT / name).read_text(encoding="utf-8"), guard.line
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
@pytest.mark.parametrize("n", [1, 2])
def test_each(n):
    assert n == 1
"""


def test_all_tests_are_first_run_with_their_guards(tmp_path: Path) -> None:
    (tmp_path / "code_of_ours.py").write_text(CODE)
    (tmp_path / "test_it.py").write_text(TEST + CASES)
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = .\n")
    names = ("test_it_is_locked", "test_for_another_machine", "test_each", "test_each[1]")
    found = run_whole(tmp_path, [f"test_it.py::{name}" for name in names])
    assert list(found.values()) == ["passed", "skipped", "failed", "passed"]


def test_a_piece_that_stands_twice_or_nowhere_is_no_guard() -> None:
    for text in ("'locked' 'locked'", "nothing"):
        with pytest.raises(ValueError, match="times"):
            Cut("code_of_ours.py", "'locked'", "").made_in(text)
