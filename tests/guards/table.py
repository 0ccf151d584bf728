"""The guards of the desk: what each keeps out, how to take it out, and the test that must fail then.

A guard is an entry of the .toml files beside this one:

    [[guard]]
    line = "what it keeps out, in the words of whoever asked for it"
    test = "tests/…/test_….py::test_…"
    cut = [{ file = "app/….py", find = "…", put = "…" }]

Two cuts in one entry are two guards that cover each other: only without both of them does anything get through.
"""

from __future__ import annotations

import ast
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).parent
COPIED = ("app", "ui", "tests", "scripts", "docs")
COPIED_FILES = ("pyproject.toml",)
"""What ``make guards`` copies, and may therefore cut."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece of a file, which stands there exactly once, and what is put in its place."""

    file: str
    find: str
    put: str

    def made_in(self, text: str) -> str:
        """The text of the file without the guard. Raises ValueError when the piece is not there exactly once."""
        if text.count(self.find) != 1:
            raise ValueError(f"{self.file}: stands there {text.count(self.find)} times: {self.find}")
        return text.replace(self.find, self.put)


@dataclass(frozen=True, slots=True)
class Guard:
    """What is kept out, by which cuts it is let in, and the test that notices."""

    line: str
    test: str
    cuts: tuple[Cut, ...]
    table: str

    @property
    def test_file(self) -> str:
        """The file of the test."""
        return self.test.partition("::")[0]

    @property
    def test_function(self) -> str:
        """The name of the test, without its parameters."""
        return self.test.rpartition("::")[2].partition("[")[0]


def guards() -> list[Guard]:
    """All of them, table by table."""
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["guard"]:
            cuts = tuple(Cut(**cut) for cut in entry.pop("cut"))
            found.append(Guard(cuts=cuts, table=path.stem, **entry))
    return found


def without(guard: Guard, folder: Path) -> dict[str, str]:
    """The text of each file of a tree with the guard taken out. Raises ValueError."""
    texts: dict[str, str] = {}
    for cut in guard.cuts:
        text = texts.get(cut.file) or (folder / cut.file).read_text(encoding="utf-8")
        texts[cut.file] = cut.made_in(text)
    return texts


def functions_in(path: Path) -> set[str]:
    """The names of the functions of a test file, those in classes included."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
