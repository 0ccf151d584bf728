"""What is told of our own fault has kinds and places in it, and nobody's name."""

from pathlib import Path

import pytest

from app.domain.crashes import place, scrubbed, told

NAME = "王建国"


def fault(depth: int = 0) -> Exception:
    """A fault with a name in its message, its values, its notes and its cause."""
    petitioner = {"name": NAME, "phone": "13800004321"}
    try:
        try:
            raise KeyError(petitioner["name"])
        except KeyError as error:
            raise ValueError(f"{petitioner} in C:/Users/{NAME}/desk.db") from error
    except ValueError as error:
        error.add_note(NAME)
        return error


def test_kinds_places_and_causes_are_told_and_no_value() -> None:
    said = "\n".join(told(fault()))
    assert "builtins.ValueError" in said
    assert "builtins.KeyError" in said
    assert "tests/domain/test_crashes.py:" in said
    assert " fault" in said
    assert NAME not in said
    assert "13800004321" not in said


def test_faults_that_cause_each_other_come_to_an_end() -> None:
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    assert len(told(first)) < 30


@pytest.mark.parametrize(
    ("filename", "said"),
    [
        (str(Path(__file__).parents[2] / "ui" / "main.py"), "ui/main.py"),
        (f"/home/{NAME}/.venv/lib/python3.11/site-packages/peewee.py", "peewee.py"),
        (f"/home/{NAME}/lib/site-packages/playhouse/pool.py", "playhouse/pool.py"),
        (f"/home/{NAME}/ui/main.py", "main.py"),
        (f"/usr/lib/{NAME}/json/decoder.py", "decoder.py"),
        ("<frozen runpy>", "<frozen runpy>"),
    ],
)
def test_a_place_is_told_without_the_folders_of_the_pc(filename: str, said: str) -> None:
    assert place(filename) == said


def test_what_python_writes_when_it_dies_keeps_its_places_and_nothing_else() -> None:
    log = f"""Fatal Python error: Segmentation fault

Current thread 0x00007f2cf09feb80 (most recent call first):
  File "/home/{NAME}/petition/ui/errors.py", line 12 in present
  File "<frozen runpy>", line 88 in _run_code
petitioner: {NAME}
2026-11-24 15:10:00
builtins.KeyError
  ui/main.py:12 main
  ui/{NAME}.py:12 main
KeyError: '{NAME}'
"""
    said = scrubbed(log)
    assert NAME not in said
    assert "Fatal Python error: Segmentation fault" in said
    assert "errors.py:12 present" in said
    assert "2026-11-24 15:10:00" in said
    assert "builtins.KeyError" in said
    assert "ui/main.py:12 main" in said
