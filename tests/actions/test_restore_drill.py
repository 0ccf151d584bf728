"""The restore drill: proved from end to end, recorded whatever came out, nothing left behind."""

from pathlib import Path

import pytest

from app.actions.backup import create_backup
from app.actions.backup_places import backup_state
from app.actions.desk import Desk
from app.actions.documents import issue_slip
from app.actions.restore_drill import drill
from app.domain.backups import Loudness
from app.domain.errors import NotFound
from app.files.backup_file import SCRATCH
from tests.desks import exhaust, register


@pytest.fixture
def backup(desk: Desk, tmp_path: Path) -> Path:
    number = register(desk)
    issue_slip(desk, number=number)
    (tmp_path / "stick").mkdir()
    return create_backup(desk, folder=tmp_path / "stick").path


def left(home: Path) -> list[str]:
    return [path.name for path in home.iterdir() if path.name.startswith(SCRATCH)]


def test_a_good_backup_passes_and_it_is_recorded(desk: Desk, backup: Path) -> None:
    tried = exhaust(drill(desk))
    assert (tried.passed, tried.words, tried.file_name, tried.cases) == (True, "", backup.name, 1)
    state = backup_state(desk)
    assert state.tried == tried
    assert "恢复演练：今天通过" in state.trial.words
    assert desk.store.value("SELECT text FROM history WHERE act = 'restore_trial'").startswith("恢复演练通过")
    assert left(desk.home) == []


def test_every_step_tells_how_far_it_is_and_can_be_cancelled(desk: Desk, backup: Path) -> None:
    steps = list(drill(desk))
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert {step.total for step in steps} == {5}
    tried = desk.store.value("SELECT count(*) FROM restore_trials")
    for count in range(1, len(steps) + 1):
        work = drill(desk)
        for _ in range(count):
            next(work)
        work.close()
        assert left(desk.home) == []
    assert desk.store.value("SELECT count(*) FROM restore_trials") == tried


def test_a_spoilt_backup_is_a_trial_that_did_not_pass_and_is_told_loudly(desk: Desk, backup: Path) -> None:
    raw = bytearray(backup.read_bytes())
    raw[len(raw) // 2] ^= 1
    backup.write_bytes(raw)
    tried = exhaust(drill(desk))
    assert not tried.passed
    assert tried.words
    state = backup_state(desk)
    assert state.trial.level is Loudness.ALARM
    assert "没有通过" in state.trial.words
    assert left(desk.home) == []


def test_another_whole_backup_under_its_name_is_not_taken_for_it(
    desk: Desk, backup: Path, tmp_path: Path
) -> None:
    register(desk, "李芳")
    (tmp_path / "other").mkdir()
    newer = create_backup(desk, folder=tmp_path / "other").path
    newer.replace(backup)
    assert exhaust(drill(desk)).words == "文件和备份时不一样了"


def test_the_newest_one_that_is_at_hand_is_tried(desk: Desk, backup: Path, tmp_path: Path) -> None:
    register(desk, "李芳")
    (tmp_path / "other").mkdir()
    newer = create_backup(desk, folder=tmp_path / "other").path
    assert exhaust(drill(desk)).file_name == newer.name
    newer.unlink()
    assert exhaust(drill(desk)).file_name == backup.name


def test_without_a_backup_at_hand_it_says_what_to_do(desk: Desk) -> None:
    with pytest.raises(NotFound, match="U盘要先插上"):
        exhaust(drill(desk))


def test_counts_that_differ_from_what_was_recorded_are_found(desk: Desk, backup: Path) -> None:
    desk.store.execute("UPDATE backups SET cases = 2")
    assert exhaust(drill(desk)).words == "数目和备份时不一样"


def test_nothing_readable_is_on_the_disk_while_it_runs(desk: Desk, backup: Path) -> None:
    work, seen = drill(desk), 0
    for _ in work:
        for path in desk.home.rglob("*"):
            if path.is_file() and SCRATCH in str(path):
                raw, seen = path.read_bytes(), seen + 1
                assert not any(word.encode() in raw for word in ("王建国", "13812344321", "津贴"))
    assert seen
