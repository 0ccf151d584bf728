"""Who has a desk open: real processes, one of them killed."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.actions.desk import Desk
from app.bootstrap import open_desk
from app.domain.errors import CannotWrite, DeskInUse
from app.storage.desk_lock import LOCK_NAME, exclusive_desk, hold_desk, hold_window, holder, this_user
from tests.desks import DESK_DAY, PASSPHRASE, make_desk

ROOT = Path(__file__).parents[2]


@contextmanager
def another_program(home: Path, held: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the desk until it is killed; ``held`` names how."""
    script = (
        "import sys, pathlib; from app.storage import desk_lock;"
        f"held = desk_lock.{held}(pathlib.Path(sys.argv[1]));"
        "held.__enter__(); print('held', flush=True); sys.stdin.read()"
    )
    program = subprocess.Popen(
        [sys.executable, "-c", script, str(home)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None and program.stdout.readline() == "held\n"
    try:
        yield program
    finally:
        program.kill()
        program.communicate()


def test_only_one_window_holds_a_desk(tmp_path: Path) -> None:
    with another_program(tmp_path, "hold_window"), pytest.raises(DeskInUse, match=this_user()):
        hold_window(tmp_path)


def test_a_killed_window_holds_nothing_and_the_file_it_left_is_no_obstacle(tmp_path: Path) -> None:
    with another_program(tmp_path, "hold_window") as program:
        program.kill()
        program.wait()
        assert (tmp_path / LOCK_NAME).is_file()
        with hold_window(tmp_path) as hold:
            assert hold.before == this_user()


def test_a_released_window_holds_nothing(tmp_path: Path) -> None:
    hold_window(tmp_path).release()
    hold = hold_window(tmp_path)
    hold.release()
    hold.release()
    hold_window(tmp_path).release()


def test_many_may_open_a_desk_beside_a_window(tmp_path: Path) -> None:
    window, console = another_program(tmp_path, "hold_window"), another_program(tmp_path, "hold_desk")
    with window, console, hold_desk(tmp_path) as first, hold_desk(tmp_path) as second:
        assert first.place != second.place


def test_nobody_is_alone_while_another_program_has_the_desk_open(tmp_path: Path) -> None:
    with another_program(tmp_path, "hold_desk"):
        with pytest.raises(DeskInUse), exclusive_desk(tmp_path):
            raise AssertionError("not alone")
        with hold_desk(tmp_path) as own, pytest.raises(DeskInUse), exclusive_desk(tmp_path, own):
            raise AssertionError("not alone")
    with exclusive_desk(tmp_path):
        pass


def test_nobody_opens_a_desk_that_somebody_is_alone_with(tmp_path: Path) -> None:
    made, _ = make_desk(tmp_path)
    made.close()
    with another_program(tmp_path, "exclusive_desk"):
        with pytest.raises(DeskInUse):
            open_desk(tmp_path, PASSPHRASE, today=DESK_DAY)
        with pytest.raises(DeskInUse), exclusive_desk(tmp_path):
            raise AssertionError("not alone")
        hold_window(tmp_path).release()  # the window may wait at its passphrase
    open_desk(tmp_path, PASSPHRASE, today=DESK_DAY).close()


@pytest.mark.parametrize("others", [0, 3])
def test_an_open_desk_may_be_alone_with_itself(desk: Desk, others: int) -> None:
    beside = [hold_desk(desk.home) for _ in range(others)]
    assert desk.hold is not None
    for hold in beside:
        hold.release()
    with exclusive_desk(desk.home, desk.hold), pytest.raises(DeskInUse):
        hold_desk(desk.home)
    hold_desk(desk.home).release()
    with pytest.raises(DeskInUse), exclusive_desk(desk.home):  # its own place was not given away meanwhile
        raise AssertionError("the desk is open")


def test_a_closed_desk_has_left_its_place(tmp_path: Path) -> None:
    made, _ = make_desk(tmp_path)
    made.close()
    with exclusive_desk(tmp_path):
        pass


def test_a_desk_that_did_not_open_has_left_its_place(tmp_path: Path) -> None:
    made, _ = make_desk(tmp_path)
    made.close()
    database = tmp_path / "desk.db"
    database.write_bytes(b"\0" * database.stat().st_size)
    with pytest.raises(Exception, match="已损坏"):
        open_desk(tmp_path, PASSPHRASE)
    with exclusive_desk(tmp_path):
        pass


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="文件夹不存在"):
        hold_window(tmp_path / "nowhere")
    assert holder(tmp_path / "nowhere") == ""
