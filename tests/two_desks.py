"""A workshop and headquarters that know each other, and cases that go up: for tests of packets both ways."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from app.actions.cases import cannot_settle
from app.actions.desk import Desk
from app.actions.documents import compose_letter, issue_letter
from app.actions.inbox import ImportedPacket, import_packet
from app.actions.packets import export_packet
from app.actions.stations import own_card, trust_station
from app.domain.codes import CaseClass, StationRole
from app.domain.documents import DocumentKind
from app.domain.inbox import Finding
from app.domain.station import Station
from app.files.templates import TO_FILL
from tests.desks import copied_desk, exhaust, register

HQ = Station(
    "HQ01",
    "集团公司信访接待室",
    "集团公司",
    role=StationRole.HEADQUARTERS,
    document_mark="集团信访",
    leader="周正",
    phone="0352-7010009",
)
TRUST = frozenset({Finding.UNKNOWN_STATION})
LETTER = DocumentKind.EXPLANATION_LETTER


def make_headquarters(home: Path, day: dt.date, **changes: Any) -> Desk:
    """An empty desk of the reception office."""
    return copied_desk(home, station=HQ, operator="周敏", today=day, **changes)[0]


def make_workshop(home: Path, code: str, name: str, day: dt.date) -> Desk:
    """An empty desk of a workshop below it."""
    station = Station(
        code, name, HQ.unit_name, phone="0352-7010001", leader="赵志强", document_mark=f"{name}信访"
    )
    return copied_desk(home, station=station, operator=f"李敏{code}", today=day)[0]


def acquaint(one: Desk, other: Desk) -> None:
    """Both have the other's card, fingerprints compared."""
    trust_station(one, card=own_card(other), fingerprint_confirmed=True)
    trust_station(other, card=own_card(one), fingerprint_confirmed=True)


def waiting(desk: Desk, name: str = "王建国", **changes: Any) -> str:
    """A case that waits for its packet, with its explanation letter."""
    given = {"case_class": CaseClass.C6, "received_on": desk.today(), **changes}
    number = register(desk, name, **given)
    cannot_settle(desk, number=number)
    explain(desk, number)
    return number


def explain(desk: Desk, number: str) -> None:
    """Issue the explanation letter."""
    fields = compose_letter(desk, number=number, act=LETTER)
    body = "\n".join("已核实。" if TO_FILL in line else line for line in fields["body"].splitlines())
    issue_letter(desk, number=number, act=LETTER, fields={**fields, "body": body})


def send(desk: Desk, folder: Path, *names: str, **how: Any) -> Path:
    """A packet of one new case a name; its path."""
    for name in names:
        waiting(desk, name)
    folder.mkdir(exist_ok=True)
    return exhaust(export_packet(desk, folder=folder, **how)).path


def take(hq: Desk, path: Path, *confirmed: Finding, **how: Any) -> ImportedPacket:
    """Import a packet at headquarters."""
    return exhaust(import_packet(hq, path, confirmed=frozenset(confirmed), **how))
