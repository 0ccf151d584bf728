"""`make faults`: accidents by the thousand; exit status 1 as soon as anything was lost, half done or left behind.

    python -m tests.faults [--kills N] [--each N] [--seed N] [--only KIND …] [PART …]

PARTS are kills, writes, sizes, full, readonly, flips, clock, pairs, power; all of them unless said. ``--kills`` is how
many processes are begun to be killed, of which some end before (1,600 kill a good 1,000); ``--each`` how many of a
kind's faults of one part are tried, evenly spread (0: every one of them, which takes hours). A run with the same seed
kills at the same moments, as far as a machine ever does the same twice.

How it works: ``kinds`` says what is interrupted, ``scene`` is the world it is done in, ``processes`` the workers that
tell what is done, ``checker`` and ``invariants`` what must be true afterwards. What a killed process cannot show
(what the system had not written yet) the power cuts show, which copy the image of a mounted disk.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults import injections, kills, media, pairs
from tests.faults.kills import World
from tests.faults.kinds import KINDS
from tests.faults.report import Tally

PARTS = ("kills", "writes", "sizes", "full", "readonly", "flips", "clock", "pairs", "power")
ON_STICKS = {"export", "take in", "back up"}


class Harness:
    """The worlds of one run, and what was found."""

    def __init__(self, folder: Path, asked: argparse.Namespace) -> None:
        self.asked, self.folder, self.tally = asked, folder, Tally()
        self.worlds = [World(kind, folder) for kind in KINDS if not asked.only or kind.name in asked.only]

    def run(self) -> None:
        """All parts that were asked for."""
        for part in self.asked.parts or PARTS:
            begun, before = time.monotonic(), len(self.tally.findings)
            for world in self.worlds_of(part):
                PART[part](self, world)
            found = len(self.tally.findings) - before
            print(f"{part}: {time.monotonic() - begun:.0f} s, {found} findings", flush=True)

    def worlds_of(self, part: str) -> list[World]:
        """Those that a part works on; flips, the clock and pairs need only the plainest."""
        if part in ("flips", "clock", "pairs"):
            return [world for world in self.worlds if world.kind.name == "register"]
        return self.worlds

    def kill(self, world: World) -> None:
        """kill -9."""
        kills.kill(world, -(-self.asked.kills // len(self.worlds)), self.asked.seed, self.tally)

    def writes(self, world: World) -> None:
        """The k-th write fails, for every k."""
        injections.every_write(world, self.tally, most=self.asked.each)

    def sizes(self, world: World) -> None:
        """Files that may grow no further."""
        injections.every_size(world, self.tally, most=self.asked.each)

    def full(self, world: World) -> None:
        """A disk with so many pages left."""
        leave = [2 * n for n in injections.spread(40, self.asked.each)]
        media.full_disk(world, self.folder, self.tally, leave=leave)

    def read_only(self, world: World) -> None:
        """A disk that takes nothing."""
        media.read_only(world, self.folder, self.tally)

    def flips(self, world: World) -> None:
        """Bytes that changed."""
        media.flipped(world, 10 * (self.asked.each or 40), self.asked.seed, self.tally)

    def clock(self, world: World) -> None:
        """Days that jump."""
        media.clock_jumps(world, self.tally)

    def pairs(self, world: World) -> None:
        """Two at once."""
        pairs.at_once(world, 2 * (self.asked.each or 20), self.asked.seed, self.tally)

    def power(self, world: World) -> None:
        """The power fails."""
        (self.folder / "power").mkdir(exist_ok=True)
        media.power_cuts(world, self.folder / "power", self.asked.each or 10, self.asked.seed, self.tally)


PART: dict[str, Callable[[Harness, World], None]] = {
    "kills": Harness.kill,
    "writes": Harness.writes,
    "sizes": Harness.sizes,
    "full": Harness.full,
    "readonly": Harness.read_only,
    "flips": Harness.flips,
    "clock": Harness.clock,
    "pairs": Harness.pairs,
    "power": Harness.power,
}
WANT_ROOT = {"full", "readonly", "power"}


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for; the table, and whether anything was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("parts", nargs="*", metavar="PART")
    parser.add_argument("--kills", type=int, default=1_600)
    parser.add_argument("--each", type=int, default=12)
    parser.add_argument("--seed", type=int, default=20261124)
    parser.add_argument("--only", nargs="*", default=[])
    asked = parser.parse_args(arguments)
    if os.name == "nt":
        print("the harness forks: it runs on Linux")
        return 2
    if os.geteuid() != 0:
        asked.parts = [part for part in asked.parts or PARTS if part not in WANT_ROOT]
        print("full and read-only disks and power cuts want root: left out")
    folder = Path(tempfile.mkdtemp(prefix="faults-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
    harness = Harness(folder, asked)
    harness.run()
    print("\n".join(harness.tally.lines()))
    print(harness.tally.summary())
    if harness.tally.findings:
        print(f"kept: {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
