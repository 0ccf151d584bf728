"""kill -9 at random moments."""

from __future__ import annotations

import random
import shutil
import signal
from pathlib import Path

from tests.faults.checker import findings
from tests.faults.kinds import Kind
from tests.faults.processes import Tell, Told, Worker, run
from tests.faults.report import Tally
from tests.faults.scene import Scene


class World:
    """The world of a kind, made once, and copied for every accident."""

    def __init__(self, kind: Kind, folder: Path) -> None:
        self.kind, self._folder, self._count = kind, folder, 0
        self.stored = Scene(folder / f"{kind.name} stored").made()
        self.stored.enter()
        kind.make(self.stored)

    def fresh(self) -> Scene:
        """A copy to spoil."""
        self._count += 1
        return self.stored.copied(self._folder / f"{self.kind.name} {self._count}")

    def undisturbed(self, tally: Tally) -> float:
        """One run to its end, which must be well; its seconds."""
        scene = self.fresh()
        told, seconds = run(lambda tell: at_work(self.kind, scene, tell))
        tally.add(self.kind.name, "undisturbed", judged(self.kind, scene, told))
        return seconds


def at_work(kind: Kind, scene: Scene, tell: Tell) -> None:
    """In the child: do the kind's work."""
    scene.enter()
    kind.work(scene, tell)


def judged(kind: Kind, scene: Scene, told: list[Told], *, may_fail: bool = False) -> list[str]:
    """What is wrong; the scene is thrown away when nothing is."""
    found = findings(kind, scene, told)
    if not may_fail:
        found += [f"{kind.name}: the work failed: {one}" for one in told if "failed" in one]
    if not found:
        shutil.rmtree(scene.root)
    return found


def kill(world: World, count: int, seed: int, tally: Tally) -> None:
    """Kill so many workers of one kind, and look at what they leave."""
    kind, chance = world.kind, random.Random(f"{seed} {world.kind.name}")
    seconds = world.undisturbed(tally)
    for _ in range(count):
        scene = world.fresh()
        worker = Worker(lambda tell, scene=scene: at_work(kind, scene, tell))
        worker.listen(chance.uniform(0, seconds))
        worker.signal(signal.SIGKILL)
        told, killed = worker.finish()
        tally.add(kind.name, "killed" if killed else "ended before", judged(kind, scene, told))
