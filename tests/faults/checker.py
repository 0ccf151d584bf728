"""After an accident: the desk opens, what was reported is there, nothing is half there, no plain text lies about."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from app.actions.backup import NOTED, verify_backup
from app.actions.backup_places import LOCAL, good_backups
from app.actions.cases import find_cases, get_case
from app.actions.desk import Desk
from app.actions.documents import document_pdf
from app.actions.drafts import load_draft
from app.actions.packets import verify_packet
from app.bootstrap import desk_exists, open_desk
from app.domain.errors import DeskError
from app.storage.station import list_drafts
from tests.desks import DESK_DAY, PASSPHRASE
from tests.faults.invariants import broken
from tests.faults.kinds import Kind, an_act
from tests.faults.processes import Told
from tests.faults.scene import IN_PLAIN, Scene, person

OWN = {
    "desk.db",
    "desk.db-wal",
    "desk.db-shm",
    "desk.db-journal",
    "keys.json",
    "desk.lock",
    "entrance.json",
    "recovery.txt",
}
"""What may lie in a desk's folder; the recovery code only beside the stored desks of the tests."""
AN_OLD_TIME = 1_700_000_000
KEPT = ("desk-replaced-", "backups")
"""Folders that stay on purpose."""


def findings(kind: Kind, scene: Scene, told: list[Told]) -> list[str]:
    """Everything that is wrong; nothing when all is well."""
    scene.enter()
    found = list(_plain_text(scene))
    for name in kind.desks:
        try:
            found += _desk(kind, scene, name, told)
        except Exception as error:  # noqa: BLE001 - whatever it is, the clerk has no desk
            found.append(f"{name} does not open: {type(error).__name__}: {error}")
    found += _plain_text(scene)
    found += _half_files(scene)
    return [f"{kind.name}: {line}" for line in found]


def _desk(kind: Kind, scene: Scene, name: str, told: list[Told]) -> Iterator[str]:
    """One desk: opened, looked through, worked on, closed."""
    home = scene.root / name
    if name in kind.may_lack and not _finished(name, told) and not desk_exists(home):
        return  # what was not finished is no desk: it can be made again
    _age(scene, home)
    with open_desk(home, PASSPHRASE, today=DESK_DAY) as desk:
        yield from _strange(scene, home)
        yield from broken(desk)
        yield from _missing(scene, desk, name, told)
        yield from _unlisted(scene, desk)
        an_act(desk, 99)
        yield from (f"after one act more: {line}" for line in broken(desk))
    yield from _strange(scene, home)


def _age(scene: Scene, home: Path) -> None:
    """Hours go by: what is left of unfinished work is old when the desk is opened next."""
    for path in (*home.iterdir(), *scene.stick.rglob("*")):
        os.utime(path, (AN_OLD_TIME, AN_OLD_TIME))


def _finished(name: str, told: list[Told]) -> bool:
    """Whether a desk that was being made was reported as made."""
    return any(name in (one.get("restored"), one.get("created")) for one in told)


def _strange(scene: Scene, home: Path) -> Iterator[str]:
    """Files that nobody knows, in the desk's folder and in the system's temporary one."""
    for path in (*sorted(home.iterdir()), *sorted(scene.scratch.iterdir())):
        if path.name not in OWN and not path.name.startswith(KEPT):
            yield f"left behind: {path.relative_to(scene.root)}"


def _unlisted(scene: Scene, desk: Desk) -> Iterator[str]:
    """Backups under their names of which the desk knows nothing: they would never give way."""
    known = {str(Path(one.folder) / one.file_name) for one in good_backups(desk)}
    known |= {key.removeprefix(NOTED) for key, _ in list_drafts(desk.store)}
    for path in (*scene.stick.rglob("*.backup"), *(desk.home / LOCAL).glob("*.backup")):
        if str(path) not in known:
            yield f"a backup that is in no list: {path.relative_to(scene.root)}"


def _plain_text(scene: Scene) -> Iterator[str]:
    """Names and numbers in files that are neither encrypted nor asked for."""
    for path in scene.files():
        if path.parent in (scene.stick, scene.tray) and not path.name.startswith("."):
            continue  # the clerk's own files, and packets, which are asked for
        if any(mark in path.read_bytes() for mark in IN_PLAIN):
            yield f"plain text in {path.relative_to(scene.root)}"


def _half_files(scene: Scene) -> Iterator[str]:
    """Files under their own names that are not whole, reported or not."""
    for path in sorted(scene.stick.rglob("*.*")):
        try:
            if path.suffix == ".backup":
                verify_backup(path=path, passphrase=PASSPHRASE)
            elif path.suffix in (".xlsx", ".zip"):
                verify_packet(path)
        except DeskError as error:
            yield f"half a file: {path.name}: {error}"


# --- what was reported as done ---------------------------------------------------------------------------


def _missing(scene: Scene, desk: Desk, name: str, told: list[Told]) -> Iterator[str]:
    """What was reported as done and is not there."""
    for one in told:
        for word, look in LOOKS.items():
            if word in one and look.desk == name:
                try:
                    wrong = look.wrong(scene, desk, one)
                except (DeskError, OSError) as error:
                    wrong = str(error) or type(error).__name__
                if wrong:
                    yield f"reported and not there: {one}: {wrong}"


class _Look:
    """How one report is checked, at which desk."""

    def __init__(self, wrong: Callable[[Scene, Desk, Told], str], desk: str = "home") -> None:
        self.wrong, self.desk = wrong, desk


def _case(scene: Scene, desk: Desk, one: Told) -> str:
    """A registered case, with its people and in the search."""
    case = get_case(desk, number=one["case"])
    found = [row.number for row in find_cases(desk, text=one["name"], limit=500)]
    return (
        ""
        if case.first_name == one["name"] and case.number in found
        else "another case, or not in the search"
    )


def _draft(scene: Scene, desk: Desk, one: Told) -> str:
    """A half-typed form, or the case that came of it."""
    kept = load_draft(desk, key=one["draft"])
    known = desk.store.value("SELECT count(*) FROM petitioners WHERE name = ?", one["name"])
    newer = kept is not None and kept[0]["name"] != one["name"]
    here = kept is not None and kept[0]["name"] == one["name"]
    return (
        ""
        if (here and known == 0) or (not here and known == 1) or (newer and known == 1)
        else "neither or both"
    )


def _import(scene: Scene, desk: Desk, one: Told) -> str:
    """A ledger, once."""
    counts = [
        row["imported"]
        for row in desk.store.rows("SELECT imported FROM imports WHERE file_name = ?", one["import"])
    ]
    return "" if counts == [one["count"]] and one["count"] else f"{counts}"


def _paper(scene: Scene, desk: Desk, one: Told) -> str:
    """An issued paper, whole."""
    return "" if document_pdf(desk, document_id=one["paper"]).startswith(b"%PDF") else "no PDF"


def _note(scene: Scene, desk: Desk, one: Told) -> str:
    """A note of what was done."""
    return "" if _count(desk, "handling_notes", one["note"]) else "no note"


def _letter(scene: Scene, desk: Desk, one: Told) -> str:
    """An explanation letter."""
    return (
        ""
        if _count(desk, "documents", one["letter"], " AND kind = 'explanation_letter'") == 1
        else "no letter"
    )


def _count(desk: Desk, table: str, number: str, more: str = "") -> int:
    """How many rows of a table a case has."""
    question = f"SELECT count(*) FROM {table} WHERE case_id = (SELECT id FROM cases WHERE number = ?){more}"
    return int(desk.store.value(question, number))


def _packet(scene: Scene, desk: Desk, one: Told) -> str:
    """A packet: registered, its file on the stick as it was reported, its cases under way."""
    kept = desk.store.value("SELECT file_sha256 FROM packets WHERE number = ?", one["packet"])
    verified = verify_packet(scene.stick / one["file"])
    return "" if kept == one["sha256"] == verified.file_sha256 else "another file"


def _received(scene: Scene, desk: Desk, one: Told) -> str:
    """A packet that was taken in, with its receipt on the stick."""
    state = desk.store.value("SELECT state FROM received_packets WHERE number = ?", one["received"])
    return "" if state == "imported" and (scene.stick / one["receipt"]).stat().st_size else f"{state}"


def _settled(scene: Scene, desk: Desk, one: Told) -> str:
    """A packet whose receipt was taken in."""
    state = desk.store.value("SELECT state FROM packets WHERE number = ?", one["settled"])
    return "" if state == "received" else f"{state}"


def _backup(scene: Scene, desk: Desk, one: Told) -> str:
    """A backup that opens and counts as it was reported."""
    verified = verify_backup(path=scene.root / one["backup"], passphrase=PASSPHRASE)
    return "" if verified.cases == one["cases"] else f"{verified.cases} cases"


def _erased(scene: Scene, desk: Desk, one: Told) -> str:
    """Cases that were erased, and those beside them that were not."""
    count = desk.store.value("SELECT count(*) FROM cases WHERE erased_at IS NOT NULL")
    kept = desk.store.value("SELECT count(*) FROM petitioners WHERE name = ?", person(72).name)
    return "" if count == one["erased"] and kept >= 1 else f"{count} erased, {kept} kept"


def _replaced(scene: Scene, desk: Desk, one: Told) -> str:
    """A desk that stands in the place of another, which is kept."""
    kept = scene.home / one["replaced"]
    with open_desk(kept, PASSPHRASE, today=DESK_DAY) as before:
        return "" if before.store.value("SELECT count(*) FROM cases") == 3 else "not what was replaced"


def _opened(scene: Scene, desk: Desk, one: Told) -> str:
    """A desk that was opened with this program holds what it held."""
    count = desk.store.value("SELECT count(*) FROM cases")
    return "" if one["opened"] <= count <= one["opened"] + 2 else f"{count} cases"


LOOKS = {
    "case": _Look(_case),
    "draft": _Look(_draft),
    "import": _Look(_import),
    "paper": _Look(_paper),
    "note": _Look(_note),
    "letter": _Look(_letter),
    "packet": _Look(_packet),
    "received": _Look(_received, "other"),
    "settled": _Look(_settled),
    "backup": _Look(_backup),
    "opened": _Look(_opened),
    "replaced": _Look(_replaced),
    "erased": _Look(_erased),
}
