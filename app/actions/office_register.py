"""Headquarters' register of what units sent up: looked through, assigned and urged, for many cases in one run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.actions.desk import Desk
from app.actions.documents import issue_documents
from app.actions.inbox import inbox
from app.actions.inbox_check import require_headquarters
from app.actions.procedure import acts_of, undo
from app.domain.changes import Changes, Progress, Steps
from app.domain.errors import ClerkError, InvalidField, NotAllowed
from app.domain.inbox import MOST_NAMED
from app.domain.office_register import OfficeFilter, OfficePage
from app.domain.procedure import MOVES
from app.storage import office_register as kept
from app.storage import units

MOST_ROWS = 500
"""Rows shown at once; a filter narrows what is beyond them."""
FOR_MANY = frozenset({"assign", "supervise"})
"""What is done to many cases in one run."""


@dataclass(frozen=True, slots=True)
class ManyDone:
    """What came of a run: the cases on which the act was done, and (number, why not) of the rest."""

    changes: Changes
    act: str
    done: tuple[str, ...]
    failures: tuple[tuple[str, str], ...] = ()


def office_register(desk: Desk, *, where: OfficeFilter) -> OfficePage:
    """The newest cases under a filter. Raises NotAllowed at a workshop's desk."""
    require_headquarters(desk)
    today = desk.today()
    return OfficePage(
        tuple(kept.office_rows(desk.store, where, today=today, limit=MOST_ROWS)),
        kept.count_office_rows(desk.store, where, today=today),
        tuple(kept.senders(desk.store)),
        tuple(kept.offices(desk.store)),
        tuple(
            f"{line.name}缺第{'、'.join(str(number) for number in line.missing[-MOST_NAMED:])}包"
            for line in inbox(desk)
            if line.missing
        ),
        known_offices(desk),
    )


def known_offices(desk: Desk) -> tuple[str, ...]:
    """To whom a case may go: the offices that got one before, then the units of the unit table but our own."""
    table = [unit.name for unit in units.list_units(desk.store) if unit.code != desk.station.unit_code]
    return tuple(dict.fromkeys((*kept.offices(desk.store), *table)))


def do_for_many(
    desk: Desk, *, numbers: Sequence[str], act: str, fields: Mapping[str, str]
) -> Steps[ManyDone]:
    """Assign (交办) or urge (督办) many cases, an act and its letter each, a transaction each.

    A case on which it cannot be done is named and left as it was; closing the generator keeps what was done so far.
    Raises NotAllowed for any other act.
    """
    require_headquarters(desk)
    if act not in FOR_MANY:
        raise NotAllowed(f"“{act}”不能一次办理多件")
    changes, failures = yield from issue_documents(desk, numbers=numbers, act=act, fields=fields)
    failed = {number for number, _ in failures}
    return ManyDone(changes, act, tuple(number for number in numbers if number not in failed), failures)


def undo_for_many(desk: Desk, *, numbers: Sequence[str], act: str, reason: str) -> Steps[ManyDone]:
    """Take such a run back, case by case, as long as the act is the last one of the case; the rest is named."""
    if not reason.strip():
        raise InvalidField("reason", "请写明撤销的理由")
    changes, done, failures = Changes(), list[str](), list[tuple[str, str]]()
    for at, number in enumerate(numbers):
        yield Progress(at, len(numbers), f"撤销 {number}")
        try:
            changes |= _undo_last(desk, number, act, reason)
            done.append(number)
        except ClerkError as error:
            failures.append((number, str(error)))
    return ManyDone(changes, act, tuple(done), tuple(failures))


def _undo_last(desk: Desk, number: str, act: str, reason: str) -> Changes:
    """Take the last act of a case back when it is the one that is meant. Raises NotAllowed, NotFound."""
    with desk.store.transaction():
        standing = [record for record in acts_of(desk, number=number) if record.stands]
        if not standing or standing[-1].act != act:
            raise NotAllowed(f"{number}：最后一步不是“{MOVES[act].label}”，没有撤销")
        return undo(desk, number=number, reason=reason)
