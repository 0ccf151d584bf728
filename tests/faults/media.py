"""Disks that are full or read-only, files with flipped bytes, clocks that jump, the power that fails."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import random
import shutil
import signal
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from app.actions.cases import register_case
from app.actions.checks import verify_history
from app.actions.desk import Desk
from app.bootstrap import open_desk
from app.domain.errors import DeskError
from app.storage.database import check_integrity
from tests.desks import DESK_DAY, PASSPHRASE, a_draft
from tests.faults.checker import findings
from tests.faults.injections import go_on, tried
from tests.faults.kills import World, at_work, judged
from tests.faults.kinds import Kind, an_act
from tests.faults.processes import Tell, Told, Worker, run
from tests.faults.report import Tally
from tests.faults.scene import Scene, person

PAGE = 4096


# --- full, read-only -------------------------------------------------------------------------------------


@contextlib.contextmanager
def small_disk(folder: Path, *, size: str = "24m") -> Iterator[Path]:
    """A small file system in memory. Wants root."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def full_disk(world: World, folder: Path, tally: Tally, *, leave: list[int]) -> None:
    """Work on a disk that has so many pages left; then there is room again."""
    for pages in leave:
        with small_disk(folder / "disk") as disk:
            scene = world.stored.copied(disk / "scene")
            filler = disk / "filler"
            filler.write_bytes(bytes(max(0, shutil.disk_usage(disk).free - pages * PAGE)))
            told, _ = run(lambda tell, s=scene, f=filler: _until_full(world.kind, s, tell, f))
            tally.add(world.kind.name, "full disk", judged(world.kind, scene, told))
        (folder / "disk").rmdir()


def _until_full(kind: Kind, scene: Scene, tell: Tell, filler: Path) -> None:
    """In the child: work, make room, go on."""
    scene.enter()
    tried(kind, scene, tell)
    filler.unlink()
    go_on(kind, scene, tell)


def read_only(world: World, folder: Path, tally: Tally) -> None:
    """Work on a disk that takes nothing, and again when it does."""
    with small_disk(folder / "disk") as disk:
        scene = world.stored.copied(disk / "scene")
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        told, _ = run(lambda tell: _in_vain(world.kind, scene, tell))
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
        found = (
            []
            if any("refused" in one for one in told)
            else [f"{world.kind.name}: read-only, and no word of it"]
        )
        tally.add(world.kind.name, "read-only disk", found + judged(world.kind, scene, told))
    (folder / "disk").rmdir()


def _in_vain(kind: Kind, scene: Scene, tell: Tell) -> None:
    """In the child: try to work."""
    scene.enter()
    tried(kind, scene, tell)


# --- flipped bytes ---------------------------------------------------------------------------------------


FLIPPED = ("desk.db", "desk.db-wal", "desk.db", "keys.json")


def flipped(world: World, count: int, seed: int, tally: Tally) -> None:
    """Flip one bit of the database, its log or the key file; the desk says so, or nothing was lost.

    The last act in a log is another matter: damage in it is told by nothing from a power cut in the middle of it.
    """
    chance = random.Random(f"{seed} flipped")
    for n in range(count):
        scene, name, registered = world.fresh(), FLIPPED[n % len(FLIPPED)], 2
        if name == "desk.db-wal":
            run(partial(_left_open, scene))
            registered += LEFT
        raw = bytearray((scene.home / name).read_bytes())
        place = chance.randrange(len(raw))
        raw[place] ^= 1 << chance.randrange(8)
        (scene.home / name).write_bytes(raw)
        told, _ = run(partial(_looked_at, scene))
        may_lack = 1 if name == "desk.db-wal" and place >= _last_act(bytes(raw)) else 0
        wrong = _silently_wrong(told, {registered, registered - may_lack})
        tally.add(name, "a flipped bit", [f"{name}: {line}" for line in wrong])
        shutil.rmtree(scene.root)


LEFT = 4
"""Cases that stand in the log alone."""


def _left_open(scene: Scene, tell: Tell) -> None:
    """In the child: register, and end without closing, so that the log keeps it."""
    scene.enter()
    desk = scene.open()
    for n in range(LEFT):
        an_act(desk, 80 + n)
    os._exit(0)


def _last_act(log: bytes) -> int:
    """Where the last act in a log begins: behind the last frame but one that closes an act."""
    frames = range(32, len(log), 24 + PAGE)
    return [at + 24 + PAGE for at in frames if any(log[at + 4 : at + 8])][-2]


def _looked_at(scene: Scene, tell: Tell) -> None:
    """In the child: open it, check it, read every case."""
    scene.enter()
    try:
        with scene.open() as desk:
            tell({"integrity": check_integrity(desk.store)})
            tell(
                {
                    "chain": verify_history(desk).broken_at,
                    "cases": desk.store.value("SELECT count(*) FROM cases"),
                }
            )
            an_act(desk, 97)
    except DeskError as error:
        tell({"refused": error.code, "words": str(error)})


def _silently_wrong(told: list[Told], counts: set[int]) -> Iterator[str]:
    """What must not happen: an error that nobody explains, or a desk that calls itself whole and is not."""
    for one in told:
        if "failed" in one:
            yield f"no word for it: {one}"
    said = any("refused" in one or one.get("integrity") for one in told)
    count = next((one["cases"] for one in told if "cases" in one), None)
    if not said and count not in counts:
        yield f"whole, it says, with {count} cases"


# --- the clock -------------------------------------------------------------------------------------------


def clock_jumps(
    world: World, tally: Tally, *, jumps: tuple[int, ...] = (-400, -1, 0, 1, 400, -30, 8000)
) -> None:
    """Work on days that jump to and fro: everything is kept in its order, and the chain holds."""
    scene = world.fresh()
    scene.enter()
    for days in jumps:
        day = DESK_DAY + dt.timedelta(days=days)
        with open_desk(scene.home, PASSPHRASE, today=day) as desk:
            before = verify_history(desk).lines
            _register_on(desk, day)
            grown = verify_history(desk).lines - before
        found = [] if grown >= 1 else [f"{world.kind.name}: nothing was kept of an act on {day}"]
        tally.add("clock", "jumped", found + findings(world.kind, scene, []))
    shutil.rmtree(scene.root)


def _register_on(desk: Desk, day: dt.date) -> None:
    """Register what came in on that day."""
    draft = a_draft("", petitioners=(person(50),), received_on=day)
    register_case(desk, draft=draft)


# --- the power -------------------------------------------------------------------------------------------


@contextlib.contextmanager
def mounted(image: Path, folder: Path) -> Iterator[Path]:
    """An image file with ext4, mounted. Wants root."""
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-o", "loop", image, folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def power_cuts(world: World, folder: Path, count: int, seed: int, tally: Tally) -> None:
    """Cut the power: only what reached the medium is left, which ``synchronous=FULL`` and ``fsync`` are for.

    The worker stands still while the image of its disk is copied; what the system had not written yet is lost.
    """
    chance = random.Random(f"{seed} power {world.kind.name}")
    image, cut = folder / "disk.img", folder / "cut.img"
    seconds = 2 * world.undisturbed(tally)
    for _ in range(count):
        image.write_bytes(b"")
        subprocess.run(["truncate", "-s", "48M", image], check=True)
        subprocess.run(["mkfs.ext4", "-q", "-F", image], check=True)
        with mounted(image, folder / "disk") as disk:
            scene = world.stored.copied(disk / "scene")
            subprocess.run(["sync", "-f", disk], check=True)
            told = _cut(world.kind, scene, chance.uniform(0, seconds), image, cut)
        with mounted(cut, folder / "disk") as disk:
            tally.add(world.kind.name, "power cut", judged(world.kind, Scene(disk / "scene"), told))


def _cut(kind: Kind, scene: Scene, after: float, image: Path, cut: Path) -> list[Told]:
    """What was told before the moment at which the medium stands still."""
    worker = Worker(lambda tell: at_work(kind, scene, tell))
    worker.listen(after)
    worker.signal(signal.SIGSTOP)
    worker.listen(0.01)
    subprocess.run(["cp", "--sparse=always", image, cut], check=True)
    worker.signal(signal.SIGKILL)
    before = worker.told
    worker.finish()
    return before
