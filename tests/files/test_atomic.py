"""A file is there whole or not at all: full, pulled, read-only and lying media, tried on real ones."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import resource
import shutil
import subprocess
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from app.domain.errors import CannotWrite, FileExists, ReadBackDiffers
from app.files import atomic
from app.files.atomic import reason_for, write_bytes, write_file


@contextlib.contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """A tmpfs of its own, where this machine allows one."""
    folder.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("mounting a small file system wants root")
    done = subprocess.run([mount, "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True)
    if done.returncode:
        pytest.skip("this machine does not let even root mount a tmpfs")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def test_the_bytes_are_there_and_their_hash_is_told(tmp_path: Path) -> None:
    target = tmp_path / "移送包.xlsx"
    assert write_bytes(target, b"paper") == hashlib.sha256(b"paper").hexdigest()
    assert target.read_bytes() == b"paper"
    assert os.listdir(tmp_path) == ["移送包.xlsx"]


def test_a_writer_may_seek_back_and_the_hash_is_of_what_stands_there(tmp_path: Path) -> None:
    def write(out: BinaryIO) -> None:
        out.write(b"....body")
        out.seek(0)
        out.write(b"head")

    assert write_file(tmp_path / "a", write) == hashlib.sha256(b"headbody").hexdigest()
    assert (tmp_path / "a").read_bytes() == b"headbody"


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such permission bits")
def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    write_bytes(tmp_path / "a", b"x")
    assert (tmp_path / "a").stat().st_mode & 0o077 == 0


def test_an_existing_file_is_refused_and_kept(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")
    with pytest.raises(FileExists, match=r"已经存在"):
        write_bytes(target, b"new")
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.pdf"]


def test_a_dangling_link_counts_as_existing(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileExists):
        write_bytes(tmp_path / "a", b"new")


def test_overwriting_on_request_replaces_it(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")
    write_bytes(target, b"new", overwrite=True)
    assert target.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["a.pdf"]


def test_a_file_that_appears_meanwhile_is_not_lost(tmp_path: Path) -> None:
    target = tmp_path / "a"

    def write(out: BinaryIO) -> None:
        out.write(b"mine")
        target.write_bytes(b"theirs")

    with pytest.raises(FileExists):
        write_file(target, write)
    assert target.read_bytes() == b"theirs"
    assert os.listdir(tmp_path) == ["a"]


def test_of_many_writers_of_one_name_exactly_one_wins(tmp_path: Path) -> None:
    target = tmp_path / "a"
    start = threading.Barrier(8)
    won: list[bytes] = []

    def one(number: int) -> None:
        data = bytes([number]) * 1000
        start.wait()
        with contextlib.suppress(FileExists):
            write_bytes(target, data)
            won.append(data)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won == [target.read_bytes()]
    assert os.listdir(tmp_path) == ["a"]


def no_hard_links(source: object, target: object) -> None:
    raise OSError(errno.EPERM, "Operation not permitted")


def test_without_hard_links_as_on_fat_it_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", no_hard_links)
    write_bytes(tmp_path / "a", b"x")
    assert (tmp_path / "a").read_bytes() == b"x"
    assert os.listdir(tmp_path) == ["a"]


def test_without_hard_links_a_file_that_appears_meanwhile_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", no_hard_links)
    with pytest.raises(FileExists):
        write_file(tmp_path / "a", lambda out: (tmp_path / "a").write_bytes(b"theirs") and None)
    assert (tmp_path / "a").read_bytes() == b"theirs"
    assert os.listdir(tmp_path) == ["a"]


def test_a_full_stick_is_named_and_left_clean(tmp_path: Path) -> None:
    with mounted(tmp_path / "stick", "size=64k") as stick:
        with pytest.raises(CannotWrite, match="已满") as caught:
            write_bytes(stick / "包.xlsx", bytes(1_000_000))
        assert isinstance(caught.value.__cause__, OSError)
        assert caught.value.__cause__.errno == errno.ENOSPC
        assert os.listdir(stick) == []
        write_bytes(stick / "包.xlsx", bytes(1_000))


def test_a_full_stick_keeps_the_file_that_was_to_be_replaced(tmp_path: Path) -> None:
    with mounted(tmp_path / "stick", "size=64k") as stick:
        write_bytes(stick / "a", b"old")
        with pytest.raises(CannotWrite):
            write_bytes(stick / "a", bytes(1_000_000), overwrite=True)
        assert (stick / "a").read_bytes() == b"old"
        assert os.listdir(stick) == ["a"]


def test_a_stick_with_its_write_protection_on_is_named(tmp_path: Path) -> None:
    with mounted(tmp_path / "stick", "ro") as stick, pytest.raises(CannotWrite, match="只读"):
        write_bytes(stick / "a", b"x")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
def test_a_file_larger_than_the_medium_takes_is_named_and_left_clean(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        with pytest.raises(CannotWrite, match="太大"):
            write_bytes(tmp_path / "a", bytes(60_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(CannotWrite, match="没有权限"):
            write_bytes(tmp_path / "a", b"x")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can become nobody")
def test_a_folder_without_permission_is_named_to_nobody(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o700)
    result = in_a_child_as_nobody(folder / "a")
    assert "没有权限" in result
    assert os.listdir(folder) == []


def in_a_child_as_nobody(target: Path) -> str:
    """What the clerk reads when a user without rights writes there; the folders above are opened for him."""
    for parent in target.parent.parents:
        if parent.stat().st_uid == os.geteuid() and parent.stat().st_mode & 0o077 == 0:
            parent.chmod(parent.stat().st_mode | 0o011)
    target.parent.chmod(0o555)
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12: a fork beside pytest's own threads
        child = os.fork()
    if not child:
        os.setuid(65534)
        try:
            write_bytes(target, b"x")
            os.write(writing, b"written")
        except CannotWrite as error:
            os.write(writing, str(error).encode())
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with open(reading, "rb") as pipe:
        return pipe.read().decode()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="拔出"):
        write_bytes(tmp_path / "gone" / "a", b"x")


def test_a_stick_pulled_while_writing_is_named(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()

    def write(out: BinaryIO) -> None:
        out.write(b"half")
        shutil.rmtree(stick)

    with pytest.raises(CannotWrite, match="拔出"):
        write_file(stick / "a", write)


def test_a_name_that_is_too_long_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="太长"):
        write_bytes(tmp_path / ("长" * 200), b"x")


def test_a_name_that_just_fits_is_written(tmp_path: Path) -> None:
    target = tmp_path / ("a" * 255)
    write_bytes(target, b"x")
    assert target.read_bytes() == b"x"


def test_a_file_where_a_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(CannotWrite, match="不是文件夹"):
        write_bytes(tmp_path / "a" / "b", b"x")


def test_a_name_with_a_zero_in_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="文件名"):
        write_bytes(tmp_path / "a\0b", b"x")


def test_a_cancel_leaves_nothing(tmp_path: Path) -> None:
    def write(out: BinaryIO) -> None:
        out.write(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_file(tmp_path / "a", write)
    assert os.listdir(tmp_path) == []


def test_a_stick_that_lies_is_found_and_left_clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The medium keeps one bit otherwise than it was told: changed after the sync, before the reading."""
    synced = os.fsync

    def sync_and_lie(handle: int) -> None:
        synced(handle)
        os.pwrite(handle, b"X", 3)

    monkeypatch.setattr(os, "fsync", sync_and_lie)
    with pytest.raises(ReadBackDiffers, match="不可靠"):
        write_bytes(tmp_path / "a", b"paper")
    assert os.listdir(tmp_path) == []


def test_a_folder_that_cannot_be_synced_takes_the_file_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(folder: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(atomic, "sync_folder", broken)
    with pytest.raises(CannotWrite, match="设备出错"):
        write_bytes(tmp_path / "a", b"x")
    assert os.listdir(tmp_path) == []


def test_an_unknown_number_keeps_the_words_of_the_system() -> None:
    assert "Exotic" in reason_for(OSError(9999, "Exotic"))


def test_what_a_program_that_died_left_goes_before_the_next_file_comes(tmp_path: Path) -> None:
    old, young, others = (tmp_path / f".{name}.tmp" for name in ("0" * 16, "1" * 16, "另一个程序的"))
    for path in (old, young, others):
        path.write_bytes("半个移送包".encode())
    for path in (old, others):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    write_bytes(tmp_path / "移送包.xlsx", b"whole")
    assert sorted(tmp_path.iterdir()) == sorted([young, others, tmp_path / "移送包.xlsx"])
