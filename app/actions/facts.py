"""The facts that the procedure's table looks at, gathered for one case."""

from __future__ import annotations

from app.actions.desk import Desk
from app.actions.sealed import other_leaders, shown_case
from app.domain.cases import Case
from app.domain.codes import CaseState, StationRole
from app.domain.errors import NotFound
from app.domain.moves import Facts
from app.domain.station import UnitEntry
from app.files.procedure_rules import procedure_numbers
from app.storage import acts, cases, clocks, documents, units


def facts_of(desk: Desk, case: Case) -> Facts:
    """Everything that decides what may be done on a case now."""
    store, case = desk.store, shown_case(desk, case)
    papers = [paper for paper in documents.documents_of(store, case.id) if paper.stands]
    records = tuple(record for record in acts.acts_of(store, case.id) if record.stands)
    leaders, barred = other_leaders(desk, case, records)
    return Facts(
        case=case,
        today=desk.today(),
        station=desk.station.role,
        roles=frozenset(desk.operator.roles),
        records=records,
        deadlines=clocks.deadlines_of(store, case.id),
        documents=frozenset(paper.kind for paper in papers),
        own_unit=desk.station.unit_name,
        operator=desk.operator.name,
        competent=is_competent(desk),
        group_from=procedure_numbers(desk.rules_folder).group_from,
        first_state=_first_state(desk, case),
        to_serve=sum(paper.serve and paper.served_on is None for paper in papers),
        waiting=frozenset(a.act for a in acts.approvals_of(store, case.id) if a.state == "asked"),
        other_leaders=leaders,
        leaders_barred=barred,
    )


def own_entry(desk: Desk) -> UnitEntry | None:
    """This unit's line of the unit table."""
    return units.find_unit(desk.store, code=desk.station.unit_code, name=desk.station.unit_name)


def is_competent(desk: Desk) -> bool:
    """Whether this unit may sign decisions: as its line of the unit table says, else headquarters may and a
    workshop may not (domain facts 0.6)."""
    entry = own_entry(desk)
    return entry.competent if entry else desk.station.role is StationRole.HEADQUARTERS


def level_above(desk: Desk, name: str = "") -> UnitEntry | None:
    """The unit above the named one, or above this one, as far as the unit table knows it."""
    entry = units.find_unit(desk.store, name=name) if name else own_entry(desk)
    return units.find_unit(desk.store, code=entry.superior) if entry and entry.superior else None


def _first_state(desk: Desk, case: Case) -> CaseState | None:
    """The state of the first case of a repeat; of an archived one how it had ended, since only what went through the
    final review is not accepted again (Art. 36 ¶3)."""
    if not case.repeat_of:
        return None
    try:
        first = cases.get_case(desk.store, case.repeat_of)
    except NotFound:
        return None
    archived = next((r for r in acts.acts_of(desk.store, first.id) if r.stands and r.act == "archive"), None)
    return archived.state_before if archived else first.state
