"""The restore drill: the newest backup is restored for a moment beside the desk, read back, and forgotten."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from app.actions.backup import MEMBERS
from app.actions.desk import Desk
from app.domain.backups import GoodBackup, Trial
from app.domain.changes import Progress
from app.domain.errors import DeskError, NotFound
from app.domain.history import HistoryFault
from app.files import backup_file
from app.storage import backup, cases, documents, history, keyring
from app.storage.database import DATABASE_NAME, KEYS_NAME, Store, open_store

STEPS = 5


def drill(desk: Desk) -> Generator[Progress, None, Trial]:
    """Restore the newest backup that is at hand into a folder beside the desk, prove it, and record how that went.

    A backup that does not prove itself is a trial that did not pass, and no error. Nothing stays behind; closing the
    generator records nothing. Raises NotFound when no backup is at hand, CannotWrite, NotAllowed for an
    auditor.
    """
    desk.require_hand()
    good = next((one for one in backup.good_backups(desk.store) if _path(one).is_file()), None)
    if good is None:
        raise NotFound("备份文件", "最近的备份（U盘要先插上，或先备份一次）")
    fault = yield from _tried(desk, good)
    trial = Trial(
        desk.now(),
        desk.operator.name,
        good.file_name,
        good.sha256,
        good.cases,
        good.history,
        not fault,
        fault,
    )
    with desk.store.transaction():
        backup.add_trial(desk.store, trial)
        desk.record(
            "restore_trial", f"恢复演练{'通过' if trial.passed else '没有通过'}：{good.file_name}{fault}"
        )
    return trial


def _path(good: GoodBackup) -> Path:
    """Where a backup lies."""
    return Path(good.folder) / good.file_name


def _tried(desk: Desk, good: GoodBackup) -> Generator[Progress, None, str]:
    """What is wrong with a backup; empty when all of it came back."""
    with backup_file.scratch(desk.home) as folder:
        try:
            yield Progress(0, STEPS, "解开备份")
            work = backup_file.unpack(_path(good), folder, MEMBERS)
            sha256 = yield from _followed(work)
            if sha256 != good.sha256:
                return "文件和备份时不一样了"
            keyring.read_keys(folder / KEYS_NAME)
            yield Progress(1, STEPS, "打开并检查每一页")
            fault = _counted(folder, good, desk.store.key)
            if fault:
                return fault
            yield Progress(3, STEPS, "核对操作记录")
            store = open_store(folder / DATABASE_NAME, desk.store.key)
            try:
                fault = _proved(store)
                yield Progress(4, STEPS, "读一件事项和一份文书")
                return fault or _read_back(store)
            finally:
                store.close()
        except DeskError as error:
            return str(error)


def _followed(work: Generator[int, None, str]) -> Generator[Progress, None, str]:
    """The progress of unpacking."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return str(end.value)
        yield Progress(0, STEPS, "解开备份")


def _counted(folder: Path, good: GoodBackup, key: bytes) -> str:
    """Whether the copy is whole and holds what was recorded."""
    try:
        counted = backup.count(folder / DATABASE_NAME, key, thorough=True)
    except DeskError:
        return "打不开：文件坏了，或者是换密钥以前的备份"
    if counted.problems:
        return f"有{len(counted.problems)}处损坏"
    found = (counted.cases, counted.documents, counted.history, counted.head)
    return "" if found == (good.cases, good.documents, good.history, good.head) else "数目和备份时不一样"


def _proved(store: Store) -> str:
    """Whether the chain of the history is whole."""
    faults = [found for found in history.fault_in(store) if isinstance(found, HistoryFault)]
    return f"操作记录第{faults[0].line}条对不上" if faults else ""


def _read_back(store: Store) -> str:
    """Whether the newest case and the newest paper can be read; sealed ones too, nothing of them is told."""
    number = store.value("SELECT number FROM cases ORDER BY id DESC LIMIT 1")
    if number is not None and not cases.get_case(store, str(number)).number:
        return "最近的事项读不出来"
    paper = store.value("SELECT id FROM documents WHERE length(pdf) > 0 ORDER BY id DESC LIMIT 1")
    if paper is not None and not documents.document_pdf(store, int(paper)).startswith(b"%PDF"):
        return "最近的文书读不出来"
    return ""
