"""`make fuzz`: thousands of spoilt packets, replies, cards and receipts; each is read or refused in one line.

    python -m tests.fuzz [COUNT [SEED [KIND…]]]      COUNT files of each kind, 10,000 unless said

Exit status 1 as soon as anything else happens; the file that did it is kept in the working folder, and named.
"""

from __future__ import annotations

import itertools
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from app.domain.errors import DeskError
from tests.fuzz.kinds import KINDS, Kind
from tests.fuzz.mutate import mutations

LONGEST = 30.0
"""Seconds of work for one spoilt file: bounded, whatever was done to it."""


def main(count: int = 10_000, seed: int = 20261124, *names: str) -> int:
    """Spoil so many of each kind; what came of them, a line a kind."""
    with tempfile.TemporaryDirectory() as name:
        for kind in (kind for kind in KINDS if not names or kind.name in names):
            if not fuzz(kind, Path(name), count, seed):
                return 1
    return 0


def fuzz(kind: Kind, folder: Path, count: int, seed: int) -> bool:
    """Read so many spoilt files of one kind; whether each was read or refused."""
    whole = kind.make(folder)
    path = folder / f"spoilt{whole.suffix}"
    seen: Counter[str] = Counter()
    slowest, begun = 0.0, time.perf_counter()
    for data in itertools.islice(mutations(whole.read_bytes(), seed), count):
        path.write_bytes(data)
        verdict, took = read(kind, path)
        slowest = max(slowest, took)
        seen[verdict] += 1
        if verdict not in ("read", "refused") or took > LONGEST:
            kept = Path(f"fuzz-{kind.name}-{sum(seen.values())}{whole.suffix}")
            kept.write_bytes(data)
            print(f"{kind.name}: {verdict} after {took:.1f} s, kept as {kept}")
            return False
    spent = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = f"{spent:.0f} s, slowest {slowest:.2f} s, peak memory so far {peak} MB"
    print(f"{kind.name}: {count} files, {dict(seen)}, {told}", flush=True)
    return True


def read(kind: Kind, path: Path) -> tuple[str, float]:
    """What came of one file, and how long the processor worked on it."""
    begun = time.process_time()
    try:
        kind.read(path)
        verdict = "read"
    except DeskError as error:
        verdict = "refused" if "\n" not in str(error) else "refused in several lines"
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        verdict = f"{type(error).__name__}: {error}"
    return verdict, time.process_time() - begun


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3]), *sys.argv[3:]))
