"""Whoever is auditor and nothing else changes nothing: every action is tried on open cases, and the store compared."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.actions import calendar, cases, drafts, operators, station, stations, templates, units
from app.actions.desk import Desk
from app.domain.cases import CaseDraft
from app.domain.documents import DocumentKind
from app.domain.errors import DeskError, NotAllowed
from app.domain.history import AUDITORS_ACTS
from app.domain.station import Operator, UnitEntry
from app.domain.stations import StationKind
from app.domain.workdays import DayKind
from tests.desks import DESK_DAY, a_draft
from tests.sealed.sweep import ASKED
from tests.sealed.world import AUDITOR, World, copy_world

ITS_OWN = frozenset({"backups", "history", "sqlite_sequence"})
"""Tables that looking on may write to: a backup changes nothing; the history is looked at line by line."""
REMEMBERED = ("preference:", "full_check")
"""Settings that are no record of anything: how wide a column was, when the desk was last examined."""


@pytest.fixture(scope="module")
def watched(kept_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world with an auditor at the desk, and open cases and papers where the sweep asks for sealed ones."""
    made = copy_world(kept_world, tmp_path_factory.mktemp("watched"))
    made.sealed = dict(made.open)
    rows = "SELECT d.id FROM documents d JOIN cases c ON c.id = d.case_id WHERE c.sealed = 0"
    made.documents = [row["id"] for row in made.desk.store.rows(rows)]
    rows = "SELECT a.id FROM attachments a JOIN cases c ON c.id = a.case_id WHERE c.sealed = 0"
    made.attachments = [row["id"] for row in made.desk.store.rows(rows)]
    made.desk.operator = AUDITOR
    assert made.numbers and made.documents
    yield made
    made.desk.close()


def contents(desk: Desk) -> dict[str, str]:
    """A digest of every table that no reading may touch."""
    names = [
        row["name"]
        for row in desk.store.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0")
    ]
    return {name: digest(desk, name) for name in names if name not in ITS_OWN}


def digest(desk: Desk, name: str) -> str:
    rows = [tuple(row.values()) for row in desk.store.rows(f"SELECT * FROM {name}")]
    if name == "settings":
        rows = [row for row in rows if not str(row[0]).startswith(REMEMBERED)]
    return hashlib.sha256(json.dumps(sorted(map(repr, rows))).encode()).hexdigest()


def lines(desk: Desk) -> list[str]:
    return [row["act"] for row in desk.store.rows("SELECT act FROM history ORDER BY id")]


@pytest.mark.parametrize("name", ASKED)
def test_no_action_of_an_auditor_changes_anything(watched: World, name: str, tmp_path: Path) -> None:
    desk = watched.desk
    before, said = contents(desk), lines(desk)
    for ask in ASKED[name](desk, watched, tmp_path):
        try:
            ask()
        except DeskError:
            continue
    assert contents(desk) == before
    assert set(lines(desk)[len(said) :]) <= AUDITORS_ACTS


CHANGES: dict[str, Callable[[Desk, World], Any]] = {
    "register": lambda d, w: cases.register_case(d, draft=a_draft()),
    "note": lambda d, w: cases.note_handling(d, number=w.numbers[0], on=DESK_DAY, text="核对"),
    "reveal": lambda d, w: cases.reveal(d, number=w.numbers[0], position=0, field="phone", reason="看看"),
    "station": lambda d, w: station.change_station(d, station=d.station),
    "kind": lambda d, w: stations.set_own_kind(d, kind=StationKind.UNIT),
    "units": lambda d, w: units.put_unit(d, unit=UnitEntry("ZC09", "综采九区")),
    "calendar": lambda d, w: calendar.set_day(d, day=DESK_DAY, kind=DayKind.HOLIDAY),
    "template": lambda d, w: templates.save_template(
        d, DocumentKind.REPLY, templates.read_template(d, DocumentKind.REPLY).text
    ),
    "operator": lambda d, w: operators.add_operator(
        d, operator=Operator("新人"), passphrase="足够长的口令一二三"
    ),
    "draft": lambda d, w: drafts.save_draft(d, key="registration", content={"a": 1}),
    "letter": lambda d, w: drafts.save_draft(d, key=f"letter:reply:{w.numbers[0]}", content={"a": 1}),
    "forget": lambda d, w: drafts.drop_draft(d, key=f"letter:reply:{w.numbers[0]}"),
}
"""What an auditor might try that the sweep does not ask."""


@pytest.mark.parametrize("name", CHANGES)
def test_an_auditor_is_told_that_he_only_looks_on(watched: World, name: str) -> None:
    before, said = contents(watched.desk), lines(watched.desk)
    with pytest.raises(NotAllowed):
        CHANGES[name](watched.desk, watched)
    assert contents(watched.desk) == before and lines(watched.desk) == said


def test_an_auditor_who_is_clerk_too_may_register(watched: World) -> None:
    clerk = Operator("两样的人", (*AUDITOR.roles, *Operator("x").roles))
    with watched.works(clerk) as desk:
        assert cases.register_case(
            desk, draft=CaseDraft(DESK_DAY, petitioners=a_draft().petitioners, content="事")
        ).cases
