"""After a day's work no petitioner's name stands outside the encrypted files and the papers that were asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.files.packet_seal import is_sealed, open_sealed
from tests.traces.day import ACCUSED, NAMES, PACKET_PASSWORD, PHONES, WORDS
from tests.traces.search import about_a_file, spellings, traces, words_in

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="the day is ended by a signal"),
    pytest.mark.timeout(400),
]


class Day:
    """A day that was worked: its folders, and how its process ended."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.asked = root / "day" / "asked"
        for name in ("day", "home", "tmp", "runtime", "cwd"):
            (root / name).mkdir(mode=0o700)
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("XDG_", "PETITION_"))}
        environment = {
            **kept,
            "HOME": str(root / "home"),
            "TMPDIR": str(root / "tmp"),
            "XDG_RUNTIME_DIR": str(root / "runtime"),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PETITION_DESK_TODAY": "2026-11-23",
            "QT_QPA_PLATFORM": "offscreen",
        }
        self.done = subprocess.Popen(
            [sys.executable, "-m", "tests.traces.day", str(root / "day")],
            cwd=root / "cwd",
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.said, self.complained = self.done.communicate(timeout=380)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    made = Day(tmp_path_factory.mktemp("traces"))
    assert made.done.returncode == -6, made.complained.decode("utf-8", "replace")[-3000:]
    yield made


def test_the_search_finds_a_name_wherever_it_is_hidden(tmp_path: Path) -> None:
    for number, spelt in enumerate(spellings(NAMES[0])):
        (tmp_path / f"{number}.bin").write_bytes(b"\0\x01" + spelt + b"\xff")
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("x.json", json.dumps({"name": NAMES[0]}))
    (tmp_path / f"{NAMES[0]}.txt").write_bytes(b"")
    assert len(traces(tmp_path, NAMES)) == len(list(tmp_path.iterdir()))
    assert traces(tmp_path, [NAMES[1]]) == []
    assert traces(tmp_path, NAMES, but=[tmp_path]) == []


def test_the_day_was_worked(day: Day) -> None:
    """What was asked for is there and does name them: the search below would find them elsewhere."""
    assert {"回执.pdf", "台账.xlsx", "退回.xlsx", "回复.xlsx"} <= {path.name for path in day.asked.iterdir()}
    assert len(list((day.asked / "stick").iterdir())) == 2
    assert any(path.is_file() for path in (day.root / "day" / "backups").iterdir())
    named = [words_in(path.read_bytes(), WORDS) for path in day.asked.iterdir() if path.is_file()]
    assert {NAMES[0], NAMES[1], NAMES[2], PHONES[2]} <= {word for words in named for word in words}


def test_no_name_stands_outside_the_encrypted_files_and_the_papers_that_were_asked_for(day: Day) -> None:
    assert traces(day.root, WORDS, but=[day.asked]) == []


def test_nothing_that_the_program_said_by_itself_names_anybody(day: Day) -> None:
    assert words_in(day.complained, WORDS) == []


def test_what_was_accused_in_secret_is_in_no_paper_either(day: Day) -> None:
    secret = [NAMES[3], ACCUSED, PHONES[3]]
    assert traces(day.asked, secret) == []
    (sealed,) = (path for path in (day.asked / "stick").iterdir() if is_sealed(path))
    with open_sealed(sealed, password=PACKET_PASSWORD) as stream:
        inside = stream.read()
    assert words_in(inside, NAMES) == [NAMES[1]] and words_in(inside, secret) == []


def test_no_paper_names_anybody_in_what_it_says_of_itself_or_in_its_own_name(day: Day) -> None:
    brought = {day.asked / "旧台账.csv"}
    for path in (path for path in day.asked.rglob("*") if path.is_file() and path not in brought):
        about = f"{path.name}\n{about_a_file(path.read_bytes())}"
        assert [word for word in WORDS if word in about] == [], path.name


def test_the_temporary_folder_is_empty_again(day: Day) -> None:
    """But for what belongs to the window that died."""
    assert [path.name for path in (day.root / "tmp").iterdir()] == []


ALLOWED = "import os, resource; resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,) * 2)\n"
DYING = {
    "console": "import app.cli.commands as program; program.cli.main = lambda **_: os.abort(); program.main()",
    "window": "import ui.main as program; program.Session = lambda *_, **__: os.abort(); program.main([])",
}
"""The programs as they are started, dying as soon as they have begun."""


def ended(folder: Path, script: str) -> bool:
    """Whether a process that dies leaves a picture of its memory, by the word of the kernel itself."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(folder.parent)}
    child = os.posix_spawn(
        "/bin/sh",
        ["sh", "-c", 'cd "$1" && exec "$2" -c "$3"', "sh", str(folder), sys.executable, script],
        environment,
    )
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    return os.WCOREDUMP(status) or bool(list(folder.iterdir()))


@pytest.mark.parametrize("program", DYING)
def test_a_program_that_dies_leaves_no_picture_of_its_memory(tmp_path: Path, program: str) -> None:
    for name in ("any", "ours"):
        (tmp_path / name).mkdir()
    if not ended(tmp_path / "any", f"{ALLOWED}os.abort()"):
        pytest.skip("this machine keeps no such pictures of any program")
    assert not ended(tmp_path / "ours", ALLOWED + DYING[program])
