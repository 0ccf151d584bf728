"""`make guards`: take every guard out of a copy of the program, one at a time, and see its test fail.

    python -m tests.guards [WORD…]      only those whose table, line or test has one of the words

Exit status 1 when a test does not pass with its guard, or passes without it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.guards.table import ROOT, Guard, guards, without

COPIED = ("app", "ui", "tests", "scripts", "docs")
COPIED_FILES = ("pyproject.toml",)
LINKED = ("resources", "README.md", "README.zh-CN.md", "CHANGELOG.md", "Makefile", ".git")
PYTEST = (sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist")
READERS = ("tests/files/", "tests/fuzz/", "tests/actions/")
MOST_MEMORY = 6 << 30
"""Bytes for tests that read what may grow without end; a window reserves more than there is."""
LONGEST = 600
"""Seconds: what a guard keeps out may well run without end."""


def main(words: Sequence[str]) -> int:
    """Try the chosen guards; a line each, and how many held."""
    chosen = [guard for guard in guards() if not words or any(word in _text(guard) for word in words)]
    begun = time.perf_counter()
    with copied_tree() as tree:
        whole = run_whole(tree, list(dict.fromkeys(guard.test for guard in chosen)))
        verdicts = [tried(guard, tree, whole[guard.test]) for guard in chosen]
    good = verdicts.count("fails without it")
    print(f"{good} of {len(chosen)} guards, {time.perf_counter() - begun:.0f} s")
    for verdict in sorted(set(verdicts)):
        print(f"  {verdicts.count(verdict)} {verdict}")
    return 0 if all(verdict in ("fails without it", "cannot be tried here") for verdict in verdicts) else 1


def _text(guard: Guard) -> str:
    """What a word is looked for in."""
    return f"{guard.table} {guard.line} {guard.test} {' '.join(cut.file for cut in guard.cuts)}"


@contextmanager
def copied_tree() -> Iterator[Path]:
    """A copy of the program and its tests, which may be spoilt."""
    with tempfile.TemporaryDirectory(prefix="guards-") as name:
        tree = Path(name)
        for top in COPIED:
            shutil.copytree(ROOT / top, tree / top, ignore=shutil.ignore_patterns("__pycache__"))
        for top in COPIED_FILES:
            shutil.copy(ROOT / top, tree / top)
        for top in LINKED:
            if (ROOT / top).exists():
                (tree / top).symlink_to(ROOT / top)
        yield tree


def tried(guard: Guard, tree: Path, whole: str) -> str:
    """What became of a guard's test with it and without it; said in a line."""
    verdict = _verdict(guard, tree, whole)
    where = "、".join(dict.fromkeys(cut.file for cut in guard.cuts))
    print(f"{verdict:18} {guard.table}: {guard.line}  [{where} → {guard.test}]", flush=True)
    return verdict


def _verdict(guard: Guard, tree: Path, whole: str) -> str:
    """Take it out, run its test, put it back."""
    if whole != "passed":
        return "cannot be tried here" if whole == "skipped" else f"{whole.upper()} WITH IT"
    try:
        texts = without(guard, tree)
    except (ValueError, OSError) as error:
        return f"NOT FOUND ({error})"
    kept = {name: (tree / name).read_text(encoding="utf-8") for name in texts}
    try:
        for name, text in texts.items():
            (tree / name).write_text(text, encoding="utf-8")
        found = run(tree, guard.test)
    finally:
        for name, text in kept.items():
            (tree / name).write_text(text, encoding="utf-8")
    return "fails without it" if found in ("failed", "endless") else f"{found.upper()} WITHOUT IT"


def run_whole(tree: Path, tests: Sequence[str]) -> dict[str, str]:
    """Run tests with all guards in, in one process: what became of each."""
    command = [*PYTEST, "--tb=no", "-rpfE", *tests]
    done = subprocess.run(command, cwd=tree, env=_environment(), capture_output=True, text=True, check=False)
    found = re.findall(r"^(PASSED|FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    return {test: _worst({word for word, name in found if _is_of(name, test)}) for test in tests}


def _is_of(name: str, test: str) -> bool:
    """Whether a name is that of a test, or of one of its cases."""
    return name == test or name.startswith(f"{test}[")


def _worst(words: set[str]) -> str:
    """What became of a test from what became of its cases; one of which nothing is said was skipped."""
    told = {"ERROR": "broken", "FAILED": "failed", "PASSED": "passed"}
    return next((verdict for word, verdict in told.items() if word in words), "skipped")


def _environment() -> dict[str, str]:
    """A copy of the program finds its own modules, and no screen."""
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": ""}


def run(tree: Path, test: str) -> str:
    """Run one test in a process of its own: passed, failed, skipped, endless, or broken when it could not begin."""
    command = [*PYTEST, "-x", test]
    if shutil.which("prlimit") and test.startswith(READERS):
        command = ["prlimit", f"--as={MOST_MEMORY}", *command]
    try:
        done = subprocess.run(
            command,
            cwd=tree,
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST,
        )
    except subprocess.TimeoutExpired:
        return "endless"
    return _outcome(done.returncode, done.stdout)


def _outcome(status: int, printed: str) -> str:
    """What pytest says it did: a test that fell is told from one that could not begin."""
    counts = {
        word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|skipped|error)", printed)
    }
    if counts.get("failed") or status < 0:
        return "failed"
    if counts.get("error") or status not in (0, 5):
        return "broken"
    return "passed" if counts.get("passed") else "skipped"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
