"""A fresh database key: who opens the desk afterwards, and what a power cut leaves at each of its steps."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.actions.checks import verify_history
from app.actions.desk import Desk
from app.actions.operators import add_operator, remove_operator
from app.actions.passphrases import must_renew
from app.actions.recovery import list_sheets, new_sheet, try_sheet, untried_sheets
from app.actions.rekey import STEPS, Rekeyed, rekey_desk
from app.bootstrap import open_desk, recover_desk
from app.domain.changes import Progress
from app.domain.documents import RecoverySheetContent
from app.domain.errors import DeskInUse, InvalidField, NotAllowed, StoreBusy, WrongPassphrase
from app.domain.station import Operator
from app.storage.database import Store
from tests.desks import PASSPHRASE, exhaust, make_desk, register

OTHER, GONE = "田小雨自己的口令2026", "韩文自己的口令2026"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Desk, RecoverySheetContent]]:
    desk, sheet = make_desk(tmp_path / "home")
    with desk:
        add_operator(desk, operator=Operator("田小雨"), passphrase=OTHER)
        add_operator(desk, operator=Operator("韩文"), passphrase=GONE)
        remove_operator(desk, name="韩文")
        register(desk)
        yield desk, sheet


@pytest.fixture
def desk(made: tuple[Desk, RecoverySheetContent]) -> Desk:
    return made[0]


def rekey(desk: Desk) -> Rekeyed:
    return exhaust(rekey_desk(desk, passphrase=PASSPHRASE))


def opens(home: Path, passphrase: str) -> bool:
    try:
        open_desk(home, passphrase).close()
    except WrongPassphrase:
        return False
    return True


def left_over(home: Path) -> list[str]:
    return sorted(path.name for path in home.iterdir() if "rekeyed" in path.name or "replaced" in path.name)


def test_the_desk_goes_on_under_its_new_key(desk: Desk) -> None:
    old, raw = desk.store.key, (desk.home / "desk.db").read_bytes()
    rekey(desk)
    assert desk.store.key != old
    register(desk, "李建华")
    assert desk.store.value("SELECT count(*) FROM cases") == 2
    assert verify_history(desk).broken_at is None
    desk.close()
    assert (desk.home / "desk.db").read_bytes()[:4096] != raw[:4096]
    assert left_over(desk.home) == []
    with open_desk(desk.home, PASSPHRASE) as opened:
        assert opened.store.value("SELECT count(*) FROM cases") == 2


def test_the_old_key_opens_the_database_no_more(desk: Desk) -> None:
    old = desk.store.key
    rekey(desk)
    desk.close()
    stale = Store(desk.home / "desk.db", old)
    with pytest.raises(Exception, match="已损坏"):
        stale.value("SELECT count(*) FROM cases")
    stale.database.close()


def test_the_others_come_in_with_a_passphrase_for_one_opening(desk: Desk) -> None:
    done = rekey(desk)
    assert [one.operator for one in done.one_time] == ["田小雨"]
    desk.close()
    assert not opens(desk.home, OTHER)
    assert not opens(desk.home, GONE)
    with open_desk(desk.home, done.one_time[0].passphrase) as opened:
        assert opened.operator.name == "田小雨"
        assert must_renew(opened)
    with open_desk(desk.home, PASSPHRASE) as opened:
        assert not must_renew(opened)


def test_every_recovery_sheet_is_made_anew_and_untried(made: tuple[Desk, RecoverySheetContent]) -> None:
    desk, old = made
    try_sheet(desk, code="-".join(old.code_groups))
    new_sheet(desk, second=True)
    done = rekey(desk)
    assert [sheet.second for sheet in done.sheets] == [False, True]
    assert [one.second for one in untried_sheets(desk)] == [False, True]
    assert len(list_sheets(desk)) == 2
    home = desk.home
    desk.close()
    with pytest.raises(WrongPassphrase):
        recover_desk(home, code="-".join(old.code_groups), operator="李敏", passphrase="又一句更长的新口令")
    recover_desk(
        home, code="-".join(done.sheets[1].code_groups), operator="李敏", passphrase="又一句更长的新口令"
    ).close()


def test_the_history_goes_on_and_says_it(desk: Desk) -> None:
    before = verify_history(desk).lines
    rekey(desk)
    line = desk.store.value("SELECT text FROM history WHERE act = 'rekey'")
    assert line == "更换数据库密钥：1人设了一次性口令，恢复单1张重做"
    assert verify_history(desk).lines > before


def test_a_backup_is_made_before(desk: Desk) -> None:
    rekey(desk)
    assert desk.store.value("SELECT occasion FROM backups ORDER BY id DESC LIMIT 1") == "rekey"


def test_only_an_administrator_with_his_own_passphrase_may(desk: Desk) -> None:
    with pytest.raises(InvalidField) as refused:
        exhaust(rekey_desk(desk, passphrase=OTHER))
    assert refused.value.field == "passphrase"
    with open_desk(desk.home, OTHER) as opened, pytest.raises(NotAllowed):
        exhaust(rekey_desk(opened, passphrase=OTHER))


def test_whoever_has_the_desk_open_elsewhere_is_in_the_way(desk: Desk) -> None:
    with open_desk(desk.home, OTHER), pytest.raises(DeskInUse):
        rekey(desk)
    assert opens(desk.home, OTHER)


def test_a_connection_that_is_open_is_in_the_way(desk: Desk) -> None:
    other = Store(desk.store.path, desk.store.key)
    other.value("SELECT count(*) FROM cases")
    with pytest.raises(StoreBusy):
        rekey(desk)
    other.database.close()
    register(desk, "李建华")
    rekey(desk)


@pytest.mark.parametrize("step", range(STEPS))
def test_cancelled_at_any_step_everything_is_as_it_was(desk: Desk, step: int) -> None:
    work, key = rekey_desk(desk, passphrase=PASSPHRASE), desk.store.key
    assert any(progress == Progress(step, STEPS, progress.doing) for progress in work)
    work.close()
    assert desk.store.key == key
    assert left_over(desk.home) == []
    register(desk, "李建华")
    desk.close()
    assert opens(desk.home, OTHER)


def test_a_place_that_takes_no_key_file_leaves_everything_as_it_was(desk: Desk) -> None:
    (desk.home / "keys.json.rekeyed").mkdir()
    key = desk.store.key
    with pytest.raises(Exception, match=r"keys\.json\.rekeyed"):
        rekey(desk)
    (desk.home / "keys.json.rekeyed").rmdir()
    assert desk.store.key == key
    register(desk, "李建华")
    assert left_over(desk.home) == []


KILLED = """
import os, shutil, sys
from pathlib import Path
from app.actions.rekey import rekey_desk
from app.bootstrap import open_desk
from tests.desks import PASSPHRASE, exhaust

def killed_at(home, event):
    child = os.fork()
    if child == 0:
        seen = 0
        def hook(name, args):
            nonlocal seen
            if name in ("os.rename", "os.remove") and str(home) in str(args[0]):
                seen += 1
                if seen == event:
                    os._exit(9)
        sys.addaudithook(hook)
        exhaust(rekey_desk(open_desk(home, PASSPHRASE), passphrase=PASSPHRASE))
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

start, folder = Path(sys.argv[1]), Path(sys.argv[2])
event, status = 0, 9
while status == 9:
    event += 1
    home = folder / str(event)
    shutil.copytree(start, home)
    status = killed_at(home, event)
print(event, status)
"""


def test_a_power_cut_at_any_rename_leaves_old_or_new_and_never_neither(desk: Desk, tmp_path: Path) -> None:
    desk.close()
    folder = tmp_path / "cut"
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(desk.home), str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stderr == ""
    events, status = map(int, done.stdout.split())
    assert status == 0
    assert events > 6
    old = [_looked_at(folder / str(event)) for event in range(1, events + 1)]
    assert old == sorted(old, reverse=True), "from one moment on all is new"
    assert old[0] is True
    assert old[-1] is False


def _looked_at(home: Path) -> bool:
    """Whether the desk still has its old keys; it is whole either way."""
    with open_desk(home, PASSPHRASE) as opened:
        assert opened.store.value("SELECT count(*) FROM cases") == 1
        assert verify_history(opened).broken_at is None
        told = bool(opened.store.value("SELECT count(*) FROM history WHERE act = 'rekey'"))
    assert left_over(home) == []
    assert opens(home, OTHER) is not told
    return not told
