"""A packet onto a real stick, in every state a stick can be in: the case waits until the stick holds it whole."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.actions.attachments import add_attachment
from app.actions.cases import get_case
from app.actions.desk import Desk
from app.actions.packets import export_packet, list_packets, verify_packet, verify_sealed_packet
from app.domain.codes import CaseState
from app.domain.errors import CannotWrite, FileExists, MachineError, ReadBackDiffers
from app.domain.packet_codes import Seal
from app.files.atomic import write_bytes
from tests.desks import exhaust
from tests.stations import PASSWORD, waiting
from tests.sticks import Stick, plugged_in

WAYS: list[dict[str, Any]] = [{}, {"seal": Seal.PASSWORD, "password": PASSWORD}]
IDS = ["open", "sealed"]
MARK = b"a pay slip that nobody may change" * 40


@pytest.fixture
def number(desk: Desk, tmp_path: Path) -> str:
    """A case that waits, with half a megabyte of enclosures."""
    number = waiting(desk)
    (tmp_path / "工资条.bin").write_bytes(MARK + os.urandom(500_000))
    add_attachment(desk, number=number, path=tmp_path / "工资条.bin")
    return number


def still_waits(desk: Desk, number: str) -> bool:
    waits = get_case(desk, number=number).state is CaseState.AWAITING_TRANSFER
    return waits and list_packets(desk) == []


def at_sync(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Something happens to the stick just when the system has said that all is written."""
    really = os.fsync

    def sync(handle: int) -> None:
        really(handle)
        act()

    monkeypatch.setattr(os, "fsync", sync)


@pytest.mark.parametrize("way", WAYS, ids=IDS)
def test_a_whole_stick_takes_the_packet(desk: Desk, number: str, tmp_path: Path, way: dict[str, Any]) -> None:
    with plugged_in(tmp_path / "stick") as stick:
        made = exhaust(export_packet(desk, folder=stick.folder, **way))
        assert stick.names == [made.path.name]
        checked = verify_sealed_packet(made.path, password=PASSWORD) if way else verify_packet(made.path)
        assert (checked.enclosures, checked.file_sha256) == (2, made.sha256)
    assert get_case(desk, number=number).state is CaseState.IN_TRANSFER


@pytest.mark.parametrize("way", WAYS, ids=IDS)
def test_a_stick_that_is_full_in_the_middle_is_named_and_left_clean(
    desk: Desk, number: str, tmp_path: Path, way: dict[str, Any]
) -> None:
    with plugged_in(tmp_path / "stick") as stick:
        stick.fill(leave=200_000)
        with pytest.raises(CannotWrite, match="已满"):
            exhaust(export_packet(desk, folder=stick.folder, **way))
        assert stick.names == ["照片.bin"]
        assert still_waits(desk, number)
        (stick.folder / "照片.bin").unlink()
        assert exhaust(export_packet(desk, folder=stick.folder, **way)).number == "YS-ZC01-00001"


@pytest.mark.parametrize("way", WAYS, ids=IDS)
def test_a_stick_with_its_lock_on_is_named(
    desk: Desk, number: str, tmp_path: Path, way: dict[str, Any]
) -> None:
    with plugged_in(tmp_path / "stick", read_only=True) as stick:
        with pytest.raises(CannotWrite, match="只读"):
            exhaust(export_packet(desk, folder=stick.folder, **way))
        assert stick.names == []
    assert still_waits(desk, number)


@pytest.mark.parametrize("way", WAYS, ids=IDS)
def test_a_stick_that_keeps_something_else_than_it_was_given_is_found_out(
    desk: Desk, number: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: dict[str, Any]
) -> None:
    """After the cache is dropped it reads back differently: the medium changed behind the file system's back."""
    changed = []
    with plugged_in(tmp_path / "stick") as stick:
        found = b"packet.zip" if way else MARK
        at_sync(monkeypatch, lambda: changed.append(stick.overwrite(found, b"X" * len(found))))
        with pytest.raises(ReadBackDiffers):
            exhaust(export_packet(desk, folder=stick.folder, **way))
        assert changed[0], "the medium never held it"
        assert stick.names == []
    assert still_waits(desk, number)


@pytest.mark.parametrize("way", WAYS, ids=IDS)
def test_a_stick_pulled_while_it_is_written_is_named_and_nothing_is_lost(
    desk: Desk, number: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: dict[str, Any]
) -> None:
    with plugged_in(tmp_path / "stick") as stick:
        pull = tmp_path / "stick.img"
        at_sync(monkeypatch, lambda: (os.truncate(pull, 0), _forget(stick)))
        with pytest.raises(MachineError):
            exhaust(export_packet(desk, folder=stick.folder, **way))
        assert still_waits(desk, number)
    monkeypatch.undo()
    (tmp_path / "another").mkdir()
    assert exhaust(export_packet(desk, folder=tmp_path / "another", **way)).number == "YS-ZC01-00001"


def _forget(stick: Stick) -> None:
    """Drop what the system still remembers of the device."""
    with stick.device.open("rb") as raw:
        os.posix_fadvise(raw.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


@pytest.mark.parametrize("way", WAYS, ids=IDS)
def test_a_file_of_that_name_on_the_stick_stays(
    desk: Desk, number: str, tmp_path: Path, way: dict[str, Any]
) -> None:
    with plugged_in(tmp_path / "stick") as stick:
        there = stick.folder / "YS-ZC01-00001_20261124.zip"
        there.write_bytes(b"somebody's")
        with pytest.raises(FileExists):
            exhaust(export_packet(desk, folder=stick.folder, **way))
        assert (stick.names, there.read_bytes()) == ([there.name], b"somebody's")
    assert still_waits(desk, number)


def test_long_chinese_names_lie_on_a_stick_and_are_unpacked_there(
    desk: Desk, number: str, tmp_path: Path
) -> None:
    long = tmp_path / f"{'关于井下津贴少发情况的说明' * 5}（第一稿）.txt"
    long.write_bytes(b"x")
    add_attachment(desk, number=number, path=long)
    with plugged_in(tmp_path / "stick") as stick:
        folder = stick.folder / ("移送信访接待部门的材料" * 7)
        folder.mkdir()
        made = exhaust(export_packet(desk, folder=folder))
        assert verify_packet(made.path).enclosures == 3
        with zipfile.ZipFile(made.path) as archive:
            archive.extractall(folder / "解开")
            members = [name for name in archive.namelist() if not name.endswith("/")]
        assert all((folder / "解开" / name).is_file() for name in members)


def test_names_that_fat_does_not_take_are_named_for_what_they_are(tmp_path: Path) -> None:
    with plugged_in(tmp_path / "stick") as stick:
        write_bytes(stick.folder / f"{'长' * 251}.pdf", b"x")
        with pytest.raises(CannotWrite, match="太长"):
            write_bytes(stick.folder / f"{'长' * 252}.pdf", b"x")
        with pytest.raises(CannotWrite, match="不接受的字符"):
            write_bytes(stick.folder / "材料1:2?.pdf", b"x")
        assert len(stick.names) == 1


def test_a_stick_that_was_never_there_is_named(desk: Desk, number: str, tmp_path: Path) -> None:
    for way in WAYS:
        with pytest.raises(CannotWrite, match="不存在"):
            exhaust(export_packet(desk, folder=tmp_path / "nothing", **way))
    assert still_waits(desk, number)
