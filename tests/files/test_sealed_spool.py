"""The memory for what was unsealed: reads like a file, and what lies on the disk is noise."""

from __future__ import annotations

import io
import os
import random
import sys
from pathlib import Path

import pytest

from app.domain.errors import CannotWrite
from app.files.sealed_spool import SealedSpool, SpoolFull
from tests.files.test_atomic import mounted

PLAIN = b"ZC01 wang 13812345678 " * 20_000


def filled(data: bytes = PLAIN, *, in_memory: int = 0) -> io.BufferedReader:
    spool = SealedSpool(len(data), in_memory=in_memory)
    for start in range(0, len(data), 70_001):
        spool.write(data[start : start + 70_001])
    return spool.written()


@pytest.mark.parametrize("in_memory", [0, 1 << 30], ids=["disk", "memory"])
@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 200_000])
def test_it_gives_back_what_was_written(in_memory: int, size: int) -> None:
    with filled(PLAIN[:size], in_memory=in_memory) as reader:
        assert reader.read() == PLAIN[:size]
        assert reader.seek(0, io.SEEK_END) == size
        assert reader.read() == b""


def test_it_can_be_sought_in_like_a_file() -> None:
    chance = random.Random(4)
    plain = io.BytesIO(PLAIN)
    with filled() as reader:
        for _ in range(300):
            place, size = chance.randrange(len(PLAIN) + 100), chance.randrange(100_000)
            assert reader.seek(place) == plain.seek(place)
            assert reader.read(size) == plain.read(size)
        reader.seek(-5, io.SEEK_END)
        assert reader.read() == PLAIN[-5:]
        with pytest.raises((ValueError, OSError)):
            reader.seek(-1)


def open_files() -> set[tuple[str, str]]:
    """The open files of this process that have bytes: where to read each, and its name."""
    found = ((f"/proc/self/fd/{name}", Path(f"/proc/self/fd/{name}")) for name in os.listdir("/proc/self/fd"))
    return {(file, os.readlink(file)) for file, path in found if path.is_file()}


@pytest.mark.skipif(sys.platform != "linux", reason="looks at the open files of this process")
def test_what_lies_on_the_disk_is_not_the_text() -> None:
    before = open_files()
    with filled() as reader:
        reader.read(10)
        stored = b"".join(Path(file).read_bytes() for file, _ in open_files() - before)
        assert len(stored) > len(PLAIN)
        assert b"wang" not in stored and b"138123" not in stored


def test_more_than_allowed_is_not_taken() -> None:
    with SealedSpool(10) as spool:
        spool.write(b"x" * 10)
        with pytest.raises(SpoolFull):
            spool.write(b"x")


def test_a_full_temporary_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with mounted(tmp_path / "small", "size=64k") as small:
        monkeypatch.setattr("tempfile.tempdir", str(small))
        with (
            SealedSpool(1 << 20, in_memory=0) as spool,
            pytest.raises(CannotWrite, match=r"临时文件夹.*已满"),
        ):
            for _ in range(16):
                spool.write(PLAIN[:65_536])
