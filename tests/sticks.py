"""Sticks for tests: real file systems in an image file, as far as this machine lets root mount them."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass
class Stick:
    """A mounted stick: its folder, and the block device behind it."""

    folder: Path
    device: Path
    _watchdog: threading.Timer | None = None

    @property
    def names(self) -> list[str]:
        """What lies on it."""
        return sorted(os.listdir(self.folder))

    def fill(self, *, leave: int) -> None:
        """Fill it up but for so many bytes."""
        free = shutil.disk_usage(self.folder).free
        (self.folder / "照片.bin").write_bytes(b"\xff" * max(free - leave, 0))

    @property
    def taken(self) -> int:
        """How many bytes the medium itself has taken since it was plugged in."""
        numbers = Path("/sys/block", self.device.name, "stat").read_text().split()
        return int(numbers[6]) * 512

    def hang(self) -> None:
        """From now on it answers nothing: whoever writes or reads it waits, until it is told to go on, or for ten
        seconds: who waits for it in the kernel cannot be stopped by anybody."""
        driver = self._driver
        os.kill(driver, signal.SIGSTOP)
        self._watchdog = threading.Timer(10, os.kill, (driver, signal.SIGCONT))
        self._watchdog.start()

    def go_on(self) -> None:
        """It answers again."""
        if self._watchdog is not None:
            self._watchdog.cancel()
            os.kill(self._driver, signal.SIGCONT)

    @property
    def _driver(self) -> int:
        """The process that serves it."""
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                words = path.read_bytes().split(b"\0")
                if b"exfat" in words[0] and os.fsencode(self.folder) in words:
                    return int(path.parent.name)
        raise LookupError(self.folder)

    def overwrite(self, found: bytes, other: bytes) -> bool:
        """Change what the medium holds behind the file system's back; whether it was there."""
        with self.device.open("r+b", buffering=0) as raw:
            place = raw.read().find(found)
            if place < 0:
                return False
            raw.seek(place)
            raw.write(other)
        return True


@contextlib.contextmanager
def plugged_in(
    folder: Path, *, megabytes: int = 8, read_only: bool = False, served: bool = False
) -> Iterator[Stick]:
    """A stick with FAT, or where the kernel has no FAT with exFAT; the test is skipped where neither can be had.

    ``served`` asks for one that a process serves and not the kernel, so that it can be made to hang.
    """
    if os.name == "nt" or os.geteuid() != 0:
        pytest.skip("mounting an image wants root")
    image = folder.with_suffix(".img")
    image.write_bytes(bytes(megabytes << 20))
    folder.mkdir()
    with _looped(image) as device:
        by_kernel = not served and _mounted_fat(device, folder, read_only)
        if not by_kernel and not _mounted_exfat(device, folder, read_only):
            pytest.skip("this machine mounts neither FAT (dosfstools) nor exFAT (exfat-fuse, exfatprogs)")
        try:
            yield Stick(folder, device)
        finally:
            _run("umount", "-l", folder)


@contextlib.contextmanager
def _looped(image: Path) -> Iterator[Path]:
    """The image as a block device."""
    done = _run("losetup", "-f", "--show", image)
    if done is None:
        pytest.skip("this machine has no loop device to spare")
    device = Path(done.strip())
    try:
        yield device
    finally:
        _run("losetup", "-d", device)


def _mounted_fat(device: Path, folder: Path, read_only: bool) -> bool:
    """Whether the kernel mounts it as FAT."""
    options = "utf8,ro" if read_only else "utf8"
    made = _run("mkfs.vfat", device) is not None
    return made and _run("mount", "-t", "vfat", "-o", options, device, folder) is not None


def _mounted_exfat(device: Path, folder: Path, read_only: bool) -> bool:
    """Whether exFAT, which sticks of today have, can be mounted without the kernel's help."""
    made = _run("mkfs.exfat", device) is not None
    options = ("-o", "ro") if read_only else ()
    return made and _run("mount.exfat-fuse", *options, device, folder) is not None


def _run(program: str, *words: str | Path) -> str | None:
    """What a system program says; None when it is not there or fails."""
    found = shutil.which(program, path=f"{os.environ['PATH']}:/sbin:/usr/sbin")
    if found is None:
        return None
    done = subprocess.run([found, *words], capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else None
