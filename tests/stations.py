"""Desks that know each other: a workshop, its headquarters, and the discipline office, with real keys."""

from __future__ import annotations

from pathlib import Path

from app.actions.cases import cannot_settle
from app.actions.desk import Desk
from app.actions.documents import compose_letter, issue_letter
from app.actions.stations import own_card, set_own_kind, trust_station
from app.domain.codes import StationRole
from app.domain.documents import DocumentKind
from app.domain.station import Station
from app.domain.stations import StationKind
from app.files.templates import TO_FILL
from tests.desks import copied_desk, register

HEADQUARTERS = Station("JT00", "集团公司信访接待室", "省国资委", role=StationRole.HEADQUARTERS)
DISCIPLINE = Station("JW00", "集团公司纪委", "省纪委", role=StationRole.HEADQUARTERS)
PASSWORD = "K7MD-2QXW-9RTA-4HVE"


def make_office(home: Path) -> Desk:
    """The reception office's desk."""
    return copied_desk(home, station=HEADQUARTERS, operator="周岚")[0]


def make_discipline(home: Path) -> Desk:
    """The discipline office's desk."""
    desk = copied_desk(home, station=DISCIPLINE, operator="许正")[0]
    set_own_kind(desk, kind=StationKind.DISCIPLINE)
    return desk


def introduce(*desks: Desk) -> None:
    """Everybody takes everybody's card in, and has compared the fingerprints."""
    for desk in desks:
        for other in desks:
            if other is not desk:
                trust_station(desk, card=own_card(other), fingerprint_confirmed=True)


def waiting(desk: Desk, name: str = "王建国", **changes: object) -> str:
    """A case that waits for a packet, with its explanation letter."""
    number = register(desk, name, **changes)
    cannot_settle(desk, number=number)
    kind = DocumentKind.EXPLANATION_LETTER
    fields = compose_letter(desk, number=number, act=kind)
    body = "\n".join("已核实。" if TO_FILL in line else line for line in fields["body"].splitlines())
    issue_letter(desk, number=number, act=kind, fields={**fields, "body": body})
    return number
