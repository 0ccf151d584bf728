"""Desks written by earlier programs open with this one, whole. One stored desk per schema version."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from app.actions.approvals import approve, waiting_approvals
from app.actions.attachments import save_attachment
from app.actions.backup_places import backup_state
from app.actions.calendar import desk_calendar
from app.actions.cases import count_cases, find_cases, list_cases, view_case
from app.actions.checks import verify_history
from app.actions.desk import Desk
from app.actions.looks import changed_since_look
from app.actions.operators import add_operator
from app.actions.outbox import outbox
from app.actions.packet_again import write_packet_again
from app.actions.packets import cases_in_packet, verify_packet
from app.actions.procedure import acts_of
from app.actions.stations import list_stations, sender_trust
from app.actions.units import list_units
from app.bootstrap import open_desk, recover_desk
from app.domain.address_book import SenderTrust
from app.domain.cases import CaseFilter
from app.domain.codes import CaseState, Role
from app.domain.packet_codes import SignatureState
from app.domain.station import Operator
from app.storage.database import SCHEMA_VERSION, check_integrity, schema_version
from tests.desks import DESK_DAY, exhaust, register
from tests.fixtures.schema.make_schema_fixture import LEADER_PASSPHRASE, STORED_PASSPHRASE

STORED = Path(__file__).parent.parent / "fixtures" / "schema"
VERSIONS = sorted(STORED.glob("v*"))


OPEN_CASES = {"v1": 3, "v2": 4, "v3": 6, "v4": 6}
NOTES = {"v4": ["到劳资科查阅考勤表", "与班组长核对夜班表"]}


def home_version(desk: Desk) -> str:
    """Which stored desk a test works on: what an older program wrote lacks acts, other stations, or looks."""
    if desk.store.value("SELECT 1 FROM case_looks LIMIT 1"):
        return "v4"
    if desk.store.value("SELECT 1 FROM stations LIMIT 1"):
        return "v3"
    return "v2" if desk.store.value("SELECT 1 FROM case_acts LIMIT 1") else "v1"


def test_there_is_a_stored_desk_for_every_schema_version() -> None:
    assert [folder.name for folder in VERSIONS] == [f"v{n + 1}" for n in range(SCHEMA_VERSION)]


@pytest.fixture(params=VERSIONS, ids=lambda folder: folder.name)
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return Path(shutil.copytree(request.param, tmp_path / "home"))


def test_a_stored_desk_opens_with_everything_in_it(home: Path, tmp_path: Path) -> None:
    with open_desk(home, STORED_PASSPHRASE, today=DESK_DAY) as desk:
        assert schema_version(desk.store) == SCHEMA_VERSION
        assert check_integrity(desk.store) == []
        assert verify_history(desk).broken_at is None
        assert count_cases(desk, where=CaseFilter()) == OPEN_CASES[home_version(desk)]
        third, again, first = list_cases(desk, where=CaseFilter())[:3]
        assert (first.people, third.people, third.unit) == ("王*", "赵*等2人", "机电队")
        assert (third.state, again.repeat) == (CaseState.AWAITING_TRANSFER, True)
        view = view_case(desk, number=first.number)
        assert view.case.petitioners[0].name == "王𬱖"
        assert [r.text for r in view.case.requests] == ["补发津贴630元", "书面答复"]
        assert [note.text for note in view.notes] == NOTES.get(home_version(desk), ["到劳资科查阅考勤表"])
        assert [d.due_on.isoformat() for d in view.deadlines] == ["2026-12-05"]
        save_attachment(desk, attachment_id=view.attachments[0].id, path=tmp_path / "out.txt")
        assert (tmp_path / "out.txt").read_text(encoding="utf-8") == "七月 210元"
        assert [row.number for row in find_cases(desk, text="𬱖")] == [again.number, first.number]
        assert find_cases(desk, text="收受礼品") == []


def test_a_stored_desk_has_the_schema_that_a_new_desk_has(home: Path, desk: Desk) -> None:
    question = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
    with open_desk(home, STORED_PASSPHRASE, today=DESK_DAY) as stored:
        assert stored.store.rows(question) == desk.store.rows(question)


def test_a_stored_desk_can_be_worked_on(home: Path) -> None:
    with open_desk(home, STORED_PASSPHRASE, today=DESK_DAY) as desk:
        assert register(desk).startswith("ZC01-20261120-0005-")
        assert verify_history(desk).broken_at is None


def test_the_recovery_code_of_a_stored_desk_still_opens_it(home: Path) -> None:
    code = (home / "recovery.txt").read_text(encoding="ascii")
    with recover_desk(
        home, code=code, operator="李敏", passphrase="另一个新的口令2027", today=DESK_DAY
    ) as desk:
        assert count_cases(desk, where=CaseFilter()) == OPEN_CASES[home_version(desk)]


def test_keys_stations_and_what_was_sent_come_along(tmp_path: Path) -> None:
    home = Path(shutil.copytree(STORED / "v3", tmp_path / "home"))
    with open_desk(home, STORED_PASSPHRASE, today=DESK_DAY) as desk:
        assert [(known.code, known.trusted) for known in list_stations(desk)] == [("JT00", True)]
        states = [(line.packet.number, line.packet.state.value) for line in outbox(desk)]
        assert states == [("YS-ZC01-00002", "sent"), ("YS-ZC01-00001", "received")]
        number = cases_in_packet(desk, number="YS-ZC01-00001")[0]
        assert view_case(desk, number=number).case.office_number == "JT00-2026-0007"
        written, _ = exhaust(write_packet_again(desk, number="YS-ZC01-00002", folder=tmp_path))
        packet = verify_packet(written.path)
        assert packet.signed is SignatureState.GOOD
        assert sender_trust(desk, packet.head, packet.signed) is SenderTrust.OWN


def test_acts_wishes_units_and_the_own_calendar_come_along(tmp_path: Path) -> None:
    home = Path(shutil.copytree(STORED / "v2", tmp_path / "home"))
    with open_desk(home, STORED_PASSPHRASE, today=DESK_DAY) as desk:
        number = list_cases(desk, where=CaseFilter())[3].number
        records = acts_of(desk, number=number)
        assert [(r.act, r.stands) for r in records] == [
            ("classify", True), ("receipt_notice", True), ("report_urgent", False),
        ]  # fmt: skip
        view = view_case(desk, number=number)
        assert [(d.rule, d.state.value) for d in view.deadlines] == [("T3", "met"), ("T4", "stopped")]
        assert [paper.number for paper in view.documents] == ["综采一区信访告〔2026〕1号"]
        (wish,) = waiting_approvals(desk)
        assert (wish.case_number, wish.act, wish.asked_by) == (number, "reply", "李敏")
        let_a_leader_in(desk)
        approve(desk, approval_id=wish.id)
        assert view_case(desk, number=number).case.state is CaseState.REPLIED
        assert [unit.superior for unit in list_units(desk)] == ["", "YL"]
        assert not desk_calendar(desk).is_workday(dt.date(2027, 1, 4))


def let_a_leader_in(desk: Desk) -> None:
    """Somebody else who may decide, at the desk."""
    leader = Operator("周正", (Role.LEADER,))
    add_operator(desk, operator=leader, passphrase="周正的口令2026")
    desk.operator = leader


def test_a_leader_his_look_backups_and_trials_come_along(tmp_path: Path) -> None:
    home = Path(shutil.copytree(STORED / "v4", tmp_path / "home"))
    with open_desk(home, LEADER_PASSPHRASE, operator="赵志强", today=DESK_DAY) as desk:
        (wish,) = waiting_approvals(desk)
        assert (wish.act, wish.asked_by) == ("reply", "李敏")
        first = list_cases(desk, where=CaseFilter())[2].number
        look = changed_since_look(desk, number=first)
        assert [line.details[0][1] for line in look.lines if line.act == "note"] == ["与班组长核对夜班表"]
        state = backup_state(desk)
        assert state.last and state.tried
        assert (state.last.cases, state.tried.passed) == (6, True)
