"""Sticks for tests: real file systems in an image file, as far as this machine lets root mount them."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass
class Stick:
    """A mounted stick: its folder, and the block device behind it."""

    folder: Path
    device: Path

    @property
    def names(self) -> list[str]:
        """What lies on it."""
        return sorted(os.listdir(self.folder))

    def fill(self, *, leave: int) -> None:
        """Fill it up but for so many bytes."""
        free = shutil.disk_usage(self.folder).free
        (self.folder / "照片.bin").write_bytes(b"\xff" * max(free - leave, 0))

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
def plugged_in(folder: Path, *, megabytes: int = 8, read_only: bool = False) -> Iterator[Stick]:
    """A stick with FAT, or where the kernel has no FAT with exFAT; the test is skipped where neither can be had."""
    if os.name == "nt" or os.geteuid() != 0:
        pytest.skip("mounting an image wants root")
    image = folder.with_suffix(".img")
    image.write_bytes(bytes(megabytes << 20))
    folder.mkdir()
    with _looped(image) as device:
        if not _mounted_fat(device, folder, read_only) and not _mounted_exfat(device, folder, read_only):
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
