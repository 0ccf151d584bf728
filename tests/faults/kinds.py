"""What is interrupted: for each kind of act a world to do it in, the work, and what more is asked of it afterwards."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from app.actions.backup import create_backup
from app.actions.cases import cannot_settle, note_handling, register_case
from app.actions.desk import Desk
from app.actions.documents import issue_slip
from app.actions.drafts import save_draft
from app.actions.inbox import import_packet
from app.actions.ledger import import_ledger
from app.actions.outbox import import_receipt
from app.actions.packets import export_packet
from app.actions.procedure import perform
from app.actions.rekey import rekey_desk
from app.actions.restoring import look_into, replace_with
from app.actions.retention import decide, erase, list_due, propose
from app.bootstrap import open_desk
from app.domain.codes import Role
from app.domain.station import Operator
from tests.desks import CHEAP, DESK_DAY, PASSPHRASE, a_draft, exhaust, make_desk
from tests.faults.processes import Tell
from tests.faults.scene import Scene, person
from tests.two_desks import acquaint, explain, make_headquarters, waiting

STORED = Path(__file__).parent.parent / "fixtures" / "schema"
OLD = dt.date(2012, 3, 5)
WITHDRAWN = {"way": "书面申请", "statement": "不反映了", "voluntary": "yes"}
ROWS = 60
"""Of each ledger that is brought in."""


@dataclass(frozen=True)
class Kind:
    """One kind of act that is interrupted.

    ``make`` builds the world once; ``work`` does the acts in a world of its own and tells of each after it returned;
    ``desks`` are the folders of the desks that must be whole afterwards, ``may_lack`` those that need not be there.
    """

    name: str
    make: Callable[[Scene], None]
    work: Callable[[Scene, Tell], None]
    desks: tuple[str, ...] = ("home",)
    may_lack: tuple[str, ...] = ()


def an_act(desk: Desk, n: int) -> str:
    """Register a case of the n-th petitioner; its number."""
    draft = a_draft("", petitioners=(person(n),), content=f"{person(n).name}反映井下津贴少发，第{n}次询问。")
    return register_case(desk, draft=draft).cases[0]


def _desk(scene: Scene) -> None:
    """A desk with two cases."""
    desk, _ = make_desk(scene.home)
    with desk:
        for n in range(2):
            an_act(desk, n)


# --- registering, with the half-typed form ---------------------------------------------------------------


def _register(scene: Scene, tell: Tell) -> None:
    """Type a form, which is kept meanwhile, and register it; eight times."""
    with scene.open() as desk:
        for n in range(10, 18):
            save_draft(desk, key="registration", content={"name": person(n).name})
            tell({"draft": "registration", "name": person(n).name})
            draft = a_draft("", petitioners=(person(n),))
            number = register_case(desk, draft=draft, draft_key="registration").cases[0]
            tell({"case": number, "name": person(n).name})


# --- importing a ledger ----------------------------------------------------------------------------------


def _ledgers(scene: Scene) -> None:
    """A desk, and three ledgers that wait."""
    _desk(scene)
    for book in range(3):
        made = openpyxl.Workbook()
        sheet = made.active
        assert sheet is not None
        sheet.append(["序号", "收到日期", "信访人姓名", "联系电话", "反映内容"])
        for n in range(book * ROWS, (book + 1) * ROWS):
            sheet.append([n, "2026-03-02", person(n).name, person(n).phone, f"第{n}项：井下津贴少发三个月"])
        made.save(scene.tray / f"台账{book}.xlsx")


def _import_ledgers(scene: Scene, tell: Tell) -> None:
    """Bring all of them in."""
    with scene.open() as desk:
        for path in sorted(scene.tray.glob("*.xlsx")):
            _, report = exhaust(import_ledger(desk, path=path))
            tell({"import": path.name, "count": report.imported})


# --- issuing papers --------------------------------------------------------------------------------------


def _papered(scene: Scene) -> None:
    """A desk at which papers were issued: the fonts are loaded, and every fork has them."""
    _desk(scene)
    with scene.open() as desk:
        _issue_for(desk, 3, lambda told: None)


def _issue(scene: Scene, tell: Tell) -> None:
    """A slip, a note, and an explanation letter for a new case; three times."""
    with scene.open() as desk:
        for n in range(20, 23):
            _issue_for(desk, n, tell)


def _issue_for(desk: Desk, n: int, tell: Tell) -> None:
    """The papers of the n-th petitioner, who cannot be helped here."""
    number = an_act(desk, n)
    slip = issue_slip(desk, number=number).documents[0]
    tell({"paper": slip, "case": number, "name": person(n).name})
    note_handling(desk, number=number, on=desk.today(), text=f"找{person(n).name}核实考勤。")
    tell({"note": number})
    cannot_settle(desk, number=number)
    explain(desk, number)
    tell({"letter": number})


# --- packets ---------------------------------------------------------------------------------------------


def _waiting(scene: Scene) -> None:
    """A workshop with four cases that wait, acquainted with headquarters."""
    hq = make_headquarters(scene.other, DESK_DAY)
    desk, _ = make_desk(scene.home)
    with hq, desk:
        acquaint(desk, hq)
        for n in range(4):
            waiting(desk, person(n).name)


def _export(scene: Scene, tell: Tell) -> None:
    """A packet for each."""
    with scene.open() as desk:
        for row in desk.store.rows("SELECT number FROM cases WHERE state = 'awaiting_transfer' ORDER BY id"):
            made = exhaust(export_packet(desk, folder=scene.stick, numbers=[row["number"]]))
            tell({"packet": made.number, "file": made.path.name, "sha256": made.sha256})


def _packets(scene: Scene) -> None:
    """Headquarters, and four packets that wait in its tray."""
    _waiting(scene)
    _export(scene, lambda told: None)
    for path in sorted(scene.stick.iterdir()):
        shutil.move(path, scene.tray)


def _take_in(scene: Scene, tell: Tell) -> None:
    """Headquarters takes them in, each with its receipt, and the workshop takes the receipts."""
    with open_desk(scene.other, PASSPHRASE, today=DESK_DAY) as hq, scene.open() as desk:
        for path in sorted(scene.tray.iterdir()):
            taken = exhaust(import_packet(hq, path, receipts=scene.stick))
            tell({"received": taken.packet.number, "receipt": taken.receipt.path.name})
            outcome = import_receipt(desk, path=taken.receipt.path)
            tell({"settled": outcome.packet.number})


# --- backups ---------------------------------------------------------------------------------------------


def _back_up(scene: Scene, tell: Tell) -> None:
    """Register and back up, three times, each into a folder of its own."""
    with scene.open() as desk:
        for n in range(30, 33):
            number = an_act(desk, n)
            tell({"case": number, "name": person(n).name})
            folder = scene.stick / str(n)
            folder.mkdir(exist_ok=True)
            made = create_backup(desk, folder=folder)
            tell({"backup": str(made.path.relative_to(scene.root)), "cases": made.cases})


def _backed_up(scene: Scene) -> None:
    """A desk, its backup in the tray, and a case that came later."""
    _desk(scene)
    with scene.open() as desk:
        create_backup(desk, folder=scene.tray)
        an_act(desk, 5)


def _restore(scene: Scene, tell: Tell) -> None:
    """Put it into an empty folder as a desk."""
    (path,) = scene.tray.glob("*.backup")
    look = exhaust(look_into(path, home=scene.other, passphrase=PASSPHRASE))
    replace_with(scene.other, look, today=DESK_DAY)
    tell({"restored": "other"})


def _replace(scene: Scene, tell: Tell) -> None:
    """Put it in the place of the desk, which is kept."""
    (path,) = scene.tray.glob("*.backup")
    look = exhaust(look_into(path, home=scene.home, passphrase=PASSPHRASE))
    kept = replace_with(scene.home, look, today=DESK_DAY)
    tell({"replaced": kept.name if kept else ""})


# --- erasing ---------------------------------------------------------------------------------------------


def _past_their_period(scene: Scene) -> None:
    """Three cases of 2012, two of which a leader lets go."""
    desk, _ = make_desk(scene.home)
    with desk:
        desk.fixed_today = OLD
        for n in range(70, 73):
            number = register_case(desk, draft=a_draft("", petitioners=(person(n),), received_on=OLD)).cases[
                0
            ]
            perform(desk, number=number, act="withdraw", fields=WITHDRAWN)
        desk.fixed_today = DESK_DAY
        desk.operator = Operator("李敏", (Role.CLERK,))
        propose(desk, numbers=[one.case.number for one in list_due(desk)][:2], reason="期满")
        desk.operator = Operator("赵志强", (Role.LEADER,))
        decide(desk, erasure_id=1, approve=True)


def _erase(scene: Scene, tell: Tell) -> None:
    """Erase them."""
    with scene.open() as desk:
        done = exhaust(erase(desk, erasure_id=1))
        tell({"erased": done.count, "paper": done.document_id})
        tell({"case": an_act(desk, 74), "name": person(74).name})


# --- a new key -------------------------------------------------------------------------------------------


def _rekey(scene: Scene, tell: Tell) -> None:
    """Encrypt the desk under a new key, work on, and do so again."""
    with scene.open() as desk:
        for n in (60, 61):
            exhaust(rekey_desk(desk, passphrase=PASSPHRASE, kdf=CHEAP))
            tell({"rekeyed": n})
            tell({"case": an_act(desk, n), "name": person(n).name})


# --- a new program on an old desk; a first start ---------------------------------------------------------


def _stored(version: str) -> Callable[[Scene], None]:
    """The desk that an older program wrote."""

    def make(scene: Scene) -> None:
        shutil.copytree(STORED / version, scene.home)

    return make


def _migrate(scene: Scene, tell: Tell) -> None:
    """Open it with this program."""
    with scene.open() as desk:
        tell({"opened": int(desk.store.value("SELECT count(*) FROM cases"))})
        number = an_act(desk, 40)
        tell({"case": number, "name": person(40).name})


def _nothing(scene: Scene) -> None:
    """An empty folder."""


def _create(scene: Scene, tell: Tell) -> None:
    """The first start."""
    desk, _ = make_desk(scene.home)
    tell({"created": "home"})
    desk.close()


KINDS: tuple[Kind, ...] = (
    Kind("register", _desk, _register),
    Kind("import", _ledgers, _import_ledgers),
    Kind("issue", _papered, _issue),
    Kind("export", _waiting, _export),
    Kind("take in", _packets, _take_in, desks=("home", "other")),
    Kind("back up", _desk, _back_up),
    Kind("restore", _backed_up, _restore, desks=("home", "other"), may_lack=("other",)),
    Kind("replace", _backed_up, _replace),
    Kind("erase", _past_their_period, _erase),
    Kind("re-key", _desk, _rekey),
    Kind("migrate v1", _stored("v1"), _migrate),
    Kind("migrate v2", _stored("v2"), _migrate),
    Kind("migrate v3", _stored("v3"), _migrate),
    Kind("create", _nothing, _create, may_lack=("home",)),
)
