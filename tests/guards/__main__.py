"""`make guards`: take every guard out of a copy of the program, one at a time, and see its test fail.

    python -m tests.guards [WORD…]      only those whose table, line or test has one of the words

Exit status 1 when a test does not pass with its guard, or passes without it.
"""

from __future__ import annotations

import compileall
import os
import py_compile
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from tests.guards.table import COPIED, COPIED_FILES, ROOT, Guard, guards, without

LINKED = ("resources", "README.md", "README.zh-CN.md", "CHANGELOG.md", "Makefile")
PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist")
READERS = ("tests/files/", "tests/fuzz/", "tests/actions/")
MOST_MEMORY = 6 << 30
"""Bytes for tests that read what may grow without end; a window reserves more than there is."""
LONGEST = 600
"""Seconds: what a guard keeps out may well run without end."""
WORKERS = min(os.cpu_count() or 1, 4)
PARCELS = 4
"""For each worker, of the tests that are first run with all guards: so many begin seldom, and end together."""
HELD = ("fails without it", "cannot be tried here")
Thing = TypeVar("Thing")
Found = TypeVar("Found")


def main(words: Sequence[str]) -> int:
    """Try the chosen guards; a line each, and how many held."""
    chosen = [guard for guard in guards() if not words or any(word in _text(guard) for word in words)]
    begun = time.perf_counter()
    with copied_trees(WORKERS) as trees:
        whole: dict[str, str] = {}
        for found in spread(run_whole, parcels(guard.test for guard in chosen), trees):
            whole |= found
        verdicts = spread(lambda tree, guard: tried(guard, tree, whole[guard.test]), chosen, trees)
    good = verdicts.count(HELD[0])
    print(f"{good} of {len(chosen)} guards, {time.perf_counter() - begun:.0f} s, {WORKERS} at a time")
    for verdict in sorted(set(verdicts)):
        print(f"  {verdicts.count(verdict)} {verdict}")
    return 0 if all(verdict in HELD for verdict in verdicts) else 1


def _text(guard: Guard) -> str:
    """What a word is looked for in."""
    return f"{guard.table} {guard.line} {guard.test} {' '.join(cut.file for cut in guard.cuts)}"


def spread(
    work: Callable[[Path, Thing], Found], things: Sequence[Thing], trees: Sequence[Path]
) -> list[Found]:
    """Do something with each thing, as many at a time as there are trees, each in one that nobody else has."""
    free: SimpleQueue[Path] = SimpleQueue()
    for tree in trees:
        free.put(tree)

    def one(thing: Thing) -> Found:
        tree = free.get()
        try:
            return work(tree, thing)
        finally:
            free.put(tree)

    with ThreadPoolExecutor(len(trees)) as workers:
        return list(workers.map(one, things))


def parcels(tests: Iterable[str]) -> list[list[str]]:
    """Each test once, those of a file together."""
    files: dict[str, list[str]] = {}
    for test in dict.fromkeys(tests):
        files.setdefault(test.partition("::")[0], []).append(test)
    names, count = sorted(files), WORKERS * PARCELS
    dealt = [[test for name in names[first::count] for test in files[name]] for first in range(count)]
    return [parcel for parcel in dealt if parcel]


@contextmanager
def copied_trees(count: int) -> Iterator[list[Path]]:
    """Copies of the program and its tests, which may be spoilt: all of one moment, whoever goes on writing."""
    with tempfile.TemporaryDirectory(prefix="guards-") as name:
        trees = [Path(name) / f"{number}" for number in range(count)]
        for top in COPIED:
            shutil.copytree(ROOT / top, trees[0] / top, ignore=shutil.ignore_patterns("__pycache__"))
            _compile(trees[0] / top)
        for top in COPIED_FILES:
            shutil.copy(ROOT / top, trees[0] / top)
        for top in LINKED:
            (trees[0] / top).symlink_to(ROOT / top)
        for tree in trees[1:]:
            shutil.copytree(trees[0], tree, symlinks=True)
        yield trees


def _compile(folder: Path) -> None:
    """Compile it once, so that what stands in a file counts and not its time: a guard goes and comes in one second."""
    checked = py_compile.PycInvalidationMode.CHECKED_HASH
    compileall.compile_dir(folder, quiet=2, invalidation_mode=checked)


def tried(guard: Guard, tree: Path, whole: str) -> str:
    """What became of a guard's test with it and without it; said in a line, with its seconds."""
    begun = time.perf_counter()
    verdict = _verdict(guard, tree, whole)
    where = "、".join(dict.fromkeys(cut.file for cut in guard.cuts))
    seconds = f"{time.perf_counter() - begun:.1f} s"
    print(f"{verdict:18} {guard.table}: {guard.line}  [{where} → {guard.test}]  {seconds}", flush=True)
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
    """Run tests with all guards in, in one process: what became of each; why one does not pass is printed.

    A file that cannot be read breaks all that were asked for beside it.
    """
    command = [*PYTEST, "--tb=no", "-rpfE", *tests]
    done = subprocess.run(command, cwd=tree, env=_environment(), capture_output=True, text=True, check=False)
    found = re.findall(r"^(PASSED|FAILED|ERROR) (.+?)( - .*)?$", done.stdout, re.MULTILINE)
    for word, name, why in found:
        if word != "PASSED":
            print(f"{word} {name}{why}", flush=True)
    unsaid = "skipped" if done.returncode in (0, 1) else "broken"
    return {test: _worst({word for word, name, _ in found if _is_of(name, test)}, unsaid) for test in tests}


def _is_of(name: str, test: str) -> bool:
    """Whether a name is that of a test, or of one of its cases."""
    return name == test or name.startswith(f"{test}[")


def _worst(words: set[str], unsaid: str) -> str:
    """What became of a test from what became of its cases; ``unsaid`` when nothing is said of it."""
    told = {"ERROR": "broken", "FAILED": "failed", "PASSED": "passed"}
    return next((verdict for word, verdict in told.items() if word in words), unsaid)


def _environment() -> dict[str, str]:
    """A copy of the program finds its own modules, and no screen; a reason is told in full."""
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": "", "COLUMNS": "400"}


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
