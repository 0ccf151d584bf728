"""Writes that fail at the k-th call for every k, and files that may grow no further than so many bytes."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager

from app.domain.errors import DeskError
from tests.faults.kills import World, judged
from tests.faults.kinds import Kind, an_act
from tests.faults.processes import Tell, run
from tests.faults.report import Tally
from tests.faults.scene import Scene
from tests.faults.traps import Trap, set_trap

STEP = 3_000
"""Bytes between two limits of a file's size: never a whole number of pages."""
LIMITS = 40
"""How many limits there are."""


def every_write(world: World, tally: Tally, *, most: int = 0) -> None:
    """Let each call that writes fail in a run of its own, once alone and once with all after it; ``most`` tries so
    many of them, evenly spread (0: every one)."""
    kind, calls = world.kind, _counted(world)
    for k in spread(calls, most):
        for lasting in (False, True):
            scene, trap = world.fresh(), Trap(k, lasting=lasting)
            told, _ = run(lambda tell, s=scene, t=trap: _trapped(kind, s, tell, t))
            what = "all writes from k on" if lasting else "the k-th write"
            tally.add(kind.name, what, [f"{line} (k={k})" for line in judged(kind, scene, told)])


def spread(count: int, most: int) -> list[int]:
    """The numbers from 1 to ``count``, or ``most`` of them at even distances."""
    if not most or most >= count:
        return list(range(1, count + 1))
    return sorted({1 + n * count // most for n in range(most)})


def _counted(world: World) -> int:
    """How many calls that write an undisturbed run makes."""
    scene = world.fresh()
    told, _ = run(lambda tell: _trapped(world.kind, scene, tell, Trap()))
    return int(next(one["calls"] for one in told if "calls" in one))


def _trapped(kind: Kind, scene: Scene, tell: Tell, trap: Trap) -> None:
    """In the child: work with a trap, and go on when the disk is well again."""
    scene.enter()
    set_trap(trap)
    tried(kind, scene, tell)
    trap.armed = False
    tell({"calls": trap.count, "struck": trap.struck[:1]})
    go_on(kind, scene, tell)


def tried(kind: Kind, scene: Scene, tell: Tell) -> None:
    """Do the work; a word that a clerk understands is no failure."""
    try:
        kind.work(scene, tell)
    except DeskError as error:
        tell({"refused": error.code, "words": str(error)})


def go_on(kind: Kind, scene: Scene, tell: Tell) -> None:
    """The same process opens the desk again and works on."""
    if "home" not in kind.may_lack:
        with scene.open() as desk:
            number = an_act(desk, 98)
        tell({"went on": number})


def every_size(world: World, tally: Tally, *, most: int = 0) -> None:
    """Let no file grow beyond so many bytes, for many numbers of bytes."""
    kind = world.kind
    sizes = [path.stat().st_size for path in world.stored.files()] or [0]
    for n in spread(LIMITS, most):
        scene, limit = world.fresh(), 1 + n * STEP if "home" in kind.may_lack else max(sizes) // 8 + n * STEP
        told, _ = run(lambda tell, s=scene, most=limit: _limited(kind, s, tell, most))
        tally.add(kind.name, "a file's size limited", judged(kind, scene, told))


def _limited(kind: Kind, scene: Scene, tell: Tell, most: int) -> None:
    """In the child: work with a limit, and go on without."""
    scene.enter()
    with _limit(most):
        tried(kind, scene, tell)
    go_on(kind, scene, tell)


@contextmanager
def _limit(most: int) -> Iterator[None]:
    """No file of this process grows beyond so many bytes; a write answers EFBIG."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
