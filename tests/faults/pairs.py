"""Two processes at one desk at once."""

from __future__ import annotations

import random
import signal

from app.actions.backup import create_backup
from app.domain.errors import DeskError
from tests.faults.kills import World, judged
from tests.faults.kinds import an_act
from tests.faults.processes import Tell, Worker
from tests.faults.report import Tally
from tests.faults.scene import Scene, person

ACTS = 12


def at_once(world: World, count: int, seed: int, tally: Tally) -> None:
    """Two register and back up at the same desk; every other time one of them is killed in the middle."""
    chance = random.Random(f"{seed} pairs")
    for n in range(count):
        scene = world.fresh()
        workers = [Worker(lambda tell, s=scene, k=k: _registering(s, tell, k)) for k in (0, 1)]
        if n % 2:
            workers[0].listen(chance.uniform(0, 0.3))
            workers[0].signal(signal.SIGKILL)
        told = [one for worker in workers for one in worker.finish()[0]]
        found = [
            f"an act was refused: {one}"
            for one in told
            if "refused" in one and one["refused"] != "store_busy"
        ]
        numbers = [one["case"] for one in told if "case" in one]
        if len(set(numbers)) != len(numbers):
            found.append("a number was given twice")
        tally.add(
            "two at once", "one is killed" if n % 2 else "both end", found + judged(world.kind, scene, told)
        )


def _registering(scene: Scene, tell: Tell, which: int) -> None:
    """In a child: register, and back up once; that somebody else holds the desk is a word, no fault."""
    scene.enter()
    try:
        with scene.open() as desk:
            for n in range(which * 100, which * 100 + ACTS):
                tell({"case": an_act(desk, n), "name": person(n).name})
            folder = scene.stick / str(which)
            folder.mkdir()
            made = create_backup(desk, folder=folder)
            tell({"backup": str(made.path.relative_to(scene.root)), "cases": made.cases})
    except DeskError as error:
        tell({"refused": error.code, "words": str(error)})
